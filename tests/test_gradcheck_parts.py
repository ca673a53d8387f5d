"""The parts of `gradcheck` under the names that PyTorch has for them, held against PyTorch's where it is installed."""
import importlib
import sys

import pytest

import pyautograd

PROGRAMS = {
    "_iter_tensor": "[(tuple(t.shape), i, n) for t, i, n in f(z)]",
    "_get_inp_tensors": "f((x, 3, x.detach(), z))",
    "_allocate_jacobians_with_inputs": "f((x, x.detach(), z), 3)",
    "_allocate_jacobians_with_outputs": "f((x, z, x.long()), 2), f((x,), 2, dtype=torch.float32)",
    "_adjusted_atol": "f(1e-3, x.detach(), None), f(1e-3, (x.detach(), x.detach()), x.detach())",
    "_to_real_dtype": "[f(d) for d in (torch.complex128, torch.complex64, torch.float64, torch.float32)]",
    "_dot_with_type_promotion": "f(x.detach(), x.detach().float())",
    "_allclose_with_type_promotion": "f(x, x.float(), 1e-3, 1e-3), f(x, x + 1, 1e-3, 1e-3)",
    "_mul_tensor_or_tuple": "f(x.detach(), 2), f((x.detach(), x.detach()), 2)",
    "_reshape_tensor_or_tuple": "f(x.detach(), (1, 3)), f((x.detach(), x.detach()), (3, 1))",
    "_transpose": "f([[1, 2], [3, 4]])",
    "_get_input_to_perturb": "f(x)",
    "_prepare_input": "f(x, None) is x",
    "_to_flat_dense_if_sparse": "f(x) is x",
    "_densify": "f([x])[0] is x",
    "_is_sparse_any_tensor": "f(x)",
    "_is_sparse_compressed_tensor": "f(x)",
    "_real_and_imag_input": "[g(torch.ones(2, dtype=torch.float64)) for g in f(lambda c: c * 2, [0], (torch.ones(2, dtype=torch.complex128) * 1j,))]",
    "_real_and_imag_output": "[g(torch.ones(2, dtype=torch.complex128) * 1j) for g in f(lambda c: (c, c.real * 3))]",
    "_get_analytical_jacobian": "f((x,), (x * x, x * 2), 0, 1)",
    "_check_outputs": "f((x,))",
    "_check_no_differentiable_outputs": "f(lambda t: (t * 0,), (x,), (x.detach() * 0,), 1e-6, is_forward_ad=False)",
    "_vec_from_tensor": "f(x, torch.Generator().manual_seed(0)).norm()",
    "_make_vectors": "[None if v is None else len(v) for v in f((x,), (x,), use_forward_ad=True)], len(f((x,), (x, x), use_forward_ad=False)[0])",
    "_as_tuple": "f(x), f([x])",
    "_differentiable_outputs": "f((x, x.detach()))",
    "_iter_tensors": "list(f([x, (3, x)]))",
}


def evaluated(library, name):
    module = sys.modules[importlib.import_module(f"{library.__name__}.autograd").__name__ + ".gradcheck"]
    x = library.arange(1.0, 4.0, dtype=library.float64).requires_grad_()
    z = library.ones(1, 2, dtype=library.complex128).requires_grad_()
    return repr(eval(PROGRAMS[name], {"f": getattr(module, name), "torch": library, "x": x, "z": z}))


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_as_in_pytorch(name):
    oracle = pytest.importorskip("torch", minversion="2.13")
    assert evaluated(pyautograd, name) == evaluated(oracle, name)


def test_another_name_is_refused():
    with pytest.raises(ImportError):
        from pyautograd.autograd.gradcheck import no_such_name  # noqa: F401
