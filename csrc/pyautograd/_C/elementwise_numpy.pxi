# Elementwise operators for which there is no loop, evaluated by NumPy, and results stored in tensors of other dtypes.

cdef cnp.ndarray evaluate_in_numpy(Spec spec, PyObject **values, int common, int result, Geometry *g):
    """The row evaluated by NumPy: half precision, complex and integer scalar expressions, arguments that are no numbers."""
    arguments = []
    cdef int i
    cdef bint wide = common == DT_BF16 or common == DT_F16  # half precision is computed in float32 and rounded once
    steps = _stepping(spec.name, DTYPES[common]) if wide else None
    for i in range(spec.nparams):
        value = <object>values[i]
        if wide and value is not None and spec.param_code[i] == PARAM_TENSOR:
            value = half_operand(value, common, spec.exact)
            if steps is not None:
                value = steps(value)
        elif wide and value is not None and spec.param_code[i] == PARAM_NUMBER and not isinstance(value, complex):
            value = half_operand(value, common, not spec.rounded)[()]
        elif isinstance(value, TensorBase):
            value = array_in(<TensorBase>value, common)
        elif spec.param_code[i] == PARAM_TENSOR and value is not None:
            value = number_array(value, common)
        elif spec.param_code[i] == PARAM_NUMBER and value is not None and (CATEGORY[common] == 3 or not isinstance(value, complex)):
            # In an integer dtype with a check of its range.
            value = number_array(value, common)[()] if CATEGORY[common] >= 2 else fill_value(value, DTYPES[common])
        elif spec.param_code[i] == PARAM_NUMBER and value is not None:
            value = fill_value(value, DTYPES[DT_F32 if wide else common])      # a complex number in a real dtype, refused unless it is real
        arguments.append(value)
    made = np.asarray(without_warnings(numpy_function(spec), arguments))
    if result == DT_BOOL:
        want = np.dtype(bool)
    elif result == DT_BF16:
        want = np.dtype(np.float32)
    else:
        want = np.dtype(np.complex64) if result == DT_C32 else DTYPES[result].np
    if result == DT_F16 and made.dtype == np.float32:
        narrow = cast_array(made, DT_F32, DT_F16)
        made = made if narrow is None else narrow
    if made.dtype != want and not (want.kind == "c" and made.dtype.kind == "f" and spec.impl == "absolute"):
        made = without_warnings(made.astype, [want])
    shape = tuple(dims_of(g))
    if made.shape != shape:
        made = np.broadcast_to(made, shape).copy()
    if g.nd > 1:
        made = iterated_layout(arguments, made)
    if result == DT_C32:
        return _to_complex32(made) if made.dtype.kind == "c" else without_warnings(made.astype, (np.float16,))
    return float32_to_bfloat16(made) if result == DT_BF16 else made


cdef int refuse_rare(Spec spec, PyObject **values, int dt) except -1:
    """Refuse a dtype that few kernels have, where the row is not one of them; `_table.refused_dtypes` loads with the first such operand."""
    from .._table.refused_dtypes import refuse

    refuse(spec.key, DTYPES[dt], values_tuple(spec, values))
    return 0


cdef object iterated_layout(list arguments, object made):
    """`kernels.layouts.iterated`."""
    from .kernels.layouts import iterated

    return iterated(arguments, made)


cdef object fill_value(object value, object dtype):
    """`kernels.creation.fill_value`, which loads with the first number for an integer operator."""
    from .kernels.creation import fill_value as made

    return made(value, dtype)


cdef cnp.ndarray number_array(object value, int dt):
    """A Python number as a 0-d array of dtype `dt` (float32 for bfloat16, complex64 for complex32)."""
    cdef cnp.ndarray made = np.empty((), np.float32 if dt == DT_BF16 else np.complex64 if dt == DT_C32 else DTYPES[dt].np)
    write_number(value, dt, <char *>cnp.PyArray_DATA(made))
    return made


cdef object numpy_function(Spec spec):
    if spec.kind == KIND_UFUNC:
        if spec.impl in _SIGNED or spec.impl in _COMPLEX_OWN:
            from .kernels import elementwise

            return getattr(elementwise, spec.impl)
        return spec.function
    if spec.function is None:
        from . import expressions
        check_fingerprint(expressions)
        spec.function = getattr(expressions, f"row_{spec.index}")
    return spec.function


cdef int write_array(TensorBase into, cnp.ndarray made, int made_dt) except -1:
    """Store the values of an array in the array of a tensor, converting."""
    cdef object source = made
    if not cnp.PyArray_SAMESHAPE(into.a, made):
        raise RuntimeError(f"output with shape {list(into.shape)} doesn't match the broadcast shape {list(shape_tuple(made))}")
    if made_dt == DT_BF16 and into.dt != DT_BF16:
        source = bfloat16_to_float32(made)
    elif into.dt == DT_BF16 and made_dt != DT_BF16:
        source = float32_to_bfloat16(without_warnings(made.astype, (np.float32,)))
    elif made_dt != into.dt and (made_dt == DT_C32 or into.dt == DT_C32):
        source = _to_complex32(made) if into.dt == DT_C32 else _from_complex32(made)
    elif CATEGORY[made_dt] == 3 and CATEGORY[into.dt] != 3:
        source = made.real
    elif made_dt == DT_F64 and into.dt == DT_F16:
        source = without_warnings(made.astype, (np.float32,))      # rounds twice, as PyTorch does
    if unlikely(into.lazy):
        source = resolved(source, into.dt, into.lazy)
    with np.errstate(all="ignore"):
        into.a[...] = source
    return 0
