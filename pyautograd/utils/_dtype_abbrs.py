"""Short names of the element types, as logs show them: ``f32[2, 3]``."""
from .._types import ALL_DTYPES

dtype_abbrs = {dtype: dtype.abbr for dtype in ALL_DTYPES}
