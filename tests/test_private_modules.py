"""Private modules of PyTorch's that programs, and PyTorch's own testing modules, reach into."""
import subprocess
import sys

import pytest

import pyautograd as torch
from pyautograd import _prims_common as common

KINDS = common.ELEMENTWISE_TYPE_PROMOTION_KIND
OVER_OURS = """
import importlib, sys, types
import torch
folder, names = sys.argv[1], sys.argv[2:]
for name in [n for n in sys.modules if n.startswith(("torch.testing._internal", "pyautograd.testing._internal"))]:
    del sys.modules[name]
package = types.ModuleType("torch.testing._internal")
package.__path__ = [folder]
sys.modules["torch.testing._internal"] = sys.modules["pyautograd.testing._internal"] = torch.testing._internal = package
for name in names:
    importlib.import_module("torch.testing._internal." + name)
from torch.testing._internal.common_methods_invocations import op_db
op = next(op for op in op_db if op.name == "cumsum")
for sample in op.sample_inputs("cpu", torch.float64):
    assert torch.equal(op(sample.input, *sample.args, **sample.kwargs), sample.input.cumsum(*sample.args, **sample.kwargs))
print(len(op_db) > 500)
"""


def test_pytorchs_testing_modules_load_over_this_library(tmp_path):
    oracle = pytest.importorskip("torch")
    for name in ("expecttest", "hypothesis", "scipy"):
        pytest.importorskip(name)
    script = tmp_path / "over.py"
    script.write_text(OVER_OURS)
    folder = oracle.__path__[0] + "/testing/_internal"
    names = "common_utils common_device_type common_methods_invocations common_modules common_optimizers common_nn autograd_function_db hypothesis_utils jit_utils".split()
    run = subprocess.run([sys.executable, "-m", "pyautograd", str(script), folder, *names], capture_output=True, text=True)
    assert run.stdout.strip().endswith("True"), run.stderr


def test_dtypes_of_elementwise_results():
    one, zero_d = torch.ones(2, dtype=torch.float16), torch.tensor(1.0, dtype=torch.float64)
    whole = torch.ones(2, dtype=torch.int32)
    assert common.elementwise_dtypes(one, zero_d, type_promotion_kind=KINDS.DEFAULT) == (torch.float32, torch.float16)
    assert common.elementwise_dtypes(one, 2j, type_promotion_kind=KINDS.NO_OPMATH) == (torch.complex32, torch.complex32)
    assert common.elementwise_dtypes(whole, 2.5, type_promotion_kind=KINDS.DEFAULT) == (torch.float32, torch.float32)
    assert common.elementwise_dtypes(whole, True, type_promotion_kind=KINDS.INT_TO_FLOAT) == (torch.float32, torch.float32)
    assert common.elementwise_dtypes(whole, one, type_promotion_kind=KINDS.ALWAYS_BOOL) == (torch.float32, torch.bool)
    assert common.elementwise_dtypes(2j * one, type_promotion_kind=KINDS.COMPLEX_TO_FLOAT)[1] == torch.float16
    assert common.elementwise_dtypes(whole > 0, type_promotion_kind=KINDS.BOOL_TO_LONG) == (torch.int64, torch.int64)
    assert common.elementwise_dtypes(type_promotion_kind=KINDS.DEFAULT) == (torch.bool, torch.bool)
    with pytest.raises(ValueError, match="Unexpected type <class 'str'> when computing elementwise type promotion!"):
        common.elementwise_dtypes("x", type_promotion_kind=KINDS.DEFAULT)


def test_questions_about_dtypes():
    assert common.dtype_to_type_ctor(torch.int8) is torch.sym_int and common.dtype_to_type_ctor(torch.float16) is torch.sym_float
    assert common.dtype_to_type_ctor(torch.bool)(3) is True and common.dtype_to_type_ctor(torch.complex64)(2) == 2 + 0j
    assert common.dtype_to_type(torch.int8) is int and common.is_integer_dtype(torch.uint8) and not common.is_integer_dtype(torch.bool)
    asked = (
        common.dtype_to_type, common.dtype_to_type_ctor, common.is_boolean_dtype, common.is_integer_dtype, common.is_low_precision_dtype,
        common.is_float_dtype, common.is_complex_dtype,
    )  # fmt: skip
    for question in asked:
        with pytest.raises(AssertionError, match="Expected torch.dtype, got <class 'int'>"):
            question(3)
    with pytest.raises(AssertionError, match="Expected type, got <class 'int'>"):
        common.type_to_dtype(3)


def test_check_is_deprecated():
    with pytest.warns(FutureWarning, match=r"`torch\._prims_common\.check` is deprecated"), pytest.raises(ValueError, match="not so"):
        common.check(False, lambda: "not so", ValueError)


def test_shapes_and_strides():
    assert common.make_contiguous_strides_for((2, 3, 4)) == torch.empty(2, 3, 4).stride()
    assert common.make_contiguous_strides_for((2, 3, 4), row_major=False) == (12, 1, 3)
    assert common.infer_size((-1, 3), 12) == (4, 3)
    with pytest.raises(RuntimeError, match=r"shape '\[-1, 5\]' is invalid for input of size 12"):
        common.infer_size((-1, 5), 12)
    assert common.canonicalize_dims(3, (-1, 0)) == (2, 0) and common.canonicalize_dim(0, -1) == 0
    with pytest.raises(IndexError, match=r"Dimension out of range \(expected to be in range of \[-2, 1\], but got 2\)"):
        common.canonicalize_dim(2, 2)
    with pytest.raises(IndexError, match="Rank cannot be negative but got -1"):
        common.canonicalize_dim(-1, 0)
    assert common.is_expandable_to((3, 1), (2, 3, 4)) and not common.is_expandable_to((3,), (4,))
    assert common.suggest_memory_format(torch.ones(2, 3, 4, 5).to(memory_format=torch.channels_last)) is torch.channels_last


def test_operators_behind_other_names():
    from pyautograd import _refs

    x = torch.tensor([1.0, 4.0])
    assert _refs.sqrt(x).tolist() == _refs.nn.functional.relu(torch.tensor([1.0, 2.0])).tolist() == [1.0, 2.0]
    assert _refs._conversions.long(x).dtype is torch.int64
    with pytest.raises(AttributeError, match="module 'torch._refs' has no attribute 'nothing'"):
        _refs.nothing


def test_private_operators():
    rows = [torch.arange(6.0).reshape(2, 3), torch.ones(3, 2)]
    assert torch._chunk_cat(rows, 0, 2).tolist() == [[0, 1, 2, 1, 1, 1, 1], [3, 4, 5, 1, 1, 0, 0]]
    assert torch._safe_softmax(torch.tensor([[-torch.inf] * 2, [0.0, 0.0]]), 1).tolist() == [[0, 0], [0.5, 0.5]]
    x, mask, places = torch.arange(12.0).reshape(3, 4), torch.tensor([True, False]), [torch.tensor([0, 9]), torch.tensor([1, 9])]
    assert torch._unsafe_masked_index(x, mask, places, 7).tolist() == [1, 7]
    assert torch._unsafe_masked_index_put_accumulate(x, mask, places, torch.tensor([3.0, 4.0])).sum() == x.sum() + 3
    batch = torch.randn(4, 3)
    with_statistics = torch._native_batch_norm_legit(batch, None, None, torch.zeros(3), torch.ones(3), True, 0.1, 1e-5)
    for found, wanted in zip(with_statistics, torch._native_batch_norm_legit(batch, None, None, True, 0.1, 1e-5)):
        assert torch.equal(found, wanted)
    image = torch.arange(16.0).reshape(1, 1, 4, 4)
    best, where = torch.nn.functional.max_pool2d(image, 2, return_indices=True)
    spread = torch.ops.aten.max_pool2d_with_indices_backward(best, image, [2, 2], [2, 2], [0, 0], [1, 1], False, where)
    assert spread.sum() == best.sum() and spread[0, 0, 1, 1] == 5


def test_the_processor():
    found = torch.cpu.get_capabilities()
    assert found["num_logical_cores"] >= 1 and isinstance(found["architecture"], str)
    with pytest.raises(TypeError):
        found["avx2"] = True


def test_switches_that_change_nothing():
    before = torch._C._get_graph_executor_optimize()
    assert torch._C._get_graph_executor_optimize(not before) is before and torch._C._get_graph_executor_optimize() is not before
    torch._C._set_graph_executor_optimize(before)
    assert torch._C._get_graph_executor_optimize() is before
    assert torch._C._jit_set_profiling_executor(False) is True and torch._C._jit_set_profiling_executor(True) is False
    with pytest.raises(AttributeError):
        torch._C._jit_nothing  # noqa: B018
