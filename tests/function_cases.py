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


def samples(torch):
    """Functions that save their argument, and their result, one with several results; and `leaf(*shape)`, a leaf of ones."""

    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 3 * x**2

    class Exp(torch.autograd.Function):
        """Saves its own output."""

        @staticmethod
        def forward(ctx, x):
            result = x.exp()
            ctx.save_for_backward(result)
            return result

        @staticmethod
        def backward(ctx, g):
            (result,) = ctx.saved_tensors
            return g * result

    class Split(torch.autograd.Function):
        """forward and setup_context apart; several outputs and non-tensor arguments."""

        @staticmethod
        def forward(x, k, y):
            return x * k, y * x, "label", None

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, k, y = inputs
            ctx.save_for_backward(x, y)
            ctx.k = k
            ctx.seen = [type(o).__name__ for o in output]

        @staticmethod
        def backward(ctx, a, b, c, d):
            x, y = ctx.saved_tensors
            return a * ctx.k + b * y, None, b * x

    def leaf(*shape, **options):
        return torch.ones(*(shape or (2,)), requires_grad=True, **options)

    return Cube, Exp, Split, leaf
