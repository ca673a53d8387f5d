# Whether a call is recorded, and the history of what it gives.

cdef int finish(Spec spec, PyObject **values, TensorBase made) except -1:
    """Record a call that gave one tensor."""
    cdef Node node
    cdef PyObject *results[1]
    if spec.real_gradient is not None:
        check_real_gradient(spec, made)
    if spec.derivative == 2:
        set_history_of(not_implemented(spec, values), made)
        return 0
    node = make_node(spec, values)
    set_history(node, made)
    if spec.nsaved:
        results[0] = <PyObject *>made
        save_all(node, values, results)
    return 0


cdef int check_real_gradient(Spec spec, TensorBase made) except -1:
    """Refuse a complex result of a row that differentiates in real numbers alone."""
    from .._table.refused_dtypes import refuse_complex_gradient

    if CATEGORY[made.dt] == 3:
        refuse_complex_gradient(spec.real_gradient)
    return 0


cdef Node not_implemented(Spec spec, PyObject **values, str suffix=""):
    cdef int i
    cdef list operands = []
    for i in range(spec.nargs):
        value = <object>values[spec.positions[i]]
        operands.extend(value if isinstance(value, (tuple, list)) else (value,))
    return refusing_node("aten::" + spec.name + suffix, operands)


cdef ErrorNode refusing_node(str called, object operands):
    """The history of what has no derivative."""
    cdef ErrorNode node = ErrorNode.__new__(ErrorNode)
    node.message, node.error, node.label = f"derivative for {called} is not implemented", RuntimeError, "torch::autograd::NotImplemented"
    for v in operands:
        append_edge_of(node, v)
    join_watched(node)
    return node


cdef bint any_requires(Spec spec, PyObject **values) except -1:
    """Whether some differentiable argument needs gradients."""
    cdef int i
    cdef bint found = False      # an inference tensor that does
    for i in range(spec.nargs):
        value = <object>values[spec.positions[i]]
        if isinstance(value, TensorBase):
            if requires(<TensorBase>value):
                if not (<TensorBase>value).inference:
                    return True
                found = True
        elif isinstance(value, (tuple, list)):
            for v in value:
                if isinstance(v, TensorBase) and requires(<TensorBase>v):
                    if not (<TensorBase>v).inference:
                        return True
                    found = True
    return found and meets_normal(spec, values)


cdef bint meets_normal(Spec spec, PyObject **values):
    """Whether some operand is no inference tensor: operators on inference tensors alone are not recorded. A number counts as a normal one."""
    cdef int i
    for i in range(spec.nparams):
        value = <object>values[i]
        for v in (value if isinstance(value, (tuple, list)) else (value,)):
            if isinstance(v, TensorBase):
                if not (<TensorBase>v).inference:
                    return True
            elif spec.param_code[i] == PARAM_TENSOR and v is not None:
                return True
    return False
