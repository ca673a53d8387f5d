"""How much memory steps leave behind, for the tests that say: none."""
import gc
import tracemalloc


def growth(step, count):
    """Bytes that `count` steps leave behind; where these are many, of a second round: the interpreter enlarges a table of its own at times."""
    for _ in range(20):
        step()
    gc.collect()
    tracemalloc.start()
    try:
        for _ in range(20):
            step()
        left = _left_by(step, count)
        return left if left < 8 * 1024 else min(left, _left_by(step, count))
    finally:
        tracemalloc.stop()


def _left_by(step, count):
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(count):
        step()
    gc.collect()
    return tracemalloc.get_traced_memory()[0] - before
