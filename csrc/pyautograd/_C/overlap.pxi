# Memory that is shared: within what is written, and between that and what is read.

# What an operator minds; the flags of _py/overlap.py.
cdef enum:
    OVERLAP_ANY_OUTPUT = 1
    OVERLAP_DEPRECATED = 2
    OVERLAP_APART = 4
    OVERLAP_COMPARED = 8
    OVERLAP_UNCOMPARED = 16
    OVERLAP_COMPUTED_IN = 32
    OVERLAP_INTO_FIRST = 64


cdef bint overlaps_itself(cnp.ndarray a) noexcept:
    """Whether two elements share memory for certain: a dimension of stride 0 and size over 1."""
    cdef int d
    if cnp.PyArray_IS_C_CONTIGUOUS(a) or cnp.PyArray_SIZE(a) == 0:
        return False
    for d in range(cnp.PyArray_NDIM(a)):
        if cnp.PyArray_STRIDE(a, d) == 0 and cnp.PyArray_DIM(a, d) > 1:
            return True
    return False


cdef int check_output(Spec spec, cnp.ndarray a) except -1:
    """Raise if elements of `a`, which `spec` is about to write, share memory and it minds."""
    if spec.overlap & OVERLAP_ANY_OUTPUT or not overlaps_itself(a):
        return 0
    if not spec.overlap & OVERLAP_DEPRECATED:
        raise RuntimeError(texts.INTERNAL_OVERLAP)
    from .._py.overlap import warn_expanded
    warn_expanded(spec.name)
    return 0


cdef bint is_dense(cnp.ndarray a):
    """Whether the elements fill their memory range without gaps or overlap."""
    cdef int64_t expected = 1
    if cnp.PyArray_IS_C_CONTIGUOUS(a):
        return True
    for stride, n in sorted([(s, n) for s, n in zip(stride_tuple(a), shape_tuple(a)) if n != 1]):
        if stride != expected:
            return False
        expected *= n
    return True


cdef list walk_of(cnp.ndarray a):
    """The strides that matter: of dimensions longer than one."""
    return [s for s, n in zip(stride_tuple(a), shape_tuple(a)) if n != 1]


cdef int check_apart(cnp.ndarray out, cnp.ndarray source, bint wholly) except -1:
    """Raise if two dense arrays share part of their memory; `wholly`: or all of it, in the same order."""
    cdef char *a = <char *>cnp.PyArray_DATA(out)
    cdef char *b = <char *>cnp.PyArray_DATA(source)
    cdef int64_t la = cnp.PyArray_NBYTES(out), lb = cnp.PyArray_NBYTES(source)
    if la == 0 or lb == 0 or a >= b + lb or b >= a + la:
        return 0
    if out is source and not wholly:
        return 0
    if not (is_dense(out) and is_dense(source)):
        return 0
    if not wholly and a == b and la == lb and walk_of(out) == walk_of(source):
        return 0
    raise RuntimeError(texts.PARTIAL_OVERLAP)


cdef int check_inputs(Spec spec, PyObject **values, int first, cnp.ndarray out) except -1:
    """Raise if `out` shares memory with an operand, from `first` on, in a way that `spec` minds."""
    cdef int i
    cdef bint wholly = spec.overlap & OVERLAP_APART
    for i in range(first, spec.nparams):
        value = <object>values[i]
        if isinstance(value, TensorBase):
            check_apart(out, (<TensorBase>value).a, wholly)
        elif wholly and (type(value) is list or type(value) is tuple):
            for v in value:
                if isinstance(v, TensorBase):
                    check_apart(out, (<TensorBase>v).a, True)
    return 0
