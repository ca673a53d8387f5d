"""Files that are none, or are damaged, and objects that cannot be written: what PyTorch says (golden/files_refused.json).

``python tests/test_files_refused.py`` records the golden file again; it needs torch.
"""
import io
import pickle
import struct
import sys
import zipfile

import numpy as np
import pytest
from recorded import Recorder, torch

recorder = Recorder("files_refused")
case = recorder.case


def saved(obj, **options):
    file = io.BytesIO()
    torch.save(obj, file, **options)
    return file.getvalue()


def loaded(data, **options):
    return torch.load(io.BytesIO(data), **options)


def archive(**records):
    """A zip file with records below ``archive/``; ``data_0`` is ``data/0``."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as z:
        for name, content in records.items():
            z.writestr("archive/" + name.replace("_pkl", ".pkl").replace("data_0", "data/0"), content)
    return file.getvalue()


def other_zip(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as z:
        if name:
            z.writestr(name, "x")
    return file.getvalue()


def changed(obj, change):
    """The file of an object, each record passed through ``change(name, content)``; None leaves it out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(obj))) as source, zipfile.ZipFile(file, "w") as z:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                z.writestr(name, content)
    return file.getvalue()


def numpy_file(save, *args, **kwargs):
    file = io.BytesIO()
    save(file, *args, **kwargs)
    return file.getvalue()


ONE = pickle.dumps({"a": 1}, 2)
FILES = {
    "words": lambda: b"hello world, this is garbage", "nothing": lambda: b"", "zeros": lambda: b"\0" * 100, "ones": lambda: b"\xff" * 100, "one letter": lambda: b"a",
    "LFS pointer": lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 10\n", "HTML": lambda: b"<html><body>404</body></html>",
    "JSON": lambda: b'{"a": 1}', "npy": lambda: numpy_file(np.save, np.ones(2)), "npz": lambda: numpy_file(np.savez, a=np.ones(2)), "a pickle": lambda: ONE,
    "a pickle of protocol 4": lambda: pickle.dumps([1, 2, 3], 4), "a pickle of protocol 0": lambda: pickle.dumps([1], 0), "empty zip": lambda: other_zip(None),
    "another zip": lambda: other_zip("a.txt"), "no version": lambda: archive(data_pkl=ONE), "a version": lambda: archive(data_pkl=ONE, version="3\n"),
    "a version to come": lambda: archive(data_pkl=ONE, version="300\n"), "byte order": lambda: archive(data_pkl=ONE, version="3\n", byteorder="weird"),
    "bad pickle": lambda: archive(data_pkl="x", version="3\n"), "empty pickle": lambda: archive(data_pkl="", version="3\n"),
    "cut pickle": lambda: archive(data_pkl=ONE[:-2], version="3\n"), "a string for a storage": lambda: archive(data_pkl=b"\x80\x02X\x01\x00\x00\x00aQ.", version="3\n"),
    "no storage": lambda: changed(torch.ones(3), lambda name, c: None if name.endswith("data/0") else c),
    "short storage": lambda: changed(torch.ones(3), lambda name, c: c[:4] if name.endswith("data/0") else c),
    "long storage": lambda: changed(torch.ones(3), lambda name, c: c.replace(b"K\x03", b"K\xff") if name.endswith("data.pkl") else c),
    "junk before": lambda: b"junk" + saved(1), "cut at 100": lambda: saved(torch.arange(10.0))[:100], "cut at 500": lambda: saved(torch.arange(10.0))[:500],
    "cut by one": lambda: saved(torch.arange(10.0))[:-1],
}  # fmt: skip
for _name, _make in FILES.items():
    for _only in (True, False):
        case(f"{_name}, weights_only={_only}")(lambda make=_make, only=_only: loaded(make(), weights_only=only))

for _opcode in "bseuatRlpq2\x85\x86\x87(":
    case(f"opcode {_opcode!r} on an empty stack")(lambda opcode=_opcode: loaded(archive(data_pkl=b"\x80\x02" + opcode.encode("latin-1") + b"\x01\x01.", version="3\n")))


class Hooked:
    def __call__(self, grad):
        return grad

    def __repr__(self):
        return "a hook"


def with_hook(kind):
    x = torch.ones(2, requires_grad=True) if kind == "leaf" else torch.nn.Parameter(torch.ones(2))
    x.register_hook(Hooked())
    return loaded(saved(x))


def part_of_complex(take):
    return loaded(saved(take(torch.tensor([1 + 2j, 3 - 4j, 5 + 6j]))))


OTHERS = {
    "hook of a leaf": lambda: with_hook("leaf"), "hook of a parameter": lambda: with_hook("parameter"), "directory": lambda: torch.save(1, "/usr"),
    "imaginary part": lambda: part_of_complex(lambda z: z.imag), "part of the real part": lambda: part_of_complex(lambda z: z.real[1:]),
    "imaginary part of the conjugate": lambda: part_of_complex(lambda z: z.conj().imag), "real view": lambda: part_of_complex(lambda z: torch.view_as_real(z)[1:, 1]),
    "other dtype": lambda: loaded(saved(torch.arange(4.0).view(torch.int32)[2:])), "other dtype of other size": lambda: loaded(saved(torch.arange(2.0).view(torch.int16)[1:])),
    "bytes of an imaginary part": lambda: (torch.tensor([1 + 2j]).imag.untyped_storage().nbytes(), torch.tensor([1 + 2j]).imag.storage_offset()),
    "map to a number": lambda: loaded(saved(torch.ones(2)), map_location=3), "map to cuda": lambda: loaded(saved(torch.ones(2)), map_location="cuda"),
    "map to nowhere": lambda: loaded(saved(torch.ones(2)), map_location="foo"), "mmap of a buffer": lambda: loaded(saved(1), mmap=True),
    "load from a number": lambda: torch.load(3), "save to a number": lambda: torch.save(1, 3), "unknown option": lambda: loaded(saved(1), foo=3),
}  # fmt: skip
for _name, _make in OTHERS.items():
    case(_name)(_make)


# What Python's own pickle says in other versions than the one recorded with.
PICKLE = {
    ("npy, weights_only=False", 10): "STACK_GLOBAL requires str", ("empty zip, weights_only=False", 13): "pickle data was truncated",
    ("empty zip, weights_only=False", 14): "pickle data was truncated",
}  # fmt: skip


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    said = PICKLE.get((name, sys.version_info[1]))
    assert recorder.outcome(name) == (recorder.golden()[name] if said is None else ["UnpicklingError: " + said, []])


@pytest.mark.filterwarnings("ignore:TypedStorage is deprecated")
def test_typed_storages_keep_their_length():
    again = loaded(saved(torch.ones(3).storage()))
    assert (again.size(), again.dtype, again.tolist()) == (3, torch.float32, [1.0, 1.0, 1.0])


def test_altered_elements_are_found():
    """PyTorch reads such a file; here the checksum is compared."""
    data = bytearray(saved(torch.arange(100.0)))
    data[bytes(data).find(struct.pack("f", 50.0))] ^= 1
    with pytest.raises(RuntimeError, match="file read failed"):
        loaded(bytes(data))


def test_what_cannot_be_pickled_is_refused_as_by_pickle():
    def local():
        """Not found from outside."""

    with pytest.raises((AttributeError, pickle.PicklingError)) as plain:
        pickle.dumps(local, 2)
    with pytest.raises(type(plain.value)) as here:
        saved(local)
    assert str(here.value) == str(plain.value)


if __name__ == "__main__":
    recorder.record()
