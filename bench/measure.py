"""Interleaved rounds and medians: what disturbs the machine for a while disturbs every library alike."""
import json
import statistics
import subprocess
import sys

from .libraries import start_python

_IMPORT = "import sys, time, numpy; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"


class Worker:
    """A process that measures libraries in turn; `missing` says which it cannot, and why."""

    def __init__(self, libraries, threads):
        self._process = start_python(
            libraries.values(), threads, "-m", "bench.worker", str(threads), *libraries, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        answers = self._answer()
        self.missing = {key: reason for key, reason in answers.items() if reason}
        self.keys = [key for key, reason in answers.items() if not reason]

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self._process.args)} ended with status {self._process.wait()}")
        return json.loads(line)

    def ask(self, *request):
        print(json.dumps(request), file=self._process.stdin, flush=True)
        return self._answer()

    def calibrate(self, key, seconds):
        """Warm up, and find how many repetitions fill a turn of so many seconds."""
        took = self.ask("time", key, 1)  # what an operation makes on first use is no part of its cost
        took = self.ask("time", key, 1)
        repetitions = 1
        while took < seconds / 4:
            repetitions *= 4
            took = self.ask("time", key, repetitions)
        return max(1, round(repetitions * seconds / took))

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def start_workers(libraries, threads):
    """One worker for each process that the libraries ask for."""
    shares = {}
    for key, library in libraries.items():
        shares.setdefault(library.process, {})[key] = library
    return [Worker(share, threads) for share in shares.values()]


def available(libraries):
    """{key: reason} for the libraries that are not there."""
    missing = {}
    for worker in start_workers(libraries, 1):
        missing.update(worker.missing)
        worker.close()
    return missing


def case_seconds(workers, group, case, libraries, rounds, turn):
    """{key: median seconds of one run} of a case, each library having its turn in each round."""
    speakers = [(worker, key) for worker in workers for key in worker.keys if case.source(libraries[key].dialect) is not None]
    repetitions = {}
    for worker, key in speakers:
        worker.ask("prepare", group.name, case.title, key)
        repetitions[key] = worker.calibrate(key, turn)
    samples = {key: [] for _, key in speakers}
    for _ in range(rounds):
        for worker, key in speakers:
            samples[key].append(worker.ask("time", key, repetitions[key]) / repetitions[key])
    for worker in workers:
        worker.ask("drop")
    return {key: statistics.median(values) for key, values in samples.items()}


def imports(libraries, rounds):
    """{key: seconds} that importing takes once NumPy is there, in a fresh process each time, the file cache being warm."""
    samples = {key: [] for key in libraries}
    for turn in range(rounds + 1):
        for key, library in libraries.items():
            process = start_python([library], 1, "-c", _IMPORT.format(statement=library.import_statement), stdout=subprocess.PIPE)
            out, _ = process.communicate()
            if process.returncode:
                sys.exit(f"{library.import_statement} failed")
            if turn:  # the first one compiled and read the files
                samples[key].append(float(out))
    return {key: statistics.median(s) for key, s in samples.items()}
