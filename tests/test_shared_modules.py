"""Where the compiled core finds the modules that it shares with the plain one: in the library of their package, or in their source."""
import os
import pathlib
from importlib.machinery import EXTENSION_SUFFIXES, SourceFileLoader

import pytest

from pyautograd._C import _shared_modules as shared
from pyautograd._C._compiled import COMPILED, INTERPRETED


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package that holds two libraries, and the sources of three modules."""
    for path in ("_C/_joined", "_C/kernels/_joined"):
        library = tmp_path / (path + EXTENSION_SUFFIXES[0])
        library.parent.mkdir(parents=True, exist_ok=True)
        library.touch()
    for path in ("_py/kernels/views.py", "_py/kernels/linalg.py", "_py/forward.py", "_py/tensor.py"):
        source = tmp_path / path
        source.parent.mkdir(parents=True, exist_ok=True)
        source.touch()
    monkeypatch.setattr(shared, "FOLDER", str(tmp_path / "_C"))
    return tmp_path


@pytest.mark.parametrize("name, folder", [("kernels.views", "kernels"), ("util", ""), ("derivatives", "")])
def test_compiled_in_the_library_of_its_package(installed, name, folder):
    spec = shared.SharedModules.find_spec("pyautograd._C." + name)
    assert spec.name == spec.loader.name == "pyautograd._C." + name
    assert spec.origin == spec.loader.path == os.path.join(installed, "_C", folder, "_joined" + EXTENSION_SUFFIXES[0])


@pytest.mark.parametrize("name", ["kernels.linalg", "forward"])
def test_not_compiled_in_its_source(installed, name):
    spec = shared.SharedModules.find_spec("pyautograd._C." + name)
    assert spec.name == "pyautograd._C." + name and isinstance(spec.loader, SourceFileLoader)
    assert spec.origin == os.path.join(installed, "_py", *name.split(".")) + ".py"


@pytest.mark.parametrize("name", ["pyautograd._C.kernels.nothing", "pyautograd._C.composite.shapes", "pyautograd._C.tensor", "pyautograd._py.util", "numpy.util"])
def test_not_found(installed, name):
    assert shared.SharedModules.find_spec(name) is None


def test_built_in_place_nothing_is_joined(tmp_path):
    assert shared.library_in(tmp_path) is None


def test_every_module_has_a_source():
    plain = pathlib.Path(shared.FOLDER).parent / "_py"
    modules = [*COMPILED.items(), ("", INTERPRETED)]
    assert [name for package, names in modules for name in names if not (plain / package / (name + ".py")).exists()] == []
