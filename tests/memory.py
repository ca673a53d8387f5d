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


def least_growth(step, warm_up, count, limit, rounds=3):
    """Bytes that `count` steps leave behind after `warm_up` others, which fill free lists; of the best of some rounds where one exceeds `limit`."""
    tracemalloc.start()
    try:
        for _ in range(warm_up):
            step()
        left = _left_by(step, count)
        for _ in range(rounds - 1):
            if left < limit:
                break
            left = min(left, _left_by(step, count))
        return left
    finally:
        tracemalloc.stop()


def _left_by(step, count):
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(count):
        step()
    gc.collect()
    return tracemalloc.get_traced_memory()[0] - before
