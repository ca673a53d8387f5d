"""``torch.fx.experimental.optimization``: modules that compute the same with fewer layers."""
import copy

from ... import nn
from ...nn.utils.fusion import fuse_conv_bn_eval
from .._symbolic_trace import symbolic_trace
from ..graph_module import GraphModule
from ..interpreter import Transformer

_FUSED = ((nn.Conv1d, nn.BatchNorm1d), (nn.Conv2d, nn.BatchNorm2d), (nn.Conv3d, nn.BatchNorm3d))


def matches_module_pattern(pattern, node, modules):
    """Whether a node and the one that its first argument comes from call modules of the types in `pattern`, the earlier one first."""
    if not node.args:
        return False
    for expected, current in zip(pattern, (node.args[0], node)):
        if getattr(current, "op", None) != "call_module" or type(modules.get(current.target)) is not expected:
            return False
    return True


def replace_node_module(node, modules, new_module):
    """Let a node call another module, in place of its own."""
    modules[node.target] = new_module
    parent, _, name = node.target.rpartition(".")
    setattr(modules[parent], name, new_module)


def fuse(model, inplace=False, no_trace=False):
    """A traced copy of a module in evaluation, whose convolutions have taken in the batch normalisations that follow them.

    Parameters
    ----------
    inplace : bool
        Change `model` itself.
    no_trace : bool
        `model` is a `GraphModule`.
    """
    if not inplace:
        model = copy.deepcopy(model)
    if no_trace and not isinstance(model, GraphModule):
        model = symbolic_trace(model)
    traced = model if no_trace else symbolic_trace(model)
    modules, graph = dict(traced.named_modules()), copy.deepcopy(traced.graph)
    for pattern in _FUSED:
        for node in graph.nodes:
            if not matches_module_pattern(pattern, node, modules):
                continue
            source = node.args[0]
            convolution, normalisation = modules[source.target], modules[node.target]
            if len(source.users) > 1 or not normalisation.track_running_stats:
                continue
            replace_node_module(source, modules, fuse_conv_bn_eval(convolution, normalisation))
            node.replace_all_uses_with(source)
            graph.erase_node(node)
    return GraphModule(traced, graph)


def remove_dropout(model):
    """A traced copy of a module that leaves its `Dropout` layers out."""

    class WithoutDropout(Transformer):
        def call_module(self, target, args, kwargs):
            if isinstance(self.submodules[target], nn.Dropout):
                return args[0]
            return super().call_module(target, args, kwargs)

    return WithoutDropout(symbolic_trace(model)).transform()


def optimize_for_inference(model, pass_config=None, tracer=None):
    """Refused: it is for MKLDNN's layers. `fuse` and `remove_dropout` are its other parts."""
    raise NotImplementedError("torch.fx.experimental.optimization.optimize_for_inference: MKLDNN's modules: not supported by pyautograd")


__all__ = ["fuse", "matches_module_pattern", "optimize_for_inference", "remove_dropout", "replace_node_module"]
