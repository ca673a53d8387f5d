# Images resized between neighbours, and the adjoint of that, in NumPy's order of additions. Part of fast.pyx. `places` are the two lines, or columns, that
# each one of the result is made of, in ascending order, and `weights` what they count; both (count, 2).

cdef struct Resampling:
    void *x
    void *out
    const int64_t *lines
    const int64_t *columns
    void *line_weights
    void *column_weights
    Py_ssize_t height, width, oh, ow      # of the image, and of what it is resized to
    int type4, failed


cdef enum:
    ADDED_IN_TURN = 7      # lines that fall on one, of which NumPy adds more in another order


cdef void mix_plane(const real *x, real *out, const Resampling *r) noexcept nogil:
    cdef const real *v = <const real *>r.line_weights
    cdef const real *w = <const real *>r.column_weights
    cdef const real *above
    cdef const real *below
    cdef Py_ssize_t i, j, a, b
    for i in range(r.oh):
        above, below = x + r.lines[2 * i] * r.width, x + r.lines[2 * i + 1] * r.width
        for j in range(r.ow):
            a, b = r.columns[2 * j], r.columns[2 * j + 1]
            out[j] = (above[a] * w[2 * j] + above[b] * w[2 * j + 1]) * v[2 * i] + (below[a] * w[2 * j] + below[b] * w[2 * j + 1]) * v[2 * i + 1]
        out += r.ow


cdef void spread_lines(const real *x, real *out, const int64_t *places, const real *weights, Py_ssize_t count, Py_ssize_t width) noexcept nogil:
    """Add `count` lines to those that the places name: first neighbours, then second ones, those of one line together, the first of them last."""
    cdef Py_ssize_t tap, i, k, end, j
    cdef real total
    for tap in range(2):
        i = 0
        while i < count:
            end = i + 1
            while end < count and places[2 * end + tap] == places[2 * i + tap]:
                end += 1
            for j in range(width):
                total = 0
                for k in range(i + 1, end):
                    total += x[k * width + j] * weights[2 * k + tap]
                out[places[2 * i + tap] * width + j] += x[i * width + j] * weights[2 * i + tap] + total
            i = end


cdef void spread_plane(const real *grad, real *out, real *work, const Resampling *r) noexcept nogil:
    cdef Py_ssize_t i
    memset(work, 0, r.height * r.ow * sizeof(real))
    memset(out, 0, r.height * r.width * sizeof(real))
    spread_lines(grad, work, r.lines, <const real *>r.line_weights, r.oh, r.ow)
    for i in range(r.height):
        spread_lines(work + i * r.ow, out + i * r.width, r.columns, <const real *>r.column_weights, r.ow, 1)


cdef void mix_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Resampling *r = <Resampling *>context
    cdef Py_ssize_t k, size = r.height * r.width, into = r.oh * r.ow
    for k in range(begin, end):
        if r.type4:
            mix_plane[float](<float *>r.x + k * size, <float *>r.out + k * into, r)
        else:
            mix_plane[double](<double *>r.x + k * size, <double *>r.out + k * into, r)


cdef void spread_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Resampling *r = <Resampling *>context
    cdef Py_ssize_t k, size = r.oh * r.ow, into = r.height * r.width
    cdef void *work = malloc(r.height * r.ow * 8)
    if work == NULL:
        r.failed = 1
        return
    for k in range(begin, end):
        if r.type4:
            spread_plane[float](<float *>r.x + k * size, <float *>r.out + k * into, <float *>work, r)
        else:
            spread_plane[double](<double *>r.x + k * size, <double *>r.out + k * into, <double *>work, r)
    free(work)


cdef bint are_pairs(object places, object weights, cnp.ndarray x, Py_ssize_t size) except -1:
    """Whether the places are pairs inside of a dimension, with weights of the type of `x`."""
    cdef Py_ssize_t i
    cdef Py_ssize_t[2] alike = [0, 0]
    cdef const int64_t *at
    cdef cnp.ndarray p, w
    if not isinstance(places, np.ndarray) or not isinstance(weights, np.ndarray):
        return False
    p, w = places, weights
    if cnp.PyArray_TYPE(p) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(p) or cnp.PyArray_NDIM(p) != 2 or cnp.PyArray_DIM(p, 1) != 2:
        return False
    if cnp.PyArray_TYPE(w) != cnp.PyArray_TYPE(x) or not cnp.PyArray_IS_C_CONTIGUOUS(w) or not cnp.PyArray_SAMESHAPE(p, w):
        return False
    at = <const int64_t *>cnp.PyArray_DATA(p)
    for i in range(cnp.PyArray_SIZE(p)):
        if not 0 <= at[i] < size:
            return False
        alike[i % 2] = alike[i % 2] + 1 if i >= 2 and at[i] == at[i - 2] else 0
        if alike[i % 2] > ADDED_IN_TURN:
            return False
    return True


cdef object resized(cnp.ndarray x, tuple size, list places, list weights, bint adjoint):
    cdef Resampling r
    cdef cnp.npy_intp dims[3]
    cdef cnp.ndarray out
    if not is_ours(x) or cnp.PyArray_NDIM(x) != 3 or not are_pairs(places[0], weights[0], x, size[0]) or not are_pairs(places[1], weights[1], x, size[1]):
        return None
    r.height, r.width, r.oh, r.ow = size[0], size[1], len(places[0]), len(places[1])
    dims[0], dims[1], dims[2] = cnp.PyArray_DIM(x, 0), r.height if adjoint else r.oh, r.width if adjoint else r.ow
    if cnp.PyArray_DIM(x, 1) != (r.oh if adjoint else r.height) or cnp.PyArray_DIM(x, 2) != (r.ow if adjoint else r.width):
        return None
    out = <cnp.ndarray>cnp.PyArray_EMPTY(3, dims, cnp.PyArray_TYPE(x), 0)
    r.x, r.out = cnp.PyArray_DATA(x), cnp.PyArray_DATA(out)
    r.lines, r.columns = <const int64_t *>cnp.PyArray_DATA(<cnp.ndarray>places[0]), <const int64_t *>cnp.PyArray_DATA(<cnp.ndarray>places[1])
    r.line_weights, r.column_weights = cnp.PyArray_DATA(<cnp.ndarray>weights[0]), cnp.PyArray_DATA(<cnp.ndarray>weights[1])
    r.type4, r.failed = single(x), 0
    with nogil:
        parallel_for(spread_part if adjoint else mix_part, &r, dims[0], 4 * dims[0] * r.oh * r.ow)
    return None if r.failed else out


def mix_pairs(cnp.ndarray x not None, list places not None, list weights not None):
    """(planes, height, width) resized."""
    return resized(x, (<object>x).shape[1:], places, weights, False) if cnp.PyArray_NDIM(x) == 3 else None


def spread_pairs(cnp.ndarray grad not None, tuple size not None, list places not None, list weights not None):
    """The adjoint over planes of that size."""
    return resized(grad, size, places, weights, True)
