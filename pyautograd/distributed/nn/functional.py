"""``torch.distributed.nn.functional``: collectives through which gradients flow, by the transposed collective."""
import functools
import warnings

import pyautograd as torch

from .. import distributed_c10d as dist
from .._reductions import ReduceOp


def _deprecated(successor):
    """Warn that another function takes the place of the decorated one."""

    def decorate(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            warnings.warn(
                f"torch.distributed.nn.functional.{function.__name__} is deprecated, use torch.distributed._functional_collectives.{successor} instead.",
                FutureWarning, stacklevel=2,
            )  # fmt: skip
            return function(*args, **kwargs)

        return call

    return decorate


class _Broadcast(torch.autograd.Function):
    @staticmethod
    def forward(ctx, src, group, tensor):
        ctx.src, ctx.group = src, group
        tensor = tensor.clone()
        dist.broadcast(tensor, src, group)
        return tensor

    @staticmethod
    def backward(ctx, grad):
        total = _Reduce.apply(ctx.src, ReduceOp.SUM, ctx.group, grad)
        return None, None, total if dist.get_rank() == ctx.src else torch.zeros_like(total)


class _Reduce(torch.autograd.Function):
    @staticmethod
    def forward(ctx, dst, op, group, tensor):
        ctx.dst, ctx.group = dst, group
        tensor = tensor.clone()
        dist.reduce(tensor, dst, op, group)
        return tensor

    @staticmethod
    def backward(ctx, grad):
        return None, None, None, _Broadcast.apply(ctx.dst, ctx.group, grad)


class _AllReduce(torch.autograd.Function):
    @staticmethod
    def forward(ctx, op, group, tensor):
        ctx.op, ctx.group = op, group
        tensor = tensor.clone()
        dist.all_reduce(tensor, op, group)
        return tensor

    @staticmethod
    def backward(ctx, grad):
        return None, None, _AllReduce.apply(ctx.op, ctx.group, grad)


class _AllGather(torch.autograd.Function):
    @staticmethod
    def forward(ctx, group, tensor):
        ctx.group = group
        gathered = [torch.empty_like(tensor, memory_format=torch.contiguous_format) for _ in range(dist.get_world_size(group))]
        dist.all_gather(gathered, tensor.contiguous(), group)
        return tuple(gathered)

    @staticmethod
    def backward(ctx, *grads):
        received = [torch.empty_like(grad) for grad in grads]
        dist.all_to_all(received, [grad.contiguous() for grad in grads], ctx.group)
        return None, torch.stack(received).sum(0)


class _AllToAll(torch.autograd.Function):
    @staticmethod
    def forward(ctx, group, count, *tensors):
        outputs, inputs = tensors[:count], tensors[count:]
        ctx.group, ctx.shapes = group, [tensor.shape for tensor in inputs]
        outputs = [tensor.clone() for tensor in outputs]
        dist.all_to_all(outputs, [tensor.contiguous() for tensor in inputs], group)
        return tuple(outputs)

    @staticmethod
    def backward(ctx, *grads):
        received = [grads[0].new_empty(shape) for shape in ctx.shapes]
        dist.all_to_all(received, [grad.contiguous() for grad in grads], ctx.group)
        return None, None, *(None for _ in grads), *received


@_deprecated("broadcast")
def broadcast(tensor, src, group=None):
    """The tensor of process `src`, on every process."""
    return _Broadcast.apply(src, group, tensor)


@_deprecated("reduce_scatter_single")
def reduce_scatter(output, input_list, op=ReduceOp.SUM, group=None):
    """What everybody's tensor for this process reduce to, which is a sum."""
    received = _AllToAll.apply(group, len(input_list), *(output.detach() for _ in input_list), *input_list)
    total = torch.stack(received).sum(0)
    return total / len(input_list) if op is ReduceOp.AVG else total


def reduce(tensor, dst, op=ReduceOp.SUM, group=None):
    """What everybody's tensors reduce to, on process `dst`; on the others their own."""
    return _Reduce.apply(dst, op, group, tensor)


@_deprecated("all_gather_single")
def all_gather(tensor, group=None):
    """A tuple of everybody's tensors."""
    return _AllGather.apply(group, tensor)


@_deprecated("all_to_all_single")
def all_to_all(output_tensor_list, input_tensor_list, group=None):
    """A tuple of the tensors that everybody has for this process, like those of `output_tensor_list`."""
    return _AllToAll.apply(group, len(output_tensor_list), *output_tensor_list, *input_tensor_list)


@_deprecated("all_reduce")
def all_reduce(tensor, op=ReduceOp.SUM, group=None):
    """What everybody's tensors reduce to."""
    return _AllReduce.apply(op, group, tensor)


def all_to_all_single(output, input, output_split_sizes=None, input_split_sizes=None, group=None):
    """`all_to_all` of one tensor, cut along its first dimension into equal pieces or those of the given lengths."""
    count = dist.get_world_size(group)
    outputs, inputs = (
        tensor.split(sizes) if sizes else tensor.chunk(count) for tensor, sizes in ((output.detach(), output_split_sizes), (input, input_split_sizes))
    )
    return torch.cat(_AllToAll.apply(group, len(outputs), *outputs, *inputs))
