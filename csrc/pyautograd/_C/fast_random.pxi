# Uniform random numbers: twister.h.

cdef extern from "twister.h" nogil:
    void draw_numbers(unsigned int *state, int what, void *out, Py_ssize_t n)


def draw(cnp.ndarray state not None, bint wide, Py_ssize_t n):
    """`n` numbers in [0, 1), float64 if `wide`, else float32, drawn from a Mersenne twister: `state` has its 624 words and the position of the next."""
    cdef cnp.npy_intp size = n
    cdef cnp.ndarray out
    if cnp.PyArray_TYPE(state) != cnp.NPY_UINT32 or cnp.PyArray_SIZE(state) != 625 or not cnp.PyArray_IS_C_CONTIGUOUS(state) or n < 0:
        return None
    out = <cnp.ndarray>cnp.PyArray_EMPTY(1, &size, cnp.NPY_FLOAT64 if wide else cnp.NPY_FLOAT32, 0)
    with nogil:
        draw_numbers(<unsigned int *>cnp.PyArray_DATA(state), wide, cnp.PyArray_DATA(out), n)
    return out


cdef void draw_memory(unsigned int *state, int what, void *out, Py_ssize_t n) noexcept:
    """`n` floats (0), doubles (1) or words (2)."""
    draw_numbers(state, what, out, n)


# Normal numbers

cdef extern from "normal_blocks.h" nogil:
    numpy_function COS_f4, COS_f8, SIN_f4, SIN_f8, BLOCK_LOG_f4, BLOCK_LOG_f8
    void normal_blocks_f4(float *p, Py_ssize_t n)
    void normal_blocks_f8(double *p, Py_ssize_t n)

find_loop(np.cos, cnp.NPY_FLOAT32, &COS_f4)
find_loop(np.cos, cnp.NPY_FLOAT64, &COS_f8)
find_loop(np.sin, cnp.NPY_FLOAT32, &SIN_f4)
find_loop(np.sin, cnp.NPY_FLOAT64, &SIN_f8)
BLOCK_LOG_f4, BLOCK_LOG_f8 = LOG_f4, LOG_f8


cdef void normal_memory(bint type4, void *p, Py_ssize_t n) noexcept:
    """Blocks of 16 uniform numbers made normal in place: `box_muller_blocks` of `kernels/sampling.py`, by the same loops."""
    if type4:
        normal_blocks_f4(<float *>p, n)
    else:
        normal_blocks_f8(<double *>p, n)


def normal_blocks(cnp.ndarray u not None):
    """`box_muller_blocks` of `kernels/sampling.py`; True once it is done."""
    if not is_ours(u) or cnp.PyArray_NDIM(u) != 1 or not cnp.PyArray_ISWRITEABLE(u) or cnp.PyArray_SIZE(u) % 16:
        return None
    with nogil:
        if cnp.PyArray_TYPE(u) == cnp.NPY_FLOAT32:
            normal_blocks_f4(<float *>cnp.PyArray_DATA(u), cnp.PyArray_SIZE(u))
        else:
            normal_blocks_f8(<double *>cnp.PyArray_DATA(u), cnp.PyArray_SIZE(u))
    return True
