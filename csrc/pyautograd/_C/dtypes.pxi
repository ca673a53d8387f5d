# Dtypes as small integers: PyTorch's ScalarType numbers, the ones above 11 moved down.

cdef enum:
    DT_U8, DT_I8, DT_I16, DT_I32, DT_I64, DT_F16, DT_F32, DT_F64, DT_C32, DT_C64, DT_C128, DT_BOOL, DT_BF16, DT_U16, DT_U32, DT_U64, DT_COUNT

cdef list DTYPES = list(_types.ALL_DTYPES)
cdef dict DT_OF = {d: i for i, d in enumerate(_types.ALL_DTYPES)}
cdef int[16] TYPENUM
cdef int[16] CATEGORY          # 0 bool, 1 integer, 2 floating point, 3 complex
cdef int[16] ITEMSIZE
cdef signed char[16][16] PROMOTE   # -1: refused
cdef signed char[64] DT_OF_TYPENUM
cdef bint[16] RARE             # dtypes that few kernels have: the wide unsigned integers, complex32
cdef int DEFAULT_DT = DT_F32


cdef int fill_dtype_tables() except -1:
    cdef int i, j
    for i in range(64):
        DT_OF_TYPENUM[i] = -1
    for i in range(DT_COUNT):
        d = DTYPES[i]
        TYPENUM[i] = d.np.num
        ITEMSIZE[i] = d.itemsize
        RARE[i] = i >= DT_U16 or i == DT_C32
        CATEGORY[i] = _types._category(d)
        if i != DT_BF16 and i != DT_C32:
            DT_OF_TYPENUM[TYPENUM[i]] = i
    for letter in "ilqILQ":      # C int, long and long long may be two types of one size
        descr = np.dtype(letter)
        if letter.islower():
            DT_OF_TYPENUM[descr.num] = DT_I64 if descr.itemsize == 8 else DT_I32
        else:
            DT_OF_TYPENUM[descr.num] = DT_U64 if descr.itemsize == 8 else DT_U32
    for i in range(DT_COUNT):
        for j in range(DT_COUNT):
            both = _types.PROMOTION[DTYPES[i].code, DTYPES[j].code]
            PROMOTE[i][j] = -1 if both is None else DT_OF[both]
    return 0


fill_dtype_tables()


cdef inline int promote(int a, int b) except -1:
    if a == b:
        return a
    cdef int both = PROMOTE[a][b]
    if both < 0:
        _types.promote_types(DTYPES[a], DTYPES[b])
    return both


cdef inline bint is_differentiable(int dt) noexcept:
    return CATEGORY[dt] >= 2


cdef inline bint can_cast(int result, int into) noexcept:
    cdef int a = CATEGORY[result], b = CATEGORY[into]
    return not (a == 3 and b < 3 or a == 2 and b < 2 or b == 0 and a > 0)


def set_default_dtype(d):
    """Set the dtype of results that nothing else determines."""
    global DEFAULT_DT
    DEFAULT_DT = DT_OF[d]
    _types.store_default_dtype(d)
