"""Interleaved rounds and medians: what disturbs the machine for a while disturbs every library alike."""
import json
import statistics
import subprocess
import sys

SLICE = 0.02  # seconds a library measures before the next has its turn
_IMPORT = "import sys, time, numpy; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"


class Worker:
    """A process that measures the operations of one library; `missing` says why it cannot."""

    def __init__(self, library):
        self._process = library.python("-m", "bench.worker", library.dialect, library.module, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        hello = self._answer()
        self.missing = hello.get("missing")
        self.cases = hello.get("cases", ())
        self._repetitions = {}

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self._process.args)} ended with status {self._process.wait()}")
        return json.loads(line)

    def _time(self, case, repetitions):
        print(json.dumps([case, repetitions]), file=self._process.stdin, flush=True)
        return self._answer()

    def calibrate(self, case):
        """Warm up, and find how many repetitions fill a slice."""
        self._time(case, 10)  # what an operation makes on first use is no part of its cost
        repetitions = 1
        while (seconds := self._time(case, repetitions)) < SLICE / 4:
            repetitions *= 4
        self._repetitions[case] = max(1, round(repetitions * SLICE / seconds))

    def seconds(self, case):
        """Seconds for one run of the case, averaged over a slice."""
        return self._time(case, self._repetitions[case]) / self._repetitions[case]

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def operations(libraries, rounds):
    """{case: {key: seconds}} and {key: reason} for libraries that are not there. `libraries` is {key: Library}.

    With no rounds, nothing is measured, but it is found out who is there.
    """
    workers = {key: Worker(library) for key, library in libraries.items()}
    try:
        missing = {key: worker.missing for key, worker in workers.items() if worker.missing}
        samples = {}
        for key, worker in workers.items() if rounds else ():
            for case in worker.cases:
                worker.calibrate(case)
                samples.setdefault(case, {})[key] = []
        for _ in range(rounds):
            for case, by_library in samples.items():
                for key, seconds in by_library.items():
                    seconds.append(workers[key].seconds(case))
    finally:
        for worker in workers.values():
            worker.close()
    return {case: {key: statistics.median(s) for key, s in by_library.items()} for case, by_library in samples.items()}, missing


def imports(libraries, rounds):
    """{key: seconds} that importing takes once NumPy is there, in a fresh process each time, the file cache being warm."""
    samples = {key: [] for key in libraries}
    for turn in range(rounds + 1):
        for key, library in libraries.items():
            process = library.python("-c", _IMPORT.format(statement=library.import_statement), stdout=subprocess.PIPE)
            out, _ = process.communicate()
            if process.returncode:
                sys.exit(f"{library.import_statement} failed")
            if turn:  # the first one compiled and read the files
                samples[key].append(float(out))
    return {key: statistics.median(s) for key, s in samples.items()}
