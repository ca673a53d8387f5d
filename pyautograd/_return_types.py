"""``torch.return_types``: the named tuples that operators with several results give."""

import builtins
import sys

# Operators of which PyTorch's results have no names.
_UNNAMED = ("native_layer_norm", "native_batch_norm")
_made = dict.fromkeys(_UNNAMED, tuple)


class _Result(tuple):
    """A tuple whose fields have names; prints one field a line."""

    __slots__ = ()
    __match_args__ = ()

    def __new__(cls, sequence, dict=None):
        try:
            values = tuple(sequence)
        except TypeError:
            raise TypeError("constructor requires a sequence") from None
        if not isinstance(dict, (builtins.dict, type(None))):
            raise TypeError(f"torch.return_types.{cls.__name__}() takes a dict as second arg, if any")
        if len(values) != len(cls.__match_args__):
            raise TypeError(f"torch.return_types.{cls.__name__}() takes a {len(cls.__match_args__)}-sequence ({len(values)}-sequence given)")
        return tuple.__new__(cls, values)

    def __repr__(self):
        inside = ",\n".join(f"{name}={value!r}" for name, value in zip(self.__match_args__, self))
        return f"torch.return_types.{type(self).__name__}(\n{inside})"

    def __reduce__(self):
        name = type(self).__name__
        if sys.modules.get("torch") is sys.modules[__package__] and name in __dir__():
            return type(self), (tuple(self), {})  # PyTorch reads it as well
        return _rebuild, (name, self.__match_args__, tuple(self))


def _rebuild(name, fields, values):
    return named_tuple(name, fields)(values)


def _field(position):
    return property(lambda self: self[position])


def named_tuple(name, fields):
    """The result type called `name`; made on first use."""
    made = _made.get(name)
    if made is None:
        members = {"__slots__": (), "__match_args__": tuple(fields), "n_fields": len(fields), "n_sequence_fields": len(fields), "n_unnamed_fields": 0}
        members.update({f: _field(i) for i, f in enumerate(fields)})
        members["__module__"] = "torch.return_types"
        made = _made[name] = type(name, (_Result,), members)
    return made


lu_with_info = named_tuple("_lu_with_info", ["LU", "pivots", "info"])


def __dir__():
    from ._table import rows

    named = [row for row in rows() if isinstance(row.outputs, list) and "f" in row.variants and not row.name.startswith("_") and row.name not in _UNNAMED]
    return sorted({row.name for row in named} | {row.name + "_out" for row in named if "o" in row.variants})


def __getattr__(name):
    if name == "_lu_with_info":
        return lu_with_info
    if name.startswith("_"):
        raise AttributeError(name)
    from ._table import rows

    for row in rows():
        if isinstance(row.outputs, list) and (row.name == name or row.name + "_out" == name and "o" in row.variants):
            return named_tuple(name, row.outputs)
    raise AttributeError(f"module 'torch.return_types' has no attribute '{name}'")
