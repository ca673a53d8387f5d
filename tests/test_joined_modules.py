"""Where the small modules of the compiled core are found in an installed package: in one library for each package."""
import os
from importlib.machinery import EXTENSION_SUFFIXES

import pytest

from pyautograd._C import _joined_modules as joined


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package that holds two such libraries, and the sources of two modules."""
    for path in ("_C/_joined", "_C/kernels/_joined"):
        library = tmp_path / (path + EXTENSION_SUFFIXES[0])
        library.parent.mkdir(parents=True, exist_ok=True)
        library.touch()
    for path in ("_py/kernels/views.py", "_py/tensor.py"):
        source = tmp_path / path
        source.parent.mkdir(parents=True, exist_ok=True)
        source.touch()
    monkeypatch.setattr(joined, "FOLDER", str(tmp_path / "_C"))
    return tmp_path / "_C"


@pytest.mark.parametrize("name, folder", [("kernels.views", "kernels"), ("util", ""), ("derivatives", "")])
def test_found_in_the_library_of_its_package(installed, name, folder):
    spec = joined.JoinedModules.find_spec("pyautograd._C." + name)
    assert spec.name == spec.loader.name == "pyautograd._C." + name
    assert spec.origin == spec.loader.path == os.path.join(installed, folder, "_joined" + EXTENSION_SUFFIXES[0])


@pytest.mark.parametrize("name", ["pyautograd._C.kernels.nothing", "pyautograd._C.composite.shapes", "pyautograd._C.tensor", "pyautograd._py.util", "numpy.util"])
def test_not_found(installed, name):
    assert joined.JoinedModules.find_spec(name) is None


def test_built_in_place_nothing_is_joined(tmp_path):
    assert joined.library_in(tmp_path) is None
