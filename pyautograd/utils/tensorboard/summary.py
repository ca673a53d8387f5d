"""``torch.utils.tensorboard.summary``: what is logged, as TensorBoard's messages."""
import io
import json
import wave

import numpy as np
from google.protobuf import struct_pb2
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.pr_curve.plugin_data_pb2 import PrCurvePluginData
from tensorboard.plugins.text.plugin_data_pb2 import TextPluginData

from ._arrays import as_png, bytes_of_picture, make_np, with_boxes

# NumPy's dtypes: TensorBoard's, the field of its messages that holds the elements, and what they are seen as there.
_FIELDS = {
    "float16": ("DT_HALF", "half_val", "i4"), "float32": ("DT_FLOAT", "float_val", None), "float64": ("DT_DOUBLE", "double_val", None),
    "uint8": ("DT_UINT8", "uint32_val", None), "int8": ("DT_INT8", "int_val", None), "int16": ("DT_INT16", "int_val", None),
    "int32": ("DT_INT32", "int_val", None), "int64": ("DT_INT64", "int64_val", None), "bool": ("DT_BOOL", "bool_val", None),
    "complex64": ("DT_COMPLEX64", "scomplex_val", "f4"), "complex128": ("DT_COMPLEX128", "dcomplex_val", "f8"),
}  # fmt: skip


def _shape(shape):
    return TensorShapeProto(dim=[TensorShapeProto.Dim(size=n) for n in shape])


def _floats(array):
    array = np.asarray(array)
    return TensorProto(dtype="DT_FLOAT", float_val=array.reshape(-1).tolist(), tensor_shape=_shape(array.shape))


def _of_plugin(tag, tensor, plugin, content=None):
    data = SummaryMetadata.PluginData(plugin_name=plugin) if content is None else SummaryMetadata.PluginData(plugin_name=plugin, content=content)
    return Summary(value=[Summary.Value(tag=tag, tensor=tensor, metadata=SummaryMetadata(plugin_data=data))])


def scalar(name, tensor, collections=None, new_style=False, double_precision=False):
    """A number."""
    array = make_np(tensor).squeeze()
    if array.ndim != 0:
        raise AssertionError(f"Tensor should contain one element (0 dimensions). Was given size: {array.size} and {array.ndim} dimensions.")
    value = float(array)
    if not new_style:
        return Summary(value=[Summary.Value(tag=name, simple_value=value)])
    made = TensorProto(double_val=[value], dtype="DT_DOUBLE") if double_precision else TensorProto(float_val=[value], dtype="DT_FLOAT")
    return _of_plugin(name, made, "scalars")


def tensor_proto(tag, tensor):
    """A tensor."""
    array = make_np(tensor)
    if array.dtype.name not in _FIELDS:
        raise ValueError(f"{tag} has unsupported tensor dtype {array.dtype}")
    kind, field, seen_as = _FIELDS[array.dtype.name]
    flat = np.ascontiguousarray(array).reshape(-1)
    if kind == "DT_HALF":  # PyTorch writes the bits of float32
        flat = flat.astype(np.float32)
    made = TensorProto(dtype=kind, tensor_shape=_shape(array.shape), **{field: (flat if seen_as is None else flat.view(seen_as)).tolist()})
    return _of_plugin(tag, made, "tensor")


def histogram_raw(name, min, max, num, sum, sum_squares, bucket_limits, bucket_counts):
    """A histogram that was counted before."""
    made = HistogramProto(min=min, max=max, num=num, sum=sum, sum_squares=sum_squares, bucket_limit=bucket_limits, bucket=bucket_counts)
    return Summary(value=[Summary.Value(tag=name, histo=made)])


def make_histogram(values, bins, max_bins=None):
    """The message of a histogram: TensorBoard wants an empty bin below the first that holds something, and none above the last."""
    if values.size == 0:
        raise ValueError("The input has no element.")
    values = values.reshape(-1)
    counts, limits = np.histogram(values, bins=bins)
    if max_bins is not None and len(counts) > max_bins:
        width = len(counts) // max_bins
        missing = len(counts) % width
        if missing:
            counts = np.pad(counts, [[0, width - missing]])
        counts = counts.reshape(-1, width).sum(axis=-1)
        limits = np.append(limits[:-1:width], limits[-1])
    filled = np.flatnonzero(counts)
    first, last = int(filled[0]), int(filled[-1]) + 1
    counts = counts[first - 1 : last] if first else np.concatenate([[0], counts[:last]])
    return HistogramProto(
        min=values.min(), max=values.max(), num=len(values), sum=values.sum(), sum_squares=values.dot(values), bucket_limit=limits[first : last + 1].tolist(),
        bucket=counts.tolist(),
    )  # fmt: skip


def histogram(name, values, bins, max_bins=None):
    """A histogram of values."""
    made = make_histogram(make_np(values).astype(float), bins, max_bins)
    return Summary(value=[Summary.Value(tag=name, histo=made)])


def _picture(tag, array):
    height, width, channels = array.shape
    return Summary(value=[Summary.Value(tag=tag, image=Summary.Image(height=height, width=width, colorspace=channels, encoded_image_string=as_png(array)))])


def image(tag, tensor, rescale=1, dataformats="NCHW"):
    """A picture, or a batch of them beside each other."""
    return _picture(tag, _rescaled(bytes_of_picture(tensor, dataformats), rescale))


def _rescaled(array, rescale):
    if rescale == 1:
        return array
    from PIL import Image

    made = Image.fromarray(array).resize((int(array.shape[1] * rescale), int(array.shape[0] * rescale)))
    return np.asarray(made)


def image_boxes(tag, tensor_image, tensor_boxes, rescale=1, dataformats="CHW", labels=None):
    """A picture with frames."""
    return _picture(tag, _rescaled(with_boxes(bytes_of_picture(tensor_image, dataformats), tensor_boxes, labels), rescale))


def audio(tag, tensor, sample_rate=44100):
    """A sound of one channel, of values from -1 to 1."""
    array = make_np(tensor)
    if abs(array).max() > 1:
        print("warning: audio amplitude out of range, auto clipped.")
        array = array.clip(-1, 1)
    if array.ndim != 1:
        array = array.squeeze()
        if array.ndim != 1:
            raise AssertionError("input tensor should be 1 dimensional.")
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(sample_rate)
        written.writeframes((array * np.iinfo(np.int16).max).astype("<i2").tobytes())
    made = Summary.Audio(sample_rate=sample_rate, num_channels=1, length_frames=array.shape[-1], encoded_audio_string=file.getvalue(), content_type="audio/wav")
    return Summary(value=[Summary.Value(tag=tag, audio=made)])


def text(tag, text):
    """A text."""
    made = TensorProto(dtype="DT_STRING", string_val=[text.encode("utf-8")], tensor_shape=_shape((1,)))
    return _of_plugin(tag + "/text_summary", made, "text", TextPluginData(version=0).SerializeToString())


def custom_scalars(layout):
    """Which numbers are drawn together: ``{category: {title: [kind, tags]}}``."""
    categories = []
    for category, charts in layout.items():
        drawn = []
        for title, (kind, tags) in charts.items():
            if kind == "Margin":
                if len(tags) != 3:
                    raise AssertionError(f"Expected 3 tags for margin chart, got {len(tags)}")
                series = layout_pb2.MarginChartContent.Series(value=tags[0], lower=tags[1], upper=tags[2])
                drawn.append(layout_pb2.Chart(title=title, margin=layout_pb2.MarginChartContent(series=[series])))
            else:
                drawn.append(layout_pb2.Chart(title=title, multiline=layout_pb2.MultilineChartContent(tag=tags)))
        categories.append(layout_pb2.Category(title=category, chart=drawn))
    made = TensorProto(dtype="DT_STRING", string_val=[layout_pb2.Layout(category=categories).SerializeToString()], tensor_shape=TensorShapeProto())
    return _of_plugin("custom_scalars__config__", made, "custom_scalars")


def pr_curve_raw(tag, tp, fp, tn, fn, precision, recall, num_thresholds=127, weights=None):
    """A curve of precision and recall that was computed before."""
    content = PrCurvePluginData(version=0, num_thresholds=min(num_thresholds, 127)).SerializeToString()
    return _of_plugin(tag, _floats(np.stack((tp, fp, tn, fn, precision, recall))), "pr_curves", content)


def compute_curve(labels, predictions, num_thresholds=None, weights=None):
    """True and false positives, true and false negatives, precision and recall, for thresholds from 0 to 1."""
    weights = 1.0 if weights is None else weights
    bins = np.int32(np.floor(predictions * (num_thresholds - 1)))
    labels = labels.astype(np.float64)

    def at_least(what):
        counts, _ = np.histogram(bins, bins=num_thresholds, range=(0, num_thresholds - 1), weights=what * weights)
        return np.cumsum(counts[::-1])[::-1]

    tp, fp = at_least(labels), at_least(1.0 - labels)
    tn, fn = fp[0] - fp, tp[0] - tp
    return np.stack((tp, fp, tn, fn, tp / np.maximum(1e-7, tp + fp), tp / np.maximum(1e-7, tp + fn)))


def pr_curve(tag, labels, predictions, num_thresholds=127, weights=None):
    """A curve of precision and recall."""
    count = min(num_thresholds, 127)
    return pr_curve_raw(tag, *compute_curve(labels, predictions, count, weights), num_thresholds=count)


def mesh(tag, vertices, colors, faces, config_dict, display_name=None, description=None):
    """Meshes: batches of vertices, of colors and of faces."""
    from tensorboard.plugins.mesh import metadata
    from tensorboard.plugins.mesh.plugin_data_pb2 import MeshPluginData

    config = "{}" if config_dict is None else json.dumps(config_dict, sort_keys=True)
    parts = [
        (make_np(tensor), kind)
        for tensor, kind in ((vertices, MeshPluginData.VERTEX), (faces, MeshPluginData.FACE), (colors, MeshPluginData.COLOR))
        if tensor is not None
    ]
    components = metadata.get_components_bitmask([kind for _, kind in parts])
    made = []
    for array, kind in parts:
        about = metadata.create_summary_metadata(tag, display_name, kind, components, array.shape, description, json_config=config)
        made.append(Summary.Value(tag=metadata.get_instance_name(tag, kind), tensor=_floats(array), metadata=about))
    return Summary(value=made)


def hparams(hparam_dict=None, metric_dict=None, hparam_domain_discrete=None):
    """Hyperparameters of a run, and what it is measured by: three messages."""
    from tensorboard.plugins.hparams import metadata
    from tensorboard.plugins.hparams.api_pb2 import DataType, Experiment, HParamInfo, MetricInfo, MetricName, Status
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo, SessionStartInfo

    from ..._tensor import Tensor

    for name, given in (("hparam_dict", hparam_dict), ("metric_dict", metric_dict), ("hparam_domain_discrete", hparam_domain_discrete or {})):
        if not isinstance(given, dict):
            raise TypeError(f"parameter: {name} should be a dictionary, nothing logged.")
    domains = hparam_domain_discrete or {}
    for k, v in domains.items():
        if k not in hparam_dict or not isinstance(v, list) or not all(isinstance(d, type(hparam_dict[k])) for d in v):
            raise TypeError(f"parameter: hparam_domain_discrete[{k}] should be a list of same type as hparam_dict[{k}].")
    start, infos = SessionStartInfo(), []
    for k, v in hparam_dict.items():
        if v is None:
            continue
        if isinstance(v, (int, float)):
            field, kind = "number_value", "DATA_TYPE_FLOAT64"
        elif isinstance(v, str):
            field, kind = "string_value", "DATA_TYPE_STRING"
        elif isinstance(v, Tensor):
            v, field, kind = make_np(v)[0], "number_value", "DATA_TYPE_FLOAT64"
        else:
            raise ValueError("value should be one of int, float, str, bool, or torch.Tensor")
        setattr(start.hparams[k], field, v)
        domain = struct_pb2.ListValue(values=[struct_pb2.Value(**{field: d}) for d in domains[k]]) if k in domains else None
        infos.append(HParamInfo(name=k, type=DataType.Value(kind), domain_discrete=domain))
    metrics = [MetricInfo(name=MetricName(tag=k)) for k in metric_dict]

    def message(tag, **content):
        data = HParamsPluginData(version=metadata.PLUGIN_DATA_VERSION, **content)
        about = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name=metadata.PLUGIN_NAME, content=data.SerializeToString()))
        return Summary(value=[Summary.Value(tag=tag, metadata=about)])

    return (
        message(metadata.EXPERIMENT_TAG, experiment=Experiment(hparam_infos=infos, metric_infos=metrics)),
        message(metadata.SESSION_START_INFO_TAG, session_start_info=start),
        message(metadata.SESSION_END_INFO_TAG, session_end_info=SessionEndInfo(status=Status.Value("STATUS_SUCCESS"))),
    )
