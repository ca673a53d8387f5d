"""``torch._dynamo``: nothing is compiled, so that its marks leave functions as they are, and its questions are answered no."""
from ..compiler import allow_in_graph, assume_constant_result, disable, is_compiling, reset  # noqa: F401
from ..nn import Module
from . import config, exc  # noqa: F401


class OptimizedModule(Module):
    """What `compile` makes of a module in PyTorch. Here it gives the module itself: there is no instance of this class."""

    def __new__(cls, *args, **kwargs):
        raise NotImplementedError("torch._dynamo.OptimizedModule: nothing is compiled; torch.compile gives the module itself")


def is_dynamo_supported():
    """False."""
    return False


def graph_break(msg=""):
    """Nothing to break."""


def mark_dynamic(t, index, **kwargs):
    """Nothing to mark."""


mark_static = mark_unbacked = maybe_mark_dynamic = mark_static_address = mark_dynamic


def optimize(*args, **kwargs):
    """A decorator that gives the function back."""
    return lambda function: function


def forbid_in_graph(fn):
    """The function itself."""
    return fn


disallow_in_graph = substitute_in_graph = forbid_in_graph
