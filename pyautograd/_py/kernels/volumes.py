"""Convolutions of volumes, and their two adjoints, as sums of those of images: one for each place of the kernel's depth.

The loops for images need no columns of windows, which for volumes are many times as large as the volume.
"""
import math

import numpy as np

_FROM = 1 << 19  # products, from which it pays


def pays(images, outputs, inner, kernel, counts):
    """Whether a convolution of volumes has that many products."""
    return len(kernel) == 3 and images * outputs * inner * math.prod(kernel) * math.prod(counts) >= _FROM


def _taps(size, kernel, stride, padding, dilation, count):
    """(place of the kernel, outputs, inputs) along the depth: the slices that meet there."""
    for k in range(kernel):
        start = k * dilation - padding
        first, last = max(-(start // stride), 0), min((size - 1 - start) // stride + 1, count)
        if first < last:
            yield k, slice(first, last), slice(start + first * stride, start + (last - 1) * stride + 1, stride)


def _slices(volumes):
    """(N, C, D, H, W) as (N, D, C, H, W)."""
    return np.ascontiguousarray(volumes.swapaxes(1, 2))


def _images(slices):
    return slices.reshape((-1,) + slices.shape[2:])


def conv(by_image, x, w, stride, padding, dilation, groups, counts):
    """`convolution.conv` in three dimensions by the one of two."""
    x = _slices(x)
    made = np.zeros((x.shape[0], counts[0], w.shape[0]) + tuple(counts[1:]), x.dtype)
    for k, out, into in _taps(x.shape[1], w.shape[2], stride[0], padding[0], dilation[0], counts[0]):
        part = by_image(_images(x[:, into]), w[:, :, k], stride[1:], padding[1:], dilation[1:], groups, counts[1:])
        made[:, out] += part.reshape(made[:, out].shape)
    return _slices(made)


def conv_input(by_image, y, w, stride, padding, dilation, groups, size):
    """`convolution.conv_input` in three dimensions by the one of two."""
    y = _slices(y)
    made = np.zeros((y.shape[0], size[0], w.shape[1] * groups) + tuple(size[1:]), y.dtype)
    for k, out, into in _taps(size[0], w.shape[2], stride[0], padding[0], dilation[0], y.shape[1]):
        part = by_image(_images(y[:, out]), w[:, :, k], stride[1:], padding[1:], dilation[1:], groups, size[1:])
        made[:, into] += part.reshape(made[:, into].shape)
    return _slices(made)


def conv_weight(by_image, y, x, stride, padding, dilation, groups, kernel):
    """`convolution.conv_weight` in three dimensions by the one of two."""
    y, x = _slices(y), _slices(x)
    made = np.zeros((y.shape[2], x.shape[2] // groups) + tuple(kernel), y.dtype)
    for k, out, into in _taps(x.shape[1], kernel[0], stride[0], padding[0], dilation[0], y.shape[1]):
        made[:, :, k] = by_image(_images(y[:, out]), _images(x[:, into]), stride[1:], padding[1:], dilation[1:], groups, kernel[1:])
    return made
