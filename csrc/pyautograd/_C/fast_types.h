/* The loops for float and for double. No include guard: included once for each instruction set. */
#define real float
#define wide double
#define whole int32_t
#define SUFFIX f4
#define LANES 8
#ifdef FAST_SHUFFLES
#define TURN_LANES 8
#define TURN_SINGLES(a, b, k) __builtin_shufflevector(a, b, 2 * k, 8 + 2 * k, 2 * k + 1, 9 + 2 * k, 4 + 2 * k, 12 + 2 * k, 5 + 2 * k, 13 + 2 * k)
#define TURN_HALVES(a, b, k) __builtin_shufflevector(a, b, k, k + 1, k + 2, k + 3, k + 8, k + 9, k + 10, k + 11)
#endif
#define EXPONENTIAL EXP_f4
#define LOGARITHM LOG_f4
#define ROOT sqrtf
#define FUSED __builtin_fmaf
#define ALL_ONES fast_all_ones_f4
#define OWN_EXPONENTIAL a_exp_f4
#define OWN_EXPONENTIAL_BELOW a_exp_below_f4
#include "fast_real.h"
#undef real
#undef wide
#undef whole
#undef SUFFIX
#undef LANES
#undef EXPONENTIAL
#undef LOGARITHM
#undef ROOT
#undef FUSED
#undef ALL_ONES
#undef OWN_EXPONENTIAL
#undef OWN_EXPONENTIAL_BELOW
#define real double
#define wide double
#define whole int64_t
#define SUFFIX f8
#define LANES 4
#ifdef FAST_SHUFFLES
#undef TURN_LANES
#undef TURN_SINGLES
#undef TURN_HALVES
#define TURN_LANES 4
#define TURN_SINGLES(a, b, k) __builtin_shufflevector(a, b, k, 4 + k, 2 + k, 6 + k)
#define TURN_HALVES(a, b, k) __builtin_shufflevector(a, b, k, k + 1, k + 4, k + 5)
#endif
#define EXPONENTIAL EXP_f8
#define LOGARITHM LOG_f8
#define ROOT sqrt
#define FUSED __builtin_fma
#define ALL_ONES fast_all_ones_f8
#include "fast_real.h"
#undef real
#undef wide
#undef whole
#undef SUFFIX
#undef LANES
#undef EXPONENTIAL
#undef LOGARITHM
#undef ROOT
#undef FUSED
#undef ALL_ONES
#ifdef FAST_SHUFFLES
#undef TURN_LANES
#undef TURN_SINGLES
#undef TURN_HALVES
#endif
