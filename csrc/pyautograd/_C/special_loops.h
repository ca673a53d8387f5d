/* Loops of the special functions, for the baseline and, on x86, for processors with fused multiply-add. They have the signature of NumPy's. */
#ifndef PYAUTOGRAD_SPECIAL_LOOPS_H
#define PYAUTOGRAD_SPECIAL_LOOPS_H
#include "complex_quotients.h"
#include "single_special.h"
#include "special_tables.h"

static double special_rows[SPECIAL_ROWS][16]; /* filled in when the module is imported */

#define S_LN2_MIDDLE 1.9082149292705877e-10 /* ln 2 without its first 32 bits, and what that leaves */
#define S_LN2_END 1.1612227229362532e-26
#define ZERO_OF_PSI 1.4616321449683622
#define REST_OF_ZERO 9.549995429965697e-17

/* Functions of one number at a time, and those of blocks: of floats those without a loop in single_special.h */
#define SPECIAL_UNARY(f) f(trigamma) f(i0) f(i1) f(i0e) f(i1e) f(airy) f(spherical_j0) f(modified_i1)
#define SPECIAL_BINARY(f) f(zeta)
#define BLOCKS_OF_TWO(f) f(igamma) f(igammac)
#define NARROW_BLOCKS(f) f(erf) f(erfcx) f(erfinv) f(ndtri) f(lgamma) f(digamma) f(j0) f(j1) f(y0) f(y1) f(k0) f(k1) f(k0e) f(k1e)
#define WIDE_BLOCKS(f) f(erfc) f(ndtr) f(log_ndtr) NARROW_BLOCKS(f)
#define COUNT_OF(terms) (int)(sizeof(terms) / sizeof((terms)[0]))

#define VARIANT(name) name##_plain
#if defined(__FP_FAST_FMA)
#define D_FUSED __builtin_fma
#endif
#define BASELINE
#include "special_real.h"
#undef BASELINE
#undef VARIANT

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(D_FUSED)
#define SPECIAL_FUSED
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#define VARIANT(name) name##_fused
#define D_FUSED __builtin_fma
#include "special_real.h"
#undef VARIANT
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,fma")
#define VARIANT(name) name##_wide
#define ACCURATE_ALONE
#include "special_real.h"
#undef VARIANT
#pragma GCC pop_options
#endif

/* The loop of the function of this name over floats (`wide` 0) or doubles, or NULL */
static void *find_special_loop(const char *name, int wide) {
#define ACCURATE(f) f(exp) f(exp2) f(tanh) f(cosh) f(log) f(log10) f(sin) f(cos) f(tan) f(arctanh) f(arctan2) f(power) f(hypot) f(logaddexp) WIDE_BLOCKS(f) BLOCKS_OF_TWO(f)
    static const struct { const char *name; single_loop plain, fused, wide; } accurate[] = {
#ifdef SPECIAL_FUSED
#define ACCURATE_ENTRY(f) {#f, wide_##f##_plain, wide_##f##_fused, wide_##f##_wide},
#else
#define ACCURATE_ENTRY(f) {#f, wide_##f##_plain, NULL, NULL},
#endif
        ACCURATE(ACCURATE_ENTRY)
    };
#define NARROW(f) NARROW_BLOCKS(f) BLOCKS_OF_TWO(f) f(i0) f(i0e) f(i1) f(i1e) f(modified_i1)
    static const struct { const char *name; single_loop plain, fused, wide; } narrow[] = {
#ifdef SPECIAL_FUSED
#define NARROW_ENTRY(f) {#f, narrow_##f##_plain, narrow_##f##_fused, narrow_##f##_wide},
#else
#define NARROW_ENTRY(f) {#f, narrow_##f##_plain, NULL, NULL},
#endif
        NARROW(NARROW_ENTRY)
    };
    static const struct { const char *name; single_loop plain[2], fused[2]; } all[] = {
#ifdef SPECIAL_FUSED
#define ENTRY(f) {#f, {single_##f##_plain, double_##f##_plain}, {single_##f##_fused, double_##f##_fused}},
#else
#define ENTRY(f) {#f, {single_##f##_plain, double_##f##_plain}, {NULL, NULL}},
#endif
        SPECIAL_UNARY(ENTRY) SPECIAL_BINARY(ENTRY)
    };
    int fused = 0, vectors = 0;
    if (strncmp(name, "complex_", 8) == 0) return find_complex_quotient(name, wide);
#ifdef SPECIAL_FUSED
    fused = __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
    vectors = fused && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
    if (!wide && find_single_special(name) != NULL) return find_single_special(name);
    for (size_t i = 0; wide && i < sizeof(accurate) / sizeof(accurate[0]); i++)
        if (strcmp(accurate[i].name, name) == 0) return (void *)(vectors ? accurate[i].wide : fused ? accurate[i].fused : accurate[i].plain);
    for (size_t i = 0; !wide && i < sizeof(narrow) / sizeof(narrow[0]); i++)
        if (strcmp(narrow[i].name, name) == 0) return (void *)(vectors ? narrow[i].wide : fused ? narrow[i].fused : narrow[i].plain);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (strcmp(all[i].name, name) == 0) return (void *)(fused ? all[i].fused : all[i].plain)[wide ? 1 : 0];
    return NULL;
}
#endif
