"""Tests that are made for a device and dtypes. The device is the CPU: those for others are made, and skipped."""
import functools
import unittest

import pyautograd as torch

from ._parametrize import bound_test, dtype_name


class dtypes:
    """``@dtypes(torch.float32, torch.float64)``: one test for each, given as `dtype` (a tuple of them as `dtypes`)."""

    def __init__(self, *args, device_type="all"):
        if args and isinstance(args[0], (list, tuple)) and not all(isinstance(a, (list, tuple)) for a in args):
            raise AssertionError("When one dtype variant is a tuple or list, all dtype variants must be")
        self.args, self.device_type = args, device_type

    def __call__(self, fn):
        fn.__dict__.setdefault("_dtypes_by_device", {})[self.device_type] = self.args
        return fn


class dtypesIfCPU(dtypes):  # noqa: N801
    """`dtypes` for the CPU."""

    def __init__(self, *args):
        super().__init__(*args, device_type="cpu")


class _Elsewhere(dtypes):
    """`dtypes` for a device that is not here."""

    def __init__(self, *args):
        super().__init__(*args, device_type=type(self).__name__)


class dtypesIfCUDA(_Elsewhere):  # noqa: N801
    """`dtypes` for CUDA."""


class dtypesIfMPS(_Elsewhere):  # noqa: N801
    """`dtypes` for MPS."""


class onlyOn:  # noqa: N801
    """Tests for one kind of device."""

    def __init__(self, device_type):
        self.device_type = device_type

    def __call__(self, fn):
        kinds = [self.device_type] if isinstance(self.device_type, str) else list(self.device_type)

        @functools.wraps(fn)
        def only(self, *args, **kwargs):
            if "cpu" not in kinds:
                raise unittest.SkipTest(f"Only runs on {', '.join(kinds)}")
            return fn(self, *args, **kwargs)

        return only


def onlyCPU(fn):  # noqa: N802
    """A test for the CPU."""
    return onlyOn("cpu")(fn)


def onlyCUDA(fn):  # noqa: N802
    """A test for CUDA: skipped."""
    return onlyOn("cuda")(fn)


def onlyNativeDeviceTypes(fn):  # noqa: N802
    """A test for PyTorch's own devices, the CPU among them."""
    return fn


def skipCPUIf(condition, reason):  # noqa: N802
    """Skip on the CPU where the condition holds."""
    return unittest.skipIf(condition, reason)


def _elsewhere(condition=True, reason=""):
    return lambda fn: fn


skipCUDAIf = skipMPSIf = skipXLAIf = skipMetaIf = _elsewhere  # noqa: N816


def _unchanged(fn):
    """The test itself: what it skips is not here."""
    return fn


skipCUDA = skipMPS = skipXLA = skipMeta = skipCPUIfNoLapack = skipCPUIfNoMkl = skipCPUIfNoFFT = _unchanged  # noqa: N816
skipCUDAIfNoCusolver = skipCUDAIfNoMagma = skipCUDAIfRocm = skipCUDAIfNotRocm = largeTensorTest = expectedFailureMeta = _unchanged  # noqa: N816
expectedFailureCUDA = expectedFailureXLA = _unchanged  # noqa: N816


class precisionOverride:  # noqa: N801
    """Tolerances by dtype, kept with the test."""

    def __init__(self, d):
        self.d = d

    def __call__(self, fn):
        fn.precision_overrides = self.d
        return fn


toleranceOverride = precisionOverride  # noqa: N816


def get_all_device_types():
    """The kinds of device."""
    return ["cpu"]


def instantiate_device_type_tests(generic_test_class, scope, except_for=None, only_for=None, include_lazy=False, allow_mps=False, allow_xpu=False):
    """Put a class ``<name>CPU`` with the tests for the CPU into `scope`, in the place of the generic one."""
    scope.pop(generic_test_class.__name__, None)
    if (only_for is not None and "cpu" not in only_for) or (except_for is not None and "cpu" in except_for):
        return
    name = generic_test_class.__name__ + "CPU"
    made = type(name, (generic_test_class,), {"device_type": "cpu", "__module__": generic_test_class.__module__})
    for attribute in dir(generic_test_class):
        test = getattr(generic_test_class, attribute)
        if not attribute.startswith("test") or not callable(test):
            continue
        setattr(made, attribute, None)
        for suffix, named in _calls(test):
            setattr(made, f"{attribute}{suffix}", bound_test(test, {"device": "cpu", **named}))
    scope[name] = made


def _calls(test):
    """(suffix, keyword arguments) of a test for the CPU: for each of its variants and dtypes."""
    variants = getattr(test, "_variants_of", None)
    by_device = getattr(test, "_dtypes_by_device", {})
    chosen = by_device.get("cpu", by_device.get("all"))
    for suffix, named, _ in variants(test.__name__) if variants else [("", {}, [])]:
        start = "_".join(filter(None, ("", suffix, "cpu"))) if suffix else "_cpu"
        start = start if start.startswith("_") else "_" + start
        for choice in chosen if chosen is not None else [None]:
            if choice is None:
                yield start, named
            elif isinstance(choice, torch.dtype):
                yield f"{start}_{dtype_name(choice)}", {**named, "dtype": choice}
            else:
                yield "_".join([start, *map(dtype_name, choice)]), {**named, "dtypes": tuple(choice)}
