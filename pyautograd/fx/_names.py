"""Names in graphs and in the code made from them: unique ones for nodes and globals, and how a function or a type is written."""
import builtins
import inspect
import keyword
import math
import re
import types

import pyautograd as torch

from .._py.python_functions import rows_named
from .._table.listings import PYTHON_FUNCTIONAL
from ..utils import _pytree as pytree
from . import _pytree as fx_pytree

# Objects whose repr() needs an import: every generated function has them among its globals.
BUILTINS = {
    "inf": ("from math import inf", math.inf),
    "nan": ("from math import nan", math.nan),
    "NoneType": ("NoneType = type(None)", type(None)),
    "torch": ("import torch", torch),
    "device": ("from torch import device", torch.device),
    "fx_pytree": ("import torch.fx._pytree as fx_pytree", fx_pytree),
    "pytree": ("import torch.utils._pytree as pytree", pytree),
}
_TAKEN = {**{word: object() for word in keyword.kwlist}, **vars(builtins), **{name: made for name, (_, made) in BUILTINS.items()}}
_NAME = re.compile(r"^([a-zA-Z_][0-9a-zA-Z_]*?)(?:_(\d+))?$")
_NOT_IN_NAMES = re.compile("[^0-9a-zA-Z_]+")
_CAPITAL_INSIDE = re.compile("(?<=[a-z])([A-Z])")


class Namespace:
    """Names that are given once each, and hide no builtin."""

    def __init__(self):
        self._names = {}  # object -> name
        self._used = set()
        self._counts = {}  # base of a name -> the number that was given last

    def create_name(self, candidate, obj):
        """A name like `candidate` that is not in use; the one that `obj`, unless None, has already."""
        if obj is not None and obj in self._names:
            return self._names[obj]
        found = _NAME.match(candidate)
        if found is None:
            candidate = _NOT_IN_NAMES.sub("_", candidate) or "_unnamed"
            if candidate[0].isdigit():
                candidate = "_" + candidate
            found = _NAME.match(candidate)
        base, number = found.groups()
        if number is None or candidate in self._used:
            number = self._counts.get(base, 0)
            if _TAKEN.get(candidate, obj) is not obj:
                number += 1
                candidate = f"{base}_{number}"
        number = int(number)
        while candidate in self._used:
            number += 1
            candidate = f"{base}_{number}"
        self._used.add(candidate)
        self._counts[base] = number
        if obj is not None:
            self._names[obj] = candidate
        return candidate

    def associate_name_with_obj(self, name, obj):
        """Let `obj` have this name."""
        if self._names.setdefault(obj, name) is not name:
            raise AssertionError("obj is already associated")

    def _rename_object(self, obj, name):
        if obj not in self._names:
            raise AssertionError(f"Object {obj} is not in _obj_to_name")
        self._names[obj] = name
        self._used.add(name)


def snake_case(text):
    """``pascalCase`` as ``pascal_case``."""
    return _CAPITAL_INSIDE.sub(r"_\1", text).lower()


def is_magic(name):
    """Whether a name is one of Python's, as ``__len__``."""
    return name.startswith("__") and name.endswith("__")


def type_repr(obj):
    """A type as it is written where ``typing`` shows it."""
    if isinstance(obj, type) and not isinstance(obj, types.GenericAlias):
        return obj.__qualname__ if obj.__module__ == "builtins" else f"{_public(obj.__module__)}.{obj.__qualname__}"
    if obj is ...:
        return "..."
    return obj.__name__ if isinstance(obj, types.FunctionType) else repr(obj)


def _public(module):
    return "torch" + module[len("pyautograd") :] if module.split(".")[0] == "pyautograd" else module


def _place_in_torch(func):
    """Where a function or class of this library is found below ``torch``, or None."""
    name = getattr(func, "__name__", None)
    if name is None:
        return None
    if getattr(torch, name, None) is func:
        return f"torch.functional.{name}" if func.__module__ == torch.functional.__name__ else f"torch.{name}"
    if func in (vars(torch.nn.functional).get(name), torch.nn.functional.logsigmoid):
        if name in PYTHON_FUNCTIONAL or rows_named(f"nn.functional.{name.replace('log_sigmoid', 'logsigmoid')}") is None:
            return f"torch.nn.functional.{name}"
        return f"torch.{name}" if hasattr(torch, name) else f"torch._C._nn.{name}"
    base, _, rest = name.partition("_")
    if rest and base in ("linalg", "special", "fft") and getattr(getattr(torch, base), rest, None) is func:
        return f"torch._C._{base}.{name}"
    return None


def from_torch(obj):
    """Whether generated code finds `obj` below ``torch``."""
    if obj is torch:
        return False
    place = getattr(obj, "__module__", None)
    if isinstance(place, str) and place.split(".")[0] in ("torch", "pyautograd"):
        return obj is not torch.device
    return place is None and _place_in_torch(obj) is not None


def qualified_name(func):
    """A function as generated code writes it, such as ``torch.nn.functional.relu`` or ``operator.add``."""
    name = func.__name__
    if getattr(builtins, name, None) is func:
        return name
    if func is getattr(torch.Tensor, name, None):
        return f"torch.Tensor.{name}"
    place = _place_in_torch(func)
    if place is not None:
        return place
    if name == "<lambda>":
        try:
            name = inspect.getsource(func).split("=")[0].strip()
        except (OSError, TypeError) as error:
            raise RuntimeError("Unable to represent lambda") from error
    module = getattr(func, "__module__", None)
    if module is None:
        raise RuntimeError(f"cannot find module for {func}")
    if module is not None and module.startswith("torch._ops."):  # an operator of torch.ops: its own name has the namespace
        return "torch.ops." + str(func)
    return f"{_public(module)}.{name}"
