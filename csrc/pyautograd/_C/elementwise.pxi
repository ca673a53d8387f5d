# Elementwise operators: their loops, and calls of them on operands of any kind, or quickly on those that are most common.

cdef int find_loop(Spec spec, int common, int result) except -1:
    cdef Loop *loop = &spec.loops[common]
    if RARE[common] or CATEGORY[common] == 3 and spec.impl in _COMPLEX_OWN and spec.impl != "reciprocal":
        loop.found = -1
    elif common == DT_F16 or common == DT_BF16:
        find_half_loop(spec, common, result, loop)
    elif CATEGORY[common] < 2 and (spec.kind == KIND_SCALAR or spec.impl == "rint" or spec.impl == "signbit"):
        find_integer_loop(spec, common, loop)
    elif spec.kind == KIND_UFUNC:
        find_ufunc_loop(spec.function, spec.nparams, TYPENUM[common], TYPENUM[result], loop)
    elif loop.found == 0:
        load_kernels()
        if loop.found == 0:
            loop.found = -1
    return 0


cdef extern from "half_loops.h":
    ctypedef struct halves:
        loopfunc function
        void *data
        int inputs
        int wide[5]
        int brain
        int sum
    void *find_half_bits(const char *ufunc) noexcept
    void *find_half_map(const char *kernel, bint brain) noexcept
    void run_loop(halves *h, void *function) noexcept nogil
    void run_halves(char **args, const cnp.npy_intp *count, const cnp.npy_intp *steps, void *data) noexcept nogil


cdef int find_half_loop(Spec spec, int common, int result, Loop *loop) except -1:
    """Half precision is computed on its bits or by the loop of float32, unless the row is rounded in steps."""
    cdef Loop *single = &spec.loops[DT_F32]
    cdef int i, nin = 0
    for i in range(spec.nparams):
        nin += spec.param_code[i] == PARAM_TENSOR
    loop.function, loop.data = <loopfunc>find_half_bits(spec.impl.encode()), NULL
    loop.found = 1 if loop.function != NULL else -1
    if loop.found > 0 or nin > 4 or _stepping(spec.name, DTYPES[common]) is not None:
        return 0
    if single.found == 0:
        find_loop(spec, DT_F32, DT_BOOL if result == DT_BOOL else DT_F32)
    by_way_of_singles(single, loop, nin, common, result == DT_BOOL)
    if loop.found > 0:
        (<halves *>loop.data).sum = HALF_SUMS.get(spec.impl, 0)
    return 0


# What half_loops.h calls the ufuncs that it computes in one pass.
cdef dict HALF_SUMS = {"add": 1, "subtract": 2, "multiply": 3, "divide": 4}


cdef int by_way_of_singles(Loop *single, Loop *loop, int nin, int dt, bint answers) except -1:
    """Make `loop` that of half-precision operands which runs `single`, a loop of float32 or none; `answers`: of truth values. It is kept for good."""
    cdef halves *made
    if single.found <= 0:
        loop.found = -1
        return 0
    made = <halves *>calloc(1, sizeof(halves))
    if made == NULL:
        raise MemoryError
    run_loop(made, <void *>single.function)
    made.data, made.inputs, made.brain = single.data, nin, dt == DT_BF16
    made.wide[nin] = answers
    loop.function, loop.data, loop.found = <loopfunc>run_halves, made, 1
    return 0


cdef bint kernels_loaded = False

cdef int load_kernels() except -1:
    """Import the loops stamped from scalar expressions, which register themselves."""
    global kernels_loaded
    if not kernels_loaded:
        from . import scalar_kernels
        check_fingerprint(scalar_kernels)
        kernels_loaded = True
    return 0


cdef void set_kernel(int index, int dt, loopfunc function) noexcept:
    cdef Spec spec = SPECS[index] if index < len(SPECS) else None
    if spec is None:
        spec = spec_at(index)
    cdef bytes name = spec.key.encode()
    cdef loopfunc own = <loopfunc>find_activation_loop(name, dt == DT_F64)
    if own == NULL:
        own = <loopfunc>find_bit_loop(name, dt == DT_F64)
    spec.loops[dt].function = function if own == NULL else own
    spec.loops[dt].data = NULL
    spec.loops[dt].found = 1


cdef int run_check(Spec spec, PyObject **values, int common) except -1:
    """Let the operator's own check refuse dtypes and values."""
    cdef list arguments = []
    cdef bint half = False
    cdef int i
    for i in range(spec.nparams):
        value = <object>values[i]
        if isinstance(value, TensorBase):
            if (<TensorBase>value).dt == DT_BF16:
                half, value = True, _half_stand_in((<TensorBase>value).a)
            else:
                value = plain_array(<TensorBase>value)
        arguments.append(value)
    if half:
        _call_with_bfloat16(spec.check, "", arguments)
    elif common == DT_C32:
        _call_with_complex32(spec.check, arguments)
    else:
        spec.check(*arguments)
    return 0


cdef cnp.ndarray compute_elementwise(Spec spec, PyObject **values, int *result_dt, TensorBase into):
    """The result of an elementwise row on parsed arguments: a fresh array, or the one of `into` written in place."""
    cdef Promotion p
    cdef Geometry g
    cdef Loop *loop
    cdef halves wide
    cdef void *given
    cdef TensorBase t
    cdef cnp.ndarray a, out
    cdef object held0 = None, held1 = None, held2 = None, held3 = None
    cdef char buffer[4][16]
    cdef double scalars[8]
    cdef int nin = 0, nscalar = 0, i, common, result, shared = -1      # dtype of all tensors, -2 where they differ
    cdef cnp.npy_intp item
    cdef bint same = True, usable = True, halved
    cdef cnp.ndarray first = None
    p.dims = p.zero = p.wrapped = -1
    for i in range(spec.nparams):
        value = <object>values[i]
        if spec.param_code[i] == PARAM_TENSOR:
            if isinstance(value, TensorBase):
                t = <TensorBase>value
                note_tensor(&p, t)
                if first is None:
                    first, shared = t.a, t.dt
                elif t.dt != shared:
                    shared = -2
            elif value is not None:
                note_number(&p, value)
            else:
                usable = False
            nin += 1
        elif spec.param_code[i] == PARAM_NUMBER:
            if value is None:
                usable = False
                continue
            if nscalar < 8 and not isinstance(value, complex):
                scalars[nscalar] = value
                nscalar += 1
            else:
                usable = False
        else:
            usable = False
    common = result_of(&p)
    if CATEGORY[common] < 2 and spec.promote != PROMOTE_COMMON:
        if spec.promote == PROMOTE_FLOAT:
            common = DEFAULT_DT
        elif spec.promote == PROMOTE_INTEGER and common == DT_BOOL:
            common = DT_I64
    result = DT_BOOL if spec.promote == PROMOTE_BOOL else common
    result_dt[0] = result
    if spec.check is not None and (
        not spec.passed[common] or not usable or shared != common and shared != -1 or p.wrapped == DT_BOOL
        or nscalar != (spec.alpha_at >= 0 and <object>values[spec.alpha_at] is ONE)
    ):
        try:
            run_check(spec, values, common)
        except (NotImplementedError, RuntimeError) as error:
            if into is not None and _is_of_loop(error):
                _check_written_shape([<object>values[i] for i in range(spec.nparams)], into)
            raise
        if (CATEGORY[common] >= 2 or spec.by_dtype) and (shared == common or shared == -1):
            if nscalar == (spec.alpha_at >= 0 and <object>values[spec.alpha_at] is ONE):
                spec.passed[common] = True
    # shape
    g.nd = 0
    for i in range(spec.nparams):
        if spec.param_code[i] == PARAM_TENSOR and isinstance(<object>values[i], TensorBase):
            a = (<TensorBase><object>values[i]).a
            if g.nd == 0:
                take_shape(&g, a)
            elif not cnp.PyArray_SAMESHAPE(a, first):
                broadcast_into(&g, a)
    if into is not None:
        check_output_shape(&g, into.a)
    # loop
    loop = &spec.loops[common]
    if spec.alpha_ufunc is not None and <object>values[spec.alpha_at] is ONE:
        loop = &spec.alpha_loops[common]
        if loop.found == 0:
            if RARE[common]:
                loop.found = -1
            elif common == DT_F16 or common == DT_BF16:
                find_ufunc_loop(spec.alpha_ufunc, 2, cnp.NPY_FLOAT, cnp.NPY_FLOAT, loop)
                by_way_of_singles(loop, loop, 2, common, False)
                (<halves *>loop.data).sum = HALF_SUMS[spec.alpha_ufunc.__name__]
            else:
                find_ufunc_loop(spec.alpha_ufunc, 2, TYPENUM[common], TYPENUM[common], loop)
    elif loop.found == 0:
        find_loop(spec, common, result)
    if loop.found < 0 or not usable or nin > 4:
        made = evaluate_in_numpy(spec, values, common, result, &g)
        if RARE[common]:
            refuse_rare(spec, values, common)
        if CATEGORY[result] == 3 and made.dtype.kind == "f":      # the absolute value of a complex number is real
            result = DT_OF[DTYPES[result].to_real()]
            result_dt[0] = result
        if into is None:
            return made
        write_array(into, made, result)
        return into.a
    # operands
    given = <void *>scalars if nscalar and loop != &spec.alpha_loops[common] else loop.data
    halved = loop.function == <loopfunc>run_halves
    if halved:      # the loop's own operands are all of that dtype
        wide = (<halves *>loop.data)[0]
        if given != loop.data:
            wide.data = given
            for i in range(nscalar if spec.rounded else 0):
                scalars[i] = half_operand(scalars[i], common, False)
        given = &wide
    g.nop = nin + 1
    nin = 0
    for i in range(spec.nparams):
        if spec.param_code[i] != PARAM_TENSOR:
            continue
        value = <object>values[i]
        if isinstance(value, TensorBase):
            t = <TensorBase>value
            a = t.a
            if t.dt != common:
                if halved:
                    a = half_operand(t, common, spec.exact)
                    wide.wide[nin] = True
                elif cnp.PyArray_NDIM(a) == 0 and t.dt != DT_BF16:
                    write_stored(item_of(t), common, buffer[nin])
                    fixed_operand(&g, nin, buffer[nin])
                    nin += 1
                    continue
                else:
                    a = array_in(t, common) if common != DT_BF16 else rounded_to_half(array_in(t, DT_F32), common)
                if nin == 0:
                    held0 = a
                elif nin == 1:
                    held1 = a
                elif nin == 2:
                    held2 = a
                else:
                    held3 = a
            set_strides(&g, nin, a)
            if not cnp.PyArray_IS_C_CONTIGUOUS(a):
                same = False
        elif halved:
            (<float *>buffer[nin])[0] = half_operand(value, common, spec.exact)
            fixed_operand(&g, nin, buffer[nin])
            wide.wide[nin] = True
        else:
            write_stored(value, common, buffer[nin])
            fixed_operand(&g, nin, buffer[nin])
        nin += 1
    if spec.swapped and loop == &spec.alpha_loops[common]:
        swap_operands(&g)
        if halved:
            wide.wide[0], wide.wide[1] = wide.wide[1], wide.wide[0]
    item = ITEMSIZE[common]
    for i in range(nin if halved else 0):
        if wide.wide[i]:
            item = 0
    if into is not None and into.dt == result:
        out = into.a
    else:
        out = allocate(&g, nin, TYPENUM[result], same)
    set_strides(&g, nin, out)
    run_geometry(&g, loop, given, True, item)
    if into is not None and into.dt != result:
        write_array(into, out, result)
        return into.a
    return out


cdef inline void fixed_operand(Geometry *g, int k, char *p) noexcept:
    cdef int d
    g.data[k] = p
    for d in range(g.nd):
        g.strides[k][d] = 0


cdef inline void swap_operands(Geometry *g) noexcept:
    cdef char *p = g.data[0]
    cdef cnp.npy_intp s
    cdef int d
    g.data[0], g.data[1] = g.data[1], p
    for d in range(g.nd):
        s = g.strides[0][d]
        g.strides[0][d] = g.strides[1][d]
        g.strides[1][d] = s


cdef list dims_of(Geometry *g):
    cdef int d
    return [g.dims[d] for d in range(g.nd)]


cdef int check_output_shape(Geometry *g, cnp.ndarray out) except -1:
    cdef int d
    if cnp.PyArray_NDIM(out) == g.nd:
        for d in range(g.nd):
            if g.dims[d] != cnp.PyArray_DIM(out, d):
                break
        else:
            return 0
    raise RuntimeError(f"output with shape {list(shape_tuple(out))} doesn't match the broadcast shape {dims_of(g)}")


cdef int require_castable(int result, int into) except -1:
    if not can_cast(result, into):
        raise RuntimeError(f"result type {DTYPES[result].scalar_name} can't be cast to the desired output type {DTYPES[into].scalar_name}")
    return 0


cdef cnp.ndarray compute_quickly(Spec spec, PyObject **values, int *result_dt):
    """The common case: one or two contiguous operands of one shape and dtype (or a number), a loop that is known.

    None where anything is less simple; the general way then finds the loop, so the next call is quick.
    """
    cdef TensorBase x, y
    cdef Loop *loop
    cdef char buffer[16]
    cdef char *args[3]
    cdef cnp.npy_intp steps[3]
    cdef cnp.npy_intp n
    cdef cnp.ndarray out
    cdef int dt, result, nin = spec.nparams
    if not isinstance(<object>values[0], TensorBase):
        return None
    x = <TensorBase><object>values[0]
    dt = x.dt
    if spec.alpha_at >= 0:
        if <object>values[spec.alpha_at] is not ONE or spec.alpha_at != 2:
            return None
        loop = &spec.alpha_loops[dt]
        nin = 2
    else:
        loop = &spec.loops[dt]
    if loop.found <= 0 or nin > 2 or not cnp.PyArray_IS_C_CONTIGUOUS(x.a) or spec.swapped:
        return None
    if spec.check is not None and not spec.passed[dt] and not (dt == DT_I64 and is_divided(spec, values)):
        return None
    if CATEGORY[dt] < 2 and (spec.promote == PROMOTE_FLOAT or spec.promote == PROMOTE_INTEGER):
        return None
    result = DT_BOOL if spec.promote == PROMOTE_BOOL else dt
    args[0], steps[0] = <char *>cnp.PyArray_DATA(x.a), ITEMSIZE[dt]
    if nin == 2:
        if spec.param_code[1] != PARAM_TENSOR:
            return None
        value = <object>values[1]
        if isinstance(value, TensorBase):
            y = <TensorBase>value
            if y.dt != dt or not cnp.PyArray_IS_C_CONTIGUOUS(y.a):
                return None
            if not same_shape(x.a, y.a):
                result_dt[0] = result
                return broadcast_quickly(loop, x.a, y.a, dt, result)
            args[1], steps[1] = <char *>cnp.PyArray_DATA(y.a), ITEMSIZE[dt]
        elif (dt == DT_F32 or dt == DT_F64) and (type(value) is float or type(value) is int) or dt == DT_I64 and type(value) is int and holds(dt, value):
            write_number(value, dt, buffer)
            args[1], steps[1] = buffer, 0
        else:
            return None
    out = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), result)
    args[nin], steps[nin] = <char *>cnp.PyArray_DATA(out), ITEMSIZE[result]
    n = cnp.PyArray_SIZE(x.a)
    if n >= RELEASE_GIL_FROM:
        with nogil:
            run_stretches(loop, nin + 1, args, steps, n)
    elif n:
        loop.function(args, &n, steps, loop.data)
    result_dt[0] = result
    return out


cdef object REMAINDER = np.remainder, FLOOR_DIVIDE = np.floor_divide, FMOD = np.fmod


cdef inline bint is_divided(Spec spec, PyObject **values) except -1:
    """Whether an operator divides by a whole number that is not zero, which is all that its check asks of integers."""
    if spec.function is not REMAINDER and spec.function is not FLOOR_DIVIDE and spec.function is not FMOD:
        return False
    return type(<object>values[1]) is int and <object>values[1] != 0


cdef cnp.ndarray broadcast_quickly(Loop *loop, cnp.ndarray x, cnp.ndarray y, int dt, int result):
    """A loop over two contiguous operands of at most two dimensions, one or both of which are repeated; None where there is more to it."""
    cdef int xn = cnp.PyArray_NDIM(x), yn = cnp.PyArray_NDIM(y), nd = xn if xn > yn else yn, d
    cdef cnp.npy_intp dims[2]
    cdef cnp.npy_intp steps[3]
    cdef cnp.npy_intp row[3]
    cdef cnp.npy_intp a, b, i = 0, item = ITEMSIZE[dt]
    cdef char *at[3]
    cdef char *args[3]
    cdef cnp.ndarray out
    if nd > 2 or nd == 0:
        return None
    steps[0], steps[1], steps[2] = 0, 0, ITEMSIZE[result]
    row[0] = row[1] = 0
    dims[0] = 1
    for d in range(nd):      # from the last dimension on
        a = cnp.PyArray_DIM(x, xn - 1 - d) if d < xn else 1
        b = cnp.PyArray_DIM(y, yn - 1 - d) if d < yn else 1
        if a != b and a != 1 and b != 1:
            return None
        dims[nd - 1 - d] = b if a == 1 else a
        if d == 0:
            steps[0], steps[1] = 0 if a == 1 else item, 0 if b == 1 else item
        else:
            row[0], row[1] = 0 if a == 1 else item * cnp.PyArray_DIM(x, xn - 1), 0 if b == 1 else item * cnp.PyArray_DIM(y, yn - 1)
    i = dims[0] * dims[1] if nd == 2 else dims[0]
    if i == 0 or i > 4096:
        return None
    out = empty_array(nd, dims, result)
    at[0], at[1], at[2] = <char *>cnp.PyArray_DATA(x), <char *>cnp.PyArray_DATA(y), <char *>cnp.PyArray_DATA(out)
    a = dims[0] if nd == 2 else 1
    b = dims[nd - 1]
    row[2] = b * steps[2]
    if a > 2 * b:      # along the longer dimension: fewer calls
        a, b = b, a
        for d in range(3):
            steps[d], row[d] = row[d], steps[d]
    for i in range(a):
        args[0], args[1], args[2] = at[0], at[1], at[2]
        loop.function(args, &b, steps, loop.data)
        at[0] += row[0]
        at[1] += row[1]
        at[2] += row[2]
    return out


cdef TensorBase elementwise(Spec spec, PyObject **values):
    """Call an elementwise row: compute, record."""
    cdef int dt = 0, level
    cdef bint wanted
    if mode_duals:
        level = top_level_of_values(values, spec.nparams)
        if level >= 0:
            return <TensorBase>call_dual(spec, values, level)
    if unlikely(lazy_seen) and any_lazy(spec, values):
        return <TensorBase>run_settled(spec, values)
    wanted = mode_grad and spec.derivative and any_requires(spec, values)
    cdef TensorBase made
    cdef cnp.ndarray out
    out = compute_quickly(spec, values, &dt)
    if out is None:
        out = compute_elementwise(spec, values, &dt, None)
    if cnp.PyArray_NDIM(out) > 1 and unlikely(cnp.PyArray_STRIDE(out, cnp.PyArray_NDIM(out) - 1) == 0):
        out = lie_out_nothing(spec, values, out)
    made = new_tensor(out, dt)
    if wanted and is_differentiable(dt):
        finish(spec, values, made)
    return made
