"""``torch._higher_order_ops``: operators on functions. Of PyTorch's, `associative_scan`, `cond` and `while_loop` are here."""
from .associative_scan import associative_scan
from .cond import cond
from .while_loop import while_loop

__all__ = ["associative_scan", "cond", "while_loop"]
