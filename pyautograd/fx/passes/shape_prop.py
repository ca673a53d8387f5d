"""``torch.fx.passes.shape_prop``: `ShapeProp`, which runs a graph and notes at each node what tensors come out."""
from typing import NamedTuple

import pyautograd as torch

from ..._subclasses.fake_tensor import copied_to_fake
from ..interpreter import Interpreter
from ..node import map_aggregate


class TensorMetadata(NamedTuple):
    """What is noted of a tensor."""

    shape: torch.Size
    dtype: torch.dtype
    requires_grad: bool
    stride: tuple
    memory_format: object
    is_quantized: bool
    qparams: dict


_FORMATS = (torch.contiguous_format, torch.channels_last, torch.channels_last_3d)


def _extract_tensor_metadata(result, include_contiguity=True):
    layout = None
    if include_contiguity:
        ranks = {torch.channels_last: 4, torch.channels_last_3d: 5}
        layout = next((f for f in _FORMATS if result.dim() == ranks.get(f, result.dim()) and result.is_contiguous(memory_format=f)), None)
    return TensorMetadata(result.shape, result.dtype, result.requires_grad, result.stride(), layout, False, {})


class ShapeProp(Interpreter):
    """Runs a `GraphModule`; ``node.meta["tensor_meta"]`` says of each node what its tensors are, ``node.meta["type"]`` of which type its value is."""

    def __init__(self, gm, fake_mode=None):
        super().__init__(gm if fake_mode is None else copied_to_fake(gm, fake_mode), graph=gm.graph)
        self.real_module, self.fake_mode = gm, fake_mode

    def run_node(self, n):
        """The value of one node, which is noted."""
        result = super().run_node(n)
        found = False

        def noted(x):
            nonlocal found
            if isinstance(x, torch.Tensor):
                found = True
                return _extract_tensor_metadata(x)
            return x

        meta = map_aggregate(result, noted)
        if found:
            n.meta["tensor_meta"] = meta
        n.meta["type"] = type(result)
        return result

    def propagate(self, *args):
        """Run the graph on `args`."""
        return super().run(*args)


__all__ = ["ShapeProp", "TensorMetadata"]
