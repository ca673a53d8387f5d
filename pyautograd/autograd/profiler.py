"""``torch.autograd.profiler``: how long operators take.

Inside ``with profile() as prof:`` each operator call of the thread is timed, and each ``with record_function(name):``. Times include what recording costs.
Memory, stacks, shapes of modules and accelerators are not recorded.
"""
import functools
import threading
import time

from .._C._autograd import (  # noqa: F401
    DeviceType,
    _enable_record_function,
    _is_kineto_stopped,
    _kineto_step,
    _record_function_with_args_enter,
    _record_function_with_args_exit,
    _set_empty_test_observer,
    _supported_activities,
    kineto_available,
)
from .._core import core
from .profiler_util import EventList, FormattedTimesMixin, FunctionEvent, FunctionEventAvg, Interval, Kernel, MemRecordsAcc, StringTable  # noqa: F401

_is_profiler_enabled = False
_active = threading.local()


def _now():
    return time.perf_counter_ns() / 1000


def _add(profile, name, begin, shapes=None, overload=None, user=False):
    profile._events.append(
        FunctionEvent(len(profile._events), name, threading.get_ident(), begin, _now(), overload_name=overload, input_shapes=shapes, is_user_annotation=user)
    )


class profile:
    """A context that records events.

    Parameters
    ----------
    enabled : bool
        False makes it do nothing.
    record_shapes : bool
        Whether events tell the shapes of their tensors.
    """

    def __init__(self, enabled=True, *, use_cuda=False, use_device=None, record_shapes=False, with_flops=False, profile_memory=False, with_stack=False,
                 with_modules=False, use_kineto=False, use_cpu=True, experimental_config=None, acc_events=False, custom_trace_id_callback=None,
                 post_processing_timeout_s=None):  # fmt: skip
        self.enabled = enabled
        self.entered = False
        self.record_shapes, self.with_flops, self.profile_memory, self.with_stack = record_shapes or with_flops, with_flops, profile_memory, with_stack
        self.use_device, self._events, self._function_events = None, [], None

    def __enter__(self):
        if not self.enabled:
            return None
        if self.entered:
            raise RuntimeError("Profiler context manager is not reentrant")
        self.entered = True
        _active.stack = getattr(_active, "stack", [])
        _active.stack.append(self)
        global _is_profiler_enabled
        _is_profiler_enabled = True
        core.push_interceptor(self._offered)
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        if not self.enabled:
            return None
        global _is_profiler_enabled
        core.pop_interceptor()
        _active.stack.pop()
        _is_profiler_enabled = bool(_active.stack)
        self._function_events = EventList(self._events, profile_memory=self.profile_memory, with_flops=self.with_flops)
        self._function_events._build_tree()
        return False

    def _offered(self, spec, values, inplace):
        if spec.implementation == "composite":
            return NotImplemented
        shapes = [list(v.shape) if isinstance(v, core.TensorBase) else [] for v in values] if self.record_shapes else None
        begin = _now()
        made = core.call(spec, values, inplace)
        _add(self, f"aten::{spec.name}" + ("_" if inplace else ""), begin, shapes, spec.key.partition(".")[2])
        return made

    def _finished(self):
        if self._function_events is None:
            nothing = EventList()  # as in PyTorch, also while it runs
            nothing._build_tree()
            return nothing
        return self._function_events

    @property
    def function_events(self):
        """The events."""
        return self._finished()

    @property
    def self_cpu_time_total(self):
        """The time spent in all events."""
        return self._finished().self_cpu_time_total

    def table(self, sort_by=None, row_limit=100, max_src_column_width=75, max_name_column_width=55, max_shapes_column_width=80, header=None,
              top_level_events_only=False, time_unit=None):  # fmt: skip
        """`EventList.table`."""
        return self._finished().table(
            sort_by, row_limit, max_src_column_width, max_name_column_width, max_shapes_column_width, header, top_level_events_only, time_unit
        )

    def key_averages(self, group_by_input_shape=False, group_by_stack_n=0, group_by_overload_name=False):
        """`EventList.key_averages`."""
        return self._finished().key_averages(group_by_input_shape, group_by_stack_n, group_by_overload_name)

    def total_average(self):
        """`EventList.total_average`."""
        return self._finished().total_average()

    def export_chrome_trace(self, path, metadata=None, use_python_export=False):
        """`EventList.export_chrome_trace`."""
        self._finished().export_chrome_trace(path)

    def export_stacks(self, path, metric="self_cpu_time_total"):
        """Refused: stacks are not recorded."""
        self._finished().export_stacks(path, metric)

    def __repr__(self):
        return "<unfinished torch.autograd.profile>" if self._function_events is None else repr(self._function_events)

    def __str__(self):
        return "<unfinished torch.autograd.profile>" if self._function_events is None else str(self._function_events)


class record_function:
    """A context, or decorator, that names a part of a program in the profile."""

    def __init__(self, name, args=None):
        self.name, self.args, self.run_callbacks_on_exit = name, args, True

    def __enter__(self):
        self._profiles = list(getattr(_active, "stack", ()))
        self._begin = _now()
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        if self.run_callbacks_on_exit:
            for running in self._profiles:
                if running in getattr(_active, "stack", ()):
                    _add(running, self.name, self._begin, user=True)
        return None

    def __call__(self, function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            with type(self)(self.name, self.args):
                return function(*args, **kwargs)

        return wrapped


class emit_itt:
    """A context for Intel's VTune: refused unless it is not enabled."""

    def __init__(self, enabled=True, record_shapes=False):
        self.enabled = enabled

    def __enter__(self):
        if self.enabled:
            raise NotImplementedError("torch.autograd.profiler.emit_itt: ITT annotations are not supported by pyautograd")

    def __exit__(self, exc_type, exc_val, exc_tb):
        return None


class emit_nvtx:
    """A context for Nvidia's profilers: refused unless it is not enabled."""

    def __init__(self, enabled=True, record_shapes=False):
        self.enabled = enabled

    def __enter__(self):
        if self.enabled:
            raise RuntimeError("Cannot call emit_nvtx: NVTX annotations need CUDA, which pyautograd does not have")

    def __exit__(self, exc_type, exc_val, exc_tb):
        return None


def load_nvprof(path):
    """Refused: there is nothing to read Nvidia's files for."""
    raise NotImplementedError("torch.autograd.profiler.load_nvprof: CUDA profiles are not supported by pyautograd")


def parse_nvprof_trace(path):
    """Refused: there is nothing to read Nvidia's files for."""
    raise NotImplementedError("torch.autograd.profiler.parse_nvprof_trace: CUDA profiles are not supported by pyautograd")


class KinetoStepTracker:
    """Counts the steps of a program, for all who ask to have them counted."""

    _current_step = 0
    _step_dict = {}

    @classmethod
    def init_step_count(cls, requester):
        """Begin to count for `requester`."""
        cls._step_dict[requester] = cls._current_step

    @classmethod
    def erase_step_count(cls, requester):
        """End counting for `requester`; whether it was counted for."""
        return cls._step_dict.pop(requester, None) is not None

    @classmethod
    def increment_step(cls, requester):
        """Count a step; the number of the most advanced."""
        cls._step_dict[requester] = cls._step_dict.get(requester, cls._current_step) + 1
        cls._current_step = max(cls._current_step, *cls._step_dict.values())
        return cls._current_step

    @classmethod
    def current_step(cls):
        """The number of the step that is going on."""
        return cls._current_step


class EnforceUnique:
    """Raises an error if a key is seen more than once."""

    def __init__(self):
        self.seen = set()

    def see(self, *key):
        """Note `key`; RuntimeError if it was noted before."""
        if key in self.seen:
            raise RuntimeError("duplicate key: " + str(key))
        self.seen.add(key)


for _shown in (profile, record_function, emit_itt, emit_nvtx, KinetoStepTracker, EnforceUnique):
    _shown.__module__ = "torch.autograd.profiler"

__all__ = [
    "EventList", "EnforceUnique", "FunctionEvent", "KinetoStepTracker", "MemRecordsAcc", "emit_itt", "emit_nvtx", "load_nvprof", "parse_nvprof_trace",
    "profile", "record_function",
]  # fmt: skip
