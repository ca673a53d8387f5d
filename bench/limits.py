"""What the machine can do, measured in the same run: bytes moved by a copy and by a triad, operations of a matrix product."""
import json
import sys
import time

N = 10_000_000  # float32 elements: 40 MB, beyond the caches
_ROUNDS = 7


def _best(function, *arguments):
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        function(*arguments)
        best = min(best, time.perf_counter() - start)
    return best


def measure():
    """{"copy", "triad": bytes per second, "float32", "float64": floating-point operations per second}."""
    import numpy as np

    a, b, c = (np.ones(N, np.float32) for _ in range(3))
    found = {"copy": 2 * a.nbytes / _best(np.copyto, a, b)}
    block = 4096  # by blocks, so that the intermediate stays in the cache: NumPy has no triad

    def triad():
        product = np.empty(block, np.float32)
        for at in range(0, N - block + 1, block):
            np.multiply(c[at : at + block], np.float32(2), out=product)
            np.add(b[at : at + block], product, out=a[at : at + block])

    found["triad"] = 3 * a.nbytes / _best(triad)
    for dtype in ("float32", "float64"):
        x = np.ones((1024, 1024), dtype)
        found[dtype] = 2 * 1024**3 / _best(np.matmul, x, x)
    return found


def share(case, seconds, machine):
    """How near a case comes to the limit: seconds at the least over seconds taken; None where it states no limit."""
    least = max(case.bytes / max(machine["copy"], machine["triad"]), case.flops / machine[case.dtype])
    return least / seconds if least else None


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
