"""``torch.classes``: the classes of TorchScript that extensions in C++ register. There are none, and extensions cannot be loaded."""
loaded_libraries = set()


def load_library(path):
    """NotImplementedError: extensions written for PyTorch need PyTorch."""
    raise NotImplementedError(f"torch.classes.load_library({path!r}): extensions of TorchScript are not supported by pyautograd")


class _NoClass(RuntimeError, AttributeError):
    """PyTorch's error, and one that lets `pickle` go on, which looks for a name in all modules."""


class _Namespace:
    """The classes of one extension: none is there."""

    def __init__(self, name):
        self.name = name

    def __getattr__(self, attr):
        if attr.startswith("__"):
            raise AttributeError(attr)
        raise _NoClass(f"Tried to instantiate class '{self.name}.{attr}', but it does not exist! Ensure that it is registered via torch::class_")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _Namespace(name)
