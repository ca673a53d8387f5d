"""Arguments of ``backward`` and ``grad``, what is accumulated, and what is refused (golden/engine_calls.json holds PyTorch's outcomes).

``python tests/test_engine_calls.py`` records the golden file again; it needs torch.
"""

import warnings

import pytest
from recorded import RECORDING, Recorder, leaf_maker, outcome, torch

recorder = Recorder("engine_calls")
case, leaf = recorder.case, leaf_maker(torch)


def vector(*values):
    return torch.tensor(list(values), requires_grad=True)


# Arguments and accumulation.


@case("no gradient given, no inputs, no outputs")
def _():
    x = leaf()
    return (
        outcome(lambda: torch.autograd.grad(x * 2, x)),
        outcome(lambda: torch.autograd.grad((x * 2).sum(), [])),
        outcome(lambda: torch.autograd.grad((x * 2).sum(), None)),
        outcome(lambda: torch.autograd.grad([], x)),
        outcome(lambda: torch.autograd.backward([])),
        outcome(lambda: torch.autograd.backward((x * 2).sum(), inputs=[])),
    )


@case("unused inputs")
def _():
    x, w = (leaf(), leaf())
    y = (x * 2).sum()
    G = torch.autograd.grad
    return (
        outcome(lambda: G(y, w, retain_graph=True)),
        G(y, w, allow_unused=True, retain_graph=True),
        G(y, w, materialize_grads=True, retain_graph=True),
        outcome(lambda: G(y, w, allow_unused=False, materialize_grads=True)),
        outcome(lambda: G(y, torch.ones(2), retain_graph=True)),
        outcome(lambda: G(y, torch.ones(2), allow_unused=True, retain_graph=True)),
    )


@case("too few, too many and wrong gradients")
def _():
    x = leaf()
    return (
        outcome(lambda: torch.autograd.grad((x * 2, x * 3), x, (torch.ones(2),))),
        outcome(lambda: torch.autograd.grad((x * 2,), x, (torch.ones(2), torch.ones(2)))),
        outcome(lambda: torch.autograd.grad(x * 2, x, torch.ones(3))),
        outcome(lambda: torch.autograd.grad(x * 2, x, 1.0)),
        outcome(lambda: torch.autograd.grad(x * 2, x, [1.0])),
    )


@case("inputs in a dict")
def _():
    x, w = (leaf(), leaf())
    return (
        torch.autograd.grad((x * w).sum(), {"x": x, "w": w}, retain_graph=True),
        outcome(lambda: torch.autograd.grad((x * w).sum(), __import__("types").MappingProxyType({"x": x}))),
        (x * w).sum().backward(inputs={"a": x}),
        x.grad,
        w.grad,
    )


@case("a non-leaf as the input of backward")
def _():
    x = leaf()
    y = x * 2
    z = y * 3
    z.sum().backward(inputs=[y])
    return (x.grad, y.grad)


@case("what backward refuses")
def _():
    x = leaf()
    y = x * 2
    return (
        outcome(lambda: y.backward()),
        outcome(lambda: y.backward(1.0)),
        outcome(lambda: y.backward(torch.ones(3))),
        outcome(lambda: y.backward(gradient=torch.ones(2))),
        x.grad,
        outcome(lambda: torch.ones(2).backward()),
        outcome(lambda: torch.autograd.backward(torch.ones(1))),
    )


@case("a grad that requires gradients")
def _():
    x = leaf()
    x.grad = torch.ones(2, requires_grad=True)
    g = x.grad
    return (outcome(lambda: (x * 2).sum().backward()), x.grad is g)


@case("what may be assigned to grad")
def _():
    x = leaf()

    def s(v):

        def f():
            x.grad = v

        return outcome(f)

    return (s(1), s(torch.ones(3)), s(torch.ones(2, dtype=torch.float64)), s(None), s(x), s(torch.ones(2)), x.grad)


@case("a leaf changed in no_grad")
def _():
    x = leaf()
    y = x * 2
    with torch.no_grad():
        x.add_(1)
    y.sum().backward()
    return x.grad


@case("a leaf changed in place")
def _():
    x = leaf()
    return (outcome(lambda: x.add_(1)), outcome(lambda: x[0].mul_(2)), outcome(lambda: x.zero_()), outcome(lambda: x.__setitem__(0, 1.0)))


@case("requires_grad turned off after the graph was made")
def _():
    x = leaf()
    y = x * 2
    x.requires_grad_(False)
    y.sum().backward()
    return x.grad


@case("results of integers")
def _():
    x = leaf()
    return (outcome(lambda: (x * 2).long().sum().backward()), outcome(lambda: x.argmax().backward()), (x > 0).requires_grad)


@case("a half leaf in a float graph")
def _():
    x = torch.ones(2, dtype=torch.float16, requires_grad=True)
    (x.float() * 2).sum().backward()
    return x.grad


@case("float and double")
def _():
    x = leaf()
    w = torch.ones(2, dtype=torch.float64, requires_grad=True)
    (x * w).sum().backward()
    return (x.grad, w.grad)


@case("broadcast leaves")
def _():
    x = torch.ones(1, requires_grad=True)
    w = torch.ones(3, 2, requires_grad=True)
    (x * w).sum().backward()
    return (x.grad, w.grad)


@case("leaves after an error inside backward")
def _():
    x, w = (leaf(), leaf())

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            raise KeyError("k")

    y = (w * 3).sum() + F.apply(x).sum()
    return (outcome(lambda: y.backward()), x.grad, w.grad)


@case("three derivatives")
def _():
    x = vector(2.0, 3.0)
    y = (x**3).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    (k,) = torch.autograd.grad(h.sum(), x)
    return (g, h, k)


@case("the same input twice")
def _():
    x = leaf()
    y = (x * x).sum()
    return torch.autograd.grad(y, [x, x])


@case("the same output twice")
def _():
    x = leaf()
    y = (x * x).sum()
    return torch.autograd.grad([y, y], x)


@case("several roots")
def _():
    x = leaf()
    a = (x * 2).sum()
    b = x * 3
    torch.autograd.backward([a, b], [None, torch.ones(2)])
    return (
        x.grad,
        outcome(lambda: torch.autograd.backward([a, b])),
        outcome(lambda: torch.autograd.backward((x * 2,), (torch.ones(2), torch.ones(2)))),
    )


@case("grad_variables")
def _():
    x = leaf()
    torch.autograd.backward(x * 2, grad_variables=torch.ones(2))
    return (x.grad, outcome(lambda: torch.autograd.backward(x * 2, torch.ones(2), grad_variables=torch.ones(2))))


@case("only_inputs")
def _():
    x = leaf()
    return torch.autograd.grad((x * 2).sum(), x, only_inputs=False)


@case("a gradient given that requires gradients")
def _():
    x = leaf()
    v = leaf()
    (g,) = torch.autograd.grad(x * x, x, v, create_graph=True)
    return torch.autograd.grad(g.sum(), v)


@case("None among the gradients given")
def _():
    x = leaf()
    return torch.autograd.grad([(x * 2).sum(), (x * 3).sum()], x, [None, torch.tensor(2.0)])


@case("gradients of another dtype")
def _():
    x = leaf()
    return (
        outcome(lambda: torch.autograd.grad(x * 2, x, torch.ones(2, dtype=torch.complex64))),
        outcome(lambda: (x * 2).backward(torch.ones(2, dtype=torch.float64))),
        x.grad,
    )


@case("out= and gradients")
def _():
    x = leaf()
    return (outcome(lambda: torch.add(x, x, out=torch.ones(2))), outcome(lambda: torch.add(torch.ones(2), 1, out=x)))


@case("items assigned")
def _():
    x = leaf()
    b = torch.zeros(3)
    b[1:] = x * 2
    b.sum().backward()
    return (x.grad, b.requires_grad, b.grad_fn.name())


@case("an expanded tensor changed in place")
def _():
    return (outcome(lambda: torch.ones(1).expand(3).add_(1)), outcome(lambda: torch.ones(1).expand(3).mul_(leaf()[0])))


@case("backward in no_grad")
def _():
    x = leaf()
    y = (x * 2).sum()
    with torch.no_grad():
        y.backward()
    return x.grad


@case("backward in inference_mode")
def _():
    x = leaf()
    y = (x * x).sum()
    with torch.inference_mode():
        r = outcome(lambda: y.backward())
    return (r, x.grad, x.grad.is_inference() if x.grad is not None else None)


# Complex numbers.


@case("a real function of a complex number")
def _():
    z = torch.tensor([1 + 2j], requires_grad=True)
    (z.abs() ** 2).sum().backward()
    g = z.grad.clone()
    z.grad = None
    (z * z.conj()).real.sum().backward()
    return (g, z.grad)


@case("complex outputs")
def _():
    z = torch.tensor(1 + 2j, requires_grad=True)
    return (
        outcome(lambda: (z * z).backward()),
        outcome(lambda: torch.autograd.grad(z * z, z)),
        outcome(lambda: (z * z).backward(torch.tensor(1.0))),
        outcome(lambda: torch.autograd.grad(z * z, z, torch.tensor(1 + 0j))),
    )


@case("a real leaf in a complex graph")
def _():
    x = leaf()
    z = torch.complex(x, x)
    (z * (1 + 2j)).sum().backward(torch.tensor(1 + 0j))
    return x.grad


@case("a real leaf times complex numbers")
def _():
    x = leaf()
    w = torch.tensor([1j, 2j])
    (x * w).sum().backward(torch.tensor(1 + 1j))
    return x.grad


@case("a complex gradient of a real leaf")
def _():
    x = leaf()
    y = x.to(torch.complex64)
    (y * (1 + 3j)).sum().backward(torch.tensor(1 + 0j))
    return x.grad


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


@pytest.mark.parametrize(
    "conversion",
    [
        lambda z: z.to(torch.float32), lambda z: z.double(), lambda z: z.int(), lambda z: z.half(), lambda z: torch.zeros(2).copy_(z),
        lambda z: torch.zeros(()).fill_(z[0]), lambda z: z.sum(dtype=torch.float32), lambda z: z.cumsum(0, dtype=torch.float32),
    ],
)  # fmt: skip
def test_a_conversion_to_real_warns_once(conversion):
    z = torch.tensor([1 + 2j, 3])
    torch.set_warn_always(True)
    try:
        with pytest.warns(UserWarning, match="^Casting complex values to real discards the imaginary part$"):
            conversion(z)
    finally:
        torch.set_warn_always(False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        conversion(z)


def test_what_converts_nothing_does_not_warn():
    z = torch.tensor([1 + 2j, 3], requires_grad=True)
    torch.set_warn_always(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            z.real, z.bool(), z.cdouble(), torch.zeros(0, dtype=torch.complex64).float()
            x = torch.ones(2, requires_grad=True)
            (x.to(torch.complex64) * z.detach()).sum().backward(torch.tensor(1 + 1j))
    finally:
        torch.set_warn_always(False)
    assert x.grad.tolist() == [3, 3]


if RECORDING:
    recorder.record()
