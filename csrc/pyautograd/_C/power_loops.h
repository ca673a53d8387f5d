/* Powers of float and double with exponents that need no logarithm, as products and roots; PyTorch rounds in the same places. The loops have the signature
   of NumPy's and one argument. */
#ifndef PYAUTOGRAD_POWER_LOOPS_H
#define PYAUTOGRAD_POWER_LOOPS_H
#include <math.h>
#include <numpy/npy_common.h>
#include "clones.h"

#define POWER_LOOP(name, real, power) \
    CLONED static void loop_##name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        (void)data; \
        if (steps[0] == sizeof(real) && steps[1] == sizeof(real)) { \
            const real *in = (const real *)args[0]; \
            real *out = (real *)args[1]; \
            INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
                const real x = in[i]; \
                (void)x; \
                out[i] = power; \
            } \
            return; \
        } \
        for (npy_intp i = 0; i < n; i++) { \
            const real x = *(const real *)(args[0] + i * steps[0]); \
            (void)x; \
            *(real *)(args[1] + i * steps[1]) = power; \
        } \
    }
POWER_LOOP(one_f4, float, 1)
POWER_LOOP(one_f8, double, 1)
POWER_LOOP(cube_f4, float, x * x * x)
POWER_LOOP(cube_f8, double, x * x * x)
POWER_LOOP(inverse_square_f4, float, 1 / (x * x))
POWER_LOOP(inverse_square_f8, double, 1 / (x * x))
POWER_LOOP(inverse_root_f4, float, 1 / sqrtf(x))
POWER_LOOP(inverse_root_f8, double, 1 / sqrt(x))

/* The loop of x^e over floats (`wide` 0) or doubles, or NULL */
static void *find_power_loop(double e, int wide) {
    if (e == 0) return (void *)(wide ? loop_one_f8 : loop_one_f4);
    if (e == 3) return (void *)(wide ? loop_cube_f8 : loop_cube_f4);
    if (e == -2) return (void *)(wide ? loop_inverse_square_f8 : loop_inverse_square_f4);
    if (e == -0.5) return (void *)(wide ? loop_inverse_root_f8 : loop_inverse_root_f4);
    return NULL;
}
#endif
