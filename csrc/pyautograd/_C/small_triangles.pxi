# Triangular equations and LU factors of small matrices, by loops of ours: NumPy has none.

cdef extern from "linalg_loops.h" nogil:
    int factor_lu_f4(float *a, Py_ssize_t m, Py_ssize_t n, int *pivots)
    int factor_lu_f8(double *a, Py_ssize_t m, Py_ssize_t n, int *pivots)
    void solve_triangle_f4(const float *a, Py_ssize_t row, Py_ssize_t column, float *x, Py_ssize_t along, Py_ssize_t across, Py_ssize_t n, Py_ssize_t count,
                           int upper, int unit)
    void solve_triangle_f8(const double *a, Py_ssize_t row, Py_ssize_t column, double *x, Py_ssize_t along, Py_ssize_t across, Py_ssize_t n, Py_ssize_t count,
                           int upper, int unit)


cdef void move_matrices(LoopCall *call, int k, cnp.npy_intp rows, cnp.npy_intp columns, cnp.npy_intp count, int dt, char *to) noexcept:
    """Copy an operand's matrices, columns together."""
    cdef cnp.npy_intp b, i, j, item = ITEMSIZE[dt]
    cdef char *p
    for b in range(count):
        for j in range(columns):
            p = call.data[k] + b * call.outer[k] + j * call.inner[2 * k + 1]
            for i in range(rows):
                if item == 4:
                    (<uint32_t *>to)[i] = (<uint32_t *>(p + i * call.inner[2 * k]))[0]
                else:
                    (<uint64_t *>to)[i] = (<uint64_t *>(p + i * call.inner[2 * k]))[0]
            to += rows * item


cdef void solve_triangles(
    LoopCall *call, int k, bint turned, char *x, Matrices *a, cnp.npy_intp count, int dt, bint upper, bint unit, bint left, cnp.npy_intp rows
) noexcept:
    """Solve in place with the triangles of operand `k` (or their transposes): `x` has `count` right-hand sides each, as columns, or as rows if not `left`."""
    cdef cnp.npy_intp b, item = ITEMSIZE[dt]
    cdef cnp.npy_intp row = call.inner[2 * k + turned] // item, column = call.inner[2 * k + 1 - turned] // item
    cdef cnp.npy_intp along = 1 if left else rows, across = rows if left else 1
    for b in range(a.count):
        if dt == DT_F32:
            solve_triangle_f4(<float *>(call.data[k] + b * call.outer[k]), row, column, <float *>x, along, across, a.n, count, upper, unit)
        else:
            solve_triangle_f8(<double *>(call.data[k] + b * call.outer[k]), row, column, <double *>x, along, across, a.n, count, upper, unit)
        x += a.n * count * item


cdef bint same_batches(TensorBase a, TensorBase b) noexcept:
    cdef int d, nd = cnp.PyArray_NDIM(a.a)
    if cnp.PyArray_NDIM(b.a) != nd:
        return False
    for d in range(nd - 2):
        if cnp.PyArray_DIM(a.a, d) != cnp.PyArray_DIM(b.a, d):
            return False
    return True


cdef object fast_solve_triangular(Spec spec, PyObject **values):
    """values: self, B, upper, left, unitriangular."""
    cdef TensorBase a = <TensorBase><object>values[0]
    cdef TensorBase b = <TensorBase><object>values[1]
    cdef Matrices x
    cdef Matrices y
    cdef LoopCall call
    cdef bint left = <object>values[3]
    cdef bint upper = <object>values[2]
    if a.dt != b.dt or not read_matrices(a, &x) or x.m != x.n or not same_batches(a, b) or not read_matrices(b, &y) or x.n != (y.m if left else y.n):
        return None
    call.operands = call.steps = 0
    give_matrices(&call, a, &x, False)
    give_matrices(&call, b, &y, False)
    out = batch_array(b, 2, y.m, y.n, b.dt)
    move_matrices(&call, 1, y.m, y.n, y.count, b.dt, <char *>cnp.PyArray_DATA(out))
    # X A = B is A^T X^T = B^T
    solve_triangles(&call, 0, not left, <char *>cnp.PyArray_DATA(out), &x, y.n if left else y.m, b.dt, upper == left, <object>values[4], left, y.m)
    return finished(spec, values, out, b.dt)


cdef object fast_cholesky_solve(Spec spec, PyObject **values):
    """values: self, input2, upper."""
    cdef TensorBase b = <TensorBase><object>values[0]
    cdef TensorBase a = <TensorBase><object>values[1]
    cdef Matrices x
    cdef Matrices y
    cdef LoopCall call
    cdef bint upper = <object>values[2]
    if a.dt != b.dt or not read_matrices(a, &x) or x.m != x.n or not same_batches(a, b) or not read_matrices(b, &y) or x.n != y.m:
        return None
    call.operands = call.steps = 0
    give_matrices(&call, a, &x, False)
    give_matrices(&call, b, &y, False)
    out = batch_array(b, 2, y.m, y.n, b.dt)
    move_matrices(&call, 1, y.m, y.n, y.count, b.dt, <char *>cnp.PyArray_DATA(out))
    solve_triangles(&call, 0, upper, <char *>cnp.PyArray_DATA(out), &x, y.n, b.dt, False, False, True, y.m)
    solve_triangles(&call, 0, not upper, <char *>cnp.PyArray_DATA(out), &x, y.n, b.dt, True, False, True, y.m)
    return finished(spec, values, out, b.dt)


cdef object fast_lu_factor(Spec spec, PyObject **values):
    """values: A, pivot."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    cdef cnp.npy_intp b, few
    cdef cnp.ndarray out, pivots, info
    cdef char *p
    if <object>values[1] is not True or not read_matrices(t, &x):
        return None
    call.operands = call.steps = 0
    give_matrices(&call, t, &x, False)
    few = min(x.m, x.n)
    out, pivots, info = batch_array(t, 2, x.m, x.n, t.dt), batch_array(t, 1, few, 0, DT_I32), batch_array(t, 0, 0, 0, DT_I32)
    p = <char *>cnp.PyArray_DATA(out)
    move_matrices(&call, 0, x.m, x.n, x.count, t.dt, p)
    for b in range(x.count):
        if t.dt == DT_F32:
            (<int *>cnp.PyArray_DATA(info))[b] = factor_lu_f4(<float *>p, x.m, x.n, <int *>cnp.PyArray_DATA(pivots) + b * few)
        else:
            (<int *>cnp.PyArray_DATA(info))[b] = factor_lu_f8(<double *>p, x.m, x.n, <int *>cnp.PyArray_DATA(pivots) + b * few)
        p += x.m * x.n * ITEMSIZE[t.dt]
    return packed(spec, recorded_all(spec, values, [new_tensor(out, t.dt), new_tensor(pivots, DT_I32), new_tensor(info, DT_I32)]))


quick_way("kernel:linalg.solve_triangular", fast_solve_triangular)
quick_way("kernel:linalg.cholesky_solve", fast_cholesky_solve)
quick_way("kernel:linalg.lu_factor_ex", fast_lu_factor)
