"""``torch._vendor.packaging``: the installed ``packaging``."""
from packaging import specifiers, version  # noqa: F401
