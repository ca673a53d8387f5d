# Random numbers of the default generator, straight from its words. The numbers, and where the generator is left, are those that `kernels/sampling.py` gives.

cdef object generators = None       # the module
cdef object default_source = None   # its default generator
cdef cnp.ndarray source_words = None
cdef object source_lock = None

cdef extern from "math.h" nogil:
    double c_log1p "log1p"(double x)
    double c_cos "cos"(double x)
    double c_sin "sin"(double x)


cdef bint find_source() except -1:
    """Find the default generator's words; False if NumPy does not keep them where they are expected."""
    global generators, default_source, source_words, source_lock
    if generators is None:
        from .kernels import generator as found

        found.default_generator._look_for_memory()
        generators, default_source = found, found.default_generator
        if isinstance(default_source._memory, np.ndarray):
            source_words, source_lock = default_source._memory, default_source._bits.lock
    return source_words is not None


cdef int draw_into(int what, void *out, Py_ssize_t n) except -1:
    """Floats (0), doubles (1) or words (2) of the default generator."""
    source_lock.acquire()
    fast.draw_memory(<unsigned int *>cnp.PyArray_DATA(source_words), what, out, n)
    source_lock.release()
    return 0


cdef void move_normals(real *p, cnp.npy_intp n, real mean, real std) noexcept nogil:
    """Standard normal numbers given a mean and a deviation, rounded once as a fused multiply-add does in float32."""
    cdef cnp.npy_intp i
    if real is double or mean == 0:
        for i in range(n):
            p[i] = p[i] * std + mean
    else:
        for i in range(n):
            p[i] = <real>(<double>p[i] * <double>std + <double>mean)


cdef int draw_normals(cnp.ndarray out, int dt, double mean, double std) except -1:
    """Fill a contiguous array as `normal_values` of `kernels/sampling.py` does."""
    cdef cnp.npy_intp n = cnp.PyArray_SIZE(out), full = n - n % 16
    cdef bint single = dt == DT_F32
    cdef char *p = <char *>cnp.PyArray_DATA(out)
    cdef double last[16]
    if n < 16:
        return draw_pairs(out, n, dt, mean, std)
    draw_into(not single, p, n)
    if full < n:      # a block that is not full is drawn anew together with the elements before it
        draw_into(not single, last, 16)
    fast.normal_memory(single, p, full)
    if full < n:
        fast.normal_memory(single, last, 16)
        memcpy(p + (n - 16) * ITEMSIZE[dt], last, 16 * ITEMSIZE[dt])
    if mean != 0 or std != 1:
        if single:
            move_normals[float](<float *>p, n, <float>mean, <float>std)
        else:
            move_normals[double](<double *>p, n, mean, std)
    return 0


cdef int draw_pairs(cnp.ndarray out, cnp.npy_intp n, int dt, double mean, double std) except -1:
    """Normal numbers pair by pair in double precision, the pending half of a pair first."""
    cdef double u[32]
    cdef double found[33]
    cdef double radius, theta
    cdef cnp.npy_intp i, at = 0, pairs
    kept = default_source.next_normal
    if kept is not None:
        found[0], at = kept, 1
    pairs = (n - at + 1) // 2
    draw_into(1, u, 2 * pairs)
    for i in range(pairs):
        radius, theta = square_root(-2.0 * c_log1p(-u[2 * i + 1])), 6.283185307179586 * u[2 * i]
        found[at + 2 * i], found[at + 2 * i + 1] = radius * c_cos(theta), radius * c_sin(theta)
    default_source.next_normal = found[at + 2 * pairs - 1] if at + 2 * pairs > n else None
    for i in range(n):
        if mean != 0 or std != 1:
            found[i] = found[i] * std + mean
        if dt == DT_F32:
            (<float *>cnp.PyArray_DATA(out))[i] = <float>found[i]
        else:
            (<double *>cnp.PyArray_DATA(out))[i] = found[i]
    return 0
