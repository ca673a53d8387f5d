"""Indexing, assignment, gather and scatter: against PyTorch's measured answers, NumPy and numerical derivatives."""
import numpy as np
import pytest
from expressions import answer, golden
from hypothesis import assume, given
from hypothesis import strategies as st

import pyautograd as torch
from pyautograd.autograd import gradcheck, gradgradcheck

GOLDEN = golden("indexing")


@pytest.mark.parametrize("line", GOLDEN)
def test_as_pytorch(line):
    assert answer(torch, line) == GOLDEN[line]


# -- against NumPy ------------------------------------------------------------------------------------------------------


def _slices(size):
    ends = st.none() | st.integers(-size - 2, size + 2)
    return st.builds(slice, ends, ends, st.none() | st.integers(1, 3))


@st.composite
def _indexed(draw):
    """An array and an index that NumPy and PyTorch read alike: integers not beside arrays, and no array where an integer is."""
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    tensors = draw(st.booleans())
    parts, together = [], draw(st.sampled_from([(2,), (1,), (2, 2), (0,)]))
    at = 0
    while at < len(shape):
        n = shape[at]
        kinds = ["slice", "none", "stop"] + (["array", "mask"] if tensors else ["int"])
        kind = draw(st.sampled_from(kinds))
        if kind == "stop":
            break
        if kind == "none":
            if len(parts) > 6:
                break
            parts.append(None)
            continue
        if kind == "slice":
            parts.append(draw(_slices(n)))
        elif kind == "int":
            parts.append(draw(st.integers(-n, n - 1)))
        elif kind == "array":
            count = int(np.prod(together))
            parts.append(np.array(draw(st.lists(st.integers(-n, n - 1), min_size=count, max_size=count)), np.int64).reshape(together))
        else:
            if any(isinstance(p, np.ndarray) for p in parts):
                continue
            tensors = False  # a mask names as many places as it likes: nothing after it may have to broadcast with it
            parts.append(np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n))))
        at += 1
    assume(not (any(isinstance(p, np.ndarray) for p in parts) and any(isinstance(p, int) for p in parts)))
    return shape, tuple(parts)


def _ours(index):
    return tuple([torch.from_numpy(p) if isinstance(p, np.ndarray) else p for p in index])


@given(_indexed())
def test_reads_what_numpy_reads(case):
    shape, index = case
    a = np.arange(float(np.prod(shape))).reshape(shape)
    assert np.array_equal(torch.from_numpy(a)[_ours(index)].numpy(), a[index])


@given(_indexed())
def test_gradient_counts_how_often_an_element_was_read(case):
    shape, index = case
    a = np.arange(float(np.prod(shape))).reshape(shape)
    x = torch.from_numpy(a).requires_grad_()
    y = x[_ours(index)]
    weight = np.random.default_rng(0).normal(size=tuple(y.shape))
    (y * torch.from_numpy(weight)).sum().backward()
    expected = np.zeros(shape)
    np.add.at(expected, index, weight)
    assert np.allclose(x.grad.numpy(), expected)


@given(_indexed(), st.booleans())
def test_writes_what_numpy_writes(case, number):
    shape, index = case
    a = np.arange(float(np.prod(shape))).reshape(shape)
    ours = torch.from_numpy(a.copy())
    value = -1.0 if number else -1.0 - np.arange(float(a[index].size)).reshape(a[index].shape)
    ours[_ours(index)] = value if number else torch.from_numpy(np.asarray(value))
    a[index] = value
    assert np.array_equal(ours.numpy(), a)


# -- against PyTorch itself, where it is installed ----------------------------------------------------------------------


class _Expressions:
    """Random index expressions, most of them valid."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def integer(self, n):
        if self.random.random() < 0.05:
            return int(self.random.choice([n, -n - 1]))
        return int(self.random.integers(-n, n)) if n else 0

    def part(self, shape, dim):
        """One part of an index, and how many dimensions it covers."""
        r = self.random
        n = shape[dim] if dim < len(shape) else 2
        kind = r.random()
        if kind < 0.2:
            return self.integer(n), 1
        if kind < 0.42:
            ends = [None if r.random() < 0.4 else int(r.integers(-5, 6)) for _ in "ab"]
            return slice(*ends, None if r.random() < 0.6 else int(r.choice([1, 2, 3, 1, 2, -1]))), 1
        if kind < 0.48:
            return None, 0
        if kind < 0.53:
            return Ellipsis, -1
        if kind < 0.57:
            return bool(r.random() < 0.7), 0
        if kind < 0.8:
            places = [(), (1,), (2,), (2,), (2, 2), (0,)][r.integers(6)]
            made = np.array([self.integer(n) for _ in range(int(np.prod(places)))], r.choice([np.int64, np.int64, np.int32])).reshape(places)
            return (made.tolist() if r.random() < 0.2 else made), 1
        if kind < 0.95:
            covered = tuple(shape[dim : dim + int(r.choice([1, 1, 1, 2, 0]))]) if r.random() < 0.95 else (2,)
            return r.random(covered) < 0.6, len(covered)
        return np.int64(self.integer(n)), 1

    def index(self, shape):
        if self.random.random() < 0.25:
            return self.part(shape, 0)[0]
        parts, dim = [], 0
        for _ in range(self.random.integers(0, 5)):
            made, covered = self.part(shape, min(dim, len(shape)))
            parts.append(made)
            dim = dim + covered if covered >= 0 else max(len(shape) - 1, 0)
        return tuple(parts)


def _tensors(index, lib):
    if isinstance(index, tuple):
        return tuple([_tensors(p, lib) for p in index])
    return lib.from_numpy(np.asarray(index).copy()) if isinstance(index, (np.ndarray, np.bool_)) else index


def _attempt(call):
    try:
        return call()
    except (IndexError, RuntimeError, TypeError, ValueError) as error:
        return type(error).__name__, str(error).split("\nException raised")[0]


def _same(ours, theirs):
    if isinstance(ours, np.ndarray) or isinstance(theirs, np.ndarray):
        return isinstance(ours, np.ndarray) and isinstance(theirs, np.ndarray) and ours.shape == theirs.shape and np.allclose(ours, theirs)
    if isinstance(ours, (tuple, list)) and isinstance(theirs, (tuple, list)):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    return ours == theirs


def _nodes(tensor):
    found, node = [], tensor.grad_fn
    while node is not None:
        found.append(node.name().replace("torch::autograd::", ""))
        node = node.next_functions[0][0] if node.next_functions else None
    return found


def _read(lib, values, index):
    x = lib.from_numpy(values.copy()).requires_grad_()
    y = x[_tensors(index, lib)]
    (y * lib.arange(1.0, y.numel() + 1, dtype=lib.float64).reshape(y.shape)).sum().backward()
    return y.detach().numpy(), x.grad.numpy(), _nodes(y), y._is_view()


def _write(lib, values, index, value):
    leaf = lib.from_numpy(values.copy()).requires_grad_()
    x = leaf * 1
    given = value
    if isinstance(value, np.ndarray):
        given = lib.from_numpy(value.copy()).requires_grad_()
    x[_tensors(index, lib)] = given
    (x * x).sum().backward()
    grad = given.grad.numpy() if isinstance(value, np.ndarray) and given.grad is not None else None
    return x.detach().numpy(), leaf.grad.numpy(), grad, _nodes(x)[:1], x._version


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(10))
def test_random_expressions(seed):
    oracle = pytest.importorskip("torch")
    make = _Expressions(seed)
    for _ in range(60):
        shape = tuple(int(n) for n in make.random.integers(1, 5, make.random.integers(0, 4)))
        values = np.asarray(make.random.normal(size=shape))
        index = make.index(shape)
        theirs = _attempt(lambda: _read(oracle, values, index))
        assert _same(_attempt(lambda: _read(torch, values, index)), theirs), (shape, index)
        value = 2.5
        if len(theirs) == 4 and make.random.random() < 0.7:
            wanted = theirs[0].shape
            kept = tuple(1 if make.random.random() < 0.3 else n for n in wanted)[int(make.random.integers(0, 2)) :]
            value = np.asarray(make.random.normal(size=kept))
        theirs = _attempt(lambda: _write(oracle, values, index, value))
        assert _same(_attempt(lambda: _write(torch, values, index, value)), theirs), (shape, index, value)


# -- derivatives --------------------------------------------------------------------------------------------------------


def _tensor(*shape):
    return torch.from_numpy(np.asarray(np.random.default_rng(sum(shape)).normal(size=shape))).requires_grad_()


def _at(*values):
    return torch.tensor(values)


MASK = torch.tensor([[True, False, True, True], [False, False, True, False], [True, False, False, True]])
DERIVATIVES = {
    "rows": (lambda x: x[[0, 0, 2]], (3, 4)),
    "columns": (lambda x: x[:, [0, 1, 1]], (3, 4)),
    "mask": (lambda x: x[MASK], (3, 4)),
    "apart": (lambda x: x[[0, 1], :, [1, 1]], (3, 2, 4)),
    "views": (lambda x: x[1:, None, 0] * x[0, 1], (3, 4)),
    "index_put": (lambda x, v: x.index_put((_at(0, 2),), v), (3, 4), (2, 4)),
    "index_put broadcast": (lambda x, v: x.index_put((_at(0, 2),), v), (3, 4), (4,)),
    "index_put accumulate": (lambda x, v: x.index_put((_at(0, 0),), v, accumulate=True), (3, 4), (2, 4)),
    "gather": (lambda x: x.gather(1, _at([0, 0], [1, 2], [3, 3])), (3, 4)),
    "scatter": (lambda x, s: x.scatter(1, _at([0, 1], [1, 2], [3, 0]), s), (3, 4), (3, 2)),
    "scatter number": (lambda x: x.scatter(1, _at([0, 1], [1, 2], [3, 0]), 2.0), (3, 4)),
    "scatter_add": (lambda x, s: x.scatter_add(1, _at([0, 0], [1, 2], [3, 0]), s), (3, 4), (3, 2)),
    "index_select": (lambda x: x.index_select(1, _at(0, 0, 3)), (3, 4)),
    "index_add": (lambda x, s: x.index_add(1, _at(0, 0, 3), s, alpha=2.0), (3, 4), (3, 3)),
    "index_copy": (lambda x, s: x.index_copy(1, _at(0, 3), s), (3, 4), (3, 2)),
    "index_fill": (lambda x, v: x.index_fill(1, _at(0, 0, -1), v), (3, 4), ()),
    "index_fill number": (lambda x: x.index_fill(1, _at(0, 3), 2.0), (3, 4)),
    "take": (lambda x: x.take(_at([0, 0], [5, -1])), (3, 4)),
    "put": (lambda x, s: x.put(_at([0, 1], [5, -1]), s), (3, 4), (2, 2)),
    "put accumulate": (lambda x, s: x.put(_at([0, 0], [5, -1]), s, accumulate=True), (3, 4), (2, 2)),
    "masked_fill": (lambda x, v: x.masked_fill(MASK, v), (3, 4), ()),
    "masked_fill broadcast": (lambda x: x.masked_fill(MASK, 2.0), (4,)),
    "masked_select": (lambda x: x.masked_select(MASK), (4,)),
    "masked_scatter": (lambda x, s: x.masked_scatter(MASK, s), (3, 4), (12,)),
    "take_along_dim": (lambda x: x.take_along_dim(_at([0], [1], [0]), 1), (3, 4)),
    "select_scatter": (lambda x, s: x.select_scatter(s, 1, 2), (3, 4), (3,)),
    "slice_scatter": (lambda x, s: x.slice_scatter(s, 1, 0, 4, 2), (3, 4), (3, 2)),
    "diagonal_scatter": (lambda x, s: x.diagonal_scatter(s), (3, 4), (3,)),
    "as_strided_scatter": (lambda x, s: x.as_strided_scatter(s, (2, 2), (4, 1), 1), (3, 4), (2, 2)),
    "embedding_bag": (lambda w: torch.nn.functional.embedding_bag(_at([0, 0], [1, 2]), w), (3, 4)),
    "embedding_bag max": (lambda w: torch.nn.functional.embedding_bag(_at(0, 1, 2, 0), w, _at(0, 3), mode="max", padding_idx=1), (3, 4)),
    "embedding_bag weighted": (
        lambda w, s: torch.nn.functional.embedding_bag(_at([0, 0], [1, 2]), w, mode="sum", per_sample_weights=s),
        (3, 4),
        (2, 2),
    ),
    "embedding": (lambda w: torch.nn.functional.embedding(_at([0, 0], [1, 2]), w), (3, 4)),
}
for _reduce in ("sum", "prod", "mean", "amax", "amin"):
    for _include in (True, False):

        def _scatter(x, s, reduce=_reduce, include=_include):
            return x.scatter_reduce(1, _at([0, 0], [1, 2], [3, 0]), s, reduce, include_self=include)

        def _rows(x, s, reduce=_reduce, include=_include):
            return x.index_reduce(1, _at(0, 0), s, reduce, include_self=include)

        DERIVATIVES[f"scatter_reduce {_reduce} {_include}"] = (_scatter, (3, 4), (3, 2))
        if _reduce != "sum":
            DERIVATIVES[f"index_reduce {_reduce} {_include}"] = (_rows, (3, 4), (3, 2))


@pytest.mark.filterwarnings("ignore:index_reduce")
@pytest.mark.parametrize("name", DERIVATIVES)
def test_derivatives(name):
    function, *given_shapes = DERIVATIVES[name]
    inputs = tuple([_tensor(*shape) for shape in given_shapes])
    assert gradcheck(function, inputs)
    assert gradgradcheck(function, inputs)


def test_padding_takes_no_gradient():
    weight = _tensor(3, 4)
    torch.nn.functional.embedding(_at(0, 0, 1, 2), weight, padding_idx=1, scale_grad_by_freq=True).sum().backward()
    assert weight.grad.tolist() == [[1.0] * 4, [0.0] * 4, [1.0] * 4]


def test_prod_with_zeros():
    x = torch.ones(3, dtype=torch.float64, requires_grad=True)
    source = torch.tensor([0.0, 2.0, 0.0, 0.0], dtype=torch.float64, requires_grad=True)
    x.scatter_reduce(0, _at(0, 0, 1, 1), source, "prod").sum().backward()
    assert source.grad.tolist() == [2.0, 0.0, 0.0, 0.0]
    assert x.grad.tolist() == [0.0, 0.0, 1.0]


def test_ties_share_the_gradient_of_amax():
    x = torch.tensor([2.0, 0.0], requires_grad=True)
    source = torch.tensor([2.0, 1.0, 3.0], requires_grad=True)
    x.scatter_reduce(0, _at(0, 0, 1), source, "amax").sum().backward()
    assert x.grad.tolist() == [0.5, 0.0]
    assert source.grad.tolist() == [0.5, 0.0, 1.0]


def test_an_index_changed_since_is_noticed():
    x = torch.ones(3, requires_grad=True)
    index = torch.tensor([0, 1])
    y = x[index]
    index[0] = 2
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_many_duplicates_add_up():
    rng = np.random.default_rng(0)
    index, weight = rng.integers(0, 7, 500), rng.normal(size=(500, 3))
    x = torch.zeros(7, 3, dtype=torch.float64, requires_grad=True)
    (x[torch.from_numpy(index)] * torch.from_numpy(weight)).sum().backward()
    expected = np.zeros((7, 3))
    np.add.at(expected, index, weight)
    assert np.allclose(x.grad.numpy(), expected)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int16", "int64", "float16", "float32", "complex64"])
def test_in_place_on_strided_memory(dtype):
    kind = getattr(torch, dtype)
    a = np.arange(24).reshape(4, 6).astype(dtype)
    for write, expected in (
        (lambda v: v.index_add_(0, _at(1, 1), torch.ones(2, 4).to(kind)), "add"),
        (lambda v: v.scatter_(1, _at([0], [1]), torch.ones(2, 1).to(kind)), "scatter"),
        (lambda v: v.index_put_((_at(0), _at(1)), torch.ones(1).to(kind)), "put"),
        (lambda v: v.put_(_at(3), torch.ones(1).to(kind)), "flat"),
    ):
        base = torch.from_numpy(a.copy())
        dense = base.t().contiguous()
        write(base.t())
        write(dense)
        assert torch.equal(base.t(), dense), expected


@pytest.mark.parametrize("dim", [0, 1])
def test_slices_of_any_strides_are_added_alike(dim):
    x, source, index = torch.zeros(30, 40), torch.randn(60, 80)[::2, 40:], torch.arange(70) % 20
    source = torch.cat([source, source, source], dim).narrow(dim, 0, 70)
    turned = source.t().contiguous().t()
    assert not turned.is_contiguous() and torch.equal(x.index_add(dim, index, turned), x.index_add(dim, index, source.contiguous()))
