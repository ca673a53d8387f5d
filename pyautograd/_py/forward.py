"""Forward mode: what operators do about the tangents of their arguments.

A dual tensor holds a tangent for one or more levels. An operator that meets one computes its result with the highest such level
out of sight (lower levels stay on, and do the same in turn, so that nested derivatives do not mix), then the tangent of the
result with that level out of sight as well. Tangents are computed by operators, so they have tangents of lower levels and, where
gradients are recorded, a history.

The rule of a row is one of

* ``linear``: the operator itself, applied to the tangents of all differentiable arguments together;
* ``multilinear``: the sum over the arguments of the operator with that argument's tangent in its place;
* ``elementwise``: the sum of the vector-Jacobian products with the tangents in the place of the gradient, since the Jacobian is
  diagonal. Where complex numbers take part the next rule applies, as the diagonal is conjugated, or no number at all;
* ``symmetric``: the same for any symmetric Jacobian; where complex numbers take part, the conjugate of the product with the conjugate;
* ``transposed``: a vector-Jacobian product is linear in its vector, and the vector-Jacobian product of that linear function is the
  Jacobian-vector product. ``transposed_at_zero`` takes the zero vector where a formula refuses most others;
* ``constant``: zero;
* ``none`` for rows without derivative, ``refused`` for those whose derivative is not implemented;
* the name of a function of ``forward_rules.py``.

Composite rows run their own code on dual tensors.
"""
from .. import _autograd_texts as texts
from .core import (
    CustomNode,
    TensorBase,
    dual_mask,
    edge_of,
    evaluate_vjp,
    fresh_alias,
    get_tangent,
    is_forward_enabled,
    is_grad_enabled,
    is_same_storage,
    keep_with_node,
    ops,
    put_tangent,
    run_backward,
    run_row,
    run_row_,
    set_dual_mask,
    set_grad_enabled,
    set_scope,
    share_cell,
    top_level,
)


def tangent_of(tensor, level):
    """The tangent at a level, or None. A view of a tensor that has one shows its part of that."""
    found = get_tangent(tensor, level)
    if found is False:
        return None
    if found is None:
        base = tensor._base
        above = None if base is None else tangent_of(base, level)
        if above is not None:
            outside = hide(level)
            try:
                found = part_under(above, base, tensor)
            finally:
                set_dual_mask(outside)
            put_tangent(tensor, level, found)
    return found


def part_under(tangent, base, view):
    """The part of the tangent of `base` that belongs to `view`."""
    in_parts = base.is_complex() and not view.is_complex()
    offset = view.storage_offset() - base.storage_offset() * (2 if in_parts else 1)
    if in_parts:
        tangent = ops.view_as_real(tangent)
    return ops.as_strided(tangent, view.shape, view.stride(), offset + tangent.storage_offset())


def hide(level):
    """Put a level and those above it out of the sight of operators; returns the mask to restore."""
    return set_dual_mask(dual_mask() & (1 << level) - 1)


# Operators.


def call(spec, values):
    """Call an operator some argument of which has a tangent in sight."""
    level = top_level(values)
    outside = hide(level)
    try:
        answer = run_row(spec, values)
        add_tangents(spec, values, list(answer) if isinstance(answer, tuple) else [answer], level)
    finally:
        set_dual_mask(outside)
    return answer


def add_tangents(spec, values, results, level):
    """Give results their tangents of a level, which is out of sight."""
    tangents = tangents_of(values, level)
    given, made = primals(spec, values, tangents, results, level)
    for i, tangent in enumerate(found_tangents(spec, given, tangents, made)):
        if tangent is not None and differentiable(results[i]):
            tangent = fitted(tangent, results[i], () if spec.rule == "linear" and results[i]._base is not None else tangents)
            put_tangent(results[i], level, tangent)
            keep_with_node(results[i])


def primals(spec, values, tangents, results, level):
    """The arguments and results as the rule sees them. What a recorded tangent's own graph saves must not show the tangents: a backward
    through it would push them on."""
    if not spec.reads_tensors or not is_grad_enabled() or not (requires_grad(values) or requires_grad(tangents)):
        return values, results
    return [v if t is None else without(v, level) for v, t in zip(values, tangents)], [without(r, level) for r in results]


def without(value, level):
    """A view of a tensor, or of each in a list, that shows no tangent of a level."""
    if not isinstance(value, TensorBase):
        return [without(v, level) for v in value]
    if not differentiable(value):
        return value
    made = ops._fw_primal(value, level)
    put_tangent(made, level, None)
    return made


def call_in_place(spec, values):
    """Call the in-place form of an operator some argument of which has a tangent in sight."""
    target = values[0]
    level = top_level(values)
    if spec.rule == "none":  # what was there keeps its tangent, as its history
        outside = hide(level)
        try:
            return run_row_(spec, values)
        finally:
            set_dual_mask(outside)
    tangents = tangents_of(values, level)
    held, before, original = tangents[0], values, None
    if spec.reads_first:
        original = target.clone()  # with its tangent, as the node may save it
        before = [original if v is target else v for v in values]
        tangents[0] = tangent_of(original, level)
    outside, scope = hide(level), set_scope(0)  # a tangent may be written, whatever made it
    try:
        run_row_(spec, values, original)
        given, made = primals(spec, before, tangents, [target], level)
        tangent = found_tangents(spec, given, tangents, made, "_")[0] if differentiable(target) else None
        store_tangent(target, level, held, tangent, tangents)
    finally:
        set_dual_mask(outside)
        set_scope(scope)
    return target


def store_tangent(target, level, held, tangent, others):
    """Give a tensor that was changed in place its new tangent: written into the one that it `held`, so that views see it."""
    if held is not None:
        if tangent is None:
            held.zero_()
        elif tangent is not held:
            held.copy_(tangent)
    elif tangent is not None:
        base = target._base
        if base is not None and get_tangent(target, level) is None:
            whole = ops.empty_strided(base.shape, base.stride(), dtype=base.dtype)
            whole.zero_()
            put_tangent(base, level, whole)
            part = part_under(whole, base, target)
            part.copy_(tangent)
            put_tangent(target, level, part)
        else:
            put_tangent(target, level, fitted(tangent, target, others))
    if held is not None or tangent is not None:
        keep_with_node(target)


def as_strided_dual(tensor, size, stride, storage_offset):
    """``as_strided`` of a tensor with a tangent in sight. The tangent may begin elsewhere in its storage."""
    level = top_level((tensor,))
    tangent = tangent_of(tensor, level)
    outside = hide(level)
    try:
        made = ops.as_strided(tensor, size, stride, storage_offset)
        if storage_offset is not None:
            storage_offset += tangent.storage_offset() - tensor.storage_offset()
        put_tangent(made, level, ops.as_strided(tangent, size, stride, storage_offset))
    finally:
        set_dual_mask(outside)
    return made


def refuse_out(name, values, outs):
    """``out=`` and forward mode exclude each other."""
    if top_level(values) >= 0 or top_level(outs) >= 0:
        raise NotImplementedError(f"Trying to use forward AD with {name}_out that does not support it because it is an out= function")


def tangents_of(values, level):
    """For each argument its tangent or None; for a list of tensors a list, or None where none of them has one."""
    found = []
    for value in values:
        if isinstance(value, TensorBase):
            found.append(tangent_of(value, level))
        elif isinstance(value, (tuple, list)) and value and isinstance(value[-1], TensorBase):
            parts = [tangent_of(v, level) if isinstance(v, TensorBase) else None for v in value]
            found.append(parts if any(p is not None for p in parts) else None)
        else:
            found.append(None)
    return found


def found_tangents(spec, values, tangents, results, suffix=""):
    """The tangent of each result, or None. `suffix`: what follows the operator's name where the rule refuses, "_" in place."""
    rule = spec.rule
    positions = spec.argument_positions
    if rule == "none" or all(tangents[at] is None for at in positions) or not any(differentiable(r) for r in results):
        return [None] * len(results)
    if rule == "elementwise":
        result = results[0]
        if result.is_complex() or any(is_complex(tangents[at]) or is_complex(values[at]) for at in positions):
            rule = "transposed"
        else:
            return [joined(spec, diagonal(spec, values, tangents, results), values)]
    if rule == "constant":
        return [ops.zeros_like(r) if differentiable(r) else None for r in results]
    if rule == "symmetric":
        return [symmetric(spec, values, tangents, results)]
    if rule == "linear":
        return linear(spec, values, tangents, positions)
    if rule == "multilinear":
        return [joined(spec, multilinear(spec, values, tangents, positions), values)]
    if rule == "transposed":
        return transposed_tangents(spec, values, tangents, results)
    if rule == "transposed_at_zero":
        return transposed(spec, values, tangents, results, ops.zeros_like)
    if rule == "refused":
        raise NotImplementedError(f"Trying to use forward AD with aten::{spec.name}{suffix} that does not support it.")
    if rule == "unwritten":
        raise NotImplementedError(
            f"Trying to use forward AD with {spec.name}{suffix} that does not support it because it has not been implemented yet.\nPlease file an issue "
            "to PyTorch at https://github.com/pytorch/pytorch/issues/new?template=feature-request.yml so that we can prioritize its implementation"
            + ("." if suffix else " or submit a PR adding the implementation to derivatives.yaml")
        )
    from . import forward_rules

    return getattr(forward_rules, rule)(spec, values, tangents, results)


def linear(spec, values, tangents, positions):
    """The operator applied to the tangents."""
    given = list(values)
    for at in positions:
        if tangents[at] is None:
            given[at] = zeros_for(values[at])
        elif isinstance(tangents[at], list):
            given[at] = [zeros_for(v) if t is None else t for v, t in zip(values[at], tangents[at])]
        else:
            given[at] = tangents[at]
    answer = run_row(spec, given)
    return list(answer) if isinstance(answer, tuple) else [answer]


def multilinear(spec, values, tangents, positions):
    """The product rule."""
    total = None
    for at in positions:
        if tangents[at] is not None:
            given = list(values)
            given[at] = tangents[at]
            part = run_row(spec, given)
            total = part if total is None else total + part
    return total


def diagonal(spec, values, tangents, results):
    """The sum of the derivatives along each argument, elementwise and real."""
    result = results[0]
    total = None
    for k, at in enumerate(spec.argument_positions):
        tangent = tangents[at]
        if tangent is not None:
            if tangent.shape != result.shape:
                tangent = tangent.expand(result.shape)
            if values[at].dtype is not result.dtype:
                tangent = tangent.to(result.dtype)
            part = evaluate_vjp(spec, values, results, (k,), (tangent,))[k]
            if part is not None and part.dtype is not result.dtype and values[at].dtype is not result.dtype:
                part = part.to(result.dtype)
            if part is not None:
                total = part if total is None else total + part
    return total


def symmetric(spec, values, tangents, results):
    """The vector-Jacobian product of the one argument with its tangent."""
    (at,) = spec.argument_positions
    complex_ = is_complex(values[at])
    tangent = ops.conj_physical(tangents[at]) if complex_ else tangents[at]
    if tangent.dtype is not results[0].dtype and values[at].dtype is not results[0].dtype:
        tangent = tangent.to(results[0].dtype)
    part = evaluate_vjp(spec, values, results, (0,), (tangent,))[0]
    return ops.conj_physical(part) if complex_ else part


def transposed_tangents(spec, values, tangents, results):
    """The ``transposed`` rule. The vector is of ones and not of zeros: a formula may take their logarithms."""
    return transposed(spec, values, tangents, results, ops.ones_like)


def transposed(spec, values, tangents, results, like):
    """The vector-Jacobian product of the vector-Jacobian product."""
    recording = is_grad_enabled()
    set_grad_enabled(True)
    try:
        covectors, grads = [], []
        for i, result in enumerate(results):
            if differentiable(result) and i not in spec.nondiff_outputs:
                grads.append(like(result.detach()))
                grads[-1].requires_grad = True
                covectors.append(grads[-1])
            else:
                covectors.append(None)
        wanted = [k for k, at in enumerate(spec.argument_positions) if tangents[at] is not None]
        products = evaluate_vjp(spec, values, results, wanted, grads)
        keep = recording and (requires_grad(values) or requires_grad(tangents))
        roots, along = [], []
        for k in wanted:
            product, tangent = products[k], tangents[spec.argument_positions[k]]
            if product is None:
                continue
            pairs = zip(product, tangent) if isinstance(tangent, list) else ((product, tangent),)
            for p, t in pairs:
                if p is not None and t is not None and p.requires_grad:
                    if t.dtype is not p.dtype:
                        t = t.to(p.dtype)
                    roots.append(edge_of(p))
                    along.append(t if t.shape == p.shape else t.expand(p.shape))
        if not roots:
            return [None if c is None else ops.zeros_like(c.detach()) for c in covectors]
        inputs = [edge_of(c) for c in covectors if c is not None]
        answers = iter(run_backward(roots, along, keep, keep, inputs, False))
        answers = [None if c is None else next(answers) for c in covectors]
        return [ops.zeros_like(c.detach()) if a is None and c is not None else a for a, c in zip(answers, covectors)]
    finally:
        set_grad_enabled(recording)


class Apart(CustomNode):
    """The history of a tangent that does not depend on arguments which require gradients: zeros for those."""

    def run_backward(self, grads):
        return [grads[0], *[None if x is None else ops.zeros_like(x) for x in self.arguments]]


Apart.__name__ = Apart.__qualname__ = "AddBackward0"


def joined(spec, tangent, values):
    """`tangent`, made to require gradients where an argument of a nonlinear row does, whichever terms of its derivative are there."""
    if tangent is None or not is_grad_enabled() or tangent.requires_grad or not spec.reads_tensors:
        return tangent
    arguments = [values[at] for at in spec.argument_positions if isinstance(values[at], TensorBase) and values[at].requires_grad]
    if not arguments:
        return tangent
    node = Apart()
    CustomNode.set_edges(node, [tangent, *arguments])
    node.arguments = [x.detach() for x in arguments]
    made = fresh_alias(tangent)
    share_cell(made, tangent)
    CustomNode.attach(node, made)
    return made


# Parts.


def differentiable(tensor):
    return tensor.dtype.is_floating_point or tensor.dtype.is_complex


def is_complex(value):
    return isinstance(value, TensorBase) and value.dtype.is_complex or isinstance(value, complex)


def requires_grad(values):
    """Whether a tensor among the arguments requires gradients."""
    for v in values:
        if isinstance(v, TensorBase):
            if v.requires_grad:
                return True
        elif isinstance(v, list) or isinstance(v, tuple):
            if requires_grad(v):
                return True
    return False


def zeros_for(value):
    """A zero tangent of an argument."""
    if isinstance(value, TensorBase):
        return ops.zeros_like(value)
    if isinstance(value, (tuple, list)):
        return [zeros_for(v) for v in value]
    return None if value is None else 0


def fitted(tangent, result, others):
    """`tangent` in the shape and memory layout of `result`, as a tensor that shares nothing with the tangents in `others`."""
    if tangent.dtype.is_complex and not result.dtype.is_complex:
        tangent = ops.real(tangent)
    if tangent.shape != result.shape:
        tangent = tangent.expand(result.shape)
    if not same_strides(tangent, result):
        if overlaps(result):
            return tangent.clone()
        return ops.empty_strided(result.shape, result.stride(), dtype=tangent.dtype).copy_(tangent)
    for other in others:
        for one in other if isinstance(other, list) else (other,):
            if one is not None and (one is tangent or is_same_storage(one, tangent)):
                return tangent.clone()
    return tangent


def overlaps(tensor):
    """Whether elements share memory, as those of an expanded tensor: then no tangent can be laid out as it is."""
    return any([s == 0 and n > 1 for n, s in zip(tensor.shape, tensor.stride())])


def same_strides(a, b):
    """Whether two tensors of one shape lie in memory alike."""
    if a.is_contiguous() and b.is_contiguous():
        return True
    return all(n == 1 or s == r for n, s, r in zip(a.shape, a.stride(), b.stride()))


def same_layout(a, b):
    """Whether two tensors of one shape use storages of one size alike."""
    if not same_strides(a, b) or a.storage_offset() != b.storage_offset():
        return False
    first, second = a._storage, b._storage
    return (a._array if first is None else first).nbytes == (b._array if second is None else second).nbytes


# Dual tensors.


def make_dual(primal, tangent, level):
    """A view of `primal` with a tangent."""
    if tangent_of(primal, level) is not None:
        raise RuntimeError(
            f"Making a dual Tensor based on a Tensor that already has a forward gradient at the same level {level} is not supported."
        )
    made = ops.view(primal, primal.shape)
    set_tangent(made, level, tangent)
    return made


def set_tangent(tensor, level, tangent):
    """Give a tensor a tangent from outside, in the tensor's memory layout. Raises for one of another shape, or that is dual itself."""
    if tangent_of(tangent, level) is not None:
        raise RuntimeError(f"Setting a forward grad that itself has a forward gradient at the same level{level} is not supported.")
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size "
            f"{list(tensor.shape)} while the given forward gradient is of size {list(tangent.shape)}."
        )
    if not same_layout(tangent, tensor):
        if overlaps(tensor):
            raise RuntimeError(texts.INTERNAL_OVERLAP)
        outside = hide(level)
        try:
            tangent = ops.empty_strided(tensor.shape, tensor.stride(), dtype=tangent.dtype).copy_(tangent)
        finally:
            set_dual_mask(outside)
    put_tangent(tensor, level, tangent)


def unpack_dual(tensor, level):
    """The primal, a view of the tensor without the tangent at a level, and that tangent or None."""
    tangent = tangent_of(tensor, level) if is_forward_enabled() else None
    outside = hide(level)
    try:
        primal = ops._fw_primal(tensor, level)
        if tangent is not None:
            put_tangent(primal, level, None)
    finally:
        set_dual_mask(outside)
    from .._return_types import named_tuple

    return named_tuple("_unpack_dual", ("primal", "tangent"))((primal, tangent))
