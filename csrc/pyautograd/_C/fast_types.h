/* The loops for float and for double. No include guard: included once for each instruction set. */
#define real float
#define wide double
#define SUFFIX f4
#define LANES 8
#define EXPONENTIAL EXP_f4
#define LOGARITHM LOG_f4
#define ROOT sqrtf
#include "fast_real.h"
#undef real
#undef wide
#undef SUFFIX
#undef LANES
#undef EXPONENTIAL
#undef LOGARITHM
#undef ROOT
#define real double
#define wide double
#define SUFFIX f8
#define LANES 4
#define EXPONENTIAL EXP_f8
#define LOGARITHM LOG_f8
#define ROOT sqrt
#include "fast_real.h"
#undef real
#undef wide
#undef SUFFIX
#undef LANES
#undef EXPONENTIAL
#undef LOGARITHM
#undef ROOT
