"""``torch.jit.annotations``: types of arguments, as compiled code names them."""
from .._jit_internal import BroadcastingList1, BroadcastingList2, BroadcastingList3

__all__ = ["BroadcastingList1", "BroadcastingList2", "BroadcastingList3"]
