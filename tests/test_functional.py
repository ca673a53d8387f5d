"""autograd.functional, held against PyTorch's results and error texts (golden/functional.json) and against formulas.

``python tests/test_functional.py`` records the golden file again; it needs torch.
"""
import json
import os
import re
import sys

import pytest

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden", "functional.json")
RECORDING = __name__ == "__main__"

if RECORDING:
    import torch
else:
    import pyautograd as torch

functional = torch.autograd.functional
PRODUCTS, MATRICES = ("vjp", "jvp", "vhp", "hvp"), ("jacobian", "hessian")


def vector():
    return torch.tensor([1.0, 2.0, 3.0])


def leaf():
    return vector().requires_grad_()


def cubes(x):
    return (x**3).sum()


def mixed(x, y):
    return (x**2 * y).sum()


def detached(x):
    return (x.detach() ** 2).sum()


def linear(x):
    return x.sum()


def first_only(x, y):
    return (x**2).sum()


def independent(x):
    return torch.ones((), requires_grad=True) * 2


class NoForwardRule(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * 2


class OwnForwardRule(NoForwardRule):
    """Its forward rule is not the adjoint of its backward, so that it shows which was used."""

    @staticmethod
    def jvp(ctx, tangent):
        return tangent * 5


class Once(torch.autograd.Function):
    """The backward cannot be differentiated; the forward rule can be used all the same."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)
        return x**2

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad):
        return grad * 2 * ctx.saved_tensors[0]

    @staticmethod
    def jvp(ctx, tangent):
        return tangent * 2 * ctx.saved_tensors[0]


class Weighted(torch.autograd.Function):
    """Two outputs, and arguments that are no tensors or have no gradient."""

    @staticmethod
    def forward(ctx, x, n, weight):
        ctx.weight = weight
        return x * n, x * weight

    @staticmethod
    def backward(ctx, first, second):
        return first * 3 + second * ctx.weight, None, None

    @staticmethod
    def jvp(ctx, tangent, n, weight):
        return tangent * 3 if n is None else n, tangent * ctx.weight + weight


class WrongForwardRule(NoForwardRule):
    answer = staticmethod(lambda tangent: tangent)

    @staticmethod
    def jvp(ctx, tangent):
        return WrongForwardRule.answer(tangent)


def answering(answer):
    """A custom Function whose ``jvp`` gives `answer` of the tangent."""

    def function(x):
        WrongForwardRule.answer = staticmethod(answer)
        return WrongForwardRule.apply(x)

    return function


CUSTOM = {f.__name__: f for f in (NoForwardRule, OwnForwardRule, Once, Weighted, answering)}
NAMES = {f.__name__: f for f in (vector, leaf, cubes, mixed, detached, linear, first_only, independent)}
NAMES.update(CUSTOM)


def codes():
    """The calls that are recorded, as code: F is the function, V the vector argument of products."""
    for name in PRODUCTS + MATRICES:
        product = name in PRODUCTS
        one = "" if not product else ", torch.tensor(2.)" if name == "vjp" else ", vector()"  # a vector for one input
        two = "" if not product else ", torch.tensor(1.)" if name == "vjp" else ", (vector(), vector())"
        like_in = ", vector()" if product else ""
        for call in [
            "lambda x: x.sum(), torch.tensor(2.)", "cubes, 2.0", "cubes, (vector(), 2.0)", "cubes, [vector()]", f"lambda x: 3., vector(){like_in}",
            f"lambda x: (x.sum(), 3.), vector(){like_in}", f"lambda x: [x.sum()], vector(){like_in}", f"lambda x: x * 2, vector(){like_in}",
            f"cubes, vector(){one}", f"cubes, leaf(){one}", f"cubes, leaf(){one}, create_graph=True", f"cubes, leaf(){one}, create_graph=True, strict=True",
            f"cubes, vector().double(){one and one + '.double()'}", f"mixed, (vector(), vector()){two}", f"mixed, (leaf(), vector()){two}, create_graph=True",
            f"detached, vector(){one}", f"detached, vector(){one}, strict=True", f"linear, vector(){one}", f"linear, vector(){one}, strict=True",
            f"linear, leaf(){one}, strict=True, create_graph=True", f"first_only, (vector(), vector()){two}",
            f"first_only, (vector(), vector()){two}, strict=True", f"lambda x, y: cubes(x) + y.sum(), (vector(), vector()){two}, strict=True",
            f"lambda x: torch.ones(()), vector(){one}", f"lambda x: torch.ones(()), vector(){one}, strict=True", f"independent, vector(){one}",
            f"independent, vector(){one}, strict=True", f"cubes, torch.tensor([1, 2, 3]){one}",
        ]:  # fmt: skip
            yield f"{name}({call})"
        if product:
            short = "(torch.tensor(1.), torch.tensor(2.))" if name == "vjp" else "(vector(),)"
            wrong = "torch.tensor([1., 2.])" if name == "vjp" else "(vector(), torch.tensor(1.))"
            yield f"{name}({'lambda x: x * 2' if name == 'vjp' else 'cubes'}, vector())"
            for v, inputs in [(short, "(vector(), vector())"), (wrong, "(vector(), vector())")]:
                yield f"{name}(mixed, {inputs}, {v})"
            for v in ("torch.tensor([1., 2.])", "(vector(), vector())", "3.0", "[vector()]"):
                yield f"{name}(cubes, vector(), {v})"
            yield f"{name}(lambda x: (x * x.conj()).real.sum(), torch.tensor([1+2j, 3.]), torch.tensor({'1.' if name == 'vjp' else '[1+2j, 3.]'}))"
            continue
        strategy = "strategy" if name == "jacobian" else "outer_jacobian_strategy"
        function = "lambda x, y: (x * y, x.exp()[:2].sum(), x[None] * y[:, None])" if name == "jacobian" else "lambda x, y: mixed(x, y) + x.prod() * y.prod()"
        for options in ["", ", vectorize=True", f", vectorize=True, {strategy}='forward-mode'"]:
            yield f"{name}({function}, (vector(), vector()){options})"
            yield f"{name}(first_only, (vector(), vector()){options})"
            yield f"{name}(detached, vector(){options})"
            yield f"{name}(cubes, vector().reshape(3, 1) * torch.ones(3, 2){options})"
        for options in [
            "strict=True, vectorize=True", f"{strategy}='sideways'", f"{strategy}='forward-mode'", f"vectorize=True, strict=True, {strategy}='forward-mode'",
            f"vectorize=True, create_graph=True, {strategy}='forward-mode'",
        ]:  # fmt: skip
            yield f"{name}(cubes, vector(), {options})"
    complex_vector = "torch.tensor([1+2j, 3.])"
    for call in [
        "lambda x: x * 2, 2.0", "lambda x: x * 2, torch.tensor([1, 2])", "lambda x, y: x * 2, (vector(), torch.tensor([1, 2]))", "lambda: 1, ()",
        "lambda x: 3.0, vector()", "lambda x: (x, 3.0), vector()", "lambda x: [x], vector()", "lambda x: (), vector()", "lambda x: x, vector()",
        "lambda x: tuple(x.sort()), vector()", "lambda x: x * 2, torch.ones(0)", "lambda x: x[:0], vector()", "lambda x: x.reshape(3, 1) * x, vector()",
        "lambda x: x.sum(), torch.tensor(2.0)", "lambda x: x * x, leaf()", "lambda x, y: (x * y, y.double()), (leaf(), vector())",
        "lambda x: torch.ones(2), vector()", "lambda x: x.mul_(2) * x, vector()", "lambda x: x.mul_(2), leaf()",
        f"lambda x: x * x, {complex_vector}", f"lambda x: x.abs(), {complex_vector}", f"lambda x: x.imag, {complex_vector}",
        "lambda x: x * (1 + 2j), vector()", "lambda x: x.logcumsumexp(0), vector()", "lambda x, y: x.float() * y, (vector().double(), vector())", "NoForwardRule.apply, vector()",
        "OwnForwardRule.apply, vector()", "lambda x: OwnForwardRule.apply(x * x).exp(), vector()",
        "Once.apply, vector()", "lambda x: Once.apply(Once.apply(x)), leaf()", "lambda x: Weighted.apply(x.sin(), 3, torch.ones(3)), vector()",
        "lambda x: Weighted.apply(x, 3, vector())[1], vector()", "answering(lambda t: (t,)), vector()", "answering(lambda t: (t, t)), vector()",
        "answering(lambda t: 3.0), vector()", "answering(lambda t: t[:1]), vector()",
    ]:  # fmt: skip
        yield f"jacobian({call}, vectorize=True, strategy='forward-mode')"
    for call in ["lambda x: (x**3).sum(), leaf()", "lambda x: OwnForwardRule.apply(x**2).sum(), vector()", "lambda x: x**3, vector()"]:
        yield f"hessian({call}, vectorize=True, outer_jacobian_strategy='forward-mode')"
    yield "jacobian(cubes, 2.0, strict=True, strategy='forward-mode')"
    yield "jacobian(cubes, 2.0, create_graph=True, strict=True, strategy='forward-mode')"
    yield "jacobian(lambda x: x**3, leaf(), create_graph=True)"
    yield "jacobian(lambda x: x * torch.tensor(1+2j), vector(), vectorize=True)"
    yield "jacobian(lambda x: x * torch.tensor(1+2j), vector())"
    yield "jacobian(lambda x: x * x, torch.tensor([1+2j, 3.]), vectorize=True)"
    yield "jacobian(lambda x: (x.double(), x), vector(), vectorize=True)"
    yield "hessian(lambda x: (cubes(x),), vector())"
    yield "functional._construct_standard_basis_for((vector(), torch.ones(2, dtype=torch.float64)), (3, 2))"


def outcome(code):
    """The repr of what a call gives, or the type and text of its exception; which nodes made a result is left open.

    In forward mode it is left open whether a result has a history: here it has where an input requires gradients.
    """
    scope = {"torch": torch, "functional": functional, **NAMES, **{name: getattr(functional, name) for name in PRODUCTS + MATRICES}}
    try:
        text = repr(eval(code, scope))
    except Exception as error:  # noqa: BLE001  whatever PyTorch raises is what is compared
        text = f"{type(error).__name__}: {error}"
    if "strategy='forward-mode'" in code:
        text = re.sub(r",\s*(grad_fn=<\w+>|requires_grad=True)", "", text)
    return re.sub(r"grad_fn=<\w+>", "grad_fn", text)


def golden():
    if RECORDING:
        return {}
    with open(GOLDEN, encoding="utf-8") as file:
        return json.load(file)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("code, expected", golden().items(), ids=lambda text: text[:70])
def test_as_recorded_from_torch(code, expected):
    got = outcome(code)
    assert re.sub(r"\s+", " ", got) == re.sub(r"\s+", " ", expected)  # without grad_fn names lines break elsewhere


def quadratic(n=4):
    """(f, x, A) with f(x) = x^T A x / 2 + sum of cubes, whose derivatives are known."""
    generator = torch.arange(n * n, dtype=torch.float64).reshape(n, n)
    matrix = (generator * 0.37).sin()
    x = (torch.arange(n, dtype=torch.float64) * 0.7).cos()
    return (lambda x: 0.5 * x @ (matrix @ x) + (x**3).sum()), x, matrix


def test_products_follow_from_the_matrices():
    f, x, matrix = quadratic()
    v = (x * 3).sin()
    hessian = functional.hessian(f, x)
    assert torch.allclose(hessian, 0.5 * (matrix + matrix.t()) + torch.diag(6 * x))
    assert torch.allclose(functional.vhp(f, x, v)[1], v @ hessian)
    assert torch.allclose(functional.hvp(f, x, v)[1], hessian @ v)

    def g(x):
        return torch.stack([x.prod(), x.sin().sum(), x[0] * x[1]])

    jacobian, w = functional.jacobian(g, x), torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
    assert torch.allclose(functional.vjp(g, x, w)[1], w @ jacobian)
    assert torch.allclose(functional.jvp(g, x, v)[1], jacobian @ v)
    assert torch.allclose(functional.jacobian(g, x, vectorize=True), jacobian)
    assert torch.allclose(functional.jacobian(g, x, vectorize=True, strategy="forward-mode"), jacobian)
    assert torch.allclose(functional.hessian(f, x, vectorize=True, outer_jacobian_strategy="forward-mode"), hessian)


@pytest.mark.parametrize("name", PRODUCTS + MATRICES)
def test_results_can_be_differentiated(name):
    f, x, _ = quadratic()
    x = x.requires_grad_()
    function = getattr(functional, name)

    def result(x):
        if name in MATRICES:
            return function(f, x, create_graph=True)
        v = torch.ones((), dtype=torch.float64) if name == "vjp" else torch.ones_like(x)
        return function(f, x, v, create_graph=True)[1]

    assert torch.autograd.gradcheck(result, x)


def test_forward_mode_evaluates_the_function_once():
    calls = []

    def f(x, y):
        calls.append(1)
        return x * y.sum()

    functional.jacobian(f, (vector(), vector()), vectorize=True, strategy="forward-mode")
    assert len(calls) == 1


def test_forward_mode_can_be_differentiated():
    _, x, matrix = quadratic()

    def result(x):
        return functional.jacobian(lambda x: (matrix @ x).sin() * x, x, vectorize=True, strategy="forward-mode")

    def second(x):
        return functional.hessian(lambda x: ((matrix @ x).sin() * x).sum(), x, vectorize=True, outer_jacobian_strategy="forward-mode")

    assert torch.autograd.gradcheck(result, x.requires_grad_())
    assert torch.autograd.gradcheck(second, x)


def test_forward_mode_leaves_other_graphs_alone():
    w = leaf()
    y = NoForwardRule.apply(w)  # without a forward rule, but nothing depends on the input here
    rows = functional.jacobian(lambda x: x * y, vector(), vectorize=True, strategy="forward-mode")
    assert torch.equal(rows, torch.diag(y.detach()))
    y.sum().backward()
    assert w.grad.tolist() == [2.0, 2.0, 2.0]


def test_forward_mode_without_grad_mode():
    with torch.no_grad():
        found = functional.jacobian(lambda x: x**2, leaf(), vectorize=True, strategy="forward-mode")
    assert found.diagonal().tolist() == [2.0, 4.0, 6.0] and not found.requires_grad


def test_inputs_are_left_alone():
    x = vector()
    functional.hessian(cubes, x, vectorize=True)
    functional.jacobian(cubes, x)
    functional.jacobian(lambda x: x.mul_(2), x, vectorize=True, strategy="forward-mode")
    functional.hessian(cubes, x, vectorize=True, outer_jacobian_strategy="forward-mode")
    assert not x.requires_grad and x.grad is None and x._version == 0


def test_works_without_grad_mode():
    with torch.no_grad():
        assert functional.jacobian(cubes, vector()).tolist() == [3.0, 12.0, 27.0]
        assert functional.hvp(cubes, vector(), vector())[1].tolist() == [6.0, 24.0, 54.0]


if RECORDING:
    results = {code: outcome(code) for code in codes()}
    with open(GOLDEN, "w", encoding="utf-8") as file:
        json.dump(results, file, indent=0, ensure_ascii=False)
        file.write("\n")
    print(len(results), "results recorded with torch", torch.__version__)
    sys.exit()
