"""The tutorial's pages are programs: each block runs, and prints what the page says it prints."""
import ast
import contextlib
import io
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ["tutorial.md", "tutorial.zh.md"]
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.M | re.S)


def blocks(page, library="pyautograd"):
    """The page's programs with their lines' places kept, each with what it should print, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        code = match[1] if library == "pyautograd" else re.sub(r"\bpyautograd\b", library, match[1])
        yield "\n" * text.count("\n", 0, match.start(1)) + code, match[2] or ""


def run(page, library="pyautograd"):
    """Run the page from top to bottom in one namespace; yields (what a block printed, what the page says)."""
    namespace = {"__name__": "tutorial"}
    for code, expected in blocks(page, library):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, page, "exec"), namespace)
        yield printed.getvalue(), expected


@pytest.mark.parametrize("page", PAGES)
def test_page_prints_what_it_says(page):
    results = list(run(page))
    assert len(results) > 12
    for printed, expected in results:
        assert printed == expected


def test_pages_have_the_same_programs():
    english, chinese = ([(ast.dump(ast.parse(code)), expected) for code, expected in blocks(page)] for page in PAGES)
    assert english == chinese


def test_pages_are_true_of_pytorch():
    pytest.importorskip("torch", minversion="2.13")
    for printed, expected in run(PAGES[0], library="torch"):
        assert printed == expected
