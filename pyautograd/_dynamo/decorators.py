"""Marks of functions, which leave them as they are."""
from . import allow_in_graph, assume_constant_result, disable, disallow_in_graph, forbid_in_graph, graph_break, mark_dynamic, mark_static

__all__ = [
    "allow_in_graph", "assume_constant_result", "disable", "disallow_in_graph", "forbid_in_graph", "graph_break", "leaf_function", "mark_dynamic",
    "mark_static",
]  # fmt: skip


def leaf_function(fn):
    """The function itself."""
    return fn
