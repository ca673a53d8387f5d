"""``torch.fx``: its names, for programs that import them. Tracing programs into graphs is not supported: whatever would begin it raises
NotImplementedError. What only marks or asks (`wrap`, ``isinstance(x, Proxy)``) works.
"""

from ..nn import Module


def _refuse(name):
    raise NotImplementedError(f"torch.fx.{name}: graphs of traced programs (torch.fx) are not supported by pyautograd")


class _Untraced:
    """Base of the classes that only tracing makes."""

    def __new__(cls, *args, **kwargs):
        _refuse(next(c.__name__ for c in cls.__mro__ if c.__module__ == __name__))


class Node(_Untraced):
    """An operation of a graph."""


class Graph(_Untraced):
    """The operations of a traced program."""


class GraphModule(_Untraced, Module):
    """A module made from a graph."""


class Proxy(_Untraced):
    """What stands for a value while a program is traced."""


class Tracer(_Untraced):
    """Runs a program on proxies."""


class Interpreter(_Untraced):
    """Runs a graph node by node."""


class Transformer(Interpreter):
    """Rewrites a graph node by node."""


def wrap(fn_or_name):
    """The function itself: nothing is traced, so nothing has to be kept whole."""
    if not callable(fn_or_name) and not isinstance(fn_or_name, str):
        raise RuntimeError("Unsupported type for global function! Must be either a callable or string name")
    return fn_or_name


def has_side_effect(fn):
    """The function itself."""
    return fn


def symbolic_trace(root, concrete_args=None):
    """Not supported."""
    _refuse("symbolic_trace")


def replace_pattern(gm, pattern, replacement):
    """Not supported."""
    _refuse("replace_pattern")


def map_arg(a, fn):
    """Not supported."""
    _refuse("map_arg")


__all__ = [
    "Graph", "GraphModule", "Interpreter", "Node", "Proxy", "Tracer", "Transformer", "has_side_effect", "map_arg", "replace_pattern", "symbolic_trace",
    "wrap",
]  # fmt: skip
