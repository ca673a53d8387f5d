"""What published libraries import and call beside the documented names."""
import numpy as np
import pytest

import pyautograd as torch
from pyautograd import nn


def test_dtypes_that_have_but_a_name():
    d = torch.float8_e4m3fn
    assert repr(d) == "torch.float8_e4m3fn" and d.itemsize == 1 and d.is_floating_point and torch.qint32.itemsize == 4 and not torch.bits8.is_floating_point
    assert torch.finfo(d).max == 448 and torch.finfo(torch.float8_e5m2).max == 57344 and isinstance(torch.quint8, torch.dtype)
    assert {d: 1}[torch.float8_e4m3fn] == 1 and d != torch.float8_e5m2
    x = torch.ones(2)
    for refused in (
        lambda: torch.zeros(2, dtype=d), lambda: torch.tensor([1.0], dtype=d), lambda: x.to(d), lambda: x.type(d), lambda: x.view(d), lambda: x.sum(dtype=d),
        lambda: torch.rand(2, dtype=d), lambda: torch.zeros_like(x, dtype=d), lambda: torch.set_default_dtype(d), lambda: torch.promote_types(d, x.dtype),
        lambda: nn.Linear(2, 2, dtype=d), lambda: x.new_empty(2, dtype=d), lambda: torch.arange(3, dtype=d),
    ):  # fmt: skip
        with pytest.raises(NotImplementedError, match="float8_e4m3fn: tensors of this dtype are not supported"):
            refused()


def test_storages_of_files_and_tensors_over_storages(tmp_path):
    path = str(tmp_path / "bytes")
    with open(path, "wb") as file:
        file.write(np.arange(4, dtype=np.float32).tobytes())
    storage = torch.UntypedStorage.from_file(path, False, 16)
    assert torch.asarray(storage[4:12], dtype=torch.uint8).view(torch.float32).tolist() == [1, 2]
    assert torch.asarray(storage[8:8], dtype=torch.uint8).view(torch.float32).shape == (0,)
    torch.asarray(storage[0:4], dtype=torch.uint8).fill_(0)
    assert list(storage)[:4] == [0] * 4
    shared = torch.UntypedStorage.from_file(path, shared=True, nbytes=20)
    shared.fill_(7)
    with open(path, "rb") as file:
        assert file.read() == b"\x07" * 20


def test_a_transform_may_be_a_module():
    from pyautograd.distributions.transforms import Transform

    class Learned(Transform, nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(2))

        def __hash__(self):
            return id(self)

    assert [name for name, _ in Learned().named_parameters()] == ["scale"]


class Sized:
    """Stands for a size that is not known."""

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return func.__name__


@pytest.mark.parametrize("call", (
    lambda n: torch.full((2, n), 3), lambda n: torch.ones(2).reshape(n, -1), lambda n: torch.ones(2).view(-1, n), lambda n: torch.ones(2).expand(3, n),
    lambda n: torch.zeros(2, n), lambda n: torch.ones(2).repeat(n, 1), lambda n: torch.ones(2).permute(n), lambda n: torch.empty([n, 2]),
))  # fmt: skip
def test_sizes_that_override(call):
    assert call(Sized()) in ("full", "reshape", "view", "expand", "zeros", "repeat", "permute", "empty")


class Handed(Sized):
    """Gives what it was handed."""

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return args


def test_operands_of_einsum_are_handed_apart():
    a, b = Handed(), Handed()
    for call in (lambda: torch.einsum("i,i", a, b), lambda: torch.einsum("i,i", [a, b]), lambda: torch.functional.einsum("i,i", (a, b))):
        assert call() == ("i,i", a, b)


def test_an_assertion_may_be_overridden():
    assert torch._assert(Sized(), "text") == "_assert"
    with pytest.raises(AssertionError, match="text"):
        torch._assert(torch.tensor(False), "text")


def test_operators_that_are_left_out_can_be_named():
    aten = torch.ops.aten
    assert aten.detach.default(torch.ones(1, requires_grad=True)).requires_grad is False and str(aten._pin_memory.default) == "aten._pin_memory.default"
    assert aten._pin_memory.default is aten._pin_memory.default and not hasattr(aten, "no_such_operator")
    with pytest.raises(NotImplementedError, match="torch.ops.aten._pin_memory"):
        aten._pin_memory(torch.ones(1))


def test_indices_as_tensors_within_a_mode():
    from pyautograd._dynamo._trace_wrapped_higher_order_op import TransformGetItemToIndex

    table = torch.arange(6).reshape(2, 3)
    with TransformGetItemToIndex():
        assert torch.vmap(lambda i: table[i, 1])(torch.tensor([1, 0])).tolist() == [4, 1] and table[:, 0].tolist() == [0, 3]


def test_members_of_modules_by_their_paths():
    from pyautograd.nn.utils._named_member_accessor import NamedMemberAccessor, swap_tensor

    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    members = NamedMemberAccessor(net)
    weight = net[0].weight
    assert members.get_tensor("0.weight") is weight and members.get_submodule("1") is net[1] and members.check_keys(["0.weight", "x"])[1] == ["x"]
    before, missing = members.swap_tensors_dict({"0.weight": torch.zeros(2, 2)})
    assert before["0.weight"] is weight and not missing and net[0].weight.sum().item() == 0
    assert swap_tensor(net[0], "weight", weight).sum().item() == 0 and net[0].weight is weight
    with pytest.raises(RuntimeError, match="Missing key"):
        members.swap_tensors_dict({"0.other": torch.zeros(1)})
    with pytest.raises(AttributeError, match="Linear has no attribute `absent`"):  # what was swapped before that is back
        members.swap_tensors_dict({"0.weight": torch.zeros(2, 2), "0.absent.weight": torch.zeros(1)})
    assert net[0].weight is weight
    assert isinstance(members.swap_submodule("1", nn.Identity()), nn.BatchNorm1d) and isinstance(net[1], nn.Identity)
    for name, error in (("0.nothing", AttributeError), ("2.weight", AttributeError), ("", KeyError)):
        with pytest.raises(error):
            members.swap_tensor(name, torch.ones(1))


def test_names():
    from pyautograd._C import Graph, _TensorMeta
    from pyautograd._dynamo.eval_frame import OptimizedModule
    from pyautograd._functorch.vmap import _maybe_remove_batch_dim
    from pyautograd._tensor_str import _tensor_str
    from pyautograd.distributions.transforms import _clipped_sigmoid
    from pyautograd.nn.parallel.distributed import DistributedDataParallel
    from pyautograd.utils._pytree import _dict_flatten, _list_unflatten, _namedtuple_flatten, is_structseq_instance
    from pyautograd.utils.data._utils.collate import np_str_obj_array_pattern
    from pyautograd.utils.data.dataloader import _MultiProcessingDataLoaderIter, _SingleProcessDataLoaderIter

    assert isinstance(torch.Tensor, _TensorMeta) and not isinstance(nn.Linear(1, 1), (OptimizedModule, DistributedDataParallel))
    assert _maybe_remove_batch_dim("f", 3, 1, 2, None) == 3 and _tensor_str(torch.ones(2), 0) == "[1., 1.]"
    assert 0 < _clipped_sigmoid(torch.tensor(-1000.0)).item() < 1e-30 and np_str_obj_array_pattern.match("U")
    assert _dict_flatten({"a": 1}) == ([1], ["a"]) and _list_unflatten([1], None) == [1] and not is_structseq_instance((1,)) and _namedtuple_flatten
    assert issubclass(_MultiProcessingDataLoaderIter, _SingleProcessDataLoaderIter.__base__) and torch.distributed.device_mesh.DeviceMesh
    assert torch.DeviceObjType.get().kind() == "DeviceObjType" and torch.ScriptModule is torch.jit.ScriptModule and "NumPy" in torch.__config__.show()
    for refused in (lambda: Graph(), lambda: torch.PyTorchFileReader("x"), lambda: torch._utils._get_device_module("nowhere")):
        with pytest.raises((NotImplementedError, RuntimeError)):
            refused()


def test_associative_scan():
    from pyautograd._higher_order_ops.associative_scan import associative_scan

    x = torch.rand(2, 5, 3, dtype=torch.float64, requires_grad=True)
    add = associative_scan(lambda a, b: a + b, x, 1, combine_mode="generic")
    assert torch.allclose(add, x.cumsum(1)) and torch.allclose(associative_scan(lambda a, b: a * b, x, -1, True, "generic"), x.flip(-1).cumprod(-1).flip(-1))

    def affine(left, right):  # x -> a x + b, one after another
        return left[0] * right[0], right[0] * left[1] + right[1]

    _, states = associative_scan(affine, (x, x), 1, combine_mode="generic")
    state, expected = torch.zeros(2, 3, dtype=torch.float64), []
    for at in range(5):
        state = x[:, at] * state + x[:, at]
        expected.append(state)
    assert torch.allclose(states, torch.stack(expected, 1))
    assert torch.autograd.gradcheck(lambda x: associative_scan(affine, (x, x), 1, combine_mode="generic")[1], (x,))
    for arguments, text in (
        ((lambda a, b: a, x, 1), "pointwise"), ((lambda a, b: a, x, 5, False, "generic"), "All xs leaves"), ((3, x, 1), "callable"),
        ((lambda a, b: a, (), 1), "at least 1"), ((lambda a, b: a, x, 1, False, "other"), "Combine_mode"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=text):
            associative_scan(*arguments)


def test_errors_of_other_devices_can_be_caught():
    assert torch.cuda.OutOfMemoryError is torch.OutOfMemoryError is torch._C.OutOfMemoryError and issubclass(torch.OutOfMemoryError, RuntimeError)
    assert repr(torch.AcceleratorError) == "<class 'torch.AcceleratorError'>" and torch.JITException is torch.jit.Error is torch._C.JITException
    assert torch.jit.Error.__bases__ == torch.FatalError.__bases__ == (Exception,) and torch.cuda.check_error(0) is None
    with pytest.raises(ModuleNotFoundError, match="nvidia-ml-py does not seem to be installed"):
        torch.cuda.utilization()
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.cuda.get_stream_from_external(1)


def test_modules_that_pytorch_loads_at_once_are_attributes():
    for path in ("multiprocessing.reductions", "nn.parallel.scatter_gather", "fx.experimental.proxy_tensor", "utils._foreach_utils", "_lobpcg", "cuda.amp.autocast_mode"):
        found = torch
        for name in path.split("."):
            found = getattr(found, name)
        assert found.__name__.endswith(path)
    assert not hasattr(torch, "absent") and not hasattr(torch.nn.parallel, "absent") and not hasattr(torch, "__absent__")


def test_modules_of_devices():
    assert torch.get_device_module() is torch.get_device_module("cpu:0") is torch.cpu and torch.get_device_module(torch.device("cuda")) is torch.cuda
    with pytest.raises(RuntimeError, match="Invalid value of device '3', expect torch.device, str, or None"):
        torch.get_device_module(3)
    with pytest.raises(RuntimeError, match="device type at start of device string: foo"):
        torch.get_device_module("foo")
    assert torch.has_lapack and torch.has_mkl and torch.has_openmp and torch.has_spectral and torch.Tag.pointwise.value == 16
    torch.sym_constrain_range(3, min=1, max=4)
    with pytest.raises(RuntimeError, match=r"Invalid value range for 3 between \[4, 9223372036854775807\]."):
        torch.sym_constrain_range(3, min=4)
    with pytest.raises(RuntimeError, match="Max value to constrain_range_for_size must be greater than 2. got: 2"):
        torch.sym_constrain_range_for_size(3, max=2)


def test_settings_of_the_compiler_are_kept():
    compiler = torch.compiler
    with compiler.set_stance("force_eager"):
        assert compiler.set_stance.current == ("force_eager", None)
    assert compiler.set_stance.current == ("default", None)
    decorated = compiler.set_stance("fail_on_recompile")(lambda: compiler.set_stance.current[0])
    assert decorated() == "fail_on_recompile" and compiler.set_stance.current == ("default", None)
    with pytest.raises(RuntimeError, match="non-default stance cannot have force_backend set"):
        compiler.set_stance("force_eager", force_backend="eager")
    assert compiler.get_default_backend() == "inductor"
    compiler.set_default_backend("eager")
    assert compiler.get_default_backend() == "eager"
    compiler.set_default_backend(None)
    doubled = compiler.wrap_numpy(lambda x, k: {"twice": 2 * x, "k": k})(torch.ones(2), k=3)
    assert isinstance(doubled["twice"], torch.Tensor) and doubled["twice"].tolist() == [2.0, 2.0] and doubled["k"] == 3
    assert compiler.nested_compile_region()(len) is len and compiler.substitute_in_graph(len)(max) is max and compiler.skip_all_guards_unsafe([1]) == [False]
    with pytest.raises(TypeError, match="substitute_in_graph expects a function but got"):
        compiler.substitute_in_graph(3)


def test_graphs_of_torchscript_are_refused_when_asked_for():
    with pytest.raises(NotImplementedError, match="torch.jit._get_trace_graph: TorchScript's graphs are not supported"):
        torch.jit._get_trace_graph(torch.nn.Linear(2, 2), torch.ones(2))


def test_names_of_utils():
    class Thing:
        pass

    torch.utils.set_module(Thing, "somewhere")
    assert Thing.__module__ == "somewhere"
    with pytest.raises(TypeError, match="The mod argument should be a string"):
        torch.utils.set_module(Thing, 3)
    with pytest.raises(NotImplementedError, match="bundle_randn"):
        torch.utils.bundled_inputs.bundle_randn(2)


def test_batches_in_pinned_memory():
    from pyautograd.utils.data._utils.pin_memory import pin_memory

    assert pin_memory({"a": ["b", 3]}) == {"a": ["b", 3]}
    with pytest.raises(RuntimeError, match="Cannot access accelerator device when none is available."):
        pin_memory([torch.ones(2)])
