"""``torch._prims_common``: questions about dtypes, shapes and strides that programs ask there."""
import enum
import warnings
from functools import reduce
from math import prod  # noqa: F401

import pyautograd as torch

from ._py.kernels.views import infer_size  # noqa: F401
from ._py.util import wrap_dim
from ._tensor_attributes import contiguous_strides

_UNSIGNED = (torch.uint8, torch.uint16, torch.uint32, torch.uint64)
_INTEGERS = (*_UNSIGNED, torch.int8, torch.int16, torch.int32, torch.int64)
_FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
_COMPLEX = {torch.float16: torch.complex32, torch.bfloat16: torch.complex64, torch.float32: torch.complex64, torch.float64: torch.complex128}
_REAL = {torch.complex32: torch.float16, torch.complex64: torch.float32, torch.complex128: torch.float64}
_COMPUTED_IN = {torch.float16: torch.float32, torch.bfloat16: torch.float32, torch.complex32: torch.complex64}
_KINDS = (bool, int, float, complex)

Tensor, Number = torch.Tensor, (bool, int, float, complex)
TensorLike = Tensor
DeviceLikeType = str | torch.device | int


class ELEMENTWISE_TYPE_PROMOTION_KIND(enum.Enum):
    """How the dtype of an elementwise result follows from those of its arguments."""

    DEFAULT = (0,)
    NO_OPMATH = (1,)
    INT_TO_FLOAT = (2,)
    ALWAYS_BOOL = (3,)
    COMPLEX_TO_FLOAT = (4,)
    BOOL_TO_LONG = (5,)


class REDUCTION_OUTPUT_TYPE_KIND(enum.Enum):
    """How the dtype of a reduction follows from that of its argument."""

    SAME = (0,)
    COMPLEX_TO_FLOAT = (1,)
    KEEP_PROMOTED_TYPE = (2,)
    ALWAYS_BOOL = (3,)


class RETURN_TYPE(enum.Enum):
    """What an operator gives."""

    NEW = (0,)
    VIEW = (1,)
    INPLACE = (2,)
    NONE = (3,)


def _checked(dtype):
    if not isinstance(dtype, torch.dtype):
        raise AssertionError(f"Expected torch.dtype, got {type(dtype)}")
    return dtype


def is_boolean_dtype(dtype):
    """Whether the dtype is bool. This and the next five: AssertionError for what is no dtype."""
    return _checked(dtype) is torch.bool


def is_integer_dtype(dtype):
    """Whether the dtype is one of integers; bool is none."""
    return _checked(dtype) in _INTEGERS


def is_low_precision_dtype(dtype):
    """Whether the dtype is one of floats of 16 bits or less, or of complex numbers of such."""
    return _checked(dtype) in _COMPUTED_IN


def is_float_dtype(dtype):
    """Whether the dtype is one of real floating point numbers."""
    return _checked(dtype).is_floating_point


def is_complex_dtype(dtype):
    """Whether the dtype is one of complex numbers."""
    return _checked(dtype).is_complex


def is_grad_dtype(dtype):
    """Whether tensors of the dtype can require gradients."""
    return dtype.is_floating_point or dtype.is_complex


def corresponding_real_dtype(dtype):
    """The dtype of the parts of complex numbers."""
    return _REAL[dtype]


def corresponding_complex_dtype(dtype):
    """The dtype of complex numbers of such parts."""
    return _COMPLEX[dtype]


def dtype_to_type(dtype):
    """The Python type of an element: bool, int, float or complex."""
    return bool if _checked(dtype) is torch.bool else complex if dtype.is_complex else float if dtype.is_floating_point else int


def dtype_to_type_ctor(dtype):
    """The function that makes a number of the Python type of an element."""
    kind = dtype_to_type(dtype)
    return {int: torch.sym_int, float: torch.sym_float}.get(kind, kind)


def type_to_dtype(typ):
    """The default dtype of a Python type of numbers. ValueError for others."""
    if not isinstance(typ, type):
        raise AssertionError(f"Expected type, got {type(typ)}")
    if typ is bool:
        return torch.bool
    if typ is int:
        return torch.int64
    if typ is float:
        return torch.get_default_dtype()
    if typ is complex:
        return _COMPLEX[torch.get_default_dtype()]
    raise ValueError(f"Invalid type {typ}!")


def get_dtype(x):
    """The dtype of a tensor, or that of numbers of a Python number's type."""
    return x.dtype if isinstance(x, Tensor) else type_to_dtype(type(x))


def get_higher_type(a, b):
    """Of two Python types of numbers, the one that holds the other's. RuntimeError for other types."""
    for kind in (a, b):
        if kind not in _KINDS:
            raise RuntimeError(f"Expected builtin numeric types, found {a}, {b}")
    return max(a, b, key=_KINDS.index)


def get_higher_dtype(a, b):
    """The dtype that two dtypes, tensors or numbers promote to; None stands for nothing."""
    a, b = [x if x is None or isinstance(x, torch.dtype) else get_dtype(x) for x in (a, b)]
    return b if a is None else a if b is None else torch.promote_types(a, b)


def get_computation_dtype(dtype):
    """The dtype that operators compute a dtype in: float32 for halves."""
    return _COMPUTED_IN.get(dtype, dtype)


def elementwise_dtypes(*args, type_promotion_kind):
    """(dtype of the computation, dtype of the result) of an elementwise operator on tensors and numbers; None is left out.

    Tensors with dimensions decide before 0-d ones, those before numbers, unless a later kind of number (bool, int, float, complex) is higher.
    """
    kind_of = ELEMENTWISE_TYPE_PROMOTION_KIND
    args = [x for x in args if x is not None]
    for x in args:
        if not isinstance(x, (Tensor, *Number)):
            raise ValueError(f"Unexpected type {type(x)} when computing elementwise type promotion!")
    result = _promoted(args) if args else torch.bool
    if type_promotion_kind is kind_of.ALWAYS_BOOL:
        return get_computation_dtype(result), torch.bool
    if type_promotion_kind is kind_of.NO_OPMATH:
        return result, result
    if type_promotion_kind is kind_of.INT_TO_FLOAT and not is_grad_dtype(result):
        result = torch.get_default_dtype()
    if type_promotion_kind is kind_of.BOOL_TO_LONG and result is torch.bool:
        return torch.int64, torch.int64
    computed = get_computation_dtype(result)
    if type_promotion_kind is kind_of.COMPLEX_TO_FLOAT and result.is_complex:
        return computed, corresponding_real_dtype(result)
    return computed, result


def _promoted(args):
    """The dtype of a result of tensors and numbers, as `torch.result_type` says for two."""
    groups = (
        [x.dtype for x in args if isinstance(x, Tensor) and x.ndim], [x.dtype for x in args if isinstance(x, Tensor) and not x.ndim],
        [get_dtype(x) for x in args if not isinstance(x, Tensor)],
    )  # fmt: skip
    return reduce(_with_lower, [reduce(torch.promote_types, group) for group in groups if group])


def _with_lower(dtype, lower):
    """A dtype and one that counts less: only its kind of number matters where the first is of a lower kind."""
    if dtype.is_complex:
        return dtype
    if dtype.is_floating_point:
        return _COMPLEX[dtype] if lower.is_complex else dtype
    return torch.promote_types(dtype, lower) if dtype is torch.bool or is_grad_dtype(lower) else dtype


def canonicalize_dim(rank, idx, wrap_scalar=True):
    """A dimension counted from the front; a tensor without dimensions counts as one with one unless `wrap_scalar` is false. IndexError outside."""
    if rank < 0:
        raise IndexError(f"Rank cannot be negative but got {rank}")
    return wrap_dim(idx, rank, wrap_scalar)


def canonicalize_dims(rank, indices, wrap_scalar=True):
    """`canonicalize_dim` of one dimension or of each of several."""
    if hasattr(indices, "__iter__"):
        return tuple([canonicalize_dim(rank, x, wrap_scalar) for x in indices])
    return canonicalize_dim(rank, indices, wrap_scalar)


def is_same_shape(a, b):
    """Whether two shapes are equal."""
    return tuple(a) == tuple(b)


def make_contiguous_strides_for(shape, row_major=True):
    """The strides of a tensor without gaps, the last dimension first; or the last but one, as BLAS wants matrices, unless `row_major`."""
    strides = contiguous_strides(tuple(shape))
    return strides if row_major or len(strides) < 2 else (*strides[:-2], 1, max(shape[-2], 1))


def is_expandable_to(shape, desired):
    """Whether a tensor of `shape` can be expanded to `desired`."""
    if len(shape) > len(desired):
        return False
    return all(n in (1, m) for n, m in zip(reversed(shape), reversed(desired)))


def check(b, s, exc_type=RuntimeError):
    """Raise `exc_type` with the text that `s()` makes unless `b`. Deprecated: ``torch._check``."""
    warnings.warn(
        "`torch._prims_common.check` is deprecated and will be removed in the future. Please use `torch._check*` functions instead.",
        FutureWarning,
        stacklevel=2,
    )
    torch._check_with(exc_type, b, s)


def dtype_or_default(dtype):
    """`dtype`, or the default one for None."""
    return torch.get_default_dtype() if dtype is None else dtype


def device_or_default(device):
    """`device`, or the default one for None."""
    return torch.get_default_device() if device is None else device


def number_type(x):
    """The Python type of a number."""
    return type(x)


def suggest_memory_format(x):
    """The memory format that a tensor's strides are of: channels_last, channels_last_3d or contiguous_format."""
    if x.layout is not torch.strided or not x.numel() or x.is_contiguous():
        return torch.contiguous_format
    for rank, form in ((4, torch.channels_last), (5, torch.channels_last_3d)):
        if x.ndim == rank and x.is_contiguous(memory_format=form):
            return form
    return torch.contiguous_format
