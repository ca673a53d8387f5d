"""``from_file``: tensors over the memory of files."""
import numpy as np
import pytest

import pyautograd as torch


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "numbers.bin"
    np.arange(6.0).tofile(file)
    return str(file)


def test_writes_stay_here_unless_shared(path):
    alone = torch.from_file(path, size=6, dtype=torch.float64)
    assert torch.equal(alone, torch.arange(6.0, dtype=torch.float64)) and alone.is_shared()
    alone[0] = 7.0
    assert np.fromfile(path)[0] == 0.0
    shared = torch.from_file(path, True, 6, dtype=torch.float64)
    shared[0] = 9.0
    assert np.fromfile(path)[0] == 9.0 and alone[0] == 7.0
    with pytest.raises(RuntimeError, match="^Trying to resize storage that is not resizable$"):
        shared.resize_(10)


def test_a_shared_file_is_made_and_lengthened(tmp_path):
    path = tmp_path / "new.bin"
    made = torch.from_file(str(path), shared=True, size=7)
    assert made.dtype is torch.float32 and not made.any() and path.stat().st_size == 28
    torch.from_file(str(path), shared=True, size=10)
    assert path.stat().st_size == 40


def test_other_dtypes_and_derivatives(path):
    assert torch.from_file(path, False, 2, dtype=torch.int32).tolist() == [0, 0] and torch.from_file(path).shape == (0,)
    x = torch.from_file(path, size=6, dtype=torch.float64, requires_grad=True)
    (x * x).sum().backward()
    assert torch.equal(x.grad, 2 * x.detach())


@pytest.mark.parametrize(
    "size, options, text",
    [
        (7, {"dtype": torch.float64}, "file <{}> size <48> is smaller than the required mapping size <56>"),
        (2, {"pin_memory": True}, "tensors constructed from a file cannot be pinned"),
        (-1, {}, r"unable to mmap -4 bytes from file <{}>: Cannot allocate memory \(12\)"),
    ],
)
def test_refused(path, size, options, text):
    with pytest.raises(RuntimeError, match="^" + text.format(path) + "$"):
        torch.from_file(path, False, size, **options)


def test_no_such_file(tmp_path):
    missing = str(tmp_path / "missing")
    with pytest.raises(RuntimeError, match=rf"^unable to open file <{missing}> in read-only mode: No such file or directory \(2\)$"):
        torch.from_file(missing, size=1)
    with pytest.raises(TypeError, match=r"^from_file\(\): argument 'filename' \(position 1\) must be str, not int$"):
        torch.from_file(3)


def test_the_name_of_the_file(tmp_path):
    path = str(tmp_path / "memory")
    assert torch.from_file(path, shared=True, size=2).untyped_storage().filename == path
    storage = torch.UntypedStorage.from_file(path, True, 8)
    assert storage.filename == path and torch.ones(2).untyped_storage().filename is None
    torch.save({"a": torch.ones(2)}, tmp_path / "saved")
    assert torch.load(tmp_path / "saved", mmap=True)["a"].untyped_storage().filename is None
