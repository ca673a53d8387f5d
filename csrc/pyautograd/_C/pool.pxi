# Large arrays from memory that is kept: memory_pool.h.

cdef extern from "memory_pool.h":
    object make_pool()
    object set_memory_handler(object handler)
    void *kept_realloc(void *p, size_t size) noexcept
    void kept_free(void *p) noexcept

cdef enum:
    POOLED = 65536      # bytes of an array from which it is made so

cdef object POOL = make_pool()


cdef cnp.ndarray large_array(int nd, cnp.npy_intp *dims, cnp.npy_intp *strides, int dt):
    """A new array of dtype `dt`, with strides of its own unless NULL."""
    cdef cnp.ndarray made
    cdef object before
    Py_INCREF(<object><PyObject *>DESCR[dt])
    if POOL is None:
        return new_array(<PyTypeObject *>cnp.ndarray, DESCR[dt], nd, dims, strides, NULL, 0, NULL)
    before = set_memory_handler(POOL)
    try:
        made = new_array(<PyTypeObject *>cnp.ndarray, DESCR[dt], nd, dims, strides, NULL, 0, NULL)
    finally:
        set_memory_handler(before)
    return made


cdef bint any_large(object arguments) noexcept:
    """Whether one of a kernel's arguments is a large array."""
    for value in (<list>arguments if type(arguments) is list else <tuple>arguments):
        if type(value) is cnp.ndarray and cnp.PyArray_NBYTES(<cnp.ndarray>value) >= POOLED // 2:
            return True
        if type(value) is list and len(<list>value) and type((<list>value)[0]) is cnp.ndarray and cnp.PyArray_NBYTES(<cnp.ndarray>(<list>value)[0]) >= 8192:
            return True
    return False


# The memory of small objects: arenas.h.

cdef extern from "arenas.h":
    void keep_arenas() noexcept

keep_arenas()
