"""Points for TensorBoard's projector: files beside the log."""
import math
import os

import numpy as np
from google.protobuf import text_format
from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig

from ._arrays import as_png, make_grid, make_np


def _encoded(tag):
    for character, code in (("%", "%25"), ("/", "%2F"), ("\\", "%5C")):
        tag = tag.replace(character, code)
    return tag


def write_embedding(writer, points, metadata, label_img, step, tag, header):
    """Write points, their metadata and pictures, and name the files in the projector's settings."""
    root = writer._get_file_writer().get_logdir()
    inside = f"{str(step).zfill(5)}/{_encoded(tag)}"
    place = os.path.join(root, inside)
    if os.path.isdir(place):
        print("warning: Embedding dir exists, did you set global_step for add_embedding()?")
    elif os.path.exists(place):
        raise NotADirectoryError(f"Path: `{place}` exists, but is a file. Cannot proceed.")
    else:
        os.makedirs(place)
    if not hasattr(writer, "_projector_config"):
        writer._projector_config = ProjectorConfig()
    info = writer._projector_config.embeddings.add(tensor_name=f"{tag}:{str(step).zfill(5)}", tensor_path=os.path.join(inside, "tensors.tsv"))
    if metadata is not None:
        if points.shape[0] != len(metadata):
            raise AssertionError("#labels should equal with #data points")
        lines = ["\t".join(map(str, line)) for line in [header, *metadata]] if header else list(map(str, metadata))
        _write(place, "metadata.tsv", "\n".join(lines) + "\n")
        info.metadata_path = os.path.join(inside, "metadata.tsv")
    if label_img is not None:
        images = make_np(label_img)
        if points.shape[0] != images.shape[0]:
            raise AssertionError("#images should equal with #data points")
        grid = make_grid(images, math.ceil(images.shape[0] ** 0.5)).transpose(1, 2, 0)
        square = np.zeros((grid.shape[1], grid.shape[1], 3))
        square[: grid.shape[0]] = grid
        with open(os.path.join(place, "sprite.png"), "wb") as file:
            file.write(as_png((square * 255).clip(0, 255).astype(np.uint8)))
        info.sprite.image_path = os.path.join(inside, "sprite.png")
        info.sprite.single_image_dim.extend([images.shape[3], images.shape[2]])
    if points.ndim != 2:
        raise AssertionError("mat should be 2D, where mat.size(0) is the number of data points")
    _write(place, "tensors.tsv", "".join("\t".join(str(x.item()) for x in line) + "\n" for line in points))
    _write(root, "projector_config.pbtxt", text_format.MessageToString(writer._projector_config))


def _write(place, name, text):
    with open(os.path.join(place, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)
