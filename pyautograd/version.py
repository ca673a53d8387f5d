"""``torch.version``: this library's version, and that it has no device toolkits."""
from ._version import __version__  # noqa: F401

debug = False
cuda = hip = rocm = xpu = None
git_version = "Unknown"
