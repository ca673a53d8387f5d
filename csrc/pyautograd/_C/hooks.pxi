# Hooks: registered on tensors and on nodes, and run by a backward.

cdef object ordered_dict():
    from collections import OrderedDict

    return OrderedDict()


cdef object removable_handle(object hooks, object hook):
    from ..utils.hooks import RemovableHandle

    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


cdef object register_post_hook(Node node, object hook):
    cdef NodeExtra extra = node_extra_of(node)
    if extra.post_hooks is None:
        extra.post_hooks = ordered_dict()
    return removable_handle(extra.post_hooks, hook)


cdef object register_pre_hook(Node node, object hook):
    cdef NodeExtra extra = node_extra_of(node)
    if extra.pre_hooks is None:
        extra.pre_hooks = ordered_dict()
    return removable_handle(extra.pre_hooks, hook)


cdef object hooks_of(TensorBase t):
    """The dictionary of a tensor's hooks, or None."""
    return None if t.extra is None else (<TensorExtra>t.extra).hooks


cdef int set_hooks(TensorBase t, object value) except -1:
    """Have a leaf's hooks stand in another dictionary. What a tensor with history gets runs once it is registered with the node."""
    cdef Node node
    extra_of(t).hooks = value
    if grad_fn_of(t) is not None or t.accumulator == NULL:
        return 0
    node = <Node>t.accumulator
    if value is not None:
        attach_hooks(t, value, node)
    elif node.extra is not None:
        (<NodeExtra>node.extra).tensor_hooks = None
    return 0


cdef int attach_hooks(TensorBase t, object hooks, Node node) except -1:
    cdef NodeExtra extra = node_extra_of(node)
    if extra.tensor_hooks is None:
        extra.tensor_hooks = {}
    extra.tensor_hooks[t.out_nr] = hooks
    return 0


cdef int register_hook_dict(Node node, object tensor, bint of_function) except -1:
    """Have the hooks that a tensor has run before `node`."""
    if not isinstance(tensor, TensorBase):
        raise _not_a_tensor(of_function)
    if hooks_of(<TensorBase>tensor) is not None:
        attach_hooks(<TensorBase>tensor, hooks_of(<TensorBase>tensor), node)
    return 0


cdef object register_tensor_hook(TensorBase t, object hook):
    if not requires(t):
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    cdef TensorExtra extra = extra_of(t)
    cdef Node node = grad_fn_of(t)
    cdef NodeExtra node_extra
    if node is not None:
        # They stay with the node when the tensor is changed in place and gets another.
        node_extra = node_extra_of(node)
        if node_extra.tensor_hooks is None:
            node_extra.tensor_hooks = {}
        extra.hooks = node_extra.tensor_hooks.setdefault(t.out_nr, ordered_dict())
        return removable_handle(extra.hooks, hook)
    if extra.hooks is None:
        extra.hooks = ordered_dict()
    if t.accumulator != NULL:
        node_extra_of(<Node>t.accumulator).tensor_hooks = {0: extra.hooks}
    return removable_handle(extra.hooks, hook)


cdef object register_post_accumulate(TensorBase t, object hook):
    if not requires(t):
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if grad_fn_of(t) is not None:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    cdef TensorExtra extra = extra_of(t)
    if extra.post_accumulate_hooks is None:
        extra.post_accumulate_hooks = ordered_dict()
    return removable_handle(extra.post_accumulate_hooks, hook)


cdef int retain(TensorBase t) except -1:
    if not requires(t):
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    cdef Node node = grad_fn_of(t)
    cdef TensorExtra extra = extra_of(t)
    if node is None or extra.retains >= 0:
        return 0
    cdef NodeExtra node_extra = node_extra_of(node)
    extra.retains = t.out_nr
    if node_extra.retain_hooks is None:
        node_extra.retain_hooks = {}
    node_extra.retain_hooks[t.out_nr] = weakref.ref(t)
    return 0


cdef int run_tensor_hooks(NodeExtra extra, list grads) except -1:
    """Hooks of the tensors a node made, then their retained gradients."""
    cdef TensorBase tensor
    if extra.tensor_hooks:
        for number, hooks in extra.tensor_hooks.items():
            for hook in list(hooks.values()):
                before = grads[number]
                grads[number] = checked_hook_result(hook, before, hook(before))
    if extra.retain_hooks:
        for number, reference in extra.retain_hooks.items():
            kept = reference()
            if kept is not None and grads[number] is not None:
                tensor = <TensorBase>kept
                if tensor.held_grad is None:
                    tensor.held_grad = grads[number].clone()
                else:
                    tensor.held_grad = tensor.held_grad + grads[number]
                (<TensorBase>tensor.held_grad).used = True
    return 0


cdef list run_pre_hooks(NodeExtra extra, list grads):
    """Hooks that run before a node and may replace what it gets."""
    if extra.pre_hooks:
        for hook in list(extra.pre_hooks.values()):
            grads = checked_hook_results(hook, grads, hook(tuple(grads)))
    return grads


cdef list run_post_hooks(Node node, list results, tuple grads):
    """Hooks that run after a node and may replace what it returned."""
    cdef NodeExtra extra = <NodeExtra>node.extra
    if extra.post_hooks:
        for hook in list(extra.post_hooks.values()):
            results = checked_hook_results(hook, results, hook(tuple(results), grads))
    return results


cdef int run_post_accumulate_hooks(TensorBase leaf) except -1:
    """Hooks that run when a leaf's ``grad`` has been updated."""
    if leaf.extra is not None and (<TensorExtra>leaf.extra).post_accumulate_hooks:
        given = leaf
        for hook in list((<TensorExtra>leaf.extra).post_accumulate_hooks.values()):
            given = checked_hook_result(hook, given, hook(given))  # what a hook returns is all that the next one sees
        if given is not leaf:
            raise RuntimeError("Tensor post accumulate grad hooks should return None.")
    return 0


cdef list checked_hook_results(object hook, list before, object after):
    """What a node's hook returned as a list, or the gradients unchanged for None."""
    if after is None:
        return before
    if not isinstance(after, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(after).__name__}'")
    if len(after) != len(before):
        called = getattr(hook, "__name__", "<unknown>")
        raise RuntimeError(f"hook '{called}' has returned an incorrect number of values (got {len(after)}, but expected {len(before)})")
    return [a if a is None else checked_hook_result(hook, b, a) for b, a in zip(before, after)]


cdef str type_name(TensorBase t):
    """A tensor's type as the engine's messages show it."""
    if CATEGORY[t.dt] == 3 or t.dt == DT_BF16 or t.dt == DT_BOOL:
        return f"CPU{DTYPES[t.dt].scalar_name}Type"
    return t.type()


cdef object checked_hook_result(object hook, object before, object after):
    """What a tensor hook returned, or the gradient unchanged for None."""
    if after is None:
        return before
    if not isinstance(after, TensorBase):
        raise TypeError(f"expected Variable, but hook returned '{type(after).__name__}'")
    if before is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    called = getattr(hook, "__name__", "<unknown>")
    if after.shape != before.shape:
        raise RuntimeError(f"hook '{called}' has changed the size of value")
    if after.dtype is not before.dtype:
        raise RuntimeError(f"hook '{called}' has changed the type of value (was {type_name(before)} got {type_name(after)})")
    return after
