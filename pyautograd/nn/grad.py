"""The gradients of convolutions with respect to their input and to their weight, as functions."""
from .. import autograd, enable_grad, is_grad_enabled
from .functional import conv1d, conv2d, conv3d
from .modules.utils import _pair, _single, _triple


def _derivative(function, as_tuple, input, weight, wanted, grad_output, stride, padding, dilation, groups):
    given = weight if wanted is input else input
    recorded = is_grad_enabled() and (given.requires_grad or grad_output.requires_grad)
    with enable_grad():
        output = function(input, weight, None, as_tuple(stride), as_tuple(padding), as_tuple(dilation), groups)
        (made,) = autograd.grad(output, wanted, grad_output, create_graph=recorded)
    return made


def _both(function, as_tuple, dims):
    def of_input(input_size, weight, grad_output, stride=1, padding=0, dilation=1, groups=1):
        input = grad_output.new_zeros(()).expand(tuple(input_size))
        input.requires_grad = True
        return _derivative(function, as_tuple, input, weight, input, grad_output, stride, padding, dilation, groups)

    def of_weight(input, weight_size, grad_output, stride=1, padding=0, dilation=1, groups=1):
        weight = grad_output.new_zeros(()).expand(tuple(weight_size))
        weight.requires_grad = True
        return _derivative(function, as_tuple, input, weight, weight, grad_output, stride, padding, dilation, groups)

    for made, what, given in ((of_input, "input", "weight"), (of_weight, "weight", "input")):
        made.__name__ = made.__qualname__ = f"conv{dims}d_{what}"
        made.__doc__ = f"The gradient of `conv{dims}d` with respect to its {what}, from its {given}, the {what}'s size and the gradient of the output."
    return of_input, of_weight


conv1d_input, conv1d_weight = _both(conv1d, _single, 1)
conv2d_input, conv2d_weight = _both(conv2d, _pair, 2)
conv3d_input, conv3d_weight = _both(conv3d, _triple, 3)
