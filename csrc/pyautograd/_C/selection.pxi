# ``where``, ``masked_fill`` and bounds that are tensors: choices without branches, on operands of one dtype that broadcast.

cdef extern from "select_loops.h":
    void select_loop_4(char **args, const cnp.npy_intp *count, const cnp.npy_intp *steps, void *data) nogil
    void select_loop_8(char **args, const cnp.npy_intp *count, const cnp.npy_intp *steps, void *data) nogil


cdef bint fits_into(Geometry *g, cnp.ndarray a) noexcept:
    """Whether an array broadcasts into the geometry's dimensions without widening them."""
    cdef int d, lead = g.nd - cnp.PyArray_NDIM(a)
    if lead < 0:
        return False
    for d in range(cnp.PyArray_NDIM(a)):
        if cnp.PyArray_DIM(a, d) != 1 and cnp.PyArray_DIM(a, d) != g.dims[lead + d]:
            return False
    return True


cdef bint widens(Geometry *g, object operand) except -1:
    """Widen the geometry by a tensor; False where the two do not broadcast. Numbers fit everywhere."""
    cdef cnp.ndarray a
    cdef int d, m, n
    if not isinstance(operand, TensorBase):
        return True
    a = (<TensorBase>operand).a
    n = cnp.PyArray_NDIM(a)
    for d in range(1, min(n, g.nd) + 1):
        if cnp.PyArray_DIM(a, n - d) != g.dims[g.nd - d] and cnp.PyArray_DIM(a, n - d) != 1 and g.dims[g.nd - d] != 1:
            return False
    broadcast_into(g, a)
    return True


cdef bint is_of(object operand, int dt) except -1:
    """Whether an operand is a tensor of a dtype, or a number that such a tensor holds."""
    cdef TensorBase t
    if isinstance(operand, TensorBase):
        t = <TensorBase>operand
        return t.dt == dt and not t.lazy
    return (type(operand) is float or type(operand) is int) and holds(dt, operand)


cdef int give_operand(Geometry *g, int k, object operand, int dt, char *buffer) except -1:
    if isinstance(operand, TensorBase):
        return set_strides(g, k, (<TensorBase>operand).a)
    write_number(operand, dt, buffer)
    fixed_operand(g, k, buffer)
    return 0


cdef object chosen(Spec spec, PyObject **values, TensorBase mask, object first, object second, int dt, bint row_major):
    """`first` where `mask` is true, else `second`; laid out as the strides of the operands suggest, or row by row."""
    cdef Geometry g
    cdef Loop loop
    cdef char one[16]
    cdef char other[16]
    cdef bint plain = True
    cdef int d
    cdef cnp.ndarray out
    if mask.dt != DT_BOOL or dt != DT_F32 and dt != DT_F64 and dt != DT_I64 and dt != DT_I32 or not is_of(first, dt) or not is_of(second, dt):
        return None
    take_shape(&g, mask.a)
    if not widens(&g, first) or not widens(&g, second):
        return None
    for d in range(g.nd):
        if g.dims[d] == 0:
            return None
    for operand in (mask, first, second):
        plain = plain and (not isinstance(operand, TensorBase) or cnp.PyArray_IS_C_CONTIGUOUS((<TensorBase>operand).a))
    g.nop = 4
    set_strides(&g, 0, mask.a)
    give_operand(&g, 1, first, dt, one)
    give_operand(&g, 2, second, dt, other)
    out = allocate(&g, 3, TYPENUM[dt], plain or row_major)
    set_strides(&g, 3, out)
    loop.function, loop.data = <loopfunc>(select_loop_4 if ITEMSIZE[dt] == 4 else select_loop_8), NULL
    run_geometry(&g, &loop, NULL, False)
    return finished(spec, values, out, dt)


cdef object fast_where(Spec spec, PyObject **values):
    """values: condition, self, other."""
    cdef int dt = DEFAULT_DT
    cdef object first = <object>values[1], second = <object>values[2]
    if isinstance(first, TensorBase):
        dt = (<TensorBase>first).dt
    elif isinstance(second, TensorBase):
        dt = (<TensorBase>second).dt
    elif type(first) is not float or type(second) is not float:
        return None
    if not isinstance(<object>values[0], TensorBase):
        return None
    return chosen(spec, values, <TensorBase><object>values[0], first, second, dt, False)


cdef object fast_masked_fill(Spec spec, PyObject **values):
    """values: self, mask, value."""
    cdef TensorBase t = <TensorBase><object>values[0]
    if isinstance(<object>values[2], TensorBase) and cnp.PyArray_NDIM((<TensorBase><object>values[2]).a) != 0:
        return None
    return chosen(spec, values, <TensorBase><object>values[1], <object>values[2], t, t.dt, True)


# Bounds

cdef Loop[2][16] BOUND_LOOPS      # the larger and the smaller of two


cdef bint is_bound_of(Geometry *g, object bound, int dt) except -1:
    """Whether a bound is missing or a tensor that fits. A single zero leaves zeros their sign, which the shared function sees to."""
    cdef TensorBase t
    if bound is None:
        return True
    if not isinstance(bound, TensorBase) or not is_of(bound, dt):
        return False
    t = <TensorBase>bound
    return fits_into(g, t.a) and (cnp.PyArray_NDIM(t.a) != 0 or item_of(t) != 0)


cdef object clamped_by(Spec spec, PyObject **values, object least, object most):
    """The first argument, a float tensor that lies plainly, between tensors."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Geometry g
    cdef Geometry again
    cdef Loop *loop
    cdef int which
    cdef cnp.ndarray out, source = t.a
    if t.dt != DT_F32 and t.dt != DT_F64 or not lies_dense(t):
        return None
    take_shape(&g, t.a)
    if not is_bound_of(&g, least, t.dt) or not is_bound_of(&g, most, t.dt):
        return None
    out = empty_array(g.nd, g.dims, t.dt)
    for which in range(2):
        bound = most if which else least
        if bound is None:
            continue
        loop = &BOUND_LOOPS[which][t.dt]
        if loop.found == 0:
            find_ufunc_loop(np.minimum if which else np.maximum, 2, TYPENUM[t.dt], TYPENUM[t.dt], loop)
        memcpy(&again, &g, sizeof(Geometry))
        again.nop = 3
        set_strides(&again, 0, source)
        set_strides(&again, 1, (<TensorBase>bound).a)
        set_strides(&again, 2, out)
        run_geometry(&again, loop, NULL)
        source = out
    return finished(spec, values, out, t.dt)


quick_way("kernel:elementwise.where", fast_where)
quick_way("kernel:masks.masked_fill", fast_masked_fill)
