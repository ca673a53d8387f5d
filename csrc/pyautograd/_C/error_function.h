/* The error function of many floats at once, in vectors: x times a polynomial in x^2 over [0, 16], computed in double, which rounds right nearly always. */
#ifndef PYAUTOGRAD_ERROR_FUNCTION_H
#define PYAUTOGRAD_ERROR_FUNCTION_H
#include <stddef.h>
#include "clones.h"

CLONED static void erf_block_f4(const float *in, float *out, ptrdiff_t n) {
    /* erf(x) / x interpolated at Chebyshev's points in v = x^2 / 8 - 1, highest power first; beyond 4 it is 1 in float */
    static const double c[] = {
        9.403816578637098e-05, -0.0002464220114665008, 0.0001732295034487736, -0.00032551964029966867, 0.001410152893144139, -0.002909712933187262,
        0.004774946220889757, -0.008384044297262437, 0.014381038743971505, -0.022562558281886025, 0.033053291696341004, -0.045744312678416124,
        0.059887829582917995, -0.0747304867965076, 0.09020894134280946, -0.10771029288645267, 0.131675117775829, -0.17657623580039147, 0.3535309956434049,
    };
    for (ptrdiff_t i = 0; i < n; i++) {
        const double x = in[i];
        const double near = x > 4 ? 4 : x < -4 ? -4 : x;
        const double v = near * near * 0.125 - 1;
        double p = c[0]; /* written out: a loop inside this one would keep it from becoming vectors */
        p = p * v + c[1], p = p * v + c[2], p = p * v + c[3], p = p * v + c[4], p = p * v + c[5], p = p * v + c[6], p = p * v + c[7];
        p = p * v + c[8], p = p * v + c[9], p = p * v + c[10], p = p * v + c[11], p = p * v + c[12], p = p * v + c[13], p = p * v + c[14];
        p = p * v + c[15], p = p * v + c[16], p = p * v + c[17], p = p * v + c[18];
        p *= near;
        out[i] = (float)(p > 1 ? 1 : p < -1 ? -1 : p);
    }
}
#endif
