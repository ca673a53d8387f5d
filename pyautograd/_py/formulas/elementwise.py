"""Derivatives of elementwise operators that are more than one expression.

Each takes the gradient of the result and saved values and gives the gradient of one argument (or a tuple of several) in the
broadcast shape, written over operators, so that it can be differentiated again.
"""
import cmath
import math

from ..core import is_differentiating, ops
from ..util import refuse_dtype


def scaled(grad, factor):
    """grad times the conjugate of a Python number; grad itself for 1."""
    return grad if factor == 1 else ops.mul(grad, factor.conjugate())


def converted_back(grad, dtype):
    """The gradient of a conversion from `dtype`; of a complex one to a real tensor the real part, without the warning that conversions give."""
    return (ops.real(grad) if grad.dtype.is_complex and not dtype.is_complex else grad).to(dtype)


def no_derivative(what):
    """Refuse on backward: the operator has derivatives, but none for this argument."""
    raise NotImplementedError(f"the derivative for '{what}' is not implemented.")


def linked(value, self):
    """`value`, whose derivative with respect to `self` is zero and not undefined: PyTorch's backwards of piecewise linear functions are so."""
    return ops._linked(value, self) if self.requires_grad and is_differentiating() else value


def sgn_backward(grad, self, result):
    """sgn is constant for real numbers; for z != 0 complex the part of grad along z is lost: (grad - z Re(grad / z)) / |z|."""
    if not self.dtype.is_complex:
        return ops.zeros_like(grad)
    size = ops.abs(self)
    nowhere = ops.eq(size, 0)
    along = ops.real(ops.mul(grad, ops.conj_physical(result)))
    return ops.where(nowhere, 0, ops.div(ops.sub(grad, ops.mul(result, along)), size.masked_fill(nowhere, 1)))


def angle_backward(grad, self):
    """0 for real numbers; i z / |z|^2 for complex, 0 at 0."""
    if not self.dtype.is_complex:
        return ops.zeros_like(grad)
    square = ops.real(ops.mul(self, ops.conj_physical(self)))
    nowhere = ops.eq(square, 0)
    return ops.where(nowhere, 0, ops.div(ops.mul(grad, ops.mul(self, 1j)), square.masked_fill(nowhere, 1)))


def acosh_backward(grad, self):
    """1 / sqrt(x^2 - 1); for complex numbers as two roots, which are on the branch of acosh."""
    if self.dtype.is_complex:
        return ops.mul(grad, ops.conj_physical(ops.mul(ops.rsqrt(ops.add(self, 1)), ops.rsqrt(ops.sub(self, 1)))))
    return ops.mul(grad, ops.rsqrt(ops.sub(ops.mul(self, self), 1)))


def sinc_backward(grad, self):
    """(cos(pi x) - sinc(x)) / x, 0 where x^2 is nothing."""
    turn = ops.mul(self, math.pi)
    square = ops.mul(turn, self)
    slope = ops.div(ops.sub(ops.mul(turn, ops.cos(turn)), ops.sin(turn)), square)
    return ops.where(ops.eq(square, 0), 0, ops.mul(grad, ops.conj_physical(slope)))


def div_other_backward(grad, self, other):
    """-self / other^2."""
    return ops.neg(ops.mul(grad, ops.conj_physical(ops.div(ops.div(self, other), other))))


def div_mode_self_backward(grad, other, rounding_mode):
    """True division's derivative; 0 where the quotient is rounded."""
    return ops.div(grad, ops.conj_physical(other) if hasattr(other, "dtype") else other.conjugate()) if rounding_mode is None else ops.zeros_like(grad)


def div_mode_other_backward(grad, self, other, rounding_mode):
    """As `div_mode_self_backward`."""
    return div_other_backward(grad, self, other) if rounding_mode is None else ops.zeros_like(grad)


def pow_backward(grad, self, exponent):
    """d(x^e)/dx for a number e: e x^(e-1), and 0 for e = 0 also at x = 0."""
    if exponent == 0:
        return ops.zeros_like(self)
    if exponent == 2 and not is_differentiating():  # the same values; but with a graph the second derivative has to depend on x
        return ops.mul(grad, ops.conj_physical(ops.mul(self, 2)))
    return ops.mul(grad, ops.conj_physical(ops.mul(ops.pow(self, exponent - 1), exponent)))


def pow_self_backward(grad, self, exponent):
    """d(x^e)/dx for a tensor e: 0 where e = 0."""
    slope = ops.mul(exponent, ops.pow(self, ops.sub(exponent, 1)))
    return ops.where(ops.eq(exponent, 0), 0, ops.mul(grad, ops.conj_physical(slope)))


def _at_least_zero(exponent):
    if exponent.dtype.is_complex:
        return ops.logical_and(ops.eq(ops.imag(exponent), 0), ops.ge(ops.real(exponent), 0))
    return ops.ge(exponent, 0)


def pow_exponent_backward(grad, self, exponent, result):
    """d(x^e)/de = x^e log(x), 0 at x = 0 for e >= 0."""
    vanishes = ops.logical_and(ops.eq(self, 0), _at_least_zero(exponent))
    base = self.to(result.dtype) if result.dtype.is_complex else self  # the logarithm of a negative number
    return ops.mul(grad, ops.conj_physical(ops.where(vanishes, 0, ops.mul(result, ops.log(base)))))


def pow_exponent_backward_number(grad, base, exponent, result):
    """`pow_exponent_backward` for a number as the base."""
    if base == 0:
        return ops.where(_at_least_zero(exponent), 0, ops.mul(grad, ops.conj_physical(ops.mul(result, -math.inf))))
    if isinstance(base, complex):
        logarithm = cmath.log(base)
    elif base > 0:
        logarithm = math.log(base)
    else:
        logarithm = cmath.log(base) if exponent.dtype.is_complex else math.nan
    return ops.mul(grad, ops.conj_physical(ops.mul(result, logarithm)))


def clamp_self_backward(grad, self, min, max):
    """The gradient passes where min <= self <= max; either bound may be None."""
    inside = None if min is None else ops.ge(self, min)
    if max is not None:
        below = ops.le(self, max)
        inside = below if inside is None else ops.logical_and(inside, below)
    return ops.where(inside, grad, 0)


def clamp_min_bound_backward(grad, self, min, max):
    """To the lower bound where self is below it, unless the upper bound is lower still."""
    bound = ops.lt(self, min)
    return ops.where(bound if max is None else ops.logical_and(bound, ops.lt(min, max)), grad, 0)


def clamp_max_bound_backward(grad, self, min, max):
    """To the upper bound where self is above it or the lower bound is."""
    bound = ops.gt(self, max)
    return ops.where(bound if min is None else ops.logical_or(bound, ops.lt(max, min)), grad, 0)


def atan2_backward(grad, self, other):
    """(other, -self) / (self^2 + other^2), 0 where both are 0."""
    square = ops.add(ops.mul(self, self), ops.mul(other, other))
    share = ops.mul(grad, ops.where(ops.eq(square, 0), 0, ops.reciprocal(square)))
    return ops.mul(share, other), ops.neg(ops.mul(share, self))


def copysign_backward(grad, self, result):
    """The sign that was given to self; 0 where self is 0."""
    return ops.where(ops.eq(self, 0), 0, ops.mul(grad, ops.div(result, self)))


def logaddexp_backward(grad, self, other):
    """e^self / (e^self + e^other)."""
    return ops.div(grad, ops.conj_physical(ops.add(ops.exp(ops.sub(other, self)), 1)))


def logit_double_backward(grad, grad_output, self, eps):
    """The derivative of 1 / (x (1 - x)): (2x - 1) / (x (1 - x))^2, 0 outside the limits."""
    low, outside = (0.0, math.nan) if eps is None or eps < 0 else (eps, 0.0)
    inside = ops.logical_and(ops.ge(self, low), ops.le(self, 1 - low))
    product = ops.mul(self, ops.rsub(self, 1))
    slope = ops.div(ops.sub(ops.mul(self, 2), 1), ops.mul(product, product))
    return ops.where(inside, ops.mul(ops.mul(grad, grad_output), slope), outside)


def erfinv_backward(grad, self):
    """sqrt(pi) / 2 exp(erfinv(x)^2)."""
    inverse = ops.erfinv(self)
    return ops.mul(ops.mul(grad, ops.exp(ops.mul(inverse, inverse))), 0.5 * math.sqrt(math.pi))


def mvlgamma_backward(grad, self, p):
    """The sum of digamma(x - j/2) over j < p."""
    positive = ops.add(self, 0)  # -0 as a positive zero
    total = ops.sum(ops.digamma(ops.sub(ops.unsqueeze(positive, -1), ops.mul(ops.arange(p, dtype=self.dtype), 0.5))), (-1,))
    return ops.mul(grad, total)


def igamma_backward(grad, self, other):
    """x^(a-1) e^-x / Gamma(a)."""
    exponent = ops.sub(ops.sub(ops.mul(ops.sub(self, 1), ops.log(other)), other), ops.lgamma(self))
    return ops.mul(grad, ops.exp(exponent))


def zeta_backward(grad, self, other):
    """-s zeta(s + 1, q)."""
    order = self + 1
    return ops.neg(ops.mul(ops.mul(grad, self), ops.special_zeta(order, other)))


def xlogy_backward(grad, self, other):
    """log(y); 0 where x = 0 and y <= 0."""
    vanishes = ops.logical_and(ops.eq(self, 0), ops.le(other, 0) if hasattr(other, "dtype") else _flag(self, other <= 0))
    return ops.where(vanishes, 0, ops.mul(grad, ops.log(other) if hasattr(other, "dtype") else _log(other)))


def xlog1py_backward(grad, self, other):
    """log(1 + y); 0 where x = 0 and y <= -1."""
    if not hasattr(other, "dtype"):
        return xlogy_backward(grad, self, other + 1)
    vanishes = ops.logical_and(ops.eq(self, 0), ops.le(other, -1))
    return ops.where(vanishes, 0, ops.mul(grad, ops.log1p(other)))


def _flag(like, value):
    return ops.ne(like, like) if not value else ops.logical_not(ops.ne(like, like))


def _log(number):
    return math.log(number) if number > 0 else -math.inf if number == 0 else math.nan


def _smallest(x):
    return 2.0**-52 if x.dtype.itemsize == 8 else 2.0**-23


def i1_backward(grad, self, result):
    """I0(x) - I1(x) / x, 1/2 at 0 (and, as in PyTorch, at NaN)."""
    refuse_dtype("i1_backward", self.dtype, "h")
    tiny = ops.logical_not(ops.gt(ops.abs(self), _smallest(self)))
    safe = ops.where(tiny, _smallest(self), self)
    return ops.mul(grad, ops.where(tiny, 0.5, ops.sub(ops.i0(safe), ops.div(result, safe))))


def i1e_backward(grad, self, result):
    """I0e(x) - I1e(x) (sgn(x) + 1 / x), 1/2 at 0 (and, as in PyTorch, at NaN)."""
    refuse_dtype("i1e_backward", self.dtype, "h")
    tiny = ops.logical_not(ops.gt(ops.abs(self), _smallest(self)))
    safe = ops.where(tiny, _smallest(self), self)
    slope = ops.sub(ops.special_i0e(safe), ops.mul(result, ops.add(ops.sgn(safe), ops.reciprocal(safe))))
    return ops.mul(grad, ops.where(tiny, 0.5, slope))


def softplus_double_backward(grad, self, beta, threshold):
    """beta s (1 - s) with s = sigmoid(beta x); 0 beyond the threshold."""
    steep = ops.mul(self, beta)
    curve = ops.mul(ops.sigmoid_backward(grad, ops.sigmoid(steep)), beta)
    return ops.mul(curve, ops.lt(steep, threshold))


def silu_double_backward(grad, grad_output, self):
    """s (1 - s) (2 + x (1 - 2 s)) with s = sigmoid(x)."""
    s = ops.sigmoid(self)
    rest = ops.rsub(s, 1)
    return ops.mul(ops.mul(ops.mul(grad, grad_output), ops.mul(s, rest)), ops.add(ops.mul(self, ops.sub(rest, s)), 2))


def mish_double_backward(grad, self):
    """The second derivative of x t, t = tanh(softplus(x)): (1 - t^2) s (2 + x (1 - s) - 2 x t s) with s = sigmoid(x)."""
    s = ops.sigmoid(self)
    t = ops.tanh(ops.nn_functional_softplus(self))
    inner = ops.add(ops.sub(ops.mul(self, ops.rsub(s, 1)), ops.mul(ops.mul(ops.mul(self, t), s), 2)), 2)
    return ops.mul(ops.mul(grad, ops.mul(ops.rsub(ops.mul(t, t), 1), s)), inner)


def gelu_double_backward(grad, self):
    """The second derivative of x Phi(x): phi(x) (2 - x^2)."""
    square = ops.mul(self, self)
    density = ops.mul(ops.exp(ops.mul(square, -0.5)), 1 / math.sqrt(2 * math.pi))
    return ops.mul(ops.mul(grad, density), ops.rsub(square, 2))


def gelu_tanh_double_backward(grad, self):
    """The second derivative of x (1 + tanh(u)) / 2, u = sqrt(2/pi) (x + 0.044715 x^3)."""
    root = math.sqrt(2 / math.pi)
    square = ops.mul(self, self)
    t = ops.tanh(ops.mul(ops.mul(self, ops.add(ops.mul(square, 0.044715), 1)), root))
    du = ops.mul(ops.add(ops.mul(square, 3 * 0.044715), 1), root)
    ddu = ops.mul(self, 6 * 0.044715 * root)
    falling = ops.rsub(ops.mul(t, t), 1)
    curve = ops.sub(ddu, ops.mul(ops.mul(ops.mul(du, du), t), 2))
    return ops.mul(ops.mul(grad, falling), ops.add(du, ops.mul(ops.mul(self, curve), 0.5)))


def glu_backward(grad, self, dim):
    """With halves a and b, s = sigmoid(b): (s, a s (1 - s))."""
    half = self.shape[dim] // 2
    a, b = ops.narrow(self, dim, 0, half), ops.narrow(self, dim, half, half)
    s = ops.sigmoid(b)
    return ops.cat([ops.mul(grad, s), ops.sigmoid_backward(ops.mul(grad, a), s)], dim)
