# Maxima of windows of images, and the adjoint: pooling.h.

cdef extern from "pooling.h" nogil:
    void pool_part(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil


cdef bint pool_memory(pool_job *job, Py_ssize_t planes) noexcept:
    """Maxima of windows, or for the adjoint sums, as the job says; False where memory is short, or a position outside."""
    cdef Py_ssize_t elements = job.height * job.width if job.adds else job.oh * job.ow * job.kh * job.kw
    if planes * elements <= QUICK:
        pool_part(job, 0, planes)
    else:
        with nogil:
            parallel_for(pool_part, job, planes, planes * elements)
    return not job.failed


def max_pool(cnp.ndarray x not None, tuple kernel not None, tuple stride not None, tuple padding not None, tuple dilation not None, tuple counts not None):
    """`kernels.pooling.max_pool` over the last two dimensions of floats; None for other cases."""
    cdef pool_job job
    cdef cnp.npy_intp dims[64]
    cdef int nd = cnp.PyArray_NDIM(x), d
    cdef Py_ssize_t planes = 1
    cdef cnp.ndarray out, where
    if not is_ours(x) or nd < 2 or len(kernel) != 2:
        return None
    for pair in (kernel, stride, dilation, counts):
        for n in pair:
            if not 0 < n < 1 << 24:
                return None
    for n in padding:
        if not 0 <= n < 1 << 24:
            return None
    (job.kh, job.kw), (job.sh, job.sw), (job.ph, job.pw), (job.dh, job.dw), (job.oh, job.ow) = kernel, stride, padding, dilation, counts
    job.height, job.width = cnp.PyArray_DIM(x, nd - 2), cnp.PyArray_DIM(x, nd - 1)
    if job.height * job.width >= 1 << 30 or 2 * job.ph > job.kh or 2 * job.pw > job.kw:
        return None
    for d in range(nd - 2):
        dims[d] = cnp.PyArray_DIM(x, d)
        planes *= dims[d]
    dims[nd - 2], dims[nd - 1] = job.oh, job.ow
    out, where = <cnp.ndarray>cnp.PyArray_EMPTY(nd, dims, cnp.PyArray_TYPE(x), 0), <cnp.ndarray>cnp.PyArray_EMPTY(nd, dims, cnp.NPY_INT64, 0)
    job.x, job.out, job.where = cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where)
    job.single, job.adds, job.failed = single(x), 0, 0
    return (out, where) if pool_memory(&job, planes) else None


def pool_scatter(cnp.ndarray values not None, cnp.ndarray where not None, cnp.ndarray out not None, Py_ssize_t planes):
    """Values of so many planes added up at flat positions of the planes of `out`; True once it is done."""
    cdef pool_job job
    if not is_ours(values) or not is_ours(out) or cnp.PyArray_TYPE(values) != cnp.PyArray_TYPE(out) or cnp.PyArray_TYPE(where) != cnp.NPY_INT64:
        return None
    if not cnp.PyArray_IS_C_CONTIGUOUS(where) or not cnp.PyArray_ISBEHAVED_RO(where) or cnp.PyArray_SIZE(where) != cnp.PyArray_SIZE(values) or planes <= 0:
        return None
    if cnp.PyArray_SIZE(values) % planes or cnp.PyArray_SIZE(out) % planes:
        return None
    job.oh, job.ow, job.height, job.width = 1, cnp.PyArray_SIZE(values) // planes, 1, cnp.PyArray_SIZE(out) // planes
    job.x, job.out, job.where = cnp.PyArray_DATA(values), cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where)
    job.single, job.adds, job.failed = single(values), 1, 0
    return True if pool_memory(&job, planes) else None
