/* Convolutions without columns: each block of positions is summed over channels and the kernel's places in registers.

   An image is laid out with its padding, line after line, so that the window at the next position begins at the next element: positions are one long
   stretch, in which those that straddle the end of a line are computed for nothing. Steps of more than one make several such images of one, each with every
   so manieth line and column. A group of channels is an image with weights of its own. The sums are not those of a matrix product to the last bit, as
   those of no BLAS are. `convolution_real.h` has the loops, once. Compilers other than GCC and Clang do without. */
#ifndef PYAUTOGRAD_CONVOLUTION_LOOPS_H
#define PYAUTOGRAD_CONVOLUTION_LOOPS_H
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const void *x, *bias;      /* (images, channels, height, width); a number for each output channel, or NULL */
    void *w, *out;             /* weights, for the forward direction packed by fours of output channels; (images, outputs, oh, ow) */
    ptrdiff_t images, groups;  /* the groups of all images together, and those of one; channels and outputs are a group's */
    ptrdiff_t channels, outputs, height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow;
    int single, weights, failed;
} convolution_job;

enum { CONVOLUTION_ROWS = 4, CONVOLUTION_VECTORS = 3, CONVOLUTION_CHANNELS = 32, CONVOLUTION_BYTES = 1 << 14 };

#if defined(__GNUC__)
#define CONVOLUTION_PASTE2(name, suffix, arch) name##_##suffix##_##arch
#define CONVOLUTION_PASTE(name, suffix, arch) CONVOLUTION_PASTE2(name, suffix, arch)
#if !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=fast")
#else
#pragma clang fp contract(fast)
#endif

#define ARCH convolved
#define BYTES 16
#include "convolution_types.h"
#undef ARCH
#undef BYTES
#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
#define ARCH convolved_avx2
#define BYTES 32
#include "convolution_types.h"
#undef ARCH
#undef BYTES
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl,fma")
#endif
#define ARCH convolved_avx512
#define BYTES 64
#include "convolution_types.h"
#undef ARCH
#undef BYTES
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
#if !defined(__clang__)
#pragma GCC pop_options
#endif

static void convolution_part(void *context, ptrdiff_t from, ptrdiff_t to) {
    convolution_job *job = (convolution_job *)context;
    int failed;
#define CONVOLUTION_RUN(arch) \
    failed = job->weights ? (job->single ? weights_f4_##arch(job, from, to) : weights_f8_##arch(job, from, to)) \
                          : (job->single ? images_f4_##arch(job, from, to) : images_f8_##arch(job, from, to))
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        CONVOLUTION_RUN(convolved_avx512);
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        CONVOLUTION_RUN(convolved_avx2);
    else
#endif
        CONVOLUTION_RUN(convolved);
    if (failed) job->failed = 1;
}
static int can_convolve(void) { return 1; }
#else
static void convolution_part(void *context, ptrdiff_t from, ptrdiff_t to) { (void)context, (void)from, (void)to; }
static int can_convolve(void) { return 0; }
#endif
#endif
