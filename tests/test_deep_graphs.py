"""Deep and wide graphs: chains of very many nodes, and ladders with more paths than could ever be walked.

Each program runs in a process of its own, because what it guards against (recursion over the graph in the engine, or while the
graph is freed) ends the process.
"""
import os
import subprocess
import sys
import textwrap

import pytest

import pyautograd


def available_memory():
    """Bytes, or infinity where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable"))
    except OSError:
        return float("inf")


# Recursion ends a process after some ten thousand nodes. A million take 1 GB in the compiled core; where nodes are Python objects, 2 GB and a minute.
LONGEST = 1_000_000 if pyautograd.backend == "compiled" and available_memory() > 1e9 else 200_000


def run(program, seconds=300):
    environment = dict(os.environ, PYAUTOGRAD_BACKEND=pyautograd.backend)
    source = "import gc, pyautograd as torch\n" + textwrap.dedent(program)
    here = os.path.dirname(__file__)  # where no source tree hides the package that is being tested
    done = subprocess.run([sys.executable, "-c", source], cwd=here, env=environment, capture_output=True, text=True, timeout=seconds)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_chain_is_built_differentiated_and_freed():
    program = f"""
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range({LONGEST // 2}):
        y = y + 1.0
        y = y * 1.0
    y.sum().backward()
    print(x.grad.tolist(), y.grad_fn.name())
    del y
    gc.collect()
    print("freed")
    """
    assert run(program) == "[1.0, 1.0] MulBackward0\nfreed\n"


def test_chain_is_freed_without_having_been_differentiated():
    program = """
    y = torch.ones(2, requires_grad=True)
    for _ in range(200_000):
        y = -y
    y = None
    print("freed")
    """
    assert run(program) == "freed\n"


def test_chain_left_to_the_end_of_the_process():
    program = """
    y = torch.ones(2, requires_grad=True)
    for _ in range(100_000):
        y = y.exp()
    print("built")
    """
    assert run(program) == "built\n"


def test_chain_of_views():
    program = """
    x = torch.ones(3, requires_grad=True)
    y = x
    for _ in range(50_000):
        y = y[:]
    y.sum().backward()
    print(x.grad.tolist())
    """
    assert run(program) == "[1.0, 1.0, 1.0]\n"


def test_chain_differentiated_twice():
    program = """
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    s = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y * s
    first, = torch.autograd.grad(y, s, create_graph=True)
    second, = torch.autograd.grad(first, s)
    n = 20_000
    print(first.item() == n, second.item() == n * (n - 1))
    """
    assert run(program) == "True True\n"


@pytest.mark.parametrize("rungs", [60, 1000])
def test_ladder_of_shared_nodes(rungs):
    """Two to the power of `rungs` paths lead to x, over as many nodes as there are rungs."""
    program = f"""
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range({rungs}):
        y = y + y
    y.backward()
    print(x.grad.item() == 2.0 ** {rungs})
    """
    assert run(program, seconds=60) == "True\n"


def test_ladder_with_crossed_rungs():
    """Fibonacci's graph: each node is used by the two that follow it."""
    program = """
    a = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    x, y = a, b
    for _ in range(60):
        x, y = y, x + y
    y.backward()
    print(int(y.item()), int(a.grad.item()), int(b.grad.item()))
    """
    assert run(program, seconds=60) == "2504730781961 1548008755920 2504730781961\n"


def test_wide_node():
    """One tensor with very many uses."""
    program = """
    x = torch.ones(3, requires_grad=True)
    total = torch.stack([x * 2.0 for _ in range(20_000)]).sum()
    total.backward()
    print(x.grad.tolist())
    """
    assert run(program) == "[40000.0, 40000.0, 40000.0]\n"
