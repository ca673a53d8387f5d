"""Properties that hold for every tensor: shapes, strides, dtypes, broadcasting, memory. NumPy is the reference, Hypothesis finds the tensors."""
import math
import warnings

import hypothesis.extra.numpy as hnp
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given

import pyautograd as torch

KINDS = ("float32", "float64", "int64", "int32", "uint8", "bool", "complex64")
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
ELEMENTS = {
    "b": st.booleans(), "i": st.integers(-9, 9), "u": st.integers(0, 9), "f": st.integers(-16, 16).map(lambda n: n / 4),
    "c": st.tuples(st.integers(-8, 8), st.integers(-8, 8)).map(lambda p: complex(p[0] / 2, p[1] / 2)),
}  # fmt: skip


def arrays(kinds=KINDS, shape=SHAPES):
    """ndarrays of the dtypes named, of small exact numbers, so that sums and products come out alike in any order."""
    return st.sampled_from(kinds).flatmap(lambda kind: hnp.arrays(kind, shape, elements=ELEMENTS[np.dtype(kind).kind]))


@st.composite
def views(draw, kinds=KINDS):
    """(ndarray, the base it is a view of): transposed, sliced with steps, expanded."""
    base = draw(arrays(kinds))
    a = base
    for step in draw(st.lists(st.sampled_from(("transpose", "slice", "expand", "newaxis")), max_size=3)):
        if step == "transpose":
            a = a.transpose(draw(st.permutations(range(a.ndim))))
        elif step == "slice" and a.ndim:
            at = draw(st.integers(0, a.ndim - 1))
            a = a[(slice(None),) * at + (slice(draw(st.integers(0, 2)), None, draw(st.integers(1, 2))),)]
        elif step == "expand" and a.ndim and a.shape[0] == 1:
            a = np.lib.stride_tricks.as_strided(a, (3, *a.shape[1:]), (0, *a.strides[1:]), writeable=True)
        elif step == "newaxis" and a.ndim < 5:
            a = a[None]
    return a, base


def same(tensor, array, exact=True):
    """Equal shape, dtype and values."""
    made, array = tensor.detach().numpy(), np.asarray(array)
    assert made.shape == array.shape and made.dtype == array.dtype, (made.shape, made.dtype, array.shape, array.dtype)
    if exact:
        np.testing.assert_array_equal(made, array)
    else:
        np.testing.assert_allclose(made, array, rtol=2e-6 if made.dtype.itemsize < 8 or made.dtype == np.complex64 else 1e-12, atol=1e-6)


def clear_strides(shape, strides):
    """The strides that matter: of dimensions with more than one element, unless there are no elements."""
    return () if 0 in shape else tuple([s for n, s in zip(shape, strides) if n > 1])


# NumPy and back.


@given(views())
def test_from_numpy_and_back_is_the_same_memory(pair):
    array, base = pair
    x = torch.from_numpy(array)
    assert tuple(x.shape) == array.shape and x.ndim == array.ndim and x.numel() == array.size
    assert clear_strides(array.shape, x.stride()) == clear_strides(array.shape, [s // array.itemsize for s in array.strides])
    same(x, array)
    assert x.tolist() == array.tolist()
    back = x.numpy()
    if array.size:
        assert np.shares_memory(back, base) and back.__array_interface__["data"][0] == array.__array_interface__["data"][0]
        back[(0,) * back.ndim] = 1
        assert base.flat[0] == 1 or 1 in base


@given(arrays(shape=hnp.array_shapes(min_dims=1, max_dims=3, min_side=2, max_side=4)))
def test_negative_strides_are_refused(array):
    with pytest.raises(ValueError, match="^At least one stride in the given numpy array is negative, and tensors with negative strides are not"):
        torch.from_numpy(array[::-1])


@given(arrays())
def test_tensor_copies_and_lists_round_trip(array):
    x = torch.tensor(array)
    same(x, array)
    assert not array.size or not np.shares_memory(x.numpy(), array)
    if array.size:
        same(torch.tensor(array.tolist(), dtype=x.dtype), array)


@given(views())
def test_clone_and_contiguous(pair):
    x = torch.from_numpy(pair[0])
    same(x.clone(), pair[0])
    dense = x.contiguous()
    same(dense, pair[0])
    assert dense.is_contiguous() and (dense is x) == x.is_contiguous()
    assert dense.stride() == torch.empty(x.shape).stride() or x.is_contiguous()


# Elementwise.

UNARY = {
    "neg": np.negative, "abs": np.abs, "square": np.square, "sin": np.sin, "exp": np.exp, "tanh": np.tanh, "floor": np.floor, "sign": np.sign,
    "reciprocal": np.reciprocal, "sqrt": np.sqrt, "round": np.rint, "expm1": np.expm1, "isnan": np.isnan, "logical_not": np.logical_not,
}  # fmt: skip


@given(st.sampled_from(sorted(UNARY)), views(("float32", "float64")))
def test_unary_operators(name, pair):
    with np.errstate(all="ignore"):
        same(getattr(torch, name)(torch.from_numpy(pair[0])), UNARY[name](pair[0]), exact=False)


@given(st.sampled_from(("sin", "exp", "tanh", "sqrt", "reciprocal")), arrays(("int64", "int32", "uint8", "bool")))
def test_integers_become_the_default_dtype(name, array):
    with np.errstate(all="ignore"):
        same(getattr(torch, name)(torch.from_numpy(array)), UNARY[name](array.astype("float32")), exact=False)


BINARY = {"add": np.add, "mul": np.multiply, "maximum": np.maximum, "minimum": np.minimum, "eq": np.equal, "lt": np.less, "logical_and": np.logical_and}


@st.composite
def broadcastable(draw, kinds):
    shapes = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3, min_side=0)).input_shapes
    return [draw(arrays(kinds, shape)) for shape in shapes]


@given(st.sampled_from(sorted(BINARY)), broadcastable(("float32", "float64", "int64", "int32", "uint8", "bool")))
def test_binary_operators_broadcast_and_promote(name, operands):
    x, y = map(torch.from_numpy, operands)
    common = torch.result_type(x, y)
    a, b = [t.to(common).numpy() for t in (x, y)]
    made = getattr(torch, name)(x, y)
    expected = BINARY[name](a, b)
    same(made, expected)
    assert made.dtype is (common if expected.dtype != np.bool_ else torch.bool)
    assert made.requires_grad is False and made.is_contiguous()


@given(broadcastable(("float64",)))
def test_gradients_of_broadcast_operands_have_their_shapes(operands):
    x, y = [torch.from_numpy(a.copy()).requires_grad_() for a in operands]
    made = x * y
    made.backward(torch.ones_like(made))
    a, b = np.broadcast_arrays(*operands)
    for leaf, own, other in ((x, operands[0], b), (y, operands[1], a)):
        assert leaf.grad.shape == leaf.shape
        lead = tuple(range(other.ndim - own.ndim))
        summed = other.sum(lead) if lead else other
        summed = summed.sum(tuple([d for d, n in enumerate(own.shape) if n == 1 and summed.shape[d] != 1]), keepdims=True)
        np.testing.assert_allclose(leaf.grad.numpy(), summed.reshape(own.shape))


@given(SHAPES, SHAPES)
def test_shapes_that_do_not_broadcast_are_refused(a, b):
    try:
        np.broadcast_shapes(a, b)
    except ValueError:
        with pytest.raises(RuntimeError, match=r"^The size of tensor a \(\d+\) must match the size of tensor b \(\d+\) at non-singleton dimension \d+$"):
            torch.zeros(a) + torch.zeros(b)
    else:
        assert tuple((torch.zeros(a) + torch.zeros(b)).shape) == np.broadcast_shapes(a, b)


# In place and into out=.

IN_PLACE = {"add": 1, "mul": 1, "sub": 1, "neg": 0, "abs": 0, "square": 0, "exp": 0, "tanh": 0, "floor": 0, "clamp_min": 1, "lt": 1, "copysign": 1, "relu": 0}


@given(st.sampled_from(sorted(IN_PLACE)), views(("float32", "float64")))
def test_in_place_and_out_agree_with_the_function(name, pair):
    array, base = pair
    assume(0 not in array.strides or array.size < 2)
    x = torch.from_numpy(array)
    others = [1.5] * IN_PLACE[name]
    expected = getattr(torch, name)(x, *others)
    if name != "relu":
        out = torch.empty(x.shape, dtype=expected.dtype)
        assert getattr(torch, name)(x, *others, out=out) is out
        same(out, expected.numpy())
    before = x._version
    assert getattr(x, name + "_")(*others) is x
    assert x._version == before + 1
    same(x, expected.numpy().astype(array.dtype))
    if array.size:
        assert np.shares_memory(x.numpy(), base)


@given(arrays(("float32",)), SHAPES)
def test_in_place_does_not_grow(array, shape):
    x, y = torch.from_numpy(array), torch.zeros(shape)
    try:
        grown = np.broadcast_shapes(array.shape, shape) != array.shape
    except ValueError:
        grown = True
    if grown:
        with pytest.raises(RuntimeError):
            x.add_(y)
    else:
        same(x.add_(y), array)


# Reductions.

REDUCTIONS = {"sum": np.sum, "prod": np.prod, "mean": np.mean, "amax": np.max, "amin": np.min, "all": np.all, "any": np.any}


@given(st.data(), st.sampled_from(sorted(REDUCTIONS)), views(("float32", "float64", "int64", "bool")), st.booleans())
def test_reductions(data, name, pair, keepdim):
    array = pair[0]
    x, integral = torch.from_numpy(array), array.dtype.kind not in "f"
    assume(not (name == "mean" and integral))
    axes = data.draw(st.lists(st.integers(0, max(array.ndim - 1, 0)), unique=True, min_size=1, max_size=1 if name == "prod" else 3)) if array.ndim else [0]
    signed = [d - array.ndim if array.ndim and data.draw(st.booleans()) else d for d in axes]
    axis = tuple(axes) if array.ndim else ()
    if name in ("amax", "amin") and any(array.shape[d] == 0 for d in axis):
        with pytest.raises(IndexError, match="Expected reduction dim"):
            getattr(torch, name)(x, signed, keepdim)
        return
    made = getattr(torch, name)(x, signed[0] if name == "prod" else signed, keepdim)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's about the mean of nothing
        expected = REDUCTIONS[name](array, axis=axis, keepdims=keepdim)
    same(made, np.asarray(expected, "int64" if name in ("sum", "prod") and integral else expected.dtype), exact=False)


@given(views(("float32", "float64")))
def test_full_reductions(pair):
    x, array = torch.from_numpy(pair[0]), pair[0]
    same(x.sum(), array.sum(), exact=False)
    if array.size:
        same(x.max(), array.max())
        same(x.argmax(), array.argmax())
        np.testing.assert_allclose(float(x.std(correction=0)), array.std(), rtol=1e-4, atol=1e-5)


@given(st.data(), arrays(("float64", "int64"), hnp.array_shapes(max_dims=3, max_side=4)))
def test_scans_and_sorts(data, array):
    x, dim = torch.from_numpy(array), data.draw(st.integers(-array.ndim, array.ndim - 1))
    same(x.cumsum(dim), array.cumsum(dim))
    same(x.flip(dim), np.flip(array, dim))
    values, indices = x.sort(dim=dim, stable=True)
    same(values, np.sort(array, dim, kind="stable"))
    same(indices, np.argsort(array, dim, kind="stable"))
    same(x.gather(dim, indices), values.numpy())
    best = x.topk(1, dim)
    same(best.values, array.max(dim, keepdims=True))
    same(x.argmin(dim), array.argmin(dim))


# Views.


@given(st.data(), arrays(shape=hnp.array_shapes(min_dims=1, max_dims=4, max_side=4)))
def test_views_share_memory_and_strides(data, array):
    """A chain of views, taken of the tensor and of the ndarray alike; a write through the last one reaches the first."""
    base = torch.from_numpy(array)
    x, a = base, array
    for step in data.draw(st.lists(st.sampled_from(("transpose", "permute", "narrow", "select", "unsqueeze", "squeeze", "expand", "diagonal", "movedim")), min_size=1, max_size=4)):
        n = a.ndim
        if n == 0 and step != "unsqueeze":
            continue
        if step == "transpose":
            i, j = data.draw(st.integers(-n, n - 1)), data.draw(st.integers(-n, n - 1))
            x, a = x.transpose(i, j), a.swapaxes(i, j)
        elif step == "permute":
            order = data.draw(st.permutations(range(n)))
            x, a = x.permute(order), a.transpose(order)
        elif step == "narrow":
            d = data.draw(st.integers(0, n - 1))
            start = data.draw(st.integers(0, a.shape[d]))
            length = data.draw(st.integers(0, a.shape[d] - start))
            x, a = x.narrow(d, start, length), a[(slice(None),) * d + (slice(start, start + length),)]
        elif step == "select":
            d = data.draw(st.integers(0, n - 1))
            if a.shape[d]:
                at = data.draw(st.integers(-a.shape[d], a.shape[d] - 1))
                x, a = x.select(d, at), a[(slice(None),) * d + (at, ...)]
        elif step == "unsqueeze":
            d = data.draw(st.integers(-n - 1, n))
            x, a = x.unsqueeze(d), np.expand_dims(a, d)
        elif step == "squeeze":
            x, a = x.squeeze(), a[tuple([0 if s == 1 else slice(None) for s in a.shape]) + (...,)]
        elif step == "expand":
            x, a = x.expand(2, *x.shape), np.broadcast_to(a, (2, *a.shape))
        elif step == "movedim":
            i, j = data.draw(st.integers(-n, n - 1)), data.draw(st.integers(-n, n - 1))
            x, a = x.movedim(i, j), np.moveaxis(a, i, j)
        elif n >= 2:
            offset = data.draw(st.integers(-1, 1))
            x, a = x.diagonal(offset, 0, 1), a.diagonal(offset, 0, 1)
    same(x, a)
    assert clear_strides(a.shape, x.stride()) == clear_strides(a.shape, [s // a.itemsize for s in a.strides])
    if not a.size:
        return
    assert x is base or x._is_view() and x._base is base and x._version == base._version
    assert x.storage_offset() == (a.__array_interface__["data"][0] - array.__array_interface__["data"][0]) // array.itemsize
    if 0 not in clear_strides(a.shape, x.stride()):
        x.fill_(1)
        assert np.all(a == 1) and base._version == 1


@given(st.data(), views())
def test_reshape(data, pair):
    """A view where NumPy needs no copy either; the elements in row-major order always."""
    array, _ = pair
    x = torch.from_numpy(array)
    sizes = [n for n in range(1, array.size + 1) if array.size and array.size % n == 0]
    shape = (0, 2) if not array.size else (data.draw(st.sampled_from(sizes)), -1)
    made, expected = x.reshape(shape), array.reshape(shape)
    same(made, expected)
    assert not array.size or np.shares_memory(made.numpy(), array) == np.shares_memory(expected, array)
    same(x.flatten(), array.reshape(-1))
    assert x.ravel().tolist() == array.ravel().tolist()


# Indexing.


@st.composite
def basic(draw, shape):
    """A basic index of an array of `shape`, without negative steps."""
    index = draw(hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True))
    parts = index if isinstance(index, tuple) else (index,)
    return tuple([slice(p.start, p.stop, None if p.step is None else abs(p.step)) if isinstance(p, slice) else p for p in parts])


@given(st.data(), arrays())
def test_basic_indexing_is_a_view(data, array):
    x, index = torch.from_numpy(array), data.draw(basic(array.shape))
    made, expected = x[index], array[index]
    same(made, expected)
    assert not expected.size or np.shares_memory(made.numpy(), array)
    value = np.ones((), array.dtype)
    x[index] = torch.from_numpy(value)
    assert np.all(array[index] == 1)


@given(st.data(), arrays(shape=hnp.array_shapes(max_dims=3, max_side=4)))
def test_advanced_indexing_is_a_copy(data, array):
    x = torch.from_numpy(array)
    index = data.draw(hnp.integer_array_indices(array.shape, result_shape=hnp.array_shapes(max_dims=2, min_side=0, max_side=3)))
    made, expected = x[tuple(map(torch.from_numpy, index))], array[index]
    same(made, expected)
    assert not expected.size or not np.shares_memory(made.numpy(), array)
    mask = data.draw(hnp.arrays(bool, array.shape))
    same(x[torch.from_numpy(mask)], array[mask])
    changed = array.copy()
    changed[mask] = 1
    x[torch.from_numpy(mask)] = 1
    same(x, changed)


@given(st.data(), arrays(("float64",), hnp.array_shapes(max_dims=3, max_side=4)))
def test_the_gradient_of_indexing_counts(data, array):
    index = data.draw(hnp.integer_array_indices(array.shape, result_shape=hnp.array_shapes(max_dims=2, max_side=3)))
    x = torch.from_numpy(array.copy()).requires_grad_()
    x[tuple(map(torch.from_numpy, index))].sum().backward()
    counts = np.zeros(array.shape)
    np.add.at(counts, index, 1)
    same(x.grad, counts)


# Joins and their inverses.


@given(st.data(), views())
def test_pieces_join_to_the_whole(data, pair):
    array, _ = pair
    assume(array.ndim)
    x, dim = torch.from_numpy(array), data.draw(st.integers(-array.ndim, array.ndim - 1))
    n = array.shape[dim]
    size = data.draw(st.integers(1, 3))
    pieces = x.split(size, dim)
    assert [p.shape[dim] for p in pieces] == ([size] * (n // size) + [n % size] * (n % size > 0) or [0])
    same(torch.cat(pieces, dim), array)
    assert len(x.chunk(size, dim)) <= size or n == 0
    same(torch.cat(x.chunk(size, dim), dim), array)
    for made, expected in zip(x.tensor_split(size, dim), np.array_split(array, size, dim), strict=True):
        same(made, expected)
    if n:
        assert len(x.unbind(dim)) == n
        same(torch.stack(x.unbind(dim), dim), array)


@given(st.data(), st.lists(st.sampled_from(("float32", "float64", "int64", "uint8", "bool")), min_size=1, max_size=3), hnp.array_shapes(max_dims=3, min_side=0, max_side=3))
def test_joins(data, kinds, shape):
    parts = [data.draw(arrays((kind,), shape)) for kind in kinds]
    tensors = list(map(torch.from_numpy, parts))
    common = tensors[0].dtype
    for t in tensors[1:]:
        common = torch.promote_types(common, t.dtype)
    parts = [t.to(common).numpy() for t in tensors]
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    for name, expected in (("cat", np.concatenate(parts, dim)), ("stack", np.stack(parts, dim))):
        made = getattr(torch, name)(tensors, dim)
        same(made, expected)
        out = torch.empty(0, dtype=common)
        same(getattr(torch, name)(tensors, dim, out=out), expected)
    for name in ("hstack", "vstack", "dstack"):
        same(getattr(torch, name)(tensors), getattr(np, name)(parts))


@given(st.data(), views(("float32", "int64", "bool")))
def test_rearrangements(data, pair):
    array, _ = pair
    x = torch.from_numpy(array)
    repeats = tuple([data.draw(st.integers(0, 2)) for _ in range(array.ndim + data.draw(st.integers(0, 1)))])
    assume(math.prod(repeats) * array.size < 500)
    same(x.repeat(repeats), np.tile(array, repeats))
    if array.ndim:
        shift, dim = data.draw(st.integers(-5, 5)), data.draw(st.integers(0, array.ndim - 1))
        same(x.roll(shift, dim), np.roll(array, shift, dim))
        same(x.repeat_interleave(2, dim), array.repeat(2, dim))
    if array.ndim >= 2:
        same(x.rot90(shift, (0, 1)), np.rot90(array, shift, (0, 1)))
        same(x.tril(shift), np.tril(array, shift).astype(array.dtype))


# Products.


@given(st.data(), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
def test_matmul(data, n, m, p):
    lead = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=2)).input_shapes
    a, b = data.draw(arrays(("float64",), (*lead[0], n, m))), data.draw(arrays(("float64",), (*lead[1], m, p)))
    same(torch.from_numpy(a) @ torch.from_numpy(b), a @ b)
    vector = data.draw(arrays(("float64",), (m,)))
    same(torch.from_numpy(a) @ torch.from_numpy(vector), a @ vector)
    same(torch.from_numpy(vector) @ torch.from_numpy(b), vector @ b)


# Results that are contiguous whatever their input is: programs go on with view().

CONTIGUOUS = {
    "sum": lambda x: x.sum(1), "mean": lambda x: x.mean(0), "amax": lambda x: x.amax(1), "max": lambda x: x.max(1)[0], "prod": lambda x: x.prod(0),
    "std": lambda x: x.std(1), "logsumexp": lambda x: x.logsumexp(1), "cumsum": lambda x: x.cumsum(0), "cummax": lambda x: x.cummax(0)[0],
    "softmax": lambda x: x.softmax(1), "log_softmax": lambda x: x.log_softmax(-1), "masked_fill": lambda x: x.masked_fill(x > 3, 0),
    "tril": lambda x: x.tril(), "triu": lambda x: x.triu(), "roll": lambda x: x.roll(1, 0), "cat": lambda x: torch.cat([x, x], 1),
    "stack": lambda x: torch.stack([x, x], 1), "layer_norm": lambda x: torch.nn.functional.layer_norm(x, x.shape[-1:]),
    "batch_norm": lambda x: torch.nn.functional.batch_norm(x, None, None, training=True), "gather": lambda x: x.gather(0, torch.zeros_like(x).long()),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTIGUOUS)
def test_results_of_permuted_tensors_are_contiguous(name):
    for x in (torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1), torch.arange(48.0).reshape(2, 3, 4, 2).transpose(1, 2)):
        made = CONTIGUOUS[name](x)
        assert made.is_contiguous()
        np.testing.assert_allclose(made.numpy(), CONTIGUOUS[name](x.contiguous()).numpy(), rtol=1e-5)


def test_kron_of_transposed_matrices():
    x = torch.arange(6.0).reshape(2, 3).t()
    same(torch.kron(x, x), np.kron(x.numpy(), x.numpy()))


def test_a_float32_loss_of_integer_targets_stays_float32():
    x, target = torch.tensor([1.5, 2.5]), torch.tensor([1, 3])
    for name in ("mse_loss", "smooth_l1_loss", "huber_loss", "soft_margin_loss"):
        assert getattr(torch.nn.functional, name)(x, target).dtype is torch.float32

