"""PyTorch's promotion for kernels that take ndarrays and Python numbers."""
import numpy as np

from ... import _types
from ..._types import dtype_of_numpy, promote_types

FLOATS = "fc"  # the kinds of NumPy's inexact types


def _number_dtype(x):
    if isinstance(x, (bool, np.bool_)):
        return _types.bool_
    if isinstance(x, (int, np.integer)):
        return _types.int64
    return _types.get_default_dtype().to_complex() if isinstance(x, (complex, np.complexfloating)) else _types.get_default_dtype()


def _combined(higher, lower):
    # An operand of a lower rank (number < 0-d tensor < tensor) matters only through a higher category.
    if higher is None or lower is None:
        return higher or lower
    if higher.is_complex:
        return higher
    if higher.is_floating_point:
        return higher.to_complex() if lower.is_complex else higher
    if higher is _types.bool_:
        return promote_types(higher, lower)
    return lower if lower.is_floating_point or lower.is_complex else higher


def common_dtype(*operands):
    """The dtype (a ``pyautograd._types.dtype``) in which PyTorch computes on these arrays and numbers."""
    dimensioned = zero = number = None
    for x in operands:
        if isinstance(x, (np.ndarray, np.generic)):
            d = dtype_of_numpy(x.dtype)
            if x.ndim:
                dimensioned = d if dimensioned is None or dimensioned is d else promote_types(dimensioned, d)
            else:
                zero = d if zero is None or zero is d else promote_types(zero, d)
        else:
            d = _number_dtype(x)
            number = d if number is None or number is d else promote_types(number, d)
    return _combined(dimensioned, _combined(zero, number))


def as_dtype(x, descr):
    """An array or number as an array of the NumPy dtype `descr`; integers wrap around as in PyTorch."""
    if isinstance(x, np.ndarray):
        return x if x.dtype == descr else x.astype(descr)
    return np.asarray(x).astype(descr)


def promoted(*operands):
    """The operands as arrays of their common dtype."""
    first = operands[0]
    for x in operands:
        if not isinstance(x, np.ndarray) or not isinstance(first, np.ndarray) or x.dtype != first.dtype:
            break
    else:
        return operands
    common = common_dtype(*operands)
    descr = (_types.complex64 if common is _types.complex32 else common).np  # NumPy has no complex32
    return [as_dtype(x, descr) for x in operands]


def floated(x):
    """An array in floating point: integers and bools become the default dtype."""
    return x if x.dtype.kind in FLOATS else x.astype(_types.get_default_dtype().np)


def check_shapes(*operands):
    """Raise PyTorch's error where the arrays among `operands` cannot be broadcast together."""
    shape = None
    for x in operands:
        if not isinstance(x, np.ndarray):
            continue
        if shape is None or x.shape == shape:
            shape = x.shape
            continue
        shape = _broadcast(shape, x.shape)


def _broadcast(a, b):
    lead = len(a) - len(b)
    if lead < 0:
        a = (1,) * -lead + tuple(a)
    else:
        b = (1,) * lead + tuple(b)
    for at in range(len(a) - 1, -1, -1):
        if a[at] != b[at] and a[at] != 1 and b[at] != 1:
            raise RuntimeError(f"The size of tensor a ({a[at]}) must match the size of tensor b ({b[at]}) at non-singleton dimension {at}")
    return tuple([m if n == 1 else n for n, m in zip(a, b)])
