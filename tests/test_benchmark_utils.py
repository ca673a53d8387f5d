"""``torch.utils.benchmark``: timing statements and printing tables of measurements; ``ModuleTracker``."""
import pytest

import pyautograd as torch
from pyautograd.utils import benchmark
from pyautograd.utils.module_tracker import ModuleTracker


def measured(times, **spec):
    return benchmark.Measurement(10, times, benchmark.TaskSpec("x", "pass", **spec))


ONE = measured([1e-5, 1.1e-5, 1.02e-5, 1.5e-5], label="L", sub_label="a", description="one")
ANOTHER = measured([2e-4, 2.1e-4, 2.05e-4, 2.01e-4], label="L", sub_label="b", description="one")
THREADED = measured([3e-5, 3.3e-5, 3.1e-5, 3e-5], label="L", sub_label="a", description="two", num_threads=2)


def test_a_statement_is_timed():
    timer = benchmark.Timer("x + 1; torch.ones(1)", globals={"x": torch.ones(3)})
    once, blocks = timer.timeit(100), timer.blocked_autorange(min_run_time=0.005)
    assert once.median > 0 and len(once.times) == 1 and sum(blocks.raw_times) >= 0.005
    assert timer.adaptive_autorange(max_run_time=0.05, min_run_time=0.001).mean > 0
    for wrong in ({"stmt": 1}, {"global_setup": "x"}, {"language": "x"}):
        with pytest.raises(ValueError):
            benchmark.Timer(**wrong)


def test_measurements_are_shown_as_pytorch_shows_them():
    assert repr(ONE).splitlines()[1:] == [
        "L: a", "one", "  Median: 1.06 us", "  IQR:    0.18 us (1.02 to 1.20)", "  4 measurements, 10 runs per measurement, 1 thread",
        "  WARNING: Interquartile range is 17.5% of the median measurement.", "           This could indicate system fluctuation.",
    ]  # fmt: skip
    assert [m.significant_figures for m in (ONE, ANOTHER, measured([5.0] * 5))] == [1, 1, 4] and not ANOTHER.has_warnings
    assert benchmark.TaskSpec("a\nb", "c\nd", sub_label="x").summarize() == "stmt: (x)\n  a\n  b\n\nsetup:\n  c\n  d\n"


def test_tables_are_pytorch_s():
    compare = benchmark.Compare([ONE, ANOTHER, THREADED])
    assert str(compare).split("\n") == [
        "[--------- L ----------]", "         |  one   |  two", "1 threads: -------------", "      a  |   1.1  |     ", "      b  |  20.3  |     ",
        "2 threads: -------------", "      a  |        |  3.1", "", "Times are in microseconds (us).", "",
    ]  # fmt: skip
    compare.trim_significant_figures()
    compare.highlight_warnings()
    compare.colorize()
    green, red, end = "\x1b[92m\x1b[1m", "\x1b[31m\x1b[1m", "\x1b[0m\x1b[0m"
    assert str(compare).split("\n") == [
        "[------------ L -------------]", "         |     one      |  two", "1 threads: -------------------", f"      a  |  {green} 1 (! 17%){end}  |     ",
        f"      b  |  {red}20        {end}  |     ", "2 threads: -------------------", f"      a  |              |  {green} 3 {end}", "",
        "Times are in microseconds (us).", "(! XX%) Measurement has high variance, where XX is the IQR / median * 100.", "",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="Expected an instance of `Measurement`, got <class 'int'> instead."):
        compare.extend_results([1])


def test_modules_are_tracked_in_both_directions():
    seen = []

    class Leaf(torch.nn.Module):
        def forward(self, x):
            seen.append(("forward", sorted(tracker.parents), tracker.is_bw))
            x = x * 2
            x.register_hook(lambda grad: seen.append(("backward", sorted(tracker.parents), tracker.is_bw)))
            return x + 1

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.body = torch.nn.Sequential(torch.nn.Linear(2, 2), Leaf())

        def forward(self, x):
            return self.body(x)

    with ModuleTracker() as tracker:
        Net()(torch.ones(1, 2, requires_grad=True)).sum().backward()
        assert tracker.parents == {"Global"} and not tracker.is_bw
    names = ["Global", "Net", "Net.body", "Net.body.1"]
    assert seen == [("forward", names, False), ("backward", names, True)]
