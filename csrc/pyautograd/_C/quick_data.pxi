# Tensors from Python numbers, and from lists of them one or two levels deep: what `tensor` is called with most. None sends everything else to the
# conversion that knows all kinds of data.

cdef extern from "numpy/arrayobject.h":
    cnp.ndarray PyArray_View(cnp.ndarray a, _Descr *descr, PyTypeObject *cls)

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


cdef int plain_dt(cnp.ndarray array) noexcept:
    """The dtype of an array that has elements in row-major order and is nothing special; -1 for others."""
    cdef int num = cnp.PyArray_TYPE(array), dt = DT_OF_TYPENUM[num] if 0 <= num < 64 else -1
    if dt < 0 or array_descr(array) != DESCR[dt] or not cnp.PyArray_ISCARRAY(array) or cnp.PyArray_SIZE(array) == 0:
        return -1
    return dt


cdef TensorBase copy_of_array(cnp.ndarray array, bint requires_grad, int wanted):
    cdef cnp.ndarray out
    cdef TensorBase made
    cdef int dt = plain_dt(array)
    if dt < 0 or wanted >= 0 and wanted != dt or requires_grad and CATEGORY[dt] < 2:
        return None
    out = empty_array(cnp.PyArray_NDIM(array), cnp.PyArray_DIMS(array), dt)
    copy_bytes(cnp.PyArray_DATA(out), cnp.PyArray_DATA(array), cnp.PyArray_NBYTES(array))
    made = new_tensor(out, dt)
    made.needs_grad = requires_grad
    return made


cdef object BORROWED_MEMORY = None


def _quick_borrow(array):
    """A tensor over the memory of a plain array that can be written; None for others."""
    global BORROWED_MEMORY
    cdef TensorBase made
    cdef int dt
    if type(array) is not cnp.ndarray:
        return None
    dt = plain_dt(<cnp.ndarray>array)
    if dt < 0:
        return None
    if BORROWED_MEMORY is None:
        from .._memory import BorrowedMemory
        BORROWED_MEMORY = BorrowedMemory
    made = tensor_over(<cnp.ndarray>array, dt)
    made.storage = PyArray_View(<cnp.ndarray>array, NULL, <PyTypeObject *><PyObject *>BORROWED_MEMORY)
    return made


def quick_tensor(data, bint requires_grad=False, dtype=None):
    """``tensor(data)`` for a float, an int, or a list of them, or a plain array; None for anything else. `dtype`: one of floats, or int64 for ints."""
    cdef cnp.npy_intp shape[2]
    cdef cnp.ndarray out
    cdef TensorBase made
    cdef int kind, dt, nd = 1, row_kind
    cdef Py_ssize_t i, columns = 0
    cdef int floats = DEFAULT_DT if dtype is None else DT_OF[dtype]
    if type(data) is cnp.ndarray:
        return copy_of_array(<cnp.ndarray>data, requires_grad, -1 if dtype is None else floats)
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
