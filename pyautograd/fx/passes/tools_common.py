"""``torch.fx.passes.tools_common``: small tools for passes."""
from collections import deque

from ..graph import Graph


def legalize_graph(gm):
    """Put the nodes of a graph module so that each comes after those that it uses; returns the module. RuntimeError where they go round in circles."""
    waits = {node: len(node.all_input_nodes) for node in gm.graph.nodes}
    ready, graph, env = deque(node for node, count in waits.items() if count == 0), Graph(), {}
    while ready:
        node = ready.popleft()
        env[node] = graph.node_copy(node, env.__getitem__)
        for user in node.users:
            waits[user] -= 1
            if waits[user] == 0:
                ready.append(user)
    if len(graph.nodes) < len(waits):
        raise RuntimeError(f"Input graph has cycles, unable to add {[node for node, count in waits.items() if count]}")
    graph._codegen = gm.graph._codegen
    gm.graph = graph
    return gm


def get_node_target(submodules, node):
    """What a node calls, by name: of a submodule its type, of a function its module and name."""
    if node.op not in ("call_function", "call_method", "call_module", "get_attr", "placeholder", "output"):
        raise AssertionError(f"Expect op types of call_function, call_method or call_module, but found {node.op}")
    if node.op == "call_module":
        module = submodules[node.target]
        kind = getattr(module, "_base_class_origin", type(module))
        return f"{kind.__module__}.{kind.__qualname__}".replace("pyautograd", "torch", 1)
    return node._pretty_print_target(node.target) if node.op == "call_function" else node.target


__all__ = ["get_node_target", "legalize_graph"]
