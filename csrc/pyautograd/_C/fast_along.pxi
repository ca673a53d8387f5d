# Loops along an axis: sums, softmax, extrema, running sums. Part of fast.pyx.

# Sums

cdef void sum_runs_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.sum_runs(<float *>at(job.x, begin * job.width, job), <float *>at(job.out, begin, job), end - begin, job.width)
    else:
        LOOPS_f8.sum_runs(<double *>at(job.x, begin * job.width, job), <double *>at(job.out, begin, job), end - begin, job.width)


cdef void sum_parts_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.sum_parts(<float *>job.x, <float *>job.y, job.width, begin, end)
    else:
        LOOPS_f8.sum_parts(<double *>job.x, <double *>job.y, job.width, begin, end)


cdef bint sum_long(Job *job) noexcept:
    """A long run, in parts that threads sum up; False where it is too short, or memory is."""
    cdef Py_ssize_t size = (LOOPS_f4.part_length if job.type4 else LOOPS_f8.part_length)(job.width), count = job.width // size
    if count < 2 or wanted_threads < 2:
        return False
    job.y = malloc(count * 128)
    if job.y == NULL:
        return False
    start(sum_parts_part, job, count, job.width)
    if job.type4:
        (<float *>job.out)[0] = LOOPS_f4.join_parts(<float *>job.x, <float *>job.y, job.width)
    else:
        (<double *>job.out)[0] = LOOPS_f8.join_parts(<double *>job.x, <double *>job.y, job.width)
    free(job.y)
    return True


cdef void sum_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.sum_columns(<float *>job.x, <float *>job.out, job.batch, job.rows, job.width, begin, end)
    else:
        LOOPS_f8.sum_columns(<double *>job.x, <double *>job.out, job.batch, job.rows, job.width, begin, end)


cdef void sum_batches_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t size = job.rows * job.width
    if job.type4:
        LOOPS_f4.sum_columns(<float *>at(job.x, begin * size, job), <float *>at(job.out, begin * job.width, job), end - begin, job.rows, job.width, 0, job.width)
    else:
        LOOPS_f8.sum_columns(<double *>at(job.x, begin * size, job), <double *>at(job.out, begin * job.width, job), end - begin, job.rows, job.width, 0, job.width)


cdef void sum_memory(bint type4, void *x, void *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width) noexcept:
    """(batch, rows, width) summed over rows, in PyTorch's order."""
    cdef Job job
    cdef Py_ssize_t elements = batch * rows * width
    job.type4, job.x, job.out = type4, x, out
    if width == 1:
        job.width = rows
        if batch > 1 or elements <= QUICK or not sum_long(&job):
            start(sum_runs_part, &job, batch, elements)
        return
    job.batch, job.rows, job.width = batch, rows, width
    if batch == 1:
        start_columns(sum_columns_part, &job, elements)
    else:
        start(sum_batches_part, &job, batch, elements)


cdef bint is_pairs(cnp.ndarray a) noexcept:
    """Contiguous complex numbers of two floats or doubles, and not none."""
    cdef int typenum = cnp.PyArray_TYPE(a)
    return (typenum == cnp.NPY_COMPLEX64 or typenum == cnp.NPY_COMPLEX128) and cnp.PyArray_IS_C_CONTIGUOUS(a) and cnp.PyArray_ISBEHAVED_RO(a) and cnp.PyArray_SIZE(a) > 0


cdef void sum_pairs_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t skip = 2 * begin * job.rows * job.width, into = 2 * begin * job.width
    if job.type4:
        LOOPS_f4.sum_pairs(<float *>at(job.x, skip, job), <float *>at(job.out, into, job), end - begin, job.rows, job.width)
    else:
        LOOPS_f8.sum_pairs(<double *>at(job.x, skip, job), <double *>at(job.out, into, job), end - begin, job.rows, job.width)


cdef void multiply_pairs_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.multiply_pairs(<float *>at(job.x, 2 * begin * job.rows, job), <float *>at(job.out, 2 * begin, job), end - begin, job.rows)
    else:
        LOOPS_f8.multiply_pairs(<double *>at(job.x, 2 * begin * job.rows, job), <double *>at(job.out, 2 * begin, job), end - begin, job.rows)


cdef cnp.ndarray join_pairs(cnp.ndarray x, part_function part):
    """Complex numbers, (batch, rows) or (batch, rows, width), made one along rows."""
    cdef Job job
    cdef cnp.ndarray out = empty_without(x, 1, cnp.PyArray_TYPE(x))
    job.type4, job.x, job.out = cnp.PyArray_TYPE(x) == cnp.NPY_COMPLEX64, cnp.PyArray_DATA(x), cnp.PyArray_DATA(out)
    job.batch, job.rows, job.width = cnp.PyArray_DIM(x, 0), cnp.PyArray_DIM(x, 1), cnp.PyArray_DIM(x, 2) if cnp.PyArray_NDIM(x) == 3 else 1
    start(part, &job, job.batch, 2 * cnp.PyArray_SIZE(x))
    return out


def multiply_runs(cnp.ndarray x not None):
    """The products of complex numbers (batch, length) over the last axis."""
    return join_pairs(x, multiply_pairs_part) if is_pairs(x) else None


def sum_runs(cnp.ndarray x not None):
    """(batch, length) summed over its last axis."""
    cdef cnp.ndarray out
    if is_pairs(x):
        return join_pairs(x, sum_pairs_part)
    if not is_ours(x):
        return None
    out = empty_without(x, 1, cnp.PyArray_TYPE(x))
    sum_memory(single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), cnp.PyArray_DIM(x, 0), cnp.PyArray_DIM(x, 1), 1)
    return out


def sum_columns(cnp.ndarray x not None):
    """(batch, rows, width) summed over rows, columns of one number one after another."""
    cdef Job job
    cdef cnp.ndarray out
    if is_pairs(x) and cnp.PyArray_DIM(x, 2) > 1:
        return join_pairs(x, sum_pairs_part)
    if not is_ours(x):
        return None
    out = empty_without(x, 1, cnp.PyArray_TYPE(x))
    if cnp.PyArray_DIM(x, 2) == 1:
        job.type4, job.x, job.out = single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out)
        job.batch, job.rows, job.width = cnp.PyArray_DIM(x, 0), cnp.PyArray_DIM(x, 1), 1
        start(sum_batches_part, &job, job.batch, job.batch * job.rows)
        return out
    sum_memory(single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), cnp.PyArray_DIM(x, 0), cnp.PyArray_DIM(x, 1), cnp.PyArray_DIM(x, 2))
    return out


# Softmax and its relatives

cdef void softmax_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t skip = begin * job.rows
    if job.type4:
        LOOPS_f4.softmax_rows(job.what, <float *>at(job.x, skip, job), <float *>at(job.y, skip, job), <float *>at(job.out, skip, job), end - begin, job.rows)
    else:
        LOOPS_f8.softmax_rows(job.what, <double *>at(job.x, skip, job), <double *>at(job.y, skip, job), <double *>at(job.out, skip, job), end - begin, job.rows)


cdef void logsumexp_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef void *work = malloc(job.width * 8)
    if work == NULL:
        job.failed = 1
    elif job.type4:
        LOOPS_f4.logsumexp_rows(<float *>at(job.x, begin * job.width, job), <float *>at(job.out, begin, job), end - begin, job.width, <float *>work)
    else:
        LOOPS_f8.logsumexp_rows(<double *>at(job.x, begin * job.width, job), <double *>at(job.out, begin, job), end - begin, job.width, <double *>work)
    free(work)


cdef void softmax_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t packed = begin << 32 | end
    if job.type4:
        LOOPS_f4.softmax_columns(job.what, <float *>job.x, <float *>job.y, <float *>job.out, job.batch, job.rows, job.width, packed)
    else:
        LOOPS_f8.softmax_columns(job.what, <double *>job.x, <double *>job.y, <double *>job.out, job.batch, job.rows, job.width, packed)


cdef cnp.ndarray softmax_of(int what, cnp.ndarray x, cnp.ndarray y, int axis):
    cdef Job job
    cdef cnp.ndarray out
    axis = front(x, axis)
    if not is_ours(x) or y is not None and not alike(x, y):
        return None
    out = empty_like(x)
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.what, job.type4, job.x, job.out, job.out2 = what, single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), NULL
    job.y = NULL if y is None else cnp.PyArray_DATA(y)
    if job.width == 1:
        start(softmax_part, &job, job.batch, cnp.PyArray_SIZE(x))
    elif job.width >> 31:
        return None
    else:
        start_batches(softmax_columns_part, &job, cnp.PyArray_SIZE(x), True)
    return out


def softmax(cnp.ndarray x not None, int axis):
    """``exp(x) / sum(exp(x))`` along `axis`, shifted by the largest element."""
    return softmax_of(0, x, None, axis)


def log_softmax(cnp.ndarray x not None, int axis):
    """The logarithm of that."""
    return softmax_of(1, x, None, axis)


def softmax_backward(cnp.ndarray grad not None, cnp.ndarray output not None, int axis):
    """``(grad - sum(grad * output)) * output``."""
    return softmax_of(2, grad, output, axis)


def log_softmax_backward(cnp.ndarray grad not None, cnp.ndarray output not None, int axis):
    """``grad - exp(output) * sum(grad)``."""
    return softmax_of(3, grad, output, axis)


# Extrema

cdef void extremum_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef int64_t *indices = NULL if job.out2 == NULL else <int64_t *>job.out2 + begin
    if job.type4:
        LOOPS_f4.extremum_rows(job.what, <float *>at(job.x, begin * job.rows, job), <float *>at(job.out, begin, job), indices, end - begin, job.rows)
    else:
        LOOPS_f8.extremum_rows(job.what, <double *>at(job.x, begin * job.rows, job), <double *>at(job.out, begin, job), indices, end - begin, job.rows)


cdef void extremum_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.extremum_columns(job.what, <float *>job.x, <float *>job.out, <int64_t *>job.out2, job.batch, job.rows, job.width, begin, end)
    else:
        LOOPS_f8.extremum_columns(job.what, <double *>job.x, <double *>job.out, <int64_t *>job.out2, job.batch, job.rows, job.width, begin, end)


def extremum(cnp.ndarray x not None, int axis, bint least, bint with_values, bint with_indices):
    """(values, indices) of the largest, or least, along `axis`; the first of equals, the first NaN. None for what is not wanted."""
    cdef Job job
    cdef cnp.ndarray values = None, indices = None
    axis = front(x, axis)
    if not is_ours(x) or cnp.PyArray_DIM(x, axis) > 0x7FFFFFFF:
        return None
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.what, job.type4, job.x, job.y, job.out, job.out2 = least, single(x), cnp.PyArray_DATA(x), NULL, NULL, NULL
    if with_values:
        values = empty_without(x, axis, cnp.PyArray_TYPE(x))
        job.out = cnp.PyArray_DATA(values)
    if with_indices:
        indices = empty_without(x, axis, cnp.NPY_INT64)
        job.out2 = cnp.PyArray_DATA(indices)
    if job.width == 1:
        start(extremum_part, &job, job.batch, cnp.PyArray_SIZE(x))
    else:
        start_batches(extremum_columns_part, &job, cnp.PyArray_SIZE(x), False)
    return values, indices


# Running sums

cdef void cumsum_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.cumsum_rows(<float *>at(job.x, begin * job.rows, job), <float *>at(job.out, begin * job.rows, job), end - begin, job.rows)
    else:
        LOOPS_f8.cumsum_rows(<double *>at(job.x, begin * job.rows, job), <double *>at(job.out, begin * job.rows, job), end - begin, job.rows)


cdef void cumsum_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t b, skip
    for b in range(job.batch):
        skip = b * job.rows * job.width
        if job.type4:
            LOOPS_f4.cumsum_columns(<float *>at(job.x, skip, job), <float *>at(job.out, skip, job), job.rows, job.width, begin, end)
        else:
            LOOPS_f8.cumsum_columns(<double *>at(job.x, skip, job), <double *>at(job.out, skip, job), job.rows, job.width, begin, end)


def cumsum(cnp.ndarray x not None, int axis):
    """Running sums along `axis`, carried in double."""
    cdef Job job
    cdef cnp.ndarray out
    axis = front(x, axis)
    if is_pairs(x):      # their parts are columns
        parts = x.view(np.float32 if cnp.PyArray_TYPE(x) == cnp.NPY_COMPLEX64 else np.float64).reshape((<object>x).shape + (2,))
        return cumsum(parts, axis).view(x.dtype).reshape((<object>x).shape)
    if not is_ours(x):
        return None
    out = empty_like(x)
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.type4, job.x, job.y, job.out, job.out2 = single(x), cnp.PyArray_DATA(x), NULL, cnp.PyArray_DATA(out), NULL
    if job.width == 1:
        start(cumsum_part, &job, job.batch, cnp.PyArray_SIZE(x))
    else:
        start_batches(cumsum_columns_part, &job, cnp.PyArray_SIZE(x), True)
    return out
