/* All special functions and their loops, for one instruction set. */
#include "double_double.h"
#include "accurate_real.h"
#include "first_kind.h"
#ifndef ACCURATE_ALONE
#include "special_parts.h"
#include "special_functions.h"
#include "special_sums.h"

#define UNARY_LOOP(name, real, function) \
    static void VARIANT(name)(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        (void)data; \
        for (npy_intp i = 0; i < count[0]; i++) *(real *)(args[1] + i * steps[1]) = (real)VARIANT(function)((double)*(const real *)(args[0] + i * steps[0])); \
    }
#define BINARY_LOOP(name, real, function) \
    static void VARIANT(name)(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        (void)data; \
        for (npy_intp i = 0; i < count[0]; i++) \
            *(real *)(args[2] + i * steps[2]) = (real)VARIANT(function)((double)*(const real *)(args[0] + i * steps[0]), (double)*(const real *)(args[1] + i * steps[1])); \
    }
#define UNARY_LOOPS(f) UNARY_LOOP(single_##f, float, f_##f) UNARY_LOOP(double_##f, double, f_##f)
#define BINARY_LOOPS(f) BINARY_LOOP(single_##f, float, f_##f) BINARY_LOOP(double_##f, double, f_##f)
SPECIAL_UNARY(UNARY_LOOPS)
SPECIAL_BINARY(BINARY_LOOPS)
#endif

#undef PAIR
#undef UNARY
#undef UNARY_LOOP
#undef BINARY_LOOP
#undef UNARY_LOOPS
#undef BINARY_LOOPS
#undef sum_of
#undef ordered
#undef product_of
#undef plus
#undef minus
#undef times
#undef inverse
#undef root
#undef row_at
#undef in_table
#undef exponential
#undef scaled
#undef logarithm
#undef error_function
#undef scaled_complement
#undef squared
#undef complement
#undef stirling_rest
#undef log_gamma
#undef psi
#undef inverse_complement
#undef first_kind
