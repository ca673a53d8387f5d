# Layer normalisation and the negative log likelihood of contiguous floats.


cdef bint parameter_fits(object parameter, int dt, cnp.ndarray x, int lead) noexcept:
    """Whether a weight or a bias is None, or a contiguous tensor of that dtype in the shape of the last dimensions of `x`."""
    cdef cnp.ndarray a
    cdef int d, nd = cnp.PyArray_NDIM(x) - lead
    if parameter is None:
        return True
    a = (<TensorBase>parameter).a
    if (<TensorBase>parameter).dt != dt or cnp.PyArray_NDIM(a) != nd or not cnp.PyArray_IS_C_CONTIGUOUS(a):
        return False
    for d in range(nd):
        if cnp.PyArray_DIM(a, d) != cnp.PyArray_DIM(x, lead + d):
            return False
    return True


cdef void *data_or_null(object parameter) noexcept:
    return NULL if parameter is None else cnp.PyArray_DATA((<TensorBase>parameter).a)


cdef object fast_layer_norm(Spec spec, PyObject **values):
    """values: self, normalized_shape, weight, bias, eps."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef tuple wanted
    cdef int nd = cnp.PyArray_NDIM(x.a), lead, d
    cdef cnp.npy_intp n = 1, rows
    cdef cnp.npy_intp kept[64]
    cdef cnp.ndarray out, means, scales
    cdef double eps = <object>values[4]
    if not isinstance(<object>values[1], tuple) or not sums_fast(x):
        return None
    wanted = <tuple><object>values[1]
    lead = nd - <int>PyTuple_GET_SIZE(wanted)
    if lead < 0 or lead == nd or nd > 64:
        return None
    for d in range(nd):
        kept[d] = cnp.PyArray_DIM(x.a, d)
        if d >= lead:
            if <object>PyTuple_GET_ITEM(wanted, d - lead) != kept[d]:
                return None
            n *= kept[d]
            kept[d] = 1
    if not parameter_fits(<object>values[2], x.dt, x.a, lead) or not parameter_fits(<object>values[3], x.dt, x.a, lead):
        return None
    rows = cnp.PyArray_SIZE(x.a) // n
    out, means, scales = empty_array(nd, cnp.PyArray_DIMS(x.a), x.dt), empty_array(nd, kept, x.dt), empty_array(nd, kept, x.dt)
    if not fast.norm_memory(
        x.dt == DT_F32, cnp.PyArray_DATA(x.a), data_or_null(<object>values[2]), data_or_null(<object>values[3]), cnp.PyArray_DATA(out), cnp.PyArray_DATA(means),
        cnp.PyArray_DATA(scales), rows, n, eps
    ):
        return None
    return finished_all(spec, values, [new_tensor(out, x.dt), new_tensor(means, x.dt), new_tensor(scales, x.dt)])


# the negative log likelihood of classes

cdef bint classes_fit(TensorBase target, cnp.npy_intp rows, cnp.npy_intp classes, int64_t ignored) noexcept:
    """Whether targets are a contiguous vector of int64 that name classes, or are ignored."""
    cdef cnp.npy_intp i
    cdef int64_t *at
    if target.dt != DT_I64 or cnp.PyArray_NDIM(target.a) != 1 or cnp.PyArray_DIM(target.a, 0) != rows or not cnp.PyArray_IS_C_CONTIGUOUS(target.a):
        return False
    at = <int64_t *>cnp.PyArray_DATA(target.a)
    for i in range(rows):
        if at[i] != ignored and (at[i] < 0 or at[i] >= classes):
            return False
    return True


cdef bint weighs_classes(object weight, int dt, cnp.npy_intp classes) noexcept:
    """Whether a weight is None, or has one number of that dtype for each class."""
    cdef TensorBase w
    if weight is None:
        return True
    w = <TensorBase>weight
    return w.dt == dt and not w.lazy and cnp.PyArray_NDIM(w.a) == 1 and cnp.PyArray_DIM(w.a, 0) == classes and cnp.PyArray_IS_C_CONTIGUOUS(w.a)


cdef void pick_losses(const real *x, const int64_t *at, const real *weight, real *out, real *scales, cnp.npy_intp rows, cnp.npy_intp classes,
                      int64_t ignored) noexcept nogil:
    """The losses of single rows and their weights: 0 for a row that is ignored."""
    cdef cnp.npy_intp i
    for i in range(rows):
        out[i] = scales[i] = 0
        if at[i] != ignored:
            scales[i] = 1 if weight == NULL else weight[at[i]]
            out[i] = -x[at[i]] * scales[i]
        x += classes


@cython.cdivision(True)
cdef void reduce_losses(real *losses, real *scales, real *out, real *total, cnp.npy_intp rows, long reduction) noexcept:
    """Their mean (1) or sum (2), and the sum of the weights."""
    total[0] = 0
    if reduction:
        total[0] = run_of[real](scales, rows)
        out[0] = run_of[real](losses, rows)
        if reduction == 1:
            out[0] /= total[0]


@cython.cdivision(True)
cdef object fast_nll_loss(Spec spec, PyObject **values):
    """values: self, target, weight, reduction, ignore_index."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase target = <TensorBase><object>values[1]
    cdef cnp.npy_intp rows, classes
    cdef cnp.ndarray losses, scales, out, count
    cdef int64_t ignored
    cdef long reduction = <object>values[3]
    if cnp.PyArray_NDIM(x.a) != 2 or not sums_fast(x) or not weighs_classes(<object>values[2], x.dt, cnp.PyArray_DIM(x.a, 1)):
        return None
    ignored = <object>values[4]
    rows, classes = cnp.PyArray_DIM(x.a, 0), cnp.PyArray_DIM(x.a, 1)
    if not classes_fit(target, rows, classes, ignored):
        return None
    losses, scales, count = empty_array(1, &rows, x.dt), empty_array(1, &rows, x.dt), empty_array(0, NULL, x.dt)
    out = losses if reduction == 0 else empty_array(0, NULL, x.dt)
    if x.dt == DT_F32:
        pick_losses[float](
            <float *>cnp.PyArray_DATA(x.a), <int64_t *>cnp.PyArray_DATA(target.a), <float *>data_or_null(<object>values[2]), <float *>cnp.PyArray_DATA(losses),
            <float *>cnp.PyArray_DATA(scales), rows, classes, ignored
        )
        reduce_losses[float](
            <float *>cnp.PyArray_DATA(losses), <float *>cnp.PyArray_DATA(scales), <float *>cnp.PyArray_DATA(out), <float *>cnp.PyArray_DATA(count), rows, reduction
        )
    else:
        pick_losses[double](
            <double *>cnp.PyArray_DATA(x.a), <int64_t *>cnp.PyArray_DATA(target.a), <double *>data_or_null(<object>values[2]), <double *>cnp.PyArray_DATA(losses),
            <double *>cnp.PyArray_DATA(scales), rows, classes, ignored
        )
        reduce_losses[double](
            <double *>cnp.PyArray_DATA(losses), <double *>cnp.PyArray_DATA(scales), <double *>cnp.PyArray_DATA(out), <double *>cnp.PyArray_DATA(count), rows, reduction
        )
    return finished_all(spec, values, [new_tensor(out, x.dt), new_tensor(count, x.dt)])


@cython.cdivision(True)
cdef void put_losses(const real *grad, cnp.npy_intp step, real total, const int64_t *at, const real *weight, real *out, cnp.npy_intp rows,
                     cnp.npy_intp classes, int64_t ignored) noexcept nogil:
    cdef cnp.npy_intp i
    for i in range(rows):
        if at[i] != ignored:
            out[at[i]] = -(grad[i * step] / total)
            if weight != NULL:
                out[at[i]] *= weight[at[i]]
        out += classes


cdef object fast_nll_loss_backward(Spec spec, PyObject **values):
    """values: grad_output, shape, target, weight, reduction, ignore_index, total_weight."""
    cdef TensorBase grad = <TensorBase><object>values[0]
    cdef TensorBase target = <TensorBase><object>values[2]
    cdef TensorBase total = <TensorBase><object>values[6]
    cdef tuple wanted
    cdef cnp.npy_intp shape[2]
    cdef cnp.ndarray out
    cdef int64_t ignored
    cdef long reduction = <object>values[4]
    cdef int nd = 1 if reduction == 0 else 0
    if not isinstance(<object>values[1], tuple) or not sums_fast(grad) or cnp.PyArray_NDIM(grad.a) != nd:
        return None
    wanted = <tuple><object>values[1]
    if PyTuple_GET_SIZE(wanted) != 2 or total.dt != grad.dt or cnp.PyArray_NDIM(total.a) != 0:
        return None
    ignored = <object>values[5]
    shape[0], shape[1] = <object>PyTuple_GET_ITEM(wanted, 0), <object>PyTuple_GET_ITEM(wanted, 1)
    if (nd and cnp.PyArray_DIM(grad.a, 0) != shape[0]) or not classes_fit(target, shape[0], shape[1], ignored):
        return None
    if not weighs_classes(<object>values[3], grad.dt, shape[1]):
        return None
    out = empty_array(2, shape, grad.dt)
    memset(cnp.PyArray_DATA(out), 0, cnp.PyArray_NBYTES(out))
    if grad.dt == DT_F32:
        put_losses[float](
            <float *>cnp.PyArray_DATA(grad.a), nd, (<float *>cnp.PyArray_DATA(total.a))[0] if reduction == 1 else 1, <int64_t *>cnp.PyArray_DATA(target.a),
            <float *>data_or_null(<object>values[3]), <float *>cnp.PyArray_DATA(out), shape[0], shape[1], ignored
        )
    else:
        put_losses[double](
            <double *>cnp.PyArray_DATA(grad.a), nd, (<double *>cnp.PyArray_DATA(total.a))[0] if reduction == 1 else 1, <int64_t *>cnp.PyArray_DATA(target.a),
            <double *>data_or_null(<object>values[3]), <double *>cnp.PyArray_DATA(out), shape[0], shape[1], ignored
        )
    return finished(spec, values, out, grad.dt)


quick_way("kernel:normalise.native_layer_norm", fast_layer_norm)
quick_way("kernel:losses.nll_loss", fast_nll_loss)
quick_way("kernel:losses.nll_loss_backward", fast_nll_loss_backward)
