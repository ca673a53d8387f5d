"""What keeps what alive: nodes, hooks, saved values, errors."""

import gc
import weakref

import pytest
from recorded import leaf_maker

import pyautograd as torch

grad, Function = torch.autograd.grad, torch.autograd.Function
leaf = leaf_maker(torch, 50)


class Marker:
    """Something a weak reference can point to."""


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 3 * x * x * g


@pytest.mark.parametrize("backward", [None, False, True])
@pytest.mark.parametrize("make", [lambda x: x * 2, lambda x: x.exp(), lambda x: Cube.apply(x)])
@pytest.mark.parametrize("where", ["nowhere", "tensor hook", "node hook", "prehook", "metadata"])
def test_what_hooks_hold_dies_with_the_graph(make, where, backward):
    x, marker = leaf(), Marker()
    y, alive = make(x), weakref.ref(marker)
    if where == "tensor hook":
        y.register_hook(lambda g, marker=marker: None)
    elif where == "node hook":
        y.grad_fn.register_hook(lambda a, b, marker=marker: None)
    elif where == "prehook":
        y.grad_fn.register_prehook(lambda g, marker=marker: None)
    elif where == "metadata":
        y.grad_fn.metadata["marker"] = marker
    if backward is not None:
        y.sum().backward(retain_graph=backward)
    gc.disable()
    try:
        del y, marker
        assert alive() is None  # without the garbage collector
    finally:
        gc.enable()


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("make", [lambda x: x * 2, lambda x: x.exp(), lambda x: Cube.apply(x)])
@pytest.mark.parametrize("where", ["tensor hook", "node hook", "prehook", "metadata"])
def test_hooks_that_hold_their_node_are_collected(make, where, backward):
    y, marker = make(leaf()), Marker()
    node, alive = y.grad_fn, weakref.ref(marker)
    if where == "tensor hook":
        y.register_hook(lambda g, held=(node, marker): None)
    elif where == "node hook":
        node.register_hook(lambda a, b, held=(node, marker): None)
    elif where == "prehook":
        node.register_prehook(lambda g, held=(node, marker): None)
    else:
        node.metadata["held"] = node, marker
    if backward:
        y.sum().backward()
    del y, marker, node
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("make", [lambda x: x * 2, lambda x: Cube.apply(x)])
@pytest.mark.parametrize("use_tensor_hook", [False, True])
def test_hook_in_a_cycle_survives_the_collector(make, use_tensor_hook):
    calls = []
    marker = Marker()
    alive = weakref.ref(marker)

    def scope(marker):
        y = make(leaf(1))
        node = y.grad_fn

        def hook(*grads, held=(node, marker)):
            calls.append(1)

        (y if use_tensor_hook else node).register_hook(hook)
        return y.clone()

    out = scope(marker)
    del marker
    out.backward(retain_graph=True)
    gc.collect()
    out.backward(retain_graph=True)
    assert len(calls) == 2 and alive() is not None
    del out
    gc.collect()
    assert alive() is None


def test_post_accumulate_hook_dies_with_its_leaf():
    x, marker = leaf(), Marker()
    alive = weakref.ref(marker)
    x.register_post_accumulate_grad_hook(lambda p, marker=marker: None)
    y = x * 2
    y.sum().backward()
    del x, y, marker
    gc.collect()
    assert alive() is None


def test_shared_node_lives_as_long_as_one_of_its_outputs():
    marker = Marker()
    alive = weakref.ref(marker)
    a, b = (leaf(4) * 2).split(2)
    a.grad_fn.metadata["marker"] = marker
    del marker, a
    assert alive() is not None
    del b
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("kept", [False, True])
def test_saved_tensors_die_in_backward_unless_the_graph_is_kept(kept):
    x = leaf()
    b = x + 1
    alive = weakref.ref(b)
    c = (b**2).sum()
    del b
    assert alive() is not None
    c.backward(retain_graph=kept)
    gc.collect()
    assert (alive() is not None) == kept
    del c
    gc.collect()
    assert alive() is None


def test_cycle_through_a_dictionary_of_the_context():
    class Keeps(Function):
        @staticmethod
        def forward(ctx, x, notes):
            ctx.notes = notes
            out = x.clone()
            ctx.save_for_backward(out)
            return out

        @staticmethod
        def backward(ctx, g):
            return g * ctx.saved_tensors[0], None

    for differentiate in (False, True):
        notes = {}
        out = Keeps.apply(leaf(1), notes)
        notes["out"] = out
        if differentiate:
            out.sum().backward()
        alive = weakref.ref(out)
        del out, notes
        gc.collect()
        assert alive() is None


def test_collecting_in_a_destructor():
    class Collects:
        def __del__(self):
            gc.collect()

    for _ in range(10):
        x = leaf(2)
        y = x.exp()
        y.grad_fn.metadata["a"] = Collects()
        held = Collects()
        y.register_hook(lambda g, held=held: None)
        y.sum().backward()
        del x, y, held


def test_backward_in_a_destructor():
    x = leaf(2)

    class Differentiates:
        def __del__(self):
            (x * 3).sum().backward()

    for _ in range(5):
        y = x.exp()
        y.grad_fn.metadata["a"] = Differentiates()
        y.register_hook(lambda g: None)
        del y
    assert torch.equal(x.grad, torch.full((2,), 15.0))


def test_graph_freed_by_a_hook_in_the_middle_of_its_backward():
    x = leaf(3)
    held = []
    y = x * 2
    held.append(y * 3)

    def drop(g):
        held.clear()
        gc.collect()

    held[0].register_hook(drop)
    z = (held[0] * 4).sum()
    del y
    held.append(z)
    held.pop().backward()
    assert torch.equal(x.grad, torch.full((3,), 24.0))


def test_use_count():
    a = leaf(2)
    assert a._use_count() == 1
    b = a * 2
    assert a._use_count() == 2
    c = a * 3
    assert a._use_count() == 2  # one AccumulateGrad
    b.sum().backward(retain_graph=True)
    assert a._use_count() == 2
    d = a[:1]
    assert a._use_count() == 3
    del b, c, d
    gc.collect()
    assert a._use_count() == 1


def test_leaf_used_by_a_destructor_deep_in_a_dying_graph():
    # Deep in a chain the interpreter puts the end of objects off: a leaf must not be handed an AccumulateGrad whose end has begun.
    x = leaf(2)

    class Differentiates:
        def __del__(self):
            (x * 3).sum().backward()

    for depth in range(40, 70):
        y = x * 1
        for _ in range(depth):
            y = y * 1.0
            y.grad_fn.metadata["a"] = Differentiates()
        y.sum().backward()
        x.grad = None
        del y
        assert torch.equal(x.grad, torch.full((2,), 3.0 * depth))
