"""What was timed, and the times."""
import contextlib
import dataclasses
import math
import textwrap

import numpy as np

import pyautograd as torch

_MOST_FIGURES, _LEAST_INTERVAL = 4, 25e-9
_SUSPECT, _GROSS = 0.1, 0.25  # spreads, as parts of the median, that are warned about
_UNITS = {"ns": ("nanosecond", 1e-9), "us": ("microsecond", 1e-6), "ms": ("millisecond", 1e-3), "s": ("second", 1)}


@dataclasses.dataclass(repr=False, frozen=True)
class TaskSpec:
    """A statement with its setup, and what it is called in tables."""

    stmt: str
    setup: str
    global_setup: str = ""
    label: "str | None" = None
    sub_label: "str | None" = None
    description: "str | None" = None
    env: "str | None" = None
    num_threads: int = 1

    @property
    def title(self):
        """The label, or the statement."""
        if self.label is None and "\n" in self.stmt:
            return f"stmt:{f' ({self.sub_label})' if self.sub_label else ''}\n{textwrap.indent(self.stmt, '  ')}"
        return (self.stmt if self.label is None else self.label) + (f": {self.sub_label}" if self.sub_label else "")

    def setup_str(self):
        """The setup, as `summarize` shows it."""
        if not self.setup or self.setup == "pass":
            return ""
        return f"setup:\n{textwrap.indent(self.setup, '  ')}" if "\n" in self.setup else f"setup: {self.setup}"

    def summarize(self):
        """Title, description and setup."""
        parts = [self.title, self.description or "", self.setup_str()]
        return "\n".join([f"{part}\n" if "\n" in part else part for part in parts if part])


_FIELDS = frozenset(field.name for field in dataclasses.fields(TaskSpec))


@dataclasses.dataclass(repr=False)
class Measurement:
    """Times of one statement, each of `number_per_run` runs. The fields of its `TaskSpec` are its own too."""

    number_per_run: int
    raw_times: list
    task_spec: TaskSpec
    metadata: "dict | None" = None

    def __getattr__(self, name):
        if name in _FIELDS:
            return getattr(self.task_spec, name)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    @property
    def times(self):
        """Seconds per run."""
        return [t / self.number_per_run for t in self.raw_times]

    def _quantile(self, q):
        return float(np.quantile(self.times, q)) if self.raw_times else -1.0

    @property
    def median(self):
        """The median of the times."""
        return self._quantile(0.5)

    @property
    def mean(self):
        """The mean of the times."""
        return float(np.mean(self.times)) if self.raw_times else -1.0

    @property
    def iqr(self):
        """The range of the middle half of the times."""
        return self._quantile(0.75) - self._quantile(0.25) if self.raw_times else 0.0

    @property
    def significant_figures(self):
        """How many digits of the median the middle half of the times supports: 1 to 4."""
        times = sorted(self.times)
        middle = times[len(times) // 4 : math.ceil(3 * len(times) / 4)]
        interval = max(1.645 * float(np.std(middle)) / math.sqrt(len(middle)), _LEAST_INTERVAL)
        return min(max(math.floor(math.log10(self.median / interval)), 1), _MOST_FIGURES)

    def meets_confidence(self, threshold=_SUSPECT):
        """Whether the middle half spreads over less than this part of the median."""
        return self.iqr / self.median < threshold

    @property
    def _warnings(self):
        if not self.raw_times or self.meets_confidence(_SUSPECT):
            return ()
        cause = "This could indicate system fluctuation." if self.meets_confidence(_GROSS) else "This suggests significant environmental influence."
        return (f"  WARNING: Interquartile range is {self.iqr / self.median * 100:.1f}% of the median measurement.\n           {cause}",)

    @property
    def has_warnings(self):
        """Whether the times spread suspiciously."""
        return bool(self._warnings)

    @property
    def title(self):
        """The title of the `TaskSpec`."""
        return self.task_spec.title

    @property
    def as_row_name(self):
        """What it is called in a table."""
        return self.sub_label or self.stmt or "[Unknown]"

    def __repr__(self):
        n, (unit, scale) = len(self.raw_times), select_unit(self.median)
        low, high = self._quantile(0.25), self._quantile(0.75)
        lines = [object.__repr__(self), self.task_spec.summarize(), f"  {'Median: ' if n > 1 else ''}{self.median / scale:.2f} {unit}"]
        if n >= 4:
            lines.append(f"  IQR:    {self.iqr / scale:.2f} {unit} ({low / scale:.2f} to {high / scale:.2f})")
        lines.append(
            f"  {n} measurement{'s' if n > 1 else ''}, {self.number_per_run} runs {'per measurement,' if n > 1 else ','} "
            f"{self.num_threads} thread{'s' if self.num_threads > 1 else ''}"
        )
        return "\n".join([*lines, *self._warnings]).strip()

    @staticmethod
    def merge(measurements):
        """One measurement for each `TaskSpec`, of the times of all that have it."""
        groups = {}
        for measurement in measurements:
            groups.setdefault(measurement.task_spec, []).extend(measurement.times)
        return [Measurement(1, times, spec) for spec, times in groups.items()]


def select_unit(t):
    """The unit that shows `t` seconds well, and its size in seconds."""
    unit = {-3: "ns", -2: "us", -1: "ms"}.get(int(math.log10(t) // 3) if t > 0 else 0, "s")
    return unit, _UNITS[unit][1]


def unit_to_english(u):
    """The name of a unit."""
    return _UNITS[u][0]


def trim_sigfig(x, n):
    """`x` rounded to `n` significant digits."""
    if n != int(n):
        raise AssertionError("Number of significant figures must be an integer")
    scale = 10 ** (math.ceil(math.log10(abs(x))) - n)
    return float(np.float32(round(x / scale)) * np.float32(scale))


def ordered_unique(elements):
    """The different elements, in order."""
    return list(dict.fromkeys(elements))


@contextlib.contextmanager
def set_torch_threads(n):
    """A block with another number of threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        yield
    finally:
        torch.set_num_threads(before)
