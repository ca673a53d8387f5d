/* Included by convolution_types.h for each type and instruction set: `real` in vectors of BYTES bytes. */
#define NAME(f) CONVOLUTION_PASTE(f, SUFFIX, ARCH)
#define VECTOR NAME(vector)
#define QUARTER NAME(quarter)
/* Output channels of a block: as many as there are registers for. */
enum { NAME(LANES) = BYTES / sizeof(real), NAME(SIXTEEN) = 16 / sizeof(real), NAME(ROWS) = BYTES == 64 ? 2 * CONVOLUTION_ROWS : CONVOLUTION_ROWS };
typedef real VECTOR __attribute__((vector_size(BYTES), aligned(sizeof(real)), may_alias));
typedef real QUARTER __attribute__((vector_size(16), aligned(sizeof(real)), may_alias));

static inline __attribute__((always_inline)) void NAME(add_line)(real *to, const real *from, ptrdiff_t n, real bias) {
    ptrdiff_t i = 0;
    for (; i + NAME(LANES) <= n; i += NAME(LANES)) *(VECTOR *)(to + i) = *(const VECTOR *)(from + i) + bias;
    for (; i + NAME(SIXTEEN) <= n; i += NAME(SIXTEEN)) *(QUARTER *)(to + i) = *(const QUARTER *)(from + i) + bias;
    for (; i < n; i++) to[i] = from[i] + bias;
}

/* Every so manieth element. */
static inline __attribute__((always_inline)) void NAME(thin_line)(real *to, const real *from, ptrdiff_t n, ptrdiff_t step) {
    ptrdiff_t i = 0;
    for (; i + 4 <= n; i += 4, from += 4 * step) {
        const real a = from[0], b = from[step], c = from[2 * step], d = from[3 * step];
        to[i] = a, to[i + 1] = b, to[i + 2] = c, to[i + 3] = d;
    }
    for (; i < n; i++, from += step) to[i] = *from;
}

/* A block of positions, `vectors` of them, of `count` output channels: what they sum up stays in registers. `w` has four weights for each channel and place
   of the kernel, the next four channels' `far` behind. */
#define CHANNEL_BLOCK(count, vectors) \
    static void NAME(block_##count##_##vectors)(const real *x, ptrdiff_t plane, ptrdiff_t channels, const ptrdiff_t *offsets, ptrdiff_t kernel, const real *w, \
                                                ptrdiff_t far, real *out, ptrdiff_t pitch, int adds) { \
        VECTOR t[count][vectors]; \
        for (int r = 0; r < count; r++) \
            for (int v = 0; v < vectors; v++) t[r][v] = adds ? *(const VECTOR *)(out + r * pitch + v * NAME(LANES)) : (VECTOR){0}; \
        for (ptrdiff_t c = 0; c < channels; c++, x += plane) \
            for (ptrdiff_t k = 0; k < kernel; k++, w += CONVOLUTION_ROWS) { \
                const real *p = x + offsets[k]; \
                VECTOR a[vectors]; \
                for (int v = 0; v < vectors; v++) a[v] = *(const VECTOR *)(p + v * NAME(LANES)); \
                for (int r = 0; r < count; r++) { \
                    const real b = r < CONVOLUTION_ROWS ? w[r] : w[far + r - CONVOLUTION_ROWS]; \
                    for (int v = 0; v < vectors; v++) t[r][v] += b * a[v]; \
                } \
            } \
        for (int r = 0; r < count; r++) \
            for (int v = 0; v < vectors; v++) *(VECTOR *)(out + r * pitch + v * NAME(LANES)) = t[r][v]; \
    }
#define CHANNEL_BLOCKS(count) CHANNEL_BLOCK(count, 1) CHANNEL_BLOCK(count, 2) CHANNEL_BLOCK(count, 3)
CHANNEL_BLOCKS(1)
CHANNEL_BLOCKS(4)
#if BYTES == 64
CHANNEL_BLOCKS(8)
#endif
#undef CHANNEL_BLOCKS
#undef CHANNEL_BLOCK
typedef void (*NAME(block))(const real *, ptrdiff_t, ptrdiff_t, const ptrdiff_t *, ptrdiff_t, const real *, ptrdiff_t, real *, ptrdiff_t, int);
static const NAME(block) NAME(BLOCKS)[][CONVOLUTION_VECTORS] = {
    {NAME(block_1_1), NAME(block_1_2), NAME(block_1_3)},
    {NAME(block_4_1), NAME(block_4_2), NAME(block_4_3)},
#if BYTES == 64
    {NAME(block_8_1), NAME(block_8_2), NAME(block_8_3)},
#endif
};

/* A strip of a slice, with its padding, in matrices for each channel. Zeros before and after lines are there already. */
static void NAME(lay_out)(const convolution_job *job, const real *slice, ptrdiff_t first, real *planes) {
    const convolution_side *h = &job->side[1], *w = &job->side[2];
    const ptrdiff_t each = job->side[0].source * h->source * w->source, lines = job->lines + h->reach, channels = job->channels, plane = job->plane;
    for (ptrdiff_t my = 0; my < h->matrices; my++)
        for (ptrdiff_t mx = 0; mx < w->matrices; mx++) {
            ptrdiff_t begin, end;
            line_bounds(job, mx, &begin, &end);
            const ptrdiff_t start = begin * w->step + mx * job->axis[2].dilation % w->step - w->lead, count = end - begin;
            if (count <= 0) continue;
            ptrdiff_t y = first * h->step + my * job->axis[1].dilation % h->step - h->lead;
            real *to = planes + (my * w->matrices + mx) * job->matrix + begin;
            for (ptrdiff_t i = 0; i < lines; i++, y += h->step, to += job->wide) {
                const real *from = slice + y * w->source + start;
                if (y < 0 || y >= h->source)
                    for (ptrdiff_t c = 0; c < channels; c++) memset(to + c * plane, 0, (size_t)count * sizeof(real));
                else if (w->step == 1)
                    for (ptrdiff_t c = 0; c < channels; c++) NAME(add_line)(to + c * plane, from + c * each, count, -(real)0);
                else
                    for (ptrdiff_t c = 0; c < channels; c++) NAME(thin_line)(to + c * plane, from + c * each, count, w->step);
            }
        }
}

/* The sums of blocks `from` to `to` of output channels over a strip that is laid out. */
static void NAME(sum_strip)(const convolution_job *job, const real *planes, ptrdiff_t positions, ptrdiff_t class, const real *weights, ptrdiff_t from, ptrdiff_t to,
                            real *sums, ptrdiff_t pitch, int adds) {
    const ptrdiff_t *offsets = job->offsets + job->first[class], kernel = job->first[class + 1] - job->first[class], vectors = up(positions, NAME(LANES));
    const ptrdiff_t together = up(CONVOLUTION_STEPS, most(kernel, 1));
    for (ptrdiff_t c = 0; c < job->channels; c += together)
        for (ptrdiff_t v = 0; v < vectors;) {
            const ptrdiff_t left = vectors - v, take = left == 4 ? 2 : least(left, CONVOLUTION_VECTORS); /* two and two are faster than three and one */
            for (ptrdiff_t o = from; o < to;) {
                const ptrdiff_t far = job->channels * kernel * CONVOLUTION_ROWS, rows = job->outputs == 1 ? 0 : least(to - o, NAME(ROWS) / CONVOLUTION_ROWS);
                NAME(BLOCKS)[rows][take - 1](planes + c * job->plane + v * NAME(LANES), job->plane, least(job->channels - c, together), offsets, kernel,
                                             weights + o * far + c * kernel * CONVOLUTION_ROWS, far, sums + o * CONVOLUTION_ROWS * pitch + v * NAME(LANES), pitch,
                                             adds || c > 0);
                o += most(rows, 1);
            }
            v += take;
        }
}

/* Sums of a class of positions, `count` of each line, to where they belong in the target: elements from `out` on. */
static void NAME(write_strip)(const convolution_job *job, const real *sums, ptrdiff_t lines, ptrdiff_t count, real *out, real bias) {
    const convolution_side *h = &job->side[1], *w = &job->side[2];
    if (job->wide == w->target && count == w->target && h->classes * w->classes == 1) count *= lines, lines = 1; /* no position straddles lines */
    for (ptrdiff_t i = 0; i < lines; i++, sums += job->wide, out += h->classes * w->target) {
        if (w->classes == 1) NAME(add_line)(out, sums, count, bias);
        else
            for (ptrdiff_t x = 0; x < count; x++) out[x * w->classes] = sums[x] + bias;
    }
}

/* Units `from` to `to`: shares of output channels of strips of slices of groups of images. */
static int NAME(images)(convolution_job *job, ptrdiff_t from, ptrdiff_t to) {
    const convolution_side *d = &job->side[0], *h = &job->side[1], *w = &job->side[2];
    const ptrdiff_t slack = NAME(LANES) * (CONVOLUTION_VECTORS + 1), pitch = up(job->lines * job->wide, NAME(LANES)) * NAME(LANES);
    const ptrdiff_t area = h->source * w->source, surface = h->target * w->target, each = job->blocks * CONVOLUTION_ROWS * job->channels;
    char *laid_out = calloc((size_t)(job->plane * job->channels + slack) * sizeof(real) + 64, 1);
    real *planes = (real *)(((uintptr_t)laid_out + 63) & ~(uintptr_t)63);
    char *held = malloc((size_t)(job->blocks * CONVOLUTION_ROWS * pitch) * sizeof(real) + 64);
    real *sums = (real *)(((uintptr_t)held + 63) & ~(uintptr_t)63); /* vectors that lie across cache lines take two reads */
    ptrdiff_t laid = -1;
    for (ptrdiff_t unit = from; laid_out && held && unit < to; unit++) {
        const ptrdiff_t share = unit % job->shares, strip = unit / job->shares % job->strips, slices = unit / job->shares / job->strips;
        const ptrdiff_t t = slices % d->target, n = slices / d->target, group = n % job->groups, first = strip * job->lines;
        const ptrdiff_t count = least(job->lines, h->positions - first), begin = share * job->blocks / job->shares, end = (share + 1) * job->blocks / job->shares;
        for (ptrdiff_t class = 0; count > 0 && class < h->classes * w->classes; class++) {
            const ptrdiff_t places = job->axis[1].kernel * job->axis[2].kernel, kernel = job->first[class + 1] - job->first[class];
            /* Positions whose elements the target has: those before it are at most one. */
            const ptrdiff_t y = first * h->classes + class / w->classes + h->origin, x = class % w->classes + w->origin, above = y < 0, left = x < 0;
            const ptrdiff_t lines = least(count, up(h->target - y, h->classes)) - above, wide = least(w->positions, up(w->target - x, w->classes)) - left;
            if (lines <= 0 || wide <= 0) continue;
            int adds = 0;
            for (ptrdiff_t kz = 0; kernel && kz < job->axis[0].kernel; kz++) {
                const ptrdiff_t z = source_slice(job, t, kz);
                if (z < 0) continue;
                const real *source = (const real *)job->x + (n * job->channels * d->source + z) * area;
                const real *weights = (const real *)job->packed + each * ((kz * job->groups + group) * places + job->first[class]);
                if (laid != (n * d->source + z) * job->strips + strip) NAME(lay_out)(job, source, first, planes);
                laid = (n * d->source + z) * job->strips + strip;
                NAME(sum_strip)(job, planes + above * job->wide + left, (lines - 1) * job->wide + wide, class, weights, begin, end, sums, pitch, adds);
                adds = 1;
            }
            if (!adds) memset(sums, 0, (size_t)(job->blocks * CONVOLUTION_ROWS * pitch) * sizeof(real));
            for (ptrdiff_t o = begin * CONVOLUTION_ROWS; o < least(end * CONVOLUTION_ROWS, job->outputs); o++) {
                const real bias = job->bias ? ((const real *)job->bias)[group * job->outputs + o] : -(real)0; /* which adds nothing, even to -0 */
                real *slice = (real *)job->out + ((n * job->outputs + o) * d->target + t) * surface;
                NAME(write_strip)(job, sums + o * pitch, lines, wide, slice + (y + above * h->classes) * w->target + x + left * w->classes, bias);
            }
        }
    }
    const int failed = !laid_out || !held;
    free(laid_out);
    free(held);
    return failed;
}
#undef VECTOR
#undef QUARTER
#undef NAME
