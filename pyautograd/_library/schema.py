"""Schemas of user's operators, ``name.overload(Tensor x, *, float k=2.) -> Tensor``: reading them, printing them, binding arguments to them."""
import ast
import re
from typing import Any, NamedTuple

import numpy as np

from .._core import core
from .._types import device, dtype

_PLACE = re.compile(r"\(([a-z0-9]+)(!?)\)")
_NO_DEFAULT = object()
_NO_DETAILS = "to C++ type '?' (#define PYBIND11_DETAILED_ERROR_MESSAGES or compile in debug mode for details)"


class AliasInfo(NamedTuple):
    """What memory an argument or result stands for, and whether the operator writes there."""

    name: str
    is_write: bool


class Argument(NamedTuple):
    """An argument or a result of a schema. `type` is written without what it aliases."""

    name: str
    type: str
    default_value: Any = None
    kwarg_only: bool = False
    alias_info: AliasInfo | None = None
    required: bool = True

    def has_default_value(self):
        """Whether it may be left out."""
        return not self.required

    def __str__(self):
        shown = self.type
        if self.alias_info is not None:
            mark = f"({self.alias_info.name}{'!' * self.alias_info.is_write})"
            shown = re.sub(r"^(\w+)", lambda m: m[1] + mark, shown, count=1)
        shown = f"{shown} {self.name}" if self.name else shown
        return shown if self.required else f"{shown}={_shown_default(self.default_value)}"


def _shown_default(value):
    if isinstance(value, float):
        shown = format(value, ".17g")
        return shown if "." in shown or "e" in shown else shown + "."
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join([_shown_default(v) for v in value]) + "]"
    return f'"{value}"' if isinstance(value, (str, device)) else str(value)


class FunctionSchema:
    """A schema. ``str`` gives it as PyTorch prints it."""

    def __init__(self, name, overload_name, arguments, returns):
        self.name, self.overload_name, self.arguments, self.returns = name, overload_name, arguments, returns
        self.positional = [a for a in arguments if not a.kwarg_only]
        self.keyword_only = [a for a in arguments if a.kwarg_only]
        self.is_mutable = any(a.alias_info is not None and a.alias_info.is_write for a in arguments)

    def __str__(self):
        shown = [str(a) for a in self.positional]
        if self.keyword_only:
            shown += ["*", *[str(a) for a in self.keyword_only]]
        results = ", ".join([str(r) for r in self.returns])
        name = f"{self.name}.{self.overload_name}" if self.overload_name else self.name
        return f"{name}({', '.join(shown)}) -> {results if len(self.returns) == 1 else f'({results})'}"

    __repr__ = __str__

    def bind(self, args, kwargs):
        """Arguments of a call as ``(positional, by keyword)``, converted; those at the end that are left out, or equal the default, are not there."""
        if len(args) + len(kwargs) > len(self.arguments):
            raise RuntimeError(
                f"{self.name}() expected at most {len(self.arguments)} argument(s) but received {len(args) + len(kwargs)} argument(s). Declaration: {self}"
            )
        if len(args) > len(self.positional):
            raise RuntimeError(
                f"{self.name}() takes {len(self.positional)} positional argument(s) but {len(args)} was/were given.  Declaration: {self}"
            )
        left, positional, by_keyword = dict(kwargs), [], {}
        for at, argument in enumerate(self.arguments):
            if at < len(args):
                if argument.name in left:
                    raise RuntimeError(f"Argument '{argument.name}' specified both as positional and keyword argument. Schema: {self}")
                value = self._converted(argument, at, args[at])
            elif argument.name in left:
                value = self._converted(argument, at, left.pop(argument.name))
            elif argument.required:
                raise RuntimeError(f"{self.name}() is missing value for argument '{argument.name}'. Declaration: {self}")
            else:
                value = argument.default_value
            if argument.kwarg_only:
                if not _is_default(argument, value):
                    by_keyword[argument.name] = value
            else:
                positional.append(value)
        if left:
            raise RuntimeError(f"Unknown keyword argument '{next(iter(left))}' for operator '{self.name}'. Schema: {self}")
        while positional and _is_default(self.positional[len(positional) - 1], positional[-1]):
            positional.pop()
        return tuple(positional), by_keyword

    def filled(self, args, kwargs):
        """What `bind` gave with the defaults in it."""
        rest = [a.default_value for a in self.positional[len(args) :]]
        return (*args, *rest), {a.name: kwargs.get(a.name, a.default_value) for a in self.keyword_only}

    def _converted(self, argument, at, value):
        made = convert(argument.type, value)
        if made is not _NO_DEFAULT:
            return made
        details = f"Unable to cast {value!r} to Tensor" if argument.type == "Tensor" else f"Unable to cast Python instance of type {type(value)} {_NO_DETAILS}"
        raise RuntimeError(
            f"{self.name}() Expected a value of type '{_type_for_errors(argument.type)}' for argument '{argument.name}' but instead found type "
            f"'{type(value).__name__}'.\nPosition: {at}\nValue: {value!r}\nDeclaration: {self}\nCast error details: {details}"
        )


def _type_for_errors(written):
    if written.endswith("?"):
        return f"Optional[{_type_for_errors(written[:-1])}]"
    if written.endswith("]"):
        return f"List[{_type_for_errors(written[: written.rindex('[')])}]"
    return {"SymInt": "int", "Scalar": "number", "ScalarType": "int"}.get(written, written)


def _is_default(argument, value):
    default = argument.default_value
    return not argument.required and type(value) is type(default) and not isinstance(value, core.TensorBase) and value == default


def convert(written, value):
    """`value` as a type of schemas; `_NO_DEFAULT` where it is no such thing."""
    if written.endswith("?"):
        return None if value is None else convert(written[:-1], value)
    if written.endswith("]"):
        item = written[: written.rindex("[")]
        if isinstance(value, np.ndarray) and value.ndim == 1:
            value = value.tolist()
        if not isinstance(value, (list, tuple)):
            sized = written[written.rindex("[") + 1 : -1]
            return [value] * int(sized) if sized and convert(item, value) is not _NO_DEFAULT else _NO_DEFAULT
        made = [convert(item, v) for v in value]
        return _NO_DEFAULT if any(m is _NO_DEFAULT for m in made) else made
    accepted, change = _TYPES.get(written, ((object,), None))
    if written in _NUMBERS and (isinstance(value, np.generic) or isinstance(value, core.TensorBase) and value.numel() == 1):
        value = value.item()
    if not isinstance(value, accepted):
        return _NO_DEFAULT
    return value if change is None else change(value)


_TYPES = {
    "Tensor": ((core.TensorBase,), None), "int": ((int,), int), "SymInt": ((int,), int), "float": ((int, float), float), "bool": ((int, float), bool),
    "str": ((str,), None), "Scalar": ((int, float, complex), None), "ScalarType": ((dtype,), None), "Device": ((device, str), device),
    "complex": ((int, float, complex), complex),
}  # fmt: skip
_NUMBERS = frozenset(("int", "SymInt", "float", "bool", "Scalar", "complex"))  # NumPy's numbers and tensors of one element stand for them


def _split(text):
    """What stands between commas that are in no bracket or string."""
    parts, depth, quote, start = [], 0, "", 0
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote else quote
        elif c in "\"'":
            quote = c
        elif c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif c == "," and not depth:
            parts.append(text[start:i].strip())
            start = i + 1
    return [*parts, text[start:].strip()] if text.strip() else []


def _read_default(written, text):
    if text in ("None", "True", "False"):
        return ast.literal_eval(text)
    if written.startswith("ScalarType"):
        import pyautograd

        return getattr(pyautograd, text)
    try:
        value = ast.literal_eval(text)
    except ValueError:
        raise RuntimeError(f"unsupported default value {text} in a schema") from None
    return value if written.startswith(("str", "Device")) else convert(written, value)


def _read(text, kwarg_only=False, result=False):
    place = _PLACE.search(text)
    alias = AliasInfo(place[1], bool(place[2])) if place else None
    if place:
        text = text[: place.start()] + text[place.end() :]
    left, equals, default = text.partition("=")
    words = left.split()
    if len(words) > 2 or len(words) < 2 - result:
        raise RuntimeError(f"cannot read '{text}' in a schema")
    name = words[1] if len(words) == 2 else ""
    value = _read_default(words[0], default.strip()) if equals else None
    return Argument(name, words[0], value, kwarg_only, alias, not equals)


def parse_schema(text):
    """The schema written in `text`. Raises RuntimeError where it is none."""
    head, arrow, tail = text.rpartition("->")
    match = re.fullmatch(r"\s*([\w:]+)(?:\.(\w+))?\s*\((.*)\)\s*", head, re.S)
    if not arrow or match is None:
        if re.fullmatch(r"\s*[\w:.]+\s*", text):
            raise RuntimeError("Tried to parse a function schema but only the operator name was given")
        raise RuntimeError(f"cannot read the schema '{text}'")
    arguments, kwarg_only = [], False
    for part in _split(match[3]):
        if part == "*":
            kwarg_only = True
        else:
            arguments.append(_read(part, kwarg_only))
    tail = tail.strip()
    inner = tail[1:-1] if tail.startswith("(") and tail.endswith(")") else tail
    return FunctionSchema(match[1], match[2] or "", arguments, [_read(part, result=True) for part in _split(inner)])
