"""Every kind of index, read and written.

Held against PyTorch (golden/index_forms.json). ``python tests/test_index_forms.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs
from view_programs import PRELUDE

recorder = Programs("index_forms", torch, PRELUDE)
recorder.programs("""
### reading by index 1
[read(i) for i in [None, Ellipsis, True, False, 0, -1, slice(None), slice(None, None, 2), (None, 0), (0,
    None), (Ellipsis, 0), (0, Ellipsis), (0, 1, 1), (slice(None), 0), (Ellipsis, None), (None, None),
    (True, 0), (0, True), (False, 0), (slice(1, 0),), (0, 1, 1, Ellipsis)]]
### reading by index 2
[read(i) for i in [2, -3, (0, 3), (0, 0, 2), (0, 0, 0, 0), slice(None, None, -1), slice(None, None, 0),
    'a', 1.0, (0, 'a'), {}, object, np.float64(1), (Ellipsis, Ellipsis), (None,) * 3, slice('a'), slice(1.0,
    2.0), (slice(None),) * 4, 1j, b'a', set(), range(2), np.int64(1), np.bool_(True)]]
### reading by index 3
[read(i) for i in [[0], [0, 1], [[0, 1]], [[0, 1], [1, 0]], [True, False], [[True, False, True], [False,
    True, True]], [], [[]], [None], [slice(None)], [0, slice(None)], [Ellipsis], [0.5], ['a'], [0, None],
    [torch.tensor(0)], [torch.tensor([0, 1])], [torch.tensor(0), torch.tensor(1)], [np.int64(0)], (0,
    [0, 1]), ([0, 1], [0, 2]), ([0, 1], slice(None), [0, 1]), ([0], [0, 1, 2]), ([0, 1], [0, 1, 2]), ([2],
   ), ([-3],), [[0], [1]], [[[0]]], (slice(None), [True, False, True])]]
### reading by index 4
T = torch.tensor
[read(i) for i in [T(0), T([0]), T([[0, 1]]), T([True, False]), T(True), T(False), T([0, 1], dtype=torch.uint8),
    T([0, 1], dtype=torch.int8), T([0, 1], dtype=torch.int32), T([0.0]), T(0.0), T(1j), T([], dtype=torch.long),
    T([]), T([5]), T([-1]), (T(0), T(1)), (T([0, 1]), T([0, 2])), (T([0, 1]), T([0, 1, 2])), (T([True,
    False]), 0), (0, T([True, False, True])), T([True, False, True]), T([[True, False, True], [False,
    True, True]]), (Ellipsis, T([0])), (T([0]), Ellipsis, T([1])), (None, T([0])), (T([0]), None), (slice(None),
    T([0]), slice(None)), (T([0]), slice(None), T([0])), (0, slice(None), T([0])), (T(0), T([1, 2])),
    (T(0, dtype=torch.uint8),), T([1, 0], dtype=torch.int16)]]
### reading by index 5
[read(i) for i in [np.array(0), np.array([0, 1]), np.array([True, False]), np.array([0, 1], dtype=np.uint8),
    np.array([0.5]), np.array([[0], [1]]), (np.array([0]), 0), (0, np.array([True, False, True])), np.array([],
    dtype=int), np.array('a'), np.array([1, 0])[::-1]]]
### reading by index 6
z = torch.tensor(5.0)
[read(i, z) for i in [None, Ellipsis, True, False, 0, slice(None), (), torch.tensor(True), torch.tensor(0),
    [0], [True], (None, Ellipsis), torch.tensor([0])]]
### writing by index 1
[written(i, 5) for i in [None, Ellipsis, True, False, 0, -1, slice(None), (0, 1), (slice(None), 1), (Ellipsis,
    0), (None, 0), (0, None), [0, 1], [[0, 1], [1, 2]], ([0, 1], [1, 2]), torch.tensor([True, False]),
    torch.tensor([[True, False, True], [False, True, True]]), torch.tensor(True), torch.tensor(False),
    torch.tensor(0), torch.tensor([1]), torch.tensor([1, 0], dtype=torch.uint8), np.array([0]), np.array([True,
    False]), 2, (0, 3), slice(None, None, -1), 'a', 1.0, (0, 0, 0), (), (True, 0), (slice(1, 1),), [],
    [5]]]
### writing by index 2
T = torch.tensor
vals = [T(1.0), T([1.0]), T([1.0, 2.0, 3.0]), T([[1.0, 2.0, 3.0]]), T([[1.0], [2.0]]), T([1.0, 2.0]),
    [1.0, 2.0, 3.0], (1.0, 2.0, 3.0), [[1.0]], np.array([1.0, 2.0, 3.0]), np.float64(3), np.ones((1, 1,
    3)), None, 'a', 1j, T(1j), T([1, 2, 3]), T(True), True, T([[[1.0, 2.0, 3.0]]]), T([]), [], {}, object(),
    T([1.0, 2.0, 3.0], dtype=torch.float64), range(3), [T(1.0), T(2.0), T(3.0)], 10 ** 400, 2 ** 70, float('nan')]
[(written(0, v), written(slice(None), v), written(T([0]), v), written(T([[True, False, True], [False, True, True]]), v)) for v in vals]
### writing by index 3
x = torch.zeros(3, dtype=torch.long)
[attempt(lambda: x.__setitem__(0, v)) for v in [1.7, True, 2 ** 63, -2 ** 63 - 1, 1j, torch.tensor(1.7),
    torch.tensor(1j), np.float32(2.5), float('inf'), float('nan'), '1', None, torch.tensor([1.5])]]
x
### writing by index 4
x = torch.zeros(3, dtype=torch.uint8)
[attempt(lambda: x.__setitem__(0, v)) for v in [300, -1, 1.5, True, torch.tensor(300), torch.tensor(-1)]]
x
### writing by index 5
x = torch.zeros(3, dtype=torch.bool)
[attempt(lambda: x.__setitem__(0, v)) for v in [2, 0.5, 1j, torch.tensor(3), None, 'a']]
x
### writing by index 6
x = ramp(2, 3)
y = x * 1
y[0] = 5
y[:, 1] = x[:, 0]
y[torch.tensor([1]), torch.tensor([2])] = x[0, 0]
y[y > 1] = 0
names(y)
y
gradient(x, y * y)
### writing by index 7
x = ramp(2, 3)
x.__setitem__(0, 1)
x.__setitem__(torch.tensor([0]), 1)
x.__setitem__(x > 0, 1)
x.__setitem__([0], 1)
x[0].__setitem__(0, 1)
(x * 1).expand(2, 2, 3).__setitem__(0, 1)
(x * 1).chunk(2)[0].__setitem__(0, 1)
(x * 1).chunk(2)[0].__setitem__(torch.tensor([0]), 1)
### writing by index 8
b = torch.zeros(2, 3)
x = ramp(3)
b[0] = x
b[1, torch.tensor([0, 2])] = x[:2]
b
names(b)
gradient(x, b * b)
### writing by index 9
b = torch.zeros(3)
x = ramp(1)
b[:] = x
r = [names(b)]
b[0] = x[0] * 2
r
names(b)
gradient(x, b * b)
### writing by index 10
x = torch.arange(6.0).view(2, 3)
x[0], x[1] = (x[1], x[0])
y = x.clone()
y[0], y[1] = (y[1].clone(), y[0].clone())
y[:, [0, 1]] = y[:, [1, 0]]
x
y
### writing by index 11
m = torch.tensor([1, 0, 1], dtype=torch.uint8)
x = torch.arange(3.0)
x[m] = 9
x
x[m]
x[m.bool()]
### writing by index 12
x = torch.arange(4.0)
x[x > 1] += 10
x[[0, 0]] += 1
x[1:] *= 2
x[...] -= 1
x
x._version
### writing by index 14
x = torch.zeros(3, 3)
x.fill_diagonal_(2)
x.diagonal()[1] = 7
x.T[0] = 1
x.view(-1)[-1] = 4
x[0:2, 0:2].fill_(9)
x.select(1, 2)[:] = 3
x
x._version
### writing by index 15
x = torch.zeros(2, 3)
x.index_put_((torch.tensor([0]), torch.tensor([1])), torch.tensor(2.0))
x.index_put((torch.tensor([0]),), torch.tensor([1.0, 2.0, 3.0]), accumulate=True)
x.index_put_((None, torch.tensor([1])), torch.tensor(3.0))
x.index_put_([torch.tensor([5])], torch.tensor(2.0))
x.index_put_((torch.tensor([0.0]),), torch.tensor(2.0))
x.index_put_((torch.tensor([0]),), torch.tensor([1, 2, 3]))
x.index_put_((torch.tensor([0]),) * 3, torch.tensor(1.0))
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
