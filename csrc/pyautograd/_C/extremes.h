/* Where the first extreme element is; NaN is one. Sixteen candidates side by side, which compilers keep in vectors, then the place of the best. */
#ifndef PYAUTOGRAD_EXTREMES_H
#define PYAUTOGRAD_EXTREMES_H
#include <stddef.h>
#include <stdint.h>
#include "clones.h"

#define BETTER_OF(real, compare) \
    INDEPENDENT for (int j = 0; j < 16; j++) { \
        const real v = x[i + j]; \
        best[j] = v compare best[j] ? v : best[j]; \
        missing[j] |= v != v; \
    }
#define EXTREME_PLACE(name, real) \
    CLONED static ptrdiff_t name(const real *x, ptrdiff_t n, int largest) { \
        real best[16], found; \
        int missing[16] = {0}, any = 0; \
        ptrdiff_t i = 0; \
        for (int j = 0; j < 16; j++) best[j] = x[0]; \
        if (largest) \
            for (; i + 16 <= n; i += 16) { BETTER_OF(real, >) } \
        else \
            for (; i + 16 <= n; i += 16) { BETTER_OF(real, <) } \
        found = best[0]; \
        for (int j = 0; j < 16; j++) { \
            found = (largest ? best[j] > found : best[j] < found) ? best[j] : found; \
            any |= missing[j]; \
        } \
        for (; i < n; i++) { \
            found = (largest ? x[i] > found : x[i] < found) ? x[i] : found; \
            any |= x[i] != x[i]; \
        } \
        any |= x[0] != x[0]; \
        for (i = 0; i < n; i++) \
            if (any ? x[i] != x[i] : x[i] == found) return i; \
        return 0; \
    }
EXTREME_PLACE(extreme_place_f4, float)
EXTREME_PLACE(extreme_place_f8, double)
EXTREME_PLACE(extreme_place_i8, int64_t)
#endif
