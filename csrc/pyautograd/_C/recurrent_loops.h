/* One step of recurrent layers, from the products of its input and of its state to the new state, and back. `recurrent_real.h` has the loops for each type.

   Like those of fast_loops.h they round alike for every instruction set: nothing is contracted. */
#ifndef PYAUTOGRAD_RECURRENT_LOOPS_H
#define PYAUTOGRAD_RECURRENT_LOOPS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "clones.h"

#if defined(_MSC_VER)
#define restrict __restrict
#endif

/* e^x - 1 = scale * q + (scale - 1) for x <= 0; q is e^r - 1 of the reduced argument. */
S_INLINE float r_reduced_f4(float x, float *scale) {
    const float shifted = x * 1.44269504088896341f + 12582912.0f, n = shifted - 12582912.0f; /* 1.5 * 2^23 */
    const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    int32_t bits;
    memcpy(&bits, &shifted, 4);
    bits = (int32_t)((uint32_t)(bits - 0x4B400000 + 127) << 23);
    memcpy(scale, &bits, 4);
    return r * (1 + r * (0.5f + r * (0.166666657f + r * (0.0416666493f + r * (0.00833345205f + r * (0.00139319757f + r * 0.000198756912f))))));
}
S_INLINE double r_reduced_f8(double x, double *scale) {
    const double shifted = x * 1.44269504088896340736 + 6755399441055744.0, n = shifted - 6755399441055744.0; /* 1.5 * 2^52 */
    const double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10, q = r * r;
    const double low = 1.0 / 2 + r * (1.0 / 6) + q * (1.0 / 24 + r * (1.0 / 120)) + q * q * (1.0 / 720 + r * (1.0 / 5040) + q * (1.0 / 40320 + r * (1.0 / 362880)));
    const double high = 1.0 / 3628800 + r * (1.0 / 39916800) + q * (1.0 / 479001600 + r * (1.0 / 6227020800.0)), q4 = q * q * q * q;
    int64_t bits;
    memcpy(&bits, &shifted, 8);
    bits = (int64_t)((uint64_t)(bits - 0x4338000000000000 + 1023) << 52);
    memcpy(scale, &bits, 8);
    return r + q * (low + q4 * high);
}

#define real float
#define SUFFIX f4
#define LOWEST -87.0f
#define REDUCED r_reduced_f4
#define MAGNITUDE fabsf
#include "recurrent_real.h"
#undef real
#undef SUFFIX
#undef LOWEST
#undef REDUCED
#undef MAGNITUDE
#define real double
#define SUFFIX f8
#define LOWEST -708.0
#define REDUCED r_reduced_f8
#define MAGNITUDE fabs
#include "recurrent_real.h"
#undef real
#undef SUFFIX
#undef LOWEST
#undef REDUCED
#undef MAGNITUDE

/* Each for float (`single`) or double. */
static void lstm_step(int single, const void *state, const void *input, const void *bias, void *hidden, void *cell, void *work, void *cells,
                      void *out, ptrdiff_t rows, ptrdiff_t n) {
    if (single) lstm_step_f4(state, input, bias, hidden, cell, work, cells, out, rows, n);
    else lstm_step_f8(state, input, bias, hidden, cell, work, cells, out, rows, n);
}
static void lstm_step_back(int single, const void *grad, const void *work, const void *cells, const void *before, const void *d_hidden, void *d_cell,
                           void *d_gates, ptrdiff_t rows, ptrdiff_t n) {
    if (single) lstm_step_back_f4(grad, work, cells, before, d_hidden, d_cell, d_gates, rows, n);
    else lstm_step_back_f8(grad, work, cells, before, d_hidden, d_cell, d_gates, rows, n);
}
static void gru_step(int single, const void *state, const void *input, const void *bias, void *hidden, void *work, void *out, ptrdiff_t rows,
                     ptrdiff_t n) {
    if (single) gru_step_f4(state, input, bias, hidden, work, out, rows, n);
    else gru_step_f8(state, input, bias, hidden, work, out, rows, n);
}
static void gru_step_back(int single, const void *grad, const void *work, const void *before, void *d_hidden, void *d_input, void *d_state,
                          ptrdiff_t rows, ptrdiff_t n) {
    if (single) gru_step_back_f4(grad, work, before, d_hidden, d_input, d_state, rows, n);
    else gru_step_back_f8(grad, work, before, d_hidden, d_input, d_state, rows, n);
}
static void simple_step(int single, int relu, const void *state, const void *input, const void *bias, void *hidden, void *work, void *out,
                        ptrdiff_t rows, ptrdiff_t n) {
    if (single) simple_step_f4(relu, state, input, bias, hidden, work, out, rows, n);
    else simple_step_f8(relu, state, input, bias, hidden, work, out, rows, n);
}
static void simple_step_back(int single, int relu, const void *grad, const void *work, const void *d_hidden, void *d_gates, ptrdiff_t rows,
                             ptrdiff_t n) {
    if (single) simple_step_back_f4(relu, grad, work, d_hidden, d_gates, rows, n);
    else simple_step_back_f8(relu, grad, work, d_hidden, d_gates, rows, n);
}
#endif
