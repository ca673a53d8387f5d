/* Conversions of numbers between the types that programs convert most, with the signature of NumPy's loops; both sides contiguous. As in C and NumPy: towards
   zero to integers, and true for what is not zero. Half precision is read and written as bits: ties go to even, a NaN keeps what fits of it in float16 and is
   the quiet one in bfloat16. */
#ifndef PYAUTOGRAD_CAST_LOOPS_H
#define PYAUTOGRAD_CAST_LOOPS_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <numpy/npy_common.h>
#include "clones.h"

enum { CAST_F4, CAST_F8, CAST_I4, CAST_I8, CAST_BOOL, CAST_F2, CAST_B2, CAST_TYPES };
typedef void (*cast_loop)(char **, const npy_intp *, const npy_intp *, void *);

#define CAST(from_name, from, to_name, to, value) \
    CLONED static void cast_##from_name##_##to_name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const from *restrict x = (const from *)args[0]; \
        to *restrict out = (to *)args[1]; \
        const npy_intp n = count[0]; \
        (void)steps; \
        (void)data; \
        for (npy_intp i = 0; i < n; i++) out[i] = (to)(value); \
    }
#define CASTS_FROM(name, from) \
    CAST(name, from, f4, float, x[i]) \
    CAST(name, from, f8, double, x[i]) \
    CAST(name, from, i8, int64_t, x[i]) \
    CAST(name, from, bool, unsigned char, x[i] != 0)
#if defined(_MSC_VER)
#define restrict __restrict
#endif
CASTS_FROM(f4, float)
CASTS_FROM(f8, double)
CASTS_FROM(i4, int32_t)
CASTS_FROM(i8, int64_t)
CASTS_FROM(bool, unsigned char)
CAST(f4, float, i4, int32_t, x[i])
CAST(f8, double, i4, int32_t, x[i])
CAST(i8, int64_t, i4, int32_t, x[i])
CAST(bool, unsigned char, i4, int32_t, x[i])

S_INLINE int32_t c_bits(float x) {
    int32_t bits;
    memcpy(&bits, &x, 4);
    return bits;
}
S_INLINE float c_single(int32_t bits) {
    float x;
    memcpy(&x, &bits, 4);
    return x;
}
/* float16: a normal number's exponent is 112 less; a smaller one is rounded where it is added to a half, whose last place is that of the smallest. */
S_INLINE uint16_t c_half(float x) {
    const int32_t size = c_bits(x) & 0x7FFFFFFF, sign = (c_bits(x) >> 16) & 0x8000, kept = 0x7C00 + ((size & 0x7FFFFF) >> 13);
    const int32_t normal = (size - 0x37FFF001 + ((size >> 13) & 1)) >> 13, small = c_bits(c_single(size) + 0.5f) - 0x3F000000;
    const int32_t near = size < 0x38800000 ? small : normal, far = size > 0x7F800000 ? kept + (kept == 0x7C00) : 0x7C00;
    return (uint16_t)(sign | (size < 0x47800000 ? near : far));
}
S_INLINE float c_of_half(uint16_t bits) {
    const int32_t size = bits & 0x7FFF, large = (size << 13) + (size < 0x7C00 ? 0x38000000 : 0x70000000);
    const int32_t found = size < 0x400 ? c_bits((float)size * 5.9604644775390625e-8f) : large;
    return c_single((int32_t)((uint32_t)(bits & 0x8000) << 16) | found);
}
S_INLINE uint16_t c_brain(float x) {
    const uint32_t bits = (uint32_t)c_bits(x);
    return (uint16_t)((bits & 0x7FFFFFFF) > 0x7F800000 ? 0x7FC0 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}
CAST(f4, float, f2, uint16_t, c_half(x[i]))
CAST(f2, uint16_t, f4, float, c_of_half(x[i]))
CAST(f4, float, b2, uint16_t, c_brain(x[i]))
CAST(b2, uint16_t, f4, float, c_single((int32_t)((uint32_t)x[i] << 16)))

/* Processors have an instruction for it, which makes NaN quiet: eight numbers with one among them are left to the function. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11
#include <immintrin.h>
__attribute__((target("avx2,f16c"))) static void halve_by_eights(const float *x, uint16_t *out, npy_intp n) {
    npy_intp i = 0;
    for (; i + 8 <= n; i += 8) {
        const __m256 v = _mm256_loadu_ps(x + i);
        if (_mm256_movemask_ps(_mm256_cmp_ps(v, v, _CMP_UNORD_Q)))
            for (int k = 0; k < 8; k++) out[i + k] = c_half(x[i + k]);
        else
            _mm_storeu_si128((__m128i *)(out + i), _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT));
    }
    for (; i < n; i++) out[i] = c_half(x[i]);
}
static void cast_to_half(char **args, const npy_intp *count, const npy_intp *steps, void *data) {
    if (__builtin_cpu_supports("f16c") && __builtin_cpu_supports("avx2")) halve_by_eights((const float *)args[0], (uint16_t *)args[1], count[0]);
    else cast_f4_f2(args, count, steps, data);
}
#else
#define cast_to_half cast_f4_f2
#endif

#define CASTS_OF(name, i4, f2, b2) {cast_##name##_f4, cast_##name##_f8, i4, cast_##name##_i8, cast_##name##_bool, f2, b2}
static const cast_loop CAST_LOOPS[CAST_TYPES][CAST_TYPES] = {
    CASTS_OF(f4, cast_f4_i4, cast_to_half, cast_f4_b2), CASTS_OF(f8, cast_f8_i4, NULL, NULL), CASTS_OF(i4, NULL, NULL, NULL),
    CASTS_OF(i8, cast_i8_i4, NULL, NULL), CASTS_OF(bool, cast_bool_i4, NULL, NULL), {cast_f2_f4}, {cast_b2_f4},
};
/* NULL where there is none */
static void *cast_loop_for(int from, int to) { return (void *)CAST_LOOPS[from][to]; }
#endif
