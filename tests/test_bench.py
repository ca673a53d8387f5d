"""The benchmark runs, and its tables say what was measured."""
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pyautograd

BENCH = Path(__file__).parent.parent / "bench"
COLUMN = "compiled" if pyautograd.backend == "compiled" else "plain"


@pytest.fixture
def bench(tmp_path):
    """Runs the benchmark beside no source tree, so that it measures the package that is being tested."""
    shutil.copytree(BENCH, tmp_path / "bench", ignore=shutil.ignore_patterns("__pycache__"))

    def run(*arguments):
        command = [sys.executable, "-m", "bench", "--libraries", COLUMN, "--rounds", "1", "--turn", "1e-5", "--threads", "1", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)

    return run


def rows_of(text):
    """{title: cell} of the first table."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| :--"))
    return dict(line.strip("| ").split(" | ")[:2] for line in lines[start + 1 : lines.index("", start)])


def test_overhead(bench):
    done = bench("overhead")
    assert (done.returncode, done.stderr) == (0, "")
    rows = rows_of(done.stdout)
    assert len(rows) == 25 and {cell.split()[1] for cell in rows.values()} <= {"ns", "µs", "ms"}
    assert f"pyautograd {pyautograd._version.__version__}" in done.stdout or "from source" in done.stdout


@pytest.mark.parametrize("group", ["in_cache", "large", "products", "networks"])
def test_every_case_runs(group):
    """A statement of every case, once, on small tensors in the place of large ones."""
    sys.path.insert(0, str(BENCH.parent))
    try:
        from bench import cases

        loaded = cases.load(group)
    finally:
        sys.path.pop(0)
    assert len({case.title for case in loaded.cases}) == len(loaded.cases)
    for case in loaded.cases:
        setup, run = (smaller(text) for text in case.source("torch"))
        namespace = {"torch": pyautograd}
        exec(loaded.setups["torch"] + "\n" + setup, namespace)
        exec(run, namespace)


def smaller(text):
    for large, small in (("10000000", "100"), ("2000000", "100"), ("1000000", "100"), ("500000", "100"), ("1_000_000", "100"), ("2048", "16"), ("1024", "16")):
        text = text.replace(large, small)
    return text


def test_one_group(bench):
    done = bench("install")
    assert done.returncode == 0 and "a + b" not in done.stdout and "import, NumPy being imported" in done.stdout


def test_limits_and_memory(bench, tmp_path):
    done = bench("products", "memory", "--only", "512 float32", "--results", str(tmp_path / "results.json"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "GFLOP/s" in done.stdout and "of the limit" in done.stdout and "peak memory" in done.stdout
    results = json.loads((tmp_path / "results.json").read_text())
    assert results["memory"][COLUMN] > 4_000_000 and results["products/1"]["machine"]["copy"] > 0


def test_ratios_are_stored_and_checked():
    sys.path.insert(0, str(BENCH.parent))
    try:
        from bench import report
    finally:
        sys.path.pop(0)
    seconds = {"`x`": {"compiled": 1.0, "torch": 3.0}, "`y`": {"compiled": 1.0}}
    assert report.ratios(seconds) == {"`x`": 3.0}
    assert report.regressions(seconds, {"`x`": 3.5, "`y`": 9}) == []
    assert report.regressions(seconds, {"`x`": 3.8}) == ["`x`: 3.0×, was 3.8×"]


def test_pictures():
    sys.path.insert(0, str(BENCH.parent))
    try:
        from bench import plot
    finally:
        sys.path.pop(0)
    import xml.etree.ElementTree as tree

    bars = tree.fromstring(plot.bars({"Group": {"`a < b`": 2.0, "b": 0.5}}))
    assert len(bars.findall("{*}rect")) == 3
    sizes = {10: {"compiled": 1e-9, "torch": 2e-9}, 1000: {"compiled": 1e-9, "torch": 3e-9}}
    lines = tree.fromstring(plot.lines({1: {"nodes": sizes, "add": sizes, "exp": {}, "sum": {}}, 2: {"nodes": {}, "add": sizes, "exp": {}, "sum": {}}}))
    assert len(lines.findall("{*}polyline")) == 6


def test_unknown_names(bench):
    assert "no such group: speed" in bench("speed").stderr
    assert "no such library: theano" in bench("--libraries", "theano").stderr
