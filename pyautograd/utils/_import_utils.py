"""Which modules can be imported. Some programs ask here."""
import functools
import importlib.util


def _check_module_exists(name):
    """Whether a module can be found, without importing it."""
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


@functools.lru_cache
def dill_available():
    """Whether ``dill`` can be imported."""
    return _check_module_exists("dill")


@functools.lru_cache
def import_dill():
    """The module ``dill``, or None."""
    return importlib.import_module("dill") if dill_available() else None
