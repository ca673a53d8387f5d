"""``torch.masked``: against NumPy's masked arrays, and PyTorch where it is installed."""
import numpy as np
import pytest

import pyautograd as torch

M = torch.masked
MASKS = [None, [True, False, True, True], [[True], [False], [True]]]
REDUCTIONS = "sum prod amax amin argmax argmin mean median logsumexp var std".split()
NORMALISATIONS = "cumsum cumprod softmax log_softmax softmin".split()
INPUTS = {
    "float32": lambda t: t.arange(12.0).reshape(3, 4).sin() * 3, "int64": lambda t: t.arange(12).reshape(3, 4) * 7 % 5,
    "bfloat16": lambda t: t.arange(12.0).reshape(3, 4).cos().to(t.bfloat16), "bool": lambda t: t.arange(12).reshape(3, 4) % 3 == 0,
    "complex128": lambda t: t.complex(t.arange(12.0, dtype=t.float64).sin(), t.arange(12.0, dtype=t.float64).cos()).reshape(3, 4),
    "0-d": lambda t: t.tensor(2.5),
}  # fmt: skip


def outcome(library, make):
    """The values as lists, shape and dtype of a result; the text of an error."""
    try:
        result = make(library)
    except (RuntimeError, ValueError, IndexError, TypeError, AssertionError) as error:
        return type(error).__name__, str(error)
    return tuple(result.shape), str(result.dtype), np.array(result.to(library.complex128).tolist())


def agree(ours, theirs):
    assert ours[:2] == theirs[:2]
    if len(ours) == 3:
        tolerance = 1e-2 if "bfloat16" in ours[1] else 1e-5
        np.testing.assert_allclose(ours[2], theirs[2], tolerance, tolerance)


def compare(make):
    agree(outcome(torch, make), outcome(pytest.importorskip("torch"), make))


@pytest.mark.parametrize("mask", range(len(MASKS)))
@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_as_in_pytorch(name, kind, mask):
    for options in ({}, {"dim": 0}, {"dim": -1, "keepdim": True}, {"dim": (0, 1)}, {"dtype": "float64"}, {"dim": (0, 0)}, {"dim": 5}):

        def make(library):
            kept = None if MASKS[mask] is None else library.tensor(MASKS[mask])
            given = {key: getattr(library, value) if key == "dtype" else value for key, value in options.items()}
            return getattr(library.masked, name)(INPUTS[kind](library), mask=kept, **given)

        compare(make)


@pytest.mark.parametrize("mask", range(len(MASKS)))
@pytest.mark.parametrize("kind", INPUTS)
def test_what_keeps_the_shape_as_in_pytorch(kind, mask):
    for name in NORMALISATIONS:
        for options in ({"dim": 0}, {"dim": -1, "dtype": "float64"}):

            def make(library):
                kept = None if MASKS[mask] is None else library.tensor(MASKS[mask])
                given = {key: getattr(library, value) if key == "dtype" else value for key, value in options.items()}
                return getattr(library.masked, name)(INPUTS[kind](library), mask=kept, **given)

            compare(make)
    for order in (2, 1, float("-inf"), 0):
        for name in ("norm", "normalize"):
            compare(lambda t: getattr(t.masked, name)(INPUTS[kind](t), order, -1, mask=None if MASKS[mask] is None else t.tensor(MASKS[mask])))


def test_against_masked_arrays_of_numpy():
    values, kept = np.random.RandomState(0).randn(4, 5), np.random.RandomState(1).rand(4, 5) > 0.4
    array = np.ma.masked_array(values, ~kept)
    x, mask = torch.tensor(values), torch.tensor(kept)
    for name, wanted in (("sum", array.sum(1)), ("prod", array.prod(1)), ("amax", array.max(1)), ("amin", array.min(1)), ("mean", array.mean(1))):
        np.testing.assert_allclose(getattr(M, name)(x, 1, mask=mask).numpy(), wanted)
    np.testing.assert_allclose(M.var(x, 1, mask=mask).numpy(), array.var(1, ddof=1))
    np.testing.assert_allclose(M.std(x, 1, False, mask=mask).numpy(), array.std(1))
    np.testing.assert_allclose(M.softmax(x, 1, mask=mask).sum(1).numpy(), 1)
    assert (M.softmax(x, 1, mask=mask)[~mask] == 0).all()


def test_nothing_left():
    x, nothing = torch.tensor([1.0, 2.0]), torch.tensor([False, False])
    found = [getattr(M, name)(x, 0, mask=nothing).item() for name in ("sum", "prod", "amax", "amin", "logsumexp", "norm")]
    assert found[:-1] == [0.0, 1.0, -np.inf, np.inf, -np.inf]
    assert M.mean(x, 0, mask=nothing).isnan() and M.median(x, 0, mask=nothing).isnan()
    with pytest.raises(ValueError, match="^masked median expects no fully masked out rows if dtype is not floating point$"):
        M.median(torch.tensor([1, 2]), 0, mask=nothing)


def test_gradients():
    x = torch.randn(3, 4, dtype=torch.float64, requires_grad=True, generator=torch.Generator().manual_seed(0))
    mask = torch.tensor(MASKS[1])
    for name in ("sum", "mean", "logsumexp", "var", "softmax", "cumsum", "normalize"):
        arguments = (2.0, 1) if name == "normalize" else (1,)
        assert torch.autograd.gradcheck(lambda x: getattr(M, name)(x, *arguments, mask=mask), (x,))


def test_masks():
    x = torch.ones(2, 3)
    assert M._input_mask(x, mask=torch.tensor([1, 0, 2])).tolist() == [[True, False, True]] * 2
    assert M._output_mask(M.sum, x, 0, mask=torch.tensor([True, False, True])).tolist() == [True, False, True]
    assert M._output_mask(M.norm, x, 2, 1, keepdim=True, mask=torch.tensor([[True], [False]])).tolist() == [[True], [False]]
    with pytest.raises(ValueError, match="^_input_mask requires explicit mask$"):
        M._input_mask(x)
    with pytest.raises(IndexError, match="mask dimensionality higher than of the input"):
        M.sum(x, mask=torch.ones(1, 1, 1, dtype=torch.bool))
    assert M.is_masked_tensor(x) is False
