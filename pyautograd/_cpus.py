"""How many processors this process may use: what it is pinned to, what its container is given, and what the environment asks for."""
import os


def _quota():
    """The container's share of processors, rounded up; None where it has no limit."""
    try:
        with open("/sys/fs/cgroup/cpu.max", encoding="ascii") as file:
            limit, period = file.read().split()
        return None if limit == "max" else max(1, -(-int(limit) // int(period)))
    except (OSError, ValueError):
        return None


def count():
    """Threads that a large operator uses unless told otherwise."""
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    try:
        here = len(os.sched_getaffinity(0))
    except AttributeError:  # no such call outside Linux
        here = os.cpu_count() or 1
    quota = _quota()
    return here if quota is None else min(here, quota)
