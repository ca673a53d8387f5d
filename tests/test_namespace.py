"""The public namespace: attributes of tensors, storages, settings, and the small modules for what this library leaves out."""
import subprocess
import sys
import warnings

import pytest

import pyautograd as torch


def counting():
    return torch.arange(6.0).reshape(2, 3)


def test_transposes_are_properties():
    x = counting()
    assert torch.equal(x.T, x.t()) and torch.equal(x.mT, x.t()) and torch.equal(x.H, x.t()) and torch.equal(x.mH, x.t())
    assert x.T.data_ptr() == x.data_ptr()
    z = torch.tensor([[1 + 2j, 3j]])
    assert z.H.tolist() == [[1 - 2j], [-3j]] and z.mH.tolist() == z.H.tolist()
    assert x.requires_grad_().T.grad_fn.name() == "PermuteBackward0" and x.mT.grad_fn.name() == "TransposeBackward0"
    with pytest.warns(UserWarning, match="The use of `x.T` on tensors of dimension other than 2"):
        assert torch.zeros(2, 3, 4).T.shape == (4, 3, 2)
    with pytest.raises(RuntimeError, match=r"tensor.H is only supported on matrices \(2-D tensors\). Got 1-D tensor."):
        torch.zeros(3).H
    with pytest.raises(RuntimeError, match="tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor."):
        torch.zeros(3).mT


def test_parts_of_complex_tensors_can_be_assigned():
    z = torch.tensor([1 + 2j])
    z.real = torch.tensor([5.0])
    z.imag = 7
    assert z.tolist() == [5 + 7j]
    x = torch.ones(2)
    assert x.real is x
    with pytest.raises(RuntimeError, match="imag is not implemented for tensors with non-complex dtypes."):
        x.imag


def test_resize_keeps_elements_and_memory():
    x = counting().clone()
    address = x.data_ptr()
    assert x.resize_(3, 2).tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]] and x.data_ptr() == address
    assert x.resize_(2).tolist() == [0.0, 1.0] and x.resize_([6]).tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert x.resize_(4, 2).shape == (4, 2) and x.flatten()[:6].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert x.resize_as_(torch.zeros(1, 3)).shape == (1, 3)
    with pytest.raises(RuntimeError, match="cannot resize variables that require grad"):
        torch.ones(2, requires_grad=True).resize_(3)


def test_set_takes_over_memory():
    x, y = torch.zeros(2), torch.ones(6)
    assert x.set_(y).shape == (6,) and x.data_ptr() == y.data_ptr() and x.is_set_to(y)
    x.set_(y.untyped_storage(), 1, (2, 2), (2, 1))
    assert x.shape == (2, 2) and x.storage_offset() == 1
    assert x.set_().numel() == 0
    with pytest.raises(RuntimeError, match="Could not set tensor of type double to a tensor of type float"):
        x.set_(torch.ones(2).double())


def test_storages_are_the_memory_that_views_share(monkeypatch):
    x = counting().clone()
    row = x[1]
    assert x.untyped_storage() == row.untyped_storage() != x.clone().untyped_storage()
    assert x.untyped_storage().nbytes() == 24 == len(row.untyped_storage()) and row.untyped_storage().data_ptr() == x.data_ptr()
    monkeypatch.setattr(torch._warnings, "given", set())  # the warning comes once in a process
    with pytest.warns(UserWarning, match="TypedStorage is deprecated"):
        storage = row.storage()
    assert storage.size() == 6 and storage.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] and torch.is_storage(storage)
    storage[0] = 9.0
    assert x[0, 0].item() == 9.0 and storage.dtype is torch.float32
    assert repr(storage).endswith("[torch.storage.TypedStorage(dtype=torch.float32, device=cpu) of size 6]")


def test_element_by_element_in_python():
    x = counting().clone()
    assert x.apply_(lambda v: v + 1).tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert x.map_(torch.tensor([1.0, 2.0, 3.0]), lambda a, b: a * b).tolist() == [[1.0, 4.0, 9.0], [4.0, 10.0, 18.0]]
    with pytest.raises(RuntimeError, match=r"Can't call apply_\(\) on Variable that requires grad. Use var.detach\(\).apply_\(\) instead."):
        torch.ones(2, requires_grad=True).apply_(abs)


def test_kinds_of_tensors_that_there_are_not():
    x = counting()
    flags = ("is_cuda", "is_sparse", "is_sparse_csr", "is_quantized", "is_mkldnn", "is_meta", "is_nested", "is_mps", "is_xpu", "is_xla", "is_mtia")
    assert not any(getattr(x, flag) for flag in flags) and x.is_cpu
    assert not hasattr(x, "__cuda_array_interface__")
    assert x.to_dense() is x and (x.dense_dim(), x.sparse_dim()) == (2, 0)
    for call in (x.to_sparse_bsr, x.to_mkldnn, x.int_repr, lambda: torch.sparse_bsr_tensor([0, 1], [0], [1.0]), lambda: torch.quantize_per_tensor(x)):
        with pytest.raises(NotImplementedError, match="not supported"):
            call()
    with pytest.raises(RuntimeError, match="indices expected sparse coordinate tensor layout but got Strided"):
        x.indices()
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        x.cuda()


def test_subclasses():
    class Mine(torch.Tensor):
        pass

    x = torch.ones(2)
    assert type(x.as_subclass(Mine)) is Mine and x.as_subclass(Mine).data_ptr() == x.data_ptr()
    leaf = torch.Tensor._make_subclass(Mine, x, True)
    assert type(leaf) is Mine and leaf.requires_grad and leaf.is_leaf
    y = (torch.ones(2, requires_grad=True) * 2).as_subclass(Mine)
    assert type(y) is Mine and y.requires_grad
    with pytest.raises(TypeError, match="Creating a Tensor subclass from a class that does not inherit from Tensor is not possible"):
        x.as_subclass(int)


def test_functions_of_any_number_of_tensors():
    a, b = torch.ones(2), torch.ones(3, 1)
    assert [t.shape for t in torch.broadcast_tensors(a, b)] == [(3, 2), (3, 2)]
    assert torch.block_diag(torch.ones(1, 1), torch.ones(2, 1)).shape == (3, 2)
    assert [t.shape for t in torch.meshgrid(a, torch.ones(3), indexing="ij")] == [(2, 3), (2, 3)]
    assert [t.shape for t in torch.atleast_2d(a, torch.tensor(1.0))] == [(1, 2), (1, 1)]
    assert torch.cartesian_prod(a, a).shape == (4, 2)
    assert torch.einsum("i,j->ij", a, a).shape == torch.einsum(a, [0], a, [1], [0, 1]).shape == (2, 2)
    assert torch.broadcast_shapes((2,), (3, 1), 2) == (3, 2)
    with pytest.raises(RuntimeError, match=r"Attempting to broadcast a dimension of length 3 at -1! Mismatching argument at index 1 had \(3,\)"):
        torch.broadcast_shapes((2,), (3,))


def test_out_of_functions_that_take_one():
    F, x = torch.nn.functional, counting()
    for call in (
        lambda out: torch.hstack([x, x], out=out), lambda out: torch.diag(x, out=out), lambda out: torch.narrow_copy(x, 0, 0, 1, out=out),
        lambda out: torch.slice_scatter(x, torch.ones(1, 3), 0, 0, 1, out=out), lambda out: torch.msort(x, out=out), lambda out: F.softplus(x, out=out),
        lambda out: torch.linalg.cross(x, x, out=out), lambda out: F.linear(x, x, out=out), lambda out: F.avg_pool2d(x[None], 2, out=out),
        lambda out: torch.take_along_dim(x, x.long() * 0, 0, out=out), lambda out: torch.threshold(x, 1, 2, out=out),
    ):  # fmt: skip
        out = torch.empty(0)
        assert call(out) is out and out.numel()


def test_second_derivative_of_a_square_depends_on_its_input():
    x = torch.tensor(3.0, requires_grad=True)
    (first,) = torch.autograd.grad(x**2, x, create_graph=True)
    (second,) = torch.autograd.grad(first, x, create_graph=True)
    assert (first.item(), second.item()) == (6.0, 2.0) and second.requires_grad
    assert torch.autograd.grad(second, x)[0].item() == 0.0


def test_cuda_is_absent(monkeypatch):
    assert not torch.cuda.is_available() and torch.cuda.device_count() == 0
    torch.cuda.manual_seed_all(0)
    torch.cuda.empty_cache()
    for call in (torch.cuda.current_device, torch.cuda.synchronize, torch.cuda.get_device_name):
        with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
            call()
    assert not torch.backends.mps.is_available() and not torch.backends.cudnn.is_available()
    monkeypatch.setattr(torch.backends.cudnn, "benchmark", True)
    assert torch.version.cuda is None and torch.accelerator.current_accelerator() is None


def test_nothing_is_compiled():
    def double(x):
        return x * 2

    assert torch.jit.script(double) is double and torch.compile(double) is double and torch.compiler.disable(double) is double
    assert not torch.jit.is_scripting() and not torch.compiler.is_compiling()


def test_settings_are_kept():
    assert torch.get_float32_matmul_precision() == "highest"
    torch.use_deterministic_algorithms(True)
    try:
        assert torch.are_deterministic_algorithms_enabled() and torch.get_deterministic_debug_mode() == 2
    finally:
        torch.use_deterministic_algorithms(False)
    with torch.autocast("cpu", enabled=False):
        assert not torch.is_autocast_enabled()


def test_errors_of_linear_algebra_have_one_type():
    assert torch._C._LinAlgError is torch.linalg.LinAlgError and issubclass(torch._C._LinAlgError, RuntimeError)
    with pytest.raises(torch._C._LinAlgError):
        torch.linalg.inv(torch.zeros(2, 2))


def test_unknown_names_are_refused_as_by_a_module():
    with pytest.raises(AttributeError, match="module 'torch' has no attribute 'no_such_name'"):
        torch.no_such_name
    with pytest.raises(AttributeError, match="module 'torch._C' has no attribute 'no_such_name'"):
        torch._C.no_such_name


def test_importing_loads_only_what_every_program_needs():
    code = "import sys, pyautograd; print(*sorted(m for m in sys.modules if m.startswith('pyautograd.') and m.count('.') == 1))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    unwanted = {"storage", "cuda", "jit", "backends", "testing", "compiler", "amp", "accelerator", "version", "functional", "_toplevel", "viz"}
    assert unwanted.isdisjoint(name.partition(".")[2] for name in loaded)


CLOSE = [
    ((1.0, 2.0), {}, "Scalars are not close!\n\nExpected 2.0 but got 1.0.\nAbsolute difference: 1.0 (up to 1e-07 allowed)\n"
                     "Relative difference: 0.5 (up to 1e-07 allowed)"),
    ((1, 2), {}, "Scalars are not equal!\n\nExpected 2 but got 1.\nAbsolute difference: 1\nRelative difference: 0.5"),
    (([1.0, 2.0], [1.0, 3.0]), {}, "Scalars are not close!\n\nExpected 3.0 but got 2.0.\nAbsolute difference: 1.0 (up to 1e-07 allowed)\n"
                                   "Relative difference: 0.3333333333333333 (up to 1e-07 allowed)\n\nThe failure occurred for item [1]"),
    (({"a": 1.0}, {"b": 2.0}), {}, "The keys of the mappings do not match:\nMissing keys in the actual mapping: ['b']\n"
                                   "Additional keys in the actual mapping: ['a']"),
    ((torch.tensor([1.0, 2]), torch.tensor([1.0, 3])), {},
     "Tensor-likes are not close!\n\nMismatched elements: 1 / 2 (50.0%)\nGreatest absolute difference: 1.0 at index (1,) (up to 1e-05 allowed)\n"
     "Greatest relative difference: 0.3333333432674408 at index (1,) (up to 1.3e-06 allowed)"),
    ((torch.tensor([1, 2]), torch.tensor([1, 3])), {},
     "Tensor-likes are not equal!\n\nMismatched elements: 1 / 2 (50.0%)\nGreatest absolute difference: 1 at index (1,)\n"
     "Greatest relative difference: 0.3333333432674408 at index (1,)"),
    ((torch.ones(2), torch.ones(3)), {}, "The values for attribute 'shape' do not match: torch.Size([2]) != torch.Size([3])."),
    ((torch.ones(2), torch.ones(2).double()), {}, "The values for attribute 'dtype' do not match: torch.float32 != torch.float64."),
    ((torch.ones(2), torch.zeros(2)), {"msg": "what"}, "what"),
]  # fmt: skip


@pytest.mark.parametrize("pair, options, text", CLOSE)
def test_assert_close_says_what_differs(pair, options, text):
    with pytest.raises(AssertionError) as caught:
        torch.testing.assert_close(*pair, **options)
    assert str(caught.value) == text


def test_assert_close_accepts_what_is_close():
    nan = torch.tensor([float("nan")])
    torch.testing.assert_close(torch.tensor([1.0]), torch.tensor([1.0 + 1e-6]))
    torch.testing.assert_close(nan, nan, equal_nan=True)
    torch.testing.assert_close(torch.ones(2), torch.ones(2).double(), check_dtype=False)
    torch.testing.assert_close({"a": [1, None]}, {"a": [1, None]})
    with pytest.raises(ValueError, match="Both 'rtol' and 'atol' must be either specified or omitted, but got no atol."):
        torch.testing.assert_close(1.0, 1.0, rtol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.testing.assert_allclose(torch.ones(1), torch.ones(1).double())


def test_removed_functions_say_so():
    with pytest.raises(RuntimeError, match="This function was deprecated since version 1.9 and is now removed"):
        torch.symeig(torch.eye(2))


def test_losses_with_numbers_for_their_reduction():
    F, a, b = torch.nn.functional, torch.tensor([0.1, 0.9]).log(), torch.tensor([0.5, 0.5])
    assert torch.kl_div(a, b, 2).item() == F.kl_div(a, b, reduction="sum").item()
    assert torch.hinge_embedding_loss(a, torch.tensor([1.0, -1.0]), 1.0, 0).shape == (2,)


def test_futures():
    from pyautograd.futures import Future, collect_all, wait_all

    first, second = Future(), Future()
    doubled = first.then(lambda f: 2 * f.wait())
    both = collect_all([first, second])
    first.set_result(3)
    assert (doubled.wait(), both.done()) == (6, False)
    second.set_exception(ValueError("no"))
    for waiting in (both.wait, second.value, lambda: wait_all([second])):
        with pytest.raises(ValueError, match="no"):
            waiting()
    with pytest.raises(RuntimeError, match="Attempting to mark a completed Future as complete again"):
        first.set_result(4)


def test_the_version_compares_as_pytorchs():
    version = torch.__version__
    assert version >= "2.9" and version >= (2, 13) and "2.14" > version and version > (1, 8, 1) and version.startswith("2.13.0")
    kind = type(version)
    assert kind("2.13.0+cpu") > kind("2.13") == "2.13.0" and kind("2.13.0") > "2.13.0rc1" and kind("a version") == "a version"


def test_python_types_name_dtypes():
    assert torch.finfo(float) == torch.finfo(torch.float64) and torch.iinfo(int).dtype == "int64" and torch.torch is torch
    with pytest.raises(TypeError, match="torch.bool is not supported by torch.iinfo"):
        torch.iinfo(bool)


def test_compiler_names_change_nothing():
    import pyautograd._dynamo as dynamo
    from pyautograd._subclasses.fake_tensor import is_fake

    assert not dynamo.is_compiling() and not is_fake(torch.ones(1)) and dynamo.disable(len) is len
    with dynamo.config.patch(cache_size_limit=3):
        assert dynamo.config.cache_size_limit == 3
    assert dynamo.config.cache_size_limit == 8


def test_numpy_of_a_parameter_where_gradients_are_off():
    weight = torch.nn.Parameter(torch.ones(2))
    for take in (lambda: weight.numpy(), lambda: weight.view(-1).cpu().numpy(), lambda: weight.__array__()):
        with torch.no_grad():
            assert take().tolist() == [1.0, 1.0]
        with pytest.raises(RuntimeError, match="Can't call numpy.. on Tensor that requires grad. Use tensor.detach...numpy.. instead."):
            take()
