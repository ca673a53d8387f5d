"""``torch.return_types``: the named tuples that operators with several results give, by the operator's name."""
from ._return_types import __dir__, __getattr__  # noqa: F401
