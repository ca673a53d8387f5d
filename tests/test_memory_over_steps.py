"""Memory stays flat over many steps of each feature of the engine: ten thousand on the compiled core."""
import threading

import pytest
from memory import least_growth
from recorded import leaf_maker

import pyautograd as torch

grad, Function = torch.autograd.grad, torch.autograd.Function
leaf = leaf_maker(torch, 50)
STEPS = {}


def step(function):
    STEPS[function.__name__] = function
    return function


PARAMETER = leaf()


@step
def backward():
    PARAMETER.grad = None
    (PARAMETER * 2).exp().sum().backward()


@step
def backward_accumulates():
    (PARAMETER * 2).sum().backward()


@step
def recorded_gradients():
    x = leaf()
    (g,) = grad((x**3).sum(), x, create_graph=True)
    grad(g.sum(), x)


@step
def create_graph_cycle():
    x = leaf()
    torch.autograd.backward((x**3).sum(), create_graph=True)


@step
def kept_graph():
    x = leaf()
    y = (x**3).sum()
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)


@step
def hooks_of_tensors():
    y = PARAMETER * 2
    y.register_hook(lambda g: g * 2)
    y.retain_grad()
    handle = PARAMETER.register_hook(lambda g: g)
    y.sum().backward()
    handle.remove()


@step
def hooks_of_nodes():
    y = PARAMETER * 2
    node = y.grad_fn
    node.register_hook(lambda a, b, node=node: a)
    node.register_prehook(lambda g, y=y: g)
    node.metadata["y"] = y
    y.sum().backward()


@step
def hook_that_holds_its_tensor():
    y = leaf() * 2
    y.register_hook(lambda g, y=y: None)
    y.sum().backward()


@step
def post_accumulate_hooks():
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda p, x=x: setattr(p, "grad", None))
    (x * 2).sum().backward()


@step
def several_gradients():
    x = leaf()
    y = x * 2
    torch.autograd.graph.register_multi_grad_hook((x, y), lambda grads, x=x: None)
    torch.autograd.graph.register_multi_grad_hook((x, y), lambda g, y=y: None, mode="any")
    (y * 3).sum().backward()


@step
def multi_grad_hook_kept():
    (KEPT * 3).sum().backward(inputs=[KEPT_LEAF], retain_graph=True)


KEPT_LEAF = leaf()
KEPT = KEPT_LEAF * 2
torch.autograd.graph.register_multi_grad_hook((KEPT_LEAF, KEPT), lambda grads: None)
torch.autograd.graph.register_multi_grad_hook((KEPT_LEAF, KEPT), lambda g: None, mode="any")


@step
def errors_in_hooks():
    x = leaf()
    y = x * 2

    def bad(g):
        raise ValueError("bad", g, y)

    y.register_hook(bad)
    with pytest.raises(ValueError, match="bad"):
        (y * 3).sum().backward()


@step
def errors_in_nested_backwards():
    x = leaf()
    y = x * x
    inner = (x * x).exp().sum()
    inner.backward()

    def again(g):
        inner.backward()

    y.register_hook(again)
    with pytest.raises(RuntimeError, match="second time"):
        y.sum().backward()


@step
def freed_twice():
    y = (leaf() ** 3).sum()
    y.backward()
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()


@step
def edges():
    y = leaf() * 2
    edge = torch.autograd.graph.get_gradient_edge(y)
    torch.autograd.backward(edge, torch.ones(50))


@step
def callbacks():
    y = PARAMETER * 2
    queue = torch.autograd.Variable._execution_engine.queue_callback
    y.register_hook(lambda g: queue(lambda g=g: None))
    y.sum().backward()


@step
def batches_of_gradients():
    y = PARAMETER * 2
    grad(y, PARAMETER, torch.ones(3, 50), is_grads_batched=True)


@step
def raw_saved_tensors():
    y = leaf().exp()
    raw = y.grad_fn._raw_saved_result
    raw.register_hooks(lambda t: t, lambda t: t)
    assert y.grad_fn._saved_result is not None
    y.sum().backward()


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 3 * x * x * g


@step
def functions_of_the_user():
    x = leaf()
    (g,) = grad(Cube.apply(x).sum(), x, create_graph=True)
    g.sum().backward()


@step
def hook_and_function_in_a_cycle():
    y = Cube.apply(leaf())
    node = y.grad_fn
    node.register_hook(lambda a, b: (node, y, None)[2])
    y.sum().backward()


@step
def in_a_thread():
    thread = threading.Thread(target=lambda: (PARAMETER * 2).sum().backward())
    thread.start()
    thread.join()


@step
def undefined_gradients():
    x = leaf(1)
    torch._C._functions.UndefinedGrad()(x * 2).backward()
    with pytest.raises(RuntimeError, match="Boom"):
        torch._C._functions.DelayedError("Boom", 1)(x).backward()

# Saved tensors.


@step
def saved_tensors_hooks():
    with torch.autograd.graph.saved_tensors_hooks(lambda t: (t.clone(), "packed"), lambda packed: packed[0]):
        y = (leaf().exp() * PARAMETER).sum()
    y.backward()


@step
def hooks_whose_graph_is_never_run():
    with torch.autograd.graph.saved_tensors_hooks(lambda t: [t], lambda packed: packed[0]):
        leaf().exp().sin()


@step
def save_on_cpu():
    with torch.autograd.graph.save_on_cpu():
        y = leaf().exp().sum()
    y.backward()


@step
def disabled_hooks():
    graph = torch.autograd.graph
    with graph.disable_saved_tensors_hooks("none here"), pytest.raises(RuntimeError, match="none here"):
        with graph.saved_tensors_hooks(abs, abs):
            pass


@step
def mutation_of_saved_tensors():
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        y = leaf() * 2
        z = (y * y).sum()
        y.mul_(3)
        z.backward()


@step
def changed_saved_tensors():
    y = leaf() * 2
    z = (y * y).sum()
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.backward()


@step
def tensors_that_are_only_shown():
    y = (leaf() * 2).gather(0, torch.tensor([0, 1]))
    assert y.grad_fn._saved_self is None
    y.sum().backward()


# Views and changes in place.


@step
def changed_views():
    y = leaf() * 2
    part = y[:10]
    part.mul_(3)
    part.grad_fn.next_functions
    (y.sum() + part.sum()).backward()


@step
def views_made_again():
    with torch.autograd._force_original_view_tracking(True):
        y = leaf() * 2
        part = y.view(5, 10)[0]
        y.mul_(3)
        part.sum().backward()


@step
def versions():
    x = torch.ones(50)
    torch.autograd.graph.increment_version([x, x])
    with torch.autograd._unsafe_preserve_version_counter(x):
        x.add_(1)


# Modes.


@step
def grad_modes():
    with torch.no_grad(), torch.enable_grad(), torch.set_grad_enabled(False):
        PARAMETER * 2
    with torch.inference_mode():
        PARAMETER[:3] * 2

    @torch.no_grad()
    def generator():
        yield PARAMETER * 2
        yield PARAMETER * 3

    next(generator())


@step
def layouts():
    x = torch.ones(5, 10, requires_grad=True)
    with torch.autograd.enforce_grad_layout_policy(False):
        (x * torch.ones(10, 5).t()).sum().backward()
        x.sum().backward()


# Gradients.


@step
def retained_gradients():
    x = leaf()
    y = x * 2
    y.retain_grad()
    y.mul_(3)
    y.sum().backward()


@step
def batches_that_free_the_graph():
    y = leaf().exp()
    x = y * y
    grad(x, y, torch.ones(3, 50), is_grads_batched=True)


@step
def inputs_and_materialized_gradients():
    x, unused = leaf(), leaf()
    y = x.exp()
    y.sum().backward(inputs=[x, y], retain_graph=True)
    grad(y.sum(), {"x": x, "unused": unused}, materialize_grads=True)


@step
def hooks_of_accumulators():
    x = leaf()
    y = x * 2
    node = y.grad_fn.next_functions[0][0]
    node.register_prehook(lambda g: (g[0] * 2,))
    node.register_hook(lambda given, received: None)
    y.sum().backward()


@step
def profiles():
    with torch.autograd.profiler.profile() as prof, torch.autograd.profiler.record_function("part"):
        PARAMETER * 2
    prof.key_averages().table()


@pytest.mark.filterwarnings("ignore:Using backward")
@pytest.mark.parametrize("name", list(STEPS))
def test_memory_stays_flat(name):
    warm_up, steps = (2560, 10_000) if torch.backend == "compiled" else (120, 60)
    limit = min(16 * 1024, steps * 100)  # a node that is kept takes some 200 bytes, its data as many again
    assert least_growth(STEPS[name], warm_up, steps, limit) < limit
