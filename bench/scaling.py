"""Time per node from 10² to 10⁶ nodes, per element from 10³ elements on, and one thread against two."""
import json
import statistics
import subprocess
import sys
import time

from .libraries import LIBRARIES, start_python
from .worker import settle

NODES = (100, 1_000, 10_000, 100_000, 1_000_000)
ELEMENTS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
_SETUP = """
def chain(nodes, n=10):
    x = torch.full((n,), 0.5, requires_grad=True)
    b = torch.full((n,), 0.999)
    def run():
        y = x
        for _ in range(nodes // 2):
            y = y * b
            y = y + b
        y.backward(g)
        x.grad = None
    g = torch.ones(n)
    return run
def add(n):
    a, b = torch.full((n,), 0.5), torch.full((n,), 0.75)
    return lambda: a + b
def exp(n):
    a = torch.linspace(-1, 1, n)
    return lambda: torch.exp(a)
def total(n):
    a = torch.linspace(-1, 1, n)
    return lambda: a.sum()
"""


def _time(runs, seconds, threads):
    """Medians of a run of each of `runs`, which have turns until every one has had `seconds`, or 200 runs. With several threads a turn is settled and has 20."""
    clock = time.process_time if threads == 1 else time.perf_counter  # as in `worker`
    samples = {key: [] for key in runs}
    spent = dict.fromkeys(runs, 0.0)
    for run in runs.values():
        run()
    while any(len(samples[key]) < 3 or spent[key] < seconds and len(samples[key]) < 200 for key in runs):
        for key, run in runs.items():
            if threads > 1:
                settle(run)
            for _ in range(1 if threads == 1 else 20):
                start = clock()
                run()
                took = clock() - start
                samples[key].append(took)
                spent[key] += took
                if spent[key] >= seconds:
                    break
    return {key: statistics.median(values) for key, values in samples.items()}


def _worker(threads, largest, *keys):
    modules = {}
    for key in keys:
        namespace = {}
        exec(f"import {LIBRARIES[key].module} as torch\ntorch.set_num_threads({threads})" + _SETUP, namespace)
        modules[key] = namespace
    found = {"nodes": {}, "add": {}, "exp": {}, "sum": {}}
    if threads == 1:
        for nodes in NODES:
            if nodes <= largest:
                made = _time({key: modules[key]["chain"](nodes) for key in keys}, 0.3, threads)
                found["nodes"][nodes] = {key: seconds / nodes for key, seconds in made.items()}
    for name, maker in (("add", "add"), ("exp", "exp"), ("sum", "total")):
        for n in ELEMENTS:
            if n <= largest:
                found[name][n] = {key: seconds / n for key, seconds in _time({key: modules[key][maker](n) for key in keys}, 0.2, threads).items()}
    json.dump(found, sys.stdout)


def measure(libraries, largest):
    """{threads: {"nodes", "add", "exp", "sum": {size: {key: seconds per node or element}}}} for the libraries that share a process and speak PyTorch."""
    keys = [key for key, library in libraries.items() if library.dialect == "torch" and library.process == "shared"]
    found = {}
    for threads in (1, 2):
        process = start_python([libraries[key] for key in keys], threads, "-m", "bench.scaling", str(threads), str(largest), *keys, stdout=subprocess.PIPE)
        out, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"scaling with {threads} threads ended with status {process.returncode}")
        found[threads] = {name: {int(size): values for size, values in sizes.items()} for name, sizes in json.loads(out).items()}
    return found


if __name__ == "__main__":
    _worker(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
