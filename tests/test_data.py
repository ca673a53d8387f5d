"""Datasets, samplers and loaders, held against PyTorch's order, seeds and errors (golden/data.json).

``python tests/test_data.py`` records the golden file again; it needs torch.
"""
import collections
import multiprocessing
import sys

import numpy as np
import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
    import torch.utils.data as data
else:
    import pyautograd as torch
    import pyautograd.utils.data as data

recorder = Recorder("data")
case = recorder.case
Pair = collections.namedtuple("Pair", "x y")


class Squares(data.Dataset):
    def __init__(self, n=10):
        self.n = n

    def __getitem__(self, i):
        if not 0 <= i < self.n:
            raise IndexError(i)
        return i * i

    def __len__(self):
        return self.n


class Stream(data.IterableDataset):
    def __init__(self, n=10):
        self.n = n

    def __iter__(self):
        info = data.get_worker_info()
        first, step = (0, 1) if info is None else (info.id, info.num_workers)
        return iter(range(first, self.n, step))

    def __len__(self):
        return self.n


class Seeds(data.Dataset):
    """What a worker's generators give."""

    def __getitem__(self, i):
        info = data.get_worker_info()
        return info.id, torch.rand(1).item(), np.random.randint(10**6), info.seed

    def __len__(self):
        return 6


class Fails(Squares):
    def __getitem__(self, i):
        if i == 5:
            raise KeyError("five") if self.n == 9 else ValueError("five")
        return i


def seeded(function):
    torch.manual_seed(3)
    return function()


LOADERS = {
    "in order": lambda: data.DataLoader(Squares(), batch_size=3),
    "drop_last": lambda: data.DataLoader(Squares(), batch_size=3, drop_last=True),
    "shuffled": lambda: data.DataLoader(Squares(), batch_size=4, shuffle=True),
    "shuffled by a generator": lambda: data.DataLoader(Squares(), batch_size=4, shuffle=True, generator=torch.Generator().manual_seed(5)),
    "no batches": lambda: data.DataLoader(Squares(4), batch_size=None),
    "sampler": lambda: data.DataLoader(Squares(), batch_size=2, sampler=[3, 1, 4, 1, 5]),
    "batch_sampler": lambda: data.DataLoader(Squares(), batch_sampler=[[1, 2], [3]]),
    "collate_fn": lambda: data.DataLoader(Squares(), batch_size=4, collate_fn=sum),
    "iterable": lambda: data.DataLoader(Stream(), batch_size=4),
    "iterable, drop_last": lambda: data.DataLoader(Stream(), batch_size=4, drop_last=True),
    "iterable, no batches": lambda: data.DataLoader(Stream(4), batch_size=None),
    "replacement": lambda: data.DataLoader(Squares(), 5, sampler=data.RandomSampler(Squares(), replacement=True, num_samples=40)),
    "more than there are": lambda: data.DataLoader(Squares(), 5, sampler=data.RandomSampler(Squares(), num_samples=25)),
    "subset": lambda: data.DataLoader(Squares(), 2, sampler=data.SubsetRandomSampler([2, 3, 5, 7])),
    "weighted": lambda: data.DataLoader(Squares(), 2, sampler=data.WeightedRandomSampler([0.1, 0.9, 0.4], 8)),
    "two workers": lambda: data.DataLoader(Squares(), 2, shuffle=True, num_workers=2),
    "two workers, iterable": lambda: data.DataLoader(Stream(9), 2, num_workers=2),
    "seeds of workers": lambda: data.DataLoader(Seeds(), 3, num_workers=2),
    "tensors": lambda: data.DataLoader(data.TensorDataset(torch.arange(6).float(), torch.eye(6)), 4),
    "stacked": lambda: data.DataLoader(data.StackDataset(a=Squares(4), b=data.Subset(Squares(), [5, 6, 7, 8])), 3),
    "concatenated": lambda: data.DataLoader(Squares(3) + Squares(2), 4),
    "chained": lambda: data.DataLoader(Stream(3) + Stream(2), 4),
    "distributed": lambda: data.DataLoader(Squares(), 2, sampler=data.DistributedSampler(Squares(), 3, 1, seed=7)),
    "distributed, drop_last": lambda: data.DataLoader(Squares(), 2, sampler=data.DistributedSampler(Squares(), 3, 2, shuffle=False, drop_last=True)),
    "num_workers < 0": lambda: data.DataLoader(Squares(), num_workers=-1),
    "timeout < 0": lambda: data.DataLoader(Squares(), timeout=-1),
    "prefetch_factor without workers": lambda: data.DataLoader(Squares(), prefetch_factor=2),
    "persistent_workers without workers": lambda: data.DataLoader(Squares(), persistent_workers=True),
    "iterable, shuffled": lambda: data.DataLoader(Stream(), shuffle=True),
    "iterable, sampler": lambda: data.DataLoader(Stream(), sampler=[1]),
    "sampler and shuffle": lambda: data.DataLoader(Squares(), sampler=[1], shuffle=True),
    "batch_sampler and batch_size": lambda: data.DataLoader(Squares(), batch_size=2, batch_sampler=[[1]]),
    "batch_size None and drop_last": lambda: data.DataLoader(Squares(), batch_size=None, drop_last=True),
    "batch_size 0": lambda: data.DataLoader(Squares(), batch_size=0),
    "batch_size 1.5": lambda: data.DataLoader(Squares(), batch_size=1.5),
    "context without workers": lambda: data.DataLoader(Squares(), multiprocessing_context="fork"),
    "no such context": lambda: data.DataLoader(Squares(), num_workers=1, multiprocessing_context=3),
    "empty, shuffled": lambda: data.DataLoader(Squares(0), shuffle=True),
    "num_samples": lambda: data.RandomSampler(Squares(), num_samples=0),
    "replacement that is no bool": lambda: data.RandomSampler(Squares(), replacement=1),
    "weights": lambda: data.WeightedRandomSampler([[1.0]], 2),
    "weights, num_samples": lambda: data.WeightedRandomSampler([1.0], True),
    "sizes": lambda: data.TensorDataset(torch.ones(2), torch.ones(3)),
    "stacked sizes": lambda: data.StackDataset(Squares(2), Squares(3)),
    "nothing stacked": lambda: data.StackDataset(),
    "nothing concatenated": lambda: data.ConcatDataset([]),
    "concatenated stream": lambda: data.ConcatDataset([Stream()]),
    "rank": lambda: data.DistributedSampler(Squares(), 2, 2),
}
for _name, _make in LOADERS.items():

    @case(_name)
    def _(make=_make):
        torch.manual_seed(3)
        loader = make()
        passes = [list(loader), list(loader)]
        return len(loader), passes, torch.rand(2)


@case("assignment")
def _():
    data.DataLoader(Squares()).batch_size = 3


@case("longer than promised")
def _():
    class Longer(Stream):
        def __len__(self):
            return 2

        def __repr__(self):
            return "Longer"

    loader = data.DataLoader(Longer(4), batch_size=2)
    return len(loader), list(data.DataLoader(Longer(4), batch_size=2)), [b for _ in [len(loader)] for b in loader]


@case("random_split")
def _():
    return [seeded(lambda parts=parts: [s.indices for s in data.random_split(Squares(), parts)]) for parts in ([7, 3], [0.5, 0.25, 0.25], [0.01, 0.99])]


for _parts in ([5, 3], [0.5, 1.5, -1]):
    case(f"random_split {_parts}")(lambda parts=_parts: data.random_split(Squares(), parts))


SAMPLES = {
    "numbers": [1, 2.5], "floats": [1.5, 2.5], "bools": [True, False], "strings": ["a", "b"], "bytes": [b"a", b"b"], "none": [None, None],
    "arrays": [np.ones(2), np.zeros(2)], "integer arrays": [np.arange(2), np.arange(2)], "scalars": [np.float32(1), np.float32(2)],
    "string arrays": [np.array("a"), np.array("b")], "dicts": [{"a": 1, "b": [1.0, 2.0]}, {"a": 2, "b": [3.0, 4.0]}], "tuples": [(1, "a"), (2, "b")],
    "lists": [[1, 2], [3, 4]], "named": [Pair(1, 2.0), Pair(3, 4.0)], "unequal": [[1, 2], [3]], "ordered": [collections.OrderedDict(a=1), collections.OrderedDict(a=2)],
    "sets": [{1}, {2}], "tensors of two shapes": [torch.ones(2), torch.ones(3)],
}  # fmt: skip
for _name, _batch in SAMPLES.items():
    case(f"default_collate, {_name}")(lambda batch=_batch: data.default_collate(batch))
    case(f"default_convert, {_name}")(lambda batch=_batch: data.default_convert(batch))


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    if "worker" in name and "without" not in name and sys.platform == "win32":
        pytest.skip("workers start too slowly there to be started for each case")
    assert recorder.outcome(name) == recorder.golden()[name]


@pytest.mark.parametrize("kind, n", [(ValueError, 10), (KeyError, 9)])
@pytest.mark.parametrize("workers", [0, 2])
def test_errors_reach_the_loop(kind, n, workers):
    seen = []
    with pytest.raises(kind) as caught:
        for batch in data.DataLoader(Fails(n), 2, num_workers=workers):
            seen.append(batch.tolist())
    assert seen == [[0, 1], [2, 3]]
    if workers:
        assert str(caught.value).startswith(f"Caught {kind.__name__} in DataLoader worker process 0.\nOriginal Traceback")


def test_workers_that_stay():
    loader = data.DataLoader(Squares(), 3, num_workers=2, persistent_workers=True)
    first, second = [b.tolist() for b in loader], [b.tolist() for b in loader]
    assert first == second == [b.tolist() for b in data.DataLoader(Squares(), 3)]
    workers = loader._iterator._workers
    assert all(w.is_alive() for w in workers)
    del loader
    assert not any(w.is_alive() for w in workers)


def test_a_pass_that_stops_early_ends_its_workers():
    iterator = iter(data.DataLoader(Squares(1000), 1, num_workers=2))
    next(iterator)
    workers = iterator._workers
    del iterator
    assert not any(w.is_alive() for w in workers)


def _dies(i):
    import os

    os._exit(3)


class Dies(Squares):
    def __getitem__(self, i):
        _dies(i)


def test_a_worker_that_dies():
    with pytest.raises(RuntimeError, match=r"DataLoader worker \(pid\(s\) \d+\) exited unexpectedly") as raised:
        list(data.DataLoader(Dies(), num_workers=1, timeout=2))
    assert "exited unexpectedly with exit code 3. Details are lost due to multiprocessing." in str(raised.value.__cause__)


@pytest.mark.parametrize("method", [m for m in ("forkserver", "spawn") if m in multiprocessing.get_all_start_methods()])
def test_start_methods(method):
    loader = data.DataLoader(data.TensorDataset(torch.arange(5)), 2, num_workers=1, multiprocessing_context=method)
    assert [b[0].tolist() for b in loader] == [[0, 1], [2, 3], [4]]


if RECORDING:
    recorder.record()
