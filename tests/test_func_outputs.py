"""What functions that are transformed may return, and the refusals of what does not fit."""
import pytest

import pyautograd as torch

func = torch.func
X = torch.arange(3.0)


def test_linearize_passes_what_is_no_tensor():
    output, pushed = func.linearize(lambda x: {"a": x.sin(), "b": 1, "c": (None, "s")}, X)
    assert output["b"] == 1 and output["c"] == (None, "s") and torch.equal(output["a"], X.sin())
    made = pushed(torch.ones(3))
    assert made["b"] == 1 and made["c"] == (None, "s") and torch.equal(made["a"], X.cos())
    assert func.linearize(lambda x: (), X)[1](X) == ()


def test_jacobian_of_nothing_row_by_row():
    assert func.jacrev(lambda x: x[:0])(X).shape == (0, 3)
    with pytest.raises(AssertionError, match="expected t.size\\(0\\) to be 1, got 0"):
        func.jacrev(lambda x: x[:0], chunk_size=1)(X)


@pytest.mark.parametrize(
    "function, text",
    [
        (lambda x: torch.mm(x, torch.ones(3, 2)), "Shape mismatch: Got incorrect dims for mm(a, b). a has dim 1and b has dim 2but expected them to have dim 2 and dim 2"),
        (lambda x: torch.mv(x, x), "Shape mismatch: Got incorrect dims for mv(a, b). a has dim 1and b has dim 1but expected them to have dim 2 and dim 1"),
        (lambda x: torch.bmm(x, x), "Shape mismatch: Got incorrect dims for bmm(a, b). a has dim 1and b has dim 1but expected them to have dim 3 and dim 3"),
        (lambda x: torch.dot(x, torch.ones(1, 3)), "Got wrong shapes for dot"),
    ],
)
def test_products_under_vmap(function, text):
    with pytest.raises(RuntimeError) as caught:
        torch.vmap(function)(torch.ones(2, 3))
    assert str(caught.value) == text


@pytest.mark.parametrize("name", ["logical_and_", "clamp_min_", "index_add_", "scatter_add_", "index_fill_", "pow_"])
def test_in_place_on_what_all_examples_share(name):
    arguments = {
        "index_add_": lambda y: (0, torch.tensor([0]), y[:1]), "scatter_add_": lambda y: (0, torch.tensor([0]), y[:1]),
        "index_fill_": lambda y: (0, torch.tensor([0]), y[0]),
    }.get(name, lambda y: (y,))  # fmt: skip
    with pytest.raises(RuntimeError) as caught:
        torch.vmap(lambda x, y: getattr(x, name)(*arguments(y)), in_dims=(None, 0))(torch.ones(3), torch.ones(2, 3))
    called = {"logical_and_": "inplace arithmetic", "clamp_min_": "inplace arithmetic", "pow_": "aten::pow_"}.get(name, name)
    where = "at level 1" if name == "pow_" else "in a vmap"
    assert str(caught.value).startswith(f"vmap: {called}(self, *extra_args) is not possible because there exists a Tensor `other` in extra_args")
    assert f"not being vmapped over {where}." in str(caught.value)
