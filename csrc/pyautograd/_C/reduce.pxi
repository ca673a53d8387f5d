# Sums and means of everything, views of known geometry, and copies.

cdef extern from "strided_sums.h" nogil:
    float strided_sum_f4(const char *p, Py_ssize_t step, Py_ssize_t n)
    double strided_sum_f8(const char *p, Py_ssize_t step, Py_ssize_t n)


cdef cnp.ndarray total_of_vector(TensorBase t, double divisor):
    """`total_of` of a vector with gaps between its elements."""
    cdef cnp.ndarray out
    cdef const char *p = <const char *>cnp.PyArray_DATA(t.a)
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(t.a), step
    cdef float single
    cdef double total
    if cnp.PyArray_NDIM(t.a) != 1 or n == 0 or t.lazy or not cnp.PyArray_ISBEHAVED_RO(t.a):
        return None
    step, out = cnp.PyArray_STRIDE(t.a, 0), empty_array(0, NULL, t.dt)
    if t.dt == DT_F32:
        with nogil:
            single = strided_sum_f4(p, step, n)
        (<float *>cnp.PyArray_DATA(out))[0] = single / <float>divisor
    else:
        with nogil:
            total = strided_sum_f8(p, step, n)
        (<double *>cnp.PyArray_DATA(out))[0] = total / divisor
    return out


cdef cnp.ndarray total_of(TensorBase t, double divisor):
    """The sum of contiguous floats, or of a vector of them, over `divisor`, as a 0-d array; None where that does not apply."""
    cdef cnp.ndarray out
    cdef float single
    if t.dt != DT_F32 and t.dt != DT_F64:
        if t.dt != DT_F16 and t.dt != DT_BF16 or not sums_floats(t) or not sum_elements(t, &single, 1, cnp.PyArray_SIZE(t.a), 1, False):
            return None
        out = empty_array(0, NULL, DT_F32)
        (<float *>cnp.PyArray_DATA(out))[0] = single / <float>divisor
        return rounded_to_half(out, t.dt)
    if not cnp.PyArray_IS_C_CONTIGUOUS(t.a):
        return total_of_vector(t, divisor)
    out = empty_array(0, NULL, t.dt)
    if t.dt == DT_F32:
        (<float *>cnp.PyArray_DATA(out))[0] = run_of[float](<float *>cnp.PyArray_DATA(t.a), cnp.PyArray_SIZE(t.a)) / <float>divisor
    else:
        (<double *>cnp.PyArray_DATA(out))[0] = run_of[double](<double *>cnp.PyArray_DATA(t.a), cnp.PyArray_SIZE(t.a)) / divisor
    return out


cdef object fast_sum(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray out
    if <object>values[1] is not None:
        return None
    if CATEGORY[t.dt] < 2:
        return whole_sum(t)
    out = total_of(t, 1)
    return None if out is None else finished(spec, values, out, t.dt)


cdef object fast_mean(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray out
    if <object>values[1] is not None or cnp.PyArray_SIZE(t.a) == 0:
        return None
    out = total_of(t, <double>cnp.PyArray_SIZE(t.a))
    return None if out is None else finished(spec, values, out, t.dt)


# Views.

cdef object fast_expand(Spec spec, PyObject **values):
    """``expand``; -1 keeps a size."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef tuple size
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef int nd, have = cnp.PyArray_NDIM(t.a), d, lead
    cdef cnp.npy_intp want
    cdef double nbytes = cnp.PyArray_ITEMSIZE(t.a)
    if not isinstance(<object>values[1], tuple):
        return None
    size = <tuple><object>values[1]
    nd = PyTuple_GET_SIZE(size)
    lead = nd - have
    if lead < 0 or nd > 64:
        return None
    for d in range(nd - 1, -1, -1):
        want = <object>PyTuple_GET_ITEM(size, d)
        if want == -1 and d >= lead:
            want = cnp.PyArray_DIM(t.a, d - lead)
        if want < 0:
            return None
        dims[d] = want
        nbytes *= want
        if d < lead:
            strides[d] = 0 if want != 1 or have == 0 else dims[d + 1] * strides[d + 1] if d + 1 < nd else cnp.PyArray_ITEMSIZE(t.a)
        elif cnp.PyArray_DIM(t.a, d - lead) == want:
            strides[d] = cnp.PyArray_STRIDE(t.a, d - lead)
        elif cnp.PyArray_DIM(t.a, d - lead) == 1:
            strides[d] = 0
        else:
            return None
    if nbytes > MOST_BYTES:
        return None
    return finish_view(spec, values, array_over(t.a, t.a, nd, dims, strides, <char *>cnp.PyArray_DATA(t.a)))


cdef object fast_transpose(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a)
    cdef int64_t a, b
    if nd == 0:
        return None
    a, b = <object>values[1], <object>values[2]
    if not (-nd <= a < nd and -nd <= b < nd):
        return None
    return finish_view(spec, values, swapped_dims(t.a, <int>(a + nd if a < 0 else a), <int>(b + nd if b < 0 else b)))


cdef object fast_t(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    if cnp.PyArray_NDIM(t.a) != 2:
        return None
    return finish_view(spec, values, swapped_dims(t.a, 0, 1))


cdef cnp.ndarray swapped_dims(cnp.ndarray a, int first, int second):
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef int d, nd = cnp.PyArray_NDIM(a)
    memcpy(dims, cnp.PyArray_DIMS(a), nd * sizeof(cnp.npy_intp))
    memcpy(strides, cnp.PyArray_STRIDES(a), nd * sizeof(cnp.npy_intp))
    dims[first], dims[second] = dims[second], dims[first]
    strides[first], strides[second] = strides[second], strides[first]
    return array_over(a, a, nd, dims, strides, <char *>cnp.PyArray_DATA(a))


cdef object fast_select(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int64_t dim = <object>values[1], index = <object>values[2]
    cdef int nd = cnp.PyArray_NDIM(t.a)
    if not -nd <= dim < nd:
        return None
    if dim < 0:
        dim += nd
    if not -cnp.PyArray_DIM(t.a, <int>dim) <= index < cnp.PyArray_DIM(t.a, <int>dim):
        return None
    return finish_view(spec, values, selected(t.a, <int>dim, index))


cdef cnp.ndarray selected(cnp.ndarray a, int dim, int64_t index):
    """One position of a dimension, which goes away; `index` is in range."""
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef int d, n = 0, nd = cnp.PyArray_NDIM(a)
    if index < 0:
        index += cnp.PyArray_DIM(a, dim)
    for d in range(nd):
        if d != dim:
            dims[n] = cnp.PyArray_DIM(a, d)
            strides[n] = cnp.PyArray_STRIDE(a, d)
            n += 1
    return array_over(a, a, n, dims, strides, <char *>cnp.PyArray_DATA(a) + index * cnp.PyArray_STRIDE(a, dim))


cdef bint has_plain_strides(cnp.ndarray a) noexcept:
    """Whether the strides are those of a fresh row-major array, also in dimensions of size 1."""
    cdef int d
    cdef cnp.npy_intp step = cnp.PyArray_ITEMSIZE(a)
    for d in range(cnp.PyArray_NDIM(a) - 1, -1, -1):
        if cnp.PyArray_STRIDE(a, d) != step:
            return False
        step *= cnp.PyArray_DIM(a, d)
    return True


cdef object fast_view(Spec spec, PyObject **values):
    """``view`` of a contiguous tensor to sizes that are all given or have one -1."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef tuple size
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef cnp.npy_intp total = 1, step
    cdef int d, nd, unknown = -1
    if not has_plain_strides(t.a) or not isinstance(<object>values[1], tuple):
        return None
    size = <tuple><object>values[1]
    nd = PyTuple_GET_SIZE(size)
    if nd > 64 or cnp.PyArray_SIZE(t.a) == 0:
        return None
    for d in range(nd):
        dims[d] = <object>PyTuple_GET_ITEM(size, d)
        if dims[d] == -1 and unknown < 0:
            unknown = d
        elif dims[d] <= 0:
            return None
        else:
            if dims[d] > cnp.PyArray_SIZE(t.a):
                return None
            total *= dims[d]
            if total > cnp.PyArray_SIZE(t.a):
                return None
    if unknown >= 0:
        dims[unknown] = cnp.PyArray_SIZE(t.a) // total
        total *= dims[unknown]
    if total != cnp.PyArray_SIZE(t.a):
        return None
    step = cnp.PyArray_ITEMSIZE(t.a)
    for d in range(nd - 1, -1, -1):
        strides[d] = step
        step *= dims[d]
    return finish_view(spec, values, array_over(t.a, t.a, nd, dims, strides, <char *>cnp.PyArray_DATA(t.a)))


cdef cnp.ndarray copy_alike(TensorBase t):
    """A copy with the same strides of a tensor whose elements fill their memory in some order; None for others."""
    cdef cnp.ndarray out
    if cnp.PyArray_SIZE(t.a) == 0 or cnp.PyArray_NBYTES(t.a) >= POOLED or not cnp.PyArray_IS_F_CONTIGUOUS(t.a) and not is_dense(t.a):
        return None
    out = strided_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), cnp.PyArray_STRIDES(t.a), t.dt)
    memcpy(cnp.PyArray_DATA(out), cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a))
    return out


cdef cnp.ndarray strides_undone(TensorBase t, bint in_rows):
    """A dense copy in the order of the tensor's strides, or in row-major order; None where the path is not for it."""
    cdef Geometry g
    cdef cnp.ndarray out
    if cnp.PyArray_SIZE(t.a) == 0 or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL or t.dt == DT_C32:
        return None
    take_shape(&g, t.a)
    set_strides(&g, 0, t.a)
    out = allocate(&g, 1, TYPENUM[t.dt], in_rows)
    return out if copy_into(out, t.a) else None


cdef object fast_clone(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef bint in_rows = <object>values[1] is CONTIGUOUS
    cdef cnp.ndarray out
    if <object>values[1] is not None and not in_rows:
        return None
    if not cnp.PyArray_IS_C_CONTIGUOUS(t.a):
        out = turned_copy(t) if in_rows else copy_alike(t)
        if out is None:
            out = strides_undone(t, in_rows)
        return None if out is None else finished(spec, values, out, t.dt)
    if cnp.PyArray_NBYTES(t.a) == 0 and not in_rows:      # nothing, which may lie in any order
        return None
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    copy_bytes(cnp.PyArray_DATA(out), cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a))
    return finished(spec, values, out, t.dt)


cdef object fast_identity(Spec spec, PyObject **values):
    """The complex conjugate of a real tensor, the contiguous form of a contiguous one: the tensor itself."""
    cdef TensorBase t = <TensorBase><object>values[0]
    if spec.impl != "shapes.contiguous":
        return t if CATEGORY[t.dt] < 3 else None
    return t if <object>values[1] is None and cnp.PyArray_IS_C_CONTIGUOUS(t.a) else None


quick_way("kernel:reductions.sum_all", fast_sum)
quick_way("kernel:reductions.mean_all", fast_mean)
quick_way("view:views.expand", fast_expand)
quick_way("view:views.transpose", fast_transpose)
quick_way("view:views.t", fast_t)
quick_way("view:views.select", fast_select)
quick_way("view:views.view", fast_view)
quick_way("kernel:shapes.clone", fast_clone)
quick_way("composite:elementwise.conj", fast_identity)
quick_way("composite:elementwise.conj_physical", fast_identity)
quick_way("composite:shapes.contiguous", fast_identity)
