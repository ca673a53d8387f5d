"""Pictures of autograd graphs.

`make_dot` gives a ``graphviz.Digraph``, `draw` a picture file, `to_dot_source` the text both are made from. Everything reads only
``grad_fn``, ``next_functions``, ``variable`` and ``_saved_*``, so graphs of any library with PyTorch's interface can be drawn.

Colours: leaves that gather gradients are light blue, results green, saved tensors orange, operations grey.
Arrows point the way of the computation, from leaves to results.
"""
import os
import shutil
import subprocess

__all__ = ["collect", "draw", "make_dot", "to_dot_source"]

COLOURS = {"leaf": "lightblue", "output": "darkolivegreen1", "node": "lightgrey", "saved": "orange"}
_NODE_STYLE = {"style": "filled", "shape": "box", "align": "left", "fontsize": "10", "height": "0.2", "fontname": "monospace"}


class Graph:
    """What is drawn: boxes and arrows between them.

    Attributes
    ----------
    boxes : dict
        key -> (label, kind), the kind being a key of `COLOURS`.
    arrows : list
        (key, key, directed).
    """

    def __init__(self):
        self.boxes = {}
        self.arrows = []
        self._keys = {}
        self._kept = []  # keys stand for ids, which must stay unique while collecting

    def box(self, thing, label, kind):
        """A box for an object, made once; returns (its key, whether it is new)."""
        key = self._keys.get(id(thing))
        if key is not None:
            return key, False
        key = f"n{len(self.boxes)}"
        self._keys[id(thing)] = key
        self._kept.append(thing)
        self.boxes[key] = (label, kind)
        return key, True

    def arrow(self, start, end, directed=True):
        self.arrows.append((start, end, directed))


def _is_tensor(value):
    return hasattr(value, "requires_grad") and hasattr(value, "shape") and hasattr(value, "dtype")


def _shape(tensor):
    return "(" + ", ".join(map(str, tensor.shape)) + ")"


def _saved_values(node):
    """(name, value) of what a node kept for backward; values that were freed are left out."""
    found = []
    for attribute in dir(node):
        if not attribute.startswith("_saved_"):
            continue
        try:
            found.append((attribute[7:], getattr(node, attribute)))
        except (RuntimeError, AttributeError):  # freed by a backward, or not there for these arguments
            continue
    return found


def _node_label(node, show_attrs, max_attr_chars):
    """The operation's name, and below a line what it saved that is worth showing."""
    name = node.name().rsplit("::", 1)[-1] if hasattr(node, "name") else type(node).__name__
    if not show_attrs:
        return name
    rows = []
    for attribute, value in _saved_values(node):
        if _is_tensor(value):
            text = "[saved tensor]"
        elif isinstance(value, (tuple, list)) and any(_is_tensor(v) for v in value):
            text = "[saved tensors]"
        else:
            text = str(value)
            if len(text) > max_attr_chars:
                text = text[: max(0, max_attr_chars - 3)] + "..."
        rows.append((attribute, text))
    if not rows:
        return name
    width = max([len(attribute) for attribute, _ in rows])
    lines = [f"{attribute:<{width}}: {text}" for attribute, text in rows]
    rule = "-" * max([len(line) for line in lines] + [len(name)])
    return "\n".join([name, rule, *lines])


def collect(tensors, params=None, show_attrs=False, show_saved=False, max_attr_chars=50):
    """The `Graph` of the history of a tensor, or of several.

    Parameters
    ----------
    tensors : Tensor or sequence of Tensor
    params : dict of str to Tensor, optional
        Names for leaves, such as ``dict(module.named_parameters())``.
    show_attrs : bool
        List in every operation what it saved besides tensors.
    show_saved : bool
        A box for every saved tensor.
    max_attr_chars : int
        Where to cut the texts of `show_attrs`.
    """
    outputs = (tensors,) if _is_tensor(tensors) else tuple(tensors)
    names = {id(tensor): name for name, tensor in (params or {}).items()}
    graph, stack = Graph(), []

    def tensor_label(tensor, name=None):
        name = names.get(id(tensor), name)
        return f"{name}\n {_shape(tensor)}" if name else _shape(tensor)

    def visit(node):
        """The key of a node's box; a node seen for the first time is to be followed."""
        key, new = graph.box(node, _node_label(node, show_attrs, max_attr_chars), "node")
        if new:
            stack.append((node, key))
        return key

    def show_saved_tensors(node, key):
        for name, value in _saved_values(node):
            for item in value if isinstance(value, (tuple, list)) else (value,):
                if _is_tensor(item):
                    saved, _ = graph.box((node, name, item), tensor_label(item, name), "saved")
                    graph.arrow(saved, key, directed=False)

    for out in outputs:
        key, new = graph.box(out, tensor_label(out), "output")
        if new and out.grad_fn is not None:
            graph.arrow(visit(out.grad_fn), key)
    while stack:  # not recursive: graphs can be deeper than Python's stack
        node, key = stack.pop()
        leaf = getattr(node, "variable", None)
        if _is_tensor(leaf):
            start, _ = graph.box(leaf, tensor_label(leaf), "leaf")
            graph.arrow(start, key)
        if show_saved:
            show_saved_tensors(node, key)
        for before, _ in node.next_functions:
            if before is not None:
                graph.arrow(visit(before), key)
    return graph


# ---------------------------------------------------------------------------------------------------------------------
# DOT


def _size(graph):
    """The edge of the square page, in inches: it grows with the graph."""
    return max(12.0, 0.15 * (len(graph.boxes) + len(graph.arrows)))


def _dot_label(text):
    """A label with DOT's escapes: lists of attributes are aligned left, names and shapes centred."""
    text = text.replace("\\", "\\\\")
    return text.replace("\n", "\\l") + "\\l" if "\n---" in text else text.replace("\n", "\\n")


def _quoted(text):
    return '"' + text.replace('"', '\\"') + '"'


def to_dot_source(tensor, params=None, show_attrs=False, show_saved=False, max_attr_chars=50):
    """The graph as text in Graphviz's DOT language. Needs nothing installed; the parameters are those of `collect`."""
    graph = collect(tensor, params, show_attrs, show_saved, max_attr_chars)
    style = " ".join([f"{key}={value if value.isalnum() else _quoted(value)}" for key, value in _NODE_STYLE.items()])
    size = _size(graph)
    lines = ["digraph {", f'\tgraph [size="{size:g},{size:g}"]', f"\tnode [{style}]"]
    for key, (label, kind) in graph.boxes.items():
        lines.append(f"\t{key} [label={_quoted(_dot_label(label))} fillcolor={COLOURS[kind]}]")
    for start, end, directed in graph.arrows:
        lines.append(f"\t{start} -> {end}" + ("" if directed else " [dir=none]"))
    return "\n".join([*lines, "}", ""])


def make_dot(var, params=None, show_attrs=False, show_saved=False, max_attr_chars=50):
    """The graph of a tensor's history as a ``graphviz.Digraph``, for notebooks and ``.render()``.

    Needs the package ``graphviz``; rendering needs Graphviz itself. The parameters are those of `collect`.
    """
    try:
        import graphviz
    except ImportError as error:
        raise ImportError(
            "make_dot() needs the package graphviz: pip install 'pyautograd[viz]'. "
            "to_dot_source() gives the same graph as text without it."
        ) from error
    graph = collect(var, params, show_attrs, show_saved, max_attr_chars)
    size = f"{_size(graph):g}"
    dot = graphviz.Digraph(node_attr=dict(_NODE_STYLE), graph_attr={"size": f"{size},{size}"})
    for key, (label, kind) in graph.boxes.items():
        dot.node(key, _dot_label(label), fillcolor=COLOURS[kind])
    for start, end, directed in graph.arrows:
        dot.edge(start, end, **({} if directed else {"dir": "none"}))
    return dot


# ---------------------------------------------------------------------------------------------------------------------
# Picture files


def draw(tensor, path, params=None, show_attrs=False, show_saved=False, max_attr_chars=50):
    """Write a picture of the graph of a tensor's history and return `path`.

    The suffix of `path` decides what is written: ``.svg``, ``.png`` or ``.pdf`` by Graphviz's ``dot`` where it is
    installed, else by matplotlib; ``.dot`` or ``.gv`` for the source. Further parameters are those of `collect`.

    Raises
    ------
    ValueError
        For another suffix.
    ImportError
        If a picture is wanted and neither ``dot`` nor matplotlib is there.
    """
    path = os.fspath(path)
    suffix = os.path.splitext(path)[1][1:].lower()
    if suffix in ("dot", "gv"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(to_dot_source(tensor, params, show_attrs, show_saved, max_attr_chars))
        return path
    if suffix not in ("svg", "png", "pdf"):
        raise ValueError(f"draw(): expected a path that ends in .svg, .png, .pdf, .dot or .gv, but got {path!r}")
    program = shutil.which("dot")
    if program:
        source = to_dot_source(tensor, params, show_attrs, show_saved, max_attr_chars)
        done = subprocess.run([program, "-T" + suffix, "-o", path], input=source.encode(), stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise RuntimeError(f"draw(): dot failed: {done.stderr.decode(errors='replace').strip()}")
        return path
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(
            "draw() needs Graphviz's program dot or the package matplotlib: pip install 'pyautograd[viz]'. "
            "A path that ends in .dot is written without either."
        ) from error
    _draw_with_matplotlib(collect(tensor, params, show_attrs, show_saved, max_attr_chars), Figure, path)
    return path


def layers(graph):
    """The keys of the boxes in rows, every arrow pointing to a lower row.

    A box stands as low as what it leads to allows (longest path from the results, up), so that leaves are next to
    where they are used; within rows boxes are ordered by the mean position of their neighbours, in a few sweeps.
    """
    after = {key: [] for key in graph.boxes}
    before = {key: [] for key in graph.boxes}
    for start, end, _ in graph.arrows:
        after[start].append(end)
        before[end].append(start)
    height, waiting = dict.fromkeys(graph.boxes, 0), {key: len(ends) for key, ends in after.items()}
    ready = [key for key, count in waiting.items() if not count]
    while ready:
        key = ready.pop()
        for start in before[key]:
            height[start] = max(height[start], height[key] + 1)
            waiting[start] -= 1
            if not waiting[start]:
                ready.append(start)
    rows = [[] for _ in range(max(height.values(), default=-1) + 1)]
    for key, at in height.items():
        rows[-1 - at].append(key)
    place = {key: i - len(row) / 2 for row in rows for i, key in enumerate(row)}
    for sweep in range(6):
        neighbours = after if sweep % 2 == 0 else before
        for row in reversed(rows) if sweep % 2 == 0 else rows:
            row.sort(key=lambda key: sum([place[k] for k in neighbours[key]]) / len(neighbours[key]) if neighbours[key] else place[key])
            for i, key in enumerate(row):
                place[key] = i - len(row) / 2
    return rows


_CHARACTER, _LINE, _GAP = 0.085, 0.17, 0.3  # inches: of 10 point monospace, and between boxes


def _draw_with_matplotlib(graph, figure_class, path):
    """Boxes row by row, from the top down, with straight arrows between their edges."""
    rows = layers(graph)
    sizes = {}
    for key, (label, _) in graph.boxes.items():
        lines = label.split("\n")
        sizes[key] = (_CHARACTER * max([len(line) for line in lines]) + 0.2, _LINE * len(lines) + 0.12)
    width = max([sum([sizes[key][0] + _GAP for key in row]) for row in rows] + [1.0]) + _GAP
    heights = [max([sizes[key][1] for key in row]) for row in rows]
    height = sum([h + _GAP for h in heights]) + _GAP
    figure = figure_class(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.axis("off")
    centres, top = {}, height - _GAP
    for row, row_height in zip(rows, heights):
        left = (width - sum([sizes[key][0] + _GAP for key in row])) / 2 + _GAP / 2
        for key in row:
            centres[key] = (left + sizes[key][0] / 2, top - row_height / 2)
            left += sizes[key][0] + _GAP
        top -= row_height + _GAP
    for start, end, directed in graph.arrows:
        (x0, y0), (x1, y1) = centres[start], centres[end]
        arrow = {"arrowstyle": "-|>" if directed else "-", "color": "black", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", xy=(x1, y1 + sizes[end][1] / 2), xytext=(x0, y0 - sizes[start][1] / 2), arrowprops=arrow)
    for key, (label, kind) in graph.boxes.items():
        colour = {"darkolivegreen1": "#caff70"}.get(COLOURS[kind], COLOURS[kind])  # an X11 name that matplotlib lacks
        box = {"boxstyle": "square,pad=0.3", "facecolor": colour, "edgecolor": "black", "linewidth": 0.8}
        axes.text(*centres[key], label, ha="center", va="center", fontsize=10, family="monospace", bbox=box)
    limit = 30000 / max(width, height)  # pixels: what a PNG of a large graph may take
    figure.savefig(path, dpi=min(100, limit))
