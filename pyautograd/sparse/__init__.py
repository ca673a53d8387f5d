"""``torch.sparse``: tensors of which the elements that are not zero are stored, in coordinate format (COO).

They are made by `sparse_coo_tensor`, ``Tensor.to_sparse`` and as gradients of ``Embedding(sparse=True)``. Matrix products, sums, elementwise operators that
keep zeros and their gradients follow PyTorch's; an operator that PyTorch has not for them either refuses. Matrices can be in compressed row and column
format (CSR, CSC) as well; the formats of blocks (BSR, BSC) are not here.
"""
from .._absent import refusing_class
from .._core import core
from .._py.util import wrap_dim
from . import _compressed_rules, _constructors, _rules  # noqa: F401 - two register what operators do
from ._compressed import CompressedTensor
from ._compressed import coordinates as _coordinates
from ._constructors import sparse_coo_tensor
from ._coo import SparseTensor, not_for
from ._spdiags import spdiags
from ._typed import CLASSES as _CLASSES

SparseSemiStructuredTensor, SparseSemiStructuredTensorCUSPARSELT, SparseSemiStructuredTensorCUTLASS = [
    refusing_class("torch.sparse", f"torch.sparse.{_name}", "CUDA")
    for _name in ("SparseSemiStructuredTensor", "SparseSemiStructuredTensorCUSPARSELT", "SparseSemiStructuredTensorCUTLASS")
]
_COALESCE = "coalesce expected sparse coordinate tensor layout but got Strided"


def mm(sparse, dense, reduce=None):
    """The product of two matrices, of which one or both are sparse. The gradient of a sparse matrix has its coordinates.

    Parameters
    ----------
    sparse, dense : Tensor, shapes (n, m) and (m, p)
    reduce : str, optional
        Refused: PyTorch has it for the CSR format.

    Returns
    -------
    Tensor, shape (n, p)
        Sparse if both are.
    """
    from ._functions import Addmm, SparseMatmul

    if reduce is not None:
        return _reduced_product(sparse, dense, reduce)
    if isinstance(sparse, CompressedTensor) or isinstance(dense, CompressedTensor):
        made = mm(*[x.to_sparse_coo() if isinstance(x, CompressedTensor) else x for x in (sparse, dense)])
        return made.to_sparse_csr() if isinstance(made, SparseTensor) else made
    if isinstance(sparse, SparseTensor) and isinstance(dense, SparseTensor):
        return SparseMatmul.apply(sparse, dense)
    if isinstance(sparse, SparseTensor):
        return Addmm.apply(None, sparse, dense, 0, 1)
    if not isinstance(dense, SparseTensor):
        return core.ops.mm(sparse, dense)
    return Addmm.apply(None, dense.transpose(-2, -1), sparse.transpose(-2, -1), 0, 1).transpose(-2, -1)


_REDUCTIONS = {"sum": "sum", "mean": "mean", "amax": "amax", "amin": "amin"}


def _reduced_product(sparse, dense, reduce):
    """For each row of a matrix in CSR format the sum, mean or extremum of the products with its elements."""
    if not isinstance(sparse, CompressedTensor):
        raise not_for("_sparse_mm_reduce_impl")
    if reduce not in _REDUCTIONS:
        raise RuntimeError(f"torch.sparse.mm(): unexpected reduction {reduce!r}; it is one of sum, mean, amax, amin")
    whole = sparse.to_sparse_coo()
    rows, columns = [core.wrap(row) for row in _coordinates(sparse)._where]
    products = dense[columns] * whole.coalesce().values().unsqueeze(1)
    start = core.ops.zeros((sparse.shape[0], dense.shape[1]), dtype=products.dtype)
    places = rows.unsqueeze(1).expand(products.shape)
    return core.ops.scatter_reduce(start, 0, places, products, _REDUCTIONS[reduce], include_self=False)


def addmm(mat, mat1, mat2, *, beta=1.0, alpha=1.0):
    """``beta * mat + alpha * (mat1 @ mat2)`` for a sparse `mat1`, whose gradient has its coordinates."""
    from ._functions import Addmm

    if isinstance(mat1, CompressedTensor):
        mat1 = mat1.to_sparse_coo()
    if not isinstance(mat1, SparseTensor):
        return core.ops.addmm(mat, mat1, mat2, beta=beta, alpha=alpha)
    shape = (mat1.shape[0], mat2.shape[1])
    return Addmm.apply(mat.expand(shape) if mat.shape != shape else mat, mat1, mat2, beta, alpha)


def sum(input, dim=None, dtype=None):
    """The sum of a sparse tensor over some dimensions: sparse, unless no sparse dimension is left. Each stored element gets the gradient of its sum.

    Parameters
    ----------
    input : Tensor
        Sparse.
    dim : int or sequence of int, optional
        All of them if it is not given.
    dtype : dtype, optional
        Of the sum.
    """
    from ._functions import Sum

    if dim is None:
        if not isinstance(input, SparseTensor):
            raise RuntimeError(_COALESCE.replace("Strided", "SparseCsr") if isinstance(input, CompressedTensor) else _COALESCE)
        return input.coalesce().values().sum(dtype=dtype)
    if not isinstance(input, SparseTensor):
        raise not_for("_sparse_sum.dim", "CPU")
    dims = [wrap_dim(d, input.dim()) for d in ((dim,) if isinstance(dim, int) else dim)]
    return Sum.apply(input, dims, dtype)


def softmax(input, dim, *, dtype=None):
    """Softmax along a dimension; elements that are not stored count as minus infinity."""
    from ._functions import Softmax

    return _softmax(Softmax, "_sparse_softmax", input, dim, dtype)


def log_softmax(input, dim, *, dtype=None):
    """The logarithm of `softmax`."""
    from ._functions import LogSoftmax

    return _softmax(LogSoftmax, "_sparse_log_softmax", input, dim, dtype)


def _softmax(function, key, input, dim, dtype):
    if not isinstance(input, SparseTensor):
        raise not_for(key, "CPU")
    if not input.dtype.is_floating_point and dtype is None:
        raise RuntimeError(f"\"softmax\" not implemented for '{input.dtype.scalar_name}'")
    return function.apply(input if dtype is None else input.to(dtype), wrap_dim(dim, input.dim()))


def sampled_addmm(input, mat1, mat2, *, beta=1.0, alpha=1.0):
    """``beta * input + alpha * (mat1 @ mat2)`` at the places of a matrix in CSR format, which alone are computed. Differentiable in its values."""
    from ._compressed_functions import WithCompressedValues

    if not isinstance(input, CompressedTensor):
        raise not_for("sparse_sampled_addmm", "SparseCPU" if isinstance(input, SparseTensor) else "CPU")
    rows, columns = [core.wrap(row) for row in _coordinates(input)._where]
    values = alpha * (mat1[rows] * mat2.t()[columns]).sum(1) + beta * input.values()
    return WithCompressedValues.apply(input.detach(), values)


def spsolve(input, other, *, left=True):
    """Refused: PyTorch has it on CUDA."""
    raise NotImplementedError("torch.sparse.spsolve: CUDA: not supported by pyautograd")


def to_sparse_semi_structured(original_tensor, transposed=False):
    """Refused: PyTorch has it on CUDA."""
    raise NotImplementedError("torch.sparse.to_sparse_semi_structured: CUDA: not supported by pyautograd")


class check_sparse_tensor_invariants:
    """Whether constructors of sparse tensors check what they are given: for a ``with`` block, for a decorated function, or by `enable` and `disable`.

    Parameters
    ----------
    enable : bool
    """

    def __init__(self, enable=True):
        self.state = enable
        self.saved_state = None

    @staticmethod
    def is_enabled():
        """Whether they check."""
        return bool(_constructors.checking)

    @staticmethod
    def enable():
        """Check from here on."""
        _constructors.checking = True

    @staticmethod
    def disable():
        """Do not check from here on."""
        _constructors.checking = False

    def __enter__(self):
        if self.saved_state is not None:
            raise RuntimeError("This context manager instance is already activated. Use a different context manager instance for context nesting.")
        self.saved_state = (_constructors.checking,)
        _constructors.checking = bool(self.state)

    def __exit__(self, type, value, traceback):
        (_constructors.checking,) = self.saved_state
        self.saved_state = None

    def __call__(self, mth):
        import functools

        @functools.wraps(mth)
        def checked(*args, **kwargs):
            with check_sparse_tensor_invariants(self.state):
                return mth(*args, **kwargs)

        return checked


def as_sparse_gradcheck(gradcheck):
    """`gradcheck` for functions of sparse tensors: their values are what is differentiated.

    Parameters
    ----------
    gradcheck : callable
        `autograd.gradcheck` or one that takes its arguments.
    """

    from ._gradcheck import over_values

    def sparse_gradcheck(func, inputs, **kwargs):
        """The same over the values of sparse inputs, and dense outputs."""
        kwargs.pop("masked", None)
        return gradcheck(*over_values(func, inputs if isinstance(inputs, (list, tuple)) else (inputs,)), **kwargs)

    return sparse_gradcheck


def to_sparse(tensor, sparse_dim=None, *, layout=None, blocksize=None, dense_dim=None):
    """``Tensor.to_sparse``."""
    from .. import _types
    from ._functions import ToSparse

    if layout in (_types.sparse_csr, _types.sparse_csc):
        return tensor.to_sparse_csr() if layout is _types.sparse_csr else tensor.to_sparse_csc()
    if layout is not None and layout is not _types.sparse_coo:
        raise NotImplementedError(f"Tensor.to_sparse: the layout {layout!r}: not supported by pyautograd, which has torch.sparse_coo, sparse_csr and sparse_csc")
    if isinstance(tensor, SparseTensor):
        return tensor
    if isinstance(tensor, CompressedTensor):
        return tensor.to_sparse_coo()
    sparse_dim = tensor.dim() if sparse_dim is None else sparse_dim
    if not 0 <= sparse_dim <= tensor.dim() or sparse_dim == 0 and tensor.dim():
        raise RuntimeError(f"dense_to_sparse: sparse_dim argument must be in [{min(tensor.dim(), 1) and 0},{tensor.dim()}] range, but {sparse_dim} is given")
    return ToSparse.apply(tensor, sparse_dim)


def empty_of(layout, shape, dtype, requires_grad=False):
    """A tensor of zeros in a sparse layout, which stores nothing."""
    from ._coo import empty

    made = empty(shape, dtype)
    return (made if layout is made.layout else to_sparse(made, layout=layout).detach()).requires_grad_(bool(requires_grad))


def sparse_mask(tensor, mask):
    """``Tensor.sparse_mask``."""
    from ._functions import mask as masked

    if isinstance(mask, CompressedTensor):
        from ._compressed_functions import WithCompressedValues, values_at

        return WithCompressedValues.apply(mask.detach(), values_at(tensor, mask))
    if not isinstance(mask, SparseTensor):
        raise not_for("sparse_mask", "CPU")
    if tensor.shape != mask.shape:
        raise RuntimeError(f"sparse_mask(): operands have incompatible sizes; self has size {list(tensor.shape)} but mask has size {list(mask.shape)}")
    return masked(tensor, mask)


for _shown in (mm, addmm, sum, softmax, log_softmax, sampled_addmm):
    _shown.__module__ = "torch.sparse"

globals().update(_CLASSES)

__all__ = [
    "addmm", "check_sparse_tensor_invariants", "mm", "sum", "softmax", "log_softmax", "SparseSemiStructuredTensor", "to_sparse_semi_structured",
    "as_sparse_gradcheck", "spdiags", "sampled_addmm", *_CLASSES, "spsolve",
]  # fmt: skip
