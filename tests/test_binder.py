"""Argument binding against PyTorch's: which overload, which values, which words.

``golden/arguments.json`` holds, for some 75 functions and methods, their signatures (row syntax; after the bar what ``out=`` takes
and whether the overload is deprecated) and calls with the exception PyTorch raises while parsing, or null where parsing succeeds.
"""
import importlib
import json
import types
import warnings
from pathlib import Path

import numpy as np
import pytest

from pyautograd import _types, _warnings
from pyautograd._table.row import parse_signature


class Tensor:
    """As much of a tensor as binding looks at."""

    def __init__(self, array, requires_grad=False):
        self.array = np.asarray(array)
        self.requires_grad = requires_grad
        self.dtype = _types.dtype_of_numpy(self.array.dtype)
        self.ndim = self.array.ndim

    def numel(self):
        return self.array.size

    def item(self):
        return self.array.item()

    def __index__(self):
        return self.item().__index__()


class Parameter(Tensor):
    pass


class Index:
    def __index__(self):
        return 1


class Generator:
    __module__ = "torch"


def _binder_modules():
    found = [importlib.import_module("pyautograd._py.binder")]
    try:
        found.append(importlib.import_module("pyautograd._C.binder"))
    except ImportError:
        pass  # the compiled core is not built
    return found


@pytest.fixture(params=_binder_modules(), ids=lambda module: module.__name__)
def binder(request):
    """A binder module that takes the class above for tensors."""
    module = request.param
    kept = module.tensor_base()
    module.set_tensor_base(Tensor)
    yield module
    module.set_tensor_base(kept)


def words(binder):
    """The module that words the errors of either binder."""
    return importlib.import_module("pyautograd._py.arg_errors")


def build(binder, signatures, method=False, name=None, numbers=()):
    overloads = []
    for index, text in enumerate(signatures):
        signature, _, options = text.partition(" | ")
        out = 2 if "out2" in options else 1 if "out" in options else 0
        overloads.append(binder.Overload(parse_signature(signature)[2], index, out=out, deprecated="deprecated" in options))
    return binder.Binder(name or signatures[0].partition("(")[0], overloads, method, numbers_ok=numbers)


def names():
    """What the calls of the golden file use."""
    torch = types.SimpleNamespace(
        float32=_types.float32, strided=_types.strided, preserve_format=_types.preserve_format, device=_types.device, Size=_types.Size,
        Generator=Generator,
    )  # fmt: skip
    return {
        "torch": torch, "np": np, "x": Tensor(np.ones((2, 3), "f4")), "b": Tensor(np.ones((2, 3), "?")), "ix": Tensor(np.zeros((2, 3), "i8")),
        "P": Parameter(np.ones(2, "f4")), "r": Tensor(np.ones((), "f4"), True), "t0": Tensor(np.array(1)), "t1": Tensor(np.array([1])),
        "tf": Tensor(np.array(1.0, "f4")), "call": lambda *args, **kwargs: (args, kwargs),
    }  # fmt: skip


GOLDEN = json.loads((Path(__file__).parent / "golden" / "arguments.json").read_text())


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["call"])
def test_texts(binder, case):
    bound = build(binder, case["signatures"], case["method"], case["name"], case["numbers"])
    scope = names()
    numpy_bool = words(binder).type_name(np.bool_(True))  # "numpy.bool" from NumPy 2 on
    for text, expected in case["calls"]:
        args, kwargs = eval("call" + text, scope)
        if case["method"]:
            args = (scope["x"],) + args
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                bound.bind(args, kwargs)
            got = None
        except (TypeError, ValueError, OverflowError, RuntimeError) as error:
            got = [type(error).__name__, str(error)]
        if expected is not None:
            expected = [expected[0], expected[1].replace("numpy.bool", numpy_bool)]
        assert got == expected, case["call"] + text


SUM = ["sum(Tensor self, *, dtype? dtype=None)", "sum.dim(Tensor self, int[1]? dim, bool keepdim=False, *, dtype? dtype=None) | out"]
X = Tensor(np.ones((2, 3), "f4"))
F32, F64, I64, C128 = _types.float32, _types.float64, _types.int64, _types.complex128
CPU = _types.device("cpu")
SPLIT = ["split(Tensor self, int split_size, int dim=0)", "split.sizes(Tensor self, int[] split_size, int dim=0)"]
ADD = ["add(Tensor self, Tensor other, *, Number alpha=1) | out"]
ZEROS = ["zeros(int[] size, *, dtype? dtype=None, layout? layout=None, device? device=None, bool? requires_grad=False) | out"]
VIEW = ["view(Tensor self, int[] size)"]


@pytest.mark.parametrize(
    "signatures, args, kwargs, index, values, out",
    [
        (SUM, (X,), None, 0, [X, None], None),
        (SUM, (X,), {}, 0, [X, None], None),
        (SUM, (X,), {"dtype": float}, 0, [X, F64], None),
        (SUM, (X, 1), None, 1, [X, (1,), False, None], None),
        (SUM, (X, None), None, 1, [X, None, False, None], None),
        (SUM, (X, [0, np.int32(1)], True), None, 1, [X, (0, 1), True, None], None),
        (SUM, (X,), {"axis": (0, 1), "keepdims": True}, 1, [X, (0, 1), True, None], None),
        (SUM, (), {"input": X, "dim": 0, "out": X, "dtype": F32}, 1, [X, (0,), False, F32], X),
        (SUM, (X, Tensor(np.array(1))), None, 1, [X, (1,), False, None], None),
        (SUM, (X, [Index()]), None, 1, [X, (1,), False, None], None),
        (SPLIT, (X, 2), {"dim": np.int64(1)}, 0, [X, 2, 1], None),
        (SPLIT, (X, [2, True]), None, 1, [X, (2, 1), 0], None),
        (ADD, (X, X), None, 0, [X, X, 1], None),
        (ADD, (X, 2.5), {"alpha": np.int8(3)}, 0, [X, 2.5, 3], None),
        (ADD, (X,), {"x2": True, "alpha": Tensor(np.array(2.0, "f4"))}, 0, [X, True, 2.0], None),
        (ADD, (X, np.float32(0.5)), {"alpha": np.bool_(True), "out": None}, 0, [X, 0.5, 1.0], None),
        (ADD, (X, 1j), {"alpha": 2**64 - 1}, 0, [X, 1j, 2**64 - 1], None),
        (ZEROS, (2, 3), {"out": X}, 0, [(2, 3), None, None, None, False], X),
        (ZEROS, ((),), {"dtype": int, "device": "cpu"}, 0, [(), I64, None, CPU, False], None),
        (ZEROS, ([2, 3],), {"dtype": complex, "requires_grad": None}, 0, [(2, 3), C128, None, None, False], None),
        (ZEROS, (_types.Size([2, 3]),), {"requires_grad": True}, 0, [(2, 3), None, None, None, True], None),
        (["cat(Tensor[] tensors, int dim=0) | out"], ([X, X],), {"axis": -1}, 0, [(X, X), -1], None),
        (["dropout(Tensor input, float p, bool train)"], (X, 1, True), None, 0, [X, 1.0, True], None),
        (["dropout(Tensor input, float p, bool train)"], (X, Tensor(np.array(1)), True), None, 0, [X, 1.0, True], None),
        (["pool(Tensor self, int[2] size, int[2] stride=None, int[2] padding=0)"], (X, 3), None, 0, [X, (3, 3), None, (0, 0)], None),
        (["amax(Tensor self, int[1] dim=[], bool keepdim=False)"], (X,), None, 0, [X, (), False], None),
        (["f(Tensor self, *, Number scale, object data=None)"], (X,), {"scale": 2, "data": X}, 0, [X, 2, X], None),
    ],
)
def test_values(binder, signatures, args, kwargs, index, values, out):
    overload, got, got_out = build(binder, signatures, numbers=("self", "other")).bind(args, kwargs)
    assert overload.index == index
    assert _sizes_as_tuples(got) == values
    assert [type(v) for v in _sizes_as_tuples(got)] == [type(v) for v in values]
    assert got_out is out


def _sizes_as_tuples(values):
    # A torch.Size is passed on as it is: a tuple of ints already.
    return [tuple(v) if isinstance(v, tuple) else v for v in values]


def test_method_form(binder):
    view = build(binder, VIEW, method=True)
    for args in ((X, 3, 2), (X, (3, 2)), (X, [3, 2])):
        _, values, out = view.bind(args, None)
        assert values == [X, (3, 2)] and out is None
    assert view.bind((X,), {"size": (6,)})[1] == [X, (6,)]
    assert view.bind((X, -1), None)[1] == [X, (-1,)]


def test_defaults_are_not_shared(binder):
    bound = build(binder, SUM)
    bound.bind((X, 1, True), None)[1][2] = "changed"
    assert bound.bind((X, 1), None)[1] == [X, (1,), False, None]


def test_deprecated_overload_warns_once(binder, monkeypatch):
    monkeypatch.setattr(_warnings, "given", set())
    bound = build(binder, ADD, numbers=("self", "other"))
    with pytest.warns(UserWarning) as caught:
        overload, values, out = bound.bind((X, 2, X), None)
        bound.bind((X, 2, X), None)
    assert overload.index == 0 and values == [X, X, 2] and out is None
    assert [str(w.message) for w in caught] == [
        "This overload of add is deprecated:\n\tadd(Tensor input, Number alpha, Tensor other, *, Tensor out = None)\n"
        "Consider using one of the following signatures instead:\n"
        "\tadd(Tensor input, Tensor other, *, Number alpha = 1, Tensor out = None)"
    ]


ADDMM = ["addmm(Tensor self, Tensor mat1, Tensor mat2, *, Number beta=1, Number alpha=1) | out"]


@pytest.mark.filterwarnings("ignore:This overload")
def test_deprecated_overloads_become_current_ones(binder):
    a, b, c = (Tensor(np.ones((2, 2), "f4")) for _ in range(3))
    function, method = build(binder, ADDMM), build(binder, ["addmm_" + ADDMM[0][5:]], method=True)
    assert function.bind((2, a, b, c), None)[1] == [a, b, c, 2, 1]
    overload, values, out = function.bind((2, a, 3, b, c), {"out": c})
    assert overload.index == 0 and values == [a, b, c, 2, 3] and out is c
    assert method.bind((a, 2, 3, b, c), None)[1] == [a, b, c, 2, 3]
    assert method.bind((a, 2, b, c), None)[1] == [a, b, c, 2, 1]


def test_keyword_order_is_that_of_the_hash_map(binder):
    # As PyTorch printed them for rand((2,), dtype=1, device=2., layout=3, requires_grad=4, generator=3).
    given = ["dtype", "device", "layout", "requires_grad", "generator"]
    assert words(binder).hash_order(given) == ["generator", "layout", "requires_grad", "device", "dtype"]
