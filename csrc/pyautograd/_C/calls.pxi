# From a row to a call: specs, and the ways in which kernels, views, composites and in-place forms run.

cdef enum:
    KIND_UFUNC, KIND_SCALAR, KIND_KERNEL, KIND_VIEW, KIND_COMPOSITE
cdef enum:
    PROMOTE_COMMON, PROMOTE_FLOAT, PROMOTE_BOOL, PROMOTE_INTEGER
cdef enum:
    PARAM_OTHER, PARAM_TENSOR, PARAM_NUMBER

cdef dict _KINDS = {"ufunc": KIND_UFUNC, "scalar": KIND_SCALAR, "kernel": KIND_KERNEL, "view": KIND_VIEW, "composite": KIND_COMPOSITE}
cdef dict _PROMOTIONS = {"common": PROMOTE_COMMON, "float": PROMOTE_FLOAT, "bool": PROMOTE_BOOL, "integer": PROMOTE_INTEGER}
# self + alpha * other with alpha = 1, by one of NumPy's loops.
cdef dict _ALPHA_ONE = {"self + alpha * other": ("add", False), "self - alpha * other": ("subtract", False), "other - alpha * self": ("subtract", True)}
cdef list SPECS = []              # by row number; None until used
cdef list TABLE = []              # the rows, as the generator wrote them


cdef class Spec:
    """A row made ready to call."""

    def __repr__(self):
        return f"<operator {self.key}>"

    # What interceptors read; the same on both cores.

    @property
    def implementation(self):
        return self.row[4]

    @property
    def parameters(self):
        return self.param_names

    @property
    def types(self):
        return self.param_types

    @property
    def result(self):
        return self.row[3]


cdef Spec spec_at(int index):
    cdef Spec spec
    while len(SPECS) <= index:
        SPECS.append(None)
    if SPECS[index] is not None:
        return <Spec>SPECS[index]
    spec = make_spec(index)
    SPECS[index] = spec
    return spec


cdef object overlap_policy(str name, str key, bint elementwise):
    from .._py.overlap import policy

    return policy(name, key, elementwise)


cdef object layout_rule(str impl):
    from .._table.layouts import layout_rule as found

    return found(impl)


cdef Spec make_spec(int index):
    cdef Spec spec = Spec.__new__(Spec)
    cdef int i
    spec.quick_rule = -1
    row = TABLE[index]
    spec.name, overload, params, outputs, kind, spec.impl, variants, aliases, promotion, numbers, spec.node_name, nondiff = row[:12]
    spec.multi_view, _, derivative = row[12:15]
    spec.rule, spec.reads_first, spec.reads_tensors = row[16:19]
    spec.row, spec.index = row, index
    spec.key = spec.name + ("." + overload if overload else "")
    spec.kind, spec.promote = _KINDS[kind], _PROMOTIONS.get(promotion, PROMOTE_COMMON)
    spec.toggles = LAZY_TOGGLES.get(spec.impl, 0)
    spec.reads_bytes = spec.key in ("view.dtype", "view_as_real", "view_as_complex")
    spec.overlap = overlap_policy(spec.name, spec.key, spec.kind <= KIND_SCALAR)
    spec.param_names = tuple([p[0] for p in params])
    spec.param_types = tuple([p[1] for p in params])
    spec.nparams = len(params)
    for i in range(spec.nparams):
        spec.param_code[i] = PARAM_TENSOR if spec.param_types[i] == "Tensor" else PARAM_NUMBER if spec.param_types[i] in ("Number", "float") else PARAM_OTHER
    spec.outputs = outputs if isinstance(outputs, tuple) else None
    spec.output_kind = 1 if spec.outputs is not None else 0 if outputs == "Tensor" else 2 if outputs == "Tensor[]" else 3
    if spec.outputs is not None:
        for i in range(len(spec.outputs)):
            if spec.outputs[i] in nondiff:
                spec.nondiff |= 1u << i
    spec.takes_grad = spec.kind == KIND_KERNEL and spec.nparams > 0 and spec.param_names[0] in ("grad", "grad_output", "grad_out", "gy")
    spec.exact = spec.kind == KIND_UFUNC and spec.impl in ("multiply", "divide")
    spec.rounded = spec.name in ("add", "sub", "rsub")
    spec.alpha_at = -1
    if spec.kind == KIND_SCALAR and spec.impl in _ALPHA_ONE:
        ufunc, spec.swapped = _ALPHA_ONE[spec.impl]
        spec.alpha_ufunc, spec.alpha_at = getattr(np, ufunc), spec.param_names.index("alpha")
    if derivative == "not_implemented":
        spec.derivative = 2
        spec.nargs = 0
        for i in range(spec.nparams):
            if spec.param_types[i] in ("Tensor", "Tensor[]") and spec.nargs < 8:
                spec.positions[spec.nargs] = i
                spec.nargs += 1
    elif derivative is not None:
        spec.derivative = 1
        arguments, saved = derivative
        spec.nargs = len(arguments)
        for i in range(spec.nargs):
            spec.positions[i] = arguments[i]
            if spec.param_types[arguments[i]] == "Tensor[]":
                spec.list_args = True
        spec.nsaved = len(saved)
        spec.saved_names = tuple([s[0] for s in saved])
        for i in range(spec.nsaved):
            spec.saved_kind[i], spec.saved_source[i], spec.saved_mask[i] = saved[i][1], saved[i][2], saved[i][3]
            if spec.saved_kind[i] == SAVED_OUTPUT:
                spec.saves_outputs = True
    spec.quick_derivative = quick_derivative_of(spec.key)
    spec.argument_positions = tuple([spec.positions[i] for i in range(spec.nargs)])
    spec.nondiff_outputs = () if spec.outputs is None else tuple([i for i in range(len(spec.outputs)) if spec.outputs[i] in nondiff])
    if spec.kind == KIND_UFUNC:
        spec.function = getattr(np, spec.impl)
    elif spec.kind != KIND_SCALAR:
        package = "composite" if spec.kind == KIND_COMPOSITE else "kernels"
        module_name, _, function_name = spec.impl.rpartition(".")
        loaded = import_part(package, module_name)
        spec.function = getattr(loaded, function_name)
        spec.inplace_function = getattr(loaded, function_name + "_", None)
        spec.fast = fast_for(kind + ":" + spec.impl)
        spec.fast_write = quick_write_for(kind + ":" + spec.impl)
        rule = layout_rule(spec.impl) if spec.kind == KIND_KERNEL else None
        if rule is not None:
            spec.layout = getattr(import_part("kernels", "layouts"), rule)
    if spec.kind <= KIND_SCALAR:
        spec.check = getattr(import_part("kernels", "elementwise"), "check_" + spec.name, None)
    return spec


cdef object import_part(str package, str module):
    import importlib

    return importlib.import_module(f".{package}.{module}", __package__)


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
    if half:
        return without_warnings(_call_with_bfloat16, (function, impl, arguments))
    if rare == DT_C32:
        return without_warnings(_call_with_complex32, (function, arguments))
    return without_warnings(function, arguments)


cdef object run_kernel(Spec spec, PyObject **values):
    cdef bint half = False
    cdef bint wanted = mode_grad and spec.derivative and any_requires(spec, values)
    cdef list results
    cdef int i, rare, narrow
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
        answer = spec.layout(arguments, answer)
    if type(answer) is tuple or type(answer) is list:
        results = [from_kernel(a, half and (narrow < 2 or not i), rare) for i, a in enumerate(answer)]
    else:
        results = [from_kernel(answer, half, rare)]
    if wanted:
        record_results(spec, values, results)
    return packed(spec, results)


cdef int record_results(Spec spec, PyObject **values, list results) except -1:
    cdef Node node
    cdef Node refusal
    cdef int i
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
    answer = spec.function(*arguments)
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


# In place.

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
    if spec.derivative == 0 and spec.kind <= KIND_SCALAR and mode_grad and requires(x):
        return x.copy_(run_spec(spec, values))      # a comparison: what was in x gets no gradient
    wanted = mode_grad and spec.derivative and any_requires(spec, values)
    if wanted:
        if not requires(x):
            check_view_write(x)
        wanted = is_differentiable(x.dt)
    if wanted:
        if spec.derivative == 2:
            refusal = not_implemented(spec, values)
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
        arguments = kernel_arguments(spec, values, &half, &rare)
        if spec.inplace_function is not None and not half and rare < 0:
            without_warnings(spec.inplace_function, arguments)
            return 0
        try:
            gives = half and _gives_bfloat16(spec.impl, [<object>values[i] for i in range(spec.nparams)])
            answer = call_kernel(spec.function, spec.impl, arguments, half, rare)
        except NotImplementedError as error:
            if spec.impl.startswith("elementwise.") and str(error).startswith('"'):
                require_castable(common_result(spec, values), x.dt)
            raise
        if rare >= 0:
            refuse_rare(spec, values, rare)
        made = from_kernel(answer, gives, rare)
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
                if not str(error).startswith('"'):      # PyTorch's loops, which name themselves in quotes, refuse last
                    raise
        require_castable(dt, x.dt)
    compute_elementwise(spec, values, &dt, x)
    return 0


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


# out=

cdef int refuse_gradients(str key, bint written) except -1:
    from .._table.out_dtypes import refuse_gradients as refuse

    refuse(key, written)
    return 0


cdef int check_out(str name, object want, object got, bint castable) except -1:
    """The rules of `_table.out_dtypes`, which loads with the first ``out=`` of another dtype."""
    from .._table.out_dtypes import check_out as check

    check(name, want, got, castable)
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
    if mode_grad and (spec.derivative or spec.kind == KIND_COMPOSITE):
        for value in [outs, *values_tuple(spec, values)]:
            for v in (value if isinstance(value, (tuple, list)) else (value,)):
                if isinstance(v, TensorBase) and requires(<TensorBase>v):
                    refuse_gradients(spec.key, value is outs)
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
    from .._table.out_shapes import keeps_shape, warn_resized

    cdef tuple before = shape_tuple(target.a), after = shape_tuple(made.a)
    if keeps_shape(name, before, after):
        return new_tensor(made.a.reshape(before), made.dt)
    if cnp.PyArray_SIZE(target.a):
        warn_resized(name, before, after)
    resize(target, after, None if cnp.PyArray_IS_C_CONTIGUOUS(made.a) or not is_dense(made.a) else stride_tuple(made.a))
    return made
