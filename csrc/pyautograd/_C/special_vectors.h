/* erf, its inverse, erfc and lgamma in vectors: rows of special_tables.h for a block of numbers, turned so that one coefficient of all stands together.
   Included once for each instruction set, after accurate_real.h. */
typedef struct { double c[16][VARIANT(BLOCK)]; } VARIANT(coefficients);

#ifdef __AVX512F__
#define TURNED(a, b, ...) (VARIANT(numbers))__builtin_shuffle(a, b, (VARIANT(places)){__VA_ARGS__})
#endif
S_INLINE void VARIANT(take_rows)(const int64_t *row, VARIANT(coefficients) *found) {
#ifdef __AVX512F__
    for (int i = 0; i < VARIANT(BLOCK); i += 8)
        for (int h = 0; h < 16; h += 8) {
            VARIANT(numbers) r[8], s[8];
            for (int k = 0; k < 8; k++) r[k] = *(const VARIANT(numbers) *)(special_rows[row[i + k]] + h);
            for (int k = 0; k < 8; k += 2) {
                s[k] = TURNED(r[k], r[k + 1], 0, 8, 2, 10, 4, 12, 6, 14);
                s[k + 1] = TURNED(r[k], r[k + 1], 1, 9, 3, 11, 5, 13, 7, 15);
            }
            for (int k = 0; k < 8; k += 4)
                for (int p = 0; p < 2; p++) {
                    r[k + p] = TURNED(s[k + p], s[k + p + 2], 0, 1, 8, 9, 4, 5, 12, 13);
                    r[k + p + 2] = TURNED(s[k + p], s[k + p + 2], 2, 3, 10, 11, 6, 7, 14, 15);
                }
            for (int p = 0; p < 4; p++) {
                *(VARIANT(numbers) *)(found->c[h + p] + i) = TURNED(r[p], r[p + 4], 0, 1, 2, 3, 8, 9, 10, 11);
                *(VARIANT(numbers) *)(found->c[h + p + 4] + i) = TURNED(r[p], r[p + 4], 4, 5, 6, 7, 12, 13, 14, 15);
            }
        }
#else
    for (int i = 0; i < VARIANT(BLOCK); i++)
        for (int k = 0; k < 16; k++) found->c[k][i] = special_rows[row[i]][k];
#endif
}
/* row_at of number `i` of a block */
S_INLINE PAIR VARIANT(row_of)(const VARIANT(coefficients) *f, int i, double t) {
    const double q = t * t, q4 = q * q;
    const double a = D_MORE(q, D_MORE(t, f->c[7][i], f->c[6][i]), D_MORE(t, f->c[5][i], f->c[4][i])),
                 b = D_MORE(q, D_MORE(t, f->c[11][i], f->c[10][i]), D_MORE(t, f->c[9][i], f->c[8][i])),
                 c = D_MORE(q, D_MORE(t, f->c[15][i], f->c[14][i]), D_MORE(t, f->c[13][i], f->c[12][i]));
    const PAIR slope = sum_of(f->c[2][i], t * D_MORE(q4, D_MORE(q4, c, b), a)), part = product_of(t, slope.hi), found = sum_of(f->c[0][i], part.hi);
    return (PAIR){found.hi, found.lo + (f->c[1][i] + (part.lo + t * (slope.lo + f->c[3][i])))};
}
S_INLINE void VARIANT(block_erf)(const double *x, double *out) {
    VARIANT(coefficients) f;
    double t[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)];
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]), u = size < 6 ? size : 6, k = D_MORE(u, 8, S_SHIFTER); /* 6 of what is not a number, too */
        row[i] = ROW_erf + (int64_t)((uint64_t)s_bits(k) - 0x4338000000000000u);
        t[i] = u - (k - S_SHIFTER) * 0.125;
    }
    VARIANT(take_rows)(row, &f);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const PAIR e = VARIANT(row_of)(&f, i, t[i]);
        out[i] = s_sign_of(x[i] != x[i] ? x[i] : e.hi + e.lo, x[i]);
    }
}
S_INLINE void VARIANT(block_erfinv)(const double *x, double *out) {
    VARIANT(coefficients) f;
    double t[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)];
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double size = fabs(x[i]), u = size < 0.5 ? size : 0.5, k = D_MORE(u, 32, S_SHIFTER);
        const double rest = 1 - size, z = rest > 0x1p-53 ? rest : 0x1p-53;
        const int64_t near = ROW_erfinv + (int64_t)((uint64_t)s_bits(k) - 0x4338000000000000u), bits = s_bits(z < 0.4999999999999999 ? z : 0.4999999999999999);
        /* z = m 2^-(e + 1), 1 <= m < 2, and the first three bits after that of m */
        const int64_t far = ROW_erfcinv + 8 * (1022 - (int64_t)((uint64_t)bits >> 52)) + (int64_t)((uint64_t)bits >> 49 & 7);
        const double m = s_from_bits((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000), centre = s_from_bits((bits & 0x000E000000000000) | 0x3FF1000000000000);
        const int is_near = size <= 0.5;
        row[i] = is_near ? near : far;
        t[i] = is_near ? u - (k - S_SHIFTER) * 0.03125 : m - centre;
    }
    VARIANT(take_rows)(row, &f);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const PAIR e = VARIANT(row_of)(&f, i, t[i]);
        const double size = fabs(x[i]), found = s_sign_of(size < 1 ? e.hi + e.lo : INFINITY, x[i]);
        out[i] = size <= 1 ? found : NAN;
    }
}
/* What of a block is elsewhere is computed one by one. */
#ifdef ACCURATE_ALONE
#define SCALAR(name) name##_fused
#else
#define SCALAR(name) VARIANT(name)
static double SCALAR(f_erfc)(double x);
static double SCALAR(f_lgamma)(double x);
#endif
S_INLINE void VARIANT(block_erfc)(const double *x, double *out) {
    VARIANT(coefficients) f;
    VARIANT(powers) e;
    double t[VARIANT(BLOCK)], square[VARIANT(BLOCK)], rest[VARIANT(BLOCK)], given[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = x[i], size = fabs(z), u = size < 6 ? size : 6, k = D_MORE(u, 8, S_SHIFTER);
        const double high = z > 0.5 ? z : 0.5, w = high < 8 ? high : 8, l = D_MORE(w, 8, S_SHIFTER - 3);
        const int is_near = z < 0.5;
        const PAIR q = product_of(w, w);
        given[i] = z;
        apart |= !(z <= 8 && z >= -6);
        row[i] = is_near ? ROW_erf + (int64_t)((uint64_t)s_bits(k) - 0x4338000000000000u) : ROW_erfcx + (int64_t)((uint64_t)s_bits(l) - 0x4338000000000000u);
        t[i] = is_near ? u - (k - S_SHIFTER) * 0.125 : w - (0.375 + (l - S_SHIFTER) * 0.125);
        square[i] = -q.hi;
        rest[i] = q.lo;
    }
    VARIANT(take_rows)(row, &f);
    VARIANT(exponentials)(square, &e, 1);
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const PAIR r = VARIANT(row_of)(&f, i, t[i]), turned = ordered(1, given[i] < 0 ? r.hi : -r.hi);
        const PAIR power = ordered(e.root[i], e.value[i]), p = product_of(power.hi, r.hi);
        const double far = p.hi + (p.lo + (power.hi * r.lo + (power.lo + (e.rest[i] - rest[i] * power.hi)) * r.hi));
        out[i] = given[i] < 0.5 ? turned.hi + (turned.lo + (given[i] < 0 ? r.lo : -r.lo)) : far * VARIANT(power_of_two)(e.power[i]);
    }
    if (apart)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (!(given[i] <= 8 && given[i] >= -6)) out[i] = SCALAR(f_erfc)(given[i]);
}
S_INLINE void VARIANT(block_lgamma)(const double *x, double *out) {
    VARIANT(coefficients) f;
    double t[VARIANT(BLOCK)], log[VARIANT(BLOCK)], low[VARIANT(BLOCK)], given[VARIANT(BLOCK)];
    int64_t row[VARIANT(BLOCK)], apart = 0, small = 0;
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const double z = x[i], u = z < 1 ? z : z - 1, held = u > 0 ? u : 0, v = held < 8 ? held : 8, k = D_MORE(v, 16, S_SHIFTER);
        given[i] = z;
        apart |= !(z >= 0x1p-1000 && z < 9);
        small |= z < 1;
        row[i] = ROW_lgamma + (int64_t)((uint64_t)s_bits(k) - 0x4338000000000000u);
        t[i] = v - (k - S_SHIFTER) * 0.0625; /* x - 1 is exact from 1 on */
    }
    VARIANT(take_rows)(row, &f);
    if (small) VARIANT(logarithms)(given, log, low, 0, NULL);
    else memset(log, 0, sizeof(log)), memset(low, 0, sizeof(low));
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const PAIR r = VARIANT(row_of)(&f, i, t[i]);
        const double by = given[i] < 1 ? log[i] : 0, more = given[i] < 1 ? low[i] : 0;
        const PAIR found = sum_of(r.hi, -by);
        out[i] = found.hi + (found.lo + (r.lo - more));
    }
    if (apart)
        for (int i = 0; i < VARIANT(BLOCK); i++)
            if (!(given[i] >= 0x1p-1000 && given[i] < 9)) out[i] = SCALAR(f_lgamma)(given[i]);
}
#undef SCALAR
VECTOR_LOOP(erfc)
VECTOR_LOOP(lgamma)
VECTOR_LOOP(erf)
VECTOR_LOOP(erfinv)
/* The same over floats, rounded once. */
#define SINGLE_VECTOR_LOOP(name) \
    static void VARIANT(narrow_##name)(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        double held[VARIANT(BLOCK)], kept[VARIANT(BLOCK)]; \
        const npy_intp n = count[0]; \
        (void)data; \
        for (npy_intp start = 0; start < n; start += VARIANT(BLOCK)) { \
            const npy_intp size = n - start < VARIANT(BLOCK) ? n - start : VARIANT(BLOCK); \
            if (size < VARIANT(BLOCK)) memset(held, 0, sizeof(held)); \
            for (npy_intp i = 0; i < size; i++) held[i] = (double)*(const float *)(args[0] + (start + i) * steps[0]); \
            VARIANT(block_##name)(held, kept); \
            for (npy_intp i = 0; i < size; i++) *(float *)(args[1] + (start + i) * steps[1]) = (float)kept[i]; \
        } \
    }
SINGLE_VECTOR_LOOP(erfinv)
SINGLE_VECTOR_LOOP(lgamma)
#undef SINGLE_VECTOR_LOOP
#undef TURNED
