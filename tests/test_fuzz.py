"""Whatever it is fed, a call ends in a result or a Python exception, never in the end of the process."""
import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("seed", [1, 2, 7])
@pytest.mark.parametrize("program", ["fuzz_calls.py", "fuzz_samples.py", "fuzz_modules.py"])
def test_random_calls(program, seed):
    done = subprocess.run(
        [sys.executable, str(HERE / program), str(seed), "2500"], capture_output=True, text=True, timeout=120,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 100


def test_objects_made_by_hand():
    import pyautograd as torch
    from pyautograd._core import core

    made = core.TensorBase.__new__(torch.Tensor)
    assert made.shape == (0,) and made.tolist() == []
    node = type((torch.ones(1, requires_grad=True) * 2).grad_fn)
    lone = node.__new__(node)
    with pytest.raises((RuntimeError, AttributeError)):
        lone.next_functions  # noqa: B018
    with contextlib.suppress(RuntimeError, AttributeError):
        assert lone.name() == "MulBackward0"
    with pytest.raises((TypeError, AttributeError)):
        core.array(None)
    with pytest.raises((TypeError, AttributeError)):
        core.as_strided(None, (1,), (1,))
