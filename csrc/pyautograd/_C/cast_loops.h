/* Conversions of numbers between the types that programs convert most, with the signature of NumPy's loops; both sides contiguous. As in C and NumPy: towards
   zero to integers, and true for what is not zero. Half precision is read and written as bits: ties go to even, a NaN keeps what fits of it in float16 and is
   the quiet one in bfloat16. */
#ifndef PYAUTOGRAD_CAST_LOOPS_H
#define PYAUTOGRAD_CAST_LOOPS_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <numpy/npy_common.h>
#include "half_numbers.h"

enum { CAST_F4, CAST_F8, CAST_I4, CAST_I8, CAST_BOOL, CAST_U1, CAST_F2, CAST_B2, CAST_TYPES };
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
CASTS_FROM(u1, unsigned char)
CAST(f4, float, i4, int32_t, x[i])
CAST(f8, double, i4, int32_t, x[i])
CAST(i8, int64_t, i4, int32_t, x[i])
CAST(bool, unsigned char, i4, int32_t, x[i])
CAST(u1, unsigned char, i4, int32_t, x[i])

#pragma push_macro("CLONED")
#undef CLONED
#define CLONED /* other than the baseline has instructions */
CAST(f4, float, f2, uint16_t, c_half(x[i]))
CAST(f2, uint16_t, f4, float, c_of_half(x[i]))
#pragma pop_macro("CLONED")
CAST(f4, float, b2, uint16_t, c_brain(x[i]))
CAST(b2, uint16_t, f4, float, c_single((int32_t)((uint32_t)x[i] << 16)))

/* Processors have instructions for it, which make NaN quiet: a block with one among its numbers that is not is left to the function. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11
#include <immintrin.h>
#define CAST_HALVES(set, targets, lanes, singles, bits, load, store, load_bits, store_bits, narrowed, loud, widened, loud_half) \
    __attribute__((target(targets))) static void halve_##set(const float *x, uint16_t *out, npy_intp n) { \
        npy_intp i = 0; \
        for (; i + lanes <= n; i += lanes) { \
            const singles v = load(x + i); \
            if (loud) \
                for (int k = 0; k < lanes; k++) out[i + k] = c_half(x[i + k]); \
            else \
                store_bits((void *)(out + i), narrowed); \
        } \
        for (; i < n; i++) out[i] = c_half(x[i]); \
    } \
    __attribute__((target(targets))) static void widen_##set(const uint16_t *x, float *out, npy_intp n) { \
        npy_intp i = 0; \
        for (; i + lanes <= n; i += lanes) { \
            const bits h = load_bits((const void *)(x + i)); \
            const singles v = widened; \
            if (loud_half) \
                for (int k = 0; k < lanes; k++) out[i + k] = c_of_half(x[i + k]); \
            else \
                store(out + i, v); \
        } \
        for (; i < n; i++) out[i] = c_of_half(x[i]); \
    }
#define C_NAN_8(v) _mm256_cmp_ps(v, v, _CMP_UNORD_Q)
#define C_NAN_16(v) _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q)
/* NaN among the numbers whose first digit, shifted to where the sign is, is not set */
CAST_HALVES(eights, "avx2,f16c", 8, __m256, __m128i, _mm256_loadu_ps, _mm256_storeu_ps, _mm_loadu_si128, _mm_storeu_si128,
            _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT),
            _mm256_movemask_ps(_mm256_andnot_ps(_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(v), 9)), C_NAN_8(v))),
            _mm256_cvtph_ps(h), _mm256_movemask_ps(_mm256_andnot_ps(_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(h), 22)), C_NAN_8(v))))
CAST_HALVES(sixteens, "avx512f,avx512bw,avx512vl", 16, __m512, __m256i, _mm512_loadu_ps, _mm512_storeu_ps, _mm256_loadu_si256, _mm256_storeu_si256,
            _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT), C_NAN_16(v) & _mm512_testn_epi32_mask(_mm512_castps_si512(v), _mm512_set1_epi32(0x400000)),
            _mm512_cvtph_ps(h), C_NAN_16(v) & _mm256_testn_epi16_mask(h, _mm256_set1_epi16(0x200)))
static int c_lanes(void) {
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512f")) return 16;
    return __builtin_cpu_supports("f16c") && __builtin_cpu_supports("avx2") ? 8 : 0;
}
static void cast_to_half(char **args, const npy_intp *count, const npy_intp *steps, void *data) {
    const int lanes = c_lanes();
    if (lanes == 16) halve_sixteens((const float *)args[0], (uint16_t *)args[1], count[0]);
    else if (lanes) halve_eights((const float *)args[0], (uint16_t *)args[1], count[0]);
    else cast_f4_f2(args, count, steps, data);
}
static void cast_from_half(char **args, const npy_intp *count, const npy_intp *steps, void *data) {
    const int lanes = c_lanes();
    if (lanes == 16) widen_sixteens((const uint16_t *)args[0], (float *)args[1], count[0]);
    else if (lanes) widen_eights((const uint16_t *)args[0], (float *)args[1], count[0]);
    else cast_f2_f4(args, count, steps, data);
}
#else
#define cast_to_half cast_f4_f2
#define cast_from_half cast_f2_f4
#endif

#define CASTS_OF(name, i4, f2, b2) {cast_##name##_f4, cast_##name##_f8, i4, cast_##name##_i8, cast_##name##_bool, NULL, f2, b2}
static const cast_loop CAST_LOOPS[CAST_TYPES][CAST_TYPES] = {
    CASTS_OF(f4, cast_f4_i4, cast_to_half, cast_f4_b2), CASTS_OF(f8, cast_f8_i4, NULL, NULL), CASTS_OF(i4, NULL, NULL, NULL),
    CASTS_OF(i8, cast_i8_i4, NULL, NULL), CASTS_OF(bool, cast_bool_i4, NULL, NULL), CASTS_OF(u1, cast_u1_i4, NULL, NULL), {cast_from_half}, {cast_b2_f4},
};

/* From and to half precision by way of float32, as PyTorch goes: float64 is rounded twice. `data` is the pair of types as cast_pair gives it. */
static void *cast_pair(int from, int to) { return (void *)(intptr_t)(from * CAST_TYPES + to); }
static void cast_by_way(char **args, const npy_intp *count, const npy_intp *steps, void *data) {
    enum { BLOCK = 1024 };
    const cast_loop first = CAST_LOOPS[(intptr_t)data / CAST_TYPES][CAST_F4], second = CAST_LOOPS[CAST_F4][(intptr_t)data % CAST_TYPES];
    float held[BLOCK];
    for (npy_intp start = 0; start < count[0]; start += BLOCK) {
        const npy_intp n = count[0] - start < BLOCK ? count[0] - start : BLOCK;
        char *in[2] = {args[0] + start * steps[0], (char *)held}, *out[2] = {(char *)held, args[1] + start * steps[1]};
        first(in, &n, steps, NULL);
        second(out, &n, steps, NULL);
    }
}

/* NULL where there is none */
static void *cast_loop_for(int from, int to) {
    if (CAST_LOOPS[from][to]) return (void *)CAST_LOOPS[from][to];
    return (from >= CAST_F2 || to >= CAST_F2) && from != to && CAST_LOOPS[from][CAST_F4] && CAST_LOOPS[CAST_F4][to] ? (void *)cast_by_way : NULL;
}
#endif
