"""The digits program: it learns, its gradient is right, and it ends with two pictures, here and on PyTorch."""
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pyautograd

pytest.importorskip("sklearn", reason="the examples' requirements are not installed")
pytest.importorskip("matplotlib", reason="the examples' requirements are not installed")
pytest.importorskip("tqdm", reason="the examples' requirements are not installed")

PROGRAM = Path(__file__).parent.parent / "examples" / "digits.py"


def run(*command, out, **environment):
    command = [sys.executable, *command, str(PROGRAM), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return done


def check(done, out):
    seconds = float(re.search(r"trained on 1438 digits in ([\d.]+) s", done.stdout)[1])
    assert seconds < 60
    assert float(re.search(r"held-out accuracy ([\d.]+)%", done.stdout)[1]) >= 97
    assert "gradcheck of the loss: True\n" in done.stdout
    assert "100%" in done.stderr  # the progress bar
    assert (out / "digits-loss.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_on_pyautograd(tmp_path):
    done = run("-m", "pyautograd", out=tmp_path, PYAUTOGRAD_BACKEND=pyautograd.backend)
    check(done, tmp_path)
    assert (tmp_path / "digits-graph.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_on_pytorch(tmp_path):
    pytest.importorskip("torch", minversion="2.13")
    check(run(out=tmp_path), tmp_path)
