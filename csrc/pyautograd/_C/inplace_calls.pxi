# In-place forms: the result computed, written back, and made part of the tensor's history.

cdef object run_inplace(Spec spec, PyObject **values, list interceptors):
    """``x.op_(...)``: compute, write back, and make the operator's node the history of `x`."""
    if not isinstance(<object>values[0], TensorBase):      # functions such as sub_ let a number through in the place of self
        raise TypeError(f"{spec.name}_(): argument 'input' (position 1) must be Tensor, not {type(<object>values[0]).__name__}")
    cdef TensorBase x = <TensorBase><object>values[0]
    if mode_scope:
        check_captured(spec, values)
    check_inplace(x)
    if spec.kind == KIND_COMPOSITE:
        if interceptors is not None and write_offered(spec, values, interceptors):
            return x
        if spec.inplace_function is not None:
            return quietly(spec.inplace_function, values_tuple(spec, values))
        return x.copy_(quietly(spec.function, values_tuple(spec, values)))
    if mode_duals and top_level_of_values(values, spec.nparams) >= 0:
        return forward().call_in_place(spec, values_tuple(spec, values))
    return write_and_record(spec, values, None, interceptors)


cdef object write_and_record(Spec spec, PyObject **values, TensorBase before, list interceptors):
    """The in-place call of a row that is no composite. `before`: a copy of the first argument as it was, if there is one."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef Node node = None
    cdef Node refusal = None
    cdef PyObject *results[1]
    cdef bint wanted
    cdef int k
    wanted = mode_grad and spec.derivative and any_requires(spec, values)
    if wanted:
        if not requires(x):
            check_view_write(x)
        wanted = is_differentiable(x.dt)
    if wanted:
        if spec.derivative == 2:
            refusal = not_implemented(spec, values, "_")
        else:
            node = make_node(spec, values)
            for k in range(spec.nsaved if before is None else 0):
                if spec.saved_kind[k] == SAVED_INPUT and spec.saved_source[k] == 0 and spec.saved_mask[k] & node.mask:
                    before = x.clone()
                    break
            save_inputs(node, values, before)
    if interceptors is None:
        write(spec, values)
    elif not write_offered(spec, values, interceptors):
        raise no_rule(spec)
    bump(x)
    if mode_anomaly:
        note_change(x, spec.name + "_")
    if node is not None:
        rebase_history(x, node)
        results[0] = <PyObject *>x
        save_outputs(node, results)
    elif refusal is not None:
        rebase_history(x, refusal)
    return x


cdef int write(Spec spec, PyObject **values) except -1:
    """Compute a row into the array of its first argument."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef bint half = False, gives
    cdef int dt = 0, rare
    cdef TensorBase made
    check_output(spec, x.a)
    if not spec.overlap & OVERLAP_UNCOMPARED:
        check_inputs(spec, values, 1, x.a)
    if unlikely(lazy_seen) and any_lazy(spec, values):
        return write_settled(spec, values)
    if spec.kind == KIND_KERNEL:
        if spec.fast_write != NULL and spec.fast_write(spec, values) or spec.fast != NULL and write_small(spec, values, x):
            return 0
        if spec.impl == "conversion.copy" and fast_copy(x, <object>values[1]):
            return 0
        if (spec.impl == "conversion.fill" or spec.impl == "conversion.zero") and fast_fill(x, 0.0 if spec.nparams == 1 else <object>values[1]):
            return 0
        if spec.half_way and write_half(spec, values, x):
            return 0
        arguments = kernel_arguments(spec, values, &half, &rare)
        if spec.inplace_function is not None and not half and rare < 0:
            without_warnings(spec.inplace_function, arguments)
            return 0
        try:
            gives = half and _gives_bfloat16(spec.impl, [<object>values[i] for i in range(spec.nparams)])
            answer = call_kernel(spec.function, spec.impl, arguments, half, rare)
        except (NotImplementedError, RuntimeError) as error:
            if spec.impl.startswith("elementwise.") and _is_of_loop(error):
                _check_written_shape([<object>values[i] for i in range(spec.nparams)], x)
                require_castable(common_result(spec, values), x.dt)
            raise
        if rare >= 0:
            refuse_rare(spec, values, rare)
        made = from_kernel(answer, gives, rare)
        if not can_cast(made.dt, x.dt):
            if spec.impl.startswith("elementwise."):
                _check_written_shape([<object>values[i] for i in range(spec.nparams)], x)
            require_castable(made.dt, x.dt)
        return write_array(x, made.a, made.dt)
    dt = common_result(spec, values)
    if CATEGORY[dt] == 3 and spec.impl == "absolute":
        raise RuntimeError(f"In-place {spec.name} is not supported for complex tensors.")
    if not can_cast(dt, x.dt):
        _check_written_shape([<object>values[i] for i in range(spec.nparams)], x)
        if spec.check is not None:
            try:
                run_check(spec, values, dt)
            except NotImplementedError as error:
                if not _is_of_loop(error):
                    raise
        require_castable(dt, x.dt)
    compute_elementwise(spec, values, &dt, x)
    return 0


cdef bint write_half(Spec spec, PyObject **values, TensorBase x) except -1:
    """Write what a kernel gives by way of another dtype; False where it does not."""
    cdef int grad_was = mode_grad
    cdef TensorBase made
    global mode_grad
    mode_grad = 0
    try:
        answer = run_half(spec, values)
    finally:
        mode_grad = grad_was
    if answer is None:
        return False
    made = <TensorBase?>answer
    if made.dt != x.dt or not same_shape(made.a, x.a):
        return False
    write_array(x, made.a, made.dt)
    return True


cdef bint write_small(Spec spec, PyObject **values, TensorBase x) except -1:
    """Write what the fast path of an operator gives over a small tensor; False where it gives nothing, or something else than what is stored."""
    cdef int grad_was = mode_grad
    cdef TensorBase made
    global mode_grad
    if cnp.PyArray_SIZE(x.a) > SMALL_KERNEL or not cnp.PyArray_IS_C_CONTIGUOUS(x.a):
        return False
    mode_grad = 0
    try:
        answer = spec.fast(spec, values)
    finally:
        mode_grad = grad_was
    if answer is None:
        return False
    made = <TensorBase?>answer
    if made.dt != x.dt or not same_shape(made.a, x.a) or not cnp.PyArray_IS_C_CONTIGUOUS(made.a):
        return False
    memcpy(cnp.PyArray_DATA(x.a), cnp.PyArray_DATA(made.a), cnp.PyArray_NBYTES(x.a))
    return True


cdef bint fast_copy(TensorBase x, object source) except -1:
    """Copy between contiguous tensors of one shape and dtype."""
    if not isinstance(source, TensorBase):
        return False
    cdef cnp.ndarray a = (<TensorBase>source).a
    if (<TensorBase>source).dt != x.dt or not cnp.PyArray_SAMESHAPE(x.a, a) or not cnp.PyArray_IS_C_CONTIGUOUS(a) or not cnp.PyArray_IS_C_CONTIGUOUS(x.a):
        return False
    memcpy(cnp.PyArray_DATA(x.a), cnp.PyArray_DATA(a), cnp.PyArray_NBYTES(a))
    return True


cdef bint fast_fill(TensorBase x, object value) except -1:
    """Fill a contiguous float tensor with a number."""
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(x.a)
    cdef double number
    cdef float *f4
    cdef double *f8
    if type(value) is not float and (type(value) is not int or not -0x20000000000000 < value < 0x20000000000000):
        return False
    if x.dt != DT_F32 and x.dt != DT_F64 or not cnp.PyArray_IS_C_CONTIGUOUS(x.a):
        return False
    number = value
    if not -limit_of(x.dt) < number < limit_of(x.dt):
        return False
    if x.dt == DT_F32:
        f4 = <float *>cnp.PyArray_DATA(x.a)
        for i in range(n):
            f4[i] = <float>number
    else:
        f8 = <double *>cnp.PyArray_DATA(x.a)
        for i in range(n):
            f8[i] = number
    return True


cdef int common_result(Spec spec, PyObject **values) except -1:
    """The result dtype of an elementwise row."""
    cdef Promotion p
    cdef int i, common
    if spec.promote == PROMOTE_BOOL:
        return DT_BOOL
    p.dims = p.zero = p.wrapped = -1
    for i in range(spec.nparams):
        value = <object>values[i]
        if spec.param_code[i] == PARAM_TENSOR:
            if isinstance(value, TensorBase):
                note_tensor(&p, <TensorBase>value)
            elif value is not None:
                note_number(&p, value)
    common = result_of(&p)
    if spec.promote == PROMOTE_INTEGER and common == DT_BOOL:
        return DT_I64
    return DEFAULT_DT if spec.promote == PROMOTE_FLOAT and CATEGORY[common] < 2 else common
