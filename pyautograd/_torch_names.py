"""Under the runner, modules, classes and functions say that they are torch's: ``torch.nn.Linear.__module__ == "torch.nn.modules.linear"``.

Programs choose by these names (an optimizer whose ``__module__`` begins with ``torch.optim``), print them and write them into pickles. As
``import torch.nn.modules.linear`` is answered here, a pickle that says so is read again; one that was written without the runner says
``pyautograd.nn.modules.linear``, which is there as well. Without the runner nothing is renamed: its names would not be found.
"""
import importlib
import sys
import types

from ._core import core

_PACKAGE = __name__.rpartition(".")[0]
_FUNCTIONS = (types.FunctionType, core.overridable) if isinstance(core.overridable, type) else types.FunctionType
_IMMUTABLE_TYPE, _HEAP_TYPE = 1 << 8, 1 << 9  # Py_TPFLAGS_*

# Classes that are kept in another module than PyTorch's: that module -> their module in PyTorch, their names.
_HOMES = {
    "_types": ("torch", ("Size", "device", "dtype", "finfo", "iinfo", "layout", "memory_format")),
    "_streams": ("torch", ("Event", "Stream")),
    "_toplevel": ("torch", ("SymBool", "SymFloat", "SymInt")),
    "_C.kernels.generator": ("torch._C", ("Generator",)),
    "_py.kernels.generator": ("torch._C", ("Generator",)),
    "_serialization_options": ("torch.serialization", ("LoadEndianness", "SourceChangeWarning", "StorageType", "set_default_mmap_options", "skip_data")),
    "fx._codegen": ("torch.fx.graph", ("CodeGen", "PythonCode")),
    "nn.modules._state": ("torch.nn.modules.module", ("_IncompatibleKeys",)),
    "utils._selective_checkpoint": ("torch.utils.checkpoint", ("_CachedTorchDispatchMode", "_CachingTorchDispatchMode")),
    "utils._checkpoint_frame": (
        "torch.utils.checkpoint", ("_CheckpointFrame", "_Handle", "_Holder", "_StopRecomputationError", "_checkpoint_hook", "_recomputation_hook"),
    ),
}  # fmt: skip


# What PyTorch's modules import for themselves, and programs then import from them (``from torch.functional import Tensor``).
_IMPORTED = {
    "Tensor": "_tensor", "Module": "nn.modules.module", "Parameter": "nn.parameter", "Optimizer": "optim.optimizer",
    "Distribution": "distributions.distribution", "broadcast_all": "distributions.utils", "lazy_property": "distributions.utils",
    "logits_to_probs": "distributions.utils", "probs_to_logits": "distributions.utils", "handle_torch_function": "overrides",
    "has_torch_function": "overrides", "has_torch_function_unary": "overrides", "has_torch_function_variadic": "overrides",
}  # fmt: skip


def _find_imported(module):
    """Let a module that is no package answer for what its counterpart imports."""
    own = vars(module).get("__getattr__")

    def __getattr__(name):
        if name in _IMPORTED:
            return getattr(importlib.import_module(f"{_PACKAGE}.{_IMPORTED[name]}"), name)
        if own is not None:
            return own(name)
        raise AttributeError(f"module '{module.__name__}' has no attribute '{name}'")

    module.__getattr__ = __getattr__


def _ours(name):
    return isinstance(name, str) and (name == _PACKAGE or name.startswith(_PACKAGE + "."))


def shown(name):
    """The name that a module of this package has below ``torch``."""
    return "torch" + name[len(_PACKAGE) :]


def _can_be_renamed(value):
    """Whether it is a function, or a class that is not fixed as those of C are."""
    return isinstance(value, _FUNCTIONS) or isinstance(value, type) and value.__flags__ & (_HEAP_TYPE | _IMMUTABLE_TYPE) == _HEAP_TYPE


def _rename_members(members):
    for value in list(members):
        if _can_be_renamed(value) and _ours(value.__module__):
            home, moved = _HOMES.get(value.__module__[len(_PACKAGE) + 1 :], (None, ()))
            line = vars(value).get("__firstlineno__")  # of a class, from Python 3.13 on, which forgets it where the module changes
            value.__module__ = home if value.__name__ in moved else shown(value.__module__)
            if line is not None:
                value.__firstlineno__ = line
            if isinstance(value, type):
                _rename_members(vars(value).values())


def rename(module):
    """Give a loaded module of this package, and what is in it, the names below ``torch``. It is found under both names from then on."""
    name = module.__name__
    _rename_members(vars(module).values())
    sys.modules.setdefault(shown(name), module)
    module.__name__ = shown(name)
    if not hasattr(module, "__path__") and "._" not in name:
        _find_imported(module)


class _Loader:
    """Loads as `loader` does, and renames. The module keeps `loader` itself, which knows its source and its files."""

    def __init__(self, loader):
        self._loader = loader

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        spec = module.__spec__
        spec.loader = module.__loader__ = self._loader
        other = shown(spec.name)
        first = sys.modules.setdefault(other, module)  # modules that import each other find it while it is loading
        try:
            self._loader.exec_module(module)
        except BaseException:
            if first is module:
                sys.modules.pop(other, None)
            raise
        rename(module)


class _Finder:
    """Finds modules of this package as the other finders do, for `_Loader`."""

    def find_spec(self, fullname, path=None, target=None):
        if not _ours(fullname):
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(fullname, path, target) if find is not None and finder is not self else None
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader)
                return spec
        return None


def install():
    """Rename what is loaded, and what will be, but the runner: what it sends to a worker process is found there without the import hook."""
    for name, module in list(sys.modules.items()):
        if _ours(name) and not name.endswith("._runner") and isinstance(module, types.ModuleType) and module.__name__ == name:
            rename(module)
    sys.meta_path.insert(0, _Finder())
