"""All parameters as one vector, and back."""
from ... import cat, typename
from ..._core import core


def parameters_to_vector(parameters):
    """The elements of all parameters in one vector; gradients flow back."""
    return cat([param.view(-1) for param in parameters])


def vector_to_parameters(vec, parameters):
    """Let each parameter's data be its part of a vector, whose memory it then shares."""
    if not isinstance(vec, core.TensorBase):
        raise TypeError(f"expected torch.Tensor, but got: {typename(vec)}")
    at = 0
    for param in parameters:
        count = param.numel()
        param.data = vec[at : at + count].view_as(param).data
        at += count
