cimport numpy as cnp

ctypedef void (*loop_function)(char **, cnp.npy_intp *, cnp.npy_intp *, void *) noexcept nogil

cdef loop_function special_loop(const char *name, bint wide) noexcept
