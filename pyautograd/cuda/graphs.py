"""Graphs of CUDA's launches: refused."""
from . import _refuse


class CUDAGraph:
    """Refused: graphs need CUDA."""

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("Tried to instantiate dummy base class CUDAGraph")


class graph:
    """Refused: graphs need CUDA."""

    def __init__(self, cuda_graph, pool=None, stream=None, capture_error_mode="global"):
        raise RuntimeError("torch.cuda.Stream requires CUDA support")


def graph_pool_handle():
    """Refused: graphs need CUDA."""
    raise RuntimeError("Tried to instantiate dummy base class _graph_pool_handle")


def is_current_stream_capturing():
    """False: nothing captures."""
    return False


def make_graphed_callables(callables, sample_args, **kwargs):
    """Refused: graphs need CUDA."""
    _refuse()
