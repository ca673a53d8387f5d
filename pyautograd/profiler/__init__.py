"""``torch.profiler``: profiles over the steps of a program, on `autograd.profiler`."""
from . import itt, profiler  # noqa: F401
from .profiler import (  # noqa: F401
    DeviceType,
    ExecutionTraceObserver,
    KinetoStepTracker,
    ProfilerAction,
    ProfilerActivity,
    RecordScope,
    _ExperimentalConfig,
    _KinetoProfile,
    kineto_available,
    profile,
    record_function,
    schedule,
    supported_activities,
    tensorboard_trace_handler,
)  # fmt: skip

__all__ = [
    "profile", "schedule", "supported_activities", "tensorboard_trace_handler", "ProfilerAction", "ProfilerActivity", "kineto_available", "DeviceType",
    "record_function", "ExecutionTraceObserver",
]  # fmt: skip
