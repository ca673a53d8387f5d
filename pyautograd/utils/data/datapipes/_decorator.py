"""Decorators of pipe classes: their name as a method, and whether what they give can be told beforehand."""
import functools
import inspect
import typing

from .datapipe import IterDataPipe, MapDataPipe, _DataPipeMeta


class functional_datapipe:
    """Class decorator: ``pipe.name(...)`` makes a pipe of the class from `pipe`."""

    def __init__(self, name, enable_df_api_tracing=False):
        self.name, self.enable_df_api_tracing = name, enable_df_api_tracing

    def __call__(self, cls):
        if issubclass(cls, IterDataPipe):
            IterDataPipe.register_datapipe_as_function(self.name, cls, enable_df_api_tracing=self.enable_df_api_tracing)
        elif issubclass(cls, MapDataPipe):
            MapDataPipe.register_datapipe_as_function(self.name, cls)
        return cls


class _Switch:
    """A setting of this module that holds from the making of an object to the end of its ``with`` block."""

    values = {"determinism": False, "runtime_validation": True}
    name = None

    def __init__(self):
        self.prev, self.values[self.name] = self.values[self.name], not _DEFAULTS[self.name]

    def __enter__(self):
        pass

    def __exit__(self, exc_type, exc_value, traceback):
        self.values[self.name] = self.prev


_DEFAULTS = dict(_Switch.values)


class guaranteed_datapipes_determinism(_Switch):
    """Context manager: pipes that are marked as `non_deterministic` are refused."""

    name = "determinism"


class runtime_validation_disabled(_Switch):
    """Context manager of PyTorch's that turns off the check of elements against annotations; there is none here."""

    name = "runtime_validation"


class non_deterministic:
    """Class decorator: what the pipe gives can differ from run to run; always, or where a function of its arguments says so."""

    cls = None

    def __init__(self, arg):
        if isinstance(arg, type):
            if not issubclass(arg, IterDataPipe):
                raise TypeError(f"Only `IterDataPipe` can be decorated with `non_deterministic`, but {arg.__name__} is found")
            self.cls = arg
        elif callable(arg):
            self.deterministic_fn = arg
        else:
            raise TypeError(f"{arg} can not be decorated by non_deterministic")

    def _made(self, how, args, kwargs):
        if _Switch.values["determinism"]:
            raise TypeError(
                f"{self.cls.__name__} is non-deterministic{how}, but you set 'guaranteed_datapipes_determinism'. You can turn off determinism for this "
                "DataPipe if that is acceptable for your application"
            )
        return self.cls(*args, **kwargs)

    def __call__(self, *args, **kwargs):
        if self.cls is not None:
            return self._made("", args, kwargs)
        if not (isinstance(args[0], type) and issubclass(args[0], IterDataPipe)):
            raise TypeError(f"Only `IterDataPipe` can be decorated, but {args[0].__name__} is found")
        self.cls = args[0]
        return self.deterministic_wrapper_fn

    def deterministic_wrapper_fn(self, *args, **kwargs):
        """Make the pipe, unless its arguments are ones that make it vary and that is refused."""
        varies = self.deterministic_fn(*args, **kwargs)
        if not isinstance(varies, bool):
            raise TypeError(f"deterministic_fn of `non_deterministic` decorator is required to return a boolean value, but {type(varies)} is found")
        return self._made(" with the inputs", args, kwargs) if varies else self.cls(*args, **kwargs)


def argument_validation(f):
    """Decorator: arguments that are annotated as pipes have to be pipes."""
    signature, hints = inspect.signature(f), typing.get_type_hints(f)

    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        for name, value in signature.bind(*args, **kwargs).arguments.items():
            if isinstance(hints.get(name), _DataPipeMeta) and not isinstance(value, IterDataPipe):
                raise TypeError(f"Expected argument '{name}' as a IterDataPipe, but found {type(value)}")
        return f(*args, **kwargs)

    return wrapper


def runtime_validation(f):
    """Decorator of ``__iter__`` that compares elements with the class's annotation in PyTorch, and leaves the function as it is here."""
    if f.__name__ != "__iter__":
        raise TypeError(f"Can not decorate function {f.__name__} with 'runtime_validation'")
    return f
