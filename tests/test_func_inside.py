"""What functions that are transformed do inside: take derivatives by `autograd.grad`, write into new tensors, ask about gradients."""
import pytest

import pyautograd as torch

func = torch.func
functional = torch.autograd.functional
X = torch.tensor([[0.5, 1.0, 2.0], [3.0, -1.0, 0.25]])


def cube_slope(x, create_graph=True):
    (slope,) = torch.autograd.grad((x**3).sum(), x, create_graph=create_graph)
    return slope.sum()


def test_grad_of_examples():
    assert torch.equal(torch.vmap(func.grad(cube_slope))(X), 6 * X)
    assert torch.equal(torch.vmap(torch.vmap(func.grad(cube_slope)))(X[:, None]), 6 * X[:, None])
    assert torch.equal(func.hessian(cube_slope)(X[0]), torch.diag(torch.full((3,), 6.0)))
    assert torch.equal(torch.vmap(func.grad(lambda x: cube_slope(x, False)))(X), torch.zeros(2, 3))


def test_grad_with_batched_vectors():
    vectors = torch.arange(12.0).view(4, 3)

    def products(x):
        return torch.vmap(lambda v: torch.autograd.grad(x**2, x, v, create_graph=True)[0])(vectors).sum()

    assert torch.equal(torch.vmap(func.grad(products))(X), (2 * vectors.sum(0)).expand(2, 3))


def test_what_is_differentiated_outside_does_not_show():
    for x in (X, X.clone().requires_grad_()):
        with pytest.raises(RuntimeError, match="element 0 of tensors does not require grad and does not have a grad_fn"):
            torch.vmap(lambda x: torch.autograd.grad((x**3).sum(), x)[0])(x)


def test_questions_about_gradients():
    seen = []

    def look(x):
        seen.append((x.requires_grad, x.is_leaf, x.grad_fn, (x * 2).requires_grad, (x * 2).is_leaf, type((x * 2).grad_fn).__name__))
        return x.sum()

    torch.vmap(func.grad(look))(X)
    func.grad(lambda x: torch.vmap(look)(x).sum())(X)
    assert seen == [(True, True, None, True, False, "MulBackward0"), (False, True, None, False, True, "NoneType")]
    for call in (lambda x: x.register_hook(print), lambda x: x.retain_grad()):
        with pytest.raises(RuntimeError, match="requires_grad=False|doesn't require gradient"):
            torch.vmap(call)(X)


WRITERS = [lambda x: torch.zeros(3).copy_(x), lambda x: torch.zeros(3).add_(x), lambda x: torch.ones(3).mul_(x), lambda x: torch.zeros(3).index_add_(0, torch.arange(3), x)]


@pytest.mark.parametrize("write", WRITERS, ids=range(len(WRITERS)))
def test_new_tensors_are_written(write):
    """PyTorch has only tangents batched in a Jacobian by forward mode, so a new tensor may be written there."""
    x = X[0]
    assert torch.equal(func.jacfwd(lambda x: write(x) ** 2)(x), torch.diag(2 * x))
    assert torch.equal(func.hessian(lambda x: (write(x) ** 2).sum())(x), 2 * torch.eye(3))
    assert torch.equal(torch.vmap(lambda v: func.jvp(lambda x: write(x) * x, (x,), (v,))[1])(X), 2 * x * X)
    assert torch.equal(torch.vmap(lambda v: func.grad(lambda x: (write(x) * x).sum())(x) * v)(X), 2 * x * X)
    made = functional.jacobian(lambda x: write(x) ** 2, x, vectorize=True, strategy="forward-mode")
    assert torch.equal(made, torch.diag(2 * x))


def test_values_may_be_asked_for_in_forward_mode():
    x = torch.tensor(3.0)
    assert func.jacfwd(lambda x: x * x.item())(x) == 3
    assert functional.jacobian(lambda x: x * x.item(), x, vectorize=True, strategy="forward-mode") == 3


def test_dual_tensors_ignore_grad_mode():
    def partly(x):
        with torch.no_grad():
            y = x**2
        return x * y

    assert torch.equal(functional.jacobian(partly, X[0], vectorize=True, strategy="forward-mode"), torch.diag(3 * X[0] ** 2))
    assert torch.equal(func.jacrev(partly)(X[0]), torch.diag(X[0] ** 2))


def test_random_numbers_are_refused_in_vectorized_forward_mode():
    text = "vmap: We do not yet support calling random operations inside of vmap. Please perform random operations outside of vmap as a workaround"
    with pytest.raises(RuntimeError) as caught:
        functional.jacobian(torch.nn.functional.dropout, X[0], vectorize=True, strategy="forward-mode")
    assert str(caught.value) == text


def test_inference_mode_around():
    with torch.inference_mode():
        made = func.hessian(lambda x: (x**3).sum())(X[0])
    assert torch.equal(made, torch.diag(6 * X[0]))


def test_nothing_to_differentiate():
    with pytest.raises(TypeError):
        functional.jacobian(lambda x: x, ())
    with pytest.raises(IndexError):
        functional.jacobian(lambda: X, ())
