"""How cases about distributions show what they got, for PyTorch and for this library."""


def shown(x):
    """A tensor by three digits, shape and dtype; other things as they print."""
    if not hasattr(x, "detach"):
        return repr(x)
    return [f"{v if abs(v) > 1e-6 else 0.0:.3g}" if isinstance(v, float) else v for v in x.detach().reshape(-1).tolist()], tuple(x.shape), str(x.dtype).split(".")[1]


def attempt(name, function):
    try:
        return name, shown(function())
    except (NotImplementedError, ValueError, RuntimeError) as error:
        return name, type(error).__name__, str(error)
