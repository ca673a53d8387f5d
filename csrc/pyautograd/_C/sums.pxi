# Sums over one dimension, or several side by side, of contiguous floats, in PyTorch's order of additions, which `_py/kernels/summation.py` explains and
# `fast_real.h` follows.

ctypedef fused real:
    float
    double


cdef inline real run_of(const real *p, cnp.npy_intp length) noexcept:
    """The sum of a contiguous run."""
    cdef real total = 0
    if length:
        fast.sum_memory(real is float, <void *>p, &total, 1, length, 1)
    return total


cdef bint sums_fast(TensorBase t) noexcept:
    """Whether a tensor is one that these functions sum."""
    return (t.dt == DT_F32 or t.dt == DT_F64) and not t.lazy and cnp.PyArray_IS_C_CONTIGUOUS(t.a) and cnp.PyArray_SIZE(t.a) > 0


cdef bint sum_elements(TensorBase t, void *out, cnp.npy_intp batch, cnp.npy_intp rows, cnp.npy_intp width, bint clean) noexcept:
    """(batch, rows, width) contiguous floats summed over rows, those of half precision to float32; `clean`: NaN counts as zero. False where it cannot be done."""
    cdef bint half = t.dt == DT_F16 or t.dt == DT_BF16, type4 = half or t.dt == DT_F32
    cdef void *load = cast_loop_for(cast_type(t.dt), CAST_F4) if half else NULL
    cdef void *cleaning = NULL if not clean else find_bit_loop(b"missing_to_zero", not type4)
    if load == NULL and not clean:
        fast.sum_memory(type4, cnp.PyArray_DATA(t.a), out, batch, rows, width)
        return True
    return fast.sum_blocks_memory(
        <fast.inner_loop>load, <fast.inner_loop>cleaning, type4, ITEMSIZE[t.dt], cnp.PyArray_DATA(t.a), out, batch, rows, width,
    )


cdef bint sums_floats(TensorBase t) noexcept:
    """Whether it is one for that."""
    if cast_type(t.dt) < 0 or CATEGORY[t.dt] != 2 or t.lazy:
        return False
    return cnp.PyArray_IS_C_CONTIGUOUS(t.a) and cnp.PyArray_ISBEHAVED_RO(t.a) and cnp.PyArray_SIZE(t.a) > 0


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
    fast.sum_memory(t.dt == DT_F32, cnp.PyArray_DATA(t.a), cnp.PyArray_DATA(out), 1, rows, width)
    return new_tensor(out, t.dt)


cdef bint sums_integers(TensorBase t) noexcept:
    """Whether a tensor is one of integers or bools that sum to int64 by a loop of ours: the types that are not rare."""
    return (
        CATEGORY[t.dt] < 2 and not RARE[t.dt] and not t.lazy and cnp.PyArray_IS_C_CONTIGUOUS(t.a) and cnp.PyArray_ISBEHAVED_RO(t.a) and cnp.PyArray_SIZE(t.a) > 0
    )


cdef object fast_sum_dim(Spec spec, PyObject **values):
    """``sum`` over dimensions that lie side by side."""
    return sum_run_of_dims(spec, values, False, False)


cdef object fast_mean_dim(Spec spec, PyObject **values):
    """``mean`` over dimensions that lie side by side."""
    return sum_run_of_dims(spec, values, True, False)


cdef int run_of_dims(object dim, int nd, int *last) except -2:
    """The first and, in `last`, the last of dimensions that lie side by side; -1 for others, and for what is refused."""
    cdef int first, d
    cdef long axis
    cdef uint64_t seen = 0
    if type(dim) is int:
        axis = dim
        axis += nd if axis < 0 else 0
        last[0] = <int>axis
        return <int>axis if 0 <= axis < nd else -1
    if type(dim) is not tuple and type(dim) is not list or len(dim) == 0 or len(dim) > nd:
        return -1
    for item in dim:
        if type(item) is not int or not -nd <= item < nd:
            return -1
        axis = item
        axis += nd if axis < 0 else 0
        if seen >> axis & 1:
            return -1
        seen |= <uint64_t>1 << axis
    first = 0
    while not seen >> first & 1:
        first += 1
    last[0] = first + <int>len(dim) - 1
    for d in range(first, last[0] + 1):
        if not seen >> d & 1:
            return -1
    return first


@cython.cdivision(True)
cdef object sum_run_of_dims(Spec spec, PyObject **values, bint mean, bint clean):
    """values: self, dim, keepdim, dtype."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), first, last = 0, d, k = 0
    cdef cnp.npy_intp batch = 1, width = 1, rows = 1, i
    cdef cnp.npy_intp shape[64]
    cdef cnp.ndarray out
    cdef bint keep = <object>values[2] is True
    cdef bint whole = not mean and sums_integers(t)
    cdef int summed = DT_F64 if t.dt == DT_F64 else DT_F32
    if <object>values[3] is not None or nd > 64:
        return None
    if not whole and not sums_floats(t):
        return None if nd != 2 or keep else sum_of_transpose(spec, values, mean, clean)
    if <object>values[1] is None or <object>values[1] == ():      # everything
        first, last = 0 if nd else -1, nd - 1
    else:
        first = run_of_dims(<object>values[1], nd, &last)
    if first < 0:
        return None if whole or clean or summed != t.dt else sum_apart(spec, values, mean)
    for d in range(nd):
        if d < first:
            batch *= cnp.PyArray_DIM(t.a, d)
        elif d > last:
            width *= cnp.PyArray_DIM(t.a, d)
        else:
            rows *= cnp.PyArray_DIM(t.a, d)
        if d < first or d > last or keep:
            shape[k] = cnp.PyArray_DIM(t.a, d) if d < first or d > last else 1
            k += 1
    if rows == 1 and last > first:
        return None
    if whole:
        out = empty_array(k, shape, DT_I64)
        fast.sum_integer_memory(TYPENUM[t.dt], cnp.PyArray_DATA(t.a), <int64_t *>cnp.PyArray_DATA(out), batch, rows, width)
        return new_tensor(out, DT_I64)
    out = empty_array(k, shape, summed)
    if not sum_elements(t, cnp.PyArray_DATA(out), batch, rows, width, clean):
        return None
    if mean:
        if summed == DT_F32:
            for i in range(batch * width):
                (<float *>cnp.PyArray_DATA(out))[i] /= <float>rows
        else:
            for i in range(batch * width):
                (<double *>cnp.PyArray_DATA(out))[i] /= <double>rows
    return finished(spec, values, out if summed == t.dt else rounded_to_half(out, t.dt), t.dt)


cdef object sum_of_transpose(Spec spec, PyObject **values, bint mean, bint clean):
    """`sum_run_of_dims` of a matrix of floats that is the transpose of a contiguous one, over one dimension that goes away."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase turned, made
    cdef PyObject *given[4]
    cdef object other
    cdef int last = 0, dim = run_of_dims(<object>values[1], 2, &last)
    if dim < 0 or last != dim or t.lazy or CATEGORY[t.dt] != 2 or not cnp.PyArray_IS_F_CONTIGUOUS(t.a) or cnp.PyArray_IS_C_CONTIGUOUS(t.a):
        return None
    turned, other = new_tensor(swapped_dims(t.a, 0, 1), t.dt), 1 - dim
    given[0], given[1], given[2], given[3] = <PyObject *>turned, <PyObject *>other, values[2], values[3]
    made = sum_run_of_dims(spec, given, mean, clean)
    return None if made is None else finished(spec, values, made.a, t.dt)


cdef int marked_dims(object dim, int nd, bint *marked) noexcept:
    """Mark the dimensions that a tuple names; how many there are, or -1 where one is refused."""
    cdef int d, count = 0
    for d in range(nd):
        marked[d] = False
    if type(dim) is not tuple:
        return -1
    for item in <tuple>dim:
        d = dim_in(item, nd)
        if d < 0 or marked[d]:
            return -1
        marked[d] = True
        count += 1
    return count


cdef void add_in_order(const real *x, real *out, cnp.npy_intp batch, cnp.npy_intp rows, cnp.npy_intp width) noexcept nogil:
    """(batch, rows, width) summed over rows, one after another."""
    cdef cnp.npy_intp b, i, j
    for b in range(batch):
        for j in range(width):
            out[j] = x[j]
        for i in range(1, rows):
            for j in range(width):
                out[j] += x[i * width + j]
        out += width
        x += rows * width


@cython.cdivision(True)
cdef object sum_apart(Spec spec, PyObject **values, bint mean):
    """`sum_run_of_dims` over dimensions that lie apart, in the order of `cascade_sum`: the last of them first, then its sums one after another."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), d, k = 0, n = 0
    cdef bint marked[64]
    cdef bint summed[64]
    cdef cnp.npy_intp lengths[64]
    cdef cnp.npy_intp shape[64]
    cdef cnp.npy_intp total = cnp.PyArray_SIZE(t.a), after = 1, count = 1, i
    cdef cnp.ndarray out, x = t.a
    if marked_dims(<object>values[1], nd, marked) <= 0 or total > 16 * SMALL_KERNEL:
        return None
    for d in range(nd):
        if not marked[d] or <object>values[2] is True:
            shape[k] = 1 if marked[d] else cnp.PyArray_DIM(t.a, d)
            k += 1
        if cnp.PyArray_DIM(t.a, d) == 1:
            continue
        if n and summed[n - 1] == marked[d]:
            lengths[n - 1] *= cnp.PyArray_DIM(t.a, d)
        else:
            lengths[n], summed[n] = cnp.PyArray_DIM(t.a, d), marked[d]
            n += 1
        count *= cnp.PyArray_DIM(t.a, d) if marked[d] else 1
    if count == 1:
        return None
    for d in range(n - 1, -1, -1):
        if not summed[d]:
            after *= lengths[d]
            continue
        total //= lengths[d]
        out = empty_array(1, &total, t.dt)
        if x is t.a:
            fast.sum_memory(t.dt == DT_F32, cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), total // after, lengths[d], after)
        elif t.dt == DT_F32:
            add_in_order[float](<float *>cnp.PyArray_DATA(x), <float *>cnp.PyArray_DATA(out), total // after, lengths[d], after)
        else:
            add_in_order[double](<double *>cnp.PyArray_DATA(x), <double *>cnp.PyArray_DATA(out), total // after, lengths[d], after)
        x = out
    out = empty_array(k, shape, t.dt)
    for i in range(total):
        if t.dt == DT_F32:
            (<float *>cnp.PyArray_DATA(out))[i] = (<float *>cnp.PyArray_DATA(x))[i] / <float>(count if mean else 1)
        else:
            (<double *>cnp.PyArray_DATA(out))[i] = (<double *>cnp.PyArray_DATA(x))[i] / <double>(count if mean else 1)
    return finished(spec, values, out, t.dt)


quick_way("kernel:reductions.sum_dim", fast_sum_dim)
quick_way("kernel:reductions.mean_dim", fast_mean_dim)
