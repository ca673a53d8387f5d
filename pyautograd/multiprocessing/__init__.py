"""``torch.multiprocessing``: Python's multiprocessing, in which tensors travel as copies, and `spawn`.

A tensor in a queue is pickled, and changes of it in one process are not seen in another. What was moved by ``share_memory_()`` before processes were
made by ``fork`` they do share.
"""
import multiprocessing
import sys
from multiprocessing import *  # noqa: F403

from .. import _lazy
from .spawn import ProcessContext, ProcessException, ProcessExitedException, ProcessRaisedException, SpawnContext, spawn, start_processes  # noqa: F401

__getattr__, __dir__ = _lazy.attributes(__name__)
__all__ = ["set_sharing_strategy", "get_sharing_strategy", "get_all_sharing_strategies", *multiprocessing.__all__]

_STRATEGIES = {"file_descriptor", "file_system"} if sys.platform == "linux" else {"file_system"}
_strategy = "file_descriptor" if sys.platform == "linux" else "file_system"


def get_all_sharing_strategies():
    """The strategies that `set_sharing_strategy` takes."""
    return _STRATEGIES


def get_sharing_strategy():
    """The strategy that was set."""
    return _strategy


def set_sharing_strategy(new_strategy):
    """Taken for PyTorch's sake: tensors travel as copies."""
    global _strategy
    if new_strategy not in _STRATEGIES:
        raise AssertionError(f"invalid sharing strategy {new_strategy}, expected one of {_STRATEGIES}")
    _strategy = new_strategy
