"""The page of compatibility says of PyTorch's public names what is so."""
import re

import compatibility_page as generator
import pytest

import pyautograd as torch

AGAIN = "run python tests/compatibility_page.py"


def absences(text):
    """The names that a page calls missing, as (module, name)."""
    found = set()
    for title, names in re.findall(r"^\| `torch\.?([\w.]*)` \| \d+ \| \d+ \| (.*) \|$", text, re.M):
        found |= {(title, name) for name in re.findall(r"`(\w+)`", names)}
    section = text.partition("\n## Missing at top level\n")[2].partition("\n## ")[0]
    for kind, names in re.findall(r"^\* (.*?): (.*)$", section, re.M):
        if not kind.startswith("here"):
            found |= {("", name) for name in re.findall(r"`(\w+)`", names)}
    return found


def test_the_page_is_in_step():
    said, true = (absences(text) for text in (generator.PAGE.read_text(encoding="utf-8"), generator.page(torch)))
    assert not true - said, f"the page does not say that these are missing; {AGAIN}"
    # A name or two that came meanwhile do no harm until the page is written again.
    assert len(said - true) < 30, f"these are here by now: {AGAIN}"


def test_names_that_refuse_do():
    for name in generator.refused(torch, generator.recorded()[""]):
        with pytest.raises(NotImplementedError, match="not supported"):
            getattr(torch, name)()


def test_the_list_is_pytorchs():
    oracle = pytest.importorskip("torch", minversion="2.13")
    golden = generator.recorded()
    assert set(golden[""]) <= set(dir(oracle))
    assert set(golden["Tensor"]) == {n for n in dir(oracle.Tensor) if not n.startswith("_")}
