# Softmax along the last dimension of contiguous floats, its logarithm, their derivatives, and the squared error.

cdef enum:
    SOFTMAX, LOG_SOFTMAX, SOFTMAX_BACKWARD, LOG_SOFTMAX_BACKWARD      # as `fast.softmax_memory` numbers them


cdef cnp.ndarray softmax_of(int what, TensorBase x, TensorBase y, object dim):
    """The result in new memory; None where the path is not for it."""
    cdef int nd = cnp.PyArray_NDIM(x.a)
    cdef cnp.npy_intp size = cnp.PyArray_SIZE(x.a), n
    cdef cnp.ndarray out
    cdef void *given = NULL
    if nd == 0 or size == 0 or (x.dt != DT_F32 and x.dt != DT_F64) or type(dim) is not int:
        return None
    if (dim != -1 and dim != nd - 1) or not cnp.PyArray_IS_C_CONTIGUOUS(x.a):
        return None
    if y is not None:
        if y.dt != x.dt or not cnp.PyArray_SAMESHAPE(x.a, y.a) or not cnp.PyArray_IS_C_CONTIGUOUS(y.a):
            return None
        given = cnp.PyArray_DATA(y.a)
    out = empty_array(nd, cnp.PyArray_DIMS(x.a), x.dt)
    n = cnp.PyArray_DIM(x.a, nd - 1)
    fast.softmax_memory(what, x.dt == DT_F32, cnp.PyArray_DATA(x.a), given, cnp.PyArray_DATA(out), size // n, n)
    return out


cdef object softmax_finished(int what, Spec spec, PyObject **values):
    """values: self, dim, dtype."""
    cdef TensorBase x = <TensorBase><object>values[0]
    if <object>values[2] is not None:
        return None
    cdef cnp.ndarray out = softmax_of(what, x, None, <object>values[1])
    return None if out is None else finished(spec, values, out, x.dt)


cdef object fast_softmax(Spec spec, PyObject **values):
    return softmax_finished(SOFTMAX, spec, values)


cdef object fast_log_softmax(Spec spec, PyObject **values):
    return softmax_finished(LOG_SOFTMAX, spec, values)


cdef object fast_logsumexp(Spec spec, PyObject **values):
    """Over the last dimensions. values: self, dim, keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), first, last = 0, d
    cdef cnp.npy_intp shape[64]
    cdef cnp.npy_intp rows = 1
    cdef cnp.ndarray out
    if nd == 0 or nd > 64 or not sums_fast(t):
        return None
    first = run_of_dims(<object>values[1], nd, &last)
    if first < 0 or last != nd - 1:
        return None
    for d in range(nd):
        shape[d] = cnp.PyArray_DIM(t.a, d) if d < first else 1
        rows *= shape[d]
    out = empty_array(nd if <object>values[2] is True else first, shape, t.dt)
    if not fast.logsumexp_memory(t.dt == DT_F32, cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), rows, cnp.PyArray_SIZE(t.a) // rows):
        return None
    return finished(spec, values, out, t.dt)


cdef object softmax_backward_finished(int what, Spec spec, PyObject **values):
    """values: grad_output, output, dim."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef cnp.ndarray out = softmax_of(what, x, <TensorBase><object>values[1], <object>values[2])
    return None if out is None else finished(spec, values, out, x.dt)


cdef object fast_softmax_backward(Spec spec, PyObject **values):
    return softmax_backward_finished(SOFTMAX_BACKWARD, spec, values)


cdef object fast_log_softmax_backward(Spec spec, PyObject **values):
    return softmax_backward_finished(LOG_SOFTMAX_BACKWARD, spec, values)


# the squared error

@cython.cdivision(True)
cdef object fast_mse_loss(Spec spec, PyObject **values):
    """values: self, target, reduction (0 none, 1 mean, 2 sum)."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase y = <TensorBase><object>values[1]
    cdef cnp.ndarray squares, out
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(x.a)
    cdef long reduction = <object>values[2]
    cdef double total
    if x.dt != y.dt or not sums_fast(x) or not cnp.PyArray_IS_C_CONTIGUOUS(y.a) or not cnp.PyArray_SAMESHAPE(x.a, y.a):
        return None
    squares = summands_of(x, y, SQUARED_DIFFERENCES)
    if reduction == 0:
        return finished(spec, values, squares, x.dt)
    out = empty_array(0, NULL, x.dt)
    if x.dt == DT_F32:
        total = run_of[float](<float *>cnp.PyArray_DATA(squares), n)
        (<float *>cnp.PyArray_DATA(out))[0] = <float>total / <float>n if reduction == 1 else <float>total
    else:
        total = run_of[double](<double *>cnp.PyArray_DATA(squares), n)
        (<double *>cnp.PyArray_DATA(out))[0] = total / <double>n if reduction == 1 else total
    return finished(spec, values, out, x.dt)


quick_way("kernel:normalise.softmax", fast_softmax)
quick_way("kernel:normalise.log_softmax", fast_log_softmax)
quick_way("kernel:reductions.logsumexp", fast_logsumexp)
quick_way("kernel:normalise.softmax_backward", fast_softmax_backward)
quick_way("kernel:normalise.log_softmax_backward", fast_log_softmax_backward)
quick_way("kernel:losses.mse_loss", fast_mse_loss)
