"""Timing a statement."""
import enum
import statistics
import textwrap
import timeit
from timeit import default_timer as timer

import pyautograd as torch

from . import common


class Language(enum.Enum):
    """The languages of statements."""

    PYTHON = 0
    CPP = 1


def _dedented(text):
    text = textwrap.dedent(text)
    return (text[1:] if text.startswith("\n") else text).rstrip()


class Timer:
    """Times a statement: ``Timer("x + 1", globals={"x": x}).blocked_autorange()``.

    Parameters
    ----------
    stmt, setup : str
        What is timed, and what runs once before.
    timer : callable
        The clock, in seconds.
    globals : dict
        Names for both. ``torch`` is there.
    label, sub_label, description, env : str, optional
        What it is called in tables.
    num_threads : int
        Threads to compute with while it is timed.
    language : "python"
        C++ is not supported.
    """

    _timer_cls = timeit.Timer

    def __init__(
        self, stmt="pass", setup="pass", global_setup="", timer=timer, globals=None, label=None, sub_label=None, description=None, env=None,
        num_threads=1, language=Language.PYTHON,
    ):  # fmt: skip
        if not isinstance(stmt, str):
            raise ValueError("Currently only a `str` stmt is supported.")
        if language in (Language.CPP, "cpp", "c++"):
            raise NotImplementedError("torch.utils.benchmark.Timer: statements in C++ are not supported by pyautograd")
        if language not in (Language.PYTHON, "py", "python"):
            raise ValueError(f"Invalid language `{language}`.")
        if global_setup:
            raise ValueError(f"global_setup is C++ only, got `{global_setup}`. Most likely this code can simply be moved to `setup`.")
        self._globals = dict(globals or {})
        self._globals.setdefault("torch", torch)
        self._language = Language.PYTHON
        stmt, setup = _dedented(stmt), _dedented(setup)
        self._timer = self._timer_cls(stmt=stmt, setup=setup, timer=timer, globals=dict(self._globals))
        self._task_spec = common.TaskSpec(stmt, setup, "", label, sub_label, description, env, num_threads)

    def _timeit(self, number):
        return max(self._timer.timeit(number), 1e-9)

    def timeit(self, number=1000000):
        """One time, of `number` runs."""
        with common.set_torch_threads(self._task_spec.num_threads):
            self._timeit(max(int(number // 100), 2))
            return common.Measurement(number, [self._timeit(number)], self._task_spec)

    def repeat(self, repeat=-1, number=-1):
        """Refused: see `blocked_autorange`."""
        raise NotImplementedError("See `Timer.blocked_autorange.`")

    def autorange(self, callback=None):
        """Refused: see `blocked_autorange`."""
        raise NotImplementedError("See `Timer.blocked_autorange.`")

    def _block(self, min_run_time):
        """A number of runs beside which the cost of reading the clock vanishes."""
        overhead = statistics.median([self._timeit(0) for _ in range(5)])
        number = 1
        while True:
            taken = self._timeit(number)
            if (overhead / taken <= 1e-4 and taken >= min_run_time / 1000) or taken > min_run_time or number * 10 > 2**31 - 1:
                return number
            number *= 10

    def _measure(self, min_run_time, enough, max_run_time, callback, block_time):
        with common.set_torch_threads(self._task_spec.num_threads):
            number = self._block(block_time)
            times, total = [], 0.0
            while total < min_run_time or not enough(number, times):
                times.append(self._timeit(number))
                total += times[-1]
                if callback is not None:
                    callback(number, times[-1])
                if max_run_time and total > max_run_time:
                    break
        return common.Measurement(number, times, self._task_spec)

    def blocked_autorange(self, callback=None, min_run_time=0.2):
        """Times of blocks of runs, until they took `min_run_time` seconds together."""
        return self._measure(min_run_time, lambda number, times: True, None, callback, min_run_time)

    def adaptive_autorange(self, threshold=0.1, *, min_run_time=0.01, max_run_time=10.0, callback=None):
        """Times of blocks of runs, until the middle half spreads over less than `threshold` of the median."""

        def enough(number, times):
            return len(times) > 3 and common.Measurement(number, times, self._task_spec).meets_confidence(threshold)

        return self._measure(min_run_time, enough, max_run_time, callback, 0.05)

    def collect_callgrind(self, *args, **kwargs):
        """Refused: counting instructions needs Valgrind and PyTorch's bindings of it."""
        raise NotImplementedError("torch.utils.benchmark.Timer.collect_callgrind: counting instructions is not supported by pyautograd")
