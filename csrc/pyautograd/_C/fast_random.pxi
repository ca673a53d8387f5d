# Uniform random numbers: twister.h.

cdef extern from "twister.h" nogil:
    void draw_numbers(unsigned int *state, bint wide, void *out, Py_ssize_t n)


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
