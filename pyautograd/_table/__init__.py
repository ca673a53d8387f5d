"""The operator table: one row per operator, in PyTorch's order of overloads.

``rows()`` reads every module of this package once. The rows are data: the build stamps the compiled core from them, the
plain core evaluates them, the tests and the operator page walk them.
"""
import importlib
import os

from .row import ROWS


def _modules():
    """The names of the table's modules."""
    if os.path.isdir(__path__[0]):
        return sorted([name[:-3] for name in os.listdir(__path__[0]) if name.endswith(".py")])
    import pkgutil  # knows archives, but loads much

    return sorted([module.name for module in pkgutil.iter_modules(__path__)])


def rows():
    """All rows, reading the table's modules on the first call."""
    if not ROWS:
        for module in _modules():
            if module not in ("__init__", "row", "formula"):
                importlib.import_module(f"{__name__}.{module}")
    return ROWS
