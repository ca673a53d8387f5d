"""Names that are loaded when they are first asked for (PEP 562), so that importing the package stays instant."""
import importlib
import importlib.util
import sys

from . import _absent


def attributes(package, submodules=(), names=None, functions=None, out_of_scope=None):
    """``__getattr__`` and ``__dir__`` for a package. Modules below it that are left out (see `_absent`) are found as well.

    Parameters
    ----------
    package : str
        The package's ``__name__``.
    submodules : sequence of str
        Modules below it that load on access.
    names : dict of str to str
        Attribute -> submodule it comes from.
    functions : dict of str to str
        Attributes that hide a submodule of the same name: the attribute of the module, not the module.
    out_of_scope : dict of str to str
        Functions that PyTorch has and this library does not -> the feature they belong to. Calling one raises NotImplementedError.
    """
    names, functions, out_of_scope = names or {}, functions or {}, out_of_scope or {}
    sources = {**names, **functions}

    def __getattr__(name):
        if name in sources and importlib.util.find_spec(f"{package}.{sources[name]}"):
            value = getattr(importlib.import_module(f"{package}.{sources[name]}"), name)
            setattr(sys.modules[package], name, value)
            return value
        if name in submodules and importlib.util.find_spec(f"{package}.{name}"):
            return importlib.import_module(f"{package}.{name}")
        if name in out_of_scope:
            value = _refusal(name, out_of_scope[name])
            setattr(sys.modules[package], name, value)
            return value
        if name in _absent.children(package.partition(".")[2]):
            return importlib.import_module(f"{package}.{name}")
        if name.isidentifier() and not name.startswith("__") and hasattr(sys.modules[package], "__path__"):
            if importlib.util.find_spec(f"{package}.{name}"):
                return importlib.import_module(f"{package}.{name}")  # PyTorch loads most of its modules at once
        shown = package.replace("pyautograd", "torch", 1)
        raise AttributeError(f"module '{shown}' has no attribute '{name}'")

    def __dir__():
        return sorted({*vars(sys.modules[package]), *submodules, *sources})

    return __getattr__, __dir__


class OutOfScope(NotImplementedError, AttributeError):
    """A part of PyTorch that this library leaves out: not implemented, and absent for ``hasattr``."""


def _refusal(name, feature):
    if name[0].isupper():
        return _absent.refusing_class("torch", f"torch.{name}", feature)

    def refuse(*args, **kwargs):
        raise NotImplementedError(f"torch.{name}: {feature} are not supported; pyautograd has tensors on the CPU, dense or sparse")

    from ._core import core

    refuse.__name__ = refuse.__qualname__ = name
    return core.overridable(refuse, "torch." + name)


def operators_of(module):
    """The operators that the table puts into a submodule of the namespace, by the name they have there."""
    from ._core import core

    prefix = module + "."
    return {name[len(prefix) :]: function for name, function in core.functions.items() if name.startswith(prefix)}
