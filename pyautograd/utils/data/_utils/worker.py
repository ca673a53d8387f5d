"""The worker's side of a `DataLoader`: a process that takes indices from a queue and puts batches into another."""
import os
import queue
import random
from dataclasses import dataclass

import numpy as np

import pyautograd as torch

from ...._utils import ExceptionWrapper
from .. import _pipes

_worker_info = None


@dataclass(frozen=True)
class WorkerInfo:
    """What a worker knows of itself: its number and seed, how many there are, its copy of the dataset."""

    id: int
    num_workers: int
    seed: int
    dataset: object
    rng: object = None
    worker_method: str | None = "multiprocessing"


def get_worker_info():
    """The `WorkerInfo` of this process; None in the main process."""
    return _worker_info


@dataclass(frozen=True)
class _IterableDatasetStopIteration:
    """A worker's part of an iterable dataset has ended."""

    worker_id: int


@dataclass(frozen=True)
class _ResumeIteration:
    """Begin again, in workers that stay."""

    seed: int | None = None


class ManagerWatchdog:
    """Whether the process that made this one still lives."""

    def __init__(self):
        self.manager_pid = os.getppid()

    def is_alive(self):
        return os.getppid() == self.manager_pid


def _generate_state(base_seed, worker_id):
    """The seed of NumPy's generator: `SeedSequence` over the worker's number and the two halves of the base seed."""
    entropy = [worker_id, base_seed & 0xFFFFFFFF, base_seed >> 32, 0]
    return np.random.SeedSequence(entropy).generate_state(4).tolist()


def _worker_loop(plan, index_queue, data_queue, done_event, base_seed, init_fn, worker_id, num_workers):
    """Serve until the end is told (None in `index_queue`) or the main process is gone."""
    global _worker_info
    from . import MP_STATUS_CHECK_INTERVAL
    from .fetch import _DatasetKind

    try:
        torch.set_num_threads(1)
        seed = base_seed + worker_id
        random.seed(seed)
        torch.manual_seed(seed)
        np.random.seed(_generate_state(base_seed, worker_id))
        _worker_info = WorkerInfo(worker_id, num_workers, seed, plan.dataset)
        where = f"in DataLoader worker process {worker_id}"
        failure = fetcher = None
        try:
            _pipes.seed(plan.dataset, plan.shared_seed)
            _pipes.share(plan.dataset, num_workers, worker_id)
            if init_fn is not None:
                init_fn(worker_id)
            fetcher = plan.fetcher()
        except Exception:  # whatever it is, the main process raises it
            failure = ExceptionWrapper(where=where)
        ended = False
        watchdog = ManagerWatchdog()
        while watchdog.is_alive():
            try:
                task = index_queue.get(timeout=MP_STATUS_CHECK_INTERVAL)
            except queue.Empty:
                continue
            if task is None:
                break
            if isinstance(task, _ResumeIteration):
                data_queue.put((task, None))
                ended = False
                _pipes.seed(plan.dataset, task.seed)
                fetcher = plan.fetcher()
                continue
            if done_event.is_set() or ended:
                continue
            number, index = task
            if failure is not None:
                data, failure = failure, None
            else:
                try:
                    data = fetcher.fetch(index)
                except StopIteration:
                    if plan.kind == _DatasetKind.Iterable:
                        data, ended = _IterableDatasetStopIteration(worker_id), True
                    else:
                        data = ExceptionWrapper(where=where)
                except Exception:  # as above
                    data = ExceptionWrapper(where=where)
            data_queue.put((number, data))
            del data, number, index, task
    except KeyboardInterrupt:
        pass  # the main process reports it
    if done_event.is_set():
        data_queue.cancel_join_thread()
        data_queue.close()
