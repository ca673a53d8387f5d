"""``torch.testing._internal``: the test cases and decorators that other libraries' suites are written with."""
import types
import unittest

import numpy as np
import pytest

import pyautograd as torch
from pyautograd import storage
from pyautograd.testing._comparison import ErrorMeta, TensorLikePair
from pyautograd.testing._internal.common_device_type import dtypes, instantiate_device_type_tests, onlyCUDA
from pyautograd.testing._internal.common_utils import (
    TestCase,
    freeze_rng_state,
    instantiate_parametrized_tests,
    is_iterable_of_tensors,
    noncontiguous_like,
    parametrize,
    random_square_matrix_of_rank,
    set_default_dtype,
    subtest,
)

ONES = torch.ones(2)


def equal(x, y, **options):
    TestCase("run").assertEqual(x, y, **options)


@pytest.mark.parametrize(
    "x, y",
    [
        (torch.tensor(1.0), 1), (1.0, 1.0 + 1e-7), (1, 1.0), ("a", "a"), (torch.Size([2]), (2,)), ({1}, {1}), (torch.float32, torch.float32), (None, None),
        ([1, {"a": ONES}], (1, {"a": ONES})), (ONES, np.ones(2, np.float32)), (torch.tensor(float("nan")), float("nan")),
    ],
)  # fmt: skip
def test_equal(x, y):
    equal(x, y)


@pytest.mark.parametrize(
    "x, y, kind, text",
    [
        (1, 2, AssertionError, "Scalars are not equal!"), (ONES, torch.zeros(2), AssertionError, "Tensor-likes are not close!"),
        ([1, [2]], [1, [3]], AssertionError, "The failure occurred for item [1][0]"), ("a", "b", AssertionError, "String comparison failed: 'a' != 'b'"),
        ({1: 2}, {2: 2}, AssertionError, "The keys of the mappings do not match:"), ({1}, {2}, AssertionError, "Set comparison failed: "),
        (ONES, 1, ValueError, "Only single element tensor-likes can be compared against a number. Got 2 elements instead."),
        (None, 1, AssertionError, "None mismatch: None is not 1"), (ONES, ONES.double(), AssertionError, "The values for attribute 'dtype' do not match"),
    ],
)  # fmt: skip
def test_unequal(x, y, kind, text):
    with pytest.raises(kind) as error:
        equal(x, y)
    assert text in str(error.value)


def test_options_and_messages():
    equal(ONES, ONES.double(), exact_dtype=False)
    equal(1.0, 1.1, atol=0.2, rtol=0)
    with pytest.raises(ValueError, match="Both 'rtol' and 'atol' must be either specified or omitted, but got no rtol."):
        equal(1.0, 1.1, atol=0.2)
    with pytest.raises(AssertionError, match="^Scalars are not equal!(.|\n)*\nhere$"):
        equal(1, 2, msg="here")
    TestCase("run").assertNotEqual(1, 2)
    with pytest.raises(AssertionError):
        TestCase("run").assertNotEqual(1, 1)


def test_parametrized_tests_have_pytorch_s_names():
    class Case(TestCase):
        @parametrize("x", [1, 2.5])
        @parametrize("d,e", [subtest((torch.float32, 1), name="f"), (torch.float64, 2)])
        def test_p(self, x, d, e):
            calls.append((x, d, e))

    calls = []
    instantiate_parametrized_tests(Case)
    names = [n for n in dir(Case) if n.startswith("test_p")]
    assert names == ["test_p_x_1_f", "test_p_x_1_float64_e_2", "test_p_x_2_5_f", "test_p_x_2_5_float64_e_2"]
    for name in names:
        Case(name).debug()
    assert len(calls) == 4 and calls[0] == (1, torch.float32, 1)


def test_tests_for_devices():
    class Case(TestCase):
        @dtypes(torch.float32, torch.int64)
        def test_d(self, device, dtype):
            calls.append((device, dtype))

        @onlyCUDA
        def test_n(self, device):
            raise AssertionError

    calls, scope = [], {"Case": Case}
    instantiate_device_type_tests(Case, scope)
    result = unittest.TestResult()
    for name in ("test_d_cpu_float32", "test_d_cpu_int64", "test_n_cpu"):
        scope["CaseCPU"](name).run(result)
    assert "Case" not in scope and calls == [("cpu", torch.float32), ("cpu", torch.int64)]
    assert result.wasSuccessful() and [reason for _, reason in result.skipped] == ["Only runs on cuda"]


def test_helpers():
    with freeze_rng_state():
        first = torch.rand(3)
    assert torch.equal(torch.rand(3), first)
    with set_default_dtype(torch.float64):
        assert torch.ones(1).dtype is torch.float64
    assert not noncontiguous_like(torch.ones(3, 2)).is_contiguous() and is_iterable_of_tensors([ONES]) and not is_iterable_of_tensors(ONES)
    assert torch.linalg.matrix_rank(random_square_matrix_of_rank(4, 2)).item() == 2


def test_make_tensor_asks_for_a_dtype():
    with pytest.raises(TypeError, match="^The requested dtype 'x' is not supported by torch.testing.make_tensor"):
        torch.testing.make_tensor(2, dtype="x", device="cpu")


def test_compressed_sparse_tensors():
    def made(values, columns=(0, 2, 1)):
        return torch.sparse_csr_tensor(torch.tensor([0, 2, 3]), torch.tensor(columns), torch.tensor(values), (2, 3))

    torch.testing.assert_close(made([1.0, 2.0, 3.0]), made([1.0, 2.0, 3.0 + 1e-7]))
    for other, text in ((made([1.0, 2.0, 4.0]), "Sparse CSR values are not close!"), (made([1.0, 2.0, 3.0], (0, 1, 1)), "Sparse CSR col_indices are not equal!")):
        with pytest.raises(AssertionError, match=text):
            torch.testing.assert_close(made([1.0, 2.0, 3.0]), other)


def test_a_pair_says_which_layouts_it_takes():
    class Asking(TensorLikePair):
        def _process_inputs(self, actual, expected, *, id, allow_subclasses):
            for tensor in (actual, expected):
                self._check_supported(tensor, id=id)
            return actual, expected

    Asking(torch.ones(2), torch.ones(2)).compare()
    with pytest.raises(ErrorMeta):
        Asking(torch.ones(2), types.SimpleNamespace(layout=None))


def test_every_use_of_a_typed_storage_may_warn():
    storage._set_always_warn_typed_storage_removal(True)
    try:
        for _ in range(2):
            with pytest.warns(UserWarning, match="TypedStorage is deprecated"):
                torch.ones(2).storage()
    finally:
        storage._set_always_warn_typed_storage_removal(False)
    assert storage._get_always_warn_typed_storage_removal() is False
