"""What test suites import from ``torch.testing._internal``: test cases that compare tensors, parametrised tests, flags and skips.

For a program that runs under ``python -m pyautograd`` on a machine that has PyTorch of the same version as well, the modules here are PyTorch's own files,
with its databases of operators, modules and optimizers: they import ``torch``, which is this library. So PyTorch's own tests can be run against it.
"""
import importlib.machinery
import importlib.util
import pathlib
import re
import sys


def _installed_helpers():
    """The directory of PyTorch's helpers, or None where they are not installed, are of another version, or lack what they need."""
    spec = importlib.machinery.PathFinder.find_spec("torch")
    if spec is None or spec.origin is None or importlib.util.find_spec("expecttest") is None:
        return None
    from ...torch_version import _PYTORCH

    package = pathlib.Path(spec.origin).parent
    version = package / "version.py"
    found = re.search(r"__version__ = '(\d+\.\d+)", version.read_text()) if version.is_file() else None
    helpers = package / "testing" / "_internal"
    return str(helpers) if found and _PYTORCH.startswith(found[1] + ".") and helpers.is_dir() else None


if sys.modules.get("torch") is sys.modules[__name__.partition(".")[0]]:
    _helpers = _installed_helpers()
    if _helpers is not None:
        __path__.insert(0, _helpers)
