"""What pipes are made of: `IterDataPipe`, which is iterated, and `MapDataPipe`, which is indexed."""
import abc
import functools

from ..dataset import Dataset, IterableDataset, _T_co
from ._hook_iterator import _SnapshotState, conditional_reset, hook_iterator

__all__ = ["DataChunk", "DFIterDataPipe", "IterDataPipe", "MapDataPipe"]


class DataChunk(list):
    """A batch: a list that keeps its elements under ``items`` as well."""

    def __init__(self, items):
        items = list(items)
        super().__init__(items)
        self.items = items

    def as_str(self, indent=""):
        """The elements as they are printed."""
        return f"{indent}[{', '.join(map(str, self))}]"

    def __iter__(self):
        yield from super().__iter__()

    def raw_iterator(self):
        """The elements as they are kept."""
        yield from self.items


class _DataPipeMeta(abc.ABCMeta):
    """The type of pipe classes."""


class _IterDataPipeMeta(_DataPipeMeta):
    """Makes ``__iter__`` and ``reset`` of a class keep the rule of one iterator."""

    def __new__(cls, name, bases, namespace, **kwargs):
        if "reset" in namespace:
            namespace["reset"] = conditional_reset(namespace["reset"])
        if "__iter__" in namespace:
            hook_iterator(namespace)
        return super().__new__(cls, name, bases, namespace, **kwargs)


class _Functional:
    """Pipes as methods of pipes, and what decides how they are pickled and printed."""

    functions = {}
    reduce_ex_hook = getstate_hook = str_hook = repr_hook = None

    def __getattr__(self, attribute_name):
        if attribute_name not in self.functions:
            raise AttributeError(f"'{self.__class__.__name__}' object has no attribute '{attribute_name}")
        function = functools.partial(self.functions[attribute_name], self)
        return functools.update_wrapper(function, self.functions[attribute_name], assigned=("__doc__",))

    @classmethod
    def register_function(cls, function_name, function):
        """Make `function` a method of all pipes of this kind."""
        cls.functions[function_name] = function

    @classmethod
    def register_datapipe_as_function(cls, function_name, cls_to_register, enable_df_api_tracing=False):
        """Make a class of pipes a method: ``pipe.name(...)`` is ``cls_to_register(pipe, ...)``."""
        if function_name in cls.functions:
            raise Exception(f"Unable to add DataPipe function name {function_name} as it is already taken")

        def make(source, *args, **kwargs):
            return cls_to_register(source, *args, **kwargs)

        cls.functions[function_name] = functools.update_wrapper(make, cls_to_register, assigned=("__doc__",))

    def __getstate__(self):
        return self._state(self.__dict__)

    @classmethod
    def _state(cls, state):
        """What is pickled: `state`, or what the hook makes of it."""
        hook = cls._kind().getstate_hook
        return state if hook is None else hook(state)

    def __reduce_ex__(self, *args, **kwargs):
        hook = self._kind().reduce_ex_hook
        if hook is not None:
            try:
                return hook(self)
            except NotImplementedError:
                pass
        return super().__reduce_ex__(*args, **kwargs)

    @classmethod
    def set_getstate_hook(cls, hook_fn):
        """Have `hook_fn` make the state that is pickled; None for the plain one."""
        cls._set_hook("getstate_hook", hook_fn)

    @classmethod
    def set_reduce_ex_hook(cls, hook_fn):
        """Have `hook_fn` say how pipes are pickled; None for the plain way."""
        cls._set_hook("reduce_ex_hook", hook_fn)

    @classmethod
    def _set_hook(cls, name, hook):
        if getattr(cls._kind(), name) is not None and hook is not None:
            raise RuntimeError(f"Attempt to override existing {name}")
        setattr(cls._kind(), name, None if hook is None else staticmethod(hook))

    def __repr__(self):
        return type(self).__qualname__ if self.repr_hook is None else self.repr_hook(self)

    def __str__(self):
        return type(self).__qualname__ if self.str_hook is None else self.str_hook(self)

    def __dir__(self):
        return [*super().__dir__(), *self.functions]


class IterDataPipe(_Functional, IterableDataset[_T_co], metaclass=_IterDataPipeMeta):
    """A pipe that gives its elements in turn.

    A subclass writes ``__iter__``, and ``__len__`` where the length is known. A pipe has one iterator: making another starts it anew, and the one
    before raises RuntimeError when it is asked for an element. What is registered by `functional_datapipe` is a method of every such pipe.
    """

    functions = {}
    _valid_iterator_id = None
    _number_of_samples_yielded = 0
    _snapshot_state = _SnapshotState.NotStarted
    _fast_forward_iterator = None

    @classmethod
    def _kind(cls):
        return IterDataPipe

    def __iter__(self):
        return self

    def reset(self):
        """Called before an iteration begins; for subclasses that keep something of the one before."""


class DFIterDataPipe(IterDataPipe):
    """The base of pipes over dataframes."""

    def _is_dfpipe(self):
        return True


class MapDataPipe(_Functional, Dataset[_T_co], metaclass=_DataPipeMeta):
    """A pipe that gives the element of an index or key. A subclass writes ``__getitem__``, and ``__len__`` where the length is known."""

    functions = {}

    @classmethod
    def _kind(cls):
        return MapDataPipe


def sized(*pipes):
    """Whether all of them have a length."""
    return all(hasattr(type(pipe), "__len__") for pipe in pipes)


def no_length(pipe):
    """The error of a pipe whose source has no length."""
    return TypeError(f"{type(pipe).__name__} instance doesn't have valid length")
