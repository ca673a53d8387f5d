"""Convolutions in any number of dimensions, their two adjoints, and the windows they are made of.

With input x, weight w, output y and strides s, paddings p, dilations d, the three operators here are the derivatives of one trilinear form

    T = sum over n, o, i, positions q and kernel positions k of  y[n, o, q] w[o, i, k] x[n, i, q s + k d - p]

where x is zero outside its bounds: `conv` is dT/dy, `conv_input` dT/dx and `conv_weight` dT/dw. A transposed convolution is `conv_input`.
Each lays the windows of x out as the columns of a matrix, for some images at a time, and multiplies.
"""
import itertools

import numpy as np

from .. import fast
from . import volumes

_COLUMN_BYTES = 1 << 23  # columns held at once: enough for the matrix product to run at full speed, small enough for the cache


def _working(*arrays):
    """The arrays in a type that matrix products are fast and precise in, and the type of the result."""
    dtype = arrays[0].dtype
    return [a.astype(np.float32) for a in arrays] if dtype == np.float16 else list(arrays), dtype


def windows(x, kernel, stride, padding, dilation, counts, fill=0):
    """The windows of x (N, C, *size) as a view (N, C, *kernel, *counts) of x padded with `fill`.

    The right-hand padding is what the last window needs; elements that no window reaches are left out. What the operators check in PyTorch's
    words is checked again here, because a view with a negative step would reach outside of x.
    """
    n = len(kernel)
    size = x.shape[2:]
    if min(stride) < 1 or min(dilation) < 1 or min(padding) < 0:
        raise RuntimeError("windows need strides and dilations greater than zero, and no negative padding")
    needed = [(c - 1) * s + (k - 1) * d + 1 for c, s, k, d in zip(counts, stride, kernel, dilation)]
    if any(padding) or any([want > have for want, have in zip(needed, size)]):
        padded = np.full(x.shape[:2] + tuple(needed), fill, x.dtype)
        keep = [max(min(have, want - p), 0) for have, want, p in zip(size, needed, padding)]
        padded[(slice(None), slice(None)) + tuple([slice(p, p + k) for p, k in zip(padding, keep)])] = x[
            (slice(None), slice(None)) + tuple([slice(0, k) for k in keep])
        ]
        x = padded
    steps = x.strides[2:]
    shape = x.shape[:2] + tuple(kernel) + tuple(counts)
    strides = x.strides[:2] + tuple([steps[i] * dilation[i] for i in range(n)]) + tuple([steps[i] * stride[i] for i in range(n)])
    return np.lib.stride_tricks.as_strided(x, shape, strides, writeable=False)


def sum_windows(columns, size, stride, padding, dilation):
    """The adjoint of `windows`: (N, C, *kernel, *counts) added up where each element came from, as (N, C, *size)."""
    n = len(size)
    kernel, counts = columns.shape[2 : 2 + n], columns.shape[2 + n :]
    whole = [max((c - 1) * s + (k - 1) * d + 1, p + m) for c, s, k, d, p, m in zip(counts, stride, kernel, dilation, padding, size)]
    made = np.zeros(columns.shape[:2] + tuple(whole), columns.dtype)
    everything = (slice(None), slice(None))
    for at in itertools.product(*[range(k) for k in kernel]):
        part = tuple([slice(a * d, a * d + (c - 1) * s + 1, s) for a, d, c, s in zip(at, dilation, counts, stride)])
        made[everything + part] += columns[everything + at]
    return made[everything + tuple([slice(p, p + m) for p, m in zip(padding, size)])]


def _batches(count, bytes_each):
    step = max(1, _COLUMN_BYTES // max(bytes_each, 1))
    return [(start, min(start + step, count)) for start in range(0, count, step)]


def _product(values):
    total = 1
    for v in values:
        total *= v
    return total


def _columns(x, kernel, stride, padding, dilation, counts, groups):
    """(groups, C / groups * kernel, N * counts): each window of each image as one column."""
    images, channels = x.shape[:2]
    n = len(kernel)
    view = windows(x, kernel, stride, padding, dilation, counts)
    view = view.reshape((images, groups, channels // groups) + view.shape[2:]) if groups > 1 else view[:, None]
    order = (1, 2, *range(3, 3 + n), 0, *range(3 + n, 3 + 2 * n))
    return view.transpose(order).reshape(groups, channels // groups * _product(kernel), images * _product(counts))


def _rows(y, groups):
    """y (N, O, *counts) as (groups, O / groups, N * counts)."""
    images, channels = y.shape[:2]
    split = y.reshape(images, groups, channels // groups, _product(y.shape[2:]))
    return split.transpose(1, 2, 0, 3).reshape(groups, channels // groups, images * split.shape[3])


class _Images:
    """Columns of one image at a time, for one- and two-dimensional convolutions: they stay in the cache, and products go straight to their place.

    `usable` says whether there are compiled loops for it.
    """

    def __init__(self, x, kernel, stride, padding, dilation, counts, groups):
        flat = len(kernel) == 1
        self.geometry = tuple([((fill,) if flat else ()) + tuple(v) for v, fill in ((kernel, 1), (stride, 1), (padding, 0), (dilation, 1), (counts, 1))])
        self.shape = (x.shape[1], *((1,) if flat else ()), *x.shape[2:])
        self.usable = len(kernel) <= 2 and x.size > 0
        if self.usable:
            self.columns = np.empty((groups, x.shape[1] // groups * _product(kernel), _product(counts)), x.dtype)
            self.usable = self.columns.size > 0 and fast.write_columns(np.zeros(self.shape, x.dtype), self.columns, *self.geometry) is True

    def read(self, image):
        """The columns of an image, valid until the next call."""
        fast.write_columns(np.ascontiguousarray(image).reshape(self.shape), self.columns, *self.geometry)
        return self.columns

    def add(self, image):
        """Add the columns up in `image`."""
        fast.add_columns(image.reshape(self.shape), self.columns, *self.geometry)


def conv(x, w, stride, padding, dilation, groups, counts):
    """y (N, O, *counts) of x (N, I, *size) and w (O, I / groups, *kernel)."""
    (x, w), dtype = _working(x, w)
    made = fast.convolve(np.ascontiguousarray(x), w, None, tuple(stride), tuple(padding), tuple(dilation), groups, tuple(counts))
    if made is not None:
        return made.astype(dtype, copy=False)
    images, outputs, kernel = x.shape[0], w.shape[0], w.shape[2:]
    if volumes.pays(images, outputs, w.shape[1], kernel, counts):
        return volumes.conv(conv, x, w, stride, padding, dilation, groups, counts).astype(dtype, copy=False)
    made = np.empty((images, outputs) + tuple(counts), dtype)
    if not made.size:
        return made
    positions = _product(counts)
    weight = w.reshape(groups, outputs // groups, -1)
    single = _Images(x, kernel, stride, padding, dilation, counts, groups)
    if single.usable and made.dtype == x.dtype:
        for n in range(images):
            np.matmul(weight, single.read(x[n]), out=made[n].reshape(groups, outputs // groups, positions))
        return made
    for start, stop in _batches(images, x.itemsize * x.shape[1] * _product(kernel) * positions):
        product = np.matmul(weight, _columns(x[start:stop], kernel, stride, padding, dilation, counts, groups))
        product = product.reshape((groups, outputs // groups, stop - start) + tuple(counts))
        part = made[start:stop].reshape((stop - start, groups, outputs // groups) + tuple(counts))
        part[...] = product.transpose((2, 0, 1, *range(3, 3 + len(counts))))
    return made


def conv_input(y, w, stride, padding, dilation, groups, size):
    """x (N, I, *size) of y (N, O, *counts) and w (O, I / groups, *kernel)."""
    (y, w), dtype = _working(y, w)
    images, outputs, kernel, counts = y.shape[0], w.shape[0], w.shape[2:], y.shape[2:]
    inner = w.shape[1]
    made = fast.convolve_input(np.ascontiguousarray(y), w, tuple(stride), tuple(padding), tuple(dilation), groups, tuple(size))
    if made is not None:
        return made.astype(dtype, copy=False)
    if volumes.pays(images, outputs, inner, kernel, counts):
        return volumes.conv_input(conv_input, y, w, stride, padding, dilation, groups, size).astype(dtype, copy=False)
    made = np.zeros((images, inner * groups) + tuple(size), dtype)
    if not made.size or not y.size or not w.size:
        return made
    weight = w.reshape(groups, outputs // groups, -1).transpose(0, 2, 1)
    single = _Images(made, kernel, stride, padding, dilation, counts, groups)
    if single.usable and made.dtype == y.dtype:
        grad = np.ascontiguousarray(y).reshape(images, groups, outputs // groups, -1)
        for n in range(images):
            np.matmul(weight, grad[n], out=single.columns)
            single.add(made[n])
        return made
    n = len(kernel)
    for start, stop in _batches(images, y.itemsize * inner * groups * _product(kernel) * _product(counts)):
        columns = np.matmul(weight, _rows(y[start:stop], groups)).reshape((groups * inner,) + kernel + (stop - start,) + counts)
        columns = columns.transpose((n + 1, 0, *range(1, n + 1), *range(n + 2, 2 * n + 2)))
        made[start:stop] = sum_windows(columns, size, stride, padding, dilation)
    return made


def conv_weight(y, x, stride, padding, dilation, groups, kernel):
    """w (O, I / groups, *kernel) of y (N, O, *counts) and x (N, I, *size)."""
    (y, x), dtype = _working(y, x)
    images, outputs, counts = y.shape[0], y.shape[1], y.shape[2:]
    inner = x.shape[1] // groups
    operands = np.ascontiguousarray(y), np.ascontiguousarray(x)
    found = fast.convolve_weights(*operands, tuple(stride), tuple(padding), tuple(dilation), groups, tuple(kernel))
    if found is not None:
        return found.astype(dtype, copy=False)
    if volumes.pays(images, outputs, inner, kernel, counts):
        return volumes.conv_weight(conv_weight, y, x, stride, padding, dilation, groups, kernel).astype(dtype, copy=False)
    made = np.zeros((groups, outputs // groups, inner * _product(kernel)), y.dtype)
    single = _Images(x, kernel, stride, padding, dilation, counts, groups) if made.size and y.size else None
    if single is not None and single.usable:
        grad = np.ascontiguousarray(y).reshape(images, groups, outputs // groups, -1)
        for n in range(images):
            made += np.matmul(grad[n], single.read(x[n]).transpose(0, 2, 1))
    elif made.size and y.size:
        for start, stop in _batches(images, x.itemsize * x.shape[1] * _product(kernel) * _product(counts)):
            columns = _columns(x[start:stop], kernel, stride, padding, dilation, counts, groups)
            made += np.matmul(_rows(y[start:stop], groups), columns.transpose(0, 2, 1))
    return made.reshape((outputs, inner) + tuple(kernel)).astype(dtype, copy=False)


def _refuse(x, w, stride, padding, dilation, groups):
    if w.ndim < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    for name, values in (("stride", stride), ("padding", padding), ("dilation", dilation)):
        if len(values) != w.ndim - 2:
            raise RuntimeError(
                f"expected {name} to be a single integer value or a list of {w.ndim - 2} values to match the convolution dimensions, "
                f"but got {name}={list(values)}"
            )
    refuse_ranks(x.shape, w.shape)


def _refuse_sizes(x, w, stride, groups, transposed):
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    size, shape = list(x.shape), list(w.shape)
    given, channels = ("transposed=1", shape[0]) if transposed else (f"groups={groups}", shape[1] * groups)
    raise RuntimeError(f"Given {given}, weight of size {shape}, expected input{size} to have {channels} channels, but got {size[1]} channels instead")


def refuse_ranks(size, shape):
    """Refuse an input whose number of dimensions is not the weight's."""
    n = len(shape)
    if len(size) != n:
        raise RuntimeError(
            f"Expected {n}-dimensional input for {n}-dimensional weight {list(shape)}, but got {len(size)}-dimensional input of size {list(size)} instead"
        )


def convolution(x, w, bias, stride, padding, dilation, transposed, output_padding, groups):
    """A convolution, or its transpose, with a bias per output channel. The composites check their arguments; what was called without them is refused."""
    n = w.ndim - 2
    if n > 0 and not len(stride) == len(padding) == len(dilation) == n:  # one number stands for all dimensions
        stride, padding, dilation, output_padding = [tuple(v) * n if len(v) == 1 else v for v in (stride, padding, dilation, output_padding)]
    if n < 1 or x.ndim != w.ndim or groups <= 0 or not len(stride) == len(padding) == len(dilation) == n:
        _refuse(x, w, stride, padding, dilation, groups)
    if x.shape[1] != (w.shape[0] if transposed else w.shape[1] * groups) or min(stride) <= 0:
        _refuse_sizes(x, w, stride, groups, transposed)
    if transposed:
        size = [
            (m - 1) * s - 2 * p + d * (k - 1) + extra + 1
            for m, s, p, d, k, extra in zip(x.shape[2:], stride, padding, dilation, w.shape[2:], output_padding)
        ]
        made = conv_input(x, w, stride, padding, dilation, groups, size)
    else:
        counts = [(m + 2 * p - d * (k - 1) - 1) // s + 1 for m, s, p, d, k in zip(x.shape[2:], stride, padding, dilation, w.shape[2:])]
        if bias is not None and x.dtype == w.dtype == bias.dtype:
            made = fast.convolve(np.ascontiguousarray(x), w, np.ascontiguousarray(bias), tuple(stride), tuple(padding), tuple(dilation), groups, tuple(counts))
            if made is not None:
                return made
        made = conv(x, w, stride, padding, dilation, groups, counts)
    if bias is not None:
        made += bias.reshape((-1,) + (1,) * (x.ndim - 2))
    return made


def im2col(x, kernel_size, dilation, padding, stride):
    """The windows of x (N, C, H, W) as columns: (N, C * kernel, positions)."""
    counts = [(m + 2 * p - d * (k - 1) - 1) // s + 1 for m, p, d, k, s in zip(x.shape[2:], padding, dilation, kernel_size, stride)]
    view = windows(x, kernel_size, stride, padding, dilation, counts)
    return np.array(view, order="C").reshape(x.shape[0], x.shape[1] * _product(kernel_size), _product(counts))


def col2im(columns, output_size, kernel_size, dilation, padding, stride):
    """The adjoint of `im2col`: columns added up to (N, C, *output_size)."""
    counts = [(m + 2 * p - d * (k - 1) - 1) // s + 1 for m, p, d, k, s in zip(output_size, padding, dilation, kernel_size, stride)]
    channels = columns.shape[1] // _product(kernel_size)
    view = columns.reshape((columns.shape[0], channels) + tuple(kernel_size) + tuple(counts))
    return np.ascontiguousarray(sum_windows(view, output_size, stride, padding, dilation))
