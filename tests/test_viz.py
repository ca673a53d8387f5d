"""Pictures of graphs: what is collected, DOT text, and the ways to a picture file."""
import os
import re
import stat
import sys

import pytest

import pyautograd as torch
from pyautograd import viz


def product():
    """sum(a * b) of two named leaves."""
    a = torch.ones(2, 3).requires_grad_()
    b = torch.ones(3).requires_grad_()
    return (a * b).sum(), {"a": a, "b": b}


def kinds(graph):
    found = {}
    for label, kind in graph.boxes.values():
        found.setdefault(kind, []).append(label)
    return {kind: sorted(labels) for kind, labels in found.items()}


def labelled_arrows(graph):
    name = {key: label for key, (label, _) in graph.boxes.items()}
    return sorted((name[start], name[end]) for start, end, _ in graph.arrows)


def test_boxes_and_arrows():
    out, names = product()
    graph = viz.collect(out, names)
    assert kinds(graph) == {
        "output": ["()"], "node": ["AccumulateGrad", "AccumulateGrad", "MulBackward0", "SumBackward0"], "leaf": ["a\n (2, 3)", "b\n (3)"],
    }  # fmt: skip
    assert labelled_arrows(graph) == [
        ("AccumulateGrad", "MulBackward0"), ("AccumulateGrad", "MulBackward0"), ("MulBackward0", "SumBackward0"), ("SumBackward0", "()"),
        ("a\n (2, 3)", "AccumulateGrad"), ("b\n (3)", "AccumulateGrad"),
    ]  # fmt: skip


def test_leaves_without_names_show_their_shape():
    out, _ = product()
    assert kinds(viz.collect(out))["leaf"] == ["(2, 3)", "(3)"]


def test_saved_tensors():
    out, names = product()
    graph = viz.collect(out, names, show_saved=True)
    saved = kinds(graph)["saved"]
    assert len(saved) == 2 and all(re.search(r"\((2, )?3\)$", label) for label in saved)
    assert sum(not directed for _, _, directed in graph.arrows) == 2


def test_attributes_are_listed_and_cut():
    x = torch.ones(2, 3).requires_grad_()
    label = next(label for label, kind in viz.collect(x.sum(1), show_attrs=True).boxes.values() if label.startswith("SumBackward1"))
    name, rule, *rows = label.split("\n")
    assert name == "SumBackward1" and set(rule) == {"-"}
    assert [row.split(":")[0].strip() for row in rows] == ["dim", "keepdim", "self_sym_sizes"]
    assert rows[1].endswith(": False") and rows[2].endswith(": (2, 3)")
    cut = next(label for label, kind in viz.collect(x.sum(1), show_attrs=True, max_attr_chars=5).boxes.values() if "sym_sizes" in label)
    assert cut.endswith(": (2...")


def test_a_freed_graph_can_still_be_drawn():
    out, names = product()
    out.backward()
    graph = viz.collect(out, names, show_attrs=True, show_saved=True)
    assert "saved" not in kinds(graph) and len(graph.boxes) == 7


def test_several_outputs_share_their_history():
    x = torch.ones(2).requires_grad_()
    y = x.exp()
    graph = viz.collect((y.sum(), y * 2, torch.ones(4)), {"x": x})
    assert kinds(graph)["output"] == ["()", "(2)", "(4)"]
    assert kinds(graph)["node"].count("ExpBackward0") == 1


def test_a_tensor_used_twice_has_two_arrows():
    x = torch.ones(2).requires_grad_()
    assert labelled_arrows(viz.collect(x * x)).count(("AccumulateGrad", "MulBackward0")) == 2


def test_a_deep_graph():
    x = torch.ones(1).requires_grad_()
    for _ in range(20000):
        x = x * 2
    assert len(viz.collect(x).boxes) == 20003


def test_dot_source():
    out, names = product()
    source = viz.to_dot_source(out, names)
    assert source.startswith("digraph {\n") and source.endswith("}\n")
    assert '[label="()" fillcolor=darkolivegreen1]' in source
    assert '[label="a\\n (2, 3)" fillcolor=lightblue]' in source
    assert '[label="MulBackward0" fillcolor=lightgrey]' in source
    assert len(re.findall(r"^\tn\d+ -> n\d+$", source, re.M)) == 6
    assert len(re.findall(r"^\tn\d+ -> n\d+ \[dir=none\]$", viz.to_dot_source(out, names, show_saved=True), re.M)) == 2
    assert source == viz.to_dot_source(out, names)


def test_labels_are_escaped():
    x = torch.ones(1).requires_grad_()
    assert '[label="say \\"x\\\\y\\"\\n (1)"' in viz.to_dot_source(x * 2, {'say "x\\y"': x})


def test_layers_point_down():
    x = torch.ones(3).requires_grad_()
    y = x
    for i in range(8):
        y = y * x.exp() if i % 2 else y + x
    graph = viz.collect(y, show_saved=True)
    rows = viz.layers(graph)
    row_of = {key: i for i, row in enumerate(rows) for key in row}
    assert set(row_of) == set(graph.boxes) and len(rows[-1]) == 1
    assert all(row_of[start] < row_of[end] for start, end, _ in graph.arrows)


def test_make_dot():
    graphviz = pytest.importorskip("graphviz")
    out, names = product()
    dot = viz.make_dot(out, params=names, show_attrs=True, show_saved=True, max_attr_chars=20)
    assert isinstance(dot, graphviz.Digraph)
    boxes = r"^\t(n\d+ .*)$"
    text = viz.to_dot_source(out, names, True, True, 20)
    assert re.findall(boxes, dot.source.replace('"', ""), re.M) == re.findall(boxes, text.replace('"', ""), re.M)


def test_make_dot_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "graphviz", None)
    with pytest.raises(ImportError, match=r"pip install 'pyautograd\[viz\]'"):
        viz.make_dot(product()[0])


def test_draw_writes_the_source(tmp_path):
    out, names = product()
    path = tmp_path / "graph.dot"
    assert viz.draw(out, path, names) == str(path)
    assert path.read_text() == viz.to_dot_source(out, names)


def test_draw_refuses_other_suffixes(tmp_path):
    with pytest.raises(ValueError, match="expected a path that ends in"):
        viz.draw(product()[0], tmp_path / "graph.txt")


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for dot is a shell script")
def test_draw_calls_dot(tmp_path, monkeypatch):
    program = tmp_path / "dot"
    program.write_text('#!/bin/sh\necho "$1" > "$3"\ncat >> "$3"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])
    out, names = product()
    viz.draw(out, tmp_path / "graph.svg", names)
    assert (tmp_path / "graph.svg").read_text() == "-Tsvg\n" + viz.to_dot_source(out, names)
    program.write_text("#!/bin/sh\ncat > /dev/null\necho no such luck >&2\nexit 3\n")
    with pytest.raises(RuntimeError, match="dot failed: no such luck"):
        viz.draw(out, tmp_path / "graph.png", names)


@pytest.mark.parametrize("suffix, head", [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_draw_with_matplotlib(tmp_path, monkeypatch, suffix, head):
    pytest.importorskip("matplotlib")
    monkeypatch.setenv("PATH", str(tmp_path))
    out, names = product()
    path = tmp_path / f"graph.{suffix}"
    viz.draw(out, path, names, show_attrs=True, show_saved=True)
    assert path.read_bytes().startswith(head)


def test_draw_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("matplotlib", "matplotlib.figure"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"dot or the package matplotlib: pip install 'pyautograd\[viz\]'"):
        viz.draw(product()[0], tmp_path / "graph.png")


def test_works_on_torch():
    real = pytest.importorskip("torch")
    x, y = real.ones(2, 3, requires_grad=True), torch.ones(2, 3).requires_grad_()
    for make in (lambda x: (x * x.exp()).sum(), lambda x: x.t().relu()[0].cumsum(0).mean()):
        theirs, mine = viz.collect(make(x), {"x": x}), viz.collect(make(y), {"x": y})
        assert kinds(theirs) == kinds(mine) and labelled_arrows(theirs) == labelled_arrows(mine)
