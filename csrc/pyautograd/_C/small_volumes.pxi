# Pooling of small volumes. Of images it is small_images.pxi's, to which the functions here hand what has two dimensions.

cdef struct Windows:
    Py_ssize_t size[3]         # of a volume
    Py_ssize_t kernel[3]
    Py_ssize_t stride[3]
    Py_ssize_t pad[3]
    Py_ssize_t count[3]
    Py_ssize_t divisor         # of means; 0: the size of the window
    bint counts_padding, even  # `even`: they cover each dimension evenly


cdef bint is_triple(object value):
    return isinstance(value, (tuple, list)) and len(value) == 3


cdef bint read_triple(object value, int least, Py_ssize_t *to) except -1:
    """Three ints, or one for all three."""
    cdef int d
    if not is_triple(value) and type(value) is not int:
        return False
    for d in range(3):
        one = value if type(value) is int else value[d]
        if type(one) is not int or not least <= one < 0x10000:
            return False
        to[d] = one
    return True


cdef Py_ssize_t read_volumes(TensorBase t, Py_ssize_t *size) noexcept:
    """The number of volumes of a small tensor, and their size; 0 for others."""
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    if nd != 4 and nd != 5 or not is_dense_float(t) or not has_plain_strides(t.a) or cnp.PyArray_SIZE(t.a) > 4 * SMALL_KERNEL:
        return 0
    for d in range(3):
        size[d] = cnp.PyArray_DIM(t.a, nd - 3 + d)
    return cnp.PyArray_SIZE(t.a) // (size[0] * size[1] * size[2])


cdef bint read_steps(Windows *job, object kernel, object stride, object padding, object dilation, object ceil_mode) except -1:
    """Windows in steps over volumes whose size the job has, of elements side by side."""
    cdef int d
    cdef Py_ssize_t apart[3]
    if not read_triple(kernel, 1, job.kernel) or not read_triple(padding, 0, job.pad) or type(ceil_mode) is not bool:
        return False
    if not read_triple(kernel if stride is None or isinstance(stride, (tuple, list)) and len(stride) == 0 else stride, 1, job.stride):
        return False
    if dilation is not None and (not read_triple(dilation, 1, apart) or apart[0] != 1 or apart[1] != 1 or apart[2] != 1):
        return False
    for d in range(3):
        job.count[d] = windows_in(job.size[d], job.kernel[d], job.stride[d], job.pad[d], 1, ceil_mode)
        if job.count[d] <= 0 or 2 * job.pad[d] > job.kernel[d]:
            return False
    job.even = job.divisor = job.counts_padding = 0
    return True


cdef bint read_means_of(Windows *job, object counts_padding, object divisor) except -1:
    if type(counts_padding) is not bool or divisor is not None and (type(divisor) is not int or not 0 < divisor < 0x1000000):
        return False
    job.counts_padding, job.divisor = counts_padding, 0 if divisor is None else divisor
    return True


cdef bint read_even(Windows *job, object count) except -1:
    cdef int d
    job.even, job.divisor = 1, 0
    for d in range(3):
        job.kernel[d] = job.stride[d] = 1
        job.pad[d] = 0
    return read_triple(count, 1, job.count)


cdef inline Py_ssize_t window(Windows *job, int d, Py_ssize_t at, int64_t *start, int64_t *end) noexcept:
    """Where a window begins and ends within the volume, along one dimension; its length, as means count it."""
    cdef Py_ssize_t first = at * job.stride[d] - job.pad[d], last = first + job.kernel[d]
    if job.even:
        start[0], end[0] = at * job.size[d] // job.count[d], ((at + 1) * job.size[d] + job.count[d] - 1) // job.count[d]
        return end[0] - start[0]
    start[0], end[0] = max(first, 0), min(last, job.size[d])
    return min(last, job.size[d] + job.pad[d]) - first if job.counts_padding else end[0] - start[0]


cdef cnp.ndarray regions_of(Windows *job, fast.region_job *regions):
    """The windows as regions, whose bounds are in the memory that is returned, one dimension after another, with their lengths."""
    cdef cnp.npy_intp total = 3 * (job.count[0] + job.count[1] + job.count[2])
    cdef cnp.ndarray made = empty_array(1, &total, DT_I64)
    cdef int64_t *p = <int64_t *>cnp.PyArray_DATA(made)
    cdef Py_ssize_t i, n
    cdef int d
    for d in range(3):
        n = job.count[d]
        for i in range(n):
            p[2 * n + i] = window(job, d, i, p + i, p + n + i)
        regions.start[d], regions.end[d], regions.step[d], regions.size[d], regions.count[d] = p, p + n, 0, job.size[d], n
        p += 3 * n
    return made


cdef cnp.ndarray divisors_of(Windows *job, fast.region_job *regions, int dt):
    """What the sum of each window is divided by."""
    cdef cnp.npy_intp total = job.count[0] * job.count[1] * job.count[2]
    cdef cnp.ndarray made = empty_array(1, &total, dt)
    cdef Py_ssize_t x, y, z, i = 0
    cdef int64_t length
    for z in range(job.count[0]):
        for y in range(job.count[1]):
            for x in range(job.count[2]):
                length = regions.end[0][job.count[0] + z] * regions.end[1][job.count[1] + y] * regions.end[2][job.count[2] + x]
                length = job.divisor if job.divisor else length
                if dt == DT_F32:
                    (<float *>cnp.PyArray_DATA(made))[i] = <float>length
                else:
                    (<double *>cnp.PyArray_DATA(made))[i] = <double>length
                i += 1
    return made


cdef object pooled_volumes(Spec spec, PyObject **values, TensorBase t, Windows *job, Py_ssize_t planes, int what):
    """Maxima, means, or the adjoint of means, of `t`."""
    cdef cnp.npy_intp dims[5]
    cdef fast.region_job regions
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.ndarray out, where = None, divisors = None, bounds = regions_of(job, &regions)
    for d in range(nd):
        dims[d] = cnp.PyArray_DIM(t.a, d)
        if d >= nd - 3:
            dims[d] = job.size[d - nd + 3] if what == fast.REGION_SHARES else job.count[d - nd + 3]
    out = empty_array(nd, dims, t.dt)
    regions.x, regions.out, regions.where, regions.divisor = cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), NULL, NULL
    regions.what, regions.single = what, t.dt == DT_F32
    if what == fast.REGION_MAXIMA:
        where = empty_array(nd, dims, DT_I64)
        regions.where = <int64_t *>cnp.PyArray_DATA(where)
    else:
        divisors = divisors_of(job, &regions, t.dt)
        regions.divisor = cnp.PyArray_DATA(divisors)
    fast.region_memory(&regions, planes)
    if where is not None:
        return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(where, DT_I64)])
    return finished(spec, values, out, t.dt)


cdef object pool_maxima(Spec spec, PyObject **values):
    """values: self, kernel_size, stride, padding, dilation, ceil_mode."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Windows job
    cdef Py_ssize_t planes
    if not is_triple(<object>values[1]):
        return fast_max_pool(spec, values)
    planes = read_volumes(t, job.size)
    if not planes or not read_steps(&job, <object>values[1], <object>values[2], <object>values[3], <object>values[4], <object>values[5]):
        return None
    return pooled_volumes(spec, values, t, &job, planes, fast.REGION_MAXIMA)


cdef object pool_means(Spec spec, PyObject **values):
    """values: self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Windows job
    cdef Py_ssize_t planes
    if not is_triple(<object>values[1]):
        return fast_avg_pool(spec, values)
    planes = read_volumes(t, job.size)
    if not planes or not read_steps(&job, <object>values[1], <object>values[2], <object>values[3], None, <object>values[4]):
        return None
    if not read_means_of(&job, <object>values[5], <object>values[6]):
        return None
    return pooled_volumes(spec, values, t, &job, planes, fast.REGION_MEANS)


cdef object pool_means_backward(Spec spec, PyObject **values):
    """values: grad_output, size, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override."""
    cdef TensorBase t = laid_out(<TensorBase><object>values[0])
    cdef Windows job
    cdef Py_ssize_t count[3]
    cdef Py_ssize_t planes
    if not is_triple(<object>values[2]):
        return fast_avg_pool_backward(spec, values)
    planes = read_volumes(t, count)
    if not planes or not read_triple(<object>values[1], 1, job.size):
        return None
    if not read_steps(&job, <object>values[2], <object>values[3], <object>values[4], None, <object>values[5]):
        return None
    if not read_means_of(&job, <object>values[6], <object>values[7]):
        return None
    if job.count[0] != count[0] or job.count[1] != count[1] or job.count[2] != count[2]:
        return None
    return pooled_volumes(spec, values, t, &job, planes, fast.REGION_SHARES)


cdef object pool_evenly(Spec spec, PyObject **values, int what):
    """values: self, output_size, or for the adjoint grad_output, size."""
    cdef TensorBase t = laid_out(<TensorBase><object>values[0])
    cdef Windows job
    cdef Py_ssize_t planes = read_volumes(t, job.size)
    cdef Py_ssize_t given[3]
    cdef int d
    if not planes or not read_even(&job, <object>values[1]):
        return None
    if what == fast.REGION_SHARES:
        for d in range(3):
            given[d] = job.size[d]
            job.size[d], job.count[d] = job.count[d], given[d]
    return pooled_volumes(spec, values, t, &job, planes, what)


cdef object pool_even_means(Spec spec, PyObject **values):
    return pool_evenly(spec, values, fast.REGION_MEANS) if is_triple(<object>values[1]) else fast_adaptive_avg_pool(spec, values)


cdef object pool_even_means_backward(Spec spec, PyObject **values):
    return pool_evenly(spec, values, fast.REGION_SHARES) if is_triple(<object>values[1]) else fast_adaptive_avg_pool_backward(spec, values)


cdef object pool_even_maxima(Spec spec, PyObject **values):
    return pool_evenly(spec, values, fast.REGION_MAXIMA) if is_triple(<object>values[1]) else fast_adaptive_max_pool(spec, values)


# The functions as users call them

cdef list three_numbers(Py_ssize_t *numbers):
    return [numbers[0], numbers[1], numbers[2]]


cdef list side_by_side = [1, 1, 1]


cdef object fast_max_pool3d(Spec spec, PyObject **values):
    """values: self, kernel_size, stride, padding, dilation, ceil_mode, and of the functional form return_indices."""
    cdef Windows job
    cdef PyObject *given[6]
    if not read_volumes(<TensorBase><object>values[0], job.size):
        return None
    if not read_steps(&job, <object>values[1], <object>values[2], <object>values[3], <object>values[4], <object>values[5]):
        return None
    kernel, stride, padding = three_numbers(job.kernel), three_numbers(job.stride), three_numbers(job.pad)
    given[0], given[1], given[2], given[3] = values[0], <PyObject *>kernel, <PyObject *>stride, <PyObject *>padding
    given[4], given[5] = <PyObject *>side_by_side, values[5]
    found = run_spec(spec_named("max_pool3d_with_indices"), given)
    return (found[0], found[1]) if spec.nparams > 6 and <object>values[6] else found[0]


cdef object fast_avg_pool3d(Spec spec, PyObject **values):
    """values: as those of the operator."""
    cdef Windows job
    cdef PyObject *given[7]
    if not read_volumes(<TensorBase><object>values[0], job.size):
        return None
    if not read_steps(&job, <object>values[1], <object>values[2], <object>values[3], None, <object>values[4]):
        return None
    if not read_means_of(&job, <object>values[5], <object>values[6]):
        return None
    if job.size[0] < job.kernel[0] or job.size[1] < job.kernel[1] or job.size[2] < job.kernel[2]:      # which is refused
        return None
    kernel, stride, padding = three_numbers(job.kernel), three_numbers(job.stride), three_numbers(job.pad)
    given[0], given[1], given[2], given[3] = values[0], <PyObject *>kernel, <PyObject *>stride, <PyObject *>padding
    given[4], given[5], given[6] = values[4], values[5], values[6]
    return run_spec(spec_named("avg_pool3d"), given)


cdef object run_evenly(str called, PyObject **values):
    """values: input, output_size; more than one window, whose mean is an operator of its own."""
    cdef Windows job
    cdef PyObject *given[2]
    if not read_volumes(<TensorBase><object>values[0], job.size) or not read_even(&job, <object>values[1]) or job.count[0] * job.count[1] * job.count[2] == 1:
        return None
    count = three_numbers(job.count)
    given[0], given[1] = values[0], <PyObject *>count
    return run_spec(spec_named(called), given)


cdef object fast_adaptive_avg_pool3d(Spec spec, PyObject **values):
    return run_evenly("_adaptive_avg_pool3d", values)


cdef object fast_adaptive_max_pool3d(Spec spec, PyObject **values):
    """values: input, output_size, return_indices."""
    found = run_evenly("adaptive_max_pool3d", values)
    if found is None:
        return None
    return (found[0], found[1]) if <object>values[2] else found[0]


quick_way("composite:pooling.max_pool3d", fast_max_pool3d)
quick_way("composite:pooling.functional_max_pool3d", fast_max_pool3d)
quick_way("composite:pooling.avg_pool3d", fast_avg_pool3d)
quick_way("composite:pooling.adaptive_avg_pool3d", fast_adaptive_avg_pool3d)
quick_way("composite:pooling.adaptive_max_pool3d", fast_adaptive_max_pool3d)
quick_way("kernel:pooling.max_pool", pool_maxima)
quick_way("kernel:pooling.avg_pool", pool_means)
quick_way("kernel:pooling.avg_pool_backward", pool_means_backward)
quick_way("kernel:pooling.adaptive_avg_pool", pool_even_means)
quick_way("kernel:pooling.adaptive_avg_pool_backward", pool_even_means_backward)
quick_way("kernel:pooling.adaptive_max_pool", pool_even_maxima)
