# Matrix products of two float matrices: NumPy's own matmul loop, which calls the BLAS that NumPy carries.

cdef Loop[16] MATMUL_LOOPS


cdef cnp.ndarray product_of(TensorBase x, TensorBase y):
    """The 2-D product in new memory; None where the fast path does not apply."""
    cdef Loop *loop
    cdef cnp.npy_intp dims[4]
    cdef cnp.npy_intp steps[9]
    cdef cnp.npy_intp shape[2]
    cdef char *data[3]
    cdef cnp.ndarray out
    if x.dt != y.dt or (x.dt != DT_F32 and x.dt != DT_F64) or cnp.PyArray_NDIM(x.a) != 2 or cnp.PyArray_NDIM(y.a) != 2:
        return None
    if cnp.PyArray_DIM(x.a, 1) != cnp.PyArray_DIM(y.a, 0) or cnp.PyArray_DIM(x.a, 1) == 0:
        return None
    loop = &MATMUL_LOOPS[x.dt]
    if loop.found == 0:
        find_ufunc_loop(np.matmul, 2, TYPENUM[x.dt], TYPENUM[x.dt], loop)
    if loop.found < 0:
        return None
    shape[0], shape[1] = cnp.PyArray_DIM(x.a, 0), cnp.PyArray_DIM(y.a, 1)
    if shape[0] == 0 or shape[1] == 0:
        return None
    out = empty_array(2, shape, x.dt)
    dims[0], dims[1], dims[2], dims[3] = 1, shape[0], cnp.PyArray_DIM(x.a, 1), shape[1]
    steps[0] = steps[1] = steps[2] = 0
    steps[3], steps[4] = cnp.PyArray_STRIDE(x.a, 0), cnp.PyArray_STRIDE(x.a, 1)
    steps[5], steps[6] = cnp.PyArray_STRIDE(y.a, 0), cnp.PyArray_STRIDE(y.a, 1)
    steps[7], steps[8] = cnp.PyArray_STRIDE(out, 0), cnp.PyArray_STRIDE(out, 1)
    data[0], data[1], data[2] = <char *>cnp.PyArray_DATA(x.a), <char *>cnp.PyArray_DATA(y.a), <char *>cnp.PyArray_DATA(out)
    if dims[1] * dims[2] * dims[3] > RELEASE_GIL_FROM:
        with nogil:
            loop.function(data, dims, steps, loop.data)
    else:
        loop.function(data, dims, steps, loop.data)
    return out


cdef object product(Spec spec, PyObject **values, TensorBase x, TensorBase y):
    """The 2-D product recorded as `spec`; None where the fast path does not apply."""
    cdef cnp.ndarray out = product_of(x, y)
    return None if out is None else finished(spec, values, out, x.dt)


cdef object fast_mm(Spec spec, PyObject **values):
    return product(spec, values, <TensorBase><object>values[0], <TensorBase><object>values[1])


cdef Spec mm_spec = None

cdef object fast_matmul(Spec spec, PyObject **values):
    """``matmul`` of two matrices is ``mm``."""
    global mm_spec
    if mm_spec is None:
        mm_spec = spec_named("mm")
    return product(mm_spec, values, <TensorBase><object>values[0], <TensorBase><object>values[1])


cdef Spec matmul_spec = None

cdef object operate_matmul(object x, object y):
    global matmul_spec
    cdef PyObject *values[2]
    if not is_plain(x) or not is_plain(y):
        answer = ask_named("matmul", x, y)
        if answer is not UNANSWERED:
            return answer
        x, y = arithmetic_operand(x), arithmetic_operand(y)
        if not isinstance(x, TensorBase) or not isinstance(y, TensorBase):
            return NotImplemented
        return ops.matmul(x, y)
    if matmul_spec is None:
        matmul_spec = spec_named("matmul")
    values[0], values[1] = <PyObject *>x, <PyObject *>y
    return run_spec(matmul_spec, values)
