"""Tensors from data and from numbers: values, inferred dtypes, refusals and warnings, as PyTorch 2.13 has them.

``golden/creation.json`` holds expressions and what PyTorch made of them; ``python tests/test_creation.py`` measures it again
(with torch installed), for the expressions in the file.
"""
import array  # noqa: F401  the recorded expressions use these three
import decimal  # noqa: F401
import fractions  # noqa: F401
import importlib
import json
import pathlib
import re
import sys
import warnings

import numpy as np
import pytest

GOLDEN = pathlib.Path(__file__).parent / "golden" / "creation.json"
MEASURE = __name__ == "__main__"
torch = importlib.import_module("torch" if MEASURE else "pyautograd")
t = torch.tensor


class A:
    """An object that NumPy can read and torch does not."""

    def __init__(self, a):
        self.a = a

    def __array__(self, dtype=None, copy=None):
        return self.a


class AI:
    """An object with NumPy's array interface."""

    def __init__(self, a):
        self.a = a

    @property
    def __array_interface__(self):
        return self.a.__array_interface__


class DL:
    """An object that offers DLPack."""

    def __init__(self, a):
        self.a = a

    def __dlpack__(self, **options):
        return self.a.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.a.__dlpack_device__()


class Seq:
    """A sequence of its own kind."""

    def __len__(self):
        return 2

    def __getitem__(self, i):
        if i >= 2:
            raise IndexError
        return i + 1


class SeqBad:
    """A sequence whose elements cannot be read."""

    def __len__(self):
        return 3

    def __getitem__(self, i):
        raise ValueError("boo")


class Idx:
    """An object that stands for an integer."""

    def __index__(self):
        return 5


class Flt:
    """An object that can be made a float."""

    def __float__(self):
        return 5.5


class Sub(torch.Tensor):
    """A subclass."""


def default(dtype, f):
    """``f()`` under another default dtype."""
    torch.set_default_dtype(dtype)
    try:
        return f()
    finally:
        torch.set_default_dtype(torch.float32)


def environment():
    """Names that the expressions use, made anew for each."""
    fixed = np.ones(3)
    fixed.flags.writeable = False
    here = {k: globals()[k] for k in "torch t np array decimal fractions A AI DL Seq SeqBad Idx Flt Sub default".split()}
    return {**here, "ro": fixed, "P": torch.ones(2, requires_grad=True)}


def clean(text):
    """A text without addresses, places in C++ sources, and this library's name."""
    text = re.sub(r"\s*\(Triggered internally at .*?\)\.?", "", text, flags=re.S).replace("pyautograd.", "torch.").replace("'pyautograd'", "'torch'")
    text = re.sub(r"0x[0-9a-f]{6,}", "0x", text)
    return re.sub(r"<class '(__main__|tests\.test_creation|test_creation)\.", "<class '", text)


def outcome(expression):
    """``[kind, text, warnings]``: a repr, or an exception, and the warnings on the way."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        names = environment()
        try:
            kind, text = "value", repr(eval(expression, names))
        except Exception as error:
            kind, text = type(error).__name__, str(error)
    return [kind, clean(text), [list(w) for w in dict.fromkeys((w.category.__name__, clean(str(w.message))) for w in caught)]]


def measure():
    """Write the golden file from torch."""
    torch.set_warn_always(True)
    found = {e: outcome(e) for e in json.loads(GOLDEN.read_text())}
    GOLDEN.write_text(json.dumps(found, indent=0) + "\n")


if MEASURE:
    measure()
    sys.exit()

golden = json.loads(GOLDEN.read_text())


@pytest.fixture
def warn_always(monkeypatch):
    """Warnings that come once per process come again, for one test."""
    monkeypatch.setattr(importlib.import_module("pyautograd._warnings"), "given", set())


@pytest.mark.parametrize("expression", golden)
def test_as_measured(expression, warn_always):
    assert outcome(expression) == golden[expression]


def test_from_numpy_shares_memory():
    a = np.arange(6.0).reshape(2, 3)
    x = torch.from_numpy(a)
    a[0, 0] = 7
    assert x[0, 0].item() == 7
    x[1, 1] = -1
    assert a[1, 1] == -1
    assert torch.as_tensor(a).data_ptr() == x.data_ptr() == torch.asarray(a).data_ptr()
    assert torch.tensor(a).data_ptr() != x.data_ptr()
    assert torch.asarray(a, copy=True).data_ptr() != x.data_ptr()


def test_frombuffer_shares_memory():
    buffer = bytearray(8)
    x = torch.frombuffer(buffer, dtype=torch.int32)
    x[1] = 1
    assert buffer == b"\0\0\0\0\1\0\0\0"


def test_as_tensor_keeps_history():
    x = torch.ones(2, requires_grad=True)
    assert torch.as_tensor(x) is x
    y = torch.as_tensor(x, dtype=torch.float64)
    y.sum().backward()
    assert y.dtype is torch.float64 and x.grad.tolist() == [1.0, 1.0]


def test_legacy_tensor_shares_memory():
    x = torch.ones(2)
    assert torch.Tensor(x).data_ptr() == x.data_ptr()


def test_dlpack_both_ways():
    a = np.arange(3.0)
    x = torch.from_dlpack(a)
    a[0] = 5
    assert x.tolist() == [5.0, 1.0, 2.0]
    assert np.from_dlpack(x).tolist() == [5.0, 1.0, 2.0]
    assert torch.from_dlpack(torch.to_dlpack(x)).tolist() == [5.0, 1.0, 2.0]


@pytest.mark.parametrize("shape", [(), (1,), (3, 2), (2, 0), (2, 1, 3, 2)])
@pytest.mark.parametrize("kind", [int, float, bool, complex])
def test_nested_lists_like_numpy(shape, kind):
    a = (np.arange(int(np.prod(shape))).reshape(shape) % 3).astype(kind)
    x = torch.tensor(a.tolist()) if a.size else torch.tensor(a.tolist(), dtype=torch.tensor(kind(0)).dtype)
    assert tuple(x.shape) == shape and x.tolist() == a.tolist()
    assert x.dtype is {int: torch.int64, float: torch.float32, bool: torch.bool, complex: torch.complex64}[kind]


@pytest.mark.parametrize("dtype, tolerance", [(torch.float32, 1e-6), (torch.float64, 1e-13), (torch.complex128, 1e-13), (torch.float16, 2e-3)])
def test_logspace_like_numpy(dtype, tolerance):
    got = torch.logspace(-1, 2, 13, dtype=dtype).tolist()
    np.testing.assert_allclose(got, np.logspace(-1, 2, 13), rtol=tolerance)
    assert torch.logspace(0, 3, 4, base=2, dtype=torch.int64).tolist() == [1, 2, 4, 8]


@pytest.mark.parametrize("n", [2, 3, 8, 31])
@pytest.mark.parametrize("name, reference", [("hann", np.hanning), ("hamming", np.hamming), ("blackman", np.blackman), ("bartlett", np.bartlett)])
def test_windows_like_numpy(name, reference, n):
    window = getattr(torch, name + "_window")
    np.testing.assert_allclose(window(n, periodic=False, dtype=torch.float64).numpy(), reference(n), atol=1e-12)
    np.testing.assert_allclose(window(n, dtype=torch.float64).numpy(), reference(n + 1)[:n], atol=1e-12)
    np.testing.assert_allclose(window(n).numpy(), reference(n + 1)[:n], atol=1e-6)


def test_kaiser_like_numpy():
    np.testing.assert_allclose(torch.kaiser_window(9, False, 5.0, dtype=torch.float64).numpy(), np.kaiser(9, 5.0), rtol=1e-12)


def test_complex_and_polar_derivatives():
    a = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    b = torch.tensor([0.5, 3.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(torch.complex, (a, b))
    positive = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(torch.polar, (positive, b))
    assert torch.autograd.gradgradcheck(torch.polar, (positive, b))


def test_isinstance_of_typed_classes():
    assert isinstance(torch.ones(1), torch.FloatTensor) and not isinstance(torch.ones(1), torch.DoubleTensor)
    assert isinstance(torch.ones(1).double(), torch.DoubleTensor)
    assert not isinstance(np.ones(1), torch.DoubleTensor)
    assert type(torch.LongTensor([1])) is torch.Tensor


def test_empty_strided_and_permuted():
    x = torch.empty_strided((2, 3), (1, 4))
    assert x.stride() == (1, 4)
    x.fill_(2)
    assert x.tolist() == [[2.0] * 3] * 2
    assert torch.empty_permuted((2, 3, 4), (1, 0, 2)).stride() == (4, 8, 1)


def test_memory_of_others_can_be_written():
    """PyTorch has no tensors that cannot be written, whatever an array or a capsule says."""
    x = torch.arange(3)
    from_capsule = torch.from_dlpack(x.__dlpack__())
    from_capsule[0] = 9
    locked = np.zeros(3)
    locked.flags.writeable = False
    torch.from_dlpack(locked)[1] = 7.0
    assert x.tolist() == [9, 1, 2] and locked.tolist() == [0.0, 7.0, 0.0]


def test_out_that_requires_gradients():
    weight = torch.nn.Parameter(torch.zeros(3))
    with pytest.raises(RuntimeError, match=r"aten::arange\(\): functions with out=... arguments don't support automatic differentiation"):
        torch.arange(3, out=weight)
    with pytest.raises(RuntimeError, match="cannot resize variables that require grad"):
        torch.empty(3, out=weight)
    with torch.no_grad():
        assert torch.arange(3, out=weight).mul_(2) is weight
    assert weight.tolist() == [0, 2, 4] and not weight.requires_grad  # as PyTorch leaves it


def test_functions_of_numpy_take_numbers():
    x = torch.tensor([1.0, 3.0])
    for made, expected in ((np.maximum(x, 2), [2, 3]), (np.minimum(1.5, x), [1, 1.5]), (np.logaddexp(x, x)[:1], [1 + np.log(2)]), (np.hypot(x[1:], 4), [5])):
        assert made.dtype is torch.float32 and torch.allclose(made, torch.tensor(expected, dtype=torch.float32))
    assert np.logical_and(x, True).tolist() == [True, True] and np.add(x, 1).tolist() == [2, 4]


def test_arguments_of_device():
    assert torch.device(device="cuda:1") == torch.device(type="cuda", index=1) == torch.device(device=torch.device("cuda", 1)) == torch.device("cuda", index=1)
    expected = r"but expected one of:\n \* \(torch.device device\)\n{}  ?\* \(str type, int index = -1\)\n"
    for make, got, why in (
        (lambda: torch.device(), "got ()", ""), (lambda: torch.device(None), "got (NoneType)", "      didn't match because some of the arguments have invalid types: (!NoneType!)\n"),
        (lambda: torch.device(index=1), "got (index=int, )", "      didn't match because some of the keywords were incorrect: index\n"),
    ):  # fmt: skip
        with pytest.raises(TypeError, match=re.escape(got) + ", " + expected.replace("{}  ?", re.escape(why) + " ")):
            make()
    with pytest.raises(TypeError, match=r"device\(\): argument 'type' \(position 1\) must be str, not torch.device"):
        torch.device(torch.device("cpu"), 1)
    with pytest.raises(RuntimeError, match="Cannot access accelerator device when none is available"):
        torch.device(1)
