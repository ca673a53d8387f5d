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

/* Sort n entries by the lowest `bits` of their keys, which have no others; the result is in `a` or in `b`, which is returned. */
#define RADIX_SORT(name, entry, word) \
    static entry *name(entry *a, entry *b, ptrdiff_t n, int bits, uint32_t (*count)[DIGITS]) { \
        const int passes = (bits + DIGIT - 1) / DIGIT; \
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
        memset(count, 0, sizeof(*count) * (size_t)passes); \
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
RADIX_SORT(radix_32, entry32, uint32_t)
RADIX_SORT(radix_64, entry64, uint64_t)

static inline int bits_of(uint64_t x) {
    int bits = 1;
    while (x >>= 1) bits++;
    return bits;
}

/* The stable order of n numbers, `step` apart, written `step` apart. kind: 0 float, 1 double, 2 int32, 3 int64. `work`: 32 n bytes, `counts`: 6 DIGITS
   numbers. The keys are counted from the least: those of numbers that lie near to each other are short. */
#define ORDER(name, number, key_of_float, key_of_int, floating) \
    static inline uint64_t name##_key(int kind, number bits, number turn) { return (number)((kind == floating ? key_of_float(bits) : key_of_int(bits)) ^ turn); } \
    static void name(int kind, int descending, const number *x, ptrdiff_t step, int64_t *out, ptrdiff_t n, void *work, uint32_t (*count)[DIGITS]) { \
        const number turn = descending ? ~(number)0 : 0; \
        uint64_t least = ~(uint64_t)0, most = 0; \
        ptrdiff_t i; \
        for (i = 0; i < n; i++) { \
            const uint64_t key = name##_key(kind, x[i * step], turn); \
            if (key < least) least = key; \
            if (key > most) most = key; \
        } \
        if ((most - least) >> 32 == 0) { \
            entry32 *a = (entry32 *)work; \
            for (i = 0; i < n; i++) { \
                a[i].key = (uint32_t)(name##_key(kind, x[i * step], turn) - least); \
                a[i].at = (uint32_t)i; \
            } \
            a = radix_32(a, a + n, n, bits_of(most - least), count); \
            for (i = 0; i < n; i++) out[i * step] = a[i].at; \
        } else { \
            entry64 *a = (entry64 *)work; \
            for (i = 0; i < n; i++) { \
                a[i].key = name##_key(kind, x[i * step], turn) - least; \
                a[i].at = (uint64_t)i; \
            } \
            a = radix_64(a, a + n, n, bits_of(most - least), count); \
            for (i = 0; i < n; i++) out[i * step] = (int64_t)a[i].at; \
        } \
    }
ORDER(order_32, uint32_t, key_f4, key_i4, 0)
ORDER(order_64, uint64_t, key_f8, key_i8, 1)

static void order_numbers(int kind, int descending, const void *p, ptrdiff_t step, int64_t *out, ptrdiff_t n, void *work, void *counts) {
    if (kind == 0 || kind == 2) order_32(kind, descending, (const uint32_t *)p, step, out, n, work, (uint32_t (*)[DIGITS])counts);
    else order_64(kind, descending, (const uint64_t *)p, step, out, n, work, (uint32_t (*)[DIGITS])counts);
}
#endif
