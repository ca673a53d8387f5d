"""``torch._functorch.utils``."""
import contextlib

argnums_t = int | tuple[int, ...]


def exposed_in(module):
    """A decorator that sets ``__module__``."""

    def wrapper(fn):
        fn.__module__ = module
        return fn

    return wrapper


def unwrap_dead_wrappers(args):
    """`args`: there are no wrappers that outlive a transform."""
    return tuple(args)


@contextlib.contextmanager
def enable_single_level_autograd_function():
    """Does nothing: a custom Function takes part in all levels at once."""
    yield


__all__ = ["argnums_t", "enable_single_level_autograd_function", "exposed_in", "unwrap_dead_wrappers"]
