/* Sine and cosine of float64 in vectors, within 0.53 ulp: NumPy takes the C library's, one number at a time.

   The argument is reduced by multiples of pi/2 to r + tail, in two numbers; the polynomials are Taylor's.
   Where the reduction loses digits, beyond 1e5 and next to a multiple of pi/2, the C library answers. */
#ifndef PYAUTOGRAD_DOUBLE_LOOPS_H
#define PYAUTOGRAD_DOUBLE_LOOPS_H
#include "single_loops.h"

/* Sine and cosine of x - n pi/2, n's low bits in the result; `apart` is set where |x - n pi/2| is too small a part of x */
S_INLINE int64_t d_circle(double x, double *sine, double *cosine, int *apart) {
    const double shifted = x * (1 / S_HALF_PI) + S_SHIFTER, n = shifted - S_SHIFTER;
    /* pi/2 in pieces of 33, 33 and 53 bits: the products with n are exact */
    const double a = x - n * 1.57079632673412561417e+00, b = n * 6.07710050630396597660e-11, c = n * 2.02226624879595063154e-21;
    const double first = a - b, lost = (a - first) - b;
    const double r = first + (lost - c), tail = (first - r) + (lost - c);
    const double t = r * r;
    /* The head of r has 13 bits: its square, its cube and that times the head of 1/6 are exact, so that rounding touches small terms alone. */
    const double head = (r + 0x1.8p39) - 0x1.8p39, left = r - head, square = head * head, cube = square * head * -0x1.55p-3;
    const double high = r + cube, under = (r - high) + cube, top = 1 - 0.5 * square, below = (1 - top) - 0.5 * square;
    const double more = 0.5 * (left * (r + head)), bent = left * (t + head * (r + head)) * (1.0 / 6) + square * head * 1.6276041666666666667e-4;
    const double s = t * (1.0 / 120 + t * (-1.0 / 5040 + t * (1.0 / 362880 + t * (-1.0 / 39916800 + t * (1.0 / 6227020800.0 + t * (-1.0 / 1307674368000.0
                     + t * (1.0 / 355687428096000.0)))))));
    const double k = t * (-1.0 / 720 + t * (1.0 / 40320 + t * (-1.0 / 3628800 + t * (1.0 / 479001600.0 + t * (-1.0 / 87178291200.0
                     + t * (1.0 / 20922789888000.0))))));
    *sine = high + (under + ((tail * top + r * t * s) - bent));
    *cosine = top + (below + (square * square * (1.0 / 24) + ((t * t * k - high * tail) - more * (1 - (t + square) * (1.0 / 12)))));
    *apart = !(fabs(x) < 1e5) | (fabs(r) < fabs(x) * 1e-14);
    return s_bits(shifted);
}
S_INLINE double d_sin(double x, int *apart) {
    double s, c;
    const int64_t n = d_circle(x, &s, &c, apart);
    return s_sign_of_zero(s_from_bits(s_bits(n & 1 ? c : s) ^ (int64_t)((uint64_t)(n & 2) << 62)), x);
}
S_INLINE double d_cos(double x, int *apart) {
    double s, c;
    const int64_t n = d_circle(x, &s, &c, apart);
    return s_from_bits(s_bits(n & 1 ? s : c) ^ (int64_t)((uint64_t)((n + 1) & 2) << 62));
}

/* By blocks of one size: the same instructions compute every element, wherever a stretch ends. */
#define DOUBLE_LOOP(function, library) \
    CLONED static void loop_##function(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        enum { BLOCK = 64 }; \
        double found[BLOCK], held[BLOCK]; \
        int64_t apart[BLOCK]; \
        const npy_intp n = count[0]; \
        (void)data; \
        for (npy_intp start = 0; start < n; start += BLOCK) { \
            const npy_intp size = n - start < BLOCK ? n - start : BLOCK; \
            const double *x = held; \
            int64_t left = 0; \
            if (steps[0] == sizeof(double) && size == BLOCK) \
                x = (const double *)args[0] + start; \
            else { \
                memset(held, 0, sizeof(held)); \
                for (npy_intp i = 0; i < size; i++) held[i] = *(const double *)(args[0] + (start + i) * steps[0]); \
            } \
            INDEPENDENT for (int i = 0; i < BLOCK; i++) { \
                int far; \
                found[i] = function(x[i], &far); \
                apart[i] = far; \
                left |= far; \
            } \
            if (left) \
                for (npy_intp i = 0; i < size; i++) \
                    if (apart[i]) found[i] = library(x[i]); \
            if (steps[1] == sizeof(double)) \
                memcpy((double *)args[1] + start, found, (size_t)size * sizeof(double)); \
            else \
                for (npy_intp i = 0; i < size; i++) *(double *)(args[1] + (start + i) * steps[1]) = found[i]; \
        } \
    }
DOUBLE_LOOP(d_sin, sin)
DOUBLE_LOOP(d_cos, cos)

/* The loop for the NumPy ufunc of this name over doubles, or NULL */
static void *find_double_loop(const char *name) {
    if (strcmp(name, "sin") == 0) return (void *)loop_d_sin;
    if (strcmp(name, "cos") == 0) return (void *)loop_d_cos;
    return NULL;
}
#endif
