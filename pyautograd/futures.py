"""``torch.futures``: results that come later, in one process."""
import threading


class Future:
    """A value, or an exception, that some thread sets once and others wait for."""

    def __init__(self, *, devices=None):
        self._lock = threading.Condition()
        self._callbacks = []
        self._done = False
        self._value = self._error = None

    def __class_getitem__(cls, item):
        return cls

    def done(self):
        """Whether the value is there."""
        return self._done

    def wait(self):
        """The value; blocks until it is there, and raises what was set as its exception."""
        with self._lock:
            self._lock.wait_for(lambda: self._done)
        if self._error is not None:
            raise self._error
        return self._value

    def value(self):
        """The value, which must be there."""
        if not self._done:
            raise RuntimeError("value() called on a Future that is not completed")
        return self.wait()

    def then(self, callback):
        """A future of what ``callback(self)`` returns once this one is done."""
        made = Future()

        def run(future):
            try:
                made.set_result(callback(future))
            except Exception as error:
                text = f"Got the following error when running the callback: {type(error).__name__}: {error}"
                made.set_exception(RuntimeError(text).with_traceback(error.__traceback__))

        self._when_done(run)
        return made

    def add_done_callback(self, callback):
        """Call ``callback(self)`` once this future is done."""
        self._when_done(callback)

    def set_result(self, result):
        """Set the value, once."""
        self._finish(result, None)

    def set_exception(self, result):
        """Set an exception, which `wait` raises."""
        assert isinstance(result, Exception), f"{result} is of type {type(result)}, not an Exception."
        self._finish(None, result)

    def _when_done(self, callback):
        with self._lock:
            if not self._done:
                self._callbacks.append(callback)
                return
        callback(self)

    def _finish(self, value, error):
        with self._lock:
            if self._done:
                raise RuntimeError(
                    "Attempting to mark a completed Future as complete again. Note that a Future can only be marked completed once."
                )
            self._value, self._error, self._done = value, error, True
            callbacks, self._callbacks = self._callbacks, []
            self._lock.notify_all()
        for callback in callbacks:
            callback(self)


def collect_all(futures):
    """A future of the list of `futures`, done when all of them are."""
    futures, made = list(futures), Future()
    remaining, lock = [len(futures)], threading.Lock()
    if not futures:
        made.set_result(futures)

    def one_done(_):
        with lock:
            remaining[0] -= 1
            last = remaining[0] == 0
        if last:
            errors = [f._error for f in futures if f._error is not None]
            made.set_exception(errors[0]) if errors else made.set_result(futures)

    for future in futures:
        future.add_done_callback(one_done)
    return made


def wait_all(futures):
    """The values of `futures`, when all are there."""
    return [future.wait() for future in collect_all(futures).wait()]


__all__ = ["Future", "collect_all", "wait_all"]
