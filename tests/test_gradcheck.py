"""gradcheck and gradgradcheck, held against PyTorch's verdicts and error texts (golden/gradcheck.json).

``python tests/test_gradcheck.py`` records the golden file again; it needs torch.
"""
import json
import os
import re
import sys
import warnings

import pytest

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden", "gradcheck.json")
RECORDING = __name__ == "__main__"

if RECORDING:
    import torch
else:
    import pyautograd as torch

gradcheck, gradgradcheck, Function = torch.autograd.gradcheck, torch.autograd.gradgradcheck, torch.autograd.Function


def real(*shape):
    """1, 2, 3, ... as float64 that requires gradients."""
    n = 1
    for size in shape:
        n *= size
    return torch.arange(1.0, n + 1, dtype=torch.float64).reshape(shape).requires_grad_()


def cplx():
    return torch.tensor([1 + 2j, 3 - 1j], dtype=torch.complex128).requires_grad_()


def single():
    return torch.ones(2, requires_grad=True)


class Triple(Function):
    """Twice x, with a derivative of three."""

    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * 3


class ForwardOff(Function):
    """Twice x, right backwards, wrong in forward mode."""

    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * 2

    @staticmethod
    def jvp(ctx, tangent):
        return tangent * 5


class Pair(Function):
    """x * y and x + y, with a forward rule of its own."""

    @staticmethod
    def forward(ctx, x, y, n):
        ctx.save_for_backward(x, y)
        ctx.save_for_forward(x, y)
        return x * y * n, x + y

    @staticmethod
    def backward(ctx, first, second):
        x, y = ctx.saved_tensors
        return first * 3 * y + second, first * 3 * x + second, None

    @staticmethod
    def jvp(ctx, x_tangent, y_tangent, n):
        x, y = ctx.saved_tensors
        return 3 * (x_tangent * y + y_tangent * x), x_tangent + y_tangent


class UndefinedTangent(Function):
    """A forward rule that is wrong where one tangent is undefined."""

    @staticmethod
    def forward(ctx, x, y):
        ctx.set_materialize_grads(False)
        return x + y

    @staticmethod
    def backward(ctx, grad):
        return grad, grad

    @staticmethod
    def jvp(ctx, x_tangent, y_tangent):
        if x_tangent is None:
            return y_tangent
        return x_tangent * 2 if y_tangent is None else x_tangent + y_tangent


class Wavering(Function):
    calls = [0]

    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        Wavering.calls[0] += 1
        return grad * (2 + 1e-8 * Wavering.calls[0])


class Constant(Function):
    """A derivative that ignores the output's gradient."""

    @staticmethod
    def forward(ctx, x):
        return x.sum() * 1

    @staticmethod
    def backward(ctx, grad):
        return torch.ones(2, dtype=torch.float64)


class NeedsGrad(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        if grad is None:
            raise RuntimeError("no gradient")
        return grad * 2


class InventsGrad(NeedsGrad):
    @staticmethod
    def backward(ctx, grad):
        return torch.ones(2, dtype=torch.float64) if grad is None else grad * 2


class ImaginaryOff(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad.real * 2 + 3j * grad.imag


class RealOff(ImaginaryOff):
    @staticmethod
    def backward(ctx, grad):
        return grad.real * 3 + 2j * grad.imag


class AbsOff(Function):
    @staticmethod
    def forward(ctx, x):
        return x.abs()

    @staticmethod
    def backward(ctx, grad):
        return grad + 0j


class SmallErrors(Function):
    """Large derivatives that cancel in the fast mode, each wrong within the tolerance."""

    @staticmethod
    def forward(ctx, x):
        return 1000 * (x[0] - x[1])

    @staticmethod
    def backward(ctx, grad):
        return grad * torch.tensor([1000.9, -999.1], dtype=torch.float64)


class SecondOff(Function):
    """A right first derivative whose own derivative is wrong."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return Triple.apply(grad * x)


def changing(how):
    """A function whose outputs change shape or dtype from call to call."""
    calls = [0]

    def function(x):
        calls[0] += 1
        odd = calls[0] % 2
        if how == "shape":
            return x[:1] * 2 if odd else x * 2
        return (x * 2).float() if odd else x * 2

    return function


def fails(x):
    raise ValueError("the function's own error")


CASES = {
    # options
    "no mode": lambda: gradcheck(torch.sin, real(2), check_backward_ad=False),
    "batched without backward": lambda: gradcheck(torch.sin, real(2), check_backward_ad=False, check_forward_ad=True, check_batched_grad=True),
    "batched forward without forward": lambda: gradcheck(torch.sin, real(2), check_batched_forward_grad=True),
    "no mode, second": lambda: gradgradcheck(torch.sin, real(2), check_rev_over_rev=False),
    "undefined without backward": lambda: gradgradcheck(torch.sin, real(2), check_rev_over_rev=False, check_fwd_over_rev=True),
    "batched second without backward": lambda: gradgradcheck(
        torch.sin, real(2), check_rev_over_rev=False, check_fwd_over_rev=True, check_undefined_grad=False, check_batched_grad=True
    ),
    # inputs and outputs
    "nothing requires grad": lambda: gradcheck(torch.sin, torch.ones(2), raise_exception=False),
    "overlapping": lambda: gradcheck(torch.sin, torch.ones(1, dtype=torch.float64).expand(3).requires_grad_()),
    "shape changes": lambda: gradcheck(changing("shape"), real(3)),
    "dtype changes": lambda: gradcheck(changing("dtype"), real(3)),
    "function fails": lambda: gradcheck(fails, real(2), raise_exception=False),
    "single precision": lambda: gradcheck(lambda x: x * 2, single(), eps=1e-2, atol=1e-2),
    "single precision, too small eps": lambda: gradcheck(lambda x, y: x * y, (torch.tensor([1.0, 2.0]).requires_grad_(), real(2))),
    "half precision": lambda: gradcheck(lambda x: x * 2, torch.ones(2, dtype=torch.float16).requires_grad_(), eps=1e-2, atol=1e-1),
    "no graph, depends": lambda: gradcheck(lambda x: x.detach() * 2, real(2)),
    "no graph, depends, fast": lambda: gradcheck(lambda x: x.detach() * 2, real(2), fast_mode=True),
    "no graph, constant": lambda: gradcheck(lambda x: x.detach() * 0, real(2)),
    "integer outputs": lambda: gradcheck(lambda x: x.sort(), real(3)),
    "a list": lambda: gradcheck(lambda x, y: [x * y, x], [real(2), real(2)]),
    "other arguments": lambda: gradcheck(lambda x, n, s: x * n, (real(2), 3, "a")),
    "0-d": lambda: gradcheck(lambda x: x * 2, real()),
    "empty": lambda: gradcheck(lambda x: x * 2, real(0)),
    "non-contiguous": lambda: gradcheck(lambda x: x.t() @ x, real(3, 2).detach().t().requires_grad_()),
    "in place": lambda: gradcheck(lambda x: (x * 1).mul_(2), real(2)),
    "masked": lambda: gradcheck(lambda x: x * 2, real(2), masked=True),
    # verdicts
    "right": lambda: gradcheck(lambda x, y: (x * y, x.exp().sum()), (real(2), real(2))),
    "right, fast": lambda: gradcheck(lambda x, y: (x * y, x.exp().sum()), (real(2), real(2)), fast_mode=True),
    "wrong": lambda: gradcheck(Triple.apply, real(2)),
    "wrong, told": lambda: gradcheck(Triple.apply, real(2), raise_exception=False),
    "wrong second output": lambda: gradcheck(lambda x, y: (x * y, Triple.apply(y)), (real(2), real(2))),
    "wrong, fast": lambda: gradcheck(Triple.apply, real(2), fast_mode=True),
    "wrong, large": lambda: gradcheck(Triple.apply, real(7)),
    "wrong within tolerance": lambda: gradcheck(SmallErrors.apply, real(2)),
    "wrong within tolerance, fast": lambda: gradcheck(SmallErrors.apply, real(2), fast_mode=True),
    "infinite": lambda: gradcheck(lambda x: x * float("inf"), real(2)),
    "not reentrant": lambda: gradcheck(Wavering.apply, real(2)),
    "not reentrant, tolerated": lambda: gradcheck(Wavering.apply, real(2), nondet_tol=1e-6),
    "ignores grad_output": lambda: gradcheck(Constant.apply, real(2)),
    "undefined gradient refused": lambda: gradcheck(NeedsGrad.apply, real(2)),
    "undefined gradient invented": lambda: gradcheck(InventsGrad.apply, real(2)),
    "undefined gradient not checked": lambda: gradcheck(InventsGrad.apply, real(2), check_undefined_grad=False),
    # complex
    "complex": lambda: gradcheck(lambda x: x * x.conj() + x.abs(), cplx()),
    "complex, fast": lambda: gradcheck(lambda x: x * x.conj() + x.abs(), cplx(), fast_mode=True),
    "wrong imaginary part": lambda: gradcheck(ImaginaryOff.apply, cplx()),
    "wrong imaginary part, fast": lambda: gradcheck(ImaginaryOff.apply, cplx(), fast_mode=True),
    "wrong imaginary part, one output of two, fast": lambda: gradcheck(lambda x, y: (x + y, ImaginaryOff.apply(y)), (cplx(), cplx()), fast_mode=True),
    "wrong real part": lambda: gradcheck(RealOff.apply, cplx()),
    "wrong complex gradient of a real output": lambda: gradcheck(AbsOff.apply, cplx()),
    "wrong complex gradient of a real output, fast": lambda: gradcheck(lambda x: ImaginaryOff.apply(x).abs(), cplx(), fast_mode=True),
    # forward mode
    "forward mode": lambda: gradcheck(lambda x: x.sin() * 2, real(2), check_forward_ad=True, check_batched_forward_grad=True),
    "forward mode, complex": lambda: gradcheck(lambda x: x.sin() * 2, cplx(), check_forward_ad=True),
    "forward mode, wrong": lambda: gradcheck(ForwardOff.apply, real(2), check_forward_ad=True),
    "forward mode, wrong, complex": lambda: gradcheck(ForwardOff.apply, cplx(), check_forward_ad=True),
    "forward mode, wrong, fast": lambda: gradcheck(ForwardOff.apply, real(2), check_forward_ad=True, fast_mode=True),
    "forward mode alone": lambda: gradcheck(lambda x, y: (x * y, y.exp().sum()), (real(2), real(2)), check_forward_ad=True, check_backward_ad=False),
    "forward mode, fast": lambda: gradcheck(lambda x, y: (x * y, y.exp().sum()), (real(2), real(2)), check_forward_ad=True, fast_mode=True),
    "forward mode, complex, fast": lambda: gradcheck(lambda x: x.sin() * x.conj().exp(), cplx(), check_forward_ad=True, fast_mode=True),
    "forward mode, complex to real": lambda: gradcheck(lambda x: x.abs() + x.imag, cplx(), check_forward_ad=True),
    "forward mode, real to complex": lambda: gradcheck(lambda x: x * (1 + 2j), real(2), check_forward_ad=True),
    "forward mode, integer outputs": lambda: gradcheck(lambda x: x.sort(), real(3), check_forward_ad=True, check_batched_forward_grad=True),
    "forward mode, other arguments": lambda: gradcheck(lambda x, y, n, s: x * n * y, (real(2), real(2).detach(), 3, "a"), check_forward_ad=True),
    "forward mode, no graph, depends": lambda: gradcheck(lambda x: x.detach() * 2, real(2), check_forward_ad=True, check_backward_ad=False),
    "forward mode, in place": lambda: gradcheck(lambda x: (x * 1).mul_(x), real(2), check_forward_ad=True),
    "forward mode, 0-d and empty": lambda: gradcheck(lambda x, y: (x * 2, y * x), (real(), real(0)), check_forward_ad=True),
    "forward mode, no rule": lambda: gradcheck(Triple.apply, real(2), check_forward_ad=True, check_backward_ad=False),
    "forward mode, no rule, fast": lambda: gradcheck(NeedsGrad.apply, real(2), check_forward_ad=True, check_backward_ad=False, fast_mode=True),
    "forward mode, own rule": lambda: gradcheck(Pair.apply, (real(2), real(2), 3), check_forward_ad=True, check_batched_forward_grad=True),
    "forward mode, own rule, fast": lambda: gradcheck(Pair.apply, (real(2), real(2), 3), check_forward_ad=True, fast_mode=True),
    "forward mode, own rule, one input": lambda: gradcheck(Pair.apply, (real(2), real(2).detach(), 3), check_forward_ad=True),
    "forward mode, own rule within": lambda: gradcheck(lambda x, y: Pair.apply(x.sin(), x * y, 3)[0].exp(), (real(2), real(2)), check_forward_ad=True),
    "forward mode, undefined tangent": lambda: gradcheck(UndefinedTangent.apply, (real(2), real(2)), check_forward_ad=True, check_backward_ad=False),
    "forward mode, undefined tangent not checked": lambda: gradcheck(
        UndefinedTangent.apply, (real(2), real(2)), check_forward_ad=True, check_backward_ad=False, check_undefined_grad=False
    ),
    # second derivatives
    "second": lambda: gradgradcheck(lambda x: x.sin() * x, real(2)),
    "second of linear": lambda: gradgradcheck(lambda x: x * 2, real(2)),
    "second, given grad_outputs": lambda: gradgradcheck(lambda x: x**3, real(2), torch.ones(2, dtype=torch.float64)),
    "second, non-contiguous": lambda: gradgradcheck(lambda x: x**3, real(2, 2), gen_non_contig_grad_outputs=True),
    "second, complex": lambda: gradgradcheck(lambda x: x * x.conj() * x, cplx()),
    "second, fast": lambda: gradgradcheck(lambda x: x.sin() * x, real(2), fast_mode=True),
    "second, batched": lambda: gradgradcheck(lambda x: x.sin() * x, real(2), check_batched_grad=True),
    "second, forward over reverse": lambda: gradgradcheck(lambda x: x.sin() * x, real(2), check_fwd_over_rev=True),
    "second, forward over reverse alone": lambda: gradgradcheck(
        lambda x, y: (x.sin() * y, x @ y), (real(2), real(2)), check_fwd_over_rev=True, check_rev_over_rev=False, check_undefined_grad=False
    ),
    "second, forward over reverse, fast": lambda: gradgradcheck(lambda x: x.sin() * x, real(2), check_fwd_over_rev=True, fast_mode=True),
    "second, forward over reverse, complex": lambda: gradgradcheck(lambda x: x * x.conj() * x, cplx(), check_fwd_over_rev=True),
    "second, wrong": lambda: gradgradcheck(SecondOff.apply, real(2), torch.ones(2, dtype=torch.float64)),
}


def outcome(name):
    """[verdict or error, texts of warnings] of a case."""
    Wavering.calls[0] = 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            text = repr(CASES[name]())
        except Exception as error:  # noqa: BLE001  whatever PyTorch raises is what is compared
            text = f"{type(error).__name__}: {error}"
    messages = [f"{w.category.__name__}: {w.message}" for w in caught if issubclass(w.category, UserWarning)]
    return [text, messages]


def close_text(got, expected):
    """The same text, its numbers equal to six digits."""
    number = re.compile(r"\d+\.\d{6,}")
    same = number.sub("#", got) == number.sub("#", expected)
    pairs = zip(number.findall(got), number.findall(expected))
    return same and all(abs(float(a) - float(b)) <= 1e-6 * max(1.0, abs(float(b))) for a, b in pairs)


def golden():
    if RECORDING:
        return {}
    with open(GOLDEN, encoding="utf-8") as file:
        return json.load(file)


@pytest.mark.parametrize("name, expected", golden().items(), ids=lambda value: value if isinstance(value, str) else "")
def test_as_recorded_from_torch(name, expected):
    got, messages = outcome(name)
    assert close_text(got, expected[0]), f"got\n{got}\nexpected\n{expected[0]}"
    assert messages == expected[1]


def test_every_case_is_recorded():
    assert set(golden()) == set(CASES)


def test_inputs_are_restored():
    x = real(3)
    before = x.tolist()
    assert gradcheck(lambda x: x.exp(), x)
    assert x.tolist() == before and x.grad is None and x._version == 0
    with pytest.raises(ZeroDivisionError):
        gradcheck(lambda x: x * (1 / 0) if x.tolist() != before else x * 2, x)
    assert x.tolist() == before


def test_error_type():
    from pyautograd.autograd.gradcheck import GradcheckError

    assert issubclass(GradcheckError, RuntimeError)
    with pytest.raises(GradcheckError):
        gradcheck(Triple.apply, real(2))


def test_gradcheck_stays_a_function():
    import importlib

    importlib.import_module("pyautograd.autograd.gradcheck")
    assert callable(torch.autograd.gradcheck)


@pytest.mark.parametrize("fast, factor", [(False, 1.01), (True, 1.2)])
def test_a_wrong_entry_anywhere_is_found(fast, factor):
    """The fast mode weighs entries with random numbers: it misses small errors where both weights are small, as PyTorch does."""

    class OneOff(Function):
        @staticmethod
        def forward(ctx, x, where):
            ctx.where = where
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            grad = grad * 2
            grad[ctx.where] = grad[ctx.where] * factor
            return grad, None

    for where in range(6):
        assert not gradcheck(OneOff.apply, (real(6), where), raise_exception=False, fast_mode=fast)


if RECORDING:
    results = {name: outcome(name) for name in CASES}
    with open(GOLDEN, "w", encoding="utf-8") as file:
        json.dump(results, file, indent=0, ensure_ascii=False)
        file.write("\n")
    for name, (text, messages) in results.items():
        print(f"{name}: {text[:100]!r} {[m[:40] for m in messages]}")
    sys.exit()
