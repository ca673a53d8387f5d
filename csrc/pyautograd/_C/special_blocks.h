/* Special functions of float64 in vectors, with the formulas of special_functions.h: a block of rows of special_tables.h at a time, with logarithms and
   exponentials of blocks. What is outside of the tables is computed one by one. Included once for each instruction set, after accurate_real.h. */

/* Places of a table for `u`, as in_table has them */
S_INLINE int64_t VARIANT(place)(int row, double first, double step, double u, double *t) {
    const double k = D_MORE(u - first, 1 / step, S_SHIFTER), n = k - S_SHIFTER;
    *t = u - (first + n * step);
    return row + (int64_t)((uint64_t)s_bits(k) - 0x4338000000000000u);
}
#define place VARIANT(place)
/* Rows at t + more, numbers with rests; `more` is NULL where there is none */
S_SHARED void VARIANT(block_rows)(const int64_t *row, const double *t, const double *more, double *high, double *low) {
    VARIANT(coefficients) f;
    VARIANT(take_rows)(row, &f);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const PAIR e = VARIANT(row_of)(&f, i, t[i]);
        high[i] = e.hi, low[i] = e.lo;
    }
    if (more) INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) low[i] += more[i] * D_MORE(2 * t[i], f.c[4][i], f.c[2][i]);
}
/* What of a block is elsewhere, by the one number at a time of the baseline */
#define SCALAR(name) name##_plain
#ifdef BASELINE
#define DECLARED(name) static double f_##name##_plain(double x);
DECLARED(erfc) DECLARED(erfcx) DECLARED(lgamma) DECLARED(ndtr) DECLARED(log_ndtr) DECLARED(ndtri) DECLARED(digamma) DECLARED(j0) DECLARED(j1) DECLARED(y0)
DECLARED(y1) DECLARED(k0) DECLARED(k1) DECLARED(k0e) DECLARED(k1e)
#undef DECLARED
static double f_igamma_plain(double a, double x);
static double f_igammac_plain(double a, double x);
#endif
#define ELSEWHERE(name) \
    if (any) \
        for (int i = 0; i < VARIANT(BLOCK); i++) \
            if (apart[i]) out[i] = SCALAR(f_##name)(given[i]);

S_SHARED void VARIANT(block_erf)(const double *x, double *out) {
    double t[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)];
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]);
        row[i] = place(TABLE_erf, size < 6 ? size : 6, t + i); /* 6 of what is not a number, too */
    }
    VARIANT(block_rows)(row, t, NULL, high, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) out[i] = s_sign_of(x[i] != x[i] ? x[i] : high[i] + low[i], x[i]);
}
/* The inverse of erfc at z from 2^-53 to 1, and of erf at 1 - z, where `near` takes its place */
S_INLINE int64_t VARIANT(inverse_place)(double near, double z, int is_near, double *t) {
    double from;
    const int64_t row = place(TABLE_erfinv, near < 0.5 ? near : 0.5, &from), bits = s_bits(z < 0.4999999999999999 ? z : 0.4999999999999999);
    /* z = m 2^-(e + 1), 1 <= m < 2, and the first three bits after that of m */
    const int64_t far = ROW_erfcinv + 8 * (1022 - (int64_t)((uint64_t)bits >> 52)) + (int64_t)((uint64_t)bits >> 49 & 7);
    const double m = s_from_bits((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000), centre = s_from_bits((bits & 0x000E000000000000) | 0x3FF1000000000000);
    *t = is_near ? from : m - centre;
    return is_near ? row : far;
}
S_SHARED void VARIANT(block_erfinv)(const double *x, double *out) {
    double t[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)];
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]), rest = 1 - size;
        row[i] = VARIANT(inverse_place)(size, rest > 0x1p-53 ? rest : 0x1p-53, size <= 0.5, t + i);
    }
    VARIANT(block_rows)(row, t, NULL, high, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]), found = s_sign_of(size < 1 ? high[i] + low[i] : INFINITY, x[i]);
        out[i] = size <= 1 ? found : NAN;
    }
}
S_SHARED void VARIANT(block_ndtri)(const double *x, double *out) {
    double t[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)], given[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double p = x[i], tail = p > 0.5 ? 1 - p : p, z = tail >= 0x1p-53 ? 2 * tail : 0x1p-52;
        given[i] = p;
        apart[i] = !(tail >= 0x1p-53) | (tail == 0.5);
        any |= apart[i];
        row[i] = VARIANT(inverse_place)(1 - z, z, z >= 0.5, t + i);
    }
    VARIANT(block_rows)(row, t, NULL, high, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const PAIR p = product_of(high[i], 1.4142135623730951);
        const double found = p.hi + D_MORE(low[i], 1.4142135623730951, D_MORE(high[i], -9.667293313452913e-17, p.lo));
        out[i] = given[i] > 0.5 ? found : -found;
    }
    ELSEWHERE(ndtri)
}
/* erfc(x + more), at most 8, times `factor` */
S_INLINE void VARIANT(complements)(const double *x, const double *more, double factor, double *out) {
    double t[VARIANT(BLOCK)], square[VARIANT(BLOCK)], rest[VARIANT(BLOCK)], by[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)];
    VARIANT(powers) e;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = x[i], size = fabs(z), raised = z > 0.5 ? z : 0.5, w = raised < 8 ? raised : 8;
        double from, tail;
        const int64_t near = place(TABLE_erf, size < 6 ? size : 6, &from), far = place(TABLE_erfcx, w, &tail);
        const PAIR q = product_of(w, w);
        row[i] = z < 0.5 ? near : far;
        t[i] = z < 0.5 ? from : tail;
        square[i] = -q.hi;
        rest[i] = more ? D_MORE(2 * w, more[i], q.lo) : q.lo;
        if (more) by[i] = z < 0 ? -more[i] : more[i];
    }
    VARIANT(block_rows)(row, t, more ? by : NULL, high, low);
    VARIANT(exponentials_twice)(square, &e);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = x[i];
        const PAIR turned = ordered(1, z < 0 ? high[i] : -high[i]), power = ordered(e.root[i], e.value[i]), p = product_of(power.hi, high[i]);
        const double far = p.hi + (p.lo + (power.hi * low[i] + (power.lo + (e.rest[i] - rest[i] * power.hi)) * high[i]));
        const double found = factor * (z < 0.5 ? turned.hi + (turned.lo + (z < 0 ? low[i] : -low[i])) : far * VARIANT(power_of_two)(e.power[i]));
        out[i] = z != z ? z : found;
    }
}
S_SHARED void VARIANT(block_erfc)(const double *x, double *out) {
    double given[VARIANT(BLOCK)];
    int64_t apart[VARIANT(BLOCK)], any = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        given[i] = x[i];
        apart[i] = x[i] > 8;
        any |= apart[i];
    }
    VARIANT(complements)(given, NULL, 1, out);
    ELSEWHERE(erfc)
}
/* -x / sqrt(2) with its rest */
S_INLINE PAIR VARIANT(halved_square)(double x) {
    const PAIR p = product_of(x, -0.7071067811865476);
    return ordered(p.hi, D_MORE(x, 4.833646656726457e-17, p.lo));
}
S_SHARED void VARIANT(block_ndtr)(const double *x, double *out) {
    double given[VARIANT(BLOCK)], z[VARIANT(BLOCK)], more[VARIANT(BLOCK)];
    int64_t apart[VARIANT(BLOCK)], any = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double held = fabs(x[i]) < 1e3 ? x[i] : copysign(1e3, x[i]);
        const PAIR p = VARIANT(halved_square)(held);
        given[i] = x[i];
        z[i] = x[i] != x[i] ? x[i] : p.hi, more[i] = p.lo;
        apart[i] = p.hi > 8;
        any |= apart[i];
    }
    VARIANT(complements)(z, more, 0.5, out);
    ELSEWHERE(ndtr)
}
/* Below -1 the logarithm of half the scaled function less the square of its argument; above, that of one less the other tail */
S_SHARED void VARIANT(block_log_ndtr)(const double *x, double *out) {
    double given[VARIANT(BLOCK)], z[VARIANT(BLOCK)], rest[VARIANT(BLOCK)], square[VARIANT(BLOCK)], under[VARIANT(BLOCK)], t[VARIANT(BLOCK)];
    double high[VARIANT(BLOCK)], low[VARIANT(BLOCK)], log[VARIANT(BLOCK)], log_low[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0;
    VARIANT(powers) e;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double a = x[i];
        const PAIR p = VARIANT(halved_square)(fabs(a) < 11 ? a : 11);
        const int left = a < -1;
        const double w = left ? p.hi : -p.hi, v = left ? p.lo : -p.lo, size = fabs(w);
        double from, tail;
        const int64_t near = place(TABLE_erf, size < 0.5 ? size : size < 6 ? size : 6, &from), far = place(TABLE_erfcx, w > 0.5 ? w : 0.5, &tail);
        const PAIR q = product_of(w, w);
        given[i] = a;
        apart[i] = !(fabs(a) < 11);
        any |= apart[i];
        row[i] = w < 0.5 ? near : far;
        t[i] = w < 0.5 ? from : tail;
        z[i] = w;
        rest[i] = w < 0 ? -v : v;
        square[i] = -q.hi, under[i] = -D_MORE(2 * w, v, q.lo);
    }
    VARIANT(block_rows)(row, t, rest, high, low);
    VARIANT(exponentials_twice)(square, &e);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double w = z[i], scale = VARIANT(power_of_two)(e.power[i] - 1);
        const PAIR power = ordered(e.root[i], e.value[i]), p = product_of(power.hi, high[i]);
        const double p_rest = p.lo + (power.hi * low[i] + (power.lo + (e.rest[i] + under[i] * power.hi)) * high[i]);
        /* half of erfc, and one less that */
        const PAIR turned = ordered(0.5, w < 0 ? 0.5 * high[i] : -0.5 * high[i]);
        const double half = w < 0.5 ? turned.hi : p.hi * scale, half_rest = w < 0.5 ? turned.lo + (w < 0 ? 0.5 * low[i] : -0.5 * low[i]) : p_rest * scale;
        const PAIR one = ordered(1, -half);
        const int left = given[i] < -1;
        high[i] = left ? 0.5 * high[i] : one.hi;
        low[i] = (left ? 0.5 * low[i] : one.lo - half_rest) / high[i];
    }
    VARIANT(logarithms_twice)(high, log, log_low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const int left = given[i] < -1;
        const PAIR found = sum_of(log[i], left ? square[i] : 0);
        out[i] = found.hi + (found.lo + (log_low[i] + (low[i] + (left ? under[i] : 0))));
    }
    ELSEWHERE(log_ndtr)
}
/* e^(x^2) erfc(x) from -26 on; beyond 8 by the reciprocal */
S_SHARED void VARIANT(block_erfcx)(const double *x, double *out) {
    double given[VARIANT(BLOCK)], t[VARIANT(BLOCK)], rest[VARIANT(BLOCK)], inverted[VARIANT(BLOCK)], square[VARIANT(BLOCK)], under[VARIANT(BLOCK)];
    double high[VARIANT(BLOCK)], low[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0, some = 0;
    VARIANT(powers) e;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double a = x[i], held = !(a > -26) ? -26 : a < 1e300 ? a : 1e300, size = fabs(held), w = 1 / (held > 8 ? held : 8), lower = held < 0.5 ? held : 0.5;
        const PAIR back = product_of(w, held > 8 ? held : 8), q = product_of(lower, lower);
        double from, middle, tail;
        const int64_t near = place(TABLE_erf, size < 6 ? size : 6, &from), between = place(TABLE_erfcx, held < 0.5 ? 0.5 : held < 8 ? held : 8, &middle), far = place(TABLE_erfcx_far, w, &tail);
        given[i] = a;
        apart[i] = !((a > -26) & (a < 1e300));
        any |= apart[i];
        some |= held < 0.5;
        inverted[i] = w;
        rest[i] = held > 8 ? w * ((1 - back.hi) - back.lo) : 0;
        row[i] = held < 0.5 ? near : held > 8 ? far : between;
        t[i] = held < 0.5 ? from : held > 8 ? tail : middle;
        square[i] = q.hi, under[i] = q.lo;
    }
    VARIANT(block_rows)(row, t, rest, high, low);
    if (some) VARIANT(exponentials_twice)(square, &e);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const PAIR p = product_of(high[i], inverted[i]);
        const double far = p.hi + (p.lo + D_MORE(low[i], inverted[i], high[i] * rest[i]));
        out[i] = given[i] > 8 ? far : high[i] + low[i];
    }
    if (some)
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            const double a = given[i];
            const PAIR turned = ordered(1, a < 0 ? high[i] : -high[i]), power = ordered(e.root[i], e.value[i]), p = product_of(power.hi, turned.hi);
            const double turned_low = turned.lo + (a < 0 ? low[i] : -low[i]);
            const double found = p.hi + (p.lo + (power.hi * turned_low + (power.lo + (e.rest[i] + under[i] * power.hi)) * turned.hi));
            out[i] = a < 0.5 ? found * VARIANT(power_of_two)(e.power[i]) : out[i];
        }
    ELSEWHERE(erfcx)
}
S_SHARED void VARIANT(block_lgamma)(const double *x, double *out) {
    double t[VARIANT(BLOCK)], log[VARIANT(BLOCK)], log_low[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)], given[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0, small = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = x[i], u = z < 1 ? z : z - 1, held = u > 0 ? u : 0; /* x - 1 is exact from 1 on */
        given[i] = z;
        apart[i] = !((z >= 0x1p-1000) & (z < 9));
        any |= apart[i];
        small |= z < 1;
        row[i] = place(ROW_lgamma, 0.0, 0.0625, held < 8 ? held : 8, t + i);
    }
    VARIANT(block_rows)(row, t, NULL, high, low);
    if (small) VARIANT(logarithms_twice)(given, log, log_low);
    else memset(log, 0, sizeof(log)), memset(log_low, 0, sizeof(log_low));
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double by = given[i] < 1 ? log[i] : 0, more = given[i] < 1 ? log_low[i] : 0;
        const PAIR found = sum_of(high[i], -by);
        out[i] = found.hi + (found.lo + (low[i] - more));
    }
    ELSEWHERE(lgamma)
}
/* psi(x) of positive numbers: from 9 on its asymptotic series, DLMF 5.11.2 */
S_SHARED void VARIANT(block_digamma)(const double *x, double *out) {
    double t[VARIANT(BLOCK)], rest[VARIANT(BLOCK)], log[VARIANT(BLOCK)], log_low[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)], given[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0, large = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = x[i], u = z < 1 ? z : z - 1, held = u > 0 ? u : 0;
        const int zero = (u > 0.40625) & (u < 0.515625);
        const PAIR about = ordered(u - (ZERO_OF_PSI - 1), -REST_OF_ZERO);
        double from;
        const int64_t any_row = place(ROW_digamma, 0.0, 0.0625, held < 8 ? held : 8, &from);
        given[i] = z;
        apart[i] = !((z >= 0x1p-500) & (z <= 0x1p500));
        any |= apart[i];
        large |= z >= 9;
        row[i] = zero ? ROW_digamma_zero : any_row;
        t[i] = zero ? about.hi : from;
        rest[i] = zero ? about.lo : 0;
    }
    VARIANT(block_rows)(row, t, rest, high, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = given[i], w = z < 1 ? 1 / z : 0;
        const PAIR back = product_of(w, z), found = sum_of(high[i], -w);
        const double w_low = w * ((1 - back.hi) - back.lo);
        out[i] = found.hi + (found.lo + (low[i] - w_low));
    }
    if (large) {
        VARIANT(logarithms_twice)(given, log, log_low);
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            const double w = 1 / given[i], q = w * w;
            const double series = q * D_MORE(q, D_MORE(q, D_MORE(q, D_MORE(q, D_MORE(q, D_MORE(q, D_MORE(q, -3617.0 / 8160, 1.0 / 12), -691.0 / 32760), 1.0 / 132), -1.0 / 240), 1.0 / 252), -1.0 / 120), 1.0 / 12);
            const PAIR found = sum_of(log[i], -0.5 * w);
            out[i] = given[i] >= 9 ? found.hi + (found.lo + (log_low[i] - series)) : out[i];
        }
    }
    ELSEWHERE(digamma)
}
/* log(e^x + e^y): the larger and log(1 + e^-|x - y|) */
S_SHARED void VARIANT(block_logaddexp)(const double *x, const double *y, double *out) {
    double apart[VARIANT(BLOCK)], rest[VARIANT(BLOCK)], log[VARIANT(BLOCK)], low[VARIANT(BLOCK)];
    VARIANT(powers) e;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double a = x[i], b = y[i];
        const PAIR d = sum_of(a, -b);
        const int near = fabs(d.hi) < 708;
        apart[i] = near ? -fabs(d.hi) : -708;
        rest[i] = near ? (d.hi > 0 ? -d.lo : d.lo) : 0;
    }
    VARIANT(exponentials_more)(apart, rest, &e);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double scale = VARIANT(power_of_two)(e.power[i]);
        const PAIR power = ordered(e.root[i], e.value[i]), one = ordered(1, scale * power.hi);
        apart[i] = one.hi;
        rest[i] = (one.lo + scale * power.lo) / one.hi;
    }
    VARIANT(logarithms_twice)(apart, log, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double a = x[i], b = y[i], high = a > b ? a : b;
        const PAIR found = sum_of(high, log[i]);
        const double finite = found.hi + (found.lo + (low[i] + rest[i])), ends = (a != a) | (b != b) ? NAN : high;
        out[i] = (fabs(a) < INFINITY) & (fabs(b) < INFINITY) ? finite : ends;
    }
}
#undef ELSEWHERE
