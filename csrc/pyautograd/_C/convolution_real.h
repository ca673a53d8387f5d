/* Included by convolution_loops.h for each type and instruction set: `real` in vectors of BYTES bytes. */
#define NAME(f) CONVOLUTION_PASTE(f, SUFFIX, ARCH)
#define VECTOR NAME(vector)
enum { NAME(LANES) = BYTES / sizeof(real), NAME(WIDTH) = CONVOLUTION_VECTORS * BYTES / sizeof(real) };
typedef real VECTOR __attribute__((vector_size(BYTES), aligned(sizeof(real)), may_alias));

/* A block of positions of `count` output channels: what they sum up stays in registers. `w` has four weights for each channel and place of the kernel. */
#define CHANNEL_BLOCK(count) \
    static void NAME(block_##count)(const real *x, ptrdiff_t plane, ptrdiff_t channels, const ptrdiff_t *offsets, ptrdiff_t kernel, const real *w, real *out, \
                                    ptrdiff_t pitch, int adds) { \
        VECTOR t[count][CONVOLUTION_VECTORS]; \
        for (int r = 0; r < count; r++) \
            for (int v = 0; v < CONVOLUTION_VECTORS; v++) t[r][v] = adds ? *(const VECTOR *)(out + r * pitch + v * NAME(LANES)) : (VECTOR){0}; \
        for (ptrdiff_t c = 0; c < channels; c++, x += plane) \
            for (ptrdiff_t k = 0; k < kernel; k++, w += CONVOLUTION_ROWS) { \
                const real *p = x + offsets[k]; \
                VECTOR a[CONVOLUTION_VECTORS]; \
                for (int v = 0; v < CONVOLUTION_VECTORS; v++) a[v] = *(const VECTOR *)(p + v * NAME(LANES)); \
                for (int r = 0; r < count; r++) \
                    for (int v = 0; v < CONVOLUTION_VECTORS; v++) t[r][v] += w[r] * a[v]; \
            } \
        for (int r = 0; r < count; r++) \
            for (int v = 0; v < CONVOLUTION_VECTORS; v++) *(VECTOR *)(out + r * pitch + v * NAME(LANES)) = t[r][v]; \
    }
CHANNEL_BLOCK(1)
CHANNEL_BLOCK(4)
#undef CHANNEL_BLOCK

/* For four channels of y and `count` (at most three) places of the kernel, the products summed over all positions of some images, `y_step` and `x_step` apart,
   lane by lane, added to `sums`. */
#define WEIGHT_BLOCK(count) \
    static void NAME(weights_##count)(const real *y, ptrdiff_t pitch, const real *x, const ptrdiff_t *offsets, ptrdiff_t images, ptrdiff_t y_step, ptrdiff_t x_step, \
                                      real *sums) { \
        VECTOR t[CONVOLUTION_ROWS][count]; \
        for (int r = 0; r < CONVOLUTION_ROWS; r++) \
            for (int k = 0; k < count; k++) t[r][k] = *(const VECTOR *)(sums + (k * CONVOLUTION_ROWS + r) * NAME(LANES)); \
        for (ptrdiff_t n = 0; n < images; n++, y += y_step, x += x_step) \
            for (ptrdiff_t q = 0; q < pitch; q += NAME(LANES)) { \
                VECTOR a[count]; \
                for (int k = 0; k < count; k++) a[k] = *(const VECTOR *)(x + offsets[k] + q); \
                for (int r = 0; r < CONVOLUTION_ROWS; r++) { \
                    const VECTOR b = *(const VECTOR *)(y + r * pitch + q); \
                    for (int k = 0; k < count; k++) t[r][k] += b * a[k]; \
                } \
            } \
        for (int r = 0; r < CONVOLUTION_ROWS; r++) \
            for (int k = 0; k < count; k++) *(VECTOR *)(sums + (k * CONVOLUTION_ROWS + r) * NAME(LANES)) = t[r][k]; \
    }
WEIGHT_BLOCK(1)
WEIGHT_BLOCK(2)
WEIGHT_BLOCK(3)
#undef WEIGHT_BLOCK

/* An image with its padding, in `parts` matrices for each channel: one for each line and column of a step, in which the window at the next position begins at
   the next element. `lines` and `wide` are the size of a matrix; `plane` is that of a channel. */
static void NAME(lay_out)(const convolution_job *job, const real *image, real *padded, ptrdiff_t lines, ptrdiff_t wide, ptrdiff_t plane) {
    for (ptrdiff_t c = 0; c < job->channels; c++, padded += plane)
        for (ptrdiff_t y = 0; y < job->height; y++, image += job->width) {
            const ptrdiff_t line = y + job->ph;
            real *to = padded + (line % job->sh * job->sw * lines + line / job->sh) * wide;
            if (job->sw == 1) {
                memcpy(to + job->pw, image, (size_t)job->width * sizeof(real));
                continue;
            }
            for (ptrdiff_t first = 0; first < job->sw && first < job->width; first++) {
                real *column = to + (first + job->pw) % job->sw * lines * wide + (first + job->pw) / job->sw;
                for (ptrdiff_t x = first; x < job->width; x += job->sw) *column++ = image[x];
            }
        }
}

/* Where the places of the kernel lie in that. */
static ptrdiff_t *NAME(places)(const convolution_job *job, ptrdiff_t lines, ptrdiff_t wide) {
    const ptrdiff_t kernel = job->kh * job->kw;
    ptrdiff_t *offsets = malloc((size_t)kernel * sizeof(ptrdiff_t));
    for (ptrdiff_t k = 0; offsets && k < kernel; k++) {
        const ptrdiff_t y = k / job->kw * job->dh, x = k % job->kw * job->dw;
        offsets[k] = ((y % job->sh * job->sw + x % job->sw) * lines + y / job->sh) * wide + x / job->sw;
    }
    return offsets;
}

/* Groups `from` to `to` of images, counted through all of them. */
static int NAME(images)(const convolution_job *job, ptrdiff_t from, ptrdiff_t to) {
    const ptrdiff_t lines = (job->height + 2 * job->ph + job->sh - 1) / job->sh, wide = (job->width + 2 * job->pw + job->sw - 1) / job->sw;
    const ptrdiff_t kernel = job->kh * job->kw, positions = (job->oh - 1) * wide + job->ow;
    const ptrdiff_t pitch = (positions + NAME(WIDTH) - 1) / NAME(WIDTH) * NAME(WIDTH), rows = (job->outputs + CONVOLUTION_ROWS - 1) / CONVOLUTION_ROWS;
    const ptrdiff_t plane = job->sh * job->sw * lines * wide + pitch - positions + NAME(LANES);
    real *padded = calloc((size_t)(plane * job->channels), sizeof(real)), *sums = malloc((size_t)(rows * CONVOLUTION_ROWS * pitch) * sizeof(real));
    ptrdiff_t *offsets = NAME(places)(job, lines, wide);
    const int failed = !padded || !sums || !offsets;
    if (!failed) {
        for (ptrdiff_t n = from; n < to; n++) {
            const ptrdiff_t group = n % job->groups;
            const real *weights = (const real *)job->w + group * rows * job->channels * kernel * CONVOLUTION_ROWS;
            NAME(lay_out)(job, (const real *)job->x + n * job->channels * job->height * job->width, padded, lines, wide, plane);
            for (ptrdiff_t c = 0; c < job->channels; c += CONVOLUTION_CHANNELS) {
                const ptrdiff_t some = job->channels - c < CONVOLUTION_CHANNELS ? job->channels - c : CONVOLUTION_CHANNELS;
                for (ptrdiff_t q = 0; q < positions; q += NAME(WIDTH))
                    for (ptrdiff_t o = 0; o < rows; o++) {
                        const real *w = weights + (o * job->channels + c) * kernel * CONVOLUTION_ROWS;
                        real *to = sums + o * CONVOLUTION_ROWS * pitch + q;
                        if (job->outputs == 1)
                            NAME(block_1)(padded + c * plane + q, plane, some, offsets, kernel, w, to, pitch, c > 0);
                        else
                            NAME(block_4)(padded + c * plane + q, plane, some, offsets, kernel, w, to, pitch, c > 0);
                    }
            }
            for (ptrdiff_t o = 0; o < job->outputs; o++) {
                const real bias = job->bias ? ((const real *)job->bias)[group * job->outputs + o] : 0;
                real *out = (real *)job->out + (n * job->outputs + o) * job->oh * job->ow;
                for (ptrdiff_t y = 0; y < job->oh; y++, out += job->ow) {
                    const real *line = sums + o * pitch + y * wide;
                    if (job->bias)
                        for (ptrdiff_t i = 0; i < job->ow; i++) out[i] = line[i] + bias;
                    else
                        memcpy(out, line, (size_t)job->ow * sizeof(real));
                }
            }
        }
    }
    free(padded);
    free(sums);
    free(offsets);
    return failed;
}

/* The gradients of the weights of output channels 4 `from` to 4 `to` of a group. `out` is y, `w` what is written. */
static int NAME(weights_of)(const convolution_job *job, ptrdiff_t group, ptrdiff_t from, ptrdiff_t to) {
    const ptrdiff_t lines = (job->height + 2 * job->ph + job->sh - 1) / job->sh, wide = (job->width + 2 * job->pw + job->sw - 1) / job->sw;
    const ptrdiff_t kernel = job->kh * job->kw, positions = (job->oh - 1) * wide + job->ow;
    const ptrdiff_t pitch = (positions + NAME(LANES) - 1) / NAME(LANES) * NAME(LANES), plane = job->sh * job->sw * lines * wide + NAME(LANES);
    const ptrdiff_t each = CONVOLUTION_ROWS * NAME(LANES), rows = to - from, all = job->images / job->groups;
    const ptrdiff_t y_step = rows * CONVOLUTION_ROWS * pitch, x_step = plane * job->channels;
    /* Images together: four channels of y of theirs stay in the cache nearest, and sums are read and written once for all. */
    const ptrdiff_t fitting = CONVOLUTION_BYTES / (CONVOLUTION_ROWS * pitch * (ptrdiff_t)sizeof(real)), most = fitting < all ? fitting : all;
    const ptrdiff_t together = most < 1 ? 1 : most;
    real *padded = calloc((size_t)(together * x_step), sizeof(real));
    char *held = calloc((size_t)(together * y_step) * sizeof(real) + 64, 1);
    real *grads = (real *)(((uintptr_t)held + 63) & ~(uintptr_t)63); /* vectors that lie across cache lines take two reads */
    real *sums = calloc((size_t)(rows * job->channels * kernel * each), sizeof(real));
    ptrdiff_t *offsets = NAME(places)(job, lines, wide);
    const int failed = !padded || !held || !sums || !offsets;
    if (!failed) {
        for (ptrdiff_t first = 0; first < all; first += together) {
            const ptrdiff_t count = all - first < together ? all - first : together;
            for (ptrdiff_t i = 0; i < count; i++) {
                const ptrdiff_t n = (first + i) * job->groups + group;
                NAME(lay_out)(job, (const real *)job->x + n * job->channels * job->height * job->width, padded + i * x_step, lines, wide, plane);
                for (ptrdiff_t o = from * CONVOLUTION_ROWS; o < to * CONVOLUTION_ROWS && o < job->outputs; o++)
                    for (ptrdiff_t y = 0; y < job->oh; y++)
                        memcpy(grads + i * y_step + (o - from * CONVOLUTION_ROWS) * pitch + y * wide,
                               (const real *)job->out + ((n * job->outputs + o) * job->oh + y) * job->ow, (size_t)job->ow * sizeof(real));
            }
            for (ptrdiff_t o = 0; o < rows; o++)
                for (ptrdiff_t c = 0; c < job->channels; c++)
                    for (ptrdiff_t k = 0; k < kernel; k += 3) {
                        const real *y = grads + o * CONVOLUTION_ROWS * pitch, *x = padded + c * plane;
                        real *at = sums + ((o * job->channels + c) * kernel + k) * each;
                        if (kernel - k >= 3) NAME(weights_3)(y, pitch, x, offsets + k, count, y_step, x_step, at);
                        else if (kernel - k == 2) NAME(weights_2)(y, pitch, x, offsets + k, count, y_step, x_step, at);
                        else NAME(weights_1)(y, pitch, x, offsets + k, count, y_step, x_step, at);
                    }
        }
        for (ptrdiff_t o = 0; o < rows; o++)
            for (ptrdiff_t place = 0; place < job->channels * kernel; place++) {
                const real *lanes = sums + (o * job->channels * kernel + place) * each;
                real total[CONVOLUTION_ROWS] = {0}; /* side by side: an addition waits for the one before */
                for (int i = 0; i < NAME(LANES); i++)
                    for (int r = 0; r < CONVOLUTION_ROWS; r++) total[r] += lanes[r * NAME(LANES) + i];
                for (ptrdiff_t r = 0; r < CONVOLUTION_ROWS && (from + o) * CONVOLUTION_ROWS + r < job->outputs; r++)
                    ((real *)job->w)[((group * job->outputs + (from + o) * CONVOLUTION_ROWS + r) * job->channels) * kernel + place] = total[r];
            }
    }
    free(padded);
    free(held);
    free(sums);
    free(offsets);
    return failed;
}

/* Those of blocks `from` to `to` of four output channels, counted through all groups. */
static int NAME(weights)(const convolution_job *job, ptrdiff_t from, ptrdiff_t to) {
    const ptrdiff_t blocks = (job->outputs + CONVOLUTION_ROWS - 1) / CONVOLUTION_ROWS;
    int failed = 0;
    while (from < to) {
        const ptrdiff_t group = from / blocks, end = (group + 1) * blocks < to ? (group + 1) * blocks : to;
        failed |= NAME(weights_of)(job, group, from - group * blocks, end - group * blocks);
        from = end;
    }
    return failed;
}
#undef VECTOR
#undef NAME
