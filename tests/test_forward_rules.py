"""The tangents of every differentiable row of the operator table, against its gradients: ``<w, J t> = <J* w, t>`` for random w and t,
where `test_derivatives` holds the right side against finite differences."""
import numpy as np
import pytest
from operator_calls import ROWS, Call
from operator_samples import COMPLEX_UNCHECKED, NO_SECOND, REAL_ONLY, SAMPLES

import pyautograd as torch
from pyautograd.autograd import forward_ad, grad
from pyautograd.autograd.forward_ad import _nested_level, make_dual, unpack_dual

REAL = [k for k in SAMPLES if ROWS[k].forward_rule != "unwritten"]
COMPLEX = [k for k in REAL if k not in REAL_ONLY | COMPLEX_UNCHECKED]
IN_PLACE = [k for k in SAMPLES if "i" in ROWS[k].variants and set("fm") & set(ROWS[k].variants)]


def calls(key, complex_=False):
    return [Call(ROWS[key], s, complex_) for s in SAMPLES[key] if (s.complex if complex_ else s.real)]


def random_like(tensors, seed):
    rng = np.random.default_rng(seed)
    made = []
    for x in tensors:
        values = rng.standard_normal(tuple(x.shape))
        if x.is_complex():
            values = values + 1j * rng.standard_normal(tuple(x.shape))
        made.append(torch.from_numpy(np.asarray(values)).to(x.dtype))
    return made


def floating(made):
    made = made if isinstance(made, (tuple, list)) else (made,)
    return [out for out in made if out.is_floating_point() or out.is_complex()]


def inner(first, second):
    """The real inner product of two lists of tensors; None counts as zero."""
    total = 0.0
    for a, b in zip(first, second, strict=True):
        if a is not None and b is not None:
            total += float(np.real(np.vdot(a.numpy(force=True), b.numpy(force=True))))
    return total


def push(call, points, tangents):
    """The outputs and their tangents at level 0."""
    with forward_ad.dual_level():
        outputs = floating(call(*[make_dual(x, t) for x, t in zip(points, tangents)]))
        parts = [unpack_dual(out) for out in outputs]
    return [p.primal for p in parts], [p.tangent for p in parts]


def check_products(call):
    inputs = call.inputs
    points, along = [x.detach() for x in inputs], random_like(inputs, 1)
    outputs = floating(call(*inputs))
    primals, tangents = push(call, points, along)
    for out, primal, tangent in zip(outputs, primals, tangents, strict=True):
        np.testing.assert_array_equal(primal.numpy(force=True), out.numpy(force=True))
        assert not primal.requires_grad and (tangent is None or not tangent.requires_grad)
        assert tangent is None or tangent.shape == out.shape and tangent.dtype == out.dtype
    for seed in (2, 3):
        weights = random_like(outputs, seed)
        kept = [(out, w) for out, w in zip(outputs, weights) if out.requires_grad]
        if not kept:
            assert all(t is None or not t.numpy(force=True).any() for t in tangents)
            continue
        grads = grad([out for out, _ in kept], inputs, [w for _, w in kept], allow_unused=True, retain_graph=True)
        expected, got = inner(grads, along), inner(weights, tangents)
        scale = max(1.0, abs(expected))
        assert abs(got - expected) <= 1e-9 * scale
    return tangents


@pytest.mark.parametrize("key", REAL)
def test_real(key):
    for call in calls(key):
        check_products(call)


@pytest.mark.parametrize("key", COMPLEX)
def test_complex(key):
    for call in calls(key, True):
        check_products(call)


@pytest.mark.parametrize("key", REAL)
def test_no_grad_and_one_argument_at_a_time(key):
    """The sum of what each input's tangent gives alone, inside ``no_grad``, is what all give together."""
    for call in calls(key):
        points, along = [x.detach() for x in call.inputs], random_like(call.inputs, 1)
        together = push(call, points, along)[1]
        total = [0.0] * len(together)
        for at in range(len(points)):
            with torch.no_grad(), forward_ad.dual_level():
                given = [make_dual(x, t) if i == at else x for i, (x, t) in enumerate(zip(points, along))]
                for i, out in enumerate(floating(call(*given))):
                    tangent = unpack_dual(out).tangent
                    if tangent is not None:
                        total[i] = total[i] + tangent.numpy(force=True)
        for sum_, tangent in zip(total, together, strict=True):
            np.testing.assert_allclose(sum_, 0.0 if tangent is None else tangent.numpy(force=True), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("key", [k for k in REAL if k not in NO_SECOND])
def test_nested(key):
    """Forward over forward, forward over reverse and reverse over forward give one second derivative."""
    for call in calls(key)[:3]:
        points = [x.detach() for x in call.inputs]
        first, second = random_like(points, 1), random_like(points, 2)
        weights = random_like(floating(call(*points)), 3)
        with _nested_level() as outer:
            duals = [make_dual(x, t, level=outer) for x, t in zip(points, first)]
            with _nested_level() as level:
                outputs = floating(call(*[make_dual(x, t, level=level) for x, t in zip(duals, second)]))
                tangents = [unpack_dual(out, level=level).tangent for out in outputs]
            twice = [None if t is None else unpack_dual(t, level=outer).tangent for t in tangents]
        forward_forward = inner(weights, twice)

        leaves = [x.clone().requires_grad_() for x in points]
        tangents = push(call, leaves, second)[1]
        kept = [(t, w) for t, w in zip(tangents, weights) if t is not None and t.requires_grad]
        grads = grad([t for t, _ in kept], leaves, [w for _, w in kept], allow_unused=True) if kept else [None] * len(leaves)
        assert inner(grads, first) == pytest.approx(forward_forward, rel=1e-8, abs=1e-9)

        with forward_ad.dual_level():
            duals = [make_dual(x, t) for x, t in zip(leaves, first)]
            outputs = floating(call(*duals))
            kept = [(out, w) for out, w in zip(outputs, weights) if out.requires_grad]
            grads = grad([out for out, _ in kept], duals, [w for _, w in kept], allow_unused=True) if kept else [None] * len(leaves)
            along = [None if g is None else unpack_dual(g).tangent for g in grads]
        assert inner(along, second) == pytest.approx(forward_forward, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("key", IN_PLACE)
@pytest.mark.parametrize("view", (False, True))
def test_in_place(key, view):
    """``x.op_()`` gives `x`, and the tensor that it is a view of, the tangent that ``op(x)`` has."""
    for call in calls(key):
        x = call.inputs[0]
        if not isinstance(call.args[0], type(call.args[0])) or getattr(call.args[0], "at", None) != 0 or call.sample.pre or call.sample.post:
            continue
        points, along = [x.detach() for x in call.inputs], random_like(call.inputs, 1)
        (out,), (expected,) = push(call, points, along)
        if out.shape != x.shape or out.dtype != x.dtype:
            continue
        method = getattr(torch.Tensor, ROWS[key].name + "_")
        with forward_ad.dual_level():
            duals = [make_dual(p.clone(), t.clone()) for p, t in zip(points, along)]
            target = duals[0]
            if view:
                base = torch.zeros((2, *x.shape), dtype=x.dtype)
                base[1] = duals[0]
                target = base[1]
            duals[0] = target
            args = [call.fill(a, duals) for a in call.args]
            assert method(*args, **{n: call.fill(a, duals) for n, a in call.kwargs.items()}) is target
            primal, tangent = unpack_dual(target)
            np.testing.assert_allclose(primal.numpy(force=True), out.numpy(force=True))
            np.testing.assert_allclose(tangent.numpy(force=True), np.zeros(x.shape) if expected is None else expected.numpy(force=True), rtol=1e-10, atol=1e-12)
            if view:
                whole = unpack_dual(base).tangent
                np.testing.assert_array_equal(whole[1].numpy(force=True), tangent.numpy(force=True))
                assert not whole[0].numpy(force=True).any()
