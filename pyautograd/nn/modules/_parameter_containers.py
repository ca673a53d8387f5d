"""`ParameterList` and `ParameterDict`, which `container` shows."""
import operator
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from ... import typename
from ..._core import core
from ..parameter import Parameter
from .module import Module

TensorBase = core.TensorBase


def _as_parameter(value):
    return Parameter(value) if isinstance(value, TensorBase) and not isinstance(value, Parameter) else value


def _line(key, value, kind):
    if not isinstance(value, TensorBase):
        return f"  ({key}): Object of type: {type(value).__name__}"
    size = "x".join([str(n) for n in value.size()])
    return f"  ({key}): {'Parameter' if isinstance(value, Parameter) else 'Tensor'} containing: [{kind} of size {size}]"


class ParameterList(Module):
    """A list of parameters (tensors become parameters; anything else is kept) that the module that owns it knows of."""

    def __init__(self, values=None):
        super().__init__()
        self._size = 0
        if values is not None:
            self += values

    def _get_abs_string_index(self, idx):
        idx = operator.index(idx)
        if not -len(self) <= idx < len(self):
            raise IndexError(f"index {idx} is out of range")
        return str(idx + len(self) if idx < 0 else idx)

    def __getitem__(self, idx):
        if isinstance(idx, slice):
            made = self.__class__()
            for at in range(*idx.indices(len(self))):
                made.append(self[at])
            return made
        return getattr(self, self._get_abs_string_index(idx))

    def __setitem__(self, idx, param):
        setattr(self, self._get_abs_string_index(idx), _as_parameter(param))

    def __len__(self):
        return self._size

    def __iter__(self):
        return iter([self[i] for i in range(len(self))])

    def __iadd__(self, parameters):
        return self.extend(parameters)

    def __dir__(self):
        return [key for key in super().__dir__() if not key.isdigit()]

    def append(self, value):
        """Add a value at the end; returns the list."""
        at = len(self)
        self._size += 1
        self[at] = value
        return self

    def extend(self, values):
        """Add the values of an iterable at the end; returns the list."""
        if not isinstance(values, Iterable) or isinstance(values, TensorBase):
            raise TypeError("ParameterList.extend should be called with an iterable, but got " + type(values).__name__)
        for value in values:
            self.append(value)
        return self

    def extra_repr(self):
        """A line per entry."""
        return "\n".join([_line(k, p, getattr(p, "dtype", None)) for k, p in enumerate(self)])

    def __call__(self, *args, **kwargs):
        raise RuntimeError("ParameterList should not be called.")


class ParameterDict(Module):
    """A dictionary of parameters (tensors become parameters; anything else is kept) that the module that owns it knows of."""

    def __init__(self, parameters=None):
        super().__init__()
        self._keys = {}
        if parameters is not None:
            self.update(parameters)

    def _key_to_attr(self, key):
        if not isinstance(key, str):
            raise TypeError(
                f"Index given to ParameterDict cannot be used as a key as it is not a string (type is '{type(key).__name__}'). Open an issue on github if "
                "you need non-string keys."
            )
        return key

    def __getitem__(self, key):
        return getattr(self, self._key_to_attr(key))

    def __setitem__(self, key, value):
        self._keys[key] = None
        setattr(self, self._key_to_attr(key), _as_parameter(value))

    def __delitem__(self, key):
        del self._keys[key]
        delattr(self, self._key_to_attr(key))

    def __len__(self):
        return len(self._keys)

    def __iter__(self):
        return iter(self._keys)

    def __reversed__(self):
        return reversed(self._keys)

    def __contains__(self, key):
        return key in self._keys

    def copy(self):
        """Another dictionary of the same parameters."""
        return ParameterDict(OrderedDict([(k, self[k]) for k in self._keys]))

    def setdefault(self, key, default=None):
        """The value under `key`, which becomes `default` where there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def clear(self):
        """Remove everything."""
        for key in self._keys.copy():
            del self[key]

    def pop(self, key):
        """Take a value out and return it."""
        value = self[key]
        del self[key]
        return value

    def popitem(self):
        """Take the last entry out and return it as a pair."""
        key, _ = self._keys.popitem()
        self._keys[key] = None  # so that it can be looked up and deleted as any other
        return key, self.pop(key)

    def get(self, key, default=None):
        """The value under `key`, or `default`."""
        return self[key] if key in self else default

    def fromkeys(self, keys, default=None):
        """A dictionary with one value for all of `keys`."""
        return ParameterDict([(key, default) for key in keys])

    def keys(self):
        """The names."""
        return self._keys.keys()

    def items(self):
        """Names and values."""
        return ((k, self[k]) for k in self._keys)

    def values(self):
        """The values."""
        return (self[k] for k in self._keys)

    def update(self, parameters):
        """Take over the entries of a mapping (sorted, unless it is ordered), or of an iterable of pairs."""
        from .container import _pairs

        if not isinstance(parameters, Iterable):
            text = "ParametersDict.update should be called with an iterable of key/value pairs, but got "
            raise TypeError(text + type(parameters).__name__)
        if isinstance(parameters, (OrderedDict, ParameterDict)):
            parameters = parameters.items()
        elif isinstance(parameters, Mapping):
            parameters = sorted(parameters.items())
        else:
            parameters = _pairs(parameters, "ParameterDict")
        for key, parameter in parameters:
            self[key] = parameter

    def extra_repr(self):
        """A line per entry."""
        return "\n".join([_line(k, p, typename(p)) for k, p in self.items()])

    def __call__(self, input):
        raise RuntimeError("ParameterDict should not be called.")

    def __or__(self, other):
        made = self.copy()
        made.update(other)
        return made

    def __ror__(self, other):
        made = other.copy()
        made.update(self)
        return made

    def __ior__(self, other):
        self.update(other)
        return self


for _shown in (ParameterList, ParameterDict):
    _shown.__module__ = __name__.replace("_parameter_containers", "container")
