/* The incomplete gamma functions of float64 in vectors, with the formulas of special_sums.h: the numbers of a block are told apart by the sum that converges
   for them, and each sum runs over several of them at once until all have converged. Included once for each instruction set, after special_blocks.h. */
enum { VARIANT(LANES) = 16 };

/* 1 + the power series of the lower function, DLMF 8.7.1; `a` and `x` are filled up to a multiple of LANES */
S_SHARED void VARIANT(gamma_series)(int count, const double *a, const double *x, double *out) {
    for (int first = 0; first < count; first += VARIANT(LANES)) {
        double term[VARIANT(LANES)], sum[VARIANT(LANES)];
        for (int k = 0; k < VARIANT(LANES); k++) term[k] = 1, sum[k] = 0;
        for (int n = 0;;) {
            int64_t left = 0;
            for (int once = 0; once < 4; once++) {
                n++;
                INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) {
                    term[k] *= x[first + k] / (a[first + k] + n);
                    sum[k] += term[k];
                }
            }
            INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) left |= term[k] > 1e-18 * sum[k];
            if (!left || n > 100000) break;
        }
        INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) out[first + k] = 1 + sum[k];
    }
}
/* a times Legendre's continued fraction of the upper function, DLMF 8.9.2, from where its convergents agree */
S_SHARED void VARIANT(gamma_fraction)(int count, const double *a, const double *x, double *out) {
    for (int first = 0; first < count; first += VARIANT(LANES)) {
        double p0[VARIANT(LANES)], p1[VARIANT(LANES)], q0[VARIANT(LANES)], q1[VARIANT(LANES)], b[VARIANT(LANES)];
        int n = 0;
        INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) b[k] = x[first + k] + 1 - a[first + k], p0[k] = 0, p1[k] = 1, q0[k] = 1, q1[k] = b[k];
        for (;;) {
            int64_t left = 0;
            for (int once = 0; once < 4; once++) {
                n++;
                INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) {
                    const double by = -n * (n - a[first + k]), width = b[k] + 2 * n, p = D_MORE(width, p1[k], by * p0[k]), q = D_MORE(width, q1[k], by * q0[k]);
                    p0[k] = p1[k], q0[k] = q1[k], p1[k] = p, q1[k] = q;
                }
            }
            INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) {
                const double unit = fabs(q1[k]) > 1e100 ? 1e-100 : 1, one = p1[k] * q0[k], other = p0[k] * q1[k];
                left |= fabs(one - other) > 1e-15 * fabs(one);
                p0[k] *= unit, q0[k] *= unit, p1[k] *= unit, q1[k] *= unit;
            }
            if (!left || n > 100000) break;
        }
        /* Their end is computed from the other side, where errors do not grow, and from a quarter beyond what rounding lets see. */
        n += (n / 16 + 1) * 4;
        INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) p0[k] = 1, q0[k] = b[k] + 2 * n;
        while (n > 0) {
            for (int once = 0; once < 4; once++, n--)
                INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) {
                    const double next = D_MORE(b[k] + 2 * (n - 1), q0[k], -n * (n - a[first + k]) * p0[k]);
                    p0[k] = q0[k], q0[k] = next;
                }
            INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) {
                const double unit = fabs(q0[k]) > 1e100 ? 1e-100 : 1;
                p0[k] *= unit, q0[k] *= unit;
            }
        }
        INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) out[first + k] = a[first + k] * (p0[k] / q0[k]);
    }
}
/* a sum over n > 0 of (-x)^n / ((a + n) n!), for x up to 3/2 */
S_SHARED void VARIANT(gamma_small)(int count, const double *a, const double *x, double *out) {
    for (int first = 0; first < count; first += VARIANT(LANES)) {
        double term[VARIANT(LANES)], sum[VARIANT(LANES)];
        for (int k = 0; k < VARIANT(LANES); k++) term[k] = 1, sum[k] = 0;
        for (int n = 1; n < 30; n++)
            INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) {
                term[k] *= -x[first + k] * (1.0 / n);
                sum[k] += term[k] / (a[first + k] + n);
            }
        INDEPENDENT for (int k = 0; k < VARIANT(LANES); k++) out[first + k] = a[first + k] * sum[k];
    }
}
/* P (`lower`) or Q */
S_SHARED void VARIANT(block_gamma)(const double *a_, const double *x_, double *out, int lower) {
    enum { SERIES, FRACTION, SMALL, APART };
    double a[VARIANT(BLOCK)], x[VARIANT(BLOCK)], t[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)], log[VARIANT(BLOCK)], log_low[VARIANT(BLOCK)], sum[VARIANT(BLOCK)];
    double some_a[VARIANT(BLOCK)], some_x[VARIANT(BLOCK)], some[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)];
    int kind[VARIANT(BLOCK)], order[VARIANT(BLOCK)], counts[4] = {0, 0, 0, 0};
    VARIANT(powers) e;
    for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double p = a_[i], z = x_[i];
        const int is_series = lower ? z <= p + 1 : !(z > 1.1 && z > p);
        kind[i] = !(p >= 1e-200 && p < 8 && z >= 1e-200 && z < 500) ? APART : !lower && p < 1 && z <= 1.5 ? SMALL : is_series ? SERIES : FRACTION;
        counts[kind[i]]++;
        a[i] = kind[i] == APART ? 1 : p, x[i] = kind[i] == APART ? 1 : z;
    }
    if (counts[APART] < VARIANT(BLOCK)) {
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) row[i] = VARIANT(place)(ROW_lgamma, 0.0, 0.0625, a[i], t + i);
        VARIANT(block_rows)(row, t, NULL, high, low);
        VARIANT(logarithms_twice)(x, log, log_low);
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            /* the logarithm of x^a e^-x / gamma(a + 1), or without the exponential */
            const PAIR power = times((PAIR){a[i], 0}, (PAIR){log[i], log_low[i]}), less = minus(power, (PAIR){kind[i] == SMALL ? 0 : x[i], 0}), all = minus(less, (PAIR){high[i], low[i]});
            high[i] = all.hi, low[i] = all.lo;
        }
        for (int which = 0; which < APART; which++) {
            int n = 0;
            if (!counts[which]) continue;
            for (int i = 0; i < VARIANT(BLOCK); i++)
                if (kind[i] == which) order[n] = i, some_a[n] = a[i], some_x[n++] = x[i];
            for (int k = n; k % VARIANT(LANES); k++) some_a[k] = some_a[n - 1], some_x[k] = some_x[n - 1];
            if (which == SERIES) VARIANT(gamma_series)(n, some_a, some_x, some);
            else if (which == FRACTION) VARIANT(gamma_fraction)(n, some_a, some_x, some);
            else VARIANT(gamma_small)(n, some_a, some_x, some);
            for (int k = 0; k < n; k++) sum[order[k]] = some[k];
        }
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) high[i] = high[i] > -690 ? high[i] : -690;
        VARIANT(exponentials_twice)(high, &e);
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            const double scale = VARIANT(power_of_two)(kind[i] == APART ? 0 : e.power[i]);
            const PAIR root_ = {scale * e.root[i], 0}, less = sum_of(root_.hi, -1), minus_one = sum_of(less.hi, scale * e.value[i]);
            const double rest = scale * (e.rest[i] + (e.root[i] + e.value[i]) * low[i]);
            const PAIR front = ordered(root_.hi, scale * e.value[i]), whole = times((PAIR){front.hi, front.lo + rest}, (PAIR){kind[i] == APART ? 1 : sum[i], 0});
            const PAIR top = ordered(minus_one.hi, minus_one.lo + (less.lo + rest)), small = sum_of(-top.hi, -(front.hi * (kind[i] == APART ? 1 : sum[i])));
            const double found = kind[i] == SMALL ? small.hi + (small.lo - top.lo) : whole.hi + whole.lo;
            const int is_lower = kind[i] == SERIES;
            out[i] = is_lower == lower ? found : 1 - found;
        }
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (kind[i] == FRACTION || kind[i] == SERIES)
                if (high[i] <= -690) kind[i] = APART, counts[APART]++;
    }
    if (counts[APART])
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (kind[i] == APART) out[i] = lower ? f_igamma_plain(a_[i], x_[i]) : f_igammac_plain(a_[i], x_[i]);
}
S_SHARED void VARIANT(block_igamma)(const double *a, const double *x, double *out) { VARIANT(block_gamma)(a, x, out, 1); }
S_SHARED void VARIANT(block_igammac)(const double *a, const double *x, double *out) { VARIANT(block_gamma)(a, x, out, 0); }
