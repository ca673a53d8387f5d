/* The Box-Muller transform of blocks of 16 uniform numbers: elements j and j + 8 of a block make a pair. By NumPy's loops, which the plain core calls. */
#ifndef PYAUTOGRAD_NORMAL_BLOCKS_H
#define PYAUTOGRAD_NORMAL_BLOCKS_H
#include <math.h>
#include "fast_loops.h"

static numpy_function COS_f4, COS_f8, SIN_f4, SIN_f8, BLOCK_LOG_f4, BLOCK_LOG_f8;

#define NORMAL_BLOCKS(suffix, real, root) \
    static void normal_blocks_##suffix(real *p, fast_int n) { \
        enum { PAIRS = 256 }; \
        real radius[PAIRS], theta[PAIRS], turned[PAIRS]; \
        for (; n >= 16; p += 2 * PAIRS, n -= 2 * PAIRS) { \
            const fast_int pairs = n / 16 * 8 < PAIRS ? n / 16 * 8 : PAIRS; \
            for (fast_int i = 0; i < pairs; i++) { \
                radius[i] = 1 - p[i / 8 * 16 + i % 8]; \
                theta[i] = p[i / 8 * 16 + 8 + i % 8] * (real)6.283185307179586; \
            } \
            call_unary(&BLOCK_LOG_##suffix, radius, radius, pairs, sizeof(real)); \
            for (fast_int i = 0; i < pairs; i++) radius[i] = root(radius[i] * -2); \
            call_unary(&COS_##suffix, theta, turned, pairs, sizeof(real)); \
            for (fast_int i = 0; i < pairs; i++) p[i / 8 * 16 + i % 8] = radius[i] * turned[i]; \
            call_unary(&SIN_##suffix, theta, turned, pairs, sizeof(real)); \
            for (fast_int i = 0; i < pairs; i++) p[i / 8 * 16 + 8 + i % 8] = radius[i] * turned[i]; \
        } \
    }
NORMAL_BLOCKS(f4, float, sqrtf)
NORMAL_BLOCKS(f8, double, sqrt)
#endif
