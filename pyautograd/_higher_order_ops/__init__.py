"""``torch._higher_order_ops``: operators on functions. Of PyTorch's, `associative_scan` is here."""
from .associative_scan import associative_scan

__all__ = ["associative_scan"]
