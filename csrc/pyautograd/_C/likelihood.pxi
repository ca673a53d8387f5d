# The negative log likelihood of classes, and its gradient, of contiguous floats.

cdef struct Classes:
    cnp.npy_intp outer, count, inner      # samples, classes, and places of each sample
    int64_t ignored
    const int64_t *target
    const void *weight


cdef bint read_classes(Classes *c, int nd, cnp.npy_intp *dims, TensorBase target, object weight, object ignored, int dt) except -1:
    """Read a loss's arguments, which are of one kind; False where a target names no class, or anything is not plain."""
    cdef TensorBase w
    cdef cnp.npy_intp i
    cdef int d, lead = nd > 1
    if nd != 1 and nd != 2 and nd != 4 or not is_index(target) or type(ignored) is not int or not -0x40000000 < ignored < 0x40000000:
        return False
    c.outer, c.count, c.inner, c.ignored = dims[0] if lead else 1, dims[lead], dims[2] * dims[3] if nd == 4 else 1, ignored
    if c.outer * c.count * c.inner == 0 or cnp.PyArray_SIZE(target.a) != c.outer * c.inner:
        return False
    if nd == 4:
        for d in range(3):
            if cnp.PyArray_NDIM(target.a) != 3 or cnp.PyArray_DIM(target.a, d) != dims[d + (d > 0)]:
                return False
    elif cnp.PyArray_NDIM(target.a) > 1:
        return False
    c.target, c.weight = <const int64_t *>cnp.PyArray_DATA(target.a), NULL
    if weight is not None:
        w = <TensorBase?>weight
        if w.dt != dt or not lies_dense(w) or cnp.PyArray_NDIM(w.a) != 1 or cnp.PyArray_SIZE(w.a) != c.count:
            return False
        c.weight = cnp.PyArray_DATA(w.a)
    for i in range(c.outer * c.inner):
        if c.target[i] != c.ignored and not 0 <= c.target[i] < c.count:
            return False
    return True


cdef void likelihoods(const real *x, real *out, real *scales, const Classes *c) noexcept nogil:
    cdef cnp.npy_intp b, i, at
    cdef real scale
    for b in range(c.outer):
        for i in range(c.inner):
            at = c.target[b * c.inner + i]
            if at == c.ignored:
                out[i] = scales[i] = 0
                continue
            scale = 1 if c.weight == NULL else (<const real *>c.weight)[at]
            out[i], scales[i] = -x[at * c.inner + i] * scale, scale
        out += c.inner
        scales += c.inner
        x += c.count * c.inner


cdef object fast_nll_loss(Spec spec, PyObject **values):
    """values: self, target, weight, reduction, ignore_index."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase target = <TensorBase><object>values[1]
    cdef Classes c
    cdef int nd = cnp.PyArray_NDIM(x.a)
    cdef object reduction = <object>values[3]
    cdef cnp.ndarray terms, scales, total, weights
    if not is_dense_float(x) or type(reduction) is not int or not read_classes(&c, nd, cnp.PyArray_DIMS(x.a), target, <object>values[2], <object>values[4], x.dt):
        return None
    terms = empty_array(cnp.PyArray_NDIM(target.a) if nd > 1 else 0, cnp.PyArray_DIMS(target.a), x.dt)
    scales, weights = empty_array(cnp.PyArray_NDIM(target.a), cnp.PyArray_DIMS(target.a), x.dt), empty_array(0, NULL, x.dt)
    if x.dt == DT_F32:
        likelihoods[float](<float *>cnp.PyArray_DATA(x.a), <float *>cnp.PyArray_DATA(terms), <float *>cnp.PyArray_DATA(scales), &c)
    else:
        likelihoods[double](<double *>cnp.PyArray_DATA(x.a), <double *>cnp.PyArray_DATA(terms), <double *>cnp.PyArray_DATA(scales), &c)
    if reduction == 0:
        total = terms
        memset(cnp.PyArray_DATA(weights), 0, ITEMSIZE[x.dt])
    else:
        total = empty_array(0, NULL, x.dt)
        sum_terms(x.dt, terms, scales, total, weights, reduction == 1)
    return finished_all(spec, values, [new_tensor(total, x.dt), new_tensor(weights, x.dt)])


@cython.cdivision(True)
cdef void sum_terms(int dt, cnp.ndarray terms, cnp.ndarray scales, cnp.ndarray total, cnp.ndarray weights, bint mean) noexcept:
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(terms)
    fast.sum_memory(dt == DT_F32, cnp.PyArray_DATA(terms), cnp.PyArray_DATA(total), 1, n, 1)
    fast.sum_memory(dt == DT_F32, cnp.PyArray_DATA(scales), cnp.PyArray_DATA(weights), 1, n, 1)
    if mean and dt == DT_F32:
        (<float *>cnp.PyArray_DATA(total))[0] /= (<float *>cnp.PyArray_DATA(weights))[0]
    elif mean:
        (<double *>cnp.PyArray_DATA(total))[0] /= (<double *>cnp.PyArray_DATA(weights))[0]


@cython.cdivision(True)
cdef void spread_likelihoods(const real *grad, cnp.npy_intp step, real divisor, bint divided, real *out, const Classes *c) noexcept nogil:
    cdef cnp.npy_intp b, i, at
    cdef real scale
    for b in range(c.outer):
        for i in range(c.inner):
            at = c.target[b * c.inner + i]
            if at == c.ignored:
                continue
            scale = -(grad[i * step] / divisor if divided else grad[i * step])
            out[at * c.inner + i] = scale if c.weight == NULL else scale * (<const real *>c.weight)[at]
        grad += c.inner * step
        out += c.count * c.inner


cdef object fast_nll_loss_backward(Spec spec, PyObject **values):
    """values: grad_output, shape, target, weight, reduction, ignore_index, total_weight."""
    cdef TensorBase grad = <TensorBase><object>values[0]
    cdef TensorBase total = <TensorBase><object>values[6]
    cdef Classes c
    cdef cnp.npy_intp dims[4]
    cdef int nd, d, step
    cdef object reduction = <object>values[4], shape = <object>values[1]
    cdef cnp.ndarray out
    if not is_dense_float(grad) or total.dt != grad.dt or total.lazy or cnp.PyArray_SIZE(total.a) != 1:
        return None
    if type(reduction) is not int or not isinstance(shape, tuple) or not 0 < len(shape) <= 4:
        return None
    nd = <int>len(shape)
    for d in range(nd):
        dims[d] = shape[d]
    if not read_classes(&c, nd, dims, <TensorBase><object>values[2], <object>values[3], <object>values[5], grad.dt):
        return None
    step = reduction == 0
    if cnp.PyArray_SIZE(grad.a) != (c.outer * c.inner if step else 1):
        return None
    out = empty_array(nd, dims, grad.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    if grad.dt == DT_F32:
        spread_likelihoods[float](
            <float *>cnp.PyArray_DATA(grad.a), step, (<float *>cnp.PyArray_DATA(total.a))[0], reduction == 1, <float *>cnp.PyArray_DATA(out), &c
        )
    else:
        spread_likelihoods[double](
            <double *>cnp.PyArray_DATA(grad.a), step, (<double *>cnp.PyArray_DATA(total.a))[0], reduction == 1, <double *>cnp.PyArray_DATA(out), &c
        )
    return finished(spec, values, out, grad.dt)


quick_way("kernel:losses.nll_loss", fast_nll_loss)
quick_way("kernel:losses.nll_loss_backward", fast_nll_loss_backward)


# The losses of `nn.functional` on a matrix of scores and a vector of classes: their operators one after the other.

cdef Spec log_softmax_spec = None, nll_spec = None
cdef dict REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}


cdef object loss_of_classes(PyObject **values, bint scores):
    """values: input, target, weight, size_average, ignore_index, reduce, reduction; `scores` are no log-probabilities yet."""
    global log_softmax_spec, nll_spec
    cdef PyObject *given[5]
    cdef TensorBase x, target
    cdef object logs, axis = 1, reduction, weight = <object>values[2]
    if not is_plain(<object>values[0]) or not is_plain(<object>values[1]) or <object>values[3] is not None or <object>values[5] is not None:
        return None
    x, target, reduction = <TensorBase><object>values[0], <TensorBase><object>values[1], REDUCTIONS.get(<object>values[6])
    if cnp.PyArray_NDIM(x.a) != 2 or cnp.PyArray_NDIM(target.a) != 1 or cnp.PyArray_DIM(x.a, 0) != cnp.PyArray_DIM(target.a, 0) or reduction is None:
        return None
    if weight is not None and (not is_plain(weight) or (<TensorBase>weight).dt != x.dt or requires(<TensorBase>weight)):
        return None
    if nll_spec is None:
        log_softmax_spec, nll_spec = spec_named("log_softmax"), spec_named("nll_loss_forward")
    logs = x
    if scores:
        given[0], given[1], given[2] = values[0], <PyObject *>axis, <PyObject *>None
        logs = run_spec(log_softmax_spec, given)
    given[0], given[1], given[2], given[3], given[4] = <PyObject *>logs, values[1], values[2], <PyObject *>reduction, values[4]
    return run_spec(nll_spec, given)[0]


cdef object fast_cross_entropy(Spec spec, PyObject **values):
    """values: as above, and label_smoothing."""
    return loss_of_classes(values, True) if <object>values[7] == 0 else None


cdef object fast_functional_nll_loss(Spec spec, PyObject **values):
    return loss_of_classes(values, False)


quick_way("composite:losses.cross_entropy", fast_cross_entropy)
quick_way("composite:losses.nll_loss", fast_functional_nll_loss)
