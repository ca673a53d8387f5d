"""``torch.utils.tensorboard.writer``: `SummaryWriter`, which writes logs for TensorBoard."""
import os
import time

from tensorboard.compat.proto import event_pb2
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from . import summary
from ._arrays import figure_to_image, make_np


class FileWriter:
    """Writes messages to a file of events."""

    def __init__(self, log_dir, max_queue=10, flush_secs=120, filename_suffix=""):
        self.event_writer = EventFileWriter(str(log_dir), max_queue, flush_secs, filename_suffix)

    def get_logdir(self):
        """The directory."""
        return self.event_writer.get_logdir()

    def add_event(self, event, step=None, walltime=None):
        """Write an event."""
        event.wall_time = time.time() if walltime is None else walltime
        if step is not None:
            event.step = int(step)
        self.event_writer.add_event(event)

    def add_summary(self, summary, global_step=None, walltime=None):
        """Write a message."""
        self.add_event(event_pb2.Event(summary=summary), global_step, walltime)

    def flush(self):
        """Write what waits."""
        self.event_writer.flush()

    def close(self):
        """End the file."""
        self.event_writer.close()

    def reopen(self):
        """Begin another."""
        self.event_writer.reopen()


def _refused(name, what):
    def refuse(self, *args, **kwargs):
        raise NotImplementedError(f"SummaryWriter.{name}: {what} not supported by pyautograd")

    refuse.__name__ = name
    refuse.__doc__ = f"Not supported ({what})."
    return refuse


class SummaryWriter:
    """Writes logs for TensorBoard into `log_dir`, by default ``runs/DATE_HOST`` and `comment`.

    Parameters
    ----------
    log_dir : str, optional
    comment : str
        Put at the end of the default directory's name.
    purge_step : int, optional
        TensorBoard forgets what was logged at this step and after it.
    max_queue, flush_secs : int
        How much waits, and how long, before it is written.
    filename_suffix : str
    """

    def __init__(self, log_dir=None, comment="", purge_step=None, max_queue=10, flush_secs=120, filename_suffix=""):
        if not log_dir:
            import socket

            log_dir = os.path.join("runs", time.strftime("%b%d_%H-%M-%S_") + socket.gethostname() + comment)
        self.log_dir, self.purge_step = log_dir, purge_step
        self._options = max_queue, flush_secs, filename_suffix
        self.file_writer = self.all_writers = None
        self._get_file_writer()
        positive = []
        edge = 1e-12
        while edge < 1e20:
            positive.append(edge)
            edge *= 1.1
        self.default_bins = [-v for v in reversed(positive)] + [0] + positive

    def _get_file_writer(self):
        if self.all_writers is None or self.file_writer is None:
            self.file_writer = FileWriter(self.log_dir, *self._options)
            self.all_writers = {self.file_writer.get_logdir(): self.file_writer}
            if self.purge_step is not None:
                most_recent = self.purge_step
                self.file_writer.add_event(Event(step=most_recent, file_version="brain.Event:2"))
                self.file_writer.add_event(Event(step=most_recent, session_log=SessionLog(status=SessionLog.START)))
                self.purge_step = None
        return self.file_writer

    def get_logdir(self):
        """The directory."""
        return self.log_dir

    def _write(self, made, global_step, walltime):
        self._get_file_writer().add_summary(made, global_step, walltime)

    def add_scalar(self, tag, scalar_value, global_step=None, walltime=None, new_style=False, double_precision=False):
        """Log a number."""
        self._write(summary.scalar(tag, scalar_value, new_style=new_style, double_precision=double_precision), global_step, walltime)

    def add_scalars(self, main_tag, tag_scalar_dict, global_step=None, walltime=None):
        """Log numbers by name, each in a directory of its own."""
        walltime = time.time() if walltime is None else walltime
        directory = self._get_file_writer().get_logdir()
        for tag, value in tag_scalar_dict.items():
            place = f"{directory}/{main_tag.replace('/', '_')}_{tag}"
            if place not in self.all_writers:
                self.all_writers[place] = FileWriter(place, *self._options)
            self.all_writers[place].add_summary(summary.scalar(main_tag, value), global_step, walltime)

    def add_tensor(self, tag, tensor, global_step=None, walltime=None):
        """Log a tensor."""
        self._write(summary.tensor_proto(tag, tensor), global_step, walltime)

    def add_histogram(self, tag, values, global_step=None, bins="tensorflow", walltime=None, max_bins=None):
        """Log a histogram; `bins` are edges, or what `numpy.histogram` knows."""
        made = summary.histogram(tag, values, self.default_bins if isinstance(bins, str) and bins == "tensorflow" else bins, max_bins)
        self._write(made, global_step, walltime)

    def add_histogram_raw(self, tag, min, max, num, sum, sum_squares, bucket_limits, bucket_counts, global_step=None, walltime=None):
        """Log a histogram that was counted before."""
        if len(bucket_limits) != len(bucket_counts):
            raise ValueError("len(bucket_limits) != len(bucket_counts), see the document.")
        self._write(summary.histogram_raw(tag, min, max, num, sum, sum_squares, bucket_limits, bucket_counts), global_step, walltime)

    def add_image(self, tag, img_tensor, global_step=None, walltime=None, dataformats="CHW"):
        """Log a picture."""
        self._write(summary.image(tag, img_tensor, dataformats=dataformats), global_step, walltime)

    def add_images(self, tag, img_tensor, global_step=None, walltime=None, dataformats="NCHW"):
        """Log a batch of pictures beside each other."""
        if isinstance(img_tensor, list):  # of figures
            import numpy as np

            img_tensor = np.stack([make_np(x) for x in img_tensor])
        self._write(summary.image(tag, img_tensor, dataformats=dataformats), global_step, walltime)

    def add_image_with_boxes(self, tag, img_tensor, box_tensor, global_step=None, walltime=None, rescale=1, dataformats="CHW", labels=None):
        """Log a picture with frames of ``[left, top, right, bottom]``."""
        labels = [labels] if isinstance(labels, str) else labels
        if labels is not None and len(labels) != make_np(box_tensor).shape[0]:
            labels = None
        self._write(summary.image_boxes(tag, img_tensor, box_tensor, rescale, dataformats, labels), global_step, walltime)

    def add_figure(self, tag, figure, global_step=None, close=True, walltime=None):
        """Log a figure of matplotlib, or a list of them."""
        self.add_image(tag, figure_to_image(figure, close), global_step, walltime, "NCHW" if isinstance(figure, list) else "CHW")

    def add_audio(self, tag, snd_tensor, global_step=None, sample_rate=44100, walltime=None):
        """Log a sound."""
        self._write(summary.audio(tag, snd_tensor, sample_rate), global_step, walltime)

    def add_text(self, tag, text_string, global_step=None, walltime=None):
        """Log a text."""
        self._write(summary.text(tag, text_string), global_step, walltime)

    def add_pr_curve(self, tag, labels, predictions, global_step=None, num_thresholds=127, weights=None, walltime=None):
        """Log precision and recall of predictions from 0 to 1 of labels that are 0 or 1."""
        self._write(summary.pr_curve(tag, make_np(labels), make_np(predictions), num_thresholds, weights), global_step, walltime)

    def add_pr_curve_raw(
        self, tag, true_positive_counts, false_positive_counts, true_negative_counts, false_negative_counts, precision, recall, global_step=None,
        num_thresholds=127, weights=None, walltime=None,
    ):  # fmt: skip
        """Log a curve that was computed before."""
        counts = true_positive_counts, false_positive_counts, true_negative_counts, false_negative_counts, precision, recall
        self._write(summary.pr_curve_raw(tag, *counts, num_thresholds, weights), global_step, walltime)

    def add_custom_scalars(self, layout):
        """Say which numbers are drawn together: ``{category: {title: ["Multiline" or "Margin", tags]}}``."""
        self._write(summary.custom_scalars(layout), None, None)

    def add_custom_scalars_multilinechart(self, tags, category="default", title="untitled"):
        """Draw numbers together."""
        self.add_custom_scalars({category: {title: ["Multiline", tags]}})

    def add_custom_scalars_marginchart(self, tags, category="default", title="untitled"):
        """Draw a number between two others."""
        if len(tags) != 3:
            raise AssertionError(f"Expected 3 tags, got {len(tags)}.")
        self.add_custom_scalars({category: {title: ["Margin", tags]}})

    def add_mesh(self, tag, vertices, colors=None, faces=None, config_dict=None, global_step=None, walltime=None):
        """Log meshes."""
        self._write(summary.mesh(tag, vertices, colors, faces, config_dict), global_step, walltime)

    def add_hparams(self, hparam_dict, metric_dict, hparam_domain_discrete=None, run_name=None, global_step=None):
        """Log hyperparameters of a run, and what it is measured by."""
        if type(hparam_dict) is not dict or type(metric_dict) is not dict:
            raise TypeError("hparam_dict and metric_dict should be dictionary.")
        messages = summary.hparams(hparam_dict, metric_dict, hparam_domain_discrete)
        with SummaryWriter(os.path.join(self._get_file_writer().get_logdir(), run_name or str(time.time()))) as run:
            for made in messages:
                run.file_writer.add_summary(made, global_step)
            for k, v in metric_dict.items():
                run.add_scalar(k, v, global_step)

    def add_embedding(self, mat, metadata=None, label_img=None, global_step=None, tag="default", metadata_header=None):
        """Log points, with what is said of each and a picture of each."""
        from ._embedding import write_embedding

        write_embedding(self, make_np(mat), metadata, label_img, 0 if global_step is None else global_step, tag, metadata_header)

    add_graph = _refused("add_graph", "graphs of TorchScript are")
    add_onnx_graph = _refused("add_onnx_graph", "ONNX is")
    add_video = _refused("add_video", "videos are")

    def flush(self):
        """Write what waits."""
        for writer in (self.all_writers or {}).values():
            writer.flush()

    def close(self):
        """End all files."""
        if self.all_writers is None:
            return
        for writer in self.all_writers.values():
            writer.flush()
            writer.close()
        self.file_writer = self.all_writers = None

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.close()
