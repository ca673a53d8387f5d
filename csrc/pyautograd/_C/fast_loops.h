/* Loops over rows and columns of contiguous float and double memory, compiled for the baseline, for AVX2 and for AVX-512.

   `fast_real.h` has the loops, once; it is included for each type and each instruction set, and `choose_loops` points `LOOPS_f4` and `LOOPS_f8` to the best
   that the processor has. No two of them round differently: products and sums are not contracted by the compiler, and every order of additions is fixed by the source. */
#ifndef PYAUTOGRAD_FAST_LOOPS_H
#define PYAUTOGRAD_FAST_LOOPS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "exponential.h"

#if defined(_MSC_VER)
#define restrict __restrict
#endif
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-trapping-math")  /* nobody looks at the floating-point exceptions, and comparisons become vectors */
#pragma GCC optimize("no-tree-loop-distribute-patterns")  /* sums that begin at zero stay in registers, where memset would want them in memory */
#endif

typedef ptrdiff_t fast_int;

#if defined(__GNUC__)
#define FAST_AHEAD(p) __builtin_prefetch(p)
#else
#define FAST_AHEAD(p) ((void)0)
#endif

/* A loop of NumPy's: pointers, count, steps, data. */
typedef void (*numpy_loop)(char **, const fast_int *, const fast_int *, void *);
typedef struct { numpy_loop function; void *data; } numpy_function;
static numpy_function EXP_f4, EXP_f8, LOG_f4, LOG_f8;

static void call_unary(const numpy_function *f, const void *in, void *out, fast_int n, fast_int step) {
    char *data[2] = {(char *)in, (char *)out};
    fast_int steps[2] = {step, step};
    f->function(data, &n, steps, f->data);
}

enum { FAST_LEVELS = 4, FAST_SIDE = 4, FAST_CHUNK = 1024, IN_CACHE = 4, AHEAD = 16, SHORT_BLOCK = 1 << FAST_LEVELS };
enum { EXTREME_SIDE = 32 }; /* numbers that are compared side by side: a loop over fewer is written out one by one, and no vectors are made of it */

static inline int fast_bits(fast_int n) {
#if defined(__GNUC__)
    return n ? 64 - __builtin_clzll((unsigned long long)n) : 0;
#else
    int bits = 0;
    while (n) { bits++; n >>= 1; }
    return bits;
#endif
}

/* Whether the digits of a number are all ones. */
static inline int fast_all_ones_f4(float x) { uint32_t b; memcpy(&b, &x, 4); return (b & 0x7FFFFF) == 0x7FFFFF; }
static inline int fast_all_ones_f8(double x) { uint64_t b; memcpy(&b, &x, 8); return (b & 0xFFFFFFFFFFFFF) == 0xFFFFFFFFFFFFF; }

#define FAST_TABLE(real, suffix) \
    typedef struct { \
        void (*sum_runs)(const real *, real *, fast_int, fast_int); \
        fast_int (*part_length)(fast_int); \
        void (*sum_parts)(const real *, real *, fast_int, fast_int, fast_int); \
        real (*join_parts)(const real *, const real *, fast_int); \
        void (*sum_columns)(const real *, real *, fast_int, fast_int, fast_int, fast_int, fast_int); \
        void (*softmax_rows)(int, const real *, const real *, real *, fast_int, fast_int); \
        void (*softmax_columns)(int, const real *, const real *, real *, fast_int, fast_int, fast_int, fast_int); \
        void (*logsumexp_rows)(const real *, real *, fast_int, fast_int, real *); \
        void (*extremum_rows)(int, const real *, real *, int64_t *, fast_int, fast_int); \
        void (*extremum_columns)(int, const real *, real *, int64_t *, fast_int, fast_int, fast_int, fast_int, fast_int); \
        void (*cumsum_rows)(const real *, real *, fast_int, fast_int); \
        void (*cumsum_columns)(const real *, real *, fast_int, fast_int, fast_int, fast_int); \
        void (*norm_rows)(const real *, const real *, const real *, real *, real *, real *, fast_int, fast_int, fast_int, fast_int, double, real *); \
        void (*norm_rows_backward)(const real *, const real *, const real *, const real *, const real *, real *, fast_int, fast_int, fast_int, fast_int, real *); \
        void (*scale_rows)(const real *, const real *, const real *, const real *, const real *, real *, fast_int, fast_int, fast_int, fast_int); \
        void (*turn)(const real *, real *, fast_int, fast_int, fast_int, fast_int); \
        void (*moment_rows)(const real *, const real *, const real *, const real *, real *, fast_int, fast_int, fast_int, fast_int, real *); \
        void (*unscale_rows)(const real *, const real *, const real *, const real *, const real *, const real *, const real *, real *, fast_int, fast_int, \
                             fast_int, fast_int); \
        void (*sum_pairs)(const real *, real *, fast_int, fast_int, fast_int); \
        void (*multiply_pairs)(const real *, real *, fast_int, fast_int); \
    } loops_##suffix; \
    static const loops_##suffix *LOOPS_##suffix;
FAST_TABLE(float, f4)
FAST_TABLE(double, f8)

enum { FAST_SOFTMAX, FAST_LOG_SOFTMAX, FAST_SOFTMAX_BACKWARD, FAST_LOG_SOFTMAX_BACKWARD };

#define FAST_TYPE2(suffix) loops_##suffix
#define FAST_TYPE(suffix) FAST_TYPE2(suffix)
#define FAST_PASTE2(name, suffix, arch) name##_##suffix##_##arch
#define FAST_PASTE(name, suffix, arch) FAST_PASTE2(name, suffix, arch)

#if defined(__GNUC__)
#define OUTLINED __attribute__((noinline)) /* long without registers as wide */
#else
#define OUTLINED inline
#endif
#define ARCH base
#include "fast_types.h"
#undef ARCH
#undef OUTLINED
#define OUTLINED inline

#if (defined(__x86_64__) || defined(_M_X64)) && defined(__GNUC__)
#define FAST_X86 1
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
#define FAST_FUSED 1
#if defined(__clang__) || __GNUC__ >= 12
#define FAST_SHUFFLES 1
#endif
#define ARCH avx2
#include "fast_types.h"
#undef ARCH
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl,fma")
#endif
#define ARCH avx512
#include "fast_types.h"
#undef ARCH
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

/* 2: AVX-512, 1: AVX2, 0: the baseline; `most` limits the choice. */
static int choose_loops(int most) {
    LOOPS_f4 = &TABLE_f4_base;
    LOOPS_f8 = &TABLE_f8_base;
#ifdef FAST_X86
    __builtin_cpu_init();
    if (most >= 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma")) {
        LOOPS_f4 = &TABLE_f4_avx512;
        LOOPS_f8 = &TABLE_f8_avx512;
        return 2;
    }
    if (most >= 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        LOOPS_f4 = &TABLE_f4_avx2;
        LOOPS_f8 = &TABLE_f8_avx2;
        return 1;
    }
#endif
    return 0;
}
#endif
