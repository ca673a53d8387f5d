# Small plain tensors through kernels that work element by element and have no loop of the table's: decimal places, lengths and angles, gates.

cdef extern from "math.h" nogil:
    double nearest_whole "rint"(double x)
    double c_exp "exp"(double x)


@cython.cdivision(True)
cdef void round_to_places(const real *p, real *out, cnp.npy_intp n, real scale, bint fractions) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(n):
        out[i] = <real>nearest_whole(p[i] * scale) / scale if fractions else <real>nearest_whole(p[i] / scale) * scale


cdef object fast_round_decimals(Spec spec, PyObject **values):
    """values: self, decimals."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray out
    cdef double scale
    cdef bint fractions
    if not is_dense_float(t) or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL or not has_plain_strides(t.a) or type(<object>values[1]) is not int:
        return None
    if not -22 <= <object>values[1] <= 22:
        return None
    scale, fractions = 10.0 ** abs(<object>values[1]), <object>values[1] > 0
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    if t.dt == DT_F32:
        round_to_places[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a), <float>scale, fractions)
    else:
        round_to_places[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a), scale, fractions)
    return finished(spec, values, out, t.dt)


cdef object fast_polar(Spec spec, PyObject **values):
    """values: abs, angle."""
    cdef TensorBase length = <TensorBase><object>values[0]
    cdef TensorBase angle = <TensorBase><object>values[1]
    cdef cnp.npy_intp i
    cdef cnp.ndarray out
    cdef int dt = length.dt
    if dt != angle.dt or not is_dense_float(length) or not is_dense_float(angle) or not same_shape(length.a, angle.a) or not has_plain_strides(length.a):
        return None
    if cnp.PyArray_SIZE(length.a) > SMALL_KERNEL:
        return None
    out = empty_array(cnp.PyArray_NDIM(length.a), cnp.PyArray_DIMS(length.a), DT_C64 if dt == DT_F32 else DT_C128)
    for i in range(cnp.PyArray_SIZE(length.a)):
        if dt == DT_F32:
            (<float *>cnp.PyArray_DATA(out))[2 * i] = (<float *>cnp.PyArray_DATA(length.a))[i] * <float>c_cos((<float *>cnp.PyArray_DATA(angle.a))[i])
            (<float *>cnp.PyArray_DATA(out))[2 * i + 1] = (<float *>cnp.PyArray_DATA(length.a))[i] * <float>c_sin((<float *>cnp.PyArray_DATA(angle.a))[i])
        else:
            (<double *>cnp.PyArray_DATA(out))[2 * i] = (<double *>cnp.PyArray_DATA(length.a))[i] * c_cos((<double *>cnp.PyArray_DATA(angle.a))[i])
            (<double *>cnp.PyArray_DATA(out))[2 * i + 1] = (<double *>cnp.PyArray_DATA(length.a))[i] * c_sin((<double *>cnp.PyArray_DATA(angle.a))[i])
    return finished(spec, values, out, DT_C64 if dt == DT_F32 else DT_C128)


cdef void open_gates(const real *p, real *out, cnp.npy_intp outer, cnp.npy_intp run) noexcept nogil:
    """The first `run` of each pair of runs times the sigmoid of the second."""
    cdef cnp.npy_intp b, i
    for b in range(outer):
        for i in range(run):
            out[i] = p[i] / (1 + <real>c_exp(-p[run + i]))
        p += 2 * run
        out += run


cdef object fast_glu(Spec spec, PyObject **values):
    """values: self, dim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int d, nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd)
    cdef cnp.npy_intp outer, inner
    cdef cnp.npy_intp dims[64]
    cdef cnp.ndarray out
    if dim < 0 or nd > 64 or not is_dense_float(t) or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL or not has_plain_strides(t.a) or cnp.PyArray_DIM(t.a, dim) % 2:
        return None
    for d in range(nd):
        dims[d] = cnp.PyArray_DIM(t.a, d)
    dims[dim] //= 2
    split_sizes(t.a, dim, &outer, &inner)
    out = empty_array(nd, dims, t.dt)
    if t.dt == DT_F32:
        open_gates[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(out), outer, dims[dim] * inner)
    else:
        open_gates[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(out), outer, dims[dim] * inner)
    return finished(spec, values, out, t.dt)


quick_way("kernel:elementwise.round_decimals", fast_round_decimals)
quick_way("kernel:creation.polar", fast_polar)
quick_way("kernel:elementwise.glu", fast_glu)
