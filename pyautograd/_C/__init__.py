"""The compiled core's modules: ``core`` and what it is made of. Built from ``csrc`` and from the shared files of ``_py``.

Programs that import names from ``torch._C`` find the few that are used in the wild, whichever core computes.
"""

from . import _shared_modules  # noqa: F401

_SWITCHES = frozenset((
    "_InferenceMode", "_set_grad_enabled", "_set_multithreading_enabled", "_is_multithreading_enabled", "_set_view_replay_enabled",
    "_is_view_replay_enabled", "_set_grad_layout_enforcement_enabled", "_is_grad_layout_enforcement_enabled",
))  # fmt: skip
_OPERATORS = {
    "_set_autograd_fallback_mode": "set_fallback_mode", "_get_autograd_fallback_mode": "get_fallback_mode",
    "_dispatch_has_kernel_for_dispatch_key": "has_kernel",
}  # fmt: skip
_MODES = frozenset(("is_grad_enabled", "is_inference_mode_enabled", "is_anomaly_enabled", "is_anomaly_check_nan_enabled"))
_FORWARD = {
    "_enter_dual_level": "enter_dual_level", "_exit_dual_level": "exit_dual_level", "_is_fwd_grad_enabled": "_is_fwd_grad_enabled",
    "_set_fwd_grad_enabled": "_switch",
}  # fmt: skip
_LEVELS = frozenset(("_vmapmode_increment_nesting", "_vmapmode_decrement_nesting"))
_GRAPH = frozenset((
    "_current_graph_task_id", "_current_autograd_node", "_will_engine_execute_node", "_current_graph_task_execution_order", "_WeakTensorRef",
    "_ImperativeEngine", "_warn_on_accumulate_grad_stream_mismatch", "_set_warn_on_accumulate_grad_stream_mismatch",
))  # fmt: skip


_SCRIPT = frozenset(("ScriptFunction", "ScriptModule", "ScriptMethod", "ScriptDict", "ScriptList"))
_NO = frozenset((
    "_mps_is_available", "_mps_is_in_bad_fork", "_mps_is_on_macos_or_newer", "_is_flash_attention_available", "_is_ck_sdpa_available", "_jit_has_cpp_tests",
    "_cuda_isInBadFork", "_xpu_isInBadFork",
))  # fmt: skip
_KEYS = frozenset(("DispatchKey", "DispatchKeySet", "_ExcludeDispatchKeyGuard", "_IncludeDispatchKeyGuard"))


def _answer_no(*args):
    """False: there is no such device or library."""
    return False


def __getattr__(name):
    if name in ("_DisableTorchDispatch", "_disabled_torch_dispatch_impl"):
        from .. import _dispatch

        return _dispatch.DisableTorchDispatch if name == "_DisableTorchDispatch" else _dispatch.disabled_torch_dispatch_impl
    if name in _KEYS:
        from . import _keys

        return getattr(_keys, name)
    if name in _GRAPH:
        from . import _graph

        return getattr(_graph, name)
    if name == "_functions":
        import importlib

        return importlib.import_module("._functions", __package__)
    if name in _SCRIPT:
        from . import _script

        return getattr(_script, name)
    if name in ("_EngineBase", "_FunctionBase"):
        from ..autograd import _engine

        return _engine._EngineBase if name == "_EngineBase" else _engine.core.CustomNode
    if name == "_VariableFunctionsClass":  # how PyTorch pickles its functions
        import importlib

        return importlib.import_module("._VariableFunctions", __package__)
    if name == "JITException":
        from ..jit import JITException

        return JITException
    if name in ("AcceleratorError", "OutOfMemoryError", "FatalError"):
        from .. import _errors

        return getattr(_errors, name)
    if name in ("_LinAlgError", "LinAlgError"):
        from .._errors import _LinAlgError

        return _LinAlgError
    if name in _OPERATORS:
        from .._library import operators

        return getattr(operators, _OPERATORS[name])
    if name == "StorageBase":
        from ..storage import StorageBase

        return StorageBase
    if name in ("TensorBase", "_TensorBase"):
        from .._core import core

        return core.TensorBase
    if name in ("Graph", "Value", "Node", "Block", "Function", "ScriptObject"):
        from .._absent import refusing_class

        made = globals()[name] = refusing_class("torch._C", f"torch._C.{name}", "graphs of TorchScript")
        return made
    if name == "_TensorMeta":
        from .._tensor import Tensor

        return type(Tensor)
    if name in _SWITCHES:
        from ..autograd import _switches

        return getattr(_switches, name)
    if name in _MODES:
        from .._core import core

        return getattr(core, name)
    if name in ("_autograd", "_functorch", "_profiler", "_nn", "_linalg", "_special", "_fft", "_VariableFunctions"):
        import importlib

        return importlib.import_module("." + name, __package__)
    if name in _LEVELS:
        from . import _functorch

        return getattr(_functorch, name)
    if name in _FORWARD:
        from ..autograd import forward_ad

        return getattr(forward_ad, _FORWARD[name])
    if name == "set_anomaly_enabled":
        from .._toplevel import set_anomaly_enabled

        return set_anomaly_enabled
    if name == "_increment_version":
        from ..autograd.graph import increment_version

        return increment_version
    if name == "Generator":
        from ..random import Generator

        return Generator
    if name in ("Size", "device", "dtype", "layout", "memory_format"):
        from .. import _types

        return getattr(_types, name)
    if name in ("has_lapack", "has_spectral", "has_mkl", "has_openmp"):
        from .. import _toplevel

        return getattr(_toplevel, name)
    if name.startswith(("_jit_", "_get_graph_executor", "_set_graph_executor")):
        from . import _executor

        if hasattr(_executor, name):
            return getattr(_executor, name)
    if name == "Type" or name.endswith("Type"):
        from . import _script_types

        if name in _script_types.NAMES:
            return getattr(_script_types, name)
    if name in _NO:
        return _answer_no
    if name in ("parse_schema", "Argument", "FunctionSchema"):
        from .._library import schema

        return getattr(schema, name)
    from .. import _absent

    if name in _absent.children("_C"):
        import importlib

        return importlib.import_module("." + name, __package__)
    from .. import overrides

    if name in overrides.CORE_NAMES:
        return overrides.CORE_NAMES[name]
    raise AttributeError(f"module 'torch._C' has no attribute '{name}'")


def _are_functorch_transforms_active():
    """Whether a transform of `func` is going on in this thread."""
    from ..func._levels import active

    return active()


def _any_requires_grad(*values, **named):
    """Whether some tensor among the arguments, or in a list or tuple of them, requires gradients."""
    from .._core import core

    flat = [x for v in (*values, *named.values()) for x in (v if isinstance(v, (list, tuple)) else (v,))]
    return any(isinstance(x, core.TensorBase) and x.requires_grad for x in flat)


def _get_accelerator(check=False):
    """The device that programs should use: the CPU."""
    from .._types import CPU

    return CPU


def _get_default_device():
    """The type of the default device, as a text."""
    from .._creation import get_default_device

    return get_default_device().type


def _is_alias_of(data, other):
    """Whether two tensors share a storage."""
    from .._core import core

    return core.storage_of(data) is core.storage_of(other)


def _set_conj(tensor, conjugated):
    """Say whether the tensor's memory holds the conjugate of what it shows."""
    from .._core import core
    from .._py.lazy import CONJ

    if conjugated and not tensor.is_complex():
        raise RuntimeError("only a complex tensor can be a conjugate")
    core._set_lazy(tensor, CONJ, conjugated)


def _set_neg(tensor, negated):
    """Say whether the tensor's memory holds the negative of what it shows."""
    from .._core import core
    from .._py.lazy import NEG

    core._set_lazy(tensor, NEG, negated)


def _is_tracing():
    """False: nothing is traced."""
    return False


def _get_cudnn_enabled():
    """What ``torch.backends.cudnn.enabled`` says."""
    from ..backends import cudnn

    return cudnn.enabled


def _show_config():
    """How the library was built."""
    from ..__config__ import show

    return show()


def _set_math_sdp_allow_fp16_bf16_reduction(enabled):
    """``torch.backends.cuda.allow_fp16_bf16_reduction_math_sdp``."""
    from ..backends import cuda

    cuda.allow_fp16_bf16_reduction_math_sdp(enabled)


def _get_tracing_state():
    """None: nothing is traced."""
    return None


def _get_privateuse1_backend_name():
    """The name of a device type that an extension would add: there is none."""
    return "privateuseone"


def _log_api_usage_once(event):
    """Nothing is logged."""


def _get_cpu_capability():
    """The widest vector instructions of the processor; see `backends.cpu`."""
    from ..backends.cpu import get_cpu_capability

    return get_cpu_capability()
