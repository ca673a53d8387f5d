"""``torch.utils.deterministic``: what else `use_deterministic_algorithms` does."""
import sys
import types

from .._core import core
from .._py import determinism


class _Settings(types.ModuleType):
    @property
    def fill_uninitialized_memory(self):
        """Whether tensors without content (``empty``, ``resize_`` and their like) are filled with NaN, the largest integer or True while deterministic
        algorithms are asked for. True unless set. Setting it to anything but a bool raises RuntimeError."""
        return determinism.asked.fill

    @fill_uninitialized_memory.setter
    def fill_uninitialized_memory(self, mode):
        if not isinstance(mode, bool):
            raise RuntimeError(f"expected a bool, but got {type(mode).__name__}")
        determinism.asked.fill = mode
        core.set_empty_filled(determinism.asked.mode and mode)


sys.modules[__name__].__class__ = _Settings
