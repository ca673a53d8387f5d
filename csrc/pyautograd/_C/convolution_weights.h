/* The gradient of the weights, included by convolution_types.h after convolution_real.h: for each place of the kernel, products of y and x summed over all
   positions. */
#define NAME(f) CONVOLUTION_PASTE(f, SUFFIX, ARCH)
#define VECTOR NAME(vector)

/* Where x has many channels it is laid out with them innermost, so that they, and the places of a line of the kernel, are the lanes of vectors: for some
   channels of y and `vectors` of those, the products summed over a few lines of positions, added to `sums`. */
#define OUTER_BLOCK(vectors) \
    static void NAME(outer_##vectors)(const real *const *rows, ptrdiff_t lines, ptrdiff_t count, const real *x, ptrdiff_t step, ptrdiff_t line_step, real *sums, \
                                      ptrdiff_t pitch) { \
        VECTOR t[NAME(ROWS)][vectors] = {{{0}}}; \
        for (ptrdiff_t i = 0, q = 0; i < lines; i++) { \
            const real *p = x + i * line_step; \
            for (ptrdiff_t j = 0; j < count; j++, q++, p += step) { \
                VECTOR a[vectors]; \
                for (int v = 0; v < vectors; v++) a[v] = *(const VECTOR *)(p + v * NAME(LANES)); \
                for (int r = 0; r < NAME(ROWS); r++) { \
                    const real b = rows[r][q]; \
                    for (int v = 0; v < vectors; v++) t[r][v] += b * a[v]; \
                } \
            } \
        } \
        for (int r = 0; r < NAME(ROWS); r++) \
            for (int v = 0; v < vectors; v++) *(VECTOR *)(sums + r * pitch + v * NAME(LANES)) += t[r][v]; \
    }
OUTER_BLOCK(1)
OUTER_BLOCK(2)
OUTER_BLOCK(3)
#undef OUTER_BLOCK

/* Lines of a slice of x from element `top` on, with their padding, channels innermost; zeros beside them are there already. */
static void NAME(lay_deep)(const convolution_job *job, const real *slice, ptrdiff_t top, ptrdiff_t lines, ptrdiff_t columns, real *to) {
    const convolution_axis *h = &job->axis[1], *w = &job->axis[2];
    const ptrdiff_t channels = job->channels, each = job->axis[0].size * h->size * w->size, end = least(w->size, columns - w->pad);
    for (ptrdiff_t i = 0; i < lines; i++, to += columns * channels) {
        const ptrdiff_t y = top + i;
        if (y < 0 || y >= h->size) memset(to, 0, (size_t)(columns * channels) * sizeof(real));
        else
            for (ptrdiff_t c = 0; c < channels; c++) {
                const real *from = slice + c * each + y * w->size;
                real *at = to + w->pad * channels + c;
                for (ptrdiff_t x = 0; x < end; x++) at[x * channels] = from[x];
            }
    }
}

/* Output channels `from` to `to` of a group and a place kz of the kernel's depth. */
static int NAME(deep_weights)(const convolution_job *job, ptrdiff_t group, ptrdiff_t kz, ptrdiff_t from, ptrdiff_t to) {
    const convolution_axis *d = &job->axis[0], *h = &job->axis[1], *w = &job->axis[2];
    const ptrdiff_t channels = job->channels, columns = (w->count - 1) * w->step + (w->kernel - 1) * w->dilation + 1, line = columns * channels;
    const ptrdiff_t joined = w->dilation == 1 ? w->kernel : 1, runs = h->kernel * w->kernel / joined, width = joined * channels;
    const ptrdiff_t vectors = up(width, NAME(LANES)), pitch = runs * vectors * NAME(LANES), few = most(1, CONVOLUTION_TOGETHER / w->count);
    const ptrdiff_t under = (h->kernel - 1) * h->dilation + 1;
    const ptrdiff_t fitting = (CONVOLUTION_PLANES / (ptrdiff_t)sizeof(real) / line - under) / h->step + 1;
    const ptrdiff_t lines = most(least(fitting / few * few, h->count), least(few, h->count));
    real *deep = calloc((size_t)(((lines - 1) * h->step + under) * line + NAME(LANES) * (CONVOLUTION_VECTORS + 1)), sizeof(real));
    real *sums = calloc((size_t)((to - from + NAME(ROWS)) * pitch), sizeof(real));
    const int failed = !deep || !sums;
    for (ptrdiff_t n = group; !failed && n < job->images; n += job->groups)
        for (ptrdiff_t t = 0; t < d->count; t++) {
            const ptrdiff_t z = source_slice(job, t, kz);
            if (z < 0) continue;
            for (ptrdiff_t first = 0; first < h->count; first += lines) {
                const ptrdiff_t some = least(lines, h->count - first);
                NAME(lay_deep)(job, (const real *)job->x + (n * channels * d->size + z) * h->size * w->size, first * h->step - h->pad, (some - 1) * h->step + under, columns, deep);
                for (ptrdiff_t i = 0; i < some; i += few)
                    for (ptrdiff_t run = 0; run < runs; run++)
                        for (ptrdiff_t v = 0; v < vectors; v += CONVOLUTION_VECTORS)
                            for (ptrdiff_t o = from; o < to; o += NAME(ROWS)) {
                                const ptrdiff_t ky = run * joined / w->kernel, kx = run * joined % w->kernel;
                                const real *rows[NAME(ROWS)], *x = deep + (i * h->step + ky * h->dilation) * line + kx * w->dilation * channels + v * NAME(LANES);
                                real *at = sums + (o - from) * pitch + (run * vectors + v) * NAME(LANES);
                                for (ptrdiff_t r = 0; r < NAME(ROWS); r++) /* behind the last channel that one again, for nothing */
                                    rows[r] = (const real *)job->w + (((n * job->outputs + least(o + r, to - 1)) * d->count + t) * h->count + first + i) * w->count;
                                const ptrdiff_t take = least(few, some - i), step = w->step * channels, down = h->step * line;
                                if (vectors - v >= 3) NAME(outer_3)(rows, take, w->count, x, step, down, at, pitch);
                                else if (vectors - v == 2) NAME(outer_2)(rows, take, w->count, x, step, down, at, pitch);
                                else NAME(outer_1)(rows, take, w->count, x, step, down, at, pitch);
                            }
            }
        }
    for (ptrdiff_t o = from; !failed && o < to; o++)
        for (ptrdiff_t c = 0; c < channels; c++) {
            real *out = (real *)job->out + (((group * job->outputs + o) * channels + c) * d->kernel + kz) * h->kernel * w->kernel;
            for (ptrdiff_t k = 0; k < h->kernel * w->kernel; k++) out[k] = sums[(o - from) * pitch + k / joined * vectors * NAME(LANES) + k % joined * channels + c];
        }
    free(deep);
    free(sums);
    return failed;
}

/* Where it has few channels, positions are the lanes. For `count` channels of y and `places` of the kernel, the products summed over all positions of a slice,
   lane by lane, added to `sums`. */
#define WEIGHT_BLOCK(count, places) \
    static void NAME(weights_##count##_##places)(const real *y, ptrdiff_t pitch, const real *x, const ptrdiff_t *offsets, real *sums) { \
        VECTOR t[count][places]; \
        for (int r = 0; r < count; r++) \
            for (int k = 0; k < places; k++) t[r][k] = *(const VECTOR *)(sums + (k * count + r) * NAME(LANES)); \
        for (ptrdiff_t q = 0; q < pitch; q += NAME(LANES)) { \
            VECTOR a[places]; \
            for (int k = 0; k < places; k++) a[k] = *(const VECTOR *)(x + offsets[k] + q); \
            for (int r = 0; r < count; r++) { \
                const VECTOR b = *(const VECTOR *)(y + r * pitch + q); \
                for (int k = 0; k < places; k++) t[r][k] += b * a[k]; \
            } \
        } \
        for (int r = 0; r < count; r++) \
            for (int k = 0; k < places; k++) *(VECTOR *)(sums + (k * count + r) * NAME(LANES)) = t[r][k]; \
    }
WEIGHT_BLOCK(1, 1)
WEIGHT_BLOCK(1, 3)
WEIGHT_BLOCK(4, 1)
WEIGHT_BLOCK(4, 3)
#undef WEIGHT_BLOCK

/* Blocks `from` to `to` of four output channels of a group. Fails where a sum is not finite: zeros stand between the lines of y, and an infinity of x beside one of
   them gives NaN to a place of the kernel that does not meet it. */
static int NAME(flat_weights)(const convolution_job *job, ptrdiff_t group, ptrdiff_t kz, ptrdiff_t from, ptrdiff_t to) {
    const convolution_axis *d = &job->axis[0], *h = &job->axis[1], *w = &job->axis[2];
    const ptrdiff_t kernel = h->kernel * w->kernel, pitch = up((h->count - 1) * job->wide + w->count, NAME(LANES)) * NAME(LANES);
    const ptrdiff_t rows = job->outputs == 1 ? 1 : CONVOLUTION_ROWS, each = rows * NAME(LANES);
    real *planes = calloc((size_t)(job->plane * job->channels + NAME(LANES)), sizeof(real));
    char *held = calloc((size_t)((to - from) * rows * pitch) * sizeof(real) + 64, 1);
    real *grads = (real *)(((uintptr_t)held + 63) & ~(uintptr_t)63);
    real *sums = calloc((size_t)((to - from) * job->channels * kernel * each), sizeof(real));
    int failed = !planes || !held || !sums;
    for (ptrdiff_t n = group; !failed && n < job->images; n += job->groups)
        for (ptrdiff_t t = 0; t < d->count; t++) {
            const ptrdiff_t z = source_slice(job, t, kz);
            if (z < 0) continue;
            NAME(lay_out)(job, (const real *)job->x + (n * job->channels * d->size + z) * h->size * w->size, 0, planes);
            for (ptrdiff_t o = from * rows; o < to * rows && o < job->outputs; o++)
                for (ptrdiff_t y = 0; y < h->count; y++)
                    NAME(add_line)(grads + (o - from * rows) * pitch + y * job->wide,
                                   (const real *)job->w + (((n * job->outputs + o) * d->count + t) * h->count + y) * w->count, w->count, -(real)0);
            for (ptrdiff_t o = 0; o < to - from; o++)
                for (ptrdiff_t c = 0; c < job->channels; c++)
                    for (ptrdiff_t k = 0; k < kernel;) {
                        const real *y = grads + o * rows * pitch, *x = planes + c * job->plane;
                        real *at = sums + ((o * job->channels + c) * kernel + k) * each;
                        const int three = kernel - k >= 3;
                        if (rows == 1) (three ? NAME(weights_1_3) : NAME(weights_1_1))(y, pitch, x, job->offsets + k, at);
                        else (three ? NAME(weights_4_3) : NAME(weights_4_1))(y, pitch, x, job->offsets + k, at);
                        k += three ? 3 : 1;
                    }
        }
    for (ptrdiff_t o = 0; planes && held && sums && o < (to - from) * rows && from * rows + o < job->outputs; o++)
        for (ptrdiff_t c = 0; c < job->channels; c++) {
            real *out = (real *)job->out + (((group * job->outputs + from * rows + o) * job->channels + c) * d->kernel + kz) * kernel;
            for (ptrdiff_t k = 0; k < kernel; k++) {
                const real *lanes = sums + ((o / rows * job->channels + c) * kernel + k) * each + o % rows * NAME(LANES);
                out[k] = 0;
                for (int i = 0; i < NAME(LANES); i++) out[k] += lanes[i];
                failed |= out[k] - out[k] != 0;
            }
        }
    free(planes);
    free(held);
    free(sums);
    return failed;
}

/* Units `from` to `to`: shares of output channels of groups, for one place of the kernel's depth. */
static int NAME(weights)(const convolution_job *job, ptrdiff_t from, ptrdiff_t to) {
    int failed = 0;
    for (ptrdiff_t unit = from; unit < to; unit++) {
        const ptrdiff_t share = unit % job->shares, kz = unit / job->shares % job->axis[0].kernel, group = unit / job->shares / job->axis[0].kernel;
        const ptrdiff_t begin = share * job->blocks / job->shares, end = (share + 1) * job->blocks / job->shares;
        if (job->channels * (job->axis[2].dilation == 1 ? job->axis[2].kernel : 1) < CONVOLUTION_RUN) failed |= NAME(flat_weights)(job, group, kz, begin, end);
        else failed |= NAME(deep_weights)(job, group, kz, begin * CONVOLUTION_ROWS, least(end * CONVOLUTION_ROWS, job->outputs));
    }
    return failed;
}
#undef VECTOR
#undef NAME
