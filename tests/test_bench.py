"""The benchmark runs, and its table says what was measured."""
import subprocess
import sys
from pathlib import Path

import pyautograd

ROOT = Path(__file__).parent.parent
COLUMN = "compiled" if pyautograd.backend == "compiled" else "plain"


def bench(*arguments):
    command = [sys.executable, "-m", "bench", "--libraries", COLUMN, "--rounds", "1", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def test_table():
    done = bench()
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].count("|") == 3 and lines[1] == "| :-- | --: |"
    rows = dict(line.strip("| ").split(" | ") for line in lines[2 : lines.index("")])
    units = {title: cell.split()[1] for title, cell in rows.items()}
    assert len(rows) == 6
    assert units.pop("installed, without dependencies") == "MB"
    assert set(units.values()) <= {"ns", "µs", "ms"}
    assert pyautograd.__version__ in lines[-1] or "from source" in done.stdout


def test_one_group():
    done = bench("install")
    assert done.returncode == 0 and "a + b" not in done.stdout and "import, NumPy being imported" in done.stdout


def test_unknown_names():
    assert "no such group: speed" in bench("speed").stderr
    assert "no such library: numpy" in bench("--libraries", "numpy").stderr
