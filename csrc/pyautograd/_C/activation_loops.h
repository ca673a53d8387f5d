/* Sigmoid, SiLU and GELU with their gradients, in one pass each: straight-line code that compilers vectorise, in the type of the elements.

   The table's expressions would take several passes of NumPy's loops. exp is a polynomial of the argument reduced by ln 2; the normal distribution function
   is exp(-x^2 / 2) R(|x|), with R, which is Mills' ratio over the root of 2 pi, a polynomial in (|x| - k) / (|x| + k) over |x| + k: nothing cancels for
   negative x. The loops have the signature of NumPy's. */
#ifndef PYAUTOGRAD_ACTIVATION_LOOPS_H
#define PYAUTOGRAD_ACTIVATION_LOOPS_H
#include "exponential.h"
#include "map_loops.h"
#include "single_loops.h"

S_INLINE double a_exp_f8(double x) {
    x = x > 710 ? 710 : x;
    x = x < -746 ? -746 : x;
    const double shifted = x * (1 / S_LN2) + S_SHIFTER, n = shifted - S_SHIFTER, r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10, q = r * r;
    const double low = 1.0 / 2 + r * (1.0 / 6) + q * (1.0 / 24 + r * (1.0 / 120)) + q * q * (1.0 / 720 + r * (1.0 / 5040) + q * (1.0 / 40320 + r * (1.0 / 362880)));
    const double high = 1.0 / 3628800 + r * (1.0 / 39916800) + q * (1.0 / 479001600 + r * (1.0 / 6227020800.0)), q4 = q * q * q * q;
    const double p = 1 + (r + q * (low + q4 * high));
    const int64_t power = (int64_t)((uint64_t)s_bits(shifted) - (uint64_t)0x4338000000000000), half = (int64_t)(((uint64_t)(power + 4096) >> 1) - 2048);
    return p * s_from_bits((int64_t)((uint64_t)(half + 1023) << 52)) * s_from_bits((int64_t)((uint64_t)(power - half + 1023) << 52));
}

/* Each function is of x and of e, the exponential of its argument. */
#define A_MINUS(x) (-(x))
#define A_SIGMOID(x, e) (1 / (1 + (e)))
#define A_SILU(x, e) ((x) / (1 + (e)))
S_INLINE float a_silu_slope_f4(float x, float e) {
    const float s = 1 / (1 + e);
    return s * (1 + x * (1 - s));
}
S_INLINE double a_silu_slope_f8(double x, double e) {
    const double s = 1 / (1 + e);
    return s * (1 + x * (1 - s));
}
S_INLINE float a_half_square(float x) { return -0.5f * x * x; }
/* The share of the normal distribution beyond |x|, where e is exp(-x^2 / 2) */
S_INLINE float a_tail_f4(float x, float e) {
    const float inverse = 1 / (fabsf(x) + 4.75f), u = 1 - 9.5f * inverse;
    const float r = 0.766416281797f + u * (-0.653589356140f + u * (0.472064486681f + u * (-0.284183652342f + u * (0.138106241788f
                  + u * (-0.0506303708945f + u * (0.0115444399789f + u * (0.000230661840624f + u * -0.00130418175130f)))))));
    return e * (r * inverse);
}
/* Below one the share is a half and its power series, which does not cancel much */
S_INLINE float a_gelu_f4(float x, float e) {
    const float tail = a_tail_f4(x, e), rest = 1 - tail, q = x * x;
    const float near = 0.5f + x * (0.398942280f + q * (-0.0664903801f + q * (0.00997355701f + q * (-0.00118732822f + q * (0.000115434688f
                       + q * (-9.44465626e-06f + q * (6.65969352e-07f + q * -4.12266741e-08f)))))));
    const float far = x < 0 ? tail : rest;
    return x * (q < 1 ? near : far);
}
S_INLINE float a_gelu_slope_f4(float x, float e) {
    const float tail = a_tail_f4(x, e), rest = 1 - tail;
    return (x < 0 ? tail : rest) + x * e * 0.398942280401432678f;
}

/* `function` of an operand, or times another one, by blocks of one size: the same instructions compute every element, wherever a stretch ends.
   The exponentials of a block come first: compilers would make branches of what is known of the function where its exponential is nothing. */
enum { A_BLOCK = 64 };
#define ACTIVATION_LOOP(name, real, exponential, argument, function) \
    CLONED static void loop_##name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        const int dense = steps[0] == sizeof(real) && steps[1] == sizeof(real); \
        (void)data; \
        for (npy_intp start = 0; start < n; start += A_BLOCK) { \
            const npy_intp size = n - start < A_BLOCK ? n - start : A_BLOCK; \
            real e[A_BLOCK], x_block[A_BLOCK], out_block[A_BLOCK]; \
            const int direct = dense && size == A_BLOCK; \
            const real *x = direct ? (const real *)args[0] + start : x_block; \
            real *out = direct ? (real *)args[1] + start : out_block; \
            if (!direct) { \
                memset(x_block, 0, sizeof(x_block)); \
                for (npy_intp i = 0; i < size; i++) x_block[i] = *(const real *)(args[0] + (start + i) * steps[0]); \
            } \
            INDEPENDENT for (int i = 0; i < A_BLOCK; i++) e[i] = exponential(argument(x[i])); \
            INDEPENDENT for (int i = 0; i < A_BLOCK; i++) out[i] = function(x[i], e[i]); \
            if (!direct) \
                for (npy_intp i = 0; i < size; i++) *(real *)(args[1] + (start + i) * steps[1]) = out_block[i]; \
        } \
    }
#define SLOPE_LOOP(name, real, exponential, argument, function) \
    CLONED static void loop_##name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        const int dense = steps[0] == sizeof(real) && steps[1] == sizeof(real) && steps[2] == sizeof(real); \
        (void)data; \
        for (npy_intp start = 0; start < n; start += A_BLOCK) { \
            const npy_intp size = n - start < A_BLOCK ? n - start : A_BLOCK; \
            real e[A_BLOCK], g_block[A_BLOCK], x_block[A_BLOCK], out_block[A_BLOCK]; \
            const int direct = dense && size == A_BLOCK; \
            const real *g = direct ? (const real *)args[0] + start : g_block, *x = direct ? (const real *)args[1] + start : x_block; \
            real *out = direct ? (real *)args[2] + start : out_block; \
            if (!direct) { \
                memset(g_block, 0, sizeof(g_block)); \
                memset(x_block, 0, sizeof(x_block)); \
                for (npy_intp i = 0; i < size; i++) { \
                    g_block[i] = *(const real *)(args[0] + (start + i) * steps[0]); \
                    x_block[i] = *(const real *)(args[1] + (start + i) * steps[1]); \
                } \
            } \
            INDEPENDENT for (int i = 0; i < A_BLOCK; i++) e[i] = exponential(argument(x[i])); \
            INDEPENDENT for (int i = 0; i < A_BLOCK; i++) out[i] = g[i] * function(x[i], e[i]); \
            if (!direct) \
                for (npy_intp i = 0; i < size; i++) *(real *)(args[2] + (start + i) * steps[2]) = out_block[i]; \
        } \
    }
ACTIVATION_LOOP(sigmoid_f4, float, a_exp_f4, A_MINUS, A_SIGMOID)
ACTIVATION_LOOP(sigmoid_f8, double, a_exp_f8, A_MINUS, A_SIGMOID)
ACTIVATION_LOOP(silu_f4, float, a_exp_f4, A_MINUS, A_SILU)
ACTIVATION_LOOP(silu_f8, double, a_exp_f8, A_MINUS, A_SILU)
ACTIVATION_LOOP(gelu_f4, float, a_exp_f4, a_half_square, a_gelu_f4)
SLOPE_LOOP(silu_slope_f4, float, a_exp_f4, A_MINUS, a_silu_slope_f4)
SLOPE_LOOP(silu_slope_f8, double, a_exp_f8, A_MINUS, a_silu_slope_f8)
SLOPE_LOOP(gelu_slope_f4, float, a_exp_f4, a_half_square, a_gelu_slope_f4)

/* Expressions without elementary functions */
S_INLINE float a_up_to_six_f4(float x) {
    x = x < 0 ? 0 : x;
    return x > 6 ? 6 : x;
}
S_INLINE double a_up_to_six_f8(double x) {
    x = x < 0 ? 0 : x;
    return x > 6 ? 6 : x;
}
MAP_LOOP_1(hardswish_f4, float, float, a * a_up_to_six_f4(a + 3) / 6)
MAP_LOOP_1(hardswish_f8, double, double, a * a_up_to_six_f8(a + 3) / 6)
MAP_LOOP_2(prelu_f4, float, float, a > 0 ? a : b * a)
MAP_LOOP_2(prelu_f8, double, double, a > 0 ? a : b * a)

static const struct { const char *name; single_loop single, wide; } ACTIVATION_LOOPS[] = {
    {"hardswish", loop_hardswish_f4, loop_hardswish_f8}, {"_prelu_kernel", loop_prelu_f4, loop_prelu_f8},
    {"sigmoid", loop_sigmoid_f4, loop_sigmoid_f8}, {"silu", loop_silu_f4, loop_silu_f8},
    {"silu_backward", loop_silu_slope_f4, loop_silu_slope_f8}, {"gelu_erf", loop_gelu_f4, NULL}, {"gelu_backward", loop_gelu_slope_f4, NULL},
    {NULL, NULL, NULL},
};

/* The loop for the row of this name in float (`wide` 0) or double, or NULL */
static void *find_activation_loop(const char *name, int wide) {
    for (int i = 0; ACTIVATION_LOOPS[i].name != NULL; i++)
        if (strcmp(ACTIVATION_LOOPS[i].name, name) == 0) return (void *)(wide ? ACTIVATION_LOOPS[i].wide : ACTIVATION_LOOPS[i].single);
    return NULL;
}
#endif
