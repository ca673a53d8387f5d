# Calls with `out=`: what may be given, and how results get there.

cdef object history_of_out(str key, bint written, object first):
    from .._table.out_dtypes import history_of_out as found

    return found(key, written, first)


cdef int check_out(str name, object want, object got, bint castable) except -1:
    """The rules of `_table.out_dtypes`, which loads with the first ``out=`` of another dtype."""
    from .._table.out_dtypes import check_out as check

    check(name, want, got, castable)
    return 0


cdef list flat(values):
    """The arguments, with the items of lists in their place."""
    cdef list found = []
    for value in values:
        found.extend(value if isinstance(value, (tuple, list)) else (value,))
    return found


cdef bint some_require(list values) except -1:
    for v in values:
        if isinstance(v, TensorBase) and requires(<TensorBase>v):
            return True
    return False


cdef object past_of_outs(Spec spec, tuple values, list outs):
    """What becomes of the history of ``out=`` tensors, as `history_of_out` says, where something that requires gradients is among the arguments."""
    cdef bint written
    if mode_grad and (spec.derivative or spec.kind == KIND_COMPOSITE):
        written = some_require(outs)
        if written or some_require(flat(values)):
            return history_of_out(spec.key, written, values[0])
    return None


cdef object run_out(Spec spec, PyObject **values, object out):
    """``out=``: the results written into given tensors, resized where their shape differs."""
    cdef list outs = list(out) if isinstance(out, (tuple, list)) else [out]
    cdef list results
    cdef int grad_was = mode_grad, i
    cdef TensorBase target, made
    cdef PyObject *given
    cdef object past
    global mode_grad
    if mode_duals:
        forward().refuse_out(spec.name, values_tuple(spec, values), outs)
    past = past_of_outs(spec, values_tuple(spec, values), outs)
    for value in outs:
        if isinstance(value, TensorBase):
            if (<TensorBase>value).inference and not mode_inference:
                raise RuntimeError(texts.INFERENCE_UPDATE)
            if spec.overlap & OVERLAP_COMPARED:
                if spec.overlap & OVERLAP_INTO_FIRST:
                    check_apart((<TensorBase>value).a, (<TensorBase><object>values[0]).a, False)
                check_inputs(spec, values, 1 if spec.overlap & OVERLAP_INTO_FIRST else 0, (<TensorBase>value).a)
            if mode_saved_hooks and stacks.before_write is not None:
                stacks.before_write(value)
    given = values[spec.nparams - 1] if spec.nparams else NULL
    asked = <object>given if given != NULL else None
    if asked is None and spec.overlap & OVERLAP_COMPUTED_IN and isinstance(outs[0], TensorBase):
        from .._table.out_dtypes import check_computed_in

        asked = DTYPES[(<TensorBase>outs[0]).dt]
        check_computed_in(spec.name, DTYPES[(<TensorBase><object>values[0]).dt], asked)
        values[spec.nparams - 1] = <PyObject *>asked      # lent, until the call is over: the values own what they hold
    mode_grad = past == "copy"
    try:
        answer = run_spec(spec, values)
    finally:
        mode_grad = grad_was
        if given != NULL:
            values[spec.nparams - 1] = given
    results = list(answer) if isinstance(answer, tuple) else [answer]
    if spec.output_kind == 2:
        from .._table.out_dtypes import check_count

        check_count(spec.name, len(results), len(outs))
    for i in range(len(results)):
        target, made = outs[i], results[i]
        if target is None or made is None:
            raise TypeError(f"{spec.name}(): out= takes a tensor for every result")
        if made.dt != target.dt:
            check_out(spec.key, DTYPES[made.dt], DTYPES[target.dt], can_cast(made.dt, target.dt))
    for i in range(len(results)):
        target, made = outs[i], results[i]
        if not cnp.PyArray_SAMESHAPE(target.a, made.a):
            made = resize_output(spec.name, target, made)
        check_output(spec, target.a)
        if past == "copy":
            target.copy_(made)
            continue
        write_array(target, made.a, made.dt)
        bump(target)
        if mode_anomaly:
            note_change(target, spec.name + "(out=...)")
        if past is not None and is_differentiable(target.dt):
            rebase_history(target, refusing_node(past, flat(values_tuple(spec, values))))
    if spec.output_kind == 2 and spec.kind == KIND_KERNEL:
        return None
    if not isinstance(answer, tuple):
        return outs[0]
    return packed(spec, outs) if spec.output_kind != 1 else result_type_named(spec.name + "_out", spec.outputs)(outs)


cdef TensorBase resize_output(str name, TensorBase target, TensorBase made):
    """Give an ``out=`` tensor the result's shape, and its strides if they are dense; returns what to write into it."""
    from .._table.out_shapes import keeps_shape, lies_row_major, warn_resized

    cdef tuple before = shape_tuple(target.a), after = shape_tuple(made.a)
    if keeps_shape(name, before, after):
        return new_tensor(made.a.reshape(before), made.dt)
    if cnp.PyArray_SIZE(target.a):
        warn_resized(name, before, after)
    if lies_row_major(name, cnp.PyArray_SIZE(target.a) > 0) or cnp.PyArray_SIZE(made.a) and (cnp.PyArray_IS_C_CONTIGUOUS(made.a) or not is_dense(made.a)):
        resize(target, after)
    else:
        resize(target, after, stride_tuple(made.a))
    return made
