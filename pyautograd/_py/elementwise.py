"""Elementwise operators of the plain core: promotion, broadcasting, evaluation by NumPy."""
import numpy as np

from .. import _types
from .._types import bfloat16, bool_, complex32, complex64, float16, float32, int64
from .util import COMPLEX_OWN, SIGNED, from_bfloat16, from_complex32, spread, stepping, to_bfloat16, to_complex32

# What a scalar expression may call, on arrays.
_numpy_names = {}


def _scalar_namespace():
    if not _numpy_names:
        from .kernels import elementwise

        for name in ("erf", "erfc", "erfinv", "lgamma", "digamma", "ndtr"):
            _numpy_names[name] = getattr(elementwise, name)
        for name in (
            "exp exp2 expm1 log log1p log2 log10 sqrt sin cos tan sinh cosh tanh floor ceil trunc rint abs fmod hypot copysign "
            "maximum minimum where isnan isinf isfinite"
        ).split():
            _numpy_names[name] = getattr(np, name)
        for ours, theirs in dict(
            asin="arcsin", acos="arccos", atan="arctan", atan2="arctan2", asinh="arcsinh", acosh="arccosh", atanh="arctanh", pow="power"
        ).items():
            _numpy_names[ours] = getattr(np, theirs)
        _numpy_names["rsqrt"] = lambda x: 1 / np.sqrt(x)
        _numpy_names["inf"], _numpy_names["nan"], _numpy_names["pi"] = np.inf, np.nan, np.pi
    return _numpy_names


def _single_exp(x):
    """e^x in float64 with the range of float32."""
    made = np.exp(x)
    return np.where(made > 3.4028235677973366e38, np.inf, np.where(made < 2.0**-150, 0.0, made))


_expressions = {}
# Expressions that call these and no others of the kind are computed in float64 for float32, and rounded once.
_ELEMENTARY = {"exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "tanh"}
_OTHERS = {"erf", "erfc", "sin", "lgamma"}


def scalar_function(row):
    """The row's scalar expression as a function of arrays, and the one of float64 that float32 is computed by, or None."""
    made = _expressions.get(row)
    if made is None:
        names = ", ".join(p.name for p in row.params)
        code = compile(f"lambda {names}: {row.impl}", f"<{row.key}>", "eval")
        called = set(code.co_consts[0].co_names)
        widened = bool(called & _ELEMENTARY) and not called & _OTHERS
        names = _scalar_namespace()
        made = _expressions[row] = eval(code, names), eval(code, {**names, "exp": _single_exp}) if widened else None
    return made


def number_dtype(value):
    """The dtype a Python number brings to a promotion."""
    if isinstance(value, bool):
        return bool_
    if isinstance(value, int):
        return int64
    if isinstance(value, float):
        return _types._default_dtype
    if isinstance(value, complex):
        return _types._default_dtype.to_complex() if _types._default_dtype is not _types.float16 else _types.complex32
    return _types.dtype_of_numpy(np.asarray(value).dtype)


def result_type(operands):
    """PyTorch's promotion: tensors with dimensions first, then 0-d tensors, then Python numbers, each only where its kind
    (bool, integer, floating point, complex) is higher than what stands before it."""
    dims = zero = wrapped = None
    for x in operands:
        if hasattr(x, "_counter"):
            d = x._dtype
            if x._array.ndim:
                dims = d if dims is None else _types.promote_types(dims, d)
            else:
                zero = d if zero is None else _types.promote_types(zero, d)
        elif x is not None:
            d = number_dtype(x)
            wrapped = d if wrapped is None else _types.promote_types(wrapped, d)
    return _combine(_combine(dims, zero), wrapped)


def _combine(higher, lower):
    if higher is None or lower is None:
        return higher or lower
    a, b = _types._category(higher), _types._category(lower)
    if a == 0:
        return _types.promote_types(higher, lower)
    if b <= a:
        return higher
    if a == 2 and b == 3:  # a real dtype becomes the complex one of its own precision
        return higher.to_complex()
    return lower


def compute_array(x, d):
    """The values of a tensor or number as an array of dtype `d`, which has a NumPy type."""
    if not hasattr(x, "_counter"):
        return np.array(x).astype(d.np) if not isinstance(x, (bool, int)) or d.np.kind in "fc" else wrap_integer(x, d)
    array = x._array
    if x._dtype is d:
        return array
    if x._dtype is bfloat16:
        array = from_bfloat16(array)
    elif x._dtype is complex32:
        array = from_complex32(array)
    return spread(array).astype(d.np)


# Half precision is computed in float32 and rounded once. Products and quotients take a number as it is, the others rounded to the dtype.
# Parameters that are numbers are not rounded either, except the alpha of a sum.
EXACT = ("multiply", "divide")
SCALED_SUMS = ("add", "sub", "rsub")


def computed_wide(row, operands, common):
    """Whether a row on `operands` in dtype `common` is computed in float32: where NumPy's own half precision would round more than once."""
    if common is float16 and row.kind == "ufunc":
        return row.impl in _WIDENED or row.impl in EXACT and any(getattr(x, "_dtype", None) is not common for x in operands)
    return common is bfloat16 or common is float16


def half_operand(x, d, exact):
    """A tensor or number as float32 values, rounded to the half-precision dtype `d` unless `exact`."""
    wide = compute_array(x, float32)
    if exact or getattr(x, "_dtype", None) is d:
        return wide
    return from_bfloat16(to_bfloat16(wide)) if d is bfloat16 else wide.astype(d.np).astype(np.float32)


def wrap_integer(value, d):
    """A Python int in an integer dtype, wrapping around as C does."""
    bits = d.itemsize * 8
    if d is bool_:
        return np.array(bool(value))
    if not -(2**63) <= value < 2**64:
        raise OverflowError("int too big to convert")
    value &= (1 << bits) - 1
    if d.np.kind == "i" and value >> (bits - 1):
        value -= 1 << bits
    return np.array(value, d.np)


def broadcast_shape(arrays):
    """The common shape of `arrays`; RuntimeError in PyTorch's words where there is none."""
    shape = []
    for array in arrays:
        other = array.shape
        if len(other) > len(shape):
            shape = [1] * (len(other) - len(shape)) + shape
        offset = len(shape) - len(other)
        for at in range(len(shape) - 1, offset - 1, -1):
            n, m = shape[at], other[at - offset]
            if n == 1:
                shape[at] = m
            elif m not in (1, n):
                raise RuntimeError(f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {at}")
    return tuple(shape)


def plan(row, values):
    """(compute dtype, result dtype) of an elementwise row for parsed `values`."""
    operands = [v for p, v in zip(row.params, values) if p.type == "Tensor"]
    common = result_type(operands)
    if row.promote == "float" and _types._category(common) < 2:
        common = _types._default_dtype
    elif row.promote == "integer" and common is bool_:
        common = int64
    return common, bool_ if row.promote == "bool" else common


# Functions whose float32 values are those of float64, rounded: NumPy's float32 loops are a few ulp off.
_WIDENED = set("exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arctanh arctan2 power".split())

# Those whose float64 values come from accurate.py.
_EXACT_WIDE = set("exp exp2 log tanh cosh arctanh".split())

# Ufuncs that leave integers as they are, where NumPy has loops of floating point numbers, which do not hold all of int64.
ROUNDINGS = ("rint", "floor", "ceil", "trunc")


def own_ufunc(name):
    """The function that stands in for a ufunc of `SIGNED` or `COMPLEX_OWN`."""
    from .kernels import elementwise

    return getattr(elementwise, name)


def _widened(ufunc):
    def function(*arguments, out=None, casting=None):
        made = np.asarray(ufunc(*arguments, dtype=np.float64)).astype(np.float32)
        if out is None:
            return made
        out[...] = made
        return out

    return function


def evaluate(row, values, common, out=None):
    """Compute the row on `values` in dtype `common`; into `out` where given. Returns an ndarray."""
    with np.errstate(all="ignore"):
        if common is not complex32:
            return _evaluate(row, values, common, out)
        made = _evaluate(row, values, complex64, None)  # and rounded once
        return to_complex32(made) if made.dtype.kind == "c" else made.astype(np.float16) if made.dtype.kind == "f" else made


def _evaluate(row, values, common, out):
    from .kernels.creation import fill_value

    arrays, arguments = [], []
    steps = stepping(row.name, common)
    wide = computed_wide(row, [v for p, v in zip(row.params, values) if p.type == "Tensor"], common)
    for p, v in zip(row.params, values):
        if p.type == "Tensor":
            v = half_operand(v, common, row.impl in EXACT) if wide else compute_array(v, common)
            v = steps(v) if steps is not None else v
            arrays.append(v)
        elif p.type == "Number" and v is not None:
            if isinstance(v, complex) and not common.is_complex:
                v = fill_value(v, float32 if common.is_floating_point and common.itemsize == 2 else common)
            elif wide:
                v = half_operand(v, common, row.name not in SCALED_SUMS)[()]
            elif common.is_floating_point or common.is_complex:
                v = common.np.type(v)
            else:
                v = fill_value(v, common)
        arguments.append(v)
    shape = broadcast_shape(arrays)
    if out is not None and out.shape != shape:
        raise RuntimeError(f"output with shape {list(out.shape)} doesn't match the broadcast shape {list(shape)}")
    want = bool_.np if row.promote == "bool" else np.dtype(np.float32) if common is bfloat16 else common.np
    if row.kind == "ufunc":
        if want.kind in "iu" and row.impl in ROUNDINGS:
            ufunc = np.positive
        elif row.impl in (SIGNED if want.kind == "f" else COMPLEX_OWN if want.kind == "c" else ()):
            ufunc = own_ufunc(row.impl)
        else:
            ufunc = getattr(np, row.impl)
        if row.impl in _WIDENED and (want == np.float32 or wide):
            ufunc = _widened(ufunc)
        elif row.impl in _EXACT_WIDE and want == np.float64:
            from . import accurate

            ufunc = accurate.ufunc(row.impl)
        if out is not None:
            return ufunc(*arguments, out=out, casting="unsafe")
        made = _laid_out(arrays, np.asarray(ufunc(*arguments)))
        # The absolute value of a complex number is real.
        return made if made.dtype == want or want.kind == "c" else made.astype(want)
    function, widened = scalar_function(row)
    if widened is not None and want == np.float32 and common.np == np.float32:
        function = widened
        arguments = [a.astype(np.float64) if isinstance(a, (np.ndarray, np.float32)) else a for a in arguments]
    made = np.asarray(function(*arguments))
    if made.dtype != want:
        made = made.astype(want)
    if made.shape != shape:
        made = np.broadcast_to(made, shape).copy()
    if out is not None:
        out[...] = made
        return out
    return _laid_out(arrays, made)


def _laid_out(arrays, made):
    """`made` as PyTorch lays out a result of `arrays`. NumPy decides otherwise where dimensions are broadcast."""
    if made.ndim < 2:
        return made
    from .kernels.layouts import iterated

    return iterated(arrays, made)
