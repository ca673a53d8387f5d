"""Activation functions as modules. `MultiheadAttention`, which PyTorch lists among them, stands in `_attention`."""
import warnings

from ... import empty, sigmoid, tanh
from .. import functional as F
from .. import init as _init
from ..parameter import Parameter
from ._attention import MultiheadAttention, _arg_requires_grad, _check_arg_device  # noqa: F401
from .linear import NonDynamicallyQuantizableLinear  # noqa: F401
from .module import Module


def _and_in_place(module, text):
    return text + ", inplace=True" if module.inplace else text


class Threshold(Module):
    """`input` where it is above `threshold`, else `value`."""

    __constants__ = ["threshold", "value", "inplace"]

    def __init__(self, threshold, value, inplace=False):
        super().__init__()
        self.threshold = threshold
        self.value = value
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.threshold(input, self.threshold, self.value, self.inplace)

    def extra_repr(self):
        """The options."""
        return _and_in_place(self, f"threshold={self.threshold}, value={self.value}")


class ReLU(Module):
    """``max(0, x)``."""

    __constants__ = ["inplace"]

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.relu(input, self.inplace)

    def extra_repr(self):
        """``inplace=True``, if it is."""
        return "inplace=True" if self.inplace else ""


class RReLU(Module):
    """`LeakyReLU` with a slope drawn between `lower` and `upper` in training mode, and their mean otherwise."""

    __constants__ = ["lower", "upper", "inplace"]

    def __init__(self, lower=1.0 / 8, upper=1.0 / 3, inplace=False):
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self):
        """The options."""
        return _and_in_place(self, f"lower={self.lower}, upper={self.upper}")


class Hardtanh(Module):
    """`input` held between `min_val` and `max_val`."""

    __constants__ = ["min_val", "max_val", "inplace"]

    def __init__(self, min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None):
        super().__init__()
        if min_value is not None:
            warnings.warn("keyword argument `min_value` is deprecated and renamed to `min_val`", FutureWarning, stacklevel=2)
            min_val = min_value
        if max_value is not None:
            warnings.warn("keyword argument `max_value` is deprecated and renamed to `max_val`", FutureWarning, stacklevel=2)
            max_val = max_value
        self.min_val = min_val
        self.max_val = max_val
        self.inplace = inplace
        if self.max_val <= self.min_val:
            raise AssertionError(f"max_val ({self.max_val}) must be greater than min_val ({self.min_val})")

    def forward(self, input):
        """Elementwise."""
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self):
        """The options."""
        return _and_in_place(self, f"min_val={self.min_val}, max_val={self.max_val}")


class ReLU6(Hardtanh):
    """``min(max(0, x), 6)``."""

    def __init__(self, inplace=False):
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self):
        """``inplace=True``, if it is."""
        return "inplace=True" if self.inplace else ""


class Sigmoid(Module):
    """``1 / (1 + exp(-x))``."""

    def forward(self, input):
        """Elementwise."""
        return sigmoid(input)


class Hardsigmoid(Module):
    """``min(max(x / 6 + 1 / 2, 0), 1)``."""

    __constants__ = ["inplace"]

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.hardsigmoid(input, self.inplace)


class Tanh(Module):
    """The hyperbolic tangent."""

    def forward(self, input):
        """Elementwise."""
        return tanh(input)


class SiLU(Module):
    """``x * sigmoid(x)``."""

    __constants__ = ["inplace"]

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.silu(input, self.inplace)

    def extra_repr(self):
        """``inplace=True``, if it is."""
        return "inplace=True" if self.inplace else ""


class Mish(Module):
    """``x * tanh(softplus(x))``."""

    __constants__ = ["inplace"]

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.mish(input, self.inplace)

    def extra_repr(self):
        """``inplace=True``, if it is."""
        return "inplace=True" if self.inplace else ""


class Hardswish(Module):
    """``x * hardsigmoid(x)``."""

    __constants__ = ["inplace"]

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.hardswish(input, self.inplace)


class ELU(Module):
    """``x`` above zero, ``alpha * (exp(x) - 1)`` below."""

    __constants__ = ["alpha", "inplace"]

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.elu(input, self.alpha, self.inplace)

    def extra_repr(self):
        """The options."""
        return _and_in_place(self, f"alpha={self.alpha}")


class CELU(Module):
    """``x`` above zero, ``alpha * (exp(x / alpha) - 1)`` below."""

    __constants__ = ["alpha", "inplace"]

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.celu(input, self.alpha, self.inplace)

    def extra_repr(self):
        """The options."""
        return _and_in_place(self, f"alpha={self.alpha}")


class SELU(Module):
    """`ELU` with the constants under which layers keep mean 0 and variance 1."""

    __constants__ = ["inplace"]

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.selu(input, self.inplace)

    def extra_repr(self):
        """``inplace=True``, if it is."""
        return "inplace=True" if self.inplace else ""


class GLU(Module):
    """The first half along `dim` times the sigmoid of the second."""

    __constants__ = ["dim"]

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        """A tensor of half the size along `dim`."""
        return F.glu(input, self.dim)

    def extra_repr(self):
        """The dimension."""
        return f"dim={self.dim}"


class GELU(Module):
    """``x`` times the normal distribution function of ``x``, exact or (`approximate` ``"tanh"``) approximated."""

    __constants__ = ["approximate"]

    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        """Elementwise."""
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self):
        """The approximation."""
        return f"approximate={self.approximate!r}"


class Hardshrink(Module):
    """`input` outside of ``[-lambd, lambd]``, else 0."""

    __constants__ = ["lambd"]

    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def forward(self, input):
        """Elementwise."""
        return F.hardshrink(input, self.lambd)

    def extra_repr(self):
        """The bound."""
        return f"{self.lambd}"


class LeakyReLU(Module):
    """``x`` above zero, ``negative_slope * x`` below."""

    __constants__ = ["inplace", "negative_slope"]

    def __init__(self, negative_slope=1e-2, inplace=False):
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace

    def forward(self, input):
        """Elementwise."""
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self):
        """The options."""
        return _and_in_place(self, f"negative_slope={self.negative_slope}")


class LogSigmoid(Module):
    """The logarithm of the sigmoid."""

    def forward(self, input):
        """Elementwise."""
        return F.logsigmoid(input)


class Softplus(Module):
    """``log(1 + exp(beta * x)) / beta``, and ``x`` where ``beta * x`` is above `threshold`."""

    __constants__ = ["beta", "threshold"]

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input):
        """Elementwise."""
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        """The options."""
        return f"beta={self.beta}, threshold={self.threshold}"


class Softshrink(Module):
    """`input` moved towards 0 by `lambd`, and 0 where that would cross it."""

    __constants__ = ["lambd"]

    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def forward(self, input):
        """Elementwise."""
        return F.softshrink(input, self.lambd)

    def extra_repr(self):
        """The bound."""
        return str(self.lambd)


class PReLU(Module):
    """`LeakyReLU` with a slope that is learned: one, or one per channel (dimension 1)."""

    __constants__ = ["num_parameters"]

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        self.num_parameters = num_parameters
        super().__init__()
        self.init = init
        self.weight = Parameter(empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self):
        """The slope back to what it began with."""
        _init.constant_(self.weight, self.init)

    def forward(self, input):
        """Elementwise."""
        return F.prelu(input, self.weight)

    def extra_repr(self):
        """The number of slopes."""
        return f"num_parameters={self.num_parameters}"


class Softsign(Module):
    """``x / (1 + |x|)``."""

    def forward(self, input):
        """Elementwise."""
        return F.softsign(input)


class Tanhshrink(Module):
    """``x - tanh(x)``."""

    def forward(self, input):
        """Elementwise."""
        return F.tanhshrink(input)


class Softmin(Module):
    """`Softmax` of the negated input."""

    __constants__ = ["dim"]

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def __setstate__(self, state):
        super().__setstate__(state)
        if not hasattr(self, "dim"):
            self.dim = None

    def forward(self, input):
        """A tensor of the same shape."""
        return F.softmin(input, self.dim, 5)

    def extra_repr(self):
        """The dimension."""
        return f"dim={self.dim}"


class Softmax(Module):
    """``exp(x)`` divided by its sum along `dim`."""

    __constants__ = ["dim"]

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def __setstate__(self, state):
        super().__setstate__(state)
        if not hasattr(self, "dim"):
            self.dim = None

    def forward(self, input):
        """A tensor of the same shape."""
        return F.softmax(input, self.dim, 5)

    def extra_repr(self):
        """The dimension."""
        return f"dim={self.dim}"


class Softmax2d(Module):
    """`Softmax` over the channels of ``(N, C, H, W)`` or ``(C, H, W)``."""

    def forward(self, input):
        """A tensor of the same shape."""
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3, 5)


class LogSoftmax(Module):
    """The logarithm of `Softmax`."""

    __constants__ = ["dim"]

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def __setstate__(self, state):
        super().__setstate__(state)
        if not hasattr(self, "dim"):
            self.dim = None

    def forward(self, input):
        """A tensor of the same shape."""
        return F.log_softmax(input, self.dim, 5)

    def extra_repr(self):
        """The dimension."""
        return f"dim={self.dim}"


__all__ = [
    "Threshold", "ReLU", "RReLU", "Hardtanh", "ReLU6", "Sigmoid", "Hardsigmoid", "Tanh", "SiLU", "Mish", "Hardswish", "ELU", "CELU", "SELU", "GLU",
    "GELU", "Hardshrink", "LeakyReLU", "LogSigmoid", "Softplus", "Softshrink", "MultiheadAttention", "PReLU", "Softsign", "Tanhshrink", "Softmin",
    "Softmax", "Softmax2d", "LogSoftmax",
]  # fmt: skip
