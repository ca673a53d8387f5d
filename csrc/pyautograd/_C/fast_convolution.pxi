# Convolutions of lines, images and volumes, and both gradients: convolution_loops.h.

cdef extern from "convolution_loops.h" nogil:
    ctypedef struct convolution_axis:
        Py_ssize_t size, count, kernel, step, pad, dilation
    ctypedef struct convolution_job:
        const void *x
        const void *bias
        const void *w
        void *out
        Py_ssize_t images, groups, channels, outputs, group_step, output_step, channel_step
        Py_ssize_t place_step[3]
        convolution_axis axis[3]
        int single, kind, threads, failed
    enum:
        CONVOLUTION_FORWARD
        CONVOLUTION_INPUT
        CONVOLUTION_WEIGHTS
    void convolution_part(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    Py_ssize_t begin_convolution(convolution_job *job)
    void end_convolution(convolution_job *job)
    bint can_convolve()

cdef enum:
    LONGEST_AXIS = 1 << 24
    FEW_POINTWISE = 32          # channels, from which the BLAS is better at convolutions that are products of matrices
    LONGEST_STEP = 1 << 10      # and between elements of x that see the same places of the kernel


cdef bint describe(
    convolution_job *job, int kind, cnp.ndarray like, tuple size, tuple counts, tuple kernel, tuple stride, tuple padding, tuple dilation, Py_ssize_t groups,
) except -1:
    """Fill in the axes and what is common; False where these loops are not for the case. `like` is of the type that all arrays must have."""
    cdef Py_ssize_t i, n = len(kernel), empty = 3 - n
    cdef convolution_axis *axis
    if not can_convolve() or not 1 <= n <= 3 or groups < 1 or not (len(size) == len(counts) == len(stride) == len(padding) == len(dilation) == n):
        return False
    for i in range(3):
        axis = &job.axis[i]
        axis.size = axis.count = axis.kernel = axis.step = axis.dilation = 1
        axis.pad = 0
        if i >= empty:
            axis.size, axis.count, axis.kernel = size[i - empty], counts[i - empty], kernel[i - empty]
            axis.step, axis.pad, axis.dilation = stride[i - empty], padding[i - empty], dilation[i - empty]
        if not (0 < axis.size < LONGEST_AXIS and 0 < axis.count < LONGEST_AXIS and 0 < axis.kernel < LONGEST_AXIS and 0 <= axis.pad < LONGEST_AXIS):
            return False
        if not (0 < axis.step < LONGEST_STEP and 0 < axis.dilation < LONGEST_AXIS):
            return False
        if (axis.count - 1) * axis.step + (axis.kernel - 1) * axis.dilation + 1 > axis.size + 2 * axis.pad:
            return False
    job.groups, job.kind, job.single, job.threads, job.failed, job.bias = groups, kind, single(like), wanted_threads, 0, NULL
    return True


cdef object run_convolution(convolution_job *job, cnp.ndarray out, Py_ssize_t products):
    """`out`, or None where there was no memory."""
    cdef Py_ssize_t units
    job.out = cnp.PyArray_DATA(out)
    with nogil:
        units = begin_convolution(job)
        if units > 0:
            parallel_for(convolution_part, job, units, products // 8)
        end_convolution(job)
    return None if units < 0 or job.failed else out


cdef tuple sizes(cnp.ndarray a):
    """Those of an array after the first two."""
    cdef int i
    return tuple([cnp.PyArray_DIM(a, i) for i in range(2, cnp.PyArray_NDIM(a))])


cdef Py_ssize_t product(tuple values):
    cdef Py_ssize_t total = 1
    for n in values:
        total *= <Py_ssize_t>n
    return total


cdef bint is_pointwise(convolution_job *job) noexcept:
    """Whether each position is computed from one: then a convolution is a product of matrices."""
    cdef int i
    for i in range(3):
        if job.axis[i].kernel > 1 or job.axis[i].step > 1 or job.axis[i].pad > 0 or job.axis[i].size != job.axis[i].count:
            return False
    return True


cdef object multiply_images(convolution_job *job, cnp.ndarray out, Py_ssize_t item):
    """The products of the weights of each group and its (channels, positions) of all images."""
    cdef numpy_function loop = MATMUL_f4 if job.single else MATMUL_f8
    cdef cnp.npy_intp dims[4]
    cdef cnp.npy_intp steps[9]
    cdef char *data[3]
    cdef Py_ssize_t positions = job.axis[0].size * job.axis[1].size * job.axis[2].size, group
    dims[0], dims[1], dims[2], dims[3] = job.images // job.groups, job.outputs, job.channels, positions
    steps[0], steps[1], steps[2] = 0, job.groups * job.channels * positions * item, job.groups * job.outputs * positions * item
    steps[3], steps[4], steps[5], steps[6] = job.output_step * item, job.channel_step * item, positions * item, item
    steps[7], steps[8] = positions * item, item
    for group in range(job.groups):
        data[0] = <char *>job.w + group * job.group_step * item
        data[1] = <char *>job.x + group * job.channels * positions * item
        data[2] = <char *>cnp.PyArray_DATA(out) + group * job.outputs * positions * item
        multiply_memory(<inner_loop>loop.function, loop.data, data, dims, steps)
    return out


cdef object convolve_either(
    int kind, cnp.ndarray x, cnp.ndarray w, cnp.ndarray bias, tuple size, tuple counts, tuple stride, tuple padding, tuple dilation, Py_ssize_t groups,
):
    """Convolve x (N, I, *size), or for the gradient of the input y (N, O, *counts), with weights (O, I / groups, *kernel), which may lie anyhow."""
    cdef convolution_job job
    cdef tuple kernel = sizes(w)
    cdef Py_ssize_t outputs, inner, item = cnp.PyArray_ITEMSIZE(w)
    cdef bint forward = kind == CONVOLUTION_FORWARD
    cdef int i, n = <int>len(kernel)
    if not is_ours(x) or cnp.PyArray_TYPE(w) != cnp.PyArray_TYPE(x) or not cnp.PyArray_ISBEHAVED_RO(w) or cnp.PyArray_SIZE(w) == 0:
        return None
    if n == 0 or cnp.PyArray_NDIM(x) != n + 2:
        return None
    outputs, inner = cnp.PyArray_DIM(w, 0), cnp.PyArray_DIM(w, 1)
    if not describe(&job, kind, x, size, counts, kernel, stride, padding, dilation, groups) or outputs % groups:
        return None
    if cnp.PyArray_DIM(x, 1) != (inner * groups if forward else outputs) or sizes(x) != (size if forward else counts):
        return None
    if bias is not None and (not is_ours(bias) or cnp.PyArray_TYPE(bias) != cnp.PyArray_TYPE(x) or cnp.PyArray_SIZE(bias) != outputs):
        return None
    for i in range(2 + n):
        if cnp.PyArray_STRIDE(w, i) % item:
            return None
    job.images = cnp.PyArray_DIM(x, 0) * groups
    job.output_step, job.channel_step = cnp.PyArray_STRIDE(w, 0) // item, cnp.PyArray_STRIDE(w, 1) // item
    job.outputs, job.channels, job.group_step = outputs // groups, inner, outputs // groups * job.output_step
    if not forward:
        job.outputs, job.channels, job.output_step, job.channel_step = job.channels, job.outputs, job.channel_step, job.output_step
    for i in range(3):
        job.place_step[i] = 0 if i < 3 - n else cnp.PyArray_STRIDE(w, i + n - 1) // item
    out = np.empty((cnp.PyArray_DIM(x, 0), outputs if forward else inner * groups) + (counts if forward else size), x.dtype)
    job.x, job.w, job.bias = cnp.PyArray_DATA(x), cnp.PyArray_DATA(w), NULL if bias is None else cnp.PyArray_DATA(bias)
    if is_pointwise(&job) and job.outputs >= FEW_POINTWISE and job.channels >= FEW_POINTWISE:
        multiply_images(&job, out, item)
        if bias is not None:
            out += bias.reshape((outputs,) + (1,) * n)
        return out
    return run_convolution(&job, out, cnp.PyArray_DIM(x, 0) * outputs * inner * product(kernel) * product(counts))


def convolve(
    cnp.ndarray x not None, cnp.ndarray w not None, cnp.ndarray bias, tuple stride not None, tuple padding not None, tuple dilation not None, Py_ssize_t groups,
    tuple counts not None,
):
    """(N, O, *counts) of x (N, I, *size) and weights w (O, I / groups, *kernel); None where this is not for the case."""
    return convolve_either(CONVOLUTION_FORWARD, x, w, bias, sizes(x), counts, stride, padding, dilation, groups)


def convolve_input(
    cnp.ndarray y not None, cnp.ndarray w not None, tuple stride not None, tuple padding not None, tuple dilation not None, Py_ssize_t groups, tuple size not None,
):
    """(N, I, *size) of y (N, O, *counts) and weights w, the gradient of `convolve` with respect to x; None likewise."""
    return convolve_either(CONVOLUTION_INPUT, y, w, None, size, sizes(y), stride, padding, dilation, groups)


def convolve_weights(
    cnp.ndarray y not None, cnp.ndarray x not None, tuple stride not None, tuple padding not None, tuple dilation not None, Py_ssize_t groups, tuple kernel not None,
):
    """(O, I / groups, *kernel) of y (N, O, *counts) and x (N, I, *size), the gradient of `convolve` with respect to its weights; None likewise."""
    cdef convolution_job job
    if not is_ours(x) or not is_ours(y) or cnp.PyArray_TYPE(x) != cnp.PyArray_TYPE(y):
        return None
    if cnp.PyArray_NDIM(x) < 3 or cnp.PyArray_NDIM(y) < 3 or cnp.PyArray_DIM(x, 0) != cnp.PyArray_DIM(y, 0):
        return None
    if not describe(&job, CONVOLUTION_WEIGHTS, x, sizes(x), sizes(y), kernel, stride, padding, dilation, groups):
        return None
    if cnp.PyArray_DIM(x, 1) % groups or cnp.PyArray_DIM(y, 1) % groups:
        return None
    job.images, job.channels, job.outputs = cnp.PyArray_DIM(x, 0) * groups, cnp.PyArray_DIM(x, 1) // groups, cnp.PyArray_DIM(y, 1) // groups
    job.x, job.w = cnp.PyArray_DATA(x), cnp.PyArray_DATA(y)
    out = np.empty((cnp.PyArray_DIM(y, 1), job.channels) + kernel, x.dtype)
    return run_convolution(&job, out, cnp.PyArray_SIZE(y) * job.channels * product(kernel))
