"""``use_deterministic_algorithms``: what refuses, what warns, and what memory without content holds (golden/determinism.json).

``python tests/test_determinism.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, Recorder, torch

recorder = Recorder("determinism")
case = recorder.case
F = torch.nn.functional


def strictly(function, **options):
    torch.use_deterministic_algorithms(True, **options)
    try:
        return function()
    finally:
        torch.use_deterministic_algorithms(False)


def put(**options):
    return torch.zeros(4).put_(torch.tensor([1, 2]), torch.tensor([1.0, 2.0]), **options)


def unpool(n):
    x = torch.arange(float(4**n)).reshape(1, 1, *(4,) * n)
    pooled, indices = getattr(F, f"max_pool{n}d")(x, 2, return_indices=True)
    return getattr(F, f"max_unpool{n}d")(pooled, indices, 2)


def resized(dtype, before, after):
    x = torch.ones(before, dtype=dtype)
    x.resize_(after)
    return x


DTYPES = (torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.int8, torch.uint8, torch.int64, torch.bool)
MAKERS = {
    "empty": lambda d: torch.empty(3, dtype=d), "empty_like": lambda d: torch.empty_like(torch.ones(2, 2, dtype=d).t()),
    "empty_strided": lambda d: torch.empty_strided((2, 2), (1, 2), dtype=d), "empty_permuted": lambda d: torch.empty_permuted((2, 2), (1, 0), dtype=d),
    "new_empty": lambda d: torch.ones(1, dtype=d).new_empty(2), "resize_": lambda d: resized(d, 2, 4), "resize_ to less": lambda d: resized(d, 4, 2),
    "resize_ of nothing": lambda d: resized(d, 0, 2), "resize_as_": lambda d: torch.ones(1, dtype=d).resize_as_(torch.ones(3)),
}  # fmt: skip
CALLS = {
    "put_": put, "put_ accumulating": lambda: put(accumulate=True), "put": lambda: torch.put(torch.zeros(3), torch.tensor([0]), torch.ones(1)),
    "max_unpool1d": lambda: unpool(1), "max_unpool2d": lambda: unpool(2), "max_unpool3d": lambda: unpool(3),
    "constructors": lambda: (torch.Tensor(2), torch.FloatTensor(2), torch.LongTensor(1)), "empty of sizes": lambda: torch.empty(2, 1),
    "scatter_add_": lambda: torch.zeros(2).scatter_add_(0, torch.tensor([0, 0]), torch.ones(2)),
    "index_put_": lambda: torch.zeros(3).index_put_((torch.tensor([0, 1]),), torch.tensor([1.0, 2.0])),
    "kthvalue": lambda: torch.kthvalue(torch.tensor([3.0, 1.0]), 1), "cumsum": lambda: torch.ones(3).cumsum(0),
}  # fmt: skip
for _name, _make in MAKERS.items():
    case(_name)(lambda make=_make: strictly(lambda: [make(d) for d in DTYPES]))
for _name, _call in CALLS.items():
    case(_name)(lambda call=_call: strictly(call))
    case(f"{_name}, warnings only")(lambda call=_call: strictly(call, warn_only=True))
SETTINGS = {
    "mode a string": lambda: torch.use_deterministic_algorithms("yes"), "mode a number": lambda: torch.use_deterministic_algorithms(1),
    "warn_only a number": lambda: torch.use_deterministic_algorithms(True, warn_only=2), "fill a string": lambda: fill_set("a"),
    "debug mode of no name": lambda: torch.set_deterministic_debug_mode("x"), "debug mode of no number": lambda: torch.set_deterministic_debug_mode(5),
    "debug mode a float": lambda: torch.set_deterministic_debug_mode(1.5),
}  # fmt: skip
for _name, _call in SETTINGS.items():
    case(_name)(_call)


def fill_set(value):
    torch.utils.deterministic.fill_uninitialized_memory = value


@case("debug modes")
def _():
    found = []
    for mode in ("warn", "error", 1, 2, "default", 0):
        torch.set_deterministic_debug_mode(mode)
        found.append((torch.get_deterministic_debug_mode(), torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()))
    return found


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_nothing_is_filled_where_that_is_switched_off():
    filled = []
    try:
        fill_set(False)
        for _ in range(3):
            torch.full((300,), 7.0)
            filled.append(bool(strictly(lambda: torch.empty(300)).isnan().all()))
    finally:
        fill_set(True)
    assert not all(filled) and strictly(lambda: torch.empty(300)).isnan().all()


if RECORDING:
    recorder.record()
