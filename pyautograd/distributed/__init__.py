"""``torch.distributed``: this library computes in one process. As in a PyTorch built without it, `is_available` is False.

Programs import names from here whether or not they run on several processes. Those are here, and what needs a process group says that there is none.
"""
from enum import Enum

_NO_GROUP = "Default process group has not been initialized, please make sure to call init_process_group."


def is_available():
    """False."""
    return False


def is_initialized():
    """False."""
    return False


def is_torchelastic_launched():
    """False."""
    return False


def is_mpi_available():
    """False."""
    return False


is_nccl_available = is_gloo_available = is_ucc_available = is_xccl_available = is_mpi_available


def _absent(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"torch.distributed.{name}: distributed computation is not supported; pyautograd computes in one process")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = "Not supported: this library computes in one process."
    return refuse


def _without_group(name):
    def refuse(*args, **kwargs):
        raise ValueError(_NO_GROUP)

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = "Raises ValueError: there is no process group."
    return refuse


_COLLECTIVES = (
    "all_gather", "all_gather_into_tensor", "all_gather_object", "all_reduce", "all_to_all", "all_to_all_single", "barrier", "broadcast",
    "broadcast_object_list", "gather", "gather_object", "irecv", "isend", "monitored_barrier", "new_group", "recv", "reduce", "reduce_scatter",
    "reduce_scatter_tensor", "scatter", "scatter_object_list", "send", "get_rank", "get_world_size", "get_backend", "get_process_group_ranks",
    "get_global_rank", "get_group_rank", "batch_isend_irecv", "send_object_list", "recv_object_list", "split_group",
)  # fmt: skip
globals().update({_name: _without_group(_name) for _name in _COLLECTIVES})
init_process_group, init_device_mesh, new_subgroups = map(_absent, ("init_process_group", "init_device_mesh", "new_subgroups"))


def destroy_process_group(group=None):
    """Raises AssertionError: there is no process group."""
    raise AssertionError("Process group cannot be None")



class ReduceOp(Enum):
    """How values of several processes become one."""

    SUM = 0
    AVG = 1
    PRODUCT = 2
    MIN = 3
    MAX = 4
    BAND = 5
    BOR = 6
    BXOR = 7


ReduceOp.RedOpType = ReduceOp


def _rank_not_in_group(group):
    """Whether this process takes no part in a group: False for the default, which None stands for."""
    return group is not None and group is GroupMember.NON_GROUP_MEMBER


class Backend(str):
    """The name of a way in which processes communicate, in lower case. ValueError for what is no string."""

    UNDEFINED, GLOO, NCCL, UCC, MPI, XCCL, FAKE = "undefined", "gloo", "nccl", "ucc", "mpi", "xccl", "fake"
    default_device_backend_map = {"cpu": GLOO, "cuda": NCCL, "xpu": XCCL, "mps": GLOO}
    backend_list = [UNDEFINED, GLOO, NCCL, XCCL, UCC, MPI, FAKE]

    def __new__(cls, name):
        if not isinstance(name, str):
            raise ValueError("Backend constructor parameter must be string-ish")
        return name.lower()


class _Absent:
    def __new__(cls, *args, **kwargs):
        _absent(cls.__name__)()


class ProcessGroup(_Absent):
    """The processes that take part in a computation. Not supported."""


class DeviceMesh(_Absent):
    """Devices in rows and columns. Not supported."""


class P2POp(_Absent):
    """A message from one process to another. Not supported."""


class Work(_Absent):
    """A communication under way. Not supported."""


class Store(_Absent):
    """What processes tell each other. Not supported."""


class PrefixStore(Store):
    """A store whose keys have a prefix. Not supported."""


class TCPStore(Store):
    """A store behind a socket. Not supported."""


class FileStore(Store):
    """A store in a file. Not supported."""


class HashStore(Store):
    """A store in memory. Not supported."""


class GroupMember:
    """Marks of a group."""

    WORLD = None
    NON_GROUP_MEMBER = -100


group = GroupMember


from .. import _lazy  # noqa: E402
from . import nn, rpc  # noqa: E402, F401

__getattr__, __dir__ = _lazy.attributes(__name__)
