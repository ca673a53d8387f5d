# What the core calls directly of the loops for large arrays.
cimport numpy as cnp
from libc.stdint cimport int64_t

cdef extern from "pooling.h" nogil:
    ctypedef struct pool_job:
        const void *x
        void *out
        int64_t *where
        Py_ssize_t height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow
        int single, adds, failed

cdef extern from "pooling_regions.h" nogil:
    ctypedef struct region_job:
        const void *x
        void *out
        int64_t *where
        const void *divisor
        const int64_t *start[3]
        const int64_t *end[3]
        Py_ssize_t step[3]
        Py_ssize_t size[3]
        Py_ssize_t count[3]
        int what, single
    enum:
        REGION_MAXIMA, REGION_MEANS, REGION_SHARES

ctypedef void (*part_function)(void *context, Py_ssize_t start, Py_ssize_t stop) noexcept nogil

ctypedef void (*inner_loop)(char **, cnp.npy_intp *, cnp.npy_intp *, void *) noexcept nogil

cdef int multiply_memory(
    inner_loop function, void *data, char **args, cnp.npy_intp *dims, cnp.npy_intp *steps, const char *added=*, Py_ssize_t added_step=*
) except -1
cdef void parallel_for(part_function function, void *context, Py_ssize_t n, Py_ssize_t elements) noexcept nogil
cdef void sum_memory(bint type4, void *x, void *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width) noexcept
cdef bint sum_blocks_memory(
    inner_loop load, inner_loop clean, bint type4, Py_ssize_t item, const void *x, void *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width,
) noexcept
cdef bint sum_integer_memory(int typenum, void *x, int64_t *out, Py_ssize_t batch, Py_ssize_t rows, Py_ssize_t width) noexcept
cdef void draw_memory(unsigned int *state, int what, void *out, Py_ssize_t n) noexcept
cdef void normal_memory(bint type4, void *p, Py_ssize_t n) noexcept
cdef void turn_memory(bint type4, void *x, void *out, Py_ssize_t rows, Py_ssize_t columns) noexcept
cdef void softmax_memory(int what, bint type4, void *x, void *y, void *out, Py_ssize_t rows, Py_ssize_t n) noexcept
cdef bint logsumexp_memory(bint type4, void *x, void *out, Py_ssize_t rows, Py_ssize_t n) noexcept
cdef bint norm_memory(bint type4, void *x, void *weight, void *bias, void *out, void *means, void *scales, Py_ssize_t rows, Py_ssize_t n, double eps,
                      Py_ssize_t inner, Py_ssize_t groups) noexcept
cdef void copy_memory(void *out, const void *source, Py_ssize_t size) noexcept
cdef void join_memory(char *out, char **sources, Py_ssize_t *sizes, Py_ssize_t count, Py_ssize_t row, Py_ssize_t total) noexcept
cdef bint inside(const int64_t *index, Py_ssize_t n, Py_ssize_t least, Py_ssize_t size) noexcept
cdef void pick_memory(const void *x, const int64_t *index, void *out, Py_ssize_t n, Py_ssize_t rows, Py_ssize_t run) noexcept
cdef void turn_rows(bint type4, const void *x, void *out, Py_ssize_t pitch, Py_ssize_t columns, Py_ssize_t begin, Py_ssize_t end) noexcept nogil
cdef bint pool_memory(pool_job *job, Py_ssize_t planes) noexcept
cdef void region_memory(region_job *job, Py_ssize_t planes) noexcept
