"""Which batching rule an operator has, and the rules of elementwise operators.

A rule computes on physical tensors, whose batch dimensions come first. Arguments of different levels are aligned: batch dimensions that one
of them lacks have size 1 there (`front`) or are expanded (`full`).
"""
import functools

from .._core import core
from ._batched import BatchedTensor, TensorBase, Unsuited, batched, front, full, levels_of, loop, separate_expanded, target_of
from ._levels import expand_into

call = core.call
spec_of = functools.cache(core.spec_of_key)


def rule_for(spec):
    """The rule of an operator; False where the core should run it as it is (composites)."""
    for table in _tables():
        rule = table.get(spec.key)
        if rule is not None:
            return rule
    if spec.implementation in ("ufunc", "scalar"):
        return elementwise
    if spec.implementation == "composite":
        return False
    return loop


def _tables():
    from . import (
        _batching_rules_composed,
        _batching_rules_dims,
        _batching_rules_indexing,
        _batching_rules_nn,
        _batching_rules_products,
        _batching_rules_random,
        _batching_rules_views,
    )

    return (
        RULES, _batching_rules_views.RULES, _batching_rules_dims.RULES, _batching_rules_products.RULES, _batching_rules_indexing.RULES,
        _batching_rules_nn.RULES, _batching_rules_random.RULES, _batching_rules_composed.RULES,
    )  # fmt: skip


def wrapped(made, levels):
    """The batched tensors over a call's physical results."""
    if isinstance(made, TensorBase):
        return batched(made, levels)
    return [batched(m, levels) for m in made]


def elementwise(spec, values, inplace):
    """Batch dimensions in front, the rest broadcast from the right as ever."""
    levels, ndim, simple, plain = None, -1, True, -1
    for v in values:
        if isinstance(v, BatchedTensor):
            n = v.ndim
            if levels is None:
                levels, ndim = v._levels, n
            elif v._levels != levels or n != ndim:
                simple = False
        elif isinstance(v, TensorBase):
            plain = max(plain, v.ndim)
    if simple and plain <= ndim and (ndim > 0 or _one_dtype(values)):
        if inplace:
            if spec.name != "add":
                target_of(spec, values, levels)
            elif not isinstance(values[0], BatchedTensor):
                separate_expanded(values[0], levels)
            call(spec, [v._value if isinstance(v, BatchedTensor) else v for v in values], True)
            return values[0]
        return wrapped(call(spec, [v._value if isinstance(v, BatchedTensor) else v for v in values]), levels)
    levels, _ = levels_of(values)
    ndim = max([v.ndim for v in values if isinstance(v, TensorBase)])
    if inplace:
        if spec.name != "add":  # what PyTorch says of add_ comes from the operator itself
            target_of(spec, values, levels)
        else:
            separate_expanded(values[0], levels)
    common = None if _one_dtype(values) else _common(spec, values)
    aligned = []
    for at, v in enumerate(values):
        if isinstance(v, BatchedTensor):
            value = front(v, levels, ndim if at or not inplace else None)
            if common is not None and v.ndim == 0 and v.dtype != common and v.dtype.name != "bool" and not (inplace and at == 0):
                value = value.to(common)
            aligned.append(value)
        else:
            aligned.append(v)
    made = call(spec, aligned, inplace)
    return values[0] if inplace else wrapped(made, levels)


def _one_dtype(values):
    """Whether all tensors have one dtype, so that it does not matter which of them have dimensions."""
    found = None
    for v in values:
        if isinstance(v, TensorBase):
            if found is None:
                found = v.dtype
            elif v.dtype is not found:
                return False
    return found is None or not any([type(v) in (float, complex) for v in values]) or found.is_floating_point or found.is_complex


def _common(spec, values):
    """The dtype in which one example would be computed."""
    operands = [
        v for v, kind in zip(values, spec.types)
        if kind.startswith("Tensor") and v is not None and not (isinstance(v, TensorBase) and v.dtype.name == "bool" and spec.name in ("where", "masked_fill"))
    ]  # fmt: skip
    if spec.name == "masked_fill":
        return values[0].dtype
    return core.result_type(operands)


# Kernels that are elementwise though the table does not say so.
_ELEMENTWISE = """
div.Tensor_mode pow.Tensor_Tensor pow.Scalar pow.Tensor_Scalar isclose clamp.Tensor clamp clamp_backward clamp_min.Tensor clamp_min clamp_max.Tensor clamp_max
where.self where.ScalarSelf where.ScalarOther where.Scalar logaddexp mish_backward gelu_tanh_backward special_erfcx special_log_ndtr special_ndtri polygamma
mvlgamma igamma igammac special_zeta special_zeta.self_scalar special_zeta.other_scalar i0 special_i0e special_i1 special_i1e special_round
special_bessel_j0 special_bessel_j1 special_bessel_y0 special_bessel_y1 special_modified_bessel_i0 special_modified_bessel_i1
special_modified_bessel_k0 special_modified_bessel_k1 special_scaled_modified_bessel_k0 special_scaled_modified_bessel_k1 special_spherical_bessel_j0
special_airy_ai sgn round.decimals nan_to_num frexp logit logit_backward angle isreal masked_fill.Tensor masked_fill.Scalar complex polar
real_part imaginary_part _standard_gamma_grad
""".split()
_POLYNOMIALS = [
    f"special_{shift}{kind}"
    for shift, kinds in (("", ("chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w", "hermite_polynomial_h",
                              "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p")),
                         ("shifted_", ("chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w")))
    for kind in kinds
]  # fmt: skip
RULES = dict.fromkeys([*_ELEMENTWISE, *_POLYNOMIALS, *[p + s for p in _POLYNOMIALS for s in (".x_scalar", ".n_scalar")]], elementwise)


def unchanged(spec, values, inplace):
    """One tensor, whose batch dimensions are none of the operator's business."""
    x = values[0]
    made = call(spec, [x._value, *values[1:]], inplace)
    return x if inplace else wrapped(made, x._levels)


def copy(spec, values, inplace):
    """``x.copy_(y)``: `y` broadcast to `x`."""
    x, y = values[0], values[1]
    levels, _ = levels_of(values)
    target = target_of(spec, values, levels)
    source = front(y, levels, x.ndim) if isinstance(y, BatchedTensor) else y
    call(spec, [target, source, *values[2:]], True)
    return x


def fill(spec, values, inplace):
    """``fill`` with a 0-d tensor: a copy of it, broadcast."""
    x, value = values[0], values[1]
    if isinstance(value, BatchedTensor):
        if value.ndim:
            raise Unsuited
        levels, sizes = levels_of(values)
        if not inplace:
            x = batched(full(x, levels, sizes).clone(), levels)
        target = target_of(spec, [x, *values[1:]], levels)
        target.copy_(front(value, levels, x.ndim))
        return x
    return unchanged(spec, values, inplace)


def masked_fill(spec, values, inplace):
    """``masked_fill`` with a tensor: its 0-d value, batched or not, chosen where the mask is set."""
    x, mask, value = values
    if not isinstance(value, BatchedTensor):
        return elementwise(spec, values, inplace)
    if value.ndim or mask.dtype.name != "bool":
        raise Unsuited
    made = core.ops.where(mask, value.to(x.dtype), x)
    if not inplace:
        return made
    target_of(spec, values, levels_of(values)[0])
    return x.copy_(made)


def make_dual(spec, values, inplace):
    """Tangents are carried by the physical tensors."""
    primal, tangent, level = values
    expand_into(primal)
    levels, sizes = levels_of(values)
    physical = full(primal, levels, sizes)
    if not (isinstance(primal, BatchedTensor) and primal._levels == levels):
        physical = physical.clone()  # a tangent is laid out as its tensor is, and elements of this one share memory
    return batched(call(spec, [physical, full(tangent, levels, sizes), level]), levels)


def unpack_dual(spec, values, inplace):
    x, level = values
    primal, tangent = call(spec, [x._value, level])
    return [batched(primal, x._levels), None if tangent is None else batched(tangent, x._levels)]


RULES.update({
    "_make_dual": make_dual, "_unpack_dual": unpack_dual,
    "masked_fill.Tensor": masked_fill, "copy": copy, "fill.Tensor": fill, "fill.Tensor_": fill,
    "fill.Scalar": unchanged, "fill.Scalar_": unchanged, "zero": unchanged, "_to_copy": unchanged,
    "clone": unchanged, "_conj": unchanged, "_neg_view": unchanged, "_fw_primal": unchanged,
    "alias": unchanged, "_real": unchanged, "_imag": unchanged, "alias_copy": unchanged, "detach_copy": unchanged,
})  # fmt: skip
