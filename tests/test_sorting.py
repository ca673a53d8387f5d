"""Sorting, selection, search and unique values: against PyTorch's measured answers, NumPy and numerical derivatives."""
import numpy as np
import pytest
from expressions import answer, golden
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import pyautograd as torch
from pyautograd.autograd import gradcheck, gradgradcheck

GOLDEN = golden("sorting")
ARRAYS = hnp.arrays(
    st.sampled_from([np.float32, np.float64, np.int64, np.uint8, np.float16]),
    hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5),
    elements=st.integers(0, 5),
)


@pytest.mark.parametrize("line", GOLDEN)
def test_as_pytorch(line):
    assert answer(torch, line) == GOLDEN[line]


@given(ARRAYS, st.booleans(), st.data())
def test_sort_is_stable(a, descending, data):
    dim = data.draw(st.integers(-a.ndim, a.ndim - 1))
    values, indices = torch.sort(torch.from_numpy(a), dim=dim, descending=descending, stable=True)
    key = -a.astype(np.float64) if descending else a
    order = key.argsort(dim, kind="stable")
    assert np.array_equal(indices.numpy(), order)
    assert np.array_equal(values.numpy(), np.take_along_axis(a, order, dim))


@given(ARRAYS, st.booleans(), st.data())
def test_topk_is_the_start_of_sort(a, largest, data):
    dim = data.draw(st.integers(-a.ndim, a.ndim - 1))
    k = data.draw(st.integers(0, a.shape[dim]))
    values, indices = torch.from_numpy(a).topk(k, dim, largest)
    expected = np.sort(a, dim)
    expected = (np.flip(expected, dim) if largest else expected).take(np.arange(k), dim)
    assert np.array_equal(values.numpy(), expected)
    assert np.array_equal(np.take_along_axis(a, indices.numpy(), dim), expected)


def test_topk_of_many():
    a = np.random.default_rng(0).permutation(10_000).astype(np.float32).reshape(4, 2500)
    values, indices = torch.from_numpy(a).topk(5)
    assert np.array_equal(values.numpy(), -np.sort(-a, 1)[:, :5])
    assert np.array_equal(np.take_along_axis(a, indices.numpy(), 1), values.numpy())


@given(ARRAYS)
def test_unique_inverse_and_counts_rebuild_the_input(a):
    values, inverse, counts = torch.unique(torch.from_numpy(a), return_inverse=True, return_counts=True)
    assert np.array_equal(values.numpy(), np.unique(a))
    assert np.array_equal(values.numpy()[inverse.numpy()], a)
    assert np.array_equal(counts.numpy(), np.bincount(inverse.numpy().reshape(-1), minlength=len(values)))


@given(hnp.arrays(np.int64, hnp.array_shapes(min_dims=2, max_dims=3, min_side=1, max_side=4), elements=st.integers(0, 1)), st.data())
def test_unique_slices(a, data):
    dim = data.draw(st.integers(0, a.ndim - 1))
    values, inverse, counts = torch.unique(torch.from_numpy(a), dim=dim, return_inverse=True, return_counts=True)
    expected, where, often = np.unique(a, axis=dim, return_inverse=True, return_counts=True)
    assert np.array_equal(values.numpy(), expected)
    assert np.array_equal(inverse.numpy(), where.reshape(-1))
    assert np.array_equal(counts.numpy(), often)


@given(st.lists(st.integers(0, 2), max_size=12))
def test_unique_consecutive_is_a_run_length_code(items):
    values, counts = torch.unique_consecutive(torch.tensor(items, dtype=torch.int64), return_counts=True)
    assert np.repeat(values.numpy(), counts.numpy()).tolist() == items
    assert all(a != b for a, b in zip(values.tolist(), values.tolist()[1:]))


@given(st.lists(st.integers(-5, 5), max_size=8), st.lists(st.integers(-6, 6), max_size=8), st.booleans())
def test_searchsorted(edges, values, right):
    edges = np.sort(np.array(edges, np.int64))
    wanted = np.array(values, np.int64)
    found = torch.searchsorted(torch.from_numpy(edges), torch.from_numpy(wanted), right=right)
    expected = np.searchsorted(edges, wanted, "right" if right else "left")
    assert np.array_equal(found.numpy(), expected)
    assert np.array_equal(torch.bucketize(torch.from_numpy(wanted), torch.from_numpy(edges), right=right).numpy(), expected)
    rows = torch.searchsorted(torch.from_numpy(np.stack([edges, edges])), torch.from_numpy(np.stack([wanted, wanted])), right=right)
    assert np.array_equal(rows.numpy(), np.stack([expected, expected]))


@given(ARRAYS, st.lists(st.integers(0, 6), max_size=4), st.booleans())
def test_isin(a, others, invert):
    found = torch.isin(torch.from_numpy(a), torch.tensor(others, dtype=torch.int64), invert=invert)
    assert np.array_equal(found.numpy(), np.isin(a, others, invert=invert))


DERIVATIVES = {
    "sort": lambda x: x.sort(0)[0],
    "sort descending": lambda x: x.sort(1, True)[0],
    "sort stable": lambda x: x.sort(stable=True)[0],
    "msort": lambda x: x.msort(),
    "topk": lambda x: x.topk(2)[0],
    "topk smallest": lambda x: x.topk(2, 0, False)[0],
}


@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivatives(name):
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(3, 4))).requires_grad_()
    assert gradcheck(DERIVATIVES[name], (x,))
    assert gradgradcheck(DERIVATIVES[name], (x,))


def test_the_gradient_goes_where_the_values_came_from():
    x = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)
    (x.sort()[0] * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert x.grad.tolist() == [3.0, 1.0, 2.0]


def test_indices_carry_no_gradient():
    x = torch.ones(3, requires_grad=True)
    assert not x.sort()[1].requires_grad and not x.topk(2)[1].requires_grad and not x.argsort().requires_grad


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
@pytest.mark.parametrize("size", [1, 16, 17, 100, 1000, 5000])
def test_equal_elements_end_up_where_the_partition_leaves_them(dtype, size):
    """Loops of their own give the order of the step by step account in `introsort`, for whole orders and for the first few."""
    from pyautograd._py.kernels import introsort

    random = np.random.default_rng(size)
    for spread in (2, 50, 10**6):
        x = random.integers(-spread, spread, (2, size)).astype(dtype)
        if dtype.startswith("f"):
            x[0, :: max(size // 3, 1)], x[1, 0] = np.nan, -0.0
        for descending in (False, True):
            def expected(how, k=0):
                return introsort.arranged(np.array(introsort.keys_of(x, descending)).reshape(2, size), how, k)

            order = torch.sort(torch.tensor(x), -1, descending)[1].numpy()
            assert (order == expected(introsort.SORT)).all()
            assert (torch.sort(torch.tensor(x.T.copy()), 0, descending)[1].numpy().T == order).all()
            for k in {1, min(3, size), max(size // 2, 1)}:
                few = 64 * k <= size
                found = torch.topk(torch.tensor(x), k, -1, descending, True)[1].numpy()
                assert (found == expected(introsort.PARTIAL if few else introsort.TOP, k if few else k - 1)[:, :k]).all()
                if not few:
                    found = torch.topk(torch.tensor(x), k, -1, descending, False)[1].numpy()
                    assert (found == expected(introsort.NTH, k - 1)[:, :k]).all()


def test_searches_say_that_they_copy():
    edges, wanted = torch.arange(10.0)[::2], torch.rand(6)[::2]
    torch.set_warn_always(True)
    try:
        with pytest.warns(UserWarning) as caught:
            torch.searchsorted(edges, wanted)
            torch.bucketize(wanted.clone(), edges)
    finally:
        torch.set_warn_always(False)
    assert [str(w.message)[22:40] for w in caught] == ["input value tensor", "boundary tensor is", "boundary tensor is"]
