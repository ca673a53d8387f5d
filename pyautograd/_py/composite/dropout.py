"""Dropout: elements, or whole channels, zeroed at random while training, the rest scaled up to keep the mean.

Noise is drawn from the default generator, one number for each element (or channel) in memory order.
"""
import math
import warnings

from pyautograd import _types

from ..core import array, intercepting, ops, readable, wrap
from ..kernels import sampling as samplers
from ..kernels.generator import default_generator

_ALPHA = 1.7580993408473766  # scale * alpha of SELU: what an alpha-dropped activation is set to, negated


def check_probability(p, error=RuntimeError):
    """Refuse a p that is no probability."""
    if not 0 <= p <= 1:
        if p != p:
            error = RuntimeError  # PyTorch's functions compare, which NaN passes
        raise error(f"dropout probability has to be between 0 and 1, but got {samplers.number(p) if error is RuntimeError else p}")


def noise_like(self, p, feature):
    """Ones with probability 1 - p and zeros, in self's dtype: one for each element, or for each of the first two dimensions."""
    if feature and self.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    if intercepting() or not readable(self):  # somebody looks: the noise is made by operators
        made = ops.new_empty(self, [*self.shape[:2], *[1] * (self.ndim - 2)]) if feature else ops.empty_like(self)
        return ops.bernoulli_(made, 1 - p)
    source = array(self)
    if feature:
        shape = source.shape[:2] + (1,) * (source.ndim - 2)
        keep = samplers.bernoulli_values(default_generator, shape[0] * shape[1], 1 - p).reshape(shape)
    else:
        keep = samplers.fill_order(samplers.bernoulli_values(default_generator, source.size, 1 - p), source.shape, source)
    return wrap(samplers.cast(keep, self.dtype), self.dtype)


def scaled(self, p, train, feature, alpha, inplace=False):
    """The product with the noise, written into the tensor where asked for; the tensor itself where nothing is dropped."""
    check_probability(p)
    if p == 0 or not train or self.numel() == 0:
        return self
    if p == 1:
        zero = ops.zeros((), dtype=self.dtype)
        return self.mul_(zero) if inplace else ops.mul(self, zero)
    if not (self.dtype.is_floating_point or self.dtype.is_complex):
        default = _types.get_default_dtype().scalar_name
        raise RuntimeError(f"result type {default} can't be cast to the desired output type {self.dtype.scalar_name}")
    if self.dtype.is_complex:
        raise NotImplementedError(f"\"bernoulli_scalar_cpu_\" not implemented for '{self.dtype.scalar_name}'")
    noise = noise_like(self, p, feature)
    if not alpha:
        noise = ops.div(noise, 1 - p)
        return self.mul_(noise) if inplace else ops.mul(self, noise)
    a = 1.0 / math.sqrt((_ALPHA * _ALPHA * p + 1) * (1 - p))
    shift = (noise - 1) * (_ALPHA * a) + _ALPHA * a * p
    if inplace:
        return self.mul_(noise * a).add_(shift)
    return ops.add(ops.mul(self, noise * a), shift)


def dropout(self, p, train):
    """Zero each element with probability `p`, divide the others by ``1 - p``. Raises RuntimeError unless 0 <= p <= 1."""
    return scaled(self, p, train, False, False)


def dropout_(self, p, train):
    """`dropout` in place."""
    return scaled(self, p, train, False, False, True)


def alpha_dropout(self, p, train):
    """Set each element to SELU's lower limit with probability `p`, then restore mean and variance by an affine map."""
    return scaled(self, p, train, False, True)


def alpha_dropout_(self, p, train):
    """`alpha_dropout` in place."""
    return scaled(self, p, train, False, True, True)


def feature_dropout(self, p, train):
    """`dropout` of whole channels: ``self[i, j]`` is kept or zeroed as one."""
    return scaled(self, p, train, True, False)


def feature_dropout_(self, p, train):
    """`feature_dropout` in place."""
    return scaled(self, p, train, True, False, True)


def feature_alpha_dropout(self, p, train):
    """`alpha_dropout` of whole channels."""
    return scaled(self, p, train, True, True)


def feature_alpha_dropout_(self, p, train):
    """`feature_alpha_dropout` in place."""
    return scaled(self, p, train, True, True, True)


def native_dropout(self, p, train):
    """``(result, mask)`` of dropout, the mask a bool tensor."""
    if self.numel() == 0 or train is False:
        return self, ops.ones(tuple(self.shape), dtype=_types.bool_)
    mask = noise_like(self, p, False)
    scale = 0.0 if p == 1 else 1.0 / (1.0 - p)
    return ops.mul(ops.mul(self, mask), scale), mask.to(_types.bool_)


def functional_dropout(self, p=0.5, training=True, inplace=False):
    check_probability(p, ValueError)
    return ops.dropout_(self, p, training) if inplace else dropout(self, p, training)


def functional_alpha_dropout(self, p=0.5, training=False, inplace=False):
    check_probability(p, ValueError)
    return ops.alpha_dropout_(self, p, training) if inplace else alpha_dropout(self, p, training)


def functional_feature_alpha_dropout(self, p=0.5, training=False, inplace=False):
    check_probability(p, ValueError)
    return ops.feature_alpha_dropout_(self, p, training) if inplace else feature_alpha_dropout(self, p, training)


def functional_dropout1d(self, p=0.5, training=True, inplace=False):
    """Drops channels of ``[N, C, L]`` or ``[C, L]``."""
    check_probability(p, ValueError)
    ndim = self.dim()
    if ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {ndim}D input. Note that dropout1d exists to provide channel-wise dropout on "
            "inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    return batched(self, ndim != 3, p, training, inplace)


def functional_dropout2d(self, p=0.5, training=True, inplace=False):
    """Drops channels of ``[N, C, H, W]``."""
    check_probability(p, ValueError)
    ndim = self.dim()
    if ndim not in (3, 4):
        warn_dimensions("dropout2d", ndim, "2 spatial dimensions", "3D or 4D")
    if ndim == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - input is interpreted "
            "as shape (N, C, L), where C is the channel dim. This behavior will change in a future release to interpret the input as one without "
            "a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead.",
            stacklevel=4,
        )
    return batched(self, False, p, training, inplace)


def functional_dropout3d(self, p=0.5, training=True, inplace=False):
    """Drops channels of ``[N, C, D, H, W]`` or ``[C, D, H, W]``."""
    check_probability(p, ValueError)
    ndim = self.dim()
    if ndim not in (4, 5):
        warn_dimensions("dropout3d", ndim, "3 spatial dimensions", "4D or 5D")
    return batched(self, ndim != 5, p, training, inplace)


def warn_dimensions(name, ndim, spatial, wanted):
    """The deprecation of inputs of another number of dimensions."""
    warnings.warn(
        f"{name}: Received a {ndim}-D input to {name}, which is deprecated and will result in an error in a future release. To retain the "
        f"behavior and silence this warning, please use dropout instead. Note that {name} exists to provide channel-wise dropout on inputs "
        f"with {spatial}, a channel dimension, and an optional batch dimension (i.e. {wanted} inputs).",
        stacklevel=5,
    )


def batched(self, add_batch, p, training, inplace):
    """Channel dropout, with a batch dimension added for the time being where the input has none."""
    if inplace:
        source = self.unsqueeze_(0) if add_batch else self
        made = ops.feature_dropout_(source, p, training)
        return made.squeeze_(0) if add_batch else made
    source = self.unsqueeze(0) if add_batch else self
    made = feature_dropout(source, p, training)
    return made.squeeze(0) if add_batch else made
