# The dtype in which an operator computes: of its operands with dimensions, its 0-d tensors and its numbers.

cdef struct Promotion:
    int dims, zero, wrapped       # dtypes of operands with dimensions, of 0-d tensors, of numbers; -1 for none


cdef inline int note_tensor(Promotion *p, TensorBase t) except -1:
    if cnp.PyArray_NDIM(t.a):
        p.dims = t.dt if p.dims < 0 else promote(p.dims, t.dt)
    else:
        p.zero = t.dt if p.zero < 0 else promote(p.zero, t.dt)
    return 0


cdef inline int note_number(Promotion *p, object x) except -1:
    cdef int dt = number_dt(x)
    p.wrapped = dt if p.wrapped < 0 else promote(p.wrapped, dt)
    return 0


cdef int combine(int higher, int lower) except -2:
    """A lower class of operand changes the dtype only where its kind is higher, and a real dtype into the complex one of its own precision."""
    cdef int a, b
    if higher < 0:
        return lower
    if lower < 0:
        return higher
    a, b = CATEGORY[higher], CATEGORY[lower]
    if a == 0:
        return promote(higher, lower)
    if b <= a:
        return higher
    if a == 2 and b == 3:
        return DT_OF[DTYPES[higher].to_complex()]
    return lower


cdef inline int result_of(Promotion *p) except -2:
    return combine(combine(p.dims, p.zero), p.wrapped)


def result_type(operands):
    """The dtype that operators on these tensors and numbers compute in."""
    cdef Promotion p
    p.dims = p.zero = p.wrapped = -1
    for x in operands:
        if isinstance(x, TensorBase):
            note_tensor(&p, <TensorBase>x)
        elif x is not None:
            note_number(&p, x)
    return DTYPES[result_of(&p)]
