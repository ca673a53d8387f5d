"""``torch.backends.mkldnn``: absent. Its switches can be set and read."""
from . import _FP32Precision
from ._switches import switches
from .mkl import verbose as verbose

VERBOSE_OFF, VERBOSE_ON, VERBOSE_ON_CREATION = 0, 1, 2
set_flags, flags = switches(globals(), {"enabled": False, "allow_tf32": True}, enabled=True, deterministic=False, allow_tf32=None, fp32_precision="none")
matmul, conv, rnn = _FP32Precision("mkldnn", "matmul"), _FP32Precision("mkldnn", "conv"), _FP32Precision("mkldnn", "rnn")


def is_available():
    """False."""
    return False


def is_acl_available():
    """False."""
    return False
