# In-place changes: what may be written.

cdef tuple _CREATIONS = ("default", "multi_output", "no_grad", "custom_function", "inference")      # by the numbers of VIEW_...


cdef object view_error(TensorBase view, bint indirect):
    """The error for a change of a view, or (`indirect`) of its base, that is forbidden."""
    maker = None if view.fn is None else node_name(view.fn)
    return RuntimeError(texts.view_text(_CREATIONS[view.creation], maker, view.out_nr, indirect))


cdef int check_inplace(TensorBase t) except -1:
    """Raise unless `t` may be changed in place under the current grad mode."""
    if t.inference and not mode_inference:
        raise RuntimeError(texts.INFERENCE_UPDATE)
    if mode_saved_hooks and stacks.before_write is not None:
        stacks.before_write(t)
    if not mode_grad:
        return 0
    if t.base is None:
        if t.needs_grad and t.fn is None:
            raise RuntimeError(texts.LEAF)
        return 0
    if requires(t):
        if t.creation != VIEW_DEFAULT:
            raise view_error(t, False)
        if t.base.fn is None:
            raise RuntimeError(texts.LEAF_VIEW)
        if t.needs_grad and t.fn is None:
            raise RuntimeError(texts.LEAF)
    return 0


cdef int check_captured(Spec spec, PyObject **values) except -1:
    """Raise if an operator is about to change a tensor that a function being differentiated has captured. For when there is a scope."""
    if isinstance(<object>values[0], TensorBase) and (<TensorBase><object>values[0]).born < mode_scope:
        from ..func._captured import refuse

        refuse(spec.name, spec.key, values_tuple(spec, values))
    return 0


def check_changeable(TensorBase tensor not None, str name):
    """Raise if a method is about to change a tensor that a function being differentiated has captured."""
    if mode_scope and tensor.born < mode_scope:
        from ..func._captured import refuse

        refuse(name, name, (tensor,))


cdef int check_view_write(TensorBase t) except -1:
    """Raise where an in-place change that carries gradients into a view is forbidden."""
    if t.base is None:
        return 0
    if t.creation != VIEW_DEFAULT:
        raise view_error(t, False)
    if t.base.needs_grad and t.base.fn is None:
        raise RuntimeError(texts.LEAF_VIEW)
    return 0
