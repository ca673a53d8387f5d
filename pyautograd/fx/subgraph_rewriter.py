"""``torch.fx.subgraph_rewriter``: `replace_pattern`, which finds what a small program does in a graph, and puts another in its place."""
import copy
from typing import NamedTuple

from ..nn import Module
from ._symbolic_trace import symbolic_trace
from .graph import Graph
from .graph_module import GraphModule
from .node import Node


class Match(NamedTuple):
    """A place where the pattern was: the last node of the pattern, and what in the graph its nodes were matched to."""

    anchor: Node
    nodes_map: dict


class ReplacedPatterns(NamedTuple):
    """The same, with the nodes that were put there."""

    anchor: Node
    nodes_map: dict
    replacements: list


class InternalMatch:
    """A place where the pattern is, for filters."""

    def __init__(self, anchors):
        self.anchors = anchors
        self.nodes_map = {}
        self.placeholder_nodes = []
        self.returning_nodes = []


def _graph(program):
    if isinstance(program, GraphModule):
        return program.graph
    return program if isinstance(program, Graph) else symbolic_trace(program).graph


class _Matcher:
    def __init__(self, pattern, ignore_literals):
        self.ignore_literals = ignore_literals
        nodes = list(pattern.nodes)
        self.placeholders = [n for n in nodes if n.op == "placeholder"]
        self.returning = list(next(n for n in reversed(nodes) if n.op == "output").all_input_nodes)
        users = {n: [u for u in n.users if u.op != "output"] for n in self.returning}
        self.anchors = [n for n in self.returning if not users[n]] or self.returning[-1:]

    def literal(self, pattern, found):
        return self.ignore_literals or (type(pattern) is type(found) and pattern == found)

    def value(self, pattern, found, mapped):
        if isinstance(pattern, Node):
            if pattern.op == "placeholder" or isinstance(found, Node):
                return self.node(pattern, found, mapped)
            return False
        if isinstance(found, Node):
            return False
        if isinstance(pattern, (list, tuple)):
            return isinstance(found, (list, tuple)) and self.values(pattern, found, mapped)
        if isinstance(pattern, dict):
            return isinstance(found, dict) and list(pattern) == list(found) and self.values(list(pattern.values()), list(found.values()), mapped)
        if isinstance(pattern, slice):
            return isinstance(found, slice) and self.values([pattern.start, pattern.stop, pattern.step], [found.start, found.stop, found.step], mapped)
        return self.literal(pattern, found)

    def values(self, pattern, found, mapped):
        return len(pattern) == len(found) and all([self.value(p, f, mapped) for p, f in zip(pattern, found)])

    def node(self, pattern, found, mapped):
        if pattern in mapped:
            return mapped[pattern] is found or (not isinstance(found, Node) and mapped[pattern] == found)
        if pattern.op == "placeholder":
            mapped[pattern] = found
            return True
        if not isinstance(found, Node) or found in mapped.values() or pattern.op != found.op or pattern.target != found.target:
            return False
        mapped[pattern] = found
        return self.values(pattern.args, found.args, mapped) and self.value(pattern.kwargs, found.kwargs, mapped)

    def contained(self, mapped):
        """Whether what lies inside of the match is used by nothing else."""
        inside = {f for p, f in mapped.items() if p.op != "placeholder"}
        return all(u in inside for p, f in mapped.items() if p.op != "placeholder" and p not in self.returning for u in f.users)

    def matches(self, graph):
        """All places that do not overlap, in order."""
        found, taken = [], set()

        def extend(anchors, mapped):
            if not anchors:
                yield mapped
                return
            for node in graph.nodes:
                trial = dict(mapped)
                if self.node(anchors[0], node, trial):
                    yield from extend(anchors[1:], trial)

        for mapped in extend(self.anchors, {}):
            inside = {f for p, f in mapped.items() if p.op != "placeholder"}
            if inside & taken or not self.contained(mapped):
                continue
            taken |= inside
            match = InternalMatch(self.anchors)
            match.nodes_map = mapped
            match.placeholder_nodes = [mapped.get(p) for p in self.placeholders]
            match.returning_nodes = [mapped[r] for r in self.returning]
            found.append(match)
        return found


def _place(graph, match):
    """The node before which the replacement goes: the first that uses a result."""
    users = {u for n in match.returning_nodes for u in n.users}
    for node in graph.nodes:
        if node in users:
            return node
    return max(match.returning_nodes, key=lambda n: n._position()).next


def replace_pattern_with_filters(
    gm, pattern, replacement=None, match_filters=None, ignore_literals=False, replacement_callback=None, node_name_match=""
):
    """`replace_pattern` where all ``filter(match, graph, pattern_graph)`` agree. ``replacement_callback(match, graph, pattern_graph)`` may give the new graph."""
    graph, pattern = gm.graph, _graph(pattern)
    matches = _Matcher(pattern, ignore_literals).matches(graph)
    matches = [m for m in matches if all(agrees(m, graph, pattern) for agrees in match_filters or ())]
    common = None if replacement_callback is not None else _graph(replacement)
    replaced, changed = [], {}
    for match in matches:
        new = common if common is not None else replacement_callback(match, graph, pattern)
        places = [n for n in new.nodes if n.op == "placeholder"]
        if len(places) != len(match.placeholder_nodes):
            raise AssertionError(f"Placeholder count mismatch: {len(match.placeholder_nodes)} vs {len(places)}")
        values = {}
        for place, given in zip(places, match.placeholder_nodes):
            values[place] = changed.get(given, given) if isinstance(given, Node) else given
        with graph.inserting_before(_place(graph, match)):
            results = graph.graph_copy(new, values)
        results = results if isinstance(results, (tuple, list)) else (results,)
        if len(results) != len(match.returning_nodes):
            raise AssertionError(f"Returning nodes count mismatch: {len(match.returning_nodes)} vs {len(results)}")
        for old, made in zip(match.returning_nodes, results):
            old.replace_all_uses_with(made)
            changed[old] = made
        for node in reversed(list(pattern.nodes)):
            if node.op not in ("placeholder", "output"):
                graph.erase_node(match.nodes_map[node])
        made = [values[n] for n in new.nodes if n.op not in ("placeholder", "output")]
        replaced.append(ReplacedPatterns(match.anchors[0], match.nodes_map, made))
    gm.recompile()
    if isinstance(replacement, Module):
        _take_over(gm, replacement)
    return replaced


def _take_over(gm, replacement):
    """Let `gm` have what the new nodes refer to."""
    gm.delete_all_unused_submodules()
    for node in gm.graph.nodes:
        if node.op in ("call_module", "get_attr") and not _has(gm, node.target):
            if not _has(replacement, node.target):
                raise RuntimeError(
                    f'Attempted to create a "{node.op}" node during subgraph rewriting with target {node.target}, but the referenced attribute does not '
                    "exist in the replacement GraphModule"
                )
            found = replacement
            for step in node.target.split("."):
                found = getattr(found, step)
            found = copy.deepcopy(found)
            if isinstance(found, Module):
                gm.add_submodule(node.target, found)
            else:
                setattr(gm, node.target, found)
    gm.graph.lint()


def _has(module, path):
    for step in path.split("."):
        if not hasattr(module, step):
            return False
        module = getattr(module, step)
    return True


def replace_pattern(gm, pattern, replacement):
    """Put what `replacement` does wherever the graph of `gm` does what `pattern` does; both are functions or modules with the same arguments.

    What is matched are operations and what they are done with, not names. Nothing else may use what is computed inside of a match. Returns a
    `Match` for each.
    """
    return [Match(m.anchor, m.nodes_map) for m in replace_pattern_with_filters(gm, pattern, replacement)]


__all__ = ["Match", "replace_pattern", "replace_pattern_with_filters", "ReplacedPatterns"]
