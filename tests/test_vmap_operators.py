"""`vmap` of every operator that has samples equals the stacked loop, in values and in gradients."""
import numpy as np
import pytest
from operator_calls import ROWS, Call
from operator_samples import LAYOUT_BOUND, SAMPLES

import pyautograd as torch

# Random rows have tests of their own; a row that depends on the memory layout sees another one under vmap.
RANDOM = set(
    "uniform random random.from random.to exponential geometric cauchy log_normal normal.in_place bernoulli bernoulli.Tensor bernoulli.float poisson".split()
)
KEYS = [k for k in SAMPLES if k not in RANDOM]
B = 3


def variants(x, count=B):
    """Tensors like `x` whose elements are mixtures of its own, so that they stay in the sample's domain."""
    x = x.detach()
    turned = x.flip(tuple(range(x.ndim))) if x.ndim else x
    return [x * (1 - 0.07 * k) + turned * (0.07 * k) if x.numel() > 1 else x * (1 - 0.05 * k) for k in range(count)]


def flat(made):
    made = made if isinstance(made, (tuple, list)) else (made,)
    return [m for m in made if isinstance(m, torch.Tensor)]


def expected(call, columns):
    rows = [flat(call(*xs)) for xs in zip(*columns)]
    return [torch.stack(list(r)) for r in zip(*rows)]


def close(made, wanted):
    assert len(made) == len(wanted)
    for a, b in zip(made, wanted):
        assert a.shape == b.shape and a.dtype == b.dtype
        np.testing.assert_allclose(*[x.detach().resolve_conj().resolve_neg().numpy() for x in (a, b)], rtol=1e-8, atol=1e-10)


def gradients(outputs, inputs):
    wanted = [o for o in outputs if o.requires_grad]
    weights = [torch.ones(o.shape, dtype=o.dtype) / (1 + torch.arange(o.numel()).reshape(o.shape)) for o in wanted]
    found = torch.autograd.grad(wanted, inputs, weights, allow_unused=True)
    return [torch.zeros_like(x) if g is None else g for g, x in zip(found, inputs)]


def compare(call, which, dims, grads=True):
    """Inputs numbered in `which` are batched along the dimensions `dims`, the others are shared."""
    columns = [variants(x) if k in which else [x.detach()] * B for k, x in enumerate(call.inputs)]
    stacked, in_dims = [], []
    for k, column in enumerate(columns):
        if k in which:
            dim = min(dims, column[0].ndim)
            stacked.append(torch.stack(column, dim).requires_grad_(grads))
            in_dims.append(dim)
        else:
            stacked.append(column[0].requires_grad_(grads))
            in_dims.append(None)
    sliced = [[x] * B if d is None else x.unbind(d) for x, d in zip(stacked, in_dims)]
    wanted = expected(call, sliced)
    made = flat(torch.vmap(call, in_dims=tuple(in_dims))(*stacked))
    close(made, wanted)
    if grads:
        close(gradients(made, stacked), gradients(wanted, stacked))


def calls(key):
    return [Call(ROWS[key], s) for s in SAMPLES[key] if s.real]


@pytest.mark.parametrize("key", KEYS)
def test_all_batched(key):
    for call in calls(key):
        compare(call, range(len(call.inputs)), 0)


@pytest.mark.parametrize("key", [k for k in KEYS if k not in LAYOUT_BOUND])
def test_one_batched_elsewhere(key):
    for call in calls(key)[:4]:
        for k in range(len(call.inputs)):
            if call.in_place and k:
                continue  # what is not batched cannot be changed by what is
            compare(call, [k], 1 + k % 2, grads=k == 0)


@pytest.mark.parametrize("key", [k for k in KEYS if k not in LAYOUT_BOUND])
def test_nested(key):
    for call in calls(key)[:2]:
        first = [variants(x, 2) for x in call.inputs]
        second = [[torch.stack(variants(x, 2)) for x in xs] for xs in first]
        stacked = [torch.stack(xs) for xs in second]
        made = flat(torch.vmap(torch.vmap(call))(*stacked))
        rows = [flat(torch.vmap(call)(*xs)) for xs in zip(*second)]
        close(made, [torch.stack(list(r)) for r in zip(*rows)])
        if len(call.inputs) == 2 and not call.in_place:  # a table of all pairs
            a, b = [torch.stack(variants(x, 2)) for x in call.inputs]
            made = flat(torch.vmap(torch.vmap(call, (None, 0)), (0, None))(a, b))
            rows = [flat(torch.vmap(call, (None, 0))(x, b)) for x in a]
            close(made, [torch.stack(list(r)) for r in zip(*rows)])


def test_composed_with_layouts_of_the_batch():
    """Where the batch dimension lies between an example's, a new result need not be contiguous."""
    a, b = torch.randn(2, 3), torch.randn(3, 2, 4)
    close([torch.vmap(torch.kron, in_dims=(None, 2))(a, b)], [torch.stack([torch.kron(a, b[..., k]) for k in range(4)])])
    mask, source = torch.rand(2, 5, 5) > 0.5, torch.randn(2, 60)
    x = torch.randn(2, 5)
    close([torch.vmap(torch.masked_scatter)(x, mask, source)], [torch.stack([torch.masked_scatter(*each) for each in zip(x, mask, source)])])
