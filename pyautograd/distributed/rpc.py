"""``torch.distributed.rpc``: its names. Calls to other processes are not supported."""
from enum import Enum

from . import Store, _Absent, _absent  # noqa: F401


def is_available():
    """False."""
    return False


for _name in ("init_rpc", "rpc_sync", "rpc_async", "remote", "shutdown", "get_worker_info", "backend_registered", "new_method"):
    globals()[_name] = _absent("rpc." + _name)


class RRef(_Absent):
    """A value of another process. Not supported."""


class RpcBackendOptions(_Absent):
    """How processes reach one another. Not supported."""


class TensorPipeRpcBackendOptions(RpcBackendOptions):
    """How processes reach one another by TensorPipe. Not supported."""


class BackendType(Enum):
    """The ways in which processes call one another."""

    TENSORPIPE = 0


class WorkerInfo(_Absent):
    """Another process. Not supported."""


PyRRef = RRef
