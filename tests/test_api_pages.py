"""The reference has every public name: where its source lies, a page takes its docstrings from there."""
import importlib
import inspect
import re
import sys
from pathlib import Path

import pytest

import pyautograd

API = Path(__file__).parent.parent / "docs" / "api"
PACKAGE = Path(pyautograd.__file__).parent
TEXT = "\n".join(p.read_text(encoding="utf-8") for p in API.glob("*.md"))
ON_A_PAGE = set(re.findall(r"^::: ([\w.]+)$", TEXT, re.M))
WHOLE = tuple(name + "." for name in re.findall(r"^::: ([\w.]+)\n    options:\n      show_submodules: true$", TEXT, re.M))
PACKAGES = (
    "autograd", "autograd.forward_ad", "autograd.function", "autograd.functional", "autograd.graph", "func", "nn", "nn.init", "nn.utils", "nn.utils.parametrizations",
    "nn.utils.rnn", "optim", "optim.lr_scheduler", "optim.swa_utils", "distributions", "utils.data", "serialization", "overrides", "profiler", "viz", "sparse",
)  # fmt: skip


def home(value):
    """The module of the package in whose file a class or function stands; None for what has none (operators, constants)."""
    if isinstance(value, type) and hasattr(sys.modules.get(value.__module__), "__path__"):  # shown where it is imported: its methods tell
        value = next((f for f in vars(value).values() if inspect.isfunction(f)), value)
    try:
        file = Path(inspect.getsourcefile(inspect.unwrap(value))).resolve()
    except TypeError:
        return None
    if PACKAGE.resolve() not in file.parents:
        return None
    parts = file.relative_to(PACKAGE.resolve().parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", PACKAGES)
def test_each_public_name_has_a_docstring_on_a_page(path):
    module = importlib.import_module("pyautograd." + path)
    checked = 0
    for name in getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]:
        value = getattr(module, name)
        where = None if inspect.ismodule(value) or name.startswith("_") else home(value)
        if where is None or "._C" in where or "._py." in where:
            continue
        assert inspect.getdoc(value), f"{path}.{name}"
        found = where.startswith(WHOLE) or where in ON_A_PAGE or f"{where}.{name}" in ON_A_PAGE
        assert found, f"{path}.{name}: docs/api has no page with {where}"
        checked += 1
    assert checked


def test_the_pages_name_what_is_there():
    for name in ON_A_PAGE:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError:
            module, _, attribute = name.rpartition(".")
            assert hasattr(importlib.import_module(module), attribute), name
