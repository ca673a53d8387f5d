# Quick ways of rows: functions that take the most common arguments of an implementation straight to its result. None (False where an argument is written) sends
# a case to the shared function, which also words the errors. The files that follow end with what each of their functions is the quick way of.

cdef dict QUICK_WAYS = {}       # "kind:module.function" of a row -> the address of its quick way
cdef dict QUICK_WRITES = {}     # the same for what is written in place


cdef int quick_way(str impl, fast_function function) except -1:
    if impl in QUICK_WAYS:
        raise RuntimeError(f"two quick ways for {impl}")
    QUICK_WAYS[impl] = <size_t>function
    return 0


cdef int quick_write(str impl, write_function function) except -1:
    if impl in QUICK_WRITES:
        raise RuntimeError(f"two quick ways to write for {impl}")
    QUICK_WRITES[impl] = <size_t>function
    return 0


cdef fast_function quick_way_of(str impl) except? NULL:
    """The quick way of an implementation, or NULL."""
    return <fast_function><size_t>QUICK_WAYS.get(impl, 0)


cdef write_function quick_write_of(str impl) except? NULL:
    """What writes into the first argument of an in-place operator, or NULL."""
    return <write_function><size_t>QUICK_WRITES.get(impl, 0)


# What they share

cdef object finished(Spec spec, PyObject **values, cnp.ndarray out, int dt):
    """The tensor of a quick way, recorded where gradients are wanted."""
    cdef TensorBase made = new_tensor(out, dt)
    if mode_grad and spec.derivative and any_requires(spec, values):
        finish(spec, values, made)
    return made


cdef list recorded_all(Spec spec, PyObject **values, list results):
    """Several results, recorded where gradients are wanted."""
    if mode_grad and spec.derivative and any_requires(spec, values):
        record_results(spec, values, results)
    return results


cdef object finished_all(Spec spec, PyObject **values, list results):
    """The tensors of a quick way with several results, in the form that the operator gives them."""
    return packed(spec, recorded_all(spec, values, results))
