/* Losses that are squared near zero and linear beyond: element by element, in the type of the elements. */
#ifndef PYAUTOGRAD_LOSS_LOOPS_H
#define PYAUTOGRAD_LOSS_LOOPS_H
#include <math.h>
#include <stddef.h>
#include "clones.h"

#define LOSS_LOOP(name, real, size, near, loss, beyond) \
    CLONED static void name(const real *x, const real *y, real *out, ptrdiff_t n, real bound) { \
        INDEPENDENT for (ptrdiff_t i = 0; i < n; i++) { \
            const real d = size(x[i] - y[i]), inside = loss, outside = beyond; \
            out[i] = near ? inside : outside; \
        } \
    }
LOSS_LOOP(smooth_l1_f4, float, fabsf, d < bound, 0.5f * d * d / bound, d - 0.5f * bound)
LOSS_LOOP(smooth_l1_f8, double, fabs, d < bound, 0.5 * d * d / bound, d - 0.5 * bound)
LOSS_LOOP(huber_f4, float, fabsf, d <= bound, 0.5f * d * d, bound * (d - 0.5f * bound))
LOSS_LOOP(huber_f8, double, fabs, d <= bound, 0.5 * d * d, bound * (d - 0.5 * bound))
#endif
