/* The loops of convolutions for float and for double. No include guard: included once for each instruction set. */
#define real float
#define SUFFIX f4
#include "convolution_real.h"
#include "convolution_weights.h"
#undef real
#undef SUFFIX
#define real double
#define SUFFIX f8
#include "convolution_real.h"
#include "convolution_weights.h"
#undef real
#undef SUFFIX
