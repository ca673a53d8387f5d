/* float16 added at indices, each sum rounded, as NumPy's ``add.at`` does and PyTorch. Indices are in range. */
#ifndef PYAUTOGRAD_HALF_ADDITIONS_H
#define PYAUTOGRAD_HALF_ADDITIONS_H
#include <stddef.h>
#include "half_numbers.h"

/* out[b, index[i], j] += values[b, i, j] */
CLONED static void half_add_rows(uint16_t *out, const int64_t *index, const uint16_t *values, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t n, ptrdiff_t inner) {
    for (ptrdiff_t b = 0; b < outer; b++, out += size * inner)
        for (ptrdiff_t i = 0; i < n; i++, values += inner) {
            uint16_t *to = out + index[i] * inner;
            INDEPENDENT for (ptrdiff_t j = 0; j < inner; j++) to[j] = c_half(c_of_half(to[j]) + c_of_half(values[j]));
        }
}

/* out[b, index[b, i, j], j] += values[b, i, j] */
static void half_gather_add(uint16_t *out, const int64_t *index, const uint16_t *values, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t n, ptrdiff_t inner) {
    for (ptrdiff_t b = 0; b < outer; b++, out += size * inner)
        for (ptrdiff_t i = 0; i < n; i++, values += inner, index += inner)
            for (ptrdiff_t j = 0; j < inner; j++) {
                uint16_t *to = out + index[j] * inner + j;
                *to = c_half(c_of_half(*to) + c_of_half(values[j]));
            }
}
#endif
