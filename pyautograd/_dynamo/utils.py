"""What libraries ask of ``torch._dynamo.utils``."""


def is_compile_supported(device_type):
    """False: nothing is compiled."""
    return False


def clone_input(x, *, dtype=None):
    """A copy of a tensor with its strides and its mark of gradients, and with a copy of its gradient."""
    import pyautograd as torch

    with torch.no_grad():
        copied = torch.empty_strided(x.shape, x.stride(), dtype=dtype or x.dtype).copy_(x)
        if x.is_leaf:
            copied.requires_grad_(x.requires_grad)
            if x.grad is not None:
                copied.grad = clone_input(x.grad, dtype=dtype)
    return copied
