/* Powers of float and double with exponents that need no logarithm, as products and roots; PyTorch rounds in the same places. The loops have the signature
   of NumPy's and one argument. */
#ifndef PYAUTOGRAD_POWER_LOOPS_H
#define PYAUTOGRAD_POWER_LOOPS_H
#include <math.h>
#include "map_loops.h"

MAP_LOOP_1(one_f4, float, float, 1)
MAP_LOOP_1(one_f8, double, double, 1)
MAP_LOOP_1(cube_f4, float, float, a * a * a)
MAP_LOOP_1(cube_f8, double, double, a * a * a)
MAP_LOOP_1(inverse_square_f4, float, float, 1 / (a * a))
MAP_LOOP_1(inverse_square_f8, double, double, 1 / (a * a))
MAP_LOOP_1(inverse_root_f4, float, float, 1 / sqrtf(a))
MAP_LOOP_1(inverse_root_f8, double, double, 1 / sqrt(a))

/* The loop of x^e over floats (`wide` 0) or doubles, or NULL */
static void *find_power_loop(double e, int wide) {
    if (e == 0) return (void *)(wide ? loop_one_f8 : loop_one_f4);
    if (e == 3) return (void *)(wide ? loop_cube_f8 : loop_cube_f4);
    if (e == -2) return (void *)(wide ? loop_inverse_square_f8 : loop_inverse_square_f4);
    if (e == -0.5) return (void *)(wide ? loop_inverse_root_f8 : loop_inverse_root_f4);
    return NULL;
}
#endif
