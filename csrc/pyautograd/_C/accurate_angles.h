/* Sine, cosine, tangent and arctangent of float64 in vectors, within 0.501 ulp. Included once for each instruction set, after the blocks of accurate_real.h. */

/* a (b + c) */
S_INLINE PAIR VARIANT(product_with)(PAIR a, double b, double c) {
    const PAIR sum = ordered(b, c), p = product_of(a.hi, sum.hi);
    return (PAIR){p.hi, D_MORE(a.hi, sum.lo, D_MORE(a.lo, sum.hi, p.lo))};
}
/* Sine and cosine of x - n pi/2, and the low bits of n in the result. `apart` is set beyond 2^20 and where x is too near to a multiple of pi/2 for these
   pieces of it; the C library answers there. The series are Taylor's, their first terms with rests. */
S_INLINE int64_t VARIANT(circle)(double x, PAIR *sine, PAIR *cosine, int64_t *apart) {
    const double shifted = D_MORE(x, 1 / S_HALF_PI, S_SHIFTER), n = shifted - S_SHIFTER;
    /* pi/2 in pieces of 33, 33 and 53 bits: the products of n with the first two are exact */
    const double a = x - n * 1.57079632673412561417e+00, b = n * 6.07710050630396597660e-11, c = n * 2.02226624879595063154e-21;
    const double first = a - b, lost = (a - first) - b, hi = first + (lost - c), lo = (first - hi) + (lost - c);
    const PAIR square = product_of(hi, hi), q = {square.hi, D_MORE(2 * hi, lo, square.lo)};
    const double t = q.hi, t2 = t * t;
    const double s = t * D_MORE(t2, D_MORE(t2, -1.0 / 1307674368000.0 + t * (1.0 / 355687428096000.0), D_MORE(t, 1.0 / 6227020800.0, -1.0 / 39916800)),
                                D_MORE(t, 1.0 / 362880, -1.0 / 5040));
    const double k = t * D_MORE(t2, D_MORE(t2, D_MORE(t2, -1.0 / 6402373705728000.0, D_MORE(t, 1.0 / 20922789888000.0, -1.0 / 87178291200.0)), D_MORE(t, 1.0 / 479001600, -1.0 / 3628800)),
                                D_MORE(t, 1.0 / 40320, -1.0 / 720));
    /* r (1 - q (1/6 - q (1/120 + s))) and 1 - q (1/2 - q (1/24 + k)) */
    const PAIR fifth = VARIANT(product_with)(q, 0.008333333333333333, s + 1.1564823173178714e-19);
    PAIR third = VARIANT(product_with)(q, -0.16666666666666666, fifth.hi), part, fourth, second;
    third.lo = D_MORE(t, fifth.lo - 9.25185853854297e-18, third.lo);
    part = product_of(hi, third.hi);
    *sine = ordered(hi, part.hi);
    sine->lo += D_MORE(hi, third.lo, D_MORE(lo, third.hi, part.lo)) + lo;
    fourth = VARIANT(product_with)(q, 0.041666666666666664, k + 2.3129646346357427e-18);
    second = VARIANT(product_with)(q, -0.5, fourth.hi);
    *cosine = ordered(1, second.hi);
    cosine->lo += D_MORE(t, fourth.lo, second.lo);
    *apart = !(fabs(x) < 0x1p20) | (fabs(hi) < fabs(x) * 1e-14);
    return s_bits(shifted);
}
/* `which`: 0 sine, 1 cosine, 2 tangent */
S_INLINE void VARIANT(block_circle)(const double *x, double *out, int which, double (*library)(double)) {
    double given[VARIANT(BLOCK)];
    int64_t apart[VARIANT(BLOCK)], any = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        PAIR s, c;
        const double z = x[i];
        const int64_t n = VARIANT(circle)(z, &s, &c, apart + i) + (which == 1);
        const PAIR first = {n & 1 ? c.hi : s.hi, n & 1 ? c.lo : s.lo}, second = {n & 1 ? s.hi : c.hi, n & 1 ? s.lo : c.lo};
        given[i] = z;
        any |= apart[i];
        double found = first.hi + first.lo;
        if (which == 2) {
            const double inverted = 1 / second.hi, quotient = first.hi * inverted;
            const PAIR back = product_of(quotient, second.hi);
            found = quotient + (((first.hi - back.hi) - back.lo) + D_MORE(-quotient, second.lo, first.lo)) * inverted;
        }
        found = s_from_bits(s_bits(found) ^ (int64_t)((uint64_t)n << (which == 2 ? 63 : 62) & (uint64_t)INT64_MIN));
        out[i] = which != 1 && z == 0 ? z : found;
    }
    if (any)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (apart[i]) out[i] = library(given[i]);
}
S_SHARED void VARIANT(block_sin)(const double *x, double *out) { VARIANT(block_circle)(x, out, 0, sin); }
S_SHARED void VARIANT(block_cos)(const double *x, double *out) { VARIANT(block_circle)(x, out, 1, cos); }
S_SHARED void VARIANT(block_tan)(const double *x, double *out) { VARIANT(block_circle)(x, out, 2, tan); }

/* The angle of the point (x, y): that of (high, low), the larger and the smaller size, is the one of slope c from a table and the arctangent of
   (low - c high) / (high + c low), which is at most 1/28. Of zeros, infinities, and where quotients underflow, the C library's. */
S_SHARED void VARIANT(block_arctan2)(const double *y, const double *x, double *out) {
    /* slopes of few bits, their angles, and what is left of these */
    static const double table[3][16] = {
        {0.0, 0.06640625, 0.1328125, 0.19921875, 0.265625, 0.33203125, 0.3984375, 0.46484375, 0.53515625, 0.6015625, 0.66796875, 0.734375, 0.80078125,
         0.8671875, 0.93359375, 1.0},
        {0.0, 0.06630889491982349, 0.13203976161463876, 0.196644245190345, 0.2596296294082575, 0.320578221991157, 0.3791586690334418, 0.43512919388924687,
         0.4913754776531019, 0.541567605391845, 0.5889035042047381, 0.6334258829691446, 0.6752171326637499, 0.714388052156769, 0.7510682218738024,
         0.7853981633974483},
        {0.0, -4.885923989304001e-19, -1.2769254007099595e-17, -7.297816282866997e-18, 1.9238754924615304e-17, 1.551269981382109e-17,
         2.5555409686140026e-17, -1.794804879942401e-17, 4.453494296139168e-18, -3.5958145539643824e-17, -2.7014448784634766e-17, -2.7290767436015276e-17,
         -3.0684939906409805e-17, -6.065199961989827e-18, -2.7858555371462095e-17, 3.061616997868383e-17},
    };
    double picked[3][VARIANT(BLOCK)];
    int64_t j[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double a = fabs(y[i]), b = fabs(x[i]), high = a > b ? a : b, low = a > b ? b : a;
        apart[i] = !(high < 0x1p1000) | !(high > 0x1p-900) | (a != a) | (b != b) | ((low != 0) & (!(low > 0x1p-900) | !(low > high * 0x1p-900)));
        any |= apart[i];
        /* 1 / high within 1 in 300 */
        const double guess = s_from_bits((int64_t)(0x7FDE623822FC16E6u - (uint64_t)s_bits(high))), slope = low * (guess * (2 - high * guess));
        j[i] = s_bits(D_MORE(apart[i] ? 0 : slope, 15, S_SHIFTER)) & 15;
    }
    VARIANT(pick)(table, 3, j, picked[0]);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double a = fabs(y[i]), b = fabs(x[i]), high = a > b ? a : b, low = a > b ? b : a, c = picked[0][i];
        const PAIR over = product_of(c, high), under = product_of(c, low), top = sum_of(low, -over.hi), bottom = ordered(high, under.hi);
        const double top_rest = top.lo - over.lo, bottom_rest = bottom.lo + under.lo, inverted = 1 / bottom.hi, u = top.hi * inverted;
        const PAIR back = product_of(u, bottom.hi);
        const double rest = (((top.hi - back.hi) - back.lo) + D_MORE(-u, bottom_rest, top_rest)) * inverted, q = u * u;
        const double series = D_MORE(q, D_MORE(q, D_MORE(q, D_MORE(q, D_MORE(q, 1.0 / 13, -1.0 / 11), 1.0 / 9), -1.0 / 7), 1.0 / 5), -1.0 / 3);
        const PAIR angle = ordered(picked[1][i], u);
        const double angle_rest = angle.lo + (picked[2][i] + D_MORE(u * q, series, rest));
        /* from pi/2, and from pi */
        const PAIR turned = ordered(1.5707963267948966, -angle.hi), folded = {a > b ? turned.hi : angle.hi, a > b ? turned.lo + (6.123233995736766e-17 - angle_rest) : angle_rest};
        const PAIR back_turned = ordered(3.141592653589793, -folded.hi);
        const double right = folded.hi + folded.lo, left = back_turned.hi + (back_turned.lo + (1.2246467991473532e-16 - folded.lo));
        picked[0][i] = s_sign_of(s_bits(x[i]) < 0 ? left : right, y[i]);
    }
    if (any)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (apart[i]) picked[0][i] = atan2(y[i], x[i]);
    memcpy(out, picked[0], sizeof(picked[0]));
}
VECTOR_LOOP(sin)
VECTOR_LOOP(cos)
VECTOR_LOOP(tan)
VECTOR_LOOP_2(arctan2)
