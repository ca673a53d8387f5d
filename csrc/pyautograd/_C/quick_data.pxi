# Tensors from Python numbers, and from lists of them one or two levels deep: what `tensor` is called with most. None sends everything else to the
# conversion that knows all kinds of data.

cdef enum:
    KIND_NONE, KIND_INT, KIND_FLOAT


cdef inline int kind_of_items(object items) noexcept:
    """Whether a list or tuple holds ints alone, or floats with or without ints."""
    cdef int kind = KIND_NONE
    for item in (<tuple>items if type(items) is tuple else <list>items):
        if type(item) is float:
            kind = KIND_FLOAT
        elif type(item) is not int:
            return KIND_NONE
        elif kind == KIND_NONE:
            kind = KIND_INT
    return kind


cdef int write_items(object items, int dt, char *p) except -1:
    """The numbers of a list or tuple one after another in dtype `dt`; 1 where an int is too large for this way."""
    cdef Py_ssize_t i = 0
    for item in (<tuple>items if type(items) is tuple else <list>items):
        if type(item) is int and not -0x20000000000000 < item < 0x20000000000000:
            return 1
        if dt == DT_F32:
            (<float *>p)[i] = <float><double>item
        elif dt == DT_F64:
            (<double *>p)[i] = item
        else:
            (<int64_t *>p)[i] = item
        i += 1
    return 0


def quick_tensor(data, bint requires_grad=False, dtype=None):
    """``tensor(data)`` for a float, an int, or a list of them; None for anything else. `dtype`: one of floats, or int64 for ints."""
    cdef cnp.npy_intp shape[2]
    cdef cnp.ndarray out
    cdef TensorBase made
    cdef int kind, dt, nd = 1, row_kind
    cdef Py_ssize_t i, columns = 0
    cdef int floats = DEFAULT_DT if dtype is None else DT_OF[dtype]
    if floats != DT_F32 and floats != DT_F64 and (floats != DT_I64 or dtype is None):
        return None
    if type(data) is float and floats != DT_I64:
        out = empty_array(0, NULL, floats)
        if floats == DT_F32:
            (<float *>cnp.PyArray_DATA(out))[0] = <float><double>data
        else:
            (<double *>cnp.PyArray_DATA(out))[0] = data
        made = new_tensor(out, floats)
        made.needs_grad = requires_grad
        return made
    if type(data) is int and (dtype is None or floats == DT_I64):
        if requires_grad or not -0x4000000000000000 < data < 0x4000000000000000:
            return None
        out = empty_array(0, NULL, DT_I64)
        (<int64_t *>cnp.PyArray_DATA(out))[0] = data
        return new_tensor(out, DT_I64)
    if type(data) is not list and type(data) is not tuple or len(data) == 0:
        return None
    first = data[0]
    if type(first) is list or type(first) is tuple:
        nd, columns, kind = 2, len(first), KIND_INT
        for row in data:
            if type(row) is not list and type(row) is not tuple or len(row) != columns:
                return None
            row_kind = kind_of_items(row)
            if row_kind == KIND_NONE:
                return None
            if row_kind == KIND_FLOAT:
                kind = KIND_FLOAT
    else:
        kind = kind_of_items(data)
        if kind == KIND_NONE:
            return None
    dt = floats if dtype is not None else DT_I64 if kind == KIND_INT else DEFAULT_DT
    if dt == DT_I64 and (requires_grad or kind == KIND_FLOAT):
        return None
    shape[0], shape[1] = len(data), columns
    out = empty_array(nd, shape, dt)
    if nd == 1:
        if write_items(data, dt, <char *>cnp.PyArray_DATA(out)):
            return None
    else:
        for i in range(shape[0]):
            if write_items(data[i], dt, <char *>cnp.PyArray_DATA(out) + i * columns * ITEMSIZE[dt]):
                return None
    made = new_tensor(out, dt)
    made.needs_grad = requires_grad
    return made
