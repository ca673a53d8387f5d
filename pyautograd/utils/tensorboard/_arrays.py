"""Arrays and pictures from what programs log."""
import io

import numpy as np

from ..._tensor import Tensor


def make_np(x):
    """An ndarray of a tensor, an ndarray or a number."""
    if isinstance(x, np.ndarray):
        return x
    if np.isscalar(x):
        return np.array([x])
    if isinstance(x, Tensor):
        x = x.detach()
        return (x.float() if str(x.dtype) == "torch.bfloat16" else x).numpy()
    raise NotImplementedError(f"Got {type(x)}, but numpy array or torch tensor are expected.")


def make_grid(images, ncols=8):
    """One picture, channels first, of a batch of pictures: `ncols` in a row."""
    if images.ndim != 4 or images.shape[1] not in (1, 3):
        raise AssertionError("plugin error, NOT a 4D tensor with one or three channels")
    if images.shape[1] == 1:
        images = np.concatenate([images] * 3, 1)
    count, _, height, width = images.shape
    columns = min(count, ncols)
    rows = -(-count // columns)
    canvas = np.zeros((3, height * rows, width * columns), dtype=images.dtype)
    for at, image in enumerate(images):
        y, x = divmod(at, columns)
        canvas[:, y * height : (y + 1) * height, x * width : (x + 1) * width] = image
    return canvas


def convert_to_hwc(array, input_format):
    """A picture with its channels last, of an array whose dimensions are called as in `input_format`."""
    if len(set(input_format)) != len(input_format):
        raise AssertionError(f"You can not use the same dimension shorthand twice. input_format: {input_format}")
    if array.ndim != len(input_format):
        raise AssertionError(
            f"size of input tensor and input format are different. tensor shape: {array.shape}, input_format: {input_format}"
        )
    input_format = input_format.upper()
    if len(input_format) == 4:
        return make_grid(array.transpose([input_format.find(c) for c in "NCHW"])).transpose(1, 2, 0)
    if len(input_format) == 3:
        array = array.transpose([input_format.find(c) for c in "HWC"])
        return np.concatenate([array] * 3, 2) if array.shape[2] == 1 else array
    array = array.transpose([input_format.find(c) for c in "HW"])
    return np.stack([array] * 3, 2)


def bytes_of_picture(array, dataformats):
    """A picture as bytes of 0 to 255: floating point values reach from 0 to 1."""
    array = convert_to_hwc(make_np(array), dataformats)
    scale = 1 if array.dtype == np.uint8 else 255
    return (array.astype(np.float32) * scale).clip(0, 255).astype(np.uint8)


def as_png(array):
    """A picture of bytes, as a PNG file."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(array).save(file, format="PNG")
    return file.getvalue()


def with_boxes(array, boxes, labels=None):
    """A picture with frames of ``[left, top, right, bottom]``, and their labels."""
    from PIL import Image, ImageDraw

    image = Image.fromarray(array)
    draw = ImageDraw.Draw(image)
    for at, box in enumerate(make_np(boxes).reshape(-1, 4).tolist()):
        draw.rectangle(box, outline="red", width=2)
        if labels is not None:
            draw.text((box[0], box[3]), labels[at], fill="black")
    return np.asarray(image)


def figure_to_image(figures, close=True):
    """Figures of matplotlib as pictures, channels first."""
    import matplotlib.backends.backend_agg as agg
    import matplotlib.pyplot as plt

    def picture(figure):
        canvas = agg.FigureCanvasAgg(figure)
        canvas.draw()
        width, height = figure.canvas.get_width_height()
        data = np.frombuffer(canvas.buffer_rgba(), np.uint8).reshape(height, width, 4)[:, :, :3]
        if close:
            plt.close(figure)
        return np.moveaxis(data, 2, 0)

    return np.stack([picture(f) for f in figures]) if isinstance(figures, list) else picture(figures)
