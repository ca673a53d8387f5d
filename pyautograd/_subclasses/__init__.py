"""``torch._subclasses``: kinds of tensors of PyTorch's compiler, of which there are none here."""
from .fake_tensor import FakeTensor  # noqa: F401
