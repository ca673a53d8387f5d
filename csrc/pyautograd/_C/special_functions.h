/* The special functions of one real number, in float64: those of special_parts.h rounded once. Formulas: NIST Digital Library of Mathematical Functions (DLMF).
   Included once for each instruction set. */
#define UNARY(name) static double VARIANT(f_##name)(double x)

UNARY(erf) {
    const PAIR e = error_function(fabs(x), 0);
    return x != x ? x : copysign(e.hi + e.lo, x);
}
UNARY(erfc) {
    int power;
    if (x != x) return x;
    if (x < -6) return 2;
    const PAIR e = complement(x, 0, &power);
    return scaled(e, power);
}
UNARY(erfcx) {
    int power, more;
    if (x != x) return x;
    if (x >= 0.5) { const PAIR e = scaled_complement(x, 0); return e.hi + e.lo; }
    if (x < -27) return INFINITY;
    const PAIR q = squared(x, 0), e = complement(x, 0, &more), g = times(exponential(q.hi, q.lo, &power), e);
    return scaled(g, power + more);
}
/* -x / sqrt(2) as a pair */
S_INLINE PAIR VARIANT(normal_argument)(double x) {
    const PAIR p = product_of(x, -0.7071067811865476);
    return ordered(p.hi, p.lo + x * 4.833646656726457e-17);
}
UNARY(ndtr) {
    int power;
    if (x != x) return x;
    if (fabs(x) > 40) return x > 0;
    const PAIR t = VARIANT(normal_argument)(x), e = complement(t.hi, t.lo, &power);
    return scaled(e, power - 1);
}
UNARY(log_ndtr) {
    int power;
    if (x != x) return x;
    if (x > 40) return -0.0;
    if (x < -1e150) return -INFINITY;
    const PAIR t = VARIANT(normal_argument)(x);
    if (x < -1) {
        const PAIR e = scaled_complement(t.hi, t.lo), found = minus(logarithm(0.5 * e.hi, 0.5 * e.lo), squared(t.hi, t.lo));
        return found.hi + found.lo;
    }
    const PAIR e = complement(-t.hi, -t.lo, &power);
    if (power < -60) return scaled((PAIR){-e.hi, -e.lo}, power - 1);
    const double unit = s_from_bits((int64_t)(power + 1022) << 52);
    const PAIR one = ordered(1, -e.hi * unit), found = logarithm(one.hi, one.lo - e.lo * unit);
    return found.hi + found.lo;
}
UNARY(erfinv) {
    const double size = fabs(x);
    if (!(size < 1)) return size == 1 ? x * INFINITY : NAN;
    const PAIR y = size <= 0.5 ? in_table(TABLE_erfinv, size, 0) : inverse_complement(1 - size);
    return copysign(y.hi + y.lo, x);
}
UNARY(ndtri) {
    const double low = x > 0.5 ? 1 - x : x;
    PAIR y;
    if (!(x > 0 && x < 1)) return x == 0 ? -INFINITY : x == 1 ? INFINITY : NAN;
    if (x == 0.5) return 0;
    if (low >= 0x1p-53)
        y = times(inverse_complement(2 * low), (PAIR){1.4142135623730951, -9.667293313452913e-17});
    else {
        const PAIR l = logarithm(low, 0), s = root((PAIR){-2 * l.hi, -2 * l.lo});
        y = in_table(TABLE_normal_tail, s.hi, s.lo);
    }
    return x > 0.5 ? y.hi + y.lo : -(y.hi + y.lo);
}
UNARY(lgamma) {
    if (!(fabs(x) < INFINITY)) return x * x;
    if (x >= 1) { const PAIR g = log_gamma(x, 0); return g.hi + g.lo; }
    if (x == 0) return INFINITY;
    if (x > 0) { const PAIR g = minus(log_gamma(x, 1), logarithm(x, 0)); return g.hi + g.lo; }
    /* reflection, DLMF 5.5.3 */
    const double r = fabs(x - rint(x));
    if (r == 0) return INFINITY;
    const PAIR g = minus(minus(in_table(TABLE_log_circle, r, 0), logarithm(r, 0)), log_gamma(-x, 1));
    return g.hi + g.lo;
}
UNARY(digamma) {
    if (!(fabs(x) < INFINITY)) return x > 0 ? x : NAN;
    if (x == 0) return copysign(INFINITY, -x);
    if (x > 0x1p500) return log(x);
    if (x >= 1) { const PAIR p = psi(x, 0); return p.hi + p.lo; }
    if (x > 0) {
        if (x < 0x1p-600) return -1 / x;
        const PAIR p = minus(psi(x, 1), inverse((PAIR){x, 0}));
        return p.hi + p.lo;
    }
    /* reflection, DLMF 5.5.4 */
    const double r = x - rint(x), size = fabs(r);
    if (r == 0) return NAN;
    if (size < 0x1p-600) return -1 / r;
    const PAIR c = minus(inverse((PAIR){size, 0}), in_table(TABLE_cotangent, size, 0)), p = psi(-x, 1);
    const PAIR found = r < 0 ? plus(p, c) : minus(p, c);
    return found.hi + found.lo;
}
/* psi'(x) */
static double VARIANT(f_zeta)(double, double);
UNARY(trigamma) {
    if (x >= 0.5) return x == INFINITY ? 0 : VARIANT(f_zeta)(2, x);
    if (x != x) return x;
    /* pi / sin(pi r) = e^L / r, and psi'(x) = (pi / sin(pi x))^2 - psi'(1 - x), DLMF 5.5.4 */
    const double r = fabs(x - rint(x));
    int power;
    if (r == 0 || x == -INFINITY) return x == -INFINITY ? NAN : INFINITY;
    if (r < 1e-150) return 1 / r / r;
    const PAIR l = in_table(TABLE_log_circle, r, 0), e = exponential(2 * l.hi, 2 * l.lo, &power), w = inverse((PAIR){r, 0}), q = times(times(w, w), e);
    return scaled(q, power) - VARIANT(f_zeta)(2, 1 - x);
}
UNARY(i0) {
    int power;
    const double size = fabs(x);
    if (!(size < 800)) return size == INFINITY ? NAN : size * INFINITY;
    const PAIR g = times(first_kind(size, 0), exponential(size, 0, &power));
    return scaled(g, power);
}
UNARY(i1) {
    int power;
    const double size = fabs(x);
    if (!(size < 800)) return size == INFINITY ? NAN : x * INFINITY;
    const PAIR g = times(first_kind(size, 1), exponential(size, 0, &power));
    return scaled(x < 0 ? (PAIR){-g.hi, -g.lo} : g, power);
}
UNARY(i0e) {
    if (!(fabs(x) < 1e300)) return x != x ? x : fabs(x) == INFINITY ? 0 : 0.3989422804014327 / sqrt(fabs(x));
    const PAIR g = first_kind(fabs(x), 0);
    return g.hi + g.lo;
}
UNARY(modified_i1) { return VARIANT(f_i1)(x); } /* they differ in float32 */
UNARY(i1e) {
    if (!(fabs(x) < 1e300)) return x != x ? x : fabs(x) == INFINITY ? 0 : copysign(0.3989422804014327 / sqrt(fabs(x)), x);
    const PAIR g = first_kind(fabs(x), 1);
    return x < 0 ? -(g.hi + g.lo) : g.hi + g.lo;
}

/* K of order 0 or 1, DLMF 10.31: up to 1 with the logarithm apart */
static double VARIANT(second_kind)(double x, int order, int is_scaled) {
    int power = 0, more = 0;
    PAIR k;
    if (x != x || x < 0) return NAN;
    if (x == 0) return INFINITY;
    if (x < 1e-300 && order) return 1 / x;
    if (x <= 1) {
        const PAIR e = exponential(x, 0, &power);
        PAIR i = times(first_kind(x, order), e);
        const double scale = s_from_bits((int64_t)(power + 1023) << 52);
        i = (PAIR){i.hi * scale, i.lo * scale};
        const PAIR part = times(i, logarithm(x, 0));
        k = order ? plus(inverse((PAIR){x, 0}), plus(part, in_table(TABLE_k1_near, x, 0))) : minus(in_table(TABLE_k0_near, x, 0), part);
        if (is_scaled) k = times(k, e);
        else power = 0;
    } else {
        if (x > 1e300) return is_scaled ? 1.2533141373155003 / sqrt(x) : 0;
        if (x <= 8) k = order ? in_table(TABLE_k1e, x, 0) : in_table(TABLE_k0e, x, 0);
        else {
            const PAIR w = inverse((PAIR){x, 0});
            k = times(root(w), order ? in_table(TABLE_k1e_far, w.hi, w.lo) : in_table(TABLE_k0e_far, w.hi, w.lo));
        }
        if (!is_scaled) k = times(k, exponential(-x, 0, &more));
    }
    return scaled(k, power + more);
}
UNARY(k0) { return VARIANT(second_kind)(x, 0, 0); }
UNARY(k1) { return VARIANT(second_kind)(x, 1, 0); }
UNARY(k0e) { return VARIANT(second_kind)(x, 0, 1); }
UNARY(k1e) { return VARIANT(second_kind)(x, 1, 1); }

/* Hankel's expansions (DLMF 10.17.3): J and Y from their coefficients a_k of order 0 or 1, x >= 25 */
static void VARIANT(hankel)(double x, int order, double *first, double *second) {
    static const double a[2][16] = {
        {1, -0.125, 0.0703125, -0.0732421875, 0.112152099609375, -0.22710800170898438, 0.5725014209747314, -1.7277275025844574, 6.074042001273483,
         -24.380529699556064, 110.01714026924674, -551.3358961220206, 3038.090510922384, -18257.755474293175, 118838.42625678325, -832859.3040162893},
        {1, 0.375, -0.1171875, 0.1025390625, -0.144195556640625, 0.2775764465332031, -0.6765925884246826, 1.993531733751297, -6.883914268109947,
         27.248827311268542, -121.59789187653587, 603.8440767050702, -3302.2722944808525, 19718.37591223663, -127641.2726461746, 890297.8767070678},
    };
    const double *c = a[order], w = 1 / x, q = -w * w, s = sin(x), o = cos(x), size = 0.5641895835477563 / sqrt(x);
    const double even = c[0] + q * (c[2] + q * (c[4] + q * (c[6] + q * (c[8] + q * (c[10] + q * (c[12] + q * c[14]))))));
    const double odd = w * (c[1] + q * (c[3] + q * (c[5] + q * (c[7] + q * (c[9] + q * (c[11] + q * (c[13] + q * c[15])))))));
    /* sqrt(2) cos and sin of x - pi/4 or x - 3 pi/4 */
    const double cosine = order ? s - o : o + s, sine = order ? -(s + o) : s - o;
    *first = size * (even * cosine - odd * sine);
    *second = size * (even * sine + odd * cosine);
}
static double VARIANT(bessel_j)(double x, int order) {
    double j, y;
    const double size = fabs(x);
    if (!(size < INFINITY)) return x != x ? x : NAN;
    if (size <= 25) { const PAIR p = order ? in_table(TABLE_j1, size, 0) : in_table(TABLE_j0, size, 0); j = p.hi + p.lo; }
    else VARIANT(hankel)(size, order, &j, &y);
    return order && x < 0 ? -j : order && x == 0 ? x : j;
}
static double VARIANT(bessel_y)(double x, int order) {
    double j, y;
    if (!(x > 0 && x < INFINITY)) return x == 0 ? -INFINITY : NAN;
    if (x > 25) { VARIANT(hankel)(x, order, &j, &y); return y; }
    if (x > 2) { const PAIR p = order ? in_table(TABLE_y1, x, 0) : in_table(TABLE_y0, x, 0); return p.hi + p.lo; }
    const PAIR pole = {0.6366197723675814, -3.935735335036497e-17}; /* 2 / pi */
    if (order && x < 1e-290) return -0.6366197723675814 / x;
    const PAIR l = times(pole, times(logarithm(x, 0), order ? in_table(TABLE_j1, x, 0) : in_table(TABLE_j0, x, 0)));
    const PAIR p = order ? minus(plus(l, in_table(TABLE_y1_near, x, 0)), times(pole, inverse((PAIR){x, 0}))) : plus(l, in_table(TABLE_y0_near, x, 0));
    return p.hi + p.lo;
}
UNARY(j0) { return VARIANT(bessel_j)(x, 0); }
UNARY(j1) { return VARIANT(bessel_j)(x, 1); }
UNARY(y0) { return VARIANT(bessel_y)(x, 0); }
UNARY(y1) { return VARIANT(bessel_y)(x, 1); }

/* Ai; beyond 10 to both sides by its expansions, DLMF 9.7.5 and 9.7.9 */
UNARY(airy) {
    static const double u[16] = {
        1, 0.06944444444444445, 0.037133487654320986, 0.03799305912780064, 0.05764919041266972, 0.11609906402551541, 0.2915913992307505, 0.8776669695100169,
        3.079453030173167, 12.341573332345238, 55.62278536591708, 278.46508077760257, 1533.1694320127956, 9207.206599726414, 59892.51356587907, 419524.87511655106,
    };
    int power;
    if (!(fabs(x) < INFINITY)) return NAN;
    if (x >= -10 && x <= 2) { const PAIR p = in_table(TABLE_airy, x, 0); return p.hi + p.lo; }
    if (x > 1e4) return 0;
    if (x < -1e9) x = -1e9;
    const PAIR size = {fabs(x), 0}, third = {0.66666666666666663, 3.7007434154171886e-17};
    const PAIR zeta = times(third, times(size, root(size)));
    if (x > 0) {
        const PAIR e = exponential(-zeta.hi, -zeta.lo, &power);
        if (x <= 10) return scaled(times(e, in_table(TABLE_airy_scaled, x, 0)), power);
        const double w = -1 / zeta.hi;
        double sum = 0;
        for (int k = 15; k >= 0; k--) sum = sum * w + u[k];
        const double front = 0.28209479177387814 * sum / sqrt(sqrt(x));
        return scaled((PAIR){e.hi * front, e.lo * front}, power);
    }
    const double w = 1 / zeta.hi, q = -w * w;
    double even = 0, odd = 0;
    for (int k = 14; k >= 0; k -= 2) even = even * q + u[k], odd = odd * q + u[k + 1];
    odd *= w;
    const double s = sin(zeta.hi), c = cos(zeta.hi), sine = s + c * zeta.lo, cosine = c - s * zeta.lo;
    /* cos(zeta - pi/4) even + sin(zeta - pi/4) odd, times sqrt(2) */
    return 0.3989422804014327 / sqrt(sqrt(-x)) * ((cosine + sine) * even + (sine - cosine) * odd);
}
UNARY(spherical_j0) {
    if (x == 0) return 1;
    if (fabs(x) == INFINITY) return 0;
    if (fabs(x) < 0.75) { /* its power series, DLMF 10.53.1 */
        const PAIR q = product_of(x, x);
        const double t = q.hi;
        const double rest = t * t * (1.0 / 120 + t * (-1.0 / 5040 + t * (1.0 / 362880 + t * (-1.0 / 39916800 + t * (1.0 / 6227020800.0 + t * (-1.0 / 1307674368000.0))))));
        const PAIR top = ordered(1, -t * 0.16666666666666666);
        return top.hi + (top.lo + rest);
    }
    return sin(x) / x;
}
