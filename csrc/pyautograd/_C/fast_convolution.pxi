# Convolutions of images, and the gradients of their weights: convolution_loops.h.

cdef extern from "convolution_loops.h" nogil:
    ctypedef struct convolution_job:
        const void *x
        const void *bias
        void *w
        void *out
        Py_ssize_t images, groups, channels, outputs, height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow
        int single, weights, failed
    void convolution_part(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil
    bint can_convolve()
    enum:
        CONVOLUTION_ROWS

cdef enum:
    WEIGHTS_DIRECTLY = 40000      # numbers of a weight: larger gradients are matrix products that a BLAS is better at


cdef bint describe(
    convolution_job *job, cnp.ndarray x, cnp.ndarray w_like, Py_ssize_t outputs, tuple kernel, tuple stride, tuple padding, tuple dilation, Py_ssize_t groups,
) except -1:
    """Fill in sizes; False where these loops are not for the case."""
    if not can_convolve() or not is_ours(x) or not is_ours(w_like) or cnp.PyArray_TYPE(x) != cnp.PyArray_TYPE(w_like) or cnp.PyArray_NDIM(x) != 4:
        return False
    for n in padding:
        if not 0 <= n < 1 << 20:
            return False
    for pair in (kernel, stride, dilation):
        for n in pair:
            if not 0 < n < 1 << 20:
                return False
    if groups < 1 or outputs % groups or cnp.PyArray_DIM(x, 1) % groups:
        return False
    job.images, job.groups, job.channels, job.outputs = cnp.PyArray_DIM(x, 0) * groups, groups, cnp.PyArray_DIM(x, 1) // groups, outputs // groups
    job.height, job.width = cnp.PyArray_DIM(x, 2), cnp.PyArray_DIM(x, 3)
    (job.kh, job.kw), (job.sh, job.sw), (job.ph, job.pw), (job.dh, job.dw) = kernel, stride, padding, dilation
    job.oh, job.ow = job.height + 2 * job.ph - job.dh * (job.kh - 1) - 1, job.width + 2 * job.pw - job.dw * (job.kw - 1) - 1
    if job.oh < 0 or job.ow < 0 or job.height >= 1 << 24 or job.width >= 1 << 24:
        return False
    job.oh, job.ow = job.oh // job.sh + 1, job.ow // job.sw + 1
    job.x, job.single, job.failed = cnp.PyArray_DATA(x), single(x), 0
    return True


def convolve(
    cnp.ndarray x not None, cnp.ndarray w not None, cnp.ndarray bias, tuple stride not None, tuple padding not None, tuple dilation not None, Py_ssize_t groups,
):
    """(N, O, *counts) of images x (N, I, H, W) and weights w (O, I / groups, *kernel); None where this is not for the case."""
    cdef convolution_job job
    cdef cnp.npy_intp shape[4]
    cdef cnp.ndarray out, packed
    cdef Py_ssize_t places, o, i, k
    if cnp.PyArray_NDIM(w) != 4 or not describe(&job, x, w, cnp.PyArray_DIM(w, 0), (w.shape[2], w.shape[3]), stride, padding, dilation, groups):
        return None
    if cnp.PyArray_DIM(w, 1) != job.channels:
        return None
    if bias is not None and (not is_ours(bias) or cnp.PyArray_TYPE(bias) != cnp.PyArray_TYPE(x) or cnp.PyArray_SIZE(bias) != cnp.PyArray_DIM(w, 0)):
        return None
    job.weights, places = 0, job.channels * job.kh * job.kw
    packed = np.zeros(groups * ((job.outputs + CONVOLUTION_ROWS - 1) // CONVOLUTION_ROWS * CONVOLUTION_ROWS) * places, w.dtype)
    for o in range(groups * job.outputs):
        for i in range(places):
            k = o // job.outputs * ((job.outputs + CONVOLUTION_ROWS - 1) // CONVOLUTION_ROWS) + o % job.outputs // CONVOLUTION_ROWS      # its block of channels
            k = (k * places + i) * CONVOLUTION_ROWS + o % job.outputs % CONVOLUTION_ROWS
            if job.single:
                (<float *>cnp.PyArray_DATA(packed))[k] = (<float *>cnp.PyArray_DATA(w))[o * places + i]
            else:
                (<double *>cnp.PyArray_DATA(packed))[k] = (<double *>cnp.PyArray_DATA(w))[o * places + i]
    shape[0], shape[1], shape[2], shape[3] = cnp.PyArray_DIM(x, 0), cnp.PyArray_DIM(w, 0), job.oh, job.ow
    out = <cnp.ndarray>cnp.PyArray_EMPTY(4, shape, cnp.PyArray_TYPE(x), 0)
    job.w, job.out, job.bias = cnp.PyArray_DATA(packed), cnp.PyArray_DATA(out), NULL if bias is None else cnp.PyArray_DATA(bias)
    with nogil:
        parallel_for(convolution_part, &job, job.images, cnp.PyArray_SIZE(out) * job.channels)
    return None if job.failed else out


def convolve_weights(
    cnp.ndarray y not None, cnp.ndarray x not None, tuple kernel not None, tuple stride not None, tuple padding not None, tuple dilation not None, Py_ssize_t groups,
):
    """(O, I / groups, *kernel) of y (N, O, *counts) and x (N, I, H, W), the gradient of `convolve` with respect to its weights; None likewise."""
    cdef convolution_job job
    cdef cnp.npy_intp shape[4]
    cdef cnp.ndarray out
    if cnp.PyArray_NDIM(y) != 4 or not describe(&job, x, y, cnp.PyArray_DIM(y, 1), kernel, stride, padding, dilation, groups):
        return None
    if cnp.PyArray_DIM(y, 0) * groups != job.images or cnp.PyArray_DIM(y, 2) != job.oh or cnp.PyArray_DIM(y, 3) != job.ow:
        return None
    job.weights, job.bias = 1, NULL
    if job.outputs * job.channels * job.kh * job.kw > WEIGHTS_DIRECTLY:
        return None
    shape[0], shape[1], shape[2], shape[3] = cnp.PyArray_DIM(y, 1), job.channels, job.kh, job.kw
    out = <cnp.ndarray>cnp.PyArray_EMPTY(4, shape, cnp.PyArray_TYPE(x), 0)
    job.w, job.out = cnp.PyArray_DATA(out), cnp.PyArray_DATA(y)
    with nogil:
        parallel_for(convolution_part, &job, groups * ((job.outputs + CONVOLUTION_ROWS - 1) // CONVOLUTION_ROWS), cnp.PyArray_SIZE(y) * job.channels)
    return None if job.failed else out
