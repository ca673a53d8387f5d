"""The pages of the documentation, and the README, hold programs: each block runs and prints what the page says."""
import doctest
import re
from pathlib import Path

import pytest
from test_tutorial import BLOCK, DOCS, run

import pyautograd

README = DOCS.parent / "README.md"
HOW_TO = ("index.md", "moving.md", "custom_functions.md", "threads.md", "deployment.md")
ELSEWHERE = {"tutorial.md", "tutorial.zh.md", "anomaly.md", "adding_an_operator.md"}  # each has a test of its own
ROWS = {"architecture.md"}  # its block shows rows of the table, not a program


@pytest.mark.parametrize("page", HOW_TO)
def test_page_prints_what_it_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    threads = pyautograd.get_num_threads()
    results = list(run(page))
    pyautograd.set_num_threads(threads)
    assert results
    for printed, expected in results:
        assert printed == expected


@pytest.mark.parametrize("page", ("moving.md", "custom_functions.md"))
def test_page_is_true_of_pytorch(page):
    pytest.importorskip("torch", minversion="2.13")
    alike = 0
    for printed, expected in run(page, library="torch"):
        alike += printed == expected
        assert printed == expected or page == "moving.md"  # it also shows what PyTorch can and this library cannot
    assert alike >= 5


def test_readme_prints_what_it_says():
    text = "\n".join(re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S))
    case = doctest.DocTestParser().get_doctest(text, {}, "README.md", None, 0)
    assert len(case.examples) >= 4
    assert doctest.DocTestRunner().run(case).failed == 0


def test_no_page_is_forgotten():
    pages = {p.name for p in DOCS.glob("*.md") if BLOCK.search(p.read_text(encoding="utf-8"))}
    assert pages == {*HOW_TO, *ELSEWHERE, *ROWS}


def test_links_lead_somewhere():
    for page in [README, *DOCS.rglob("*.md")]:
        text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if "://" not in target and page.name != "operators.md":
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_page_is_in_the_navigation():
    navigation = Path(DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    for page in DOCS.rglob("*.md"):
        assert page.relative_to(DOCS).as_posix() in navigation, page
