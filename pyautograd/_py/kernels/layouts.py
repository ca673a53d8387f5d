"""How the elements of results lie in memory. A kernel computes as suits it; the rules here lay its results out as PyTorch has them.

A rule takes the kernel's arguments and its results, and returns the results, copied where they lie otherwise. ``_table/layouts.py`` says which kernel
has which rule.
"""
import numpy as np

_ORDERS = {4: (1, 3, 2, 0), 5: (1, 4, 3, 2, 0)}


def suggests_channels_last(a):
    """Whether the strides of an array of four or five dimensions are those of channels last, and not also those of row-major order."""
    order = _ORDERS.get(a.ndim)
    if order is None or a.flags.c_contiguous:
        return False
    shape, strides = a.shape, a.strides
    if strides[1] == 0:
        return False
    least = 0
    for d in order:
        if shape[d] == 0 or strides[d] < least or (d == 0 and least == strides[1]):
            return False
        least = strides[d] * max(shape[d], 1)
    return True


def is_channels_last(a):
    """Whether the strides of an array of four or five dimensions are those of dense channels last; no elements are no reason to say yes."""
    expected = a.itemsize
    for d in _ORDERS[a.ndim]:
        if a.shape[d] != 1:
            if a.strides[d] != expected:
                return False
            expected *= a.shape[d]
    return True


def with_strides(made, strides, copy=False):
    """`made`, or a copy of it, with the given strides in bytes, which are dense. `copy`: a copy in any case."""
    if made.strides == strides and not copy:
        return made
    out = np.ndarray(made.shape, made.dtype, np.empty(made.size, made.dtype), 0, strides)
    out[...] = made
    return out


def strides_in_order(shape, itemsize, order):
    """Strides in bytes of a dense array whose dimensions lie in `order`, the fastest first."""
    strides, step = [0] * len(shape), itemsize
    for d in order:
        strides[d] = step
        step *= max(shape[d], 1)
    return tuple(strides)


def in_order(made, order, copy=False):
    """`made`, or a copy of it, with its dimensions in `order`, the fastest first."""
    return with_strides(made, strides_in_order(made.shape, made.itemsize, order), copy)


def row_major(made):
    """`made`, or a copy of it, in row-major order."""
    if made.size and made.flags.c_contiguous and 1 not in made.shape:  # the stride of a dimension of size one may be anything
        return made
    return in_order(made, range(made.ndim - 1, -1, -1))


def in_channels_last(made, copy=False):
    """`made`, or a copy of it, with the channels of each position together."""
    return in_order(made, _ORDERS[made.ndim], copy)


def _each(function, results):
    """The results, each laid out by `function`."""
    if isinstance(results, (tuple, list)):
        return type(results)([function(np.asarray(r)) for r in results])
    return function(np.asarray(results))


def contiguous(arguments, results):
    """Row-major order, whatever the arguments."""
    return _each(row_major, results)


def suggested(arguments, results):
    """Channels last where the first argument suggests it, row-major order otherwise."""
    first = arguments[0]
    if not suggests_channels_last(first):
        return _each(row_major, results)
    return _each(lambda made: in_channels_last(made) if made.ndim == first.ndim else row_major(made), results)


def suggested_2d(arguments, results):
    """`suggested` where sizes are given for two dimensions, row-major order where they are for three."""
    sizes = next((a for a in arguments if isinstance(a, (tuple, list))), ())
    return suggested(arguments, results) if len(sizes) == 2 else contiguous(arguments, results)


def suggested_unless_circular(arguments, results):
    """`suggested` but for circular padding, which gives row-major order."""
    return contiguous(arguments, results) if arguments[-1] == "circular" else suggested(arguments, results)


def suggested_by_two(arguments, results):
    """Channels last where one of the first two arguments suggests it. Of three dimensions only the second, the weight, is asked, as images of height 1."""
    last = any([suggests_channels_last(a) for a in arguments[:2]]) or _suggests_flat(arguments[1])
    if arguments[0].ndim == 5 and len(arguments) > 6 and arguments[6] is True:  # a transposed convolution of three dimensions
        last = False
    return _each(_channels_last_any if last else row_major, results)


def _suggests_flat(a):
    if a.ndim != 3 or a.flags.c_contiguous:
        return False
    (n, c, length), (s, t, u) = a.shape, a.strides
    return suggests_channels_last(np.lib.stride_tricks.as_strided(a, (n, c, 1, length), (s, t, length * u, u)))


def _channels_last_any(made):
    return in_order(made, (1, *range(made.ndim - 1, 1, -1), 0))


def is_dense(shape, strides, itemsize):
    """Whether the elements fill their memory without gaps or overlap, in some order of dimensions."""
    expected = itemsize
    for stride, n in sorted([(s, n) for s, n in zip(strides, shape) if n > 1]):
        if 0 in shape:
            return True
        if stride != expected:
            return False
        expected *= n
    return True


def preserved_strides(a, itemsize):
    """The strides, for elements of `itemsize` bytes, of what is made like `a`: its own where it is dense, those of the same order otherwise."""
    shape, strides, old = a.shape, a.strides, a.itemsize
    if is_dense(shape, strides, old):
        return strides if old == itemsize else tuple([s // old * itemsize for s in strides])
    return strides_in_order(shape, itemsize, iterated_order(shape, [strides]))


def laid_out_as(a, values):
    """A copy of `values` in the layout that what is made like `a` has."""
    return with_strides(values, preserved_strides(a, values.itemsize), True)


def copy_with_gaps(a):
    """A copy with the same strides, and memory between the elements where `a` has it; dense where elements of `a` share memory."""
    if any([s == 0 and n > 1 for n, s in zip(a.shape, a.strides)]):
        return laid_out_like(a)
    if a.size and a.flags.c_contiguous and 1 not in a.shape:
        return a.copy()
    count = 1 + sum([(n - 1) * s for n, s in zip(a.shape, a.strides)]) // a.itemsize if a.size else 0
    made = np.ndarray(a.shape, a.dtype, np.empty(count, a.dtype), 0, a.strides)
    made[...] = a
    return made


def laid_out_like(a):
    """A copy of `a` in the layout that what is made like it has."""
    if a.size and a.flags.c_contiguous and 1 not in a.shape:
        return a.copy()
    return laid_out_as(a, a)


def preserved(arguments, results):
    """The layout of the first argument."""
    a = arguments[0]
    return _each(lambda made: with_strides(made, preserved_strides(a, made.itemsize)) if made.shape == a.shape else made, results)


def iterated_order(shape, operands):
    """The order of dimensions, the fastest first, that the strides of operands suggest for a result: that of PyTorch's TensorIterator.

    `operands` has the strides of each over all dimensions, 0 where it is broadcast.
    """
    order = list(range(len(shape) - 1, -1, -1))
    for i in range(1, len(order)):
        at = i
        for j in range(i - 1, -1, -1):
            verdict = _compare(shape, operands, order[j], order[at])
            if verdict > 0:
                order[j], order[at] = order[at], order[j]
                at = j
            elif verdict < 0:
                break
    return order


def _compare(shape, operands, a, b):
    for strides in operands:
        s, t = strides[a], strides[b]
        if s == 0 or t == 0:
            continue
        if s != t:
            return -1 if s < t else 1
        if shape[a] > shape[b]:
            return 1
    return 0


def over_dimensions(a, shape):
    """The strides of an array over the dimensions of the shape it is broadcast to."""
    lead = len(shape) - a.ndim
    return (0,) * lead + tuple([0 if n == 1 and shape[lead + d] != 1 else s for d, (n, s) in enumerate(zip(a.shape, a.strides))])


def iterated(arguments, results):
    """As an elementwise operator on the arrays among the arguments lays its result out."""
    arrays = [a for a in arguments if isinstance(a, np.ndarray)]
    if all([a.size and a.flags.c_contiguous for a in arrays]):
        return _each(row_major, results)

    def laid(made):
        if made.ndim < 2 or all([a.shape == made.shape and a.flags.c_contiguous for a in arrays]):
            return row_major(made)
        return iterated_over(made, [over_dimensions(a, made.shape) for a in arrays])

    return _each(laid, results)


def iterated_over(made, operands):
    """`made`, or a copy of it, in the order that the strides of operands over its dimensions suggest.

    Without elements, strides are plain products of sizes in any other than row-major order, as PyTorch has them.
    """
    order = iterated_order(made.shape, operands)
    if made.size or order == list(range(made.ndim - 1, -1, -1)):
        return in_order(made, order)
    strides, step = [0] * made.ndim, made.itemsize
    for d in order:
        strides[d] = step
        step *= made.shape[d]
    return with_strides(made, tuple(strides))


def columns(made):
    """Matrices, or a copy of them, with the columns of each together in memory, as LAPACK leaves them."""
    last = made.ndim - 1
    return in_order(made, (last - 1, last, *range(last - 2, -1, -1)))

