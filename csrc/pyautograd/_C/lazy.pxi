# Conjugates and negatives that are views: their memory holds the conjugate, or the negative, of what they show. See _py/lazy.py.

cdef enum:
    LAZY_CONJ = 1
    LAZY_NEG = 2

cdef extern from *:
    bint unlikely(bint condition) noexcept      # Cython's own hint for the C compiler

cdef bint lazy_seen = False       # whether there has ever been such a view: until then operators do not look for them
cdef object shared_settled = None, shared_refuse_view = None
cdef dict LAZY_TOGGLES = {"views.conj": LAZY_CONJ, "views.neg": LAZY_NEG}


cdef int note_lazy() except -1:
    """Have operators look for lazy arguments from now on."""
    global lazy_seen, shared_settled, shared_refuse_view
    if not lazy_seen:
        from .lazy import refuse_view as refuse
        from .lazy import settled as function

        shared_settled, shared_refuse_view, lazy_seen = function, refuse, True
    return 0


def _set_lazy(TensorBase tensor not None, int bit, bint on):
    """Say whether the tensor's memory holds the conjugate (bit 1), or the negative (bit 2), of what it shows."""
    note_lazy()
    tensor.lazy = tensor.lazy | bit if on else tensor.lazy & ~bit


cdef cnp.ndarray resolved(object array, int dt, int bits):
    """The elements of an array with `bits` carried out, in new memory."""
    return shared_settled(array, DTYPES[dt], bits)


cdef int refuse_view(str key, int bits) except -1:
    """Raise for a view row that cannot show what `bits` say."""
    shared_refuse_view(key, bits)
    return 0


cdef bint any_lazy(Spec spec, PyObject **values):
    """Whether some tensor among the values, or in a list among them, is a conjugate or negative view."""
    cdef int i
    for i in range(spec.nparams):
        value = <object>values[i]
        if isinstance(value, TensorBase):
            if (<TensorBase>value).lazy:
                return True
        elif type(value) is tuple or type(value) is list:
            for v in value:
                if isinstance(v, TensorBase) and (<TensorBase>v).lazy:
                    return True
    return False


cdef TensorBase settled_tensor(TensorBase t):
    """A plain copy without history of a conjugate or negative view."""
    return new_tensor(resolved(t.a, t.dt, t.lazy), t.dt)


cdef object settle(object value):
    """`value`, or for a conjugate or negative view a plain copy without history; lists likewise."""
    if isinstance(value, TensorBase):
        return settled_tensor(<TensorBase>value) if (<TensorBase>value).lazy else value
    if type(value) is tuple or type(value) is list:
        return [settle(v) for v in value]
    return value


cdef object run_settled(Spec spec, PyObject **values):
    """Call an operator among whose arguments are lazy views: computed on copies, recorded on the views."""
    global mode_grad
    cdef int grad_was = mode_grad
    cdef list given = list(values_tuple(spec, values)), plain = [settle(v) for v in given]
    mode_grad = 0
    try:
        answer = run_spec(spec, (<_List *>plain).ob_item)
    finally:
        mode_grad = grad_was
    return finish_offered(spec, given, answer)


cdef int write_settled(Spec spec, PyObject **values) except -1:
    """`write` with lazy views among the values; the first is written back as its memory holds it."""
    global mode_grad
    cdef int grad_was = mode_grad
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef list plain = [settle(v) for v in values_tuple(spec, values)]
    cdef TensorBase made = settled_tensor(x) if x.lazy else tensor_over(x.a, x.dt)
    plain[0] = made
    mode_grad = 0
    try:
        write_and_record(spec, (<_List *>plain).ob_item, None, None)
    finally:
        mode_grad = grad_was
    if x.lazy:
        write_array(x, made.a, made.dt)
    return 0
