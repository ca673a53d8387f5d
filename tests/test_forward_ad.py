"""Forward mode: dual tensors and their tangents (golden/forward_ad.json holds PyTorch's outcomes).

``python tests/test_forward_ad.py`` records the golden file again; it needs torch.
"""
import gc
import sys
import threading
import weakref

import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
    from torch.autograd import forward_ad
else:
    import pyautograd as torch
    from pyautograd.autograd import forward_ad

make_dual, unpack_dual = forward_ad.make_dual, forward_ad.unpack_dual
recorder = Recorder("forward_ad")
case = recorder.case


def primal():
    return torch.tensor([1.0, 2.0, 3.0])


def direction():
    return torch.tensor([1.0, 0.5, 2.0])


def push(function):
    """Primal and tangent of a function of one dual tensor."""
    with forward_ad.dual_level():
        return tuple(unpack_dual(function(make_dual(primal(), direction()))))


for _name, _function in {
    "itself": lambda d: d,
    "times a number": lambda d: d * 3,
    "square": lambda d: (d * d).sum(),
    "with a constant": lambda d: d.sin() * primal(),
    "sign": lambda d: d.sign(),
    "constant": lambda d: primal(),
    "detached": lambda d: d.detach(),
    "softmax": lambda d: d.softmax(0),
    "dot": lambda d: d @ d,
    "complex": lambda d: (d + 1j * d).abs(),
    "cat": lambda d: torch.cat([d, d])[2:],
    "matrix": lambda d: d.view(3, 1) @ d.view(1, 3),
    "max": lambda d: d.max(),
    "sort": lambda d: d.sort(descending=True)[0],
    "where": lambda d: torch.where(d > 1.5, d * 2, d * 5),
    "index": lambda d: d[torch.tensor([2, 0, 0])],
    "log_softmax": lambda d: d.log_softmax(0),
    "std": lambda d: d.std(),
    "double": lambda d: d.double() * 2,
    "integer": lambda d: d.long(),
}.items():
    case(f"tangent of {_name}")(lambda function=_function: push(function))


@case("two dual tensors")
def _():
    with forward_ad.dual_level():
        a, b = make_dual(primal(), direction()), make_dual(primal() * 2, direction() * 3)
        return unpack_dual(a * b).tangent, unpack_dual(a + b).tangent, unpack_dual(b * 2).tangent


@case("written into a part of a tensor")
def _():
    with forward_ad.dual_level():
        y = torch.ones(3)
        y[0:2] = make_dual(primal(), direction())[1:]
        return tuple(unpack_dual(y * y))


@case("a new tangent hides the old one")
def _():
    with forward_ad.dual_level():
        d = make_dual(primal(), direction())
        return unpack_dual(make_dual((d * 2).detach(), torch.ones(3)) * 5).tangent


@case("after the level")
def _():
    with forward_ad.dual_level():
        d = make_dual(primal(), direction())
    before = unpack_dual(d).tangent
    with forward_ad.dual_level():
        return before, unpack_dual(d).tangent


@case("reverse over forward")
def _():
    w = torch.full((3,), 2.0, requires_grad=True)
    with forward_ad.dual_level():
        d = make_dual(primal(), direction())
        tangent = unpack_dual((w * w * d).sum()).tangent
        return tangent.requires_grad, torch.autograd.grad(tangent, w)


@case("forward over reverse")
def _():
    x = primal().requires_grad_()
    with forward_ad.dual_level():
        y = (make_dual(x, direction()) ** 3).sum()
        (g,) = torch.autograd.grad(y, x, create_graph=True)
        return unpack_dual(g).tangent.detach()


class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.save_for_forward(x)
        ctx.save_for_backward(x)
        ctx.k = k
        return x * x * k

    @staticmethod
    def backward(ctx, g):
        return g * 2 * ctx.saved_tensors[0] * ctx.k, None

    @staticmethod
    def jvp(ctx, t, k):
        return 20 * t.detach() * ctx.saved_for_forward[0].detach() * ctx.k


class Reverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 2


@case("jvp of a Function")
def _():
    return push(lambda d: Scaled.apply(d, 5)), push(lambda d: Scaled.apply(Scaled.apply(d, 5) * 2, 1))


@case("Function without jvp")
def _():
    return push(Reverse.apply)


@case("Function without jvp, on a tensor that is not dual")
def _():
    return push(lambda d: Reverse.apply(primal()))


@case("make_dual outside a level")
def _():
    make_dual(primal(), direction())


@case("unpack_dual outside a level")
def _():
    return unpack_dual(primal())


@case("another shape")
def _():
    with forward_ad.dual_level():
        make_dual(primal(), torch.ones(2))


@case("integer primal")
def _():
    with forward_ad.dual_level():
        make_dual(torch.arange(2), torch.ones(2))


@case("integer tangent")
def _():
    with forward_ad.dual_level():
        make_dual(torch.ones(2), torch.arange(2))


@case("no tensor")
def _():
    with forward_ad.dual_level():
        unpack_dual(3)


@case("nested levels")
def _():
    with forward_ad.dual_level():
        with forward_ad.dual_level():
            pass


@case("levels by hand")
def _():
    level = forward_ad.enter_dual_level()
    inside = forward_ad._current_level
    forward_ad.exit_dual_level()
    return level, inside, forward_ad._current_level


@case("exit without a level")
def _():
    forward_ad.exit_dual_level()


@case("exit of another level")
def _():
    with forward_ad.dual_level():
        forward_ad.exit_dual_level(level=5)


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


def test_a_level_keeps_no_tangent_alive():
    with forward_ad.dual_level():
        t = direction()
        d = make_dual(primal(), t)
        assert unpack_dual(d).tangent is t
        kept = weakref.ref(t)
        del t
        assert kept() is not None
        del d
        assert kept() is None


def test_a_level_that_ends_drops_the_tangents():
    with forward_ad.dual_level():
        t = direction()
        kept = [make_dual(primal(), t), make_dual(primal(), t) * 2]
        t = weakref.ref(t)
        assert t() is not None
    assert t() is None and unpack_dual(kept[1], level=0).tangent is None


def test_memory_stays_flat():
    def step():
        with forward_ad.dual_level():
            d = make_dual(primal(), direction())
            y = (d.tanh() * d).exp_()
            z = torch.zeros(2, 3)
            z[0] = y
            return unpack_dual((z @ z.t()).sum()).tangent

    def blocks_after(count):
        for _ in range(count):
            step()
        gc.collect()
        return sys.getallocatedblocks()

    before = blocks_after(200)
    assert blocks_after(10_000 if torch.backend == "compiled" else 1_000) - before < 300


def test_levels_belong_to_the_thread():
    def elsewhere():
        found.append(forward_ad._current_level)
        with forward_ad.dual_level() as level:
            found.append(level)
            found.append(unpack_dual(make_dual(primal(), direction()) * 2).tangent.tolist())

    found = []
    with forward_ad.dual_level():
        d = make_dual(primal(), direction())
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert found == [-1, 0, [2.0, 1.0, 4.0]]
        assert unpack_dual(d).tangent.tolist() == direction().tolist()


def test_levels_inside_levels_do_not_mix():
    """``d/dx (x d/dy (x + y))`` is 1: a single level would say 2."""
    with forward_ad._nested_level() as outer:
        x = make_dual(torch.tensor(1.0), torch.tensor(1.0), level=outer)
        with forward_ad._nested_level() as inner:
            assert (outer, inner) == (0, 1)
            y = make_dual(torch.tensor(1.0), torch.tensor(1.0), level=inner)
            along = unpack_dual(x + y, level=inner).tangent
        assert unpack_dual(x * along, level=outer).tangent.item() == 1.0


def test_an_operator_that_fails_leaves_levels_as_they_are():
    with forward_ad.dual_level():
        d = make_dual(primal(), direction())
        for wrong in (lambda: d + torch.ones(2), lambda: d @ torch.ones(2, 2), lambda: d.mul_(torch.ones(2)), lambda: d // 2, lambda: d.view(5)):
            with pytest.raises((RuntimeError, NotImplementedError)):
                wrong()
        assert unpack_dual(d * 2).tangent.tolist() == (2 * direction()).tolist()
        assert unpack_dual(d).tangent.tolist() == direction().tolist()


if RECORDING:
    recorder.record()
