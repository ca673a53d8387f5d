"""Profiles, weak references to tensors, and names that exist to be imported."""
import json
import warnings

import pytest

import pyautograd as torch
from pyautograd.autograd import profiler, profiler_util


def test_a_profile_has_the_operators_and_named_parts():
    x = torch.ones(3, 3, requires_grad=True)
    with profiler.profile(record_shapes=True) as prof:
        with profiler.record_function("mine"):
            y = (x @ x).sum()
        y.backward()
    names = [e.name for e in prof.function_events]
    assert "mine" in names and names.count("aten::mm") == 3
    sums = {e.key: e for e in prof.key_averages()}
    assert sums["aten::mm"].count == 3 and sums["mine"].cpu_time_total > 0
    product = next(e for e in prof.function_events if e.name == "aten::mm")
    assert product.cpu_parent.name == "mine" and product.input_shapes == [[3, 3], [3, 3]]
    text = prof.key_averages().table(sort_by="self_cpu_time_total", row_limit=10)
    assert "# of Calls" in text and "aten::mm" in text and "Self CPU time total" in text
    assert prof.total_average().count == len(names) and prof.self_cpu_time_total > 0
    assert torch.ones(2).add(1).tolist() == [2, 2]


def test_profiles_that_do_nothing_and_errors():
    with profiler.profile(enabled=False) as prof:
        torch.ones(2) + 1
    assert prof is None
    unfinished = profiler.profile()
    assert repr(unfinished) == "<unfinished torch.autograd.profile>"
    assert len(unfinished.key_averages()) == 0 and unfinished.table() == "" and unfinished.total_average().key == "Total"
    with unfinished:
        pass
    assert len(unfinished.function_events) == 0 and unfinished.table() == ""
    with pytest.raises(RuntimeError, match="Profiler context manager is not reentrant"), unfinished:
        pass
    with pytest.raises(NotImplementedError, match="emit_itt"), profiler.emit_itt():
        pass
    with pytest.raises(RuntimeError, match="NVTX"), profiler.emit_nvtx():
        pass


def test_record_function_decorates():
    @profiler.record_function("part")
    def f(x):
        return x + 1

    with profiler.profile() as prof:
        f(torch.ones(1))
    assert [e.name for e in prof.function_events if e.is_user_annotation] == ["part"]


def test_steps_of_a_schedule(tmp_path):
    from pyautograd.profiler import ProfilerActivity, profile, schedule, tensorboard_trace_handler

    ready = []
    with profile(activities=[ProfilerActivity.CPU], schedule=schedule(wait=1, warmup=1, active=2, repeat=1), on_trace_ready=ready.append) as prof:
        for _ in range(6):
            torch.ones(2) + 1
            prof.step()
    assert ready == [prof] and [e.name for e in prof.events()].count("aten::add") == 2
    with profile(on_trace_ready=tensorboard_trace_handler(str(tmp_path), "w")):
        torch.ones(2) + 1
    (path,) = tmp_path.iterdir()
    assert any(e["name"] == "aten::add" for e in json.loads(path.read_text()))
    with pytest.raises(AssertionError, match="Invalid profiler schedule arguments. Got wait=-1"):
        schedule(wait=-1, warmup=1, active=1)


@pytest.mark.parametrize("time, text", [(12, "12.000us"), (1500, "1.500ms"), (2.5e6, "2.500s")])
def test_times(time, text):
    assert profiler_util._format_time(time) == text


def test_sums_of_events():
    a = profiler_util.FunctionEvent(0, "a", 1, 0, 10)
    b = profiler_util.FunctionEvent(1, "b", 1, 2, 5)
    events = profiler_util.EventList([a, b])
    events._build_tree()
    assert a.cpu_children == [b] and b.cpu_parent is a and a.self_cpu_time_total == 7 and a.cpu_time_total == 10
    total = events.total_average()
    assert (total.key, total.count, total.self_cpu_time_total) == ("Total", 2, 10)
    with pytest.raises(AssertionError, match="Expected keys to match, but got b vs a"):
        profiler_util.FunctionEventAvg().add(a).add(b)


def test_dictionaries_of_tensors():
    from pyautograd.utils.weak import TensorWeakRef, WeakIdKeyDictionary, WeakIdRef, WeakTensorKeyDictionary

    x, y = torch.ones(2), torch.ones(2)
    d = WeakTensorKeyDictionary({x: 1})
    d[y] = 2
    assert d[x] == 1 and d[y] == 2 and len(d) == 2 and x in d and d.get(torch.ones(2)) is None and list(d)[0] is x
    del y
    assert len(d) == 1 and list(d.values()) == [1] and d.pop(x) == 1 and not d
    assert WeakIdRef(x) == WeakIdRef(x) and WeakIdRef(x) != WeakIdRef(torch.ones(2)) and hash(WeakIdRef(x)) == id(x)
    assert (WeakIdKeyDictionary({x: 1}) | {x: 3})[x] == 3
    r = TensorWeakRef(x)
    assert r() is x
    del x
    assert r() is None
    with pytest.raises(AssertionError, match="expected torch.Tensor, got <class 'int'>."):
        TensorWeakRef(3)


def test_recordings_of_a_schedule_begin_anew_or_add_up():
    def recorded(**options):
        from pyautograd.profiler.profiler import _warn_once

        _warn_once.cache_clear()
        plan = torch.profiler.schedule(wait=0, warmup=1, active=1)
        with torch.profiler.profile(schedule=plan, **options) as prof:
            for _ in range(6):
                torch.ones(2) * 2
                prof.step()
        return [e.name for e in prof.events()].count("aten::mul")

    with pytest.warns(UserWarning, match="Profiler clears events at the end of each cycle. Only events from the current cycle will be reported"):
        assert recorded() == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert recorded(acc_events=True) == 3


def test_parts_by_their_names():
    handle = torch.autograd._record_function_with_args_enter("outside", 1)
    torch.autograd._record_function_with_args_exit(handle)
    with profiler.profile() as prof:
        handle = torch.autograd._record_function_with_args_enter("mine", torch.ones(1), 2)
        torch.ones(2) * 2
        torch.autograd._record_function_with_args_exit(handle)
    assert [e.name for e in prof.function_events if e.name in ("mine", "outside")] == ["mine"]
    assert torch._C._autograd._is_kineto_stopped() and torch._C._autograd._profiler_type().name == "NONE"


def test_what_is_not_supported_says_so():
    from pyautograd.utils._mode_utils import all_same_mode, no_dispatch
    from pyautograd.utils._python_dispatch import (
        TorchDispatchMode,
        _get_current_dispatch_mode_stack,
        is_traceable_wrapper_subclass,
    )
    from pyautograd.utils.dlpack import DLDeviceType, from_dlpack, to_dlpack

    with pytest.raises(NotImplementedError, match="TorchDispatchMode"):
        TorchDispatchMode(3)
    assert _get_current_dispatch_mode_stack() == [] and not is_traceable_wrapper_subclass(torch.ones(1)) and all_same_mode([1, 1])
    with no_dispatch():
        assert from_dlpack(to_dlpack(torch.ones(2))).tolist() == [1, 1] and DLDeviceType.kDLCPU == 1


def test_names_that_programs_import():
    from pyautograd.autograd import DeviceType, ProfilerActivity, ProfilerConfig, ProfilerState, _supported_activities, kineto_available
    from pyautograd.autograd.profiler import KinetoStepTracker, parse_nvprof_trace
    from pyautograd.autograd.profiler_util import _filter_name, _rewrite_name

    assert not kineto_available() and _supported_activities() == {ProfilerActivity.CPU} == torch.profiler.supported_activities()
    assert str(DeviceType.CPU) == "DeviceType.CPU" and str(torch._C._profiler.RecordScope.FUNCTION) == "RecordScope.FUNCTION"
    assert ProfilerConfig(ProfilerState.CPU, True, False, False, False, False, torch._C._profiler._ExperimentalConfig()).report_input_shapes
    assert not torch._C._autograd._profiler_enabled()
    with profiler.profile():
        assert torch._C._autograd._profiler_enabled()
    assert _filter_name("[memory]") and not _filter_name("aten::mm") and _rewrite_name("ProfilerStep#3", with_wildcard=True) == "ProfilerStep*"
    with pytest.raises(NotImplementedError, match="CUDA profiles are not supported"):
        parse_nvprof_trace("nothing")
    KinetoStepTracker.init_step_count("here")
    before = KinetoStepTracker.current_step()
    assert KinetoStepTracker.increment_step("here") == before + 1 == KinetoStepTracker.current_step()
    assert KinetoStepTracker.erase_step_count("here") and not KinetoStepTracker.erase_step_count("here")


def test_the_oldest_profile():
    from pyautograd.autograd import profiler_legacy

    with profiler_legacy.profile() as prof:
        torch.ones(2) + 1
    assert [e.key for e in prof.key_averages()] == ["aten::add"]
    with pytest.warns(UserWarning, match="CUDA is not available, disabling CUDA profiling"):
        profiler_legacy.profile(use_cuda=True)


def test_records_of_memory_in_an_interval():
    class Record:
        def __init__(self, start):
            self.start = start

        def start_ns(self):
            return self.start

    records = [(Record(t), t) for t in (5, 1, 9)]
    assert [t for _, t in profiler_util.MemRecordsAcc(records).in_interval(1, 5)] == [1, 5]
    assert list(profiler_util.MemRecordsAcc([]).in_interval(0, 9)) == []
