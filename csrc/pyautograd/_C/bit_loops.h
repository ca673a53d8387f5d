/* Truth, signs, neighbours, inverses and parts of real numbers, which NumPy computes without vectors or with narrow ones. The loops have the signature of NumPy's. */
#ifndef PYAUTOGRAD_BIT_LOOPS_H
#define PYAUTOGRAD_BIT_LOOPS_H
#include <float.h>
#include "map_loops.h"
#include "single_loops.h"

/* The next number after a towards b: numbers of one sign are ordered as their bits are. */
#define NEXT_AFTER(name, real, bits) \
    S_INLINE real name(real a, real b) { \
        bits at, towards, found; \
        real next; \
        memcpy(&at, &a, sizeof(a)); \
        memcpy(&towards, &b, sizeof(b)); \
        const bits sign = (bits)1 << (8 * sizeof(bits) - 1), away = (bits)((a < b) == (a > 0)); \
        found = at + 2 * away - 1; \
        found = a == 0 ? (towards & sign) | 1 : found; \
        memcpy(&next, &found, sizeof(next)); \
        next = a == b ? b : next; \
        return (a != a) | (b != b) ? a + b : next; \
    }
NEXT_AFTER(b_next_f4, float, uint32_t)
NEXT_AFTER(b_next_f8, double, uint64_t)

#define BIT_LOOPS_OF(real, size) \
    MAP_LOOP_1(logical_not_##size, real, npy_bool, a == 0) \
    MAP_LOOP_2(logical_and_##size, real, npy_bool, (a != 0) & (b != 0)) \
    MAP_LOOP_2(logical_or_##size, real, npy_bool, (a != 0) | (b != 0)) \
    MAP_LOOP_2(logical_xor_##size, real, npy_bool, (a != 0) ^ (b != 0)) \
    MAP_LOOP_1(reciprocal_##size, real, real, 1 / a) \
    MAP_LOOP_2(nextafter_##size, real, real, b_next_##size(a, b))
BIT_LOOPS_OF(float, f4)
BIT_LOOPS_OF(double, f8)
MAP_LOOP_2(copysign_f4, float, float, copysignf(a, b))
MAP_LOOP_2(copysign_f8, double, double, copysign(a, b))
MAP_LOOP_1(frac_f4, float, float, a - truncf(a))
MAP_LOOP_1(frac_f8, double, double, a - trunc(a))

#define B_SIGN(real) ((real)((a > 0) - (a < 0)))
MAP_LOOP_1(sgn_f4, float, float, B_SIGN(float))
MAP_LOOP_1(sgn_f8, double, double, B_SIGN(double))
MAP_LOOP_1(angle_f4, float, float, a < 0 ? 3.14159265358979323846f : a == a ? 0 : a)
MAP_LOOP_1(angle_f8, double, double, a < 0 ? 3.14159265358979323846 : a == a ? 0 : a)
/* NaN as zero, infinities as the largest numbers: the end of a number's side stands in for it, which leaves compilers no branches */
#define FINITE(name, real, largest, size_of, copy_sign) \
    S_INLINE real name(real a) { \
        const real end = copy_sign(largest, a), held = size_of(a) > largest ? end : a; \
        return a != a ? 0 : held; \
    }
FINITE(b_finite_f4, float, FLT_MAX, fabsf, copysignf)
FINITE(b_finite_f8, double, DBL_MAX, fabs, copysign)
MAP_LOOP_1(nan_to_num_f4, float, float, b_finite_f4(a))
MAP_LOOP_1(nan_to_num_f8, double, double, b_finite_f8(a))
MAP_LOOP_1(missing_to_zero_f4, float, float, a == a ? a : 0)
MAP_LOOP_1(missing_to_zero_f8, double, double, a == a ? a : 0)
MAP_LOOP_2(divide_trunc_f4, float, float, truncf(a / b))
MAP_LOOP_2(divide_trunc_f8, double, double, trunc(a / b))

#define BIT_ENTRY(name) {#name, loop_##name##_f4, loop_##name##_f8}
static const struct { const char *name; single_loop single, wide; } BIT_LOOPS[] = {
    BIT_ENTRY(logical_not), BIT_ENTRY(logical_and), BIT_ENTRY(logical_or), BIT_ENTRY(logical_xor), BIT_ENTRY(reciprocal), BIT_ENTRY(nextafter),
    BIT_ENTRY(copysign), BIT_ENTRY(frac), BIT_ENTRY(sgn), BIT_ENTRY(angle), BIT_ENTRY(nan_to_num), BIT_ENTRY(divide_trunc), BIT_ENTRY(missing_to_zero), {NULL, NULL, NULL},
};

/* The loop for the NumPy ufunc, or the row, of this name in float (`wide` 0) or double, or NULL */
static void *find_bit_loop(const char *name, int wide) {
    for (int i = 0; BIT_LOOPS[i].name != NULL; i++)
        if (strcmp(BIT_LOOPS[i].name, name) == 0) return (void *)(wide ? BIT_LOOPS[i].wide : BIT_LOOPS[i].single);
    return NULL;
}
#endif
