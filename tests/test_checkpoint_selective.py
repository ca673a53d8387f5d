"""Selective checkpointing, debug logs, groups of backward calls, and that nothing is kept."""
import functools
import gc
import weakref

import pytest

import pyautograd as torch
from pyautograd.utils.checkpoint import (
    CheckpointError,
    CheckpointPolicy,
    GraphExecGroup,
    SelectiveCheckpointContext,
    checkpoint,
    create_selective_checkpoint_contexts,
    set_checkpoint_debug_enabled,
    set_checkpoint_early_stop,
)

mm, sin, mul = torch.ops.aten.mm.default, torch.ops.aten.sin.default, torch.ops.aten.mul.Tensor


def leaf():
    return torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)


def program(x):
    return ((x @ x).sin() * x).sum()


def run(policy, function=program, **options):
    """Gradient with the policy, and without any checkpoint."""
    x, plain = leaf(), leaf()
    checkpoint(function, x, use_reentrant=False, context_fn=functools.partial(create_selective_checkpoint_contexts, policy, **options)).backward()
    function(plain).backward()
    return x.grad, plain.grad


class Count:
    """The operators of the thread by name."""

    def __enter__(self):
        from pyautograd._core import core

        self.core, self.names = core, []

        def watch(spec, values, inplace):
            if spec.implementation == "composite":
                return NotImplemented
            self.names.append(spec.name)
            return core.call(spec, values, inplace)

        core.push_interceptor(watch)
        return self

    def __exit__(self, *exc):
        self.core.pop_interceptor()


@pytest.mark.parametrize("kept", [[], [mm], [sin], [mm, sin, mul]])
def test_gradients_do_not_depend_on_what_is_kept(kept):
    got, expected = run(kept)
    assert torch.equal(got, expected)


def test_kept_results_are_not_computed_again():
    # The backward of the product makes two of its own.
    for kept, products in (([], 3), ([mm], 2)):
        y = checkpoint(program, leaf(), use_reentrant=False, context_fn=functools.partial(create_selective_checkpoint_contexts, kept))
        with Count() as count:
            y.backward()
        assert count.names.count("mm") == products


def test_the_policy_is_asked_for_each_call_of_the_first_run():
    asked = []

    def policy(ctx, op, *args, **kwargs):
        assert isinstance(ctx, SelectiveCheckpointContext) and not ctx.is_recompute
        asked.append((str(op), len(args), ctx.op_output is not None))
        return CheckpointPolicy.PREFER_RECOMPUTE

    got, expected = run(policy)
    assert torch.equal(got, expected)
    assert asked == [("aten.mm.default", 2, True), ("aten.sin.default", 1, True), ("aten.mul.Tensor", 2, True), ("aten.sum.default", 1, True)]


def test_a_policy_may_answer_with_a_bool():
    assert torch.equal(*run(lambda ctx, op, *args, **kwargs: op is mm))


def test_views_and_in_place_operators():
    def function(x):
        y = x.t().sin()
        y.mul_(2)
        return (y[0] * x).sum()

    for kept in ([], [torch.ops.aten.t.default, torch.ops.aten.mul_.Tensor, mul, torch.ops.aten.select.int]):
        assert torch.equal(*run(kept, function))
    with pytest.raises(RuntimeError, match="Tensor cached during selective activation checkpoint has been mutated"):
        run([sin], function)


def test_random_numbers():
    def function(x):
        return (torch.nn.functional.dropout(x, 0.5, True) * x).sum()

    torch.manual_seed(0)
    x = leaf()
    checkpoint(function, x, use_reentrant=False, context_fn=functools.partial(create_selective_checkpoint_contexts, [mul])).backward()
    torch.manual_seed(0)
    plain = leaf()
    function(plain).backward()
    assert torch.equal(x.grad, plain.grad)


def test_backward_twice_is_refused():
    y = checkpoint(program, leaf(), use_reentrant=False, context_fn=functools.partial(create_selective_checkpoint_contexts, [mm]))
    y.backward(retain_graph=True)
    with pytest.raises(RuntimeError, match="Trying to backward an extra time"):
        y.backward()


@pytest.mark.parametrize(
    "policy, error, text",
    [
        (3, TypeError, "policy_fn_or_list must be either a function or a list of ops."),
        ([torch.ops.aten.mm], ValueError, "Please update the OpOverloadPacket to a specific OpOverload"),
        ([torch.mm], ValueError, "Expected op in `op_list` to be an OpOverload but got"),
    ],
)
def test_bad_policies(policy, error, text):
    with pytest.raises(error, match=text):
        create_selective_checkpoint_contexts(policy)


def test_another_program_in_the_second_run():
    runs = []

    def function(x):
        runs.append(1)
        return (x.sin() if len(runs) == 1 else x.exp()).mul(x).sum()

    with pytest.raises(RuntimeError, match="aten.exp.default encountered during backward but not found in storage"):
        run([mm], function)


def changing():
    runs = []

    def function(x):
        runs.append(1)
        return (x.sin() * x if len(runs) == 1 else x.exp()).sum()

    return function


def test_debug_lists_the_operators():
    with pytest.raises(CheckpointError) as caught:
        checkpoint(changing(), leaf(), use_reentrant=False, debug=True).backward()
    text = str(caught.value)
    assert "You are seeing this error because you passed `debug=True` to checkpoint" in text
    assert "$1: f32[2, 2] = torch._ops.aten.sin.default($0)   (1 of 3 in original)" in text
    assert "torch._ops.aten.exp.default($0)   (1 of 2 in recompute)" in text and "test_checkpoint_selective.py" in text
    assert isinstance(caught.value.__cause__, CheckpointError)
    with set_checkpoint_debug_enabled(True), pytest.raises(CheckpointError, match="Detected non-determinism"):
        checkpoint(changing(), leaf(), use_reentrant=False).backward()
    with pytest.raises(ValueError, match="debug=True is incompatible with non-default context_fn"):
        checkpoint(program, leaf(), use_reentrant=False, debug=True, context_fn=functools.partial(create_selective_checkpoint_contexts, [mm]))
    with pytest.raises(ValueError, match=r"determinism_check should be one of \['default', 'none'\], but got other"):
        checkpoint(program, leaf(), use_reentrant=False, determinism_check="other")


def test_an_argument_changed_in_place():
    x = leaf() * 1
    y = checkpoint(lambda t: t.sin().exp().sum(), x, use_reentrant=False)
    with torch.no_grad():
        x.mul_(2)
    with pytest.raises(RuntimeError, match="has been modified by an inplace operation"):
        y.backward()


def test_groups_of_backward_calls_run_the_function_once():
    for group, runs in ((True, 2), (False, 3)):
        calls, x = [], leaf()

        def function(t):
            calls.append(1)
            return t.sin().exp().sum(), t.cos().exp().sum()

        a, b = checkpoint(function, x, use_reentrant=False, early_stop=False)
        if group:
            with GraphExecGroup():
                a.backward(retain_graph=True)
                b.backward()
                with pytest.raises(RuntimeError, match="GraphExecGroup contexts cannot be nested"), GraphExecGroup():
                    pass
        else:
            a.backward(retain_graph=True)
            b.backward()
        assert len(calls) == runs


def test_overlapping_backward_calls_in_a_group():
    y = checkpoint(program, leaf(), use_reentrant=False)
    with GraphExecGroup():
        y.backward(retain_graph=True)
        with pytest.raises(CheckpointError, match="Performing two backward calls that overlap"):
            y.backward()


def test_early_stop():
    for stop, ended in ((True, 1), (False, 2)):
        ends = []

        def function(x):
            y = x.sin().exp()
            ends.append(1)
            return y

        with set_checkpoint_early_stop(stop):
            y = checkpoint(function, leaf(), use_reentrant=False)
        y.sum().backward()
        assert len(ends) == ended


def test_a_context_that_swallows_the_error():
    import contextlib

    def failing(x):
        raise KeyError

    with pytest.raises(RuntimeError, match="suppressed an exception raised during the checkpointed forward"):
        checkpoint(failing, leaf(), use_reentrant=False, context_fn=lambda: (contextlib.suppress(KeyError), contextlib.nullcontext()))
    with pytest.raises(KeyError):
        checkpoint(failing, leaf(), use_reentrant=False)


def test_what_the_first_run_made_is_freed():
    kept = []

    def function(x):
        y = x.exp()
        z = y.sin()
        kept.extend([weakref.ref(y), weakref.ref(z)])
        return z * z

    y = checkpoint(function, leaf(), use_reentrant=False)
    gc.collect()
    assert all(r() is None for r in kept)
    kept.clear()
    y.sum().backward()
    gc.collect()
    assert all(r() is None for r in kept)


def test_operators_by_their_names():
    aten = torch.ops.aten
    assert str(aten.mm.default) == "aten.mm.default" and aten.mm.default.name() == "aten::mm" and aten.add.Tensor.name() == "aten::add.Tensor"
    assert torch.equal(aten.mm.default(torch.eye(2), torch.eye(2)), torch.eye(2)) and aten.add.Tensor(torch.ones(1), 1, alpha=2).item() == 3
    assert aten.mm.default is aten.mm.default and aten.mm.default.overloadpacket is aten.mm and "default" in aten.mm.overloads()
    with pytest.raises(AttributeError, match="'_OpNamespace' 'aten' object has no attribute 'nothing'"):
        aten.nothing
    with pytest.raises(AttributeError, match="The underlying op of 'aten.mm' has no overload name 'nothing'"):
        aten.mm.nothing


@pytest.mark.parametrize("function", [lambda x: torch.nn.functional.mse_loss(x, x * 2), lambda x: torch.where(x > 0, x, x * 2).sum(), lambda x: (x * x.exp()).sum()])
def test_a_value_that_several_formulas_use_is_unpacked_once(function):
    assert torch.equal(*run([], function))
    calls = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: calls.append(1) or t):
        y = torch.nn.functional.mse_loss(leaf(), leaf())
    y.backward()
    assert len(calls) == 2


def test_results_that_in_place_operators_changed():
    x = leaf()
    contexts = functools.partial(create_selective_checkpoint_contexts, lambda *_, **__: True, allow_cache_entry_mutation=True)
    checkpoint(lambda x: x.sin().mul_(2).cos(), x, use_reentrant=False, context_fn=contexts).sum().backward()
    y = leaf()
    (y.sin() * 2).cos().sum().backward()
    assert torch.allclose(x.grad, y.grad)
