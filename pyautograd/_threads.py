"""How many threads a large operator, and the BLAS that multiplies matrices, may use."""
from . import _cpus
from ._core import core

_threads = [_cpus.count(), _cpus.count()]
_set = core.set_threads


def get_num_threads():
    """The number of threads set for operators."""
    return _threads[0]


def set_num_threads(n):
    """Set the number of threads for operators."""
    _threads[0] = _checked(n, "set_num_threads")
    _set(n)


def get_num_interop_threads():
    """The number of threads between operators; always as set, nothing runs there."""
    return _threads[1]


def set_num_interop_threads(n):
    """Accepted for compatibility."""
    _threads[1] = _checked(n, "set_num_interop_threads")


def _checked(n, name):
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError(f"{name} expects an int, but got {type(n).__name__}")
    if n <= 0:
        raise RuntimeError(f"expected positive number of {'interop ' if 'interop' in name else ''}threads")
    return n
