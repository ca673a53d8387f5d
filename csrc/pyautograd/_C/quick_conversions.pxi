# Conversions that change nothing but the dtype, or nothing at all: `to` and its short forms on a plain tensor.

cdef Spec to_copy_spec = None
# The dtypes of the short forms, by their implementations.
cdef dict SHORT_FORMS = {
    "conversion.to_" + name: DT_OF[getattr(_types, dtype)] for name, dtype in (
        ("double", "float64"), ("float", "float32"), ("half", "float16"), ("bfloat16", "bfloat16"), ("int", "int32"), ("long", "int64"), ("short", "int16"),
        ("char", "int8"), ("byte", "uint8"), ("bool", "bool_"), ("cfloat", "complex64"), ("cdouble", "complex128"),
    )
}


cdef object in_dtype(PyObject **values, object dtype, object copy, object memory_format):
    """The first argument in `dtype` (None: its own)."""
    global to_copy_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef PyObject *given[3]
    if memory_format is not None or not is_plain(t):
        return None
    if dtype is None:
        dtype = DTYPES[t.dt]
    if dtype is DTYPES[t.dt] and copy is False:
        return t
    if to_copy_spec is None:
        to_copy_spec = spec_named("_to_copy")
    given[0], given[1], given[2] = values[0], <PyObject *>dtype, <PyObject *>None
    return run_spec(to_copy_spec, given)


cdef object fast_short_form(Spec spec, PyObject **values):
    """values: self, memory_format."""
    return in_dtype(values, DTYPES[<int>SHORT_FORMS[spec.impl]], False, <object>values[1])


cdef object fast_to_dtype(Spec spec, PyObject **values):
    """values: self, dtype, non_blocking, copy, memory_format."""
    return in_dtype(values, <object>values[1], <object>values[3], <object>values[4])


cdef object fast_to_device(Spec spec, PyObject **values):
    """values: self, device, dtype, non_blocking, copy, memory_format."""
    device = <object>values[1]
    if device is not None and (type(device) is not DEVICE_CLASS or device.type != "cpu"):
        return None
    return in_dtype(values, <object>values[2], <object>values[4], <object>values[5])


cdef object fast_to_other(Spec spec, PyObject **values):
    """values: self, tensor, non_blocking, copy, memory_format."""
    return in_dtype(values, DTYPES[(<TensorBase><object>values[1]).dt], <object>values[3], <object>values[4]) if is_plain(<object>values[1]) else None


cdef object fast_type(Spec spec, PyObject **values):
    """values: self, dtype, non_blocking, memory_format."""
    return in_dtype(values, <object>values[1], False, <object>values[3]) if type(<object>values[1]) is _DTYPE else None


cdef object fast_type_as(Spec spec, PyObject **values):
    """values: self, other."""
    return in_dtype(values, DTYPES[(<TensorBase><object>values[1]).dt], False, None) if is_plain(<object>values[1]) else None


for _impl in SHORT_FORMS:
    quick_way("composite:" + _impl, fast_short_form)
quick_way("composite:conversion.to_dtype", fast_to_dtype)
quick_way("composite:conversion.to_device", fast_to_device)
quick_way("composite:conversion.to_other", fast_to_other)
quick_way("composite:conversion.type_", fast_type)
quick_way("composite:conversion.type_as", fast_type_as)
