/* Numbers of half precision, which are held as bits, and those of float32 that they stand for. */
#ifndef PYAUTOGRAD_HALF_NUMBERS_H
#define PYAUTOGRAD_HALF_NUMBERS_H
#include <stdint.h>
#include <string.h>
#include "clones.h"

S_INLINE int32_t c_bits(float x) {
    int32_t bits;
    memcpy(&bits, &x, 4);
    return bits;
}
S_INLINE float c_single(int32_t bits) {
    float x;
    memcpy(&x, &bits, 4);
    return x;
}
/* float16: a normal number's exponent is 112 less; a smaller one is rounded where it is added to a half, whose last place is that of the smallest. */
S_INLINE uint16_t c_half(float x) {
    const int32_t size = c_bits(x) & 0x7FFFFFFF, sign = (c_bits(x) >> 16) & 0x8000, kept = 0x7C00 + ((size & 0x7FFFFF) >> 13);
    const int32_t normal = (size - 0x37FFF001 + ((size >> 13) & 1)) >> 13, small = c_bits(c_single(size) + 0.5f) - 0x3F000000;
    const int32_t near = size < 0x38800000 ? small : normal, far = size > 0x7F800000 ? kept + (kept == 0x7C00) : 0x7C00;
    return (uint16_t)(sign | (size < 0x47800000 ? near : far));
}
S_INLINE float c_of_half(uint16_t bits) {
    const int32_t size = bits & 0x7FFF, large = (size << 13) + (size < 0x7C00 ? 0x38000000 : 0x70000000);
    const int32_t found = size < 0x400 ? c_bits((float)size * 5.9604644775390625e-8f) : large;
    return c_single((int32_t)((uint32_t)(bits & 0x8000) << 16) | found);
}
S_INLINE uint16_t c_brain(float x) {
    const uint32_t bits = (uint32_t)c_bits(x);
    return (uint16_t)((bits & 0x7FFFFFFF) > 0x7F800000 ? 0x7FC0 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}
#endif
