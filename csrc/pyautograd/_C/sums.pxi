# Sums over one dimension of contiguous floats, in PyTorch's order of additions, which `_py/kernels/summation.py` explains and `fast_real.h` follows.

ctypedef fused real:
    float
    double


cdef inline real run_of(const real *p, cnp.npy_intp length) noexcept:
    """The sum of a contiguous run."""
    cdef real total = 0
    if length:
        fast.sum_memory(real is float, <void *>p, &total, 1, length, 1)
    return total


cdef bint sums_fast(TensorBase t) noexcept:
    """Whether a tensor is one that these functions sum."""
    return (t.dt == DT_F32 or t.dt == DT_F64) and not t.lazy and cnp.PyArray_IS_C_CONTIGUOUS(t.a) and cnp.PyArray_SIZE(t.a) > 0


cdef TensorBase sum_leading(TensorBase t, tuple want):
    """`t` summed over its leading dimensions to the shape `want`; None where other dimensions are to be summed, or the path is not for it."""
    cdef int nd = cnp.PyArray_NDIM(t.a), count = PyTuple_GET_SIZE(want), d, lead = nd - count
    cdef cnp.npy_intp rows = 1, width = 1
    cdef cnp.npy_intp shape[64]
    cdef cnp.ndarray out
    if lead < 0 or count > 64 or not sums_fast(t):
        return None
    for d in range(count):
        shape[d] = <object>PyTuple_GET_ITEM(want, d)
    d = count - 1
    while d >= 0 and shape[d] == cnp.PyArray_DIM(t.a, lead + d):
        width *= shape[d]
        d -= 1
    while d >= 0:
        if shape[d] != 1:
            return None
        rows *= cnp.PyArray_DIM(t.a, lead + d)
        d -= 1
    for d in range(lead):
        rows *= cnp.PyArray_DIM(t.a, d)
    out = empty_array(count, shape, t.dt)
    fast.sum_memory(t.dt == DT_F32, cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), 1, rows, width)
    return new_tensor(out, t.dt)


cdef object fast_sum_dim(Spec spec, PyObject **values):
    """``sum`` over one dimension."""
    return sum_one(spec, values, False)


cdef object fast_mean_dim(Spec spec, PyObject **values):
    """``mean`` over one dimension."""
    return sum_one(spec, values, True)


@cython.cdivision(True)
cdef object sum_one(Spec spec, PyObject **values, bint mean):
    """values: self, dim, keepdim, dtype."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), d, k = 0
    cdef long axis
    cdef cnp.npy_intp batch = 1, width = 1, rows, i
    cdef cnp.npy_intp shape[64]
    cdef cnp.ndarray out
    cdef bint keep = <object>values[2] is True
    dim = <object>values[1]
    if type(dim) is tuple:
        if PyTuple_GET_SIZE(<tuple>dim) != 1:
            return None
        dim = <object>PyTuple_GET_ITEM(<tuple>dim, 0)
    if type(dim) is not int or <object>values[3] is not None or not sums_fast(t):
        return None
    axis = dim
    if axis < 0:
        axis += nd
    if axis < 0 or axis >= nd or nd > 64:
        return None
    rows = cnp.PyArray_DIM(t.a, axis)
    for d in range(nd):
        if d < axis:
            batch *= cnp.PyArray_DIM(t.a, d)
        elif d > axis:
            width *= cnp.PyArray_DIM(t.a, d)
        if d != axis or keep:
            shape[k] = cnp.PyArray_DIM(t.a, d) if d != axis else 1
            k += 1
    out = empty_array(k, shape, t.dt)
    fast.sum_memory(t.dt == DT_F32, cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), batch, rows, width)
    if mean:
        if t.dt == DT_F32:
            for i in range(batch * width):
                (<float *>cnp.PyArray_DATA(out))[i] /= <float>rows
        else:
            for i in range(batch * width):
                (<double *>cnp.PyArray_DATA(out))[i] /= <double>rows
    return finished(spec, values, out, t.dt)
