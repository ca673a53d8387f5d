/* The exponential of float32 in single precision, within 1.5 ulp. */
#ifndef PYAUTOGRAD_EXPONENTIAL_H
#define PYAUTOGRAD_EXPONENTIAL_H
#include <stdint.h>
#include <string.h>
#include "clones.h"

S_INLINE int32_t a_bits(float x) { int32_t b; memcpy(&b, &x, 4); return b; }
S_INLINE float a_from_bits(int32_t b) { float x; memcpy(&x, &b, 4); return x; }

/* e^x, down to denormal numbers: the power of two is applied in halves; x is 89 at most */
S_INLINE float a_exp_below_f4(float x) {
    x = x < -104.0f ? -104.0f : x;
    const float shifted = x * 1.44269504088896341f + 12582912.0f, n = shifted - 12582912.0f; /* 1.5 * 2^23 */
    const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    const float p = 1 + r * (1 + r * (0.5f + r * (0.166666657f + r * (0.0416666493f + r * (0.00833345205f + r * (0.00139319757f + r * 0.000198756912f))))));
    const int32_t power = a_bits(shifted) - 0x4B400000, half = power >> 1;
    return p * a_from_bits((int32_t)((uint32_t)(half + 127) << 23)) * a_from_bits((int32_t)((uint32_t)(power - half + 127) << 23));
}

/* And up to infinity */
S_INLINE float a_exp_f4(float x) { return a_exp_below_f4(x > 89.0f ? 89.0f : x); }
#endif
