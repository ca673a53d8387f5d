# From a spec to a call: the ways in which kernels, views and composites run. In-place forms and `out=` have files of their own.

cdef extern from "Python.h":
    ctypedef struct _List "PyListObject":
        PyObject **ob_item


cdef object run_spec(Spec spec, PyObject **values):
    """Call an operator on parsed arguments."""
    cdef int level
    if spec.kind <= KIND_SCALAR:
        return elementwise(spec, values)
    if mode_duals:
        if spec.kind == KIND_COMPOSITE:
            return spec.function(*values_tuple(spec, values))
        level = top_level_of_values(values, spec.nparams)
        if level >= 0:
            return call_dual(spec, values, level)
    if spec.takes_grad and shows_one_number(spec, values):
        return run_on_plain_gradient(spec, values)
    if unlikely(lazy_seen) and any_lazy(spec, values):
        if spec.kind == KIND_KERNEL:
            return run_settled(spec, values)
    elif spec.fast != NULL:
        answer = spec.fast(spec, values)
        if answer is not None:
            return answer
    if spec.half_way:
        answer = run_half(spec, values)
        if answer is not None:
            return answer
    if spec.kind == KIND_COMPOSITE:
        return quietly(spec.function, values_tuple(spec, values))
    if spec.kind == KIND_VIEW:
        return run_view(spec, values)
    return run_kernel(spec, values)


cdef bint shows_one_number(Spec spec, PyObject **values):
    """Whether the first argument is a small gradient like that of a sum, one number everywhere, and nothing is recorded."""
    cdef TensorBase t
    if not isinstance(<object>values[0], TensorBase):
        return False
    t = <TensorBase><object>values[0]
    return not cnp.PyArray_IS_C_CONTIGUOUS(t.a) and cnp.PyArray_STRIDE(t.a, 0) == 0 and not (mode_grad and any_requires(spec, values))


cdef object run_on_plain_gradient(Spec spec, PyObject **values):
    """The operator on that gradient written out: kernels are for elements that lie one after another."""
    cdef TensorBase given = <TensorBase><object>values[0]
    cdef TensorBase plain = laid_out(given)
    values[0] = <PyObject *>plain
    try:
        if spec.fast != NULL and not unlikely(lazy_seen):
            answer = spec.fast(spec, values)
            if answer is not None:
                return answer
        return run_kernel(spec, values)
    finally:
        values[0] = <PyObject *>given


cdef tuple values_tuple(Spec spec, PyObject **values):
    cdef int i
    return tuple([<object>values[i] for i in range(spec.nparams)])


cdef inline void note_special(int dt, bint *half, int *rare) noexcept:
    if dt == DT_BF16:
        half[0] = True
    elif RARE[dt] and rare[0] < 0:
        rare[0] = dt


cdef list kernel_arguments(Spec spec, PyObject **values, bint *half, int *rare):
    """Arrays in place of tensors; float32 for bfloat16, which `half` reports. `rare`: the first dtype that few kernels have, or -1."""
    cdef int i
    rare[0] = -1
    made = []
    for i in range(spec.nparams):
        value = <object>values[i]
        if isinstance(value, TensorBase):
            note_special((<TensorBase>value).dt, half, rare)
            value = plain_array(<TensorBase>value)
        elif (type(value) is tuple or type(value) is list) and len(value):
            for v in value:
                if isinstance(v, TensorBase):
                    note_special((<TensorBase>v).dt, half, rare)
            value = [plain_array(<TensorBase>v) if isinstance(v, TensorBase) else v for v in value]
        made.append(value)
    return made


cdef TensorBase from_kernel(object array, bint half, int rare):
    cdef cnp.ndarray a = <cnp.ndarray>array if type(array) is cnp.ndarray else np.asarray(array)
    if half and cnp.PyArray_TYPE(a) == cnp.NPY_FLOAT32:
        return new_tensor(float32_to_bfloat16(a), DT_BF16)
    if rare == DT_C32 and cnp.PyArray_TYPE(a) == cnp.NPY_COMPLEX64:
        return new_tensor(_to_complex32(a), DT_C32)
    if rare == DT_C32 and cnp.PyArray_TYPE(a) == cnp.NPY_FLOAT32:
        return new_tensor(without_warnings(a.astype, (np.float16,)), DT_F16)
    return new_tensor(a, dt_of_array(a))


cdef object call_kernel(object function, str impl, list arguments, bint half, int rare):
    """A kernel called on arrays, which stand for dtypes that NumPy does not have where `half` or `rare` say so."""
    try:
        if half:
            return without_warnings(_call_with_bfloat16, (function, impl, arguments))
        if rare == DT_C32:
            return without_warnings(_call_with_complex32, (function, arguments))
        return without_warnings(function, arguments)
    except (ValueError, MemoryError) as error:
        _refuse_memory(error)
        raise


cdef object run_kernel(Spec spec, PyObject **values):
    cdef bint half = False
    cdef bint wanted = mode_grad and spec.derivative and any_requires(spec, values)
    cdef list results
    cdef int i, rare, narrow
    cdef bytes key = key_of_nothing(spec, values)
    if key is not None:
        results = repeated(key)
        if results is not None:
            return finished_all(spec, values, results)
    arguments = kernel_arguments(spec, values, &half, &rare)
    narrow = half
    if spec.impl == "conversion.to_copy":
        half = <object>values[1] is DTYPES[DT_BF16]      # the dtype asked for, not that of the source
        rare = DT_C32 if <object>values[1] is DTYPES[DT_C32] else -1
    elif spec.nparams > 1 and type(<object>values[spec.nparams - 1]) is type(DTYPES[0]):
        half = _computes_bfloat16(spec.impl, [<object>values[i] for i in range(spec.nparams)], arguments)
    elif half:
        narrow = _gives_bfloat16(spec.impl, [<object>values[i] for i in range(spec.nparams)])
        half = narrow != 0
    elif spec.impl == "creation.complex_" and (<TensorBase><object>values[0]).dt == DT_F16 == (<TensorBase><object>values[1]).dt:
        rare = DT_C32
    answer = call_kernel(spec.function, spec.impl, arguments, half, rare)
    if rare >= 0:
        refuse_rare(spec, values, rare)
    if spec.layout is not None:
        answer = laid_out_by_rule(spec, arguments, answer)
    if type(answer) is tuple or type(answer) is list:
        results = [from_kernel(a, half and (narrow < 2 or not i), rare) for i, a in enumerate(answer)]
    else:
        results = [from_kernel(answer, half, rare)]
    if spec.shares and not half and rare < 0:
        for i in range(len(results)):
            (<TensorBase>results[i]).storage = storage_root(<TensorBase><object>values[0])
    if key is not None:
        keep_pattern(key, results)
    if wanted:
        record_results(spec, values, results)
    return packed(spec, results)


cdef int record_results(Spec spec, PyObject **values, list results) except -1:
    cdef Node node
    cdef Node refusal
    cdef int i
    if spec.real_gradient is not None:
        for i in range(len(results)):
            check_real_gradient(spec, <TensorBase>results[i])
    if spec.derivative == 2:
        refusal = not_implemented(spec, values)
        for i in range(len(results)):
            if is_differentiable((<TensorBase>results[i]).dt) and not (spec.nondiff >> i) & 1:
                set_history_of(refusal, <TensorBase>results[i])
        return 0
    node = make_node(spec, values)
    return record(node, values, (<_List *>results).ob_item, len(results))


cdef object result_type_named(str name, tuple outputs):
    from .._return_types import named_tuple

    return named_tuple(name, outputs)


cdef object _new_tuple = tuple.__new__  # past the check of lengths, which is for programs that make results of their own


cdef object packed(Spec spec, list results):
    """What the caller gets: a tensor, a named tuple, or a tuple of tensors."""
    if spec.output_kind == 0:
        return results[0]
    if spec.output_kind == 2:
        return tuple(results)
    if spec.tuple_type is None:
        spec.tuple_type = result_type_named(spec.name, spec.outputs)
    return _new_tuple(spec.tuple_type, results)


cdef object run_view(Spec spec, PyObject **values):
    """A view: memory shared with the first argument, which becomes its base."""
    cdef TensorBase source = <TensorBase><object>values[0]
    cdef TensorBase made
    cdef list results
    if source.lazy:
        refuse_view(spec.key, source.lazy)
    arguments = list(values_tuple(spec, values))
    arguments[0] = source.a
    if spec.reads_bytes:
        arguments.append(DTYPES[source.dt])
    try:
        answer = spec.function(*arguments)
    except ValueError as error:
        _refuse_memory(error)
        raise
    if spec.multi_view:
        results = [view_of(source, <cnp.ndarray?>a, VIEW_MULTI_OUTPUT) for a in answer]
    else:
        if not spec.reads_bytes or spec.derivative or <object>values[1] is DTYPES[source.dt]:
            made = view_of(source, <cnp.ndarray?>answer)
            if cnp.PyArray_TYPE(made.a) != cnp.PyArray_TYPE(source.a):
                made.dt = DT_OF[DTYPES[source.dt].to_real() if CATEGORY[source.dt] == 3 else DTYPES[source.dt].to_complex()]
        else:      # view(dtype): the same memory and version, without history
            made = detached(source)
            made.a, made.dt, made.storage = <cnp.ndarray>answer, DT_OF[<object>values[1]], storage_root(source)
        if spec.toggles and (spec.toggles != LAZY_CONJ or CATEGORY[source.dt] == 3):
            made.lazy ^= spec.toggles
            note_lazy()
        if mode_view_replay or made.dt != source.dt or spec.toggles or source.extra is not None:
            note_replay(source, made, spec, values)
        results = [made]
    if mode_grad and spec.derivative and any_requires(spec, values):
        record_results(spec, values, results)
    return tuple(results) if spec.multi_view else results[0]


cdef TensorBase finish_view(Spec spec, PyObject **values, cnp.ndarray array):
    """The view tensor of a fast path, recorded."""
    cdef TensorBase source = <TensorBase><object>values[0]
    cdef TensorBase made = view_of(source, array)
    if mode_view_replay or source.extra is not None:
        note_replay(source, made, spec, values)
    if mode_grad and requires(source) and not source.inference:
        finish(spec, values, made)
    return made
