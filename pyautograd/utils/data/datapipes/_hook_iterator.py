"""An `IterDataPipe` has one iterator that counts: making another invalidates the one before."""
import enum
import functools
import inspect

_FEEDBACK = "\nFor feedback regarding this single iterator per IterDataPipe constraint, feel free to comment on this issue: https://github.com/pytorch/data/issues/45."
_THROWN = "thrown by __iter__ of"


class _SnapshotState(enum.Enum):
    NotStarted = 0
    Restored = 1
    Iterating = 2


def described(pipe):
    """A pipe as error texts show it: its class with the arguments that it kept under their names."""
    names = inspect.signature(type(pipe)).parameters
    kept = [(name, value) for name, value in inspect.getmembers(pipe) if name in names]
    shown = [f"{name}={value.__name__ if inspect.isfunction(value) else repr(value)}" for name, value in kept]
    return f"{type(pipe).__name__}({', '.join(shown)})"


def _new_iterator(pipe):
    """Count a new iterator of `pipe`, which begins anew."""
    if getattr(pipe, "_is_child_datapipe", False) is True:
        pipe._set_main_datapipe_valid_iterator_id()
    else:
        pipe._valid_iterator_id = 0 if pipe._valid_iterator_id is None else pipe._valid_iterator_id + 1
        pipe.reset()
    return pipe._valid_iterator_id


def _check_valid(pipe, number):
    if getattr(pipe, "_is_child_datapipe", False) is True:
        if not pipe._check_valid_iterator_id(number):
            raise RuntimeError(
                "This iterator has been invalidated, because a new iterator has been created from one of the ChildDataPipes of "
                f"{described(pipe.main_datapipe)}.{_FEEDBACK}"
            )
    elif pipe._valid_iterator_id != number:
        raise RuntimeError(
            f"This iterator has been invalidated because another iterator has been created from the same IterDataPipe: {described(pipe)}\n"
            f"This may be caused by multiple references to the same IterDataPipe. We recommend using `.fork()` if that is necessary.{_FEEDBACK}"
        )


def _explained(error, pipe):
    """Say in the text of `error` which pipe it came from; the innermost one alone."""
    text = error.args[0] if error.args and isinstance(error.args[0], str) else None
    shown = f"This exception is {_THROWN} {described(pipe)}"
    if text is None:
        error.args = ("\n" + shown,)
    elif _THROWN not in text and "single iterator per IterDataPipe constraint" not in text:
        error.args = (f"{text}\n{shown}", *error.args[1:])


class IteratorDecorator:
    """What ``__iter__`` returned, as long as it is the pipe's last one."""

    def __init__(self, iterator, pipe, number, counts_itself):
        self.iterator, self.datapipe, self.iterator_id = iterator, pipe, number
        self._counts_itself = counts_itself and iterator is pipe

    def __iter__(self):
        return self

    def __next__(self):
        _check_valid(self.datapipe, self.iterator_id)
        result = next(self.iterator)
        if not self._counts_itself:
            self.datapipe._number_of_samples_yielded += 1
        return result

    def __getattr__(self, name):
        return getattr(self.iterator, name)


def _wrapped_generator(function):
    @functools.wraps(function)
    def wrapper(pipe, *args, **kwargs):
        elements = function(pipe, *args, **kwargs)
        if pipe._fast_forward_iterator:
            ahead, pipe._fast_forward_iterator = pipe._fast_forward_iterator, None
            pipe._snapshot_state = _SnapshotState.Iterating
            yield from ahead
            return
        number = _new_iterator(pipe)
        try:
            response = elements.send(None)
            while True:
                pipe._number_of_samples_yielded += 1
                request = yield response
                _check_valid(pipe, number)
                response = elements.send(request)
        except StopIteration:
            return
        except Exception as error:
            _explained(error, pipe)
            raise

    return wrapper


def _wrapped_iter(function, has_next):
    @functools.wraps(function)
    def wrapper(pipe, *args, **kwargs):
        made = function(pipe, *args, **kwargs)
        pipe._snapshot_state = _SnapshotState.Iterating
        if pipe._fast_forward_iterator:
            ahead, pipe._fast_forward_iterator = pipe._fast_forward_iterator, None
            return ahead
        return IteratorDecorator(made, pipe, _new_iterator(pipe), has_next)

    return wrapper


def _counting_next(function):
    @functools.wraps(function)
    def wrapper(pipe, *args, **kwargs):
        result = function(pipe, *args, **kwargs)
        pipe._number_of_samples_yielded += 1
        return result

    return wrapper


def hook_iterator(namespace):
    """Wrap ``__iter__``, and ``__next__`` where there is one, of a class that is being made."""
    function = namespace["__iter__"]
    if inspect.isgeneratorfunction(function):
        namespace["__iter__"] = _wrapped_generator(function)
        return
    has_next = "__next__" in namespace
    if has_next:
        namespace["__next__"] = _counting_next(namespace["__next__"])
    namespace["__iter__"] = _wrapped_iter(function, has_next)


def conditional_reset(function):
    """A ``reset`` that leaves the state of a pipe alone which was just restored from a snapshot."""

    @functools.wraps(function)
    def wrapper(pipe, *args, **kwargs):
        if pipe._snapshot_state is not _SnapshotState.Restored:
            pipe._number_of_samples_yielded, pipe._fast_forward_iterator = 0, None
            function(pipe, *args, **kwargs)
        pipe._snapshot_state = _SnapshotState.Iterating

    return wrapper
