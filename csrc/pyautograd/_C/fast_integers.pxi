# Sums of integers and bools, modulo 2**64. Part of fast.pyx.

cdef extern from "integer_sums.h" nogil:
    void integer_runs(int kind, const void *x, int64_t *out, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t length)
    void integer_dots(int kind, const void *x, const void *y, void *out, Py_ssize_t rows, Py_ssize_t length)
    void integer_columns(int kind, const void *x, int64_t *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width, Py_ssize_t begin, Py_ssize_t end)


cdef inline int integer_kind(int typenum) noexcept:
    """What integer_sums.h calls a type; 0 for others."""
    if typenum == cnp.NPY_BOOL or typenum == cnp.NPY_UINT8:
        return c"B"
    if typenum == cnp.NPY_INT8:
        return c"b"
    if typenum == cnp.NPY_INT16:
        return c"h"
    return c"i" if typenum == cnp.NPY_INT32 else c"q" if typenum == cnp.NPY_INT64 else 0


cdef void integer_runs_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    integer_runs(job.what, job.x, <int64_t *>job.out, begin, end, job.width)


cdef void integer_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    integer_columns(job.what, job.x, <int64_t *>job.out, job.batch, job.rows, job.width, begin, end)


cdef bint sum_integer_memory(int typenum, void *x, int64_t *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width) noexcept:
    """(batch, rows, width) summed over rows to int64; False for other types."""
    cdef Job job
    job.what, job.x, job.out, job.batch, job.rows = integer_kind(typenum), x, out, batch, rows
    if job.what == 0:
        return False
    job.width = rows if width == 1 else width
    if width == 1:
        start(integer_runs_part, &job, batch, batch * rows)
    else:
        start_columns(integer_columns_part, &job, batch * rows * width)
    return True


def sum_integers(cnp.ndarray x not None, int first, int last):
    """Integers or bools summed over the axes from `first` to `last`, to int64."""
    cdef Py_ssize_t batch = 1, rows = 1, width = 1, d, n = 0
    cdef cnp.npy_intp dims[64]
    cdef cnp.ndarray out
    if integer_kind(cnp.PyArray_TYPE(x)) == 0 or not cnp.PyArray_IS_C_CONTIGUOUS(x) or not cnp.PyArray_ISBEHAVED_RO(x) or cnp.PyArray_SIZE(x) == 0:
        return None
    first, last = front(x, first), front(x, last)
    for d in range(cnp.PyArray_NDIM(x)):
        if first <= d <= last:
            rows *= cnp.PyArray_DIM(x, d)
            continue
        if d < first:
            batch *= cnp.PyArray_DIM(x, d)
        else:
            width *= cnp.PyArray_DIM(x, d)
        dims[n] = cnp.PyArray_DIM(x, d)
        n += 1
    out = <cnp.ndarray>cnp.PyArray_EMPTY(<int>n, dims, cnp.NPY_INT64, 0)
    sum_integer_memory(cnp.PyArray_TYPE(x), cnp.PyArray_DATA(x), <int64_t *>cnp.PyArray_DATA(out), batch, rows, width)
    return out


def multiply_integers(cnp.ndarray x not None, cnp.ndarray y not None):
    """The sums of products of the last axis of `x` with the vector `y`, integers of one type, in that type."""
    cdef int kind = integer_kind(cnp.PyArray_TYPE(x)), nd = cnp.PyArray_NDIM(x)
    cdef Py_ssize_t rows
    cdef cnp.ndarray out
    if kind == 0 or cnp.PyArray_TYPE(x) == cnp.NPY_BOOL or cnp.PyArray_TYPE(y) != cnp.PyArray_TYPE(x) or nd == 0 or cnp.PyArray_NDIM(y) != 1:
        return None
    if not cnp.PyArray_IS_C_CONTIGUOUS(x) or not cnp.PyArray_IS_C_CONTIGUOUS(y) or not cnp.PyArray_ISBEHAVED_RO(x) or not cnp.PyArray_ISBEHAVED_RO(y):
        return None
    if cnp.PyArray_SIZE(x) == 0 or cnp.PyArray_DIM(x, nd - 1) != cnp.PyArray_DIM(y, 0):
        return None
    rows, out = cnp.PyArray_SIZE(x) // cnp.PyArray_DIM(y, 0), empty_without(x, nd - 1, cnp.PyArray_TYPE(x))
    with nogil:
        integer_dots(kind, cnp.PyArray_DATA(x), cnp.PyArray_DATA(y), cnp.PyArray_DATA(out), rows, cnp.PyArray_DIM(y, 0))
    return out
