"""``torch.nn.attention``: which implementation computes attention. There is one here; what is chosen is kept and can be read."""
import contextlib
from enum import IntEnum

from ... import _lazy

WARN_FOR_UNFUSED_KERNELS = False


class SDPBackend(IntEnum):
    """The implementations that PyTorch has."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    def __repr__(self):
        return f"<SDPBackend.{self.name}: {int(self)}>"

    def __str__(self):
        return f"SDPBackend.{self.name}"


_ORDER = [
    SDPBackend.CUDNN_ATTENTION, SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH, SDPBackend.OVERRIDEABLE,
]  # fmt: skip
_chosen = list(_ORDER)


def _cur_sdpa_kernel_backends(with_priority=False):
    return list(_chosen) if with_priority else [backend for backend in _ORDER if backend in _chosen]


@contextlib.contextmanager
def sdpa_kernel(backends, set_priority=False):
    """Choose one implementation, or a list of them, for a ``with`` block. All give the same result here.

    Raises
    ------
    AssertionError
        If `backends` is something else.
    """
    global _chosen
    if not isinstance(backends, (list, SDPBackend)):
        raise AssertionError(f"Backend must be an instance of SDPBackend or a list of SDPBackend instances, got {type(backends).__name__}")
    before = _chosen
    _chosen = [backends] if isinstance(backends, SDPBackend) else list(dict.fromkeys(backends))
    try:
        yield {}
    finally:
        _chosen = before


@contextlib.contextmanager
def _sdpa_kernel_variadic(*backends):
    with sdpa_kernel(list(backends)):
        yield


__getattr__, __dir__ = _lazy.attributes(__name__)
__all__ = ["SDPBackend", "sdpa_kernel", "WARN_FOR_UNFUSED_KERNELS"]
