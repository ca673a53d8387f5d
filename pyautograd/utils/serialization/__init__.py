"""``torch.utils.serialization``: the options of `save` and `load`."""
from . import config  # noqa: F401
