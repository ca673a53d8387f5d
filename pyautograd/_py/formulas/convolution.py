"""Derivatives of convolutions: the transposed ones are the adjoint operator with arguments exchanged."""
from ..core import ops


def convolution_input_backward(grad, shape, weight, stride, padding, dilation, transposed, groups):
    """The gradient of the input, of the given shape."""
    weight = ops.conj_physical(weight)
    if transposed:
        return ops._conv(grad, weight, stride, padding, dilation, groups, shape[2:])
    return ops._conv_input(grad, weight, stride, padding, dilation, groups, shape[2:])


def convolution_weight_backward(grad, input, shape, stride, padding, dilation, transposed, groups):
    """The gradient of the weight, of the given shape."""
    input = ops.conj_physical(input)
    if transposed:
        return ops._conv_weight(input, grad, stride, padding, dilation, groups, shape[2:])
    return ops._conv_weight(grad, input, stride, padding, dilation, groups, shape[2:])


def of_windows(grad, name):
    """The gradient of an adaptive pooling, which must have windows."""
    shape = list(grad.shape)
    for at in range(1, len(shape)):
        if not shape[at]:
            raise RuntimeError(
                f"{name}_backward(): Expected grad_output to have non-zero size for non-batch dimensions, but grad_output has sizes {shape} with "
                f"dimension {at} being empty"
            )
    return grad
