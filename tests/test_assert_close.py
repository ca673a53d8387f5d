"""``testing.assert_close`` and the pairs behind it, held against PyTorch (golden/assert_close.json).

``python tests/test_assert_close.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

recorder = Programs("assert_close", torch, """
import importlib
import numpy as np
C = importlib.import_module(torch.testing.__name__ + "._comparison")
T, nan, inf = torch.tensor, float("nan"), float("inf")

def told(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except C.ErrorMeta as error:
        return error.type, error.msg, error.id
    except Exception as error:
        return f"{type(error).__name__}: {error}"

def close(*args, **kwargs):
    return told(torch.testing.assert_close, *args, **kwargs)

class Texts(C.Pair):
    def __init__(self, actual, expected, **options):
        self._check_inputs_isinstance(actual, expected, cls=str)
        super().__init__(actual, expected, **options)

    def compare(self):
        if self.actual != self.expected:
            self._fail(AssertionError, "texts")

class Broken(C.Pair):
    def compare(self):
        raise KeyError("x")

class Unmade(C.Pair):
    def __init__(self, *args, **options):
        raise KeyError("x")

    def compare(self):
        pass
""")
recorder.programs("""
### numbers
[close(a, b) for a, b in [(1, 1), (1, 2), (1, 1.0), (1.0, 2.0), (nan, nan), (1j, 2j), (inf, inf), (inf, 1.0), (0.0, 1.0), (1.0, 0.0)]]
close(1, 1.0, check_dtype=False), close(1.0, 2, check_dtype=False), close(nan, nan, equal_nan=True), close(0, 0.0, check_dtype=False)
[close(a, b) for a, b in [(True, False), (True, 1), (1, True), (None, 1), (1, None), (None, None), ("a", "a"), ("a", "b"), (b"a", b"a")]]
close(np.float32(1), np.float32(2)), close(np.bool_(True), False), close(np.int32(1), 1)
### containers
[close(a, b) for a, b in [([1, 2], [1, 2]), ([1, 2], (1, 3)), ([1], [1, 2]), ({"a": 1}, {"a": 2}), ({"a": 1}, {"b": 1}), ({1: 1}, {1: [2]})]]
close({"a": 1, "c": 2}, {"a": 1}), close({}, {}), close([], ()), close(range(2), [0, 1]), close({1}, {1}), close(torch.Size([1]), (1,))
close([[T(1.0)]], [[T(2.0)]]), close({"a": [T([1.0]), 3]}, {"a": [T([2.0]), 4]}), close([1, "a"], [2, "a"]), close([1, [1]], [2, [1, 2]])
### tensors
[close(T(a), T(b)) for a, b in [([1.0, 2], [1.0, 3]), ([1.0, 2], [1.0, 3, 4]), ([1.0, 2], [1, 2]), (1.0, 2.0), (1, 2), ([1, 2, 3], [1, 2, 4])]]
[close(T(a), T(b)) for a, b in [([True], [False]), ([1 + 1j], [1.0]), ([1 + 1j], [1 + 2j]), ([nan], [nan]), ([nan, 1.0], [1.0, 2.0]), ([inf], [-inf])]]
[close(T(a), T(b), check_dtype=False) for a, b in [([1.0, 2], [1, 2]), ([1.0, 2], [1, 3])]]
close(T([nan]), T([nan]), equal_nan=True), close(T([]), T([])), close(torch.zeros(0, 3), torch.zeros(0, 4)), close(T([2**40]), T([2**40 + 1]))
close(T([1, 2], dtype=torch.uint8), T([255, 0], dtype=torch.uint8)), close(T([1, 2], dtype=torch.int8), T([-128, 0], dtype=torch.int8))
close(torch.ones(2, 3, 4), torch.ones(2, 3, 4) + torch.arange(24.0).reshape(2, 3, 4))
close(T([1.0], dtype=torch.float16), T([1.01], dtype=torch.float16)), close(T([1.0], dtype=torch.bfloat16), T([1.1], dtype=torch.bfloat16))
close(T([1], dtype=torch.uint16), T([1.0]), check_dtype=False), close(T([1.0], requires_grad=True), T([2.0]))
close(torch.ones(2, 3).t(), torch.ones(3, 2), check_stride=True)
### kinds
close(np.array([1, 2]), np.array([1, 3])), close(np.array([1.0]), T([1.0])), close(T([1.0]), 1.0), close(T(1.0), 1.0), close(T([1.0]), None)
close(torch.nn.Parameter(T([1.0])), T([1.0])), close(torch.nn.Parameter(T([1.0])), T([1.0]), allow_subclasses=False)
### options
close(T([1.0]), T([1.0]), rtol=1), close(T([1.0]), T([1.0]), atol=1), close(1, 1, atol=1), close(T([1.0]), T([2.0]), rtol=0, atol=0)
close(T([1.0]), T([2.0]), rtol=1, atol=0.5), close(T([1.0]), T([2.0]), speed=3)
close(T([1.0]), T([2.0]), msg="mine"), close(T([1.0]), T([2.0]), msg=lambda text: f"<{text}>"), close([1], [1, 2], msg="mine")
### the older name
[told(torch.testing.assert_allclose, a, b) for a, b in [([1.0, 2], [1.0, 2.0001]), (torch.ones(2), [1, 1]), (torch.ones(2), torch.ones(3)), (1, 2)]]
told(torch.testing.assert_allclose, np.ones(2), torch.ones(2)), told(torch.testing.assert_allclose, torch.ones(2), torch.ones(2).double())
told(torch.testing.assert_allclose, torch.ones(2), [1, 3], msg="mine"), told(torch.testing.assert_allclose, torch.ones(2), [1, 1], rtol=1.0)
### pairs
[e.msg for e in C.not_close_error_metas([1, "a", None], [2, "b", None], pair_types=(C.NonePair, C.NumberPair, Texts))]
[(e.msg, e.id) for e in C.not_close_error_metas({"x": [1]}, {"x": [2]})]
str(C.NumberPair(1, 2)), str(C.TensorLikePair(torch.ones(1), torch.ones(1))), str(C.ObjectPair(1, 2, id=(1,)))
told(C.NumberPair, "a", 1), told(C.NumberPair(1, 2).compare), told(C.BooleanPair, 1, 2, id=()), told(C.default_tolerances, 3)
C.default_tolerances(torch.float32, torch.float64), told(C.get_tolerances, torch.float32, rtol=1, atol=None)
C.make_scalar_mismatch_msg(1, 2, rtol=0, atol=0, identifier="Sums"), C.make_scalar_mismatch_msg(1, 2, rtol=0, atol=0, identifier=str.upper)
told(C.not_close_error_metas, 1, 2, pair_types=(Broken,)), told(C.not_close_error_metas, [1], [2], pair_types=(Unmade,))
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
