"""The words of a call whose arguments do not fit: what PyTorch's argument parser says, signature listings included.

Two kinds of text exist. When a single signature can be meant (there is one, or one has room for that many arguments), the first
thing wrong with it is named. Otherwise all signatures are listed, each with a remark where the number of arguments agrees; that
remark compares type names as printed, so a default value, which is printed too, makes it fail, in PyTorch as here.
"""
import warnings

from pyautograd._warnings import is_due

from .. import _types
from .._table import listings
from .._table.row import parse_signature

# What a type code is called. The order is that of the codes in `binder`.
_CODE_NAMES = (
    "Tensor", "bool", "str", "torch.layout", "torch.memory_format", "object", "torch.Generator", "torch.dtype", "torch.device",
    "Number", "int", "int", "float", "Tensor", "tuple of ints", "tuple of Tensors", "tuple of Scalars", "tuple of floats",
)  # fmt: skip
_INT_LIST = _CODE_NAMES.index("tuple of ints")
_LISTS = (_INT_LIST, _CODE_NAMES.index("tuple of Scalars"), _CODE_NAMES.index("tuple of floats"))

_SHOWN_TYPES = {
    _types.dtype: "torch.dtype",
    _types.device: "torch.device",
    _types.layout: "torch.layout",
    _types.memory_format: "torch.memory_format",
    _types.Size: "torch.Size",
}
_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE


def type_name(value):
    """The name of a value's type as C code knows it: with the module for types made in C, without for Python classes."""
    cls = type(value)
    shown = _SHOWN_TYPES.get(cls)
    if shown is not None:
        return shown
    name = cls.__name__
    if name == "Generator" and cls.__module__.startswith(("pyautograd", "torch")):
        return "torch._C.Generator"
    module = cls.__module__
    if cls.__flags__ & _HEAP_TYPE and not (module in ("collections", "decimal") or module.startswith("numpy.dtype")):
        return name
    return name if module == "builtins" else f"{module}.{name}"


def _default_text(value):
    if isinstance(value, tuple):
        return "{" + ",".join([str(item) for item in value]) + "}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def describe(overload):
    """The parts of a signature as printed: ``["Tensor input", "*", "torch.dtype dtype = None"]``."""
    parts, star = [], False
    for at in range(overload.first, overload.count):
        if overload.keyword_only[at] and not star:
            star = True
            parts.append("*")
        text = f"{_CODE_NAMES[overload.codes[at]]} {overload.names[at]}"
        if not overload.required[at]:
            default = overload.printed_defaults[at]
            text += f" = {'at::Reduction::Mean' if overload.names[at] == 'reduction' and default == 1 else _default_text(default)}"
        parts.append(text)
    return parts


def signature_text(overload):
    """``(Tensor input, *, torch.dtype dtype = None)``."""
    return f"({', '.join(describe(overload))})"


def listed(binder):
    """The overloads to speak of: PyTorch's where the rows unite several, else the binder's own."""
    name = binder.name
    signatures = (listings.METHODS if binder.method else listings.FUNCTIONS).get(name)
    if signatures is None:
        return binder.overloads
    made = []
    numbers = ("self", "other") if name.rstrip("_") in listings.NUMBERS_AS_TENSORS else ()
    for signature in signatures:
        inside, _, out = signature.partition(" | ")
        overload = type(binder.overloads[0])(parse_signature(f"{name}({inside})")[2], 0, 1 if out else 0)
        overload.prepare(1 if binder.method else 0, numbers, "input")
        made.append(overload)
    return made + [o for o in binder.overloads if o.hidden]


def explain(binder, args, kwargs, check, is_index):
    """The exception for a call that `binder` could not place."""
    given = args[1:] if binder.method else args
    kwargs = kwargs or {}
    for key in kwargs:
        if not isinstance(key, str):
            return TypeError("keywords must be strings")
    if binder.python:
        from . import python_calls

        found = python_calls.misfit(binder, args, kwargs)
        if found is None:
            found = python_calls.unfit(binder, args, kwargs, check)
        if found is not None:
            return found
    name, overloads = binder.name, listed(binder)
    if len(overloads) == 1:
        if binder.method and overloads[0].count == 1:  # PyTorch leaves these to CPython
            if kwargs:
                return TypeError(f"TensorBase.{name}() takes no keyword arguments")
            return TypeError(f"TensorBase.{name}() takes no arguments ({len(given)} given)")
        found = explain_one(name, overloads[0], given, kwargs, check, is_index)
        return found or TypeError(list_signatures(name, overloads, given, kwargs))
    count = len(given) + len(kwargs)
    shown = [o for o in overloads if not o.hidden]
    plausible = [o for o in shown if o.min_count - o.first <= count <= o.count - o.first]
    if len(plausible) == 1:
        found = explain_one(name, plausible[0], given, kwargs, check, is_index)
        if found is not None:
            return found
    return TypeError(list_signatures(name, shown, given, kwargs))


def explain_one(name, overload, given, kwargs, check, is_index):
    """The first thing wrong when `overload` is meant, found in the parser's order."""
    first = overload.first
    positional = overload.max_positional - first
    nargs = len(given)
    if nargs > positional and not (overload.varargs and is_index(given[0])):
        return _too_many(name, overload, nargs)
    at, passed, left = first, 0, len(kwargs)
    while at < overload.count:
        keyword = passed >= nargs
        shown = overload.names[at]
        absent = False
        if not keyword:
            if overload.keyword_only[at]:
                return _too_many(name, overload, nargs)
            value = given[passed]
        else:
            absent, value = True, None
            for spelling in (shown, *overload.spellings[at]):
                if spelling in kwargs:
                    absent, value = False, kwargs[spelling]
                    break
        code = overload.codes[at]
        if absent:
            if overload.required[at]:
                return _missing(name, overload, at)
        elif value is None and overload.none_ok[at]:
            pass
        elif check(value, code, overload.sizes[at], at - first):
            pass
        elif overload.varargs and at == first and not keyword and is_index(value):
            at, passed = at + 1, nargs
            continue
        else:
            return _wrong_type(name, overload, at, value, code, keyword, given)
        if not keyword:
            passed += 1
        elif not absent:
            left -= 1
        at += 1
    if left > 0:
        for key in kwargs:
            if key not in overload.names[first:]:
                return TypeError(f"{name}() got an unexpected keyword argument '{key}'")
            if overload.names.index(key) - first < nargs:
                return TypeError(f"{name}() got multiple values for argument '{key}'")
        return TypeError("invalid keyword arguments")
    return None


def _wrong_type(name, overload, at, value, code, keyword, given):
    return wrong_type(name, overload.names[at], 0 if keyword else at - overload.first + 1, code, value)


def wrong_type(name, shown, position, code, value):
    """The error for an argument that does not fit its parameter's type; position 0: it was given by name."""
    if not position:
        return TypeError(f"{name}(): argument '{shown}' must be {_CODE_NAMES[code]}, not {type_name(value)}")
    where = f"{name}(): argument '{shown}' (position {position}) must be {_CODE_NAMES[code]}"
    if code in _LISTS and isinstance(value, (tuple, list)) and len(value):
        return TypeError(f"{where}, but found element of type {type_name(value[0])} at pos 0")
    return TypeError(f"{where}, not {type_name(value)}")


def _too_many(name, overload, nargs):
    most, least = overload.max_positional - overload.first, overload.min_count - overload.first
    if least != most:
        return TypeError(f"{name}() takes from {least} to {most} positional arguments but {nargs} were given")
    plural, verb = "" if most == 1 else "s", "was" if nargs == 1 else "were"
    return TypeError(f"{name}() takes {most} positional argument{plural} but {nargs} {verb} given")


def _missing(name, overload, start):
    lacking = [f'"{overload.names[at]}"' for at in range(start, overload.count) if overload.required[at]]
    plural = "s" if len(lacking) == 1 else ""  # sic
    return TypeError(f"{name}() missing {len(lacking)} required positional argument{plural}: {', '.join(lacking)}")


def list_signatures(name, overloads, given, kwargs):
    """The long text: what was given, and every signature there is."""
    kwargs = {key: kwargs[key] for key in hash_order(list(kwargs))}
    options = [describe(overload) for overload in overloads]
    text = f"{name}() received an invalid combination of arguments - "
    if len(options) == 1:
        wrong = _wrong_keywords(options[0], kwargs) if kwargs else []
        if wrong:
            return text + "got unrecognized keyword arguments: " + ", ".join(wrong)
        got = _marked(options[0], given, kwargs) if _same_count(options[0], given, kwargs) else _plain(given, kwargs)
        return f"{text}got {got}, but expected ({', '.join(options[0])})"
    lines = [f"{text}got {_plain(given, kwargs)}, but expected one of:"]
    for option in options:
        lines.append(f" * ({', '.join(option)})")
        if _same_count(option, given, kwargs):
            wrong = _wrong_keywords(option, kwargs) if kwargs else []
            if wrong:
                lines.append("      didn't match because some of the keywords were incorrect: " + ", ".join(wrong))
            else:
                lines.append("      didn't match because some of the arguments have invalid types: " + _marked(option, given, kwargs))
    return "\n".join(lines) + "\n"


def _read(option):
    # A printed parameter, cut at its last space: "bool keepdim = False" is of type "bool keepdim =" and named "False",
    # the star is a parameter, and no parameters are one nameless one. PyTorch does the same; its remarks depend on it.
    return [part.rpartition(" ")[::2] if " " in part else (part, part) for part in option] or [("", "")]


def _same_count(option, given, kwargs):
    return len(_read(option)) == len(given) + len(kwargs)


def _wrong_keywords(option, kwargs):
    known = [name for _, name in _read(option)][max(len(_read(option)) - len(kwargs), 0):]
    return [key for key in kwargs if key not in known]


def _plain(given, kwargs):
    parts = [type_name(value) for value in given] + [f"{key}={type_name(value)}" for key, value in kwargs.items()]
    return _joined(parts, given)


def _joined(parts, given):
    text = ", ".join(parts)
    return f"({text})" if given or not parts else f"({text}, )"


def _marked(option, given, kwargs):
    parts = []
    for at, (wanted, name) in enumerate(_read(option)):
        keyword = at >= len(given)
        value = kwargs[name] if keyword else given[at]
        own = type_name(value)
        fits = own in ("float", "int") if wanted == "float" else own == wanted
        if isinstance(value, (tuple, list)):
            inside = ", ".join([type_name(item) for item in value])
            if isinstance(value, tuple):
                inside = f"({inside},)" if len(value) == 1 else f"({inside})"
            else:
                inside = f"[{inside}]"
            own = f"{own} of {inside}"
        if keyword:
            own = f"{name}={own}"
        parts.append(own if fits else f"!{own}!")
    return _joined(parts, given)


_MASK = (1 << 64) - 1


def _hash(text):
    """The string hash of GNU's C++ library (MurmurHash64A, public domain by Austin Appleby, with its seed)."""
    data, mul = text.encode(), 0xC6A4A7935BD1E995
    h = 0xC70F6907 ^ (len(data) * mul & _MASK)
    whole = len(data) & ~7
    for start in range(0, whole, 8):
        k = int.from_bytes(data[start : start + 8], "little") * mul & _MASK
        k = (k ^ (k >> 47)) * mul & _MASK
        h = (h ^ k) * mul & _MASK
    if len(data) > whole:
        h = (h ^ int.from_bytes(data[whole:], "little")) * mul & _MASK
    h = (h ^ (h >> 47)) * mul & _MASK
    return h ^ (h >> 47)


def hash_order(keys):
    """Keywords in the order PyTorch prints them: that of a C++ ``unordered_map`` they were put into one by one.

    Such a map is one linked list with 13 buckets. A key whose bucket is empty goes to the front of the list, another one to the
    front of its bucket's run.
    """
    order, buckets = [], {}
    for key in keys:
        bucket = _hash(key) % 13
        run = buckets.setdefault(bucket, [])
        order.insert(order.index(run[-1]) if run else 0, key)
        run.append(key)
    return order


def warn_deprecated(binder, overload):
    """Warn, once per process as PyTorch does, that a deprecated overload was called."""
    if not is_due("deprecated overload"):
        return
    others = "".join([f"\n\t{binder.name}{signature_text(o)}" for o in binder.overloads if not o.hidden])
    warnings.warn(
        f"This overload of {binder.name} is deprecated:\n\t{binder.name}{signature_text(overload)}\n"
        f"Consider using one of the following signatures instead:{others}",
        UserWarning,
        stacklevel=3,
    )
