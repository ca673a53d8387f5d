# cython: language_level=3, cdivision=True, boundscheck=False, wraparound=False, initializedcheck=False
"""Loops of the table's scalar expressions in float32 and float64. Written by csrc/codegen.py.

Each expression is a scalar function; its loop runs over typed memoryviews borrowed from the operands.
"""
cimport numpy as cnp
from libc.math cimport INFINITY, M_PI, NAN
from pyautograd._C.core cimport set_kernel

cdef extern from "<math.h>" nogil:
    double acos(double)
    float acosf(float)
    double acosh(double)
    float acoshf(float)
    double asin(double)
    float asinf(float)
    double asinh(double)
    float asinhf(float)
    double atan(double)
    double atan2(double, double)
    float atan2f(float, float)
    float atanf(float)
    double atanh(double)
    float atanhf(float)
    double ceil(double)
    float ceilf(float)
    double copysign(double, double)
    float copysignf(float, float)
    double cos(double)
    float cosf(float)
    double cosh(double)
    float coshf(float)
    double erf(double)
    double erfc(double)
    float erfcf(float)
    float erff(float)
    double exp(double)
    double exp2(double)
    float exp2f(float)
    float expf(float)
    double expm1(double)
    float expm1f(float)
    double fabs(double)
    float fabsf(float)
    double floor(double)
    float floorf(float)
    double fmod(double, double)
    float fmodf(float, float)
    double hypot(double, double)
    float hypotf(float, float)
    double lgamma(double)
    float lgammaf(float)
    double log(double)
    double log10(double)
    float log10f(float)
    double log1p(double)
    float log1pf(float)
    double log2(double)
    float log2f(float)
    float logf(float)
    double pow(double, double)
    float powf(float, float)
    double rint(double)
    float rintf(float)
    double sin(double)
    float sinf(float)
    double sinh(double)
    float sinhf(float)
    double sqrt(double)
    float sqrtf(float)
    double tan(double)
    float tanf(float)
    double tanh(double)
    float tanhf(float)
    double trunc(double)
    float truncf(float)
    bint isnan_f8 "isnan"(double)
    bint isnan_f4 "isnan"(float)
    bint isinf_f8 "isinf"(double)
    bint isinf_f4 "isinf"(float)
    bint isfinite_f8 "isfinite"(double)
    bint isfinite_f4 "isfinite"(float)

cdef extern from "borrow.h" nogil:
    const float[::1] read_f4 "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    const double[::1] read_f8 "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    const float[:] step_f4 "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    const double[:] step_f8 "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    float[::1] write_float "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    double[::1] write_double "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    unsigned char[::1] write_char "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    float[:] write_step_float "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    double[:] write_step_double "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    unsigned char[:] write_step_char "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept


# NaN in either operand gives NaN.
cdef inline double max_f8(double a, double b) noexcept nogil:
    return a if a > b or a != a else b


cdef inline float max_f4(float a, float b) noexcept nogil:
    return a if a > b or a != a else b


cdef inline double min_f8(double a, double b) noexcept nogil:
    return a if a < b or a != a else b


cdef inline float min_f4(float a, float b) noexcept nogil:
    return a if a < b or a != a else b


cdef inline double rsqrt_f8(double a) noexcept nogil:
    return 1.0 / sqrt(a)


cdef inline float rsqrt_f4(float a) noexcept nogil:
    return (<float>1.0) / sqrtf(a)



cdef inline float s77_f4(float v_self, float v_other, float v_alpha) noexcept nogil:
    return v_self + v_alpha * v_other


cdef void k77_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # add
    cdef Py_ssize_t i, n = count[0]
    cdef float v_alpha = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s77_f4(c0[i], c1[i], v_alpha)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s77_f4(a0[i], a1[i], v_alpha)


cdef inline double s77_f8(double v_self, double v_other, double v_alpha) noexcept nogil:
    return v_self + v_alpha * v_other


cdef void k77_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # add
    cdef Py_ssize_t i, n = count[0]
    cdef double v_alpha = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s77_f8(c0[i], c1[i], v_alpha)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s77_f8(a0[i], a1[i], v_alpha)


cdef inline float s78_f4(float v_self, float v_other, float v_alpha) noexcept nogil:
    return v_self - v_alpha * v_other


cdef void k78_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sub
    cdef Py_ssize_t i, n = count[0]
    cdef float v_alpha = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s78_f4(c0[i], c1[i], v_alpha)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s78_f4(a0[i], a1[i], v_alpha)


cdef inline double s78_f8(double v_self, double v_other, double v_alpha) noexcept nogil:
    return v_self - v_alpha * v_other


cdef void k78_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sub
    cdef Py_ssize_t i, n = count[0]
    cdef double v_alpha = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s78_f8(c0[i], c1[i], v_alpha)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s78_f8(a0[i], a1[i], v_alpha)


cdef inline float s79_f4(float v_self, float v_other, float v_alpha) noexcept nogil:
    return v_other - v_alpha * v_self


cdef void k79_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # rsub.Tensor
    cdef Py_ssize_t i, n = count[0]
    cdef float v_alpha = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s79_f4(c0[i], c1[i], v_alpha)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s79_f4(a0[i], a1[i], v_alpha)


cdef inline double s79_f8(double v_self, double v_other, double v_alpha) noexcept nogil:
    return v_other - v_alpha * v_self


cdef void k79_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # rsub.Tensor
    cdef Py_ssize_t i, n = count[0]
    cdef double v_alpha = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s79_f8(c0[i], c1[i], v_alpha)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s79_f8(a0[i], a1[i], v_alpha)


cdef inline float s80_f4(float v_self, float v_other, float v_alpha) noexcept nogil:
    return v_other - v_alpha * v_self


cdef void k80_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # rsub.Scalar
    cdef Py_ssize_t i, n = count[0]
    cdef float v_alpha = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s80_f4(c0[i], c1[i], v_alpha)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s80_f4(a0[i], a1[i], v_alpha)


cdef inline double s80_f8(double v_self, double v_other, double v_alpha) noexcept nogil:
    return v_other - v_alpha * v_self


cdef void k80_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # rsub.Scalar
    cdef Py_ssize_t i, n = count[0]
    cdef double v_alpha = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s80_f8(c0[i], c1[i], v_alpha)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s80_f8(a0[i], a1[i], v_alpha)


cdef inline float s98_f4(float v_self, float v_tensor1, float v_tensor2, float v_value) noexcept nogil:
    return v_self + v_value * v_tensor1 * v_tensor2


cdef void k98_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # addcmul
    cdef Py_ssize_t i, n = count[0]
    cdef float v_value = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef const float[::1] c2
    cdef const float[:] a2
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float) and steps[3] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        c2 = read_f4(args[2], n, steps[2])
        cout = write_float(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s98_f4(c0[i], c1[i], c2[i], v_value)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    a2 = step_f4(args[2], n, steps[2])
    aout = write_step_float(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s98_f4(a0[i], a1[i], a2[i], v_value)


cdef inline double s98_f8(double v_self, double v_tensor1, double v_tensor2, double v_value) noexcept nogil:
    return v_self + v_value * v_tensor1 * v_tensor2


cdef void k98_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # addcmul
    cdef Py_ssize_t i, n = count[0]
    cdef double v_value = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef const double[::1] c2
    cdef const double[:] a2
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double) and steps[3] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        c2 = read_f8(args[2], n, steps[2])
        cout = write_double(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s98_f8(c0[i], c1[i], c2[i], v_value)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    a2 = step_f8(args[2], n, steps[2])
    aout = write_step_double(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s98_f8(a0[i], a1[i], a2[i], v_value)


cdef inline float s99_f4(float v_self, float v_tensor1, float v_tensor2, float v_value) noexcept nogil:
    return v_self + v_value * v_tensor1 / v_tensor2


cdef void k99_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # addcdiv
    cdef Py_ssize_t i, n = count[0]
    cdef float v_value = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef const float[::1] c2
    cdef const float[:] a2
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float) and steps[3] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        c2 = read_f4(args[2], n, steps[2])
        cout = write_float(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s99_f4(c0[i], c1[i], c2[i], v_value)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    a2 = step_f4(args[2], n, steps[2])
    aout = write_step_float(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s99_f4(a0[i], a1[i], a2[i], v_value)


cdef inline double s99_f8(double v_self, double v_tensor1, double v_tensor2, double v_value) noexcept nogil:
    return v_self + v_value * v_tensor1 / v_tensor2


cdef void k99_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # addcdiv
    cdef Py_ssize_t i, n = count[0]
    cdef double v_value = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef const double[::1] c2
    cdef const double[:] a2
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double) and steps[3] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        c2 = read_f8(args[2], n, steps[2])
        cout = write_double(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s99_f8(c0[i], c1[i], c2[i], v_value)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    a2 = step_f8(args[2], n, steps[2])
    aout = write_step_double(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s99_f8(a0[i], a1[i], a2[i], v_value)


cdef inline float s100_f4(float v_self, float v_end, float v_weight) noexcept nogil:
    return v_self + v_weight * (v_end - v_self) if fabsf(v_weight) < (<float>0.5) else v_end - (v_end - v_self) * ((<float>1.0) - v_weight)


cdef void k100_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # lerp.Tensor
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef const float[::1] c2
    cdef const float[:] a2
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float) and steps[3] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        c2 = read_f4(args[2], n, steps[2])
        cout = write_float(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s100_f4(c0[i], c1[i], c2[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    a2 = step_f4(args[2], n, steps[2])
    aout = write_step_float(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s100_f4(a0[i], a1[i], a2[i])


cdef inline double s100_f8(double v_self, double v_end, double v_weight) noexcept nogil:
    return v_self + v_weight * (v_end - v_self) if fabs(v_weight) < (<double>0.5) else v_end - (v_end - v_self) * ((<double>1.0) - v_weight)


cdef void k100_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # lerp.Tensor
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef const double[::1] c2
    cdef const double[:] a2
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double) and steps[3] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        c2 = read_f8(args[2], n, steps[2])
        cout = write_double(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s100_f8(c0[i], c1[i], c2[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    a2 = step_f8(args[2], n, steps[2])
    aout = write_step_double(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s100_f8(a0[i], a1[i], a2[i])


cdef inline float s101_f4(float v_self, float v_end, float v_weight) noexcept nogil:
    return v_self + v_weight * (v_end - v_self) if fabsf(v_weight) < (<float>0.5) else v_end - (v_end - v_self) * ((<float>1.0) - v_weight)


cdef void k101_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # lerp.Scalar
    cdef Py_ssize_t i, n = count[0]
    cdef float v_weight = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s101_f4(c0[i], c1[i], v_weight)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s101_f4(a0[i], a1[i], v_weight)


cdef inline double s101_f8(double v_self, double v_end, double v_weight) noexcept nogil:
    return v_self + v_weight * (v_end - v_self) if fabs(v_weight) < (<double>0.5) else v_end - (v_end - v_self) * ((<double>1.0) - v_weight)


cdef void k101_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # lerp.Scalar
    cdef Py_ssize_t i, n = count[0]
    cdef double v_weight = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s101_f8(c0[i], c1[i], v_weight)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s101_f8(a0[i], a1[i], v_weight)


cdef inline float s135_f4(float v_grad_output, float v_self, float v_other) noexcept nogil:
    return (<float>0.5) * v_grad_output if v_self == v_other else (<float>0.0) if v_self < v_other else v_grad_output


cdef void k135_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # maximum_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef const float[::1] c2
    cdef const float[:] a2
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float) and steps[3] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        c2 = read_f4(args[2], n, steps[2])
        cout = write_float(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s135_f4(c0[i], c1[i], c2[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    a2 = step_f4(args[2], n, steps[2])
    aout = write_step_float(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s135_f4(a0[i], a1[i], a2[i])


cdef inline double s135_f8(double v_grad_output, double v_self, double v_other) noexcept nogil:
    return (<double>0.5) * v_grad_output if v_self == v_other else (<double>0.0) if v_self < v_other else v_grad_output


cdef void k135_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # maximum_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef const double[::1] c2
    cdef const double[:] a2
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double) and steps[3] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        c2 = read_f8(args[2], n, steps[2])
        cout = write_double(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s135_f8(c0[i], c1[i], c2[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    a2 = step_f8(args[2], n, steps[2])
    aout = write_step_double(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s135_f8(a0[i], a1[i], a2[i])


cdef inline float s136_f4(float v_grad_output, float v_self, float v_other) noexcept nogil:
    return (<float>0.5) * v_grad_output if v_self == v_other else (<float>0.0) if v_self > v_other else v_grad_output


cdef void k136_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # minimum_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef const float[::1] c2
    cdef const float[:] a2
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float) and steps[3] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        c2 = read_f4(args[2], n, steps[2])
        cout = write_float(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s136_f4(c0[i], c1[i], c2[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    a2 = step_f4(args[2], n, steps[2])
    aout = write_step_float(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s136_f4(a0[i], a1[i], a2[i])


cdef inline double s136_f8(double v_grad_output, double v_self, double v_other) noexcept nogil:
    return (<double>0.5) * v_grad_output if v_self == v_other else (<double>0.0) if v_self > v_other else v_grad_output


cdef void k136_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # minimum_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef const double[::1] c2
    cdef const double[:] a2
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double) and steps[3] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        c2 = read_f8(args[2], n, steps[2])
        cout = write_double(args[3], n, steps[3])
        for i in range(n):
            cout[i] = s136_f8(c0[i], c1[i], c2[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    a2 = step_f8(args[2], n, steps[2])
    aout = write_step_double(args[3], n, steps[3])
    for i in range(n):
        aout[i] = s136_f8(a0[i], a1[i], a2[i])


cdef inline float s152_f4(float v_self, float v_values) noexcept nogil:
    return v_values if v_self == (<float>0.0) else (<float>1.0) if v_self > (<float>0.0) else (<float>0.0)


cdef void k152_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # heaviside
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s152_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s152_f4(a0[i], a1[i])


cdef inline double s152_f8(double v_self, double v_values) noexcept nogil:
    return v_values if v_self == (<double>0.0) else (<double>1.0) if v_self > (<double>0.0) else (<double>0.0)


cdef void k152_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # heaviside
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s152_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s152_f8(a0[i], a1[i])


cdef inline float s158_f4(float v_self, float v_other) noexcept nogil:
    return v_self * exp2f(v_other)


cdef void k158_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # ldexp
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s158_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s158_f4(a0[i], a1[i])


cdef inline double s158_f8(double v_self, double v_other) noexcept nogil:
    return v_self * exp2(v_other)


cdef void k158_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # ldexp
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s158_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s158_f8(a0[i], a1[i])


cdef inline float s161_f4(float v_grad_output, float v_output) noexcept nogil:
    return v_grad_output * ((<float>1.0) - v_output * v_output)


cdef void k161_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # tanh_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s161_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s161_f4(a0[i], a1[i])


cdef inline double s161_f8(double v_grad_output, double v_output) noexcept nogil:
    return v_grad_output * ((<double>1.0) - v_output * v_output)


cdef void k161_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # tanh_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s161_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s161_f8(a0[i], a1[i])


cdef inline float s162_f4(float v_grad_output, float v_output) noexcept nogil:
    return v_grad_output * ((<float>1.0) - v_output) * v_output


cdef void k162_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sigmoid_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s162_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s162_f4(a0[i], a1[i])


cdef inline double s162_f8(double v_grad_output, double v_output) noexcept nogil:
    return v_grad_output * ((<double>1.0) - v_output) * v_output


cdef void k162_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sigmoid_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s162_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s162_f8(a0[i], a1[i])


cdef inline float s163_f4(float v_grad_output, float v_self, float v_threshold) noexcept nogil:
    return (<float>0.0) if v_self <= v_threshold else v_grad_output


cdef void k163_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # threshold_backward
    cdef Py_ssize_t i, n = count[0]
    cdef float v_threshold = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s163_f4(c0[i], c1[i], v_threshold)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s163_f4(a0[i], a1[i], v_threshold)


cdef inline double s163_f8(double v_grad_output, double v_self, double v_threshold) noexcept nogil:
    return (<double>0.0) if v_self <= v_threshold else v_grad_output


cdef void k163_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # threshold_backward
    cdef Py_ssize_t i, n = count[0]
    cdef double v_threshold = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s163_f8(c0[i], c1[i], v_threshold)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s163_f8(a0[i], a1[i], v_threshold)


cdef inline float s164_f4(float v_grad_output, float v_self, float v_alpha, float v_scale, float v_input_scale) noexcept nogil:
    return v_grad_output * (v_alpha * v_scale * v_input_scale) * expf(v_self * v_input_scale) if v_self <= (<float>0.0) else v_grad_output * v_scale


cdef void k164_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # elu_backward
    cdef Py_ssize_t i, n = count[0]
    cdef float v_alpha = <float>(<double *>data)[0]
    cdef float v_scale = <float>(<double *>data)[1]
    cdef float v_input_scale = <float>(<double *>data)[2]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s164_f4(c0[i], c1[i], v_alpha, v_scale, v_input_scale)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s164_f4(a0[i], a1[i], v_alpha, v_scale, v_input_scale)


cdef inline double s164_f8(double v_grad_output, double v_self, double v_alpha, double v_scale, double v_input_scale) noexcept nogil:
    return v_grad_output * (v_alpha * v_scale * v_input_scale) * exp(v_self * v_input_scale) if v_self <= (<double>0.0) else v_grad_output * v_scale


cdef void k164_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # elu_backward
    cdef Py_ssize_t i, n = count[0]
    cdef double v_alpha = <double>(<double *>data)[0]
    cdef double v_scale = <double>(<double *>data)[1]
    cdef double v_input_scale = <double>(<double *>data)[2]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s164_f8(c0[i], c1[i], v_alpha, v_scale, v_input_scale)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s164_f8(a0[i], a1[i], v_alpha, v_scale, v_input_scale)


cdef inline float s165_f4(float v_grad_output, float v_self, float v_negative_slope) noexcept nogil:
    return v_grad_output if v_self > (<float>0.0) else v_grad_output * v_negative_slope


cdef void k165_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # leaky_relu_backward
    cdef Py_ssize_t i, n = count[0]
    cdef float v_negative_slope = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s165_f4(c0[i], c1[i], v_negative_slope)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s165_f4(a0[i], a1[i], v_negative_slope)


cdef inline double s165_f8(double v_grad_output, double v_self, double v_negative_slope) noexcept nogil:
    return v_grad_output if v_self > (<double>0.0) else v_grad_output * v_negative_slope


cdef void k165_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # leaky_relu_backward
    cdef Py_ssize_t i, n = count[0]
    cdef double v_negative_slope = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s165_f8(c0[i], c1[i], v_negative_slope)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s165_f8(a0[i], a1[i], v_negative_slope)


cdef inline float s166_f4(float v_grad_output, float v_self, float v_min_val, float v_max_val) noexcept nogil:
    return (<float>0.0) if v_self <= v_min_val else (<float>0.0) if v_self >= v_max_val else v_grad_output


cdef void k166_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardtanh_backward
    cdef Py_ssize_t i, n = count[0]
    cdef float v_min_val = <float>(<double *>data)[0]
    cdef float v_max_val = <float>(<double *>data)[1]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s166_f4(c0[i], c1[i], v_min_val, v_max_val)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s166_f4(a0[i], a1[i], v_min_val, v_max_val)


cdef inline double s166_f8(double v_grad_output, double v_self, double v_min_val, double v_max_val) noexcept nogil:
    return (<double>0.0) if v_self <= v_min_val else (<double>0.0) if v_self >= v_max_val else v_grad_output


cdef void k166_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardtanh_backward
    cdef Py_ssize_t i, n = count[0]
    cdef double v_min_val = <double>(<double *>data)[0]
    cdef double v_max_val = <double>(<double *>data)[1]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s166_f8(c0[i], c1[i], v_min_val, v_max_val)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s166_f8(a0[i], a1[i], v_min_val, v_max_val)


cdef inline float s167_f4(float v_grad_output, float v_self, float v_beta, float v_threshold) noexcept nogil:
    return v_grad_output if v_self * v_beta > v_threshold else v_grad_output / ((<float>1.0) + expf(-v_self * v_beta))


cdef void k167_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # softplus_backward
    cdef Py_ssize_t i, n = count[0]
    cdef float v_beta = <float>(<double *>data)[0]
    cdef float v_threshold = <float>(<double *>data)[1]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s167_f4(c0[i], c1[i], v_beta, v_threshold)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s167_f4(a0[i], a1[i], v_beta, v_threshold)


cdef inline double s167_f8(double v_grad_output, double v_self, double v_beta, double v_threshold) noexcept nogil:
    return v_grad_output if v_self * v_beta > v_threshold else v_grad_output / ((<double>1.0) + exp(-v_self * v_beta))


cdef void k167_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # softplus_backward
    cdef Py_ssize_t i, n = count[0]
    cdef double v_beta = <double>(<double *>data)[0]
    cdef double v_threshold = <double>(<double *>data)[1]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s167_f8(c0[i], c1[i], v_beta, v_threshold)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s167_f8(a0[i], a1[i], v_beta, v_threshold)


cdef inline float s168_f4(float v_grad_output, float v_self) noexcept nogil:
    return v_grad_output / ((<float>1.0) + expf(v_self))


cdef void k168_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # log_sigmoid_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s168_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s168_f4(a0[i], a1[i])


cdef inline double s168_f8(double v_grad_output, double v_self) noexcept nogil:
    return v_grad_output / ((<double>1.0) + exp(v_self))


cdef void k168_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # log_sigmoid_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s168_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s168_f8(a0[i], a1[i])


cdef inline float s169_f4(float v_grad_output, float v_self) noexcept nogil:
    return v_grad_output * ((<float>1.0) + v_self * ((<float>1.0) - (<float>1.0) / ((<float>1.0) + expf(-v_self)))) / ((<float>1.0) + expf(-v_self))


cdef void k169_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # silu_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s169_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s169_f4(a0[i], a1[i])


cdef inline double s169_f8(double v_grad_output, double v_self) noexcept nogil:
    return v_grad_output * ((<double>1.0) + v_self * ((<double>1.0) - (<double>1.0) / ((<double>1.0) + exp(-v_self)))) / ((<double>1.0) + exp(-v_self))


cdef void k169_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # silu_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s169_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s169_f8(a0[i], a1[i])


cdef inline float s171_f4(float v_grad_output, float v_self) noexcept nogil:
    return v_grad_output * ((<float>0.5) * ((<float>1.0) + erff(v_self * (<float>0.7071067811865476))) + v_self * expf(-(<float>0.5) * v_self * v_self) * (<float>0.3989422804014327))


cdef void k171_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # gelu_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s171_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s171_f4(a0[i], a1[i])


cdef inline double s171_f8(double v_grad_output, double v_self) noexcept nogil:
    return v_grad_output * ((<double>0.5) * ((<double>1.0) + erf(v_self * (<double>0.7071067811865476))) + v_self * exp(-(<double>0.5) * v_self * v_self) * (<double>0.3989422804014327))


cdef void k171_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # gelu_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s171_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s171_f8(a0[i], a1[i])


cdef inline float s173_f4(float v_grad_output, float v_self) noexcept nogil:
    return (v_grad_output / (<float>6.0) if v_self < (<float>3.0) else (<float>0.0)) if v_self > -(<float>3.0) else (<float>0.0)


cdef void k173_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardsigmoid_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s173_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s173_f4(a0[i], a1[i])


cdef inline double s173_f8(double v_grad_output, double v_self) noexcept nogil:
    return (v_grad_output / (<double>6.0) if v_self < (<double>3.0) else (<double>0.0)) if v_self > -(<double>3.0) else (<double>0.0)


cdef void k173_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardsigmoid_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s173_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s173_f8(a0[i], a1[i])


cdef inline float s174_f4(float v_grad_output, float v_self) noexcept nogil:
    return (<float>0.0) if v_self <= -(<float>3.0) else v_grad_output * (v_self / (<float>3.0) + (<float>0.5)) if v_self < (<float>3.0) else v_grad_output


cdef void k174_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardswish_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s174_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s174_f4(a0[i], a1[i])


cdef inline double s174_f8(double v_grad_output, double v_self) noexcept nogil:
    return (<double>0.0) if v_self <= -(<double>3.0) else v_grad_output * (v_self / (<double>3.0) + (<double>0.5)) if v_self < (<double>3.0) else v_grad_output


cdef void k174_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardswish_backward
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s174_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s174_f8(a0[i], a1[i])


cdef inline float s175_f4(float v_grad_output, float v_self, float v_lambd) noexcept nogil:
    return ((<float>0.0) if v_self <= v_lambd else v_grad_output) if v_self >= -v_lambd else v_grad_output


cdef void k175_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # shrink_backward
    cdef Py_ssize_t i, n = count[0]
    cdef float v_lambd = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s175_f4(c0[i], c1[i], v_lambd)
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s175_f4(a0[i], a1[i], v_lambd)


cdef inline double s175_f8(double v_grad_output, double v_self, double v_lambd) noexcept nogil:
    return ((<double>0.0) if v_self <= v_lambd else v_grad_output) if v_self >= -v_lambd else v_grad_output


cdef void k175_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # shrink_backward
    cdef Py_ssize_t i, n = count[0]
    cdef double v_lambd = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s175_f8(c0[i], c1[i], v_lambd)
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s175_f8(a0[i], a1[i], v_lambd)


cdef inline float s176_f4(float v_self, float v_threshold, float v_value) noexcept nogil:
    return v_value if v_self <= v_threshold else v_self


cdef void k176_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # threshold
    cdef Py_ssize_t i, n = count[0]
    cdef float v_threshold = <float>(<double *>data)[0]
    cdef float v_value = <float>(<double *>data)[1]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s176_f4(c0[i], v_threshold, v_value)
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s176_f4(a0[i], v_threshold, v_value)


cdef inline double s176_f8(double v_self, double v_threshold, double v_value) noexcept nogil:
    return v_value if v_self <= v_threshold else v_self


cdef void k176_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # threshold
    cdef Py_ssize_t i, n = count[0]
    cdef double v_threshold = <double>(<double *>data)[0]
    cdef double v_value = <double>(<double *>data)[1]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s176_f8(c0[i], v_threshold, v_value)
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s176_f8(a0[i], v_threshold, v_value)


cdef inline float s177_f4(float v_self, float v_alpha) noexcept nogil:
    return v_self if v_self > (<float>0.0) else v_alpha * expm1f(v_self / v_alpha)


cdef void k177_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # celu
    cdef Py_ssize_t i, n = count[0]
    cdef float v_alpha = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s177_f4(c0[i], v_alpha)
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s177_f4(a0[i], v_alpha)


cdef inline double s177_f8(double v_self, double v_alpha) noexcept nogil:
    return v_self if v_self > (<double>0.0) else v_alpha * expm1(v_self / v_alpha)


cdef void k177_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # celu
    cdef Py_ssize_t i, n = count[0]
    cdef double v_alpha = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s177_f8(c0[i], v_alpha)
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s177_f8(a0[i], v_alpha)


cdef inline float s180_f4(float v_self, float v_lambd) noexcept nogil:
    return v_self if v_self > v_lambd else v_self if v_self < -v_lambd else v_self if isnan_f4(v_self) else (<float>0.0)


cdef void k180_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardshrink
    cdef Py_ssize_t i, n = count[0]
    cdef float v_lambd = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s180_f4(c0[i], v_lambd)
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s180_f4(a0[i], v_lambd)


cdef inline double s180_f8(double v_self, double v_lambd) noexcept nogil:
    return v_self if v_self > v_lambd else v_self if v_self < -v_lambd else v_self if isnan_f8(v_self) else (<double>0.0)


cdef void k180_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardshrink
    cdef Py_ssize_t i, n = count[0]
    cdef double v_lambd = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s180_f8(c0[i], v_lambd)
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s180_f8(a0[i], v_lambd)


cdef inline float s182_f4(float v_self, float v_weight) noexcept nogil:
    return v_self if v_self > (<float>0.0) else v_weight * v_self


cdef void k182_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # _prelu_kernel
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s182_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s182_f4(a0[i], a1[i])


cdef inline double s182_f8(double v_self, double v_weight) noexcept nogil:
    return v_self if v_self > (<double>0.0) else v_weight * v_self


cdef void k182_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # _prelu_kernel
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s182_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s182_f8(a0[i], a1[i])


cdef inline float s183_f4(float v_self, float v_alpha, float v_scale, float v_input_scale) noexcept nogil:
    return v_self * v_scale if v_self > (<float>0.0) else expm1f(v_self * v_input_scale) * (v_alpha * v_scale)


cdef void k183_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # elu
    cdef Py_ssize_t i, n = count[0]
    cdef float v_alpha = <float>(<double *>data)[0]
    cdef float v_scale = <float>(<double *>data)[1]
    cdef float v_input_scale = <float>(<double *>data)[2]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s183_f4(c0[i], v_alpha, v_scale, v_input_scale)
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s183_f4(a0[i], v_alpha, v_scale, v_input_scale)


cdef inline double s183_f8(double v_self, double v_alpha, double v_scale, double v_input_scale) noexcept nogil:
    return v_self * v_scale if v_self > (<double>0.0) else expm1(v_self * v_input_scale) * (v_alpha * v_scale)


cdef void k183_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # elu
    cdef Py_ssize_t i, n = count[0]
    cdef double v_alpha = <double>(<double *>data)[0]
    cdef double v_scale = <double>(<double *>data)[1]
    cdef double v_input_scale = <double>(<double *>data)[2]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s183_f8(c0[i], v_alpha, v_scale, v_input_scale)
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s183_f8(a0[i], v_alpha, v_scale, v_input_scale)


cdef inline float s184_f4(float v_self, float v_negative_slope) noexcept nogil:
    return v_self if v_self > (<float>0.0) else v_self * v_negative_slope


cdef void k184_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # leaky_relu
    cdef Py_ssize_t i, n = count[0]
    cdef float v_negative_slope = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s184_f4(c0[i], v_negative_slope)
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s184_f4(a0[i], v_negative_slope)


cdef inline double s184_f8(double v_self, double v_negative_slope) noexcept nogil:
    return v_self if v_self > (<double>0.0) else v_self * v_negative_slope


cdef void k184_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # leaky_relu
    cdef Py_ssize_t i, n = count[0]
    cdef double v_negative_slope = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s184_f8(c0[i], v_negative_slope)
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s184_f8(a0[i], v_negative_slope)


cdef inline float s185_f4(float v_self, float v_min_val, float v_max_val) noexcept nogil:
    return min_f4(max_f4(v_self, v_min_val), v_max_val)


cdef void k185_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardtanh
    cdef Py_ssize_t i, n = count[0]
    cdef float v_min_val = <float>(<double *>data)[0]
    cdef float v_max_val = <float>(<double *>data)[1]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s185_f4(c0[i], v_min_val, v_max_val)
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s185_f4(a0[i], v_min_val, v_max_val)


cdef inline double s185_f8(double v_self, double v_min_val, double v_max_val) noexcept nogil:
    return min_f8(max_f8(v_self, v_min_val), v_max_val)


cdef void k185_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardtanh
    cdef Py_ssize_t i, n = count[0]
    cdef double v_min_val = <double>(<double *>data)[0]
    cdef double v_max_val = <double>(<double *>data)[1]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s185_f8(c0[i], v_min_val, v_max_val)
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s185_f8(a0[i], v_min_val, v_max_val)


cdef inline float s186_f4(float v_self) noexcept nogil:
    return v_self / ((<float>1.0) + expf(-v_self))


cdef void k186_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # silu
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s186_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s186_f4(a0[i])


cdef inline double s186_f8(double v_self) noexcept nogil:
    return v_self / ((<double>1.0) + exp(-v_self))


cdef void k186_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # silu
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s186_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s186_f8(a0[i])


cdef inline float s187_f4(float v_self) noexcept nogil:
    return v_self * tanhf(log1pf(expf(v_self)))


cdef void k187_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # mish
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s187_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s187_f4(a0[i])


cdef inline double s187_f8(double v_self) noexcept nogil:
    return v_self * tanh(log1p(exp(v_self)))


cdef void k187_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # mish
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s187_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s187_f8(a0[i])


cdef inline float s188_f4(float v_self) noexcept nogil:
    return min_f4(max_f4(v_self + (<float>3.0), (<float>0.0)), (<float>6.0)) / (<float>6.0)


cdef void k188_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardsigmoid
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s188_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s188_f4(a0[i])


cdef inline double s188_f8(double v_self) noexcept nogil:
    return min_f8(max_f8(v_self + (<double>3.0), (<double>0.0)), (<double>6.0)) / (<double>6.0)


cdef void k188_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardsigmoid
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s188_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s188_f8(a0[i])


cdef inline float s189_f4(float v_self) noexcept nogil:
    return v_self * min_f4(max_f4(v_self + (<float>3.0), (<float>0.0)), (<float>6.0)) / (<float>6.0)


cdef void k189_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardswish
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s189_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s189_f4(a0[i])


cdef inline double s189_f8(double v_self) noexcept nogil:
    return v_self * min_f8(max_f8(v_self + (<double>3.0), (<double>0.0)), (<double>6.0)) / (<double>6.0)


cdef void k189_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # hardswish
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s189_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s189_f8(a0[i])


cdef inline float s190_f4(float v_self) noexcept nogil:
    return (<float>0.5) * v_self * ((<float>1.0) + erff(v_self * (<float>0.7071067811865476)))


cdef void k190_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # gelu_erf
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s190_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s190_f4(a0[i])


cdef inline double s190_f8(double v_self) noexcept nogil:
    return (<double>0.5) * v_self * ((<double>1.0) + erf(v_self * (<double>0.7071067811865476)))


cdef void k190_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # gelu_erf
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s190_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s190_f8(a0[i])


cdef inline float s191_f4(float v_self) noexcept nogil:
    return (<float>0.5) * v_self * ((<float>1.0) + tanhf((<float>0.7978845608028654) * (v_self + (<float>0.044715) * v_self * v_self * v_self)))


cdef void k191_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # gelu_tanh
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s191_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s191_f4(a0[i])


cdef inline double s191_f8(double v_self) noexcept nogil:
    return (<double>0.5) * v_self * ((<double>1.0) + tanh((<double>0.7978845608028654) * (v_self + (<double>0.044715) * v_self * v_self * v_self)))


cdef void k191_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # gelu_tanh
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s191_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s191_f8(a0[i])


cdef inline float s208_f4(float v_self, float v_beta, float v_threshold) noexcept nogil:
    return v_self if v_self * v_beta > v_threshold else log1pf(expf(v_self * v_beta)) / v_beta


cdef void k208_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # nn_functional_softplus
    cdef Py_ssize_t i, n = count[0]
    cdef float v_beta = <float>(<double *>data)[0]
    cdef float v_threshold = <float>(<double *>data)[1]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s208_f4(c0[i], v_beta, v_threshold)
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s208_f4(a0[i], v_beta, v_threshold)


cdef inline double s208_f8(double v_self, double v_beta, double v_threshold) noexcept nogil:
    return v_self if v_self * v_beta > v_threshold else log1p(exp(v_self * v_beta)) / v_beta


cdef void k208_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # nn_functional_softplus
    cdef Py_ssize_t i, n = count[0]
    cdef double v_beta = <double>(<double *>data)[0]
    cdef double v_threshold = <double>(<double *>data)[1]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s208_f8(c0[i], v_beta, v_threshold)
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s208_f8(a0[i], v_beta, v_threshold)


cdef inline float s209_f4(float v_self) noexcept nogil:
    return min_f4(v_self, (<float>0.0)) - log1pf(expf(-fabsf(v_self)))


cdef void k209_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # nn_functional_logsigmoid
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s209_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s209_f4(a0[i])


cdef inline double s209_f8(double v_self) noexcept nogil:
    return min_f8(v_self, (<double>0.0)) - log1p(exp(-fabs(v_self)))


cdef void k209_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # nn_functional_logsigmoid
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s209_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s209_f8(a0[i])


cdef inline float s210_f4(float v_self, float v_lambd) noexcept nogil:
    return v_self - v_lambd if v_self > v_lambd else v_self + v_lambd if v_self < -v_lambd else v_self * (<float>0.0)


cdef void k210_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # nn_functional_softshrink
    cdef Py_ssize_t i, n = count[0]
    cdef float v_lambd = <float>(<double *>data)[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s210_f4(c0[i], v_lambd)
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s210_f4(a0[i], v_lambd)


cdef inline double s210_f8(double v_self, double v_lambd) noexcept nogil:
    return v_self - v_lambd if v_self > v_lambd else v_self + v_lambd if v_self < -v_lambd else v_self * (<double>0.0)


cdef void k210_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # nn_functional_softshrink
    cdef Py_ssize_t i, n = count[0]
    cdef double v_lambd = <double>(<double *>data)[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s210_f8(c0[i], v_lambd)
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s210_f8(a0[i], v_lambd)


cdef inline float s219_f4(float v_self) noexcept nogil:
    return erff(v_self)


cdef void k219_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # erf
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s219_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s219_f4(a0[i])


cdef inline double s219_f8(double v_self) noexcept nogil:
    return erf(v_self)


cdef void k219_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # erf
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s219_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s219_f8(a0[i])


cdef inline float s220_f4(float v_self) noexcept nogil:
    return erfcf(v_self)


cdef void k220_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # erfc
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s220_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s220_f4(a0[i])


cdef inline double s220_f8(double v_self) noexcept nogil:
    return erfc(v_self)


cdef void k220_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # erfc
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s220_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s220_f8(a0[i])


cdef inline float s223_f4(float v_self) noexcept nogil:
    return (<float>0.5) * erfcf(-v_self * (<float>0.7071067811865476))


cdef void k223_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_ndtr
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s223_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s223_f4(a0[i])


cdef inline double s223_f8(double v_self) noexcept nogil:
    return (<double>0.5) * erfc(-v_self * (<double>0.7071067811865476))


cdef void k223_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_ndtr
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s223_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s223_f8(a0[i])


cdef inline float s226_f4(float v_self) noexcept nogil:
    return lgammaf(v_self)


cdef void k226_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # lgamma
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s226_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s226_f4(a0[i])


cdef inline double s226_f8(double v_self) noexcept nogil:
    return lgamma(v_self)


cdef void k226_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # lgamma
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s226_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s226_f8(a0[i])


cdef inline float s236_f4(float v_self, float v_other) noexcept nogil:
    return (v_other if isnan_f4(v_other) else (<float>0.0)) if v_self == (<float>0.0) else v_self * logf(v_other)


cdef void k236_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # xlogy.Tensor
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s236_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s236_f4(a0[i], a1[i])


cdef inline double s236_f8(double v_self, double v_other) noexcept nogil:
    return (v_other if isnan_f8(v_other) else (<double>0.0)) if v_self == (<double>0.0) else v_self * log(v_other)


cdef void k236_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # xlogy.Tensor
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s236_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s236_f8(a0[i], a1[i])


cdef inline float s237_f4(float v_self, float v_other) noexcept nogil:
    return (v_other if isnan_f4(v_other) else (<float>0.0)) if v_self == (<float>0.0) else v_self * logf(v_other)


cdef void k237_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # xlogy.Scalar_Self
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s237_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s237_f4(a0[i], a1[i])


cdef inline double s237_f8(double v_self, double v_other) noexcept nogil:
    return (v_other if isnan_f8(v_other) else (<double>0.0)) if v_self == (<double>0.0) else v_self * log(v_other)


cdef void k237_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # xlogy.Scalar_Self
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s237_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s237_f8(a0[i], a1[i])


cdef inline float s238_f4(float v_self, float v_other) noexcept nogil:
    return (v_other if isnan_f4(v_other) else (<float>0.0)) if v_self == (<float>0.0) else v_self * logf(v_other)


cdef void k238_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # xlogy.Scalar_Other
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s238_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s238_f4(a0[i], a1[i])


cdef inline double s238_f8(double v_self, double v_other) noexcept nogil:
    return (v_other if isnan_f8(v_other) else (<double>0.0)) if v_self == (<double>0.0) else v_self * log(v_other)


cdef void k238_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # xlogy.Scalar_Other
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s238_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s238_f8(a0[i], a1[i])


cdef inline float s239_f4(float v_self, float v_other) noexcept nogil:
    return (v_other if isnan_f4(v_other) else (<float>0.0)) if v_self == (<float>0.0) else v_self * log1pf(v_other)


cdef void k239_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_xlog1py
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s239_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s239_f4(a0[i], a1[i])


cdef inline double s239_f8(double v_self, double v_other) noexcept nogil:
    return (v_other if isnan_f8(v_other) else (<double>0.0)) if v_self == (<double>0.0) else v_self * log1p(v_other)


cdef void k239_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_xlog1py
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s239_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s239_f8(a0[i], a1[i])


cdef inline float s240_f4(float v_self, float v_other) noexcept nogil:
    return (v_other if isnan_f4(v_other) else (<float>0.0)) if v_self == (<float>0.0) else v_self * log1pf(v_other)


cdef void k240_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_xlog1py.self_scalar
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s240_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s240_f4(a0[i], a1[i])


cdef inline double s240_f8(double v_self, double v_other) noexcept nogil:
    return (v_other if isnan_f8(v_other) else (<double>0.0)) if v_self == (<double>0.0) else v_self * log1p(v_other)


cdef void k240_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_xlog1py.self_scalar
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s240_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s240_f8(a0[i], a1[i])


cdef inline float s241_f4(float v_self, float v_other) noexcept nogil:
    return (v_other if isnan_f4(v_other) else (<float>0.0)) if v_self == (<float>0.0) else v_self * log1pf(v_other)


cdef void k241_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_xlog1py.other_scalar
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef const float[::1] c1
    cdef const float[:] a1
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float) and steps[2] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        c1 = read_f4(args[1], n, steps[1])
        cout = write_float(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s241_f4(c0[i], c1[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    a1 = step_f4(args[1], n, steps[1])
    aout = write_step_float(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s241_f4(a0[i], a1[i])


cdef inline double s241_f8(double v_self, double v_other) noexcept nogil:
    return (v_other if isnan_f8(v_other) else (<double>0.0)) if v_self == (<double>0.0) else v_self * log1p(v_other)


cdef void k241_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_xlog1py.other_scalar
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef const double[::1] c1
    cdef const double[:] a1
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double) and steps[2] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        c1 = read_f8(args[1], n, steps[1])
        cout = write_double(args[2], n, steps[2])
        for i in range(n):
            cout[i] = s241_f8(c0[i], c1[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    a1 = step_f8(args[1], n, steps[1])
    aout = write_step_double(args[2], n, steps[2])
    for i in range(n):
        aout[i] = s241_f8(a0[i], a1[i])


cdef inline float s242_f4(float v_self) noexcept nogil:
    return -v_self * logf(v_self) if v_self > (<float>0.0) else (<float>0.0) if v_self == (<float>0.0) else v_self if isnan_f4(v_self) else -INFINITY


cdef void k242_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_entr
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s242_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s242_f4(a0[i])


cdef inline double s242_f8(double v_self) noexcept nogil:
    return -v_self * log(v_self) if v_self > (<double>0.0) else (<double>0.0) if v_self == (<double>0.0) else v_self if isnan_f8(v_self) else -INFINITY


cdef void k242_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # special_entr
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s242_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s242_f8(a0[i])


cdef inline float s251_f4(float v_self) noexcept nogil:
    return (<float>1.0) if v_self > (<float>0.0) else -(<float>1.0) if v_self < (<float>0.0) else (<float>0.0)


cdef void k251_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sign
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s251_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s251_f4(a0[i])


cdef inline double s251_f8(double v_self) noexcept nogil:
    return (<double>1.0) if v_self > (<double>0.0) else -(<double>1.0) if v_self < (<double>0.0) else (<double>0.0)


cdef void k251_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sign
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s251_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s251_f8(a0[i])


cdef inline float s263_f4(float v_self) noexcept nogil:
    return rsqrt_f4(v_self)


cdef void k263_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # rsqrt
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s263_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s263_f4(a0[i])


cdef inline double s263_f8(double v_self) noexcept nogil:
    return rsqrt_f8(v_self)


cdef void k263_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # rsqrt
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s263_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s263_f8(a0[i])


cdef inline float s278_f4(float v_self) noexcept nogil:
    return v_self * (<float>0.017453292519943295)


cdef void k278_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # deg2rad
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s278_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s278_f4(a0[i])


cdef inline double s278_f8(double v_self) noexcept nogil:
    return v_self * (<double>0.017453292519943295)


cdef void k278_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # deg2rad
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s278_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s278_f8(a0[i])


cdef inline float s279_f4(float v_self) noexcept nogil:
    return v_self * (<float>57.29577951308232)


cdef void k279_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # rad2deg
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s279_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s279_f4(a0[i])


cdef inline double s279_f8(double v_self) noexcept nogil:
    return v_self * (<double>57.29577951308232)


cdef void k279_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # rad2deg
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s279_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s279_f8(a0[i])


cdef inline float s280_f4(float v_self) noexcept nogil:
    return (<float>1.0) if v_self == (<float>0.0) else sinf((<float>3.141592653589793) * v_self) / ((<float>3.141592653589793) * v_self)


cdef void k280_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sinc
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s280_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s280_f4(a0[i])


cdef inline double s280_f8(double v_self) noexcept nogil:
    return (<double>1.0) if v_self == (<double>0.0) else sin((<double>3.141592653589793) * v_self) / ((<double>3.141592653589793) * v_self)


cdef void k280_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sinc
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s280_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s280_f8(a0[i])


cdef inline float s284_f4(float v_self) noexcept nogil:
    return v_self - truncf(v_self)


cdef void k284_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # frac
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s284_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s284_f4(a0[i])


cdef inline double s284_f8(double v_self) noexcept nogil:
    return v_self - trunc(v_self)


cdef void k284_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # frac
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s284_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s284_f8(a0[i])


cdef inline float s289_f4(float v_self) noexcept nogil:
    return (<float>1.0) / ((<float>1.0) + expf(-v_self))


cdef void k289_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sigmoid
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s289_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s289_f4(a0[i])


cdef inline double s289_f8(double v_self) noexcept nogil:
    return (<double>1.0) / ((<double>1.0) + exp(-v_self))


cdef void k289_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # sigmoid
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s289_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s289_f8(a0[i])


cdef inline float s292_f4(float v_self) noexcept nogil:
    return max_f4(v_self, (<float>0.0))


cdef void k292_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # relu
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef float[::1] cout
    cdef float[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(float):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_float(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s292_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_float(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s292_f4(a0[i])


cdef inline double s292_f8(double v_self) noexcept nogil:
    return max_f8(v_self, (<double>0.0))


cdef void k292_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # relu
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef double[::1] cout
    cdef double[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(double):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_double(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s292_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_double(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s292_f8(a0[i])


cdef inline unsigned char s307_f4(float v_self) noexcept nogil:
    return v_self == INFINITY


cdef void k307_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # isposinf
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef unsigned char[::1] cout
    cdef unsigned char[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(unsigned char):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_char(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s307_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_char(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s307_f4(a0[i])


cdef inline unsigned char s307_f8(double v_self) noexcept nogil:
    return v_self == INFINITY


cdef void k307_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # isposinf
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef unsigned char[::1] cout
    cdef unsigned char[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(unsigned char):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_char(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s307_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_char(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s307_f8(a0[i])


cdef inline unsigned char s308_f4(float v_self) noexcept nogil:
    return v_self == -INFINITY


cdef void k308_f4(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # isneginf
    cdef Py_ssize_t i, n = count[0]
    cdef const float[::1] c0
    cdef const float[:] a0
    cdef unsigned char[::1] cout
    cdef unsigned char[:] aout
    if steps[0] == sizeof(float) and steps[1] == sizeof(unsigned char):
        c0 = read_f4(args[0], n, steps[0])
        cout = write_char(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s308_f4(c0[i])
        return
    a0 = step_f4(args[0], n, steps[0])
    aout = write_step_char(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s308_f4(a0[i])


cdef inline unsigned char s308_f8(double v_self) noexcept nogil:
    return v_self == -INFINITY


cdef void k308_f8(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:
    # isneginf
    cdef Py_ssize_t i, n = count[0]
    cdef const double[::1] c0
    cdef const double[:] a0
    cdef unsigned char[::1] cout
    cdef unsigned char[:] aout
    if steps[0] == sizeof(double) and steps[1] == sizeof(unsigned char):
        c0 = read_f8(args[0], n, steps[0])
        cout = write_char(args[1], n, steps[1])
        for i in range(n):
            cout[i] = s308_f8(c0[i])
        return
    a0 = step_f8(args[0], n, steps[0])
    aout = write_step_char(args[1], n, steps[1])
    for i in range(n):
        aout[i] = s308_f8(a0[i])


set_kernel(77, 6, k77_f4)
set_kernel(77, 7, k77_f8)
set_kernel(78, 6, k78_f4)
set_kernel(78, 7, k78_f8)
set_kernel(79, 6, k79_f4)
set_kernel(79, 7, k79_f8)
set_kernel(80, 6, k80_f4)
set_kernel(80, 7, k80_f8)
set_kernel(98, 6, k98_f4)
set_kernel(98, 7, k98_f8)
set_kernel(99, 6, k99_f4)
set_kernel(99, 7, k99_f8)
set_kernel(100, 6, k100_f4)
set_kernel(100, 7, k100_f8)
set_kernel(101, 6, k101_f4)
set_kernel(101, 7, k101_f8)
set_kernel(135, 6, k135_f4)
set_kernel(135, 7, k135_f8)
set_kernel(136, 6, k136_f4)
set_kernel(136, 7, k136_f8)
set_kernel(152, 6, k152_f4)
set_kernel(152, 7, k152_f8)
set_kernel(158, 6, k158_f4)
set_kernel(158, 7, k158_f8)
set_kernel(161, 6, k161_f4)
set_kernel(161, 7, k161_f8)
set_kernel(162, 6, k162_f4)
set_kernel(162, 7, k162_f8)
set_kernel(163, 6, k163_f4)
set_kernel(163, 7, k163_f8)
set_kernel(164, 6, k164_f4)
set_kernel(164, 7, k164_f8)
set_kernel(165, 6, k165_f4)
set_kernel(165, 7, k165_f8)
set_kernel(166, 6, k166_f4)
set_kernel(166, 7, k166_f8)
set_kernel(167, 6, k167_f4)
set_kernel(167, 7, k167_f8)
set_kernel(168, 6, k168_f4)
set_kernel(168, 7, k168_f8)
set_kernel(169, 6, k169_f4)
set_kernel(169, 7, k169_f8)
set_kernel(171, 6, k171_f4)
set_kernel(171, 7, k171_f8)
set_kernel(173, 6, k173_f4)
set_kernel(173, 7, k173_f8)
set_kernel(174, 6, k174_f4)
set_kernel(174, 7, k174_f8)
set_kernel(175, 6, k175_f4)
set_kernel(175, 7, k175_f8)
set_kernel(176, 6, k176_f4)
set_kernel(176, 7, k176_f8)
set_kernel(177, 6, k177_f4)
set_kernel(177, 7, k177_f8)
set_kernel(180, 6, k180_f4)
set_kernel(180, 7, k180_f8)
set_kernel(182, 6, k182_f4)
set_kernel(182, 7, k182_f8)
set_kernel(183, 6, k183_f4)
set_kernel(183, 7, k183_f8)
set_kernel(184, 6, k184_f4)
set_kernel(184, 7, k184_f8)
set_kernel(185, 6, k185_f4)
set_kernel(185, 7, k185_f8)
set_kernel(186, 6, k186_f4)
set_kernel(186, 7, k186_f8)
set_kernel(187, 6, k187_f4)
set_kernel(187, 7, k187_f8)
set_kernel(188, 6, k188_f4)
set_kernel(188, 7, k188_f8)
set_kernel(189, 6, k189_f4)
set_kernel(189, 7, k189_f8)
set_kernel(190, 6, k190_f4)
set_kernel(190, 7, k190_f8)
set_kernel(191, 6, k191_f4)
set_kernel(191, 7, k191_f8)
set_kernel(208, 6, k208_f4)
set_kernel(208, 7, k208_f8)
set_kernel(209, 6, k209_f4)
set_kernel(209, 7, k209_f8)
set_kernel(210, 6, k210_f4)
set_kernel(210, 7, k210_f8)
set_kernel(219, 6, k219_f4)
set_kernel(219, 7, k219_f8)
set_kernel(220, 6, k220_f4)
set_kernel(220, 7, k220_f8)
set_kernel(223, 6, k223_f4)
set_kernel(223, 7, k223_f8)
set_kernel(226, 6, k226_f4)
set_kernel(226, 7, k226_f8)
set_kernel(236, 6, k236_f4)
set_kernel(236, 7, k236_f8)
set_kernel(237, 6, k237_f4)
set_kernel(237, 7, k237_f8)
set_kernel(238, 6, k238_f4)
set_kernel(238, 7, k238_f8)
set_kernel(239, 6, k239_f4)
set_kernel(239, 7, k239_f8)
set_kernel(240, 6, k240_f4)
set_kernel(240, 7, k240_f8)
set_kernel(241, 6, k241_f4)
set_kernel(241, 7, k241_f8)
set_kernel(242, 6, k242_f4)
set_kernel(242, 7, k242_f8)
set_kernel(251, 6, k251_f4)
set_kernel(251, 7, k251_f8)
set_kernel(263, 6, k263_f4)
set_kernel(263, 7, k263_f8)
set_kernel(278, 6, k278_f4)
set_kernel(278, 7, k278_f8)
set_kernel(279, 6, k279_f4)
set_kernel(279, 7, k279_f8)
set_kernel(280, 6, k280_f4)
set_kernel(280, 7, k280_f8)
set_kernel(284, 6, k284_f4)
set_kernel(284, 7, k284_f8)
set_kernel(289, 6, k289_f4)
set_kernel(289, 7, k289_f8)
set_kernel(292, 6, k292_f4)
set_kernel(292, 7, k292_f8)
set_kernel(307, 6, k307_f4)
set_kernel(307, 7, k307_f8)
set_kernel(308, 6, k308_f4)
set_kernel(308, 7, k308_f8)
