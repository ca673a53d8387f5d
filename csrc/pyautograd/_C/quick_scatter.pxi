# gather and scatter of small tensors at places that are fewer than the tensor is long, of numbers, and reductions that leave out what is there.

cdef cnp.ndarray places_along(TensorBase t, object along, TensorBase at):
    """Where in the memory of `t` the elements are that indices of a dimension name, counted in elements; None where that needs care."""
    cdef cnp.npy_intp counter[64]
    cdef cnp.npy_intp steps[64]
    cdef cnp.npy_intp e, base = 0, index, step = 1, n = cnp.PyArray_SIZE(at.a)
    cdef int d, nd = cnp.PyArray_NDIM(t.a), dim = dim_in(along, nd)
    cdef const char *p = <const char *>cnp.PyArray_DATA(at.a)
    cdef int64_t *to
    cdef cnp.ndarray out
    if dim < 0 or nd > 64 or cnp.PyArray_NDIM(at.a) != nd or at.dt != DT_I64 or at.lazy or not 0 < n <= SMALL_KERNEL:
        return None
    if t.dt != DT_F32 and t.dt != DT_F64 and t.dt != DT_I64 or not lies_dense(t) or cnp.PyArray_SIZE(t.a) > SMALL_KERNEL:
        return None
    for d in range(nd - 1, -1, -1):
        if d != dim and cnp.PyArray_DIM(at.a, d) > cnp.PyArray_DIM(t.a, d):
            return None
        steps[d], counter[d] = step, 0
        step *= cnp.PyArray_DIM(t.a, d)
    out = empty_array(1, &n, DT_I64)
    to = <int64_t *>cnp.PyArray_DATA(out)
    for e in range(n):
        index = (<const int64_t *>p)[0]
        if not 0 <= index < cnp.PyArray_DIM(t.a, dim):
            return None
        to[e] = base + index * steps[dim]
        d = nd - 1
        while d >= 0:
            counter[d] += 1
            p += cnp.PyArray_STRIDE(at.a, d)
            base += steps[d] if d != dim else 0
            if counter[d] < cnp.PyArray_DIM(at.a, d):
                break
            p -= counter[d] * cnp.PyArray_STRIDE(at.a, d)
            base -= counter[d] * steps[d] if d != dim else 0
            counter[d] = 0
            d -= 1
    return out


cdef cnp.ndarray values_for(object source, TensorBase at, int dt):
    """What goes to these places, one after another: a number again and again, or the first elements of a tensor; None where that needs care."""
    cdef Geometry g
    cdef Loop loop
    cdef TensorBase s
    cdef int d
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(at.a)
    cdef cnp.ndarray out
    if not is_of(source, dt):
        return None
    out = empty_array(1, &n, dt)
    if not isinstance(source, TensorBase):
        fill_array(out, dt, source)
        return out
    s = <TensorBase>source
    if cnp.PyArray_NDIM(s.a) != cnp.PyArray_NDIM(at.a):
        return None
    take_shape(&g, at.a)
    n = ITEMSIZE[dt]
    for d in range(g.nd - 1, -1, -1):
        if cnp.PyArray_DIM(s.a, d) < g.dims[d]:
            return None
        g.strides[0][d], g.strides[1][d] = cnp.PyArray_STRIDE(s.a, d), n
        n *= g.dims[d]
    g.data[0], g.data[1], g.nop = <char *>cnp.PyArray_DATA(s.a), <char *>cnp.PyArray_DATA(out), 2
    loop.function, loop.data = <loopfunc>copy_loop_for(ITEMSIZE[dt]), NULL
    run_geometry(&g, &loop, NULL)
    return out


cdef cnp.ndarray dense_copy(TensorBase t):
    cdef cnp.ndarray out = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    copy_bytes(cnp.PyArray_DATA(out), cnp.PyArray_DATA(t.a), cnp.PyArray_NBYTES(t.a))
    return out


cdef object gathered_places(Spec spec, PyObject **values):
    """values: self, dim, index, sparse_grad."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef cnp.npy_intp i
    cdef int64_t *place
    cdef cnp.ndarray out, places = places_along(t, <object>values[1], at)
    if places is None or <object>values[3] is not False:
        return None
    out, place = empty_array(cnp.PyArray_NDIM(at.a), cnp.PyArray_DIMS(at.a), t.dt), <int64_t *>cnp.PyArray_DATA(places)
    for i in range(cnp.PyArray_SIZE(places)):
        if t.dt == DT_F32:
            (<float *>cnp.PyArray_DATA(out))[i] = (<float *>cnp.PyArray_DATA(t.a))[place[i]]
        else:
            (<uint64_t *>cnp.PyArray_DATA(out))[i] = (<uint64_t *>cnp.PyArray_DATA(t.a))[place[i]]
    return finished(spec, values, out, t.dt)


cdef enum:
    PLACE_SUM, PLACE_PRODUCT, PLACE_LARGEST, PLACE_SMALLEST, PLACE_MEAN, PLACE_STORE


cdef inline number start_of(number like, int how) noexcept nogil:
    """What a reduction starts from where the old value does not count."""
    if number is int64_t:
        if how == PLACE_LARGEST:
            return INT64_MIN
        if how == PLACE_SMALLEST:
            return INT64_MAX
    else:
        if how == PLACE_LARGEST:
            return <number>-INFINITE
        if how == PLACE_SMALLEST:
            return <number>INFINITE
    return how == PLACE_PRODUCT


cdef void reduce_at_places(number *out, const number *p, const int64_t *place, cnp.npy_intp n, int how, bint anew) noexcept nogil:
    """Combine what goes to one place with what is there, one after another, or with nothing at first (`anew`)."""
    cdef cnp.npy_intp i
    cdef number x
    cdef number *to
    for i in range(n if anew and how != PLACE_STORE else 0):
        out[place[i]] = start_of(out[0], how)
    for i in range(n):
        x, to = p[i], out + place[i]
        if how == PLACE_STORE:
            to[0] = x
        elif how == PLACE_SUM or how == PLACE_MEAN:
            to[0] += x
        elif how == PLACE_PRODUCT:
            to[0] *= x
        elif (x > to[0] if how == PLACE_LARGEST else x < to[0]) or number is not int64_t and x != x:
            to[0] = x


@cython.cdivision(True)
cdef void divide_by_counts(real *out, const int64_t *place, cnp.npy_intp n, int64_t *counts, bint anew) noexcept nogil:
    """Sums divided by how many numbers went to each place; `counts` has a zero for every place that was reached."""
    cdef cnp.npy_intp i
    for i in range(n):
        counts[place[i]] += 1
    for i in range(n):
        if counts[place[i]]:
            out[place[i]] /= <real>(counts[place[i]] + (not anew))
            counts[place[i]] = 0


cdef object reduced_places(Spec spec, PyObject **values, int how, bint anew):
    """values: self, dim, index, src."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef TensorBase at = <TensorBase><object>values[2]
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(at.a), size = cnp.PyArray_SIZE(t.a)
    cdef int64_t *place
    cdef cnp.ndarray out, source, counts, places = places_along(t, <object>values[1], at)
    if places is None or how == PLACE_MEAN and t.dt == DT_I64:
        return None
    source = values_for(<object>values[3], at, t.dt)
    if source is None:
        return None
    out, place = dense_copy(t), <int64_t *>cnp.PyArray_DATA(places)
    if t.dt == DT_F32:
        reduce_at_places[float](<float *>cnp.PyArray_DATA(out), <float *>cnp.PyArray_DATA(source), place, n, how, anew)
    elif t.dt == DT_F64:
        reduce_at_places[double](<double *>cnp.PyArray_DATA(out), <double *>cnp.PyArray_DATA(source), place, n, how, anew)
    else:
        reduce_at_places[int64_t](<int64_t *>cnp.PyArray_DATA(out), <int64_t *>cnp.PyArray_DATA(source), place, n, how, anew)
    if how == PLACE_MEAN:
        counts = empty_array(1, &size, DT_I64)
        memset(cnp.PyArray_DATA(counts), 0, cnp.PyArray_NBYTES(counts))
        if t.dt == DT_F32:
            divide_by_counts[float](<float *>cnp.PyArray_DATA(out), place, n, <int64_t *>cnp.PyArray_DATA(counts), anew)
        else:
            divide_by_counts[double](<double *>cnp.PyArray_DATA(out), place, n, <int64_t *>cnp.PyArray_DATA(counts), anew)
    return finished(spec, values, out, t.dt)


# The ways of full length first, which larger tensors take too

cdef object fast_gather(Spec spec, PyObject **values):
    answer = gathered(spec, values)
    return answer if answer is not None else gathered_places(spec, values)


cdef object fast_scatter(Spec spec, PyObject **values):
    if spec.nparams != 4:
        return None
    answer = scattered(spec, values, False)
    return answer if answer is not None else reduced_places(spec, values, PLACE_STORE, False)


cdef object fast_scatter_add(Spec spec, PyObject **values):
    answer = scattered(spec, values, True)
    return answer if answer is not None else reduced_places(spec, values, PLACE_SUM, False)


cdef object fast_scatter_reduce(Spec spec, PyObject **values):
    """values: self, dim, index, src, reduce, include_self."""
    reduce = <object>values[4]
    cdef int how = PLACE_SUM if reduce == "sum" else PLACE_PRODUCT if reduce == "prod" else PLACE_LARGEST if reduce == "amax" else -1
    how = PLACE_SMALLEST if reduce == "amin" else PLACE_MEAN if reduce == "mean" else how
    return None if how < 0 else reduced_places(spec, values, how, <object>values[5] is False)


quick_way("kernel:scatter.gather", fast_gather)
quick_way("kernel:scatter.scatter", fast_scatter)
quick_way("kernel:scatter.scatter_add", fast_scatter_add)
quick_way("kernel:scatter.scatter_reduce", fast_scatter_reduce)
