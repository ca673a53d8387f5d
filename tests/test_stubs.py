"""The stub of the compiled core names what the core has, and nothing it has not."""
import ast
import re
import types
from pathlib import Path

import pyautograd
from pyautograd._core import core

PACKAGE = Path(pyautograd.__file__).parent
STUB = ast.parse((PACKAGE / "_C" / "core.pyi").read_text())
CLASSES = {node.name: node for node in STUB.body if isinstance(node, ast.ClassDef)}


def declared(body):
    """The names that statements of a stub declare."""
    names = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return names | {node.target.id for node in body if isinstance(node, ast.AnnAssign)}


NAMES = declared(STUB.body)


def used():
    """Names of the core that the package itself uses."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if "_py" in path.relative_to(PACKAGE).parts:
            continue
        text = path.read_text()
        if re.search(r"from \.+_core import .*\bcore\b|from pyautograd\._core import core", text):
            found.update(re.findall(r"(?<![\w.])core\.([a-z]\w*|[A-Z]\w*)", text))
    return found


def test_every_name_that_the_package_uses_is_declared():
    names = used()
    assert {"TensorBase", "ops", "wrap", "run_backward"} <= names
    assert names <= NAMES


def test_every_declared_name_that_both_cores_have_is_there():
    missing = {name for name in NAMES & used() if not hasattr(core, name)}
    assert not missing


def public():
    """The public names of the compiled core: of the module, or of its sources where the plain core runs."""
    if pyautograd.backend == "compiled":
        return {n for n, value in vars(core).items() if not n.startswith("_") and not isinstance(value, types.ModuleType) and n != "SimpleNamespace"}
    sources = Path(__file__).parent.parent / "csrc" / "pyautograd" / "_C"
    parts = re.findall(r'^include "(.*)"', (sources / "core.pyx").read_text(), re.M)
    text = "\n".join([(sources / part).read_text() for part in ("core.pyx", *parts)])
    return {n for n in re.findall(r"^(?:def|class|cdef class|cpdef \w+) (\w+)|^([a-z]\w*|FREED) = |^from \.fast import (\w+)", text, re.M) for n in n if n and not n.startswith("_")}


def test_stub_and_compiled_core_have_the_same_names():
    assert public() == NAMES
    if pyautograd.backend == "compiled":
        for name, node in CLASSES.items():
            for attribute in declared(node.body) - {"__getattr__"}:
                assert hasattr(getattr(core, name), attribute), f"{name}.{attribute}"


def test_tensor_attributes_exist():
    x = pyautograd.ones(2, dtype=pyautograd.complex64)
    assert all(hasattr(x, name) for name in declared(CLASSES["TensorBase"].body) - {"__getattr__"})
