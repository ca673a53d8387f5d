# Pooling and small convolutions of plain contiguous floats: from the arguments that users give to the loops, without a list of checks in between.

cdef extern from "image_loops.h" nogil:
    ctypedef struct plane_job:
        const void *x
        void *out
        int64_t *where
        Py_ssize_t height, width, kh, kw, sh, sw, ph, pw, oh, ow, divisor
        int counts_padding, what, single
    enum:
        PLANE_MEANS, PLANE_MEANS_BACK, PLANE_EVEN_MEANS, PLANE_EVEN_MEANS_BACK, PLANE_EVEN_MAXIMA
    void plane_part(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    ctypedef struct small_convolution:
        void *x
        void *w
        void *y
        Py_ssize_t samples, groups, inner, outer, height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow
        int what
    enum:
        CONVOLVE_Y, CONVOLVE_X, CONVOLVE_W
    void convolve_small_f4(const small_convolution *c)
    void convolve_small_f8(const small_convolution *c)

cdef enum:
    FEW_PRODUCTS = 16384      # of a convolution: for more, packing its operands pays


cdef bint two_sizes(object value, int n, Py_ssize_t least, Py_ssize_t *first, Py_ssize_t *second) except -1:
    """One int, or one for each of `n` (1 or 2) dimensions, not below `least`; of one dimension the second is meant. False for anything else."""
    cdef Py_ssize_t count
    if type(value) is int:
        count, a, b = n, value, value
    elif isinstance(value, (tuple, list)):
        count = len(value)
        if count != 1 and count != n:
            return False
        a, b = value[0], value[count - 1]
    else:
        return False
    if type(a) is not int or type(b) is not int or not least <= a < 0x1000000 or not least <= b < 0x1000000:
        return False
    if n == 2:
        first[0] = a
    second[0] = b
    return True


cdef bint has_planes(TensorBase t, int lead, Py_ssize_t *planes, Py_ssize_t *height, Py_ssize_t *width) noexcept:
    """Whether a tensor is one of images, with one or two dimensions before theirs (`lead` if that is not 0)."""
    cdef int nd = cnp.PyArray_NDIM(t.a)
    if nd != 3 and nd != 4 or lead and nd != lead + 2 or not is_dense_float(t) or not has_plain_strides(t.a):
        return False
    height[0], width[0] = cnp.PyArray_DIM(t.a, nd - 2), cnp.PyArray_DIM(t.a, nd - 1)
    planes[0] = cnp.PyArray_SIZE(t.a) // (height[0] * width[0])
    return True


cdef TensorBase laid_out(TensorBase t):
    """A gradient that shows one number everywhere, as that of a sum does, written out; others as they are."""
    if is_dense_float(t) or t.dt != DT_F32 and t.dt != DT_F64 or t.lazy or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL or not is_uniform(t.a):
        return t
    return new_tensor(fresh_copy(t.a, t.dt), t.dt)


cdef Py_ssize_t windows_in(Py_ssize_t size, Py_ssize_t kernel, Py_ssize_t stride, Py_ssize_t padding, Py_ssize_t dilation, bint ceil_mode) noexcept:
    """`output_length` of `kernels/pooling.py`; 0 for arguments that are refused."""
    cdef Py_ssize_t reach = dilation * (kernel - 1) + 1, room = size + 2 * padding - reach, count
    if room < 0 or padding > reach // 2:
        return 0
    count = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    return count - 1 if ceil_mode and (count - 1) * stride >= size + padding else count


cdef void run_planes(plane_job *job, Py_ssize_t planes, Py_ssize_t elements) noexcept:
    if elements <= SMALL_KERNEL:
        plane_part(job, 0, planes)
    else:
        with nogil:
            fast.parallel_for(plane_part, job, planes, elements)


cdef cnp.ndarray plane_result(TensorBase t, Py_ssize_t height, Py_ssize_t width, int dt):
    """New memory for images of another size."""
    cdef cnp.npy_intp dims[4]
    cdef int nd = cnp.PyArray_NDIM(t.a)
    dims[0], dims[1] = cnp.PyArray_DIM(t.a, 0), cnp.PyArray_DIM(t.a, 1)
    dims[nd - 2], dims[nd - 1] = height, width
    return empty_array(nd, dims, dt)


# Means

cdef bint read_means(plane_job *job, TensorBase t, object kernel, object stride, object padding, object ceil_mode, object counts_padding, object divisor) except -1:
    """The windows of a mean over planes whose height and width the job has; False where that is not for these loops."""
    if not two_sizes(kernel, 2, 1, &job.kh, &job.kw) or not two_sizes(padding, 2, 0, &job.ph, &job.pw):
        return False
    if stride is None or isinstance(stride, (tuple, list)) and len(stride) == 0:
        job.sh, job.sw = job.kh, job.kw
    elif not two_sizes(stride, 2, 1, &job.sh, &job.sw):
        return False
    if type(ceil_mode) is not bool or type(counts_padding) is not bool or divisor is not None and type(divisor) is not int:
        return False
    job.divisor, job.counts_padding, job.single = 0, counts_padding, t.dt == DT_F32
    if divisor is not None:
        if divisor == 0 or not -0x1000000 < divisor < 0x1000000:
            return False
        job.divisor = divisor
    job.oh = windows_in(job.height, job.kh, job.sh, job.ph, 1, ceil_mode)
    job.ow = windows_in(job.width, job.kw, job.sw, job.pw, 1, ceil_mode)
    return job.oh > 0 and job.ow > 0


cdef object fast_avg_pool(Spec spec, PyObject **values):
    """values: self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef plane_job job
    cdef Py_ssize_t planes
    cdef cnp.ndarray out
    if not has_planes(t, 0, &planes, &job.height, &job.width):
        return None
    if (type(<object>values[1]) is tuple or type(<object>values[1]) is list) and len(<object>values[1]) != 2:
        return None
    if not read_means(&job, t, <object>values[1], <object>values[2], <object>values[3], <object>values[4], <object>values[5], <object>values[6]):
        return None
    out = plane_result(t, job.oh, job.ow, t.dt)
    job.x, job.out, job.what = cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), PLANE_MEANS
    run_planes(&job, planes, planes * job.oh * job.ow * job.kh * job.kw)
    return finished(spec, values, out, t.dt)


cdef object fast_avg_pool_backward(Spec spec, PyObject **values):
    """values: grad_output, size, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override."""
    cdef TensorBase t = laid_out(<TensorBase><object>values[0])
    cdef plane_job job
    cdef Py_ssize_t planes, oh, ow
    cdef cnp.ndarray out
    if not has_planes(t, 0, &planes, &oh, &ow) or not two_sizes(<object>values[1], 2, 1, &job.height, &job.width) or len(<object>values[2]) != 2:
        return None
    if not read_means(&job, t, <object>values[2], <object>values[3], <object>values[4], <object>values[5], <object>values[6], <object>values[7]):
        return None
    if job.oh != oh or job.ow != ow:
        return None
    out = plane_result(t, job.height, job.width, t.dt)
    job.x, job.out, job.what = cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), PLANE_MEANS_BACK
    run_planes(&job, planes, planes * oh * ow * job.kh * job.kw)
    return finished(spec, values, out, t.dt)


cdef Spec avg_pool_spec = None
cdef Spec max_pool_spec = None


cdef list two_numbers(Py_ssize_t first, Py_ssize_t second):
    return [first, second]


cdef object fast_avg_pool2d(Spec spec, PyObject **values):
    """The function as users call it. values: as those of the operator."""
    global avg_pool_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef plane_job job
    cdef Py_ssize_t planes
    cdef PyObject *given[7]
    if not has_planes(t, 0, &planes, &job.height, &job.width):
        return None
    if not read_means(&job, t, <object>values[1], <object>values[2], <object>values[3], <object>values[4], <object>values[5], <object>values[6]):
        return None
    if avg_pool_spec is None:
        avg_pool_spec = spec_named("avg_pool2d")
    kernel, stride, padding = two_numbers(job.kh, job.kw), two_numbers(job.sh, job.sw), two_numbers(job.ph, job.pw)
    given[0], given[1], given[2], given[3] = values[0], <PyObject *>kernel, <PyObject *>stride, <PyObject *>padding
    given[4], given[5], given[6] = values[4], values[5], values[6]
    return run_spec(avg_pool_spec, given)


# Windows that cover a plane evenly

cdef object even_windows(Spec spec, PyObject **values, int what):
    """values: self, output_size, or for the adjoint grad_output, size."""
    cdef TensorBase t = laid_out(<TensorBase><object>values[0])
    cdef plane_job job
    cdef Py_ssize_t planes
    cdef cnp.ndarray out, where
    cdef bint adjoint = what == PLANE_EVEN_MEANS_BACK
    if not isinstance(<object>values[1], (tuple, list)) or len(<object>values[1]) != 2:
        return None
    if not has_planes(t, 0, &planes, &job.height, &job.width) or not two_sizes(<object>values[1], 2, 1, &job.oh, &job.ow):
        return None
    if adjoint:
        job.height, job.width, job.oh, job.ow = job.oh, job.ow, job.height, job.width
        out = plane_result(t, job.height, job.width, t.dt)
    else:
        out = plane_result(t, job.oh, job.ow, t.dt)
    job.x, job.out, job.what, job.single = cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), what, t.dt == DT_F32
    if what != PLANE_EVEN_MAXIMA:
        run_planes(&job, planes, planes * (job.height * job.width + job.oh * job.ow))
        return finished(spec, values, out, t.dt)
    where = plane_result(t, job.oh, job.ow, DT_I64)
    job.where = <int64_t *>cnp.PyArray_DATA(where)
    run_planes(&job, planes, planes * (job.height * job.width + job.oh * job.ow))
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(where, DT_I64)])


cdef object fast_adaptive_avg_pool(Spec spec, PyObject **values):
    return even_windows(spec, values, PLANE_EVEN_MEANS)


cdef object fast_adaptive_avg_pool_backward(Spec spec, PyObject **values):
    return even_windows(spec, values, PLANE_EVEN_MEANS_BACK)


cdef object fast_adaptive_max_pool(Spec spec, PyObject **values):
    return even_windows(spec, values, PLANE_EVEN_MAXIMA)


# Maxima

cdef bint read_maxima(fast.pool_job *job, TensorBase t, object kernel, object stride, object padding, object dilation, object ceil_mode) except -1:
    if not two_sizes(kernel, 2, 1, &job.kh, &job.kw) or not two_sizes(padding, 2, 0, &job.ph, &job.pw) or not two_sizes(dilation, 2, 1, &job.dh, &job.dw):
        return False
    if stride is None or isinstance(stride, (tuple, list)) and len(stride) == 0:
        job.sh, job.sw = job.kh, job.kw
    elif not two_sizes(stride, 2, 1, &job.sh, &job.sw):
        return False
    if type(ceil_mode) is not bool or 2 * job.ph > job.kh or 2 * job.pw > job.kw or job.height * job.width >= 1 << 30:
        return False
    job.single, job.adds, job.failed = t.dt == DT_F32, 0, 0
    job.oh = windows_in(job.height, job.kh, job.sh, job.ph, job.dh, ceil_mode)
    job.ow = windows_in(job.width, job.kw, job.sw, job.pw, job.dw, ceil_mode)
    return job.oh > 0 and job.ow > 0


cdef object fast_max_pool(Spec spec, PyObject **values):
    """values: self, kernel_size, stride, padding, dilation, ceil_mode."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef fast.pool_job job
    cdef Py_ssize_t planes
    cdef cnp.ndarray out, where
    if not isinstance(<object>values[1], (tuple, list)) or len(<object>values[1]) != 2:
        return None
    if not has_planes(t, 0, &planes, &job.height, &job.width):
        return None
    if not read_maxima(&job, t, <object>values[1], <object>values[2], <object>values[3], <object>values[4], <object>values[5]):
        return None
    out, where = plane_result(t, job.oh, job.ow, t.dt), plane_result(t, job.oh, job.ow, DT_I64)
    job.x, job.out, job.where = cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where)
    if not fast.pool_memory(&job, planes):
        return None
    return finished_all(spec, values, [new_tensor(out, t.dt), new_tensor(where, DT_I64)])


cdef object fast_max_pool2d(Spec spec, PyObject **values):
    """The function as users call it. values: self, kernel_size, stride, padding, dilation, ceil_mode, and of the functional form return_indices."""
    global max_pool_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef fast.pool_job job
    cdef Py_ssize_t planes
    cdef PyObject *given[6]
    if not has_planes(t, 0, &planes, &job.height, &job.width):
        return None
    if not read_maxima(&job, t, <object>values[1], <object>values[2], <object>values[3], <object>values[4], <object>values[5]):
        return None
    if max_pool_spec is None:
        max_pool_spec = spec_named("max_pool2d_with_indices")
    kernel, stride = two_numbers(job.kh, job.kw), two_numbers(job.sh, job.sw)
    padding, dilation = two_numbers(job.ph, job.pw), two_numbers(job.dh, job.dw)
    given[0], given[1], given[2], given[3] = values[0], <PyObject *>kernel, <PyObject *>stride, <PyObject *>padding
    given[4], given[5] = <PyObject *>dilation, values[5]
    found = run_spec(max_pool_spec, given)
    return (found[0], found[1]) if spec.nparams > 6 and <object>values[6] else found[0]


cdef object fast_pool_scatter(Spec spec, PyObject **values):
    """values: grad_output, indices, size."""
    cdef TensorBase t = laid_out(<TensorBase><object>values[0])
    cdef TensorBase where = <TensorBase><object>values[1]
    cdef fast.pool_job job
    cdef Py_ssize_t planes, height, width
    cdef cnp.ndarray out
    if not has_planes(t, 0, &planes, &height, &width) or not is_index(where) or not same_shape(t.a, where.a) or len(<object>values[2]) != 2:
        return None
    if not two_sizes(<object>values[2], 2, 1, &job.height, &job.width):
        return None
    out = plane_result(t, job.height, job.width, t.dt)
    job.oh, job.ow, job.single, job.adds, job.failed = height, width, t.dt == DT_F32, 1, 0
    job.x, job.out, job.where = cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(where.a)
    return finished(spec, values, out, t.dt) if fast.pool_memory(&job, planes) else None


# Convolutions of few products

cdef bint read_convolution(small_convolution *c, int n, object stride, object padding, object dilation, object groups) except -1:
    """Steps of a convolution of `n` (1 or 2) dimensions; False where they are not for these loops."""
    c.sh = c.dh = 1
    c.ph = 0
    if type(groups) is not int or not 0 < groups < 0x1000000:
        return False
    c.groups = groups
    return two_sizes(stride, n, 1, &c.sh, &c.sw) and two_sizes(padding, n, 0, &c.ph, &c.pw) and two_sizes(dilation, n, 1, &c.dh, &c.dw)


cdef bint read_operand(TensorBase t, int n, Py_ssize_t *first, Py_ssize_t *second, Py_ssize_t *height, Py_ssize_t *width) noexcept:
    """Sizes of images or weights of `n` dimensions; False for others."""
    if cnp.PyArray_NDIM(t.a) != n + 2 or not is_dense_float(t) or not has_plain_strides(t.a):
        return False
    first[0], second[0] = cnp.PyArray_DIM(t.a, 0), cnp.PyArray_DIM(t.a, 1)
    height[0], width[0] = cnp.PyArray_DIM(t.a, 2) if n == 2 else 1, cnp.PyArray_DIM(t.a, n + 1)
    return True


cdef bint counts_positions(small_convolution *c) noexcept:
    """How many positions the kernel has; False if there are none, or too many products."""
    cdef Py_ssize_t reach_h = c.dh * (c.kh - 1) + 1, reach_w = c.dw * (c.kw - 1) + 1
    if c.height + 2 * c.ph < reach_h or c.width + 2 * c.pw < reach_w:
        return False
    c.oh, c.ow = (c.height + 2 * c.ph - reach_h) // c.sh + 1, (c.width + 2 * c.pw - reach_w) // c.sw + 1
    return <double>c.samples * c.groups * c.outer * c.inner * c.kh * c.kw * c.oh * c.ow <= FEW_PRODUCTS


cdef void convolve_small(small_convolution *c, int dt) noexcept:
    if dt == DT_F32:
        convolve_small_f4(c)
    else:
        convolve_small_f8(c)


cdef void put_biases(real *out, const real *bias, Py_ssize_t samples, Py_ssize_t channels, Py_ssize_t each) noexcept nogil:
    cdef Py_ssize_t n, c, i
    for n in range(samples):
        for c in range(channels):
            for i in range(each):
                out[i] = bias[c]
            out += each


cdef bint fits_bias(object bias, int dt, Py_ssize_t outputs) noexcept:
    """Whether a bias is None, or one number for each of the outputs."""
    cdef TensorBase b
    if bias is None:
        return True
    b = <TensorBase>bias
    return b.dt == dt and is_dense_float(b) and cnp.PyArray_NDIM(b.a) == 1 and cnp.PyArray_SIZE(b.a) == outputs


cdef cnp.ndarray begun_with_bias(object bias, int nd, cnp.npy_intp *dims, int dt):
    """New memory for a convolution's result: the bias everywhere, or zeros."""
    cdef cnp.ndarray out = empty_array(nd, dims, dt)
    cdef Py_ssize_t each = dims[2] * (dims[3] if nd == 4 else 1)
    if bias is None:
        memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    elif dt == DT_F32:
        put_biases[float](<float *>cnp.PyArray_DATA(out), <float *>cnp.PyArray_DATA((<TensorBase>bias).a), dims[0], dims[1], each)
    else:
        put_biases[double](<double *>cnp.PyArray_DATA(out), <double *>cnp.PyArray_DATA((<TensorBase>bias).a), dims[0], dims[1], each)
    return out


cdef object plain_convolution(Spec spec, PyObject **values, object bias, object stride, object padding, object dilation, object groups, object counts):
    """The convolution of the first two values. `counts`: how many positions the kernel is expected to have, or None."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase w = <TensorBase><object>values[1]
    cdef small_convolution c
    cdef Py_ssize_t channels, outputs
    cdef cnp.npy_intp dims[4]
    cdef int n = cnp.PyArray_NDIM(x.a) - 2
    cdef cnp.ndarray out
    if n != 1 and n != 2 or x.dt != w.dt or not read_operand(x, n, &c.samples, &channels, &c.height, &c.width):
        return None
    if not read_operand(w, n, &outputs, &c.inner, &c.kh, &c.kw):
        return None
    if not read_convolution(&c, n, stride, padding, dilation, groups):
        return None
    if outputs % c.groups or c.inner * c.groups != channels:
        return None
    c.outer = outputs // c.groups
    if not counts_positions(&c) or counts is not None and (counts[n - 1] != c.ow or n == 2 and counts[0] != c.oh):
        return None
    dims[0], dims[1], dims[2], dims[3] = c.samples, outputs, c.oh, c.ow
    if n == 1:
        dims[2] = c.ow
    if not fits_bias(bias, x.dt, outputs):
        return None
    out = begun_with_bias(bias, n + 2, dims, x.dt)
    c.x, c.w, c.y, c.what = cnp.PyArray_DATA(x.a), cnp.PyArray_DATA(w.a), cnp.PyArray_DATA(out), CONVOLVE_Y
    convolve_small(&c, x.dt)
    return finished(spec, values, out, x.dt)


cdef object fast_convolution(Spec spec, PyObject **values):
    """values: input, weight, bias, stride, padding, dilation, transposed, output_padding, groups."""
    if <object>values[6] is True:
        return transposed_convolution(spec, values)
    return plain_convolution(
        spec, values, <object>values[2], <object>values[3], <object>values[4], <object>values[5], <object>values[8], None
    )


cdef object fast_conv(Spec spec, PyObject **values):
    """values: self, weight, stride, padding, dilation, groups, counts."""
    if len(<object>values[6]) != cnp.PyArray_NDIM((<TensorBase><object>values[0]).a) - 2:
        return None
    return plain_convolution(spec, values, None, <object>values[2], <object>values[3], <object>values[4], <object>values[5], <object>values[6])


cdef object convolution_adjoint(Spec spec, PyObject **values, int what):
    """values: grad_output, weight or input, stride, padding, dilation, groups, and the last dimensions of what is computed."""
    cdef TensorBase y = laid_out(<TensorBase><object>values[0])
    cdef TensorBase other = <TensorBase><object>values[1]
    cdef small_convolution c
    cdef Py_ssize_t outputs, second, samples, oh, ow
    cdef cnp.npy_intp dims[4]
    cdef int n = cnp.PyArray_NDIM(y.a) - 2
    cdef cnp.ndarray out
    if n != 1 and n != 2 or y.dt != other.dt or not read_operand(y, n, &samples, &outputs, &oh, &ow):
        return None
    if not read_convolution(&c, n, <object>values[2], <object>values[3], <object>values[4], <object>values[5]) or outputs % c.groups:
        return None
    c.samples, c.outer = samples, outputs // c.groups
    if what == CONVOLVE_X:
        if not read_operand(other, n, &second, &c.inner, &c.kh, &c.kw) or second != outputs:
            return None
        c.height = 1
        if not two_sizes(<object>values[6], n, 1, &c.height, &c.width):
            return None
        dims[0], dims[1], dims[2], dims[3] = samples, c.inner * c.groups, c.height, c.width
    else:
        if not read_operand(other, n, &c.samples, &second, &c.height, &c.width) or c.samples != samples or second % c.groups:
            return None
        c.kh = 1
        if not two_sizes(<object>values[6], n, 1, &c.kh, &c.kw):
            return None
        c.inner = second // c.groups
        dims[0], dims[1], dims[2], dims[3] = outputs, c.inner, c.kh, c.kw
    if n == 1:
        dims[2] = dims[3]
    if not counts_positions(&c) or c.oh != oh or c.ow != ow:
        return None
    out = empty_array(n + 2, dims, y.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    c.y, c.what = cnp.PyArray_DATA(y.a), what
    if what == CONVOLVE_X:
        c.x, c.w = cnp.PyArray_DATA(out), cnp.PyArray_DATA(other.a)
    else:
        c.x, c.w = cnp.PyArray_DATA(other.a), cnp.PyArray_DATA(out)
    convolve_small(&c, y.dt)
    return finished(spec, values, out, y.dt)


cdef object fast_conv_input(Spec spec, PyObject **values):
    return convolution_adjoint(spec, values, CONVOLVE_X)


cdef object fast_conv_weight(Spec spec, PyObject **values):
    return convolution_adjoint(spec, values, CONVOLVE_W)


cdef Spec convolution_spec = None
cdef object not_transposed = False


cdef object convolved(PyObject **values, int n):
    """``conv1d`` and ``conv2d`` as users call them. values: input, weight, bias, stride, padding, dilation, groups."""
    global convolution_spec
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase w = <TensorBase><object>values[1]
    cdef small_convolution c
    cdef Py_ssize_t channels, outputs
    cdef PyObject *given[9]
    if x.dt != w.dt or not read_operand(x, n, &c.samples, &channels, &c.height, &c.width) or not read_operand(w, n, &outputs, &c.inner, &c.kh, &c.kw):
        return None
    if not read_convolution(&c, n, <object>values[3], <object>values[4], <object>values[5], <object>values[6]):
        return None
    if outputs % c.groups or c.inner * c.groups != channels:
        return None
    if c.height + 2 * c.ph < c.dh * (c.kh - 1) + 1 or c.width + 2 * c.pw < c.dw * (c.kw - 1) + 1:
        return None
    if not fits_bias(<object>values[2], x.dt, outputs):
        return None
    if convolution_spec is None:
        convolution_spec = spec_named("convolution")
    if n == 2:
        stride, padding, dilation, none = [c.sh, c.sw], [c.ph, c.pw], [c.dh, c.dw], [0, 0]
    else:
        stride, padding, dilation, none = [c.sw], [c.pw], [c.dw], [0]
    given[0], given[1], given[2], given[3] = values[0], values[1], values[2], <PyObject *>stride
    given[4], given[5], given[6], given[7], given[8] = <PyObject *>padding, <PyObject *>dilation, <PyObject *>not_transposed, <PyObject *>none, values[6]
    return run_spec(convolution_spec, given)


cdef object fast_conv1d(Spec spec, PyObject **values):
    return convolved(values, 1)


cdef object fast_conv2d(Spec spec, PyObject **values):
    return convolved(values, 2)


quick_way("composite:pooling.avg_pool2d", fast_avg_pool2d)
quick_way("composite:pooling.max_pool2d", fast_max_pool2d)
quick_way("composite:pooling.functional_max_pool2d", fast_max_pool2d)
quick_way("kernel:pooling.pool_scatter", fast_pool_scatter)
quick_way("kernel:convolution.convolution", fast_convolution)
quick_way("kernel:convolution.conv", fast_conv)
quick_way("kernel:convolution.conv_input", fast_conv_input)
quick_way("kernel:convolution.conv_weight", fast_conv_weight)
quick_way("composite:convolution.conv1d", fast_conv1d)
quick_way("composite:convolution.conv2d", fast_conv2d)
