/* Hurwitz' zeta function and the incomplete gamma functions in float64. Included once for each instruction set. */

/* sum over k >= 0 of (q + k)^-s, by Euler and Maclaurin's formula (DLMF 25.11.5): inf for s = 1 and at q = 0, -1, ...; nan for s < 1, and for
   negative q with an s that is no integer */
S_INLINE double VARIANT(negative_power)(double t, double rest, double s) {
    const double p = s == 2 ? 1 / (t * t) : s == 3 ? 1 / (t * t * t) : pow(t, -s);
    return isinf(p) ? p : p - p * (s * (rest / t));
}
#define negative_power VARIANT(negative_power)
static double VARIANT(f_zeta)(double s, double q) {
    /* B_2k / (2k)! */
    static const double b[12] = {
        0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07, 2.08767569878681e-08, -5.284190138687493e-10,
        1.3382536530684679e-11, -3.3896802963225832e-13, 8.586062056277845e-15, -2.174868698558062e-16, 5.50900282836023e-18, -1.3954464685812525e-19,
    };
    if (s != s || q != q) return NAN;
    if (s == 1) return INFINITY;
    if (s < 1) return NAN;
    if (q <= 0 && q == floor(q)) return INFINITY;
    if (q < 0 && s != floor(s)) return NAN;
    if (q == INFINITY) return 0;
    if (q == -INFINITY) return NAN;
    if (q < -1e7) return NAN;
    const double start = 10 + (s < 60 ? s : 60);
    PAIR total = {0, 0}, t = {q, 0};
    for (double k = 0; t.hi < start; k += 1, t = sum_of(q, k)) {
        const PAIR next = sum_of(total.hi, negative_power(t.hi, t.lo, s));
        total = (PAIR){next.hi, total.lo + next.lo};
        if (isinf(next.hi)) return next.hi;
    }
    const double power = negative_power(t.hi, t.lo, s), inverse_square = 1 / (t.hi * t.hi), order = s < 1e6 ? s : 1e6;
    const double whole = power * (t.hi / (s - 1));
    double rising = order, factor = power / t.hi, more = 0;
    for (int k = 0; k < 12; k++) {
        more += b[k] * rising * factor;
        rising *= (order + (2 * k + 1)) * (order + (2 * k + 2));
        factor *= inverse_square;
    }
    const PAIR next = sum_of(total.hi, whole);
    return next.hi + (next.lo + (total.lo + (0.5 * power + more)));
}

/* x^a e^-x / gamma(a + 1) is the pair times two to `power` */
static PAIR VARIANT(gamma_front)(double a, double x, int *power) {
    if (a < 20) {
        PAIR e = times((PAIR){a, 0}, logarithm(x, 0));
        e = minus(minus(e, (PAIR){x, 0}), log_gamma(a, 1));
        return exponential(e.hi, e.lo, power);
    }
    /* a log(x / a) - (x - a), with Stirling's series: DLMF 8.11.7 */
    const PAIR apart = sum_of(x, -a), d = times(apart, inverse((PAIR){a, 0}));
    PAIR e;
    if (fabs(d.hi) < 0.1) {
        const double t = d.hi;
        double series = 0;
        for (int k = 20; k > 2; k--) series = series * t + (k & 1 ? 1.0 : -1.0) / k;
        const PAIR q = times(d, d);
        e = times((PAIR){a, 0}, ordered(-0.5 * q.hi, -0.5 * q.lo + t * t * t * series));
    } else if (x < 0.5 * a) { /* 1 + d would lose what little there is of x */
        e = minus(times((PAIR){a, 0}, minus(logarithm(x, 0), logarithm(a, 0))), apart);
    } else {
        const PAIR ratio = plus((PAIR){1, 0}, d);
        e = minus(times((PAIR){a, 0}, logarithm(ratio.hi, ratio.lo)), apart);
    }
    e = plus(e, (PAIR){-stirling_rest(a), 0});
    const PAIR w = exponential(e.hi, e.lo, power), r = root(inverse(times((PAIR){6.283185307179586, 2.4492935982947064e-16}, (PAIR){a, 0})));
    return times(w, r);
}
#define gamma_front VARIANT(gamma_front)
/* The upper function for a < 1 and x not far above 1: 1 - x^a / gamma(a + 1) (1 + a sum (-x)^n / ((a + n) n!)), DLMF 8.7.3, without cancellation */
static double VARIANT(upper_small)(double a, double x) {
    double term = 1, sum = 0;
    for (int n = 1; n < 60; n++) {
        term *= -x / n;
        const double more = term / (a + n);
        sum += more;
        if (fabs(more) < 1e-18 * fabs(sum)) break;
    }
    const PAIR l = minus(times((PAIR){a, 0}, logarithm(x, 0)), log_gamma(a, 1));
    PAIR rest; /* e^l - 1 */
    double growth;
    if (fabs(l.hi) < 1e-3) {
        const double t = l.hi, more = t * t * (1.0 / 2 + t * (1.0 / 6 + t * (1.0 / 24 + t * (1.0 / 120 + t * (1.0 / 720)))));
        rest = ordered(t, l.lo + more);
        growth = 1 + rest.hi;
    } else {
        int power;
        PAIR e = exponential(l.hi, l.lo, &power);
        if (power < -1000) return 1;
        const double unit = s_from_bits((int64_t)(power + 1023) << 52);
        e = (PAIR){e.hi * unit, e.lo * unit};
        rest = minus(e, (PAIR){1, 0});
        growth = e.hi;
    }
    const PAIR found = sum_of(-rest.hi, -growth * a * sum);
    return found.hi + (found.lo - rest.lo);
}
/* P or Q, which it is in `lower`, the one wanted if that is no difference of larger numbers */
static double VARIANT(incomplete)(double a, double x, int *lower) {
    int power;
    const PAIR front = gamma_front(a, x, &power);
    *lower = *lower ? x <= a + 1 : !(x > 1.1 && x > a);
    if (*lower) {
        /* the power series, DLMF 8.7.1, from its end */
        int n = 1;
        for (double t = x / (a + 1); t > 1e-18 && n < 100000; n++) t *= x / (a + (n + 1));
        double sum = 0;
        for (; n > 0; n--) sum = (sum + 1) * (x / (a + n));
        const PAIR all = ordered(1, sum);
        return scaled(times(front, all), power);
    }
    /* Legendre's continued fraction, DLMF 8.9.2, from where its convergents agree */
    const double b = x + 1 - a;
    double p0 = 0, p1 = 1, q0 = 1, q1 = b;
    int n = 1;
    for (; n < 100000; n++) {
        const double by = -n * (n - a), width = b + 2 * n, p = width * p1 + by * p0, q = width * q1 + by * q0;
        p0 = p1, q0 = q1, p1 = p, q1 = q;
        if (!(n & 3) && fabs(p1 * q0 - p0 * q1) <= 1e-16 * fabs(p1 * q0)) break;
        if (fabs(q1) > 1e100) p0 *= 1e-100, p1 *= 1e-100, q0 *= 1e-100, q1 *= 1e-100;
    }
    /* Their end is computed from the other side, where errors do not grow. */
    double last = 1, sum = b + 2 * n;
    for (; n > 0; n--) {
        const double next = (b + 2 * (n - 1)) * sum - n * (n - a) * last;
        last = sum, sum = next;
        if (fabs(sum) > 1e100) last *= 1e-100, sum *= 1e-100;
    }
    const double all = a * (last / sum);
    return scaled((PAIR){front.hi * all, front.lo * all}, power);
}
/* P (`lower`) or Q */
static double VARIANT(incomplete_gamma)(double a, double x, int lower) {
    int is_lower = lower;
    if (a != a || x != x || x < 0 || a < 0) return NAN;
    if (a < 1e-300) return x > 0 ? lower : NAN;
    if (x == 0) return !lower;
    if (a == INFINITY) return x == INFINITY ? NAN : !lower;
    if (x == INFINITY || (x >= 1e300 && a < 1e9)) return lower;
    if (a >= 1e9) { /* those of a normal distribution, DLMF 8.12.3 */
        const double d = (x - a) / a, eta = fabs(d) < 1e-5 ? d : copysign(sqrt(fmax(2 * (d - log1p(d)), 0)), d);
        const double upper = 0.5 * VARIANT(f_erfc)(eta * sqrt(a / 2));
        return lower ? 1 - upper : upper;
    }
    if (!lower && a < 1 && x <= 1.5) return VARIANT(upper_small)(a, x);
    const double found = VARIANT(incomplete)(a, x, &is_lower);
    return is_lower == lower ? found : 1 - found;
}
static double VARIANT(f_igamma)(double a, double x) { return VARIANT(incomplete_gamma)(a, x, 1); }
static double VARIANT(f_igammac)(double a, double x) { return VARIANT(incomplete_gamma)(a, x, 0); }
#undef negative_power
#undef gamma_front
