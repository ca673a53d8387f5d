/* Remainders, extrema and bounds of real numbers, with PyTorch's signs of zero where NumPy's loops have others: a remainder of zero has the sign of the dividend,
   and of two equal numbers the first counts. And loops like NumPy's, in vectors where those go number by number. All have the signature of NumPy's. */
#ifndef PYAUTOGRAD_ZERO_LOOPS_H
#define PYAUTOGRAD_ZERO_LOOPS_H
#include "single_loops.h"

S_INLINE float z_remainder_f4(float a, float b) {
    const float r = fmodf(a, b);
    return r != 0 && (b < 0) != (r < 0) ? r + b : r;
}
S_INLINE double z_remainder_f8(double a, double b) {
    const double r = fmod(a, b);
    return r != 0 && (b < 0) != (r < 0) ? r + b : r;
}
#define Z_FMAX(a, b) ((a) >= (b) || (b) != (b) ? (a) : (b))
#define Z_FMIN(a, b) ((a) <= (b) || (b) != (b) ? (a) : (b))

#define ZERO_LOOP(name, real, function) \
    CLONED static void loop_##name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        (void)data; \
        if (steps[0] == sizeof(real) && steps[1] == sizeof(real) && steps[2] == sizeof(real)) { \
            const real *x = (const real *)args[0], *y = (const real *)args[1]; \
            real *out = (real *)args[2]; \
            INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
                const real a = x[i], b = y[i]; \
                out[i] = function(a, b); \
            } \
            return; \
        } \
        for (npy_intp i = 0; i < n; i++) { \
            const real a = *(const real *)(args[0] + i * steps[0]), b = *(const real *)(args[1] + i * steps[1]); \
            *(real *)(args[2] + i * steps[2]) = function(a, b); \
        } \
    }

/* Remainders of float32 by quotients in double precision: those below 2^28 leave the exact remainder. A block that has others, or an infinity, a NaN or a
   divisor of zero, goes to fmodf. `result` is of what the division leaves and the divisor. */
#define Z_FLOORED(r, by) (((r) != 0) & (((by) < 0) != ((r) < 0)) ? (r) + (by) : (r))
#define Z_TRUNCATED(r, by) (r)
#define REMAINDER_LOOP(name, library, result) \
    CLONED static void name##_block(const float *x, const float *y, npy_intp step, float *out, npy_intp n) { \
        int odd = 0; \
        INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
            const double a = x[i], b = y[i * step], whole = trunc(a / b); \
            const float r = (float)copysign(a - whole * b, a), by = (float)b; \
            odd |= !(fabs(whole) < 0x1p28) | !(fabs(b) <= 3.4028234663852886e38); \
            out[i] = result(r, by); \
            (void)by; \
        } \
        if (odd) \
            for (npy_intp i = 0; i < n; i++) out[i] = library(x[i], y[i * step]); \
    } \
    ZERO_LOOP(name##_any_f4, float, library) \
    static void loop_##name##_f4(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0], block = 256; \
        const int fixed = steps[1] == 0; \
        if (steps[0] != sizeof(float) || steps[2] != sizeof(float) || !(fixed || steps[1] == sizeof(float)) || args[2] == args[0] || args[2] == args[1]) { \
            loop_##name##_any_f4(args, count, steps, data); \
            return; \
        } \
        for (npy_intp at = 0; at < n; at += block) \
            name##_block((const float *)args[0] + at, (const float *)args[1] + (fixed ? 0 : at), !fixed, (float *)args[2] + at, n - at < block ? n - at : block); \
    }
REMAINDER_LOOP(remainder, z_remainder_f4, Z_FLOORED)
REMAINDER_LOOP(fmod, fmodf, Z_TRUNCATED)

/* The same of float64: what a quotient that is one too large leaves has the other sign, and is exact, as the remainder is. */
CLONED static void remainder_block_wide(const double *x, const double *y, npy_intp step, double *out, npy_intp n) {
    int odd = 0;
    INDEPENDENT for (npy_intp i = 0; i < n; i++) {
        const double a = x[i], b = y[i * step], whole = trunc(a / b), rest = fma(-whole, b, a);
        const double below = rest + copysign(b, a), kept = copysign((rest < 0) != (a < 0) && rest != 0 ? below : rest, a);
        const double r = fabs(kept) == fabs(b) ? copysign(0.0, a) : kept;
        odd |= !(fabs(whole) < 0x1p52) | !(fabs(b) < INFINITY) | !(fabs(b) > 0x1p-900) | !(fabs(a) < 0x1p1000);
        out[i] = (r != 0) & ((b < 0) != (r < 0)) ? r + b : r;
    }
    if (odd)
        for (npy_intp i = 0; i < n; i++) out[i] = z_remainder_f8(x[i], y[i * step]);
}
ZERO_LOOP(remainder_any_f8, double, z_remainder_f8)
static void loop_remainder_f8(char **args, const npy_intp *count, const npy_intp *steps, void *data) {
    const npy_intp n = count[0], block = 256;
    const int fixed = steps[1] == 0;
    if (steps[0] != sizeof(double) || steps[2] != sizeof(double) || !(fixed || steps[1] == sizeof(double)) || args[2] == args[0] || args[2] == args[1]) {
        loop_remainder_any_f8(args, count, steps, data);
        return;
    }
    for (npy_intp at = 0; at < n; at += block)
        remainder_block_wide((const double *)args[0] + at, (const double *)args[1] + (fixed ? 0 : at), !fixed, (double *)args[2] + at, n - at < block ? n - at : block);
}
ZERO_LOOP(fmax_f4, float, Z_FMAX)
ZERO_LOOP(fmax_f8, double, Z_FMAX)
ZERO_LOOP(fmin_f4, float, Z_FMIN)
ZERO_LOOP(fmin_f8, double, Z_FMIN)

ZERO_LOOP(copysign_f4, float, copysignf)
ZERO_LOOP(copysign_f8, double, copysign)

/* Floored quotients of float32 from those in double precision, which are exact enough up to 2^20; what is rounded to a float before it is floored, larger
   quotients, infinities, NaN and divisors of zero go the way of Python's `//`, with the whole block. */
S_INLINE float z_floored_quotient(float a, float b) {
    const float r = fmodf(a, b);
    float whole = (a - r) / b, low;
    if (b == 0) return a / b;
    if (r != 0 && (b < 0) != (r < 0)) whole -= 1;
    if (whole == 0) return copysignf(0, a / b);
    low = floorf(whole);
    return whole - low > 0.5f ? low + 1 : low;
}
CLONED static void floor_divide_block(const float *x, const float *y, npy_intp step, float *out, npy_intp n) {
    int odd = 0;
    INDEPENDENT for (npy_intp i = 0; i < n; i++) {
        const double b = y[i * step], whole = floor(x[i] / b);
        odd |= !(fabs(whole) < 0x1p20) | !(fabs(b) <= 3.4028234663852886e38);
        out[i] = (float)whole;
    }
    if (odd)
        for (npy_intp i = 0; i < n; i++) out[i] = z_floored_quotient(x[i], y[i * step]);
}
ZERO_LOOP(floor_divide_any, float, z_floored_quotient)
static void loop_floor_divide(char **args, const npy_intp *count, const npy_intp *steps, void *data) {
    const npy_intp n = count[0], block = 256;
    const int fixed = steps[1] == 0;
    if (steps[0] != sizeof(float) || steps[2] != sizeof(float) || !(fixed || steps[1] == sizeof(float)) || args[2] == args[0] || args[2] == args[1]) {
        loop_floor_divide_any(args, count, steps, data);
        return;
    }
    for (npy_intp at = 0; at < n; at += block)
        floor_divide_block((const float *)args[0] + at, (const float *)args[1] + (fixed ? 0 : at), !fixed, (float *)args[2] + at, n - at < block ? n - at : block);
}

#define ONE_OVER(name, real) \
    CLONED static void name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        (void)data; \
        if (steps[0] == sizeof(real) && steps[1] == sizeof(real)) { \
            const real *x = (const real *)args[0]; \
            real *out = (real *)args[1]; \
            INDEPENDENT for (npy_intp i = 0; i < n; i++) out[i] = 1 / x[i]; \
            return; \
        } \
        for (npy_intp i = 0; i < n; i++) *(real *)(args[1] + i * steps[1]) = 1 / *(const real *)(args[0] + i * steps[0]); \
    }
ONE_OVER(loop_reciprocal_f4, float)
ONE_OVER(loop_reciprocal_f8, double)

static const struct { const char *name; single_loop single, wide; } ZERO_LOOPS[] = {
    {"copysign", loop_copysign_f4, loop_copysign_f8}, {"floor_divide", loop_floor_divide, NULL}, {"reciprocal", loop_reciprocal_f4, loop_reciprocal_f8},
    {"remainder", loop_remainder_f4, loop_remainder_f8}, {"fmod", loop_fmod_f4, NULL}, {"fmax", loop_fmax_f4, loop_fmax_f8}, {"fmin", loop_fmin_f4, loop_fmin_f8}, {NULL, NULL, NULL},
};

/* Numbers between two bounds, of which an infinite one is none. NaN stays, and a zero at a bound keeps its sign; the upper bound has the last word. */
#define CLAMP_LOOP(name, real) \
    CLONED static void name(const real *x, real *out, npy_intp n, real low, real high) { \
        INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
            const real v = x[i] < low ? low : x[i]; \
            out[i] = v > high ? high : v; \
        } \
    }
CLAMP_LOOP(clamp_f4, float)
CLAMP_LOOP(clamp_f8, double)

/* The loop for the NumPy ufunc of this name in float (`wide` 0) or double, or NULL */
static void *find_zero_loop(const char *name, int wide) {
    for (int i = 0; ZERO_LOOPS[i].name != NULL; i++)
        if (strcmp(ZERO_LOOPS[i].name, name) == 0) return (void *)(wide ? ZERO_LOOPS[i].wide : ZERO_LOOPS[i].single);
    return NULL;
}
#endif
