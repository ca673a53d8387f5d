# Sums over one dimension of contiguous floats, in PyTorch's order of additions: what `_py/kernels/summation.py` explains and does for all
# other cases. These are the gradients of biases, so they are worth a path without NumPy.

ctypedef fused real:
    float
    double

DEF SUM_LEVELS = 4
DEF SUM_SIDE_BY_SIDE = 4
DEF SUM_LIMIT = 65536     # elements; beyond, NumPy's loops along the rows are faster


cdef inline int bit_length(cnp.npy_intp n) noexcept nogil:
    cdef int bits = 0
    while n:
        bits += 1
        n >>= 1
    return bits


cdef real cascade_of(const real *p, cnp.npy_intp rows, cnp.npy_intp step) noexcept nogil:
    """The sum of `rows` numbers, `step` elements apart: in blocks, in blocks of blocks, four levels deep."""
    cdef cnp.npy_intp i, block = 1, at
    cdef real s0 = 0, s1 = 0, s2 = 0, s3 = 0
    cdef int power = 4
    if rows > 1 and bit_length(rows - 1) // SUM_LEVELS > 4:
        power = bit_length(rows - 1) // SUM_LEVELS
    block = <cnp.npy_intp>1 << power
    if rows < block:
        for i in range(rows):
            s0 += p[i * step]
        return s0
    for i in range(rows):
        s0 += p[i * step]
        at = i + 1
        if at & (block - 1):
            continue
        s1 += s0
        s0 = 0
        at >>= power
        if at & (block - 1):
            continue
        s2 += s1
        s1 = 0
        at >>= power
        if at & (block - 1):
            continue
        s3 += s2
        s2 = 0
    return ((s0 + s1) + s2) + s3


cdef real interleaved_of(const real *p, cnp.npy_intp rows, cnp.npy_intp step) noexcept nogil:
    """The same with row ``i`` going to accumulator ``i % 4``; rows that are left over follow the first accumulator."""
    cdef cnp.npy_intp quads = rows // SUM_SIDE_BY_SIDE, i
    cdef real total = 0
    if quads == 0:
        for i in range(rows):
            total += p[i * step]
        return total
    total = cascade_of(p, quads, SUM_SIDE_BY_SIDE * step)
    for i in range(quads * SUM_SIDE_BY_SIDE, rows):
        total += p[i * step]
    for i in range(1, SUM_SIDE_BY_SIDE):
        total += cascade_of(p + i * step, quads, SUM_SIDE_BY_SIDE * step)
    return total


cdef real run_of(const real *p, cnp.npy_intp length) noexcept nogil:
    """The sum of a contiguous run, which is folded into vectors of 32 bytes first."""
    cdef cnp.npy_intp lanes = 32 // sizeof(real), vectors = length // lanes, i
    cdef real total = 0
    if vectors == 0:
        return interleaved_of(p, length, 1)
    for i in range(vectors * lanes, length):
        total += p[i]
    for i in range(lanes):
        total += interleaved_of(p + i, vectors, lanes)
    return total


cdef void sum_rows(const real *p, real *out, cnp.npy_intp batch, cnp.npy_intp rows, cnp.npy_intp width) noexcept nogil:
    """Sum (batch, rows, width) over rows."""
    cdef cnp.npy_intp lanes = 32 // sizeof(real), cut, b, j
    cdef cnp.npy_intp group = lanes * SUM_SIDE_BY_SIDE if width >= lanes else SUM_SIDE_BY_SIDE
    cut = width // group * group
    for b in range(batch):
        if width == 1:
            out[0] = run_of(p, rows)
        else:
            for j in range(cut):
                out[j] = cascade_of(p + j, rows, width)
            for j in range(cut, width):
                out[j] = interleaved_of(p + j, rows, width)
        p += rows * width
        out += width


cdef bint sum_into(cnp.ndarray a, cnp.ndarray out, int dt, cnp.npy_intp batch, cnp.npy_intp rows, cnp.npy_intp width) noexcept:
    if dt == DT_F32:
        sum_rows[float](<float *>cnp.PyArray_DATA(a), <float *>cnp.PyArray_DATA(out), batch, rows, width)
    else:
        sum_rows[double](<double *>cnp.PyArray_DATA(a), <double *>cnp.PyArray_DATA(out), batch, rows, width)
    return True


cdef bint sums_fast(TensorBase t) noexcept:
    """Whether a tensor is one that these functions sum."""
    if t.dt != DT_F32 and t.dt != DT_F64 or t.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(t.a):
        return False
    return 0 < cnp.PyArray_SIZE(t.a) <= SUM_LIMIT


cdef TensorBase sum_leading(TensorBase t, tuple want):
    """`t` summed over its leading dimensions to the shape `want`; None where other dimensions are to be summed, or the path is not for it."""
    cdef int nd = cnp.PyArray_NDIM(t.a), count = PyTuple_GET_SIZE(want), d, lead = nd - count
    cdef cnp.npy_intp rows = 1, width = 1
    cdef cnp.npy_intp shape[64]
    cdef cnp.ndarray out
    if lead < 0 or count > 64 or not sums_fast(t):
        return None
    for d in range(count):
        shape[d] = <object>PyTuple_GET_ITEM(want, d)
    d = count - 1
    while d >= 0 and shape[d] == cnp.PyArray_DIM(t.a, lead + d):
        width *= shape[d]
        d -= 1
    while d >= 0:
        if shape[d] != 1:
            return None
        rows *= cnp.PyArray_DIM(t.a, lead + d)
        d -= 1
    for d in range(lead):
        rows *= cnp.PyArray_DIM(t.a, d)
    out = empty_array(count, shape, t.dt)
    sum_into(t.a, out, t.dt, 1, rows, width)
    return new_tensor(out, t.dt)


cdef object fast_sum_dim(Spec spec, PyObject **values):
    """``sum`` over one dimension."""
    return sum_one(spec, values, False)


cdef object fast_mean_dim(Spec spec, PyObject **values):
    """``mean`` over one dimension."""
    return sum_one(spec, values, True)


@cython.cdivision(True)
cdef object sum_one(Spec spec, PyObject **values, bint mean):
    """values: self, dim, keepdim, dtype."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), d, k = 0
    cdef long axis
    cdef cnp.npy_intp batch = 1, width = 1, rows, i
    cdef cnp.npy_intp shape[64]
    cdef cnp.ndarray out
    cdef bint keep = <object>values[2] is True
    dim = <object>values[1]
    if type(dim) is tuple:
        if PyTuple_GET_SIZE(<tuple>dim) != 1:
            return None
        dim = <object>PyTuple_GET_ITEM(<tuple>dim, 0)
    if type(dim) is not int or <object>values[3] is not None or not sums_fast(t):
        return None
    axis = dim
    if axis < 0:
        axis += nd
    if axis < 0 or axis >= nd or nd > 64:
        return None
    rows = cnp.PyArray_DIM(t.a, axis)
    for d in range(nd):
        if d < axis:
            batch *= cnp.PyArray_DIM(t.a, d)
        elif d > axis:
            width *= cnp.PyArray_DIM(t.a, d)
        if d != axis or keep:
            shape[k] = cnp.PyArray_DIM(t.a, d) if d != axis else 1
            k += 1
    out = empty_array(k, shape, t.dt)
    sum_into(t.a, out, t.dt, batch, rows, width)
    if mean:
        if t.dt == DT_F32:
            for i in range(batch * width):
                (<float *>cnp.PyArray_DATA(out))[i] /= <float>rows
        else:
            for i in range(batch * width):
                (<double *>cnp.PyArray_DATA(out))[i] /= <double>rows
    return finished(spec, values, out, t.dt)
