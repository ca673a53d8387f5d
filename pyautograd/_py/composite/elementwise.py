"""Elementwise operators written over other operators."""
from ..._types import complex32, complex128, float64
from ..core import array, ops
from ..util import refuse_dtype

_SELU = (1.6732632423543772848170429916717, 1.0507009873554804934193349852946)


def positive(self):
    """self; bool tensors are refused."""
    if self.dtype.name == "bool":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return self


def resolve_conj(self):
    """The same values without a conjugation that is yet to be done: a copy of a conjugate view, else the tensor itself."""
    return ops.clone(self) if self.is_conj() else self


def resolve_neg(self):
    """The same for a negation."""
    return ops.clone(self) if self.is_neg() else self


def conj(self):
    """The complex conjugate: a view; a real tensor itself."""
    return ops._conj(self) if self.dtype.is_complex else self


def conj_physical(self):
    """The complex conjugate in new memory; a real tensor itself."""
    return ops._conj_physical(self) if self.dtype.is_complex else self


def real(self):
    """A view of the real parts; a real tensor itself."""
    if not self.dtype.is_complex:
        return self
    return ops.select(ops.view_as_real(ops._conj(self) if self.is_conj() else self), -1, 0)


def imag(self):
    """A view of the imaginary parts."""
    if not self.dtype.is_complex:
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    if self.is_conj():
        return ops.select(ops._neg_view(ops.view_as_real(ops._conj(self))), -1, 1)
    return ops.select(ops.view_as_real(self), -1, 1)


def float_power(self, exponent):
    """The power in double precision, complex if an operand is."""
    d = float64
    for x in (self, exponent):
        if isinstance(x, complex) or hasattr(x, "dtype") and x.dtype.is_complex:
            d = complex128
    base = self.to(d) if hasattr(self, "dtype") else (complex(self) if d is complex128 else float(self))
    power = exponent.to(d) if hasattr(exponent, "dtype") else (complex(exponent) if d is complex128 else float(exponent))
    return ops.pow(base, power)


def float_power_(self, exponent):
    """In place: only for tensors that already have the result's dtype."""
    involved = isinstance(exponent, complex) or hasattr(exponent, "dtype") and exponent.dtype.is_complex or self.dtype.is_complex
    d = complex128 if involved else float64
    if self.dtype is not d:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {self.dtype.scalar_name} but the operation's result requires dtype {d.scalar_name}"
        )
    return self.pow_(exponent.to(d) if hasattr(exponent, "dtype") else exponent)


def allclose(self, other, rtol, atol, equal_nan):
    """Whether all elements are close: a bool."""
    return bool(array(ops.isclose(self.detach(), other.detach(), rtol, atol, equal_nan)).all())


def equal(self, other):
    """Whether shape and elements are the same: a bool."""
    if self.dtype is complex32 and other.dtype is complex32 and self.shape == other.shape:
        raise NotImplementedError(f"\"{'equal_notnan_cpu' if self is other else 'equal_cpu'}\" not implemented for 'ComplexHalf'")
    return self.shape == other.shape and bool(array(ops.eq(self.detach(), other.detach())).all())


def where_true(condition):
    """The indices of true elements, one tensor per dimension."""
    return ops.nonzero(condition, as_tuple=True) if condition.ndim else ops.nonzero(ops.unsqueeze(condition, 0), as_tuple=True)


def where_method(self, condition, other):
    """``x.where(condition, other)``: the function with self in second place."""
    return ops.where(condition, self, other)


def polygamma(self, n):
    """``x.polygamma(n)``: the function with self in second place."""
    return ops.polygamma(n, self)


# Activations with a flag that says whether to work in place.

def relu(self, inplace):
    """max(x, 0)."""
    return ops.relu_(self) if inplace else ops.relu(self)


def relu_(self):
    """In place."""
    return ops.relu_(self)


def relu6(self, inplace):
    """x limited to [0, 6]."""
    return ops.hardtanh_(self, 0, 6) if inplace else ops.hardtanh(self, 0, 6)


def hardtanh(self, min_val, max_val, inplace):
    """x limited to [min_val, max_val]."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return ops.hardtanh_(self, min_val, max_val) if inplace else ops.hardtanh(self, min_val, max_val)


def hardtanh_(self, min_val, max_val):
    """In place."""
    return ops.hardtanh_(self, min_val, max_val)


def elu(self, alpha, inplace):
    """x above 0, alpha (e^x - 1) below."""
    return ops.elu_(self, alpha) if inplace else ops.elu(self, alpha)


def elu_(self, alpha):
    """In place."""
    return ops.elu_(self, alpha)


def selu(self):
    """scale * elu(x, alpha) with the constants of Klambauer et al., "Self-Normalizing Neural Networks" (2017)."""
    return ops.elu(self, *_SELU)


def selu_(self):
    """In place."""
    return ops.elu_(self, *_SELU)


def selu_flag(self, inplace):
    """`selu`, in place if told."""
    return ops.elu_(self, *_SELU) if inplace else ops.elu(self, *_SELU)


def celu(self, alpha, inplace):
    """x above 0, alpha (e^(x / alpha) - 1) below."""
    return ops.celu_(self, alpha) if inplace else ops.celu(self, alpha)


def celu_(self, alpha):
    """In place."""
    return ops.celu_(self, alpha)


def leaky_relu(self, negative_slope, inplace):
    """x above 0, negative_slope x below."""
    return ops.leaky_relu_(self, negative_slope) if inplace else ops.leaky_relu(self, negative_slope)


def leaky_relu_(self, negative_slope):
    """In place."""
    return ops.leaky_relu_(self, negative_slope)


def threshold(self, threshold, value, inplace):
    """x above the threshold, `value` elsewhere."""
    return ops.threshold_(self, threshold, value) if inplace else ops.threshold(self, threshold, value)


def threshold_(self, threshold, value):
    """In place."""
    return ops.threshold_(self, threshold, value)


def silu(self, inplace):
    """x sigmoid(x)."""
    return ops.silu_(self) if inplace else ops.silu(self)


def mish(self, inplace):
    """x tanh(softplus(x))."""
    return ops.mish_(self) if inplace else ops.mish(self)


def hardsigmoid(self, inplace):
    """The piecewise linear stand-in for sigmoid."""
    return ops.hardsigmoid_(self) if inplace else ops.hardsigmoid(self)


def hardswish(self, inplace):
    """x hardsigmoid(x)."""
    return ops.hardswish_(self) if inplace else ops.hardswish(self)


def _check_bounds(lower, upper):
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")


def _refuse_noise(self):
    refuse_dtype("rrelu_with_noise_out_cpu", self.dtype, "bslch" if self.dtype.name != "bfloat16" else "")


def rrelu(self, lower, upper, training, generator=None):
    """leaky_relu with a random slope per element in training, with the mean slope otherwise."""
    _check_bounds(lower, upper)
    if not training:
        refuse_dtype("leaky_relu_cpu", self.dtype, "bslc")
        return ops._rrelu_mean(self, (lower + upper) / 2)
    _refuse_noise(self)
    return ops._rrelu(self, ops._rrelu_noise(self.detach(), lower, upper, generator))


def rrelu_(self, lower, upper, training, generator=None):
    """In place."""
    _check_bounds(lower, upper)
    if not training:
        refuse_dtype("leaky_relu_cpu", self.dtype, "bslc")
        return ops._rrelu_mean_(self, (lower + upper) / 2)
    _refuse_noise(self)
    return ops._rrelu_(self, ops._rrelu_noise(self.detach(), lower, upper, generator))


def rrelu_flag(self, lower, upper, training, inplace):
    """`rrelu`, in place if told."""
    return rrelu_(self, lower, upper, training) if inplace else rrelu(self, lower, upper, training)


def gelu(self, approximate):
    """x Phi(x), or its approximation by tanh."""
    if approximate == "none":
        return ops.gelu_erf(self)
    if approximate == "tanh":
        return ops.gelu_tanh(self)
    raise RuntimeError("approximate argument must be either none or tanh.")


def softsign(self):
    """x / (1 + |x|)."""
    return ops.div(self, ops.add(ops.abs(self), 1))


def tanhshrink(self):
    """x - tanh(x)."""
    return ops.sub(self, ops.tanh(self))


def prelu(self, weight):
    """leaky_relu with a slope tensor: one for all elements, or one per channel (dimension 1)."""
    if self.dtype is not weight.dtype:
        raise RuntimeError(f"prelu: Type promoting not supported. Got {self.dtype.scalar_name} and {weight.dtype.scalar_name}")
    if not self.dtype.is_floating_point:
        raise NotImplementedError(f"\"prelu_cpu\" not implemented for '{self.dtype.scalar_name}'")
    if weight.numel() != 1:
        if self.ndim == 0:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = self.shape[1] if self.ndim > 1 else 1
        if weight.numel() != channels:
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weight.numel()} and channel size = {channels}."
            )
    if weight.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}")
    if self.ndim == 0 or weight.ndim == 0:
        return ops._prelu_kernel(self, weight.reshape(()) if self.ndim == 0 else weight)
    shape = [1] * self.ndim
    if self.ndim > 1:
        shape[1] = weight.numel()
    return ops._prelu_kernel(self, weight.reshape(shape))
