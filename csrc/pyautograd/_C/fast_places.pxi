# Elements that change places: transposes, orders, reading and adding at indices. Part of fast.pyx.

# Transposes

cdef void turn_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.turn(<float *>job.x, <float *>job.out, job.rows, job.width, begin, end)
    else:
        LOOPS_f8.turn(<double *>job.x, <double *>job.out, job.rows, job.width, begin, end)


cdef void turn_memory(bint type4, void *x, void *out, Py_ssize_t rows, Py_ssize_t columns) noexcept:
    """The transpose (rows, columns) of a contiguous (columns, rows) matrix."""
    cdef Job job
    job.type4, job.x, job.out, job.rows, job.width = type4, x, out, rows, columns
    start(turn_part, &job, rows, rows * columns)


# Stable orders

cdef extern from "fast_sort.h" nogil:
    void order_numbers(int kind, int descending, const void *p, Py_ssize_t step, int64_t *out, Py_ssize_t n, void *work, void *count)

cdef enum:
    COUNTS = 6 * 2048 * 4


cdef void order_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t i, skip
    cdef char *work = <char *>malloc(COUNTS + 32 * job.rows)
    if work == NULL:
        job.failed = 1
        return
    for i in range(begin, end):
        skip = (i // job.width) * job.rows * job.width + i % job.width
        order_numbers(job.what, <int>job.inner, at(job.x, skip, job), job.width, <int64_t *>job.out + skip, job.rows, work + COUNTS, work)
    free(work)


def order(cnp.ndarray x not None, int axis, bint descending):
    """The stable order along `axis` as int64; float32, float64, int32 and int64."""
    cdef Job job
    cdef cnp.ndarray out
    cdef int typenum = cnp.PyArray_TYPE(x), kind
    axis = front(x, axis)
    if typenum == cnp.NPY_FLOAT32:
        kind = 0
    elif typenum == cnp.NPY_FLOAT64:
        kind = 1
    elif typenum == cnp.NPY_INT32:
        kind = 2
    elif typenum == cnp.NPY_INT64:
        kind = 3
    else:
        return None
    if not cnp.PyArray_IS_C_CONTIGUOUS(x) or not cnp.PyArray_ISBEHAVED_RO(x) or cnp.PyArray_SIZE(x) == 0 or cnp.PyArray_DIM(x, axis) >= 0x7FFFFFFF:
        return None
    out = <cnp.ndarray>cnp.PyArray_EMPTY(cnp.PyArray_NDIM(x), cnp.PyArray_DIMS(x), cnp.NPY_INT64, 0)
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.what, job.inner, job.x, job.out, job.type4, job.failed = kind, descending, cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), kind == 0 or kind == 2, 0
    start(order_part, &job, job.batch * job.width, cnp.PyArray_SIZE(x))
    return None if job.failed else out


# Reading and adding at indices

cdef bint inside(const int64_t *index, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t i
    cdef uint64_t wrong = 0
    for i in range(n):
        wrong |= <uint64_t>(<uint64_t>index[i] >= <uint64_t>size)
    return wrong == 0


cdef void add_rows_of(real *out, const int64_t *index, const real *values, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner) noexcept nogil:
    cdef Py_ssize_t _b, i, j
    cdef real *row
    for _b in range(outer):
        if inner == 1:
            for i in range(n):
                out[index[i]] += values[i]
        else:
            for i in range(n):
                row = out + index[i] * inner
                for j in range(inner):
                    row[j] += values[i * inner + j]
        out += size * inner
        values += n * inner


def add_rows(cnp.ndarray array not None, int axis, cnp.ndarray index not None, cnp.ndarray values not None):
    """Add the slices of `values` at `index` (one-dimensional int64) of `axis`, in order; True once it is done."""
    cdef Py_ssize_t outer, size, inner, n = cnp.PyArray_SIZE(index)
    axis = front(array, axis)
    if not is_ours(array) or not is_ours(values) or cnp.PyArray_TYPE(array) != cnp.PyArray_TYPE(values) or not cnp.PyArray_ISWRITEABLE(array):
        return None
    if cnp.PyArray_TYPE(index) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(index) or cnp.PyArray_NDIM(index) != 1:
        return None
    split(array, axis, &outer, &size, &inner)
    if cnp.PyArray_SIZE(values) != outer * n * inner or not inside(<int64_t *>cnp.PyArray_DATA(index), n, size):
        return None
    if cnp.PyArray_DATA(array) == cnp.PyArray_DATA(values):
        return None
    with nogil:
        if cnp.PyArray_TYPE(array) == cnp.NPY_FLOAT32:
            add_rows_of[float](<float *>cnp.PyArray_DATA(array), <int64_t *>cnp.PyArray_DATA(index), <float *>cnp.PyArray_DATA(values), outer, size, n, inner)
        else:
            add_rows_of[double](<double *>cnp.PyArray_DATA(array), <int64_t *>cnp.PyArray_DATA(index), <double *>cnp.PyArray_DATA(values), outer, size, n, inner)
    return True


cdef Py_ssize_t gather_of(int adds, const real *x, const int64_t *index, real *out, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner) noexcept nogil:
    """``out[b, i, j] = x[b, index[b, i, j], j]``; with `adds`, ``out[b, index[b, i, j], j] += x[b, i, j]``. How many indices were out of range."""
    cdef Py_ssize_t _b, _i, j, wrong = 0
    cdef uint64_t place
    for _b in range(outer):
        for _i in range(n):
            for j in range(inner):
                place = <uint64_t>index[j]
                if place >= <uint64_t>size:
                    wrong += 1
                elif adds:
                    out[place * inner + j] += x[j]
                else:
                    out[j] = x[place * inner + j]
            index += inner
            if adds:
                x += inner
            else:
                out += inner
        if adds:
            out += size * inner
        else:
            x += size * inner
    return wrong


cdef bint gathers(cnp.ndarray x, int axis, cnp.ndarray index) noexcept:
    """Whether `index` has the shape of `x` but for `axis`."""
    cdef int d
    if cnp.PyArray_TYPE(index) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(index) or cnp.PyArray_NDIM(index) != cnp.PyArray_NDIM(x):
        return False
    for d in range(cnp.PyArray_NDIM(x)):
        if d != axis and cnp.PyArray_DIM(x, d) != cnp.PyArray_DIM(index, d):
            return False
    return cnp.PyArray_SIZE(index) > 0


def gather(cnp.ndarray x not None, int axis, cnp.ndarray index not None):
    """The elements of `x` that `index`, equal to it in shape but for `axis`, names along `axis`. None as well for an index out of range."""
    cdef Py_ssize_t outer, size, inner, wrong
    cdef cnp.ndarray out
    axis = front(x, axis)
    if not is_ours(x) or not gathers(x, axis, index):
        return None
    split(x, axis, &outer, &size, &inner)
    out = <cnp.ndarray>cnp.PyArray_EMPTY(cnp.PyArray_NDIM(index), cnp.PyArray_DIMS(index), cnp.PyArray_TYPE(x), 0)
    with nogil:
        if cnp.PyArray_TYPE(x) == cnp.NPY_FLOAT32:
            wrong = gather_of[float](
                0, <float *>cnp.PyArray_DATA(x), <int64_t *>cnp.PyArray_DATA(index), <float *>cnp.PyArray_DATA(out), outer, size,
                cnp.PyArray_DIM(index, axis), inner
            )
        else:
            wrong = gather_of[double](
                0, <double *>cnp.PyArray_DATA(x), <int64_t *>cnp.PyArray_DATA(index), <double *>cnp.PyArray_DATA(out), outer, size,
                cnp.PyArray_DIM(index, axis), inner
            )
    return None if wrong else out


def gather_add(cnp.ndarray out not None, int axis, cnp.ndarray index not None, cnp.ndarray values not None):
    """Add `values`, of the shape of `index`, where `index` names along `axis` of `out`; True once it is done. Indices are in range."""
    cdef Py_ssize_t outer, size, inner
    axis = front(out, axis)
    if not is_ours(out) or not is_ours(values) or cnp.PyArray_TYPE(out) != cnp.PyArray_TYPE(values) or not gathers(out, axis, index):
        return None
    if not cnp.PyArray_SAMESHAPE(index, values):
        return None
    split(out, axis, &outer, &size, &inner)
    with nogil:
        if cnp.PyArray_TYPE(out) == cnp.NPY_FLOAT32:
            gather_of[float](
                1, <float *>cnp.PyArray_DATA(values), <int64_t *>cnp.PyArray_DATA(index), <float *>cnp.PyArray_DATA(out), outer, size,
                cnp.PyArray_DIM(index, axis), inner
            )
        else:
            gather_of[double](
                1, <double *>cnp.PyArray_DATA(values), <int64_t *>cnp.PyArray_DATA(index), <double *>cnp.PyArray_DATA(out), outer,
                size, cnp.PyArray_DIM(index, axis), inner
            )
    return True
