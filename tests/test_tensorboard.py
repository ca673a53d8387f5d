"""Logs for TensorBoard, read again by its own reader. The package is optional, as in PyTorch."""
import glob
import os

import pytest

import pyautograd as torch

pytest.importorskip("tensorboard")


def events(directory):
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

    found = []
    for path in sorted(glob.glob(str(directory) + "/**/*tfevents*", recursive=True)):
        where = os.path.dirname(os.path.relpath(path, directory))
        found += [(where, event.step, value) for event in EventFileLoader(path).Load() for value in event.summary.value]
    return found


@pytest.fixture
def writer(tmp_path):
    from pyautograd.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(tmp_path)) as writer:
        yield writer


def test_numbers(writer, tmp_path):
    writer.add_scalar("loss", torch.tensor([1.5], requires_grad=True), 3)
    writer.add_scalars("both", {"a": 1, "b": torch.tensor(2.0)}, 4)
    writer.add_scalar("wide", 0.1, 1, new_style=True, double_precision=True)
    with pytest.raises(AssertionError, match="Tensor should contain one element"):
        writer.add_scalar("loss", torch.ones(2))
    writer.flush()
    found = events(tmp_path)
    found.sort(key=lambda event: (event[0], event[2].tag))
    assert [(where, step, value.tag) for where, step, value in found] == [("", 3, "loss"), ("", 1, "wide"), ("both_a", 4, "both"), ("both_b", 4, "both")]
    assert found[0][2].tensor.float_val[:] == [1.5] and found[1][2].tensor.double_val[:] == [0.1]


def test_histograms(writer, tmp_path):
    writer.add_histogram("h", torch.arange(4.0), 1, bins=[0, 1, 2, 3, 4])
    writer.add_histogram("limited", torch.arange(20.0), 1, bins="auto", max_bins=3)
    with pytest.raises(ValueError, match="The input has no element."):
        writer.add_histogram("h", torch.ones(0))
    writer.flush()
    first = events(tmp_path)[0][2]
    assert first.tag == "h" and first.metadata.plugin_data.plugin_name == "histograms"
    from pyautograd.utils.tensorboard.summary import make_histogram

    made = make_histogram(torch.arange(4.0).numpy(), [0, 1, 2, 3, 4])
    assert (made.min, made.max, made.num, made.sum, made.sum_squares) == (0, 3, 4, 6, 14)
    assert list(made.bucket_limit) == [0, 1, 2, 3, 4] and list(made.bucket) == [0, 1, 1, 1, 1]


def test_pictures(tmp_path):
    from pyautograd.utils.tensorboard import summary
    from pyautograd.utils.tensorboard._arrays import bytes_of_picture, make_grid

    pytest.importorskip("PIL")
    image = summary.image("i", torch.rand(3, 4, 5), dataformats="CHW").value[0].image
    assert (image.height, image.width, image.colorspace) == (4, 5, 3) and image.encoded_image_string.startswith(b"\x89PNG")
    assert bytes_of_picture(torch.tensor([[0.0, 2.0]]), "HW").tolist() == [[[0, 0, 0], [255, 255, 255]]]
    assert bytes_of_picture(torch.tensor([[7]], dtype=torch.uint8), "HW").tolist() == [[[7, 7, 7]]]
    assert make_grid(torch.rand(3, 1, 2, 2).numpy(), ncols=2).shape == (3, 4, 4)
    boxed = summary.image_boxes("b", torch.rand(3, 8, 8), torch.tensor([[1, 1, 5, 5]]), labels=["x"]).value[0].image
    assert (boxed.height, boxed.width) == (8, 8)
    with pytest.raises(AssertionError, match="size of input tensor and input format are different"):
        summary.image("i", torch.rand(2, 2), dataformats="CHW")


def test_texts_curves_and_other_messages(writer, tmp_path):
    writer.add_text("t", "hello", 2)
    writer.add_pr_curve("pr", torch.tensor([0, 1, 1]), torch.tensor([0.1, 0.8, 0.4]), num_thresholds=3)
    writer.add_custom_scalars({"c": {"t": ["Multiline", ["a"]], "u": ["Margin", ["a", "b", "c"]]}})
    writer.add_audio("s", torch.sin(torch.arange(100.0)))
    writer.add_mesh("me", torch.rand(1, 4, 3), faces=torch.zeros(1, 2, 3, dtype=torch.int32))
    writer.add_tensor("half", torch.ones(2, dtype=torch.float16))
    writer.flush()
    found = {value.tag: value for _, _, value in events(tmp_path)}
    assert found["t/text_summary"].tensor.string_val[:] == [b"hello"] and found["half"].tensor.half_val[:] == [1065353216] * 2
    assert found["pr"].tensor.float_val[:3] == [2, 1, 0] and "me_VERTEX" in found and "custom_scalars__config__" in found
    for refused in (writer.add_graph, writer.add_video, writer.add_onnx_graph):
        with pytest.raises(NotImplementedError):
            refused(None)


def test_hyperparameters_and_embeddings(writer, tmp_path):
    pytest.importorskip("PIL")
    writer.add_hparams({"lr": 0.1, "name": "x", "flag": True, "none": None}, {"accuracy": 1.0}, {"name": ["x", "y"]}, run_name="run")
    writer.add_embedding(torch.rand(4, 3), metadata=list("abcd"), label_img=torch.rand(4, 3, 2, 2), tag="a/b")
    writer.flush()
    assert [value.tag for where, _, value in events(tmp_path) if where == "run"] == [
        "_hparams_/experiment", "_hparams_/session_start_info", "_hparams_/session_end_info", "accuracy",
    ]  # fmt: skip
    assert (tmp_path / "00000" / "a%2Fb" / "metadata.tsv").read_text() == "a\nb\nc\nd\n" and 'tensor_name: "a/b:00000"' in (
        tmp_path / "projector_config.pbtxt"
    ).read_text()
    with pytest.raises(TypeError, match="should be a list of same type"):
        writer.add_hparams({"a": 1}, {}, {"a": ["x"]})
