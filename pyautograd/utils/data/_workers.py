"""The main process's side of a `DataLoader` with workers."""
import itertools
import multiprocessing
import os
import queue
import signal

from ..._utils import ExceptionWrapper
from . import _pipes
from ._utils import MP_STATUS_CHECK_INTERVAL
from ._utils.fetch import _DatasetKind
from ._utils.worker import _IterableDatasetStopIteration, _ResumeIteration, _worker_loop
from .dataloader import _BaseDataLoaderIter


def _end_of(worker):
    """How a dead worker ended, as the cause of an error; None where it left in good order."""
    code = worker.exitcode
    if not code:
        return None
    if code < 0:
        return RuntimeError(f"DataLoader worker (pid {worker.pid}) is killed by signal: {signal.strsignal(-code)}. ")
    return RuntimeError(
        f"DataLoader worker (pid {worker.pid}) exited unexpectedly with exit code {code}. Details are lost due to multiprocessing. Rerunning with "
        "num_workers=0 may give better error trace."
    )


class _Plan:
    """What a worker needs to fetch."""

    def __init__(self, kind, dataset, auto_collation, collate_fn, drop_last, shared_seed):
        self.kind, self.dataset, self.shared_seed = kind, dataset, shared_seed
        self.rest = (auto_collation, collate_fn, drop_last)

    def fetcher(self):
        return _DatasetKind.create_fetcher(self.kind, self.dataset, *self.rest)


class _MultiProcessingDataLoaderIter(_BaseDataLoaderIter):
    """Hands indices to the workers in turn and gives their batches in the order of the indices.

    A task is a number, counted from 0, and an index. `_pending` holds, by number, the worker that has the task, and
    `_early` the batches that came before their turn. At most `prefetch_factor` tasks per worker are out at a time.
    """

    def __init__(self, loader):
        super().__init__(loader)
        self._prefetch_factor = loader.prefetch_factor
        self._in_order = loader.in_order
        if self._prefetch_factor <= 0:
            raise AssertionError("prefetch_factor must be greater than 0 for MultiProcessingDataLoaderIter")
        context = loader.multiprocessing_context or multiprocessing
        self._closed = False
        self._owner = os.getpid()
        self._workers, self._index_queues = [], []
        self._data_queue = context.Queue()
        self._done = context.Event()
        plan = _Plan(self._dataset_kind, self._dataset, self._auto_collation, self._collate_fn, self._drop_last, self._shared_seed)
        for number in range(self._num_workers):
            indices = context.Queue()
            indices.cancel_join_thread()
            worker = context.Process(
                target=_worker_loop,
                args=(plan, indices, self._data_queue, self._done, self._base_seed, loader.worker_init_fn, number, self._num_workers),
                daemon=True,
            )
            worker.start()
            self._index_queues.append(indices)
            self._workers.append(worker)
        self._shared_seed = _pipes.shared_seed(self._dataset, loader.generator)  # unused, but PyTorch draws another one here
        self._begin_pass()

    def _reset(self, loader):
        """Begin another pass with the same workers."""
        self._sampler_iter = iter(self._index_sampler)
        self._begin(loader)
        self._shared_seed = _pipes.shared_seed(self._dataset, loader.generator)
        for indices in self._index_queues:
            indices.put(_ResumeIteration(self._shared_seed))
        waiting = self._num_workers
        while waiting:  # what is left of the pass before comes first
            number, _ = self._receive()
            waiting -= isinstance(number, _ResumeIteration)
        self._begin_pass()

    def _begin_pass(self):
        self._sent = self._given = 0
        self._pending, self._early = {}, {}
        self._working = [True] * self._num_workers
        self._turn = itertools.cycle(range(self._num_workers))
        for _ in range(self._prefetch_factor * self._num_workers):
            self._send()

    def _send(self):
        """Hand the next index, if there is one, to the worker whose turn it is."""
        try:
            index = self._next_index()
        except StopIteration:
            return
        for number in itertools.islice(self._turn, self._num_workers):
            if self._working[number]:
                break
        else:
            return
        self._index_queues[number].put((self._sent, index))
        self._pending[self._sent] = number
        self._sent += 1

    def _receive(self):
        """(task number, batch) from any worker; RuntimeError when one has died or the time is up."""
        while True:
            try:
                return self._data_queue.get(timeout=self._timeout or MP_STATUS_CHECK_INTERVAL)
            except queue.Empty:
                dead = [w for w, working in zip(self._workers, self._working) if working and not w.is_alive()]
                if dead:
                    pids = ", ".join(str(w.pid) for w in dead)
                    raise RuntimeError(f"DataLoader worker (pid(s) {pids}) exited unexpectedly") from _end_of(dead[0])
                if self._timeout:
                    raise RuntimeError(f"DataLoader timed out after {self._timeout} seconds") from None

    def _next_data(self):
        while True:
            while self._given < self._sent and self._given not in self._pending and self._given not in self._early:
                self._given += 1  # the worker that had it came to its end
            if self._given in self._early:
                data = self._early.pop(self._given)
                self._given += 1
                return self._finish(data)
            if not self._pending:
                if not self._persistent_workers:
                    self._shutdown_workers()
                raise StopIteration
            number, data = self._receive()
            worker = self._pending.pop(number)
            if isinstance(data, _IterableDatasetStopIteration):
                self._working[worker] = False
                # what it was still asked for will not come
                self._pending = {task: w for task, w in self._pending.items() if w != worker}
                if not self._persistent_workers:
                    self._index_queues[worker].put(None)
                self._send()
            elif number == self._given or not self._in_order:
                self._given += number == self._given
                return self._finish(data)
            else:
                self._early[number] = data

    def _finish(self, data):
        self._send()
        if isinstance(data, ExceptionWrapper):
            data.reraise()
        return data

    def _shutdown_workers(self, grace=MP_STATUS_CHECK_INTERVAL):
        """End the workers, which may be in the middle of something; those that are not gone after `grace` seconds are stopped."""
        if self._closed:
            return
        self._closed = True
        self._done.set()
        try:
            for indices in self._index_queues:
                indices.put(None)
            for worker in self._workers:
                worker.join(timeout=grace)
            for indices in self._index_queues:
                indices.cancel_join_thread()
                indices.close()
        finally:
            for worker in self._workers:
                if worker.is_alive():
                    worker.terminate()
                    worker.join(timeout=MP_STATUS_CHECK_INTERVAL)

    def __del__(self):
        # Not where __init__ refused, nor in a process forked meanwhile. As part of garbage the queues may have been closed already, and
        # deliver nothing.
        if getattr(self, "_owner", None) == os.getpid():
            self._shutdown_workers(grace=0.2)
