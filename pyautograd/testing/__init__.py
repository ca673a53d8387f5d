"""``torch.testing``: comparisons that say what differs."""
from .. import _lazy
from ._comparison import assert_allclose, assert_close  # noqa: F401
from ._creation import make_tensor  # noqa: F401

__getattr__, __dir__ = _lazy.attributes(__name__, names={"FileCheck": "_file_check"})
