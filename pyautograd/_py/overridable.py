"""Python functions, methods and attributes that ``__torch_function__`` can override."""
import functools

from . import dispatch, overrides
from .dispatch import ask, unusual
from .grad_mode import modes
from .overrides import ALL_DISABLED, UNANSWERED


def overridable(function, shown=None, asks="arguments", explain=None):
    """`function`, which first asks the ``__torch_function__`` of its arguments' types.

    Parameters
    ----------
    function : callable
    shown : str, optional
        Its name in the error if it counts as built in: such a function is not overridden in what it calls itself. A function that
        PyTorch has in Python goes without.
    asks : {"arguments", "modes", "nobody"}
        Whether a built-in function asks its arguments and modes, or modes only, or nobody (but still runs undisturbed).
    explain : callable, optional
        ``explain(args, kwargs)`` raises PyTorch's error for arguments that the function does not take. Called where a call has failed.
    """

    @functools.wraps(function)
    def call(*args, **kwargs):
        if not dispatch.PLAIN or unusual(args) or kwargs and unusual(kwargs.values()):
            if modes.torch_function == ALL_DISABLED:
                return function(*args, **kwargs)
            answer = UNANSWERED
            if shown is None:
                answer = overrides.ask_all(call, args, kwargs)
            elif asks != "nobody":
                answer = ask(call, shown, (*args, *kwargs.values()) if asks == "arguments" else (), args, kwargs or None)
            if answer is not UNANSWERED:
                return answer
            if shown is not None:
                return undisturbed(function, args, kwargs)
        if explain is None:
            return function(*args, **kwargs)
        try:
            return function(*args, **kwargs)
        except (TypeError, AttributeError) as error:
            failed = error
        try:
            explain(args, kwargs)
            raise failed
        finally:
            del failed  # or it and this frame would keep one another

    if shown is None:
        call.__kwdefaults__ = getattr(function, "__kwdefaults__", None)  # for who looks: `call` has no such parameters
    return call


def undisturbed(function, args, kwargs):
    """Call a function in which ``__torch_function__`` is not asked."""
    before = modes.torch_function
    modes.torch_function = ALL_DISABLED
    try:
        return function(*args, **kwargs)
    finally:
        modes.torch_function = before


class overridable_property:
    """A data descriptor over `inner` that first asks the ``__torch_function__`` of the instance's type."""

    __slots__ = ("inner", "__name__", "__weakref__")

    def __init__(self, inner, name):
        self.inner, self.__name__ = inner, name

    __doc__ = property(lambda self: self.inner.__doc__)
    __objclass__ = property(lambda self: _tensor_class())

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if unusual((instance,)):
            answer = ask(self.__get__, f"torch.Tensor.{self.__name__}.__get__", (instance,), (instance,), None)
            if answer is not UNANSWERED:
                return answer
        return self.inner.__get__(instance, type(instance))

    def __set__(self, instance, value):
        if unusual((instance,)):
            answer = ask(self.__set__, f"torch.Tensor.{self.__name__}.__set__", (instance,), (instance, value), None)
            if answer is not UNANSWERED:
                return
        if not hasattr(self.inner, "__set__"):
            raise AttributeError(f"attribute '{self.__name__}' of 'torch._C.TensorBase' objects is not writable")
        self.inner.__set__(instance, value)

    def __delete__(self, instance):
        if getattr(self.inner, "fdel", True) is None or not hasattr(self.inner, "__delete__"):
            raise AttributeError(f"attribute '{self.__name__}' of 'torch._C.TensorBase' objects is not writable")
        self.inner.__delete__(instance)

    def __repr__(self):
        return f"<attribute '{self.__name__}' of 'torch._C.TensorBase' objects>"


def _tensor_class():
    from .._tensor import Tensor

    return Tensor
