"""Argument binding: choose the overload for a call, convert the values, fill in defaults.

A `Binder` holds the overloads of one operator in PyTorch's order. `Binder.bind` tries them in turn; matching an overload only
looks at types, and values are converted once one matches, so that a value that cannot be converted (an int beyond 64 bits)
raises instead of moving on to the next overload. What does not match anything is worded by `arg_errors`, which is imported
when the first call fails. Compiled by Cython from this file for the compiled core; hence the integer type codes.
"""
import numpy as np

from .._table.listings import NUMBERS_AS_TENSORS
from .._table.row import parse_signature
from .._types import PYTHON_DTYPES, refuse_named
from .._types import bool_ as torch_bool
from .._types import device as device_type
from .._types import dtype as dtype_type
from .._types import layout as layout_type
from .._types import memory_format as memory_format_type

# Type codes. Those up to PLAIN_LAST match by one isinstance check and need no conversion.
TENSOR = 0
BOOL = 1
STR = 2
LAYOUT = 3
MEMORY_FORMAT = 4
OBJECT = 5
GENERATOR = 6
DTYPE = 7
DEVICE = 8
NUMBER = 9
INT = 10  # as PyTorch's int64_t: no __index__, no bool
SYMINT = 11  # as PyTorch's SymInt: anything with __index__ but bool
FLOAT = 12
TENSOR_OR_NUMBER = 13
INT_LIST = 14
TENSOR_LIST = 15
NUMBER_LIST = 16
FLOAT_LIST = 17

_CODES = {
    "Tensor": TENSOR, "bool": BOOL, "str": STR, "layout": LAYOUT, "memory_format": MEMORY_FORMAT, "object": OBJECT,
    "Generator": GENERATOR, "dtype": DTYPE, "device": DEVICE, "Number": NUMBER, "int": INT, "SymInt": SYMINT, "float": FLOAT,
    "int[]": INT_LIST, "SymInt[]": INT_LIST, "Tensor[]": TENSOR_LIST, "Number[]": NUMBER_LIST, "float[]": FLOAT_LIST,
}  # fmt: skip

# Sizes and offsets are SymInt in PyTorch's signatures, dimension numbers and counts are int64_t. The rows say int for both.
_SIZE_NAMES = frozenset(
    "split_size start end length index diagonal k num_samples minlength n m groups ignore_index output_size low high "
    "storage_offset repeats".split()
)

# Spellings that PyTorch accepts because NumPy uses them.
_NUMPY_NAMES = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}

# Overloads that PyTorch still takes and no longer lists. What is passed by another overload's names goes to that one.
_DEPRECATED = {
    "add": ("Tensor self, Number alpha, Tensor other",),
    "sub": ("Tensor self, Number alpha, Tensor other",),
    "addcmul": ("Tensor self, Number value, Tensor tensor1, Tensor tensor2",),
    "addcdiv": ("Tensor self, Number value, Tensor tensor1, Tensor tensor2",),
    "copy_": ("Tensor self, Tensor other, bool async=False",),
}
for _name, _left, _right in (
    ("addmm", "mat1", "mat2"), ("addmv", "mat", "vec"), ("addr", "vec1", "vec2"), ("addbmm", "batch1", "batch2"), ("baddbmm", "batch1", "batch2")
):  # fmt: skip
    _DEPRECATED[_name] = (
        f"Number beta, Tensor self, Number alpha, Tensor {_left}, Tensor {_right}",
        f"Number beta, Tensor self, Tensor {_left}, Tensor {_right}",
    )

INT64_MAX = 9223372036854775807
INT64_MIN = -9223372036854775808
UINT64_MAX = 18446744073709551615



class _Nothing:
    """Stands for "no such base yet"; nothing is an instance of it."""


class _Missing:
    """The keyword was not given."""


_MISSING = _Missing
_tensor_base = _Nothing
_generator_type = _Nothing


def set_tensor_base(cls):
    """Store the class whose instances are tensors."""
    global _tensor_base
    _tensor_base = cls


def tensor_base():
    """The class whose instances are tensors."""
    return _tensor_base


def set_generator_type(cls):
    """Store the class of random generators. Before it is there nothing is one."""
    global _generator_type
    _generator_type = cls


def is_tensor(value):
    """Whether `value` is a tensor."""
    return isinstance(value, _tensor_base)


def is_index(value):
    """Whether `value` may stand for a size: an int, a NumPy integer, a one-element integral tensor, an ``__index__``, no bool."""
    if type(value) is int:
        return True
    if isinstance(value, (bool, np.bool_, str, float, list, tuple)) or value is None:
        return False
    if isinstance(value, int):
        return True
    if isinstance(value, _tensor_base):
        d = value.dtype
        return not (d.is_floating_point or d.is_complex) and value.numel() == 1
    if not hasattr(type(value), "__index__"):  # Python's own look-up, which asks no __getattr__
        return False
    try:
        value.__index__()
    except TypeError:
        return False
    return True


def overrides(value):
    """Whether the type of `value` has a ``__torch_function__``, so that it may stand for any argument."""
    if value is None or isinstance(value, (int, float, str, tuple, list, _tensor_base)) or getattr(type(value), "__torch_function__", None) is None:
        return False
    from .._py.overrides import stands_for_tensor

    return stands_for_tensor(value)


def _is_size(value):
    """Whether `value` is one of several sizes, or may stand for one."""
    return is_index(value) or overrides(value)


def fits(value, code, size, position):
    """`check`, with objects that may stand for any argument."""
    return check(value, code, size, position) or overrides(value)


def _is_zero_dim(value):
    return value.ndim == 0 and not value.requires_grad


def check(value, code, size, position):
    """How `value` fits a parameter: 0 not at all, 1 as it is, 2 after conversion.

    `size` is the N of ``int[N]``, `position` the parameter's number, which a bad element in a list of tensors is reported with
    (TypeError: PyTorch does not try other overloads then).
    """
    if code == TENSOR:
        return 1 if isinstance(value, _tensor_base) else 0
    if code == INT:
        if type(value) is int:
            return 1 if INT64_MIN <= value <= INT64_MAX else 2
        if isinstance(value, bool):
            return 0
        if isinstance(value, (int, np.integer)):
            return 2
        if isinstance(value, _tensor_base) and _is_zero_dim(value):
            d = value.dtype
            return 0 if d.is_floating_point or d.is_complex or d is torch_bool else 2
        return 0
    if code == INT_LIST:
        if isinstance(value, (tuple, list)):
            return 2 if len(value) == 0 or _is_size(value[0]) else 0
        return 2 if size > 0 and is_index(value) else 0
    if code == BOOL:
        return 1 if value is True or value is False else 0
    if code == NUMBER or code == TENSOR_OR_NUMBER:
        if code == TENSOR_OR_NUMBER and isinstance(value, _tensor_base):
            return 1
        if type(value) is float:
            return 1
        if type(value) is int:
            return 1 if INT64_MIN <= value <= INT64_MAX else 2
        if isinstance(value, (int, float, complex, np.number, np.bool_)):
            return 2
        if code == NUMBER and isinstance(value, _tensor_base):
            return 2 if _is_zero_dim(value) else 0
        return 0
    if code == FLOAT:
        if type(value) is float:
            return 1
        if isinstance(value, (int, float, np.number, np.bool_)):
            return 2
        return 2 if isinstance(value, _tensor_base) and _is_zero_dim(value) else 0
    if code == DTYPE:
        if isinstance(value, dtype_type):
            if type(value) is not dtype_type:
                refuse_named(value)
            return 1
        return 2 if value is float or value is int or value is bool or value is complex else 0
    if code == TENSOR_LIST:
        if not isinstance(value, (tuple, list)):
            return 0
        for at in range(len(value)):
            if not isinstance(value[at], _tensor_base) and not overrides(value[at]):
                raise TypeError(f"expected Tensor as element {at} in argument {position}, but got {_type_name(value[at])}")
        return 1 if type(value) is tuple else 2
    if code == OBJECT:
        return 1
    if code == SYMINT:
        if type(value) is int:
            return 1 if INT64_MIN <= value <= INT64_MAX else 2
        return 2 if is_index(value) else 0
    if code == STR:
        return 1 if isinstance(value, str) else 0
    if code == DEVICE:
        if isinstance(value, device_type):
            return 1
        return 2 if isinstance(value, (str, int, np.integer)) and not isinstance(value, bool) else 0
    if code == LAYOUT:
        return 1 if isinstance(value, layout_type) else 0
    if code == MEMORY_FORMAT:
        return 1 if isinstance(value, memory_format_type) else 0
    if code == GENERATOR:
        return 1 if isinstance(value, _generator_type) else 0
    if code == NUMBER_LIST or code == FLOAT_LIST:
        if isinstance(value, (tuple, list)):
            return 2 if len(value) == 0 or check(value[0], NUMBER if code == NUMBER_LIST else FLOAT, 0, position) else 0
        return 2 if size > 0 and check(value, FLOAT, 0, position) else 0
    return 0


def _type_name(value):
    from .._py import arg_errors

    return arg_errors.type_name(value)


def to_int(value):
    """An int that fits 64 bits from anything that `check` let through."""
    made = value if type(value) is int else value.item() if isinstance(value, _tensor_base) else value.__index__()
    if made > INT64_MAX or made < INT64_MIN:
        raise ValueError("Overflow when unpacking long long")
    return int(made)


def to_number(value):
    """A Python number. NumPy integers become int, other NumPy scalars float, as PyTorch has it."""
    if isinstance(value, _tensor_base):
        return value.item()
    if isinstance(value, (bool, complex)):
        return complex(value) if isinstance(value, np.complexfloating) and type(value) is not complex else value
    if isinstance(value, (int, np.integer)):
        if value > INT64_MAX and not isinstance(value, int):
            raise TypeError("an integer is required")
        value = int(value)
        if value > UINT64_MAX:
            raise OverflowError("int too big to convert")
        if value < INT64_MIN:
            raise OverflowError("can't convert negative int to unsigned")
        return value
    return float(value)


def to_float(value):
    """A Python float."""
    if isinstance(value, _tensor_base):
        value = value.item()
        if isinstance(value, complex):
            if value.imag != 0:
                raise RuntimeError("value cannot be converted to type double without overflow")
            value = value.real
    return float(value)


def to_ints(value, size, name, param):
    """A tuple of ints; a single int stands for `size` of them. The first element was checked, the others were not."""
    if not isinstance(value, (tuple, list)):
        return (to_int(value),) * size
    for item in value:
        if type(item) is not int or item > INT64_MAX or item < INT64_MIN:
            break
    else:
        return value if type(value) is tuple else tuple(value)
    made = []
    for at in range(len(value)):
        item = value[at]
        if not isinstance(item, bool):
            if not is_index(item):
                if overrides(item):
                    return tuple(value)  # the call is its
                trouble = "type must be tuple of ints,but got " + _type_name(item)
                raise TypeError(f"{name}(): argument '{param}' failed to unpack the object at pos {at + 1} with error \"{trouble}\"")
            if not INT64_MIN <= item.__index__() <= INT64_MAX:
                trouble = "Overflow when unpacking long long"
                raise TypeError(f"{name}(): argument '{param}' failed to unpack the object at pos {at + 1} with error \"{trouble}\"")
        made.append(item.item() if isinstance(item, _tensor_base) else item.__index__())
    return tuple([int(item) for item in made])


def convert(value, code, size, name, param):
    """The converted form of a value for which `check` said 2."""
    if code == INT_LIST:
        return to_ints(value, size, name, param)
    if code == INT or code == SYMINT:
        return to_int(value)
    if code == NUMBER or code == TENSOR_OR_NUMBER:
        return to_number(value)
    if code == FLOAT:
        return to_float(value)
    if code == DTYPE:
        return PYTHON_DTYPES[value]
    if code == DEVICE:
        return device_type(value if isinstance(value, str) else int(value))
    if code == TENSOR_LIST:
        return tuple(value)
    if code == NUMBER_LIST:
        return tuple([to_number(item) for item in value])
    if code == FLOAT_LIST:
        return tuple([to_float(item) for item in value]) if isinstance(value, (tuple, list)) else (to_float(value),) * size
    return value


class _OutParam:
    """The ``out=`` parameter, as a table row would have it."""

    name, type, optional, size, default, required, keyword_only = "out", "Tensor", True, 0, None, False, True


_OUT = _OutParam()


class Overload:
    """One signature of an operator. It belongs to one `Binder`, which prepares it for matching.

    Parameters
    ----------
    params : list of Param
        As a table row has them, `self` included.
    index : int
        Which row this is; for the caller, unused here. A deprecated overload that PyTorch has beside the rows is never returned:
        its values come as those of the overload that replaces it.
    out : int
        The number of outputs when ``out=`` is accepted, -1 where it depends on the arguments, else 0.
    numbers : names of Tensor parameters that accept a Python number.
    deprecated : bool
        Matched after all others, with a warning, and not listed in error texts.
    hidden : bool
        Matched, but not listed in error texts.
    """

    def __init__(self, params, index, out=0, numbers=(), deprecated=False, hidden=False):
        self.params = list(params)
        self.index = index
        self.out = out
        self.numbers = tuple(numbers)
        self.deprecated = deprecated
        self.hidden = hidden or deprecated
        self.target = None  # the overload that stands for a deprecated one

    def prepare(self, first, numbers, self_name, own_numbers=True):
        """Fill the arrays that matching runs over. `first` is 1 in the method form, whose self is neither checked nor counted.

        `own_numbers` says that PyTorch's parser, too, takes numbers for tensors here, instead of having overloads for them.
        """
        self.first = first
        params = self.params
        # Factory functions list out= before their options, others last.
        names = [p.name for p in params]
        out_at = names.index("dtype") if "layout" in names and "dtype" in names else len(params)
        self.out_at = out_at if self.out else -1
        self.names, self.defaults, self.spellings, self.printed_defaults = [], [], [], []
        codes, sizes, required, none_ok, keyword_only = [], [], [], [], []
        for p in [*params[:out_at], _OUT, *params[out_at:]] if self.out else params:
            name = self_name if not first and p.name == "self" and p.type == "Tensor" else p.name
            code = _CODES[p.type]
            if p is _OUT:
                code = TENSOR if self.out == 1 else TENSOR_LIST
            elif code == INT and name in _SIZE_NAMES:
                code = SYMINT
            elif code == TENSOR and (p.name in numbers or p.name in self.numbers):
                code = TENSOR_OR_NUMBER
            # PyTorch's parser knows no empty list: as a default it is printed None, and None may be passed.
            default = None if p.default == () else p.default
            self.printed_defaults.append(default)
            codes.append(code)
            sizes.append(p.size)
            required.append(bool(p.required))
            none_ok.append(bool(p.optional or (not p.required and default is None)))
            keyword_only.append(bool(p.keyword_only))
            if code == INT_LIST and isinstance(default, int):
                default = (default,) * (p.size or 1)
            elif code == FLOAT and default is not None:
                default = float(default)
            self.names.append(name)
            self.defaults.append(() if p.default == () else default)
            spellings = _NUMPY_NAMES.get(name, ())
            if code == TENSOR_OR_NUMBER and p.name == "self" and not first and not own_numbers:
                spellings = (*spellings, "self")  # PyTorch's overload for a number keeps the name
            self.spellings.append(spellings)
        self.codes, self.sizes = bytes(codes), bytes(sizes)  # bytes, so that compiled code reads C integers
        self.required, self.none_ok, self.keyword_only = bytes(required), bytes(none_ok), bytes(keyword_only)
        self.count = len(codes)
        self.max_positional = keyword_only.count(False)
        self.min_count = required.count(True)  # of all parameters, keyword-only ones included
        # Without keywords, this many positional arguments are needed; more than max_positional when a keyword is.
        self.min_positional = self.required.rfind(1) + 1
        self.varargs = self.max_positional == first + 1 and codes[first] == INT_LIST

    def match(self, name, args, kwargs):
        """The converted values in order (with out's among them), or None when the call does not fit."""
        nargs = len(args)
        keywords = 0 if kwargs is None else len(kwargs)
        first = self.first
        if nargs > self.max_positional and not (self.varargs and _is_size(args[first])):
            return None
        if keywords == 0 and nargs < self.min_positional:
            return None
        values = self.defaults[:]
        codes = self.codes
        conversions = 0  # a bit set
        at = first
        if first:
            values[0] = args[0]
        while at < nargs:
            value = args[at]
            code = codes[at]
            if code == TENSOR and isinstance(value, _tensor_base):
                values[at] = value
            elif value is not None or not self.none_ok[at]:
                fit = check(value, code, self.sizes[at], at - first)
                if fit == 0 and overrides(value) and not (self.varargs and nargs > self.max_positional):
                    fit = 1
                if fit == 0:
                    if at == first and self.varargs and _is_size(value):
                        values[at] = args[first:]
                        conversions |= 1 << at
                        at += 1
                        break
                    return None
                values[at] = value
                if fit == 2:
                    conversions |= 1 << at
            at += 1
        if keywords:
            while at < self.count:
                value = kwargs.get(self.names[at], _MISSING)
                if value is _MISSING:
                    for spelling in self.spellings[at]:
                        value = kwargs.get(spelling, _MISSING)
                        if value is not _MISSING:
                            break
                if value is _MISSING:
                    if self.required[at]:
                        return None
                else:
                    if value is not None or not self.none_ok[at]:
                        fit = check(value, codes[at], self.sizes[at], at - first)
                        if fit == 0 and not overrides(value):
                            return None
                        values[at] = value
                        if fit == 2:
                            conversions |= 1 << at
                    keywords -= 1
                at += 1
            if keywords:
                return None
        at = first
        while conversions >> at:
            if conversions >> at & 1:
                values[at] = convert(values[at], codes[at], self.sizes[at], name, self.names[at])
            at += 1
        return values


    def values_for_target(self, values):
        """A deprecated overload's values (without out's) in the order of the overload that replaces it."""
        given = {}
        for at in range(len(self.params)):
            given["non_blocking" if self.params[at].name == "async" else self.params[at].name] = values[at]
        target = self.target
        made = target.defaults[:]
        if target.out_at >= 0:
            made.pop(target.out_at)
        for at in range(len(target.params)):
            if target.params[at].name in given:
                made[at] = given[target.params[at].name]
        return made


def deprecated_overloads(name, overloads, method):
    """The deprecated overloads that PyTorch has beside `overloads`."""
    made = []
    known = _DEPRECATED.get(name[:-1] if method and name != "copy_" and name.endswith("_") else name, ())
    if not overloads or any([o.deprecated for o in overloads]):
        return made
    for signature in known:
        params = parse_signature(f"{name}({signature})")[2]
        if method:  # self comes first there
            params = [p for p in params if p.name == "self"] + [p for p in params if p.name != "self"]
        overload = Overload(params, overloads[0].index, overloads[0].out, overloads[0].numbers, True)
        overload.target = overloads[0]
        made.append(overload)
    return made


class Binder:
    """The overloads of one operator, in PyTorch's order.

    Parameters
    ----------
    name : str
        What error texts call the operator.
    overloads : list of Overload
    method : bool
        The first argument is self: a tensor, neither checked, printed nor counted.
    numbers_ok : names of Tensor parameters that accept a Python number, in every overload
    self_name : str
        What a Tensor parameter `self` is called in the function form.
    python : bool
        PyTorch has the function in Python, which words its errors and takes flags by their truth.
    """

    def __init__(self, name, overloads, method, numbers_ok=(), self_name="input", python=False):
        self.name = name
        self.method = bool(method)
        self.python = bool(python)
        overloads = list(overloads) + deprecated_overloads(name, overloads, self.method)
        self.overloads = [o for o in overloads if not o.deprecated] + [o for o in overloads if o.deprecated]
        for overload in self.overloads:
            overload.prepare(1 if method else 0, tuple(numbers_ok), self_name, name in NUMBERS_AS_TENSORS)

    def bind(self, args, kwargs):
        """``(overload, values, out)`` for a call.

        Raises
        ------
        TypeError
            No overload fits, or an element of a list is of a wrong type; with PyTorch's text.
        ValueError, OverflowError
            An integer does not fit 64 bits.
        """
        for overload in self.overloads:
            values = overload.match(self.name, args, kwargs)
            if values is not None:
                if overload.deprecated:
                    from .._py import arg_errors

                    arg_errors.warn_deprecated(self, overload)
                out = None
                if overload.out_at >= 0:
                    out = values.pop(overload.out_at)
                    if overload.out > 1 and out is not None and len(out) != overload.out:
                        raise TypeError(f"expected tuple of {overload.out} elements but got {len(out)}")
                if overload.target is not None:
                    values = overload.values_for_target(values)
                    overload = overload.target
                return overload, values, out
        if self.python:
            from .._py import python_calls

            retried = python_calls.retried(self, args, kwargs or {})
            if retried is not None:
                return self.bind(*retried)
        from .._py import arg_errors

        raise arg_errors.explain(self, args, kwargs, fits, is_index)
