/* Remainders, quotients, extrema and bounds of real numbers, with PyTorch's signs of zero where NumPy's loops have others: a remainder of zero has the sign of the dividend,
   and of two equal numbers the first counts. The loops have the signature of NumPy's. */
#ifndef PYAUTOGRAD_ZERO_LOOPS_H
#define PYAUTOGRAD_ZERO_LOOPS_H
#include "map_loops.h"
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

/* A function of two numbers by blocks, which its `_block` computes from dense operands: those of other strides are gathered first. The result may be an operand. */
#define BLOCKED_LOOP(name, real) \
    static void loop_##name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        enum { BLOCK = 256 }; \
        real held[3][BLOCK]; \
        const npy_intp n = count[0]; \
        const int direct = steps[2] == sizeof(real) && args[2] != args[0] && args[2] != args[1]; \
        (void)data; \
        for (npy_intp start = 0; start < n; start += BLOCK) { \
            const npy_intp size = n - start < BLOCK ? n - start : BLOCK; \
            const real *in[2]; \
            real *out = direct ? (real *)args[2] + start : held[2]; \
            for (int k = 0; k < 2; k++) { \
                const char *at = args[k] + start * steps[k]; \
                in[k] = (const real *)at; \
                if (steps[k] == sizeof(real)) continue; \
                in[k] = held[k]; \
                for (npy_intp i = 0; i < size && (steps[k] || start == 0); i++) held[k][i] = *(const real *)(at + i * steps[k]); \
            } \
            name##_block(in[0], in[1], out, size); \
            for (npy_intp i = 0; i < size && !direct; i++) *(real *)(args[2] + (start + i) * steps[2]) = out[i]; \
        } \
    }

/* Remainders of float32, and quotients, by quotients in double precision: those below 2^28 leave the exact remainder. A block that has others, or an infinity,
   a NaN or a divisor of zero, goes to `library`. `result` is of what the division leaves, the divisor and the dividend. */
#define Z_FLOORED(r, b, a) (((r) != 0) & (((b) < 0) != ((r) < 0)) ? (r) + (b) : (r))
#define Z_TRUNCATED(r, b, a) (r)
#define REMAINDER_LOOP(name, library, result) \
    CLONED static void name##_block(const float *x, const float *y, float *out, npy_intp n) { \
        int odd = 0; \
        INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
            const double a = x[i], b = y[i], whole = trunc(a / b); \
            const float r = (float)copysign(a - whole * b, a); \
            odd |= !(fabs(whole) < 0x1p28) | !(fabs(b) <= 3.4028234663852886e38); \
            out[i] = result(r, y[i], x[i]); \
        } \
        if (odd) \
            for (npy_intp i = 0; i < n; i++) out[i] = library(x[i], y[i]); \
    } \
    BLOCKED_LOOP(name, float)

/* The same of float64: what a quotient that is one too large leaves has the other sign, and is exact, as the remainder is. */
#define WIDE_REMAINDER_LOOP(name, library, result) \
    CLONED static void name##_block(const double *x, const double *y, double *out, npy_intp n) { \
        int odd = 0; \
        INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
            const double a = x[i], b = y[i], whole = trunc(a / b), rest = fma(-whole, b, a); \
            const double below = rest + copysign(b, a), kept = copysign((rest < 0) != (a < 0) && rest != 0 ? below : rest, a); \
            const double r = fabs(kept) == fabs(b) ? copysign(0.0, a) : kept; \
            odd |= !(fabs(whole) < 0x1p52) | !(fabs(b) < INFINITY) | !(fabs(b) > 0x1p-900) | !(fabs(a) < 0x1p1000); \
            out[i] = result(r, b, a); \
        } \
        if (odd) \
            for (npy_intp i = 0; i < n; i++) out[i] = library(x[i], y[i]); \
    } \
    BLOCKED_LOOP(name, double)

/* The quotient rounded down of a by b, from the remainder r of its truncated quotient: what rounding left of a whole number is mended. */
#define QUOTIENT(name, real, floor_of, copy_sign, remainder_of) \
    S_INLINE real name##_from(real r, real b, real a) { \
        const real truncated = (a - r) / b, q = (r != 0) & ((b < 0) != (r < 0)) ? truncated - 1 : truncated, down = floor_of(q); \
        const real whole = q - down > (real)0.5 ? down + 1 : down, none = copy_sign((real)0, a / b); \
        return q != 0 ? whole : none; \
    } \
    static real name(real a, real b) { return b == 0 ? a / b : name##_from(remainder_of(a, b), b, a); }
QUOTIENT(z_quotient_f4, float, floorf, copysignf, fmodf)
QUOTIENT(z_quotient_f8, double, floor, copysign, fmod)

REMAINDER_LOOP(remainder_f4, z_remainder_f4, Z_FLOORED)
REMAINDER_LOOP(fmod_f4, fmodf, Z_TRUNCATED)
REMAINDER_LOOP(floor_divide_f4, z_quotient_f4, z_quotient_f4_from)
WIDE_REMAINDER_LOOP(remainder_f8, z_remainder_f8, Z_FLOORED)
WIDE_REMAINDER_LOOP(fmod_f8, fmod, Z_TRUNCATED)
WIDE_REMAINDER_LOOP(floor_divide_f8, z_quotient_f8, z_quotient_f8_from)
MAP_LOOP_2(fmax_f4, float, float, Z_FMAX(a, b))
MAP_LOOP_2(fmax_f8, double, double, Z_FMAX(a, b))
MAP_LOOP_2(fmin_f4, float, float, Z_FMIN(a, b))
MAP_LOOP_2(fmin_f8, double, double, Z_FMIN(a, b))

static const struct { const char *name; single_loop single, wide; } ZERO_LOOPS[] = {
    {"remainder", loop_remainder_f4, loop_remainder_f8}, {"fmod", loop_fmod_f4, loop_fmod_f8}, {"floor_divide", loop_floor_divide_f4, loop_floor_divide_f8},
    {"fmax", loop_fmax_f4, loop_fmax_f8}, {"fmin", loop_fmin_f4, loop_fmin_f8}, {NULL, NULL, NULL},
};

/* Numbers between two bounds, of which an infinite one, or the type's last integer, is none. NaN stays, and a zero at a bound keeps its sign; the upper bound has the last word. */
#define CLAMP_LOOP(name, real) \
    CLONED static void name(const real *x, real *out, npy_intp n, real low, real high) { \
        INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
            const real v = x[i] < low ? low : x[i]; \
            out[i] = v > high ? high : v; \
        } \
    }
CLAMP_LOOP(clamp_f4, float)
CLAMP_LOOP(clamp_f8, double)
CLAMP_LOOP(clamp_u1, uint8_t)
CLAMP_LOOP(clamp_i4, int32_t)
CLAMP_LOOP(clamp_i8, int64_t)

/* The loop for the NumPy ufunc of this name in float (`wide` 0) or double, or NULL */
static void *find_zero_loop(const char *name, int wide) {
    for (int i = 0; ZERO_LOOPS[i].name != NULL; i++)
        if (strcmp(ZERO_LOOPS[i].name, name) == 0) return (void *)(wide ? ZERO_LOOPS[i].wide : ZERO_LOOPS[i].single);
    return NULL;
}
#endif
