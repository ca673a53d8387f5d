/* Elements at indices: out[b, i, j] = x[b, index[b, i, j], j]. Each stretch of indices is looked at first, so that the reading needs no branches. */
#ifndef PYAUTOGRAD_GATHER_LOOPS_H
#define PYAUTOGRAD_GATHER_LOOPS_H
#include <stddef.h>
#include <stdint.h>
#include "clones.h"

CLONED static int all_inside(const int64_t *index, ptrdiff_t n, ptrdiff_t size) {
    uint64_t wrong = 0;
    for (ptrdiff_t i = 0; i < n; i++) wrong |= (uint64_t)index[i] | (uint64_t)((int64_t)size - 1 - index[i]); /* a sign where one is out of range */
    return !(wrong >> 63);
}

/* 1 where an index is out of range; `out` is then not complete */
#define GATHER_LOOP(name, real) \
    CLONED static ptrdiff_t name(const real *restrict x, const int64_t *restrict index, real *restrict out, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t n, \
                                 ptrdiff_t inner) { \
        enum { BLOCK = 512 }; \
        const ptrdiff_t lines = inner == 1 ? 1 : n, length = inner == 1 ? n : inner; \
        for (ptrdiff_t b = 0; b < outer; b++, x += size * inner) \
            for (ptrdiff_t i = 0; i < lines; i++, index += length, out += length) \
                for (ptrdiff_t start = 0; start < length; start += BLOCK) { \
                    const ptrdiff_t end = length - start < BLOCK ? length : start + BLOCK; \
                    if (!all_inside(index + start, end - start, size)) return 1; \
                    if (inner == 1) \
                        for (ptrdiff_t j = start; j < end; j++) out[j] = x[index[j]]; \
                    else \
                        for (ptrdiff_t j = start; j < end; j++) out[j] = x[index[j] * inner + j]; \
                } \
        return 0; \
    }
GATHER_LOOP(gather_f4, float)
GATHER_LOOP(gather_f8, double)
#endif
