"""What operators do on sparse tensors: the rules that the core asks for, see "Intercepting operators" in docs/architecture.md.

A rule gets the bound values and computes without recording, on coordinates and values. An operator without one refuses by PyTorch's text.
"""
from .. import _types
from .._core import core
from ._coo import SparseTensor, TensorBase, assign, coalesced, dense_of, made_like, make, not_for, ops, unrecorded

RULES = {}  # by the operator's name
IN_PLACE = {}  # what is no rule followed by a copy
COMPOSED = {}  # composites that record what they do themselves


def rule(names, table=RULES):
    """Register a rule for the operators `names`."""

    def register(function):
        for name in names.split():
            table[name] = function
        return function

    return register


def is_sparse(x):
    return isinstance(x, SparseTensor)


def intercepted(spec, values, inplace):
    """What the core calls for an operator with a sparse tensor among its arguments."""
    _load()
    if spec.name in COMPOSED and not inplace:
        return COMPOSED[spec.name](spec, values)
    with unrecorded():
        if inplace:
            return _in_place(spec, values)
        found = RULES.get(spec.name)
        if found is not None:
            return found(spec, values)
    if spec.implementation == "composite" and spec.name not in _WHOLE:
        return NotImplemented
    raise not_for(_KEYS.get(spec.name, spec.key))


# What PyTorch's errors call operators that it has by other names.
_KEYS = {
    **dict.fromkeys(("slice", "squeeze", "split", "narrow", "diagonal", "split_with_sizes"), "as_strided"), "index": "index.Tensor", "mean": "mean.dim",
    "_nonzero": "nonzero", "_inverse": "linalg_inv_ex", "isfinite": "ne.Scalar", "sort": "sort.stable", "remainder": "remainder.Tensor",
}  # fmt: skip
_WHOLE = frozenset("equal where randint_like isfinite".split())  # composites that look at elements



_loaded = False


def _load():
    """Register the rules of the other modules when they are first needed: all of them, whichever was imported by itself before."""
    global _loaded
    if not _loaded:
        from . import _arithmetic, _products, _reductions, _shapes  # noqa: F401

        _loaded = True


def _in_place(spec, values):
    target = values[0]
    found = IN_PLACE.get(spec.name)
    if found is not None:
        return found(spec, values)
    found = RULES.get(spec.name)
    if found is None:
        raise not_for(spec.key.partition(".")[0] + "_")
    made = found(spec, values)
    if not is_sparse(target):
        if is_sparse(made):
            made = dense_of(made)
        core.set_grad_enabled(False)
        target.detach().copy_(made)
        return target
    if not is_sparse(made):
        raise not_for(spec.key.partition(".")[0] + "_")
    if made.dtype is not target.dtype:
        made = made_like(made, made._where, made._held.to(target.dtype), made._sorted)
    return assign(target, made)


def elementwise(tensor, function):
    """A function that keeps zeros, on the values of the coalesced tensor."""
    whole = coalesced(tensor)
    return made_like(whole, whole._where, function(whole._held), True)


def on_values(tensor, function):
    """A linear function on the values as they are stored."""
    return made_like(tensor, tensor._where, function(tensor._held), tensor._sorted)


# Conversions and copies


@rule("clone")
def _clone(spec, values):
    self = values[0]
    return make(self._where.copy(), self._held.clone(), tuple(self.shape), self._sorted)


@rule("_to_copy")
def _to_copy(spec, values):
    self, dtype = values[:2]
    return make(self._where.copy(), self._held.to(dtype, copy=True), tuple(self.shape), self._sorted)


@rule("type", COMPOSED)
def _type(spec, values):
    from ._typed import type_name

    self, wanted = values[:2]
    if wanted is None:
        return type_name(self.dtype)
    if isinstance(wanted, _types.dtype):
        return self.to(wanted)
    name = wanted if isinstance(wanted, str) else f"{getattr(wanted, '__module__', '')}.{getattr(wanted, '__name__', '')}"
    for dtype in _types.ALL_DTYPES:
        if name in (type_name(dtype), f"torch.{dtype.legacy_name}Tensor"):
            return self.to(dtype)
    raise ValueError(f"invalid type: '{name}'")


@rule("converted_back")
def _converted_back(spec, values):
    return on_values(values[0], lambda held: held.to(values[1]))


@rule("copy", IN_PLACE)
def _copy(spec, values):
    target, source = values[:2]
    if is_sparse(target) and is_sparse(source):
        return assign(target, make(source._where.copy(), source._held.to(target.dtype, copy=True), tuple(source.shape), source._sorted))
    raise RuntimeError(
        "copy_() between dense and sparse Tensors is not implemented! Found self type = "
        f"{target.type()} and src type = {source.type()}"
    )


@rule("zero", IN_PLACE)
def _zero(spec, values):
    from ._coo import empty

    self = values[0]
    return assign(self, empty(tuple(self.shape), self.dtype, self.sparse_dim(), self.dense_dim()))


@rule("contiguous")
def _contiguous(spec, values):
    raise RuntimeError("unsupported memory format option Contiguous")


@rule("conj conj_physical resolve_conj resolve_neg real")
def _real(spec, values):
    self = values[0]
    if not self.dtype.is_complex and spec.name != "conj_physical":
        return self
    return on_values(self, lambda held: getattr(ops, "conj_physical" if spec.name == "conj" else spec.name)(held))


# Constructors after another tensor


def _options(spec, values):
    return dict(zip(spec.parameters, values))


@rule("zeros_like empty_like")
def _zeros_like(spec, values):
    from ._coo import empty

    given = _options(spec, values)
    self, dtype = given["self"], given.get("dtype")
    if given.get("layout") is _types.strided:
        made = ops.zeros(tuple(self.shape), dtype=dtype or self.dtype)
    else:
        made = empty(tuple(self.shape), dtype or self.dtype, self.sparse_dim(), self.dense_dim())
    return made.requires_grad_(bool(given.get("requires_grad")))


@rule("new_zeros new_empty")
def _new_zeros(spec, values):
    from ._coo import empty

    given = _options(spec, values)
    return empty(tuple(given["size"]), given.get("dtype") or given["self"].dtype).requires_grad_(bool(given.get("requires_grad")))


@rule("ones_like full_like rand_like randn_like")
def _filled_like(spec, values):
    given = _options(spec, values)
    if given.get("layout") is not _types.strided:
        raise not_for({"rand_like": "uniform_", "randn_like": "normal_"}.get(spec.name, "fill_.Scalar"))
    given["self"] = ops.empty(tuple(given["self"].shape), dtype=given["self"].dtype)
    return core.call(spec, list(given.values()))


@rule("new_ones new_full")
def _new_filled(spec, values):
    raise not_for("fill_.Scalar")


@rule("reshape flatten")
def _reshape(spec, values):
    raise RuntimeError("reshape is not implemented for sparse tensors")


@rule("expand repeat")
def _expand(spec, values):
    self = values[0]
    if not is_sparse(self):
        return NotImplemented
    if spec.name == "expand" and tuple(values[1]) == tuple(self.shape):
        return self
    raise RuntimeError("expand is unsupported for Sparse tensors")


core.intercept(SparseTensor, intercepted)

__all__ = ["IN_PLACE", "RULES", "TensorBase", "elementwise", "on_values", "rule"]
