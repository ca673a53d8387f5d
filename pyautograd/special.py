"""``torch.special``: special functions, every operator from the table."""
from . import _lazy

globals().update(_lazy.operators_of("special"))
