"""After a backward and operators on threads in the parent, processes started in every way that the platform has run backward."""
import multiprocessing
import os
import subprocess
import sys

import pytest

PROGRAM = """
import multiprocessing, sys, threading
import pyautograd as torch
from pyautograd.utils.checkpoint import checkpoint


def work(n):
    x = torch.arange(float(n), requires_grad=True)
    checkpoint(lambda t: (t * t).sin().exp(), x, use_reentrant=False).sum().backward()
    big = torch.ones(300_000, requires_grad=True)
    (big.exp() * 2).sum().backward()
    return float(x.grad.sum()), float(big.grad[0])


if __name__ == "__main__":
    torch.set_num_threads(2)
    expected = work(5)
    thread = threading.Thread(target=work, args=(6,))
    thread.start()
    thread.join()
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(2) as pool:
        made = pool.map(work, [5, 5, 5])
    assert made == [expected] * 3, (made, expected)
    print("same")
"""


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_children_run_backward(method, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([p for p in (os.environ.get("PYTHONPATH") or root,) if p])}
    done = subprocess.run([sys.executable, str(path), method], capture_output=True, text=True, timeout=120, env=environment, cwd=tmp_path)
    assert done.stdout == "same\n", done.stderr
