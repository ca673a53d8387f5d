# Layer normalisation of contiguous floats.


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
        cnp.PyArray_DATA(scales), rows, n, eps, 0, 1
    ):
        return None
    return finished_all(spec, values, [new_tensor(out, x.dt), new_tensor(means, x.dt), new_tensor(scales, x.dt)])


cdef bint is_channel_vector(object parameter, int dt, cnp.npy_intp channels) noexcept:
    """Whether a weight or a bias is None, or a contiguous tensor of that dtype with a number for each channel."""
    cdef cnp.ndarray a
    if parameter is None:
        return True
    a = (<TensorBase>parameter).a
    return (<TensorBase>parameter).dt == dt and cnp.PyArray_NDIM(a) == 1 and cnp.PyArray_DIM(a, 0) == channels and cnp.PyArray_IS_C_CONTIGUOUS(a)


cdef object fast_group_norm(Spec spec, PyObject **values):
    """values: self, weight, bias, groups, eps."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef cnp.npy_intp kept[2]
    cdef cnp.npy_intp channels, inner, rows
    cdef double eps
    cdef cnp.ndarray out, means, scales
    if cnp.PyArray_NDIM(x.a) < 2 or not sums_fast(x) or not has_plain_strides(x.a) or type(<object>values[3]) is not int or not real_number(<object>values[4], &eps):
        return None
    channels = cnp.PyArray_DIM(x.a, 1)
    if not is_channel_vector(<object>values[1], x.dt, channels) or not is_channel_vector(<object>values[2], x.dt, channels):
        return None
    if not 0 < <object>values[3] <= channels or channels % <object>values[3]:
        return None
    kept[0], kept[1] = cnp.PyArray_DIM(x.a, 0), <object>values[3]
    rows, inner = kept[0] * kept[1], cnp.PyArray_SIZE(x.a) // (kept[0] * channels)
    out, means, scales = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), x.dt), empty_array(2, kept, x.dt), empty_array(2, kept, x.dt)
    if not fast.norm_memory(
        x.dt == DT_F32, cnp.PyArray_DATA(x.a), data_or_null(<object>values[1]), data_or_null(<object>values[2]), cnp.PyArray_DATA(out), cnp.PyArray_DATA(means),
        cnp.PyArray_DATA(scales), rows, channels // kept[1] * inner, eps, inner, kept[1]
    ):
        return None
    return finished_all(spec, values, [new_tensor(out, x.dt), new_tensor(means, x.dt), new_tensor(scales, x.dt)])


quick_way("kernel:normalise.native_layer_norm", fast_layer_norm)
quick_way("kernel:normalise.native_group_norm", fast_group_norm)
