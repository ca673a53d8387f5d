"""``torch.multiprocessing``: Python's multiprocessing, and `spawn`.

A tensor that was moved by ``share_memory_()`` is the same memory in every process that is given it, by whichever start method or queue. Any other is
pickled as a copy, changes of which in one process are not seen in another.
"""
import multiprocessing
import sys
from multiprocessing import *  # noqa: F403

from .. import _lazy
from . import reductions
from .spawn import ProcessContext, ProcessException, ProcessExitedException, ProcessRaisedException, SpawnContext, spawn, start_processes  # noqa: F401

reductions.init_reductions()
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
    """Taken for PyTorch's sake: shared memory travels by descriptors of its file."""
    global _strategy
    if new_strategy not in _STRATEGIES:
        raise AssertionError(f"invalid sharing strategy {new_strategy!r}, expected one of {_STRATEGIES}")
    _strategy = new_strategy
