"""Same seed, same run: initialisation, shuffling, dropout and sampling draw PyTorch's numbers, and the loss follows PyTorch's."""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pyautograd

for _requirement in ("sklearn", "matplotlib", "tqdm"):
    pytest.importorskip(_requirement, reason="the examples' requirements are not installed")

TESTS = Path(__file__).resolve().parent
GOLDEN = json.loads((TESTS / "golden" / "loss_curves.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def curves():
    command = [sys.executable, "-m", "pyautograd", str(TESTS / "loss_curves.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env={**os.environ, "PYAUTOGRAD_BACKEND": pyautograd.backend})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [name for name in GOLDEN if name != "torch"])
def test_the_loss_follows_pytorchs(curves, name):
    ours, theirs = curves[name], GOLDEN[name]
    assert len(ours) == len(theirs) == 100
    assert ours == pytest.approx(theirs, rel=1e-4)


def test_the_curves_are_of_programs_that_learn():
    for name, curve in GOLDEN.items():
        if name != "torch":
            assert sum(curve[-10:]) < 0.9 * sum(curve[:10]), name
