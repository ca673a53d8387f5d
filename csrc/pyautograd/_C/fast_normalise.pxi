# Normalisation of rows and of channels. Part of fast.pyx.

# Normalisation of rows

cdef void norm_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t n = job.width, skip = begin * job.width
    cdef void *work = malloc(n * 8)
    if work == NULL:
        job.failed = 1
        return
    if job.type4:
        LOOPS_f4.norm_rows(<float *>at(job.x, skip, job), <float *>job.weight, <float *>job.bias, <float *>at(job.out, skip, job), <float *>at(job.out2, begin, job),
                           <float *>at(job.out3, begin, job), end - begin, n, job.inner, job.groups, job.eps, <float *>work)
    else:
        LOOPS_f8.norm_rows(<double *>at(job.x, skip, job), <double *>job.weight, <double *>job.bias, <double *>at(job.out, skip, job), <double *>at(job.out2, begin, job),
                           <double *>at(job.out3, begin, job), end - begin, n, job.inner, job.groups, job.eps, <double *>work)
    free(work)


cdef void norm_backward_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t n = job.width, skip = begin * job.width
    cdef void *work = malloc(n * 8)
    if work == NULL:
        job.failed = 1
        return
    if job.type4:
        LOOPS_f4.norm_rows_backward(<float *>at(job.x, skip, job), <float *>at(job.y, skip, job), <float *>at(job.out2, begin, job), <float *>at(job.out3, begin, job),
                                    <float *>job.weight, <float *>at(job.out, skip, job), end - begin, n, job.inner, job.groups, <float *>work)
    else:
        LOOPS_f8.norm_rows_backward(<double *>at(job.x, skip, job), <double *>at(job.y, skip, job), <double *>at(job.out2, begin, job),
                                    <double *>at(job.out3, begin, job),
                                    <double *>job.weight, <double *>at(job.out, skip, job), end - begin, n, job.inner, job.groups, <double *>work)
    free(work)


cdef bint parameter_fits(object parameter, cnp.ndarray x) noexcept:
    return parameter is None or cnp.PyArray_TYPE(<cnp.ndarray>parameter) == cnp.PyArray_TYPE(x) and cnp.PyArray_IS_C_CONTIGUOUS(<cnp.ndarray>parameter)


cdef inline void *data_of(object a) noexcept:
    return NULL if a is None else cnp.PyArray_DATA(<cnp.ndarray>a)


cdef bint rows_fit(cnp.ndarray x, Py_ssize_t rows, Py_ssize_t inner, Py_ssize_t groups, object weight, object bias) noexcept:
    """Whether `x` can be cut into so many rows, and the parameters are as long as `norm_rows` reads them."""
    cdef Py_ssize_t n, wanted
    if rows <= 0 or cnp.PyArray_SIZE(x) == 0 or cnp.PyArray_SIZE(x) % rows or inner < 0 or groups <= 0:
        return False
    n = wanted = cnp.PyArray_SIZE(x) // rows
    if inner:
        if n % inner:
            return False
        wanted = n // inner * groups
    return (weight is None or cnp.PyArray_SIZE(<cnp.ndarray>weight) == wanted) and (bias is None or cnp.PyArray_SIZE(<cnp.ndarray>bias) == wanted)


def norm_rows(cnp.ndarray x not None, cnp.ndarray weight, cnp.ndarray bias, Py_ssize_t rows, double eps, Py_ssize_t inner=0, Py_ssize_t groups=1):
    """(result, means, scales) of `x` as so many rows, each standardised, then scaled and shifted.

    Parameters
    ----------
    inner : int
        0: weight and bias have one number for each column. Otherwise for each stretch of so many columns.
    groups : int
        With `inner`: row r begins at parameter ``r % groups * (columns // inner)``.
    """
    cdef Job job
    cdef cnp.ndarray out, means, scales
    cdef cnp.npy_intp count = rows
    if not is_ours(x) or not parameter_fits(weight, x) or not parameter_fits(bias, x) or not rows_fit(x, rows, inner, groups, weight, bias):
        return None
    out = empty_like(x)
    means, scales = <cnp.ndarray>cnp.PyArray_EMPTY(1, &count, cnp.PyArray_TYPE(x), 0), <cnp.ndarray>cnp.PyArray_EMPTY(1, &count, cnp.PyArray_TYPE(x), 0)
    job.type4, job.x, job.out, job.out2, job.out3 = single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), cnp.PyArray_DATA(means), cnp.PyArray_DATA(scales)
    job.weight, job.bias, job.width, job.inner, job.groups, job.eps, job.failed = data_of(weight), data_of(bias), cnp.PyArray_SIZE(x) // rows, inner, groups, eps, 0
    start(norm_part, &job, rows, cnp.PyArray_SIZE(x), NORM_COST)
    return None if job.failed else (out, means, scales)


def norm_rows_backward(cnp.ndarray grad not None, cnp.ndarray x not None, cnp.ndarray means not None, cnp.ndarray scales not None, cnp.ndarray weight, Py_ssize_t rows,
                       Py_ssize_t inner=0, Py_ssize_t groups=1):
    """The gradient of `norm_rows` with respect to `x`."""
    cdef Job job
    cdef cnp.ndarray out
    if not is_ours(x) or not alike(x, grad) or not parameter_fits(weight, x) or not parameter_fits(means, x) or not parameter_fits(scales, x):
        return None
    if not rows_fit(x, rows, inner, groups, weight, None) or cnp.PyArray_SIZE(means) != rows or cnp.PyArray_SIZE(scales) != rows:
        return None
    out = empty_like(x)
    job.type4, job.x, job.y, job.out = single(x), cnp.PyArray_DATA(grad), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out)
    job.out2, job.out3, job.weight = cnp.PyArray_DATA(means), cnp.PyArray_DATA(scales), data_of(weight)
    job.width, job.inner, job.groups, job.failed = cnp.PyArray_SIZE(x) // rows, inner, groups, 0
    start(norm_backward_part, &job, rows, cnp.PyArray_SIZE(x), NORM_COST)
    return None if job.failed else out


# Rows of (batch, channels, ...), each with the numbers of its channel: what batch normalisation is made of

cdef void moment_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef void *work = malloc(job.width * 8)
    if work == NULL:
        job.failed = 1
        return
    if job.type4:
        LOOPS_f4.moment_rows(<float *>job.x, <float *>job.z, <float *>job.y, <float *>job.weight, <float *>job.out, begin, end, job.width, job.groups, <float *>work)
    else:
        LOOPS_f8.moment_rows(
            <double *>job.x, <double *>job.z, <double *>job.y, <double *>job.weight, <double *>job.out, begin, end, job.width,
            job.groups, <double *>work
        )
    free(work)


cdef void scale_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.scale_rows(<float *>job.x, <float *>job.z, <float *>job.weight, <float *>job.bias, <float *>job.y, <float *>job.out, begin, end, job.width, job.groups)
    else:
        LOOPS_f8.scale_rows(
            <double *>job.x, <double *>job.z, <double *>job.weight, <double *>job.bias, <double *>job.y, <double *>job.out, begin, end, job.width, job.groups
        )


cdef void unscale_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.unscale_rows(<float *>job.y, <float *>job.x, <float *>job.z, <float *>job.weight, <float *>job.out2, <float *>job.out3, <float *>job.bias,
                              <float *>job.out, begin, end, job.width, job.groups)
    else:
        LOOPS_f8.unscale_rows(<double *>job.y, <double *>job.x, <double *>job.z, <double *>job.weight, <double *>job.out2, <double *>job.out3, <double *>job.bias,
                              <double *>job.out, begin, end, job.width, job.groups)


cdef bint by_channel(cnp.ndarray x, cnp.ndarray a) noexcept:
    """Whether `a` has one number of the type of `x` for each of its channels."""
    return cnp.PyArray_TYPE(a) == cnp.PyArray_TYPE(x) and cnp.PyArray_IS_C_CONTIGUOUS(a) and cnp.PyArray_SIZE(a) == cnp.PyArray_DIM(x, 1)


cdef Py_ssize_t channel_rows(Job *job, cnp.ndarray x) noexcept:
    """How many rows there are; their lengths go into the job. 0 where the way is not for `x`."""
    cdef Py_ssize_t rows
    if not is_ours(x) or cnp.PyArray_NDIM(x) < 2:
        return 0
    rows = cnp.PyArray_DIM(x, 0) * cnp.PyArray_DIM(x, 1)
    job.type4, job.x, job.groups, job.width, job.failed = single(x), cnp.PyArray_DATA(x), cnp.PyArray_DIM(x, 1), cnp.PyArray_SIZE(x) // rows, 0
    return rows


def moment_rows(cnp.ndarray x not None, cnp.ndarray shift not None, cnp.ndarray grad=None, cnp.ndarray scale=None):
    """(batch, channels) sums of ``(x - shift)**2``, or of ``grad * ((x - shift) * scale)``, over the other dimensions, if there are any."""
    cdef Job job
    cdef cnp.ndarray out
    cdef Py_ssize_t rows = channel_rows(&job, x)
    if rows == 0 or not by_channel(x, shift) or grad is not None and not alike(x, grad) or scale is not None and not by_channel(x, scale):
        return None
    out = <cnp.ndarray>cnp.PyArray_EMPTY(2, cnp.PyArray_DIMS(x), cnp.PyArray_TYPE(x), 0)
    job.z, job.y, job.weight, job.out = cnp.PyArray_DATA(shift), data_of(grad), data_of(scale), cnp.PyArray_DATA(out)
    start(moment_part, &job, rows, cnp.PyArray_SIZE(x))
    return None if job.failed else out


def scale_rows(cnp.ndarray x not None, cnp.ndarray shift not None, cnp.ndarray scale not None, cnp.ndarray bias, cnp.ndarray by=None):
    """``(x - shift) * scale + bias``, or ``(x - shift) * scale * by`` for `by` of the shape of `x`."""
    cdef Job job
    cdef cnp.ndarray out
    cdef Py_ssize_t rows = channel_rows(&job, x)
    if rows == 0 or not by_channel(x, shift) or not by_channel(x, scale) or bias is not None and not by_channel(x, bias):
        return None
    if by is not None and (job.width == 1 or not alike(x, by)):
        return None
    out = empty_like(x)
    job.y = data_of(by)
    job.z, job.weight, job.bias, job.out = cnp.PyArray_DATA(shift), cnp.PyArray_DATA(scale), data_of(bias), cnp.PyArray_DATA(out)
    start(scale_part, &job, rows, cnp.PyArray_SIZE(x))
    return out


def unscale_rows(cnp.ndarray grad not None, cnp.ndarray x not None, cnp.ndarray mean not None, cnp.ndarray invstd not None, cnp.ndarray total not None,
                 cnp.ndarray along not None, cnp.ndarray scale not None):
    """``scale * (grad - total - (x - mean) * invstd * along)``."""
    cdef Job job
    cdef cnp.ndarray out
    cdef Py_ssize_t rows = channel_rows(&job, x)
    if rows == 0 or not alike(x, grad):
        return None
    for a in (mean, invstd, total, along, scale):
        if not by_channel(x, a):
            return None
    out = empty_like(x)
    job.y, job.z, job.weight = cnp.PyArray_DATA(grad), cnp.PyArray_DATA(mean), cnp.PyArray_DATA(invstd)
    job.out2, job.out3 = cnp.PyArray_DATA(total), cnp.PyArray_DATA(along)
    job.bias, job.out = cnp.PyArray_DATA(scale), cnp.PyArray_DATA(out)
    start(unscale_part, &job, rows, cnp.PyArray_SIZE(x))
    return out
