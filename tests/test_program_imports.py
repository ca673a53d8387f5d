"""What packages that go with PyTorch import or register when they load, whether or not it is used: models of directories, marks for compilers."""
import pytest

import pyautograd as torch


def test_rules_for_operators_of_a_refused_library_are_dropped():
    with pytest.raises(RuntimeError, match="operator refused_package::nms does not exist"):
        torch.library.register_fake("refused_package::nms", lambda boxes: boxes)
    with pytest.raises(OSError):
        torch.ops.load_library("/somewhere/refused_package/_C.so")
    torch.library.register_fake("refused_package::nms", lambda boxes: boxes)
    torch.library.register_autograd("refused_package::nms", lambda ctx, grad: grad, setup_context=lambda ctx, inputs, output: None)
    with pytest.raises(AttributeError, match="'_OpNamespace' 'refused_package' object has no attribute 'nms'"):
        torch.ops.refused_package.nms(torch.ones(1))


def test_dispatch_keys_are_sets_and_guards():
    key, keys = torch._C.DispatchKey, torch._C.DispatchKeySet
    both = keys(key.AutocastCPU) | keys(key.CPU)
    assert repr(both) == "DispatchKeySet(CPU, AutocastCPU)" and both.has(key.CPU) and not both.remove(key.CPU).has(key.CPU)
    a = torch.ones(2, 2)
    with torch.autocast("cpu"):
        with torch._C._ExcludeDispatchKeyGuard(both):
            assert (a @ a).dtype is torch.float32
        assert (a @ a).dtype is torch.bfloat16


def test_models_of_a_directory(tmp_path):
    (tmp_path / "hubconf.py").write_text(
        "dependencies = ['torch', 'math']\n"
        "def net(n, bias=True):\n    'A net.'\n    import pyautograd as torch\n    return torch.nn.Linear(n, n, bias=bias)\n"
    )
    assert str(torch.hub.load(str(tmp_path), "net", 3, bias=False, source="local")) == "Linear(in_features=3, out_features=3, bias=False)"
    with pytest.raises(RuntimeError, match="^Cannot find callable foo in hubconf$"):
        torch.hub.load(str(tmp_path), "foo", source="local")
    with pytest.raises(ValueError, match='^Unknown source: "x". Allowed values: "github" | "local".$'):
        torch.hub.load(str(tmp_path), "net", source="x")
    for call in (lambda: torch.hub.load("owner/name", "net"), lambda: torch.hub.list("owner/name"), lambda: torch.hub.help("owner/name", "net")):
        with pytest.raises(NotImplementedError, match="repositories are not downloaded"):
            call()


def test_weights_that_are_there_already(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "_hub_dir", str(tmp_path))
    (tmp_path / "checkpoints").mkdir()
    torch.save({"w": torch.ones(2)}, tmp_path / "checkpoints" / "net-1234.pth")
    from pyautograd.utils.model_zoo import load_url

    assert load_url("https://example.org/a/net-1234.pth")["w"].tolist() == [1.0, 1.0]
    with pytest.raises(NotImplementedError, match="files are not downloaded; put https://example.org/b.pth into"):
        torch.hub.load_state_dict_from_url("https://example.org/b.pth")


def test_progress_without_tqdm(capsys):
    bar = torch.hub._Progress(total=10)
    with bar:
        bar.update(5)
    assert capsys.readouterr().err == "\r50.0%\n"


def test_names_of_the_compiler_of_scripts():
    from pyautograd._jit_internal import BroadcastingList2
    from pyautograd.jit.annotations import BroadcastingList1, List

    jit = torch.jit
    assert BroadcastingList2[int] is None and BroadcastingList1 is not None and List[int] is not None
    assert jit.wait(jit.fork(lambda a, b: a + b, 1, b=2)) == 3 and jit.optimize_for_inference(len) is len
    for mark in (jit._script_if_tracing, jit._overload_method, jit._overload, jit.script_method):
        assert mark(len) is len
    assert not isinstance(torch.nn.Linear(1, 1), (jit.ScriptModule, jit.RecursiveScriptModule, torch.fx.GraphModule))
    with jit.strict_fusion(), jit.optimized_execution(True), jit.fuser("fuser1"):
        pass
    before = jit.set_fusion_strategy([("DYNAMIC", 3)])
    assert jit.set_fusion_strategy(before) == [("DYNAMIC", 3)]
    with pytest.raises(NotImplementedError, match="TorchScript is not supported"):
        jit.CompilationUnit("")

    class Scripted(jit.ScriptModule):
        def __init__(self):
            super().__init__()
            self.inner = torch.nn.Linear(2, 2)

        @jit.script_method
        def forward(self, x):
            return self.inner(x)

    assert Scripted()(torch.ones(1, 2)).shape == (1, 2) and len(Scripted().state_dict()) == 2


def test_names_of_the_compiler_of_functions():
    from pyautograd._dynamo.decorators import leaf_function
    from pyautograd._dynamo.testing import CompileCounter
    from pyautograd._dynamo.utils import is_compile_supported

    counter = CompileCounter()
    assert torch.compile(len, backend=counter) is len and counter.frame_count == 0 and not is_compile_supported("cpu") and leaf_function(len) is len


def test_what_optimizers_of_others_import():
    from pyautograd.optim import optimizer
    from pyautograd.utils.data.dataloader import _collate_fn_t, _worker_init_fn_t

    assert optimizer.ParamsT is not None and "params" in optimizer._params_doc and _collate_fn_t is not None and _worker_init_fn_t is not None
    assert optimizer._disable_dynamo_if_unsupported()(len) is len and optimizer._stack_if_compiling(1) == 1
    with pytest.raises(RuntimeError, match="requires all the params to be floating point Tensors"):
        optimizer._device_dtype_check_for_fused(torch.ones(1, dtype=torch.int64))
    with pytest.raises(AttributeError, match="^module 'torch.optim.optimizer' has no attribute 'foo'$"):
        optimizer.foo  # noqa: B018


def test_a_function_over_rows():
    from pyautograd.functorch.experimental.control_flow import cond, map

    assert cond is torch.cond
    xs = {"a": torch.arange(6.0).reshape(3, 2).requires_grad_(), "b": torch.ones(3)}
    out = map(lambda row, y: (row["a"] * y, row["a"].sum() + row["b"]), xs, torch.tensor([1.0, 2.0]))
    assert out[0].tolist() == [[0, 2], [2, 6], [4, 10]] and out[1].tolist() == [2, 6, 10]
    out[1].sum().backward()
    assert xs["a"].grad.tolist() == [[1, 1]] * 3
    for xs, error, text in (
        (torch.ones(0, 2), RuntimeError, "Leading dimensions of mapped xs cannot be 0."),
        ((torch.ones(2), torch.ones(3)), RuntimeError, r"Leading dimensions of mapped xs must be consistent. Got shapes \[torch.Size\(\[2\]\), torch.Size\(\[3\]\)\]."),
        ([1], RuntimeError, r"Mapped xs can only consist of tensors. Got xs \[1\]."), (torch.tensor(1.0), IndexError, "tuple index out of range"),
    ):  # fmt: skip
        with pytest.raises(error, match=f"^{text}$"):
            map(lambda x: x, xs)


def test_cases_for_what_is_compiled():
    from pyautograd._dynamo.test_case import TestCase

    class Case(TestCase):
        def test_equal(self):
            self.assertEqual(torch.compile(torch.sin)(torch.zeros(2)), torch.zeros(2))

        def test_unequal(self):
            self.assertEqual(torch.ones(2), torch.zeros(2))

    results = {}
    for name in ("test_equal", "test_unequal"):
        results[name] = Case(name).run()
    assert results["test_equal"].wasSuccessful() and len(results["test_unequal"].failures) == 1


def test_questions_about_what_is_absent():
    assert not torch._C._mps_is_available() and not torch.distributed.autograd.is_available()
    with torch._inductor.config.patch(force_disable_caches=True):
        assert torch._inductor.config.patch("debug", True)(len)("ab") == 2
    from pyautograd._C._distributed_c10d import ProcessGroup

    assert ProcessGroup is torch.distributed.ProcessGroup
    assert isinstance(torch.parse_schema("a::f(Tensor x, int k=2) -> Tensor"), torch.FunctionSchema)
    with pytest.raises(NotImplementedError, match="graphs of TorchScript: not supported"):
        torch.Graph()
    assert torch.Graph is torch._C.Graph and torch.wait(torch.fork(lambda x: x + 1, 2)) == 3
