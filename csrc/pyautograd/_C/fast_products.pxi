# Products of large matrices cut into parts, each of which is one thread's call of the BLAS: its own threads wait for one another even where there is no
# processor for them. Part of fast.pyx.

cdef struct Multiplication:
    inner_loop function
    void *data
    char *args[3]
    cnp.npy_intp dims[4]
    cnp.npy_intp steps[9]
    Py_ssize_t unit
    int along       # the dimension that is cut: of the batch (0), of the rows (1) or of the columns (3)
    int item        # bytes of a number
    const char *added       # a contiguous row that is added to each row of the result, or the first of as many rows `added_step` apart; or NULL
    Py_ssize_t added_step

cdef enum:
    MULTIPLIED_BY_THREADS = 1 << 20      # multiplications
    FEW_PARTS_UP_TO = 1 << 28
    TURNED_UP_TO = 1 << 16               # elements of an operand that lies across
    # OpenBLAS's product of rows with rows, without copies of them: it takes so many multiplications and results, and pays from some length on.
    BY_ROWS_UP_TO = 1000000
    RESULTS_BY_ROWS = 1200
    COLUMNS_BY_ROWS = 12
    LENGTH_BY_ROWS = 256


cdef void multiply_sides(
    const real *x, Py_ssize_t x_step, const real *y, Py_ssize_t y_step, real *out, Py_ssize_t pitch, Py_ssize_t rows, Py_ssize_t columns
) noexcept nogil:
    """The product of a column and a row."""
    cdef Py_ssize_t i, j
    for i in range(rows):
        if y_step == 1:
            for j in range(columns):
                out[j] = x[i * x_step] * y[j]
        else:
            for j in range(columns):
                out[j] = x[i * x_step] * y[j * y_step]
        out += pitch


cdef inline bint lies_across(const Multiplication *all) noexcept nogil:
    """Whether the second operand is the transpose of a matrix of rows."""
    return all.steps[5] == all.item and all.steps[6] > all.item and all.steps[6] % all.item == 0


cdef Py_ssize_t columns_together(const Multiplication *all, bint *turned) noexcept nogil:
    """How many columns of such an operand one call takes, where OpenBLAS would lay it out anew slowly; 0 for all of them. `turned`: whether they are turned first."""
    cdef Py_ssize_t m = all.dims[1], k = all.dims[2], n = all.dims[3], by_rows
    turned[0] = False
    if not lies_across(all) or m < 4 or n < 4 or k < 16 or all.args[0] == all.args[1] or not lays_out_slowly():
        return 0
    by_rows = min(RESULTS_BY_ROWS // m, BY_ROWS_UP_TO // (m * k)) // 4 * 4
    if by_rows >= COLUMNS_BY_ROWS and (k >= LENGTH_BY_ROWS or m < 16):
        return by_rows
    turned[0] = k * n <= TURNED_UP_TO
    return n if turned[0] else 0


cdef void call_blas(Multiplication *all, char **args, cnp.npy_intp *dims) noexcept nogil:
    """One thread's part."""
    cdef bint turned
    cdef cnp.npy_intp together = columns_together(all, &turned), k, j
    cdef cnp.npy_intp some[4]
    cdef cnp.npy_intp steps[9]
    cdef char *held = <char *>malloc(dims[2] * dims[3] * all.item + 64) if turned else NULL
    cdef char *each[3]
    if together == 0 or turned and held == NULL:
        all.function(args, dims, all.steps, all.data)
        return
    memcpy(some, dims, sizeof(some))
    memcpy(steps, all.steps, sizeof(steps))
    some[0] = 1
    for k in range(dims[0]):
        each[0] = args[0] + k * steps[0]
        j = 0
        while j < dims[3]:
            some[3] = min(together, dims[3] - j)
            each[1], each[2] = args[1] + k * steps[1] + j * all.steps[6], args[2] + k * steps[2] + j * all.item
            if turned:
                turn_rows(all.item == 4, each[1], held + 64 - (<size_t>held & 63), all.steps[6] // all.item, dims[3], 0, dims[2])
                each[1], steps[5], steps[6] = held + 64 - (<size_t>held & 63), dims[3] * all.item, all.item
            all.function(each, some, steps, all.data)
            j += together
    free(held)


cdef void multiply_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Multiplication *all = <Multiplication *>context
    cdef char *args[3]
    cdef cnp.npy_intp dims[4]
    cdef Py_ssize_t start = begin * all.unit, i
    cdef const char *added
    memcpy(dims, all.dims, sizeof(dims))
    dims[all.along] = min(end * all.unit, dims[all.along]) - start
    args[0] = all.args[0] + start * (all.steps[0] if all.along == 0 else all.steps[3] if all.along == 1 else 0)
    args[1] = all.args[1] + start * (all.steps[1] if all.along == 0 else all.steps[6] if all.along == 3 else 0)
    args[2] = all.args[2] + start * (all.steps[2] if all.along == 0 else all.steps[7] if all.along == 1 else all.steps[8])
    if dims[0] == 1 and dims[2] == 1 and not (all.steps[3] | all.steps[6]) & (all.item - 1):
        if all.item == 4:
            multiply_sides[float](<float *>args[0], all.steps[3] >> 2, <float *>args[1], all.steps[6] >> 2, <float *>args[2], all.steps[7] >> 2, dims[1], dims[3])
        else:
            multiply_sides[double](<double *>args[0], all.steps[3] >> 3, <double *>args[1], all.steps[6] >> 3, <double *>args[2], all.steps[7] >> 3, dims[1], dims[3])
    else:
        call_blas(all, args, dims)
    if all.added != NULL:
        added = all.added + start * (all.added_step if all.along == 1 else all.item)
        for i in range(dims[1]):
            if all.item == 4:
                add_row(<float *>(args[2] + i * all.steps[7]), <const float *>(added + i * all.added_step), dims[3])
            else:
                add_row(<double *>(args[2] + i * all.steps[7]), <const double *>(added + i * all.added_step), dims[3])


cdef char *laid_out(Multiplication *all, int operand) noexcept nogil:
    """Memory that has the number of an operand which is one number over and over, as many times as the product reads it; NULL where it is no such vector.

    NumPy copies matrices whose steps are none that a BLAS takes, but multiplies vectors of them by itself.
    """
    cdef Py_ssize_t i, k = all.dims[2]
    cdef int step = 4 + operand
    cdef char *held
    if all.steps[step] != 0 or k < 2 or all.dims[0] != 1 or all.dims[1 if operand == 0 else 3] != 1:
        return NULL
    held = <char *>malloc(k * all.item)
    if held != NULL:
        for i in range(k):
            memcpy(held + i * all.item, all.args[operand], all.item)
        all.args[operand], all.steps[step] = held, all.item
    return held


cdef int multiply_memory(
    inner_loop function, void *data, char **args, cnp.npy_intp *dims, cnp.npy_intp *steps, const char *added=NULL, Py_ssize_t added_step=0
) except -1:
    """A call of NumPy's matmul loop (one batch dimension) into rows of contiguous numbers, without the GIL. `added`: a row for the rows of a single result,
    or as many `added_step` apart, which are added to it while it is in the cache."""
    cdef Multiplication all
    cdef cnp.npy_intp work = dims[0] * dims[1] * dims[2] * dims[3]
    cdef Py_ssize_t parts
    cdef int before
    cdef char *first
    cdef char *second
    # x times its transpose takes the BLAS half the work, if it is asked for all of it
    cdef bint whole = args[0] == args[1], cut = wanted_threads > 1 and work >= MULTIPLIED_BY_THREADS and not whole
    memcpy(all.args, args, sizeof(all.args))
    memcpy(all.dims, dims, sizeof(all.dims))
    memcpy(all.steps, steps, sizeof(all.steps))
    all.function, all.data, all.item, all.added, all.added_step = function, data, steps[8], added, added_step
    if not blas_found:
        look_for_blas()
    first, second = laid_out(&all, 0), laid_out(&all, 1)
    all.along = 0 if dims[0] >= 2 * wanted_threads else 3 if dims[3] > dims[1] or dims[3] >= 256 and lies_across(&all) else 1
    if not cut or all.along and (dims[all.along] < 128 or min(dims[1], dims[3]) < 16) or blas_threads() == 0:
        all.unit = dims[all.along]
        with nogil:
            multiply_part(&all, 0, 1)
        free(first)
        free(second)
        return 0
    # Small products in one part per thread, which the BLAS computes best; large ones in two, so that a thread that comes late takes less.
    parts = wanted_threads if work < FEW_PARTS_UP_TO else 2 * wanted_threads
    all.unit = 1 if all.along == 0 else max(64, (dims[all.along] // parts + 15) // 16 * 16)
    with nogil:
        before = blas_threads()
        if before > 1:
            limit_blas(1)
        parallel_for(multiply_part, &all, (dims[all.along] + all.unit - 1) // all.unit, work >> 3)
        if before > 1:
            limit_blas(before)
    free(first)
    free(second)
    return 0
