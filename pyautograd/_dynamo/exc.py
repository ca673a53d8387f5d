"""Errors of PyTorch's compiler, for programs that catch them."""


class TorchDynamoException(RuntimeError):
    """Base of the compiler's errors."""


class InternalTorchDynamoError(TorchDynamoException):
    """An error within the compiler."""


class TorchRuntimeError(TorchDynamoException):
    """An error of an operator that is compiled."""


class BackendCompilerFailed(TorchDynamoException):
    """An error of what compiles graphs."""


class Unsupported(TorchDynamoException):
    """Something that cannot be compiled."""
