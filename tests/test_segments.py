"""``segment_reduce``: reductions over consecutive segments, and ``from_file``, held against PyTorch (golden/segments.json).

``python tests/test_segments.py`` records the golden file again; it needs torch.
"""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import RECORDING, torch
from snippets import Programs

recorder = Programs("segments", torch, """
def reduced(reduce, data=None, grad=True, **segments):
    data = torch.arange(6.0, dtype=torch.float64).reshape(3, 2) if data is None else data
    data.requires_grad_(grad)
    segments = {k: torch.tensor(v) if k in ("lengths", "offsets", "indices") else v for k, v in segments.items()}
    made = torch.segment_reduce(data, reduce, **segments)
    if grad:
        (made * torch.arange(1.0, made.numel() + 1, dtype=made.dtype).reshape(made.shape)).sum().backward()
    return made, data.grad

def each(**segments):
    found = []
    for reduce in ("sum", "mean", "max", "min", "prod"):
        try:
            found.append(reduced(reduce, **segments))
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")
    return found
""")
recorder.programs("""
### segments by length
each(lengths=[2, 1])
each(lengths=[2, 0, 1])
each(lengths=[3, 0], initial=5)
each(lengths=[3, 0])
each(lengths=[0, 1, 0, 2, 0], initial=2.5)
each(lengths=[[2], [1], [0]], axis=1, unsafe=True)
each(lengths=[2], unsafe=True)
### segments by their ends
each(offsets=[0, 2, 3])
each(offsets=[1, 2, 3])
each(offsets=[[0, 2], [0, 1], [0, 2]], axis=1)
each(lengths=[1, 1, 1], offsets=[0, 2, 3])
### refused
each(lengths=[2, 2])
each(lengths=[-1, 4])
each()
each(lengths=[2.0, 1.0])
each(lengths=[[2], [1], [1]], axis=1)
each(lengths=[2, 1], axis=-1)
each(indices=[0, 1])
each(offsets=[0, 2, 1])
each(lengths=3)
each(lengths=[3], axis=3)
reduced("median", lengths=[2, 1])
torch.segment_reduce()
torch.segment_reduce(torch.ones(2))
torch.segment_reduce(torch.ones(2), 3)
torch.segment_reduce(torch.ones(2), "sum", torch.tensor([2]))
torch.segment_reduce(torch.ones(2), "sum", lengths=torch.tensor([2]), initial="a")
### NaN, ties, zeros
[reduced(r, torch.tensor([1.0, float("nan"), 2.0]), lengths=[3]) for r in ("amax", "amin", "sum", "mean", "prod")]
[reduced(r, torch.tensor([1.0, 2.0, 2.0, 1.0]), lengths=[4]) for r in ("max", "min")]
reduced("prod", torch.tensor([[[1.0, 2], [0, 3], [4, 0]], [[1, 0], [0, 0], [4, 5]]]), lengths=[[2, 1], [1, 2]], axis=1)
### dtypes
reduced("mean", torch.ones(3, dtype=torch.float16), False, lengths=[1, 2])
reduced("mean", torch.ones(3, dtype=torch.bfloat16), False, lengths=[1, 2])
reduced("mean", torch.ones(3, dtype=torch.int64), False, lengths=[1, 2])
reduced("mean", torch.ones(3, dtype=torch.bool), False, lengths=[1, 2])
reduced("mean", torch.ones(3, dtype=torch.complex64), False, lengths=[1, 2])
### what the node saves
y = torch.segment_reduce(torch.ones(2, requires_grad=True), "sum", lengths=torch.tensor([2]))
[(n, getattr(y.grad_fn, n)) for n in sorted(dir(y.grad_fn)) if n.startswith("_saved")]
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5), st.integers(0, 2), st.sampled_from(["sum", "mean", "max", "min", "prod"]))
def test_each_segment_is_reduced_by_itself(lengths, columns, reduce):
    rows = np.random.default_rng(0).normal(size=(sum(lengths), columns))
    made = torch.segment_reduce(torch.from_numpy(rows), reduce, lengths=torch.tensor(lengths), initial=0.5)
    function = {"sum": np.sum, "mean": np.sum, "prod": np.prod, "max": np.max, "min": np.min}[reduce]
    for part, result in zip(np.split(rows, np.cumsum(lengths)[:-1]), made):
        started = np.concatenate((np.full((1, columns), 0.5), part))
        expected = function(started, axis=0) / (max(len(part), 1) if reduce == "mean" else 1)
        torch.testing.assert_close(result, torch.from_numpy(expected))


def test_a_segment_beyond_the_data_is_refused():
    for segments in ({"offsets": torch.tensor([0, 4])}, {"offsets": torch.tensor([-1, 3])}, {"lengths": torch.tensor([5]), "unsafe": True}):
        with pytest.raises(RuntimeError, match="to lie within the 3 elements along axis 0"):
            torch.segment_reduce(torch.ones(3), "sum", **segments)


if RECORDING:
    recorder.record()
