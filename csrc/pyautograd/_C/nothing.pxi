# Calls on tensors without elements. There is nothing to compute, only results to lay out: an elementwise one as its operands suggest, and those of a kernel as
# those of the first such call lay, which are kept as patterns. A pattern's key has all that results without operands' elements can depend on.

cdef enum:
    KEY_BYTES = 768
    MOST_PATTERNS = 512
    PATTERN_BYTES = 4096

cdef struct CallKey:
    int used
    char bytes[768]

cdef dict PATTERNS = {}      # key -> [(array, dtype) of each result]

# Modules whose kernels give the same results for the same call, and say nothing besides.
cdef frozenset REPEATABLE = frozenset((
    "bessel", "bessel_modified", "convolution", "counts", "creation", "decompositions", "distance", "elementwise", "embedding", "fourier", "grids", "linalg", "losses",
    "normalise", "norms", "order_statistics", "padding", "polynomials", "pooling", "products", "rearranging", "reductions", "resampling", "scans", "segments",
    "sequences", "shapes", "sorting", "special", "volumes",
))


cdef bint put(CallKey *key, char kind, const void *p, Py_ssize_t n) noexcept:
    if key.used + 1 + n > KEY_BYTES:
        return False
    key.bytes[key.used] = kind
    memcpy(&key.bytes[key.used + 1], p, n)
    key.used += 1 + n
    return True


cdef bint put_nothing(CallKey *key, TensorBase t) noexcept:
    """An empty tensor: its dtype, shape and strides."""
    cdef char about[2]
    cdef int nd = cnp.PyArray_NDIM(t.a)
    if cnp.PyArray_SIZE(t.a) or t.dt == DT_BF16 or RARE[t.dt]:
        return False
    about[0], about[1] = t.dt, nd
    return (
        put(key, 116, about, 2) and put(key, 47, cnp.PyArray_DIMS(t.a), nd * sizeof(cnp.npy_intp))
        and put(key, 47, cnp.PyArray_STRIDES(t.a), nd * sizeof(cnp.npy_intp))
    )


cdef bint put_value(CallKey *key, object value, int *tensors) except -1:
    """One argument; False for a tensor that has elements, and for what has no short key."""
    cdef long long whole
    cdef double real_
    cdef bytes text
    cdef int overflow = 0
    if isinstance(value, TensorBase):
        tensors[0] += 1
        return put_nothing(key, <TensorBase>value)
    if value is None:
        return put(key, 110, &overflow, 0)
    if type(value) is int or type(value) is bool:
        whole = _as_long_long(value, &overflow)
        return not overflow and put(key, 98 if type(value) is bool else 105, &whole, 8)
    if type(value) is float:
        real_ = value
        return put(key, 102, &real_, 8)
    if type(value) is _DTYPE:
        whole = DT_OF[value]
        return put(key, 100, &whole, 1)
    if type(value) is str:
        text = (<str>value).encode()
        return put(key, 115, <const char *>text, len(text) + 1)
    if type(value) is tuple or type(value) is list or type(value) is _TORCH_SIZE:
        whole = len(value)
        if not put(key, 108 if type(value) is list else 40, &whole, 8):
            return False
        for item in value:
            if not put_value(key, item, tensors):
                return False
        return True
    return False


cdef bytes key_of_nothing(Spec spec, PyObject **values):
    """The key of a kernel's call on empty tensors, or None."""
    cdef CallKey key
    cdef int about[2]
    cdef int i, tensors = 0
    if not spec.repeatable or spec.nparams == 0 or isinstance(<object>values[0], TensorBase) and cnp.PyArray_SIZE((<TensorBase><object>values[0]).a):
        return None
    key.used = 0
    about[0], about[1] = spec.index, DEFAULT_DT
    put(&key, 0, about, sizeof(about))
    for i in range(spec.nparams):
        if not put_value(&key, <object>values[i], &tensors):
            return None
    return key.bytes[:key.used] if tensors else None


cdef cnp.ndarray strided_array(int nd, cnp.npy_intp *dims, cnp.npy_intp *strides, int dt):
    """A new array with strides that NumPy would not keep where there are no elements."""
    cdef cnp.ndarray made
    Py_INCREF(<object><PyObject *>DESCR[dt])
    made = new_array(<PyTypeObject *>cnp.ndarray, DESCR[dt], nd, dims, strides, NULL, 0, NULL)
    if nd:
        memcpy(cnp.PyArray_STRIDES(made), strides, nd * sizeof(cnp.npy_intp))
    return made


cdef cnp.ndarray like_pattern(cnp.ndarray a, int dt):
    cdef cnp.ndarray made = strided_array(cnp.PyArray_NDIM(a), cnp.PyArray_DIMS(a), cnp.PyArray_STRIDES(a), dt)
    memcpy(cnp.PyArray_DATA(made), cnp.PyArray_DATA(a), cnp.PyArray_NBYTES(a))
    return made


cdef list repeated(bytes key):
    """The results of a call that was made before, or None."""
    pattern = PATTERNS.get(key)
    if pattern is None:
        return None
    return [new_tensor(like_pattern(<cnp.ndarray>a, dt), dt) for a, dt in <list>pattern]


cdef int keep_pattern(bytes key, list results) except -1:
    cdef TensorBase t
    cdef list pattern = []
    for t in results:
        if t.dt == DT_BF16 or cnp.PyArray_NBYTES(t.a) > PATTERN_BYTES or array_descr(t.a) != DESCR[t.dt]:
            return 0
        if not cnp.PyArray_IS_C_CONTIGUOUS(t.a) and not cnp.PyArray_IS_F_CONTIGUOUS(t.a):
            return 0
        pattern.append((like_pattern(t.a, t.dt), t.dt))
    if len(PATTERNS) >= MOST_PATTERNS:
        PATTERNS.clear()
    PATTERNS[key] = pattern
    return 0


cdef cnp.ndarray lie_out_nothing(Spec spec, PyObject **values, cnp.ndarray made):
    """An elementwise result without elements in the layout that its operands suggest; numbers count as operands of another shape.

    Strides are plain products of sizes in any other than row-major order, as PyTorch has them.
    """
    cdef Geometry g
    cdef int perm[64]
    cdef cnp.npy_intp steps[64]
    cdef cnp.npy_intp step = cnp.PyArray_ITEMSIZE(made)
    cdef int i, nin = 0
    cdef bint plain = True
    cdef cnp.ndarray a
    take_shape(&g, made)
    for i in range(spec.nparams):
        if spec.param_code[i] == PARAM_TENSOR and <object>values[i] is not None and nin < 5:
            if isinstance(<object>values[i], TensorBase):
                a = (<TensorBase><object>values[i]).a
                set_strides(&g, nin, a)
                plain = plain and same_shape(a, made) and cnp.PyArray_IS_C_CONTIGUOUS(a)
            else:
                fixed_operand(&g, nin, NULL)
                plain = False
            nin += 1
    plain = order_dims(&g, nin, perm) or plain
    for i in range(g.nd):
        if plain:
            perm[i] = g.nd - 1 - i
        steps[perm[i]] = step
        step *= max(g.dims[perm[i]], <cnp.npy_intp>1) if plain else g.dims[perm[i]]
    return strided_array(g.nd, g.dims, steps, DT_OF_TYPENUM[cnp.PyArray_TYPE(made)])
