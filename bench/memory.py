"""Peak memory of the forward and backward of a chain, beyond what the process held before: each library in a process of its own."""
import json
import resource
import subprocess
import sys

from .libraries import LIBRARIES, start_python

NODES, ELEMENTS = 50, 1_000_000
TITLE = f"peak memory, chain of {NODES} on 10⁶ elements"
_PROGRAM = f"""
import {{module}} as torch
def chain(n):
    x = torch.full((n,), 0.5, requires_grad=True)
    b = torch.full((n,), 0.75)
    y = x
    for _ in range({NODES // 2}):
        y = y * b
        y = torch.tanh(y)
    y.backward(torch.ones(n))
chain(10)
before = peak()
chain({ELEMENTS})
"""


def _peak():
    """Bytes; Linux counts kilobytes, macOS bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure(libraries):
    """{key: bytes} for the libraries that speak PyTorch."""
    found = {}
    for key, library in libraries.items():
        if library.dialect == "torch":
            process = start_python([library], 1, "-m", "bench.memory", key, stdout=subprocess.PIPE)
            out, _ = process.communicate()
            if process.returncode:
                raise RuntimeError(f"{library.title}: the chain ended with status {process.returncode}")
            found[key] = json.loads(out)
    return found


if __name__ == "__main__":
    namespace = {"peak": _peak}
    exec(_PROGRAM.format(module=LIBRARIES[sys.argv[1]].module), namespace)
    print(_peak() - namespace["before"])
