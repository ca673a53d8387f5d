"""Rows of a weight matrix looked up by number, the gradient, and one-hot vectors."""
import numpy as np

from ..util import tensor_type_name
from .indexing import add_rows, scalar_name
from .scatter import outside


def _embedding_checks(weight, indices, caller, position):
    if indices.dtype != np.int64 and indices.dtype != np.int32:
        raise RuntimeError(
            f"Expected tensor for argument #{position} 'indices' to have one of the following scalar types: Long, Int; "
            f"but got {tensor_type_name(scalar_name(indices))} instead (while checking arguments for {caller})"
        )


def embedding(weight, indices, padding_idx=-1, scale_grad_by_freq=False, sparse=False):
    """The rows `indices` of `weight` (n, d): the shape of `indices` and d. The other arguments matter to the gradient."""
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    _embedding_checks(weight, indices, "embedding", 1)
    if not len(weight) and indices.size:
        raise RuntimeError("index_select(): self indexing axis dim should be positive")
    if outside(indices, len(weight)):
        raise IndexError("index out of range in self")
    return weight.take(indices, 0)


def embedding_backward(grad, indices, count, padding_idx=-1, scale_grad_by_freq=False):
    """The gradient for a weight of `count` rows: rows of `grad` added at `indices`, none at `padding_idx`.

    `scale_grad_by_freq` divides a row's gradient by how often it was looked up.
    """
    width = grad.shape[-1]
    out = np.zeros((count, width), grad.dtype)
    places = indices.reshape(-1)
    rows = grad.reshape(-1, width)
    if padding_idx >= 0:
        kept = places != padding_idx
        if not kept.all():
            places, rows = places[kept], rows[kept]
    if places.size:
        add_rows(out, 0, places, rows)
        if scale_grad_by_freq:
            out /= np.maximum(np.bincount(places, minlength=count), 1).astype(grad.dtype)[:, None]
    return out


def embedding_backward_adjoint(grad, indices, padding_idx=-1, scale_grad_by_freq=False):
    """The transpose of `embedding_backward`: the rows of `grad` at `indices`, zeros at `padding_idx`, scaled as there."""
    out = grad.take(indices, 0)
    if scale_grad_by_freq and indices.size:
        counts = np.bincount(indices.reshape(-1), minlength=len(grad))
        out /= counts[indices].astype(grad.dtype)[..., None]
    if padding_idx >= 0:
        out[indices == padding_idx] = 0
    return out


def embedding_renorm_(weight, indices, max_norm, norm_type):
    """Scale the rows of `weight` that `indices` names down to a norm of `max_norm`, in place."""
    _embedding_checks(weight, indices, "embedding_renorm_", 2)
    rows = np.unique(indices)
    if weight.dtype.kind not in "fc":
        raise RuntimeError(f"norm(): input dtype should be either floating point or complex. Got {scalar_name(weight)} instead.")
    wrong = rows[(rows < -len(weight)) | (rows >= len(weight))]
    if wrong.size:
        raise IndexError(f"select(): index {wrong[0]} out of range for tensor of size {list(weight.shape)} at dimension 0")
    found = weight[rows]
    norms = np.linalg.norm(found.astype(np.float64), norm_type, axis=1)
    large = norms > max_norm
    weight[rows[large]] = (found[large] * (max_norm / (norms[large] + 1e-7))[:, None]).astype(weight.dtype)
    return weight


def embedding_renorm(weight, indices, max_norm, norm_type):
    """A copy of `weight` with the rows that `indices` names scaled down."""
    return embedding_renorm_(weight.copy(), indices, max_norm, norm_type)


def one_hot(array, num_classes=-1):
    """int64 zeros of the shape of `array` and `num_classes` with a one at each class. -1: as many as the largest needs."""
    if array.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if array.size == 0:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return np.zeros(array.shape + (num_classes,), np.int64)
    if array.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    largest = int(array.max())
    if num_classes == -1:
        num_classes = largest + 1
    elif largest >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return (array[..., None] == np.arange(num_classes)).astype(np.int64)
