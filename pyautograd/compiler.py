"""``torch.compiler``: nothing is compiled, every decorator gives its function back."""


def is_compiling():
    """False."""
    return False


def is_dynamo_compiling():
    """False."""
    return False


def is_exporting():
    """False."""
    return False


def disable(fn=None, recursive=True, *, reason=None):
    """The function itself."""
    return (lambda f: f) if fn is None else fn


def allow_in_graph(fn):
    """The function itself."""
    return fn


def assume_constant_result(fn):
    """The function itself."""
    return fn


def compile(*args, **kwargs):
    """`pyautograd.compile`."""
    from . import compile as whole

    return whole(*args, **kwargs)


def reset():
    """Nothing to forget."""
