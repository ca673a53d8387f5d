"""``torch.fx.experimental.proxy_tensor``: its names, for programs that import them. Tracing is not supported."""
import contextlib

from .. import _refuse


def get_proxy_mode():
    """The mode that traces operators: None, nothing does."""
    return None


def make_fx(f, *args, **kwargs):
    """Not supported: raises NotImplementedError."""
    _refuse("experimental.proxy_tensor.make_fx")


@contextlib.contextmanager
def disable_proxy_modes_tracing():
    """A context in which nothing is traced, as everywhere."""
    yield
