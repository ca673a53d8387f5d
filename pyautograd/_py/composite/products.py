"""Products that are made of mm, bmm, mv and dot."""

from pyautograd._autograd_texts import C_NAMES
from pyautograd._warnings import warn_once

from ..core import exemplar, ops
from .joins import broadcast_shape
from .shapes import contiguous


def _numel(shape):
    total = 1
    for n in shape:
        total *= n
    return total


def _fold_batch(larger, smaller):
    """Whether a batch of matrices times one matrix becomes a single product of matrices.

    PyTorch folds where it would otherwise have to expand a tensor that requires gradients, or where the batch is dense.
    """
    if larger.ndim < 3 or smaller.ndim > 2:
        return False
    if smaller.requires_grad:
        return True
    under = exemplar(larger)
    if under.size == 0:
        return True
    shape, strides = under.shape, under.strides
    for at in range(under.ndim - 2):
        if strides[at] != strides[at + 1] * shape[at + 1]:
            return False
    return True


def matmul(self, other):
    """The product of vectors, matrices or batches of them, batch dimensions broadcast."""
    a, b = self.ndim, other.ndim
    if a == 2 and b == 2:
        return ops.mm(self, other)
    if a == 0 or b == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D")
    if a == 1 and b == 1:
        return ops.dot(self, other)
    if a == 2 and b == 1:
        return ops.mv(self, other)
    if a == 1 and b == 2:
        return ops._squeeze_product(ops.mm(ops.unsqueeze(self, 0), other), 0)
    if a >= b and _fold_batch(self, other):
        return _folded(self, other)
    if b > a and a <= 2:
        turned = ops.transpose(other, -2, -1)
        if _fold_batch(turned, self):
            if a == 1:
                return _folded(turned, self)
            return contiguous(ops.transpose(_folded(turned, ops.t(self)), -2, -1), None)
    shape, other_shape = tuple(self.shape), tuple(other.shape)
    rows, inner = (shape[-2] if a > 1 else 1), shape[-1]
    depth, columns = (other_shape[-2], other_shape[-1]) if b > 1 else (other_shape[-1], 1)
    batch = broadcast_shape([shape[:-2], other_shape[:-2]])
    count = _numel(batch)
    left = self if a > 1 else ops.unsqueeze(self, 0)
    right = other if b > 1 else ops.unsqueeze(other, 1)
    left = ops.reshape(ops.expand(left, batch + (rows, inner)), (count, rows, inner))
    right = ops.reshape(ops.expand(right, batch + (depth, columns)), (count, depth, columns))
    result = batch + ((rows,) if a > 1 else ()) + ((columns,) if b > 1 else ())
    return ops._unsafe_view(ops.bmm(left, right), result)


def _folded(batch, other):
    shape = tuple(batch.shape)
    flat = ops.reshape(batch, (_numel(shape[:-1]), shape[-1]))
    if other.ndim == 1:
        return ops._unsafe_view(ops.mv(flat, other), shape[:-1])
    return ops._unsafe_view(ops.mm(flat, other), shape[:-1] + (other.shape[1],))


def outer(self, vec2):
    """All products of an element of each of two vectors."""
    for name, v in (("self", self), ("vec2", vec2)):
        if v.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {v.ndim}-D")
    return ops.mul(ops.reshape(self, (self.shape[0], 1)), vec2)


def inner(self, other):
    """Sums of products over the last dimension of both."""
    if self.ndim == 0 or other.ndim == 0:
        return ops.mul(self, other)
    if self.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes {list(self.shape)} and {list(other.shape)}"
        )
    return _contract(self, other, (-1,), (-1,))


def kron(self, other):
    """Kronecker's product: every element of one times all of the other, in blocks."""
    ndim = max(self.ndim, other.ndim)
    a, b = (1,) * (ndim - self.ndim) + tuple(self.shape), (1,) * (ndim - other.ndim) + tuple(other.shape)
    left = ops.reshape(self, tuple([n for s in a for n in (s, 1)]))
    right = ops.reshape(other, tuple([n for s in b for n in (1, s)]))
    if ndim > 1 and 1 < b[-1] <= 64 and not self.requires_grad and not other.requires_grad:
        rows = self.numel() // max(a[-1], 1), other.numel() // b[-1]
        if min(rows) > 3 and rows[0] * rows[1] > 63:  # short rows of many products are made long ones first
            left, right = [
                ops.reshape(ops.expand(t, tuple(t.shape[:-2]) + (a[-1], b[-1])), tuple(t.shape[:-2]) + (a[-1] * b[-1],)) for t in (left, right)
            ]
    return ops._unsafe_view(ops.mul(left, right), tuple([m * n for m, n in zip(a, b)]))


def _contract(a, b, dims_a, dims_b):
    """Sums of products over paired dimensions: one product of matrices between reshapes."""
    if len(dims_a) != len(dims_b):
        raise RuntimeError("both dimension lists should have same length")
    if a.dtype is not b.dtype:
        raise RuntimeError("both inputs should have same dtype")
    from ..util import wrap_dim

    shape_a, shape_b = tuple(a.shape), tuple(b.shape)
    over_a, over_b = [wrap_dim(d, len(shape_a)) for d in dims_a], [wrap_dim(d, len(shape_b)) for d in dims_b]
    length = 1
    for at, (i, j) in enumerate(zip(over_a, over_b)):
        if shape_b[j] == 1:
            a = ops.sum(a, (i,), True, dtype=a.dtype)
            shape_a = tuple(a.shape)
        elif shape_a[i] == 1:
            b = ops.sum(b, (j,), True, dtype=b.dtype)
            shape_b = tuple(b.shape)
        elif shape_a[i] != shape_b[j]:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {shape_a[i]} in dim {dims_a[at]} and second has size {shape_b[j]} "
                f"in dim {dims_b[at]}"
            )
        length *= shape_a[i]
    for dims in (over_a, over_b):
        if len(set(dims)) != len(dims):
            twice = next(d for d in dims if dims.count(d) > 1)
            raise RuntimeError(f"dim {twice} appears multiple times in the list of dims")
    rest_a = [d for d in range(len(shape_a)) if d not in over_a]
    rest_b = [d for d in range(len(shape_b)) if d not in over_b]
    size = tuple([shape_a[d] for d in rest_a] + [shape_b[d] for d in rest_b])
    left = ops.reshape(ops.permute(a, rest_a + over_a), (_numel([shape_a[d] for d in rest_a]), length))
    right = ops.reshape(ops.permute(b, over_b + rest_b), (length, _numel([shape_b[d] for d in rest_b])))
    return ops.reshape(ops.mm(left, right), size)


def tensordot(a, b, dims):
    """Sums of products over `dims`: a number of last and first dimensions, or two lists of dimensions."""
    if hasattr(dims, "tolist") and not isinstance(dims, (tuple, list)):
        value = dims.tolist()
        dims = value if isinstance(value, int) else (tuple(value[0]), tuple(value[1])) if isinstance(value[0], list) else value[0]
    if isinstance(dims, (tuple, list)):
        first, second = dims
        return _contract(a, b, (first,) if isinstance(first, int) else tuple(first), (second,) if isinstance(second, int) else tuple(second))
    if not isinstance(dims, int):
        raise RuntimeError(
            f"tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two lists, but got dims={dims}"
        )
    if dims < 0:
        raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
    if dims > min(a.ndim, b.ndim):
        raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
    return _contract(a, b, tuple(range(-dims, 0)), tuple(range(dims)))


def vecdot(x, y, dim):
    """Sums of products along a dimension, the first factor conjugated."""
    if not (x.dtype.is_floating_point or x.dtype.is_complex):
        raise RuntimeError(f"linalg.vecdot: Expected a floating point or complex tensor as input. Got {x.dtype.scalar_name}")
    if x.dtype is not y.dtype:
        raise RuntimeError(
            f"linalg.vecdot: Expected x and y to have the same dtype, but found x of type {x.dtype.scalar_name} and y of type "
            f"{y.dtype.scalar_name} instead"
        )
    if x.ndim == 1 and y.ndim == 1:
        return ops.vdot(x, y)
    return ops.sum(ops.mul(ops.conj_physical(x), y), (dim,))


def _best_order(sizes):
    """Where to split each product of a chain of matrices with fewest multiplications, by dynamic programming."""
    count = len(sizes) - 1
    cost = [[0] * count for _ in range(count)]
    cut = [[0] * count for _ in range(count)]
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            best = None
            for k in range(i, j):
                total = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1]
                if best is None or total < best:
                    best, cut[i][j] = total, k
            cost[i][j] = best
    return cut


def _multiply(tensors, cut, i, j):
    if i == j:
        return tensors[i]
    k = cut[i][j]
    return ops.mm(_multiply(tensors, cut, i, k), _multiply(tensors, cut, k + 1, j))


def multi_dot(tensors):
    """The product of several matrices in the cheapest order; the first and last may be vectors."""
    count = len(tensors)
    if count < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {count}")
    first, last = tensors[0], tensors[-1]
    if first.ndim not in (1, 2):
        raise RuntimeError(f"multi_dot(): the first tensor must be 1D or 2D but got {first.ndim}D")
    if last.ndim not in (1, 2):
        raise RuntimeError(f"multi_dot(): the last tensor must be 1D or 2D but got {last.ndim}D")
    result = []
    parts = list(tensors)
    if first.ndim == 1:
        parts[0] = ops.unsqueeze(first, 0)
    else:
        result.append(first.shape[0])
    if last.ndim == 1:
        parts[-1] = ops.unsqueeze(last, -1)
    else:
        result.append(last.shape[1])
    for at, t in enumerate(parts):
        if t.ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {at} must be 2D but got {t.ndim}D")
        if t.dtype is not parts[0].dtype:
            kinds = [C_NAMES[d.name] for d in (parts[0].dtype, t.dtype)]
            raise RuntimeError(f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {kinds[0]} and tensor {at} {kinds[1]}")
    for at in range(count - 1):
        if parts[at].shape[1] != parts[at + 1].shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {at} and {at + 1} with shapes {list(tensors[at].shape)} and {list(tensors[at + 1].shape)} cannot be multiplied"
            )
    sizes = [t.shape[0] for t in parts] + [parts[-1].shape[1]]
    return ops.view(_multiply(parts, _best_order(sizes), 0, count - 1), tuple(result))


def chain_matmul(matrices):
    """The product of matrices in the cheapest order."""
    warn_once(
        "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use torch.linalg.multi_dot instead, which accepts a list "
        "of two or more tensors rather than multiple parameters.",
        stacklevel=3,
    )
    if not matrices:
        raise RuntimeError("chain_matmul(): Expected one or more matrices")
    for m in matrices:
        if m.ndim != 2:
            raise RuntimeError(f"Tensor dimension is {m.ndim}, expected 2 instead.")
    return matrices[0] if len(matrices) == 1 else multi_dot(matrices)


def linear(input, weight, bias):
    """``input @ weight.T + bias``: with two dimensions one fused product and sum."""
    ndim = input.ndim
    if ndim == 2 and bias is not None:
        return ops.addmm(bias, input, ops.t(weight))
    if ndim == 0 or weight.ndim == 0:
        raise RuntimeError(f"both arguments to linear need to be at least 1D, but they are {ndim}D and {weight.ndim}D")
    if bias is not None and ndim != 0 and exemplar(input).flags.c_contiguous:
        shape = tuple(input.shape)
        flat = ops.reshape(input, (_numel(shape[:-1]), shape[-1]))
        return ops.view(ops.addmm(bias, flat, ops.t(weight)), shape[:-1] + (weight.shape[0],))
    made = matmul(input, ops.t(weight))
    return made if bias is None else ops.add(made, bias)


def bilinear(input1, input2, weight, bias):
    """``x1 @ weight[k] @ x2`` for each output feature k, plus bias."""
    given = [("input1", input1), ("input2", input2), ("weight", weight)] + ([] if bias is None else [("bias", bias)])
    if any([t.dtype is not input1.dtype for _, t in given]):
        raise RuntimeError("All tensors must have the same dtype, got " + ", ".join([f"{name}: {C_NAMES[t.dtype.name]}" for name, t in given]))
    if input1.ndim != input2.ndim:
        raise RuntimeError(f"bilinear(): input dimensions do not match: got {input1.ndim} and {input2.ndim}")
    if not input1.ndim:
        raise IndexError("Dimension specified as -1 but tensor has no dimensions")
    if weight.ndim < 3:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-weight.ndim}, {weight.ndim - 1}], but got 2)")
    batch = tuple(input1.shape)[:-1]
    for at, (m, n) in enumerate(zip(batch, tuple(input2.shape)[:-1])):
        if m != n:
            raise RuntimeError(f"bilinear(): input batch dimensions do not match at dim {at}: got {m} and {n}")
    for name, size, want in (("input1", input1.shape[-1], weight.shape[1]), ("input2", input2.shape[-1], weight.shape[2])):
        if size != want:
            raise RuntimeError(f"bilinear(): {name} size does not match weight size: got {size} but expected {want}")
    if bias is not None and bias.shape[0] != weight.shape[0]:
        raise RuntimeError(f"bilinear(): bias size does not match weight size: got {bias.shape[0]} but expected {weight.shape[0]}")
    features, m, n = weight.shape
    rows = _numel(batch)
    first, second = ops.reshape(input1, (rows, m)), ops.reshape(input2, (rows, n))
    # (features, rows, n): the first input against every weight matrix, then against the second input row by row
    half = ops.matmul(ops.expand(ops.unsqueeze(first, 0), (features, rows, m)), weight)
    made = ops.reshape(ops.contiguous(ops.t(ops.sum(ops.mul(half, second), (-1,), dtype=input1.dtype))), batch + (features,))
    return made if bias is None else ops.add(made, bias)
