"""``torch._dynamo.eval_frame``: the class that compiled modules have in PyTorch."""
from ..nn import Module


class OptimizedModule(Module):
    """What `compile` makes of a module in PyTorch. Here it gives the module itself: there is no instance of this class."""

    def __new__(cls, *args, **kwargs):
        raise NotImplementedError("torch._dynamo.OptimizedModule: nothing is compiled; torch.compile gives the module itself")
