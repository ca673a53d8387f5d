"""``torch._prims``: of it, the helpers of ``torch._prims_common``, which programs reach as ``utils``."""
from .. import _prims_common as utils  # noqa: F401
