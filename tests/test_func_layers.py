"""What tensors show of the transforms that they belong to, by their print and by ``torch._C._functorch``."""
import pytest

import pyautograd as torch

internal = torch._C._functorch
func = torch.func
X = torch.arange(6.0).view(2, 3)


def seen(transform, x, look):
    found = []

    def function(x):
        found.append(look(x))
        return x.sum()

    transform(function)(x)
    return found[0]


GRAD = "GradTrackingTensor(lvl=1, value=\n    tensor([0., 1., 2.])\n)"
BATCH = "BatchedTensor(lvl=1, bdim=0, value=\n    tensor([[0., 1., 2.],\n            [3., 4., 5.]])\n)"


def indented(text):
    return "\n".join("    " + line for line in text.split("\n"))


def test_prints():
    assert seen(func.grad, X[0], repr) == GRAD
    assert seen(func.jacrev, X[0], str) == GRAD
    assert seen(lambda f: lambda x: func.jvp(f, (x,), (x,)), X[0], repr) == GRAD
    assert seen(torch.vmap, X, repr) == BATCH
    assert seen(lambda f: torch.vmap(f, in_dims=1), X, repr) == BATCH.replace("bdim=0", "bdim=1")
    assert seen(lambda f: torch.vmap(func.grad(f)), X, repr) == f"GradTrackingTensor(lvl=2, value=\n{indented(BATCH)}\n)"
    inner = seen(lambda f: func.grad(lambda x: torch.vmap(f)(x).sum()), X, repr)
    assert inner == "BatchedTensor(lvl=2, bdim=0, value=\n    GradTrackingTensor(lvl=1, value=\n        tensor([[0., 1., 2.],\n                [3., 4., 5.]])\n    )\n)"
    both = seen(lambda f: func.grad(lambda x: func.grad(f)(x).sum()), X[0], repr)
    assert both == f"GradTrackingTensor(lvl=2, value=\n{indented(GRAD)}\n)"


def test_prints_of_what_is_computed():
    assert seen(func.grad, X[0], lambda x: repr(x * 2)) == GRAD.replace("1., 2.", "2., 4.")
    assert seen(func.grad, X[0], lambda x: repr(x.detach())) == GRAD
    assert seen(func.grad, X[0], lambda x: repr(x[0])) == "GradTrackingTensor(lvl=1, value=\n    tensor(0.)\n)"
    outer = torch.arange(3.0, requires_grad=True)
    assert seen(func.grad, outer, repr) == GRAD.replace(")\n)", ", requires_grad=True)\n)")
    assert seen(func.grad, outer, lambda x: repr(x * 2)) == GRAD.replace("1., 2.", "2., 4.").replace(")\n)", ", grad_fn=<MulBackward0>)\n)")
    captured = torch.ones(2)
    assert seen(func.grad, X[0], lambda x: repr(captured)) == "tensor([1., 1.])"


def test_blank_lines_are_not_indented():
    text = seen(torch.vmap, torch.zeros(1, 2, 1, 1), repr)
    assert "\n\n" in text and "\n    \n" not in text


def test_results_print_as_ever():
    gradient, value = func.grad_and_value(lambda x: x.sin().sum())(X[0])
    assert repr(gradient).startswith("tensor(") and repr(value).startswith("tensor(")
    outer = torch.ones(2, requires_grad=True)
    _, (_, aux) = func.grad_and_value(lambda x, y: (x.sum(), y), has_aux=True)(X[0], outer)
    assert repr(aux) == "tensor([1., 1.], requires_grad=True)"
    made, pull = func.vjp(lambda x: x, outer)
    assert repr(made).startswith("tensor(") and repr(pull(X[0, :2])[0]).startswith("tensor(")


def probe(x):
    return (
        internal.is_batchedtensor(x), internal.is_gradtrackingtensor(x), internal.is_functorch_wrapped_tensor(x), internal.maybe_get_level(x),
        internal.maybe_get_bdim(x), internal.dlevel(x),
    )  # fmt: skip


def test_questions():
    assert probe(X) == (False, False, False, -1, -1, 0)
    assert seen(torch.vmap, X, probe) == (True, False, True, 1, 0, 0)
    assert seen(lambda f: torch.vmap(f, in_dims=1), X, probe) == (True, False, True, 1, 1, 0)
    assert seen(func.grad, X, probe) == (False, True, True, 1, -1, 1)
    assert seen(lambda f: torch.vmap(func.grad(f)), X, probe) == (False, True, True, 2, -1, 2)
    assert seen(lambda f: func.grad(lambda x: torch.vmap(f)(x).sum()), X, probe) == (True, False, True, 2, 0, 0)


def test_unwrapped():
    assert repr(seen(lambda f: torch.vmap(f, in_dims=1), X, internal.get_unwrapped)) == repr(X)
    assert repr(seen(func.grad, X, internal.get_unwrapped)) == repr(X)
    assert seen(lambda f: torch.vmap(func.grad(f)), X, lambda x: repr(internal.get_unwrapped(x))) == BATCH
    assert repr(seen(lambda f: torch.vmap(func.grad(f)), X, func.debug_unwrap)) == repr(X)
    assert seen(lambda f: torch.vmap(func.grad(f)), X, lambda x: repr(func.debug_unwrap(x, recurse=False))) == BATCH
    assert func.debug_unwrap(X) is X
    with pytest.raises(RuntimeError, match="No wrappers present!"):
        internal.get_unwrapped(X)


def test_dead_variables():
    kept = []

    def function(x):
        kept.append(x)
        return (x**2).sum()

    func.grad(function)(X[0])
    (x,) = kept
    assert internal.dlevel(x) == -1 and internal.maybe_get_level(x) == -2 and internal.is_dead_tensor_wrapper(x)
    assert repr(x) == GRAD.replace("lvl=1", "lvl=-2")
    assert internal.dlevel(x.sum()) == 0 and repr(internal.unwrap_if_dead(x)) == "tensor([0., 1., 2.])"


def test_escaped_batch():
    kept = []
    torch.vmap(lambda x: kept.append(x * 1) or x)(X)
    for question in (lambda x: x.tolist(), lambda x: x.item(), lambda x: x.numpy()):
        with pytest.raises(RuntimeError) as caught:
            question(kept[0])
        assert type(caught.value) is RuntimeError


def test_levels_by_hand():
    level = internal._grad_increment_nesting()
    try:
        x = internal._wrap_for_grad(X, level)
        assert probe(x)[:4] == (False, True, True, 1) and probe(x * 2)[:4] == (False, True, True, 1)
        assert repr(internal._unwrap_for_grad(x, level)) == repr(X)
    finally:
        internal._grad_decrement_nesting()
    level = internal._vmap_increment_nesting(3, "error")
    try:
        x = internal._add_batch_dim(X, 1, level)
        value, dim = internal._unwrap_batched(x, level)
        assert dim == 1 and value.tolist() == X.tolist()
    finally:
        internal._vmap_decrement_nesting()


def test_interpreters():
    from pyautograd._functorch import pyfunctorch

    def look(x):
        stack = pyfunctorch.retrieve_all_functorch_interpreters()
        top = internal.peek_interpreter_stack()
        return [(type(i).__name__, i.level()) for i in stack], str(top.key()), top.level(), stack[0].batch_size(), stack[0].randomness()

    found = seen(lambda f: torch.vmap(func.grad(f), randomness="same"), X, look)
    assert found == ([("VmapInterpreter", 1), ("GradInterpreter", 2)], "TransformType.Grad", 2, 2, "same")
    assert internal.peek_interpreter_stack() is None and internal.get_interpreter_stack() is None


def test_names_of_the_core():
    assert torch._C._vmapmode_increment_nesting() == 1 and torch._C._vmapmode_decrement_nesting() == 1
    torch._C._set_fwd_grad_enabled(False)
    try:
        assert not torch._C._is_fwd_grad_enabled()
    finally:
        torch._C._set_fwd_grad_enabled(True)
    assert torch._C._is_fwd_grad_enabled()
