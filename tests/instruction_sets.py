"""The compiled loops with each instruction set that the processor has, for modules that import `instruction_set`; the plain core has one way."""
import pytest

import pyautograd as torch

fast = pytest.importorskip("pyautograd._C.fast") if torch.backend == "compiled" else pytest.importorskip("pyautograd._py.fast")
compiled = torch.backend == "compiled"


@pytest.fixture(params=range(3) if compiled else (0,), autouse=compiled, scope="module")
def instruction_set(request):
    if compiled and fast.choose_loops(request.param) != request.param:
        pytest.skip("the processor has no such instructions")
    yield request.param
    if compiled:
        fast.choose_loops(2)
