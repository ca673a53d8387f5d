"""``torch.utils.tensorboard``: logs for TensorBoard, whose package has to be installed."""
import tensorboard

if not hasattr(tensorboard, "__version__") or tuple(map(int, tensorboard.__version__.split(".")[:2])) < (1, 15):
    raise ImportError("TensorBoard logging requires TensorBoard version 1.15 or above")

from tensorboard.summary.writer.record_writer import RecordWriter  # noqa: E402

from .writer import FileWriter, SummaryWriter  # noqa: E402

__all__ = ["FileWriter", "RecordWriter", "SummaryWriter"]
