"""Derivatives of the transforms between real and halved complex arrays."""
import numpy as np

from ..core import ops, wrap


def fft_r2c_backward(grad, dim, normalization, onesided, shape):
    """The real part of the unnormalised inverse transform of the gradient, zeros standing for the half that was left out."""
    if onesided:
        last = dim[-1] % len(shape)
        missing = shape[last] - grad.shape[last]
        if missing > 0:
            padding = [0] * (2 * len(shape))
            padding[2 * (len(shape) - 1 - last) + 1] = missing
            grad = ops.constant_pad_nd(grad, tuple(padding), 0)
    return ops.real(ops._fft_c2c(grad, dim, normalization, False))


def fft_c2r_backward(grad, dim, normalization, shape):
    """The halved transform of the gradient; what stands for two points of the whole counts twice."""
    made = ops._fft_r2c(grad, dim, normalization, True)
    last = dim[-1] % len(shape)
    twice = grad.shape[last] - made.shape[last]
    if twice > 0:
        weights = np.ones([made.shape[last] if d == last else 1 for d in range(len(shape))], grad.dtype.np)
        weights[tuple([slice(1, 1 + twice) if d == last else slice(None) for d in range(len(shape))])] = 2
        made = made * wrap(weights)
    return made
