/* Stable orders by the digits of keys (least significant first): the same result as any stable sort, in time that grows with the number of elements. */
#ifndef PYAUTOGRAD_FAST_SORT_H
#define PYAUTOGRAD_FAST_SORT_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct { uint32_t key, at; } entry32;
typedef struct { uint64_t key; uint64_t at; } entry64;

/* Unsigned keys in the order of the numbers: NaN is largest, zeros are equal. */
static inline uint32_t key_f4(uint32_t bits) {
    if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return 0xFFFFFFFFu;
    if (bits == 0x80000000u) bits = 0;
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}
static inline uint64_t key_f8(uint64_t bits) {
    if ((bits & 0x7FFFFFFFFFFFFFFFull) > 0x7FF0000000000000ull) return 0xFFFFFFFFFFFFFFFFull;
    if (bits == 0x8000000000000000ull) bits = 0;
    return bits & 0x8000000000000000ull ? ~bits : bits | 0x8000000000000000ull;
}
static inline uint32_t key_i4(uint32_t bits) { return bits ^ 0x80000000u; }
static inline uint64_t key_i8(uint64_t bits) { return bits ^ 0x8000000000000000ull; }

enum { DIGIT = 11, DIGITS = 1 << DIGIT };

/* Sort n entries by key; the result is in `a` or in `b`, which is returned. */
#define RADIX_SORT(name, entry, word, passes) \
    static entry *name(entry *a, entry *b, ptrdiff_t n, uint32_t (*count)[DIGITS]) { \
        ptrdiff_t i; \
        int p; \
        if (n <= 48) { \
            for (i = 1; i < n; i++) { \
                const entry e = a[i]; \
                ptrdiff_t j = i; \
                while (j > 0 && a[j - 1].key > e.key) { a[j] = a[j - 1]; j--; } \
                a[j] = e; \
            } \
            return a; \
        } \
        memset(count, 0, sizeof(*count) * passes); \
        for (i = 0; i < n; i++) { \
            const word key = a[i].key; \
            for (p = 0; p < passes; p++) count[p][(key >> (p * DIGIT)) & (DIGITS - 1)]++; \
        } \
        for (p = 0; p < passes; p++) { \
            uint32_t *c = count[p], sum = 0; \
            const int shift = p * DIGIT; \
            if (c[(a[0].key >> shift) & (DIGITS - 1)] == (uint32_t)n) continue; /* one digit for all */ \
            for (i = 0; i < DIGITS; i++) { const uint32_t here = c[i]; c[i] = sum; sum += here; } \
            for (i = 0; i < n; i++) b[c[(a[i].key >> shift) & (DIGITS - 1)]++] = a[i]; \
            { entry *swap = a; a = b; b = swap; } \
        } \
        return a; \
    }
RADIX_SORT(radix_32, entry32, uint32_t, 3)
RADIX_SORT(radix_64, entry64, uint64_t, 6)

/* The stable order of n numbers, `step` apart, written `step` apart. kind: 0 float, 1 double, 2 int32, 3 int64. `work`: 32 n bytes, `counts`: 6 DIGITS
   numbers. */
static void order_numbers(int kind, int descending, const void *p, ptrdiff_t step, int64_t *out, ptrdiff_t n, void *work, void *counts) {
    uint32_t (*count)[DIGITS] = (uint32_t (*)[DIGITS])counts;
    ptrdiff_t i;
    if (kind == 0 || kind == 2) {
        const uint32_t *x = (const uint32_t *)p, turn = descending ? 0xFFFFFFFFu : 0;
        entry32 *a = (entry32 *)work;
        for (i = 0; i < n; i++) {
            a[i].key = (kind == 0 ? key_f4(x[i * step]) : key_i4(x[i * step])) ^ turn;
            a[i].at = (uint32_t)i;
        }
        a = radix_32(a, a + n, n, count);
        for (i = 0; i < n; i++) out[i * step] = a[i].at;
    } else {
        const uint64_t *x = (const uint64_t *)p, turn = descending ? ~(uint64_t)0 : 0;
        entry64 *a = (entry64 *)work;
        for (i = 0; i < n; i++) {
            a[i].key = (kind == 1 ? key_f8(x[i * step]) : key_i8(x[i * step])) ^ turn;
            a[i].at = (uint64_t)i;
        }
        a = radix_64(a, a + n, n, count);
        for (i = 0; i < n; i++) out[i * step] = (int64_t)a[i].at;
    }
}
#endif
