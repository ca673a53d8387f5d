"""The ``vmap`` static method of custom Functions and ``generate_vmap_rule``, held against PyTorch (golden/function_vmap.json).

``python tests/test_function_vmap.py`` records the golden file again; it needs torch.
"""
import pytest
from function_cases import makers, shown
from recorded import RECORDING, Recorder, torch

recorder = Recorder("function_vmap")
case = recorder.case
function, _ = makers(torch)


def doubled(rule=None, **others):
    """x * 2, with a rule for batches."""
    if rule is not None:
        others["vmap"] = rule
    return function(lambda x: x * 2, lambda ctx, g: g * 2, setup_context=lambda ctx, inputs, output: None, **others)


def batch():
    return torch.arange(6.0).reshape(2, 3)


RULES = {
    "same dimension": lambda info, in_dims, x: (x * 2, in_dims[0]),
    "no tuple": lambda info, in_dims, x: x * 2,
    "a tuple of one": lambda info, in_dims, x: (x * 2,),
    "a tuple of three": lambda info, in_dims, x: (x, 0, 0),
    "a list": lambda info, in_dims, x: [x, 0],
    "nothing": lambda info, in_dims, x: None,
    "out_dims in a tuple": lambda info, in_dims, x: (x, (0,)),
    "too many out_dims": lambda info, in_dims, x: (x, (0, 0)),
    "one out_dim for two": lambda info, in_dims, x: ((x, x), 0),
    "too few out_dims": lambda info, in_dims, x: ((x, x), (0,)),
    "one of two is batched": lambda info, in_dims, x: ((x, x.sum()), (0, None)),
    "a dict": lambda info, in_dims, x: ({"a": x}, 0),
    "a string as out_dims": lambda info, in_dims, x: (x, "0"),
    "a negative out_dim": lambda info, in_dims, x: (x, -2),
    "a number": lambda info, in_dims, x: (3, None),
    "an error": lambda info, in_dims, x: 1 / 0,
    "no arguments": lambda: 0,
    "what info is": lambda info, in_dims, x: (x * (info._fields == ("batch_size", "randomness") and info.batch_size == 2), 0),
    "what it gets is no batch": lambda info, in_dims, x: (x * (type(x) is torch.Tensor and x.shape == (2, 3) and in_dims == (0,)), 0),
}
for _name, _rule in RULES.items():
    case("rule: " + _name)(lambda rule=_rule: torch.vmap(doubled(rule).apply)(batch()))
for _name in ("same dimension", "no tuple", "a tuple of three", "an error"):
    case("gradient of a rule: " + _name)(lambda rule=RULES[_name]: torch.vmap(torch.func.grad(lambda x: doubled(rule).apply(x).sum()))(batch()))


@case("a rule and generate_vmap_rule")
def _():
    return torch.vmap(doubled(RULES["same dimension"], generate_vmap_rule=True).apply)(batch())


@case("neither")
def _():
    return torch.vmap(doubled().apply)(batch())


@case("forward takes ctx")
def _():
    return torch.vmap(function(lambda ctx, x: x * 2).apply)(batch())


@case("forward takes ctx, under grad and jvp")
def _():
    apply, x = function(lambda ctx, x: x * 2).apply, torch.ones(2)
    return shown(lambda: torch.func.grad(lambda x: apply(x).sum())(x)), shown(lambda: torch.func.jvp(apply, (x,), (x,)))


@case("in_dims and arguments that have no batch")
def _():
    seen = []

    def rule(info, in_dims, x, y, k):
        seen.append((in_dims, x.shape, k))
        return x, in_dims[0]

    apply = function(lambda x, y, k: x * 2, setup_context=lambda ctx, inputs, output: None, vmap=rule).apply
    torch.vmap(lambda x, y: apply(x, y, 3), (1, None))(batch(), torch.ones(4))
    torch.vmap(lambda x, y: apply(x, y, "s"), (0, -1))(batch(), torch.ones(4, 2))
    return seen


@case("randomness is told")
def _():
    seen = []

    def rule(info, in_dims, x):
        seen.append(tuple(info))
        return x, 0

    for randomness in ("error", "different", "same"):
        torch.vmap(doubled(rule).apply, randomness=randomness)(batch())
    return seen


@case("a rule at two levels")
def _():
    seen = []

    def rule(info, in_dims, x):
        seen.append((info.batch_size, in_dims, x.shape))
        return made.apply(x.movedim(in_dims[0], 0)), 0

    made = doubled(rule)
    return torch.vmap(torch.vmap(made.apply))(torch.ones(2, 3, 4)).shape, seen


@case("no batch among the arguments")
def _():
    made, c = doubled(lambda info, in_dims, x: (x * 100, in_dims[0])), torch.ones(3)
    return torch.vmap(lambda x: x + made.apply(c))(batch())


def product(**others):
    return function(
        lambda x, y: (x * y, x + y), lambda ctx, a, b: (a * ctx.saved_tensors[1] + b, a * ctx.saved_tensors[0] + b),
        setup_context=lambda ctx, inputs, output: ctx.save_for_backward(*inputs), generate_vmap_rule=True, **others,
    )  # fmt: skip


@case("generated: in_dims")
def _():
    apply, x, y = product().apply, batch(), torch.arange(3.0)
    return torch.vmap(apply, (0, None))(x, y), torch.vmap(apply, (1, 0))(x, y)


@case("generated: gradients inside and outside")
def _():
    def loss(x, y):
        return product().apply(x, y)[0].sum()

    x, y = batch(), torch.arange(3.0)
    inside = torch.vmap(torch.func.grad(loss, (0, 1)), (0, None))(x, y)
    return inside, torch.func.grad(lambda x, y: torch.vmap(loss, (0, None))(x, y).sum(), (0, 1))(x, y)


@case("generated: arguments that are no tensors")
def _():
    def setup_context(ctx, inputs, output):
        ctx.k = inputs[1]

    apply = function(lambda x, k: x * k, lambda ctx, g: (g * ctx.k, None), setup_context=setup_context, generate_vmap_rule=True).apply
    return torch.vmap(lambda x: apply(x, 3))(batch()), torch.vmap(torch.func.grad(lambda x: apply(x, 3).sum()))(batch())


@case("generated: outputs without a gradient")
def _():
    def setup_context(ctx, inputs, output):
        ctx.mark_non_differentiable(output[1])
        ctx.save_for_backward(output[1])

    def backward(ctx, g, _):
        return g * 2 * ctx.saved_tensors[0]

    apply = function(lambda x: (x * 2, x.argmax()), backward, setup_context=setup_context, generate_vmap_rule=True).apply
    x = torch.tensor([[1.0, 2.0], [2.0, 1.0]])
    return torch.vmap(apply)(x), torch.vmap(torch.func.grad(lambda x: apply(x)[0].sum()))(x)


@case("generated: in place")
def _():
    x = batch()
    made = function(lambda x: x.mul_(2), setup_context=lambda ctx, inputs, output: ctx.mark_dirty(inputs[0]), generate_vmap_rule=True)
    return torch.vmap(made.apply)(x), x


@case("generated: None as a gradient, None saved")
def _():
    def backward(ctx, g):
        return g * (2 if ctx.saved_tensors[1] is None else 0), None

    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0], None)

    apply = function(lambda x, y: x * 2 + y, backward, setup_context=setup_context, generate_vmap_rule=True).apply
    return torch.vmap(torch.func.grad(lambda x, y: apply(x, y).sum(), (0, 1)))(batch(), batch())


@case("generated: forward mode")
def _():
    def setup_context(ctx, inputs, output):
        ctx.save_for_forward(inputs[0])

    def jvp(ctx, t):
        return 2 * ctx.saved_tensors[0] * t

    made = function(lambda x: x**2, setup_context=setup_context, jvp=jvp, generate_vmap_rule=True)
    return torch.vmap(torch.func.jacfwd(made.apply))(batch()), torch.func.jacfwd(torch.vmap(made.apply))(batch()[:, :2])


@case("generated: forward mode without jvp")
def _():
    return torch.vmap(torch.func.jacfwd(doubled(generate_vmap_rule=True).apply))(batch())


@case("generated: second derivative by forward mode without jvp")
def _():
    return torch.func.hessian(lambda x: product().apply(x, x)[0].sum())(torch.arange(3.0))


@case("generated: a name on ctx that is taken")
def _():
    def setup_context(ctx, inputs, output):
        ctx._pt_inner_ctx = 1

    return torch.vmap(function(lambda x: x * 2, setup_context=setup_context, generate_vmap_rule=True).apply)(batch())


@case("generated: keyword arguments and defaults")
def _():
    def setup_context(ctx, inputs, output):
        ctx.k = inputs[1]

    apply = function(lambda x, k=2: x * k, lambda ctx, g: (g * ctx.k, None), setup_context=setup_context, generate_vmap_rule=True).apply
    return torch.vmap(apply)(batch()), torch.func.grad(lambda x: apply(x, k=5).sum())(torch.ones(3)), shown(lambda: torch.vmap(lambda x: apply(x, k=3))(batch()))


@case("static method of an in-place Function, differentiated inside")
def _():
    class Exp_(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return x.exp_()

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.mark_dirty(*inputs)
            ctx.save_for_backward(output)
            ctx.save_for_forward(output)

        @staticmethod
        def backward(ctx, grad):
            return grad * ctx.saved_tensors[0]

        @staticmethod
        def jvp(ctx, tangent):
            return tangent.mul_(ctx.saved_tensors[0])

        @staticmethod
        def vmap(info, in_dims, x):
            return Exp_.apply(x), in_dims[0]

    def total(x):
        return Exp_.apply(x.clone()).sum()

    x = batch()
    ones = torch.ones_like(x)
    return torch.vmap(torch.func.grad(total))(x), torch.func.grad(lambda x: torch.vmap(total)(x).sum())(x), torch.vmap(
        lambda x, t: torch.func.jvp(total, (x,), (t,))
    )(x, ones)


if RECORDING:
    recorder.record()
else:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", recorder.cases)
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]
