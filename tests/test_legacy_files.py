"""Files in the format before PyTorch 1.6, both ways; options of ``torch.serialization``."""
import io
import pickle
import tempfile

import pytest

import pyautograd as torch


def written(obj):
    file = io.BytesIO()
    torch.save(obj, file, _use_new_zipfile_serialization=False)
    file.seek(0)
    return file


def test_written_and_read_again():
    x = torch.arange(6.0).view(2, 3)
    given = {"x": x, "row": x[0], "n": 1, "half": torch.ones(2, dtype=torch.bfloat16), "none": torch.ones(0), "net": torch.nn.Linear(2, 3).state_dict()}
    found = torch.load(written(given))
    assert torch.equal(found["x"], x) and found["row"].untyped_storage().data_ptr() == found["x"].untyped_storage().data_ptr()
    assert found["half"].dtype is torch.bfloat16 and found["none"].shape == (0,) and list(found["net"]) == ["weight", "bias"]


def test_pytorch_reads_them_and_we_read_pytorch_s():
    theirs = pytest.importorskip("torch")
    found = theirs.load(written({"x": torch.arange(6.0).view(2, 3), "i": torch.arange(3)}))
    assert found["x"].tolist() == [[0, 1, 2], [3, 4, 5]] and found["i"].dtype == theirs.int64
    file = io.BytesIO()
    theirs.save([theirs.arange(4.0), theirs.ones(2, dtype=theirs.float16)], file, _use_new_zipfile_serialization=False)
    file.seek(0)
    found = torch.load(file)
    assert found[0].tolist() == [0, 1, 2, 3] and found[1].dtype is torch.float16


def test_sparse_tensors_are_checked_when_their_numbers_are_there():
    eye = torch.eye(3)
    for sparse in (eye.to_sparse(), eye.to_sparse_csr(), eye.to_sparse_csc()):
        file = io.BytesIO()
        torch.save(sparse, file, _use_new_zipfile_serialization=False)
        content = file.getvalue()
        assert torch.equal(torch.load(io.BytesIO(content)).to_dense(), eye)
        two = (2).to_bytes(8, "little")
        assert two in content
        for wrong in (7, 2**63 + 5):  # beyond the end, and negative
            with pytest.raises(RuntimeError, match="size is inconsistent|found negative index|is not satisfied"):
                torch.load(io.BytesIO(content.replace(two, wrong.to_bytes(8, "little"))))


def test_a_path_is_replaced_at_the_end(tmp_path):
    path = tmp_path / "x.pt"
    torch.save(torch.ones(1), path, _use_new_zipfile_serialization=False)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        torch.save(lambda: 1, path, _use_new_zipfile_serialization=False)
    assert torch.load(path).tolist() == [1.0] and [p.name for p in tmp_path.iterdir()] == ["x.pt"]
    with pytest.raises(FileNotFoundError):
        torch.save(torch.ones(1), tmp_path / "no" / "x.pt", _use_new_zipfile_serialization=False)


def test_data_can_be_skipped():
    with tempfile.TemporaryDirectory() as directory, torch.serialization.skip_data():
        torch.save(torch.randn(2, 3), directory + "/x.pt")
        assert torch.load(directory + "/x.pt").tolist() == [[0.0] * 3] * 2
    file = io.BytesIO()
    torch.save(torch.ones(2), file)
    file.seek(0)
    assert torch.load(file).tolist() == [1.0, 1.0]


def test_places_can_be_added():
    file = io.BytesIO()
    torch.save(torch.ones(2), file)
    file.seek(0)
    with pytest.raises(RuntimeError, match="don't know how to restore data location of torch.storage.UntypedStorage \\(tagged with attic\\)"):
        torch.load(file, map_location="attic")
    torch.serialization.register_package(15, lambda storage: None, lambda storage, place: storage if place == "attic" else None)
    from pyautograd import _restored

    try:
        file.seek(0)
        assert torch.load(file, map_location="attic").tolist() == [1.0, 1.0]
    finally:
        _restored._registry[:] = [entry for entry in _restored._registry if entry[0] != 15]


def test_another_pickle_module_reads_trusted_files():
    class module:  # noqa: N801
        __name__ = "module"
        used = []

        class Unpickler(pickle.Unpickler):
            def __init__(self, *args, **kwargs):
                module.used.append(1)
                super().__init__(*args, **kwargs)

    file = io.BytesIO()
    torch.save(torch.ones(2), file)
    file.seek(0)
    assert torch.load(file, pickle_module=module, weights_only=False).tolist() == [1.0, 1.0] and module.used


def test_options():
    serialization = torch.serialization
    assert serialization.get_crc32_options() and serialization.get_default_load_endianness() is None
    assert str(serialization.StorageType("FloatStorage")) == "StorageType(dtype=torch.float32)"
    with pytest.raises(TypeError, match="Invalid argument type in function set_default_load_endianness"):
        serialization.set_default_load_endianness(1)

    class old:  # noqa: N801
        __version__ = "1.x"

    with pytest.raises(RuntimeError, match="'old' module version string is malformed '1.x' and cannot be compared with tuple \\(1, 3\\)"):
        serialization.check_module_version_greater_or_equal(old, (1, 3))
    assert serialization.check_module_version_greater_or_equal(old, (1,)) and not serialization.check_module_version_greater_or_equal(old, (2,))
