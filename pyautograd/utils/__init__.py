"""``torch.utils``."""
from .. import _lazy


def set_module(obj, mod):
    """Let a class or function say that it is of the module named `mod`."""
    if not isinstance(mod, str):
        raise TypeError("The mod argument should be a string")
    obj.__module__ = mod


_SUBMODULES = (
    "checkpoint", "hooks", "data", "weak", "dlpack", "flop_counter", "benchmark", "model_zoo", "serialization", "module_tracker", "_python_dispatch",
    "_mode_utils", "_pytree", "_contextlib", "_device", "_import_utils", "_exposed_in", "_typing_utils", "deterministic", "collect_env",
)  # fmt: skip

__getattr__, __dir__ = _lazy.attributes(__name__, _SUBMODULES, {"swap_tensors": "_swap"})
