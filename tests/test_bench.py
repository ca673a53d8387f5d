"""The benchmark runs, and its table says what was measured."""
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
        command = [sys.executable, "-m", "bench", "--libraries", COLUMN, "--rounds", "1", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)

    return run


def test_table(bench):
    done = bench()
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].count("|") == 3 and lines[1] == "| :-- | --: |"
    rows = dict(line.strip("| ").split(" | ") for line in lines[2 : lines.index("")])
    units = {title: cell.split()[1] for title, cell in rows.items()}
    assert len(rows) == 6
    assert units.pop("installed, without dependencies") == "MB"
    assert set(units.values()) <= {"ns", "µs", "ms"}
    assert f"pyautograd {pyautograd.__version__}" in done.stdout or "from source" in done.stdout


def test_one_group(bench):
    done = bench("install")
    assert done.returncode == 0 and "a + b" not in done.stdout and "import, NumPy being imported" in done.stdout


def test_unknown_names(bench):
    assert "no such group: speed" in bench("speed").stderr
    assert "no such library: numpy" in bench("--libraries", "numpy").stderr
