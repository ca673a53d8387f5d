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

cdef enum:
    MULTIPLIED_BY_THREADS = 1 << 20      # multiplications
    FEW_PARTS_UP_TO = 1 << 28


cdef void multiply_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Multiplication *all = <Multiplication *>context
    cdef char *args[3]
    cdef cnp.npy_intp dims[4]
    cdef Py_ssize_t start = begin * all.unit
    cdef int k
    for k in range(4):
        dims[k] = all.dims[k]
    dims[all.along] = min(end * all.unit, dims[all.along]) - start
    args[0] = all.args[0] + start * (all.steps[0] if all.along == 0 else all.steps[3] if all.along == 1 else 0)
    args[1] = all.args[1] + start * (all.steps[1] if all.along == 0 else all.steps[6] if all.along == 3 else 0)
    args[2] = all.args[2] + start * (all.steps[2] if all.along == 0 else all.steps[7] if all.along == 1 else all.steps[8])
    all.function(args, dims, all.steps, all.data)


cdef int multiply_memory(inner_loop function, void *data, char **args, cnp.npy_intp *dims, cnp.npy_intp *steps) except -1:
    """A call of NumPy's matmul loop (one batch dimension), without the GIL."""
    cdef Multiplication all
    cdef cnp.npy_intp work = dims[0] * dims[1] * dims[2] * dims[3]
    cdef Py_ssize_t parts
    cdef int k, before
    cdef bint cut = wanted_threads > 1 and work >= MULTIPLIED_BY_THREADS and args[0] != args[1]      # x times its transpose takes the BLAS half the work
    all.along = 0 if dims[0] >= 2 * wanted_threads else 1 if dims[1] >= dims[3] else 3
    if cut and not blas_found:
        look_for_blas()
    if not cut or all.along and (dims[all.along] < 128 or min(dims[1], dims[3]) < 16) or blas_threads() == 0:
        with nogil:
            function(args, dims, steps, data)
        return 0
    all.function, all.data = function, data
    for k in range(3):
        all.args[k] = args[k]
    for k in range(4):
        all.dims[k] = dims[k]
    for k in range(9):
        all.steps[k] = steps[k]
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
    return 0
