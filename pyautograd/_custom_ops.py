"""``torch._custom_ops``: the older names of ``torch.library``'s registration of operators."""
from .library import custom_op, register_fake

impl_abstract = register_fake
__all__ = ["custom_op", "impl_abstract"]
