"""``functorch._src.make_functional``."""
from ..._functorch.make_functional import _swap_state

__all__ = ["_swap_state"]
