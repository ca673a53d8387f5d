"""Checks and small conversions that kernels, composites and both cores share."""
import importlib
import math
import re

import numpy as np

from pyautograd._types import bfloat16, float16, uint16

_FIRST_WIDE = uint16.code  # uint16, uint32 and uint64 have the largest numbers


def wrap_dim(dim, ndim, scalar_ok=True):
    """A dimension number in ``[0, ndim)`` from one that may count from the end.

    A 0-d tensor counts as one-dimensional here, as in PyTorch. Raises IndexError with PyTorch's text.
    """
    if ndim <= 0:
        if not scalar_ok:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        ndim = 1
    if -ndim <= dim < ndim:
        return dim + ndim if dim < 0 else dim
    raise IndexError(f"Dimension out of range (expected to be in range of [{-ndim}, {ndim - 1}], but got {dim})")


def wrap_dims(dims, ndim):
    """Several dimensions, wrapped, refused when one is named twice. None or () means all of them."""
    if dims is None or (not isinstance(dims, int) and len(dims) == 0):
        return tuple(range(ndim))
    if isinstance(dims, int):
        dims = (dims,)
    wrapped = tuple([wrap_dim(d, ndim) for d in dims])
    seen = 0
    for d in wrapped:
        if seen >> d & 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
        seen |= 1 << d
    return wrapped


def refuse_memory(error):
    """Raise PyTorch's error in place of NumPy's `error`, where that is about an array too large to be made."""
    if isinstance(error, MemoryError):
        shape, descr = getattr(error, "shape", None), getattr(error, "dtype", None)
        if shape is not None and descr is not None:
            raise RuntimeError(
                f"[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate "
                f"{math.prod(shape) * descr.itemsize} bytes. Error code 12 (Cannot allocate memory)"
            ) from None
    elif str(error).startswith(("array is too big", "Maximum allowed dimension")):
        raise RuntimeError("Storage size calculation overflowed") from None


def nothing_like(a, descr):
    """What the array `a`, which has no elements, is in NumPy dtype `descr`: its strides are the same in elements."""
    descr = np.dtype(descr)
    return np.ndarray(a.shape, descr, np.empty(0, descr), 0, [s // a.itemsize * descr.itemsize for s in a.strides])


def to_bfloat16(values):
    """The bits of float32 `values` rounded to bfloat16, ties to even, as uint16; NaN stays NaN."""
    if not values.size:
        return nothing_like(values, np.uint16)
    bits = np.asarray(values, np.float32).view(np.uint32)
    rounded = np.asarray(((bits + (0x7FFF + ((bits >> 16) & 1))) >> 16).astype(np.uint16))
    nan = np.isnan(values)
    return np.where(nan, np.uint16(0x7FC0), rounded) if nan.any() else rounded


def from_bfloat16(bits):
    """bfloat16 `bits` (uint16) as float32."""
    if not bits.size:
        return nothing_like(bits, np.float32)
    return np.asarray(spread(bits).astype(np.uint32) << 16).view(np.float32)


def check_written_shape(values, x):
    """Refuse the operands `values` of an in-place call on `x` whose common shape is not that of `x`; those without a common shape pass."""
    shape = tuple(x.shape)
    try:
        made = np.broadcast_shapes(*[tuple(v.shape) for v in values if hasattr(v, "requires_grad")])
    except ValueError:
        return
    if made != shape:
        raise RuntimeError(f"output with shape {list(shape)} doesn't match the broadcast shape {list(made)}")


def is_of_loop(error):
    """Whether an error is one of PyTorch's loops, which begin with their own name in quotes: shapes and dtypes are refused before."""
    return str(error).startswith('"') or str(error) == "ZeroDivisionError"


def spread(a):
    """`a`, or where elements share memory a copy that lies as a copy of the tensor does: NumPy's conversions order such dimensions otherwise."""
    if a.ndim < 2 or a.flags.c_contiguous:
        return a
    seen = [0]
    for n, s in zip(a.shape, a.strides):
        if n > 1:
            if s in seen:
                from .kernels.layouts import laid_out_like

                return laid_out_like(a)
            seen.append(s)
    return a


def _in_memory_order(a, convert):
    """`convert`, which is for contiguous arrays of one dimension, of all elements of `a`, laid out as they are."""
    if not a.size:
        return nothing_like(a, convert(np.empty(0, a.dtype)).dtype)
    if a.flags.c_contiguous:
        return convert(a.reshape(-1)).reshape(a.shape)
    a = np.copy(spread(a), order="K")
    strides = a.strides
    order = sorted(range(a.ndim), key=lambda d: -strides[d])
    turned = a.transpose(order)
    made = convert(np.ascontiguousarray(turned).reshape(-1)).reshape(turned.shape)
    return made.transpose(np.argsort(order))


def to_complex32(values):
    """complex64 `values` as pairs of float16, each pair in a uint32."""
    with np.errstate(over="ignore"):
        return _in_memory_order(np.asarray(values, np.complex64), lambda flat: flat.view(np.float32).astype(np.float16).view(np.uint32))


def from_complex32(bits):
    """complex32 `bits` (uint32) as complex64."""
    return _in_memory_order(np.asarray(bits), lambda flat: flat.view(np.float16).astype(np.float32).view(np.complex64))


def refuse_dtype(kernel, d, kinds):
    """Refuse dtypes in PyTorch's words: "b" bool, "s" integers shorter than 64 bits, "l" those of 64, "h" half precision, "f" other floating point, "c" complex.

    The wide unsigned integers are always refused.
    """
    if d.code >= _FIRST_WIDE:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{d.scalar_name}'")
    if d.is_complex:
        kind = "c"
    elif d.is_floating_point:
        kind = "h" if d.itemsize == 2 else "f"
    else:
        kind = "b" if d.name == "bool" else "l" if d.itemsize == 8 else "s"
    if kind in kinds:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{d.scalar_name}'")


def refuse_expansion(scalar_name, shape, size):
    """The error of expanding a tensor to a size with fewer dimensions."""
    raise RuntimeError(
        f"expand({tensor_type_name(scalar_name)}{{{list(shape)}}}, size={list(size)}): the number of sizes provided ({len(size)}) must be greater or "
        f"equal to the number of dimensions in the tensor ({len(shape)})"
    )


def tensor_type_name(scalar_name):
    """What some error texts call the tensors of a dtype: ``torch.FloatTensor``; the dtypes that came later have none."""
    named = scalar_name in ("Byte", "Char", "Short", "Int", "Long", "Half", "Float", "Double")
    return f"torch.{scalar_name}Tensor" if named else f"CPU{scalar_name}Type"


class Bfloat16Values(np.ndarray):
    """A float32 array that holds the values of a bfloat16 tensor, for kernels that must know: those that draw random numbers, or round on their way."""


class SteppedBfloat16(Bfloat16Values):
    """Values of a bfloat16 tensor that stay such: what a ufunc makes of them is rounded, as PyTorch's kernels written over bfloat16 numbers round each step."""

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [x.view(np.ndarray) if isinstance(x, SteppedBfloat16) else x for x in inputs]
        if "out" in options:
            options["out"] = tuple(x.view(np.ndarray) if isinstance(x, SteppedBfloat16) else x for x in options["out"])
        made = getattr(ufunc, method)(*plain, **options)
        if method != "__call__" or getattr(made, "dtype", None) != np.float32:
            return made  # sums are taken in float32
        rounded = np.asarray(from_bfloat16(to_bfloat16(made))).view(SteppedBfloat16)
        if "out" in options:
            options["out"][0][...] = rounded
        return rounded


def in_steps_of(x, made):
    """Float32 results of a reduction of `x`, rounded where what is made of `x` is."""
    return np.asarray(from_bfloat16(to_bfloat16(made))).view(SteppedBfloat16) if isinstance(x, SteppedBfloat16) else made.astype(x.dtype, copy=False)


# Ufuncs that have another sign of zero than PyTorch's operators, or other neighbours in half precision.
SIGNED = ("remainder", "fmax", "fmin", "nextafter")
# Ufuncs whose complex values are others than PyTorch's.
COMPLEX_OWN = ("absolute", "log1p", "reciprocal")

# Elementwise rows that PyTorch computes in steps, each rounded to half precision; others are rounded once.
_STEPPED_ROWS = {
    "xlogy": (float16, bfloat16), "special_xlog1py": (float16, bfloat16), "special_entr": (float16, bfloat16), "sigmoid_backward": (float16,),
    "nextafter": (float16, bfloat16),
}  # fmt: skip


def stepping(name, d):
    """What makes float32 values of the half-precision dtype `d` an array whose results are rounded one by one; None where the row `name` is rounded once."""
    if d not in _STEPPED_ROWS.get(name, ()):
        return None
    return _as_float16 if d is float16 else _as_steps


def _as_float16(wide):
    return wide.astype(np.float16)


def _as_steps(wide):
    return wide.view(SteppedBfloat16)


# Kernels that PyTorch has, or composes, in steps of bfloat16. In float16 NumPy's are such.
_STEPPED = (
    "losses.mse_loss", "losses.huber_loss", "losses.soft_margin_loss", "losses.binary_cross_entropy_with_logits", "elementwise.logit",
    "elementwise.power", "reductions.logsumexp",
)  # fmt: skip
_TOLD = ("random.", "elementwise.nan_to_num", "elementwise.div_mode", "elementwise.clamp_backward", "scans.cumsum", "scans.cumprod", "conversion.fill")
BFLOAT16_MAX = 3.3895313892515355e38


# Words that name float32 in PyTorch's texts, where bfloat16 was handed on as that.
_NAMED = re.compile(r"(?<![A-Za-z])Float(?![A-Za-z])|(?<=got)Float(?![A-Za-z])")
_NAMED_C = re.compile(r"(?<=!= )float\b|(?<=dtype )float\b|(?<=input )float\b|(?<=batch[12]: )float\b|(?<=got: )float(?= !=)|(?<=to type )float\b")
_PROMOTING = ("elementwise.", "losses.", "polynomials.", "shapes.cat", "shapes.stack", "shapes.block_diag", "norms.dist", "special.")


def computes_bfloat16(impl, values, arguments):
    """Whether a kernel that is asked for results of the dtype ``values[-1]`` gives bfloat16; `arguments`, which it gets, are made to fit.

    The elements of its first argument are rounded to bfloat16 beforehand, as PyTorch converts them. Norms refuse to narrow, and see them as they are.
    """
    if values[-1] is not bfloat16:
        return False
    array = arguments[0]
    if values[0].dtype is bfloat16:
        arguments[-1] = None
    elif impl.startswith("norms."):
        return False
    elif array.dtype.kind != "c":  # else the kernel takes the real part
        with np.errstate(over="ignore"):
            arguments[0] = from_bfloat16(to_bfloat16(array.astype(np.float32)))
    return True


def check_mixture(names):
    """Refuse a normalisation of one dtype beside another; `names` are those of the input and of the parameters that were given, in order.

    Float32 parameters of half precision input may be. Where the first parameter is like the input, PyTorch's kernels find out about the others.
    """
    own = names[0]
    for name in names[1:]:
        if name != own:
            if names[1] == own:
                raise RuntimeError(f"expected scalar type {own} but found {name}")
            if any([other != "Float" for other in names[1:]]):
                raise RuntimeError("mixed dtype (CPU): expect parameter to have scalar type of Float")
            if own not in ("Half", "BFloat16"):
                raise RuntimeError("mixed dtype (CPU): all inputs must share same datatype.")


FIRST_ALONE = 2  # the first of several results


def gives_bfloat16(impl, arguments):
    """Whether a kernel's result is bfloat16, some of whose arguments are: their common dtype where it promotes, else that of the first tensor.

    The statistics of normalisations have the dtype of the parameters: beside float32 ones `FIRST_ALONE` of the results is bfloat16.
    """
    if impl.startswith("normalise.native_"):
        # a batch norm's running statistics are checked already, and were widened to be written
        given = [x for x in arguments[1:] if hasattr(x, "dtype")]
        parameters = [x for x in arguments[1:3] if hasattr(x, "dtype")] if impl.endswith("batch_norm") else given
        names = [x.dtype.scalar_name for x in arguments[:1] + (parameters or given)]
        check_mixture(names)
        return FIRST_ALONE if len(names) > 1 and names[1] == "Float" else names[0] == "BFloat16"
    if impl.startswith("creation."):
        names = [x.dtype.scalar_name for x in arguments]
        raise RuntimeError(f"Expected both inputs to be Half, Float or Double tensors but got {names[0]} and {names[1]}")
    found, scalars = [], []
    for value in arguments:
        for x in value if isinstance(value, (tuple, list)) else (value,):
            d = getattr(x, "dtype", None)
            if d is not None and d.is_floating_point:
                (found if x.ndim else scalars).append(d)
    if impl.startswith(_OF_ONE_DTYPE) and not all([d is bfloat16 for d in found + scalars]):
        _refuse_mixture(impl, arguments)
    found = found or scalars
    return all([d is bfloat16 for d in found]) if impl.startswith(_PROMOTING) else found[0] is bfloat16


_OF_ONE_DTYPE = (
    "products.", "scatter.", "masks.masked_scatter", "indexing.index_put", "indexing.index_copy", "masks.put", "elementwise.isclose",
    "losses.binary_cross_entropy", "counts.histogram", "shapes.cross", "linalg.", "grids.",
)  # fmt: skip


def _refuse_mixture(impl, arguments):
    """Let a kernel refuse bfloat16 beside another dtype: it gets a copy of the arguments in which bfloat16 is half precision, which it can tell apart."""
    module, _, name = impl.rpartition(".")
    package = __name__.rpartition(".")[0]
    kernel = getattr(importlib.import_module(f"{package}.kernels.{module}"), name, None)
    if kernel is None:
        return
    others = [x.dtype for x in arguments if hasattr(x, "dtype")]
    stand_in, name, c_name = (np.float64, "Double", "double") if float16 in others else (np.float16, "Half", "c10::Half")
    try:
        kernel(*[_with_stand_in(x, stand_in) for x in arguments])
    except RuntimeError as error:
        raise type(error)(str(error).replace(c_name, "c10::BFloat16").replace(name, "BFloat16")) from None


def _with_stand_in(x, stand_in):
    if isinstance(x, (tuple, list)):
        return type(x)([_with_stand_in(item, stand_in) for item in x])
    d = getattr(x, "dtype", None)
    if not hasattr(d, "is_floating_point"):
        return x
    return np.zeros(tuple(x.shape), stand_in) if d is bfloat16 else np.array(x.detach().numpy())


_NO_LOW_PRECISION = (
    "linalg.", "bessel.", "polynomials.", "counts.histogram", "elementwise.zeta", "elementwise.ndtri", "elementwise.erfcx", "elementwise.log_ndtr",
)  # fmt: skip
_HALF = np.zeros((), np.float16)


def half_stand_in(array):
    """An array of half precision in the shape of one of bfloat16, for checks that look at dtypes."""
    return np.broadcast_to(_HALF, array.shape)


def _widened(array):
    return array.astype(np.float32) if getattr(array, "dtype", None) == np.float16 else array


def call_with_complex32(function, arguments):
    """A kernel or check called for complex32 tensors, which it gets as complex64 arrays. What it refuses is named ComplexHalf."""
    try:
        return function(*arguments)
    except (NotImplementedError, RuntimeError) as error:
        text = str(error).replace("ComplexFloat", "ComplexHalf")
        if text == str(error):
            raise
        raise type(error)(text) from None


def call_with_bfloat16(function, impl, arguments):
    """A kernel called for bfloat16 tensors, which it gets as float32 arrays. What it refuses is named BFloat16.

    Kernels of LAPACK and of Bessel functions know no low precision, so they are shown half precision, which they refuse.
    """
    if impl.startswith(_TOLD + _STEPPED):
        kind = SteppedBfloat16 if impl in _STEPPED else Bfloat16Values
        arguments = [x.view(kind) if isinstance(x, np.ndarray) and x.dtype == "f4" else x for x in arguments]
    low = impl.startswith(_NO_LOW_PRECISION) and impl != "linalg.matrix_exp"
    if not impl:  # an elementwise operator's check looks at dtypes, and has been shown half precision
        low = True
    elif low:
        arguments = [x.astype("f2") if hasattr(x, "astype") and x.dtype == "f4" else x for x in arguments]
    try:
        answer = function(*arguments)
        return [_widened(a) for a in answer] if type(answer) is tuple and low else _widened(answer) if low else answer
    except (NotImplementedError, RuntimeError) as error:
        text = str(error)
        if low:
            text = text.replace("ComplexHalf", "ComplexFloat").replace("c10::Half", "c10::BFloat16").replace("Half", "BFloat16")
        else:
            text = _NAMED_C.sub("c10::BFloat16", _NAMED.sub("BFloat16", text))
        if text == str(error):
            raise
        raise type(error)(text) from None
