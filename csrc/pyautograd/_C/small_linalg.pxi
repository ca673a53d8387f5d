# Decompositions, equations and transforms of small tensors: the inner loops of NumPy's LAPACK and pocketfft, called without the ufuncs around them. Results
# that are not finite go to the shared function too. Matrices of single precision are decomposed in double precision, as NumPy does it.

cdef enum:
    LAPACK_INV, LAPACK_SOLVE, LAPACK_CHOLESKY, LAPACK_DET, LAPACK_SLOGDET, LAPACK_EIGH, LAPACK_EIGH_UP, LAPACK_EIGVALSH, LAPACK_EIGVALSH_UP, LAPACK_EIG
    LAPACK_SVD, LAPACK_SVD_FULL, LAPACK_SVD_THIN, LAPACK_QR, LAPACK_QR_THIN, LAPACK_QR_FULL
    FFT_FORWARD, FFT_INVERSE, FFT_REAL_EVEN, FFT_REAL_ODD, FFT_TO_REAL
    NUMPY_LOOPS

cdef list _NUMPY_LOOPS = [
    "inv", "solve", "cholesky_lo", "det", "slogdet", "eigh_lo", "eigh_up", "eigvalsh_lo", "eigvalsh_up", "eig", "svd", "svd_f", "svd_s", "qr_r_raw",
    "qr_reduced", "qr_complete", "fft", "ifft", "rfft_n_even", "rfft_n_odd", "irfft",
]
cdef Loop[21][2] FOUND_LOOPS


cdef Loop *numpy_loop(int which, bint double) except? NULL:
    """The loop whose first operand is of single or double precision, real or complex; NULL where this NumPy has none."""
    cdef Loop *loop = &FOUND_LOOPS[which][double]
    cdef _Ufunc *u
    cdef int i
    if loop.found == 0:
        loop.found = -1
        home = getattr(np.linalg if which < FFT_FORWARD else np.fft, "_umath_linalg" if which < FFT_FORWARD else "_pocketfft_umath", None)
        found = getattr(home, _NUMPY_LOOPS[which], None)
        if type(found) is np.ufunc:
            u = <_Ufunc *><PyObject *>found
            wanted = "dD" if double else "fF"
            for i in range(u.ntypes):
                if u.functions != NULL and found.types[i][0] == wanted[1 if which in (FFT_FORWARD, FFT_INVERSE, FFT_TO_REAL) else 0]:
                    loop.function, loop.data, loop.found = <loopfunc>u.functions[i], NULL if u.data == NULL else u.data[i], 1
                    break
    return loop if loop.found > 0 else NULL


cdef struct Matrices:
    cnp.npy_intp count, m, n, step      # a batch of them, and what is between two


cdef bint read_matrices(TensorBase t, Matrices *x) noexcept:
    """The matrices of a small float tensor, one after another at equal steps; False for others."""
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp any_step = 0
    if t.dt != DT_F32 and t.dt != DT_F64 or t.lazy or nd < 2 or nd > 8 or not 0 < cnp.PyArray_SIZE(t.a) <= SMALL_KERNEL:
        return False
    x.count, x.step = 1, 0
    for d in range(nd):
        any_step |= cnp.PyArray_STRIDE(t.a, d)
    if any_step & (ITEMSIZE[t.dt] - 1):
        return False
    for d in range(nd - 3, -1, -1):
        if cnp.PyArray_DIM(t.a, d) == 1:
            continue
        if x.count == 1:
            x.step = cnp.PyArray_STRIDE(t.a, d)
        elif cnp.PyArray_STRIDE(t.a, d) != x.step * x.count:
            return False
        x.count *= cnp.PyArray_DIM(t.a, d)
    x.m, x.n = cnp.PyArray_DIM(t.a, nd - 2), cnp.PyArray_DIM(t.a, nd - 1)
    return True


cdef struct LoopCall:
    # the operands of a loop, added one by one
    char *data[6]
    cnp.npy_intp dims[5]
    cnp.npy_intp outer[6]
    cnp.npy_intp inner[12]
    int operands, steps


cdef cnp.ndarray batch_array(TensorBase like, int inner, cnp.npy_intp first, cnp.npy_intp second, int dt):
    """New memory for numbers, vectors or matrices in the place of the matrices of `like`; of matrices columns lie together, as LAPACK leaves them."""
    cdef cnp.npy_intp dims[8]
    cdef cnp.npy_intp strides[8]
    cdef cnp.ndarray made
    cdef int d, nd = cnp.PyArray_NDIM(like.a) - 2
    for d in range(nd):
        dims[d] = cnp.PyArray_DIM(like.a, d)
    dims[nd] = first
    if inner < 2:
        return empty_array(nd + inner, dims, dt)
    dims[nd], dims[nd + 1] = second, first
    made = empty_array(nd + 2, dims, dt)
    for d in range(nd):
        strides[d] = cnp.PyArray_STRIDE(made, d)
    dims[nd], dims[nd + 1], strides[nd], strides[nd + 1] = first, second, ITEMSIZE[dt], first * ITEMSIZE[dt]
    return array_over(made, made, nd + 2, dims, strides, <char *>cnp.PyArray_DATA(made))


cdef cnp.ndarray add_result(LoopCall *call, TensorBase like, int inner, cnp.npy_intp first, cnp.npy_intp second, int dt):
    """`batch_array` as the next operand of a loop."""
    cdef cnp.ndarray made = batch_array(like, inner, first, second, dt)
    cdef cnp.npy_intp item = ITEMSIZE[dt]
    call.data[call.operands] = <char *>cnp.PyArray_DATA(made)
    call.outer[call.operands] = item * (1 if inner == 0 else first if inner == 1 else first * second)
    call.operands += 1
    if inner:
        call.inner[call.steps] = item
        call.steps += 1
    if inner == 2:
        call.inner[call.steps] = first * item
        call.steps += 1
    return made


cdef void strided_copy(const real *from_, cnp.npy_intp rows, cnp.npy_intp columns, cnp.npy_intp row, cnp.npy_intp column, double *to) noexcept nogil:
    """A matrix in double precision, columns together."""
    cdef cnp.npy_intp i, j
    for j in range(columns):
        for i in range(rows):
            to[j * rows + i] = from_[i * row + j * column]


cdef cnp.ndarray give_matrices(LoopCall *call, TensorBase t, Matrices *x, bint wide):
    """Matrices as the next operand, in double precision if `wide`; what holds their memory if that is new."""
    cdef int nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp b, row = cnp.PyArray_STRIDE(t.a, nd - 2), column = cnp.PyArray_STRIDE(t.a, nd - 1)
    cdef cnp.ndarray made
    if wide and t.dt == DT_F32:
        made = add_result(call, t, 2, x.m, x.n, DT_F64)
        for b in range(x.count):
            strided_copy[float](<float *>(<char *>cnp.PyArray_DATA(t.a) + b * x.step), x.m, x.n, row // 4, column // 4, <double *>cnp.PyArray_DATA(made) + b * x.m * x.n)
        return made
    call.data[call.operands], call.outer[call.operands] = <char *>cnp.PyArray_DATA(t.a), x.step
    call.inner[call.steps], call.inner[call.steps + 1] = row, column
    call.operands += 1
    call.steps += 2
    return None


cdef bint make_call(LoopCall *call, int which, cnp.npy_intp count, cnp.npy_intp first, cnp.npy_intp second, cnp.npy_intp third) except -1:
    """Run a loop of LAPACK's over its operands; False where NumPy does not have it."""
    cdef Loop *loop = numpy_loop(which, True)
    cdef cnp.npy_intp steps[18]
    cdef int i
    if loop == NULL:
        return False
    call.dims[0], call.dims[1], call.dims[2], call.dims[3] = count, first, second, third
    for i in range(call.operands):
        steps[i] = call.outer[i]
    for i in range(call.steps):
        steps[call.operands + i] = call.inner[i]
    loop.function(call.data, call.dims, steps, loop.data)
    return True


cdef cnp.ndarray as_precise(cnp.ndarray made, TensorBase like, int inner, cnp.npy_intp first, cnp.npy_intp second):
    """A result of `add_result` in the precision of `like`."""
    cdef cnp.npy_intp i
    cdef cnp.ndarray out
    if like.dt == DT_F64:
        return made
    out = batch_array(like, inner, first, second, DT_F32 if cnp.PyArray_TYPE(made) == cnp.NPY_DOUBLE else DT_C64)
    for i in range(cnp.PyArray_NBYTES(out) // 4):
        (<float *>cnp.PyArray_DATA(out))[i] = <float>(<double *>cnp.PyArray_DATA(made))[i]
    return out


cdef bint all_finite(cnp.ndarray a) noexcept:
    """Whether a result of `batch_array`, float or complex, has finite elements alone."""
    cdef cnp.npy_intp i, n
    cdef float f4 = 0
    cdef double f8 = 0
    if cnp.PyArray_ITEMSIZE(a) == 4 or cnp.PyArray_TYPE(a) == cnp.NPY_COMPLEX64:
        n = cnp.PyArray_NBYTES(a) // 4
        for i in range(n):
            f4 += (<float *>cnp.PyArray_DATA(a))[i] * 0
        return f4 == 0
    n = cnp.PyArray_NBYTES(a) // 8
    for i in range(n):
        f8 += (<double *>cnp.PyArray_DATA(a))[i] * 0
    return f8 == 0


cdef TensorBase no_failures(TensorBase like):
    """LAPACK's `info` of matrices that were all decomposed."""
    cdef cnp.ndarray made = batch_array(like, 0, 0, 0, DT_I32)
    memset(cnp.PyArray_DATA(made), 0, cnp.PyArray_NBYTES(made))
    return new_tensor(made, DT_I32)


# Each of these gives the results of an operator, recorded, or None.

cdef list small_inverse(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    if not read_matrices(t, &x) or x.m != x.n:
        return None
    call.operands = call.steps = 0
    held = give_matrices(&call, t, &x, True)
    out = add_result(&call, t, 2, x.n, x.n, DT_F64)
    if not make_call(&call, LAPACK_INV, x.count, x.n, 0, 0):
        return None
    out = as_precise(out, t, 2, x.n, x.n)
    if not all_finite(out):
        return None
    return recorded_all(spec, values, [new_tensor(out, t.dt), no_failures(t)])


cdef list small_solution(Spec spec, PyObject **values):
    """values: A, B, left."""
    cdef TensorBase a = <TensorBase><object>values[0]
    cdef TensorBase b = <TensorBase><object>values[1]
    cdef Matrices x
    cdef Matrices y
    cdef LoopCall call
    cdef bint vector = cnp.PyArray_NDIM(b.a) == 1
    if <object>values[2] is not True or a.dt != b.dt or not read_matrices(a, &x) or x.m != x.n:
        return None
    call.operands = call.steps = 0
    held = give_matrices(&call, a, &x, True)
    if vector:
        if b.lazy or cnp.PyArray_NDIM(a.a) != 2 or cnp.PyArray_SIZE(b.a) != x.n or cnp.PyArray_STRIDE(b.a, 0) & (ITEMSIZE[b.dt] - 1):
            return None
        y.n = 1
        held_too = empty_array(1, &x.n, DT_F64)
        if b.dt == DT_F32:
            strided_copy[float](<float *>cnp.PyArray_DATA(b.a), x.n, 1, cnp.PyArray_STRIDE(b.a, 0) // 4, 0, <double *>cnp.PyArray_DATA(held_too))
        else:
            strided_copy[double](<double *>cnp.PyArray_DATA(b.a), x.n, 1, cnp.PyArray_STRIDE(b.a, 0) // 8, 0, <double *>cnp.PyArray_DATA(held_too))
        out = empty_array(1, &x.n, DT_F64)
        call.data[1], call.outer[1], call.inner[2], call.inner[3] = <char *>cnp.PyArray_DATA(held_too), 0, 8, x.n * 8
        call.data[2], call.outer[2], call.inner[4], call.inner[5] = <char *>cnp.PyArray_DATA(out), 0, 8, x.n * 8
        call.operands, call.steps = 3, 6
    else:
        if not same_batches(a, b) or not read_matrices(b, &y) or y.m != x.n:
            return None
        held_too = give_matrices(&call, b, &y, True)
        out = add_result(&call, a, 2, x.n, y.n, DT_F64)
    if not make_call(&call, LAPACK_SOLVE, x.count, x.n, y.n, 0):
        return None
    out = as_precise(out, a, 1 if vector else 2, x.n, y.n)
    if not all_finite(out):
        return None
    return recorded_all(spec, values, [new_tensor(out, a.dt), no_failures(a)])


cdef list small_cholesky(Spec spec, PyObject **values):
    """values: self, upper."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    if <object>values[1] is not False or not read_matrices(t, &x) or x.m != x.n:
        return None
    call.operands = call.steps = 0
    held = give_matrices(&call, t, &x, True)
    out = add_result(&call, t, 2, x.n, x.n, DT_F64)
    if not make_call(&call, LAPACK_CHOLESKY, x.count, x.n, 0, 0):
        return None
    out = as_precise(out, t, 2, x.n, x.n)
    if not all_finite(out):
        return None
    return recorded_all(spec, values, [new_tensor(out, t.dt), no_failures(t)])


cdef object fast_inverse(Spec spec, PyObject **values):
    results = small_inverse(spec, values)
    return None if results is None else packed(spec, results)


cdef object fast_solution(Spec spec, PyObject **values):
    results = small_solution(spec, values)
    return None if results is None else packed(spec, results)


cdef object fast_cholesky(Spec spec, PyObject **values):
    results = small_cholesky(spec, values)
    return None if results is None else packed(spec, results)


cdef Spec inverse_spec = None
cdef Spec solution_spec = None
cdef Spec cholesky_spec = None


cdef object fast_linalg_inv(Spec spec, PyObject **values):
    global inverse_spec
    if inverse_spec is None:
        inverse_spec = spec_named("_inverse")
    results = small_inverse(inverse_spec, values)
    return None if results is None else (<list>results)[0]


cdef object fast_linalg_solve(Spec spec, PyObject **values):
    global solution_spec
    if solution_spec is None:
        solution_spec = spec_named("_solve")
    results = small_solution(solution_spec, values)
    return None if results is None else (<list>results)[0]


cdef object fast_linalg_cholesky(Spec spec, PyObject **values):
    global cholesky_spec
    if cholesky_spec is None:
        cholesky_spec = spec_named("_cholesky")
    results = small_cholesky(cholesky_spec, values)
    return None if results is None else (<list>results)[0]


cdef object fast_det(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    if not read_matrices(t, &x) or x.m != x.n:
        return None
    call.operands = call.steps = 0
    held = give_matrices(&call, t, &x, True)
    out = add_result(&call, t, 0, 0, 0, DT_F64)
    return finished(spec, values, as_precise(out, t, 0, 0, 0), t.dt) if make_call(&call, LAPACK_DET, x.count, x.n, 0, 0) else None


cdef object fast_slogdet(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    if not read_matrices(t, &x) or x.m != x.n:
        return None
    call.operands = call.steps = 0
    held = give_matrices(&call, t, &x, True)
    sign, size = add_result(&call, t, 0, 0, 0, DT_F64), add_result(&call, t, 0, 0, 0, DT_F64)
    if not make_call(&call, LAPACK_SLOGDET, x.count, x.n, 0, 0):
        return None
    return packed(spec, recorded_all(spec, values, [new_tensor(as_precise(sign, t, 0, 0, 0), t.dt), new_tensor(as_precise(size, t, 0, 0, 0), t.dt)]))


cdef int read_half(object half) except -2:
    """0 for the lower half of matrices, 1 for the upper, -1 for anything else."""
    return 0 if half == "L" else 1 if half == "U" else -1


cdef bint has_finite_matrices(TensorBase t, Matrices *x) noexcept:
    """Whether all elements are finite: for others LAPACK writes to the standard output, beside what it returns."""
    cdef int nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp b, i, j, row = cnp.PyArray_STRIDE(t.a, nd - 2), column = cnp.PyArray_STRIDE(t.a, nd - 1)
    cdef char *at
    cdef double none = 0
    for b in range(x.count):
        for i in range(x.m):
            for j in range(x.n):
                at = <char *>cnp.PyArray_DATA(t.a) + b * x.step + i * row + j * column
                none += ((<float *>at)[0] if t.dt == DT_F32 else (<double *>at)[0]) * 0
    return none == 0


cdef object fast_eigh(Spec spec, PyObject **values):
    """values: self, UPLO."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    cdef int half = read_half(<object>values[1])
    if half < 0 or not read_matrices(t, &x) or x.m != x.n or not has_finite_matrices(t, &x):
        return None
    call.operands = call.steps = 0
    held = give_matrices(&call, t, &x, True)
    found, vectors = add_result(&call, t, 1, x.n, 0, DT_F64), add_result(&call, t, 2, x.n, x.n, DT_F64)
    if not make_call(&call, LAPACK_EIGH + half, x.count, x.n, 0, 0) or not all_finite(found):
        return None
    return packed(spec, recorded_all(spec, values, [new_tensor(as_precise(found, t, 1, x.n, 0), t.dt), new_tensor(as_precise(vectors, t, 2, x.n, x.n), t.dt)]))


cdef object numbers_of(TensorBase t, int which, bint square):
    """Eigenvalues of symmetric matrices, or singular values, where nothing is recorded."""
    cdef Matrices x
    cdef LoopCall call
    cdef cnp.npy_intp few
    if mode_grad and requires(t) or not read_matrices(t, &x) or square and x.m != x.n or not has_finite_matrices(t, &x):
        return None
    call.operands = call.steps = 0
    held = give_matrices(&call, t, &x, True)
    few = min(x.m, x.n)
    found = add_result(&call, t, 1, few, 0, DT_F64)
    if not make_call(&call, which, x.count, x.m, x.n, few) or not all_finite(found):
        return None
    return new_tensor(as_precise(found, t, 1, few, 0), t.dt)


cdef object fast_eigvalsh(Spec spec, PyObject **values):
    cdef int half = read_half(<object>values[1])
    return None if half < 0 else numbers_of(<TensorBase><object>values[0], LAPACK_EIGVALSH + half, True)


cdef object fast_svdvals(Spec spec, PyObject **values):
    return None if <object>values[1] is not None else numbers_of(<TensorBase><object>values[0], LAPACK_SVD, False)


cdef object fast_eig(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    cdef int dt = DT_C64 if t.dt == DT_F32 else DT_C128
    if not read_matrices(t, &x) or x.m != x.n or not has_finite_matrices(t, &x):
        return None
    call.operands = call.steps = 0
    held = give_matrices(&call, t, &x, True)
    found, vectors = add_result(&call, t, 1, x.n, 0, DT_C128), add_result(&call, t, 2, x.n, x.n, DT_C128)
    if not make_call(&call, LAPACK_EIG, x.count, x.n, 0, 0) or not all_finite(found):
        return None
    return packed(spec, recorded_all(spec, values, [new_tensor(as_precise(found, t, 1, x.n, 0), dt), new_tensor(as_precise(vectors, t, 2, x.n, x.n), dt)]))


cdef object fast_svd(Spec spec, PyObject **values):
    """values: A, full_matrices, driver."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    cdef cnp.npy_intp few, rows, columns
    cdef bint full = <object>values[1] is True
    if <object>values[2] is not None or not read_matrices(t, &x) or not has_finite_matrices(t, &x):
        return None
    call.operands = call.steps = 0
    few = min(x.m, x.n)
    rows, columns = x.m if full else few, x.n if full else few
    held = give_matrices(&call, t, &x, True)
    u = add_result(&call, t, 2, x.m, rows, DT_F64)
    s = add_result(&call, t, 1, few, 0, DT_F64)
    v = add_result(&call, t, 2, columns, x.n, DT_F64)
    if not make_call(&call, LAPACK_SVD_FULL if full else LAPACK_SVD_THIN, x.count, x.m, x.n, few) or not all_finite(s):
        return None
    return packed(spec, recorded_all(spec, values, [
        new_tensor(as_precise(u, t, 2, x.m, rows), t.dt), new_tensor(as_precise(s, t, 1, few, 0), t.dt), new_tensor(as_precise(v, t, 2, columns, x.n), t.dt)
    ]))


cdef void narrowed(const double *from_, cnp.npy_intp step, cnp.npy_intp rows, cnp.npy_intp columns, bint upper, real *to) noexcept nogil:
    """Columns in the precision of the result; zeros below the diagonal if `upper`."""
    cdef cnp.npy_intp i, j
    for j in range(columns):
        for i in range(rows):
            to[j * rows + i] = 0 if upper and i > j else <real>from_[j * step + i]


cdef object fast_qr(Spec spec, PyObject **values):
    """values: A, mode. NumPy's loops are of double precision alone."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Matrices x
    cdef LoopCall call
    cdef cnp.npy_intp few, kept, row, column
    cdef bint full = <object>values[1] == "complete"
    cdef cnp.npy_intp item = ITEMSIZE[t.dt]
    cdef double *work
    cdef double *tau
    cdef double *made
    if not full and <object>values[1] != "reduced" or not read_matrices(t, &x) or x.count != 1 or x.m > 64 or x.n > 64:
        return None
    if numpy_loop(LAPACK_QR, True) == NULL or numpy_loop(LAPACK_QR_FULL if full else LAPACK_QR_THIN, True) == NULL:
        return None
    few = min(x.m, x.n)
    kept = x.m if full else few
    q, r = batch_array(t, 2, x.m, kept, t.dt), batch_array(t, 2, kept, x.n, t.dt)
    work = <double *>malloc((x.m * x.n + few + x.m * kept) * sizeof(double))
    if work == NULL:
        raise MemoryError
    tau, made = work + x.m * x.n, work + x.m * x.n + few
    row, column = cnp.PyArray_STRIDE(t.a, cnp.PyArray_NDIM(t.a) - 2) // item, cnp.PyArray_STRIDE(t.a, cnp.PyArray_NDIM(t.a) - 1) // item
    if t.dt == DT_F32:
        strided_copy[float](<float *>cnp.PyArray_DATA(t.a), x.m, x.n, row, column, work)
    else:
        strided_copy[double](<double *>cnp.PyArray_DATA(t.a), x.m, x.n, row, column, work)
    call.data[0], call.data[1], call.outer[0], call.outer[1], call.operands, call.steps = <char *>work, <char *>tau, 0, 0, 2, 3
    call.inner[0], call.inner[1], call.inner[2] = 8, x.m * 8, 8
    try:
        make_call(&call, LAPACK_QR, 1, x.m, x.n, few)
        call.data[2], call.outer[2], call.inner[3], call.inner[4], call.operands, call.steps = <char *>made, 0, 8, x.m * 8, 3, 5
        make_call(&call, LAPACK_QR_FULL if full else LAPACK_QR_THIN, 1, x.m, x.n, few)
        if t.dt == DT_F32:
            narrowed[float](made, x.m, x.m, kept, False, <float *>cnp.PyArray_DATA(q))
            narrowed[float](work, x.m, kept, x.n, True, <float *>cnp.PyArray_DATA(r))
        else:
            narrowed[double](made, x.m, x.m, kept, False, <double *>cnp.PyArray_DATA(q))
            narrowed[double](work, x.m, kept, x.n, True, <double *>cnp.PyArray_DATA(r))
    finally:
        free(work)
    if not all_finite(q):
        return None
    return packed(spec, recorded_all(spec, values, [new_tensor(q, t.dt), new_tensor(r, t.dt)]))


quick_way("kernel:linalg.inv_ex", fast_inverse)
quick_way("kernel:linalg.solve_ex", fast_solution)
quick_way("kernel:linalg.cholesky_ex", fast_cholesky)
quick_way("composite:linalg.inv", fast_linalg_inv)
quick_way("composite:linalg.solve", fast_linalg_solve)
quick_way("composite:linalg.cholesky", fast_linalg_cholesky)
quick_way("kernel:linalg.det", fast_det)
quick_way("kernel:linalg.slogdet", fast_slogdet)
quick_way("kernel:linalg.eigh", fast_eigh)
quick_way("composite:linalg.eigvalsh", fast_eigvalsh)
quick_way("composite:linalg.svdvals", fast_svdvals)
quick_way("kernel:linalg.eig", fast_eig)
quick_way("kernel:linalg.svd", fast_svd)
quick_way("kernel:linalg.qr", fast_qr)
