"""Batching rules of views and of operators that move elements about: sizes and dimension numbers are shifted behind the batch dimensions."""
from .._core import core
from .._py.util import wrap_dim, wrap_dims
from ._batched import TensorBase, Unsuited, batched, full, levels_of
from ._batching_rules import call, unchanged, wrapped

ops = core.ops


def batch_sizes(x):
    """The sizes of the batch dimensions."""
    return tuple(x._value.shape[: len(x._levels)])


def view(spec, values, inplace):
    """``view(size)``: the batch sizes before it."""
    x = values[0]
    return batched(call(spec, [x._value, (*batch_sizes(x), *_without_guess(x, values[1]))]), x._levels)


def unsafe_view(spec, values, inplace):
    """A new result in another shape: one example is contiguous, the batch need not be."""
    x = values[0]
    return batched(call(spec, [x._value.contiguous(), (*batch_sizes(x), *_without_guess(x, values[1]))]), x._levels)


def _without_guess(x, size):
    """A size whose -1, if any, is worked out from the example: the batch may be empty."""
    if size.count(-1) != 1:
        return size
    known = -1
    for n in size:
        known *= n
    if known <= 0 or x.numel() % known:
        return size
    return tuple([x.numel() // known if n == -1 else n for n in size])


def expand(spec, values, inplace):
    """``expand(size)``: new dimensions come behind the batch dimensions."""
    x, size = values[0], values[1]
    more = len(size) - x.ndim
    if more < 0:
        raise Unsuited
    value, sizes = x._value, batch_sizes(x)
    if more and any([n < 0 for n in size[:more]]):
        raise Unsuited
    if more:
        value = value.view((*sizes, *(1,) * more, *x.shape))
    return batched(call(spec, [value, (*sizes, *size), *values[2:]]), x._levels)


def shifted(names, one_dimensional=True, allow_all=False):
    """A rule for one tensor and dimension numbers, the parameters called `names`.

    A 0-d example counts as one-dimensional. With `allow_all`, no dimensions are all of them.
    """

    def rule(spec, values, inplace):
        x = values[0]
        levels, value, n = x._levels, x._value, x.ndim
        nb, values = len(levels), list(values)
        scalar = n == 0 and one_dimensional
        values[0] = value.unsqueeze(-1) if scalar else value
        for at, name in enumerate(spec.parameters):
            if name in names:
                values[at] = shift(values[at], n, nb, scalar, allow_all)
        made = call(spec, values, inplace)
        if inplace:
            return x
        if scalar:
            made = [m.squeeze(-1) if m.ndim > nb else m for m in made] if not isinstance(made, TensorBase) else made.squeeze(-1) if made.ndim > nb else made
        return wrapped(made, levels)

    return rule


def shift(dim, n, nb, scalar=False, allow_all=False):
    """A dimension number of the example (or several) as those of the physical tensor."""
    if isinstance(dim, int):
        return wrap_dim(dim, n, True) + nb
    if dim is None or len(dim) == 0:
        if not allow_all:
            return dim
        return tuple(range(nb, nb + max(n, 1 if scalar else 0)))
    return tuple([d + nb for d in wrap_dims(dim, n)])


def unsqueeze(spec, values, inplace):
    x, dim = values[0], values[1]
    return batched(call(spec, [x._value, wrap_dim(dim, x.ndim + 1) + len(x._levels)]), x._levels)


def squeeze_all(spec, values, inplace):
    """All dimensions of size 1 but the batch dimensions."""
    x = values[0]
    nb = len(x._levels)
    dims = tuple([d + nb for d, n in enumerate(x.shape) if n == 1])
    made = (ops.squeeze if spec.implementation == "view" else ops.squeeze_copy)(x._value, dims)
    return batched(made, x._levels)


def squeeze_dims(spec, values, inplace):
    x = values[0]
    if x.ndim == 0:
        shift(values[1], 0, 0)
        return batched(ops.alias(x._value), x._levels)
    return batched(call(spec, [x._value, shift(values[1], x.ndim, len(x._levels))]), x._levels)


def select(spec, values, inplace):
    """``select``; not on a 0-d example."""
    x, dim = values[0], values[1]
    if x.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    return batched(call(spec, [x._value, wrap_dim(dim, x.ndim) + len(x._levels), values[2]]), x._levels)


def t(spec, values, inplace):
    x = values[0]
    if x.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {x.ndim}D")
    if x.ndim < 2:
        return batched(ops.alias(x._value), x._levels)
    made = x._value.transpose(-2, -1)
    return batched(made if spec.implementation == "view" else made.clone(), x._levels)


def permute(spec, values, inplace):
    x, dims = values[0], values[1]
    nb = len(x._levels)
    if len(dims) != x.ndim:
        raise Unsuited
    return batched(call(spec, [x._value, (*range(nb), *[d + nb for d in wrap_dims(dims, x.ndim)])] if dims else [x._value, tuple(range(nb))]), x._levels)


def reshape(spec, values, inplace):
    x = values[0]
    return batched(call(spec, [x._value, (*batch_sizes(x), *_without_guess(x, tuple(values[1])))]), x._levels)


def with_sizes(names, dims=()):
    """A rule for the derivatives of views: sizes get the batch sizes in front, dimension numbers are shifted; several tensors are aligned."""

    def rule(spec, values, inplace):
        levels, sizes = levels_of(values)
        nb = len(levels)
        values = list(values)
        ndim = len(values[spec.parameters.index(names[0])])
        scalar = not ndim and bool(dims)  # a 0-d example counts as one-dimensional
        for at, name in enumerate(spec.parameters):
            v = values[at]
            if name in names:
                values[at] = (*sizes, *((1,) if scalar else v))
            elif name in dims:
                values[at] = wrap_dim(v, ndim or scalar) + nb
            elif isinstance(v, TensorBase):
                values[at] = full(v, levels, sizes)
        made = call(spec, values)
        return wrapped(made.squeeze(-1) if scalar else made, levels)

    return rule


def repeat(spec, values, inplace):
    x, repeats = values[0], values[1]
    nb, more = len(x._levels), len(repeats) - x.ndim
    if more < 0:
        raise Unsuited
    value = x._value.view((*batch_sizes(x), *(1,) * more, *x.shape)) if more else x._value
    return batched(call(spec, [value, (*(1,) * nb, *repeats)]), x._levels)


def flip(spec, values, inplace):
    x = values[0]
    if not values[1]:
        return unchanged(spec, values, inplace)
    if x.ndim == 0:
        wrap_dims(values[1], 0)
        return batched(x._value.clone(), x._levels)
    return batched(call(spec, [x._value, shift(values[1], x.ndim, len(x._levels))]), x._levels)


def roll(spec, values, inplace):
    x, shifts, dims = values
    if dims:
        if x.ndim == 0:
            raise Unsuited
        return batched(call(spec, [x._value, shifts, tuple([wrap_dim(d, x.ndim) + len(x._levels) for d in dims])]), x._levels)
    if len(shifts) != 1:
        raise Unsuited
    flat = x._value.reshape((*batch_sizes(x), x.numel()))
    return batched(call(spec, [flat, shifts, (len(x._levels),)]).reshape((*batch_sizes(x), *x.shape)), x._levels)


def scatter_into(dims):
    """``slice_scatter`` and its like: both tensors aligned."""

    def rule(spec, values, inplace):
        levels, sizes = levels_of(values)
        n = values[0].ndim
        if n == 0:
            raise Unsuited
        values = [full(v, levels, sizes) if isinstance(v, TensorBase) else v for v in values]
        for at, name in enumerate(spec.parameters):
            if name in dims:
                values[at] = wrap_dim(values[at], n) + len(levels)
        return batched(call(spec, values), levels)

    return rule


def last_matrix(spec, values, inplace):
    """Operators on the last two dimensions of one tensor."""
    if values[0].ndim < 2:
        raise Unsuited
    return unchanged(spec, values, inplace)


def trace(spec, values, inplace):
    x = values[0]
    if x.ndim != 2:
        raise Unsuited
    return batched(ops.sum(ops.diagonal(x._value, 0, -2, -1), -1), x._levels)


def contiguous(spec, values, inplace):
    x = values[0]
    made = x._value.contiguous()
    return x if made is x._value else batched(made, x._levels)


def cat(spec, values, inplace):
    """Tensors aligned and expanded; a dimension number counts behind the batch dimensions."""
    tensors, dim = values
    levels, sizes = levels_of(values)
    old_style = spec.name == "cat" and any([t.ndim == 1 and t.shape[0] == 0 for t in tensors])  # an empty vector joins anything
    if old_style:
        tensors = [t for t in tensors if not (t.ndim == 1 and t.shape[0] == 0)] or list(tensors)
    n = tensors[0].ndim
    if n == 0 and spec.name == "cat":
        raise Unsuited
    dim = wrap_dim(dim, n + (spec.name == "stack")) + len(levels)
    if _mixed(tensors):
        common = core.result_type(tensors)
        tensors = [t if t.dtype is common else t.to(common) for t in tensors]
    return batched(call(spec, [[full(t, levels, sizes) for t in tensors], dim]), levels)


def _mixed(tensors):
    return any([t.dtype is not tensors[0].dtype for t in tensors])


def adopt(spec, values, inplace):
    """``t_``, ``unsqueeze_`` and their like change what the tensor shows, and so what the physical tensor shows."""
    x = values[0]
    nb, n, value = len(x._levels), x.ndim, x._value
    if spec.name == "t":
        if n > 2:
            raise Unsuited
        if n == 2:
            value.transpose_(nb, nb + 1)
    elif spec.name == "unsqueeze":
        value.unsqueeze_(wrap_dim(values[1], n + 1) + nb)
    elif spec.name == "squeeze":
        if len(values) == 1:
            dims = [d for d, size in enumerate(x.shape) if size == 1]
        else:
            dims = wrap_dims((values[1],), n) if isinstance(values[1], int) else wrap_dims(values[1], n) if values[1] else ()
        value.squeeze_(tuple([d + nb for d in dims if d < n]))
    elif n:
        value.transpose_(wrap_dim(values[1], n) + nb, wrap_dim(values[2], n) + nb)
    return x.shown_anew()


_ONE = ("dim",)
_unfold_backward = with_sizes(("input_sizes",), _ONE)


def unfold_backward(spec, values, inplace):
    """As of other views, but that a 0-d example has one window, without a dimension that counts it."""
    return _unfold_backward(spec, values, inplace) if len(values[1]) else ops.sum(values[0], -1)


RULES = {
    "view": view, "_reshape_alias": view, "_unsafe_view": unsafe_view, "view_copy": view, "reshape": reshape, "expand": expand, "expand_copy": expand,
    "transpose": shifted(("dim0", "dim1")), "transpose_copy": shifted(("dim0", "dim1")), "t": t, "t_copy": t, "permute": permute, "permute_copy": permute,
    "squeeze": squeeze_all, "squeeze_copy": squeeze_all, "squeeze.dim": squeeze_dims, "squeeze_copy.dim": squeeze_dims, "squeeze.dims": squeeze_dims,
    "squeeze_copy.dims": squeeze_dims, "_squeeze_product": squeeze_dims, "unsqueeze": unsqueeze, "unsqueeze_copy": unsqueeze,
    "slice": shifted(_ONE, False), "slice_copy": shifted(_ONE, False), "select": select, "select_copy": select,
    "diagonal": shifted(("dim1", "dim2"), False), "diagonal_copy": shifted(("dim1", "dim2"), False), "unfold": shifted(("dimension",)),
    "unfold_copy": shifted(("dimension",)), "split": shifted(_ONE, False), "split.sizes": shifted(_ONE, False), "split_with_sizes": shifted(_ONE, False),
    "split_copy": shifted(_ONE, False), "split_with_sizes_copy": shifted(_ONE, False), "unsafe_split": shifted(_ONE, False),
    "unsafe_split_with_sizes": shifted(_ONE, False), "unbind": shifted(_ONE, False), "unbind_copy": shifted(_ONE, False),
    "view_as_real": unchanged, "view_as_complex": unchanged, "view_as_real_copy": unchanged, "view_as_complex_copy": unchanged,
    "slice_backward": with_sizes(("input_sizes",), _ONE), "select_backward": with_sizes(("input_sizes",), _ONE),
    "diagonal_backward": with_sizes(("input_sizes",), ("dim1", "dim2")), "unfold_backward": unfold_backward,
    "repeat": repeat, "flip": flip, "roll": roll, "tril": last_matrix, "triu": last_matrix, "trace": trace, "contiguous": contiguous,
    "cat": cat, "stack": cat, "narrow_copy": shifted(_ONE, False), "slice_scatter": scatter_into(_ONE), "select_scatter": scatter_into(_ONE),
    "diagonal_scatter": scatter_into(("dim1", "dim2")),
}  # fmt: skip
for _key in ("t.inplace", "transpose.inplace", "swapaxes.inplace", "swapdims.inplace", "squeeze.inplace", "squeeze.inplace_dim", "squeeze.inplace_dims", "unsqueeze.inplace"):  # fmt: skip
    RULES[_key] = adopt


def view_dtype(spec, values, inplace):
    x, dtype = values
    if x.ndim == 0 and dtype.itemsize != x.dtype.itemsize:
        raise Unsuited
    return unchanged(spec, values, inplace)


RULES["view.dtype"] = RULES["view_copy.dtype"] = view_dtype
