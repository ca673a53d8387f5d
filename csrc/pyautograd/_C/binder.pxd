# Types for pyautograd/_py/binder.py when it is compiled as pyautograd._C.binder.
cimport cython

cdef int TENSOR, BOOL, STR, LAYOUT, MEMORY_FORMAT, OBJECT, GENERATOR, DTYPE, DEVICE, NUMBER, INT, SYMINT, FLOAT
cdef int TENSOR_OR_NUMBER, INT_LIST, TENSOR_LIST, NUMBER_LIST, FLOAT_LIST
cdef object INT64_MAX, INT64_MIN, UINT64_MAX, _MISSING, _tensor_base, _generator_type

cpdef bint is_tensor(value)
cpdef object tensor_base()
cpdef bint is_index(value) except -1
cdef bint _is_zero_dim(value) except -1
cpdef int check(value, int code, int size, int position) except -1
cpdef to_int(value)
cpdef to_number(value)
cpdef to_float(value)
@cython.locals(at=cython.Py_ssize_t)
cpdef tuple to_ints(value, int size, name, param)
cpdef convert(value, int code, int size, name, param)


cdef class Overload:
    cdef readonly list params
    cdef readonly object index
    cdef readonly int out, out_at, first, count, max_positional, min_count, min_positional
    cdef readonly tuple numbers
    cdef readonly bint deprecated, hidden, varargs
    cdef readonly list names, defaults, spellings, printed_defaults
    cdef public Overload target
    cdef readonly bytes codes, sizes, required, none_ok, keyword_only

    @cython.locals(
        nargs=cython.Py_ssize_t, keywords=cython.Py_ssize_t, at=cython.Py_ssize_t, first=cython.int, code=cython.int,
        fit=cython.int, conversions=cython.ulonglong, values=list, codes=bytes,
    )
    cdef list match(self, name, tuple args, dict kwargs)


cdef class Binder:
    cdef readonly str name
    cdef readonly bint method, python
    cdef readonly list overloads

    @cython.locals(overload=Overload, values=list)
    cpdef tuple bind(self, tuple args, dict kwargs)
