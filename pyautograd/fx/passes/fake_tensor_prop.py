"""``torch.fx.passes.fake_tensor_prop``: `FakeTensorProp`, which runs a graph on fake tensors and notes at each node what comes out."""
import pyautograd as torch

from ..._subclasses.fake_tensor import FakeTensorMode
from ..interpreter import Interpreter
from ..node import map_aggregate


class FakeTensorProp(Interpreter):
    """Runs a `GraphModule`; ``node.meta["val"]`` is the fake tensor that comes out of a node.

    Parameters
    ----------
    module : GraphModule
    mode : FakeTensorMode, optional
        A new one where left out.
    """

    def __init__(self, module, mode=None):
        super().__init__(module)
        self._mode = FakeTensorMode() if mode is None else mode

    def run_node(self, n):
        """The value of one node, which is noted."""
        result = super().run_node(n)
        found = False

        def noted(x):
            nonlocal found
            found = found or isinstance(x, torch.Tensor)
            return x

        meta = map_aggregate(result, noted)
        if found:
            n.meta["val"] = meta
        return result

    def propagate(self, *args):
        """Run the graph on fake tensors for `args`."""
        return self.propagate_dont_convert_inputs(*[self._mode.from_tensor(a) if isinstance(a, torch.Tensor) else a for a in args])

    def propagate_dont_convert_inputs(self, *args):
        """Run the graph on `args` as they are."""
        with self._mode:
            return super().run(*args)


__all__ = ["FakeTensorProp"]
