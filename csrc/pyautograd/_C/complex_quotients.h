/* Quotients and inverses of complex numbers by Smith's method, in the order of NumPy's loops, whose signature these have: both ways of a choice are computed, in vectors. */
#ifndef PYAUTOGRAD_COMPLEX_QUOTIENTS_H
#define PYAUTOGRAD_COMPLEX_QUOTIENTS_H
#include "map_loops.h"
#include "single_loops.h"

/* Blocks of numbers, in two rows of real and of imaginary parts; a number that is repeated is read once. */
#define COMPLEX_READ(real, k, from, x, y) \
    for (npy_intp i = 0; i < size && (steps[k] == 2 * sizeof(real)); i++) \
        x[i] = ((const real *)(args[k] + from * steps[k]))[2 * i], y[i] = ((const real *)(args[k] + from * steps[k]))[2 * i + 1]; \
    for (npy_intp i = 0; i < size && (steps[k] != 2 * sizeof(real)) && (steps[k] || from == 0); i++) \
        x[i] = ((const real *)(args[k] + (from + i) * steps[k]))[0], y[i] = ((const real *)(args[k] + (from + i) * steps[k]))[1];
#define COMPLEX_QUOTIENT(name, real, size_of, inputs) \
    CLONED static void name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        enum { BLOCK = 128 }; \
        real a[BLOCK], b[BLOCK], c[BLOCK], d[BLOCK], found[2 * BLOCK]; \
        const npy_intp n = count[0]; \
        (void)data; \
        for (int i = 0; inputs == 1 && i < BLOCK; i++) a[i] = 1, b[i] = 0; \
        for (npy_intp from = 0; from < n; from += BLOCK) { \
            const npy_intp size = n - from < BLOCK ? n - from : BLOCK; \
            char *out = args[inputs] + from * steps[inputs]; \
            if (inputs == 2) { COMPLEX_READ(real, 0, from, a, b) } \
            COMPLEX_READ(real, inputs - 1, from, c, d) \
            INDEPENDENT for (npy_intp i = 0; i < size; i++) { \
                const int first = size_of(c[i]) >= size_of(d[i]), zero = (c[i] == 0) & (d[i] == 0); \
                const real large = first ? c[i] : d[i], small = first ? d[i] : c[i], rate = small / large, scale = 1 / (large + small * rate); \
                const real x = first ? a[i] + b[i] * rate : a[i] * rate + b[i], y = first ? b[i] - a[i] * rate : b[i] * rate - a[i]; \
                const real none = size_of(c[i]), p = a[i] / none, q = b[i] / none; \
                found[2 * i] = zero ? p : x * scale, found[2 * i + 1] = zero ? q : y * scale; \
            } \
            if (steps[inputs] == 2 * sizeof(real)) memcpy(out, found, (size_t)size * 2 * sizeof(real)); \
            else \
                for (npy_intp i = 0; i < size; i++) memcpy(out + i * steps[inputs], found + 2 * i, 2 * sizeof(real)); \
        } \
    }
COMPLEX_QUOTIENT(complex_divide_f4, float, fabsf, 2)
COMPLEX_QUOTIENT(complex_divide_f8, double, fabs, 2)
COMPLEX_QUOTIENT(complex_reciprocal_f4, float, fabsf, 1)
COMPLEX_QUOTIENT(complex_reciprocal_f8, double, fabs, 1)

/* The loop of `complex_divide` and `complex_reciprocal` on numbers of two floats (`wide` 0) or doubles, or NULL */
static void *find_complex_quotient(const char *name, int wide) {
    if (strcmp(name, "complex_divide") == 0) return (void *)(wide ? complex_divide_f8 : complex_divide_f4);
    if (strcmp(name, "complex_reciprocal") == 0) return (void *)(wide ? complex_reciprocal_f8 : complex_reciprocal_f4);
    return NULL;
}
#endif
