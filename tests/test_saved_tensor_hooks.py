"""Hooks on saved tensors (golden/saved_tensor_hooks.json holds PyTorch's outcomes).

``python tests/test_saved_tensor_hooks.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, Recorder, leaf_maker, torch

grad, Function, graph = torch.autograd.grad, torch.autograd.Function, torch.autograd.graph
recorder = Recorder("saved_tensor_hooks")
case, leaf = recorder.case, leaf_maker(torch)


# Saved-tensor hooks.


def count_packs(function):
    packed, unpacked = [], []

    def pack(t):
        packed.append(t.detach().clone())
        return len(packed) - 1

    def unpack(i):
        unpacked.append(i)
        return packed[i]

    x = leaf()
    with graph.saved_tensors_hooks(pack, unpack):
        y = function(x)
    y.sum().backward()
    return packed, unpacked, x.grad


for _name, _function in {
    "x*x": lambda x: x * x,
    "exp": lambda x: x.exp(),
    "x+x": lambda x: x + x,
    "pow": lambda x: x**3,
    "sum": lambda x: x.sum(),
}.items():
    case(f"what is packed for {_name}")(lambda function=_function: count_packs(function))


@case("unpack may change the tensor")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t * 3, lambda t: t):
        y = x * x
    y.sum().backward()
    return x.grad


@case("saved output through hooks")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
        y = x.exp()
    kept = y.grad_fn._saved_result
    return kept, kept.grad_fn is y.grad_fn, grad(y.sum(), x)


@case("second derivative through hooks")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
        y = x * x * x
        (g,) = grad(y.sum(), x, create_graph=True)
        (h,) = grad(g.sum(), x, create_graph=True)
    return g, h, grad(h.sum(), x)


@case("second derivative of an output through hooks")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
        y = (x * 2).exp()
        (g,) = grad(y.sum(), x, create_graph=True)
    return grad(g.sum(), x)


@case("nested hooks: the inner pair")
def _():
    log = []
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: log.append("outer") or t, lambda t: t):
        with graph.saved_tensors_hooks(lambda t: log.append("inner") or t, lambda t: t):
            x.exp()
        x.exp()
    return log


@case("grad mode inside pack")
def _():
    log = []
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: log.append((torch.is_grad_enabled(), t is x, t.requires_grad)) or t, lambda t: t):
        x**2
    return log


@case("saved tensors changed in place after packing")
def _():
    x = leaf()
    y = x * 1
    with graph.saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
        z = y**2
    y.add_(1)
    z.sum().backward()
    return x.grad


@case("unpack returning no tensor")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t, lambda t: 3):
        y = x * x
    y.sum().backward()


@case("pack writing to its input")
def _():
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t.add_(1), lambda t: t):
        x.exp()


@case("pack that raises")
def _():
    def pack(t):
        raise KeyError("mine")

    x = leaf()
    with graph.saved_tensors_hooks(pack, lambda t: t):
        x.exp()


@case("unpack that raises")
def _():
    def unpack(t):
        raise KeyError("mine")

    x = leaf()
    with graph.saved_tensors_hooks(lambda t: t, unpack):
        y = x.exp()
    y.sum().backward()


@case("hooks and a custom Function")
def _():
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            result = x * x
            ctx.save_for_backward(x, result, None)
            return result

        @staticmethod
        def backward(ctx, g):
            x, result, nothing = ctx.saved_tensors
            log.append((result, nothing))
            return g * 2 * x

    log = []
    x = leaf()
    with graph.saved_tensors_hooks(lambda t: log.append(t.requires_grad) or t.detach() * 5, lambda t: t):
        y = Square.apply(x)
    y.sum().backward()
    return log, x.grad


@case("disable_saved_tensors_hooks")
def _():
    with graph.disable_saved_tensors_hooks("not here"):
        with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            pass


@case("disable_saved_tensors_hooks inside hooks")
def _():
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        with graph.disable_saved_tensors_hooks("not here"):
            pass


@case("disable_saved_tensors_hooks as a decorator, and after it")
def _():
    @graph.disable_saved_tensors_hooks("not here")
    def function():
        return leaf().exp()

    result = function()
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        leaf().exp()
    return result


@case("save_on_cpu")
def _():
    x = leaf()
    with graph.save_on_cpu():
        y = x * x.exp()
    y.sum().backward()
    return x.grad


@case("allow_mutation_on_saved_tensors")
def _():
    a = leaf()
    with graph.allow_mutation_on_saved_tensors():
        b = a.clone()
        out = (b**2).sum()
        b.mul_(5)
        out.backward()
    return a.grad


@case("allow_mutation_on_saved_tensors, backward outside")
def _():
    a = leaf()
    with graph.allow_mutation_on_saved_tensors():
        b = a.clone()
        out = (b**2).sum()
        b.mul_(5)
    out.backward()


@case("allow_mutation_on_saved_tensors, nested")
def _():
    with graph.allow_mutation_on_saved_tensors():
        with graph.allow_mutation_on_saved_tensors():
            pass


# Raw saved tensors.


@case("register_hooks of a saved input")
def _():
    log = []
    x = leaf()
    y = x * x
    y.grad_fn._raw_saved_self.register_hooks(lambda t: log.append((t, t is x)) or t, lambda t: t * 10)
    y.sum().backward()
    return log, x.grad


@case("register_hooks of a saved output")
def _():
    x = leaf()
    y = x.exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t * 2, lambda t: t * 10)
    return y.grad_fn._saved_result, grad(y.sum(), x)


@case("register_hooks twice")
def _():
    y = leaf().exp()
    raw = y.grad_fn._raw_saved_result
    raw.register_hooks(lambda t: t, lambda t: t)
    raw.register_hooks(lambda t: t, lambda t: t)


@case("register_hooks after default hooks")
def _():
    with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        y = leaf().exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t, lambda t: t)


@case("register_hooks after backward")
def _():
    y = leaf().exp()
    raw = y.grad_fn._raw_saved_result
    y.sum().backward()
    raw.register_hooks(lambda t: t, lambda t: t)


@case("register_hooks, pack writing to its input")
def _():
    y = leaf().exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t.add_(1), lambda t: t)


@case("register_hooks, unpack returning no tensor")
def _():
    y = leaf().exp()
    y.grad_fn._raw_saved_result.register_hooks(lambda t: t, lambda t: 4)
    y.sum().backward()


@case("register_hooks on a value that was not saved")
def _():
    y = torch.ones(2) * leaf()
    y.grad_fn._raw_saved_other.register_hooks(lambda t: t, lambda t: t)


@case("_raw_saved of a node that saves nothing")
def _():
    return leaf().sum().grad_fn._raw_saved_self


@case("register_hooks of a Function's saved tensor")
def _():
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            return g * 2 * ctx.saved_tensors[0]

    x = leaf()
    y = Square.apply(x)
    y.grad_fn._raw_saved_tensors[0].register_hooks(lambda t: t * 2, lambda t: t * 10)
    y.sum().backward()
    return x.grad


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_hooks_stack_is_empty_after_an_error():
    with pytest.raises(ValueError):
        with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            raise ValueError
    log = []
    leaf().exp()
    assert log == []


if RECORDING:
    recorder.record()
