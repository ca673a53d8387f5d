"""``torch._subclasses.fake_tensor``: tensors without elements, which PyTorch's compiler traces with."""
from .._tensor import Tensor


class FakeTensor(Tensor):
    """A tensor without elements. There is none."""

    def __new__(cls, *args, **kwargs):
        raise NotImplementedError("torch._subclasses.FakeTensor: tensors without elements are not supported by pyautograd")


def is_fake(x):
    """False."""
    return False
