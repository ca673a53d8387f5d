# Calls with `out=`: what may be given, and how results get there.

cdef int refuse_gradients(str key, bint written) except -1:
    from .._table.out_dtypes import refuse_gradients as refuse

    refuse(key, written)
    return 0


cdef int check_out(str name, object want, object got, bint castable) except -1:
    """The rules of `_table.out_dtypes`, which loads with the first ``out=`` of another dtype."""
    from .._table.out_dtypes import check_out as check

    check(name, want, got, castable)
    return 0


cdef int refuse_recorded(Spec spec, tuple values, list outs) except -1:
    """Refuse ``out=`` where something that requires gradients is among the arguments."""
    if mode_grad and (spec.derivative or spec.kind == KIND_COMPOSITE):
        for value in [outs, *values]:
            for v in (value if isinstance(value, (tuple, list)) else (value,)):
                if isinstance(v, TensorBase) and requires(<TensorBase>v):
                    refuse_gradients(spec.key, value is outs)
    return 0


cdef object run_out(Spec spec, PyObject **values, object out):
    """``out=``: the results written into given tensors, resized where their shape differs."""
    cdef list outs = list(out) if isinstance(out, (tuple, list)) else [out]
    cdef list results
    cdef int grad_was = mode_grad, i
    cdef TensorBase target, made
    cdef PyObject *given
    global mode_grad
    if mode_duals:
        forward().refuse_out(spec.name, values_tuple(spec, values), outs)
    refuse_recorded(spec, values_tuple(spec, values), outs)
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
    mode_grad = 0
    try:
        answer = run_spec(spec, values)
    finally:
        mode_grad = grad_was
        if given != NULL:
            values[spec.nparams - 1] = given
    results = list(answer) if isinstance(answer, tuple) else [answer]
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
        write_array(target, made.a, made.dt)
        bump(target)
        if mode_anomaly:
            note_change(target, spec.name + "(out=...)")
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
