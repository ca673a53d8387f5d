"""Operators of half precision that PyTorch composes of others, each of which rounds. The compiled core calls them on tensors without history."""
from ..core import ops


def logit(self):
    """``log(x / (1 - x))``."""
    return ops.log(ops.div(self, ops.rsub(self, 1)))


def logsumexp(self, dim, keepdim):
    """``log(sum(exp(x - top))) + top``, `top` being the largest along `dim` where that is finite."""
    top = ops.amax(self, dim, True)
    top = ops.masked_fill(top, ops.isinf(top), 0)
    made = ops.add(ops.log(ops.sum(ops.exp(ops.sub(self, top)), dim, True)), top)
    return made if keepdim else ops.squeeze(made, dim)
