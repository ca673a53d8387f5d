"""``torch.jit``: scripting and tracing give back the function; it runs as Python."""
import contextlib

from ..nn import Module


def script(obj=None, optimize=None, _frames_up=0, _rcb=None, example_inputs=None):
    """`obj` itself."""
    return (lambda o: o) if obj is None else obj


def trace(func, example_inputs=None, *args, **kwargs):
    """`func` itself."""
    return func


def trace_module(mod, inputs, *args, **kwargs):
    """`mod` itself."""
    return mod


def script_if_tracing(fn):
    """`fn` itself."""
    return fn


_script_if_tracing = script_if_tracing


def script_method(fn):
    """`fn` itself."""
    return fn


def ignore(drop=False, **kwargs):
    """A decorator that leaves its function as it is."""
    return drop if callable(drop) else (lambda f: f)


def unused(fn):
    """`fn` itself."""
    return fn


def export(fn):
    """`fn` itself."""
    return fn


def interface(obj):
    """`obj` itself."""
    return obj


def is_scripting():
    """False."""
    return False


def is_tracing():
    """False."""
    return False


def annotate(the_type, the_value):
    """`the_value` itself."""
    return the_value


def isinstance(obj, target_type):
    """Python's ``isinstance``."""
    import builtins

    return builtins.isinstance(obj, target_type)


def freeze(mod, *args, **kwargs):
    """`mod` itself."""
    return mod


def optimize_for_inference(mod, other_methods=None):
    """`mod` itself."""
    return mod


def run_frozen_optimizations(mod, optimize_numerics=True, preserved_methods=None):
    """Nothing to optimise."""


def export_opnames(m):
    """[]: there is no compiled form whose operators could be listed."""
    return []


def fork(func, *args, **kwargs):
    """A finished `Future` with what ``func(*args, **kwargs)`` returns: it runs at once."""
    from ..futures import Future as Started

    started = Started()
    started.set_result(func(*args, **kwargs))
    return started


def wait(future):
    """What a `Future` holds."""
    return future.wait()


@contextlib.contextmanager
def optimized_execution(should_optimize):
    """A context that changes nothing."""
    yield


@contextlib.contextmanager
def fuser(name):
    """A context that changes nothing: nothing is fused."""
    yield


class strict_fusion:
    """A context that changes nothing: nothing is fused."""

    def __enter__(self):
        pass

    def __exit__(self, *exc):
        return False


def set_fusion_strategy(strategy):
    """Kept, and given back by the next call; nothing is fused."""
    global _strategy
    before, _strategy = _strategy, strategy
    return before


def enable_onednn_fusion(enabled):
    """Nothing is fused."""


def onednn_fusion_enabled():
    """False."""
    return False


_strategy = [("STATIC", 2), ("DYNAMIC", 10)]


class Error(Exception):
    """What compiled code raises: nothing is compiled here. Also ``torch.JITException``."""


Error.__module__ = "torch.jit"
JITException = Error


class TracerWarning(Warning):
    """What tracing warns of: nothing is traced here."""


def _get_trace_graph(*args, **kwargs):
    """Refused: nothing is traced into TorchScript."""
    raise NotImplementedError("torch.jit._get_trace_graph: TorchScript's graphs are not supported by pyautograd")


class TracingCheckError(Exception):
    """What checking a trace raises: nothing is traced here."""


class Attribute:
    """A value with the type that a compiled class would give it."""

    def __init__(self, value, type):
        self.value, self.type = value, type


class CompilationUnit:
    """Refused: code in a string is not compiled."""

    def __new__(cls, *args, **kwargs):
        raise NotImplementedError("torch.jit.CompilationUnit: TorchScript is not supported")


class ScriptFunction:
    """The type of compiled functions: nothing here is an instance."""


class ScriptModule(Module):
    """The base of modules that PyTorch compiles where they are made; here a `Module`, which runs as Python."""


class RecursiveScriptModule(ScriptModule):
    """The type of compiled modules: nothing here is an instance."""


class TracedModule(ScriptModule):
    """The type of traced modules: nothing here is an instance."""


TopLevelTracedModule = TracedModule


class _Final:
    """``Final[T]`` of scripted classes: `T`."""

    def __getitem__(self, kind):
        return kind


Final = _Final()


def save(*args, **kwargs):
    """Refused: there is no compiled form to save."""
    raise NotImplementedError("torch.jit.save: TorchScript is not supported")


def load(*args, **kwargs):
    """Refused: there is no compiled form to load."""
    raise NotImplementedError("torch.jit.load: TorchScript is not supported")


def __getattr__(name):
    """``Future``: that of `futures`; marks of declarations."""
    if name in ("_overload", "_overload_method"):
        from .. import _jit_internal

        return getattr(_jit_internal, name)
    if name == "Future":
        from ..futures import Future

        return Future
    raise AttributeError(f"module 'torch.jit' has no attribute '{name}'")
