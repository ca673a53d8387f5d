# More of what small programs call, on plain contiguous tensors: elements that change places, and reductions over everything or over one dimension. None sends
# a case to the shared function, as everywhere in the fast paths.

cdef inline bint lies_dense(TensorBase t) noexcept:
    """Elements that lie one after another and are not none, of any type but those that few kernels have."""
    return not t.lazy and not RARE[t.dt] and cnp.PyArray_IS_C_CONTIGUOUS(t.a) and cnp.PyArray_SIZE(t.a) > 0


cdef inline bint is_dense_float(TensorBase t) noexcept:
    return (t.dt == DT_F32 or t.dt == DT_F64) and lies_dense(t)


cdef bint is_index(TensorBase t) noexcept:
    return t.dt == DT_I64 and not t.lazy and cnp.PyArray_IS_C_CONTIGUOUS(t.a)


cdef int split_sizes(cnp.ndarray a, int dim, cnp.npy_intp *outer, cnp.npy_intp *inner) noexcept:
    """The numbers of elements before and after a dimension."""
    cdef int d
    outer[0] = inner[0] = 1
    for d in range(cnp.PyArray_NDIM(a)):
        if d < dim:
            outer[0] *= cnp.PyArray_DIM(a, d)
        elif d > dim:
            inner[0] *= cnp.PyArray_DIM(a, d)
    return 0


# Triangles

@cython.cdivision(True)
cdef object triangle(Spec spec, PyObject **values, bint lower):
    """values: self, diagonal."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp rows, columns, i, cut, item, total, keep
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    if nd < 2 or not lies_dense(t) or type(<object>values[1]) is not int or not -0x40000000 < <object>values[1] < 0x40000000:
        return None
    rows, columns, item = cnp.PyArray_DIM(t.a, nd - 2), cnp.PyArray_DIM(t.a, nd - 1), ITEMSIZE[t.dt]
    out = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
    p, q, total = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a) // columns
    cut = <object>values[1]
    for i in range(total):
        keep = max(<cnp.npy_intp>0, min(columns, i % rows + cut + lower))
        if lower:
            memcpy(q, p, keep * item)
            memset(q + keep * item, 0, (columns - keep) * item)
        else:
            memset(q, 0, keep * item)
            memcpy(q + keep * item, p + keep * item, (columns - keep) * item)
        p += columns * item
        q += columns * item
    return finished(spec, values, out, t.dt)


cdef object fast_tril(Spec spec, PyObject **values):
    return triangle(spec, values, True)


cdef object fast_triu(Spec spec, PyObject **values):
    return triangle(spec, values, False)


# Rolls

@cython.cdivision(True)
cdef void roll_into(char *out, const char *p, cnp.npy_intp outer, cnp.npy_intp n, cnp.npy_intp size, cnp.npy_intp shift) noexcept:
    """`n` places of `size` bytes moved on by `shift`, from 0 to n - 1."""
    cdef cnp.npy_intp i
    for i in range(outer):
        memcpy(out + shift * size, p, (n - shift) * size)
        memcpy(out, p + (n - shift) * size, shift * size)
        out += n * size
        p += n * size


cdef object fast_roll(Spec spec, PyObject **values):
    """values: self, shifts, dims."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray source = t.a, out = None
    cdef int nd = cnp.PyArray_NDIM(t.a), dim
    cdef cnp.npy_intp outer, inner, n
    shifts, dims = <object>values[1], <object>values[2]
    if not lies_dense(t) or type(shifts) not in (tuple, list) or type(dims) not in (tuple, list) or len(shifts) == 0:
        return None
    if len(dims) == 0:
        if len(shifts) != 1 or type(shifts[0]) is not int:
            return None
        out = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
        n = cnp.PyArray_SIZE(t.a)
        roll_into(<char *>cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(t.a), 1, n, ITEMSIZE[t.dt], shifts[0] % n)
        return finished(spec, values, out, t.dt)
    if len(shifts) != len(dims) or nd == 0:
        return None
    for shift, place in zip(shifts, dims):
        dim = dim_in(place, nd)
        if dim < 0 or type(shift) is not int:
            return None
        n = cnp.PyArray_DIM(t.a, dim)
        split_sizes(t.a, dim, &outer, &inner)
        out = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
        roll_into(<char *>cnp.PyArray_DATA(out), <char *>cnp.PyArray_DATA(source), outer, n, inner * ITEMSIZE[t.dt], shift % n)
        source = out
    return finished(spec, values, out, t.dt)


# Reading and writing at indices

cdef extern from "Python.h":
    ctypedef struct PyThreadState
    PyThreadState *PyEval_SaveThread() noexcept
    void PyEval_RestoreThread(PyThreadState *state) noexcept


cdef inline PyThreadState *let_go(cnp.npy_intp n) noexcept:
    """Release the GIL for loops over many elements; `hold` takes it back."""
    return PyEval_SaveThread() if n >= RELEASE_GIL_FROM else NULL


cdef inline void hold(PyThreadState *state) noexcept:
    if state != NULL:
        PyEval_RestoreThread(state)


cdef bint indices_inside(const int64_t *index, cnp.npy_intp count, int64_t size) noexcept:
    cdef cnp.npy_intp i
    cdef int wrong = 0
    for i in range(count):
        wrong |= <uint64_t>index[i] >= <uint64_t>size
    return not wrong


cdef object fast_index_select(Spec spec, PyObject **values):
    """values: self, dim, index."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef int nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd), d
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp outer, inner, n, count, i, b
    cdef int64_t *index
    cdef char *p
    cdef char *q
    cdef cnp.ndarray out
    if dim < 0 or nd > 64 or not lies_dense(t) or not is_index(at) or cnp.PyArray_NDIM(at.a) != 1 or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL:
        return None
    n, count, index = cnp.PyArray_DIM(t.a, dim), cnp.PyArray_SIZE(at.a), <int64_t *>cnp.PyArray_DATA(at.a)
    if count == 0 or count > SMALL_KERNEL or not indices_inside(index, count, n):
        return None
    split_sizes(t.a, dim, &outer, &inner)
    inner *= ITEMSIZE[t.dt]
    for d in range(nd):
        dims[d] = count if d == dim else cnp.PyArray_DIM(t.a, d)
    out = empty_array(nd, dims, t.dt)
    p, q = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out)
    for b in range(outer):
        for i in range(count):
            memcpy(q, p + index[i] * inner, inner)
            q += inner
        p += n * inner
    return finished(spec, values, out, t.dt)


@cython.cdivision(True)
cdef object fast_take(Spec spec, PyObject **values):
    """values: self, index."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[1]
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(t.a), count = cnp.PyArray_SIZE(at.a), item = ITEMSIZE[t.dt]
    cdef int64_t *index = <int64_t *>cnp.PyArray_DATA(at.a)
    cdef cnp.ndarray out
    cdef char *p = <char *>cnp.PyArray_DATA(t.a)
    cdef char *q
    cdef PyThreadState *state
    if not lies_dense(t) or not is_index(at) or count == 0 or not indices_inside(index, count, n):
        return None
    out = empty_array(cnp.PyArray_NDIM(at.a), cnp.PyArray_DIMS(at.a), t.dt)
    q = <char *>cnp.PyArray_DATA(out)
    state = let_go(count)
    if item == 4:
        for i in range(count):
            (<uint32_t *>q)[i] = (<uint32_t *>p)[index[i]]
    elif item == 8:
        for i in range(count):
            (<uint64_t *>q)[i] = (<uint64_t *>p)[index[i]]
    else:
        for i in range(count):
            memcpy(q + i * item, p + index[i] * item, item)
    hold(state)
    return finished(spec, values, out, t.dt)


cdef object scattered(Spec spec, PyObject **values, bint adds):
    """values: self, dim, index, src."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef TensorBase source
    cdef int nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd), d
    cdef cnp.npy_intp outer, inner, n, count, i, j, b
    cdef int64_t *index = <int64_t *>cnp.PyArray_DATA(at.a)
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    cdef PyThreadState *state
    if dim < 0 or not is_plain(<object>values[3]) or not lies_dense(t) or not is_index(at) or cnp.PyArray_NDIM(at.a) != nd:
        return None
    source = <TensorBase><object>values[3]
    if source.dt != t.dt or t.dt != DT_F32 and t.dt != DT_F64 and t.dt != DT_I64 or source.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(source.a):
        return None
    if not same_shape(source.a, at.a) or cnp.PyArray_SIZE(at.a) == 0:
        return None
    for d in range(nd):
        if d != dim and cnp.PyArray_DIM(t.a, d) != cnp.PyArray_DIM(at.a, d):
            return None
    n, count = cnp.PyArray_DIM(t.a, dim), cnp.PyArray_DIM(at.a, dim)
    if not indices_inside(index, cnp.PyArray_SIZE(at.a), n):
        return None
    split_sizes(t.a, dim, &outer, &inner)
    out = empty_array(nd, cnp.PyArray_DIMS(t.a), t.dt)
    copy_bytes(cnp.PyArray_DATA(out), cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a))
    p, q = <char *>cnp.PyArray_DATA(source.a), <char *>cnp.PyArray_DATA(out)
    state = let_go(cnp.PyArray_SIZE(at.a))
    for b in range(outer):
        for i in range(count):
            if not adds:
                if ITEMSIZE[t.dt] == 4:
                    for j in range(inner):
                        (<uint32_t *>q)[index[j] * inner + j] = (<uint32_t *>p)[j]
                else:
                    for j in range(inner):
                        (<uint64_t *>q)[index[j] * inner + j] = (<uint64_t *>p)[j]
            elif t.dt == DT_F32:
                for j in range(inner):
                    (<float *>q)[index[j] * inner + j] += (<float *>p)[j]
            elif t.dt == DT_F64:
                for j in range(inner):
                    (<double *>q)[index[j] * inner + j] += (<double *>p)[j]
            else:
                for j in range(inner):
                    (<uint64_t *>q)[index[j] * inner + j] += (<uint64_t *>p)[j]
            index += inner
            p += inner * ITEMSIZE[t.dt]
        q += n * inner * ITEMSIZE[t.dt]
    hold(state)
    return finished(spec, values, out, t.dt)


cdef object fast_scatter(Spec spec, PyObject **values):
    return scattered(spec, values, False) if spec.nparams == 4 else None


cdef object fast_scatter_add(Spec spec, PyObject **values):
    return scattered(spec, values, True)


# Constant padding

cdef object fast_constant_pad(Spec spec, PyObject **values):
    """values: self, pad (the last dimension first), value."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef object pad = <object>values[1]
    cdef int nd = cnp.PyArray_NDIM(t.a), d, k, count
    cdef cnp.npy_intp dims[16]
    cdef cnp.npy_intp before[16]
    cdef cnp.npy_intp steps[16]
    cdef cnp.npy_intp place[16]
    cdef cnp.npy_intp left, right, step = 1, i, row, total, item = ITEMSIZE[t.dt]
    cdef cnp.ndarray out
    cdef char number[16]
    cdef char *p
    cdef char *q
    cdef bint zero
    if not is_dense_float(t) and not (t.dt == DT_I64 and lies_dense(t)) or nd == 0 or nd > 16 or type(pad) not in (tuple, list) or len(pad) > 2 * nd or len(pad) & 1:
        return None
    if type(<object>values[2]) is not int and type(<object>values[2]) is not float or t.dt == DT_I64 and type(<object>values[2]) is not int:
        if not (t.dt == DT_I64 and type(<object>values[2]) is float and <object>values[2] == 0.0):
            return None
    elif t.dt == DT_I64 and not -0x4000000000000000 < <object>values[2] < 0x4000000000000000:
        return None
    count = len(pad) // 2
    total = 1
    for d in range(nd - 1, -1, -1):
        left = right = 0
        k = nd - 1 - d
        if k < count:
            if type(pad[2 * k]) is not int or type(pad[2 * k + 1]) is not int:
                return None
            if not 0 <= pad[2 * k] < 0x7FFFFFFF or not 0 <= pad[2 * k + 1] < 0x7FFFFFFF:
                return None
            left, right = pad[2 * k], pad[2 * k + 1]
        dims[d], before[d], steps[d], place[d] = cnp.PyArray_DIM(t.a, d) + left + right, left, step, 0
        step *= dims[d]
        if step > 0x7FFFFFFFFF:
            return None
    out = empty_array(nd, dims, t.dt)
    q = <char *>cnp.PyArray_DATA(out)
    zero = <object>values[2] == 0 and not (type(<object>values[2]) is float and str(<object>values[2])[0] == "-")
    if zero:
        memset(q, 0, step * item)
    else:
        write_number(<object>values[2], t.dt, number)
        if item == 4:
            for i in range(step):
                (<uint32_t *>q)[i] = (<uint32_t *>number)[0]
        else:
            for i in range(step):
                (<uint64_t *>q)[i] = (<uint64_t *>number)[0]
    p, row = <char *>cnp.PyArray_DATA(t.a), cnp.PyArray_DIM(t.a, nd - 1)
    total = cnp.PyArray_SIZE(t.a) // row
    for i in range(total):
        step = before[nd - 1]
        for d in range(nd - 1):
            step += (place[d] + before[d]) * steps[d]
        memcpy(q + step * item, p, row * item)
        p += row * item
        d = nd - 2
        while d >= 0:
            place[d] += 1
            if place[d] < cnp.PyArray_DIM(t.a, d):
                break
            place[d] = 0
            d -= 1
    return finished(spec, values, out, t.dt)


# Bounds on one side, infinities replaced, signs

cdef object fast_clamp_min(Spec spec, PyObject **values):
    return clamped(spec, values, <object>values[1], None)


cdef object fast_clamp_max(Spec spec, PyObject **values):
    return clamped(spec, values, None, <object>values[1])


cdef void finite_numbers(const real *p, real *out, cnp.npy_intp n, real largest) noexcept nogil:
    cdef cnp.npy_intp i
    cdef real x
    for i in range(n):
        x = p[i]
        out[i] = 0 if x != x else largest if x > largest else -largest if x < -largest else x


cdef object fast_nan_to_num(Spec spec, PyObject **values):
    """values: self, nan, posinf, neginf."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray out
    if <object>values[1] is not None or <object>values[2] is not None or <object>values[3] is not None or not is_dense_float(t):
        return None
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    if t.dt == DT_F32:
        finite_numbers[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a), <float>3.4028234663852886e38)
    else:
        finite_numbers[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(t.a), 1.7976931348623157e308)
    return finished(spec, values, out, t.dt)


# Reductions

cdef object fast_prod(Spec spec, PyObject **values):
    """values: self, dtype."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(t.a)
    cdef float f4 = 1
    cdef double f8 = 1
    cdef int64_t i8 = 1
    cdef cnp.ndarray out
    if <object>values[1] is not None or not is_simple(t):
        return None
    out = empty_array(0, NULL, t.dt)
    if t.dt == DT_F32:
        for i in range(n):
            f4 *= (<float *>cnp.PyArray_DATA(t.a))[i]
        (<float *>cnp.PyArray_DATA(out))[0] = f4
    elif t.dt == DT_F64:
        for i in range(n):
            f8 *= (<double *>cnp.PyArray_DATA(t.a))[i]
        (<double *>cnp.PyArray_DATA(out))[0] = f8
    else:
        for i in range(n):
            i8 = <int64_t>(<uint64_t>i8 * <uint64_t>(<int64_t *>cnp.PyArray_DATA(t.a))[i])
        (<int64_t *>cnp.PyArray_DATA(out))[0] = i8
    return finished(spec, values, out, t.dt)


cdef cnp.npy_intp count_true(TensorBase t) noexcept:
    """How many elements of a bool, int64 or float tensor are not zero."""
    cdef cnp.npy_intp i, found = 0, n = cnp.PyArray_SIZE(t.a)
    cdef char *p = <char *>cnp.PyArray_DATA(t.a)
    if t.dt == DT_BOOL:
        for i in range(n):
            found += p[i] != 0
    elif t.dt == DT_F32:
        for i in range(n):
            found += (<float *>p)[i] != 0
    elif t.dt == DT_F64:
        for i in range(n):
            found += (<double *>p)[i] != 0
    else:
        for i in range(n):
            found += (<int64_t *>p)[i] != 0
    return found


cdef bint is_countable(TensorBase t) noexcept:
    return t.dt == DT_BOOL and lies_dense(t) and cnp.PyArray_SIZE(t.a) <= SMALL_KERNEL or is_simple(t)


cdef object truth(bint value):
    cdef cnp.ndarray out = empty_array(0, NULL, DT_BOOL)
    (<char *>cnp.PyArray_DATA(out))[0] = value
    return new_tensor(out, DT_BOOL)


cdef object fast_any(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    return truth(count_true(t) != 0) if is_countable(t) else None


cdef object fast_all(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    return truth(count_true(t) == cnp.PyArray_SIZE(t.a)) if is_countable(t) else None


cdef TensorBase whole_number(int64_t value):
    cdef cnp.ndarray out = empty_array(0, NULL, DT_I64)
    (<int64_t *>cnp.PyArray_DATA(out))[0] = value
    return new_tensor(out, DT_I64)


cdef object fast_count_nonzero(Spec spec, PyObject **values):
    """values: self, dim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    return whole_number(count_true(t)) if <object>values[1] is None and is_countable(t) else None


cdef TensorBase whole_sum(TensorBase t):
    """The sum of few integers or bools; None for others."""
    cdef cnp.npy_intp i
    cdef uint64_t total = 0
    if t.dt == DT_BOOL and is_countable(t):
        return whole_number(count_true(t))
    if t.dt != DT_I64 or not is_simple(t):
        return None
    for i in range(cnp.PyArray_SIZE(t.a)):
        total += <uint64_t>(<int64_t *>cnp.PyArray_DATA(t.a))[i]
    return whole_number(<int64_t>total)


# Norms of vectors, variances along a dimension

cdef bint one_dimension(TensorBase t, object dim, bint keep, cnp.npy_intp *sizes, cnp.npy_intp *shape, int *nd) except -1:
    """Sizes before, at and after the one dimension that is reduced, or of everything for None, and the result's shape; False for other dimensions."""
    cdef int d, at, n = cnp.PyArray_NDIM(t.a)
    if n > 64:
        return False
    if dim is None or n == 2 and isinstance(dim, (tuple, list)) and len(dim) == 2 and dim_in(dim[0], 2) + dim_in(dim[1], 2) == 1 and dim_in(dim[0], 2) >= 0:
        sizes[0], sizes[1], sizes[2], nd[0] = 1, cnp.PyArray_SIZE(t.a), 1, n if keep else 0
        for d in range(n):
            shape[d] = 1
        return True
    if type(dim) is tuple or type(dim) is list:
        if len(dim) != 1:
            return False
        dim = dim[0]
    at = dim_in(dim, n)
    if at < 0:
        return False
    sizes[1], nd[0] = cnp.PyArray_DIM(t.a, at), 0
    split_sizes(t.a, at, &sizes[0], &sizes[2])
    for d in range(n):
        if d != at or keep:
            shape[nd[0]] = 1 if d == at else cnp.PyArray_DIM(t.a, d)
            nd[0] += 1
    return True


cdef void square_numbers(const real *p, real *out, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(n):
        out[i] = p[i] * p[i]


cdef void root_numbers(real *p, cnp.npy_intp n) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(n):
        p[i] = <real>square_root(p[i])


cdef object fast_vector_norm(Spec spec, PyObject **values):
    """values: self, ord, dim, keepdim, dtype; the root of the sum of squares."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef cnp.ndarray squares, out
    if <object>values[4] is not None or <object>values[1] != 2 or not is_dense_float(t) or cnp.PyArray_NDIM(t.a) == 0:
        return None
    if not one_dimension(t, <object>values[2], <object>values[3] is True, sizes, shape, &nd) or sizes[1] < 2:
        return None
    squares = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    out = empty_array(nd, shape, t.dt)
    if t.dt == DT_F32:
        square_numbers[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(squares), cnp.PyArray_SIZE(t.a))
    else:
        square_numbers[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(squares), cnp.PyArray_SIZE(t.a))
    fast.sum_memory(t.dt == DT_F32, cnp.PyArray_DATA(squares), cnp.PyArray_DATA(out), sizes[0], sizes[1], sizes[2])
    if t.dt == DT_F32:
        root_numbers[float](<float *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out))
    else:
        root_numbers[double](<double *>cnp.PyArray_DATA(out), cnp.PyArray_SIZE(out))
    return finished(spec, values, out, t.dt)


@cython.cdivision(True)
cdef void variances(const real *p, real *out, cnp.npy_intp *sizes, double correction, bint root) noexcept nogil:
    cdef cnp.npy_intp b, i, j, inner = sizes[2], n = sizes[1]
    cdef double total, square, mean, d
    for b in range(sizes[0]):
        for j in range(inner):
            total = square = 0
            for i in range(n):
                total += p[i * inner + j]
            mean = total / n
            for i in range(n):
                d = p[i * inner + j] - mean
                square += d * d
            square /= n - correction
            out[b * inner + j] = <real>(square_root(square) if root else square)
        p += n * inner


cdef object variance_along(Spec spec, PyObject **values, object correction, bint root):
    """values: self, dim, ..., keepdim."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp sizes[3]
    cdef cnp.npy_intp shape[64]
    cdef int nd
    cdef double c
    cdef cnp.ndarray out
    if not is_simple(t) or t.dt == DT_I64 or type(correction) is not int and type(correction) is not float or cnp.PyArray_NDIM(t.a) == 0:
        return None
    c = correction
    if not one_dimension(t, <object>values[1], <object>values[3] is True, sizes, shape, &nd) or sizes[1] - c <= 0:
        return None
    out = empty_array(nd, shape, t.dt)
    if t.dt == DT_F32:
        variances[float](<float *>cnp.PyArray_DATA(t.a), <float *>cnp.PyArray_DATA(out), sizes, c, root)
    else:
        variances[double](<double *>cnp.PyArray_DATA(t.a), <double *>cnp.PyArray_DATA(out), sizes, c, root)
    return finished(spec, values, out, t.dt)


cdef object fast_var_dim(Spec spec, PyObject **values):
    return variance_along(spec, values, 1 if <object>values[2] is True else 0, False)


cdef object fast_std_dim(Spec spec, PyObject **values):
    return variance_along(spec, values, 1 if <object>values[2] is True else 0, True)


cdef fast_function small_move_for(str impl) noexcept:
    """The function here for an implementation, or NULL."""
    if impl == "kernel:shapes.tril":
        return fast_tril
    if impl == "kernel:shapes.triu":
        return fast_triu
    if impl == "kernel:shapes.roll":
        return fast_roll
    if impl == "kernel:scatter.index_select":
        return fast_index_select
    if impl == "kernel:masks.take":
        return fast_take
    if impl == "kernel:scatter.scatter":
        return fast_scatter
    if impl == "kernel:scatter.scatter_add":
        return fast_scatter_add
    if impl == "kernel:padding.constant_pad":
        return fast_constant_pad
    if impl == "kernel:elementwise.clamp_min":
        return fast_clamp_min
    if impl == "kernel:elementwise.clamp_max":
        return fast_clamp_max
    if impl == "kernel:elementwise.nan_to_num":
        return fast_nan_to_num
    if impl == "kernel:reductions.prod_all":
        return fast_prod
    if impl == "kernel:reductions.any_all":
        return fast_any
    if impl == "kernel:reductions.all_all":
        return fast_all
    if impl == "kernel:reductions.count_nonzero":
        return fast_count_nonzero
    if impl == "kernel:norms.linalg_vector_norm":
        return fast_vector_norm
    if impl == "kernel:moments.var_dim":
        return fast_var_dim
    if impl == "kernel:moments.std_dim":
        return fast_std_dim
    return small_image_for(impl)
