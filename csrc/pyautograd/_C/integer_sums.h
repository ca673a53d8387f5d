/* Sums of integers modulo 2^64: of runs, and of rows into one row; and of the products of rows with a vector. */
#ifndef PYAUTOGRAD_INTEGER_SUMS_H
#define PYAUTOGRAD_INTEGER_SUMS_H
#include <stddef.h>
#include <stdint.h>
#include "clones.h"

/* `part` holds the sum of 65536 elements: of short ones in 32 bits, which vectors add twice as many of. */
#define INTEGER_SUMS(type, part, short) \
    CLONED static void integer_runs_##short(const type *x, uint64_t *out, ptrdiff_t runs, ptrdiff_t length) { \
        for (ptrdiff_t r = 0; r < runs; r++, x += length) { \
            uint64_t total = 0; \
            for (ptrdiff_t first = 0; first < length; first += 65536) { \
                const ptrdiff_t last = length - first < 65536 ? length : first + 65536; \
                part sum = 0; \
                for (ptrdiff_t i = first; i < last; i++) sum += (part)x[i]; \
                total += (uint64_t)(int64_t)sum; \
            } \
            out[r] = total; \
        } \
    } \
    CLONED static void integer_columns_##short(const type *x, uint64_t *out, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t begin, ptrdiff_t end) { \
        for (ptrdiff_t j = begin; j < end; j++) out[j] = 0; \
        for (ptrdiff_t r = 0; r < rows; r++, x += width) \
            INDEPENDENT for (ptrdiff_t j = begin; j < end; j++) out[j] += (uint64_t)(int64_t)x[j]; \
    }
/* Rows times a vector, in the type of the elements, which wraps around */
#define INTEGER_DOTS(type, part, short) \
    CLONED static void integer_dots_##short(const type *x, const type *y, type *out, ptrdiff_t rows, ptrdiff_t length) { \
        for (ptrdiff_t r = 0; r < rows; r++, x += length) { \
            part sum = 0; \
            for (ptrdiff_t i = 0; i < length; i++) sum += (part)x[i] * (part)y[i]; \
            out[r] = (type)sum; \
        } \
    }
INTEGER_DOTS(uint8_t, uint32_t, u1)
INTEGER_DOTS(int8_t, uint32_t, i1)
INTEGER_DOTS(int16_t, uint32_t, i2)
INTEGER_DOTS(int32_t, uint32_t, i4)
INTEGER_DOTS(int64_t, uint64_t, i8)
INTEGER_SUMS(uint8_t, uint32_t, u1)
INTEGER_SUMS(int8_t, int32_t, i1)
INTEGER_SUMS(int16_t, int64_t, i2)
INTEGER_SUMS(int32_t, int64_t, i4)
INTEGER_SUMS(int64_t, uint64_t, i8)

#define INTEGER_CASE(call) \
    switch (kind) { \
    case 'B': call(uint8_t, u1); break; \
    case 'b': call(int8_t, i1); break; \
    case 'h': call(int16_t, i2); break; \
    case 'i': call(int32_t, i4); break; \
    default: call(int64_t, i8); \
    }

/* Runs, or columns `begin` to `end` of each batch, of integers of a kind: 'B' for uint8 and bool, 'b', 'h', 'i' and 'q' for those of 1, 2, 4 and 8 bytes. */
static void integer_runs(int kind, const void *x, int64_t *out, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t length) {
#define CALL(type, short) integer_runs_##short((const type *)x + begin * length, (uint64_t *)out + begin, end - begin, length)
    INTEGER_CASE(CALL)
#undef CALL
}
static void integer_dots(int kind, const void *x, const void *y, void *out, ptrdiff_t rows, ptrdiff_t length) {
#define CALL(type, short) integer_dots_##short((const type *)x, (const type *)y, (type *)out, rows, length)
    INTEGER_CASE(CALL)
#undef CALL
}
static void integer_columns(int kind, const void *x, int64_t *out, ptrdiff_t batch, ptrdiff_t rows, ptrdiff_t width, ptrdiff_t begin, ptrdiff_t end) {
    for (ptrdiff_t b = 0; b < batch; b++, out += width) {
#define CALL(type, short) integer_columns_##short((const type *)x + b * rows * width, (uint64_t *)out, rows, width, begin, end)
        INTEGER_CASE(CALL)
#undef CALL
    }
}
#endif
