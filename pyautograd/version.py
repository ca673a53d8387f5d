"""``torch.version``: the version of PyTorch that this library follows, and that it has no device toolkits."""
from .torch_version import __version__  # noqa: F401

debug = False
cuda = hip = rocm = xpu = None
git_version = "Unknown"
