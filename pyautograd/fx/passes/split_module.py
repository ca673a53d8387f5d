"""``torch.fx.passes.split_module``: a graph module as a chain of smaller ones."""
import operator

from ..graph import Graph
from ..graph_module import GraphModule
from ..node import map_arg


class _Part:
    """The nodes of one part, and the names of the values that it takes and gives."""

    def __init__(self, name):
        self.name, self.submodule = name, f"submod_{name}"
        self.nodes, self.inputs, self.outputs = [], {}, {}
        self.needs = {}  # names of the parts that come before it
        self.graph, self.env, self.members = Graph(), {}, {}

    def build(self, originals, keep_names):
        """Write the part's graph; returns its module."""
        for name in self.inputs:
            node = originals[name]
            made = self.env[node] = self.graph.placeholder(name, type_expr=node.type)
            made.meta = node.meta.copy()
        for node in self.nodes:
            target = node.target
            if node.op == "call_module":
                target = target.replace(".", "_")
                self.members[target] = node.graph.owning_module.get_submodule(node.target)
            args, kwargs = map_arg(node.args, self.env.__getitem__), map_arg(node.kwargs, self.env.__getitem__)
            made = self.graph.create_node(node.op, target, args, kwargs, name=node.name if keep_names else None, type_expr=node.type)
            made.meta = node.meta.copy()
            self.env[node] = made
        given = tuple([self.env[originals[name]] for name in self.outputs])
        if given:
            self.graph.output(given[0] if len(given) == 1 else given)
        return GraphModule(self.members, self.graph)


def _in_order(parts):
    """The parts so that each comes after those that it needs."""
    ready = [part for part in parts.values() if not part.needs]
    found = []
    while ready:
        part = ready.pop(0)
        found.append(part)
        for other in parts.values():
            if part.name in other.needs:
                del other.needs[part.name]
                if not other.needs:
                    ready.append(other)
    if len(found) != len(parts):
        raise RuntimeError("cycle exists between partitions!")
    return found


def split_module(
    m, root_m, split_callback, qualname_map=None, keep_original_order=False, keep_original_node_name=False, keep_original_input_name=True, *,
    partition_affix=None, tuple_return=False,
):  # fmt: skip
    """Move the nodes of a graph module into submodules.

    Parameters
    ----------
    m : GraphModule
    root_m : Module
        Kept for PyTorch's sake: submodules are those of `m`.
    split_callback : callable
        Says of a node the number of the part that it belongs to.
    qualname_map : dict, optional
        Is given, for each submodule's new name, the one that it had.
    keep_original_order : bool
        Run the parts in the order of their first nodes.
    partition_affix : str, optional
        Stands in the names of the parts before their numbers.

    Returns
    -------
    GraphModule
        It calls ``submod_0``, ``submod_1`` and so on.
    """
    if tuple_return:
        raise NotImplementedError("split_module(tuple_return=True) is not supported")
    nodes, parts, where = list(m.graph.nodes), {}, {}
    for node in nodes:
        if node.op not in ("placeholder", "get_attr", "output"):
            number = split_callback(node)
            name = str(number) if partition_affix is None else f"{partition_affix}_{number}"
            where[node] = parts.setdefault(name, _Part(name))
            where[node].nodes.append(node)
    originals = {node.name: node for node in nodes}
    for node in nodes:
        into = where.get(node)
        for used in node.all_input_nodes:
            source = where.get(used)
            if source is not into:
                if source is not None:
                    source.outputs.setdefault(used.name)
                if into is not None:
                    into.inputs.setdefault(used.name)
                    if source is not None:
                        into.needs.setdefault(source.name)
    order = list(parts.values()) if keep_original_order else _in_order(parts)
    graph, env, members = Graph(), {}, {}
    for node in nodes:
        if node.op == "placeholder":
            env[node] = graph.create_node("placeholder", node.target, node.args, type_expr=node.type, name=node.name if keep_original_input_name else None)
        elif node.op == "get_attr":
            env[node] = graph.get_attr(node.target)
            members[node.target] = operator.attrgetter(node.target)(m)
        else:
            continue
        env[node].meta = node.meta.copy()
    for part in order:
        members[part.submodule] = part.build(originals, keep_original_node_name)
        if qualname_map is not None:
            for node in part.nodes:
                if node.op == "call_module":
                    qualname_map[f"{part.submodule}.{node.target.replace('.', '_')}"] = node.target
        value = graph.call_module(part.submodule, tuple([env[originals[name]] for name in part.inputs]))
        for position, name in enumerate(part.outputs):
            env[originals[name]] = value if len(part.outputs) == 1 else graph.call_function(operator.getitem, (value, position))
    for node in nodes:
        if node.op == "output":
            graph.output(map_arg(node.args[0], env.__getitem__)).meta = node.meta.copy()
    return GraphModule(members, graph)


__all__ = ["split_module"]
