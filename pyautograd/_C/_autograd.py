"""What programs reach as ``torch._C._autograd``: saved-tensor hooks, version counters, how a view came to be."""
import enum

from .._core import core
from ..autograd._switches import (  # noqa: F401
    _pop_saved_tensors_default_hooks,
    _push_saved_tensors_default_hooks,
    _saved_tensors_hooks_disable,
    _saved_tensors_hooks_enable,
    _saved_tensors_hooks_get_disabled_error_message,
    _saved_tensors_hooks_is_enabled,
    _top_saved_tensors_default_hooks,
    _unsafe_set_version_counter,
)


class CreationMeta(enum.IntEnum):
    """How a view came to be, for what may be done to it in place."""

    DEFAULT = 0
    IN_CUSTOM_FUNCTION = 1
    MULTI_OUTPUT_NODE = 2
    NO_GRAD_MODE = 3
    INFERENCE_MODE = 4


_CREATIONS = ("default", "custom_function", "multi_output", "no_grad", "inference")


def _get_creation_meta(tensor):
    """How a view came to be."""
    return CreationMeta(_CREATIONS.index(core.creation_of(tensor)))


def _set_creation_meta(tensor, meta):
    """Say that a view came to be in another way."""
    core.set_creation(tensor, _CREATIONS[meta])


class DeviceType(enum.Enum):
    """The kinds of devices that PyTorch knows. Here is the CPU."""

    CPU = 0
    CUDA = 1
    MKLDNN = 2
    OPENGL = 3
    OPENCL = 4
    IDEEP = 5
    HIP = 6
    FPGA = 7
    MAIA = 8
    XLA = 9
    Vulkan = 10
    Metal = 11
    XPU = 12
    MPS = 13
    Meta = 14
    HPU = 15
    VE = 16
    Lazy = 17
    IPU = 18
    MTIA = 19
    PrivateUse1 = 20


DeviceType.__module__ = "torch._C._autograd"

_get_current_graph_task_keep_graph = core.current_graph_task_keep_graph
_get_sequence_nr = core.next_sequence_nr


def _make_saved_tensor(tensor, is_output, is_inplace_on_view=False):
    """A saved tensor that belongs to no node, packed by the hooks that apply."""
    return core.make_saved_tensor(tensor, is_output)


def _get_data_attr(tensor):
    """``tensor.data``."""
    return tensor.data


def _saved_tensors_hooks_set_tracing(is_tracing):
    """False: nothing is traced, before or after."""
    return False


def _supported_activities():
    """What can be profiled: the CPU."""
    from ._profiler import ProfilerActivity

    return {ProfilerActivity.CPU}


def _profiler_enabled():
    """Whether a profile is being recorded."""
    from ..autograd import profiler

    return profiler._is_profiler_enabled


def _profiler_type():
    """The kind of profile that is being recorded."""
    from ._profiler import ActiveProfilerType

    return ActiveProfilerType.LEGACY if _profiler_enabled() else ActiveProfilerType.NONE


def _enable_record_function(enable):
    """Does nothing: a `record_function` costs nothing where no profile is being recorded."""


def _set_empty_test_observer(is_global, sampling_prob):
    """Does nothing: there are no observers."""


def _clear_callbacks():
    """Does nothing: there are no observers."""


def _record_function_with_args_enter(name, *args):
    """Begin a part of the profile; what this returns ends it."""
    from ..autograd.profiler import record_function

    return record_function(name, args).__enter__()


def _record_function_with_args_exit(handle):
    """End what `_record_function_with_args_enter` began."""
    handle.__exit__(None, None, None)


def _kineto_step():
    """Does nothing: there is no Kineto."""


def _is_kineto_stopped():
    """True: there is no Kineto."""
    return True


def kineto_available():
    """False: there is no Kineto, the tracing library behind PyTorch's newer profiler."""
    return False


def __getattr__(name):
    if name == "SavedTensor":
        return core.SavedTensor
    if name == "_InputMetadata":
        return core.InputMetadata
    if name == "ActiveProfilerType":
        from ._profiler import ActiveProfilerType

        return ActiveProfilerType
    raise AttributeError(f"module 'torch._C._autograd' has no attribute '{name}'")
