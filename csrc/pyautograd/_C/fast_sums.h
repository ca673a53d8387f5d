/* Sums of `real`, and of complex numbers made of two. Included by `fast_real.h`, with its macros. */
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

/* The same for `width` columns side by side, fewer than GROUP. */
static void NAME(interleaved_columns)(const real *p, real *restrict out, fast_int rows, fast_int step, fast_int width) {
    const fast_int quads = rows / FAST_SIDE;
    real part[FAST_SIDE][GROUP];
    fast_int i, j;
    for (j = 0; j < width; j++) out[j] = 0;
    if (quads) NAME(cascade)(p, out, quads, FAST_SIDE * step, width);
    for (i = 1; quads && i < FAST_SIDE; i++) NAME(cascade)(p + i * step, part[i], quads, FAST_SIDE * step, width);
    for (i = quads * FAST_SIDE; i < rows; i++)
        for (j = 0; j < width; j++) out[j] += p[i * step + j];
    for (i = 1; quads && i < FAST_SIDE; i++)
        for (j = 0; j < width; j++) out[j] += part[i][j];
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
        if (j < to) NAME(interleaved_columns)(p + j, out + j, rows, width, to - j);
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
