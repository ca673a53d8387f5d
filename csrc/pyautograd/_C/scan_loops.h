/* Running sums and products along the middle one of (batch, rows, width) contiguous numbers, carried in `wide` and rounded at every element. A sum begins with
   zero, a product with one. */
#ifndef PYAUTOGRAD_SCAN_LOOPS_H
#define PYAUTOGRAD_SCAN_LOOPS_H
#include <numpy/npy_common.h>

#define SCAN(name, real, wide, start, with) \
    static void name(const real *x, real *out, npy_intp batch, npy_intp rows, npy_intp width) { \
        enum { CHUNK = 512 }; \
        npy_intp b = 0, i, j; \
        wide total[CHUNK]; \
        for (; width == 1 && b + 4 <= batch; b += 4, x += 4 * rows, out += 4 * rows) { /* four at a time: a step waits for the one before */ \
            wide first = start, second = start, third = start, fourth = start; \
            for (i = 0; i < rows; i++) { \
                out[i] = (real)(first = first with x[i]); \
                out[rows + i] = (real)(second = second with x[rows + i]); \
                out[2 * rows + i] = (real)(third = third with x[2 * rows + i]); \
                out[3 * rows + i] = (real)(fourth = fourth with x[3 * rows + i]); \
            } \
        } \
        for (; b < batch; b++, x += rows * width, out += rows * width) \
            for (npy_intp from = 0; from < width; from += CHUNK) { \
                const npy_intp n = width - from < CHUNK ? width - from : CHUNK; \
                for (j = 0; j < n; j++) total[j] = start; \
                for (i = 0; i < rows; i++) { \
                    const real *p = x + i * width + from; \
                    real *o = out + i * width + from; \
                    for (j = 0; j < n; j++) o[j] = (real)(total[j] = total[j] with p[j]); \
                } \
            } \
    }
SCAN(scan_sum_half, float, float, 0, +)
SCAN(scan_product_half, float, float, 1, *)
SCAN(scan_sum_f4, float, double, 0, +)
SCAN(scan_sum_f8, double, double, 0, +)
SCAN(scan_product_f4, float, double, 1, *)
SCAN(scan_product_f8, double, double, 1, *)
#endif
