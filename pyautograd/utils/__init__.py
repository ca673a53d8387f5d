"""``torch.utils``."""
from .. import _lazy

_SUBMODULES = (
    "checkpoint", "hooks", "data", "weak", "dlpack", "flop_counter", "benchmark", "model_zoo", "serialization", "module_tracker", "_python_dispatch",
    "_mode_utils", "_pytree", "_contextlib", "_device", "_import_utils", "_exposed_in", "_typing_utils", "deterministic", "collect_env",
)  # fmt: skip

__getattr__, __dir__ = _lazy.attributes(__name__, _SUBMODULES, {"swap_tensors": "_swap"})
