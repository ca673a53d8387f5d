"""``functorch.experimental.control_flow``: branches on tensors, and a function over the rows of some."""
from ..._higher_order_ops import cond  # noqa: F401
from ..._higher_order_ops.map import map  # noqa: F401
