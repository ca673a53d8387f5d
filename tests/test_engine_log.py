"""What the engine tells: the log of the nodes that run, and the warning about the layout of a ``grad``."""

import io
import logging
import re
import warnings

import pytest

import pyautograd as torch
from pyautograd import _warnings
from pyautograd.utils._dtype_abbrs import dtype_abbrs


@pytest.fixture
def log():
    stream = io.StringIO()
    handler, logger = logging.StreamHandler(stream), logging.getLogger("torch.autograd.graph")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.setLevel(level)
    logger.removeHandler(handler)


def test_nodes_that_run_are_logged(log):
    x = torch.ones(2, requires_grad=True)
    (x * 2).sum().backward()
    torch.autograd.grad(x.double(), x, torch.ones(2, dtype=torch.float64))
    nodes = [("SumBackward0", "f32[]"), ("MulBackward0", "f32[2]"), ("AccumulateGrad", "f32[2]"), ("ToCopyBackward0", "f64[2]")]
    assert re.sub(" at 0x[0-9a-f]+", "", log.getvalue()) == "".join(
        [f"Executing: <{name} object> with grad_outputs: [{grad}]\n" for name, grad in nodes]
    )


def test_no_hook_stays_on_a_logged_graph(log):
    x = torch.ones(2, requires_grad=True)
    y = (x * 2).sum()
    y.backward(retain_graph=True)
    logging.getLogger("torch.autograd.graph").setLevel(logging.INFO)
    before = log.getvalue()
    y.backward()
    assert log.getvalue() == before != ""


def test_short_names_of_types():
    assert (dtype_abbrs[torch.bool], dtype_abbrs[torch.bfloat16], dtype_abbrs[torch.complex64], torch.uint8.abbr) == ("b8", "bf16", "c64", "u8")


@pytest.mark.parametrize(
    "grad, leaf, warned",
    [
        ((1, 2), (3, 1), True),
        ((3, 1), (1, 2), True),
        ((3, 1), (6, 2), False),
        ((6, 2), (6, 2), True),
        ((1, 2), (1, 2), False),
        ((3, 1), (3, 1), False),
    ],
)
def test_layout_of_a_grad_that_is_added_to(grad, leaf, warned, monkeypatch):
    monkeypatch.setattr(_warnings, "given", set())
    x = torch.empty_strided((2, 3), leaf).fill_(1.0).requires_grad_()
    x.grad = torch.empty_strided((2, 3), grad).fill_(1.0)
    texts = []
    for _ in range(2):  # once only
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            (x * 2).sum().backward()
        texts += [str(w.message) for w in caught]
    text = (
        "grad and param do not obey the gradient layout contract. This is not an error, but may impair performance.\n"
        f"grad.sizes() = [2, 3], strides() = {list(grad)}\nparam.sizes() = [2, 3], strides() = {list(leaf)}"
    )
    assert texts == ([text] if warned else [])
    assert x.grad.stride() == grad
