"""Exception types of the namespace that Python does not have."""


class _LinAlgError(RuntimeError):
    """A matrix for which the decomposition or the solution asked for does not exist. Also ``torch.linalg.LinAlgError``."""


_LinAlgError.__module__ = "torch._C"
LinAlgError = _LinAlgError


class AcceleratorError(RuntimeError):
    """An error of a graphics processor. Never raised here; programs catch it."""


class OutOfMemoryError(RuntimeError):
    """A graphics processor has no memory left. Also ``torch.cuda.OutOfMemoryError``. Never raised here; programs catch it."""


class FatalError(Exception):
    """An error of PyTorch's core. Never raised here."""


for _shown in (AcceleratorError, OutOfMemoryError, FatalError):
    _shown.__module__ = "torch"
