"""How much memory steps leave behind, for the tests that say: none."""
import gc
import tracemalloc


def growth(step, count):
    """Bytes that `count` steps leave behind."""
    for _ in range(20):
        step()
    gc.collect()
    tracemalloc.start()
    try:
        for _ in range(20):
            step()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(count):
            step()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
