"""Modules and parameters in lists and dictionaries: `Sequential`, `ModuleList`, `ModuleDict`. `_parameter_containers` has the others."""
import operator
import warnings
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from itertools import chain, islice

from ._parameter_containers import ParameterDict, ParameterList
from .module import Module, _addindent

_ONLY_SEQUENTIAL = "add operator supports only objects of Sequential class, but {} is given."


class Container(Module):
    """Deprecated: subclass `Module`."""

    def __new__(cls, *args, **kwargs):
        if cls is Container:
            warnings.warn(
                "`nn.Container` is deprecated. All of its functionality is now implemented in `nn.Module`. Subclass that instead.",
                FutureWarning,
                stacklevel=2,
            )
        return super().__new__(cls)

    def __init__(self, **kwargs):
        super().__init__()
        for key, value in kwargs.items():
            self.add_module(key, value)


def _position(index, size):
    """An index as a position in a list of that size; IndexError outside of it."""
    index = operator.index(index)
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of range")
    return index % size


def _renumber(module):
    module._modules = OrderedDict(zip([str(i) for i in range(len(module._modules))], module._modules.values()))


class _ModulesInOrder(Module):
    """What `Sequential` and `ModuleList` share: their modules have consecutive numbers as names."""

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __dir__(self):
        return [key for key in super().__dir__() if not key.isdigit()]

    def append(self, module):
        """Add a module at the end; returns the container."""
        self.add_module(str(len(self)), module)
        return self

    def pop(self, key):
        """Take a module out and return it."""
        module = self[key]
        del self[key]
        return module


class Sequential(_ModulesInOrder):
    """Modules that are called one after another: ``Sequential(a, b)`` or ``Sequential(OrderedDict(name=a, ...))``."""

    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for key, module in args[0].items():
                self.add_module(key, module)
        else:
            for at, module in enumerate(args):
                self.add_module(str(at), module)

    def _get_item_by_idx(self, iterator, idx):
        return next(islice(iterator, _position(idx, len(self)), None))

    def __getitem__(self, idx):
        if isinstance(idx, slice):
            return self.__class__(OrderedDict(list(self._modules.items())[idx]))
        return self._get_item_by_idx(self._modules.values(), idx)

    def __setitem__(self, idx, module):
        setattr(self, self._get_item_by_idx(self._modules.keys(), idx), module)

    def __delitem__(self, idx):
        keys = list(self._modules)[idx] if isinstance(idx, slice) else [self._get_item_by_idx(self._modules.keys(), idx)]
        for key in keys:
            delattr(self, key)
        _renumber(self)

    def __add__(self, other):
        if not isinstance(other, Sequential):
            raise ValueError(_ONLY_SEQUENTIAL.format(type(other)))
        made = Sequential()
        for module in chain(self, other):
            made.append(module)
        return made

    def __iadd__(self, other):
        if not isinstance(other, Sequential):
            raise ValueError(_ONLY_SEQUENTIAL.format(type(other)))
        offset = len(self)
        for at, module in enumerate(other):
            self.add_module(str(at + offset), module)
        return self

    def _check_factor(self, other):
        if not isinstance(other, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(other)}")
        if other <= 0:
            raise ValueError(f"Non-positive multiplication factor {other} for {type(self)}")

    def __mul__(self, other):
        self._check_factor(other)
        made = Sequential()
        for at, module in enumerate([module for _ in range(other) for module in self]):
            made.add_module(str(at), module)
        return made

    def __rmul__(self, other):
        return self.__mul__(other)

    def __imul__(self, other):
        self._check_factor(other)
        own = [self._modules[str(at)] for at in range(len(self))] if other > 1 else []
        for module in own * (other - 1):
            self.append(module)
        return self

    def forward(self, input):
        """The last module's output."""
        for module in self._modules.values():
            input = module(input)
        return input

    def insert(self, index, module):
        """Put a module before position `index`; returns the container."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        size = len(self._modules)
        if not -size <= index <= size:
            raise IndexError(f"Index out of range: {index}")
        _shift(self, index + size if index < 0 else index, module)
        return self

    def extend(self, sequential):
        """Add the modules of an iterable at the end; returns the container."""
        for module in sequential:
            self.append(module)
        return self


def _shift(container, index, module):
    """Move what stands from `index` on by one and put `module` there."""
    for at in range(len(container._modules), index, -1):
        container._modules[str(at)] = container._modules[str(at - 1)]
    container._modules[str(index)] = module


class ModuleList(_ModulesInOrder):
    """A list of modules that the module that owns it knows of. It cannot be called."""

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self += modules

    def _get_abs_string_index(self, idx):
        return str(_position(idx, len(self)))

    def __getitem__(self, idx):
        if isinstance(idx, slice):
            return self.__class__(list(self._modules.values())[idx])
        return self._modules[self._get_abs_string_index(idx)]

    def __setitem__(self, idx, module):
        setattr(self, self._get_abs_string_index(idx), module)

    def __delitem__(self, idx):
        keys = [str(k) for k in range(len(self._modules))[idx]] if isinstance(idx, slice) else [self._get_abs_string_index(idx)]
        for key in keys:
            delattr(self, key)
        _renumber(self)

    def __iadd__(self, modules):
        return self.extend(modules)

    def __add__(self, other):
        made = ModuleList()
        for at, module in enumerate(chain(self, other)):
            made.add_module(str(at), module)
        return made

    def __repr__(self):
        # Neighbours that print alike are printed once, with their number.
        blocks = []
        for at, text in enumerate([repr(item) for item in self]):
            if blocks and blocks[-1][2] == text:
                blocks[-1][1] = at
            else:
                blocks.append([at, at, text])
        if not blocks:
            return self._get_name() + "()"
        lines = []
        for start, end, text in blocks:
            line = f"({start}): {text}" if start == end else f"({start}-{end}): {end - start + 1} x {text}"
            lines.append(_addindent(line, 2))
        return f"{self._get_name()}(\n  " + "\n  ".join(lines) + "\n)"

    def insert(self, index, module):
        """Put a module before position `index`."""
        _shift(self, index, module)

    def extend(self, modules):
        """Add the modules of an iterable at the end; returns the list."""
        if not isinstance(modules, Iterable):
            raise TypeError("ModuleList.extend should be called with an iterable, but got " + type(modules).__name__)
        offset = len(self)
        for at, module in enumerate(modules):
            self.add_module(str(offset + at), module)
        return self


class ModuleDict(Module):
    """A dictionary of modules, in the order of insertion, that the module that owns it knows of. It cannot be called."""

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        del self._modules[key]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def clear(self):
        """Remove everything."""
        self._modules.clear()

    def pop(self, key):
        """Take a module out and return it."""
        module = self[key]
        del self[key]
        return module

    def keys(self):
        """The names."""
        return self._modules.keys()

    def items(self):
        """Names and modules."""
        return self._modules.items()

    def values(self):
        """The modules."""
        return self._modules.values()

    def update(self, modules):
        """Take over the entries of a mapping, or of an iterable of pairs."""
        if not isinstance(modules, Iterable):
            text = "ModuleDict.update should be called with an iterable of key/value pairs, but got "
            raise TypeError(text + type(modules).__name__)
        if isinstance(modules, (ModuleDict, Mapping)):
            modules = modules.items()
        else:
            modules = _pairs(modules, "ModuleDict")
        for key, module in modules:
            self[key] = module


def _pairs(elements, name):
    for at, element in enumerate(elements):
        if not isinstance(element, Iterable):
            raise TypeError(f"{name} update sequence element #{at} should be Iterable; is{type(element).__name__}")
        if len(element) != 2:
            raise ValueError(f"{name} update sequence element #{at} has length {len(element)}; 2 is required")
        yield element[0], element[1]


__all__ = ["Container", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"]
