# Fourier transforms of small contiguous tensors along their last dimensions, by the inner loops of NumPy's pocketfft.

cdef bint last_dimensions(object dim, int nd) except -1:
    """Whether a tuple or a list names the last dimensions, in their order."""
    cdef int i, count
    if not isinstance(dim, (tuple, list)):
        return False
    count = <int>len(dim)
    if count == 0 or count > nd or count > 3:
        return False
    for i in range(count):
        if dim_in(dim[i], nd) != nd - count + i:
            return False
    return True


cdef double fourier_factor(int normalization, cnp.npy_intp n, bint double) noexcept:
    if normalization == 0:
        return 1
    if double:
        return 1.0 / (square_root(<double>n) if normalization == 1 else <double>n)
    return <float>1.0 / (<float>square_root(<double>n) if normalization == 1 else <float>n)


cdef bint run_fourier(int which, char *x, char *out, cnp.npy_intp outer, cnp.npy_intp nin, cnp.npy_intp nout, cnp.npy_intp inner, int in_dt, int out_dt,
                      double factor) except -1:
    """Transforms along the middle one of three dimensions; False where NumPy has no loop for them."""
    cdef Loop *loop
    cdef cnp.npy_intp dims[3]
    cdef cnp.npy_intp steps[5]
    cdef char *data[3]
    cdef float single = <float>factor
    cdef bint double = in_dt == DT_F64 or in_dt == DT_C128
    cdef cnp.npy_intp i
    loop = numpy_loop(which, double)
    if loop == NULL:
        return False
    dims[1], dims[2], steps[1] = nin, nout, 0
    data[1] = <char *>&factor if double else <char *>&single
    if inner == 1:
        dims[0], steps[0], steps[2], steps[3], steps[4] = outer, nin * ITEMSIZE[in_dt], nout * ITEMSIZE[out_dt], ITEMSIZE[in_dt], ITEMSIZE[out_dt]
        data[0], data[2] = x, out
        loop.function(data, dims, steps, loop.data)
        return True
    dims[0], steps[0], steps[2], steps[3], steps[4] = inner, ITEMSIZE[in_dt], ITEMSIZE[out_dt], inner * ITEMSIZE[in_dt], inner * ITEMSIZE[out_dt]
    for i in range(outer):
        data[0], data[2] = x + i * nin * inner * ITEMSIZE[in_dt], out + i * nout * inner * ITEMSIZE[out_dt]
        loop.function(data, dims, steps, loop.data)
    return True


cdef void complex_of_reals(const real *x, real *out, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(n):
        out[2 * i], out[2 * i + 1] = x[i], 0


cdef bint can_transform(TensorBase t, object dim) except -1:
    return not t.lazy and cnp.PyArray_IS_C_CONTIGUOUS(t.a) and 0 < cnp.PyArray_SIZE(t.a) <= SMALL_KERNEL and last_dimensions(dim, cnp.PyArray_NDIM(t.a))


cdef bint transform_each(cnp.ndarray a, int dt, int count, int normalization, bint forward, char *source) except -1:
    """Complex transforms along the last `count` dimensions, from `source` into `a`."""
    cdef int d, k, nd = cnp.PyArray_NDIM(a)
    cdef cnp.npy_intp outer, inner
    for d in range(nd - 1, nd - 1 - count, -1):
        outer = inner = 1
        for k in range(d):
            outer *= cnp.PyArray_DIM(a, k)
        for k in range(d + 1, nd):
            inner *= cnp.PyArray_DIM(a, k)
        if not run_fourier(FFT_FORWARD if forward else FFT_INVERSE, source, <char *>cnp.PyArray_DATA(a), outer, cnp.PyArray_DIM(a, d), cnp.PyArray_DIM(a, d),
                           inner, dt, dt, fourier_factor(normalization, cnp.PyArray_DIM(a, d), dt == DT_C128)):
            return False
        source = <char *>cnp.PyArray_DATA(a)
    return True


cdef object fast_c2c(Spec spec, PyObject **values):
    """values: self, dim, normalization, forward."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray out
    if t.dt != DT_C64 and t.dt != DT_C128 or not can_transform(t, <object>values[1]):
        return None
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    if not transform_each(out, t.dt, <int>len(<object>values[1]), <object>values[2], <object>values[3], <char *>cnp.PyArray_DATA(t.a)):
        return None
    return finished(spec, values, out, t.dt)


cdef object fast_r2c(Spec spec, PyObject **values):
    """values: self, dim, normalization, onesided."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp n
    cdef int d, nd = cnp.PyArray_NDIM(t.a), dt = DT_C64 if t.dt == DT_F32 else DT_C128
    cdef cnp.ndarray out
    if t.dt != DT_F32 and t.dt != DT_F64 or nd > 64 or not can_transform(t, <object>values[1]):
        return None
    if <object>values[3] is not True:
        out = empty_array(nd, cnp.PyArray_DIMS(t.a), dt)
        if t.dt == DT_F32:
            complex_of_reals[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a))
        else:
            complex_of_reals[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a))
        if not transform_each(out, dt, <int>len(<object>values[1]), <object>values[2], True, <char *>cnp.PyArray_DATA(out)):
            return None
        return finished(spec, values, out, dt)
    if len(<object>values[1]) != 1:
        return None
    for d in range(nd):
        dims[d] = cnp.PyArray_DIM(t.a, d)
    n = dims[nd - 1]
    dims[nd - 1] = n // 2 + 1
    out = empty_array(nd, dims, dt)
    if not run_fourier(FFT_REAL_ODD if n & 1 else FFT_REAL_EVEN, <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a) // n, n,
                       n // 2 + 1, 1, t.dt, dt, fourier_factor(<object>values[2], n, t.dt == DT_F64)):
        return None
    return finished(spec, values, out, dt)


cdef object fast_c2r(Spec spec, PyObject **values):
    """values: self, dim, normalization, last_dim_size."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp n, m
    cdef int d, nd = cnp.PyArray_NDIM(t.a), dt = DT_F32 if t.dt == DT_C64 else DT_F64
    cdef cnp.ndarray out
    if t.dt != DT_C64 and t.dt != DT_C128 or nd > 64 or len(<object>values[1]) != 1 or not can_transform(t, <object>values[1]):
        return None
    for d in range(nd):
        dims[d] = cnp.PyArray_DIM(t.a, d)
    m, n = dims[nd - 1], <object>values[3]
    if m != n // 2 + 1:
        return None
    dims[nd - 1] = n
    out = empty_array(nd, dims, dt)
    if not run_fourier(FFT_TO_REAL, <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a) // m, m, n, 1, t.dt, dt,
                       fourier_factor(<object>values[2], n, dt == DT_F64)):
        return None
    return finished(spec, values, out, dt)


quick_way("kernel:fourier.c2c", fast_c2c)
quick_way("kernel:fourier.r2c", fast_r2c)
quick_way("kernel:fourier.c2r", fast_c2r)
