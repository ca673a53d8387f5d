"""What programs reach as ``torch._C._profiler``: how a profile is described. There is nothing of Kineto here."""
import enum
import sys
import traceback

from ..autograd.profiler import record_function


class ProfilerActivity(enum.Enum):
    """What is recorded. Here that is the CPU in any case."""

    CPU = 0
    XPU = 1
    MTIA = 4
    CUDA = 2
    HPU = 3
    PrivateUse1 = 5


class ProfilerState(enum.Enum):
    """Which of PyTorch's profilers records."""

    Disabled = 0
    CPU = 1
    CUDA = 2
    NVTX = 3
    ITT = 4
    PRIVATEUSE1 = 5
    KINETO = 6
    KINETO_GPU_FALLBACK = 7
    KINETO_PRIVATEUSE1_FALLBACK = 8
    KINETO_PRIVATEUSE1 = 9


class ActiveProfilerType(enum.Enum):
    """The kind of the profiler that is running."""

    NONE = 0
    LEGACY = 1
    KINETO = 2
    NVTX = 3
    ITT = 4
    PRIVATEUSE1 = 5


class RecordScope(enum.Enum):
    """What an event stands for."""

    FUNCTION = 0
    BACKWARD_FUNCTION = 1
    TORCHSCRIPT_FUNCTION = 2
    KERNEL_FUNCTION_DTYPE = 3
    CUSTOM_CLASS = 4
    BUILD_FEATURE = 5
    LITE_INTERPRETER = 6
    USER_SCOPE = 7
    STATIC_RUNTIME_OP = 8
    STATIC_RUNTIME_MODEL = 9


class _ExperimentalConfig:
    """Options of Kineto, which is not here: they are kept, and change nothing."""

    def __init__(self, **options):
        self.__dict__.update(options)


class ProfilerConfig:
    """The options of a profile, as the profiler of PyTorch takes them."""

    def __init__(self, state, report_input_shapes, profile_memory, with_stack, with_flops, with_modules, experimental_config, trace_id=""):
        self.state, self.report_input_shapes, self.profile_memory, self.with_stack = state, report_input_shapes, profile_memory, with_stack
        self.with_flops, self.with_modules, self.experimental_config, self.trace_id = with_flops, with_modules, experimental_config, trace_id


class _RecordFunctionFast(record_function):
    """`record_function` with the arguments it is recorded with."""

    def __init__(self, name, input_values=None, keyword_values=None):
        super().__init__(name)
        self.input_values, self.keyword_values = input_values, keyword_values


def gather_traceback(python=True, script=False, cpp=False):
    """Where the program is: something for `symbolize_tracebacks`. Frames of C++ and of TorchScript are none."""
    return traceback.extract_stack(sys._getframe(1)) if python else []


def symbolize_tracebacks(tracebacks):
    """For each result of `gather_traceback` its frames, the innermost first, as dictionaries of ``name``, ``filename`` and ``line``."""
    return [[{"name": f.name, "filename": f.filename, "line": f.lineno} for f in reversed(found)] for found in tracebacks]


for _shown in (ProfilerActivity, ProfilerState, ActiveProfilerType, RecordScope, _ExperimentalConfig, ProfilerConfig, _RecordFunctionFast):
    _shown.__module__ = "torch._C._profiler"
