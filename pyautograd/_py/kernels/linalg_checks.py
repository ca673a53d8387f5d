"""What linear algebra refuses: dtypes, shapes and systems that do not fit, and factorisations that failed; and matrices without elements."""

import numpy as np

from ..._errors import LinAlgError
from ..._types import dtype_of_numpy


def name_of(a):
    """PyTorch's name of the element type."""
    return dtype_of_numpy(a.dtype).scalar_name


def check_floating(a, name):
    """Refuse integers, bool and half precision."""
    if a.dtype.kind not in "fc":
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {name_of(a)}")
    if a.dtype == np.float16:
        raise RuntimeError(f"{name}: Low precision dtypes not supported. Got Half")


def check_matrix(a, name, argument="A"):
    """Refuse vectors and scalars."""
    if a.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor {argument} must have at least 2 dimensions.")


def check_square(a, name, argument="A"):
    """Refuse all but batches of square matrices."""
    check_matrix(a, name, argument)
    if a.shape[-1] != a.shape[-2]:
        raise RuntimeError(f"{name}: {argument} must be batches of square matrices, but they are {a.shape[-2]} by {a.shape[-1]} matrices")


def adjoint(a):
    """The conjugate transpose of each matrix."""
    turned = a.swapaxes(-1, -2)
    return turned.conj() if a.dtype.kind == "c" else turned


def refuse_dtype(a, kernel):
    """Refuse what LAPACK has no routine for, naming PyTorch's kernel."""
    if a.dtype.kind not in "fc" or a.dtype == np.float16:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{name_of(a)}'")


def needs_no_routine(a, kernel):
    """Whether `a` is of a dtype that LAPACK has no routine for but has no elements, so that PyTorch calls none; with elements it is refused."""
    if a.dtype.kind in "fc" and a.dtype != np.float16:
        return False
    if a.size:
        refuse_dtype(a, kernel)
    return True


def of_no_elements(function, a, *others):
    """What `function` gives for such an array: what it gives for one of float32, in the array's own dtype."""
    made = function(a.astype(np.float32), *[x.astype(np.float32) if getattr(x, "dtype", None) == a.dtype else x for x in others])
    if isinstance(made, tuple):
        return tuple([x.astype(a.dtype) if x.dtype == np.float32 else x for x in made])
    return made.astype(a.dtype)


def check_lapack(a, name, kernel):
    """Refuse integers in the operator's name, half precision in the kernel's; whether there is nothing to compute, as `needs_no_routine` says."""
    if a.dtype.kind not in "fc":
        check_floating(a, name)
    return needs_no_routine(a, kernel)


def vector_case(a, b):
    """Whether `b` is a batch of vectors rather than of matrices."""
    return b.ndim == 1 or (a.ndim - 1 == b.ndim and b.shape == a.shape[:-1])


def check_equation(a, b, left, name):
    """Refuse shapes that do not fit ``AX = B`` (or ``XA = B``)."""
    if a.shape[-2] != (b.shape[-2] if left else b.shape[-1]):
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {'AX = B' if left else 'XA = B'}"
            f" ({a.shape[-2]}x{a.shape[-1]} and {b.shape[-2]}x{b.shape[-1]})"
        )


def check_system(b, a, name):
    """Refuse what is no square matrix with right-hand sides of its dtype, in the words of the older solvers."""
    if a.dtype != b.dtype:
        raise RuntimeError(f"Expected b and A to have the same dtype, but found b of type {name_of(b)} and A of type {name_of(a)} instead.")
    if a.shape[-1] != a.shape[-2]:
        raise RuntimeError(f"A must be batches of square matrices, but they are {a.shape[-2]} by {a.shape[-1]} matrices")
    if a.shape[-1] != b.shape[-2]:
        raise RuntimeError(
            f"Incompatible matrix sizes for {name}: each A matrix is {a.shape[-1]} by {a.shape[-1]} but each b matrix is "
            f"{b.shape[-2]} by {b.shape[-1]}"
        )


def check_batches(a, b):
    """Refuse batch dimensions that do not broadcast."""
    first, second = b.shape[:-2], a.shape[:-2]
    ndim = max(len(first), len(second))
    first, second = (1,) * (ndim - len(first)) + first, (1,) * (ndim - len(second)) + second
    for d in range(ndim - 1, -1, -1):
        if first[d] != second[d] and first[d] != 1 and second[d] != 1:
            raise RuntimeError(f"The size of tensor a ({first[d]}) must match the size of tensor b ({second[d]}) at non-singleton dimension {d}")


def batch_of(info):
    """The first failing matrix of a batch as error texts name it, and its code."""
    codes = info.reshape(-1)
    at = int((codes != 0).argmax())
    return (f"(Batch element {at}): " if info.ndim else ""), int(codes[at])


def raise_not_positive(info, name):
    """The error of a Cholesky factorisation that failed."""
    batch, order = batch_of(info)
    raise LinAlgError(
        f"{name}: {batch}The factorization could not be completed because the input is not positive-definite "
        f"(the leading minor of order {order} is not positive-definite)."
    )


def check_errors(info, api_name, is_matrix=False):
    """Raise where some code of `info` says that the computation of `api_name` failed."""
    if not info.any():
        return ()
    if "cholesky" in api_name:
        raise_not_positive(info, api_name)
    if "ldl" in api_name:
        raise_unknown_code(info, "torch." + api_name)
    batch, position = batch_of(info)
    if "solve" in api_name:
        raise LinAlgError(f"torch.{api_name}: {batch}The solver failed because the input matrix is singular.")
    if "lu_factor" in api_name:
        raise RuntimeError(
            f"torch.{api_name}: {batch}U[{position},{position}] is zero and using it on lu_solve would result in a division by zero. If you "
            "still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
        )
    raise LinAlgError(
        f"{api_name}: {batch}The diagonal element {position} is zero, the inversion could not be completed because the input matrix is singular."
    )


def raise_unknown_code(info, name):
    """The error of a factorisation that met a zero pivot, where PyTorch has no words of its own for it."""
    if info.any():
        code = batch_of(info)[1]
        raise RuntimeError(
            'false INTERNAL ASSERT FAILED at "/__w/pytorch/pytorch/aten/src/ATen/native/BatchLinearAlgebra.cpp":1642, please report a bug to PyTorch. '
            f"{name}: Unknown error code: {code}."
        )
