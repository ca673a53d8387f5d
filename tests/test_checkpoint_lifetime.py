"""What checkpointing keeps alive: nothing after backward, and no more after many steps of any kind."""
import functools
import gc
import os
import weakref

import pytest
from memory import growth

import pyautograd as torch
from pyautograd.utils.checkpoint import (
    CheckpointError,
    GraphExecGroup,
    checkpoint,
    checkpoint_sequential,
    create_selective_checkpoint_contexts,
    set_checkpoint_early_stop,
)


def leaf():
    return torch.arange(1.0, 4.0).requires_grad_()


MANY = int(os.environ.get("LIFETIME_STEPS", 1000))  # steps of each kind that makes a graph in another way
WEIGHT = leaf()
plain = functools.partial(checkpoint, use_reentrant=False)
reentrant = functools.partial(checkpoint, use_reentrant=True)


def layer(x):
    return (x * WEIGHT).sin().exp()


def non_reentrant():
    plain(layer, leaf()).sum().backward()


def reentrant_kind():
    reentrant(layer, leaf()).sum().backward()


def nested():
    plain(lambda x: plain(layer, x.cos()) * x, leaf()).sum().backward()


def nested_kinds():
    reentrant(lambda x: plain(layer, x.cos()) * x, leaf()).sum().backward()


def whole_second_run():
    with set_checkpoint_early_stop(False):
        plain(layer, leaf()).sum().backward()


def sequential():
    checkpoint_sequential([torch.sin, layer, torch.cos], 2, leaf(), use_reentrant=False).sum().backward()


def retained():
    y = plain(layer, leaf()).sum()
    y.backward(retain_graph=True)
    y.backward()


def twice():
    x = leaf()
    (g,) = torch.autograd.grad(plain(layer, x).sum(), x, create_graph=True)
    g.sum().backward()


def never_differentiated():
    plain(layer, leaf())
    reentrant(layer, leaf())


def selective():
    contexts = functools.partial(create_selective_checkpoint_contexts, [torch.ops.aten.sin.default])
    plain(layer, leaf(), context_fn=contexts).sum().backward()


def random():
    plain(lambda x: x.exp() * torch.rand(3), leaf()).sum().backward()


def grouped():
    a, b = plain(lambda x: (x.exp().sin(), x.cos().exp()), leaf())
    with GraphExecGroup():
        a.sum().backward(retain_graph=True)
        b.sum().backward()


def mismatch(**options):
    runs = []

    def function(x):
        runs.append(1)
        return x.exp() if len(runs) == 1 else x[:1].exp()

    with pytest.raises(CheckpointError):
        plain(function, leaf(), **options).sum().backward()


def mismatch_explained():
    mismatch(debug=True)


def failing_first_run():
    with pytest.raises(ZeroDivisionError):
        plain(lambda x: x.exp() / (1 // 0), leaf())


def failing_second_run():
    runs = []

    def function(x):
        runs.append(1)
        return x.exp() * (1 // (2 - len(runs)))

    with pytest.raises(ZeroDivisionError), set_checkpoint_early_stop(False):
        plain(function, leaf()).sum().backward()


KINDS = [
    non_reentrant, reentrant_kind, nested, nested_kinds, whole_second_run, sequential, retained, twice, never_differentiated, selective, random, grouped,
    mismatch, failing_first_run, failing_second_run,
]  # fmt: skip


@pytest.mark.parametrize("step", [*KINDS, mismatch_explained], ids=lambda step: step.__name__)
def test_memory_is_flat(step):
    count = 10_000 if step in (non_reentrant, reentrant_kind) else 100 if step is mismatch_explained else MANY
    assert growth(step, count if torch.backend == "compiled" else count // 10) < 8 * 1024
    WEIGHT.grad = None


@pytest.mark.parametrize("call", [plain, reentrant], ids=["plain", "reentrant"])
def test_arguments_are_freed_with_the_graph(call):
    x = leaf() * 1
    held = weakref.ref(x)
    y = call(layer, x)
    del x
    assert held() is not None
    y.sum().backward()
    gc.collect()
    assert held() is None
    x = leaf() * 1
    held, y = weakref.ref(x), call(layer, x)
    del x, y
    gc.collect()
    assert held() is None
