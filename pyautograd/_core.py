"""Chooses the core: the compiled one where it was built, else the plain one.

``PYAUTOGRAD_BACKEND=compiled`` or ``python`` decides explicitly; a choice that cannot be had raises ImportError.
"""
import importlib
import importlib.util
import os

_NAMES = {"compiled": "_C", "python": "_py"}


def _choose():
    chosen = os.environ.get("PYAUTOGRAD_BACKEND", "")
    if chosen and chosen not in _NAMES:
        raise ImportError(f"PYAUTOGRAD_BACKEND={chosen!r}: expected 'compiled' or 'python'")
    if chosen:
        return chosen
    # Only a missing extension falls back; one that is there but does not load raises.
    return "compiled" if importlib.util.find_spec("pyautograd._C.core") else "python"


backend = _choose()
core = importlib.import_module(f".{_NAMES[backend]}.core", __package__)
