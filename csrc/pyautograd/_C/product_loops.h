/* Products of runs of numbers in PyTorch's order: four vectors of 32 bytes side by side, of those the first two and the last two, then one number after another. */
#ifndef PYAUTOGRAD_PRODUCT_LOOPS_H
#define PYAUTOGRAD_PRODUCT_LOOPS_H
#include <numpy/npy_common.h>
#include "clones.h"

#define PRODUCT_OF_RUN(name, real) \
    CLONED static void name(const real *x, real *out, npy_intp rows, npy_intp n) { \
        enum { LANES = 32 / sizeof(real), STEP = 4 * LANES }; \
        for (npy_intp row = 0; row < rows; row++, x += n) { \
            npy_intp at = 0; \
            real total = 1; \
            if (n >= STEP) { \
                real part[STEP]; \
                for (int j = 0; j < STEP; j++) part[j] = x[j]; \
                for (at = STEP; at + STEP <= n; at += STEP) \
                    for (int j = 0; j < STEP; j++) part[j] *= x[at + j]; \
                for (int j = 0; j < LANES; j++) total *= part[j] * part[LANES + j] * (part[2 * LANES + j] * part[3 * LANES + j]); \
            } \
            for (; at < n; at++) total *= x[at]; \
            out[row] = total; \
        } \
    }
PRODUCT_OF_RUN(product_rows_f4, float)
PRODUCT_OF_RUN(product_rows_f8, double)
#endif
