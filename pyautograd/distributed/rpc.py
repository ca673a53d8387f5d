"""``torch.distributed.rpc``: its names. Calls to other processes are not supported."""
from . import Store, _Absent, _absent  # noqa: F401


def is_available():
    """False."""
    return False


for _name in ("init_rpc", "rpc_sync", "rpc_async", "remote", "shutdown", "get_worker_info", "backend_registered", "new_method"):
    globals()[_name] = _absent("rpc." + _name)


class RRef(_Absent):
    """A value of another process. Not supported."""


class WorkerInfo(_Absent):
    """Another process. Not supported."""


PyRRef = RRef
