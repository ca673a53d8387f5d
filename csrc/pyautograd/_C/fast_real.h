/* The loops themselves, for `real` in LANES-wide vectors of 32 bytes. Included by `fast_types.h`. */
#define NAME(f) FAST_PASTE(f, SUFFIX, ARCH)
#define GROUP (LANES * FAST_SIDE)

#include "fast_sums.h"

/* The largest number of a run, or the least, or NaN if there is one and that is asked for (`missing`). What is found out of each number is as wide as it. */
S_INLINE real NAME(extreme_of)(const real *restrict p, fast_int n, const int missing, const int least) {
#define BEYOND(a, b) (least ? (a) < (b) : (a) > (b))
    real best[EXTREME_SIDE], found;
    whole nan[EXTREME_SIDE], any = 0;
    fast_int i = 0;
    found = p[0];
    if (n >= EXTREME_SIDE) {
        int j;
        for (j = 0; j < EXTREME_SIDE; j++) { best[j] = p[j]; nan[j] = 0; }
        for (; i + EXTREME_SIDE <= n; i += EXTREME_SIDE)
            for (j = 0; j < EXTREME_SIDE; j++) {
                best[j] = BEYOND(p[i + j], best[j]) ? p[i + j] : best[j];
                if (missing) nan[j] |= p[i + j] != p[i + j];
            }
        for (j = 0; j < EXTREME_SIDE; j++) any |= nan[j];
        for (int half = EXTREME_SIDE / 2; half; half /= 2) /* a comparison waits for those of its own half only */
            for (j = 0; j < half; j++) best[j] = BEYOND(best[j + half], best[j]) ? best[j + half] : best[j];
        found = best[0];
    }
    for (; i < n; i++) {
        found = BEYOND(p[i], found) ? p[i] : found;
        any |= p[i] != p[i];
    }
    return any && missing ? (real)NAN : found;
#undef BEYOND
}

static real NAME(largest)(const real *restrict p, fast_int n) { return NAME(extreme_of)(p, n, 1, 0); }

static real NAME(smallest)(const real *restrict p, fast_int n) { return NAME(extreme_of)(p, n, 1, 1); }

/* The extremum of each row and the first place of it; the first NaN wins. */
static void NAME(extremum_rows)(int least, const real *p, real *values, int64_t *indices, fast_int rows, fast_int n) {
    for (fast_int r = 0; r < rows; r++, p += n) {
        const real found = least ? NAME(smallest)(p, n) : NAME(largest)(p, n);
        fast_int at = 0;
        if (values) values[r] = found;
        if (!indices) continue;
        if (found != found) {
            while (at < n && p[at] == p[at]) at++;
        } else {
            for (; at + EXTREME_SIDE <= n; at += EXTREME_SIDE) {
                int any = 0;
                for (int j = 0; j < EXTREME_SIDE; j++) any |= p[at + j] == found;
                if (any) break;
            }
            while (at < n && p[at] != found) at++;
        }
        if (values && at < n) values[r] = p[at]; /* -0 or 0, and the payload of NaN: as it stands there */
        indices[r] = at;
    }
}

/* (batch, rows, width) over rows, columns `from` to `to`. */
static void NAME(extremum_columns)(int least, const real *p, real *values, int64_t *indices, fast_int batch, fast_int rows, fast_int width, fast_int from,
                                   fast_int to) {
    real best[FAST_CHUNK];
    int32_t at[FAST_CHUNK];
    for (fast_int b = 0; b < batch; b++) {
        for (fast_int start = from; start < to; start += FAST_CHUNK) {
            const fast_int n = to - start < FAST_CHUNK ? to - start : FAST_CHUNK;
            const real *q = p + b * rows * width + start;
            fast_int j;
            for (j = 0; j < n; j++) { best[j] = q[j]; at[j] = 0; }
#define EXTREMA_OF_LINES(beyond, place) \
    for (fast_int i = 1; i < rows; i++) { \
        q += width; \
        for (j = 0; j < n; j++) { \
            const int take = (q[j] beyond best[j]) | ((q[j] != q[j]) & (best[j] == best[j])); \
            best[j] = take ? q[j] : best[j]; \
            place; \
        } \
    }
#define PLACED at[j] = take ? (int32_t)i : at[j]
            if (indices && least) EXTREMA_OF_LINES(<, PLACED)
            else if (indices) EXTREMA_OF_LINES(>, PLACED)
            else if (least) EXTREMA_OF_LINES(<, )
            else EXTREMA_OF_LINES(>, )
#undef PLACED
#undef EXTREMA_OF_LINES
            for (j = 0; j < n; j++) {
                if (values) values[b * width + start + j] = best[j];
                if (indices) indices[b * width + start + j] = at[j];
            }
        }
    }
}

/* e^(x - shift); a shift that is not 0 is the largest x */
static void NAME(exponentials)(const real *x, real shift, real *out, fast_int n) {
#ifdef OWN_EXPONENTIAL
    if (n >= 16 && n % 16 && x != out) { /* the last sixteen once more rather than those left over one by one */
        const real *restrict last = x + (n - 16);
        real *restrict to = out + (n - 16);
        INDEPENDENT for (int i = 0; i < 16; i++) to[i] = OWN_EXPONENTIAL(last[i] - shift);
        n = n / 16 * 16;
    }
    if (shift != 0) {
        INDEPENDENT for (fast_int i = 0; i < n; i++) out[i] = OWN_EXPONENTIAL_BELOW(x[i] - shift);
        return;
    }
    INDEPENDENT for (fast_int i = 0; i < n; i++) out[i] = OWN_EXPONENTIAL(x[i] - shift);
#else
    if (shift != 0 || shift != shift) {
        for (fast_int i = 0; i < n; i++) out[i] = x[i] - shift;
        x = out;
    }
    call_unary(&EXPONENTIAL, x, out, n, sizeof(real));
#endif
}

/* Numbers from 0 to 1 divided by `total`, which is 1 or more. Where there are fused operations the product with the reciprocal is corrected to the rounded
   quotient (Markstein), which takes less time than a division; not where the divisor's digits are all ones, or a remainder may be denormal: False then, and
   the numbers are no longer there. */
static inline int NAME(quotients)(real *restrict x, real total, fast_int n) {
    fast_int i;
#ifdef FAST_FUSED
    if (!ALL_ONES(total)) {
        const real inverse = 1 / total;
        int tiny = 0;
        for (i = 0; i < n; i++) {
            const real v = x[i], q = v * inverse;
            tiny |= (v < (real)1e-24) & (v != 0);
            x[i] = FUSED(FUSED(-q, total, v), inverse, q);
        }
        return !tiny;
    }
#endif
    for (i = 0; i < n; i++) x[i] /= total;
    return 1;
}

enum { NAME(ROWS) = 32 };

/* Softmax, or its logarithm, of several short rows at a time: what one row waits for another one can use, and the logarithm of one number takes as long as that of many. */
static void NAME(softmax_several)(int what, const real *restrict x, real *restrict out, fast_int rows, fast_int n) {
    real shift[NAME(ROWS)], total[NAME(ROWS)];
    const fast_int fitting = 4 * FAST_CHUNK / n, most = fitting < 1 ? 1 : fitting < NAME(ROWS) ? fitting : NAME(ROWS);
    for (fast_int start = 0; start < rows; start += most, x += most * n, out += most * n) {
        const fast_int count = rows - start < most ? rows - start : most;
        fast_int r;
        for (r = 0; r < count; r++) shift[r] = NAME(extreme_of)(x + r * n, n, 0, 0); /* one that is NaN makes the total NaN */
        for (r = 0; r < count; r++) NAME(exponentials)(x + r * n, shift[r], out + r * n, n);
        for (r = 0; r < count; r++) total[r] = NAME(sum_run)(out + r * n, n);
        if (what == FAST_SOFTMAX) {
            for (r = 0; r < count; r++)
                if (!NAME(quotients)(out + r * n, total[r], n)) {
                    NAME(exponentials)(x + r * n, shift[r], out + r * n, n);
                    for (fast_int i = 0; i < n; i++) out[r * n + i] /= total[r];
                }
            continue;
        }
        call_unary(&LOGARITHM, total, total, count, sizeof(real));
        for (r = 0; r < count; r++) {
            const real *restrict p = x + r * n;
            real *restrict q = out + r * n;
            for (fast_int i = 0; i < n; i++) q[i] = (p[i] - shift[r]) - total[r];
        }
    }
}

/* log(sum(exp(x))) of rows, shifted by the largest number where that is finite; `work` has room for a row. */
static void NAME(logsumexp_rows)(const real *restrict x, real *restrict out, fast_int rows, fast_int n, real *restrict work) {
    real shift[FAST_CHUNK];
    for (fast_int start = 0; start < rows; start += FAST_CHUNK, out += FAST_CHUNK) {
        const fast_int count = rows - start < FAST_CHUNK ? rows - start : FAST_CHUNK;
        for (fast_int r = 0; r < count; r++, x += n) {
            shift[r] = NAME(largest)(x, n);
            if (shift[r] == (real)INFINITY || shift[r] == (real)-INFINITY) shift[r] = 0;
            NAME(exponentials)(x, shift[r], work, n);
            out[r] = NAME(sum_run)(work, n);
        }
        call_unary(&LOGARITHM, out, out, count, sizeof(real));
        for (fast_int r = 0; r < count; r++) out[r] += shift[r];
    }
}

/* Softmax and its relatives along rows. `x` is the input, or the gradient; `y` the output that a derivative is of. */
static void NAME(softmax_rows)(int what, const real *restrict x, const real *restrict y, real *restrict out, fast_int rows, fast_int n) {
    if (what <= FAST_LOG_SOFTMAX) {
        NAME(softmax_several)(what, x, out, rows, n);
        return;
    }
    for (fast_int r = 0; r < rows; r++, x += n, out += n) {
        real total;
        fast_int i;
        switch (what) {
        case FAST_SOFTMAX_BACKWARD:
            for (i = 0; i < n; i++) out[i] = x[i] * y[i];
            total = NAME(sum_run)(out, n);
            for (i = 0; i < n; i++) out[i] = (x[i] - total) * y[i];
            y += n;
            break;
        default:
            total = NAME(sum_run)(x, n);
            NAME(exponentials)(y, 0, out, n);
            for (i = 0; i < n; i++) out[i] = x[i] - out[i] * total;
            y += n;
        }
    }
}

/* The same along the rows of (batch, rows, width), for columns `from` to `to`. */
static void NAME(softmax_columns)(int what, const real *x, const real *y, real *out, fast_int batch, fast_int rows, fast_int width, fast_int packed) {
    const fast_int from = packed >> 32, to = packed & 0xFFFFFFFF;
    real shift[FAST_CHUNK], total[FAST_CHUNK];
    const fast_int group = width >= LANES ? GROUP : FAST_SIDE, cut = width / group * group;
    for (fast_int b = 0; b < batch; b++, x += rows * width, out += rows * width, y += y ? rows * width : 0) {
        fast_int start = from;
        while (start < to) {
            const fast_int n = to - start < FAST_CHUNK ? to - start : FAST_CHUNK, full = start + n < cut ? n : start < cut ? cut - start : 0;
            const real *source = out;
            fast_int i, j;
            if (what <= FAST_LOG_SOFTMAX) {
                for (j = 0; j < n; j++) shift[j] = x[start + j];
                for (i = 1; i < rows; i++) {
                    const real *restrict q = x + i * width + start;
                    for (j = 0; j < n; j++) shift[j] = q[j] > shift[j] || q[j] != q[j] ? q[j] : shift[j];
                }
                const fast_int several = n == width ? 1 + 2 * FAST_CHUNK / n : 1; /* rows that lie end to end */
                for (i = 0; i < rows; i += several) {
                    const fast_int some = rows - i < several ? rows - i : several;
                    for (fast_int k = i; k < i + some; k++) {
                        const real *restrict q = x + k * width + start;
                        real *restrict o = out + k * width + start;
                        for (j = 0; j < n; j++) o[j] = q[j] - shift[j];
                    }
                    NAME(exponentials)(out + i * width + start, 0, out + i * width + start, some * n);
                }
            } else if (what == FAST_SOFTMAX_BACKWARD) {
                for (i = 0; i < rows; i++) {
                    const real *restrict q = x + i * width + start, *restrict w = y + i * width + start;
                    real *restrict o = out + i * width + start;
                    for (j = 0; j < n; j++) o[j] = q[j] * w[j];
                }
            } else {
                source = x;
            }
            if (full) NAME(cascade)(source + start, total, rows, width, full);
            if (full < n) NAME(interleaved_columns)(source + start + full, total + full, rows, width, n - full);
            if (what == FAST_LOG_SOFTMAX) call_unary(&LOGARITHM, total, total, n, sizeof(real));
            for (i = 0; i < rows; i++) {
                const real *restrict q = x + i * width + start;
                real *restrict o = out + i * width + start;
                if (what == FAST_SOFTMAX) {
                    for (j = 0; j < n; j++) o[j] /= total[j];
                } else if (what == FAST_LOG_SOFTMAX) {
                    for (j = 0; j < n; j++) o[j] = (q[j] - shift[j]) - total[j];
                } else if (what == FAST_SOFTMAX_BACKWARD) {
                    const real *restrict w = y + i * width + start;
                    for (j = 0; j < n; j++) o[j] = (q[j] - total[j]) * w[j];
                } else {
                    NAME(exponentials)(y + i * width + start, 0, o, n);
                    for (j = 0; j < n; j++) o[j] = q[j] - o[j] * total[j];
                }
            }
            start += n;
        }
    }
}

/* Running sums, carried in double and rounded at every element. */
static void NAME(cumsum_rows)(const real *restrict p, real *restrict out, fast_int rows, fast_int n) {
    fast_int r = 0, i;
    for (; r + 4 <= rows; r += 4, p += 4 * n, out += 4 * n) { /* four rows at a time: an addition waits for the one before */
        wide a = 0, b = 0, c = 0, d = 0;
        for (i = 0; i < n; i++) {
            out[i] = (real)(a += p[i]);
            out[n + i] = (real)(b += p[n + i]);
            out[2 * n + i] = (real)(c += p[2 * n + i]);
            out[3 * n + i] = (real)(d += p[3 * n + i]);
        }
    }
    for (; r < rows; r++, p += n, out += n) {
        wide a = 0;
        for (i = 0; i < n; i++) out[i] = (real)(a += p[i]);
    }
}

static void NAME(cumsum_columns)(const real *p, real *out, fast_int rows, fast_int width, fast_int from, fast_int to) {
    wide total[FAST_CHUNK];
    if (to - from == 2) { /* the parts of complex numbers */
        wide a = 0, b = 0;
        for (fast_int i = 0; i < rows; i++) {
            const real *q = p + i * width + from;
            real *o = out + i * width + from;
            const real first = (real)(a += q[0]), second = (real)(b += q[1]);
            o[0] = first, o[1] = second;
        }
        return;
    }
    for (fast_int start = from; start < to; start += FAST_CHUNK) {
        const fast_int n = to - start < FAST_CHUNK ? to - start : FAST_CHUNK;
        fast_int j;
        for (j = 0; j < n; j++) total[j] = 0;
        for (fast_int i = 0; i < rows; i++) {
            const real *restrict q = p + i * width + start;
            real *restrict o = out + i * width + start;
            for (j = 0; j < n; j++) o[j] = (real)(total[j] += q[j]);
        }
    }
}

#include "fast_norms.h"

#ifdef TURN_SINGLES
typedef real NAME(line) __attribute__((vector_size(32), aligned(sizeof(real)), may_alias));
/* As many rows and columns as a vector has numbers: rows are interleaved by single numbers, eight of them by pairs as well, and exchange halves. */
static inline void NAME(turn_tile)(const real *p, fast_int rows, real *out, fast_int columns) {
    NAME(line) a[LANES], b[LANES];
    for (int j = 0; j < LANES; j++) a[j] = *(const NAME(line) *)(p + j * rows);
    for (int j = 0; j < LANES; j += 2) {
        b[j] = TURN_SINGLES(a[j], a[j + 1], 0);
        b[j + 1] = TURN_SINGLES(a[j], a[j + 1], 1);
    }
#if TURN_LANES == 8
    for (int j = 0; j < LANES; j += j % 4 ? 3 : 1) { /* 0, 1, 4, 5 */
        a[j + j % 4] = __builtin_shufflevector(b[j], b[j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
        a[j + j % 4 + 1] = __builtin_shufflevector(b[j], b[j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
#else
    for (int j = 0; j < LANES; j++) a[j] = b[j];
#endif
    for (int j = 0; j < LANES / 2; j++) {
        *(NAME(line) *)(out + j * columns) = TURN_HALVES(a[j], a[j + LANES / 2], 0);
        *(NAME(line) *)(out + (j + LANES / 2) * columns) = TURN_HALVES(a[j], a[j + LANES / 2], LANES / 2);
    }
}
#endif

/* Rows `from` to `to` of the transpose (rows, columns) of a contiguous (columns, rows) matrix, block by block: a block's lines stay in the cache. */
static void NAME(turn)(const real *restrict p, real *restrict out, fast_int rows, fast_int columns, fast_int from, fast_int to) {
    enum { B = 16 };
    for (fast_int i0 = from; i0 < to; i0 += B) {
        const fast_int i1 = i0 + B < to ? i0 + B : to;
        for (fast_int j0 = 0; j0 < columns; j0 += B) {
            const fast_int j1 = j0 + B < columns ? j0 + B : columns;
            if (i1 - i0 == B && j1 - j0 == B) {
#ifdef TURN_SINGLES
                for (int i = 0; i < B; i += LANES)
                    for (int j = 0; j < B; j += LANES) NAME(turn_tile)(p + (j0 + j) * rows + i0 + i, rows, out + (i0 + i) * columns + j0 + j, columns);
#else
                real tile[B][B];
                for (int j = 0; j < B; j++)
                    for (int i = 0; i < B; i++) tile[i][j] = p[(j0 + j) * rows + i0 + i];
                for (int i = 0; i < B; i++)
                    for (int j = 0; j < B; j++) out[(i0 + i) * columns + j0 + j] = tile[i][j];
#endif
            } else
                for (fast_int i = i0; i < i1; i++)
                    for (fast_int j = j0; j < j1; j++) out[i * columns + j] = p[j * rows + i];
        }
    }
}

static const FAST_TYPE(SUFFIX) NAME(TABLE) = {
    NAME(sum_runs), NAME(part_length), NAME(sum_parts), NAME(join_parts), NAME(sum_columns), NAME(softmax_rows), NAME(softmax_columns), NAME(logsumexp_rows),
    NAME(extremum_rows), NAME(extremum_columns), NAME(cumsum_rows),
    NAME(cumsum_columns), NAME(norm_rows), NAME(norm_rows_backward), NAME(scale_rows), NAME(turn), NAME(moment_rows),
    NAME(unscale_rows), NAME(sum_pairs), NAME(multiply_pairs),
};
#undef NAME
#undef GROUP
#undef PLUS
#undef LOAD
