"""The operator table: one row per operator, in PyTorch's order of overloads.

``rows()`` reads every module of this package once. The rows are data: the build stamps the compiled core from them, the
plain core evaluates them, the tests and the operator page walk them.
"""
import importlib
import pkgutil

from .row import ROWS


def rows():
    """All rows, reading the table's modules on the first call."""
    if not ROWS:
        for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
            if module not in ("row", "formula"):
                importlib.import_module(f"{__name__}.{module}")
    return ROWS
