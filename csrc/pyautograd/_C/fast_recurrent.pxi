# Recurrent layers over all steps, forward and backward. Part of fast.pyx.
#
# `sizes` says how many rows each step has, one step's rows following the other's. The state has as many rows as there are sequences; a step changes the first
# of them, so that a sequence that has ended keeps its last state, and one that begins late its first.

cdef extern from "small_product.h" nogil:
    bint is_small_product(Py_ssize_t m, Py_ssize_t k, Py_ssize_t n)
    void small_product_f4(
        const float *x, const float *y, float *out, Py_ssize_t m, Py_ssize_t k, Py_ssize_t n, Py_ssize_t xr, Py_ssize_t xc, Py_ssize_t yr, Py_ssize_t yc
    )
    void small_product_f8(
        const double *x, const double *y, double *out, Py_ssize_t m, Py_ssize_t k, Py_ssize_t n, Py_ssize_t xr, Py_ssize_t xc, Py_ssize_t yr, Py_ssize_t yc
    )

cdef extern from "recurrent_loops.h" nogil:
    void lstm_step(int, const void *, const void *, const void *, void *, void *, void *, void *, void *, Py_ssize_t, Py_ssize_t)
    void lstm_step_back(int, const void *, const void *, const void *, const void *, const void *, void *, void *, Py_ssize_t, Py_ssize_t)
    void gru_step(int, const void *, const void *, const void *, void *, void *, void *, Py_ssize_t, Py_ssize_t)
    void gru_step_back(int, const void *, const void *, const void *, void *, void *, void *, Py_ssize_t, Py_ssize_t)
    void simple_step(int, int, const void *, const void *, const void *, void *, void *, void *, Py_ssize_t, Py_ssize_t)
    void simple_step_back(int, int, const void *, const void *, const void *, void *, Py_ssize_t, Py_ssize_t)

cdef enum:
    MODE_TANH, MODE_RELU, MODE_GRU, MODE_LSTM

cdef dict RECURRENT_MODES = {"tanh": MODE_TANH, "relu": MODE_RELU, "gru": MODE_GRU, "lstm": MODE_LSTM}
cdef numpy_function MATMUL_f4, MATMUL_f8


find_loop(np.matmul, cnp.NPY_FLOAT32, &MATMUL_f4)
find_loop(np.matmul, cnp.NPY_FLOAT64, &MATMUL_f8)


cdef void multiply(bint type4, const void *x, Py_ssize_t xr, Py_ssize_t xc, const void *y, Py_ssize_t yr, Py_ssize_t yc, void *out, Py_ssize_t m, Py_ssize_t k,
                   Py_ssize_t n) noexcept nogil:
    """out (m, n) = x (m, k) y (k, n), by NumPy's BLAS where they are not small; steps in elements, from row to row and from column to column."""
    cdef numpy_function *found = &MATMUL_f4 if type4 else &MATMUL_f8
    cdef cnp.npy_intp dims[4]
    cdef cnp.npy_intp steps[9]
    cdef char *data[3]
    cdef Py_ssize_t item = 4 if type4 else 8
    if is_small_product(m, k, n):
        if type4:
            small_product_f4(<const float *>x, <const float *>y, <float *>out, m, k, n, xr, xc, yr, yc)
        else:
            small_product_f8(<const double *>x, <const double *>y, <double *>out, m, k, n, xr, xc, yr, yc)
        return
    dims[0], dims[1], dims[2], dims[3] = 1, m, k, n
    steps[0] = steps[1] = steps[2] = 0
    steps[3], steps[4], steps[5], steps[6], steps[7], steps[8] = xr * item, xc * item, yr * item, yc * item, n * item, item
    data[0], data[1], data[2] = <char *>x, <char *>y, <char *>out
    (<inner_loop>found.function)(data, dims, steps, found.data)


cdef struct Layer:
    int mode, type4, reverse
    Py_ssize_t steps, rows, batch, hidden, gates, wide      # `gates` and `wide`: columns of the products, and of what is kept of them
    Py_ssize_t *sizes
    char *input
    char *hidden0
    char *cell0
    char *weight
    Py_ssize_t down, across       # steps of the weight's transpose in elements: from row to row, from column to column
    char *bias
    char *out
    char *last
    char *last_cell
    char *work
    char *cells
    char *before
    char *scratch
    char *grad
    char *d_input
    char *d_state


cdef void run_forward(Layer *a) noexcept nogil:
    cdef Py_ssize_t item = 4 if a.type4 else 8, h = a.hidden * item, at = a.rows if a.reverse else 0, n, i, step
    cdef char *state = a.scratch
    for i in range(a.steps):
        step = a.steps - 1 - i if a.reverse else i
        n = a.sizes[step]
        if a.reverse:
            at -= n
        memcpy(a.before + at * h, a.last, n * h)
        multiply(a.type4, a.last, a.hidden, 1, a.weight, a.down, a.across, state, n, a.hidden, a.gates)
        if a.mode == MODE_LSTM:
            lstm_step(
                a.type4, state, a.input + at * a.gates * item, a.bias, a.last, a.last_cell, a.work + at * a.wide * item, a.cells + at * h, a.out + at * h, n, a.hidden
            )
        elif a.mode == MODE_GRU:
            gru_step(
                a.type4, state, a.input + at * a.gates * item, a.bias, a.last, a.work + at * a.wide * item, a.out + at * h, n, a.hidden
            )
        else:
            simple_step(
                a.type4, a.mode == MODE_RELU, state, a.input + at * a.gates * item, a.bias, a.last, a.work + at * a.wide * item, a.out + at * h, n, a.hidden
            )
        if not a.reverse:
            at += n


cdef void lstm_rows_back(Layer *a, Py_ssize_t at, char *before, Py_ssize_t first, Py_ssize_t n) noexcept nogil:
    """Rows of one step, from `first` on, whose cells before lie at `before`."""
    cdef Py_ssize_t item = 4 if a.type4 else 8, h = a.hidden * item
    at += first
    lstm_step_back(
        a.type4, a.grad + at * h, a.work + at * a.wide * item, a.cells + at * h, before, a.last + first * h, a.last_cell + first * h,
        a.d_input + at * a.gates * item, n, a.hidden
    )


cdef void run_backward(Layer *a) noexcept nogil:
    cdef Py_ssize_t item = 4 if a.type4 else 8, h = a.hidden * item, at = 0 if a.reverse else a.rows, n, i, j, step, earlier, known
    for i in range(a.steps):
        step = i if a.reverse else a.steps - 1 - i
        n = a.sizes[step]
        if not a.reverse:
            at -= n
        if a.mode == MODE_LSTM:
            known, earlier = 0, step + (1 if a.reverse else -1)      # rows that the step before had as well, and which it was
            if 0 <= earlier < a.steps:
                known = min(n, a.sizes[earlier])
                lstm_rows_back(a, at, a.cells + (at + n if a.reverse else at - a.sizes[earlier]) * h, 0, known)
            if known < n:
                lstm_rows_back(a, at, a.cell0 + known * h, known, n - known)
        elif a.mode == MODE_GRU:
            gru_step_back(
                a.type4, a.grad + at * h, a.work + at * a.wide * item, a.before + at * h, a.last, a.d_input + at * a.gates * item,
                a.d_state + at * a.gates * item, n, a.hidden
            )
        else:
            simple_step_back(
                a.type4, a.mode == MODE_RELU, a.grad + at * h, a.work + at * a.wide * item, a.last, a.d_input + at * a.gates * item, n, a.hidden
            )
        if a.mode == MODE_GRU:
            multiply(a.type4, a.d_state + at * a.gates * item, a.gates, 1, a.weight, a.hidden, 1, a.scratch, n, a.gates, a.hidden)
            for j in range(n * a.hidden):
                if a.type4:
                    (<float *>a.last)[j] += (<float *>a.scratch)[j]
                else:
                    (<double *>a.last)[j] += (<double *>a.scratch)[j]
        else:
            multiply(a.type4, a.d_input + at * a.gates * item, a.gates, 1, a.weight, a.hidden, 1, a.last, n, a.gates, a.hidden)
        if a.reverse:
            at += n


cdef bint matrix_of(object a, int typenum, Py_ssize_t rows, Py_ssize_t columns) noexcept:
    """Whether an array is contiguous, of that type, and as many rows and columns."""
    return (
        cnp.PyArray_TYPE(<cnp.ndarray>a) == typenum and cnp.PyArray_IS_C_CONTIGUOUS(<cnp.ndarray>a) and cnp.PyArray_ISBEHAVED_RO(<cnp.ndarray>a)
        and cnp.PyArray_SIZE(<cnp.ndarray>a) == rows * columns
    )


cdef bint describe_layer(Layer *a, str mode, cnp.ndarray hidden, cnp.ndarray cell, cnp.ndarray w_hh, cnp.ndarray b_hh, tuple sizes, bint reverse) except -1:
    """Fill in what both ways share, `sizes` allocated; False where the arrays are not for these loops."""
    cdef int typenum = cnp.PyArray_TYPE(hidden)
    cdef Py_ssize_t i, n
    if not is_ours(hidden) or cnp.PyArray_NDIM(hidden) != 2 or not is_ours(w_hh) or cnp.PyArray_NDIM(w_hh) != 2 or not sizes:
        return False
    a.mode, a.type4, a.reverse = RECURRENT_MODES[mode], single(hidden), reverse
    a.steps, a.rows, a.batch, a.hidden = len(sizes), 0, cnp.PyArray_DIM(hidden, 0), cnp.PyArray_DIM(hidden, 1)
    a.gates = a.hidden * (4 if a.mode == MODE_LSTM else 3 if a.mode == MODE_GRU else 1)
    a.wide = a.hidden * (1 if a.mode <= MODE_RELU else 4)
    if not matrix_of(w_hh, typenum, a.gates, a.hidden) or b_hh is not None and not matrix_of(b_hh, typenum, 1, a.gates):
        return False
    if a.mode == MODE_LSTM and (cell is None or not matrix_of(cell, typenum, a.batch, a.hidden)):
        return False
    a.hidden0, a.weight, a.bias = <char *>cnp.PyArray_DATA(hidden), <char *>cnp.PyArray_DATA(w_hh), <char *>data_of(b_hh)
    a.cell0 = <char *>data_of(cell)
    for size in sizes:
        n = size
        if n < 1 or n > a.batch:
            return False
        a.rows += n
    a.sizes = <Py_ssize_t *>malloc(a.steps * sizeof(Py_ssize_t))
    if a.sizes == NULL:
        return False
    for i in range(a.steps):
        a.sizes[i] = sizes[i]
    return True


cdef cnp.ndarray matrix(Py_ssize_t rows, Py_ssize_t columns, int type4):
    cdef cnp.npy_intp dims[2]
    dims[0], dims[1] = rows, columns
    return <cnp.ndarray>cnp.PyArray_EMPTY(2, dims, cnp.NPY_FLOAT32 if type4 else cnp.NPY_FLOAT64, 0)


cdef cnp.ndarray copied(cnp.ndarray a):
    cdef cnp.ndarray out = empty_like(a)
    memcpy(cnp.PyArray_DATA(out), cnp.PyArray_DATA(a), cnp.PyArray_NBYTES(a))
    return out


def recurrent_layer(
    str mode, cnp.ndarray gates not None, cnp.ndarray hidden not None, cnp.ndarray cell, cnp.ndarray w_hh not None, cnp.ndarray b_hh, tuple sizes not None, bint reverse
):
    """(outputs, last hidden state, last cell or None, work, cells or None, states before each step) of one layer in one direction, all of them matrices.

    ``gates`` has the products of the input, step after step. ``work`` holds a step's gates after their functions, a GRU's state part of the candidate as
    well; of a simple layer it is the output.
    """
    cdef Layer a
    cdef cnp.ndarray out, last, last_cell = None, work, cells = None, before, scratch, turned
    if not describe_layer(&a, mode, hidden, cell, w_hh, b_hh, sizes, reverse):
        return None
    if not matrix_of(gates, cnp.PyArray_TYPE(hidden), a.rows, a.gates):
        free(a.sizes)
        return None
    out, work, before, last = matrix(a.rows, a.hidden, a.type4), matrix(a.rows, a.wide, a.type4), matrix(a.rows, a.hidden, a.type4), copied(hidden)
    scratch = matrix(a.batch, a.gates, a.type4)
    a.input, a.out, a.work, a.before = <char *>cnp.PyArray_DATA(gates), <char *>cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(work), <char *>cnp.PyArray_DATA(before)
    a.last, a.scratch, a.last_cell, a.cells = <char *>cnp.PyArray_DATA(last), <char *>cnp.PyArray_DATA(scratch), NULL, NULL
    if a.mode == MODE_LSTM:
        last_cell, cells = copied(cell), matrix(a.rows, a.hidden, a.type4)
        a.last_cell, a.cells = <char *>cnp.PyArray_DATA(last_cell), <char *>cnp.PyArray_DATA(cells)
    a.down, a.across = 1, a.hidden
    if a.steps > 1:      # a BLAS would turn the weight in every step
        turned = matrix(a.hidden, a.gates, a.type4)
        turn_memory(a.type4, a.weight, cnp.PyArray_DATA(turned), a.hidden, a.gates)
        a.weight, a.down, a.across = <char *>cnp.PyArray_DATA(turned), a.gates, 1
    if a.rows * a.gates * a.hidden <= QUICK:
        run_forward(&a)
    else:
        with nogil:
            run_forward(&a)
    free(a.sizes)
    return out, last, last_cell, work, cells, before


def recurrent_layer_backward(
    str mode, cnp.ndarray grad not None, cnp.ndarray grad_hidden not None, cnp.ndarray grad_cell, cnp.ndarray cell, cnp.ndarray w_hh not None, tuple sizes not None,
    bint reverse, cnp.ndarray work not None, cnp.ndarray cells, cnp.ndarray before not None, bint with_bias
):
    """The gradients of `recurrent_layer` with respect to gates, hidden, cell (or None), w_hh and b_hh (or None)."""
    cdef Layer a
    cdef int typenum = cnp.PyArray_TYPE(grad_hidden)
    cdef cnp.npy_intp columns
    cdef bint fits
    cdef cnp.ndarray d_gates, d_state, d_hidden, d_cell = None, d_weight, d_bias = None, scratch
    if not describe_layer(&a, mode, grad_hidden, cell, w_hh, None, sizes, reverse):
        return None
    fits = matrix_of(grad, typenum, a.rows, a.hidden) and matrix_of(work, typenum, a.rows, a.wide) and matrix_of(before, typenum, a.rows, a.hidden)
    if fits and a.mode == MODE_LSTM:
        fits = matrix_of(grad_cell, typenum, a.batch, a.hidden) and matrix_of(cells, typenum, a.rows, a.hidden)
    if not fits:
        free(a.sizes)
        return None
    d_gates, d_hidden, d_weight, scratch = matrix(a.rows, a.gates, a.type4), copied(grad_hidden), matrix(a.gates, a.hidden, a.type4), matrix(a.batch, a.hidden, a.type4)
    d_state = matrix(a.rows, a.gates, a.type4) if a.mode == MODE_GRU else d_gates
    a.grad, a.work, a.before = <char *>cnp.PyArray_DATA(grad), <char *>cnp.PyArray_DATA(work), <char *>cnp.PyArray_DATA(before)
    a.d_input, a.d_state, a.last = <char *>cnp.PyArray_DATA(d_gates), <char *>cnp.PyArray_DATA(d_state), <char *>cnp.PyArray_DATA(d_hidden)
    a.scratch, a.last_cell, a.cells = <char *>cnp.PyArray_DATA(scratch), NULL, NULL
    if a.mode == MODE_LSTM:
        d_cell = copied(grad_cell)
        a.last_cell, a.cells = <char *>cnp.PyArray_DATA(d_cell), <char *>cnp.PyArray_DATA(cells)
    with nogil:
        run_backward(&a)
        multiply(a.type4, a.d_state, 1, a.gates, a.before, a.hidden, 1, cnp.PyArray_DATA(d_weight), a.gates, a.rows, a.hidden)
    free(a.sizes)
    if with_bias:
        columns = a.gates
        d_bias = <cnp.ndarray>cnp.PyArray_EMPTY(1, &columns, typenum, 0)
        sum_memory(a.type4, a.d_state, cnp.PyArray_DATA(d_bias), 1, a.rows, a.gates)
    return d_gates, d_hidden, d_cell, d_weight, d_bias
