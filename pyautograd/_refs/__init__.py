"""``torch._refs``: PyTorch writes its operators a second time here, for its compiler. Behind these names stand the operators themselves."""
import pyautograd as torch


def names_of(shown, *sources):
    """The ``__getattr__`` of a module whose names are looked up in others, in turn."""

    def __getattr__(name):
        for source in sources:
            if not name.startswith("_") and hasattr(source, name):
                return getattr(source, name)
        raise AttributeError(f"module 'torch.{shown}' has no attribute '{name}'")

    return __getattr__


__getattr__ = names_of("_refs", torch, torch.Tensor)



def T(a):
    """`a` with its dimensions in reverse."""
    return a.T


# Values drawn by a distribution are in-place methods elsewhere.


def _drawn(name):
    def draw(self, *args, **kwargs):
        return getattr(self.clone(), name + "_")(*args, **kwargs)

    draw.__name__, draw.__doc__ = name, f"A tensor like `self` filled as by ``Tensor.{name}_``."
    return draw


cauchy, exponential, geometric, log_normal = map(_drawn, ("cauchy", "exponential", "geometric", "log_normal"))

from . import _conversions  # noqa: E402, F401
