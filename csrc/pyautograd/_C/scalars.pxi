# Python numbers as operands: their dtype in a promotion, and their bytes in a given dtype.

cdef int number_dt(object x) except -1:
    """The dtype a Python number brings to a promotion."""
    if type(x) is float:
        return DEFAULT_DT
    if isinstance(x, bool):
        return DT_BOOL
    if isinstance(x, int):
        return DT_I64
    if isinstance(x, float):
        return DEFAULT_DT
    if isinstance(x, complex):
        return DT_C128 if DEFAULT_DT == DT_F64 else DT_C64
    return dt_of_array(np.asarray(x))


cdef int refuse_wide(object x) except -1:
    """Refuse an integer that 64 bits do not hold, whatever it would be converted to."""
    if isinstance(x, int):
        if x >= 1 << 64:
            raise OverflowError("int too big to convert")
        if x < -(1 << 63):
            raise OverflowError("can't convert negative int to unsigned")
    return 0


cdef int write_number(object x, int dt, char *p) except -1:
    """`x` in dtype `dt` at `p` (float32 for bfloat16, complex64 for complex32); integers wrap around as in C."""
    cdef double real
    cdef uint64_t bits
    if CATEGORY[dt] == 2:
        real = x.real if isinstance(x, complex) else x
        if unlikely(not -9.2e18 < real < 1.8e19):
            refuse_wide(x)
        if dt == DT_F32 or dt == DT_BF16:
            (<float *>p)[0] = <float>real
        elif dt == DT_F64:
            (<double *>p)[0] = real
        else:
            (<uint16_t *>p)[0] = half_bits(real)
        return 0
    if dt == DT_C64 or dt == DT_C32:
        refuse_wide(x)
        z = complex(x)
        (<float *>p)[0], (<float *>p)[1] = <float><double>z.real, <float><double>z.imag
        return 0
    if dt == DT_C128:
        refuse_wide(x)
        z = complex(x)
        (<double *>p)[0], (<double *>p)[1] = z.real, z.imag
        return 0
    if dt == DT_BOOL:
        p[0] = 1 if x else 0
        return 0
    value = int(x)
    refuse_wide(value)
    bits = value & 0xFFFFFFFFFFFFFFFF
    if ITEMSIZE[dt] == 8:
        (<uint64_t *>p)[0] = bits
    elif ITEMSIZE[dt] == 4:
        (<uint32_t *>p)[0] = <uint32_t>bits
    elif ITEMSIZE[dt] == 2:
        (<uint16_t *>p)[0] = <uint16_t>bits
    else:
        (<uint8_t *>p)[0] = <uint8_t>bits
    return 0


from libc.stdint cimport uint8_t, uint16_t, uint32_t


cdef uint16_t half_bits(double value):
    with np.errstate(all="ignore"):
        return np.array(value, np.float16).view(np.uint16).item()


cdef cnp.ndarray bfloat16_to_float32(cnp.ndarray bits):
    if cnp.PyArray_SIZE(bits) == 0:
        return _nothing_like(bits, np.float32)
    made = cast_array(bits, DT_BF16, DT_F32)
    if made is not None:
        return made
    return np.asarray(bits.astype(np.uint32) << 16).view(np.float32)


cdef cnp.ndarray float32_to_bfloat16(object values):
    """float32 values rounded to bfloat16 bits, ties to even; NaN stays NaN."""
    if values.size == 0:
        return _nothing_like(values, np.uint16)
    if isinstance(values, np.ndarray) and cnp.PyArray_TYPE(<cnp.ndarray>values) == cnp.NPY_FLOAT32:
        made = cast_array(values, DT_F32, DT_BF16)
        if made is not None:
            return made
    bits = np.asarray(values, np.float32).view(np.uint32)      # operators keep its order of dimensions
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    nan = np.isnan(values)
    return np.where(nan, np.uint16(0x7FC0), rounded) if nan.any() else np.asarray(rounded)


cdef extern from "half_numbers.h" nogil:
    uint16_t c_brain(float x)


cdef int write_stored(object x, int dt, char *p) except -1:
    """`x` at `p` as a tensor of dtype `dt` holds it: bfloat16 by its own bits."""
    write_number(x, dt, p)
    if dt == DT_BF16:
        (<uint16_t *>p)[0] = c_brain((<float *>p)[0])
    return 0


cdef object array_in(TensorBase t, int dt):
    """The values of a tensor as an array of dtype `dt` (float32 for bfloat16, complex64 for complex32)."""
    cdef object a = t.a
    if not cnp.PyArray_IS_C_CONTIGUOUS(t.a) and (t.dt != dt or dt == DT_BF16 or dt == DT_C32):
        a = _spread(a)
    if t.dt == DT_BF16:
        a = bfloat16_to_float32(a)
    elif t.dt == DT_C32:
        a = _from_complex32(a)
    if t.dt == dt:
        return a
    if t.dt == DT_F16 and dt == DT_F32:
        made = cast_array(a, DT_F16, DT_F32)
        if made is not None:
            return made
    return without_warnings(a.astype, (np.float32 if dt == DT_BF16 else np.complex64 if dt == DT_C32 else DTYPES[dt].np,))


cdef object half_operand(object x, int dt, bint exact):
    """A tensor or number as float32 values, rounded to the half-precision dtype `dt` unless `exact`."""
    if isinstance(x, TensorBase):
        wide = array_in(<TensorBase>x, DT_F32)
        exact = exact or (<TensorBase>x).dt == dt
    else:
        wide = number_array(x, DT_F32)
    if exact:
        return wide
    if dt == DT_BF16:
        return bfloat16_to_float32(float32_to_bfloat16(wide))
    with np.errstate(all="ignore"):
        return wide.astype(np.float16).astype(np.float32)
