"""Products of vectors, matrices and batches of matrices: NumPy's matmul with PyTorch's checks.

Half precision is multiplied in float32 and rounded once, as PyTorch accumulates.
"""
import numpy as np

from ..._autograd_texts import C_NAMES
from ..._types import dtype_of_numpy, promote_types
from .. import fast
from ..util import wrap_dim
from .views import expand


def _name(a):
    return dtype_of_numpy(a.dtype).scalar_name


def _no_bool(a, kernel):
    if a.dtype.kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


def _product(a, b):
    if a.itemsize == 2 and a.dtype == np.float16:
        return np.matmul(a.astype(np.float32), b.astype(np.float32)).astype(np.float16)
    if a.dtype.kind in "iu" and a.ndim > 1 and b.ndim > 1 and a.size * b.shape[-1] >= _BY_FLOATS_FROM and _exact_as_floats(a, b):
        return np.matmul(a.astype(np.float64), b.astype(np.float64)).astype(np.int64).astype(a.dtype, copy=False)
    made = fast.multiply_integers(a, b) if b.ndim == 1 and a.ndim and a.dtype.kind in "iu" else None
    return np.matmul(a, b) if made is None else made


_BY_FLOATS_FROM = 1 << 15  # multiplications


def _exact_as_floats(a, b):
    """Whether every sum in a product of integers is one of float64's whole numbers, so that the BLAS may compute it."""
    if not a.size or not b.size:
        return False
    largest = [max(abs(int(x.min())), abs(int(x.max()))) for x in (a, b)]
    return a.shape[-1] * largest[0] * largest[1] <= 1 << 53


def _as_number(value, like, name="alpha"):
    """A Python number as the element type of a product takes it: integers truncate, real types refuse complex numbers."""
    kind = like.dtype.kind
    if isinstance(value, complex) and kind != "c":
        if value.imag:
            raise RuntimeError(f"value cannot be converted to type {C_NAMES[str(like.dtype)].replace('long int', 'int64_t')} without overflow")
        value = value.real
    return int(value) if kind in "iu" else bool(value) if kind == "b" else value


def _combine(a, product, beta, alpha):
    """``beta * a + alpha * product``, where `product` may be overwritten. A zero `beta` ignores `a`, nan included."""
    if beta == 1 and alpha == 1 and product.ndim and product.itemsize > 2:
        product += a
        return product
    beta, alpha = _as_number(beta, product), _as_number(alpha, product)
    if product.dtype == np.float16:
        wide = product.astype(np.float32) * alpha
        return (wide if beta == 0 else wide + a.astype(np.float32) * beta).astype(np.float16)
    if alpha != 1:
        product = product * product.dtype.type(alpha)
    if beta == 0:
        return product
    product += a if beta == 1 else a * a.dtype.type(beta)
    return product


def mm(a, b):
    """Matrix times matrix."""
    if a.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if b.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})")
    if a.dtype is not b.dtype and a.dtype != b.dtype:
        raise RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {C_NAMES[str(a.dtype)]} != {C_NAMES[str(b.dtype)]}")
    if a.size and b.size:
        _no_bool(a, "addmm_impl_cpu_")
    return _product(a, b)


def _check_batches(a, b):
    if a.ndim != 3:
        raise RuntimeError("batch1 must be a 3D tensor")
    if b.ndim != 3:
        raise RuntimeError("batch2 must be a 3D tensor")
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{a.shape[0]}, {a.shape[2]}] but got: [{b.shape[0]}, {b.shape[1]}]."
        )


def bmm(a, b):
    """Matrix times matrix for each pair of a batch."""
    _check_batches(a, b)
    if a.shape[1] * a.shape[2] * b.shape[2] < 400:  # PyTorch has two kernels, which refuse in words of their own
        if a.size and b.size:
            _no_bool(a, "bmm")
        if a.dtype != b.dtype:
            raise RuntimeError(f"expected scalar type {_name(a)} but found {_name(b)}")
    elif a.dtype != b.dtype and b.dtype.char in "fdFD":
        raise RuntimeError(f"expected scalar type {_name(b)} but found {_name(a)}")
    elif a.dtype != b.dtype:
        raise RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {C_NAMES[str(a.dtype)]} != {C_NAMES[str(b.dtype)]}")
    if a.size and b.size:
        _no_bool(a, "bmm")
    return _product(a, b)


def _check_mv(a, b, result_shape, result_ndim, result):
    if b.ndim != 1 or a.ndim != 2 or result_ndim > 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {result_ndim}, {a.ndim}, {b.ndim}")
    if a.shape[1] != b.shape[0] or result_shape not in ((), (1,), (a.shape[0],)):
        size = result_shape[0] if result_shape else a.shape[0]
        raise RuntimeError(f"size mismatch, got input ({size}), mat ({a.shape[0]}x{a.shape[1]}), vec ({b.shape[0]})")
    if not result.dtype == a.dtype == b.dtype:
        raise RuntimeError(f"addmv input tensors must have the same dtype, but got {_name(result)}, {_name(a)}, and {_name(b)}")
    if a.size:
        _no_bool(a, "addmv_impl_cpu")


def mv(a, b):
    """Matrix times vector."""
    wrap_dim(0, a.ndim, False)
    _check_mv(a, b, a.shape[:1], 1, b)
    return _product(a, b)


def _check_dot(a, b):
    if a.ndim != 1 or b.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {a.ndim}D and {b.ndim}D tensors")
    if a.dtype != b.dtype:
        raise RuntimeError(f"dot : expected both vectors to have same dtype, but found {_name(a)} and {_name(b)}")
    if a.shape != b.shape:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{a.size}] and src [{b.size}] to have the same number of elements, "
            f"but got {a.size} and {b.size} elements respectively"
        )
    _no_bool(a, "dot")


def dot(a, b):
    """The sum of products of two vectors, without conjugation."""
    _check_dot(a, b)
    return _product(a, b)


def vdot(a, b):
    """The sum of products of two vectors, the first conjugated."""
    _check_dot(a, b)
    return _product(a.conj(), b) if a.dtype.kind == "c" else _product(a, b)


def _check_addmm(a, mat1, mat2):
    if mat1.ndim != 2:
        raise RuntimeError(f"mat1 must be a matrix, got {mat1.ndim}-D tensor")
    if mat2.ndim != 2:
        raise RuntimeError(f"mat2 must be a matrix, got {mat2.ndim}-D tensor")
    if mat1.shape[1] != mat2.shape[0]:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({mat1.shape[0]}x{mat1.shape[1]} and {mat2.shape[0]}x{mat2.shape[1]})")
    kind = mat2.dtype
    if a.dtype is not kind and a.dtype != kind:
        raise RuntimeError(f"self and mat2 must have the same dtype, but got {_name(a)} and {_name(mat2)}")
    if mat1.dtype is not kind and mat1.dtype != kind:
        raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {_name(mat1)} and {_name(mat2)}")


def addmm(a, mat1, mat2, beta, alpha):
    """``beta * a + alpha * (mat1 @ mat2)`` with `a` expanded to the product's shape."""
    _check_addmm(a, mat1, mat2)
    shape = (mat1.shape[0], mat2.shape[1])
    if a.shape != shape and a.shape != shape[1:]:
        a = expand(a, shape)
    _no_bool(mat1, "addmm_impl_cpu_")
    return _combine(a, _product(mat1, mat2), beta, alpha)


def addmm_(a, mat1, mat2, beta, alpha):
    """`addmm` written into `a`, which must have the product's shape."""
    _check_addmm(a, mat1, mat2)
    target = [mat1.shape[0], mat2.shape[1]]
    if list(a.shape) != target:
        raise RuntimeError(f"Bad in-place call: input tensor size {list(a.shape)} and output tensor size {target} should match")
    a[...] = addmm(a, mat1, mat2, beta, alpha)


def addmv(a, mat, vec, beta, alpha):
    """``beta * a + alpha * (mat @ vec)``."""
    _check_mv(mat, vec, a.shape, a.ndim if a.ndim else 1, a)
    return _combine(a, _product(mat, vec), beta, alpha)


def addmv_(a, mat, vec, beta, alpha):
    """`addmv` written into `a`, which must have as many elements as `mat` has rows."""
    _check_mv(mat, vec, a.shape, a.ndim if a.ndim else 1, a)
    if a.shape != mat.shape[:1]:
        raise RuntimeError(f"Bad in-place call: input tensor size {list(a.shape)} and output tensor size {list(mat.shape[:1])} should match")
    a[...] = addmv(a, mat, vec, beta, alpha)


def addr(a, vec1, vec2, beta, alpha):
    """``beta * a + alpha * outer(vec1, vec2)`` in the promoted dtype."""
    for name, v in (("vec1", vec1), ("vec2", vec2)):
        if v.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument {name}, but got {v.ndim}-D")
    common = promote_types(promote_types(dtype_of_numpy(a.dtype), dtype_of_numpy(vec1.dtype)), dtype_of_numpy(vec2.dtype)).np
    if common.kind in "iub":
        for name, value in (("beta", beta), ("alpha", alpha)):
            if isinstance(value, (float, complex)):
                raise RuntimeError(f"For integral input tensors, argument {name} must not be a floating point number.")
    expanded = expand(a, (vec1.shape[0], vec2.shape[0]))
    made = np.multiply(vec1[:, None], vec2, dtype=common, casting="unsafe")
    if common.kind == "b":
        made &= bool(alpha)
        return made | expanded if beta else made
    if alpha != 1:
        made *= common.type(_as_number(alpha, made))
    if beta != 0:
        made += expanded if beta == 1 else (expanded.astype(common, copy=False) * common.type(_as_number(beta, made)))
    return made


def addr_(a, vec1, vec2, beta, alpha):
    """`addr` written into `a`, which must have the product's shape."""
    if vec1.ndim == 1 and vec2.ndim == 1 and a.ndim != 2:
        raise RuntimeError(f"2D tensor expected, got {a.ndim}D tensor for input")
    if vec1.ndim == 1 and vec2.ndim == 1 and a.shape != vec1.shape + vec2.shape:
        raise RuntimeError(f"size mismatch, input: {list(a.shape)}, v1: {list(vec1.shape)}, v2: {list(vec2.shape)}")
    made = addr(a, vec1, vec2, beta, alpha)
    if made.dtype.kind in "fc" and a.dtype.kind not in "fc" or made.dtype.kind == "c" and a.dtype.kind == "f":
        raise RuntimeError(f"result type {_name(made)} can't be cast to the desired output type {_name(a)}")
    a[...] = made


def addbmm(a, batch1, batch2, beta, alpha):
    """``beta * a + alpha * sum_i(batch1[i] @ batch2[i])``."""
    n, p = batch1.shape[wrap_dim(1, batch1.ndim, False)], batch2.shape[wrap_dim(2, batch2.ndim, False)]
    a = expand(a, (n, p))
    for name, batch in (("batch1", batch1), ("batch2", batch2)):
        if batch.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    if batch1.shape[0] != batch2.shape[0]:
        raise RuntimeError(f"batch1 and batch2 must have same number of batches, got {batch1.shape[0]} and {batch2.shape[0]}")
    if batch1.shape[2] != batch2.shape[1]:
        raise RuntimeError(
            f"Incompatible matrix sizes for bmm ({batch1.shape[1]}x{batch1.shape[2]} and {batch2.shape[1]}x{batch2.shape[2]})"
        )
    if a.dtype != batch2.dtype:
        raise RuntimeError(f"self and mat2 must have the same dtype, but got {_name(a)} and {_name(batch2)}")
    if batch1.dtype != batch2.dtype:
        raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {_name(batch1)} and {_name(batch2)}")
    _no_bool(a, "addmm_impl_cpu_")
    # The sum over the batch is one product of matrices laid side by side.
    left = batch1.transpose(1, 0, 2).reshape(n, -1)
    return _combine(a, _product(left, batch2.reshape(-1, p)), beta, alpha)


def baddbmm(a, batch1, batch2, beta, alpha):
    """``beta * a[i] + alpha * (batch1[i] @ batch2[i])`` for each i."""
    a = expand(a, (*[batch1.shape[wrap_dim(d, batch1.ndim, False)] for d in (0, 1)], batch2.shape[wrap_dim(2, batch2.ndim, False)]))
    if a.dtype != batch1.dtype:
        names = C_NAMES[str(a.dtype)], C_NAMES[str(batch1.dtype)], C_NAMES[str(batch2.dtype)]
        raise RuntimeError(f"Input dtypes must be the same, got: input {names[0]}, batch1: {names[1]}, batch2: {names[2]}")
    _check_batches(batch1, batch2)
    if batch1.dtype != batch2.dtype:
        raise RuntimeError(f"expected scalar type {_name(batch1)} but found {_name(batch2)}")
    _no_bool(batch1, "baddbmm")
    return _combine(a, _product(batch1, batch2), beta, alpha)


def baddbmm_(a, batch1, batch2, beta, alpha):
    """`baddbmm` written into `a`, which must have its dtype and shape."""
    if batch1.ndim == 3 and batch2.ndim == 3 and a.dtype == batch1.dtype and a.dtype != batch2.dtype:
        names = C_NAMES[str(a.dtype)], C_NAMES[str(batch2.dtype)]
        raise RuntimeError(f"Bad in-place call: input tensor dtype {names[0]} and output tensor dtype {names[1]} should match")
    made = baddbmm(a, batch1, batch2, beta, alpha)
    if made.shape != a.shape:
        raise RuntimeError(f"Bad in-place call: input tensor size {list(a.shape)} and output tensor size {list(made.shape)} should match")
    a[...] = made
