"""Batching rules of reductions, scans, sorting, gathering and scattering: whatever works along dimensions."""
from .._core import core
from .._py.util import wrap_dim
from ._batched import BatchedTensor, TensorBase, Unsuited, batched, full, levels_of, loop, target_of
from ._batching_rules import _one_dtype, call, spec_of, wrapped
from ._batching_rules_views import batch_sizes, shift, shifted

ops = core.ops
_DIM = ("dim",)
along = shifted(_DIM)
over = shifted(_DIM, True, True)


def behind(x):
    """The numbers of the dimensions behind the batch dimensions."""
    return tuple(range(len(x._levels), x._value.ndim))


def all_of(name, key, arguments=lambda rest: rest):
    """A rule for a reduction of everything by the operator's form with dimensions, `key`."""

    def rule(spec, values, inplace):
        x = values[0]
        if x.ndim == 0:
            values = [batched(x._value.unsqueeze(-1), x._levels), *values[1:]]
            x = values[0]
        return wrapped(call(spec_of(key), [x._value, behind(x), *arguments(values[1:])]), x._levels)

    return rule


def flattened(key, arguments):
    """A rule for a reduction of everything by a form that takes one dimension: the example laid flat."""

    def rule(spec, values, inplace):
        x = values[0]
        flat = x._value.reshape((*batch_sizes(x), x.numel()))
        return wrapped(call(spec_of(key), [flat, *arguments(len(x._levels), values[1:])]), x._levels)

    return rule


def optional_dim(spec, values, inplace):
    """``argmax`` and its like: no dimension is the example laid flat."""
    x, values = values[0], list(values)
    at = spec.parameters.index("dim")
    if values[at] is not None:
        return along(spec, values, inplace)
    flat = x._value.reshape((*batch_sizes(x), x.numel()))
    keep = spec.parameters.index("keepdim") if "keepdim" in spec.parameters else None
    values[0], values[at] = flat, len(x._levels)
    kept = keep is not None and values[keep]
    if keep is not None:
        values[keep] = False
    made = call(spec, values)
    if kept:
        shape = (*batch_sizes(x), *(1,) * x.ndim)
        made = made.view(shape) if isinstance(made, TensorBase) else [m.view(shape) for m in made]
    return wrapped(made, x._levels)


def amax(spec, values, inplace):
    return over(spec, values, inplace)


def aligned(spec, values, inplace):
    """Several tensors of one number of dimensions, and a dimension number: batch dimensions expanded."""
    levels, sizes = levels_of(values)
    if inplace:
        target_of(spec, values, levels)
    nb, out = len(levels), []
    tensors = [v for v in values if isinstance(v, TensorBase)]
    n = values[0].ndim
    scalars = any([t.ndim == 0 for t in tensors])
    for name, v in zip(spec.parameters, values):
        if isinstance(v, TensorBase):
            v = full(v, levels, sizes)
            v = v.unsqueeze(-1) if v.ndim == nb else v
        elif name in _DIM:
            v = wrap_dim(v, n) + nb
        out.append(v)
    if n > 1 and scalars or any([t.ndim > 1 and n <= 1 for t in tensors]) or any([t.ndim != n and max(t.ndim, n) > 1 for t in tensors]):
        raise Unsuited
    made = call(spec, out, inplace)
    if inplace:
        return values[0]
    if n == 0 and isinstance(made, TensorBase) and made.ndim > nb and (spec.name != "gather" or tensors[-1].ndim == 0):
        made = made.squeeze(-1)
    return wrapped(made, levels)


def gather_backward(spec, values, inplace):
    levels, sizes = levels_of(values)
    grad, shape, dim, index, *rest = values
    if not shape or grad.ndim == 0:
        raise Unsuited
    made = call(spec, [full(grad, levels, sizes), (*sizes, *shape), wrap_dim(dim, len(shape)) + len(levels), full(index, levels, sizes), *rest])
    return batched(made, levels)


def along_vector(spec, values, inplace):
    """``index_select`` and its like, whose index is a vector: as it is where it is not batched, otherwise expanded for ``gather`` and ``scatter``.

    A 0-d example is seen as a vector.
    """
    x, dim, index = values[:3]
    levels, sizes = levels_of(values)
    if inplace:
        target_of(spec, values, levels)
    if x.ndim == 0:
        shift(dim, 0, 0)
        rest = [ops.unsqueeze(v, 0) if isinstance(v, TensorBase) and v.ndim == 0 and spec.name != "index_fill" else v for v in values[3:]]
        made = along_vector(spec, [ops.unsqueeze(x, 0), 0, index, *rest], inplace)
        return x if inplace else ops.squeeze(made, 0)
    if isinstance(index, BatchedTensor):
        return _gathered(spec, values, inplace)
    if any([isinstance(v, TensorBase) and v.ndim == 0 for v in values[3:]]):
        return loop(spec, values, inplace)
    rest = [full(v, levels, sizes) if isinstance(v, TensorBase) else v for v in values[3:]]
    made = call(spec, [full(x, levels, sizes), wrap_dim(dim, x.ndim) + len(levels), index, *rest], inplace)
    return x if inplace else batched(made, levels)


def _gathered(spec, values, inplace):
    x, dim, index = values[:3]
    if index.ndim > 1 or index.dtype.name not in ("int64", "int32"):
        return loop(spec, values, inplace)
    index = ops.reshape(index, (-1,)).to(ops.arange(0).dtype)
    dim = wrap_dim(dim, x.ndim)
    shape = (*x.shape[:dim], index.shape[0], *x.shape[dim + 1 :])
    places = ops.expand(ops.reshape(index, (*(1,) * dim, index.shape[0], *(1,) * (x.ndim - dim - 1))), shape)
    if spec.name == "index_select":
        return ops.gather(x, dim, places)
    source = values[3]
    if tuple(source.shape) != shape or source.dtype is not x.dtype:
        return loop(spec, values, inplace)
    if spec.name == "index_add":
        source = source if values[4] == 1 else source * values[4]
        return x.scatter_add_(dim, places, source) if inplace else ops.scatter_add(x, dim, places, source)
    if spec.name == "index_copy":
        return x.scatter_(dim, places, source) if inplace else ops.scatter(x, dim, places, source)
    made = ops.scatter_reduce(x, dim, places, source, values[4], include_self=values[5])
    return x.copy_(made) if inplace else made


def index_select_backward(spec, values, inplace):
    grad, shape, dim, index = values
    if isinstance(index, BatchedTensor) or not shape or grad.ndim == 0:
        return loop(spec, values, inplace)
    return batched(call(spec, [grad._value, (*batch_sizes(grad), *shape), wrap_dim(dim, len(shape)) + len(grad._levels), index]), grad._levels)


def softmax_backward(spec, values, inplace):
    return aligned(spec, values, inplace)


def sorted_search(spec, values, inplace):
    """``searchsorted``: the first dimensions of both must be the same, unless the sequence is a vector."""
    levels, sizes = levels_of(values)
    sequence, x = values[:2]
    if not isinstance(x, TensorBase) or sequence.ndim == 0:
        return loop(spec, values, inplace)
    if not isinstance(sequence, BatchedTensor) and sequence.ndim == 1 and values[5] is None:
        return batched(call(spec, [sequence, x._value, *values[2:]]), levels)
    if sequence.ndim > 1 or x.ndim == 1:
        if x.ndim != sequence.ndim:
            return loop(spec, values, inplace)
        return batched(call(spec, [full(v, levels, sizes).contiguous() if isinstance(v, TensorBase) else v for v in values]), levels)
    flat = full(x, levels, sizes).reshape((*sizes, x.numel()))
    rest = [full(v, levels, sizes).contiguous() if isinstance(v, TensorBase) else v for v in values[2:]]
    return batched(call(spec, [full(sequence, levels, sizes).contiguous(), flat, *rest]).view((*sizes, *x.shape)), levels)


def bucketize(spec, values, inplace):
    """Into boundaries that all examples share; into their own it is ``searchsorted``."""
    x, boundaries, *rest = values
    if isinstance(boundaries, BatchedTensor):
        if boundaries.ndim != 1:
            raise Unsuited
        return ops.searchsorted(boundaries, x, **dict(zip(("out_int32", "right"), rest)))
    return batched(call(spec, [x._value, boundaries, *rest]), x._levels)


def any_all(spec, values, inplace):
    return over(spec, values, inplace)


def norm(spec, values, inplace):
    return over(spec, values, inplace)


def scalar_first(spec, values, inplace):
    """``count_nonzero(dim: int?)``."""
    x = values[0]
    if values[1] is not None:
        return along(spec, values, inplace)
    made = call(spec_of("count_nonzero.dim_IntList"), [x._value.unsqueeze(-1) if x.ndim == 0 else x._value, behind(x) or (len(x._levels),)])
    return batched(made, x._levels)


RULES = {
    "sum": all_of("sum", "sum.dim_IntList", lambda rest: (False, *rest)), "mean": all_of("mean", "mean.dim", lambda rest: (False, *rest)),
    "sum.dim_IntList": over, "nansum": over, "mean.dim": over, "amax": over, "amin": over, "logsumexp": over, "linalg_vector_norm": over,
    "_norm_dim": over,
    "prod": flattened("prod.dim_int", lambda nb, rest: (nb, False, *rest)), "prod.dim_int": along,
    "max": all_of("max", "amax", lambda rest: (False,)), "min": all_of("min", "amin", lambda rest: (False,)),
    "max.dim": along, "min.dim": along, "argmax": optional_dim, "argmin": optional_dim, "aminmax": optional_dim,
    "median.dim": along, "nanmedian.dim": along, "mode": along, "kthvalue": along,
    "var.dim": over, "std.dim": over, "var.correction": over, "std.correction": over, "var_mean.dim": over, "std_mean.dim": over,
    "var_mean.correction": over, "std_mean.correction": over,
    "var": all_of("var", "var.dim", lambda rest: (*rest, False)), "std": all_of("std", "std.dim", lambda rest: (*rest, False)),
    "var_mean": all_of("var_mean", "var_mean.dim", lambda rest: (*rest, False)), "std_mean": all_of("std_mean", "std_mean.dim", lambda rest: (*rest, False)),
    "any": all_of("any", "any.dims", lambda rest: (False,)), "all": all_of("all", "all.dims", lambda rest: (False,)),
    "any.dims": over, "all.dims": over, "any.dim": along, "all.dim": along, "count_nonzero": scalar_first, "count_nonzero.dim_IntList": over,
    "cumsum": along, "cumprod": along, "cummax": along, "cummin": along, "logcumsumexp": along,
    "softmax.int": along, "_safe_softmax": along, "log_softmax.int": along, "_softmax_backward_data": aligned, "_log_softmax_backward_data": aligned,
    "sort": along, "sort.stable": along, "argsort": along, "argsort.stable": along, "topk": along,
    "gather": aligned, "gather_backward": gather_backward, "scatter.src": aligned, "scatter.value": aligned, "scatter.reduce": aligned,
    "scatter.value_reduce": aligned, "scatter_add": aligned, "scatter_reduce": aligned,
    "index_select": along_vector, "index_add": along_vector, "index_copy": along_vector, "index_reduce": along_vector,
    "index_select_backward": index_select_backward, "searchsorted.Tensor": sorted_search, "bucketize.Tensor": bucketize,
}  # fmt: skip


def glu(spec, values, inplace):
    if values[0].ndim == 0:
        raise Unsuited
    return along(spec, values, inplace)


def cross(spec, values, inplace):
    """The cross product; the vectors' other dimensions are broadcast."""
    from ._batched import front

    levels, _ = levels_of(values)
    x, y, dim = values
    n = max(x.ndim, y.ndim)
    if x.ndim != y.ndim:
        raise Unsuited
    return batched(call(spec, [front(x, levels, n), front(y, levels, n), wrap_dim(dim, n) + len(levels)]), levels)


def diag_embed(spec, values, inplace):
    x, offset, first, second = values
    nb = len(x._levels)
    return batched(call(spec, [x._value, offset, wrap_dim(first, x.ndim + 1) + nb, wrap_dim(second, x.ndim + 1) + nb]), x._levels)


def rot90(spec, values, inplace):
    x, k, dims = values
    return batched(call(spec, [x._value, k, shift(dims, x.ndim, len(x._levels))]), x._levels)


_FFT = shifted(_DIM, False)
RULES.update({"_fft_c2c": _FFT, "_fft_r2c": _FFT, "_fft_c2r": _FFT, "hash_tensor": over})
RULES.update({"nn_functional_glu": glu, "linalg_cross": cross, "diag_embed": diag_embed, "rot90": rot90})

__all__ = ["RULES", "_one_dtype"]
