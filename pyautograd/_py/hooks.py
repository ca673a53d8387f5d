"""Hooks as a backward runs them, and what they may return."""
from .._types import bfloat16, bool_


def run_tensor_hooks(node, grads):
    """Hooks of the tensors this node made, then their retained gradients."""
    if node.tensor_hooks:
        for number, hooks in node.tensor_hooks.items():
            for hook in list(hooks.values()):
                before = grads[number]
                grads[number] = checked_hook_result(hook, before, hook(before))
    if node.retain_hooks:
        for number, reference in node.retain_hooks.items():
            tensor = reference()
            if tensor is not None and grads[number] is not None:
                grad = grads[number]
                if tensor._held_grad is None:
                    tensor._held_grad = grad.clone()
                else:
                    tensor._held_grad = tensor._held_grad + grad
                tensor._held_grad._used = True
    return grads


def type_name(tensor):
    """A tensor's type as the engine's messages show it."""
    if tensor.dtype.is_complex or tensor.dtype in (bfloat16, bool_):
        return f"CPU{tensor.dtype.scalar_name}Type"
    return tensor.type()


def checked_hook_result(hook, before, after):
    """What a tensor hook returned, or the gradient unchanged for None."""
    if after is None:
        return before
    if before is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not hasattr(after, "_counter"):
        raise TypeError(f"expected Variable, but hook returned '{type(after).__name__}'")
    if after.shape != before.shape:
        raise RuntimeError(f"hook '{getattr(hook, '__name__', '<unknown>')}' has changed the size of value")
    if after.dtype is not before.dtype:
        raise RuntimeError(f"hook '{getattr(hook, '__name__', '<unknown>')}' has changed the type of value (was {type_name(before)} got {type_name(after)})")
    return after


def checked_hook_results(hook, before, after):
    """What a node's hook returned as a list, or the gradients unchanged for None."""
    if after is None:
        return before
    if not isinstance(after, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(after).__name__}'")
    name = getattr(hook, "__name__", "<unknown>")
    if len(after) != len(before):
        raise RuntimeError(f"hook '{name}' has returned an incorrect number of values (got {len(after)}, but expected {len(before)})")
    return [a if a is None else checked_hook_result(hook, b, a) for b, a in zip(before, after)]


def run_pre_hooks(node, grads):
    """Hooks that run before a node and may replace what it gets."""
    if node.pre_hooks:
        for hook in list(node.pre_hooks.values()):
            grads = checked_hook_results(hook, grads, hook(tuple(grads)))
    return grads


def run_post_hooks(node, results, grads):
    """Hooks that run after a node and may replace what it returned."""
    if node.post_hooks:
        for hook in list(node.post_hooks.values()):
            results = checked_hook_results(hook, results, hook(tuple(results), grads))
    return results
