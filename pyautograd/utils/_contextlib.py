"""Context managers that are decorators as well: the base of `no_grad` and its like, and of users' own.

Unlike `contextlib.ContextDecorator` they wrap generators so that the body runs inside the context and the code between ``next`` calls
does not, and each call gets a context of its own.
"""
import functools
import sys
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_CLASS = (
    "Decorating classes is deprecated and will be disabled in future versions. You should only decorate functions or methods. To preserve the "
    "current behavior of class decoration, you can directly decorate the `__init__` method and nothing else."
)
_CLASS_REFUSED = (
    "Cannot decorate classes; it is ambiguous whether or not only the constructor or all methods should have the context manager applied; "
    "additionally, decorating a class at definition-site will prevent use of the identifier as a conventional type.  To specify which methods to "
    "decorate, decorate each of them individually."
)


def _wrap_generator(ctx_factory, func):
    """A generator function whose body runs inside a context from `ctx_factory`, entered anew each time it is resumed."""

    @functools.wraps(func)
    def generator_context(*args, **kwargs):
        running = func(*args, **kwargs)
        try:
            with ctx_factory():
                answer = running.send(None)
            while True:
                try:
                    request = yield answer
                except GeneratorExit:
                    with ctx_factory():
                        running.close()
                    raise
                except BaseException:
                    with ctx_factory():
                        answer = running.throw(sys.exc_info()[1])
                else:
                    with ctx_factory():
                        answer = running.send(request)
        except StopIteration as stop:
            return stop.value

    return generator_context


def context_decorator(ctx, func):
    """Wrap `func` so that it runs inside a context.

    Parameters
    ----------
    ctx : callable or context manager
        Makes a context manager for each call; or one that can be entered many times.
    func : callable
        A function, or a generator function. A class raises RuntimeError.
    """
    if callable(ctx) and hasattr(ctx, "__enter__"):
        raise AssertionError(
            f"Passed in {ctx} is both callable and also a valid context manager (has __enter__), making it ambiguous which interface to use.  If you "
            "intended to pass a context manager factory, rewrite your call as context_decorator(lambda: ctx()); if you intended to pass a context "
            "manager directly, rewrite your call as context_decorator(lambda: ctx)"
        )
    from inspect import isgeneratorfunction  # loads much, and only decorators need it

    ctx_factory = ctx if callable(ctx) else lambda: ctx
    if isinstance(func, type):
        raise RuntimeError(_CLASS_REFUSED)
    if isgeneratorfunction(func):
        return _wrap_generator(ctx_factory, func)

    @functools.wraps(func)
    def decorate_context(*args, **kwargs):
        with ctx_factory():
            return func(*args, **kwargs)

    return decorate_context


class _DecoratorContextManager:
    """A context manager whose instances decorate functions. A subclass whose constructor takes arguments defines ``clone`` as well."""

    def __call__(self, orig_func: F) -> F:
        func = orig_func
        if isinstance(orig_func, type):
            warnings.warn(_CLASS, FutureWarning, stacklevel=2)

            def func(*args, **kwargs):
                return orig_func(*args, **kwargs)

        return context_decorator(self.clone, func)

    def __enter__(self) -> None:
        raise NotImplementedError

    def __exit__(self, exc_type, exc_value, traceback) -> None:
        raise NotImplementedError

    def clone(self):
        """Another instance with the same setting: each call of a decorated function enters one of its own."""
        return self.__class__()


class _NoParamDecoratorContextManager(_DecoratorContextManager):
    """May decorate without parentheses: ``@no_grad`` as well as ``@no_grad()``."""

    def __new__(cls, orig_func=None):
        if orig_func is None:
            return super().__new__(cls)
        return cls()(orig_func)


for _shown in (_DecoratorContextManager, _NoParamDecoratorContextManager, context_decorator, _wrap_generator):
    _shown.__module__ = "torch.utils._contextlib"
