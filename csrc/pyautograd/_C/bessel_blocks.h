/* Bessel functions of float64 in vectors, with the formulas of special_functions.h. Included once for each instruction set, after special_blocks.h. */

/* Hankel's expansions (DLMF 10.17.3) for those of a block that are from 25 to 2^20 */
S_SHARED void VARIANT(block_hankel)(const double *x, int order, int second, double *out) {
    /* a_k of order 0 and 1 */
    static const double a[2][16] = {
        {1, -0.125, 0.0703125, -0.0732421875, 0.112152099609375, -0.22710800170898438, 0.5725014209747314, -1.7277275025844574, 6.074042001273483,
         -24.380529699556064, 110.01714026924674, -551.3358961220206, 3038.090510922384, -18257.755474293175, 118838.42625678325, -832859.3040162893},
        {1, 0.375, -0.1171875, 0.1025390625, -0.144195556640625, 0.2775764465332031, -0.6765925884246826, 1.993531733751297, -6.883914268109947,
         27.248827311268542, -121.59789187653587, 603.8440767050702, -3302.2722944808525, 19718.37591223663, -127641.2726461746, 890297.8767070678},
    };
    const double *c = a[order];
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]), held = size > 25 ? size : 25, z = held < 0x1p19 ? held : 0x1p19, w = 1 / z, q = -w * w;
        PAIR r, p;
        int64_t far;
        const int64_t n = VARIANT(circle)(z, &r, &p, &far);
        double even = c[14], odd = c[15];
        even = D_MORE(q, even, c[12]), even = D_MORE(q, even, c[10]), even = D_MORE(q, even, c[8]), even = D_MORE(q, even, c[6]), even = D_MORE(q, even, c[4]);
        odd = D_MORE(q, odd, c[13]), odd = D_MORE(q, odd, c[11]), odd = D_MORE(q, odd, c[9]), odd = D_MORE(q, odd, c[7]), odd = D_MORE(q, odd, c[5]);
        even = q * D_MORE(q, even, c[2]), odd = w * D_MORE(q, D_MORE(q, odd, c[3]), c[1]);
        /* sine and cosine of z, then sqrt(2) times those of z - pi/4 or z - 3 pi/4 */
        const int turned = n & 1;
        const double sign_s = n & 2 ? -1 : 1, sign_c = (n + 1) & 2 ? -1 : 1;
        const PAIR s = {sign_s * (turned ? p.hi : r.hi), sign_s * (turned ? p.lo : r.lo)}, o = {sign_c * (turned ? r.hi : p.hi), sign_c * (turned ? r.lo : p.lo)};
        const PAIR less = sum_of(s.hi, -o.hi), more = sum_of(s.hi, o.hi);
        const double less_low = less.lo + (s.lo - o.lo), more_low = more.lo + (s.lo + o.lo);
        const double cosine = order ? less.hi : more.hi, cosine_low = order ? less_low : more_low, sine = order ? -more.hi : less.hi, sine_low = order ? -more_low : less_low;
        const double one = second ? sine : cosine, one_low = second ? sine_low : cosine_low, other = second ? cosine : -sine;
        const double found = 0.5641895835477563 / sqrt(z) * (one + (one_low + D_MORE(odd, other, even * one)));
        out[i] = size > 25 ? (order && !second && x[i] < 0 ? -found : found) : out[i];
    }
}
S_SHARED void VARIANT(block_first)(const double *x, double *out, int order) {
    double t[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)], given[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0, far = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]);
        given[i] = x[i];
        far |= size > 25;
        apart[i] = !(size < 0x1p19);
        any |= apart[i];
        row[i] = place(ROW_j0, 0.0, 0.25, size < 25 ? size : 25, t + i) + (order ? ROW_j1 - ROW_j0 : 0);
    }
    VARIANT(block_rows)(row, t, NULL, high, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double found = high[i] + low[i], odd = given[i] == 0 ? given[i] : given[i] < 0 ? -found : found;
        out[i] = order ? odd : found;
    }
    if (far) VARIANT(block_hankel)(given, order, 0, out);
    if (any)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (apart[i]) out[i] = order ? SCALAR(f_j1)(given[i]) : SCALAR(f_j0)(given[i]);
}
S_SHARED void VARIANT(block_second)(const double *x, double *out, int order) {
    double t[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)], log[VARIANT(BLOCK)], log_low[VARIANT(BLOCK)], given[VARIANT(BLOCK)], held[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0, far = 0, near = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = x[i];
        double low_at, high_at;
        const int64_t first = place(ROW_y0_near, 0.0, 0.25, z > 0 ? (z < 2 ? z : 2) : 0, &low_at), second = place(ROW_y0, 2.0, 0.25, z > 2 ? (z < 25 ? z : 25) : 2, &high_at);
        given[i] = z;
        far |= z > 25;
        near |= z <= 2;
        apart[i] = !((z > 1e-290) & (z < 0x1p19));
        any |= apart[i];
        held[i] = (z > 1e-290) & (z < 2) ? z : 2;
        row[i] = z <= 2 ? first + (order ? ROW_y1_near - ROW_y0_near : 0) : second + (order ? ROW_y1 - ROW_y0 : 0);
        t[i] = z <= 2 ? low_at : high_at;
    }
    VARIANT(block_rows)(row, t, NULL, high, low);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) out[i] = high[i] + low[i];
    if (near) {
        double j[VARIANT(BLOCK)], j_low[VARIANT(BLOCK)];
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) row[i] = place(ROW_j0, 0.0, 0.25, held[i], t + i) + (order ? ROW_j1 - ROW_j0 : 0);
        VARIANT(block_rows)(row, t, NULL, j, j_low);
        VARIANT(logarithms_twice)(held, log, log_low);
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            const PAIR pole = {0.6366197723675814, -3.935735335036497e-17}, rest = {high[i], low[i]}; /* 2 / pi */
            const PAIR l = times(pole, times((PAIR){log[i], log_low[i]}, (PAIR){j[i], j_low[i]})), all = plus(l, rest);
            const PAIR p = order ? minus(all, times(pole, inverse((PAIR){held[i], 0}))) : all;
            out[i] = given[i] <= 2 ? p.hi + p.lo : out[i];
        }
    }
    if (far) VARIANT(block_hankel)(given, order, 1, out);
    if (any)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (apart[i]) out[i] = order ? SCALAR(f_y1)(given[i]) : SCALAR(f_y0)(given[i]);
}
/* K of order 0 or 1, DLMF 10.31: up to 1 with the logarithm apart, beyond 8 by the reciprocal */
S_SHARED void VARIANT(block_modified)(const double *x, double *out, int order, int is_scaled) {
    double t[VARIANT(BLOCK)], rest[VARIANT(BLOCK)], high[VARIANT(BLOCK)], low[VARIANT(BLOCK)], given[VARIANT(BLOCK)], held[VARIANT(BLOCK)], w[VARIANT(BLOCK)];
    double grown[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart[VARIANT(BLOCK)], any = 0, near = 0;
    VARIANT(powers) e;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = x[i], above = z > 1e-290 ? z : 1, kept = above < 600 ? above : 600, v = 1 / kept;
        const PAIR back = product_of(v, kept);
        double at, between, beyond;
        const int64_t first = place(ROW_k0_near, 0.0, 0.125, kept < 1 ? kept : 1, &at), second = place(ROW_k0e, 1.0, 0.0625, kept < 1 ? 1 : kept < 8 ? kept : 8, &between);
        const int64_t third = place(ROW_k0e_far, 0.0, 0.015625, kept > 8 ? v : 0.125, &beyond);
        given[i] = z;
        apart[i] = !((z > 1e-290) & (z < 600));
        any |= apart[i];
        near |= z <= 1;
        held[i] = kept;
        w[i] = v;
        rest[i] = kept > 8 ? v * ((1 - back.hi) - back.lo) : 0;
        row[i] = (kept <= 1 ? first : kept <= 8 ? second : third) + (order ? ROW_k1_near - ROW_k0_near : 0);
        t[i] = kept <= 1 ? at : kept <= 8 ? between : beyond;
        grown[i] = kept <= 1 ? kept : -kept;
    }
    VARIANT(block_rows)(row, t, rest, high, low);
    VARIANT(exponentials_twice)(grown, &e);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const PAIR found = {high[i], low[i]}, power = ordered(e.root[i], e.value[i]), reciprocal = {w[i], rest[i]}, far = times(root(reciprocal), found);
        const PAIR k = {held[i] > 8 ? far.hi : found.hi, held[i] > 8 ? far.lo : found.lo}, all = times(k, (PAIR){power.hi, power.lo + e.rest[i]});
        out[i] = is_scaled ? k.hi + k.lo : (all.hi + all.lo) * VARIANT(power_of_two)(e.power[i]);
    }
    if (near) {
        double i_high[VARIANT(BLOCK)], i_low[VARIANT(BLOCK)], log[VARIANT(BLOCK)], log_low[VARIANT(BLOCK)];
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            held[i] = held[i] < 1 ? held[i] : 1;
            row[i] = place(ROW_i0e, 0.0, 0.125, held[i], t + i) + (order ? ROW_i1e - ROW_i0e : 0);
        }
        VARIANT(block_rows)(row, t, NULL, i_high, i_low);
        VARIANT(logarithms_twice)(held, log, log_low);
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            const double scale = given[i] <= 1 ? VARIANT(power_of_two)(e.power[i]) : 1;
            const PAIR power = ordered(e.root[i] * scale, e.value[i] * scale), growth = {power.hi, power.lo + e.rest[i] * scale}, rest_ = {high[i], low[i]};
            const PAIR part = times(times((PAIR){i_high[i], i_low[i]}, growth), (PAIR){log[i], log_low[i]});
            const PAIR one = minus(rest_, part), other = plus(inverse((PAIR){held[i], 0}), plus(part, rest_)), k = {order ? other.hi : one.hi, order ? other.lo : one.lo};
            const PAIR all = times(k, growth);
            const double found = is_scaled ? all.hi + all.lo : k.hi + k.lo;
            out[i] = given[i] <= 1 ? found : out[i];
        }
    }
    if (any)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (apart[i]) out[i] = is_scaled ? (order ? SCALAR(f_k1e)(given[i]) : SCALAR(f_k0e)(given[i])) : order ? SCALAR(f_k1)(given[i]) : SCALAR(f_k0)(given[i]);
}
S_SHARED void VARIANT(block_j0)(const double *x, double *out) { VARIANT(block_first)(x, out, 0); }
S_SHARED void VARIANT(block_j1)(const double *x, double *out) { VARIANT(block_first)(x, out, 1); }
S_SHARED void VARIANT(block_y0)(const double *x, double *out) { VARIANT(block_second)(x, out, 0); }
S_SHARED void VARIANT(block_y1)(const double *x, double *out) { VARIANT(block_second)(x, out, 1); }
S_SHARED void VARIANT(block_k0)(const double *x, double *out) { VARIANT(block_modified)(x, out, 0, 0); }
S_SHARED void VARIANT(block_k1)(const double *x, double *out) { VARIANT(block_modified)(x, out, 1, 0); }
S_SHARED void VARIANT(block_k0e)(const double *x, double *out) { VARIANT(block_modified)(x, out, 0, 1); }
S_SHARED void VARIANT(block_k1e)(const double *x, double *out) { VARIANT(block_modified)(x, out, 1, 1); }
