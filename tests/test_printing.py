"""Prints of tensors, held against PyTorch's: recorded ones (golden/printing.json), and fresh ones where torch is installed.

``python tests/test_printing.py`` records them again; it needs torch.
"""
import json
import math
import os
import sys

import numpy as np
import pytest

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden", "printing.json")
RECORDING = __name__ == "__main__"

if RECORDING:
    import torch
    from torch._tensor_str import printoptions
else:
    import pyautograd as torch
    from pyautograd._tensor_str import array_str, get_printoptions, printoptions, set_printoptions

FLOATS = ["float16", "bfloat16", "float32", "float64"]
INTEGERS = ["uint8", "int8", "int16", "int32", "int64"]
DTYPES = FLOATS + INTEGERS + ["bool", "complex64", "complex128"]

HANDWRITTEN = [
    # code, options
    ("torch.tensor(1.)", {}), ("torch.tensor(1)", {}), ("torch.tensor(True)", {}), ("torch.tensor(-0.)", {}), ("torch.tensor(1e-5)", {}),
    ("torch.tensor(123456789.)", {}), ("torch.tensor(1e10)", {}), ("torch.tensor(0.1, dtype=torch.float64)", {}), ("torch.tensor(1+2j)", {}),
    ("torch.tensor(nan)", {}), ("torch.tensor(-inf)", {}), ("torch.tensor([nan, inf])", {}), ("torch.tensor([nan, 1.5])", {}), ("torch.tensor([inf, 1.])", {}),
    ("torch.tensor([])", {}), ("torch.zeros(0, 3)", {}), ("torch.zeros(2, 0, 3, dtype=torch.float64)", {}), ("torch.zeros(0, dtype=torch.int64)", {}),
    ("torch.zeros(0, dtype=torch.bool)", {}), ("torch.zeros(0, 2, dtype=torch.complex64)", {}), ("torch.zeros(0, requires_grad=True)", {}),
    ("torch.tensor([1, 20, -300])", {}), ("torch.tensor([True, False])", {}), ("torch.tensor([[True], [False]])", {}),
    ("torch.tensor([1., 2.5])", {}), ("torch.tensor([1., 2., 1000.])", {}), ("torch.tensor([1., 2., 1001.])", {}), ("torch.tensor([1e-8, 1e8])", {}),
    ("torch.tensor([1e8, 1e8 - 8])", {}), ("torch.tensor([1.1e8])", {}), ("torch.tensor([1e-4, 2e-4])", {}), ("torch.tensor([9e-5])", {}),
    ("torch.tensor([0., 0.])", {}), ("torch.tensor([0., 1e-10])", {}), ("torch.tensor([9999.99999])", {}), ("torch.tensor([0.99999])", {}),
    ("torch.tensor([-1.5, 2.25, 1000.125])", {}), ("torch.tensor([1+2j, -3.5-0.25j])", {}), ("torch.tensor([1e5+1j, 1j])", {}),
    ("torch.tensor([complex(0., -0.), complex(-0., 0.)])", {}), ("torch.tensor([complex(nan, inf), 1+1j])", {}),
    ("torch.ones(1001)", {}), ("torch.ones(1000)", {}), ("torch.arange(1001)", {}), ("torch.arange(1200).reshape(30, 40)", {}),
    ("torch.arange(1200.).reshape(2, 600)", {}), ("torch.arange(2400).reshape(10, 4, 60)", {}), ("torch.arange(4096).reshape(8, 8, 8, 8)", {}),
    ("torch.arange(100.).reshape(10, 10) / 7", {}), ("torch.arange(24).reshape(2, 3, 4)", {}), ("torch.arange(24.).reshape(2, 3, 2, 2)", {}),
    ("torch.arange(50)", {"linewidth": 20}), ("torch.arange(50)", {"linewidth": 1}), ("torch.arange(20.) / 3", {"precision": 1}),
    ("torch.arange(20.) / 3", {"precision": 10}), ("torch.arange(20.)", {"precision": 0}), ("torch.arange(20.) / 3", {"precision": 0}),
    ("torch.arange(20)", {"threshold": 5}), ("torch.arange(20)", {"threshold": 5, "edgeitems": 1}), ("torch.arange(20)", {"threshold": 5, "edgeitems": 0}),
    ("torch.arange(7)", {"threshold": 5, "edgeitems": 4}), ("torch.arange(3)", {"edgeitems": 0}), ("torch.ones(0)", {"edgeitems": 0}),
    ("torch.tensor(1.)", {"edgeitems": 0}), ("torch.tensor([1., 2.])", {"sci_mode": True}), ("torch.tensor([0., 0.])", {"sci_mode": True}),
    ("torch.tensor([1e-8, 1e8])", {"sci_mode": False}), ("torch.tensor([1, 2])", {"sci_mode": True}), ("torch.tensor([1+1e9j])", {"sci_mode": False}),
    ("torch.arange(30.) / 7", {"profile": "short"}), ("torch.ones(1100)", {"profile": "short"}), ("torch.ones(1100)", {"profile": "full"}),
    ("torch.tensor([1., 2.5], requires_grad=True)", {}), ("torch.tensor([1., 2.5], requires_grad=True) * 2", {}),
    ("torch.tensor([1., 2.5], requires_grad=True).view(1, 2)", {}), ("torch.tensor([1., 2.5], requires_grad=True).exp().sum()", {}),
    ("torch.ones(30, requires_grad=True) * 0.1", {}), ("torch.ones(8, dtype=torch.float64, requires_grad=True) * 0.1", {}),
    ("torch.ones(9, dtype=torch.float64, requires_grad=True) * 0.1", {}), ("torch.ones(2, 3, dtype=torch.float64, requires_grad=True)", {}),
    ("torch.ones(2, 2, requires_grad=True) / 3", {"linewidth": 30}), ("torch.ones(6, requires_grad=True).detach()", {}),
    ("torch.ones(2, 2).t()", {}), ("torch.arange(6).reshape(2, 3).t()", {}), ("torch.arange(10)[::3]", {}), ("torch.ones(1).expand(3, 3)", {}),
    ("[torch.tensor(1.), torch.tensor([2])]", {}), ("torch.nn.Parameter(torch.ones(2))", {}), ("torch.nn.Parameter(torch.arange(30.))", {}),
    ("torch.tensor([1., 2.]).sort()", {}), ("str(torch.tensor([1.5]))", {}), ("f'{torch.tensor(1.23456):.2f}'", {}), ("f'{torch.tensor([1.5])}'", {}),
    ("torch.tensor([1, 2]).__repr__(tensor_contents='...')", {}),
]  # fmt: skip


def namespace():
    return {"torch": torch, "np": np, "nan": math.nan, "inf": math.inf, "nanj": complex(0, math.nan), "infj": complex(0, math.inf)}


def random_values(rng, dtype, shape):
    """Values of the kinds that formats depend on: whole or not, wide or narrow, with zeros, nans and infinities."""
    if dtype == "bool":
        return rng.random(shape) < 0.5
    if dtype in INTEGERS:
        limit = np.iinfo(dtype)
        high = min(limit.max, int(10 ** rng.integers(1, 12)))
        return rng.integers(max(limit.min, -high), high, size=shape, endpoint=True)
    if dtype.startswith("complex"):
        return random_values(rng, "float32", shape) + 1j * random_values(rng, "float32", shape)
    kind, x = rng.integers(5), np.asarray(rng.standard_normal(shape))
    if kind == 0:
        x = x * 10.0 ** rng.integers(-6, 5)
    elif kind == 1:
        x = np.round(x * 10.0 ** rng.integers(0, 5))
    elif kind == 2:
        x = x * 10.0 ** rng.integers(-3, 4, size=shape)
    elif kind == 3:
        x = rng.choice([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 0.5, 1e-5, 1000, 1001, 9999.99999, 0.99995], size=shape)
    return np.asarray(np.float16(x).astype(np.float64))  # exact in every type, and short in the file


def random_options(rng):
    choices = {"precision": 7, "threshold": 40, "edgeitems": 4, "linewidth": 120}
    options = {name: int(rng.integers(1, top)) for name, top in choices.items() if rng.random() < 0.25}
    if rng.random() < 0.25:
        options["sci_mode"] = bool(rng.integers(2))
    return options


def random_case(rng):
    shape = tuple(int(n) for n in rng.choice([1, 2, 3, 5, 8], size=rng.integers(0, 4)))
    dtype = str(rng.choice(DTYPES))
    data = random_values(rng, dtype, shape).tolist()
    return f"torch.tensor({data}, dtype=torch.{dtype})", random_options(rng)


def record():
    rng = np.random.default_rng(0)
    cases = []
    with np.errstate(all="ignore"):
        for code, options in HANDWRITTEN + [random_case(rng) for _ in range(250)]:
            with printoptions(profile="default"), printoptions(**options):
                cases.append({"code": code, "options": options, "text": repr(eval(code, namespace()))})
    with open(GOLDEN, "w", encoding="utf-8") as file:
        json.dump(cases, file, indent=0, ensure_ascii=False)
        file.write("\n")
    print(len(cases), "prints recorded with torch", torch.__version__)


def golden():
    if RECORDING:
        return []
    with open(GOLDEN, encoding="utf-8") as file:
        return json.load(file)


@pytest.mark.parametrize("case", golden(), ids=lambda case: case["code"][:60])
def test_prints_as_recorded_from_torch(case):
    with printoptions(**case["options"]):
        assert repr(eval(case["code"], namespace())) == case["text"]


def test_options_are_set_by_profile_and_by_name():
    before = get_printoptions()
    assert before == {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}
    try:
        set_printoptions(profile="full", precision=2)
        assert get_printoptions() == {"precision": 2, "threshold": math.inf, "edgeitems": 3, "linewidth": 80, "sci_mode": None}
        set_printoptions(profile="short", sci_mode=True)
        assert get_printoptions() == {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80, "sci_mode": True}
        set_printoptions(linewidth=40)  # sci_mode falls back to automatic with every call
        assert get_printoptions()["sci_mode"] is None
    finally:
        set_printoptions(**before)


def test_options_are_restored_after_an_error():
    before = get_printoptions()
    with pytest.raises(ZeroDivisionError), printoptions(precision=1):
        assert get_printoptions()["precision"] == 1
        raise ZeroDivisionError
    assert get_printoptions() == before


def test_a_default_dtype_is_not_printed():
    x = torch.ones(1, dtype=torch.float64)
    assert repr(x) == "tensor([1.], dtype=torch.float64)"
    torch.set_default_dtype(torch.float64)
    try:
        assert repr(x) == "tensor([1.])"
        assert repr(x.float()) == "tensor([1.], dtype=torch.float32)"
        assert repr(torch.zeros(0, dtype=torch.complex128)) == "tensor([], dtype=torch.complex128)"
    finally:
        torch.set_default_dtype(torch.float32)


def test_a_subclass_prints_its_own_name():
    class Position(torch.Tensor):
        pass

    assert repr(torch.ones(2).as_subclass(Position)) == "Position([1., 1.])"


def test_array_str_wraps_at_the_indent():
    assert array_str(np.arange(40), indent=60).count("\n") > array_str(np.arange(40)).count("\n")


def test_in_place_history_prints_copy_slices():
    x = torch.ones(3, requires_grad=True) * 1
    x[:1].mul_(2)
    assert repr(x) == "tensor([2., 1., 1.], grad_fn=<CopySlices>)"


def test_fresh_prints_agree_with_torch():
    real = pytest.importorskip("torch")
    hypothesis = pytest.importorskip("hypothesis")
    from hypothesis import strategies as st

    @hypothesis.settings(max_examples=600, deadline=None, derandomize=True)
    @hypothesis.given(st.integers(0, 2**32 - 1))
    def agree(seed):
        rng = np.random.default_rng(seed)
        with np.errstate(all="ignore"):
            code, options = random_case(rng)
        mine, theirs = eval(code, namespace()), eval(code, {**namespace(), "torch": real})
        if mine.is_floating_point() and rng.random() < 0.5:
            mine, theirs = mine.requires_grad_().view(mine.shape), theirs.requires_grad_().view(theirs.shape)
        with printoptions(**options), real._tensor_str.printoptions(**options):
            assert repr(mine) == repr(theirs)

    agree()


if RECORDING:
    sys.exit(record())
