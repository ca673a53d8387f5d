"""Attention whose scores a function changes, and block masks (golden/flex_attention.json).

``python tests/test_flex_attention.py`` records the golden file again; it needs torch.
"""
import importlib

import pytest
from recorded import RECORDING, Recorder, outcome, torch

recorder = Recorder("flex_attention")
case = recorder.case
flex = importlib.import_module(torch.nn.__name__ + ".attention.flex_attention")


def heads(*shapes):
    torch.manual_seed(0)
    return [torch.randn(shape) for shape in shapes]


def causal(b, h, i, j):
    return i >= j


def attention(*tensors, **options):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a compiler PyTorch warns of what it does
        made = flex.flex_attention(*tensors, **options)
    return [t.mul(1e3).round() for t in (made if isinstance(made, tuple) else (made,))]


@case("scores changed")
def _():
    slopes = torch.tensor([0.5, 0.25])
    return attention(*heads(*[(2, 2, 5, 4)] * 3), score_mod=lambda score, b, h, i, j: score + slopes[h] * (j - i), scale=0.5)


@case("a block mask")
def _():
    m = flex.create_block_mask(causal, None, None, 5, 5, device="cpu", BLOCK_SIZE=2)
    parts = [getattr(m, name) for name in ("kv_num_blocks", "kv_indices", "full_kv_num_blocks", "full_kv_indices", "q_num_blocks", "q_indices")]
    return m.shape, m.sparsity(), m.numel(), m.to_dense(), parts, m[0].shape, m.BLOCK_SIZE, attention(*heads(*[(2, 2, 5, 4)] * 3), block_mask=m, return_lse=True)


@case("masks joined")
def _():
    document = torch.tensor([0, 0, 1, 1, 1])

    def same(b, h, i, j):
        return document[i] == document[j]

    return [flex.create_mask(join(causal, same), 1, 1, 5, 5, device="cpu") for join in (flex.and_masks, flex.or_masks)]


@case("groups of heads")
def _():
    return attention(*heads((1, 4, 3, 4), (1, 2, 3, 4), (1, 2, 3, 4)), enable_gqa=True)


@case("refused")
def _():
    q, k = heads((1, 4, 3, 4), (1, 2, 3, 4))
    return [outcome(flex.flex_attention, q, k, k), outcome(flex.flex_attention, q[0], q[0], q[0])]


@pytest.mark.parametrize("name", recorder.cases)
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_derivatives():
    q, k, v = [t.double().requires_grad_() for t in heads(*[(1, 1, 3, 2)] * 3)]
    mask = flex.create_block_mask(causal, None, None, 3, 3, device="cpu")
    assert torch.autograd.gradcheck(lambda *x: flex.flex_attention(*x, block_mask=mask), (q, k, v))


if RECORDING:
    recorder.record()
