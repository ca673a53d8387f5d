"""The examples run, short, here and on PyTorch; they print the same, show their progress and leave pictures."""
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pyautograd

for _requirement in ("sklearn", "matplotlib", "tqdm"):
    pytest.importorskip(_requirement, reason="the examples' requirements are not installed")

EXAMPLES = Path(__file__).parent.parent / "examples"
PROGRAMS = sorted(EXAMPLES.glob("*.py"))
# One process for all, since most of its time goes into importing scikit-learn and matplotlib.
RUN = """
import runpy, sys
out, paths = sys.argv[1], sys.argv[2:]
for path in paths:
    sys.argv[:] = [path, "--short", "--out", out]
    print("##", path, flush=True)
    runpy.run_path(path, run_name="__main__")
"""


def run(out, *interpreter, **environment):
    """What each program printed, without times and with `out` left out, by the program's name; and what all showed as progress."""
    command = [sys.executable, *interpreter, "-c", RUN, str(out), *map(str, PROGRAMS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    printed = {}
    for part in done.stdout.split("## ")[1:]:
        path, _, text = part.partition("\n")
        printed[Path(path).stem] = re.sub(r"in [\d.]+ s\b", "in ... s", text).replace(str(out), "OUT")
    return printed, done.stderr


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    out = tmp_path_factory.mktemp("pictures")
    return *run(out, "-m", "pyautograd", PYAUTOGRAD_BACKEND=pyautograd.backend), out


def test_each_reports_and_draws(ours):
    printed, progress, out = ours
    assert list(printed) == [p.stem for p in PROGRAMS]
    for name, text in printed.items():
        assert "in ... s" in text, name
        pictures = re.findall(r"^wrote OUT.(.*)$", text, re.M)
        assert pictures, name
        for picture in pictures:
            assert (out / picture).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert progress.count("100%") >= len(PROGRAMS)


def test_they_print_the_same_on_pytorch(ours, tmp_path):
    pytest.importorskip("torch", minversion="2.13")
    theirs, _ = run(tmp_path)
    graph = re.compile(r"^.*digits-graph.*$|^no picture of the graph.*$", re.M)  # drawn by pyautograd alone
    for name, text in theirs.items():
        ours_here, theirs_here = (graph.sub("", t).splitlines() for t in (ours[0][name], text))
        assert len(ours_here) == len(theirs_here)
        for line, other in zip(ours_here, theirs_here):
            # The last digit may differ: sums are taken in another order.
            numbers, others = ([float(x) for x in re.findall(r"\d+\.?\d*", t)] for t in (line, other))
            assert re.sub(r"\d+\.?\d*", "#", line) == re.sub(r"\d+\.?\d*", "#", other)
            assert numbers == pytest.approx(others, rel=0.02, abs=0.02), name


def test_the_text_is_there_and_plain():
    text = (EXAMPLES / "alice.txt").read_text(encoding="ascii")
    assert 100_000 < len(text) < 200_000
    assert text.startswith("CHAPTER I\n")
