# Kernels on half precision: computed on float32 tensors, which have loops of their own, and rounded once; or, where elements are only moved, on float16
# tensors that hold the bits of bfloat16. What is refused is refused by the general way, whose words name the dtype.

from libc.math cimport copysign

cdef enum:
    HALF_APART, HALF_WIDENED, HALF_MOVED, HALF_SCANNED, HALF_STEPPED

# Kernels whose results are those of float32, rounded: PyTorch's add and multiply in float32, and what chooses elements has nothing to round.
cdef frozenset BY_SINGLES = frozenset([f"{module}.{name}" for module, names in (
    ("reductions", "sum_all sum_dim mean_all mean_dim nansum amax amin max_all min_all max_dim min_dim aminmax argmax argmin count_nonzero prod_all prod_dim"),
    ("order_statistics", "median_all median_dim nanmedian_all nanmedian_dim kthvalue mode"), ("scans", "cummax cummin"), ("indexing", "nonzero"),
    ("sorting", "sort sort_stable argsort argsort_stable topk isin"), ("normalise", "softmax log_softmax"), ("products", "mm mv bmm dot"),
    ("elementwise", "clamp clamp_min clamp_max logaddexp i0"),
) for name in names.split()])
cdef frozenset MOVED_AS_BITS = frozenset([f"{module}.{name}" for module, names in (
    ("shapes", "cat stack flip roll rot90 repeat repeat_counts tril triu clone diag_embed narrow_copy"), ("scatter", "gather index_select"),
    ("indexing", "index"), ("masks", "masked_select take"), ("padding", "constant_pad pad_copies"),
) for name in names.split()])


cdef int half_way_of(str impl) except -1:
    """How a kernel of that name may compute half precision."""
    if impl == "scans.cumsum" or impl == "scans.cumprod":
        return HALF_SCANNED
    if impl == "reductions.logsumexp" or impl == "elementwise.logit":
        return HALF_STEPPED
    return HALF_WIDENED if impl in BY_SINGLES or impl == "elementwise.power" else HALF_MOVED if impl in MOVED_AS_BITS else HALF_APART


cdef object rounded_to_half(cnp.ndarray a, int dt):
    """float32 values rounded to a half-precision dtype, laid out as they are."""
    made = cast_array(a, DT_F32, dt)
    if made is None:
        made = float32_to_bfloat16(a) if dt == DT_BF16 else without_warnings(a.astype, (np.float16,))
    return made


cdef object half_stand_in(object value, int dt, bint moved, bint strict):
    """An argument with float32 tensors in place of those of dtype `dt`, or with float16 ones over their bits; NotImplemented for one that is not for this way.

    Tensors of integers and bools are let through unless `strict`, beside which others would be promoted.
    """
    cdef TensorBase t
    if isinstance(value, TensorBase):
        t = <TensorBase>value
        if t.dt == dt:
            return new_tensor(t.a.view(np.float16), DT_F16) if moved else new_tensor(array_in(t, DT_F32), DT_F32)
        return NotImplemented if strict or CATEGORY[t.dt] >= 2 or RARE[t.dt] else value
    if type(value) is tuple or type(value) is list:
        made = [half_stand_in(item, dt, moved, strict) for item in value]
        return NotImplemented if NotImplemented in made else made if type(value) is list else tuple(made)
    if type(value) is type(DTYPES[0]) or isinstance(value, complex):
        return NotImplemented
    return value


cdef int half_of(Spec spec, PyObject **values) noexcept:
    """The half-precision dtype of the first tensor that is of floating point, else -1."""
    cdef int i, dt
    for i in range(spec.nparams):
        value = <object>values[i]
        if type(value) is list or type(value) is tuple:
            value = (<list>value)[0] if type(value) is list and len(<list>value) else (<tuple>value)[0] if type(value) is tuple and len(<tuple>value) else None
        if isinstance(value, TensorBase):
            dt = (<TensorBase>value).dt
            if dt == DT_F16 or dt == DT_BF16:
                return dt
            if CATEGORY[dt] >= 2:
                return -1
    return -1


cdef bint is_plain_zero(object value):
    """A zero whose bits are zeros in every dtype."""
    return isinstance(value, (int, float)) and value == 0 and copysign(1.0, value) > 0


cdef object run_half(Spec spec, PyObject **values):
    """A kernel on tensors of one half-precision dtype; None where this way is not for them."""
    cdef PyObject *given[28]
    cdef int i, dt = half_of(spec, values)
    cdef bint moved = spec.half_way == HALF_MOVED, strict = not spec.impl.startswith(("scatter.", "indexing.", "masks."))
    cdef list held = [], results
    if dt < 0 or moved and (dt == DT_F16 or spec.impl == "padding.constant_pad" and not is_plain_zero(<object>values[2])):
        return None
    if spec.half_way == HALF_SCANNED:
        return half_scan(spec, values, dt)
    if spec.half_way == HALF_STEPPED:
        return half_steps(spec, values, dt)
    for i in range(spec.nparams):
        value = half_stand_in(<object>values[i], dt, moved, strict)
        if i == 1 and spec.impl == "elementwise.power" and not isinstance(value, TensorBase):
            value = half_exponent(value, dt)
        if value is NotImplemented or (type(value) is int or type(value) is float) and spec.impl.startswith("elementwise.clamp") and not holds(dt, value):
            return None
        held.append(value)
        given[i] = <PyObject *>value
    try:
        answer = run_spec(spec, given)
    except (RuntimeError, ValueError, TypeError, IndexError, NotImplementedError, MemoryError):
        return None
    results = [narrow_result(item, dt, moved) for item in (answer if isinstance(answer, (tuple, list)) else (answer,))]
    if mode_grad and spec.derivative and any_requires(spec, values):
        record_results(spec, values, results)
    return packed(spec, results)


cdef object half_steps(Spec spec, PyObject **values, int dt):
    """``logsumexp`` and ``logit``, whose steps are operators that round, as in PyTorch. values: self, dim, keepdim; self, eps."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int grad_was = mode_grad
    global mode_grad
    if cnp.PyArray_SIZE(t.a) == 0 or cnp.PyArray_NDIM(t.a) == 0 or spec.impl == "elementwise.logit" and <object>values[1] is not None:
        return None
    from .composite import steps

    mode_grad = 0
    try:
        made = steps.logit(detached(t)) if spec.impl == "elementwise.logit" else steps.logsumexp(detached(t), <object>values[1], <object>values[2])
    except (IndexError, RuntimeError):      # which the kernel words
        return None
    finally:
        mode_grad = grad_was
    return finished(spec, values, (<TensorBase?>made).a, dt)


cdef object half_scan(Spec spec, PyObject **values, int dt):
    """Running sums and products: carried in float32, where those of float32 are carried in float64. values: self, dim, dtype."""
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.ndarray wide, out
    cdef cnp.npy_intp outer, inner
    cdef int nd = cnp.PyArray_NDIM(t.a), dim
    cdef void (*scan)(const float *, float *, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
    if nd == 0 or <object>values[2] is not None or type(<object>values[1]) is not int or not -nd <= <object>values[1] < nd or cnp.PyArray_SIZE(t.a) == 0:
        return None
    wide = np.asarray(array_in(t, DT_F32), order="C")
    out, dim = empty_array(nd, cnp.PyArray_DIMS(wide), DT_F32), <object>values[1] + nd if <object>values[1] < 0 else <object>values[1]
    split_sizes(wide, dim, &outer, &inner)
    scan = scan_sum_half if spec.impl == "scans.cumsum" else scan_product_half
    scan(<float *>cnp.PyArray_DATA(wide), <float *>cnp.PyArray_DATA(out), outer, cnp.PyArray_DIM(wide, dim), inner)
    return finished(spec, values, rounded_to_half(out, dt), dt)


cdef object half_exponent(object value, int dt):
    """A number as the exponent of half precision: float16 rounds it. Powers that float32 takes another way are not for this one."""
    if type(value) is not int and type(value) is not float or not -65504 <= value <= 65504:
        return NotImplemented
    if value in (3, -2, -0.5) or dt == DT_F16 and value in (0.5, -1):
        return NotImplemented
    return half_operand(value, dt, False).item() if dt == DT_F16 else value


cdef TensorBase narrow_result(TensorBase made, int dt, bint moved):
    if made.dt == (DT_F16 if moved else DT_F32):
        return new_tensor(made.a.view(np.uint16) if moved else rounded_to_half(made.a, dt), dt)
    return made
