"""``torch.linalg``: linear algebra, every operator from the table."""
from . import _lazy
from ._errors import _LinAlgError as LinAlgError  # noqa: F401

globals().update(_lazy.operators_of("linalg"))
