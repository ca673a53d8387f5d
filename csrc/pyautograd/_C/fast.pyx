# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Loops for large float32 and float64 arrays: vectors of the processor's best instruction set, and threads.

A function gives None where its case is not for it: another dtype, memory that is not contiguous, nothing to compute. The caller's NumPy then answers, with
the same numbers. ``pyautograd._py.fast`` is the plain core's, which has no loops and always gives None.
"""
cimport numpy as cnp
from libc.stdint cimport int64_t, uint16_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset

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
        fast_int (*part_length)(fast_int) noexcept nogil
        void (*sum_parts)(const float *, float *, fast_int, fast_int, fast_int) noexcept nogil
        float (*join_parts)(const float *, const float *, fast_int) noexcept nogil
        void (*sum_columns)(const float *, float *, fast_int, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*softmax_rows)(int, const float *, const float *, float *, fast_int, fast_int) noexcept nogil
        void (*softmax_columns)(int, const float *, const float *, float *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*logsumexp_rows)(const float *, float *, fast_int, fast_int, float *) noexcept nogil
        void (*extremum_rows)(int, const float *, float *, int64_t *, fast_int, fast_int) noexcept nogil
        void (*extremum_columns)(int, const float *, float *, int64_t *, fast_int, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*cumsum_rows)(const float *, float *, fast_int, fast_int) noexcept nogil
        void (*cumsum_columns)(const float *, float *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*norm_rows)(const float *, const float *, const float *, float *, float *, float *, fast_int, fast_int, fast_int, fast_int, double, float *) noexcept nogil
        void (*norm_rows_backward)(
            const float *, const float *, const float *, const float *, const float *, float *, fast_int,
            fast_int, fast_int, fast_int, float *
        ) noexcept nogil
        void (*scale_rows)(const float *, const float *, const float *, const float *, const float *, float *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*moment_rows)(const float *, const float *, const float *, const float *, float *, fast_int, fast_int, fast_int, fast_int, float *) noexcept nogil
        void (*unscale_rows)(
            const float *, const float *, const float *, const float *, const float *, const float *,
            const float *, float *, fast_int, fast_int, fast_int, fast_int
        ) noexcept nogil
        void (*turn)(const float *, float *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*sum_pairs)(const float *, float *, fast_int, fast_int, fast_int) noexcept nogil
        void (*multiply_pairs)(const float *, float *, fast_int, fast_int) noexcept nogil
    ctypedef struct loops_f8:
        void (*sum_runs)(const double *, double *, fast_int, fast_int) noexcept nogil
        fast_int (*part_length)(fast_int) noexcept nogil
        void (*sum_parts)(const double *, double *, fast_int, fast_int, fast_int) noexcept nogil
        double (*join_parts)(const double *, const double *, fast_int) noexcept nogil
        void (*sum_columns)(const double *, double *, fast_int, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*softmax_rows)(int, const double *, const double *, double *, fast_int, fast_int) noexcept nogil
        void (*softmax_columns)(int, const double *, const double *, double *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*logsumexp_rows)(const double *, double *, fast_int, fast_int, double *) noexcept nogil
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
        void (*scale_rows)(
            const double *, const double *, const double *, const double *, const double *, double *, fast_int, fast_int, fast_int, fast_int
        ) noexcept nogil
        void (*moment_rows)(const double *, const double *, const double *, const double *, double *, fast_int, fast_int, fast_int, fast_int, double *) noexcept nogil
        void (*unscale_rows)(
            const double *, const double *, const double *, const double *, const double *, const double *,
            const double *, double *, fast_int, fast_int, fast_int, fast_int
        ) noexcept nogil
        void (*turn)(const double *, double *, fast_int, fast_int, fast_int, fast_int) noexcept nogil
        void (*sum_pairs)(const double *, double *, fast_int, fast_int, fast_int) noexcept nogil
        void (*multiply_pairs)(const double *, double *, fast_int, fast_int) noexcept nogil
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
    GRAIN = 65536          # elements of a part: a thread is worth waking for two
    NORM_COST = 3          # of an element of a row that is standardised


cdef int find_loop(object ufunc, int typenum, numpy_function *found) except -1:
    """NumPy's loop for operands and a result that are all of that type."""
    cdef _Ufunc *u = <_Ufunc *><void *>ufunc
    cdef int i, j, count = u.nin + u.nout
    for i in range(u.ntypes):
        for j in range(count):
            if u.types[count * i + j] != typenum:
                break
        else:
            found.function = u.functions[i]
            found.data = NULL if u.data == NULL else u.data[i]
            return 0
    raise ImportError(f"NumPy's {ufunc.__name__} has no loop for type {typenum}")


cdef numpy_function ADD_f4, ADD_f8

find_loop(np.exp, cnp.NPY_FLOAT32, &EXP_f4)
find_loop(np.exp, cnp.NPY_FLOAT64, &EXP_f8)
find_loop(np.log, cnp.NPY_FLOAT32, &LOG_f4)
find_loop(np.log, cnp.NPY_FLOAT64, &LOG_f8)
find_loop(np.add, cnp.NPY_FLOAT32, &ADD_f4)
find_loop(np.add, cnp.NPY_FLOAT64, &ADD_f8)


def choose_loops(int most=2):
    """Use the loops for AVX-512 (2), AVX2 (1) or the baseline (0), or the best below that the processor has; which it is."""
    return _choose_loops(most)


choose_loops()


cdef extern from "blas_threads.h":
    void find_blas(const char *module)
    bint limit_blas(int n) nogil
    int blas_threads() nogil
    bint lays_out_slowly() nogil


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
    Py_ssize_t batch, rows, width, inner, groups, unit
    double eps
    int failed, keeps
    part_function part


cdef inline char *at(void *p, Py_ssize_t index, Job *job) noexcept nogil:
    """Element `index` of memory of the job's type; NULL stays NULL."""
    return NULL if p == NULL else <char *>p + index * (4 if job.type4 else 8)


cdef void start(part_function function, Job *job, Py_ssize_t n, Py_ssize_t elements, Py_ssize_t cost=1) noexcept:
    """`function` on parts of 0 to `n` items, which are so many elements together; `cost`: how many sums one of them takes as long as."""
    if elements <= QUICK:
        function(job, 0, n)
    else:
        with nogil:
            parallel_for(function, job, n, elements * cost)


cdef void columns_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    cdef Job *job = <Job *>context
    job.part(job, begin * job.unit, min(end * job.unit, job.width))


cdef void batches_part(void *context, Py_ssize_t begin, Py_ssize_t end) noexcept nogil:
    """All columns of elements `begin` to `end` of the batch."""
    cdef Job *job = <Job *>context
    cdef Job part = job[0]
    cdef Py_ssize_t size = job.rows * job.width
    part.x, part.y, part.out = at(job.x, begin * size, job), at(job.y, begin * size, job), at(job.out, begin * (size if job.keeps else job.width), job)
    part.out2 = NULL if job.out2 == NULL else <int64_t *>job.out2 + begin * job.width
    part.batch = end - begin
    job.part(&part, 0, job.width)


cdef void start_columns(part_function function, Job *job, Py_ssize_t elements, bint keeps=False) noexcept:
    """Parts of columns, wide ones, since short pieces of many rows are read slowly: a thread has several from 1024 columns on.

    `keeps`: what is written has all the rows. A thread has two parts at least then, so that no two write to one cache line, where parts meet, at a time.
    """
    cdef Py_ssize_t each = max(1, job.width // max(wanted_threads, 1))
    job.part, job.unit = function, (max(1, each // max(2 if keeps else 1, min(4, each // 512))) + 15) // 16 * 16
    start(columns_part, job, (job.width + job.unit - 1) // job.unit, elements)


cdef void start_batches(part_function function, Job *job, Py_ssize_t elements, bint keeps) noexcept:
    """Parts of a batch that has enough for each thread, or else of columns."""
    job.part, job.keeps = function, keeps
    if job.batch >= 2 * wanted_threads:
        start(batches_part, job, job.batch, elements)
    else:
        start_columns(function, job, elements, keeps)


include "fast_along.pxi"
include "fast_blocks.pxi"
include "fast_normalise.pxi"
include "fast_places.pxi"
include "fast_orders.pxi"
include "fast_convolution.pxi"
include "fast_pooling.pxi"
include "fast_regions.pxi"
include "fast_resampling.pxi"
include "fast_random.pxi"
include "fast_recurrent.pxi"
include "fast_products.pxi"
include "fast_integers.pxi"


# What the core calls without arrays.

cdef void softmax_memory(int what, bint type4, void *x, void *y, void *out, Py_ssize_t rows, Py_ssize_t n) noexcept:
    """`softmax` (0), `log_softmax` (1) and their derivatives (2, 3) of so many rows."""
    cdef Job job
    job.what, job.type4, job.x, job.y, job.out, job.batch, job.rows, job.width = what, type4, x, y, out, rows, n, 1
    start(softmax_part, &job, rows, rows * n)


cdef bint logsumexp_memory(bint type4, void *x, void *out, Py_ssize_t rows, Py_ssize_t n) noexcept:
    """`logsumexp` of so many rows; False where memory is short."""
    cdef Job job
    job.type4, job.x, job.out, job.width, job.failed = type4, x, out, n, 0
    start(logsumexp_part, &job, rows, rows * n)
    return not job.failed


cdef bint norm_memory(bint type4, void *x, void *weight, void *bias, void *out, void *means, void *scales, Py_ssize_t rows, Py_ssize_t n, double eps,
                      Py_ssize_t inner, Py_ssize_t groups) noexcept:
    """`norm_rows`; False where memory is short."""
    cdef Job job
    job.type4, job.x, job.weight, job.bias, job.out, job.out2, job.out3 = type4, x, weight, bias, out, means, scales
    job.width, job.inner, job.groups, job.eps, job.failed = n, inner, groups, eps, 0
    start(norm_part, &job, rows, rows * n, NORM_COST)
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
