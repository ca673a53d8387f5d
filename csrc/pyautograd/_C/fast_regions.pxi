# Maxima and means of regions, and the adjoint of means: pooling_regions.h. `bounds` are the first places and the ends of the regions in each of three
# dimensions: arrays of int64, (planes, count) or, where all planes have the same, (1, count).

cdef extern from "pooling_regions.h" nogil:
    void region_part(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil


cdef void region_memory(region_job *job, Py_ssize_t planes) noexcept:
    """Few regions, at once."""
    region_part(job, 0, planes)


cdef bint is_bounds(object a, Py_ssize_t planes) noexcept:
    return (
        isinstance(a, np.ndarray) and cnp.PyArray_TYPE(<cnp.ndarray>a) == cnp.NPY_INT64 and cnp.PyArray_NDIM(<cnp.ndarray>a) == 2
        and cnp.PyArray_IS_C_CONTIGUOUS(<cnp.ndarray>a) and cnp.PyArray_ISBEHAVED_RO(<cnp.ndarray>a)
        and (cnp.PyArray_DIM(<cnp.ndarray>a, 0) == 1 or cnp.PyArray_DIM(<cnp.ndarray>a, 0) == planes)
    )


cdef bint read_regions(region_job *job, Py_ssize_t planes, tuple size, list bounds) except -1:
    """Whether the bounds are those of regions of volumes of this size, none of which is outside."""
    cdef cnp.ndarray start, end
    cdef Py_ssize_t i
    cdef int d
    if len(size) != 3 or len(bounds) != 3:
        return False
    for d in range(3):
        start_, end_ = bounds[d]
        if not is_bounds(start_, planes) or not is_bounds(end_, planes):
            return False
        start, end = start_, end_
        if not cnp.PyArray_SAMESHAPE(start, end) or cnp.PyArray_SIZE(start) == 0:
            return False
        job.start[d], job.end[d] = <const int64_t *>cnp.PyArray_DATA(start), <const int64_t *>cnp.PyArray_DATA(end)
        job.size[d], job.count[d] = size[d], cnp.PyArray_DIM(start, 1)
        job.step[d] = job.count[d] if cnp.PyArray_DIM(start, 0) > 1 else 0
        for i in range(cnp.PyArray_SIZE(start)):
            if not 0 <= job.start[d][i] < job.end[d][i] <= job.size[d]:
                return False
    return True


cdef object run_regions(region_job *job, cnp.ndarray x, int what, Py_ssize_t planes, cnp.ndarray divisor):
    """The job on (planes, depth, height, width): new memory for its result, and for maxima their positions; None where the arguments do not fit."""
    cdef cnp.npy_intp dims[4]
    cdef bint shares = what == REGION_SHARES
    cdef Py_ssize_t elements = planes * job.count[0] * job.count[1] * job.count[2]
    cdef cnp.ndarray out, where = None
    cdef int d
    for d in range(3):
        if cnp.PyArray_DIM(x, d + 1) != (job.count[d] if shares else job.size[d]):
            return None
        dims[d + 1] = job.size[d] if shares else job.count[d]
        elements *= max(<Py_ssize_t>(job.end[d][0] - job.start[d][0]), 1)
    if divisor is not None and (cnp.PyArray_SIZE(divisor) != job.count[0] * job.count[1] * job.count[2] or not is_ours(divisor) or single(divisor) != single(x)):
        return None
    dims[0] = planes
    out = <cnp.ndarray>cnp.PyArray_EMPTY(4, dims, cnp.PyArray_TYPE(x), 0)
    if what == REGION_MAXIMA:
        where = <cnp.ndarray>cnp.PyArray_EMPTY(4, dims, cnp.NPY_INT64, 0)
        job.where = <int64_t *>cnp.PyArray_DATA(where)
    job.x, job.out, job.divisor = cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), NULL if divisor is None else cnp.PyArray_DATA(divisor)
    job.what, job.single = what, single(x)
    if elements <= QUICK:
        region_part(job, 0, planes)
    else:
        with nogil:
            parallel_for(region_part, job, planes, elements)
    return out if where is None else (out, where)


cdef bint is_volumes(cnp.ndarray x) noexcept:
    return is_ours(x) and cnp.PyArray_NDIM(x) == 4 and cnp.PyArray_SIZE(x) > 0


def region_maxima(cnp.ndarray x not None, list bounds not None):
    """The largest element of each region of x, (planes, depth, height, width), and its flat position in the plane; None for other arguments."""
    cdef region_job job
    if not is_volumes(x) or not read_regions(&job, cnp.PyArray_DIM(x, 0), (<object>x).shape[1:], bounds):
        return None
    return run_regions(&job, x, REGION_MAXIMA, cnp.PyArray_DIM(x, 0), None)


def region_means(cnp.ndarray x not None, list bounds not None, cnp.ndarray divisor not None):
    """The sum of each region over its divisor."""
    cdef region_job job
    if not is_volumes(x) or not read_regions(&job, cnp.PyArray_DIM(x, 0), (<object>x).shape[1:], bounds):
        return None
    return run_regions(&job, x, REGION_MEANS, cnp.PyArray_DIM(x, 0), divisor)


def region_shares(cnp.ndarray grad not None, tuple size not None, list bounds not None, cnp.ndarray divisor not None):
    """The adjoint of `region_means` over volumes of this size."""
    cdef region_job job
    if not is_volumes(grad) or not read_regions(&job, cnp.PyArray_DIM(grad, 0), size, bounds):
        return None
    return run_regions(&job, grad, REGION_SHARES, cnp.PyArray_DIM(grad, 0), divisor)
