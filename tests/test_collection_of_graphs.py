"""Cycles through the graph are found by Python's garbage collector, whatever they lead through."""
import gc
import weakref

import pytest

import pyautograd as torch


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.kept = None
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * 2


def _gradient_with_a_graph(x):
    y = (x * x).sin() * x
    y.sum().backward(create_graph=True)
    assert x.grad.grad_fn is not None


def _gradient_set(x):
    y = (x * x).exp()
    x.grad = (y * x).sum().expand(3)


def _attribute_of_a_saved_tensor(x):
    y = x * x
    z = y.exp() * y
    y.later = z


def _attribute_after_a_collection(x):
    y = x * x
    gc.collect()
    y.later = (y * y).tanh() * y


def _hook_of_a_tensor(x):
    y = x * x
    z = y.sin() * y
    y.register_hook(lambda grad: z)


def _hook_of_a_leaf(x):
    z = x.sin() * x
    x.register_hook(lambda grad: z)


def _hook_of_a_node(x):
    y = (x * x).tanh()
    y.grad_fn.register_hook(lambda *grads: y)


def _metadata_of_a_node(x):
    y = (x * x).tanh()
    y.grad_fn.metadata["result"] = y * 2


def _context_of_a_function(x):
    y = Scale.apply(x * x)
    y.grad_fn.kept = y.exp() * y


def _list_of_results(x):
    parts = (x * x).unbind()
    joined = torch.stack([p * p for p in parts] * 3)
    x.grad = joined.sum().expand(3)


def _history_of_a_base(x):
    y = x * 1
    y[:2].mul_(x[:2] * x[1:])
    y.exp_()
    x.grad = (y * y).sum().expand(3)


_CYCLES = [
    _gradient_with_a_graph, _gradient_set, _attribute_of_a_saved_tensor, _attribute_after_a_collection, _hook_of_a_tensor, _hook_of_a_leaf, _hook_of_a_node,
    _metadata_of_a_node, _context_of_a_function, _list_of_results, _history_of_a_base,
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Using backward")
@pytest.mark.parametrize("cycle", _CYCLES, ids=lambda f: f.__name__.strip("_"))
def test_cycles_are_found(cycle):
    gc.collect()
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    gone = weakref.ref(x)
    cycle(x)
    del x
    gc.collect()
    assert gone() is None


def test_cycles_are_found_where_only_the_program_collects():
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
        gone = weakref.ref(x)
        _attribute_of_a_saved_tensor(x)
        new = [[] for _ in range(2 * gc.get_threshold()[0])]
        del x
        gc.collect()
        assert gone() is None and new
    finally:
        if enabled:
            gc.enable()


def test_what_lives_is_kept():
    x = torch.tensor([0.5, 0.25], requires_grad=True)
    y = x
    for i in range(100):
        y = y * x + Scale.apply(y) * 0.25
        if i % 10 == 0:
            gc.collect()
    gc.collect()
    assert torch.autograd.grad(y.sum(), x)[0].isfinite().all()
    gc.collect()


def _attribute_set_before_it_was_saved(x):
    y = x * x
    y.later = [y * y]
    (y.later[0].sin() * y).sum()


def _history_that_leads_back(x):
    y = x * x
    y.mul_(y.exp() * y)


def _history_of_a_saved_tensor_replaced(x):
    y = x * 1
    z = y * y
    y.add_(z)
    y.later = Scale.apply(z * y)


def _gradient_of_what_was_saved(x):
    y = x * x
    z = (y * y).sin() * y
    y.retain_grad()
    z.sum().backward(create_graph=True)
    assert y.grad.grad_fn is not None


def _saved_by_a_watched_node(x):
    y = x * x
    z = y * y.tanh()
    joined = Scale.apply(z) * y
    x.grad = (joined * y).detach() * z


def _saved_in_a_list(x):
    y = x * x
    z = torch.einsum("i,i,i->i", y, y.exp(), y) * y
    x.grad = torch.prod(torch.stack([z, y * z]), 0)


def _storage_moved(x):
    y = (x * x).exp()
    z = y * y
    y.detach().untyped_storage().resize_(64)
    y.later = z


@pytest.mark.filterwarnings("ignore:Using backward")
@pytest.mark.parametrize(
    "cycle",
    [
        _attribute_set_before_it_was_saved, _history_that_leads_back, _history_of_a_saved_tensor_replaced, _gradient_of_what_was_saved,
        _saved_by_a_watched_node, _saved_in_a_list, _storage_moved,
    ],
    ids=lambda f: f.__name__.strip("_"),
)  # fmt: skip
def test_cycles_through_saved_results_are_found(cycle):
    test_cycles_are_found(cycle)


@pytest.mark.filterwarnings("ignore:Using backward")
@pytest.mark.parametrize("cycle", [_gradient_with_a_graph, _gradient_of_what_was_saved, _saved_by_a_watched_node], ids=lambda f: f.__name__.strip("_"))
def test_gradients_with_a_graph_are_found_while_they_are_young(cycle):
    gc.collect()
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    gone = weakref.ref(x)
    cycle(x)
    del x
    gc.collect(1)
    assert gone() is None


def test_what_a_graph_saves_costs_no_collection():
    """However large a graph is, the collector walks over none of it while it is built."""
    x = torch.tensor([0.5, 0.25], requires_grad=True)
    y, before = x, len(gc.get_objects())
    for _ in range(500):
        y = (y * x).tanh() * y.exp()
    if torch.backend == "compiled":      # the plain core's nodes are objects like any other
        assert len(gc.get_objects()) - before < 50
    y.later = y
    assert gc.is_tracked(y)
