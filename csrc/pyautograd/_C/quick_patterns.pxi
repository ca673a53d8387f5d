# Diagonals, real parts, constants with a pattern, places and counts of small contiguous tensors.

# Views

cdef object fast_diagonal(Spec spec, PyObject **values):
    """values: self, offset, dim1, dim2."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), first = dim_in(<object>values[2], nd), second = dim_in(<object>values[3], nd), d, k = 0
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef cnp.npy_intp offset, rows, columns, start
    if first < 0 or second < 0 or first == second or type(<object>values[1]) is not int or not -0x1000000 < <object>values[1] < 0x1000000:
        return None
    offset = <object>values[1]
    rows, columns = cnp.PyArray_DIM(t.a, first), cnp.PyArray_DIM(t.a, second)
    if offset >= 0:
        columns, start = columns - offset, offset * cnp.PyArray_STRIDE(t.a, second)
    else:
        rows, start = rows + offset, -offset * cnp.PyArray_STRIDE(t.a, first)
    if rows <= 0 or columns <= 0:
        return None
    for d in range(nd):
        if d != first and d != second:
            dims[k], strides[k] = cnp.PyArray_DIM(t.a, d), cnp.PyArray_STRIDE(t.a, d)
            k += 1
    dims[k], strides[k] = min(rows, columns), cnp.PyArray_STRIDE(t.a, first) + cnp.PyArray_STRIDE(t.a, second)
    return finish_view(spec, values, array_over(t.a, t.a, nd - 1, dims, strides, <char *>cnp.PyArray_DATA(t.a) + start))


cdef cnp.ndarray SINGLE_SAMPLE = np.empty(0, np.float32), DOUBLE_SAMPLE = np.empty(0, np.float64)
cdef Spec as_real_spec = None
cdef Spec part_spec = None


cdef object fast_view_as_real(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase made
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp item = cnp.PyArray_ITEMSIZE(t.a) // 2
    if t.dt != DT_C64 and t.dt != DT_C128 or t.lazy or nd > 62 or mode_view_replay or t.extra is not None:
        return None
    for d in range(nd):
        dims[d], strides[d] = cnp.PyArray_DIM(t.a, d), cnp.PyArray_STRIDE(t.a, d)
    dims[nd], strides[nd] = 2, item
    made = view_of(t, array_over(t.a, SINGLE_SAMPLE if item == 4 else DOUBLE_SAMPLE, nd + 1, dims, strides, <char *>cnp.PyArray_DATA(t.a)))
    made.dt = DT_F32 if item == 4 else DT_F64
    note_replay(t, made, spec, values)
    if mode_grad and requires(t) and not t.inference:
        finish(spec, values, made)
    return made


cdef object complex_part(PyObject *x, int which):
    """The real or the imaginary parts of a complex tensor."""
    global as_real_spec, part_spec
    cdef TensorBase t = <TensorBase><object>x
    cdef PyObject *given[3]
    cdef object parts, last = -1, chosen = which
    if t.dt != DT_C64 and t.dt != DT_C128 or t.lazy:
        return None
    if as_real_spec is None:
        as_real_spec, part_spec = spec_named("view_as_real"), spec_named("select")
    parts = run_spec(as_real_spec, &x)
    given[0], given[1], given[2] = <PyObject *>parts, <PyObject *>last, <PyObject *>chosen
    return run_spec(part_spec, given)


cdef object fast_real(Spec spec, PyObject **values):
    cdef TensorBase t = <TensorBase><object>values[0]
    return t if CATEGORY[t.dt] < 3 else complex_part(values[0], 0)


cdef object fast_imag(Spec spec, PyObject **values):
    return complex_part(values[0], 1)


# Constants

cdef object triangle_indices(Spec spec, PyObject **values, bint upper):
    """values: row, col, offset, dtype, ..."""
    cdef cnp.npy_intp shape[2]
    cdef cnp.npy_intp i, j, k, offset
    cdef int64_t *to
    cdef Options o
    cdef cnp.ndarray out
    for i in range(3):
        if type(<object>values[i]) is not int or not -0x1000 < <object>values[i] <= 0x1000 or i < 2 and <object>values[i] <= 0:
            return None
    if not read_options(spec, values, 3, DT_I64, &o) or o.dt != DT_I64:
        return None
    offset, shape[0], shape[1] = <object>values[2], 2, 0
    for i in range(<cnp.npy_intp><object>values[0]):
        k = min(max(i + offset + (not upper), <cnp.npy_intp>0), <cnp.npy_intp><object>values[1])
        shape[1] += <cnp.npy_intp><object>values[1] - k if upper else k
    if shape[1] == 0:
        return None
    out = empty_array(2, shape, DT_I64)
    to = <int64_t *>cnp.PyArray_DATA(out)
    for i in range(<cnp.npy_intp><object>values[0]):
        k = min(max(i + offset + (not upper), <cnp.npy_intp>0), <cnp.npy_intp><object>values[1])
        for j in range(k if upper else 0, <cnp.npy_intp><object>values[1] if upper else k):
            to[0], to[shape[1]] = i, j
            to += 1
    return new_tensor(out, DT_I64)


cdef object fast_tril_indices(Spec spec, PyObject **values):
    return triangle_indices(spec, values, False)


cdef object fast_triu_indices(Spec spec, PyObject **values):
    return triangle_indices(spec, values, True)


# A vector as a diagonal, products of 3-vectors

cdef object fast_diag_embed(Spec spec, PyObject **values):
    """values: self, offset, dim1, dim2; of the last dimension, into the last two."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp b, i, n, m, offset, item = ITEMSIZE[t.dt]
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    if nd == 0 or nd > 60 or not lies_dense(t) or item != 4 and item != 8 or dim_in(<object>values[2], nd + 1) != nd - 1 or dim_in(<object>values[3], nd + 1) != nd:
        return None
    if type(<object>values[1]) is not int or not -0x1000 < <object>values[1] < 0x1000 or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL:
        return None
    offset, n = <object>values[1], cnp.PyArray_DIM(t.a, nd - 1)
    m = n + abs(offset)
    for d in range(nd - 1):
        dims[d] = cnp.PyArray_DIM(t.a, d)
    dims[nd - 1] = dims[nd] = m
    if m * m * (cnp.PyArray_SIZE(t.a) // n) > 16 * SMALL_KERNEL:
        return None
    out = empty_array(nd + 1, dims, t.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    p, q = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out) + (offset if offset > 0 else -offset * m) * item
    for b in range(cnp.PyArray_SIZE(t.a) // n):
        for i in range(n):
            memcpy(q + i * (m + 1) * item, p + i * item, item)
        p += n * item
        q += m * m * item
    return finished(spec, values, out, t.dt)


cdef void cross_products(const real *x, const real *y, real *out, cnp.npy_intp outer, cnp.npy_intp inner) noexcept nogil:
    cdef cnp.npy_intp b, i, j, k, c
    cdef real first
    for b in range(outer):
        for c in range(3):
            j, k = (c + 1) % 3 * inner, (c + 2) % 3 * inner
            for i in range(inner):
                first = x[j + i] * y[k + i]
                out[c * inner + i] = first - x[k + i] * y[j + i]
        x += 3 * inner
        y += 3 * inner
        out += 3 * inner


cdef object fast_cross(Spec spec, PyObject **values):
    """values: self, other, dim."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase y = <TensorBase><object>values[1]
    cdef int dim = dim_in(<object>values[2], cnp.PyArray_NDIM(x.a))
    cdef cnp.npy_intp outer, inner
    cdef cnp.ndarray out
    if dim < 0 or x.dt != y.dt or not is_dense_float(x) or not is_dense_float(y) or not same_shape(x.a, y.a) or cnp.PyArray_DIM(x.a, dim) != 3:
        return None
    if cnp.PyArray_SIZE(x.a) > 16 * SMALL_KERNEL:
        return None
    split_sizes(x.a, dim, &outer, &inner)
    out = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), x.dt)
    if x.dt == DT_F32:
        cross_products[float](<float *>cnp.PyArray_DATA(x.a), <float *>cnp.PyArray_DATA(y.a), <float *>cnp.PyArray_DATA(out), outer, inner)
    else:
        cross_products[double](<double *>cnp.PyArray_DATA(x.a), <double *>cnp.PyArray_DATA(y.a), <double *>cnp.PyArray_DATA(out), outer, inner)
    return finished(spec, values, out, x.dt)


# Places

cdef object gathered(Spec spec, PyObject **values):
    """values: self, dim, index, sparse_grad."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef int d, nd = cnp.PyArray_NDIM(t.a), dim = dim_in(<object>values[1], nd)
    cdef cnp.npy_intp outer, inner, n, count, b, i, j, item = ITEMSIZE[t.dt]
    cdef int64_t *index = <int64_t *>cnp.PyArray_DATA(at.a)
    cdef cnp.ndarray out
    cdef char *p
    cdef char *q
    if dim < 0 or <object>values[3] is not False or not lies_dense(t) or item != 4 and item != 8 or not is_index(at) or cnp.PyArray_NDIM(at.a) != nd:
        return None
    for d in range(nd):
        if d != dim and cnp.PyArray_DIM(t.a, d) != cnp.PyArray_DIM(at.a, d):
            return None
    n, count = cnp.PyArray_DIM(t.a, dim), cnp.PyArray_DIM(at.a, dim)
    if not 0 < cnp.PyArray_SIZE(at.a) <= SMALL_KERNEL or not indices_inside(index, cnp.PyArray_SIZE(at.a), n):
        return None
    split_sizes(t.a, dim, &outer, &inner)
    out = empty_array(nd, cnp.PyArray_DIMS(at.a), t.dt)
    p, q = <char *>cnp.PyArray_DATA(t.a), <char *>cnp.PyArray_DATA(out)
    for b in range(outer):
        for i in range(count):
            if item == 4:
                for j in range(inner):
                    (<uint32_t *>q)[j] = (<uint32_t *>p)[index[j] * inner + j]
            else:
                for j in range(inner):
                    (<uint64_t *>q)[j] = (<uint64_t *>p)[index[j] * inner + j]
            index += inner
            q += inner * item
        p += n * inner * item
    return finished(spec, values, out, t.dt)


cdef object determinism_asked = None      # what `use_deterministic_algorithms` was told


cdef object fast_put(Spec spec, PyObject **values):
    """values: self, index, source, accumulate."""
    global determinism_asked
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[1]
    cdef TensorBase source = <TensorBase><object>values[2]
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(at.a)
    cdef int64_t *index = <int64_t *>cnp.PyArray_DATA(at.a)
    cdef cnp.ndarray out
    if <object>values[3] is not False or not is_simple(t) or not is_simple(source) or source.dt != t.dt or not is_index(at) or cnp.PyArray_SIZE(source.a) != n:
        return None
    if determinism_asked is None:
        from .._py.determinism import asked as determinism_asked
    if determinism_asked.mode:
        return None
    if not has_plain_strides(t.a) or not indices_inside(index, n, cnp.PyArray_SIZE(t.a)):
        return None
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    copy_bytes(cnp.PyArray_DATA(out), cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a))
    for i in range(n):
        if ITEMSIZE[t.dt] == 4:
            (<uint32_t *>cnp.PyArray_DATA(out))[index[i]] = (<uint32_t *>cnp.PyArray_DATA(source.a))[i]
        else:
            (<uint64_t *>cnp.PyArray_DATA(out))[index[i]] = (<uint64_t *>cnp.PyArray_DATA(source.a))[i]
    return finished(spec, values, out, t.dt)


cdef object fast_index_fill(Spec spec, PyObject **values):
    """values: self, dim, index, value: a number."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef int dim = dim_in(<object>values[1], cnp.PyArray_NDIM(t.a))
    cdef cnp.npy_intp outer, inner, n, b, i, j
    cdef int64_t *index = <int64_t *>cnp.PyArray_DATA(at.a)
    cdef float *f4
    cdef double *f8
    cdef double value
    cdef cnp.ndarray out
    if dim < 0 or not is_dense_float(t) or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL or not is_index(at) or cnp.PyArray_NDIM(at.a) != 1:
        return None
    if not real_number(<object>values[3], &value) or not -3e38 < value < 3e38 or not has_plain_strides(t.a):
        return None
    n = cnp.PyArray_DIM(t.a, dim)
    if not indices_inside(index, cnp.PyArray_SIZE(at.a), n):
        return None
    split_sizes(t.a, dim, &outer, &inner)
    out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    copy_bytes(cnp.PyArray_DATA(out), cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a))
    for b in range(outer):
        for i in range(cnp.PyArray_SIZE(at.a)):
            f4, f8 = <float *>cnp.PyArray_DATA(out) + (b * n + index[i]) * inner, <double *>cnp.PyArray_DATA(out) + (b * n + index[i]) * inner
            for j in range(inner):
                if t.dt == DT_F32:
                    f4[j] = <float>value
                else:
                    f8[j] = value
    return finished(spec, values, out, t.dt)


# Counts and orders

cdef object fast_nonzero(Spec spec, PyObject **values):
    """values: self."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    cdef cnp.npy_intp shape[2]
    cdef cnp.npy_intp strides[2]
    cdef cnp.npy_intp counter[64]
    cdef cnp.npy_intp i, k, n = cnp.PyArray_SIZE(t.a), start, last
    cdef int64_t *to
    cdef const unsigned char *p
    cdef cnp.ndarray out, mask = t.a
    cdef PyThreadState *state
    if nd == 0 or nd > 64 or n == 0 or not lies_dense(t):
        return None
    if t.dt != DT_BOOL:
        mask = cast_array(t.a, t.dt, DT_BOOL)
        if mask is None:
            return None
    p, k = <const unsigned char *>cnp.PyArray_DATA(mask), 0
    for i in range(n):
        k += p[i] != 0
    shape[0], shape[1] = nd, k
    if k == 0:
        return None
    out = empty_array(2, shape, DT_I64)      # coordinates of one dimension lie together
    to, k = <int64_t *>cnp.PyArray_DATA(out), 0
    for d in range(nd):
        counter[d] = 0
    last, start = cnp.PyArray_DIM(t.a, nd - 1), 0
    state = let_go(n)
    while start < n:
        for i in range(last):      # written whether there or not: what is not is written over
            if k == shape[1]:
                break
            for d in range(nd - 1):
                to[d * shape[1] + k] = counter[d]
            to[(nd - 1) * shape[1] + k] = i
            k += p[start + i] != 0
        start += last
        d = nd - 2
        while d >= 0:
            counter[d] += 1
            if counter[d] < cnp.PyArray_DIM(t.a, d):
                break
            counter[d] = 0
            d -= 1
    hold(state)
    shape[0], shape[1] = k, nd
    strides[0], strides[1] = 8, 8 * k
    return new_tensor(array_over(out, out, 2, shape, strides, <char *>cnp.PyArray_DATA(out)), DT_I64)


cdef void places_between(const number *bounds, cnp.npy_intp n, const number *x, int64_t *out, cnp.npy_intp count, bint right) noexcept nogil:
    cdef cnp.npy_intp i, low, high, middle
    for i in range(count):
        low, high = 0, n
        while low < high:
            middle = low + (high - low) // 2
            if (not bounds[middle] > x[i]) if right else (not bounds[middle] >= x[i]):
                low = middle + 1
            else:
                high = middle
        out[i] = low


cdef object places_in(Spec spec, PyObject **values, TensorBase bounds, TensorBase x, bint right):
    cdef cnp.ndarray out
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(bounds.a), count = cnp.PyArray_SIZE(x.a)
    if bounds.dt != x.dt or not is_simple(bounds) or not is_simple(x) or cnp.PyArray_NDIM(bounds.a) != 1 or not has_plain_strides(x.a):
        return None
    out = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), DT_I64)
    if x.dt == DT_F32:
        places_between[float](<float *>cnp.PyArray_DATA(bounds.a), n, <float *>cnp.PyArray_DATA(x.a), <int64_t *>cnp.PyArray_DATA(out), count, right)
    elif x.dt == DT_F64:
        places_between[double](<double *>cnp.PyArray_DATA(bounds.a), n, <double *>cnp.PyArray_DATA(x.a), <int64_t *>cnp.PyArray_DATA(out), count, right)
    else:
        places_between[int64_t](<int64_t *>cnp.PyArray_DATA(bounds.a), n, <int64_t *>cnp.PyArray_DATA(x.a), <int64_t *>cnp.PyArray_DATA(out), count, right)
    return finished(spec, values, out, DT_I64)


cdef object fast_bucketize(Spec spec, PyObject **values):
    """values: self, boundaries, out_int32, right."""
    if not isinstance(<object>values[0], TensorBase) or <object>values[2] is not False:
        return None
    return places_in(spec, values, <TensorBase><object>values[1], <TensorBase><object>values[0], <object>values[3])


cdef object fast_searchsorted(Spec spec, PyObject **values):
    """values: sorted_sequence, self, out_int32, right, side, sorter."""
    if not isinstance(<object>values[1], TensorBase) or <object>values[2] is not False or <object>values[4] is not None or <object>values[5] is not None:
        return None
    return places_in(spec, values, <TensorBase><object>values[0], <TensorBase><object>values[1], <object>values[3])


quick_way("view:views.diagonal", fast_diagonal)
quick_way("view:views.view_as_real", fast_view_as_real)
quick_way("composite:elementwise.real", fast_real)
quick_way("composite:elementwise.imag", fast_imag)
quick_way("composite:creation.tril_indices", fast_tril_indices)
quick_way("composite:creation.triu_indices", fast_triu_indices)
quick_way("kernel:shapes.diag_embed", fast_diag_embed)
quick_way("kernel:shapes.cross", fast_cross)
quick_way("kernel:masks.put", fast_put)
quick_way("kernel:scatter.index_fill", fast_index_fill)
quick_way("kernel:indexing.nonzero", fast_nonzero)
quick_way("kernel:sorting.bucketize", fast_bucketize)
quick_way("kernel:sorting.searchsorted", fast_searchsorted)
