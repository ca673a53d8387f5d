"""Memory stays flat over many steps of each function transform, of forward mode, of `autograd.functional` and of `gradcheck`.

``LIFETIME_STEPS=10000`` takes as many steps of each, in place of a fifth of that.
"""
import gc
import os
import weakref

import pytest
from memory import least_growth

import pyautograd as torch
from pyautograd import func
from pyautograd.autograd import forward_ad, functional, gradcheck, gradgradcheck

POINT = torch.tensor([0.5, -1.0, 2.0])
DOUBLE = torch.tensor([0.5, -1.0], dtype=torch.float64, requires_grad=True)
WEIGHT = torch.ones(3, requires_grad=True)
MODULE = torch.nn.Linear(3, 2)
PARAMETERS = dict(MODULE.named_parameters())
STEPS = {}
MANY = int(os.environ.get("LIFETIME_STEPS", 2000))


def cubes(x):
    return (x * x * x).sum()


def step(share):
    """Register a step; it is taken ``MANY / share`` times in the compiled core."""

    def register(function):
        STEPS[function.__name__] = function, share
        return function

    return register


@step(1)
def grad():
    func.grad(cubes)(POINT)


@step(1)
def grad_of_captured():
    func.grad(lambda x: (x * WEIGHT).sum())(POINT)


@step(1)
def nested_grad():
    func.grad(lambda x: func.grad(cubes)(x).sum())(POINT)


@step(1)
def grad_with_aux():
    func.grad_and_value(lambda x, s: (cubes(x), {"x": x, "s": s.add_(1)}), has_aux=True)(POINT, torch.zeros(1))


@step(1)
def vjp():
    _, pull = func.vjp(lambda x: x.sin(), POINT)
    pull(POINT)
    pull(POINT)


@step(1)
def jvp():
    func.jvp(lambda x: x.sin() * x, (POINT,), (POINT,))


@step(1)
def nested_jvp():
    func.jvp(lambda x: func.jvp(cubes, (x,), (POINT,))[1], (POINT,), (POINT,))


@step(1)
def vmap():
    func.vmap(lambda x: x * 2 + 1)(POINT)


@step(2)
def nested_vmap_of_grad():
    func.vmap(func.vmap(func.grad(lambda x: x * x * x)))(torch.ones(2, 2))


@step(2)
def per_example():
    func.vmap(lambda v: func.jvp(lambda x: torch.zeros(2).copy_(x), (torch.ones(2),), (v,))[1])(torch.ones(2, 2))


@step(2)
def vmap_that_fails():
    with pytest.raises(ValueError):
        func.vmap(lambda x: 3)(POINT)


@step(2)
def captured_change():
    with pytest.raises(RuntimeError, match="captured"):
        func.grad(lambda x: (POINT.add_(1) * x).sum())(POINT)


@step(4)
def jacrev():
    func.jacrev(lambda x: x * x)(POINT)


@step(4)
def jacfwd():
    func.jacfwd(lambda x: x * x)(POINT)


@step(8)
def hessian():
    func.hessian(cubes)(POINT)


@step(4)
def linearize():
    _, push = func.linearize(lambda x: x * x, POINT)
    push(POINT)


@step(4)
def functional_call():
    func.grad(lambda p: func.functional_call(MODULE, p, POINT).sum())(PARAMETERS)


class Cube(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return x**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
        ctx.save_for_forward(*inputs)

    @staticmethod
    def backward(ctx, grad):
        return 3 * ctx.saved_tensors[0] ** 2 * grad

    @staticmethod
    def jvp(ctx, tangent):
        return 3 * ctx.saved_tensors[0] ** 2 * tangent


@step(4)
def functions_of_the_user():
    func.vmap(func.grad(lambda x: Cube.apply(x).sum()))(torch.ones(2, 2))


@step(1)
def dual_numbers():
    with forward_ad.dual_level():
        y = forward_ad.make_dual(POINT, POINT) * POINT
        y.mul_(2)
        forward_ad.unpack_dual(y[0])


@step(1)
def forward_over_reverse():
    with forward_ad.dual_level():
        x = forward_ad.make_dual(WEIGHT, POINT)
        (g,) = torch.autograd.grad(cubes(x), x)
        forward_ad.unpack_dual(g)


@step(1)
def duals_left_open():
    forward_ad.enter_dual_level()
    kept = forward_ad.make_dual(POINT, POINT)
    forward_ad.exit_dual_level()
    kept * 2


@step(4)
def functional_products():
    for product in (functional.vjp, functional.jvp, functional.vhp, functional.hvp):
        product(cubes, POINT, torch.ones(()) if product is functional.vjp else POINT)


@step(8)
def functional_matrices():
    functional.jacobian(lambda x: x * x, POINT, create_graph=True)
    functional.jacobian(lambda x: x * x, POINT, vectorize=True)
    functional.jacobian(lambda x: x * x, POINT, vectorize=True, strategy="forward-mode")
    functional.hessian(cubes, POINT)


@step(16)
def checked():
    assert gradcheck(torch.sin, (DOUBLE,), check_forward_ad=True, check_batched_grad=True)


@step(16)
def checked_fast():
    assert gradcheck(torch.sin, (DOUBLE,), fast_mode=True)


@step(32)
def checked_twice():
    assert gradgradcheck(torch.sin, (DOUBLE,), check_fwd_over_rev=True)


@step(32)
def checked_and_failed():
    assert not gradcheck(lambda x: x.detach() * x, (DOUBLE,), raise_exception=False)


@pytest.mark.parametrize("name", list(STEPS))
def test_memory_stays_flat(name):
    step, share = STEPS[name]
    steps = MANY // share if torch.backend == "compiled" else 64 // min(share, 16)
    limit = min(16 * 1024, steps * 100 + 2048)  # a tensor that is kept takes some 200 bytes, its data as many again
    assert least_growth(step, max(steps // 8, 8) + 4, steps, limit) < limit


@pytest.mark.parametrize("transform", ["grad", "vjp", "jvp", "vmap", "jacrev", "linearize"])
def test_nothing_is_left_of_a_transform(transform):
    seen = []

    def f(x):
        y = x * 2
        seen.extend([weakref.ref(x), weakref.ref(y)])
        return y.sum()

    call = {
        "grad": lambda: func.grad(f)(POINT), "vjp": lambda: func.vjp(f, POINT), "jvp": lambda: func.jvp(f, (POINT,), (POINT,)),
        "vmap": lambda: func.vmap(f)(torch.ones(2, 3)), "jacrev": lambda: func.jacrev(f)(POINT), "linearize": lambda: func.linearize(f, POINT),
    }[transform]  # fmt: skip
    call()
    gc.collect()
    assert [r() for r in seen] == [None] * len(seen) and seen


def test_an_error_leaves_no_level_behind():
    def fail(x):
        raise KeyError("mine")

    for call in (lambda: func.grad(fail)(POINT), lambda: func.jvp(fail, (POINT,), (POINT,)), lambda: func.vmap(fail)(POINT), lambda: func.vjp(fail, POINT)):
        with pytest.raises(KeyError):
            call()
    assert torch._C._functorch.maybe_current_level() is None
    POINT.clone().add_(1).requires_grad_()
    with forward_ad.dual_level():
        pass
