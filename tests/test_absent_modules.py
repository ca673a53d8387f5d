"""Modules that are left out can be imported, their names too; using one says what is not supported."""
import importlib
import subprocess
import sys

import pytest

import pyautograd as torch
from pyautograd import _absent


@pytest.mark.parametrize("path", sorted(_absent._TABLE))
def test_every_module_of_the_table_refuses_by_name(path):
    module = importlib.import_module("pyautograd." + path)
    feature, names, answers = _absent._TABLE[path]
    for name in names.split():
        found = getattr(module, name)
        if isinstance(found, type) and issubclass(found, BaseException):
            continue
        with pytest.raises(NotImplementedError, match=f"torch\\.{path}\\.{name}: ") as error:
            found()
        assert feature in str(error.value)
    for name, value in answers.items():
        found = getattr(module, name)
        if isinstance(value, _absent._From):
            assert found is getattr(importlib.import_module("pyautograd." + value.module), name)
            continue
        assert (found() if callable(found) and not callable(value) else found) == value
    assert not hasattr(module, "no_such_name")


def test_classes_are_for_isinstance_and_as_bases():
    class Stub(torch.ao.quantization.QuantStub):
        pass

    assert not isinstance(1, torch.export.ExportedProgram)
    for call in (Stub, torch.nn.quantized.FloatFunctional, lambda: torch.export.Dim.AUTO(), lambda: torch.nested.nested_tensor([])):
        with pytest.raises(NotImplementedError, match="not supported by pyautograd"):
            call()
    assert issubclass(torch.onnx.OnnxExporterError, RuntimeError)


def test_decorators_of_launchers_leave_a_function_alone():
    from pyautograd.distributed.elastic.multiprocessing.errors import record

    assert record(len) is len


def test_importing_the_library_loads_none_of_them():
    code = "import sys, pyautograd; print([m for m in sys.modules if m.startswith('pyautograd.') and m.split('.')[1] in ('sparse', 'onnx', 'export')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
