"""`utils.data.datapipes`, its graphs, and `DataLoader` over pipes, held against PyTorch (golden/datapipes.json).

``python tests/test_datapipes.py`` records the golden file again; it needs torch.
"""
import pytest
from snippets import Programs

if __name__ == "__main__":
    import torch
    import torch.utils.data.datapipes.utils.common
    import torch.utils.data.graph_settings
else:
    import pyautograd as torch

PRELUDE = """
import copy, io, os, pickle, tempfile
data, D = torch.utils.data, torch.utils.data.datapipes
globals().update({name: getattr(D.iter, name) for name in D.iter.__all__})
SequenceWrapper, M = D.map.SequenceWrapper, D.map
StreamWrapper, match_masks, validate_pathname_binary_tuple = [
    getattr(D.utils.common, name) for name in ("StreamWrapper", "match_masks", "validate_pathname_binary_tuple")
]
settings, graph = data.graph_settings, data.graph

def double(x): return 2 * x
def even(x): return x % 2 == 0
def add(x, y): return x + y
def third(x): return x % 3
def fails(x): raise ValueError(3)
def worded(x): raise ValueError("no")
def keyword(x, *, y): return x
def r(n): return IterableWrapper(range(n))

class Own(data.IterDataPipe):
    def __init__(self, n): self.n, self.k = n, 0
    def __iter__(self): return self
    def __next__(self):
        if self.k == self.n: raise StopIteration
        self.k += 1
        return self.k
    def reset(self): self.k = 0

class Plain(data.IterDataPipe):
    def __init__(self, n): self.n = n
    def __iter__(self): return iter(range(self.n))
"""
recorder = Programs("datapipes", torch, PRELUDE)
recorder.programs('''
### names
sorted(data.__all__), sorted(D.iter.__all__)[:4], sorted(M.__all__)
data.IterDataPipe.__mro__[1:3] == (), data.IterableDataset in data.IterDataPipe.__mro__, data.Dataset in data.MapDataPipe.__mro__
r(3), str(r(3)), repr(SequenceWrapper([1])), r(3).map(double), len(r(3)), "map" in dir(r(3)), "shuffle" in dir(SequenceWrapper([1]))
r(3).absent
SequenceWrapper([1]).absent
data.functional_datapipe("map")(Plain)
data.functional_datapipe("own_name")(Plain); list(r(3).own_name.__class__.__name__)
### mapping and filtering
list(r(4).map(double)), len(r(4).map(double)), list(r(4).filter(even)), list(r(5).map(double).filter(even).batch(2))
rows = IterableWrapper([(1, 2, 3), (4, 5, 6)]); lists = IterableWrapper([[1, 2], [3, 4]]); dicts = IterableWrapper([{"a": 1, "b": 2}])
list(rows.map(double, input_col=1)), list(rows.map(double, 0, -1)), list(rows.map(add, [0, 2])), list(rows.map(add, [0, 1], 2)), list(rows.map(add, (2, 0), [1]))
list(lists.map(double, 1)), list(lists.map(double, 1, -1)), list(dicts.map(double, "a")), list(dicts.map(add, ["a", "b"], "c")), list(lists.map(add, [0, 1]))
list(rows.filter(even, input_col=1)), list(rows.filter(lambda a, b: a < b, [0, 1]))
r(3).map(double, None, 1)
r(3).map(double, 0, [1, 2])
r(3).map(3)
r(3).map(add)
r(3).map(double, [0, 1])
r(3).map(keyword)
r(3).map(lambda x: x)
list(r(3).map(lambda *x: x)), list(r(3).map(print, None))
list(r(3).filter(double))
len(r(3).filter(even))
list(r(3).map(fails))
list(r(3).map(worded))
list(r(3).map(worded).batch(2))
list(r(4).batch(2).collate()), list(r(3).collate(collate_fn=double)), list(r(3).collate(double))
### batches
list(r(5).batch(2)), len(r(5).batch(2)), len(r(5).batch(2, drop_last=True)), list(r(5).batch(2, True)), [type(b).__name__ for b in r(2).batch(1)]
r(3).batch(0)
b = next(iter(r(3).batch(3))); b, b.items, b.as_str("  "), list(b.raw_iterator()), isinstance(b, list), pickle.loads(pickle.dumps(b))
list(r(5).batch(2, wrapper_class=tuple)), len(Plain(3).map(double).batch(2))
deep = IterableWrapper([[[1, 2], [3]], [[4]]])
list(deep.unbatch()), list(deep.unbatch(2)), list(deep.unbatch(-1)), list(deep.unbatch(0)), list(IterableWrapper([1, [2, [3]]]).unbatch(-1))
list(deep.unbatch(3))
list(deep.unbatch(-2))
list(r(7).groupby(third)), list(r(7).groupby(third, group_size=2)), list(r(7).groupby(third, keep_key=True)), list(r(7).groupby(third, buffer_size=3, keep_key=True))
list(r(7).groupby(third, buffer_size=4, group_size=3, guaranteed_group_size=2)), list(r(9).groupby(third, buffer_size=3, group_size=3, drop_remaining=True))
list(r(7).groupby(third, buffer_size=3, group_size=3))
r(7).groupby(third, buffer_size=3, group_size=4)
r(7).groupby(third, guaranteed_group_size=4)
### order
list(r(10).shuffle().set_seed(0)), list(r(10).shuffle(buffer_size=3).set_seed(1)), list(r(4).batch(2).shuffle(unbatch_level=1).set_seed(2)), list(r(4).shuffle().set_shuffle(False))
torch.manual_seed(3); s = r(10).shuffle(); list(s), list(s), len(s)
torch.manual_seed(3); m = SequenceWrapper(range(8)).shuffle(); list(m), list(m), len(m), list(m.set_seed(0)), list(m.set_shuffle(False))
list(M.Shuffler(SequenceWrapper("abcd"), indices=[3, 1]).set_seed(5))
r(3).shuffle(buffer_size=0)
list(Sampler(r(4))), len(Sampler(r(4))), list(Sampler(r(3), data.RandomSampler, sampler_kwargs={"generator": torch.Generator().manual_seed(0)}))
Sampler(Plain(3))
### several
list(r(2).concat(r(3))), len(r(2).concat(r(3))), list(r(2).zip(r(3))), len(r(2).zip(r(3))), list(r(2).mux(r(3), r(4))), len(r(2).mux(r(3)))
Concater()
r(2).concat([1])
r(2).zip([1])
len(r(2).concat(Plain(3)))
a, b = r(4).fork(2); list(a), list(b), len(a), list(a)
a, b = r(4).fork(2); i, j = iter(a), iter(b); next(i), next(i), next(j), list(i), list(j)
a, b = r(4).fork(2, buffer_size=1); next(iter(a)); list(zip(a, b))
a, b = r(4).fork(2, buffer_size=1); list(a)
a, b = r(4).fork(2); i = iter(a); next(i); k = iter(a); next(k), next(i)
a, b = IterableWrapper([[1]]).fork(2, copy="deep"); x, y = next(iter(a)), next(iter(b)); x, y, x is y
a, b = IterableWrapper([[1]]).fork(2); x, y = next(iter(a)), next(iter(b)); x is y
r(4).fork(1), r(4).fork(2)
r(4).fork(0)
r(4).fork(2, copy="other")
r(4).fork(2, buffer_size=-1)
a, b = r(6).demux(2, even_number := (lambda x: x % 2)); list(a), list(b)
a, b, c = r(6).demux(3, third); i, j = iter(a), iter(c); next(j), next(i), list(i), list(j), list(b)
a, b = r(6).demux(2, third); list(a)
a, b = r(6).demux(2, third, buffer_size=1); list(b)
a, b = r(6).demux(2, lambda x: None if x == 2 else x % 2, drop_none=True); list(a), list(b)
a, b = r(6).demux(2, lambda x: x % 2, buffer_size=1); list(a)
len(r(6).demux(2, third)[0])
### one iterator
s = r(3); i = iter(s); next(i); j = iter(s); next(j), next(i)
s = Own(3); i = iter(s); next(i); j = iter(s); list(j), list(i)
s = Plain(3); i = iter(s); j = iter(s); next(i)
s = r(3); i = iter(s); next(i), next(i), s._number_of_samples_yielded, s._valid_iterator_id, list(s), s._number_of_samples_yielded
s = Own(3); i = iter(s); next(i), s._number_of_samples_yielded, type(i).__name__, i.n
s = Own(2); list(s), list(s)
x = [[1], [2]]; s = IterableWrapper(x); next(iter(s)).append(3); x, [e is f for e, f in zip(IterableWrapper(x, deepcopy=False), x)]
list(IterableWrapper(k for k in range(3)))
### determinism
@data.non_deterministic
class Random(data.IterDataPipe): pass
Random()
with data.guaranteed_datapipes_determinism(): Random()
@data.non_deterministic(lambda x: x > 1)
class Sometimes(data.IterDataPipe):
    def __init__(self, x): self.x = x
type(Sometimes(2)).__name__
with data.guaranteed_datapipes_determinism(): type(Sometimes(1)).__name__
with data.guaranteed_datapipes_determinism(): Sometimes(2)
data.non_deterministic(int)
data.non_deterministic(3)
@data.argument_validation
def takes(pipe: data.IterDataPipe, n: int): return n
takes([1], 3)
data.runtime_validation(double)
with data.runtime_validation_disabled(): list(r(2))
### maps
s = SequenceWrapper([1, 2, 3, 4, 5]); m = s.map(double).batch(2); len(m), m[0], m[2], [list(x) for x in m], s[1], len(s)
m[3]
s.batch(2, True)[2]
s.batch(0)
z = s.zip(SequenceWrapper("abc")); len(z), z[1], s.concat(SequenceWrapper("ab"))[5], len(s.concat(s))
z[4]
s.concat(s)[10]
M.Zipper()
s.concat([1])
s.map(3)
d = SequenceWrapper({"a": 1}); d["a"], len(d), d.map()["a"]
s.shuffle().set_seed(3), list(s.shuffle().set_seed(3))
### files
folder = tempfile.mkdtemp(); os.mkdir(os.path.join(folder, "sub"))
for n in ("b.txt", "a.txt", "c.csv", "sub/d.txt"):
    with open(os.path.join(folder, n), "w") as file: file.write(n * 3)
names = lambda pipe: [os.path.relpath(p, folder) for p in pipe]
names(FileLister(folder)), names(FileLister(folder, "*.txt")), names(FileLister(folder, ["*.csv", "a*"])), names(FileLister(folder, recursive=True)), names(IterableWrapper([folder]).list_files("b*"))
len(FileLister(folder))
len(FileLister(folder, length=3)), names(FileLister(os.path.join(folder, "a.txt")))
[(os.path.basename(p), s.read()) for p, s in FileLister(folder, "*.txt").open_files("r")], [(os.path.basename(p), c) for p, c in FileLister(folder, "*.txt").open_files("b").read_from_stream(chunk=4)]
FileOpener([], "w")
FileOpener([], "b", "utf-8")
next(iter(FileOpener([3])))
w = StreamWrapper(io.StringIO("abc\\ndef"), name="x"); w, w.read(2), list(w), w.closed, w.close(), w.closed, w.file_obj.closed
parent = StreamWrapper(io.StringIO()); child = StreamWrapper(io.StringIO(), parent); parent.child_counter, parent.autoclose(), parent.closed, child.close(), parent.closed
StreamWrapper(3, 4)
ws = [StreamWrapper(io.StringIO()), {"a": (StreamWrapper(io.StringIO()),)}]; StreamWrapper.close_streams(ws); ws[0].closed, ws[1]["a"][0].closed
match_masks("a.txt", ""), match_masks("a.txt", "*.csv"), match_masks("a.txt", ["*.csv", "a*"])
validate_pathname_binary_tuple((1, 2, 3))
validate_pathname_binary_tuple([1])
validate_pathname_binary_tuple((1, 2))
validate_pathname_binary_tuple(("a", 2))
### pickles
list(pickle.loads(pickle.dumps(r(5).map(double).batch(2)))), list(copy.deepcopy(r(5).filter(even)))
s = r(6).shuffle().set_seed(4); list(pickle.loads(pickle.dumps(s))) == list(s), list(pickle.loads(pickle.dumps(SequenceWrapper(range(4)).shuffle().set_seed(2))))
a, b = pickle.loads(pickle.dumps(r(4).fork(2))); list(a), list(b)
a, b = pickle.loads(pickle.dumps(r(4).demux(2, third, drop_none=True)))
list(pickle.loads(pickle.dumps(r(7).groupby(third, group_size=2))))
data.IterDataPipe.set_getstate_hook(lambda state: {"iterable": [7], "deepcopy": True}); p = pickle.dumps(r(3)); data.IterDataPipe.set_getstate_hook(None); list(pickle.loads(p))
data.IterDataPipe.set_reduce_ex_hook(lambda pipe: (list, ((1, 2),))); p = pickle.dumps(r(3)); p2 = pickle.dumps(SequenceWrapper([1])) and 1; data.IterDataPipe.set_reduce_ex_hook(None); pickle.loads(p), p2
data.MapDataPipe.set_reduce_ex_hook(double); data.MapDataPipe.set_reduce_ex_hook(double)
data.MapDataPipe.set_reduce_ex_hook(None)
### graphs
def shape(g): return [(str(p), shape(below)) for p, below in g.values()]
a = r(3); b = a.map(double).shuffle(); shape(graph.traverse_dps(b)), list(graph.traverse_dps(b)) == [id(b)]
shape(graph.traverse_dps(r(2).zip(r(3).map(double)))), shape(graph.traverse_dps(SequenceWrapper([1]).map(double).shuffle()))
x, y = r(3).fork(2); len(settings.get_all_graph_pipes(graph.traverse_dps(x.zip(y))))
graph.traverse_dps(3)
len(graph.traverse(r(3)))
settings.apply_shuffle_settings(r(3)), settings.apply_shuffle_settings(r(3), False)
settings.apply_shuffle_settings(r(3), True)
b = r(5).shuffle(); settings.apply_shuffle_settings(b, False) is b, list(b), settings.apply_shuffle_settings(b, True)._enabled
list(settings.apply_random_seed(r(8).shuffle().map(double), torch.Generator().manual_seed(5))), list(settings.apply_shuffle_seed(r(8).shuffle(), torch.Generator().manual_seed(5)))
s = r(10).sharding_filter(); len(s), list(settings.apply_sharding(s, 3, 1)), len(s), len(settings.apply_sharding(s, 3, 0)), list(s)
settings.apply_sharding(s, 3, 3)
settings.apply_sharding(r(3).sharding_filter().map(double).sharding_filter(), 2, 0)
G = D.iter.sharding.SHARDING_PRIORITIES; s = r(12).sharding_filter(); s.apply_sharding(2, 1, G.DISTRIBUTED); s.apply_sharding(3, 2, G.MULTIPROCESSING); list(s), len(s), list(G)
s.apply_sharding(2, 0)
s = r(12).sharding_filter(G.DISTRIBUTED); s.apply_sharding(2, 1, G.DISTRIBUTED); s.apply_sharding(3, 2, G.MULTIPROCESSING); list(s)
### loaders
[b.tolist() for b in data.DataLoader(r(5).map(double), batch_size=2)], list(data.DataLoader(r(3), batch_size=None)), len(data.DataLoader(r(5), batch_size=2))
torch.manual_seed(0); l = data.DataLoader(r(8).shuffle(), batch_size=4, shuffle=True); [b.tolist() for b in l], [b.tolist() for b in l]
torch.manual_seed(0); l = data.DataLoader(r(8), batch_size=4, shuffle=True); [b.tolist() for b in l]
l = data.DataLoader(r(8).shuffle(), batch_size=4, shuffle=False); [b.tolist() for b in l]
l = data.DataLoader(r(8).shuffle(), batch_size=4, generator=torch.Generator().manual_seed(1)); [b.tolist() for b in l]
[b.tolist() for b in data.DataLoader(SequenceWrapper(range(5)).map(double), batch_size=2)]
torch.manual_seed(0); [b.tolist() for b in data.DataLoader(SequenceWrapper(range(5)), batch_size=2, shuffle=True)]
list(data.DataLoader(r(4).batch(2).collate(), batch_size=None))
torch.manual_seed(0); l = data.DataLoader(r(8).shuffle().sharding_filter(), batch_size=2, num_workers=2, persistent_workers=True); [b.tolist() for b in l], [b.tolist() for b in l]
data.DataLoader(r(8), sampler=[1])
data.DataLoader(data.ChainDataset([]), shuffle=True)
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


def test_a_dataset_that_is_no_pipe_does_not_load_them():
    import subprocess
    import sys

    program = "import sys, pyautograd as t; list(t.utils.data.DataLoader(range(3))); print([n for n in sys.modules if 'datapipe' in n])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


if __name__ == "__main__":
    recorder.record()
