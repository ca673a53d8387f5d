"""``torch.backends.cudnn``: absent. Its switches can be set and read."""
from . import _FP32Precision
from ._switches import switches

set_flags, flags = switches(
    globals(), {"enabled": False}, enabled=True, benchmark=False, benchmark_limit=None, deterministic=False, allow_tf32=True, fp32_precision="none",
    depthwise_kernel="auto",
)  # fmt: skip
conv, rnn = _FP32Precision("cudnn", "conv"), _FP32Precision("cudnn", "rnn")
CUDNN_TENSOR_DTYPES = set()


def is_available():
    """False."""
    return False


def version():
    """None: there is no version to state."""
    return None


def is_acceptable(tensor):
    """Whether cuDNN could compute with `tensor`: never."""
    return False
