/* The sum of numbers with gaps between them, in the order in which PyTorch adds those: four partial sums side by side, each a cascade of four levels. */
#ifndef PYAUTOGRAD_STRIDED_SUMS_H
#define PYAUTOGRAD_STRIDED_SUMS_H
#include <stddef.h>

#define STRIDED_SUM(name, real) \
    static real name(const char *p, ptrdiff_t step, ptrdiff_t n) { \
        const ptrdiff_t rows = n / 4; \
        real levels[4][4] = {{0}}; \
        int bits = 0, power; \
        ptrdiff_t i = 0; \
        while (rows > 1 && (rows - 1) >> bits) bits++; \
        power = bits / 4 > 4 ? bits / 4 : 4; \
        while (i + ((ptrdiff_t)1 << power) <= rows) { \
            real a = 0, b = 0, c = 0, d = 0; \
            for (const ptrdiff_t end = i + ((ptrdiff_t)1 << power); i < end; i++, p += 4 * step) \
                a += *(const real *)p, b += *(const real *)(p + step), c += *(const real *)(p + 2 * step), d += *(const real *)(p + 3 * step); \
            levels[1][0] += a, levels[1][1] += b, levels[1][2] += c, levels[1][3] += d; \
            for (int k = 1; k < 3 && !(i & ((((ptrdiff_t)1 << power) - 1) << (k * power))); k++) \
                for (int lane = 0; lane < 4; lane++) levels[k + 1][lane] += levels[k][lane], levels[k][lane] = 0; \
        } \
        for (; i < rows; i++, p += 4 * step) \
            for (int lane = 0; lane < 4; lane++) levels[0][lane] += *(const real *)(p + lane * step); \
        for (int lane = 0; lane < 4; lane++) levels[0][lane] = levels[0][lane] + levels[1][lane] + levels[2][lane] + levels[3][lane]; \
        real total = levels[0][0]; \
        for (i = rows * 4; i < n; i++, p += step) total += *(const real *)p; \
        return total + levels[0][1] + levels[0][2] + levels[0][3]; \
    }
STRIDED_SUM(strided_sum_f4, float)
STRIDED_SUM(strided_sum_f8, double)
#endif
