"""Functions that a trace keeps whole (`wrap`), and the patches by which a trace sees them and the calls of modules."""
import builtins
import contextlib
import functools
import sys

from .node import map_aggregate
from .proxy import Proxy

_wrapped = {}  # (id of a module's globals, name) -> those globals
_ABSENT = object()


def wrap(fn_or_name):
    """Keep calls of a global function whole when they meet a proxy, rather than tracing through it.

    To be called at the top level of the module that calls the function, with its name, or as a decorator. Returns its argument.
    """
    if not callable(fn_or_name) and not isinstance(fn_or_name, str):
        raise RuntimeError("Unsupported type for global function! Must be either a callable or string name")
    frame = sys._getframe(1)
    if frame.f_code.co_name != "<module>":
        raise NotImplementedError("wrap must be called at the top level of a module")
    _wrapped[id(frame.f_globals), fn_or_name if isinstance(fn_or_name, str) else fn_or_name.__name__] = frame.f_globals
    return fn_or_name


wrap.__module__ = "torch.fx._symbolic_trace"  # where generated code looks for it


def _find_proxy(*values):
    found = None

    def find(x):
        nonlocal found
        if isinstance(x, Proxy):
            found = x

    map_aggregate(values, find)
    return found


def kept_whole(function):
    """`function`, which records a call of itself where a proxy is among the arguments."""

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        proxy = _find_proxy(args, kwargs)
        if proxy is None:
            return function(*args, **kwargs)
        made = proxy.tracer.create_proxy("call_function", function, args, kwargs)
        made.node.meta["is_wrapped"] = True
        return made

    return wrapped


class Patcher:
    """Replaces globals and methods, and puts the old ones back."""

    def __init__(self):
        self.patches = []  # (where, name, before, now)
        self.visited = set()

    def patch(self, names, name, new):
        """Replace a global."""
        self.patches.append((names, name, names.get(name, _ABSENT), new))
        names[name] = new

    def patch_method(self, cls, name, new):
        """Replace a method of a class."""
        self.patches.append((cls, name, cls.__dict__.get(name, _ABSENT), new))
        setattr(cls, name, new)

    def visit_once(self, thing):
        """Whether this is the first visit."""
        first = id(thing) not in self.visited
        self.visited.add(id(thing))
        return first

    def revert(self):
        """Put everything back."""
        for where, name, before, _ in reversed(self.patches):
            if isinstance(where, dict):
                if before is _ABSENT:
                    del where[name]
                else:
                    where[name] = before
            elif before is _ABSENT:
                delattr(where, name)
            else:
                setattr(where, name, before)

    def patch_wrapped(self):
        """Replace all functions that `wrap` was told of."""
        for (_, name), names in list(_wrapped.items()):
            function = names[name] if name in names or not hasattr(builtins, name) else getattr(builtins, name)
            self.patch(names, name, kept_whole(function))

    def patch_found(self, names, ids):
        """Replace the functions with these ids among some globals, such as those of ``math``."""
        if self.visit_once(names):
            for name, value in list(names.items()):
                if not name.startswith("_") and callable(value) and id(value) in ids:
                    self.patch(names, name, kept_whole(value))


@contextlib.contextmanager
def patching():
    """A patcher whose patches end with the context."""
    patcher = Patcher()
    try:
        yield patcher
    finally:
        patcher.revert()
