# Copies of arrays by loops of ours: NumPy's assignment takes a microsecond before the first element moves.

cdef extern from "copy_loops.h":
    void *copy_loop_for(Py_ssize_t itemsize) noexcept nogil
    void reverse_1(const void *p, void *out, Py_ssize_t n) noexcept nogil
    void reverse_2(const void *p, void *out, Py_ssize_t n) noexcept nogil
    void reverse_4(const void *p, void *out, Py_ssize_t n) noexcept nogil
    void reverse_8(const void *p, void *out, Py_ssize_t n) noexcept nogil


cdef extern from "cast_loops.h":
    enum:
        CAST_F4, CAST_F8, CAST_I4, CAST_I8, CAST_BOOL, CAST_U1, CAST_F2, CAST_B2
    void *cast_loop_for(int source, int target) noexcept nogil
    void *cast_pair(int source, int target) noexcept nogil


cdef inline int cast_type(int dt) noexcept:
    if dt == DT_F16 or dt == DT_BF16:
        return CAST_F2 if dt == DT_F16 else CAST_B2
    if dt == DT_U8:
        return CAST_U1
    return CAST_F4 if dt == DT_F32 else CAST_F8 if dt == DT_F64 else CAST_I4 if dt == DT_I32 else CAST_I8 if dt == DT_I64 else CAST_BOOL if dt == DT_BOOL else -1


cdef cnp.ndarray cast_array(cnp.ndarray a, int dt, int wanted):
    """A contiguous array, or the transpose of one, that holds dtype `dt`, in dtype `wanted`; None where there is no loop for it, or no element."""
    cdef int source = cast_type(dt), target = cast_type(wanted)
    cdef Loop loop
    cdef char *args[2]
    cdef cnp.npy_intp steps[2]
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(a)
    cdef cnp.ndarray out
    cdef Geometry g
    cdef bint turned = not cnp.PyArray_IS_C_CONTIGUOUS(a)
    if source < 0 or target < 0 or n == 0 or turned and not cnp.PyArray_IS_F_CONTIGUOUS(a):      # nothing may lie in any order
        return None
    loop.function, loop.data = <loopfunc>cast_loop_for(source, target), cast_pair(source, target)
    if loop.function == NULL:
        return None
    if turned:
        take_shape(&g, a)
        set_strides(&g, 0, a)
        out = allocate(&g, 1, TYPENUM[wanted], False)
    else:
        out = empty_array(cnp.PyArray_NDIM(a), cnp.PyArray_DIMS(a), wanted)
    args[0], args[1], steps[0], steps[1] = <char *>cnp.PyArray_DATA(a), <char *>cnp.PyArray_DATA(out), ITEMSIZE[dt], ITEMSIZE[wanted]
    if n >= RELEASE_GIL_FROM:
        with nogil:
            run_stretches(&loop, 2, args, steps, n)
    else:
        loop.function(args, &n, steps, loop.data)
    return out


cdef cnp.ndarray real_parts_as(TensorBase t, int dt):
    """The real parts of contiguous complex numbers as another dtype; None where there is no loop for it."""
    cdef int real_dt = DT_F32 if t.dt == DT_C64 else DT_F64
    cdef cnp.ndarray parts
    if t.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(t.a) or cnp.PyArray_SIZE(t.a) == 0 or dt != real_dt and cast_loop_for(cast_type(real_dt), cast_type(dt)) == NULL:
        return None
    from .kernels.conversion import real_part_of

    parts = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), real_dt)
    copy_into(parts, real_part_of(t.a))
    return parts if dt == real_dt else cast_array(parts, real_dt, dt)


cdef object fast_to_copy(Spec spec, PyObject **values):
    """values: self, dtype, memory_format."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int dt = DT_OF[<object>values[1]]
    cdef cnp.ndarray out = None if <object>values[2] is not None or dt == t.dt else cast_array(t.a, t.dt, dt)
    cdef TensorBase made
    if out is None and (t.dt == DT_C64 or t.dt == DT_C128) and cast_type(dt) >= 0 and dt != DT_BOOL and <object>values[2] is None:
        out = real_parts_as(t, dt)
    if out is None and t.dt == DT_F16 and CATEGORY[dt] == 1 and <object>values[2] is None:      # NumPy converts float32 by vectors
        from .kernels.conversion import convert_array

        wide = cast_array(t.a, DT_F16, DT_F32)
        out = None if wide is None else without_warnings(convert_array, (wide, DTYPES[dt].np))
    if out is None:
        return None
    made = new_tensor(out, dt)
    if mode_grad and is_differentiable(dt) and any_requires(spec, values):
        finish(spec, values, made)
    return made


cdef enum:
    COPIED_BY_THREADS = 1 << 17      # bytes


cdef inline void copy_bytes(void *out, const void *source, Py_ssize_t size) noexcept:
    """Memory to memory, on several threads where that pays."""
    if size < COPIED_BY_THREADS:
        memcpy(out, source, size)
    else:
        fast.copy_memory(out, source, size)


cdef bint copy_into(cnp.ndarray out, cnp.ndarray a) except -1:
    """Write the elements of `a` to `out`, of the same shape and item size, where the two share no memory; False where this way is not for them."""
    cdef Geometry g
    cdef Loop loop
    if cnp.PyArray_IS_C_CONTIGUOUS(a) and cnp.PyArray_IS_C_CONTIGUOUS(out):
        copy_bytes(cnp.PyArray_DATA(out), cnp.PyArray_DATA(a), cnp.PyArray_NBYTES(a))
        return True
    loop.function, loop.data = <loopfunc>copy_loop_for(cnp.PyArray_ITEMSIZE(a)), NULL
    if loop.function == NULL:
        return False
    take_shape(&g, a)
    g.nop = 2
    set_strides(&g, 0, a)
    set_strides(&g, 1, out)
    run_geometry(&g, &loop, NULL)
    return True


cdef cnp.ndarray fresh_copy(cnp.ndarray a, int dt):
    """A row-major copy of the array of a tensor of dtype `dt`."""
    cdef cnp.ndarray out = empty_array(cnp.PyArray_NDIM(a), cnp.PyArray_DIMS(a), dt)
    if not copy_into(out, a):
        out[...] = a
    return out


quick_way("kernel:conversion.to_copy", fast_to_copy)
