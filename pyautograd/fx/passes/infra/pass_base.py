"""``torch.fx.passes.infra.pass_base``: a pass over a graph, with conditions before and after it."""
import abc
from typing import NamedTuple

from ...graph_module import GraphModule

__all__ = ["PassBase", "PassResult"]


class PassResult(NamedTuple):
    """The module that a pass gives, and whether the pass has changed it."""

    graph_module: GraphModule
    modified: bool


class PassBase(abc.ABC):
    """Base class of passes: a subclass has `call`, and calling the pass checks `requires`, runs it and checks `ensures`."""

    def __call__(self, graph_module):
        """The `PassResult` of `call`, or None."""
        self.requires(graph_module)
        result = self.call(graph_module)
        self.ensures(graph_module)
        return result

    @abc.abstractmethod
    def call(self, graph_module):
        """The pass itself: takes a `GraphModule`, gives a `PassResult` or None."""

    def requires(self, graph_module):  # noqa: B027 - may be left out
        """What must hold before: raise if it does not."""

    def ensures(self, graph_module):  # noqa: B027 - may be left out
        """What must hold after: raise if it does not."""
