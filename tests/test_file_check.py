"""``torch.testing.FileCheck``: what it finds and what it says; against PyTorch where it is installed."""
import importlib

import pytest

from pyautograd.testing import FileCheck

TEXT = "a = 1\nb = 2\nc = a\nb = 3\n"
PASS = {
    "in order": lambda c: c.check("a").check("b").check("c"),
    "not before the next": lambda c: c.check_not("zz").check("a").check_not("c").check("b"),
    "count": lambda c: c.check_count("b", 2, exactly=True),
    "at least": lambda c: c.check_count("b", 1),
    "next line": lambda c: c.check("a").check_next("b"),
    "same line": lambda c: c.check("a").check_same("1"),
    "any order": lambda c: c.check_dag("c").check_dag("a").check("b = 3"),
    "expression": lambda c: c.check_regex(r"b = \d").check("c"),
}  # fmt: skip
FAIL = {
    "missing": lambda c: c.check("zz"),
    "not there any more": lambda c: c.check("c").check("a = 1"),
    "forbidden": lambda c: c.check_not("a"),
    "forbidden between": lambda c: c.check("a").check_not("b").check("c"),
    "forbidden after": lambda c: c.check("c").check_not("b"),
    "too many": lambda c: c.check_count("b", 1, exactly=True),
    "too few": lambda c: c.check_count("b", 3),
    "not in the next line": lambda c: c.check("a").check_next("c"),
    "not in the same line": lambda c: c.check("a").check_same("2"),
    "one of several": lambda c: c.check_dag("c").check_dag("q"),
    "no match": lambda c: c.check_regex(r"b = x\d"),
    "no checks": lambda c: c,
}  # fmt: skip


def refusal(build, module):
    with pytest.raises(RuntimeError) as caught:
        build(module.FileCheck()).run(TEXT)
    return str(caught.value).split("\n")[0], str(caught.value).rstrip("\n").split("\n")[-1]


@pytest.mark.parametrize("name", PASS)
def test_passes(name):
    assert PASS[name](FileCheck()).run(TEXT) is None


@pytest.mark.parametrize("name", FAIL)
def test_fails_as_in_pytorch(name):
    found = refusal(FAIL[name], importlib.import_module("pyautograd.testing"))
    pytest.importorskip("torch")
    assert found == refusal(FAIL[name], importlib.import_module("torch.testing"))


def test_checks_in_comments():
    FileCheck().run("# CHECK: a\n# CHECK-NEXT: b\n", TEXT)
    with pytest.raises(RuntimeError, match='Expected to not find "b" but found it'):
        FileCheck().run("# CHECK: a\n# CHECK-NOT: b\n", TEXT)


def test_a_marked_place():
    FileCheck().check_source_highlighted("c").run("x = c\n    ~ <--- HERE\n")
    with pytest.raises(RuntimeError):
        FileCheck().check_source_highlighted("c").run("x = c\n    \n")
