"""``torch.nn.parallel.DistributedDataParallel``: a module that several processes train, each on its part of a batch."""
import contextlib
import itertools

import pyautograd as torch

from ... import distributed as dist
from ..modules.module import Module

_UNFINISHED = (
    "Expected to have finished reduction in the prior iteration before starting a new one. This error indicates that your module has parameters that "
    "were not used in producing loss. You can enable unused parameter detection by passing the keyword argument `find_unused_parameters=True` to "
    "`torch.nn.parallel.DistributedDataParallel`, and by \nmaking sure all `forward` function outputs participate in calculating loss. \n"
    "If you already have done the above, then the distributed data parallel module wasn't able to locate the output tensors in the return value of your "
    "module's `forward` function. Please include the loss function and the structure of the return value of `forward` of your module when reporting this "
    "issue (e.g. list, dict, iterable).\nParameter indices which did not receive grad for rank {}: {}\n In addition, you can set the environment variable "
    "TORCH_DISTRIBUTED_DEBUG to either INFO or DETAIL to print out information about which particular parameters did not receive gradient on this rank as "
    "part of this error"
)


class GradBucket:
    """The gradients of some parameters one after another in one tensor, as hooks of communication see them."""

    def __init__(self, index, parameters, buffer, last):
        self._index, self._parameters, self._buffer, self._last = index, parameters, buffer, last

    def index(self):
        """The bucket's number."""
        return self._index

    def buffer(self):
        """The tensor."""
        return self._buffer

    def set_buffer(self, buffer):
        """Take another tensor in its place."""
        self._buffer = buffer

    def parameters(self):
        """The parameters."""
        return list(self._parameters)

    def gradients(self):
        """Views of the tensor that have the parameters' shapes."""
        pieces = self._buffer.split([parameter.numel() for parameter in self._parameters])
        return [piece.view_as(parameter) for piece, parameter in zip(pieces, self._parameters)]

    def is_last(self):
        """Whether it is the last one."""
        return self._last


class _Reducer:
    """Averages gradients once a backward has brought all of them."""

    def __init__(self, parameters, group):
        self.parameters, self.group = parameters, group
        self.hook = self.state = None
        self.waiting = set()  # indices of parameters whose gradients the prepared backward has yet to bring
        self.used = [False] * len(parameters)
        for index, parameter in enumerate(parameters):
            parameter.register_post_accumulate_grad_hook(lambda _, index=index: self._arrived(index))

    def prepare_for_backward(self, outputs):
        """Expect the gradients of all parameters, or where there are `outputs` of those that these depend on."""
        unused = set()
        if outputs:
            used = _leaves_below(outputs)
            unused = {index for index, parameter in enumerate(self.parameters) if id(parameter) not in used}
        if self.waiting and len(self.waiting) < len(self.parameters):
            raise RuntimeError(_UNFINISHED.format(self.group.rank(), " ".join(map(str, sorted(self.waiting)))))
        self.waiting = set(range(len(self.parameters))) - unused
        self.used = [index not in unused for index in range(len(self.parameters))]

    def _arrived(self, index):
        if index in self.waiting:
            self.waiting.discard(index)
            if not self.waiting:
                self._reduce()

    def _reduce(self):
        if self.group.size() == 1 and self.hook is None:
            return
        flags = torch.tensor(self.used, dtype=torch.int32)
        dist.all_reduce(flags, dist.ReduceOp.MAX, self.group)
        used = [parameter for parameter, flag in zip(self.parameters, flags.tolist()) if flag]
        by_dtype = {}
        for parameter in reversed(used):
            by_dtype.setdefault(parameter.dtype, []).append(parameter)
        with torch.no_grad():
            for number, parameters in enumerate(by_dtype.values()):
                for parameter in parameters:
                    if parameter.grad is None:
                        parameter.grad = torch.zeros_like(parameter)
                buffer = torch.cat([parameter.grad.reshape(-1) for parameter in parameters])
                bucket = GradBucket(number, parameters, buffer, number == len(by_dtype) - 1)
                bucket.set_buffer(self._averaged(bucket))
                for parameter, gradient in zip(parameters, bucket.gradients()):
                    parameter.grad.copy_(gradient)

    def _averaged(self, bucket):
        if self.hook is not None:
            result = self.hook(self.state, bucket).wait()
            return result[0] if isinstance(result, (list, tuple)) else result
        buffer = bucket.buffer().mul_(1.0 / self.group.size())
        dist.all_reduce(buffer, group=self.group)
        return buffer


def _tensors_in(value):
    """The tensors in nested lists, tuples, dictionaries and dataclasses."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(_tensors_in, value.values()))
    elif isinstance(value, (list, tuple, set)):
        yield from itertools.chain.from_iterable(map(_tensors_in, value))
    elif hasattr(value, "__dataclass_fields__"):
        yield from itertools.chain.from_iterable(_tensors_in(getattr(value, name)) for name in value.__dataclass_fields__)


def _leaves_below(tensors):
    """Identities of the leaves that tensors depend on."""
    leaves = {id(tensor) for tensor in tensors if tensor.is_leaf}
    nodes = [tensor.grad_fn for tensor in tensors if tensor.grad_fn is not None]
    seen = set()
    while nodes:
        node = nodes.pop()
        if node in seen:
            continue
        seen.add(node)
        variable = getattr(node, "variable", None)
        if variable is not None:
            leaves.add(id(variable))
        nodes.extend(following for following, _ in node.next_functions if following is not None)
    return leaves


class DistributedDataParallel(Module):
    """A module whose parameters all processes of a group have in common: their gradients are averaged when backward has computed them.

    Parameters
    ----------
    module : Module
        Its parameters and buffers become those of the first process.
    process_group : ProcessGroup, optional
        The default one if None.
    broadcast_buffers : bool, optional
        Take the first process's buffers before every forward.
    find_unused_parameters, static_graph : bool
        Find out at each forward which parameters its result does not depend on; otherwise all of them have to get a gradient.
    device_ids, output_device
        None: there is one device.

    Notes
    -----
    Gradients are exchanged when the last one is there, not by and by: the sizes of buckets and the like are accepted and change nothing.
    """

    def __init__(
        self, module, device_ids=None, output_device=None, dim=0, broadcast_buffers=None, init_sync=True, process_group=None, bucket_cap_mb=None,
        find_unused_parameters=False, check_reduction=False, gradient_as_bucket_view=False, static_graph=False, delay_all_reduce_named_params=None,
        param_to_hook_all_reduce=None, mixed_precision=None, device_mesh=None, skip_all_reduce_unused_params=False, bucket_cap_mb_list=None,
        batched_grad_copy=False, forward_sync_buffers=None,
    ):  # fmt: skip
        super().__init__()
        self.process_group = dist.distributed_c10d._world() if process_group is None else process_group
        for name, value in (("device_mesh", device_mesh), ("mixed_precision", mixed_precision), ("delay_all_reduce_named_params", delay_all_reduce_named_params)):
            if value is not None:
                raise NotImplementedError(f"DistributedDataParallel({name}=...) is not supported")
        ignored = set(getattr(module, "_ddp_params_and_buffers_to_ignore", ()))
        self.parameters_to_ignore = ignored
        parameters = [parameter for name, parameter in module.named_parameters() if name not in ignored]
        if not any(parameter.requires_grad for parameter in parameters):
            raise RuntimeError("DistributedDataParallel is not needed when a module doesn't have any parameter that requires a gradient.")
        if device_ids or output_device is not None:
            raise ValueError(
                "DistributedDataParallel device_ids and output_device arguments only work with single-device/multiple-device GPU modules or CPU modules, "
                f"but got device_ids {device_ids}, output_device {output_device}, and module parameters { {parameters[0].device} }."
            )
        self.module = module
        self.device_ids, self.output_device, self.dim, self.static_graph = None, output_device, dim, static_graph
        self.device, self.device_type, self.is_multi_device_module = parameters[0].device, parameters[0].device.type, False
        self.broadcast_buffers = True if broadcast_buffers is None else broadcast_buffers
        self.find_unused_parameters, self.gradient_as_bucket_view, self.mixed_precision = find_unused_parameters, gradient_as_bucket_view, mixed_precision
        self.bucket_bytes_cap = int((25 if bucket_cap_mb is None else bucket_cap_mb) * 1024 * 1024)
        self.require_backward_grad_sync = self.require_forward_param_sync = True
        if init_sync:
            self._take_first([*parameters, *self._buffers_to_share()])
        self._make_reducer()

    def _make_reducer(self):
        named = ((name, parameter) for name, parameter in self.module.named_parameters() if name not in self.parameters_to_ignore)
        self.reducer = _Reducer([parameter for _, parameter in named if parameter.requires_grad], self.process_group)

    def _buffers_to_share(self):
        return [buffer for name, buffer in self.module.named_buffers() if name not in self.parameters_to_ignore]

    def _take_first(self, tensors):
        """Give tensors the values that they have on the first process."""
        for tensor in tensors:
            dist.broadcast(tensor.detach(), group=self.process_group, group_src=0)

    def __getstate__(self):
        state = self.__dict__.copy()
        for name in ("process_group", "reducer"):
            del state[name]
        return state

    def __setstate__(self, state):
        self.process_group = dist.distributed_c10d._world()
        super().__setstate__(state)
        self._make_reducer()

    @contextlib.contextmanager
    def no_sync(self):
        """A context in which gradients are summed up on each process by itself."""
        before = self.require_backward_grad_sync
        self.require_backward_grad_sync = False
        try:
            yield
        finally:
            self.require_backward_grad_sync = before

    def will_sync_module_buffers(self):
        """Whether forward takes the first process's buffers."""
        return self.require_forward_param_sync and self.broadcast_buffers and len(self._buffers_to_share()) > 0

    def forward(self, *inputs, **kwargs):
        """The module's result."""
        syncing = torch.is_grad_enabled() and self.require_backward_grad_sync
        if syncing and not self.find_unused_parameters and not self.static_graph:
            self.reducer.prepare_for_backward([])
        if self.process_group.size() > 1 and self.will_sync_module_buffers():
            self._take_first(self._buffers_to_share())
        output = self.module(*inputs, **kwargs)
        if syncing and (self.find_unused_parameters or self.static_graph):
            self.reducer.prepare_for_backward(list(_tensors_in(output)))
        self.require_forward_param_sync = syncing or not torch.is_grad_enabled()
        return output

    def train(self, mode=True):
        """Set the module's mode."""
        super().train(mode)
        return self

    def register_comm_hook(self, state, hook):
        """Let ``hook(state, bucket)`` average gradients: it returns a future of a bucket's tensor."""
        if not callable(hook):
            raise TypeError("Communication hook must be callable.")
        if self.reducer.hook is not None:
            raise RuntimeError("register_comm_hook or register_builtin_comm_hook can only be called once.")
        self.reducer.state, self.reducer.hook = state, hook

    @contextlib.contextmanager
    def join(self, divide_by_initial_world_size=True, enable=True, throw_on_early_termination=False):
        """A context in which processes may have different numbers of batches. Refused where there are several."""
        if enable and self.process_group.size() > 1:
            raise NotImplementedError("DistributedDataParallel.join is not supported in several processes")
        yield

    @staticmethod
    def _set_params_and_buffers_to_ignore_for_model(module, params_and_buffers_to_ignore):
        module._ddp_params_and_buffers_to_ignore = params_and_buffers_to_ignore
        for name, parameter in module.named_parameters():
            parameter._ddp_ignored = name in params_and_buffers_to_ignore
