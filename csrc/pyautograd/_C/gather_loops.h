/* Elements at indices: out[b, i, j] = x[b, index[b, i, j], j]. Each stretch of indices is looked at first, so that the reading needs no branches. */
#ifndef PYAUTOGRAD_GATHER_LOOPS_H
#define PYAUTOGRAD_GATHER_LOOPS_H
#include <stddef.h>
#include <stdint.h>
#include "clones.h"

/* Whether all indices are in [least, size). */
CLONED static int all_inside(const int64_t *index, ptrdiff_t n, ptrdiff_t least, ptrdiff_t size) {
    const uint64_t low = (uint64_t)least, high = (uint64_t)size - 1;
    uint64_t wrong = 0;
    for (ptrdiff_t i = 0; i < n; i++) wrong |= ((uint64_t)index[i] - low) | (high - (uint64_t)index[i]); /* a sign where one is out of range */
    return !(wrong >> 63);
}

/* One by one: the instructions that gather a vector at once take longer than as many reads. */
#if defined(__GNUC__) && !defined(__clang__)
#define ONE_BY_ONE __attribute__((noinline, optimize("no-tree-vectorize", "no-tree-slp-vectorize")))
#else
#define ONE_BY_ONE
#endif

/* 1 where an index is out of range; `out` is then not complete */
#define GATHER_LOOP(name, real) \
    ONE_BY_ONE static void name##_picked(const real *restrict x, const int64_t *restrict index, real *restrict out, ptrdiff_t n) { \
        ptrdiff_t j = 0; \
        for (; j + 4 <= n; j += 4) { \
            const real a = x[index[j]], b = x[index[j + 1]], c = x[index[j + 2]], d = x[index[j + 3]]; \
            out[j] = a; \
            out[j + 1] = b; \
            out[j + 2] = c; \
            out[j + 3] = d; \
        } \
        for (; j < n; j++) out[j] = x[index[j]]; \
    } \
    ONE_BY_ONE static void name##_along(const real *restrict x, const int64_t *restrict index, real *restrict out, ptrdiff_t from, ptrdiff_t to, ptrdiff_t inner) { \
        for (ptrdiff_t j = from; j < to; j++) out[j] = x[index[j] * inner + j]; \
    } \
    static ptrdiff_t name(const real *restrict x, const int64_t *restrict index, real *restrict out, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t n, \
                          ptrdiff_t inner) { \
        enum { BLOCK = 512 }; \
        const ptrdiff_t lines = inner == 1 ? 1 : n, length = inner == 1 ? n : inner; \
        for (ptrdiff_t b = 0; b < outer; b++, x += size * inner) \
            for (ptrdiff_t i = 0; i < lines; i++, index += length, out += length) \
                for (ptrdiff_t start = 0; start < length; start += BLOCK) { \
                    const ptrdiff_t end = length - start < BLOCK ? length : start + BLOCK; \
                    if (!all_inside(index + start, end - start, 0, size)) return 1; \
                    if (inner == 1) name##_picked(x, index + start, out + start, end - start); \
                    else name##_along(x, index, out, start, end, inner); \
                } \
        return 0; \
    }
GATHER_LOOP(gather_1, uint8_t)
GATHER_LOOP(gather_2, uint16_t)
GATHER_LOOP(gather_4, float)
GATHER_LOOP(gather_8, double)

/* The other way round, out[b, index[b, i, j], j] = x[b, i, j], the last of several counting; indices are in range */
#define SCATTER_LOOP(name, item) \
    static void name(const item *x, const int64_t *index, item *out, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t n, ptrdiff_t inner) { \
        for (ptrdiff_t b = 0; b < outer; b++, out += size * inner) \
            for (ptrdiff_t i = 0; i < n; i++, x += inner, index += inner) \
                for (ptrdiff_t j = 0; j < inner; j++) out[index[j] * inner + j] = x[j]; \
    }
SCATTER_LOOP(scatter_1, uint8_t)
SCATTER_LOOP(scatter_2, uint16_t)
SCATTER_LOOP(scatter_4, float)
SCATTER_LOOP(scatter_8, double)

/* Items of 1, 2, 4 or 8 bytes */
static ptrdiff_t gather_items(int item, const char *x, const int64_t *index, char *out, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t n, ptrdiff_t inner) {
    switch (item) {
    case 1: return gather_1((const uint8_t *)x, index, (uint8_t *)out, outer, size, n, inner);
    case 2: return gather_2((const uint16_t *)x, index, (uint16_t *)out, outer, size, n, inner);
    case 4: return gather_4((const float *)x, index, (float *)out, outer, size, n, inner);
    default: return gather_8((const double *)x, index, (double *)out, outer, size, n, inner);
    }
}
static void scatter_items(int item, const char *x, const int64_t *index, char *out, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t n, ptrdiff_t inner) {
    switch (item) {
    case 1: scatter_1((const uint8_t *)x, index, (uint8_t *)out, outer, size, n, inner); break;
    case 2: scatter_2((const uint16_t *)x, index, (uint16_t *)out, outer, size, n, inner); break;
    case 4: scatter_4((const float *)x, index, (float *)out, outer, size, n, inner); break;
    default: scatter_8((const double *)x, index, (double *)out, outer, size, n, inner);
    }
}
#endif
