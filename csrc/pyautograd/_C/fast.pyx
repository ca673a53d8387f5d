# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Loops for large float32 and float64 arrays: vectors of the processor's best instruction set, and threads.

A function gives None where its case is not for it: another dtype, memory that is not contiguous, nothing to compute. The caller's NumPy then answers, with
the same numbers. ``pyautograd._py.fast`` is the plain core's, which has no loops and always gives None.
"""
cimport numpy as cnp
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free, malloc

import os

import numpy as np

from .. import _cpus

cnp.import_array()
cnp.import_umath()

cdef extern from "fast_loops.h" nogil:
    ctypedef Py_ssize_t fast_int
    ctypedef struct numpy_function:
        void *function
        void *data
    numpy_function EXP_f4, EXP_f8, LOG_f4, LOG_f8
    ctypedef struct loops_f4:
        void (*sum_runs)(const float *, float *, fast_int, fast_int) noexcept nogil
        void (*sum_columns)(const float *, float *, fast_int, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*softmax_rows)(int, const float *, const float *, float *, fast_int, fast_int) noexcept nogil
        void (*softmax_columns)(int, const float *, const float *, float *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*extremum_rows)(int, const float *, float *, int64_t *, fast_int, fast_int) noexcept nogil
        void (*extremum_columns)(int, const float *, float *, int64_t *, fast_int, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*cumsum_rows)(const float *, float *, fast_int, fast_int) noexcept nogil
        void (*cumsum_columns)(const float *, float *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*norm_rows)(const float *, const float *, const float *, float *, float *, float *, fast_int, fast_int, fast_int, fast_int, double, float *) noexcept nogil
        void (*norm_rows_backward)(
            const float *, const float *, const float *, const float *, const float *, float *, fast_int,
            fast_int, fast_int, fast_int, float *
        ) noexcept nogil
        void (*scale_rows)(const float *, const float *, const float *, const float *, float *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*moment_rows)(const float *, const float *, const float *, const float *, float *, fast_int, fast_int, fast_int, fast_int, float *) noexcept nogil
        void (*unscale_rows)(
            const float *, const float *, const float *, const float *, const float *, const float *,
            const float *, float *, fast_int, fast_int, fast_int, fast_int
        ) noexcept nogil
        void (*turn)(const float *, float *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
    ctypedef struct loops_f8:
        void (*sum_runs)(const double *, double *, fast_int, fast_int) noexcept nogil
        void (*sum_columns)(const double *, double *, fast_int, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*softmax_rows)(int, const double *, const double *, double *, fast_int, fast_int) noexcept nogil
        void (*softmax_columns)(int, const double *, const double *, double *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*extremum_rows)(int, const double *, double *, int64_t *, fast_int, fast_int) noexcept nogil
        void (*extremum_columns)(int, const double *, double *, int64_t *, fast_int, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*cumsum_rows)(const double *, double *, fast_int, fast_int) noexcept nogil
        void (*cumsum_columns)(const double *, double *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*norm_rows)(
            const double *, const double *, const double *, double *, double *, double *, fast_int, fast_int,
            fast_int, fast_int, double, double *
        ) noexcept nogil
        void (*norm_rows_backward)(
            const double *, const double *, const double *, const double *, const double *, double *, fast_int,
            fast_int, fast_int, fast_int, double *
        ) noexcept nogil
        void (*scale_rows)(const double *, const double *, const double *, const double *, double *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*moment_rows)(const double *, const double *, const double *, const double *, double *, fast_int, fast_int, fast_int, fast_int, double *) noexcept nogil
        void (*unscale_rows)(
            const double *, const double *, const double *, const double *, const double *, const double *,
            const double *, double *, fast_int, fast_int, fast_int, fast_int
        ) noexcept nogil
        void (*turn)(const double *, double *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
    const loops_f4 *LOOPS_f4
    const loops_f8 *LOOPS_f8
    int _choose_loops "choose_loops"(int most)

cdef extern from "threads.h" nogil:
    int wanted_threads
    void _parallel_for "parallel_for"(part_function function, void *context, Py_ssize_t n, Py_ssize_t grain)

cdef extern from "numpy/ufuncobject.h":
    ctypedef struct _Ufunc "PyUFuncObject":
        int nin
        int nout
        int ntypes
        void **functions
        void **data
        const char *types

ctypedef fused real:
    float
    double

cdef enum:
    QUICK = 32768          # elements up to which the GIL is kept
    GRAIN = 65536          # elements that a thread is worth waking for


cdef int find_unary(object ufunc, int typenum, numpy_function *found) except -1:
    cdef _Ufunc *u = <_Ufunc *>ufunc
    cdef int i
    for i in range(u.ntypes):
        if u.types[2 * i] == typenum and u.types[2 * i + 1] == typenum:
            found.function = u.functions[i]
            found.data = NULL if u.data == NULL else u.data[i]
            return 0
    raise ImportError(f"NumPy's {ufunc.__name__} has no loop for type {typenum}")


find_unary(np.exp, cnp.NPY_FLOAT32, &EXP_f4)
find_unary(np.exp, cnp.NPY_FLOAT64, &EXP_f8)
find_unary(np.log, cnp.NPY_FLOAT32, &LOG_f4)
find_unary(np.log, cnp.NPY_FLOAT64, &LOG_f8)


def choose_loops(int most=2):
    """Use the loops for AVX-512 (2), AVX2 (1) or the baseline (0), or the best below that the processor has; which it is."""
    return _choose_loops(most)


choose_loops()


cdef extern from "blas_threads.h":
    void find_blas(const char *module)
    bint limit_blas(int n)


def set_threads(int n):
    """How many threads a large operator may use, and NumPy's BLAS."""
    global wanted_threads
    wanted_threads = n
    if not blas_found:
        look_for_blas()
    limit_blas(n)


cdef bint blas_found = False


cdef int look_for_blas() except -1:
    global blas_found
    blas_found = True
    path = getattr(getattr(getattr(np, "_core", None), "_multiarray_umath", None), "__file__", None)
    if path is not None:
        find_blas(os.fsencode(path))
    return 0


wanted_threads = _cpus.count()


cdef void parallel_for(part_function function, void *context, Py_ssize_t n, Py_ssize_t elements) noexcept nogil:
    """`function` on parts of 0 to `n` items, which are so many elements together."""
    _parallel_for(function, context, n, 1 if elements >= GRAIN * n else max(1, n * GRAIN // max(elements, 1)))


cdef inline bint is_ours(cnp.ndarray a) noexcept:
    """Contiguous float32 or float64, and not empty."""
    cdef int typenum = cnp.PyArray_TYPE(a)
    return (typenum == cnp.NPY_FLOAT32 or typenum == cnp.NPY_FLOAT64) and cnp.PyArray_IS_C_CONTIGUOUS(a) and cnp.PyArray_ISBEHAVED_RO(a) and cnp.PyArray_SIZE(a) > 0


cdef inline int front(cnp.ndarray a, int axis) except -1:
    """An axis counted from the front."""
    cdef int nd = cnp.PyArray_NDIM(a)
    if not -nd <= axis < nd:
        raise IndexError(f"axis {axis} of {nd}")
    return axis + nd if axis < 0 else axis


cdef inline bint alike(cnp.ndarray a, cnp.ndarray b) noexcept:
    return cnp.PyArray_TYPE(a) == cnp.PyArray_TYPE(b) and cnp.PyArray_SAMESHAPE(a, b) and cnp.PyArray_IS_C_CONTIGUOUS(b) and cnp.PyArray_ISBEHAVED_RO(b)


cdef inline bint single(cnp.ndarray a) noexcept:
    return cnp.PyArray_TYPE(a) == cnp.NPY_FLOAT32


cdef int split(cnp.ndarray a, int axis, Py_ssize_t *batch, Py_ssize_t *rows, Py_ssize_t *width) noexcept:
    """The sizes before, at and after an axis."""
    cdef int d
    batch[0] = width[0] = 1
    for d in range(axis):
        batch[0] *= cnp.PyArray_DIM(a, d)
    rows[0] = cnp.PyArray_DIM(a, axis)
    for d in range(axis + 1, cnp.PyArray_NDIM(a)):
        width[0] *= cnp.PyArray_DIM(a, d)
    return 0


cdef cnp.ndarray empty_without(cnp.ndarray a, int axis, int typenum):
    cdef cnp.npy_intp dims[64]
    cdef int d, n = 0
    for d in range(cnp.PyArray_NDIM(a)):
        if d != axis:
            dims[n] = cnp.PyArray_DIM(a, d)
            n += 1
    return <cnp.ndarray>cnp.PyArray_EMPTY(n, dims, typenum, 0)


cdef inline cnp.ndarray empty_like(cnp.ndarray a):
    return <cnp.ndarray>cnp.PyArray_EMPTY(cnp.PyArray_NDIM(a), cnp.PyArray_DIMS(a), cnp.PyArray_TYPE(a), 0)


# What a parallel part is told.
cdef struct Job:
    int what, type4
    void *x
    void *y
    void *z
    void *out
    void *out2
    void *out3
    void *weight
    void *bias
    Py_ssize_t batch, rows, width, inner, groups
    double eps
    int failed


cdef inline char *at(void *p, Py_ssize_t index, Job *job) noexcept nogil:
    """Element `index` of memory of the job's type; NULL stays NULL."""
    return NULL if p == NULL else <char *>p + index * (4 if job.type4 else 8)


cdef void start(part_function function, Job *job, Py_ssize_t n, Py_ssize_t elements) noexcept:
    if elements <= QUICK:
        function(job, 0, n)
    else:
        with nogil:
            parallel_for(function, job, n, elements)


# Sums

cdef void sum_runs_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.sum_runs(<float *>at(job.x, begin * job.width, job), <float *>at(job.out, begin, job), end - begin, job.width)
    else:
        LOOPS_f8.sum_runs(<double *>at(job.x, begin * job.width, job), <double *>at(job.out, begin, job), end - begin, job.width)


cdef void sum_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.sum_columns(<float *>job.x, <float *>job.out, job.batch, job.rows, job.width, begin, end)
    else:
        LOOPS_f8.sum_columns(<double *>job.x, <double *>job.out, job.batch, job.rows, job.width, begin, end)


cdef void sum_batches_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t size = job.rows * job.width
    if job.type4:
        LOOPS_f4.sum_columns(<float *>at(job.x, begin * size, job), <float *>at(job.out, begin * job.width, job), end - begin, job.rows, job.width, 0, job.width)
    else:
        LOOPS_f8.sum_columns(<double *>at(job.x, begin * size, job), <double *>at(job.out, begin * job.width, job), end - begin, job.rows, job.width, 0, job.width)


cdef void sum_memory(bint type4, void *x, void *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width) noexcept:
    """(batch, rows, width) summed over rows, in PyTorch's order."""
    cdef Job job
    cdef Py_ssize_t elements = batch * rows * width
    job.type4, job.x, job.out = type4, x, out
    if width == 1:
        job.width = rows
        start(sum_runs_part, &job, batch, elements)
        return
    job.batch, job.rows, job.width = batch, rows, width
    if batch == 1:
        start(sum_columns_part, &job, width, elements)
    else:
        start(sum_batches_part, &job, batch, elements)


def sum_runs(cnp.ndarray x not None):
    """(batch, length) summed over its last axis."""
    cdef cnp.ndarray out
    if not is_ours(x):
        return None
    out = empty_without(x, 1, cnp.PyArray_TYPE(x))
    sum_memory(single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), cnp.PyArray_DIM(x, 0), cnp.PyArray_DIM(x, 1), 1)
    return out


def sum_columns(cnp.ndarray x not None):
    """(batch, rows, width) summed over rows; width is at least 2."""
    cdef cnp.ndarray out
    if not is_ours(x):
        return None
    out = empty_without(x, 1, cnp.PyArray_TYPE(x))
    sum_memory(single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), cnp.PyArray_DIM(x, 0), cnp.PyArray_DIM(x, 1), cnp.PyArray_DIM(x, 2))
    return out


# Softmax and its relatives

cdef void softmax_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t skip = begin * job.rows
    if job.type4:
        LOOPS_f4.softmax_rows(job.what, <float *>at(job.x, skip, job), <float *>at(job.y, skip, job), <float *>at(job.out, skip, job), end - begin, job.rows)
    else:
        LOOPS_f8.softmax_rows(job.what, <double *>at(job.x, skip, job), <double *>at(job.y, skip, job), <double *>at(job.out, skip, job), end - begin, job.rows)


cdef void softmax_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t packed = begin << 32 | end
    if job.type4:
        LOOPS_f4.softmax_columns(job.what, <float *>job.x, <float *>job.y, <float *>job.out, job.batch, job.rows, job.width, packed)
    else:
        LOOPS_f8.softmax_columns(job.what, <double *>job.x, <double *>job.y, <double *>job.out, job.batch, job.rows, job.width, packed)


cdef cnp.ndarray softmax_of(int what, cnp.ndarray x, cnp.ndarray y, int axis):
    cdef Job job
    cdef cnp.ndarray out
    axis = front(x, axis)
    if not is_ours(x) or y is not None and not alike(x, y):
        return None
    out = empty_like(x)
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.what, job.type4, job.x, job.out = what, single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out)
    job.y = NULL if y is None else cnp.PyArray_DATA(y)
    if job.width == 1:
        start(softmax_part, &job, job.batch, cnp.PyArray_SIZE(x))
    elif job.width >> 31:
        return None
    else:
        start(softmax_columns_part, &job, job.width, cnp.PyArray_SIZE(x))
    return out


def softmax(cnp.ndarray x not None, int axis):
    """``exp(x) / sum(exp(x))`` along `axis`, shifted by the largest element."""
    return softmax_of(0, x, None, axis)


def log_softmax(cnp.ndarray x not None, int axis):
    """The logarithm of that."""
    return softmax_of(1, x, None, axis)


def softmax_backward(cnp.ndarray grad not None, cnp.ndarray output not None, int axis):
    """``(grad - sum(grad * output)) * output``."""
    return softmax_of(2, grad, output, axis)


def log_softmax_backward(cnp.ndarray grad not None, cnp.ndarray output not None, int axis):
    """``grad - exp(output) * sum(grad)``."""
    return softmax_of(3, grad, output, axis)


# Extrema

cdef void extremum_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef int64_t *indices = NULL if job.out2 == NULL else <int64_t *>job.out2 + begin
    if job.type4:
        LOOPS_f4.extremum_rows(job.what, <float *>at(job.x, begin * job.rows, job), <float *>at(job.out, begin, job), indices, end - begin, job.rows)
    else:
        LOOPS_f8.extremum_rows(job.what, <double *>at(job.x, begin * job.rows, job), <double *>at(job.out, begin, job), indices, end - begin, job.rows)


cdef void extremum_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.extremum_columns(job.what, <float *>job.x, <float *>job.out, <int64_t *>job.out2, job.batch, job.rows, job.width, begin, end)
    else:
        LOOPS_f8.extremum_columns(job.what, <double *>job.x, <double *>job.out, <int64_t *>job.out2, job.batch, job.rows, job.width, begin, end)


def extremum(cnp.ndarray x not None, int axis, bint least, bint with_values, bint with_indices):
    """(values, indices) of the largest, or least, along `axis`; the first of equals, the first NaN. None for what is not wanted."""
    cdef Job job
    cdef cnp.ndarray values = None, indices = None
    axis = front(x, axis)
    if not is_ours(x) or cnp.PyArray_DIM(x, axis) > 0x7FFFFFFF:
        return None
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.what, job.type4, job.x, job.out, job.out2 = least, single(x), cnp.PyArray_DATA(x), NULL, NULL
    if with_values:
        values = empty_without(x, axis, cnp.PyArray_TYPE(x))
        job.out = cnp.PyArray_DATA(values)
    if with_indices:
        indices = empty_without(x, axis, cnp.NPY_INT64)
        job.out2 = cnp.PyArray_DATA(indices)
    if job.width == 1:
        start(extremum_part, &job, job.batch, cnp.PyArray_SIZE(x))
    else:
        start(extremum_columns_part, &job, job.width, cnp.PyArray_SIZE(x))
    return values, indices


# Running sums

cdef void cumsum_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.cumsum_rows(<float *>at(job.x, begin * job.rows, job), <float *>at(job.out, begin * job.rows, job), end - begin, job.rows)
    else:
        LOOPS_f8.cumsum_rows(<double *>at(job.x, begin * job.rows, job), <double *>at(job.out, begin * job.rows, job), end - begin, job.rows)


cdef void cumsum_columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t b, skip
    for b in range(job.batch):
        skip = b * job.rows * job.width
        if job.type4:
            LOOPS_f4.cumsum_columns(<float *>at(job.x, skip, job), <float *>at(job.out, skip, job), job.rows, job.width, begin, end)
        else:
            LOOPS_f8.cumsum_columns(<double *>at(job.x, skip, job), <double *>at(job.out, skip, job), job.rows, job.width, begin, end)


def cumsum(cnp.ndarray x not None, int axis):
    """Running sums along `axis`, carried in double."""
    cdef Job job
    cdef cnp.ndarray out
    axis = front(x, axis)
    if not is_ours(x):
        return None
    out = empty_like(x)
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.type4, job.x, job.out = single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out)
    if job.width == 1:
        start(cumsum_part, &job, job.batch, cnp.PyArray_SIZE(x))
    else:
        start(cumsum_columns_part, &job, job.width, cnp.PyArray_SIZE(x))
    return out


# Normalisation of rows

cdef void norm_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t n = job.width, skip = begin * job.width
    cdef void *work = malloc(n * 8)
    if work == NULL:
        job.failed = 1
        return
    if job.type4:
        LOOPS_f4.norm_rows(<float *>at(job.x, skip, job), <float *>job.weight, <float *>job.bias, <float *>at(job.out, skip, job), <float *>at(job.out2, begin, job),
                           <float *>at(job.out3, begin, job), end - begin, n, job.inner, job.groups, job.eps, <float *>work)
    else:
        LOOPS_f8.norm_rows(<double *>at(job.x, skip, job), <double *>job.weight, <double *>job.bias, <double *>at(job.out, skip, job), <double *>at(job.out2, begin, job),
                           <double *>at(job.out3, begin, job), end - begin, n, job.inner, job.groups, job.eps, <double *>work)
    free(work)


cdef void norm_backward_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t n = job.width, skip = begin * job.width
    cdef void *work = malloc(n * 16)
    if work == NULL:
        job.failed = 1
        return
    if job.type4:
        LOOPS_f4.norm_rows_backward(<float *>at(job.x, skip, job), <float *>at(job.y, skip, job), <float *>at(job.out2, begin, job), <float *>at(job.out3, begin, job),
                                    <float *>job.weight, <float *>at(job.out, skip, job), end - begin, n, job.inner, job.groups, <float *>work)
    else:
        LOOPS_f8.norm_rows_backward(<double *>at(job.x, skip, job), <double *>at(job.y, skip, job), <double *>at(job.out2, begin, job),
                                    <double *>at(job.out3, begin, job),
                                    <double *>job.weight, <double *>at(job.out, skip, job), end - begin, n, job.inner, job.groups, <double *>work)
    free(work)


cdef bint parameter_fits(object parameter, cnp.ndarray x) noexcept:
    return parameter is None or cnp.PyArray_TYPE(<cnp.ndarray>parameter) == cnp.PyArray_TYPE(x) and cnp.PyArray_IS_C_CONTIGUOUS(<cnp.ndarray>parameter)


cdef inline void *data_of(object a) noexcept:
    return NULL if a is None else cnp.PyArray_DATA(<cnp.ndarray>a)


cdef bint rows_fit(cnp.ndarray x, Py_ssize_t rows, Py_ssize_t inner, Py_ssize_t groups, object weight, object bias) noexcept:
    """Whether `x` can be cut into so many rows, and the parameters are as long as `norm_rows` reads them."""
    cdef Py_ssize_t n, wanted
    if rows <= 0 or cnp.PyArray_SIZE(x) == 0 or cnp.PyArray_SIZE(x) % rows or inner < 0 or groups <= 0:
        return False
    n = wanted = cnp.PyArray_SIZE(x) // rows
    if inner:
        if n % inner:
            return False
        wanted = n // inner * groups
    return (weight is None or cnp.PyArray_SIZE(<cnp.ndarray>weight) == wanted) and (bias is None or cnp.PyArray_SIZE(<cnp.ndarray>bias) == wanted)


def norm_rows(cnp.ndarray x not None, cnp.ndarray weight, cnp.ndarray bias, Py_ssize_t rows, double eps, Py_ssize_t inner=0, Py_ssize_t groups=1):
    """(result, means, scales) of `x` as so many rows, each standardised, then scaled and shifted.

    Parameters
    ----------
    inner : int
        0: weight and bias have one number for each column. Otherwise for each stretch of so many columns.
    groups : int
        With `inner`: row r begins at parameter ``r % groups * (columns // inner)``.
    """
    cdef Job job
    cdef cnp.ndarray out, means, scales
    cdef cnp.npy_intp count = rows
    if not is_ours(x) or not parameter_fits(weight, x) or not parameter_fits(bias, x) or not rows_fit(x, rows, inner, groups, weight, bias):
        return None
    out = empty_like(x)
    means, scales = <cnp.ndarray>cnp.PyArray_EMPTY(1, &count, cnp.PyArray_TYPE(x), 0), <cnp.ndarray>cnp.PyArray_EMPTY(1, &count, cnp.PyArray_TYPE(x), 0)
    job.type4, job.x, job.out, job.out2, job.out3 = single(x), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), cnp.PyArray_DATA(means), cnp.PyArray_DATA(scales)
    job.weight, job.bias, job.width, job.inner, job.groups, job.eps, job.failed = data_of(weight), data_of(bias), cnp.PyArray_SIZE(x) // rows, inner, groups, eps, 0
    start(norm_part, &job, rows, cnp.PyArray_SIZE(x))
    return None if job.failed else (out, means, scales)


def norm_rows_backward(cnp.ndarray grad not None, cnp.ndarray x not None, cnp.ndarray means not None, cnp.ndarray scales not None, cnp.ndarray weight, Py_ssize_t rows,
                       Py_ssize_t inner=0, Py_ssize_t groups=1):
    """The gradient of `norm_rows` with respect to `x`."""
    cdef Job job
    cdef cnp.ndarray out
    if not is_ours(x) or not alike(x, grad) or not parameter_fits(weight, x) or not parameter_fits(means, x) or not parameter_fits(scales, x):
        return None
    if not rows_fit(x, rows, inner, groups, weight, None) or cnp.PyArray_SIZE(means) != rows or cnp.PyArray_SIZE(scales) != rows:
        return None
    out = empty_like(x)
    job.type4, job.x, job.y, job.out = single(x), cnp.PyArray_DATA(grad), cnp.PyArray_DATA(x), cnp.PyArray_DATA(out)
    job.out2, job.out3, job.weight = cnp.PyArray_DATA(means), cnp.PyArray_DATA(scales), data_of(weight)
    job.width, job.inner, job.groups, job.failed = cnp.PyArray_SIZE(x) // rows, inner, groups, 0
    start(norm_backward_part, &job, rows, cnp.PyArray_SIZE(x))
    return None if job.failed else out


# Rows of (batch, channels, ...), each with the numbers of its channel: what batch normalisation is made of

cdef void moment_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef void *work = malloc(job.width * 8)
    if work == NULL:
        job.failed = 1
        return
    if job.type4:
        LOOPS_f4.moment_rows(<float *>job.x, <float *>job.z, <float *>job.y, <float *>job.weight, <float *>job.out, begin, end, job.width, job.groups, <float *>work)
    else:
        LOOPS_f8.moment_rows(
            <double *>job.x, <double *>job.z, <double *>job.y, <double *>job.weight, <double *>job.out, begin, end, job.width,
            job.groups, <double *>work
        )
    free(work)


cdef void scale_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.scale_rows(<float *>job.x, <float *>job.z, <float *>job.weight, <float *>job.bias, <float *>job.out, begin, end, job.width, job.groups)
    else:
        LOOPS_f8.scale_rows(<double *>job.x, <double *>job.z, <double *>job.weight, <double *>job.bias, <double *>job.out, begin, end, job.width, job.groups)


cdef void unscale_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.unscale_rows(<float *>job.y, <float *>job.x, <float *>job.z, <float *>job.weight, <float *>job.out2, <float *>job.out3, <float *>job.bias,
                              <float *>job.out, begin, end, job.width, job.groups)
    else:
        LOOPS_f8.unscale_rows(<double *>job.y, <double *>job.x, <double *>job.z, <double *>job.weight, <double *>job.out2, <double *>job.out3, <double *>job.bias,
                              <double *>job.out, begin, end, job.width, job.groups)


cdef bint by_channel(cnp.ndarray x, cnp.ndarray a) noexcept:
    """Whether `a` has one number of the type of `x` for each of its channels."""
    return cnp.PyArray_TYPE(a) == cnp.PyArray_TYPE(x) and cnp.PyArray_IS_C_CONTIGUOUS(a) and cnp.PyArray_SIZE(a) == cnp.PyArray_DIM(x, 1)


cdef Py_ssize_t channel_rows(Job *job, cnp.ndarray x) noexcept:
    """How many rows there are; their lengths go into the job. 0 where the way is not for `x`."""
    cdef Py_ssize_t rows
    if not is_ours(x) or cnp.PyArray_NDIM(x) < 3:
        return 0
    rows = cnp.PyArray_DIM(x, 0) * cnp.PyArray_DIM(x, 1)
    job.type4, job.x, job.groups, job.width, job.failed = single(x), cnp.PyArray_DATA(x), cnp.PyArray_DIM(x, 1), cnp.PyArray_SIZE(x) // rows, 0
    return rows if job.width > 1 else 0


def moment_rows(cnp.ndarray x not None, cnp.ndarray shift not None, cnp.ndarray grad=None, cnp.ndarray scale=None):
    """(batch, channels) sums of ``(x - shift)**2``, or of ``grad * ((x - shift) * scale)``, over the other dimensions."""
    cdef Job job
    cdef cnp.ndarray out
    cdef Py_ssize_t rows = channel_rows(&job, x)
    if rows == 0 or not by_channel(x, shift) or grad is not None and not alike(x, grad) or scale is not None and not by_channel(x, scale):
        return None
    out = <cnp.ndarray>cnp.PyArray_EMPTY(2, cnp.PyArray_DIMS(x), cnp.PyArray_TYPE(x), 0)
    job.z, job.y, job.weight, job.out = cnp.PyArray_DATA(shift), data_of(grad), data_of(scale), cnp.PyArray_DATA(out)
    start(moment_part, &job, rows, cnp.PyArray_SIZE(x))
    return None if job.failed else out


def scale_rows(cnp.ndarray x not None, cnp.ndarray shift not None, cnp.ndarray scale not None, cnp.ndarray bias):
    """``(x - shift) * scale + bias``."""
    cdef Job job
    cdef cnp.ndarray out
    cdef Py_ssize_t rows = channel_rows(&job, x)
    if rows == 0 or not by_channel(x, shift) or not by_channel(x, scale) or bias is not None and not by_channel(x, bias):
        return None
    out = empty_like(x)
    job.z, job.weight, job.bias, job.out = cnp.PyArray_DATA(shift), cnp.PyArray_DATA(scale), data_of(bias), cnp.PyArray_DATA(out)
    start(scale_part, &job, rows, cnp.PyArray_SIZE(x))
    return out


def unscale_rows(cnp.ndarray grad not None, cnp.ndarray x not None, cnp.ndarray mean not None, cnp.ndarray invstd not None, cnp.ndarray total not None,
                 cnp.ndarray along not None, cnp.ndarray scale not None):
    """``scale * (grad - total - (x - mean) * invstd * along)``."""
    cdef Job job
    cdef cnp.ndarray out
    cdef Py_ssize_t rows = channel_rows(&job, x)
    if rows == 0 or not alike(x, grad):
        return None
    for a in (mean, invstd, total, along, scale):
        if not by_channel(x, a):
            return None
    out = empty_like(x)
    job.y, job.z, job.weight = cnp.PyArray_DATA(grad), cnp.PyArray_DATA(mean), cnp.PyArray_DATA(invstd)
    job.out2, job.out3 = cnp.PyArray_DATA(total), cnp.PyArray_DATA(along)
    job.bias, job.out = cnp.PyArray_DATA(scale), cnp.PyArray_DATA(out)
    start(unscale_part, &job, rows, cnp.PyArray_SIZE(x))
    return out


# Transposes

cdef void turn_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    if job.type4:
        LOOPS_f4.turn(<float *>job.x, <float *>job.out, job.rows, job.width, begin, end)
    else:
        LOOPS_f8.turn(<double *>job.x, <double *>job.out, job.rows, job.width, begin, end)


cdef void turn_memory(bint type4, void *x, void *out, Py_ssize_t rows, Py_ssize_t columns) noexcept:
    """The transpose (rows, columns) of a contiguous (columns, rows) matrix."""
    cdef Job job
    job.type4, job.x, job.out, job.rows, job.width = type4, x, out, rows, columns
    start(turn_part, &job, rows, rows * columns)


# Stable orders

cdef extern from "fast_sort.h" nogil:
    void order_numbers(int kind, int descending, const void *p, Py_ssize_t step, int64_t *out, Py_ssize_t n, void *work, void *count)

cdef enum:
    COUNTS = 6 * 2048 * 4


cdef void order_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    cdef Py_ssize_t i, skip
    cdef char *work = <char *>malloc(COUNTS + 32 * job.rows)
    if work == NULL:
        job.failed = 1
        return
    for i in range(begin, end):
        skip = (i // job.width) * job.rows * job.width + i % job.width
        order_numbers(job.what, <int>job.inner, at(job.x, skip, job), job.width, <int64_t *>job.out + skip, job.rows, work + COUNTS, work)
    free(work)


def order(cnp.ndarray x not None, int axis, bint descending):
    """The stable order along `axis` as int64; float32, float64, int32 and int64."""
    cdef Job job
    cdef cnp.ndarray out
    cdef int typenum = cnp.PyArray_TYPE(x), kind
    axis = front(x, axis)
    if typenum == cnp.NPY_FLOAT32:
        kind = 0
    elif typenum == cnp.NPY_FLOAT64:
        kind = 1
    elif typenum == cnp.NPY_INT32:
        kind = 2
    elif typenum == cnp.NPY_INT64:
        kind = 3
    else:
        return None
    if not cnp.PyArray_IS_C_CONTIGUOUS(x) or not cnp.PyArray_ISBEHAVED_RO(x) or cnp.PyArray_SIZE(x) == 0 or cnp.PyArray_DIM(x, axis) >= 0x7FFFFFFF:
        return None
    out = <cnp.ndarray>cnp.PyArray_EMPTY(cnp.PyArray_NDIM(x), cnp.PyArray_DIMS(x), cnp.NPY_INT64, 0)
    split(x, axis, &job.batch, &job.rows, &job.width)
    job.what, job.inner, job.x, job.out, job.type4, job.failed = kind, descending, cnp.PyArray_DATA(x), cnp.PyArray_DATA(out), kind == 0 or kind == 2, 0
    start(order_part, &job, job.batch * job.width, cnp.PyArray_SIZE(x))
    return None if job.failed else out


# Reading and adding at indices

cdef bint inside(const int64_t *index, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t i
    cdef uint64_t wrong = 0
    for i in range(n):
        wrong |= <uint64_t>(<uint64_t>index[i] >= <uint64_t>size)
    return wrong == 0


cdef void add_rows_of(real *out, const int64_t *index, const real *values, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner) noexcept nogil:
    cdef Py_ssize_t _b, i, j
    cdef real *row
    for _b in range(outer):
        if inner == 1:
            for i in range(n):
                out[index[i]] += values[i]
        else:
            for i in range(n):
                row = out + index[i] * inner
                for j in range(inner):
                    row[j] += values[i * inner + j]
        out += size * inner
        values += n * inner


def add_rows(cnp.ndarray array not None, int axis, cnp.ndarray index not None, cnp.ndarray values not None):
    """Add the slices of `values` at `index` (one-dimensional int64) of `axis`, in order; True once it is done."""
    cdef Py_ssize_t outer, size, inner, n = cnp.PyArray_SIZE(index)
    axis = front(array, axis)
    if not is_ours(array) or not is_ours(values) or cnp.PyArray_TYPE(array) != cnp.PyArray_TYPE(values) or not cnp.PyArray_ISWRITEABLE(array):
        return None
    if cnp.PyArray_TYPE(index) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(index) or cnp.PyArray_NDIM(index) != 1:
        return None
    split(array, axis, &outer, &size, &inner)
    if cnp.PyArray_SIZE(values) != outer * n * inner or not inside(<int64_t *>cnp.PyArray_DATA(index), n, size):
        return None
    if cnp.PyArray_DATA(array) == cnp.PyArray_DATA(values):
        return None
    with nogil:
        if cnp.PyArray_TYPE(array) == cnp.NPY_FLOAT32:
            add_rows_of[float](<float *>cnp.PyArray_DATA(array), <int64_t *>cnp.PyArray_DATA(index), <float *>cnp.PyArray_DATA(values), outer, size, n, inner)
        else:
            add_rows_of[double](<double *>cnp.PyArray_DATA(array), <int64_t *>cnp.PyArray_DATA(index), <double *>cnp.PyArray_DATA(values), outer, size, n, inner)
    return True


cdef Py_ssize_t gather_of(int adds, const real *x, const int64_t *index, real *out, Py_ssize_t outer, Py_ssize_t size, Py_ssize_t n, Py_ssize_t inner) noexcept nogil:
    """``out[b, i, j] = x[b, index[b, i, j], j]``; with `adds`, ``out[b, index[b, i, j], j] += x[b, i, j]``. How many indices were out of range."""
    cdef Py_ssize_t _b, _i, j, wrong = 0
    cdef uint64_t place
    for _b in range(outer):
        for _i in range(n):
            for j in range(inner):
                place = <uint64_t>index[j]
                if place >= <uint64_t>size:
                    wrong += 1
                elif adds:
                    out[place * inner + j] += x[j]
                else:
                    out[j] = x[place * inner + j]
            index += inner
            if adds:
                x += inner
            else:
                out += inner
        if adds:
            out += size * inner
        else:
            x += size * inner
    return wrong


cdef bint gathers(cnp.ndarray x, int axis, cnp.ndarray index) noexcept:
    """Whether `index` has the shape of `x` but for `axis`."""
    cdef int d
    if cnp.PyArray_TYPE(index) != cnp.NPY_INT64 or not cnp.PyArray_IS_C_CONTIGUOUS(index) or cnp.PyArray_NDIM(index) != cnp.PyArray_NDIM(x):
        return False
    for d in range(cnp.PyArray_NDIM(x)):
        if d != axis and cnp.PyArray_DIM(x, d) != cnp.PyArray_DIM(index, d):
            return False
    return cnp.PyArray_SIZE(index) > 0


def gather(cnp.ndarray x not None, int axis, cnp.ndarray index not None):
    """The elements of `x` that `index`, equal to it in shape but for `axis`, names along `axis`. None as well for an index out of range."""
    cdef Py_ssize_t outer, size, inner, wrong
    cdef cnp.ndarray out
    axis = front(x, axis)
    if not is_ours(x) or not gathers(x, axis, index):
        return None
    split(x, axis, &outer, &size, &inner)
    out = <cnp.ndarray>cnp.PyArray_EMPTY(cnp.PyArray_NDIM(index), cnp.PyArray_DIMS(index), cnp.PyArray_TYPE(x), 0)
    with nogil:
        if cnp.PyArray_TYPE(x) == cnp.NPY_FLOAT32:
            wrong = gather_of[float](
                0, <float *>cnp.PyArray_DATA(x), <int64_t *>cnp.PyArray_DATA(index), <float *>cnp.PyArray_DATA(out), outer, size,
                cnp.PyArray_DIM(index, axis), inner
            )
        else:
            wrong = gather_of[double](
                0, <double *>cnp.PyArray_DATA(x), <int64_t *>cnp.PyArray_DATA(index), <double *>cnp.PyArray_DATA(out), outer, size,
                cnp.PyArray_DIM(index, axis), inner
            )
    return None if wrong else out


def gather_add(cnp.ndarray out not None, int axis, cnp.ndarray index not None, cnp.ndarray values not None):
    """Add `values`, of the shape of `index`, where `index` names along `axis` of `out`; True once it is done. Indices are in range."""
    cdef Py_ssize_t outer, size, inner
    axis = front(out, axis)
    if not is_ours(out) or not is_ours(values) or cnp.PyArray_TYPE(out) != cnp.PyArray_TYPE(values) or not gathers(out, axis, index):
        return None
    if not cnp.PyArray_SAMESHAPE(index, values):
        return None
    split(out, axis, &outer, &size, &inner)
    with nogil:
        if cnp.PyArray_TYPE(out) == cnp.NPY_FLOAT32:
            gather_of[float](
                1, <float *>cnp.PyArray_DATA(values), <int64_t *>cnp.PyArray_DATA(index), <float *>cnp.PyArray_DATA(out), outer, size,
                cnp.PyArray_DIM(index, axis), inner
            )
        else:
            gather_of[double](
                1, <double *>cnp.PyArray_DATA(values), <int64_t *>cnp.PyArray_DATA(index), <double *>cnp.PyArray_DATA(out), outer,
                size, cnp.PyArray_DIM(index, axis), inner
            )
    return True


# What the core calls without arrays.

cdef void softmax_memory(int what, bint type4, void *x, void *y, void *out, Py_ssize_t rows, Py_ssize_t n) noexcept:
    """`softmax` (0), `log_softmax` (1) and their derivatives (2, 3) of so many rows."""
    cdef Job job
    job.what, job.type4, job.x, job.y, job.out, job.batch, job.rows, job.width = what, type4, x, y, out, rows, n, 1
    start(softmax_part, &job, rows, rows * n)


cdef bint norm_memory(bint type4, void *x, void *weight, void *bias, void *out, void *means, void *scales, Py_ssize_t rows, Py_ssize_t n, double eps) noexcept:
    """`norm_rows`; False where memory is short."""
    cdef Job job
    job.type4, job.x, job.weight, job.bias, job.out, job.out2, job.out3 = type4, x, weight, bias, out, means, scales
    job.width, job.inner, job.groups, job.eps, job.failed = n, 0, 1, eps, 0
    start(norm_part, &job, rows, rows * n)
    return not job.failed


# Windows of images

cdef extern from "windows.h" nogil:
    ctypedef struct window_job:
        void *image
        void *columns
        Py_ssize_t height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow
        int adds, single
    void window_part(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil


cdef object run_windows(cnp.ndarray image, cnp.ndarray columns, tuple kernel, tuple stride, tuple padding, tuple dilation, tuple counts, bint adds):
    cdef window_job job
    cdef Py_ssize_t channels
    if not is_ours(image) or not is_ours(columns) or cnp.PyArray_TYPE(image) != cnp.PyArray_TYPE(columns) or cnp.PyArray_NDIM(image) != 3:
        return None
    channels, job.height, job.width = cnp.PyArray_DIM(image, 0), cnp.PyArray_DIM(image, 1), cnp.PyArray_DIM(image, 2)
    (job.kh, job.kw), (job.sh, job.sw), (job.ph, job.pw), (job.dh, job.dw), (job.oh, job.ow) = kernel, stride, padding, dilation, counts
    for pair in (kernel, stride, dilation, padding, counts):      # larger ones, and negative ones, are for the checks elsewhere
        for n in pair:
            if not (0 if pair is padding or pair is counts else 1) <= n < 1 << 30:
                return None
    if cnp.PyArray_SIZE(columns) != channels * job.kh * job.kw * job.oh * job.ow:
        return None
    job.image, job.columns, job.adds, job.single = cnp.PyArray_DATA(image), cnp.PyArray_DATA(columns), adds, single(image)
    start(window_part, <Job *>&job, channels, cnp.PyArray_SIZE(columns))
    return True


def write_columns(cnp.ndarray image not None, cnp.ndarray columns not None, tuple kernel, tuple stride, tuple padding, tuple dilation, tuple counts):
    """The windows of an image (C, H, W), zero outside its bounds, into (C * kernel, positions); True once it is done."""
    return run_windows(image, columns, kernel, stride, padding, dilation, counts, False)


def add_columns(cnp.ndarray image not None, cnp.ndarray columns not None, tuple kernel, tuple stride, tuple padding, tuple dilation, tuple counts):
    """The adjoint: columns added up where each element came from; True once it is done."""
    return run_windows(image, columns, kernel, stride, padding, dilation, counts, True)
