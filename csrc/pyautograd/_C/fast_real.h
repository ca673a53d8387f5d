/* The loops themselves, for `real` in LANES-wide vectors of 32 bytes. Included by `fast_types.h`. */
#define NAME(f) FAST_PASTE(f, SUFFIX, ARCH)
#define GROUP (LANES * FAST_SIDE)

/* Sums in PyTorch's order, which `_py/kernels/summation.py` explains: in blocks of blocks, four levels deep. */

static inline int NAME(block_power)(fast_int rows) {
    int power = rows > 1 ? fast_bits(rows - 1) / FAST_LEVELS : 0;
    return power > 4 ? power : 4;
}

/* Rows added to `s` one after another, several at a time: `s` is read and written once for all of them. */
static inline void NAME(add_rows)(const real *restrict p, real *restrict s, fast_int rows, fast_int step, fast_int width) {
    fast_int j;
    for (; rows >= 8; rows -= 8, p += 8 * step)
        for (j = 0; j < width; j++) {
            const real *q = p + j;
            s[j] = (((((((s[j] + q[0]) + q[step]) + q[2 * step]) + q[3 * step]) + q[4 * step]) + q[5 * step]) + q[6 * step]) + q[7 * step];
        }
    for (; rows > 0; rows--, p += step)
        for (j = 0; j < width; j++) s[j] += p[j];
}

/* `width` (at most FAST_CHUNK) columns side by side, rows `step` elements apart, summed into `out`. */
static inline void NAME(cascade)(const real *restrict p, real *restrict out, fast_int rows, fast_int step, fast_int width) {
    real s0[FAST_CHUNK], s1[FAST_CHUNK], s2[FAST_CHUNK], s3[FAST_CHUNK];
    const int power = NAME(block_power)(rows);
    const fast_int block = (fast_int)1 << power;
    fast_int i = 0, j;
    for (j = 0; j < width; j++) s0[j] = 0;
    if (rows < block) {
        NAME(add_rows)(p, s0, rows, step, width);
        for (j = 0; j < width; j++) out[j] = s0[j];
        return;
    }
    for (j = 0; j < width; j++) s1[j] = s2[j] = s3[j] = 0;
    while (i + block <= rows) {
        fast_int at;
        NAME(add_rows)(p, s0, block, step, width);
        p += block * step;
        i += block;
        for (j = 0; j < width; j++) { s1[j] += s0[j]; s0[j] = 0; }
        at = i >> power;
        if (at & (block - 1)) continue;
        for (j = 0; j < width; j++) { s2[j] += s1[j]; s1[j] = 0; }
        at >>= power;
        if (at & (block - 1)) continue;
        for (j = 0; j < width; j++) { s3[j] += s2[j]; s2[j] = 0; }
    }
    NAME(add_rows)(p, s0, rows - i, step, width);
    for (j = 0; j < width; j++) out[j] = ((s0[j] + s1[j]) + s2[j]) + s3[j];
}

/* LANES numbers, which a compiler that knows vectors keeps in one. */
#if defined(__GNUC__)
typedef real NAME(lanes) __attribute__((vector_size(LANES * sizeof(real)), aligned(sizeof(real)), may_alias));
#define PLUS(a, b) ((a) + (b))
#else
typedef struct { real at[LANES]; } NAME(lanes);
static inline NAME(lanes) NAME(plus)(NAME(lanes) a, NAME(lanes) b) {
    for (int i = 0; i < LANES; i++) a.at[i] += b.at[i];
    return a;
}
#define PLUS(a, b) NAME(plus)(a, b)
#endif
#define LOAD(p) (*(const NAME(lanes) *)(p))

/* The same for GROUP columns, whose accumulators stay in registers, in blocks of 2^`power`; `before`, or 0, is what the last level has summed up
   already. Of more rows than a cache holds, those to come are asked for early. */
static inline void NAME(cascade_group)(const real *p, real *out, fast_int rows, fast_int step, int power, const real *before) {
    const NAME(lanes) zero = {0};
    NAME(lanes) s0[FAST_SIDE], s1[FAST_SIDE], s2[FAST_SIDE], s3[FAST_SIDE];
    const fast_int block = (fast_int)1 << power;
    fast_int i = 0, k;
    int j;
    for (j = 0; j < FAST_SIDE; j++) {
        s0[j] = s1[j] = s2[j] = zero;
        s3[j] = before ? LOAD(before + j * LANES) : zero;
    }
    while (i + block <= rows) {
        fast_int at;
        if (power > IN_CACHE)
            for (k = 0; k < block; k++, p += step) {
                FAST_AHEAD(p + AHEAD * step);
                FAST_AHEAD(p + AHEAD * step + 64 / sizeof(real));
                for (j = 0; j < FAST_SIDE; j++) s0[j] = PLUS(s0[j], LOAD(p + j * LANES));
            }
        else
            for (k = 0; k < block; k++, p += step)
                for (j = 0; j < FAST_SIDE; j++) s0[j] = PLUS(s0[j], LOAD(p + j * LANES));
        i += block;
        for (j = 0; j < FAST_SIDE; j++) { s1[j] = PLUS(s1[j], s0[j]); s0[j] = zero; }
        at = i >> power;
        if (at & (block - 1)) continue;
        for (j = 0; j < FAST_SIDE; j++) { s2[j] = PLUS(s2[j], s1[j]); s1[j] = zero; }
        at >>= power;
        if (at & (block - 1)) continue;
        for (j = 0; j < FAST_SIDE; j++) { s3[j] = PLUS(s3[j], s2[j]); s2[j] = zero; }
    }
    for (; i < rows; i++, p += step)
        for (j = 0; j < FAST_SIDE; j++) s0[j] = PLUS(s0[j], LOAD(p + j * LANES));
    for (j = 0; j < FAST_SIDE; j++) *(NAME(lanes) *)(out + j * LANES) = PLUS(PLUS(PLUS(s0[j], s1[j]), s2[j]), s3[j]);
}

/* One column, row i going to accumulator i % 4; rows left over follow the first accumulator. */
static real NAME(interleaved)(const real *p, fast_int rows, fast_int step) {
    const fast_int quads = rows / FAST_SIDE;
    real part[FAST_SIDE], total = 0;
    fast_int i;
    if (!quads) {
        for (i = 0; i < rows; i++) total += p[i * step];
        return total;
    }
    for (i = 0; i < FAST_SIDE; i++) NAME(cascade)(p + i * step, part + i, quads, FAST_SIDE * step, 1);
    total = part[0];
    for (i = quads * FAST_SIDE; i < rows; i++) total += p[i * step];
    for (i = 1; i < FAST_SIDE; i++) total += part[i];
    return total;
}

/* The vectors of GROUP elements of a run that is too short for more than two levels: all four accumulators of both stay in registers. */
static inline NAME(lanes) NAME(sum_short)(const real *p, fast_int rows, NAME(lanes) *others) {
    NAME(lanes) s0[FAST_SIDE], s1[FAST_SIDE];
    int j, k;
    for (j = 0; j < FAST_SIDE; j++) s0[j] = s1[j] = (NAME(lanes)){0};
    for (; rows >= SHORT_BLOCK; rows -= SHORT_BLOCK) {
        for (k = 0; k < SHORT_BLOCK; k++, p += GROUP)
            for (j = 0; j < FAST_SIDE; j++) s0[j] = PLUS(s0[j], LOAD(p + j * LANES));
        for (j = 0; j < FAST_SIDE; j++) { s1[j] = PLUS(s1[j], s0[j]); s0[j] = (NAME(lanes)){0}; }
    }
    for (; rows > 0; rows--, p += GROUP)
        for (j = 0; j < FAST_SIDE; j++) s0[j] = PLUS(s0[j], LOAD(p + j * LANES));
    for (j = 1; j < FAST_SIDE; j++) others[j - 1] = PLUS(s0[j], s1[j]);
    return PLUS(s0[0], s1[0]);
}

/* The whole vectors of a run, whose first `done` vectors of GROUP elements were summed up to `before`: whole blocks of the last level. */
static OUTLINED NAME(lanes) NAME(sum_vectors)(const real *p, fast_int vectors, fast_int done, const real *before) {
    const fast_int quads = vectors / FAST_SIDE;
    NAME(lanes) sum = {0};
    fast_int k;
    if (quads && quads < SHORT_BLOCK * SHORT_BLOCK && !before) {
        NAME(lanes) others[FAST_SIDE - 1];
        sum = NAME(sum_short)(p, quads, others);
        for (k = quads * FAST_SIDE; k < vectors; k++) sum = PLUS(sum, LOAD(p + k * LANES));
        for (k = 1; k < FAST_SIDE; k++) sum = PLUS(sum, others[k - 1]);
    } else if (quads) {
        real acc[GROUP];
        NAME(cascade_group)(p + done * GROUP, acc, quads - done, GROUP, NAME(block_power)(quads), before);
        sum = LOAD(acc);
        for (k = quads * FAST_SIDE; k < vectors; k++) sum = PLUS(sum, LOAD(p + k * LANES));
        for (k = 1; k < FAST_SIDE; k++) sum = PLUS(sum, LOAD(acc + k * LANES));
    } else {
        for (k = 0; k < vectors; k++) sum = PLUS(sum, LOAD(p + k * LANES));
    }
    return sum;
}

static inline real NAME(sum_rest)(const real *p, fast_int length, fast_int done, const real *before) {
    const fast_int vectors = length / LANES;
    real lanes[LANES], total = 0;
    fast_int i;
    if (!vectors) return NAME(interleaved)(p, length, 1);
    *(NAME(lanes) *)lanes = NAME(sum_vectors)(p, vectors, done, before);
    for (i = vectors * LANES; i < length; i++) total += p[i];
    for (i = 0; i < LANES; i++) total += lanes[i];
    return total;
}

static real NAME(sum_run)(const real *p, fast_int length) { return NAME(sum_rest)(p, length, 0, NULL); }

/* How many elements of a run the last level adds up at a time, and what parts `from` to `to` of so many sum up to: GROUP numbers each. */
static fast_int NAME(part_length)(fast_int length) { return (fast_int)GROUP << 3 * NAME(block_power)(length / GROUP); }

static void NAME(sum_parts)(const real *p, real *parts, fast_int length, fast_int from, fast_int to) {
    const fast_int size = NAME(part_length)(length);
    for (fast_int part = from; part < to; part++)
        NAME(cascade_group)(p + part * size, parts + part * GROUP, size / GROUP, GROUP, NAME(block_power)(length / GROUP), NULL);
}

/* The sum of the run from its parts, as `sum_run` has it. */
static real NAME(join_parts)(const real *p, const real *parts, fast_int length) {
    const fast_int size = NAME(part_length)(length), count = length / size;
    real before[GROUP];
    for (int j = 0; j < GROUP; j++) before[j] = 0;
    for (fast_int part = 0; part < count; part++, parts += GROUP)
        for (int j = 0; j < GROUP; j++) before[j] += parts[j];
    return NAME(sum_rest)(p, length, count * (size / GROUP), before);
}

static void NAME(sum_runs)(const real *p, real *out, fast_int batch, fast_int length) {
    for (fast_int b = 0; b < batch; b++, p += length) out[b] = NAME(sum_run)(p, length);
}

/* (batch, rows, width) over rows, columns `from` to `to` of each. */
static void NAME(sum_columns)(const real *p, real *out, fast_int batch, fast_int rows, fast_int width, fast_int from, fast_int to) {
    const fast_int group = width >= LANES ? GROUP : FAST_SIDE, cut = width / group * group;
    for (fast_int b = 0; b < batch; b++, p += rows * width, out += width) {
        fast_int j = from;
        while (j < to && j < cut) {
            fast_int end = j + FAST_CHUNK;
            if (end > cut) end = cut;
            if (end > to) end = to;
            NAME(cascade)(p + j, out + j, rows, width, end - j);
            j = end;
        }
        for (; j < to; j++) out[j] = NAME(interleaved)(p + j, rows, width);
    }
}

/* The largest number of a run, or NaN if there is one. */
static real NAME(largest)(const real *restrict p, fast_int n) {
    real best[GROUP], found;
    int nan[GROUP], any = 0, j;
    fast_int i = 0;
    found = p[0];
    if (n >= GROUP) {
        for (j = 0; j < GROUP; j++) { best[j] = p[j]; nan[j] = 0; }
        for (; i + GROUP <= n; i += GROUP)
            for (j = 0; j < GROUP; j++) {
                best[j] = p[i + j] > best[j] ? p[i + j] : best[j];
                nan[j] |= p[i + j] != p[i + j];
            }
        for (j = 0; j < GROUP; j++) any |= nan[j];
        for (int half = GROUP / 2; half; half /= 2) /* a comparison waits for those of its own half only */
            for (j = 0; j < half; j++) best[j] = best[j + half] > best[j] ? best[j + half] : best[j];
        found = best[0];
    }
    for (; i < n; i++) {
        found = p[i] > found ? p[i] : found;
        any |= p[i] != p[i];
    }
    return any ? (real)NAN : found;
}

static real NAME(smallest)(const real *restrict p, fast_int n) {
    real best[GROUP], found;
    int nan[GROUP], any = 0, j;
    fast_int i = 0;
    found = p[0];
    if (n >= GROUP) {
        for (j = 0; j < GROUP; j++) { best[j] = p[j]; nan[j] = 0; }
        for (; i + GROUP <= n; i += GROUP)
            for (j = 0; j < GROUP; j++) {
                best[j] = p[i + j] < best[j] ? p[i + j] : best[j];
                nan[j] |= p[i + j] != p[i + j];
            }
        found = best[0];
        for (j = 0; j < GROUP; j++) {
            found = best[j] < found ? best[j] : found;
            any |= nan[j];
        }
    }
    for (; i < n; i++) {
        found = p[i] < found ? p[i] : found;
        any |= p[i] != p[i];
    }
    return any ? (real)NAN : found;
}

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
            for (; at + GROUP <= n; at += GROUP) {
                int any = 0;
                for (int j = 0; j < GROUP; j++) any |= p[at + j] == found;
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
            for (fast_int i = 1; i < rows; i++) {
                q += width;
                if (least)
                    for (j = 0; j < n; j++) {
                        const int take = (q[j] < best[j]) | ((q[j] != q[j]) & (best[j] == best[j]));
                        best[j] = take ? q[j] : best[j];
                        at[j] = take ? (int32_t)i : at[j];
                    }
                else
                    for (j = 0; j < n; j++) {
                        const int take = (q[j] > best[j]) | ((q[j] != q[j]) & (best[j] == best[j]));
                        best[j] = take ? q[j] : best[j];
                        at[j] = take ? (int32_t)i : at[j];
                    }
            }
            for (j = 0; j < n; j++) {
                if (values) values[b * width + start + j] = best[j];
                if (indices) indices[b * width + start + j] = at[j];
            }
        }
    }
}

/* e^(x - shift) */
static void NAME(exponentials)(const real *x, real shift, real *out, fast_int n) {
#ifdef OWN_EXPONENTIAL
    if (n >= 16 && n % 16 && x != out) { /* the last sixteen once more rather than those left over one by one */
        const real *restrict last = x + (n - 16);
        real *restrict to = out + (n - 16);
        INDEPENDENT for (int i = 0; i < 16; i++) to[i] = OWN_EXPONENTIAL(last[i] - shift);
        n = n / 16 * 16;
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
   quotient (Markstein), which takes less time than a division; not where the divisor's digits are all ones, or a remainder may be denormal. */
static void NAME(quotients)(real *restrict x, real total, fast_int n) {
    fast_int i;
#ifdef FAST_FUSED
    const real inverse = 1 / total;
    int tiny = ALL_ONES(total);
    for (i = 0; i < n; i++) tiny |= (x[i] < (real)1e-24) & (x[i] != 0);
    if (!tiny) {
        for (i = 0; i < n; i++) {
            const real q = x[i] * inverse;
            x[i] = FUSED(FUSED(-q, total, x[i]), inverse, q);
        }
        return;
    }
#endif
    for (i = 0; i < n; i++) x[i] /= total;
}

enum { NAME(ROWS) = 32 };

/* Softmax, or its logarithm, of several short rows at a time: what one row waits for another one can use, and the logarithm of one number takes as long as that of many. */
static void NAME(softmax_several)(int what, const real *restrict x, real *restrict out, fast_int rows, fast_int n) {
    real shift[NAME(ROWS)], total[NAME(ROWS)];
    const fast_int fitting = 4 * FAST_CHUNK / n, most = fitting < 1 ? 1 : fitting < NAME(ROWS) ? fitting : NAME(ROWS);
    for (fast_int start = 0; start < rows; start += most, x += most * n, out += most * n) {
        const fast_int count = rows - start < most ? rows - start : most;
        fast_int r;
        for (r = 0; r < count; r++) shift[r] = NAME(largest)(x + r * n, n);
        for (r = 0; r < count; r++) NAME(exponentials)(x + r * n, shift[r], out + r * n, n);
        for (r = 0; r < count; r++) total[r] = NAME(sum_run)(out + r * n, n);
        if (what == FAST_SOFTMAX) {
            for (r = 0; r < count; r++) NAME(quotients)(out + r * n, total[r], n);
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

/* Complex numbers, (batch, rows, width) of them, summed over rows: a vector holds both parts of half as many. */
static void NAME(sum_pairs)(const real *p, real *out, fast_int batch, fast_int rows, fast_int width) {
    for (fast_int b = 0; b < batch; b++, p += 2 * rows * width, out += 2 * width) {
        const fast_int vectors = 2 * rows / LANES;
        fast_int i;
        if (width > 1 && 2 * width >= LANES) {
            NAME(sum_columns)(p, out, 1, rows, 2 * width, 0, 2 * width);
        } else if (width > 1 || !vectors) {
            for (i = 0; i < 2 * width; i++) out[i] = NAME(interleaved)(p + i, rows, 2 * width);
        } else {
            real lanes[LANES], total[2] = {0, 0};
            *(NAME(lanes) *)lanes = NAME(sum_vectors)(p, vectors, 0, NULL);
            for (i = vectors * LANES; i < 2 * rows; i++) total[i & 1] += p[i];
            for (i = 0; i < LANES; i++) total[i & 1] += lanes[i];
            out[0] = total[0], out[1] = total[1];
        }
    }
}

/* Their product along runs, which vectors take four at a time and the rest one by one. */
static void NAME(multiply_pairs)(const real *p, real *out, fast_int batch, fast_int rows) {
    enum { HELD = GROUP / 2, SIDE = LANES / 2 };
    for (fast_int b = 0; b < batch; b++, p += 2 * rows, out += 2) {
        real x[HELD], y[HELD];
        fast_int i = 0, begin = rows >= HELD ? 0 : 1;
        int j;
        if (rows >= HELD) {
            for (j = 0; j < HELD; j++) x[j] = p[2 * j], y[j] = p[2 * j + 1];
            for (i = HELD; i + HELD <= rows; i += HELD)
                for (j = 0; j < HELD; j++) {
                    const real u = p[2 * (i + j)], v = p[2 * (i + j) + 1], w = x[j] * u - y[j] * v;
                    y[j] = x[j] * v + y[j] * u;
                    x[j] = w;
                }
            for (int half = 2; half; half--) /* the first by the second and the third by the fourth vector, then both */
                for (j = 0; j < SIDE * half; j++) {
                    const int k = half == 2 && j >= SIDE ? SIDE + j : j, m = half == 2 ? k + SIDE : 2 * SIDE + j;
                    const real w = x[k] * x[m] - y[k] * y[m];
                    y[k] = x[k] * y[m] + y[k] * x[m];
                    x[k] = w;
                }
        } else {
            x[0] = p[0], y[0] = p[1];
        }
        real c = x[0], d = y[0];
        for (j = 1; rows >= HELD && j < SIDE; j++) {
            const real w = c * x[j] - d * y[j];
            d = c * y[j] + d * x[j];
            c = w;
        }
        for (i += begin; i < rows; i++) {
            const real w = c * p[2 * i] - d * p[2 * i + 1];
            d = c * p[2 * i + 1] + d * p[2 * i];
            c = w;
        }
        out[0] = c, out[1] = d;
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
            const fast_int edge = start < cut && cut < to ? cut : to, n = edge - start < FAST_CHUNK ? edge - start : FAST_CHUNK;
            const real *source = out;
            fast_int i, j;
            if (what <= FAST_LOG_SOFTMAX) {
                for (j = 0; j < n; j++) shift[j] = x[start + j];
                for (i = 1; i < rows; i++) {
                    const real *restrict q = x + i * width + start;
                    for (j = 0; j < n; j++) shift[j] = q[j] > shift[j] || q[j] != q[j] ? q[j] : shift[j];
                }
                for (i = 0; i < rows; i++) {
                    const real *restrict q = x + i * width + start;
                    real *restrict o = out + i * width + start;
                    for (j = 0; j < n; j++) o[j] = q[j] - shift[j];
                    NAME(exponentials)(o, 0, o, n);
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
            if (start < cut)
                NAME(cascade)(source + start, total, rows, width, n);
            else
                for (j = 0; j < n; j++) total[j] = NAME(interleaved)(source + start + j, rows, width);
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

/* How many rows are normalised together: a row's sums take their time, in which the next row's can begin, and the rows stay in the cache. */
enum { NAME(NORM_ROWS) = 8 };
static inline fast_int NAME(rows_together)(fast_int rows, fast_int n) {
    const fast_int most = n > 512 ? 4096 / n + 1 : NAME(NORM_ROWS);
    return rows < most ? rows : most;
}

/* Rows shifted to mean zero and scaled to variance one, then by weight and bias: one number for each column (`inner` 0), or for each stretch of `inner`
   columns, the stretches of row r starting at parameter r % groups * (n / inner). `work` has n places. */
static void NAME(norm_rows)(const real *x, const real *weight, const real *bias, real *out, real *means, real *scales, fast_int rows, fast_int n,
                            fast_int inner, fast_int groups, double eps, real *restrict work) {
    fast_int r, i, count;
    for (fast_int begin = 0; begin < rows; begin += count, x += count * n, out += count * n) {
        real *restrict mean = means + begin, *restrict scale = scales + begin;
        count = NAME(rows_together)(rows - begin, n);
        for (r = 0; r < count; r++) mean[r] = NAME(sum_run)(x + r * n, n) / (real)n;
        for (r = 0; r < count; r++) {
            const real *restrict p = x + r * n;
            real *restrict o = out + r * n;
            const real m = mean[r];
            for (i = 0; i < n; i++) {
                const real d = p[i] - m;
                o[i] = d;
                work[i] = d * d;
            }
            scale[r] = NAME(sum_run)(work, n) / (real)n + (real)eps;
        }
        for (r = 0; r < count; r++) scale[r] = 1 / ROOT(scale[r]);
        for (r = 0; r < count; r++) {
            real *restrict o = out + r * n;
            const real s = scale[r];
            if (!inner) {
                if (weight && bias)
                    for (i = 0; i < n; i++) o[i] = o[i] * s * weight[i] + bias[i];
                else if (weight)
                    for (i = 0; i < n; i++) o[i] = o[i] * s * weight[i];
                else if (bias)
                    for (i = 0; i < n; i++) o[i] = o[i] * s + bias[i];
                else
                    for (i = 0; i < n; i++) o[i] = o[i] * s;
            } else {
                const fast_int first = (begin + r) % groups * (n / inner);
                for (fast_int c = 0; c < n / inner; c++)
                    for (i = c * inner; i < (c + 1) * inner; i++) {
                        real v = o[i] * s;
                        if (weight) v *= weight[first + c];
                        if (bias) v += bias[first + c];
                        o[i] = v;
                    }
            }
        }
    }
}

/* The gradient of that with respect to x: with n = (x - mean) * scale and g = grad * weight, scale * (g - mean(g) - n * mean(g * n)). `work`: n places. */
static void NAME(norm_rows_backward)(const real *grad, const real *x, const real *means, const real *scales, const real *weight, real *out, fast_int rows,
                                     fast_int n, fast_int inner, fast_int groups, real *restrict work) {
    fast_int r, i, count;
    for (fast_int begin = 0; begin < rows; begin += count, grad += count * n, x += count * n, out += count * n) {
        real total[NAME(NORM_ROWS)], along[NAME(NORM_ROWS)];
        count = NAME(rows_together)(rows - begin, n);
        for (r = 0; r < count; r++) {
            const real *restrict p = x + r * n, *restrict g = grad + r * n;
            real *restrict o = out + r * n;
            const real mean = means[begin + r], scale = scales[begin + r];
            if (!weight)
                for (i = 0; i < n; i++) o[i] = g[i];
            else if (!inner)
                for (i = 0; i < n; i++) o[i] = g[i] * weight[i];
            else {
                const fast_int first = (begin + r) % groups * (n / inner);
                for (fast_int c = 0; c < n / inner; c++)
                    for (i = c * inner; i < (c + 1) * inner; i++) o[i] = g[i] * weight[first + c];
            }
            for (i = 0; i < n; i++) work[i] = o[i] * ((p[i] - mean) * scale);
            total[r] = NAME(sum_run)(o, n) / (real)n;
            along[r] = NAME(sum_run)(work, n) / (real)n;
        }
        for (r = 0; r < count; r++) {
            const real *restrict p = x + r * n;
            real *restrict o = out + r * n;
            const real mean = means[begin + r], scale = scales[begin + r], t = total[r], a = along[r];
            for (i = 0; i < n; i++) o[i] = ((o[i] - t) - (p[i] - mean) * scale * a) * scale;
        }
    }
}

/* For each row the sum of (x - shift)^2, or with `grad` of grad * ((x - shift) * scale); shift and scale change with r % channels. `work` has n places. */
static void NAME(moment_rows)(const real *x, const real *shift, const real *grad, const real *scale, real *out, fast_int first, fast_int last, fast_int n,
                              fast_int channels, real *restrict work) {
    for (fast_int r = first; r < last; r++) {
        const real *restrict p = x + r * n;
        const real a = shift[r % channels];
        fast_int i;
        if (grad) {
            const real *restrict g = grad + r * n;
            const real b = scale[r % channels];
            for (i = 0; i < n; i++) work[i] = g[i] * ((p[i] - a) * b);
        } else
            for (i = 0; i < n; i++) {
                const real d = p[i] - a;
                work[i] = d * d;
            }
        out[r] = NAME(sum_run)(work, n);
    }
}

/* Rows as scale * ((grad - total) - ((x - mean) * invstd) * along), all but grad and x by channel. */
static void NAME(unscale_rows)(const real *grad, const real *x, const real *mean, const real *invstd, const real *total, const real *along, const real *scale,
                               real *out, fast_int first, fast_int last, fast_int n, fast_int channels) {
    for (fast_int r = first; r < last; r++) {
        const fast_int c = r % channels;
        const real *restrict g = grad + r * n, *restrict p = x + r * n;
        real *restrict o = out + r * n;
        const real a = mean[c], b = invstd[c], t = total[c], d = along[c], s = scale[c];
        for (fast_int i = 0; i < n; i++) o[i] = s * ((g[i] - t) - ((p[i] - a) * b) * d);
    }
}

/* Rows as (x - shift) * scale + bias, these by channel; or as (x - shift) * scale * by, element by element. */
static void NAME(scale_rows)(const real *x, const real *shift, const real *scale, const real *bias, const real *by, real *out, fast_int first, fast_int last,
                             fast_int n, fast_int channels) {
    for (fast_int r = first; r < last; r++) {
        const real *restrict p = x + r * n;
        real *restrict o = out + r * n;
        const real a = shift[r % channels], b = scale[r % channels];
        fast_int i;
        if (bias) {
            const real c = bias[r % channels];
            for (i = 0; i < n; i++) o[i] = (p[i] - a) * b + c;
        } else if (by) {
            const real *restrict q = by + r * n;
            for (i = 0; i < n; i++) o[i] = (p[i] - a) * b * q[i];
        } else
            for (i = 0; i < n; i++) o[i] = (p[i] - a) * b;
    }
}

/* Rows `from` to `to` of the transpose (rows, columns) of a contiguous (columns, rows) matrix, block by block: a block's lines stay in the cache. */
static void NAME(turn)(const real *restrict p, real *restrict out, fast_int rows, fast_int columns, fast_int from, fast_int to) {
    enum { B = 16 };
    for (fast_int i0 = from; i0 < to; i0 += B) {
        const fast_int i1 = i0 + B < to ? i0 + B : to;
        for (fast_int j0 = 0; j0 < columns; j0 += B) {
            const fast_int j1 = j0 + B < columns ? j0 + B : columns;
            if (i1 - i0 == B && j1 - j0 == B) {
                real tile[B][B];
                for (int j = 0; j < B; j++)
                    for (int i = 0; i < B; i++) tile[i][j] = p[(j0 + j) * rows + i0 + i];
                for (int i = 0; i < B; i++)
                    for (int j = 0; j < B; j++) out[(i0 + i) * columns + j0 + j] = tile[i][j];
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
