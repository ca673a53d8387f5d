/* Elementary functions of float64 in vectors, within 0.501 ulp: straight-line code over numbers with rests, which compilers vectorise. Included once for
   each instruction set, after double_double.h. The loops have the signature of NumPy's; they compute by blocks of one size, so that the same
   instructions compute every element, wherever a stretch ends. */

/* a b + c, rounded once where that is quicker */
#ifdef D_FUSED
#define D_MORE(a, b, c) D_FUSED(a, b, c)
#else
#define D_MORE(a, b, c) ((a) * (b) + (c))
#endif

#ifdef __AVX512F__
typedef double VARIANT(numbers) __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t VARIANT(places) __attribute__((vector_size(64), aligned(8), may_alias));
#endif

enum { VARIANT(BLOCK) = 64 };
/* Columns j[i] of the rows of a table, one block per row */
S_INLINE void VARIANT(pick)(const double (*table)[16], int rows, const int64_t *j, double *out) {
#ifdef __AVX512F__
    for (int k = 0; k < rows; k++) {
        const VARIANT(numbers) low = *(const VARIANT(numbers) *)table[k], high = *(const VARIANT(numbers) *)(table[k] + 8);
        for (int i = 0; i < VARIANT(BLOCK); i += 8)
            *(VARIANT(numbers) *)(out + k * VARIANT(BLOCK) + i) = (VARIANT(numbers))__builtin_shuffle(low, high, *(const VARIANT(places) *)(j + i));
    }
#else
    for (int k = 0; k < rows; k++)
        for (int i = 0; i < VARIANT(BLOCK); i++) out[k * VARIANT(BLOCK) + i] = table[k][j[i]];
#endif
}

/* The exponentials of a block: x = (16 n + j) ln 2 / 16 + r, and e^x = 2^n (root + value) with the j-th power of the 16th root of two and a value below 1/40,
   whose own rest is computed if `with_rest`; if not, `value` is the rest of `root`, so that their sum is rounded once. `more`: what is to be added to x, a
   part of it too small to be seen in it, or NULL. `binary`: powers of two, x = (16 n + j) / 16 + r. */
typedef struct { double root[VARIANT(BLOCK)], value[VARIANT(BLOCK)] /* in one piece with `root` */, rest[VARIANT(BLOCK)]; int64_t power[VARIANT(BLOCK)]; } VARIANT(powers);
S_INLINE void VARIANT(exponentials)(const double *x, const double *more, VARIANT(powers) *found, int with_rest, int binary) {
    /* 2^(j / 16) and what is left of it */
    static const double roots[2][16] = {
        {1.0, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916, 1.189207115002721, 1.241857812073484, 1.2968395546510096,
         1.3542555469368927, 1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543, 1.681792830507429, 1.7562521603732995,
         1.8340080864093424, 1.9152065613971474},
        {0.0, 8.551889705537965e-17, -3.046782079812471e-17, 8.912812676025408e-17, 3.982015231465646e-17, 4.658027591836937e-17,
         2.5382502794888315e-17, 7.70094837980299e-17, -9.667293313452913e-17, -3.483994556892796e-17, 7.949834809697621e-17, 2.4707192569797888e-17,
         8.199010020581497e-17, 2.960140695448873e-17, 3.283107224245627e-17, -1.0619946056195963e-16},
    };
    double r[VARIANT(BLOCK)], under[VARIANT(BLOCK)];
    int64_t j[VARIANT(BLOCK)];
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double shifted = D_MORE(x[i], binary ? 16 : 16 / S_LN2, S_SHIFTER), n = shifted - S_SHIFTER, a = x[i] - n * (binary ? 1.0 / 16 : 0.693147180369123816490 / 16);
        if (binary) {
            const PAIR b = product_of(a, S_LN2);
            r[i] = b.hi;
            under[i] = D_MORE(a, 2.3190468138462996e-17, b.lo);
        } else {
#ifdef D_FUSED
        const double rest = D_FUSED(n, -S_LN2_MIDDLE / 16, a);
        under[i] = D_FUSED(n, -S_LN2_MIDDLE / 16, a - rest);
#else
        const PAIR b = product_of(n, S_LN2_MIDDLE / 16);
        const double rest = a - b.hi;
        under[i] = ((a - rest) - b.hi) - b.lo;
#endif
        if (more) {
            const PAIR all = sum_of(rest, under[i] + more[i]);
            r[i] = all.hi, under[i] = all.lo;
        } else
            r[i] = rest;
        }
        const uint64_t whole = (uint64_t)s_bits(shifted) - 0x4338000000000000u + 0x10000;
        j[i] = (int64_t)(whole & 15);
        found->power[i] = (int64_t)(whole >> 4) - 0x1000;
    }
    VARIANT(pick)(roots, 2, j, (double *)found);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double t = r[i], q = t * t, root_ = found->root[i];
        const double p = D_MORE(q, D_MORE(q, D_MORE(t, 1.0 / 40320, 1.0 / 5040), D_MORE(t, 1.0 / 720, 1.0 / 120)), D_MORE(t, 1.0 / 24, 1.0 / 6));
        const double end = D_MORE(q, D_MORE(t, p, 0.5), under[i]);
        const double tail = D_MORE(root_, end, D_MORE(found->value[i], t, found->value[i]));
        const PAIR part = product_of(root_, t), all = ordered(with_rest ? part.hi : root_, with_rest ? tail : part.hi);
        if (with_rest) {
            found->value[i] = all.hi;
            found->rest[i] = all.lo + part.lo;
        } else {
            found->root[i] = all.hi;
            found->value[i] = all.lo + (part.lo + tail);
        }
    }
}
S_SHARED void VARIANT(exponentials_once)(const double *x, VARIANT(powers) *found) { VARIANT(exponentials)(x, NULL, found, 0, 0); }
S_SHARED void VARIANT(exponentials_more)(const double *x, const double *more, VARIANT(powers) *found) { VARIANT(exponentials)(x, more, found, 0, 0); }
S_SHARED void VARIANT(exponentials_twice)(const double *x, VARIANT(powers) *found) { VARIANT(exponentials)(x, NULL, found, 1, 0); }
S_SHARED void VARIANT(powers_of_two)(const double *x, VARIANT(powers) *found) { VARIANT(exponentials)(x, NULL, found, 0, 1); }
S_INLINE double VARIANT(power_of_two)(int64_t n) { return s_from_bits((int64_t)((uint64_t)(n + 1023) << 52)); }

/* e^(x + more), or a power of two */
S_SHARED void VARIANT(exponentials_rounded)(const double *x, const double *more, double *out, int binary) {
    const double top = binary ? 1025 : 710, bottom = binary ? -1076 : -746;
    double held[VARIANT(BLOCK)], low[VARIANT(BLOCK)];
    VARIANT(powers) e;
    int64_t far = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) far |= !(fabs(x[i]) <= (binary ? 1021 : 708));
    if (!far) {
        if (binary) VARIANT(powers_of_two)(x, &e);
        else if (more) VARIANT(exponentials_more)(x, more, &e);
        else VARIANT(exponentials_once)(x, &e);
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) out[i] = (e.root[i] + e.value[i]) * VARIANT(power_of_two)(e.power[i]);
        return;
    }
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double t = x[i] > top ? top : x[i];
        held[i] = t < bottom ? bottom : t;
        low[i] = !more || t != x[i] || t < bottom ? 0 : more[i];
    }
    if (binary) VARIANT(powers_of_two)(held, &e);
    else if (more) VARIANT(exponentials_more)(held, low, &e);
    else VARIANT(exponentials_once)(held, &e);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const int64_t n = e.power[i], half = (int64_t)((uint64_t)(n + 4096) >> 1) - 2048;
        out[i] = (e.root[i] + e.value[i]) * VARIANT(power_of_two)(half) * VARIANT(power_of_two)(n - half);
    }
}
S_SHARED void VARIANT(block_exp)(const double *x, double *out) { VARIANT(exponentials_rounded)(x, NULL, out, 0); }
S_SHARED void VARIANT(block_exp2)(const double *x, double *out) { VARIANT(exponentials_rounded)(x, NULL, out, 1); }
S_SHARED void VARIANT(block_tanh)(const double *x, double *out) {
    double held[VARIANT(BLOCK)];
    VARIANT(powers) e;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]);
        held[i] = 2 * (size > 22 ? 22 : size);
    }
    VARIANT(exponentials_twice)(held, &e);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double scale = VARIANT(power_of_two)(e.power[i]);
        /* e^2x - 1, and what it is to be divided by */
        const PAIR less = ordered(scale * e.root[i], -1), minus_one = sum_of(less.hi, scale * e.value[i]), top = ordered(minus_one.hi, minus_one.lo + (less.lo + scale * e.rest[i])), more = sum_of(top.hi, 2);
        const double inverted = 1 / more.hi, quotient = top.hi * inverted;
        const PAIR back = product_of(quotient, more.hi);
        const double found = quotient + (((top.hi - back.hi) - back.lo) + (top.lo - quotient * (more.lo + top.lo))) * inverted;
        out[i] = s_sign_of(x[i] != x[i] ? x[i] : found, x[i]);
    }
}
S_SHARED void VARIANT(block_cosh)(const double *x, double *out) {
    double held[VARIANT(BLOCK)];
    VARIANT(powers) e;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]);
        held[i] = size > 712 ? 712 : size;
    }
    VARIANT(exponentials_twice)(held, &e);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const int64_t n = e.power[i];
        const double down = VARIANT(power_of_two)(n > 500 ? -1000 : -2 * n), first = VARIANT(power_of_two)(n > 600 ? 600 : n - 1), second = VARIANT(power_of_two)(n > 600 ? n - 601 : 0);
        const PAIR root_ = ordered(e.root[i], e.value[i]), one = {root_.hi, root_.lo + e.rest[i]};
        const double inverted = 1 / one.hi;
        const PAIR back = product_of(inverted, one.hi);
        const double under = inverted * (((1 - back.hi) - back.lo) - inverted * one.lo);
        const PAIR both = sum_of(one.hi, inverted * down);
        out[i] = (both.hi + (both.lo + (one.lo + under * down))) * first * second;
    }
}
/* log(x) of a block, positive normal numbers: x = 2^n m with 3/4 <= m < 3/2, and m times a number of ten bits is 1 + r with |r| <= 1/16. n ln 2
   and the logarithms of the table have 43 bits each, so that their sum is exact. `decimal`: log10; other numbers are the C library's. With
   `low` their rest goes there, to some 2^-70 of the whole, and only those arguments count. */
S_INLINE void VARIANT(logarithms)(const double *x, double *out, double *low, int decimal, double (*library)(double)) {
    /* by the four bits after the first of m: the number, minus its logarithm, and what is left of that */
    static const double table[3][16] = {
        {1.0, 0.9140625, 0.865234375, 0.8203125, 0.7802734375, 0.744140625, 0.7109375, 0.6806640625, 1.3056640625, 1.2548828125, 1.2080078125, 1.1640625,
         1.123046875, 1.0849609375, 1.048828125, 1.0},
        {0.0, 0.08985632912185793, 0.14475485499428942, 0.19806991376208316, 0.24811085983310477, 0.29552524991277096, 0.3411707574027787,
         0.38468639483903644, -0.26671177150251424, -0.22704219172987905, -0.18897256679292695, -0.15191604202573217, -0.11604541575775329,
         -0.08154398404008134, -0.04767346946937323, 0.0},
        {0.0, 3.1218748807418837e-15, 8.272973285564614e-14, 1.0634128304268335e-14, 7.365833388300793e-14, 3.586053092023274e-14, -1.156568624616423e-14,
         -1.0722844169147465e-13, 2.4155035567138682e-14, 1.1971618944343003e-14, -1.0785045691554241e-13, -1.0980754099855238e-13, -8.936559926276793e-14,
         -9.555983780806421e-14, 1.6328004423783634e-14, 0.0},
    };
    double m[VARIANT(BLOCK)], exponent[VARIANT(BLOCK)], picked[3][VARIANT(BLOCK)], held[VARIANT(BLOCK)];
    int64_t j[VARIANT(BLOCK)], apart = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const int64_t bits = s_bits(x[i]) - 0x3FE8000000000000;
        /* The arithmetic shift, as arithmetic that vector units have. */
        exponent[i] = s_from_bits((int64_t)((((uint64_t)bits + ((uint64_t)2048 << 52)) >> 52 & 0xFFF) | 0x4330000000000000)) - (4503599627370496.0 + 2048);
        const int64_t part = (bits & 0x000FFFFFFFFFFFFF) + 0x3FE8000000000000;
        m[i] = s_from_bits(part);
        j[i] = (int64_t)((uint64_t)part >> 48 & 15);
        apart |= !(x[i] >= 0x1p-1022 && x[i] < INFINITY);
    }
    if (apart) memcpy(held, x, sizeof(held)); /* the results may stand where the arguments do */
    VARIANT(pick)(table, 3, j, picked[0]);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double n = exponent[i];
        const PAIR whole = product_of(m[i], picked[0][i]), r = ordered(whole.hi - 1, whole.lo), q = product_of(r.hi, r.hi);
        const PAIR s = ordered(r.hi, -0.5 * q.hi);
        /* The rest of the series of log(1 + r), as it is interpolated over the range of r */
        const double t = r.hi, t2 = q.hi, t4 = t2 * t2, base = n * 0.693147180369123816490 + picked[1][i];
        const double p = D_MORE(t4, D_MORE(t2, D_MORE(t, -0.07325707787389044, 0.09066968464481878), D_MORE(t, -0.10002091544925266, 0.11111198791032953)),
                                D_MORE(t2, D_MORE(t, -0.12499998725302762, 0.14285714210398168), D_MORE(t, -0.16666666666898092, 0.20000000000020146)));
        if (low) {
            /* t^3 (1 / 3 - t / 4), twice as long as the rest */
            const PAIR cube = product_of(t2, t), third = ordered(0.3333333333333333, -0.25 * t), part = product_of(cube.hi, third.hi);
            const double under = D_MORE(cube.hi, third.lo + 1.850371707708594e-17, D_MORE(q.lo, t, cube.lo) * third.hi);
            const PAIR both = ordered(s.hi, part.hi), all = ordered(base, both.hi);
            const double bent = r.lo * D_MORE(t, D_MORE(t, D_MORE(-t, D_MORE(-t, 1, 1), 1), -1), 1); /* r.lo / (1 + t) */
            const double far = D_MORE(t4, D_MORE(t2, D_MORE(t, -0.06316064473030013, 0.06736614558495775), D_MORE(t, -0.07142563863402328, 0.07691997177124037)),
                                      D_MORE(t2, D_MORE(t, -0.08333333932725076, 0.09090909725522732), D_MORE(t, -0.0999999999944655, 0.1111111111052514)));
            const double more = D_MORE(t4, far, D_MORE(t2, D_MORE(t, -0.12500000000000186, 0.14285714285714485), D_MORE(t, -0.16666666666666666, 0.2)));
            const double small = D_MORE(cube.hi * t2, more, D_MORE(-0.5, q.lo, part.lo + under)) + bent;
            const PAIR found = ordered(all.hi, all.lo + (D_MORE(n, S_LN2_MIDDLE, picked[2][i]) + ((s.lo + both.lo) + small)));
            out[i] = found.hi, low[i] = D_MORE(n, S_LN2_END, found.lo);
            continue;
        }
        const PAIR all = ordered(base, s.hi);
        const double series = t * t2 * D_MORE(t2, p, D_MORE(t, -0.2499999999999999, 0.3333333333333333));
        const double rest = all.lo + (s.lo + (D_MORE(n, S_LN2_MIDDLE, picked[2][i]) + (D_MORE(-t, r.lo, r.lo) + D_MORE(-0.5, q.lo, series))));
        const PAIR tenth = product_of(all.hi, 0.4342944819032518);
        out[i] = decimal ? tenth.hi + (tenth.lo + D_MORE(rest, 0.4342944819032518, all.hi * 1.098319650216765e-17)) : all.hi + rest;
    }
    if (apart && !low)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (!(held[i] >= 0x1p-1022 && held[i] < INFINITY)) out[i] = library(held[i]);
}
S_SHARED void VARIANT(logarithms_twice)(const double *x, double *out, double *low) { VARIANT(logarithms)(x, out, low, 0, NULL); }
S_SHARED void VARIANT(block_log)(const double *x, double *out) { VARIANT(logarithms)(x, out, NULL, 0, log); }
S_SHARED void VARIANT(block_log10)(const double *x, double *out) { VARIANT(logarithms)(x, out, NULL, 1, log10); }
/* sqrt(x^2 + y^2), of numbers brought near one by a power of two */
S_INLINE double VARIANT(v_hypot)(double x, double y) {
    const double a = fabs(x), b = fabs(y), high = a > b ? a : b, low = a > b ? b : a;
    const double unit = high > 0x1p500 ? 0x1p-600 : high < 0x1p-500 ? 0x1p600 : 1, back = high > 0x1p500 ? 0x1p600 : high < 0x1p-500 ? 0x1p-600 : 1;
    const double p = high * unit, q = low * unit;
    const PAIR pp = product_of(p, p), qq = product_of(q, q), all = ordered(pp.hi, qq.hi);
    const double rest = all.lo + (pp.lo + qq.lo), root_ = sqrt(all.hi);
    const PAIR again = product_of(root_, root_);
    const double found = (root_ + (((all.hi - again.hi) - again.lo) + rest) / (2 * root_)) * back;
    const double whole = high == 0 ? 0 : found;
    return (a == INFINITY) | (b == INFINITY) ? INFINITY : (x != x) | (y != y) ? x + y : whole;
}

/* A function of blocks over numbers at any steps */
S_SHARED void VARIANT(by_blocks)(char **args, const npy_intp *count, const npy_intp *steps, void (*block)(const double *, double *)) {
    double held[VARIANT(BLOCK)], kept[VARIANT(BLOCK)];
    const npy_intp n = count[0];
    for (npy_intp start = 0; start < n; start += VARIANT(BLOCK)) {
        const npy_intp size = n - start < VARIANT(BLOCK) ? n - start : VARIANT(BLOCK);
        if (steps[0] == sizeof(double) && steps[1] == sizeof(double) && size == VARIANT(BLOCK)) {
            block((const double *)args[0] + start, (double *)args[1] + start);
            continue;
        }
        memset(held, 0, sizeof(held));
        for (npy_intp i = 0; i < size; i++) held[i] = *(const double *)(args[0] + (start + i) * steps[0]);
        block(held, kept);
        for (npy_intp i = 0; i < size; i++) *(double *)(args[1] + (start + i) * steps[1]) = kept[i];
    }
}
#define VECTOR_LOOP(name) \
    static void VARIANT(wide_##name)(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        (void)data; \
        VARIANT(by_blocks)(args, count, steps, VARIANT(block_##name)); \
    }
VECTOR_LOOP(exp)
VECTOR_LOOP(exp2)
VECTOR_LOOP(tanh)
VECTOR_LOOP(cosh)
VECTOR_LOOP(log)
VECTOR_LOOP(log10)
S_SHARED void VARIANT(block_hypot)(const double *x, const double *y, double *out) {
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) out[i] = VARIANT(v_hypot)(x[i], y[i]);
}
/* the same of two arguments */
S_SHARED void VARIANT(by_blocks_of_two)(char **args, const npy_intp *count, const npy_intp *steps, void (*block)(const double *, const double *, double *)) {
    double held[2][VARIANT(BLOCK)], kept[VARIANT(BLOCK)];
    const npy_intp n = count[0];
    for (npy_intp start = 0; start < n; start += VARIANT(BLOCK)) {
        const npy_intp size = n - start < VARIANT(BLOCK) ? n - start : VARIANT(BLOCK);
        const double *given[2];
        for (int k = 0; k < 2; k++) {
            given[k] = (const double *)args[k] + start;
            if (steps[k] == sizeof(double) && size == VARIANT(BLOCK)) continue;
            if (size < VARIANT(BLOCK)) memset(held[k], 0, sizeof(held[k]));
            for (npy_intp i = 0; i < size; i++) held[k][i] = *(const double *)(args[k] + (start + i) * steps[k]);
            given[k] = held[k];
        }
        block(given[0], given[1], kept);
        for (npy_intp i = 0; i < size; i++) *(double *)(args[2] + (start + i) * steps[2]) = kept[i];
    }
}
#define VECTOR_LOOP_2(name) \
    static void VARIANT(wide_##name)(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        (void)data; \
        VARIANT(by_blocks_of_two)(args, count, steps, VARIANT(block_##name)); \
    }
VECTOR_LOOP_2(hypot)
#include "accurate_angles.h"
#include "accurate_powers.h"
#include "special_vectors.h"
#undef VECTOR_LOOP
#undef VECTOR_LOOP_2
#undef D_MORE
