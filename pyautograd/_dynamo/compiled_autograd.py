"""``torch._dynamo.compiled_autograd``: nothing is compiled, so that there is nothing to switch off."""
import contextlib

compiled_autograd_enabled = in_compiled_autograd_region = False


def reset():
    """Nothing to forget."""


@contextlib.contextmanager
def _disable():
    """A context that changes nothing."""
    yield


def _enable(compiler_fn, dynamic=True, ignore_active_disable_ctx=True):
    """Refused: backward is not compiled."""
    raise NotImplementedError("torch._dynamo.compiled_autograd: compiling of backward: not supported by pyautograd")
