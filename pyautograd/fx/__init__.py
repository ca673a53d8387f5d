"""``torch.fx``: programs as graphs. `symbolic_trace` runs a program on proxies and gives a `GraphModule`, whose graph can be read and changed.

It is what PyTorch has, in Python over the facade: nodes, graphs, the code made from them, tracers, interpreters and the replacing of patterns.
``experimental.proxy_tensor`` has `make_fx`, which traces tensors instead of proxies. The compilers are left out: ``torch.export``, most passes.
"""
from .. import _lazy
from . import graph, graph_module, node, proxy
from ._symbolic_trace import PH, PHWithMeta, ProxyableClassMeta, Tracer, symbolic_trace, wrap
from .graph import CodeGen, Graph
from .graph_module import GraphModule
from .interpreter import Interpreter, Transformer
from .node import Node, has_side_effect, map_arg
from .proxy import Proxy
from .subgraph_rewriter import replace_pattern

__getattr__, __dir__ = _lazy.attributes(__name__)
__all__ = [
    "PH", "CodeGen", "Graph", "GraphModule", "Interpreter", "Node", "PHWithMeta", "Proxy", "ProxyableClassMeta", "Tracer", "Transformer", "graph",
    "graph_module", "has_side_effect", "map_arg", "node", "proxy", "replace_pattern", "symbolic_trace", "wrap",
]  # fmt: skip
