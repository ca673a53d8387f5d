/* Powers and inverse hyperbolic tangents of float64 in vectors, within 0.51 ulp, by logarithms with their rests. Included once for each instruction set, after
   the blocks of accurate_real.h. */

/* |x|^y, with the sign of x where y is odd. The C library has the powers of zero, of infinities and subnormal numbers, and those with exponents that no
   power of a number next to one is finite of. */
S_SHARED void VARIANT(block_power)(const double *x, const double *y, double *out) {
    double size[VARIANT(BLOCK)], log[VARIANT(BLOCK)], low[VARIANT(BLOCK)];
    int64_t apart[VARIANT(BLOCK)], any = 0, negative = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double a = fabs(x[i]);
        apart[i] = !(a >= 0x1p-1022) | !(a < INFINITY) | !(fabs(y[i]) < 0x1p62);
        any |= apart[i];
        negative |= x[i] < 0;
        size[i] = apart[i] ? 1 : a;
    }
    VARIANT(logarithms_twice)(size, log, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double by = apart[i] ? 0 : y[i];
        const PAIR p = product_of(by, log[i]), all = ordered(p.hi, D_MORE(by, low[i], p.lo));
        log[i] = all.hi, low[i] = all.lo;
    }
    VARIANT(exponentials_rounded)(log, low, size, 0);
    if (negative)
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            const double by = y[i], half = 0.5 * by;
            const double found = by != rint(by) ? NAN : half != rint(half) ? -size[i] : size[i];
            size[i] = x[i] < 0 ? found : size[i];
        }
    if (any)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (apart[i]) size[i] = pow(x[i], y[i]);
    memcpy(out, size, sizeof(size));
}
/* half the logarithm of (1 + x) / (1 - x) */
S_SHARED void VARIANT(block_arctanh)(const double *x, double *out) {
    double high[VARIANT(BLOCK)], rest[VARIANT(BLOCK)], log[VARIANT(BLOCK)], low[VARIANT(BLOCK)];
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]), a = size < 1 ? size : 0;
        const PAIR top = ordered(1, a), bottom = ordered(1, -a);
        const double inverted = 1 / bottom.hi, quotient = top.hi * inverted;
        const PAIR back = product_of(quotient, bottom.hi);
        high[i] = quotient;
        rest[i] = (((top.hi - back.hi) - back.lo) + D_MORE(-quotient, bottom.lo, top.lo)) * inverted / quotient;
    }
    VARIANT(logarithms_twice)(high, log, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]), ends = size == 1 ? INFINITY : NAN;
        out[i] = s_sign_of(size < 1 ? 0.5 * (log[i] + (low[i] + rest[i])) : ends, x[i]);
    }
}
VECTOR_LOOP(arctanh)
VECTOR_LOOP_2(power)
