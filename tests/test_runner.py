"""``python -m pyautograd``: a program sees what plain ``python`` shows it, and ``torch`` besides."""
import os
import re
import subprocess
import sys
import textwrap

import pytest

import pyautograd

SHOW = """
import sys
print(__name__, globals().get("__file__"), __package__, __spec__, __loader__, __doc__)
print(sys.argv, repr(sys.path[0]), sorted(globals()))
"""


def python(*arguments, cwd, **options):
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120, **options)
    outputs = (re.sub(r"0x[0-9a-f]+", "0x...", text, flags=re.I) for text in (done.stdout, done.stderr))
    return done.returncode, *outputs


def run(*arguments, cwd, **options):
    return python("-m", "pyautograd", *arguments, cwd=cwd, **options)


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "show.py", SHOW + "def f():\n    raise ValueError('x')\nf()\n")
    write(tmp_path, "latin.py", "# -*- coding: latin-1 -*-\nprint(ascii('é'))\n")
    write(tmp_path, "wrong.py", "x = (\n")
    write(tmp_path, "package/__init__.py", "")
    write(tmp_path, "package/__main__.py", SHOW + "from . import other")
    write(tmp_path, "package/other.py", SHOW)
    write(tmp_path, "container/__main__.py", SHOW)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["show.py"],
        ["show.py", "a", "-b", "--help"],
        ["latin.py"],
        ["wrong.py"],
        ["absent.py"],
        ["package/other.py", "a"],
        ["container", "a"],
        ["-m", "package", "a"],
        ["-m", "package.other", "-c", "a"],
        ["-m", "absent"],
        ["-m", "os.absent"],
        ["-m", "json"],  # a package without __main__
        ["-c", SHOW, "a"],
        ["-c", "1 / 0"],
        ["-c", "import sys; sys.exit(3)"],
        ["-c", "raise SystemExit('bye')"],
        ["-c", "x = ("],
        ["-c", "raise KeyboardInterrupt"],
        ["-c", "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError from error"],
        ["-c", "import sys; sys.excepthook = lambda *a: print(*a[:2], a[2].tb_frame.f_code); 1 / 0"],
        ["-c", "import atexit, threading; atexit.register(print, 'last'); threading.Timer(0.1, print, ['thread']).start(); 1 / 0"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_as_plain_python(folder, arguments):
    assert run(*arguments, cwd=folder) == python(*arguments, cwd=folder)


def test_program_from_standard_input_as_plain_python(folder):
    assert run("-", "a", cwd=folder, input=SHOW + "1 / 0") == python("-", "a", cwd=folder, input=SHOW + "1 / 0")


def test_torch_is_pyautograd(tmp_path):
    program = write(
        tmp_path,
        "program.py",
        """
        import torch
        import torch.nn.functional as F
        from torch.autograd import Variable
        import pyautograd, pyautograd.nn.functional, pyautograd.autograd, sys

        assert torch is pyautograd and torch.__spec__.name == "pyautograd"
        assert F is pyautograd.nn.functional is torch.nn.functional is sys.modules["torch.nn.functional"]
        assert Variable is pyautograd.autograd.Variable
        x = torch.tensor([2.0, 3.0], requires_grad=True)
        F.relu(x * x).sum().backward()
        print(x.grad)
        """,
    )
    assert run(program.name, cwd=tmp_path) == (0, "tensor([4., 6.])\n", "")


def test_absent_modules_keep_the_name_asked_for(tmp_path):
    code, _, err = run("-c", "import torch.absent", cwd=tmp_path)
    assert (code, err.splitlines()[-1]) == (1, "ModuleNotFoundError: No module named 'torch.absent'")


METHODS = ["spawn"] if sys.platform == "win32" else ["spawn", "forkserver", "fork"]


@pytest.mark.parametrize("method", METHODS)
def test_worker_processes_have_torch(tmp_path, method):
    program = write(
        tmp_path,
        "program.py",
        f"""
        import multiprocessing
        import torch

        def double(x):
            import torch.nn.functional as F
            return F.relu(torch.tensor(x) * 2).tolist()

        if __name__ == "__main__":
            with multiprocessing.get_context({method!r}).Pool(1) as pool:
                print(pool.map(double, [[1.0], [-1.0]]))
        """,
    )
    assert run(program.name, cwd=tmp_path) == (0, "[[2.0], [0.0]]\n", "")


def test_description(tmp_path):
    code, out, err = run(cwd=tmp_path)
    assert (code, err) == (0, "")
    assert f"pyautograd    {pyautograd._version.__version__}, in " in out
    for name in ("core          " + pyautograd.backend, "NumPy  ", "BLAS  ", "CPU features  ", "threads  "):
        assert name in out


def test_options(tmp_path):
    version = f"pyautograd {pyautograd._version.__version__}\n"
    assert run("--version", cwd=tmp_path) == run("-V", cwd=tmp_path) == (0, version, "")
    code, out, _ = run("-h", cwd=tmp_path)
    assert code == 0 and out.startswith("usage: python -m pyautograd")
    for arguments, message in ((["-m"], "Argument expected for the -m option"), (["-x"], "Unknown option: -x")):
        code, out, err = run(*arguments, cwd=tmp_path)
        assert (code, out, err.splitlines()[0]) == (2, "", message)


def test_explicit_core_is_told(tmp_path):
    _, out, _ = run(cwd=tmp_path, env=dict(os.environ, PYAUTOGRAD_BACKEND="python"))
    assert "core          python" in out
