"""Processes that run one function, and what is raised where one of them fails."""
import multiprocessing
import signal
import sys
import traceback
from multiprocessing import connection as _connection


class ProcessException(Exception):
    """A process that `spawn` started has failed."""

    def __init__(self, msg, error_index, pid):
        super().__init__(msg)
        self.msg = msg
        self.error_index = error_index
        self.pid = pid

    def __reduce__(self):
        return type(self), (self.msg, self.error_index, self.pid)


class ProcessRaisedException(ProcessException):
    """It raised an exception, whose traceback is the text."""


class ProcessExitedException(ProcessException):
    """It ended with another code than 0, or by a signal."""

    def __init__(self, msg, error_index, error_pid, exit_code, signal_name=None):
        super().__init__(msg, error_index, error_pid)
        self.exit_code = exit_code
        self.signal_name = signal_name

    def __reduce__(self):
        return type(self), (self.msg, self.error_index, self.pid, self.exit_code, self.signal_name)


def _run(fn, index, args, errors):
    try:
        fn(index, *args)
    except KeyboardInterrupt:
        pass  # the parent was interrupted as well, and reports it
    except Exception:  # whatever it is, the parent raises its text
        errors.put(traceback.format_exc())
        sys.exit(1)


class ProcessContext:
    """The processes of one `spawn`."""

    def __init__(self, processes, error_queues):
        self.processes = processes
        self.error_queues = error_queues
        self.sentinels = {p.sentinel: i for i, p in enumerate(processes)}

    def pids(self):
        """The processes' ids."""
        return [p.pid for p in self.processes]

    def join(self, timeout=None, grace_period=None):
        """Wait for the processes; True when all have ended.

        Raises
        ------
        ProcessRaisedException, ProcessExitedException
            When one has failed; the others are ended first.
        """
        if not self.sentinels:
            return True
        failed = None
        for sentinel in _connection.wait(list(self.sentinels), timeout=timeout):
            index = self.sentinels.pop(sentinel)
            self.processes[index].join()
            if self.processes[index].exitcode != 0:
                failed = index
                break
        if failed is None:
            return not self.sentinels
        for p in self.processes:
            if p.is_alive():
                p.terminate()
            p.join(grace_period)
        self._raise_for(failed)

    def _raise_for(self, index):
        process = self.processes[index]
        if not self.error_queues[index].empty():
            text = f"\n\n-- Process {index} terminated with the following error:\n{self.error_queues[index].get()}"
            raise ProcessRaisedException(text, index, process.pid)
        code = process.exitcode
        if code < 0:
            name = signal.Signals(-code).name
            raise ProcessExitedException(f"process {index} terminated with signal {name}", index, process.pid, code, name)
        raise ProcessExitedException(f"process {index} terminated with exit code {code}", index, process.pid, code)


SpawnContext = ProcessContext


def start_processes(fn, args=(), nprocs=1, join=True, daemon=False, start_method="spawn"):
    """Run ``fn(i, *args)`` in `nprocs` processes.

    Parameters
    ----------
    fn : callable
        Importable where the method is "spawn" or "forkserver".
    args : tuple
    nprocs : int
    join : bool
        Wait for all of them; otherwise a `ProcessContext` is returned.
    daemon : bool
    start_method : {"spawn", "fork", "forkserver"}
    """
    context = multiprocessing.get_context(start_method)
    queues, processes = [], []
    for i in range(nprocs):
        errors = context.SimpleQueue()
        process = context.Process(target=_run, args=(fn, i, args, errors), daemon=daemon)
        process.start()
        queues.append(errors)
        processes.append(process)
    made = ProcessContext(processes, queues)
    if not join:
        return made
    while not made.join():
        pass


def spawn(fn, args=(), nprocs=1, join=True, daemon=False, start_method="spawn"):
    """`start_processes` by the "spawn" method."""
    return start_processes(fn, args, nprocs, join, daemon, start_method="spawn")
