# Matrix products of two float matrices: NumPy's own matmul loop, which calls the BLAS that NumPy carries.

cdef extern from "small_product.h" nogil:
    bint is_small_product(Py_ssize_t m, Py_ssize_t k, Py_ssize_t n)
    void small_product_f4(
        const float *x, const float *y, float *out, Py_ssize_t m, Py_ssize_t k, Py_ssize_t n, Py_ssize_t xr, Py_ssize_t xc, Py_ssize_t yr, Py_ssize_t yc
    )
    void small_product_f8(
        const double *x, const double *y, double *out, Py_ssize_t m, Py_ssize_t k, Py_ssize_t n, Py_ssize_t xr, Py_ssize_t xc, Py_ssize_t yr, Py_ssize_t yc
    )

cdef Loop[16] MATMUL_LOOPS


@cython.cdivision(True)
cdef bint small_product(cnp.ndarray x, cnp.ndarray y, bint turn_x, bint turn_y, cnp.ndarray out, int dt) noexcept:
    """The product of two float matrices, or their transposes, by a loop of ours; False for large ones, or where elements lie at fractions of their size."""
    cdef Py_ssize_t m = cnp.PyArray_DIM(x, turn_x), k = cnp.PyArray_DIM(x, 1 - turn_x), n = cnp.PyArray_DIM(y, 1 - turn_y), item = ITEMSIZE[dt]
    cdef Py_ssize_t xr = cnp.PyArray_STRIDE(x, turn_x), xc = cnp.PyArray_STRIDE(x, 1 - turn_x)
    cdef Py_ssize_t yr = cnp.PyArray_STRIDE(y, turn_y), yc = cnp.PyArray_STRIDE(y, 1 - turn_y)
    if not is_small_product(m, k, n) or (xr | xc | yr | yc) & (item - 1):
        return False
    if dt == DT_F32:
        small_product_f4(<float *>cnp.PyArray_DATA(x), <float *>cnp.PyArray_DATA(y), <float *>cnp.PyArray_DATA(out), m, k, n, xr >> 2, xc >> 2, yr >> 2, yc >> 2)
    else:
        small_product_f8(<double *>cnp.PyArray_DATA(x), <double *>cnp.PyArray_DATA(y), <double *>cnp.PyArray_DATA(out), m, k, n, xr >> 3, xc >> 3, yr >> 3, yc >> 3)
    return True


cdef cnp.ndarray product_of(TensorBase x, TensorBase y, TensorBase added=None):
    """The 2-D product in new memory, with a row or matrix added to it; None where the fast path does not apply."""
    cdef Loop *loop
    cdef cnp.npy_intp dims[4]
    cdef cnp.npy_intp steps[9]
    cdef cnp.npy_intp shape[2]
    cdef char *data[3]
    cdef const char *row = NULL
    cdef cnp.npy_intp row_step = 0
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
    if added is not None and not rows_to_add(added.a, shape, &row, &row_step):
        return None
    out = empty_array(2, shape, x.dt)
    if small_product(x.a, y.a, False, False, out, x.dt):
        if row != NULL:
            add_rows(out, row, row_step, x.dt)
        return out
    dims[0], dims[1], dims[2], dims[3] = 1, shape[0], cnp.PyArray_DIM(x.a, 1), shape[1]
    steps[0] = steps[1] = steps[2] = 0
    steps[3], steps[4] = cnp.PyArray_STRIDE(x.a, 0), cnp.PyArray_STRIDE(x.a, 1)
    steps[5], steps[6] = cnp.PyArray_STRIDE(y.a, 0), cnp.PyArray_STRIDE(y.a, 1)
    steps[7], steps[8] = cnp.PyArray_STRIDE(out, 0), cnp.PyArray_STRIDE(out, 1)
    data[0], data[1], data[2] = <char *>cnp.PyArray_DATA(x.a), <char *>cnp.PyArray_DATA(y.a), <char *>cnp.PyArray_DATA(out)
    if is_long_product(dims):
        fast.multiply_memory(loop.function, loop.data, data, dims, steps, row, row_step)
    else:
        loop.function(data, dims, steps, loop.data)
        if row != NULL:
            add_rows(out, row, row_step, x.dt)
    return out


cdef bint rows_to_add(cnp.ndarray added, cnp.npy_intp *shape, const char **row, cnp.npy_intp *step) noexcept:
    """The first row and the step to the next of what is expanded to a matrix; False where its rows are not contiguous."""
    cdef int nd = cnp.PyArray_NDIM(added)
    if cnp.PyArray_DIM(added, nd - 1) != shape[1] or shape[1] > 1 and cnp.PyArray_STRIDE(added, nd - 1) != cnp.PyArray_ITEMSIZE(added):
        return False
    if nd == 2 and cnp.PyArray_DIM(added, 0) != 1:
        if cnp.PyArray_DIM(added, 0) != shape[0]:
            return False
        step[0] = cnp.PyArray_STRIDE(added, 0)
    row[0] = <const char *>cnp.PyArray_DATA(added)
    return True


cdef void add_rows(cnp.ndarray out, const char *added, cnp.npy_intp step, int dt) noexcept:
    """Add the rows from `added` on, `step` bytes apart, to the rows of a contiguous matrix."""
    cdef cnp.npy_intp i, rows = cnp.PyArray_DIM(out, 0), columns = cnp.PyArray_DIM(out, 1)
    for i in range(rows):
        if dt == DT_F32:
            add_numbers(<const float *>(added + i * step), <float *>cnp.PyArray_DATA(out) + i * columns, columns)
        else:
            add_numbers(<const double *>(added + i * step), <double *>cnp.PyArray_DATA(out) + i * columns, columns)


cdef inline bint is_long_product(cnp.npy_intp *dims) noexcept:
    return dims[0] * dims[1] * dims[2] * dims[3] > RELEASE_GIL_FROM


cdef inline int multiply(Loop *loop, char **data, cnp.npy_intp *dims, cnp.npy_intp *steps) except -1:
    """Call NumPy's matmul loop, without the GIL where that takes long."""
    if is_long_product(dims):
        return fast.multiply_memory(loop.function, loop.data, data, dims, steps)
    loop.function(data, dims, steps, loop.data)
    return 0


cdef object product(Spec spec, PyObject **values, TensorBase x, TensorBase y):
    """The 2-D product recorded as `spec`; None where the fast path does not apply."""
    cdef cnp.ndarray out = product_of(x, y)
    return None if out is None else finished(spec, values, out, x.dt)


cdef object fast_mm(Spec spec, PyObject **values):
    return product(spec, values, <TensorBase><object>values[0], <TensorBase><object>values[1])


cdef Spec mm_spec = None
cdef Spec mv_spec = None

cdef object fast_matmul(Spec spec, PyObject **values):
    """``matmul`` of two matrices is ``mm``, of a matrix and a vector ``mv``."""
    global mm_spec, mv_spec
    if cnp.PyArray_NDIM((<TensorBase><object>values[0]).a) == 2 and cnp.PyArray_NDIM((<TensorBase><object>values[1]).a) == 1:
        if mv_spec is None:
            mv_spec = spec_named("mv")
        return run_spec(mv_spec, values)
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


quick_way("kernel:products.mm", fast_mm)
quick_way("composite:products.matmul", fast_matmul)
