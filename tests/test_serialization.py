"""Files: what PyTorch 2.13 wrote is read (golden/saved_by_torch*.pt), what is written PyTorch reads, and bad files run nothing.

``python tests/test_serialization.py`` records the golden files again; it needs torch.
"""
import collections
import io
import os
import pickle
import struct
import zipfile

import numpy as np
import pytest
from recorded import DIRECTORY, RECORDING, Recorder, torch

recorder = Recorder("serialization")
case = recorder.case
SAVED, LEGACY, MODULE = [os.path.join(DIRECTORY, f"saved_by_torch{kind}.pt") for kind in ("", "_legacy", "_module")]
DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128", "uint16", "uint32", "uint64")


class Plain:
    """What a file must not make without being allowed to."""

    def __init__(self):
        self.x = 1


class Runs:
    def __init__(self, function, *arguments):
        self.what = function, arguments

    def __reduce__(self):
        return self.what


def content(T):
    """Tensors of every kind, in containers."""
    whole = T.arange(6.0).view(2, 3)
    parameter = T.nn.Parameter(T.ones(2))
    made = {
        "matrix": whole, "transposed": whole.t(), "parameter": parameter, "ordered": collections.OrderedDict(row=whole[1]),
        "conjugate": T.tensor([1 + 2j]).conj(), "size": T.Size([1, 2]), "dtype": T.float16, "device": T.device("cpu"),
        "leaf": T.ones(2, requires_grad=True), "empty": T.ones(0, 3), "scalar": T.tensor(3.5), "expanded": T.ones(1, 2).expand(3, 2),
        "plain": [1, 2.5, "x", None, True, (1,), {1}, 10**30, b"abc", 1j],
    }  # fmt: skip
    return {**made, **{name: T.tensor([1, 0, 1]).to(getattr(T, name)) for name in DTYPES}}


def network(T):
    layers = T.nn.Sequential(collections.OrderedDict(first=T.nn.Linear(3, 4), act=T.nn.Tanh(), last=T.nn.Linear(4, 1, bias=False)))
    for p in layers.parameters():
        p.data = T.arange(float(p.numel())).view(p.shape) / 10
    return layers


def saved(obj, **options):
    file = io.BytesIO()
    torch.save(obj, file, **options)
    file.seek(0)
    return file


def compare(found, expected):
    assert list(found) == list(expected)
    for key, value in expected.items():
        other = found[key]
        assert repr(other) == repr(value), key
        if isinstance(value, torch.Tensor):
            assert (other.stride(), other.requires_grad, other.is_leaf, other._version) == (value.stride(), value.requires_grad, True, other._version), key


@pytest.mark.parametrize("weights_only", [True, False])
@pytest.mark.parametrize("file, options", [(SAVED, {}), (SAVED, {"mmap": True}), (LEGACY, {}), (SAVED, {"map_location": "cpu"})])
def test_reads_what_torch_wrote(file, options, weights_only):
    found = torch.load(file, weights_only=weights_only, **options)
    compare(found, content(torch))
    found["matrix"][0, 1] = 9
    assert found["transposed"][1, 0] == 9 and found["ordered"]["row"].untyped_storage() == found["matrix"].untyped_storage()
    assert torch.load(file)["matrix"][0, 1] == 1  # the file is as it was


def test_reads_a_module_that_torch_wrote():
    found = torch.load(MODULE, weights_only=False)
    assert repr(found) == repr(network(torch)) and type(found.first) is torch.nn.Linear
    x = torch.ones(2, 3)
    assert torch.equal(found(x), network(torch)(x))


@pytest.mark.parametrize("weights_only", [True, False])
def test_reads_what_it_wrote(weights_only, tmp_path):
    path = tmp_path / "mine.pt"
    torch.save(content(torch), path)
    for options in ({}, {"mmap": True}):
        compare(torch.load(path, weights_only=weights_only, **options), content(torch))
    compare(torch.load(saved(content(torch)), weights_only=weights_only), content(torch))


def test_torch_reads_what_it_wrote(tmp_path):
    oracle = pytest.importorskip("torch")
    path = tmp_path / "mine.pt"
    torch.save(content(torch), path)
    for options in ({}, {"weights_only": False}, {"mmap": True}):
        found, expected = oracle.load(path, **options), content(oracle)
        assert [repr(v) for v in found.values()] == [repr(v) for v in expected.values()]
        found["matrix"][0, 1] = 9
        assert found["transposed"][1, 0] == 9
    torch.save(network(torch), path)
    assert repr(oracle.load(path, weights_only=False)(oracle.ones(2, 3)).tolist()) == repr(network(torch)(torch.ones(2, 3)).tolist())


def test_optimizers_and_torch(tmp_path):
    oracle = pytest.importorskip("torch")
    courses = []
    for T in (torch, oracle):
        net = network(T)
        optimizer = T.optim.Adam(net.parameters(), lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            net(T.ones(2, 3)).pow(2).sum().backward()
            optimizer.step()
        courses.append((T, net, optimizer))
        T.save({"net": net.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path / T.__name__)
    for T, net, optimizer in courses:
        for name in (torch.__name__, oracle.__name__):
            state = T.load(tmp_path / name)
            net.load_state_dict(state["net"])
            optimizer.load_state_dict(state["optimizer"])
        optimizer.step()
    ours, theirs = [[p.detach().numpy() for p in net.parameters()] for _, net, _ in courses]
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a, b, rtol=1e-5)


def test_attributes_and_subclasses():
    class Tagged(torch.Tensor):
        pass

    globals()["Tagged"] = Tagged
    Tagged.__qualname__ = "Tagged"
    tensor = torch.ones(2)
    tensor.note = "kept"
    parameter = torch.nn.Parameter(torch.ones(2))
    parameter.note = 3
    tagged = torch.ones(2).as_subclass(Tagged) if hasattr(torch.Tensor, "as_subclass") else torch.ones(2)
    found = torch.load(saved([tensor, parameter, tagged]), weights_only=False)
    assert found[0].note == "kept" and found[1].note == 3 and type(found[1]) is torch.nn.Parameter and type(found[2]) is type(tagged)


def test_a_graph_is_not_saved():
    x = torch.ones(2, requires_grad=True)
    found = torch.load(saved({"y": x * 2}))["y"]
    assert found.is_leaf and found.requires_grad and found.grad_fn is None


def test_storages_are_written_once():
    whole = torch.zeros(10000)
    assert len(saved([whole[:10], whole[10:], whole.view(100, 100)]).getvalue()) < 45000
    assert len(saved([whole[:10].clone()]).getvalue()) < 3000


def test_records_are_aligned():
    with zipfile.ZipFile(saved([torch.ones(3), torch.ones(5)])) as archive:
        for entry in archive.infolist():
            if "/data/" in entry.filename:
                archive.fp.seek(entry.header_offset + 26)
                sizes = struct.unpack("<HH", archive.fp.read(4))
                assert (entry.header_offset + 30 + sum(sizes)) % 64 == 0


@pytest.mark.parametrize("fails", ["pickling", "writing"])
def test_a_write_that_fails_leaves_the_old_file(tmp_path, fails, monkeypatch):
    path = tmp_path / "model.pt"
    torch.save({"a": torch.ones(2)}, path)
    before = path.read_bytes()
    if fails == "pickling":
        bad = {"a": torch.ones(3), "b": lambda: None}
    else:
        bad = {"a": torch.ones(3)}
        monkeypatch.setattr("zipfile.ZipFile.close", lambda self: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises((AttributeError, OSError, pickle.PicklingError)):
        torch.save(bad, path)
    monkeypatch.undo()
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["model.pt"]


def test_no_cut_and_no_altered_byte_goes_unseen():
    """Cut anywhere, or with any byte of a tensor altered, a file gives an error or the right numbers; never others."""
    whole = saved({"a": torch.arange(100.0)}).getvalue()
    for cut in range(0, len(whole), 7):
        with pytest.raises((RuntimeError, EOFError, pickle.UnpicklingError)):
            torch.load(io.BytesIO(whole[:cut]))
    start = whole.find(np.arange(100.0, dtype=np.float32).tobytes())
    for at in range(start, start + 400, 13):
        altered = bytearray(whole)
        altered[at] ^= 0x55
        with pytest.raises(RuntimeError):
            torch.load(io.BytesIO(bytes(altered)))


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
def test_random_pickles_make_nothing_but_errors():
    """The restricted machine ends with an exception, or a harmless object, whatever it is fed."""
    rng = np.random.default_rng(0)
    whole = bytearray(pickle.dumps({"a": [1, (2, 3)], "b": collections.OrderedDict(x=1)}, protocol=2))
    for _ in range(3000):
        altered = bytearray(whole)
        for at in rng.integers(0, len(whole), 3):
            altered[at] = rng.integers(0, 256)
        try:
            torch.load(io.BytesIO(bytes(altered)))
        except Exception as error:  # which one depends on where it was hit
            assert not isinstance(error, (SystemError, MemoryError, RecursionError)), error


case("a class of the user's")(lambda: torch.load(saved(Plain())))
case("os.system")(lambda: torch.load(saved({"a": Runs(os.system, "exit 1")})))
case("eval")(lambda: torch.load(saved(Runs(eval, "1"))))
case("an empty file")(lambda: torch.load(io.BytesIO()))
case("a pickle of something else")(lambda: torch.load(io.BytesIO(pickle.dumps({}, protocol=2))))
case("no such file")(lambda: torch.load("no/such/file"))
case("no such directory")(lambda: torch.save(1, "no/such/directory/file"))
case("a number to load")(lambda: torch.load(3))
case("a number to save to")(lambda: torch.save(1, 3))
case("mmap of a buffer")(lambda: torch.load(saved({"a": torch.ones(1)}), mmap=True))


@case("mmap of the older format")
def _():
    with open(LEGACY, "rb") as file:
        return torch.load(file, mmap=True)


case("no zip archive")(lambda: torch.load(io.BytesIO(saved(1).getvalue()[:10])))
case("cut off")(lambda: torch.load(io.BytesIO(saved(1).getvalue()[:300])))
for _place in ("cuda", "foo", {"cpu": "cuda:0"}):
    case(f"map_location {_place}")(lambda place=_place: torch.load(SAVED, map_location=place))
case("map_location function")(lambda: torch.load(SAVED, map_location=lambda storage, location: None)["matrix"])
case("a pickle module and weights_only")(lambda: torch.load(SAVED, weights_only=True, pickle_module=pickle))
case("unsafe globals")(lambda: torch.serialization.get_unsafe_globals_in_checkpoint(saved([Plain(), torch.ones(1)])))
case("two dtypes over one memory")(lambda: (lambda t: saved([t, t.view(torch.int32)]))(torch.ones(2)))
case("protocol 4")(lambda: torch.load(saved({"a": torch.ones(2)}, pickle_protocol=4), weights_only=False))


@case("allowed for a while")
def _():
    file = saved(Plain())
    with torch.serialization.safe_globals([Plain]):
        return torch.load(file).x, Plain in torch.serialization.get_safe_globals()


@case("allowed")
def _():
    torch.serialization.add_safe_globals([Plain])
    try:
        return torch.load(saved(Plain())).x
    finally:
        torch.serialization.clear_safe_globals()


@case("the environment forbids")
def _():
    os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = "1"
    try:
        return torch.load(saved(Plain()), weights_only=False)
    finally:
        del os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"]


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_nothing_runs(tmp_path):
    """A hostile file is refused before it has done anything."""
    mark = tmp_path / "mark"
    for function, arguments in ((os.mkdir, (str(mark),)), (exec, (f"import os; os.mkdir({str(mark)!r})",))):
        for file in (saved(Runs(function, *arguments)), io.BytesIO(pickle.dumps(Runs(function, *arguments), protocol=2))):
            with pytest.raises(pickle.UnpicklingError):
                torch.load(file)
    assert not mark.exists()


def test_safetensors(tmp_path):
    numpy_files = pytest.importorskip("safetensors.numpy")
    path = tmp_path / "a.safetensors"
    numpy_files.save_file({"a": np.arange(3.0)}, path)
    assert torch.load(path)["a"].tolist() == [0, 1, 2]


if RECORDING:
    torch.save(content(torch), SAVED)
    torch.save(content(torch), LEGACY, _use_new_zipfile_serialization=False)
    torch.save(network(torch), MODULE)
    recorder.record()
