"""Names of ``torch._C`` that programs import, and ``_view_func``."""
import importlib

import pytest

import pyautograd as torch


@pytest.mark.parametrize(
    "name, place, function",
    [("_nn", "nn.functional", "gelu"), ("_linalg", "linalg", "linalg_det"), ("_special", "special", "special_i0"), ("_fft", "fft", "fft_fft"),
     ("_VariableFunctions", "", "add")],
)  # fmt: skip
def test_namespaces_hold_the_operators(name, place, function):
    module = importlib.import_module(f"pyautograd._C.{name}")
    public = importlib.import_module(f"pyautograd.{place}".rstrip("."))
    assert getattr(torch._C, name) is module and getattr(module, function) is getattr(public, function.rpartition("_")[2])
    assert function in dir(module)
    with pytest.raises(AttributeError, match=f"^module 'torch._C.{name}' has no attribute 'nothing'$"):
        module.nothing


def test_arguments_of_to_are_parsed():
    parse = torch._C._nn._parse_to
    assert parse("cpu", torch.float16) == (torch.device("cpu"), torch.float16, False, None)
    assert parse(torch.ones(2)) == (torch.device("cpu"), torch.float32, False, None)
    with pytest.raises(RuntimeError, match=r"^\.to\(\) does not accept copy argument$"):
        parse(copy=True)


def test_a_view_of_another_base():
    row = torch.ones(2, 3)[0]
    other = torch.arange(6.0).reshape(2, 3).requires_grad_() * 1
    again = row._view_func(other)
    assert again._base is other and again.tolist() == [0.0, 1.0, 2.0] and again.grad_fn.name() == "AsStridedBackward0"
    assert row._view_func(torch.zeros(2, 3, dtype=torch.int64)).tolist() == [0, 0, 0]
    pairs = torch.view_as_real(torch.ones(2, dtype=torch.complex64))  # of another dtype than its base
    assert pairs._view_func(torch.tensor([1 + 2j, 3 + 4j])).tolist() == [[1.0, 2.0], [3.0, 4.0]]
    for base in (torch.zeros(5, 5), torch.zeros(3, 2).t(), torch.zeros(12).as_strided((2, 3), (3, 1), 6)):
        assert row._view_func(base) is None
    assert torch.ones(3)._view_func(torch.ones(3)) is None
    with pytest.raises(TypeError, match=r"^_view_func\(\): argument 'new_base' \(position 1\) must be Tensor, not int$"):
        row._view_func(3)
