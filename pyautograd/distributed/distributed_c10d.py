"""Groups of processes: how they begin and end, who is in them, and how they exchange messages.

Everything that processes tell each other goes through the store of their group. One exchange, in which every process gives a message and gets everybody's,
is all that the collectives (`_collectives.py`) are made of. A group of one process exchanges nothing.
"""
import os
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

from ._errors import DistBackendError, DistError, DistNetworkError, DistStoreError, QueueEmptyError
from ._reductions import ReduceOp, supports_complex
from ._stores import FileStore, HashStore, PrefixStore, Store, TCPStore

default_pg_timeout = timedelta(minutes=30)
default_pg_nccl_timeout = None


def is_available():
    """True: processes can be told of each other."""
    return True


def is_initialized():
    """Whether there is a default group of processes."""
    return GroupMember.WORLD is not None


def is_torchelastic_launched():
    """Whether ``torch.distributed.run`` started this process."""
    return os.environ.get("TORCHELASTIC_RUN_ID") is not None


def is_gloo_available():
    """True: groups for the CPU have the backend of this name."""
    return True


def is_mpi_available():
    """False."""
    return False


is_nccl_available = is_ucc_available = is_xccl_available = is_mpi_available


class Backend(str):
    """The name of a way in which processes communicate, in lower case. ValueError for what is no string."""

    UNDEFINED, GLOO, NCCL, UCC, MPI, XCCL, FAKE = "undefined", "gloo", "nccl", "ucc", "mpi", "xccl", "fake"
    default_device_backend_map = {"cpu": GLOO, "cuda": NCCL, "xpu": XCCL, "mps": GLOO}
    backend_list = [UNDEFINED, GLOO, NCCL, XCCL, UCC, MPI, FAKE]

    def __new__(cls, name):
        if not isinstance(name, str):
            raise ValueError("Backend constructor parameter must be string-ish")
        return name.lower()


def is_backend_available(backend):
    """Whether groups can have the backend: ``"gloo"`` alone."""
    return backend.lower() == Backend.GLOO


class ProcessGroup:
    """Processes that compute together, and the place of this one among them.

    `ranks` are their numbers in the default group, `store` what they reach each other by.
    """

    def __init__(self, ranks, rank, store, name, timeout):
        self._ranks, self._rank, self._store = ranks, rank, store
        self.group_name, self.group_desc, self._timeout = name, "default_pg" if name == "0" else "undefined", timeout
        self.bound_device_id = None
        self._exchanges = 0
        self._messages = {}  # how many went from one process to another under a tag

    def rank(self):
        """The number of this process in the group."""
        return self._rank

    def size(self):
        """How many processes there are."""
        return len(self._ranks)

    def name(self):
        """The backend's name."""
        return Backend.GLOO

    def exchange(self, message):
        """Everybody's messages, which are bytes, in the order of the ranks. All processes of the group have to call it."""
        if self.size() == 1:
            return [message]
        place = f"message/{self._exchanges}/"
        self._exchanges += 1
        self._store.set(place + str(self._rank), message)
        messages = [message if rank == self._rank else self._store.get(place + str(rank)) for rank in range(self.size())]
        if self._store.add(place + "read", 1) == self.size():
            for rank in (*range(self.size()), "read"):
                self._store.delete_key(place + str(rank))
        return messages

    def _next_place(self, source, destination, tag):
        number = self._messages[source, destination, tag] = self._messages.get((source, destination, tag), -1) + 1
        return f"message/{source}/{destination}/{tag}/{number}"

    def send(self, message, destination, tag):
        """Leave a message for another process of the group."""
        self._store.set(self._next_place(self._rank, destination, tag), message)

    def receive(self, source, tag):
        """A function that waits for the next message of another process of the group, and gives it."""
        place = self._next_place(source, self._rank, tag)

        def fetch():
            message = self._store.get(place)
            self._store.delete_key(place)
            return message

        return fetch


class Work:
    """A communication: over when it is returned, or when it is waited for."""

    def __init__(self, finish=None, result=None):
        self._finish, self._result = finish, result

    def wait(self, timeout=None):
        """Let it end, and return True."""
        if self._finish is not None:
            self._finish()
            self._finish = None
        return True

    def is_completed(self):
        """Whether it is over."""
        return self._finish is None

    is_success = is_completed

    def exception(self):
        """None."""

    def source_rank(self):
        """Refused: what was not received has no sender."""
        raise RuntimeError("sourceRank() may only be called on work objects that correspond to a recv or recv-from-any call.")

    def result(self):
        """The tensors that it wrote."""
        return self._result

    def get_future(self):
        """A future of the tensors that it wrote."""
        from ..futures import Future

        self.wait()
        future = Future()
        future.set_result(self._result)
        return future


class GroupMember:
    """The default group, and the mark of a process that is not in a group."""

    WORLD = None
    NON_GROUP_MEMBER = -100


class _Group(type):
    @property
    def WORLD(cls):
        return GroupMember.WORLD

    @WORLD.setter
    def WORLD(cls, value):
        GroupMember.WORLD = value


class group(metaclass=_Group):
    """The default group, under another name."""


_groups = []  # those that are not destroyed, the default one first


def _world():
    if GroupMember.WORLD is None:
        raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")
    return GroupMember.WORLD


_get_default_group = _world


def resolved(group):
    """The group that an argument stands for: None means the default one."""
    world = _world()
    if group is None:
        return world
    if group not in _groups:
        raise ValueError(f"Process group {group} is not initialized in the world group map. Please initialize the group first.")
    return group


def _rank_not_in_group(group):
    """Whether this process takes no part in a group: False for the default, which None stands for."""
    return group is not None and group is GroupMember.NON_GROUP_MEMBER


def _from_environment(name, given):
    if given != -1:
        return given
    value = os.environ.get(name)
    if value is None:
        raise ValueError(f"Error initializing torch.distributed using env:// rendezvous: environment variable {name} expected, but not set")
    return value


def _rendezvous(url, rank, world_size, timeout):
    """The store that `url` leads to, the rank and the number of processes."""
    parts = urlparse(url)
    asked = {key: int(values[-1]) for key, values in parse_qs(parts.query).items() if key in ("rank", "world_size")}
    rank, world_size = asked.get("rank", rank), asked.get("world_size", world_size)
    if parts.scheme == "env":
        rank, world_size = int(_from_environment("RANK", rank)), int(_from_environment("WORLD_SIZE", world_size))
        host, port = _from_environment("MASTER_ADDR", -1), int(_from_environment("MASTER_PORT", -1))
        kept_by_agent = os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"
        return TCPStore(host, port, world_size, rank == 0 and not kept_by_agent, timeout), rank, world_size
    if parts.scheme not in ("tcp", "file"):
        raise RuntimeError(f"No rendezvous handler for {parts.scheme}://")
    for value, word in ((rank, "rank"), (world_size, "world size")):
        if value == -1:
            raise ValueError(f"Error initializing torch.distributed using {parts.scheme}:// rendezvous: {word} parameter missing")
    if parts.scheme == "file":
        if not parts.path:
            raise ValueError("Error initializing torch.distributed using file:// rendezvous: path missing")
        return FileStore(parts.path, world_size), rank, world_size
    if not parts.port:
        raise ValueError("Error initializing torch.distributed using tcp:// rendezvous: port number missing")
    return TCPStore(parts.hostname, parts.port, world_size, rank == 0, timeout), rank, world_size


def rendezvous(url, rank=-1, world_size=-1, timeout=default_pg_timeout, **kwargs):
    """Yield the store that `url` leads to, the rank of this process and the number of processes."""
    yield _rendezvous(url, rank, world_size, timeout)


def init_process_group(
    backend=None, init_method=None, timeout=None, world_size=-1, rank=-1, store=None, group_name="", pg_options=None, device_id=None, _ranks=None
):  # fmt: skip
    """Make the default group: this process and the others that call this.

    Parameters
    ----------
    backend : str, optional
        ``"gloo"``, or ``"cpu:gloo"``. RuntimeError for those that this library does not have.
    init_method : str, optional
        How to find the others: ``env://`` (the default: ``MASTER_ADDR``, ``MASTER_PORT``, ``RANK``, ``WORLD_SIZE``), ``tcp://host:port`` or ``file:///path``.
    timeout : timedelta, optional
        How long to wait for the others, now and later.
    world_size, rank : int, optional
    store : Store, optional
        Instead of `init_method`; then `world_size` and `rank` must be given.
    """
    if GroupMember.WORLD is not None:
        raise ValueError("trying to initialize the default process group twice!")
    if store is not None and init_method is not None:
        raise AssertionError("Cannot specify both init_method and store.")
    if store is not None and not (world_size > 0 and rank >= 0):
        raise AssertionError("world_size must be positive if using store" if world_size <= 0 else "rank must be non-negative if using store")
    timeout = default_pg_timeout if timeout is None else timeout
    if store is None:
        store, rank, world_size = _rendezvous(init_method or "env://", rank, world_size, timeout)
    store.set_timeout(timeout)
    _check_backend(backend)
    GroupMember.WORLD = ProcessGroup(list(range(world_size)), rank, PrefixStore("default_pg", store), "0", timeout)
    _groups.append(GroupMember.WORLD)


def _check_backend(backend):
    for part in (backend or Backend.GLOO).lower().split(","):
        name = part.rpartition(":")[2]
        if name in (Backend.NCCL, Backend.UCC, Backend.MPI, Backend.XCCL) and not part.startswith("cuda:"):
            raise RuntimeError(f"Distributed package doesn't have {name.upper()} built in")
        if name not in Backend.backend_list:
            raise ValueError(f"Unknown c10d backend type {name.upper()}")


def destroy_process_group(group=None):
    """End a group, or all of them where none is named."""
    if group is GroupMember.NON_GROUP_MEMBER:
        return
    group = GroupMember.WORLD if group is None else group
    if group is None:
        raise AssertionError("Process group cannot be None")
    if group not in _groups:
        raise ValueError("Invalid process group specified or has been destroyed.")
    if group is GroupMember.WORLD:
        _groups.clear()
        GroupMember.WORLD = None
    else:
        _groups.remove(group)


_made = 0  # groups, beside the default one: all processes make them in the same order, so that this names them


def new_group(
    ranks=None, timeout=None, backend=None, pg_options=None, use_local_synchronization=False, group_desc=None, device_id=None, sort_ranks=True
):  # fmt: skip
    """A group of some processes of the default one, all of which have to call this. A process that is not in it gets `GroupMember.NON_GROUP_MEMBER`."""
    global _made
    world = _world()
    ranks = list(range(world.size())) if ranks is None else list(ranks)
    if len(set(ranks)) < len(ranks):
        raise ValueError(f"ranks list must not contain duplicate entries, got {ranks}")
    if len(ranks) > world.size():
        raise ValueError("the new group's world size should be less or equal to the world size set by init_process_group")
    for rank in ranks:
        if not 0 <= rank < world.size():
            raise ValueError(f"Rank {rank} is out of range. Valid ranks are 0 to {world.size() - 1} (world_size={world.size()})")
    _check_backend(backend)
    _made += 1
    if world.rank() not in ranks:
        return GroupMember.NON_GROUP_MEMBER
    if sort_ranks:
        ranks.sort()
    name = str(_made)
    made = ProcessGroup(ranks, ranks.index(world.rank()), PrefixStore(name, world._store), name, timeout or world._timeout)
    if group_desc is not None:
        made.group_desc = group_desc
    _groups.append(made)
    return made


def new_subgroups_by_enumeration(ranks_per_subgroup_list, timeout=None, backend=None, pg_options=None, group_desc=None):
    """The group of this process, and those of all, by their ranks."""
    if not ranks_per_subgroup_list:
        raise ValueError("The arg 'ranks_per_subgroup_list' cannot be empty")
    groups = [new_group(ranks, timeout, backend, pg_options, group_desc=group_desc) for ranks in ranks_per_subgroup_list]
    own = [made for made in groups if made is not GroupMember.NON_GROUP_MEMBER]
    return (own[0] if own else None), groups


def new_subgroups(group_size=None, group=None, timeout=None, backend=None, pg_options=None, group_desc=None):
    """The group of this process, and all groups, where each `group_size` processes in a row make one."""
    count = get_world_size()
    group_size = count if group_size is None else group_size
    if group_size <= 0:
        raise ValueError(f"The arg 'group_size' ({group_size}) must be positive")
    if count < group_size:
        raise ValueError(f"The arg 'group_size' ({group_size}) must not exceed the world size ({count})")
    if count % group_size != 0:
        raise ValueError(f"The world size ({count}) must be divisible by 'group_size={group_size}'")
    ranks = [list(range(first, first + group_size)) for first in range(0, count, group_size)]
    return new_subgroups_by_enumeration(ranks, timeout, backend, pg_options, group_desc)


def get_rank(group=None):
    """The number of this process in a group, -1 where it is not in it."""
    return -1 if _rank_not_in_group(group) else resolved(group).rank()


def get_world_size(group=None):
    """How many processes are in a group, -1 where this one is not in it."""
    return -1 if _rank_not_in_group(group) else resolved(group).size()


def get_backend(group=None):
    """The name of a group's backend."""
    if _rank_not_in_group(group):
        raise ValueError("Invalid process group specified")
    return Backend(resolved(group).name())


def get_backend_config(group=None):
    """The backends of a group, device by device."""
    return "cpu:" + get_backend(group)


def get_default_backend_for_device(device):
    """The name of the backend for tensors on `device`."""
    return Backend.default_device_backend_map[getattr(device, "type", str(device).partition(":")[0])]


def get_process_group_ranks(group):
    """The numbers that the processes of a group have in the default one."""
    return list(resolved(group)._ranks)


def get_pg_count():
    """How many groups there are."""
    return len(_groups)


def get_node_local_rank(fallback_rank=None):
    """The number of this process on its machine, which ``LOCAL_RANK`` says."""
    if "LOCAL_RANK" in os.environ:
        return int(os.environ["LOCAL_RANK"])
    if fallback_rank is not None:
        return int(fallback_rank)
    raise RuntimeError(
        "LOCAL_RANK is not in the environment. Consider passing fallback_rank to allow `get_node_local_rank` to work, "
        "assuming you are not running in a multi-device context and want the code to run locally instead."
    )


def get_group_rank(group, global_rank):
    """The number in a group of the process that has `global_rank` in the default one."""
    ranks = resolved(group)._ranks
    if global_rank not in ranks:
        raise ValueError(f"Global rank {global_rank} is not part of group {group}")
    return ranks.index(global_rank)


def get_global_rank(group, group_rank):
    """The number in the default group of the process that has `group_rank` in another."""
    ranks = resolved(group)._ranks
    if not 0 <= group_rank < len(ranks):
        raise ValueError(f"Group rank {group_rank} is not part of group {group}")
    return ranks[group_rank]


__all__ = [
    "Backend", "DistBackendError", "DistError", "DistNetworkError", "DistStoreError", "FileStore", "GroupMember", "HashStore", "PrefixStore", "ProcessGroup",
    "QueueEmptyError", "ReduceOp", "Store", "TCPStore", "Work", "default_pg_timeout", "destroy_process_group", "get_backend", "get_backend_config",
    "get_default_backend_for_device", "get_global_rank", "get_group_rank", "get_node_local_rank", "get_pg_count", "get_process_group_ranks", "get_rank",
    "get_world_size", "group", "init_process_group", "is_available", "is_backend_available", "is_gloo_available", "is_initialized", "is_mpi_available",
    "is_nccl_available", "is_torchelastic_launched", "is_ucc_available", "is_xccl_available", "new_group", "new_subgroups", "new_subgroups_by_enumeration",
    "rendezvous", "supports_complex",
]  # fmt: skip

from ._collectives import *  # noqa: E402, F403
from ._collectives import __all__ as _collectives  # noqa: E402

__all__ += _collectives
