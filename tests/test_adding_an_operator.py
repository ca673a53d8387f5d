"""docs/adding_an_operator.md is executed: its row is added to a copy of the package, its programs print what the page says."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pyautograd

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "adding_an_operator.md").read_text()
BLOCKS = re.findall(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", PAGE, re.M | re.S)
ROW, PROGRAMS, STAMPED = BLOCKS[0][0], BLOCKS[1:-1], BLOCKS[-1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package and of the code generator, with the page's row in its table."""
    where = tmp_path_factory.mktemp("checkout")
    ignored = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd", "*.c", "build")
    shutil.copytree(Path(pyautograd.__file__).parent, where / "pyautograd", ignore=ignored)
    shutil.copytree(ROOT / "csrc", where / "csrc", ignore=ignored)
    (where / "pyautograd" / "_table" / "softclip.py").write_text(ROW)
    return where


def run(where, program):
    """What a program prints in the copy, on the plain core."""
    environment = {**os.environ, "PYAUTOGRAD_BACKEND": "python", "PYTHONPATH": str(where)}
    done = subprocess.run([sys.executable, "-c", program], cwd=where, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_row_works_on_the_plain_core(copy):
    assert run(copy, "\n".join(code for code, _ in PROGRAMS)) == "".join(text for _, text in PROGRAMS)


def test_the_row_is_stamped_as_the_page_shows(copy):
    code, text = STAMPED
    assert run(copy, code) == text


def test_the_stamped_sources_are_valid_cython(copy):
    """Cython translates the loops and the derivatives of a table that is this row and those it calls."""
    pytest.importorskip("Cython", minversion="3.1")
    program = """
import sys
sys.path.insert(0, "csrc")
import codegen
import scalar_loops
from pathlib import Path
from Cython.Compiler.Main import CompilationOptions, compile_single, default_options
rows, derivatives = codegen.load_table()
kept = [n for n, row in enumerate(rows) if row.key in ("softclip", "tanh", "tanh_backward")]
mark = "FINGERPRINT = ''\\n"
for name, text in (("scalar_kernels", scalar_loops.scalar_kernels_source([rows[n] for n in kept])),
                   ("derivatives", codegen.derivatives_source([rows[n] for n in kept], [derivatives[n] for n in kept]))):
    path = Path("csrc/pyautograd/_C") / (name + ".pyx")
    path.write_text(text + mark)
    result = compile_single(str(path), CompilationOptions(default_options, include_path=["csrc"], language_level=3),
                            full_module_name="pyautograd._C." + name)
    print(name, result.num_errors, path.with_suffix(".c").exists())
"""
    assert run(copy, program) == "scalar_kernels 0 True\nderivatives 0 True\n"


# docs/architecture.md shows rows of the table and names of the core: they are there, word for word.

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()


def test_the_rows_of_the_architecture_page_stand_in_the_table():
    from pyautograd._table import row as table
    from pyautograd._table import rows

    known = {r.key: r for r in rows()}
    before = len(table.ROWS)
    exec(re.search(r"^```python\n(op\(.*?)^```$", ARCHITECTURE, re.M | re.S)[1], {"op": table.op})
    shown = table.ROWS[before:]
    del table.ROWS[before:]
    assert len(shown) > 4
    for made in shown:
        for field in ("signature", "kind", "impl", "variants", "aliases", "promote", "numbers", "grad", "node", "nondiff"):
            assert getattr(made, field) == getattr(known[made.key], field), (made, field)


def test_the_names_of_the_architecture_page_are_in_the_core():
    from pyautograd._core import core

    table = ARCHITECTURE[ARCHITECTURE.index("## What a core provides"):]
    for cell in re.findall(r"^\| (`.*?) \|", table, re.M):
        for quoted in re.findall(r"`(.*?)`", cell):
            for name in re.findall(r"(\w+)(?:\([^)]*\))?", quoted):
                assert hasattr(core, name), name
    attributes = re.search(r"all operator methods, `(.*?)`, `(.*?)`", table)
    for name in (attributes[1] + " " + attributes[2]).split():
        assert hasattr(core.TensorBase, name), name
