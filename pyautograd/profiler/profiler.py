"""The profile of a program's steps, and the schedule that says which of them are recorded."""
import enum
import functools
import os
import time
import warnings

from .._C._autograd import DeviceType  # noqa: F401
from .._C._profiler import ProfilerActivity, RecordScope, _ExperimentalConfig  # noqa: F401
from ..autograd.profiler import KinetoStepTracker, kineto_available, record_function  # noqa: F401
from ..autograd.profiler import profile as _Profile


class ProfilerAction(enum.Enum):
    """What a schedule has the profiler do in a step."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


_CLEARED = (
    "Warning: Profiler clears events at the end of each cycle. Only events from the current cycle will be reported. To keep events across cycles, set "
    "acc_events=True."
)


@functools.cache
def _warn_once(text):
    warnings.warn(text, stacklevel=5)


def supported_activities():
    """What can be recorded: the CPU."""
    return {ProfilerActivity.CPU}


def _default_schedule_fn(_):
    """What a profiler does without a schedule: record every step."""
    return ProfilerAction.RECORD


def schedule(*, wait, warmup, active, repeat=0, skip_first=0, skip_first_wait=0):
    """A schedule: after `skip_first` steps, `wait` steps of nothing, `warmup`, `active` recorded steps, and again, `repeat` times (0: for ever)."""

    def action(step):
        if step < 0:
            raise AssertionError(f"Step must be non-negative. Got {step}.")
        if step < skip_first:
            return ProfilerAction.NONE
        step -= skip_first
        if skip_first_wait != 0:
            step += wait
        length = wait + warmup + active
        if repeat > 0 and step / length >= repeat:
            return ProfilerAction.NONE
        at = step % length
        if at < wait:
            return ProfilerAction.NONE
        if at < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if at < length - 1 else ProfilerAction.RECORD_AND_SAVE

    if wait < 0 or warmup < 0 or active <= 0 or repeat < 0 or skip_first < 0:
        raise AssertionError(
            f"Invalid profiler schedule arguments. Got wait={wait} (need >= 0), warmup={warmup} (need >= 0), active={active} (need > 0), "
            f"repeat={repeat} (need >= 0), skip_first={skip_first} (need >= 0)."
        )
    if warmup == 0:
        warnings.warn("Profiler won't be using warmup, this can skew profiler results", stacklevel=2)
    return action


def tensorboard_trace_handler(dir_name, worker_name=None, use_gzip=False, use_python_export=False):
    """An ``on_trace_ready`` that writes each trace into a directory, for Chrome's ``about:tracing``."""

    def handle(prof):
        import gzip
        import shutil
        import socket

        os.makedirs(dir_name, exist_ok=True)
        name = worker_name or f"{socket.gethostname()}_{os.getpid()}"
        path = os.path.join(dir_name, f"{name}.{time.time_ns()}.pt.trace.json")
        prof.export_chrome_trace(path)
        if use_gzip:
            with open(path, "rb") as source, gzip.open(path + ".gz", "wb") as target:
                shutil.copyfileobj(source, target)
            os.remove(path)

    return handle


class profile:
    """A context that records the steps which a schedule names; ``step()`` ends one.

    Parameters
    ----------
    schedule : callable, optional
        ``schedule(step)`` gives a `ProfilerAction`; without one everything is recorded.
    on_trace_ready : callable, optional
        Called with the profiler when a recording is complete.
    record_shapes : bool
        Whether events tell the shapes of their tensors.
    acc_events : bool
        Keep the events of earlier recordings; else each begins anew, with a warning.
    """

    def __init__(self, *, activities=None, schedule=None, on_trace_ready=None, record_shapes=False, profile_memory=False, with_stack=False,
                 with_flops=False, with_modules=False, experimental_config=None, execution_trace_observer=None, acc_events=False, use_cuda=None,
                 custom_trace_id_callback=None, post_processing_timeout_s=None):  # fmt: skip
        self.activities = set(activities) if activities else supported_activities()
        if not self.activities:
            raise AssertionError("No valid profiler activities found")
        self.schedule, self.on_trace_ready = schedule, on_trace_ready
        self.record_shapes, self.profile_memory, self.with_flops = record_shapes, profile_memory, with_flops
        self.with_stack, self.with_modules, self.acc_events, self.custom_trace_id_callback = with_stack, with_modules, acc_events, custom_trace_id_callback
        self.step_num = 0
        self.current_action = schedule(0) if schedule else ProfilerAction.RECORD
        self.profiler, self._running = None, False

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.stop()
        return None

    def _records(self):
        return self.current_action in (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE)

    def _begin(self):
        before = self.profiler
        if before is not None and not self.acc_events:
            _warn_once(_CLEARED)
        self.profiler = _Profile(record_shapes=self.record_shapes, profile_memory=self.profile_memory, with_flops=self.with_flops)
        if before is not None and self.acc_events:
            self.profiler._events.extend(before._events)
        self.profiler.__enter__()
        self._running = True

    def _end(self):
        self.profiler.__exit__(None, None, None)
        self._running = False
        if self.on_trace_ready:
            self.on_trace_ready(self)

    def start(self):
        """Begin; what ``with`` does."""
        if self._records():
            self._begin()

    def stop(self):
        """End; what ``with`` does."""
        if self._running:
            self._end()

    def step(self):
        """Say that the next step begins."""
        before, self.step_num = self.current_action, self.step_num + 1
        self.current_action = self.schedule(self.step_num) if self.schedule else ProfilerAction.RECORD
        if self._running and (before is ProfilerAction.RECORD_AND_SAVE or not self._records()):
            self._end()
        if not self._running and self._records():
            self._begin()

    start_trace, stop_trace = start, stop

    def prepare_trace(self):
        """Nothing has to be prepared."""

    def toggle_collection_dynamic(self, enable, activities):
        """Does nothing: what is recorded cannot be changed while it is."""

    def set_custom_trace_id_callback(self, callback):
        """Have ``callback()`` give the identity of a trace."""
        self.custom_trace_id_callback = callback

    def get_trace_id(self):
        """What the callback gives; None without one."""
        return self.custom_trace_id_callback() if self.custom_trace_id_callback else None

    def _recorded(self):
        if self.profiler is None:
            raise AssertionError("Profiler must be initialized before exporting chrome trace")
        return self.profiler

    def events(self):
        """The events of the last recording."""
        return self._recorded().function_events

    def key_averages(self, group_by_input_shape=False, group_by_stack_n=0, group_by_overload_name=False):
        """The events of the last recording, summed by name."""
        return self._recorded().key_averages(group_by_input_shape, group_by_stack_n, group_by_overload_name)

    def export_chrome_trace(self, path, use_python_export=False):
        """Write the last recording as a trace for Chrome's ``about:tracing``."""
        self._recorded().export_chrome_trace(path)

    def export_stacks(self, path, metric="self_cpu_time_total"):
        """Refused: stacks are not recorded."""
        self._recorded().export_stacks(path, metric)

    def export_memory_timeline(self, path, device=None):
        """Refused: memory is not recorded."""
        raise NotImplementedError("torch.profiler.profile.export_memory_timeline: the profiler of pyautograd records no memory")

    def add_metadata(self, key, value):
        """Kept nowhere: traces here carry no metadata."""

    add_metadata_json = preset_metadata_json = add_metadata


class ExecutionTraceObserver:
    """Refused: execution traces are not recorded."""

    def __init__(self):
        raise NotImplementedError("torch.profiler.ExecutionTraceObserver: execution traces are not supported by pyautograd")


for _shown in (profile, ProfilerAction, ExecutionTraceObserver):
    _shown.__module__ = "torch.profiler.profiler"

_KinetoProfile = profile
