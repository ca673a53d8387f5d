# x[index] = value where nothing is recorded: regions of a tensor, elements under a mask, rows at indices; of a number or a tensor of the same dtype.

cdef bint apart(cnp.ndarray a, cnp.ndarray b) noexcept:
    """Whether two arrays have no memory in common, by where they begin and end."""
    cdef cnp.ndarray array
    cdef char *low[2]
    cdef char *high[2]
    cdef cnp.npy_intp span
    cdef int d, k
    for k in range(2):
        array = a if k == 0 else b
        low[k] = <char *>cnp.PyArray_DATA(array)
        high[k] = low[k] + cnp.PyArray_ITEMSIZE(array)
        for d in range(cnp.PyArray_NDIM(array)):
            span = (cnp.PyArray_DIM(array, d) - 1) * cnp.PyArray_STRIDE(array, d)
            if span > 0:
                high[k] += span
            else:
                low[k] += span
    return high[0] <= low[1] or high[1] <= low[0]


cdef bint quick_assign(TensorBase t, object index, object value) except -1:
    """``t[index] = value``; False where anything about it needs care."""
    cdef char buffer[16]
    cdef TensorBase source = None
    cdef bint done
    if not lies_in_items(t) or cnp.PyArray_SIZE(t.a) == 0:
        return False
    if type(value) is float or type(value) is int:
        if not holds(t.dt, value):
            return False
        write_number(value, t.dt, buffer)
    elif not is_plain(value):
        return False
    else:
        source = <TensorBase>value
        if source.dt != t.dt or source.lazy or mode_grad and requires(source) or cnp.PyArray_SIZE(source.a) == 0:
            return False
        if cnp.PyArray_SIZE(source.a) == 1:      # as good as a number, whatever its shape
            memcpy(buffer, cnp.PyArray_DATA(source.a), ITEMSIZE[t.dt])
            source = None
        elif not apart(t.a, source.a):
            return False
    if type(index) is tuple:
        done = assign_region(t, <tuple>index, buffer, source)
    elif not is_plain(index):
        done = assign_region(t, (index,), buffer, source)
    elif not cnp.PyArray_IS_C_CONTIGUOUS(t.a) or not cnp.PyArray_IS_C_CONTIGUOUS((<TensorBase>index).a):
        return False
    elif (<TensorBase>index).dt == DT_BOOL:
        done = assign_masked(t, <TensorBase>index, buffer, source)
    else:
        done = assign_rows(t, <TensorBase>index, buffer, source)
    if done:
        bump(t)
    return done


cdef inline bint lies_in_items(TensorBase t) noexcept:
    return not RARE[t.dt] and t.dt != DT_BF16 and (ITEMSIZE[t.dt] == 4 or ITEMSIZE[t.dt] == 8) and cnp.PyArray_NDIM(t.a) > 0


cdef bint assign_region(TensorBase t, tuple index, char *number, TensorBase source) except -1:
    cdef Geometry g
    cdef Loop loop
    cdef int d
    g.nd = basic_region(t, index, g.dims, g.strides[1], &g.data[1])
    if g.nd < 0:
        return False
    for d in range(g.nd):
        if g.dims[d] == 0 or g.dims[d] > 1 and g.strides[1][d] == 0:
            return False
    if source is None:
        fixed_operand(&g, 0, number)
    elif not fits_into(&g, source.a):
        return False
    else:
        set_strides(&g, 0, source.a)
    g.nop = 2
    loop.function, loop.data = <loopfunc>copy_loop_for(ITEMSIZE[t.dt]), NULL
    run_geometry(&g, &loop, NULL)
    return True


cdef bint leads(cnp.ndarray mask, cnp.ndarray a) noexcept:
    """Whether the sizes of a mask are the first sizes of an array."""
    cdef int d
    if cnp.PyArray_NDIM(mask) == 0 or cnp.PyArray_NDIM(mask) > cnp.PyArray_NDIM(a):
        return False
    for d in range(cnp.PyArray_NDIM(mask)):
        if cnp.PyArray_DIM(mask, d) != cnp.PyArray_DIM(a, d):
            return False
    return True


cdef inline void repeat_item(char *to, const char *item, cnp.npy_intp size, cnp.npy_intp n) noexcept:
    cdef cnp.npy_intp i
    if size == 4:
        for i in range(n):
            (<uint32_t *>to)[i] = (<const uint32_t *>item)[0]
    else:
        for i in range(n):
            (<uint64_t *>to)[i] = (<const uint64_t *>item)[0]


cdef bint assign_masked(TensorBase t, TensorBase mask, char *number, TensorBase source) except -1:
    """A number where a mask is true."""
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(mask.a), item = ITEMSIZE[t.dt], run
    cdef const char *on = <const char *>cnp.PyArray_DATA(mask.a)
    cdef char *to = <char *>cnp.PyArray_DATA(t.a)
    if source is not None or not leads(mask.a, t.a):
        return False
    run = cnp.PyArray_SIZE(t.a) // n
    for i in range(n):
        if on[i]:
            repeat_item(to + i * run * item, number, item, run)
    return True


cdef bint assign_rows(TensorBase t, TensorBase index, char *number, TensorBase source) except -1:
    """A number, or rows in their order, at indices of the first dimension."""
    cdef cnp.npy_intp i, at, rows, run, n = cnp.PyArray_SIZE(index.a), item = ITEMSIZE[t.dt]
    cdef char *to = <char *>cnp.PyArray_DATA(t.a)
    cdef int d, nd = cnp.PyArray_NDIM(index.a)
    if nd == 0 or not rows_at(t, index, True, &rows, &run) or not apart(t.a, index.a):
        return False
    if source is not None:
        if not cnp.PyArray_IS_C_CONTIGUOUS(source.a) or cnp.PyArray_NDIM(source.a) != nd + cnp.PyArray_NDIM(t.a) - 1:
            return False
        for d in range(cnp.PyArray_NDIM(source.a)):
            if cnp.PyArray_DIM(source.a, d) != (cnp.PyArray_DIM(index.a, d) if d < nd else cnp.PyArray_DIM(t.a, d - nd + 1)):
                return False
    for i in range(n):
        at = (<int64_t *>cnp.PyArray_DATA(index.a))[i]
        at = at + rows if at < 0 else at
        if source is None:
            repeat_item(to + at * run, number, item, run // item)
        else:
            memcpy(to + at * run, <char *>cnp.PyArray_DATA(source.a) + i * run, run)
    return True
