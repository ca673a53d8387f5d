"""Modules that programs import for a function or two."""
import importlib
import logging
import sys

import pytest

import pyautograd as torch


def test_collect_env():
    from pyautograd.utils import collect_env

    text = collect_env.get_pretty_env_info()
    assert text.startswith(f"PyTorch version: {torch.__version__}") and "Is CUDA available: False" in text and "[pip3] numpy==" in text
    assert collect_env.get_env_info().is_cuda_available == "False"
    assert collect_env.run([sys.executable, "-c", "print(3)"]) == (0, "3", "") and collect_env.run(["no-such-program"])[0] == 127


def test_device_context():
    from pyautograd.utils._device import DeviceContext, device_decorator, set_device

    with DeviceContext("cpu") as context:
        assert torch.ones(2).device == context.device == torch.device("cpu")
    assert set_device("cpu")(lambda: torch.zeros(1))().item() == 0 and device_decorator(lambda: DeviceContext("cpu"), lambda: 3)() == 3
    with DeviceContext("cuda"), pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.ones(2)


def test_parts_of_multiprocessing():
    import pyautograd.multiprocessing as mp
    from pyautograd.multiprocessing.pool import Pool
    from pyautograd.multiprocessing.queue import Queue
    from pyautograd.multiprocessing.reductions import ForkingPickler, StorageWeakRef, reduce_tensor

    module = importlib.import_module("pyautograd.multiprocessing.spawn")
    assert mp.spawn is module.spawn and mp.ProcessRaisedException is module.ProcessRaisedException and Pool and Queue and ForkingPickler
    x, y = torch.ones(3), torch.ones(3)
    first = StorageWeakRef(x.untyped_storage())
    assert first == StorageWeakRef(x[1:].untyped_storage()) and first != StorageWeakRef(y.untyped_storage()) and not first.expired()
    assert len({first, StorageWeakRef(x.untyped_storage())}) == 1 and StorageWeakRef.from_weakref(first.cdata) == first
    function, arguments = reduce_tensor(x)[:2]
    assert function(*arguments).equal(x)


def test_parts_of_the_profiler():
    from pyautograd.profiler import itt, profiler

    assert profiler.profile is torch.profiler.profile and not itt.is_available()
    with itt.range("step {}", 3):
        itt.mark("here")
    from pyautograd._C._profiler import gather_traceback, symbolize_tracebacks

    frames = symbolize_tracebacks([gather_traceback(), gather_traceback(python=False)])
    assert frames[0][0]["name"] == "test_parts_of_the_profiler" and frames[0][0]["filename"] == __file__ and frames[1] == []


def test_logging_is_taken(caplog):
    torch._logging.set_logs(dynamo=logging.DEBUG, graph_breaks=True)
    logger = torch._logging.getArtifactLogger("some.module", "graph")
    for _ in range(2):
        torch._logging.warning_once(logger, "only %s", "once")
    assert [r.getMessage() for r in caplog.records] == ["only once"]


def test_types_of_scripts_have_no_instances():
    from pyautograd import _C

    for name in ("ScriptDict", "ScriptList", "ScriptMethod", "ScriptFunction", "ScriptModule"):
        assert not isinstance(torch.add, getattr(_C, name))
    with pytest.raises(NotImplementedError, match="torch._C.ScriptDict: TorchScript"):
        _C.ScriptDict({})


def test_helpers():
    from pyautograd._inductor.utils import GPU_TYPES

    from pyautograd._utils_internal import get_file_path, get_writable_path
    from pyautograd.utils._exposed_in import exposed_in
    from pyautograd.utils._import_utils import _check_module_exists
    from pyautograd.utils._typing_utils import not_none

    assert _check_module_exists("json") and not _check_module_exists("no_such_module") and not _check_module_exists("no_such_package.module")
    assert exposed_in("torch.library")(lambda: 0).__module__ == "torch.library" and not_none(3) == 3 and "cuda" in GPU_TYPES
    assert get_file_path("__init__.py") == torch.__file__ and get_writable_path(str(importlib.import_module("tempfile").gettempdir()))
    with pytest.raises(TypeError):
        not_none(None)


def test_defaults_of_functions_can_be_read():
    assert torch.meshgrid.__kwdefaults__ == {"indexing": None}


def test_nothing_is_traced_and_no_classes_are_registered():
    assert torch._guards.active_fake_mode() is torch._guards.detect_fake_mode([torch.ones(1)]) is torch._guards.TracingContext.try_get() is None
    assert torch.classes.loaded_libraries == set()
    with pytest.raises(RuntimeError, match="Tried to instantiate class 'mine.Thing', but it does not exist!"):
        torch.classes.mine.Thing


def test_names_of_processes():
    distributed = torch.distributed
    assert distributed.Backend("GLOO") == "gloo" and distributed.Backend.default_device_backend_map["cpu"] == "gloo"
    with pytest.raises(ValueError, match="Backend constructor parameter must be string-ish"):
        distributed.Backend(3)
    assert distributed._rank_not_in_group(None) is False
    with pytest.raises(NotImplementedError, match="distributed.init_device_mesh"):
        distributed.init_device_mesh("cpu", (2,))
    with pytest.raises(ValueError, match="Default process group has not been initialized"):
        importlib.import_module("pyautograd.distributed.nn.functional").reduce(torch.ones(1), 0)


def test_passes_over_graphs():
    base = importlib.import_module("pyautograd.fx.passes.infra.pass_base")
    seen = []

    class Pass(base.PassBase):
        def requires(self, graph_module):
            seen.append("before")

        def call(self, graph_module):
            seen.append("call")
            return base.PassResult(graph_module, True)

    module = torch.fx.symbolic_trace(torch.nn.ReLU())
    made = Pass()(module)
    assert made.graph_module is module and made.modified and seen == ["before", "call"]
    with pytest.raises(TypeError, match="abstract"):
        base.PassBase()


def test_texts_with_other_contents():
    assert torch._tensor_str._str_intern(torch.ones(2).double(), tensor_contents="[...]") == "tensor([...], dtype=torch.float64)"


def test_placements():
    tensor = importlib.import_module("pyautograd.distributed.tensor")
    assert tensor.Shard(1).is_shard(1) and not tensor.Shard(1).is_shard(0) and tensor.Replicate() == tensor.Replicate()
    assert (repr(tensor.Shard(dim=-1)), str(tensor.Shard(1)), str(tensor.Partial("avg")), tensor.Partial().reduce_op) == ("Shard(dim=-1)", "S(1)", "P(avg)", "sum")
    with pytest.raises(NotImplementedError, match="distribute_tensor"):
        tensor.distribute_tensor(torch.ones(2), None, [tensor.Replicate()])
