/* Elementary functions of float32, computed in float64 and rounded once: within 0.501 ulp, and the same on every processor.

   NumPy's float32 loops are within 2 to 4 ulp. Each function here is straight-line code over doubles, which compilers vectorise; polynomials
   interpolate between Chebyshev's points, with a relative error below 6e-11 on the reduced argument. Arguments come from float32, so that nothing
   overflows and small numbers are normal. The loops have the signature of NumPy's. */
#ifndef PYAUTOGRAD_SINGLE_LOOPS_H
#define PYAUTOGRAD_SINGLE_LOOPS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <numpy/npy_common.h>
#include "clones.h"

#define S_SHIFTER 6755399441055744.0 /* 1.5 * 2^52: adding it rounds to an integer, which its low bits then hold */
#define S_LN2 0.69314718055994530942
#define S_HALF_PI 1.57079632679489661923

S_INLINE int64_t s_bits(double x) { int64_t b; memcpy(&b, &x, 8); return b; }
S_INLINE double s_from_bits(int64_t b) { double x; memcpy(&x, &b, 8); return x; }
S_INLINE double s_sign_of(double size, double x) { return s_from_bits(s_bits(size) | (s_bits(x) & INT64_MIN)); }
S_INLINE double s_held(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

/* e^r - 1 for |r| <= ln(2) / 2 */
S_INLINE double s_exp_reduced(double r) {
    return r * (1 + r * (0.5 + r * (0.16666666719028936 + r * (0.04166666671901226 + r * (0.00833329846980059 + r * (0.001388885403566671 +
            r * (0.00019899285575896282 + r * (2.4859589834589056e-05))))))));
}
S_INLINE double s_sign_of_zero(double found, double x) { return x == 0 ? x : found; }
S_INLINE double s_expm1_by(double n_shifted, double r) {
    const double scale = s_from_bits((int64_t)((uint64_t)(s_bits(n_shifted) + 1023) << 52));
    return scale * s_exp_reduced(r) + (scale - 1);
}
S_INLINE double s_expm1(double x) {
    x = s_held(x, -200, 200);
    const double shifted = x * (1 / S_LN2) + S_SHIFTER, n = shifted - S_SHIFTER;
    return s_sign_of(s_expm1_by(shifted, (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10), x); /* of zero, too */
}
S_INLINE double s_exp(double x) {
    x = s_held(x, -200, 200);
    const double shifted = x * (1 / S_LN2) + S_SHIFTER, n = shifted - S_SHIFTER, r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
    return s_from_bits((int64_t)((uint64_t)(s_bits(shifted) + 1023) << 52)) * (1 + s_exp_reduced(r));
}
S_INLINE double s_exp2(double x) {
    x = s_held(x, -300, 300);
    const double shifted = x + S_SHIFTER, r = (x - (shifted - S_SHIFTER)) * S_LN2;
    return s_from_bits((int64_t)((uint64_t)(s_bits(shifted) + 1023) << 52)) * (1 + s_exp_reduced(r));
}

/* The exponent of a positive normal number and the logarithm of what is left, which lies between the roots of 1/2 and of 2 */
S_INLINE double s_log_parts(double x, double *exponent) {
    const int64_t bits = s_bits(x) - 0x3FE6A09E667F3BCD; /* from the root of 1/2 */
    /* The arithmetic shift, as arithmetic that vector units have. */
    *exponent = s_from_bits((int64_t)((((uint64_t)bits + ((uint64_t)2048 << 52)) >> 52 & 0xFFF) | 0x4330000000000000)) - (4503599627370496.0 + 2048);
    const double m = s_from_bits((bits & 0x000FFFFFFFFFFFFF) + 0x3FE6A09E667F3BCD), s = (m - 1) / (m + 1), t = s * s;
    return 2 * s * (1 + t * (0.33333333277225824 + t * (0.20000060938486 + t * (0.14275408299855774 + t * 0.11665290969120946))));
}
S_INLINE double s_log_ends(double found, double x) {
    found = x == INFINITY ? x : found;
    found = x == 0 ? -INFINITY : found;
    return x >= 0 ? found : NAN;
}
S_INLINE double s_log(double x) {
    double e;
    const double part = s_log_parts(x, &e);
    return s_log_ends(e * S_LN2 + part, x);
}
S_INLINE double s_log2(double x) {
    double e;
    const double part = s_log_parts(x, &e);
    return s_log_ends(e + part * (1 / S_LN2), x);
}
S_INLINE double s_log10(double x) { return s_log(x) * 0.43429448190325182765; }
S_INLINE double s_log1p(double x) {
    const double u = 1 + x, lost = (x - (u - 1)) / u; /* what of x is lost in 1 + x */
    const double found = s_log(u) + (lost == lost ? lost : 0); /* not a number where u is 0 or infinite */
    return x == 0 ? x : found;
}

/* Sine and cosine of x - n pi/2, |x| < 1e5, and n's low bits */
S_INLINE int64_t s_circle(double x, double *sine, double *cosine) {
    const double shifted = x * (1 / S_HALF_PI) + S_SHIFTER, n = shifted - S_SHIFTER;
    const double r = (x - n * 1.57079632673412561417e+00) - n * 6.07710050650619224932e-11, t = r * r; /* pi/2: its first 33 bits, and the rest */
    *sine = r + r * t * (-0.16666666663853044 + t * (0.008333331873837132 + t * (-0.00019840086263779024 + t * 2.7249864658196823e-06)));
    *cosine = 1 + t * (-0.49999999999963857 + t * (0.0416666666373727 + t * (-0.0013888885089126367 + t * (2.4799861502540503e-05 + t * -2.723707673450927e-07))));
    return s_bits(shifted);
}
S_INLINE double s_sin(double x) {
    double s, c;
    const int64_t n = s_circle(x, &s, &c);
    return s_sign_of_zero(s_from_bits(s_bits(n & 1 ? c : s) ^ (int64_t)((uint64_t)(n & 2) << 62)), x);
}
S_INLINE double s_cos(double x) {
    double s, c;
    const int64_t n = s_circle(x, &s, &c);
    return s_from_bits(s_bits(n & 1 ? s : c) ^ (int64_t)((uint64_t)((n + 1) & 2) << 62));
}
S_INLINE double s_tan(double x) {
    double s, c;
    const int64_t n = s_circle(x, &s, &c);
    return s_sign_of_zero((n & 1 ? -c : s) / (n & 1 ? s : c), x);
}
S_INLINE int s_is_far(double x) { return !(x > -1e5 && x < 1e5); } /* infinities and NaN too */

S_INLINE double s_sinh(double x) {
    const double size = fabs(x), e = s_expm1(size);
    return s_sign_of(x != x ? x : 0.5 * (e + e / (e + 1)), x);
}
S_INLINE double s_cosh(double x) {
    const double e = s_exp(fabs(x));
    return 0.5 * (e + 1 / e);
}
S_INLINE double s_tanh(double x) {
    const double e = s_expm1(2 * s_held(fabs(x), 0, 20));
    return s_sign_of(e / (e + 2), x);
}
S_INLINE double s_atanh(double x) {
    const double size = fabs(x);
    return s_sign_of(0.5 * s_log1p(2 * size / (1 - size)), x);
}

/* The angle of (x, y) for y >= 0 and x >= 0, up to pi/2; reduced to at most pi/8 */
S_INLINE double s_angle(double y, double x) {
    const double low = y < x ? y : x, high = y < x ? x : y;
    const int turned = low > 0.41421356237309503 * high;
    const double t = turned ? (low - high) / (low + high) : low / high, q = t * t;
    double a = t * (1 + q * (-0.33333333331439496 + q * (0.19999998916690562 + q * (-0.14285612465275252 + q * (0.11107493853432703 + q * (-0.09028967562110418
               + q * (0.07135234647464041 + q * -0.04043033696147107)))))));
    a = turned ? a + 0.78539816339744830962 : a;
    return y < x ? a : S_HALF_PI - a;
}
S_INLINE double s_atan(double x) {
    const double size = fabs(x);
    return s_sign_of(size == INFINITY ? S_HALF_PI : x != x ? x : s_angle(size, 1), x);
}
S_INLINE double s_asin(double x) {
    const double size = fabs(x);
    return s_sign_of(size <= 1 ? s_angle(size, sqrt((1 - size) * (1 + size))) : NAN, x);
}
S_INLINE double s_acos(double x) {
    const double size = fabs(x), a = s_angle(sqrt((1 - size) * (1 + size)), size);
    return size <= 1 ? (x < 0 ? 2 * S_HALF_PI - a : a) : NAN;
}
S_INLINE double s_atan2(double y, double x) {
    const double a = s_angle(fabs(y), fabs(x));
    return s_sign_of(x < 0 ? 2 * S_HALF_PI - a : a, y);
}
S_INLINE int s_no_angle(double y, double x) { return !((fabs(y) > 0 || fabs(x) > 0) && fabs(y) < INFINITY && fabs(x) < INFINITY); }
S_INLINE double s_pow(double x, double y) {
    double e;
    const double part = s_log_parts(fabs(x), &e), found = s_exp2(y * (e + part * (1 / S_LN2))), half = 0.5 * y;
    const double turned = y != rint(y) ? NAN : half != rint(half) ? -found : found;
    return x < 0 ? turned : found;
}
S_INLINE int s_no_pow(double x, double y) { return !(fabs(x) > 0 && fabs(x) < INFINITY && fabs(y) < INFINITY); }
S_INLINE int s_never(double x) { return x != x && 0; }
S_INLINE double s_hypot(double x, double y) { /* squares of float32 stay within float64 */
    const double found = sqrt(x * x + y * y);
    return (fabs(x) == INFINITY) | (fabs(y) == INFINITY) ? INFINITY : found;
}
S_INLINE int s_never_2(double x, double y) { return x != y && 0; }

/* `function` over float32; where `apart` says so, the C library's over double instead, in a second pass that is seldom needed */
#define SINGLE_LOOP(function, apart, library) \
    CLONED static void loop_##function(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        int left = 0; \
        (void)data; \
        if (steps[0] == sizeof(float) && steps[1] == sizeof(float)) { \
            const float *x = (const float *)args[0]; \
            float *out = (float *)args[1]; \
            if (args[0] == args[1]) { \
                for (npy_intp i = 0; i < n; i++) left |= apart((double)x[i]); \
                if (left) { for (npy_intp i = 0; i < n; i++) out[i] = (float)library((double)out[i]); return; } \
            } \
            INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
                const double a = (double)x[i]; \
                left |= apart(a); \
                out[i] = (float)function(a); \
            } \
            if (left) for (npy_intp i = 0; i < n; i++) if (apart((double)x[i])) out[i] = (float)library((double)x[i]); \
            return; \
        } \
        for (npy_intp i = 0; i < n; i++) { \
            const double a = (double)*(const float *)(args[0] + i * steps[0]); \
            *(float *)(args[1] + i * steps[1]) = (float)(apart(a) ? library(a) : function(a)); \
        } \
    }

/* the same of two arguments, whose results do not overlap them other than exactly */
#define SINGLE_LOOP_2(function, apart, library) \
    CLONED static void loop_##function(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        enum { BLOCK = 128 }; \
        float found[BLOCK], held[2][BLOCK]; \
        const npy_intp n = count[0]; \
        (void)data; \
        for (npy_intp start = 0; start < n; start += BLOCK) { \
            const npy_intp size = n - start < BLOCK ? n - start : BLOCK; \
            const char *x = args[0] + start * steps[0], *y = args[1] + start * steps[1]; \
            char *out = args[2] + start * steps[2]; \
            const float *first = (const float *)x, *second = (const float *)y; \
            int left = 0; \
            if (steps[0] != sizeof(float)) { \
                for (npy_intp i = 0; i < size && (steps[0] || start == 0); i++) held[0][i] = *(const float *)(x + i * steps[0]); \
                first = held[0]; \
            } \
            if (steps[1] != sizeof(float)) { \
                for (npy_intp i = 0; i < size && (steps[1] || start == 0); i++) held[1][i] = *(const float *)(y + i * steps[1]); \
                second = held[1]; \
            } \
            INDEPENDENT for (npy_intp i = 0; i < size; i++) { \
                const double a = (double)first[i], b = (double)second[i]; \
                left |= apart(a, b); \
                found[i] = (float)function(a, b); \
            } \
            if (left) { \
                for (npy_intp i = 0; i < size; i++) { \
                    const double a = (double)first[i], b = (double)second[i]; \
                    if (apart(a, b)) found[i] = (float)library(a, b); \
                } \
            } \
            for (npy_intp i = 0; i < size; i++) *(float *)(out + i * steps[2]) = found[i]; \
        } \
    }

SINGLE_LOOP(s_exp, s_never, exp)
SINGLE_LOOP(s_exp2, s_never, exp2)
SINGLE_LOOP(s_expm1, s_never, expm1)
SINGLE_LOOP(s_log, s_never, log)
SINGLE_LOOP(s_log2, s_never, log2)
SINGLE_LOOP(s_log10, s_never, log10)
SINGLE_LOOP(s_log1p, s_never, log1p)
SINGLE_LOOP(s_sin, s_is_far, sin)
SINGLE_LOOP(s_cos, s_is_far, cos)
SINGLE_LOOP(s_tan, s_is_far, tan)
SINGLE_LOOP(s_asin, s_never, asin)
SINGLE_LOOP(s_acos, s_never, acos)
SINGLE_LOOP(s_atan, s_never, atan)
SINGLE_LOOP(s_sinh, s_never, sinh)
SINGLE_LOOP(s_cosh, s_never, cosh)
SINGLE_LOOP(s_tanh, s_never, tanh)
SINGLE_LOOP(s_atanh, s_never, atanh)
SINGLE_LOOP_2(s_atan2, s_no_angle, atan2)
SINGLE_LOOP_2(s_pow, s_no_pow, pow)
SINGLE_LOOP_2(s_hypot, s_never_2, hypot)

typedef void (*single_loop)(char **, const npy_intp *, const npy_intp *, void *);
static const struct { const char *name; single_loop loop; } SINGLE_LOOPS[] = {
    {"exp", loop_s_exp}, {"exp2", loop_s_exp2}, {"expm1", loop_s_expm1}, {"log", loop_s_log}, {"log2", loop_s_log2}, {"log10", loop_s_log10},
    {"log1p", loop_s_log1p}, {"sin", loop_s_sin}, {"cos", loop_s_cos}, {"tan", loop_s_tan}, {"arcsin", loop_s_asin}, {"arccos", loop_s_acos},
    {"arctan", loop_s_atan}, {"sinh", loop_s_sinh}, {"cosh", loop_s_cosh}, {"tanh", loop_s_tanh}, {"arctanh", loop_s_atanh},
    {"arctan2", loop_s_atan2}, {"power", loop_s_pow}, {"hypot", loop_s_hypot}, {NULL, NULL},
};

/* The loop for the NumPy ufunc of this name, or NULL */
static void *find_single_loop(const char *name) {
    for (int i = 0; SINGLE_LOOPS[i].name != NULL; i++)
        if (strcmp(SINGLE_LOOPS[i].name, name) == 0) return (void *)SINGLE_LOOPS[i].loop;
    return NULL;
}
#endif
