"""Context managers that turn recording on and off; each is a decorator as well."""
import functools
import inspect

from .._core import core


def _on_generator(function, context):
    """Wrap a generator so that its body runs inside `context` and the code between ``next`` calls does not."""

    @functools.wraps(function)
    def generator(*args, **kwargs):
        running = function(*args, **kwargs)
        try:
            with context():
                answer = running.send(None)
            while True:
                try:
                    request = yield answer
                except GeneratorExit:
                    with context():
                        running.close()
                    raise
                except BaseException as error:
                    with context():
                        answer = running.throw(error)
                else:
                    with context():
                        answer = running.send(request)
        except StopIteration as stop:
            return stop.value

    return generator


def _decorate(context, function):
    if inspect.isclass(function):
        import warnings

        warnings.warn(
            "Decorating classes is deprecated and will be disabled in future versions. You should only decorate functions or methods. To preserve the "
            "current behavior of class decoration, you can directly decorate the `__init__` method and nothing else.",
            FutureWarning,
            stacklevel=3,
        )
        function.__init__ = _decorate(context, function.__init__)
        return function
    if inspect.isgeneratorfunction(function):
        return _on_generator(function, context)

    @functools.wraps(function)
    def decorated(*args, **kwargs):
        with context():
            return function(*args, **kwargs)

    return decorated


class _Mode:
    """A context manager over the thread's grad mode."""

    def __call__(self, function):
        return _decorate(self.clone, function)

    def clone(self):
        """Another instance with the same setting."""
        return type(self)()


class _NoArguments(_Mode):
    """May be used bare as a decorator: ``@no_grad`` as well as ``@no_grad()``."""

    def __new__(cls, function=None):
        made = object.__new__(cls)
        return made if function is None or not callable(function) else _decorate(cls, function)

    def __init__(self, function=None):
        self.previous = False

    def __exit__(self, exc_type, exc_value, traceback):
        core.set_grad_enabled(self.previous)


class no_grad(_NoArguments):
    """Operators inside record nothing; their results do not require gradients."""

    def __enter__(self):
        self.previous = core.is_grad_enabled()
        core.set_grad_enabled(False)


class enable_grad(_NoArguments):
    """Operators inside record, also within ``no_grad``."""

    def __enter__(self):
        self.previous = core.is_grad_enabled()
        core.set_grad_enabled(True)


class set_grad_enabled(_Mode):
    """Set the grad mode: at once when called, and back again on leaving when used as a context manager."""

    def __init__(self, mode):
        self.prev = core.is_grad_enabled()
        self.mode = mode
        core.set_grad_enabled(mode)

    def __call__(self, function):
        core.set_grad_enabled(self.prev)
        return super().__call__(function)

    def __enter__(self):
        core.set_grad_enabled(self.mode)

    def __exit__(self, exc_type, exc_value, traceback):
        core.set_grad_enabled(self.prev)

    def __str__(self):
        return f"{type(self).__module__}.{type(self).__name__}(mode={self.mode})"

    __repr__ = __str__

    def clone(self):
        return type(self)(self.mode)


class inference_mode(_Mode):
    """Like ``no_grad``, and tensors made inside can never be used where gradients are recorded."""

    def __new__(cls, mode=True):
        if isinstance(mode, bool):
            return object.__new__(cls)
        return cls()(mode)

    def __init__(self, mode=True):
        self.mode = mode

    def __enter__(self):
        self.previous = core.is_inference_mode_enabled(), core.is_grad_enabled(), core.set_forward_enabled(not self.mode)
        core.set_inference_mode(self.mode)
        core.set_grad_enabled(not self.mode)

    def __exit__(self, exc_type, exc_value, traceback):
        inference, grad, forward = self.previous
        core.set_forward_enabled(forward)
        core.set_inference_mode(inference)
        core.set_grad_enabled(grad)

    def clone(self):
        return type(self)(self.mode)


class set_multithreading_enabled(_Mode):
    """Accepted for compatibility: backward runs in the calling thread here."""

    def __init__(self, mode):
        self.mode = mode

    def __enter__(self):
        pass

    def __exit__(self, exc_type, exc_value, traceback):
        pass

    def clone(self):
        return type(self)(self.mode)
