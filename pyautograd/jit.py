"""``torch.jit``: scripting and tracing give back the function; it runs as Python."""


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


class ScriptFunction:
    """The type of compiled functions: nothing here is an instance."""


class ScriptModule:
    """The type of compiled modules: nothing here is an instance."""


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
