# Orders of elements along an axis: stable ones, and those that C++'s std::sort, std::partial_sort and std::nth_element leave. Part of fast.pyx.

cdef extern from "standard_sort.h" nogil:
    void order_numbers(int kind, int descending, const void *p, Py_ssize_t step, int64_t *out, Py_ssize_t n, void *work, void *counts)
    void standard_order(int kind, int descending, const void *x, Py_ssize_t step, int64_t *out, Py_ssize_t n, void *work, void *counts)
    void top_order(int kind, int descending, int how, const void *x, Py_ssize_t step, int64_t *out, Py_ssize_t n, Py_ssize_t k, void *work)
    enum:
        TOP_PARTIAL, TOP_UNSORTED, TOP_SORTED

cdef enum:
    COUNTS = 6 * 2048 * 4


cdef void order_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t i, skip, place
    cdef char *work = <char *>malloc(COUNTS + 32 * job.rows)
    if work == NULL:
        job.failed = 1
        return
    for i in range(begin, end):
        skip = (i // job.width) * job.rows * job.width + i % job.width
        if job.groups == 0:
            order_numbers(job.what, <int>job.inner, at(job.x, skip, job), job.width, <int64_t *>job.out + skip, job.rows, work + COUNTS, work)
        elif job.groups < 0:
            standard_order(job.what, <int>job.inner, at(job.x, skip, job), job.width, <int64_t *>job.out + skip, job.rows, work + COUNTS, work)
        else:
            place = (i // job.width) * job.groups * job.width + i % job.width
            top_order(
                job.what, <int>job.inner, <int>job.eps, at(job.x, skip, job), job.width, <int64_t *>job.out + place, job.rows, job.groups, work + COUNTS
            )
    free(work)


cdef object ordered(cnp.ndarray x, int axis, bint descending, Py_ssize_t groups, int how):
    """Orders along an axis: stable (`groups` 0), as std::sort leaves them (-1), or of the first `groups` elements."""
    cdef Job job
    cdef cnp.npy_intp dims[64]
    cdef cnp.ndarray out
    cdef int typenum = cnp.PyArray_TYPE(x), kind, d
    axis = front(x, axis)
    if typenum == cnp.NPY_BOOL or typenum == cnp.NPY_UINT8 or typenum == cnp.NPY_INT8 or typenum == cnp.NPY_INT16:
        x = cnp.PyArray_Cast(x, cnp.NPY_INT32)
        typenum = cnp.NPY_INT32
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
    if groups > cnp.PyArray_DIM(x, axis):
        return None
    for d in range(cnp.PyArray_NDIM(x)):
        dims[d] = groups if d == axis and groups > 0 else cnp.PyArray_DIM(x, d)
    out = <cnp.ndarray>cnp.PyArray_EMPTY(cnp.PyArray_NDIM(x), dims, cnp.NPY_INT64, 0)
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.what, job.inner, job.x, job.out, job.type4, job.failed = kind, descending, cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), kind == 0 or kind == 2, 0
    job.groups, job.eps = groups, how
    start(order_part, &job, job.batch * job.width, cnp.PyArray_SIZE(x))
    return None if job.failed else out


def order(cnp.ndarray x not None, int axis, bint descending):
    """The stable order along `axis` as int64; float32, float64, int32 and int64."""
    return ordered(x, axis, descending, 0, 0)


def standard_sort_order(cnp.ndarray x not None, int axis, bint descending):
    """The order that std::sort leaves along `axis`; likewise."""
    return ordered(x, axis, descending, -1, 0)


def top_orders(cnp.ndarray x not None, int axis, bint descending, Py_ssize_t k, bint partial, bint sorts):
    """The first `k` that std::partial_sort leaves along `axis`, or std::nth_element, whose result is then sorted if `sorts`; likewise."""
    return ordered(x, axis, descending, k, TOP_PARTIAL if partial else TOP_SORTED if sorts else TOP_UNSORTED) if k > 0 else None
