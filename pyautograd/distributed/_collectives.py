"""The collectives of ``torch.distributed``, over one exchange of messages (`ProcessGroup.exchange`), and messages from one process to another.

They compute in the thread that calls them: what they return with ``async_op=True`` is done already, but for `irecv`.
"""
import functools
import pickle
import warnings

import pyautograd as torch

from . import distributed_c10d as c10d
from ._reductions import ReduceOp, check_reducible, reduced
from ._stores import _packed, _unpacked


def _tensor_bytes(tensor):
    """The elements of a tensor, in order."""
    if tensor.numel() == 0:
        return b""
    return tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()


def _tensor_of(message, like):
    """The tensor of a message that has the dtype and the shape of `like`."""
    if like.numel() == 0:
        return torch.empty_like(like)
    return torch.frombuffer(bytearray(message), dtype=like.dtype).reshape(like.shape)


def _write(tensor, value):
    tensor.detach().copy_(value)


def _check_tensor(value, name):
    if not isinstance(value, torch.Tensor):
        raise TypeError(f"Invalid function argument. Expected parameter `{name}` of type torch.Tensor\n             but got {type(value)} instead.")


def _check_tensors(value, name):
    if not isinstance(value, list) or not all(isinstance(item, torch.Tensor) for item in value):
        of = f" with elements of type {[type(item) for item in value]}" if isinstance(value, list) else ""
        raise TypeError(
            f"Invalid function argument. Expected parameter `{name}` of type List[torch.Tensor]\n             but got {type(value)}{of} instead."
        )


def _check_dtypes(*tensors):
    first = tensors[0].dtype
    for tensor in tensors:
        if tensor.dtype != first:
            raise ValueError(f"Invalid usage of tensors with different dtypesFound {first} and  {tensor.dtype}")


def _member(group, caller):
    """The group, or None (with a warning) where this process is not in it."""
    if c10d._rank_not_in_group(group):
        warnings.warn(f"Running {caller} on global rank {c10d.get_rank()} which does not belong to the given group.", stacklevel=3)
        return None
    return c10d.resolved(group)


def _rank_in(group, rank, group_rank, required=True):
    """The rank in a group, given one of the default group or one of this."""
    if rank is not None and group_rank is not None:
        raise ValueError("Can't specify both group_rank and global_rank")
    if group_rank is not None:
        return group_rank
    if rank is None:
        if required:
            raise ValueError("Must specify global_rank or group_rank")
        return 0
    return rank if group is c10d.GroupMember.WORLD else c10d.get_group_rank(group, rank)


def _root(group, rank, group_rank, caller, required=True):
    root = _rank_in(group, rank, group_rank, required)
    if not 0 <= root < group.size():
        raise RuntimeError(f"ProcessGroupGloo::{caller}: invalid root rank: {root}")
    return root


def _done(async_op, tensors):
    return c10d.Work(result=list(tensors)) if async_op else None


def _everybodys(group, tensor):
    """The tensors of all processes, each like this one."""
    if group.size() == 1:
        return [tensor]
    return [_tensor_of(message, tensor) for message in group.exchange(_tensor_bytes(tensor))]


def _for_this_process(group, tensors, likes):
    """Everybody gives a tensor for each process; those for this one, like `likes`."""
    if group.size() == 1:
        return tensors
    messages = group.exchange(_packed(*map(_tensor_bytes, tensors)))
    return [_tensor_of(_unpacked(message)[group.rank()], like) for message, like in zip(messages, likes)]


def all_reduce(tensor, op=ReduceOp.SUM, group=None, async_op=False):
    """Put into `tensor`, on every process, what all of theirs reduce to."""
    _check_tensor(tensor, "tensor")
    group = _member(group, "all_reduce")
    if group is None:
        return None
    check_reducible(tensor, op, "all_reduce")
    if group.size() > 1:
        _write(tensor, reduced(_everybodys(group, tensor), op))
    return _done(async_op, [tensor])


def all_reduce_coalesced(tensors, op=ReduceOp.SUM, group=None, async_op=False):
    """`all_reduce` of each of several tensors."""
    tensors = [tensors] if isinstance(tensors, torch.Tensor) else tensors
    _check_tensors(tensors, "tensor")
    for tensor in tensors:
        all_reduce(tensor, op, group)
    return _done(async_op, tensors)


def reduce(tensor, dst=None, op=ReduceOp.SUM, group=None, async_op=False, group_dst=None):
    """Put into `tensor`, on process `dst`, what all of theirs reduce to."""
    group = _member(group, "reduce")
    if group is None:
        return None
    root = _root(group, dst, group_dst, "reduce")
    _check_tensor(tensor, "tensor")
    check_reducible(tensor, op, "reduce")
    if group.size() > 1:
        everybodys = _everybodys(group, tensor)
        if group.rank() == root:
            _write(tensor, reduced(everybodys, op))
    return _done(async_op, [tensor])


def broadcast(tensor, src=None, group=None, async_op=False, group_src=None):
    """Put into `tensor`, on every process, what it is on process `src`."""
    group = _member(group, "broadcast")
    if group is None:
        return None
    root = _root(group, src, group_src, "broadcast")
    _check_tensor(tensor, "tensor")
    if group.size() > 1:
        message = group.exchange(_tensor_bytes(tensor) if group.rank() == root else b"")[root]
        if group.rank() != root:
            _write(tensor, _tensor_of(message, tensor))
    return _done(async_op, [tensor])


def all_gather(tensor_list, tensor, group=None, async_op=False):
    """Put everybody's `tensor` into `tensor_list`."""
    _check_tensors(tensor_list, "tensor_list")
    _check_tensor(tensor, "tensor")
    _check_dtypes(*tensor_list, tensor)
    group = _member(group, "all_gather")
    if group is None:
        return None
    if len(tensor_list) != group.size():
        raise RuntimeError(f"ProcessGroupGloo::allgather: invalid output tensor list at index 0 (expected length {group.size()}, got {len(tensor_list)})")
    for i, place in enumerate(tensor_list):
        if place.shape != tensor.shape:
            expected, found = (f"({', '.join(map(str, shape))})" for shape in (tensor.shape, place.shape))
            raise RuntimeError(f"ProcessGroupGloo::allgather: invalid tensor size at index {i} (expected {expected}, got {found})")
    for place, value in zip(tensor_list, _everybodys(group, tensor)):
        _write(place, value)
    return _done(async_op, tensor_list)


def all_gather_coalesced(output_tensor_lists, input_tensor_list, group=None, async_op=False):
    """`all_gather` of each of several tensors."""
    for i, tensor in enumerate(input_tensor_list):
        all_gather(output_tensor_lists[i], tensor, group)
    return _done(async_op, input_tensor_list)


def all_gather_single(output_tensor, input_tensor, group=None, async_op=False):
    """Put everybody's tensor into one, one after another or stacked."""
    _check_tensor(input_tensor, "input_tensor")
    _check_tensor(output_tensor, "output_tensor")
    group = _member(group, "all_gather_into_tensor")
    if group is None:
        return None
    if output_tensor.numel() != input_tensor.numel() * group.size():
        raise ValueError("output tensor size must be equal to world_size times input tensor size")
    if output_tensor.dtype != input_tensor.dtype:
        raise TypeError("output tensor must have the same type as input tensor")
    _write(output_tensor, torch.cat([value.reshape(-1) for value in _everybodys(group, input_tensor)]).reshape(output_tensor.shape))
    return _done(async_op, [output_tensor])


def gather(tensor, gather_list=None, dst=None, group=None, async_op=False, group_dst=None):
    """Put everybody's `tensor` into `gather_list`, on process `dst`."""
    _check_tensor(tensor, "tensor")
    group = _member(group, "gather")
    if group is None:
        return None
    root = _root(group, dst, group_dst, "gather", required=False)
    if group.rank() == root:
        if not gather_list:
            raise ValueError("Argument ``gather_list`` must be specified on destination rank.")
        _check_tensors(gather_list, "gather_list")
        _check_dtypes(*gather_list, tensor)
    elif gather_list:
        raise ValueError("Argument ``gather_list`` must NOT be specified on non-destination ranks.")
    everybodys = _everybodys(group, tensor)
    for place, value in zip(gather_list or (), everybodys):
        _write(place, value)
    return _done(async_op, gather_list or ())


def scatter(tensor, scatter_list=None, src=None, group=None, async_op=False, group_src=None):
    """Put into `tensor`, on every process, its one of `scatter_list` on process `src`."""
    _check_tensor(tensor, "tensor")
    group = _member(group, "scatter")
    if group is None:
        return None
    root = _root(group, src, group_src, "scatter", required=False)
    if group.rank() == root:
        if not scatter_list:
            raise ValueError("Argument ``scatter_list`` must be specified on source rank.")
        _check_tensors(scatter_list, "scatter_list")
        _check_dtypes(*scatter_list, tensor)
    elif scatter_list:
        raise ValueError("Argument ``scatter_list`` must NOT be specified on non-source ranks.")
    message = group.exchange(_packed(*map(_tensor_bytes, scatter_list)) if group.rank() == root else b"")[root]
    _write(tensor, _tensor_of(_unpacked(message)[group.rank()], tensor))
    return _done(async_op, [tensor])


def reduce_scatter(output, input_list, op=ReduceOp.SUM, group=None, async_op=False):
    """Put into `output` what everybody's tensor for this process reduce to."""
    _check_tensor(output, "output")
    _check_tensors(input_list, "input_list")
    _check_dtypes(output, *input_list)
    group = _member(group, "reduce_scatter")
    if group is None:
        return None
    check_reducible(output, op, "reduce_scatter")
    _write(output, reduced(_for_this_process(group, input_list, [output] * group.size()), op))
    return _done(async_op, [output])


def reduce_scatter_single(output, input, op=ReduceOp.SUM, group=None, async_op=False):
    """`reduce_scatter` of one tensor, cut along its first dimension."""
    _check_tensor(output, "output")
    _check_tensor(input, "input")
    member = _member(group, "reduce_scatter_tensor")
    if member is None:
        return None
    if input.numel() != output.numel() * member.size():
        raise ValueError("input tensor must be the same size as output size times world size")
    return reduce_scatter(output, [piece.reshape(output.shape) for piece in input.reshape(-1).chunk(member.size())], op, group, async_op)


def _renamed(function, old, new):
    @functools.wraps(function)
    def call(*args, **kwargs):
        warnings.warn(f"`torch.distributed.{old}` is deprecated. Please use `torch.distributed.{new}` instead.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    call.__name__ = call.__qualname__ = old
    call.__doc__ = f"`{new}`, under its deprecated name."
    return call


all_gather_into_tensor = _renamed(all_gather_single, "all_gather_into_tensor", "all_gather_single")
_all_gather_base = all_gather_into_tensor
reduce_scatter_tensor = _renamed(reduce_scatter_single, "reduce_scatter_tensor", "reduce_scatter_single")
_reduce_scatter_base = reduce_scatter_tensor


def all_to_all(output_tensor_list, input_tensor_list, group=None, async_op=False):
    """Everybody gives a tensor to each process, and puts what it is given into `output_tensor_list`."""
    _check_tensors(output_tensor_list, "output_tensor_list")
    _check_tensors(input_tensor_list, "input_tensor_list")
    _check_dtypes(*output_tensor_list, *input_tensor_list)
    group = _member(group, "all_to_all")
    if group is None:
        return None
    for place, value in zip(output_tensor_list, _for_this_process(group, input_tensor_list, output_tensor_list)):
        _write(place, value)
    return _done(async_op, output_tensor_list)


def all_to_all_single(output, input, output_split_sizes=None, input_split_sizes=None, group=None, async_op=False):
    """`all_to_all` of one tensor, cut along its first dimension into equal pieces or those of the given lengths."""
    _check_tensor(output, "output")
    _check_tensor(input, "input")
    _check_dtypes(output, input)
    member = _member(group, "all_to_all_single")
    if member is None:
        return None
    pieces = [
        list(tensor.detach().split(sizes)) if sizes else list(tensor.detach().chunk(member.size()))
        for tensor, sizes in ((output, output_split_sizes), (input, input_split_sizes))
    ]
    return all_to_all(*pieces, group, async_op)


def barrier(group=None, async_op=False, device_ids=None, timeout=None):
    """Wait for the other processes."""
    group = _member(group, "barrier")
    if group is None:
        return None
    group.exchange(b"")
    return _done(async_op, ())


def monitored_barrier(group=None, timeout=None, wait_all_ranks=False):
    """Wait for the other processes."""
    barrier(group)


def isend(tensor, dst=None, group=None, tag=0, group_dst=None):
    """Send `tensor` to process `dst`, which has to receive it."""
    group = _member(group, "isend")
    if group is None:
        return None
    _check_tensor(tensor, "tensor")
    destination = _rank_in(group, dst, group_dst)
    if destination == group.rank():
        raise ValueError("Invalid destination rank: destination rank should not be the same as the rank of the current process.")
    group.send(_tensor_bytes(tensor), destination, tag)
    return c10d.Work(result=[tensor])


def send(tensor, dst=None, group=None, tag=0, group_dst=None):
    """Send `tensor` to process `dst`, which has to receive it."""
    isend(tensor, dst, group, tag, group_dst)


def irecv(tensor, src=None, group=None, tag=0, group_src=None):
    """Put what process `src` sends into `tensor`, when what is returned is waited for."""
    group = _member(group, "irecv")
    if group is None:
        return None
    _check_tensor(tensor, "tensor")
    if src is None and group_src is None:
        raise NotImplementedError("torch.distributed.recv from any process is not supported; name the one that sends")
    source = _rank_in(group, src, group_src)
    if source == group.rank():
        raise RuntimeError(f"ProcessGroupGloo::recv: a process cannot receive from itself (rank {source})")
    fetch = group.receive(source, tag)
    return c10d.Work(lambda: _write(tensor, _tensor_of(fetch(), tensor)), [tensor])


def recv(tensor, src=None, group=None, tag=0, group_src=None):
    """Put what process `src` sends into `tensor`, and return `src`."""
    work = irecv(tensor, src, group, tag, group_src)
    if work is None:
        return -1
    work.wait()
    return src if src is not None else c10d.get_global_rank(c10d.resolved(group), group_src)


class P2POp:
    """One `isend` or `irecv` of a batch."""

    def __init__(self, op, tensor, peer=None, group=None, tag=0, group_peer=None):
        if op not in (isend, irecv):
            raise ValueError("Invalid ``op``. Expected ``op`` to be of type ``torch.distributed.isend`` or ``torch.distributed.irecv``.")
        _check_tensor(tensor, "tensor")
        self.op, self.tensor, self.group, self.tag = op, tensor, group, tag
        self.peer, self.group_peer = peer, group_peer


def batch_isend_irecv(p2p_op_list):
    """Begin several messages."""
    return [each.op(each.tensor, each.peer, each.group, each.tag, each.group_peer) for each in p2p_op_list]


def all_gather_object(object_list, obj, group=None):
    """Put everybody's object, which is pickled, into `object_list`."""
    group = _member(group, "all_gather_object")
    if group is not None:
        object_list[:group.size()] = map(pickle.loads, group.exchange(pickle.dumps(obj)))


def gather_object(obj, object_gather_list=None, dst=None, group=None, group_dst=None):
    """Put everybody's object into `object_gather_list`, on process `dst`."""
    group = _member(group, "gather_object")
    if group is None:
        return
    root = _root(group, dst, group_dst, "gather", required=False)
    if group.rank() == root and not object_gather_list:
        raise ValueError("Argument ``gather_list`` must be specified on destination rank.")
    messages = group.exchange(pickle.dumps(obj))
    if group.rank() == root:
        object_gather_list[:group.size()] = map(pickle.loads, messages)


def broadcast_object_list(object_list, src=None, group=None, device=None, group_src=None):
    """Put the objects that `object_list` has on process `src` into it, on every process."""
    group = _member(group, "broadcast_object_list")
    if group is None:
        return
    root = _root(group, src, group_src, "broadcast", required=False)
    message = group.exchange(pickle.dumps(object_list) if group.rank() == root else b"")[root]
    if group.rank() != root:
        object_list[:] = pickle.loads(message)


def scatter_object_list(scatter_object_output_list, scatter_object_input_list=None, src=None, group=None, group_src=None):
    """Put this process's object of the list on process `src` into the first place of `scatter_object_output_list`."""
    group = _member(group, "scatter_object_list")
    if group is None:
        return
    if not isinstance(scatter_object_output_list, list) or len(scatter_object_output_list) < 1:
        raise ValueError("Expected argument scatter_object_output_list to be a list of size at least 1.")
    root = _root(group, src, group_src, "scatter", required=False)
    if group.rank() == root and not scatter_object_input_list:
        raise ValueError("source rank must provide non-None scatter_object_input_list")
    message = group.exchange(_packed(*map(pickle.dumps, scatter_object_input_list)) if group.rank() == root else b"")[root]
    scatter_object_output_list[0] = pickle.loads(_unpacked(message)[group.rank()])


def send_object_list(object_list, dst=None, group=None, device=None, group_dst=None, use_batch=False):
    """Send objects to process `dst`, which has to receive them."""
    group = _member(group, "send_object_list")
    if group is not None:
        group.send(pickle.dumps(object_list), _rank_in(group, dst, group_dst), "objects")


def recv_object_list(object_list, src=None, group=None, device=None, group_src=None, use_batch=False):
    """Put the objects that process `src` sends into `object_list`, and return `src`."""
    group = _member(group, "recv_object_list")
    if group is None:
        return -1
    source = _rank_in(group, src, group_src)
    object_list[:] = pickle.loads(group.receive(source, "objects")())
    return c10d.get_global_rank(group, source)


__all__ = [
    "P2POp", "all_gather", "all_gather_coalesced", "all_gather_into_tensor", "all_gather_object", "all_gather_single", "all_reduce", "all_reduce_coalesced",
    "all_to_all", "all_to_all_single", "barrier", "batch_isend_irecv", "broadcast", "broadcast_object_list", "gather", "gather_object", "irecv", "isend",
    "monitored_barrier", "recv", "recv_object_list", "reduce", "reduce_scatter", "reduce_scatter_single", "reduce_scatter_tensor", "scatter",
    "scatter_object_list", "send", "send_object_list",
]  # fmt: skip
