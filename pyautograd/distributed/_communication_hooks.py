"""Hooks that average the gradients of a `DistributedDataParallel`, some of them in half precision."""
import pyautograd as torch

from . import distributed_c10d as dist
from ._collectives import all_reduce


def _averaged(group, tensor):
    group = dist._world() if group is None else group
    return all_reduce(tensor.div_(group.size()), group=group, async_op=True).get_future().then(lambda future: future.value()[0])


def allreduce_hook(process_group, bucket):
    """Average a bucket."""
    return _averaged(process_group, bucket.buffer())


def _compressing(dtype):
    def compressed(hook):
        def hook_with_compression(state, bucket):
            full = bucket.buffer()
            bucket.set_buffer(full.to(dtype))
            return hook(state, bucket).then(lambda future: full.copy_(future.value()))

        return hook_with_compression

    return compressed


def fp16_compress_wrapper(hook):
    """The hook, run on buckets in float16."""
    return _compressing(torch.float16)(hook)


def bf16_compress_wrapper(hook):
    """The hook, run on buckets in bfloat16."""
    return _compressing(torch.bfloat16)(hook)


def fp16_compress_hook(state, bucket):
    """Average a bucket in float16."""
    return fp16_compress_wrapper(allreduce_hook)(getattr(state, "process_group", state), bucket)


def bf16_compress_hook(state, bucket):
    """Average a bucket in bfloat16."""
    return bf16_compress_wrapper(allreduce_hook)(getattr(state, "process_group", state), bucket)
