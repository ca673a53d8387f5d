"""What the tests of custom Functions share; `torch` is the library under test, or PyTorch itself while outcomes are recorded."""


def shown(action):
    """The result of a call as it prints, or its exception."""
    try:
        return repr(action())
    except Exception as error:  # any exception is an outcome: type and text are compared
        return f"{type(error).__name__}: {error}"


def makers(torch):
    """`function(forward, backward, **others)`, which makes a Function class, and `ramp(n)`, a leaf of 1 to n."""

    def function(forward, backward=None, **others):
        members = {"forward": staticmethod(forward)}
        if backward is not None:
            members["backward"] = staticmethod(backward)
        members.update({name: staticmethod(f) if callable(f) else f for name, f in others.items()})
        return type("Made", (torch.autograd.Function,), members)

    def ramp(n=3):
        return torch.arange(1.0, n + 1).requires_grad_()

    return function, ramp
