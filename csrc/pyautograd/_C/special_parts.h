/* What the special functions are made of, as sums of two doubles: the polynomials of special_tables.h, exponential, logarithm, and the functions of one
   argument that several others need. Formulas: NIST Digital Library of Mathematical Functions (DLMF). Included once for each instruction set. */

/* The row of a table for `u`, its value at u + rest */
S_INLINE PAIR VARIANT(row_at)(const double *row, double t, double rest) {
    const double q = t * t, q4 = q * q;
    const double a = (row[4] + t * row[5]) + q * (row[6] + t * row[7]), b = (row[8] + t * row[9]) + q * (row[10] + t * row[11]),
                 c = (row[12] + t * row[13]) + q * (row[14] + t * row[15]);
    const PAIR slope = sum_of(row[2], t * (a + q4 * (b + q4 * c)));
    const PAIR part = product_of(t, slope.hi);
    const PAIR found = sum_of(row[0], part.hi);
    return (PAIR){found.hi, found.lo + (row[1] + (part.lo + (t * (slope.lo + row[3]) + rest * (row[2] + 2 * t * row[4]))))};
}
#define row_at VARIANT(row_at)
S_INLINE PAIR VARIANT(in_table)(int row, double first, double step, double u, double rest) {
    const double k = (u - first) * (1 / step) + S_SHIFTER, n = k - S_SHIFTER;
    return row_at(special_rows[row + (int)n], u - (first + n * step), rest);
}
#define in_table VARIANT(in_table)

/* e^(x + rest) is the pair times two to `power` */
S_INLINE PAIR VARIANT(exponential)(double x, double rest, int *power) {
    x = s_held(x, -1500, 1500);
    const double n = (x * (1 / S_LN2) + S_SHIFTER) - S_SHIFTER;
    const PAIR low = product_of(n, S_LN2_MIDDLE); /* ln 2 - its first 32 bits */
    const PAIR r = sum_of(x - n * 0.693147180369123816490, -low.hi);
    *power = (int)n;
    return in_table(TABLE_exp, r.hi, (r.lo - low.lo) + (rest - n * S_LN2_END));
}
#define exponential VARIANT(exponential)
/* x times two to a power, which may leave the range */
S_INLINE double VARIANT(scaled)(PAIR x, int power) {
    const int first = power > 1000 ? 1000 : power < -1000 ? -1000 : power, rest = power - first;
    const int second = rest > 1000 ? 1000 : rest < -1000 ? -1000 : rest;
    return (x.hi + x.lo) * s_from_bits((int64_t)(first + 1023) << 52) * s_from_bits((int64_t)(second + 1023) << 52);
}
#define scaled VARIANT(scaled)

/* log(x + rest) of a positive finite x */
S_INLINE PAIR VARIANT(logarithm)(double x, double rest) {
    double e = 0;
    if (x < 0x1p-1022) x *= 0x1p54, rest *= 0x1p54, e = -54;
    const int64_t bits = s_bits(x) - 0x3FE6A09E667F3BCD, n = bits < 0 ? -((-bits + 0x000FFFFFFFFFFFFF) >> 52) : bits >> 52;
    const double m = s_from_bits(s_bits(x) - (int64_t)((uint64_t)n << 52));
    rest *= m / x;
    e += (double)n;
    const PAIR part = in_table(TABLE_log, m, rest);
    const PAIR found = ordered(e * 0.693147180369123816490, part.hi); /* exact: 32 bits */
    const PAIR low = product_of(e, S_LN2_MIDDLE);
    const PAIR both = sum_of(found.hi, low.hi);
    return ordered(both.hi, both.lo + (found.lo + (part.lo + (low.lo + e * S_LN2_END))));
}
#define logarithm VARIANT(logarithm)

/* erf(x + rest), 0 <= x */
S_INLINE PAIR VARIANT(error_function)(double x, double rest) {
    return x < 6 ? in_table(TABLE_erf, x, rest) : (PAIR){1, -1e-17};
}
#define error_function VARIANT(error_function)
/* exp(x^2) erfc(x) of x + rest >= 0.4 */
S_INLINE PAIR VARIANT(scaled_complement)(double x, double rest) {
    if (x <= 8) return in_table(TABLE_erfcx, x, rest);
    if (x > 1e300) return (PAIR){0.56418958354775628695 / x, 0};
    const PAIR w = inverse((PAIR){x, rest});
    return times(w, in_table(TABLE_erfcx_far, w.hi, w.lo));
}
#define scaled_complement VARIANT(scaled_complement)
/* (x + rest)^2 */
S_INLINE PAIR VARIANT(squared)(double x, double rest) {
    const PAIR q = product_of(x, x);
    return ordered(q.hi, q.lo + 2 * x * rest);
}
#define squared VARIANT(squared)
/* erfc(x + rest) is the pair times two to `power` */
S_INLINE PAIR VARIANT(complement)(double x, double rest, int *power) {
    *power = 0;
    if (x < 0.5) {
        const PAIR e = error_function(fabs(x), x < 0 ? -rest : rest);
        return x < 0 ? plus((PAIR){1, 0}, e) : minus((PAIR){1, 0}, e);
    }
    if (x > 28) return (PAIR){0, 0};
    const PAIR q = squared(x, rest);
    return times(exponential(-q.hi, -q.lo, power), scaled_complement(x, rest));
}
#define complement VARIANT(complement)

/* Stirling's series (DLMF 5.11.1) without its logarithms: log gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2, x >= 8 */
S_INLINE double VARIANT(stirling_rest)(double x) {
    const double w = 1 / x, q = w * w;
    return w * (1.0 / 12 + q * (-1.0 / 360 + q * (1.0 / 1260 + q * (-1.0 / 1680 + q * (1.0 / 1188 + q * (-691.0 / 360360 + q * (1.0 / 156
                + q * (-3617.0 / 122400 + q * (43867.0 / 244188)))))))));
}
#define stirling_rest VARIANT(stirling_rest)
/* log gamma(x + 1) for x >= 0 if `shifted`, log gamma(x) for x >= 1 if not */
static PAIR VARIANT(log_gamma)(double x, int shifted) {
    if (x < (shifted ? 8 : 9)) return shifted ? in_table(ROW_lgamma, 0.0, 1.0 / 16, x, 0) : in_table(TABLE_lgamma, x, 0);
    const double unit = x > 0x1p900 ? 0x1p-200 : 1; /* splitting must not overflow */
    const PAIR log = logarithm(x, 0), half = {shifted ? 0.5 * unit : -0.5 * unit, 0}, less = {log.hi - 1, log.lo};
    const PAIR big = times((PAIR){x * unit, 0}, less), rest = plus(times(half, log), (PAIR){0.91893853320467274178 * unit, -3.8782941580672414e-17 * unit});
    PAIR found = plus(big, rest);
    found.lo += stirling_rest(x) * unit;
    return (PAIR){found.hi / unit, found.lo / unit};
}
#define log_gamma VARIANT(log_gamma)
/* psi(x + 1) for x >= 0 if `shifted`, psi(x) for x >= 1 if not (DLMF 5.11.2) */
static PAIR VARIANT(psi)(double x, int shifted) {
    if (x < (shifted ? 8 : 9)) {
        const double z = shifted ? x + 1 : x;
        if (z > 1.40625 && z < 1.515625) { /* about its zero */
            const PAIR t = shifted ? ordered(x - (ZERO_OF_PSI - 1), -REST_OF_ZERO) : ordered(x - ZERO_OF_PSI, -REST_OF_ZERO);
            return row_at(special_rows[ROW_digamma_zero], t.hi, t.lo);
        }
        return shifted ? in_table(ROW_digamma, 0.0, 1.0 / 16, x, 0) : in_table(TABLE_digamma, x, 0);
    }
    const PAIR w = inverse((PAIR){x, 0});
    const double q = w.hi * w.hi;
    const double rest = q * (1.0 / 12 + q * (-1.0 / 120 + q * (1.0 / 252 + q * (-1.0 / 240 + q * (1.0 / 132 + q * (-691.0 / 32760 + q * (1.0 / 12
                        + q * (-3617.0 / 8160)))))))); 
    const double half = shifted ? 0.5 : -0.5;
    PAIR found = plus(logarithm(x, 0), (PAIR){half * w.hi, half * w.lo});
    found.lo -= rest;
    return found;
}
#define psi VARIANT(psi)

/* The inverse of erfc at z, z <= 1 and at least 2^-53 */
S_INLINE PAIR VARIANT(inverse_complement)(double z) {
    if (z >= 0.5) return in_table(TABLE_erfinv, 1 - z, 0);
    const int e = 1022 - (int)(s_bits(z) >> 52); /* z = m 2^-(e + 1), 1 <= m < 2 */
    const double m = s_from_bits((s_bits(z) & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
    const int k = (int)((m - 1) * 8);
    return row_at(special_rows[ROW_erfcinv + 8 * e + k], m - (1 + (k + 0.5) / 8), 0);
}
#define inverse_complement VARIANT(inverse_complement)

/* e^-x I(x) of order 0 or 1 for x >= 0 */
S_INLINE PAIR VARIANT(first_kind)(double x, int order) {
    if (x <= 8) return order ? in_table(TABLE_i1e, x, 0) : in_table(TABLE_i0e, x, 0);
    const PAIR w = inverse((PAIR){x, 0}), r = root(w);
    return times(r, order ? in_table(TABLE_i1e_far, w.hi, w.lo) : in_table(TABLE_i0e_far, w.hi, w.lo));
}
#define first_kind VARIANT(first_kind)
