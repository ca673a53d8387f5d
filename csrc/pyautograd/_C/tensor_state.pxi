# What may be assigned to a tensor: its flag, its gradient and the dtype of that, its data.

cdef inline bint requires(TensorBase t) except -1:
    """Whether gradients flow to `t`."""
    if t.needs_grad or t.fn is not None:
        return True
    # a view made in no_grad requires gradients as its base does
    return t.base is not None and is_differentiable(t.dt) and requires(t.base)


cdef inline Node grad_fn_of(TensorBase t):
    """The node that made `t`, made anew for a view whose base has changed since."""
    if t.base is not None and t.attr_version != version_of(t):
        regenerate(t)
    return t.fn


cdef int check_bool(object value) except -1:
    if type(value) is not bool:
        raise RuntimeError("requires_grad must be a bool")
    return 0


cdef int assign_requires_grad(TensorBase t, bint value) except -1:
    """``t.requires_grad = value``."""
    if grad_fn_of(t) is not None:
        raise RuntimeError(texts.FLAG_OF_NON_LEAF + ("" if value else texts.FLAG_ADVICE))
    if value and not is_differentiable(t.dt):
        raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
    return store_requires_grad(t, value)


cdef int set_requires_grad(TensorBase t, bint value) except -1:
    """``t.requires_grad_(value)``."""
    if grad_fn_of(t) is not None:
        if value:
            return 0
        raise RuntimeError(texts.FLAG_OF_NON_LEAF + texts.FLAG_ADVICE)
    if value and not is_differentiable(t.dt):
        raise RuntimeError("only Tensors of floating point dtype can require gradients")
    return store_requires_grad(t, value)


cdef int store_requires_grad(TensorBase t, bint value) except -1:
    if value and t.inference and not mode_inference:
        raise RuntimeError(texts.INFERENCE_REQUIRES_GRAD)
    t.needs_grad = value
    return 0


cdef int check_grad(TensorBase t, object value) except -1:
    """Raise unless `value` may be the gradient of `t`."""
    cdef int want
    if not isinstance(value, TensorBase):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {texts.type_shown(value)}")
    cdef TensorBase grad = <TensorBase>value
    if grad is t:
        raise RuntimeError("can't assign Variable as its own grad")
    want = grad_dt_of(t)
    if grad.dt != want and want >= 0:
        raise RuntimeError(texts.grad_dtype_text(grad.dtype, DTYPES[want]))
    if not cnp.PyArray_SAMESHAPE(grad.a, t.a):
        raise RuntimeError(texts.grad_shape_text(list(shape_tuple(grad.a)), list(shape_tuple(t.a))))
    return 0


cdef inline int grad_dt_of(TensorBase t) noexcept:
    """The dtype that the gradient of `t` must have; -1: any."""
    return t.dt if t.extra is None or (<TensorExtra>t.extra).grad_dt == SAME_DTYPE else (<TensorExtra>t.extra).grad_dt


cdef int assign_grad_dtype(TensorBase t, object value) except -1:
    """``t.grad_dtype = value``; an AccumulateGrad that is there already learns it too."""
    cdef int want
    if not isinstance(value, _types.dtype) and value is not None:
        raise RuntimeError(f"grad_dtype must be a torch.dtype or None, but got {type(value).__name__}")
    if grad_fn_of(t) is not None:
        warnings.warn(texts.GRAD_OF_NON_LEAF, stacklevel=2)
        raise RuntimeError("grad_dtype can only be set on leaf tensors.")
    want = -1 if value is None else DT_OF[value]
    if t.held_grad is not None and want >= 0 and (<TensorBase>t.held_grad).dt != want:
        raise RuntimeError(texts.grad_dtype_conflict(value, (<TensorBase>t.held_grad).dtype))
    if want != t.dt or t.extra is not None:
        extra_of(t).grad_dt = want
    if t.accumulator != NULL:
        (<Node>t.accumulator).out_dt = want
    return 0


cdef int assign_data(TensorBase t, object value) except -1:
    """``t.data = value``: other memory for the same tensor, which autograd does not notice."""
    if mode_scope and t.born >= mode_scope:
        raise RuntimeError(texts.DATA_IN_TRANSFORM)
    if not isinstance(value, TensorBase):
        raise TypeError(f"Variable data has to be a tensor, but got {texts.type_shown(value)}")
    cdef TensorBase other = <TensorBase>value
    if other.dt != t.dt and not is_differentiable(other.dt) and requires(t):
        raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
    if other.dt != t.dt:      # a graph that was made before leads to the AccumulateGrad that was, a new one to a new one
        t.accumulator = NULL
    t.a, t.dt, t.storage, t.inference, t.lazy = other.a, other.dt, other.storage, other.inference, other.lazy
    return 0
