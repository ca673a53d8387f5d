"""``torch._dynamo.eval_frame``: the class of modules that `compile` was given."""
from collections.abc import Sized

from ..nn import Module


class OptimizedModule(Module):
    """What ``torch.compile(module)`` gives: a module that calls `module`, which is its ``_orig_mod``. Nothing is compiled.

    The names in its ``state_dict`` begin with ``_orig_mod.``, as in PyTorch; attributes are those of `module`.
    """

    def __init__(self, mod, dynamo_ctx=None):
        super().__init__()
        self._modules["_orig_mod"] = mod
        self.__dict__["dynamo_ctx"] = dynamo_ctx
        del self.__dict__["training"]

    def forward(self, *args, **kwargs):
        """Call the module."""
        return self._orig_mod(*args, **kwargs)

    def __len__(self):
        if isinstance(self._orig_mod, Sized):
            return len(self._orig_mod)
        raise TypeError(f"{type(self._orig_mod).__name__} does not support len()")

    @property
    def training(self):
        """Whether the module is in training mode."""
        return self._orig_mod.training

    @training.setter
    def training(self, value):
        self._orig_mod.training = value

    def __getattr__(self, name):
        modules = self.__dict__.get("_modules")
        if modules is None or "_orig_mod" not in modules:  # not made yet
            raise AttributeError(name)
        return modules["_orig_mod"] if name == "_orig_mod" else getattr(modules["_orig_mod"], name)

    def __setattr__(self, name, value):
        if name == "_orig_mod" or name in self.__dict__ or hasattr(type(self), name):
            super().__setattr__(name, value)
        else:
            setattr(self._orig_mod, name, value)

    def __delattr__(self, name):
        if name == "_orig_mod" or name in self.__dict__ or hasattr(type(self), name):
            super().__delattr__(name)
        else:
            delattr(self._orig_mod, name)

    def __reduce__(self):
        return type(self), (self._orig_mod, self.dynamo_ctx)

    def __dir__(self):
        own = dir(self._orig_mod)
        return own + [name for name in super().__dir__() if name not in own]
