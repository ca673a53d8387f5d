# cython: language_level=3
"""Special functions of float32 and float64 arrays, computed in float64 with rests (``special_loops.h``) and rounded once.

``pyautograd._py.special_loops`` is the plain core's, over NumPy arrays.
"""
import base64

cimport numpy as cnp
from libc.string cimport memcpy

import numpy as np

from .._special_tables import ROWS
from . cimport fast

cnp.import_array()
cnp.import_umath()

cdef extern from "special_loops.h":
    double special_rows[][16]
    void *find_special_loop(const char *name, int wide)

cdef enum:
    SEVERAL_FROM = 2048      # elements from which the lock of the interpreter is released


cdef void read_rows(cnp.ndarray rows) noexcept:
    memcpy(special_rows, cnp.PyArray_DATA(rows), cnp.PyArray_NBYTES(rows))


read_rows(np.frombuffer(base64.b64decode(ROWS), "<f8").astype(np.float64))


cdef struct Job:
    loop_function function
    char *args[3]
    cnp.npy_intp steps[3]
    int count


cdef loop_function special_loop(const char *name, bint wide) noexcept:
    """The loop of a function of `special_loops.h`."""
    return <loop_function>find_special_loop(name, wide)


def address(str name, bint wide):
    """Where such a loop is, for the core."""
    return <size_t>found(name, cnp.NPY_DOUBLE if wide else cnp.NPY_FLOAT)


cdef void run_part(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef char *args[3]
    cdef cnp.npy_intp n = stop - start
    cdef int k
    for k in range(job.count):
        args[k] = job.args[k] + start * job.steps[k]
    job.function(args, &n, job.steps, NULL)


cdef cnp.ndarray run(loop_function function, cnp.ndarray first, cnp.ndarray second):
    """A loop over contiguous arrays of one shape and dtype."""
    cdef Job job
    cdef cnp.ndarray out = cnp.PyArray_EMPTY(cnp.PyArray_NDIM(first), cnp.PyArray_DIMS(first), cnp.PyArray_TYPE(first), 0)
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(first), item = cnp.PyArray_ITEMSIZE(first)
    cdef int k
    job.function, job.count = function, 2 if second is None else 3
    job.args[0] = <char *>cnp.PyArray_DATA(first)
    job.args[1] = <char *>cnp.PyArray_DATA(out if second is None else second)
    job.args[2] = <char *>cnp.PyArray_DATA(out)
    for k in range(3):
        job.steps[k] = item
    if n < SEVERAL_FROM:
        run_part(&job, 0, n)
    else:
        with nogil:
            fast.parallel_for(run_part, &job, n, n * 16)
    return out


cdef loop_function found(str name, int typenum) except NULL:
    cdef loop_function function = special_loop(name.encode(), typenum == cnp.NPY_DOUBLE)
    if function == NULL:
        raise ValueError(f"no special function {name}")
    return function


def unary(str name, x):
    """The function of this name of a float32 or float64 array, in its dtype."""
    cdef cnp.ndarray a = np.ascontiguousarray(x).reshape(np.shape(x)) if not isinstance(x, np.ndarray) or not cnp.PyArray_IS_C_CONTIGUOUS(<cnp.ndarray>x) else x
    return run(found(name, cnp.PyArray_TYPE(a)), a, None)


def binary(str name, first, second):
    """The function of this name of two float32 or two float64 arrays, broadcast, in their dtype."""
    cdef cnp.ndarray a = first, b = second
    if not cnp.PyArray_SAMESHAPE(a, b):
        a, b = np.broadcast_arrays(a, b)
    if not cnp.PyArray_IS_C_CONTIGUOUS(a):
        a = a.copy()
    if not cnp.PyArray_IS_C_CONTIGUOUS(b):
        b = b.copy()
    return run(found(name, cnp.PyArray_TYPE(a)), a, b)
