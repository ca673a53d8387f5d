"""Exception types of the namespace that Python does not have."""


class _LinAlgError(RuntimeError):
    """A matrix for which the decomposition or the solution asked for does not exist. Also ``torch.linalg.LinAlgError``."""


_LinAlgError.__module__ = "torch._C"
LinAlgError = _LinAlgError
