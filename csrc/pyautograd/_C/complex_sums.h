/* Sums and differences of complex numbers as PyTorch takes them: the second operand is multiplied by 1 or -1, a complex number with an imaginary part of 0, first.
   An infinity or NaN in one part so makes a NaN of the other, and zeros have the signs of those products. The loops have the signature of NumPy's. */
#ifndef PYAUTOGRAD_COMPLEX_SUMS_H
#define PYAUTOGRAD_COMPLEX_SUMS_H
#include "single_loops.h"

/* Contiguous operands are computed by parts, in vectors: `turned` has the real and imaginary parts of y exchanged, and `zeros` the signs of their products; a single number y is repeated. */
#define COMPLEX_SUM(name, real, factor) \
    CLONED static void name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        enum { PART = 32 }; \
        const real zero = 0, by = factor; \
        npy_intp i = 0; \
        (void)data; \
        if (steps[0] == 2 * sizeof(real) && (steps[1] == 2 * sizeof(real) || steps[1] == 0) && steps[2] == 2 * sizeof(real) && count[0] >= PART / 2) { \
            real zeros[PART], turned[PART], repeated[PART]; \
            for (int k = 0; k < PART; k++) zeros[k] = k & 1 ? zero : -zero, repeated[k] = ((const real *)args[1])[k & 1]; \
            for (; i + PART / 2 <= count[0]; i += PART / 2) { \
                const real *x = (const real *)args[0] + 2 * i, *y = steps[1] ? (const real *)args[1] + 2 * i : repeated; \
                real *out = (real *)args[2] + 2 * i; \
                for (int k = 0; k < PART; k += 2) turned[k] = y[k + 1], turned[k + 1] = y[k]; \
                INDEPENDENT for (int k = 0; k < PART; k++) out[k] = x[k] + (y[k] * by + turned[k] * zeros[k]); \
            } \
        } \
        for (; i < count[0]; i++) { \
            const real *x = (const real *)(args[0] + i * steps[0]), *y = (const real *)(args[1] + i * steps[1]); \
            real *out = (real *)(args[2] + i * steps[2]); \
            const real first = x[0] + (y[0] * by - y[1] * zero), second = x[1] + (y[0] * zero + y[1] * by); \
            out[0] = first, out[1] = second; \
        } \
    }
COMPLEX_SUM(complex_add_f4, float, 1)
COMPLEX_SUM(complex_add_f8, double, 1)
COMPLEX_SUM(complex_subtract_f4, float, -1)
COMPLEX_SUM(complex_subtract_f8, double, -1)

/* Contiguous numbers are negated part by part. */
#define COMPLEX_NEGATIVE(name, real) \
    CLONED static void name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        const int dense = steps[0] == 2 * sizeof(real) && steps[1] == 2 * sizeof(real); \
        (void)data; \
        if (dense) { \
            const real *x = (const real *)args[0]; \
            real *out = (real *)args[1]; \
            INDEPENDENT for (npy_intp i = 0; i < 2 * n; i++) out[i] = -x[i]; \
        } \
        for (npy_intp i = 0; i < n && !dense; i++) { \
            const real *x = (const real *)(args[0] + i * steps[0]); \
            real *out = (real *)(args[1] + i * steps[1]); \
            const real first = -x[0], second = -x[1]; \
            out[0] = first, out[1] = second; \
        } \
    }
COMPLEX_NEGATIVE(complex_negative_f4, float)
COMPLEX_NEGATIVE(complex_negative_f8, double)

/* The loop for the NumPy ufunc of this name on complex numbers of two floats (`wide` 0) or doubles, or NULL */
static void *find_complex_sum(const char *name, int wide) {
    if (strcmp(name, "add") == 0) return (void *)(wide ? complex_add_f8 : complex_add_f4);
    if (strcmp(name, "subtract") == 0) return (void *)(wide ? complex_subtract_f8 : complex_subtract_f4);
    if (strcmp(name, "negative") == 0) return (void *)(wide ? complex_negative_f8 : complex_negative_f4);
    return NULL;
}
#endif
