# Small images resized, cut into sliding blocks and put together again, and convolved in the transposed way: from the arguments that users give to the loops.

cdef extern from "resampling_loops.h" nogil:
    ctypedef struct resampled_line:
        Py_ssize_t size, count
        double step
        int mode, aligned
    void resample_f4(const resampled_line *line, const float *x, float *out, Py_ssize_t outer, Py_ssize_t inner, int back)
    void resample_f8(const resampled_line *line, const double *x, double *out, Py_ssize_t outer, Py_ssize_t inner, int back)
    ctypedef struct sliding_blocks:
        Py_ssize_t planes, height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow
    void blocks_f4(const sliding_blocks *b, float *images, float *columns, int back)
    void blocks_f8(const sliding_blocks *b, double *images, double *columns, int back)

cdef dict RESAMPLING_MODES = {"nearest": 0, "nearest-exact": 1, "linear": 2, "cubic": 3}


cdef bint read_lines(resampled_line *lines, object sizes, object mode, object aligned, object scales, int n) except -1:
    """How each of the last `n` dimensions, whose sizes the lines have, is resized to `sizes`; False where that is not for these loops."""
    cdef int i
    cdef object known = RESAMPLING_MODES.get(mode)
    cdef double given
    if known is None or not isinstance(sizes, (tuple, list)) or len(sizes) != n or scales is not None and (not isinstance(scales, (tuple, list)) or len(scales) != n):
        return False
    for i in range(n):
        count = sizes[i]
        if type(count) is not int or not 0 < count <= 0x1000000:
            return False
        lines[i].count, lines[i].mode, lines[i].aligned = count, known, <int>known >= 2 and aligned is True
        given = 0
        if scales is not None and scales[i] is not None:
            if type(scales[i]) is not float:
                return False
            given = scales[i]
        if lines[i].aligned:
            lines[i].step = <double>(lines[i].size - 1) / <double>(lines[i].count - 1) if lines[i].count > 1 else 0
        else:
            lines[i].step = 1.0 / given if given > 0 else <double>lines[i].size / <double>lines[i].count
    return True


@cython.cdivision(True)
cdef object resampled(Spec spec, PyObject **values, object sizes, object mode, object aligned, object scales, object smooth, bint back):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef resampled_line lines[3]
    cdef cnp.npy_intp dims[5]
    cdef Py_ssize_t outer = 1, inner, most = 1, held
    cdef int i, d, at, nd = cnp.PyArray_NDIM(t.a), n = nd - 2
    cdef cnp.ndarray out
    cdef char *work
    cdef char *source
    cdef char *to
    if smooth is not False or nd < 3 or nd > 5 or not is_dense_float(t) or not has_plain_strides(t.a):
        return None
    for i in range(n):
        lines[i].size = cnp.PyArray_DIM(t.a, 2 + i)
        if back:      # the dimensions that are had are those that were made
            if not isinstance(sizes, (tuple, list)) or len(sizes) != n or type(sizes[i]) is not int or not 0 < sizes[i] <= 0x1000000:
                return None
            lines[i].size = sizes[i]
    if not read_lines(lines, [cnp.PyArray_DIM(t.a, 2 + i) for i in range(n)] if back else sizes, mode, aligned, scales, n):
        return None
    dims[0], dims[1] = cnp.PyArray_DIM(t.a, 0), cnp.PyArray_DIM(t.a, 1)
    for i in range(n):
        dims[2 + i] = lines[i].size if back else lines[i].count
        most *= max(lines[i].size, lines[i].count)
        if most > 16 * SMALL_KERNEL:
            return None
    outer = dims[0] * dims[1]
    if outer * most > 16 * SMALL_KERNEL:
        return None
    out = empty_array(nd, dims, t.dt)
    work = <char *>malloc(2 * outer * most * ITEMSIZE[t.dt]) if n > 1 else NULL
    if n > 1 and work == NULL:
        raise MemoryError
    source = <char *>cnp.PyArray_DATA(t.a)
    # forwards the last dimension comes first, backwards the first, as in the shared kernel
    for i in range(n):
        at = i if back else n - 1 - i
        outer, inner = dims[0] * dims[1], 1
        for d in range(at):
            outer *= lines[d].size
        for d in range(at + 1, n):
            inner *= lines[d].count
        to = <char *>cnp.PyArray_DATA(out) if i == n - 1 else work + (i & 1) * dims[0] * dims[1] * most * ITEMSIZE[t.dt]
        if back:
            memset(to, 0, outer * lines[at].size * inner * ITEMSIZE[t.dt])
        if t.dt == DT_F32:
            resample_f4(&lines[at], <float *>source, <float *>to, outer, inner, back)
        else:
            resample_f8(&lines[at], <double *>source, <double *>to, outer, inner, back)
        source = to
    free(work)
    return finished(spec, values, out, t.dt)


cdef object fast_resample_by(Spec spec, PyObject **values):
    """values: self, output_size, align_corners, scales, mode, antialias."""
    return resampled(spec, values, <object>values[1], <object>values[4], <object>values[2], <object>values[3], <object>values[5], False)


cdef object fast_resample(Spec spec, PyObject **values):
    """values: self, output_size, mode, align_corners, scales, antialias."""
    return resampled(spec, values, <object>values[1], <object>values[2], <object>values[3], <object>values[4], <object>values[5], False)


cdef object fast_resample_backward(Spec spec, PyObject **values):
    """values: grad_output, size, mode, align_corners, scales, antialias."""
    return resampled(spec, values, <object>values[1], <object>values[2], <object>values[3], <object>values[4], <object>values[5], True)


cdef dict UPSAMPLE_SPECS = {}


cdef Spec upsample_spec(str mode, int n):
    """The operator of a mode of ``interpolate`` for `n` dimensions; None where there is none, or another function does it."""
    cdef object key = (mode, n)
    found = UPSAMPLE_SPECS.get(key)
    if found is None and (mode in ("nearest", "nearest-exact") or n == {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}.get(mode)):
        found = UPSAMPLE_SPECS[key] = spec_named(f"upsample_{mode.replace('-', '_')}{n}d")
    return <Spec>found


cdef object fast_interpolate(Spec spec, PyObject **values):
    """values: input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef object size = <object>values[1], factor = <object>values[2], factors = None, aligned = <object>values[4]
    cdef Spec chosen
    cdef int i, nd = cnp.PyArray_NDIM(t.a), n = nd - 2
    cdef PyObject *given[6]
    cdef list sizes
    cdef object mode, smooth = False
    if nd < 3 or nd > 5 or not is_dense_float(t) or (size is None) == (factor is None) or <object>values[5] or <object>values[6] is not False:
        return None
    if type(<object>values[3]) is not str or (aligned is not None and type(aligned) is not bool):
        return None
    chosen = upsample_spec(<str><object>values[3], n)
    if chosen is None or (<str><object>values[3]).startswith("nearest") and aligned is not None:
        return None
    if size is None:
        factors = list(factor) if isinstance(factor, (tuple, list)) else [factor] * n
        if len(factors) != n:
            return None
        sizes = []
        for i in range(n):
            if type(factors[i]) is not int and type(factors[i]) is not float or not 0 < factors[i] < 0x10000:
                return None
            factors[i] = float(factors[i])
            sizes.append(int(cnp.PyArray_DIM(t.a, 2 + i) * <double>factors[i]))
    else:
        sizes = list(size) if isinstance(size, (tuple, list)) else [size] * n
        if len(sizes) != n:
            return None
    for i in range(n):
        if type(sizes[i]) is not int or not 0 < sizes[i] <= 0x1000000:
            return None
    aligned = aligned is True
    given[0], given[1], given[2], given[3] = values[0], <PyObject *>sizes, <PyObject *>aligned, <PyObject *>factors
    mode = chosen.row[2][4][4]
    given[4], given[5] = <PyObject *>mode, <PyObject *>smooth
    return run_spec(chosen, given)


# Sliding blocks

cdef bint read_blocks(sliding_blocks *b, object kernel, object dilation, object padding, object stride) except -1:
    """The blocks of images whose height and width are known; False where there are none, or arguments that are refused."""
    cdef Py_ssize_t reach_h, reach_w
    for given in (kernel, dilation, padding, stride):
        if isinstance(given, (list, tuple)) and len(<object>given) == 1:      # which other windows take for two
            return False
    if not two_sizes(kernel, 2, 1, &b.kh, &b.kw) or not two_sizes(dilation, 2, 1, &b.dh, &b.dw) or not two_sizes(padding, 2, 0, &b.ph, &b.pw):
        return False
    if not two_sizes(stride, 2, 1, &b.sh, &b.sw):
        return False
    reach_h, reach_w = b.dh * (b.kh - 1) + 1, b.dw * (b.kw - 1) + 1
    if b.height + 2 * b.ph < reach_h or b.width + 2 * b.pw < reach_w:
        return False
    b.oh, b.ow = (b.height + 2 * b.ph - reach_h) // b.sh + 1, (b.width + 2 * b.pw - reach_w) // b.sw + 1
    return <double>b.planes * b.kh * b.kw * b.oh * b.ow <= 16 * SMALL_KERNEL


cdef object moved_blocks(Spec spec, PyObject **values, TensorBase t, sliding_blocks *b, cnp.ndarray out, bint back):
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    if t.dt == DT_F32:
        blocks_f4(b, <float *>cnp.PyArray_DATA(out if back else t.a), <float *>cnp.PyArray_DATA(t.a if back else out), back)
    else:
        blocks_f8(b, <double *>cnp.PyArray_DATA(out if back else t.a), <double *>cnp.PyArray_DATA(t.a if back else out), back)
    return finished(spec, values, out, t.dt)


cdef object fast_im2col(Spec spec, PyObject **values):
    """values: self, kernel_size, dilation, padding, stride."""
    cdef TensorBase t = laid_out(<TensorBase><object>values[0])
    cdef sliding_blocks b
    cdef cnp.npy_intp dims[3]
    if not has_planes(t, 2, &b.planes, &b.height, &b.width):
        return None
    if not read_blocks(&b, <object>values[1], <object>values[2], <object>values[3], <object>values[4]):
        return None
    dims[0], dims[1], dims[2] = cnp.PyArray_DIM(t.a, 0), cnp.PyArray_DIM(t.a, 1) * b.kh * b.kw, b.oh * b.ow
    return moved_blocks(spec, values, t, &b, empty_array(3, dims, t.dt), False)


cdef object fast_col2im(Spec spec, PyObject **values):
    """values: self, output_size, kernel_size, dilation, padding, stride."""
    cdef TensorBase t = laid_out(<TensorBase><object>values[0])
    cdef sliding_blocks b
    cdef cnp.npy_intp dims[4]
    if cnp.PyArray_NDIM(t.a) != 3 or not is_dense_float(t) or not two_sizes(<object>values[1], 2, 1, &b.height, &b.width):
        return None
    b.planes = 0
    if not read_blocks(&b, <object>values[2], <object>values[3], <object>values[4], <object>values[5]):
        return None
    if cnp.PyArray_DIM(t.a, 1) % (b.kh * b.kw) or cnp.PyArray_DIM(t.a, 2) != b.oh * b.ow or cnp.PyArray_SIZE(t.a) > 16 * SMALL_KERNEL:
        return None
    dims[0], dims[1], dims[2], dims[3] = cnp.PyArray_DIM(t.a, 0), cnp.PyArray_DIM(t.a, 1) // (b.kh * b.kw), b.height, b.width
    b.planes = dims[0] * dims[1]
    return moved_blocks(spec, values, t, &b, empty_array(4, dims, t.dt), True)


cdef Spec im2col_spec = None
cdef Spec col2im_spec = None


cdef object fast_unfold(Spec spec, PyObject **values):
    """values: input, kernel_size, dilation, padding, stride."""
    global im2col_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef sliding_blocks b
    cdef PyObject *given[5]
    if not has_planes(t, 2, &b.planes, &b.height, &b.width):
        return None
    if not read_blocks(&b, <object>values[1], <object>values[2], <object>values[3], <object>values[4]):
        return None
    if im2col_spec is None:
        im2col_spec = spec_named("im2col")
    kernel, dilation, padding, stride = two_numbers(b.kh, b.kw), two_numbers(b.dh, b.dw), two_numbers(b.ph, b.pw), two_numbers(b.sh, b.sw)
    given[0], given[1], given[2], given[3], given[4] = values[0], <PyObject *>kernel, <PyObject *>dilation, <PyObject *>padding, <PyObject *>stride
    return run_spec(im2col_spec, given)


cdef object fast_fold(Spec spec, PyObject **values):
    """values: input, output_size, kernel_size, dilation, padding, stride."""
    global col2im_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef sliding_blocks b
    cdef PyObject *given[6]
    if cnp.PyArray_NDIM(t.a) != 3 or not is_dense_float(t) or not two_sizes(<object>values[1], 2, 1, &b.height, &b.width):
        return None
    b.planes = 0
    if not read_blocks(&b, <object>values[2], <object>values[3], <object>values[4], <object>values[5]):
        return None
    if cnp.PyArray_DIM(t.a, 1) % (b.kh * b.kw) or cnp.PyArray_DIM(t.a, 2) != b.oh * b.ow:
        return None
    if col2im_spec is None:
        col2im_spec = spec_named("col2im")
    size, kernel, dilation = two_numbers(b.height, b.width), two_numbers(b.kh, b.kw), two_numbers(b.dh, b.dw)
    padding, stride = two_numbers(b.ph, b.pw), two_numbers(b.sh, b.sw)
    given[0], given[1], given[2], given[3] = values[0], <PyObject *>size, <PyObject *>kernel, <PyObject *>dilation
    given[4], given[5] = <PyObject *>padding, <PyObject *>stride
    return run_spec(col2im_spec, given)


# Transposed convolutions: the adjoint by the input of a plain one

cdef object transposed_convolution(Spec spec, PyObject **values):
    """values: input, weight, bias, stride, padding, dilation, transposed, output_padding, groups."""
    cdef TensorBase y = <TensorBase><object>values[0]
    cdef TensorBase w = <TensorBase><object>values[1]
    cdef small_convolution c
    cdef Py_ssize_t channels, inputs, oh, ow, more_h = 0, more_w
    cdef cnp.npy_intp dims[4]
    cdef int n = cnp.PyArray_NDIM(y.a) - 2
    cdef cnp.ndarray out
    if n != 1 and n != 2 or y.dt != w.dt or not read_operand(y, n, &c.samples, &inputs, &oh, &ow) or not read_operand(w, n, &channels, &c.inner, &c.kh, &c.kw):
        return None
    if not read_convolution(&c, n, <object>values[3], <object>values[4], <object>values[5], <object>values[8]):
        return None
    if not two_sizes(<object>values[7], n, 0, &more_h, &more_w) or channels != inputs or inputs % c.groups:
        return None
    c.outer = inputs // c.groups
    c.height = (oh - 1) * c.sh - 2 * c.ph + c.dh * (c.kh - 1) + 1 + more_h
    c.width = (ow - 1) * c.sw - 2 * c.pw + c.dw * (c.kw - 1) + 1 + more_w
    if c.height < 1 or c.width < 1 or not counts_positions(&c) or c.oh != oh or c.ow != ow:
        return None
    dims[0], dims[1], dims[2], dims[3] = c.samples, c.inner * c.groups, c.height, c.width
    if n == 1:
        dims[2] = c.width
    if not fits_bias(<object>values[2], y.dt, dims[1]):
        return None
    out = begun_with_bias(<object>values[2], n + 2, dims, y.dt)
    c.y, c.w, c.x, c.what = cnp.PyArray_DATA(y.a), cnp.PyArray_DATA(w.a), cnp.PyArray_DATA(out), CONVOLVE_X
    convolve_small(&c, y.dt)
    return finished(spec, values, out, y.dt)


cdef object is_transposed = True


cdef object convolved_transposed(PyObject **values, int n):
    """``conv_transpose1d`` and ``conv_transpose2d`` as users call them. values: input, weight, bias, stride, padding, output_padding, groups, dilation."""
    global convolution_spec
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase w = <TensorBase><object>values[1]
    cdef small_convolution c
    cdef Py_ssize_t channels, inputs, more_h = 0, more_w
    cdef PyObject *given[9]
    if x.dt != w.dt or not read_operand(x, n, &c.samples, &channels, &c.height, &c.width) or not read_operand(w, n, &inputs, &c.inner, &c.kh, &c.kw):
        return None
    if not read_convolution(&c, n, <object>values[3], <object>values[4], <object>values[7], <object>values[6]):
        return None
    if channels != inputs or inputs % c.groups or not two_sizes(<object>values[5], n, 0, &more_h, &more_w):
        return None
    if more_h >= max(c.sh, c.dh) or more_w >= max(c.sw, c.dw) or not fits_bias(<object>values[2], x.dt, c.inner * c.groups):
        return None
    if (c.height - 1) * c.sh - 2 * c.ph + c.dh * (c.kh - 1) + more_h < 0 or (c.width - 1) * c.sw - 2 * c.pw + c.dw * (c.kw - 1) + more_w < 0:
        return None
    if convolution_spec is None:
        convolution_spec = spec_named("convolution")
    if n == 2:
        stride, padding, dilation, more = [c.sh, c.sw], [c.ph, c.pw], [c.dh, c.dw], [more_h, more_w]
    else:
        stride, padding, dilation, more = [c.sw], [c.pw], [c.dw], [more_w]
    given[0], given[1], given[2], given[3] = values[0], values[1], values[2], <PyObject *>stride
    given[4], given[5], given[6], given[7], given[8] = <PyObject *>padding, <PyObject *>dilation, <PyObject *>is_transposed, <PyObject *>more, values[6]
    return run_spec(convolution_spec, given)


cdef object fast_conv_transpose1d(Spec spec, PyObject **values):
    return convolved_transposed(values, 1)


cdef object fast_conv_transpose2d(Spec spec, PyObject **values):
    return convolved_transposed(values, 2)


quick_way("kernel:resampling.resample_by", fast_resample_by)
quick_way("kernel:resampling.resample", fast_resample)
quick_way("kernel:resampling.resample_backward", fast_resample_backward)
quick_way("composite:resampling.interpolate", fast_interpolate)
quick_way("kernel:convolution.im2col", fast_im2col)
quick_way("kernel:convolution.col2im", fast_col2im)
quick_way("composite:convolution.unfold", fast_unfold)
quick_way("composite:convolution.fold", fast_fold)
quick_way("composite:convolution.conv_transpose1d", fast_conv_transpose1d)
quick_way("composite:convolution.conv_transpose2d", fast_conv_transpose2d)
