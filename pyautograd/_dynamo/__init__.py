"""``torch._dynamo``: nothing is compiled, so that its marks leave functions as they are, and its questions are answered no."""
from ..compiler import allow_in_graph, assume_constant_result, disable, is_compiling, reset  # noqa: F401
from . import config, eval_frame, exc  # noqa: F401
from .eval_frame import OptimizedModule  # noqa: F401


def is_dynamo_supported():
    """False."""
    return False


eval_frame.is_dynamo_supported = is_dynamo_supported
reset_code_caches = reset


def graph_break(msg=""):
    """Nothing to break."""


def mark_dynamic(t, index, **kwargs):
    """Nothing to mark."""


mark_unbacked = maybe_mark_dynamic = mark_dynamic


def mark_static(t, index=None):
    """Nothing to mark."""


def mark_static_address(t, guard=True):
    """Nothing to mark."""



def optimize(*args, **kwargs):
    """A decorator that gives the function back."""
    return lambda function: function


def forbid_in_graph(fn):
    """The function itself."""
    return fn


disallow_in_graph = substitute_in_graph = forbid_in_graph
