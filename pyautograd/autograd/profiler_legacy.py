"""``torch.autograd.profiler_legacy``: the profile of `profiler`, under the name of PyTorch's oldest."""
import warnings

from .._C._autograd import _profiler_enabled  # noqa: F401
from .._C._profiler import ProfilerActivity, ProfilerConfig, ProfilerState  # noqa: F401
from . import profiler

__all__ = ["profile"]


class profile(profiler.profile):
    """A context that records events; use ``torch.profiler``."""

    def __init__(self, enabled=True, *, use_cuda=False, record_shapes=False, with_flops=False, profile_memory=False, with_stack=False, with_modules=False):
        super().__init__(
            enabled, record_shapes=record_shapes, with_flops=with_flops, profile_memory=profile_memory, with_stack=with_stack, with_modules=with_modules
        )
        if enabled and use_cuda:
            warnings.warn("CUDA is not available, disabling CUDA profiling", stacklevel=2)


profile.__module__ = "torch.autograd.profiler_legacy"
