/* Convolutions without columns: each block of positions is summed over channels and the kernel's places in registers.

   Images are laid out with their padding, line after line, so that the window at the next position begins at the next element: positions are one long
   stretch, in which those that straddle the end of a line are computed for nothing; what is zero behind a line is zero before the next. Steps of more than one
   make several such matrices of one image, each with every so manieth line and column. The gradient of the input is the same with y in the place of x: elements
   of x one step apart see the same places of the kernel, and each such class of them is summed by itself. A group of channels is an image with weights of its
   own, a volume is its slices, each of them the sum over the kernel's depth. Large images are cut into strips of lines whose sums stay in the cache. The sums
   are not those of a matrix product to the last bit, as those of no BLAS are, but neither strips nor threads change them. `convolution_real.h` has the loops,
   once, `convolution_weights.h` those for the gradient of the weights. Compilers other than GCC and Clang do without. */
#ifndef PYAUTOGRAD_CONVOLUTION_LOOPS_H
#define PYAUTOGRAD_CONVOLUTION_LOOPS_H
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Along one axis: elements of x, of y and of the kernel. */
typedef struct {
    ptrdiff_t size, count, kernel, step, pad, dilation;
} convolution_axis;

/* The same as the loops see it. Index i of matrix m of the source is its element i * step + m * dilation % step - lead; the sum at position j of class r
   goes to element j * classes + r + origin of the target. */
typedef struct {
    ptrdiff_t source, lead, step, matrices, positions, reach, target, classes, origin;
} convolution_side;

enum { CONVOLUTION_FORWARD, CONVOLUTION_INPUT, CONVOLUTION_WEIGHTS };
typedef struct {
    const void *x, *bias;      /* (images, channels, depth, height, width), y for the gradient of the input; a number for each output channel, or NULL */
    const void *w;             /* weights, as they lie; y for their gradient */
    void *out;                 /* (images, outputs, depth, height, width), or (outputs, channels, depth, height, width) */
    ptrdiff_t images, groups;  /* the groups of all images together, and those of one; channels and outputs are a group's */
    ptrdiff_t channels, outputs, group_step, output_step, channel_step, place_step[3]; /* steps of the weights */
    convolution_axis axis[3];
    convolution_side side[3];
    ptrdiff_t wide, lines, strips, matrix, plane, blocks, shares, units;
    ptrdiff_t *offsets, *places, *first; /* class by class, where the kernel's places lie in what is laid out and in the weights; where each class begins */
    void *packed;
    int single, kind, threads, failed;
} convolution_job;

enum {
    CONVOLUTION_ROWS = 4, CONVOLUTION_VECTORS = 3, CONVOLUTION_STEPS = 288,   /* channels times places: what a block reads stays in the cache nearest */
    CONVOLUTION_SUMS = 1 << 18, CONVOLUTION_PLANES = 1 << 19,                 /* bytes of a strip's sums and of its source */
    CONVOLUTION_TOGETHER = 128, CONVOLUTION_RUN = 8,                          /* see convolution_weights.h */
};

static ptrdiff_t up(ptrdiff_t n, ptrdiff_t by) { return n > 0 ? (n + by - 1) / by : 0; }
static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
static ptrdiff_t most(ptrdiff_t a, ptrdiff_t b) { return a > b ? a : b; }

static void describe_side(const convolution_axis *a, int kind, convolution_side *s) {
    ptrdiff_t period = 1;
    while (period < a->kernel && period * a->dilation % a->step) period++;
    s->reach = (a->kernel - 1) * a->dilation / a->step;
    if (kind == CONVOLUTION_INPUT) {
        const ptrdiff_t begin = a->pad / a->step;
        s->source = a->count, s->lead = s->reach - begin, s->step = 1, s->matrices = 1;
        s->positions = (a->size - 1 + a->pad) / a->step - begin + 1, s->target = a->size, s->classes = a->step, s->origin = begin * a->step - a->pad;
    } else {
        s->source = a->size, s->lead = a->pad, s->step = a->step, s->matrices = period;
        s->positions = s->target = a->count, s->classes = 1, s->origin = 0;
    }
}

/* Elements of a line of matrix m: `zeros` before the image, then up to `end`. */
static void line_bounds(const convolution_job *job, ptrdiff_t m, ptrdiff_t *zeros, ptrdiff_t *end) {
    const convolution_side *s = &job->side[2];
    const ptrdiff_t residue = m * job->axis[2].dilation % s->step;
    *zeros = up(s->lead - residue, s->step);
    *end = least(up(s->source + s->lead - residue, s->step), s->positions + s->reach);
}

/* The source's slice that place k of the kernel's depth meets at slice t of the target, or -1. */
static ptrdiff_t source_slice(const convolution_job *job, ptrdiff_t t, ptrdiff_t k) {
    const convolution_axis *a = &job->axis[0];
    const ptrdiff_t z = job->kind == CONVOLUTION_INPUT ? t + a->pad - k * a->dilation : t * a->step + k * a->dilation - a->pad;
    if (job->kind != CONVOLUTION_INPUT) return z < a->size ? z : -1;
    return z >= 0 && z % a->step == 0 && z / a->step < a->count ? z / a->step : -1;
}

/* Sizes of what is laid out, and the offsets of the kernel's places. False where there is no memory for them. */
static int plan_convolution(convolution_job *job) {
    const ptrdiff_t size = job->single ? sizeof(float) : sizeof(double), kernel = job->axis[1].kernel * job->axis[2].kernel;
    for (int i = 0; i < 3; i++) describe_side(&job->axis[i], job->kind, &job->side[i]);
    const convolution_side *h = &job->side[1], *w = &job->side[2];
    job->wide = w->positions;
    for (ptrdiff_t m = 0, zeros, end; m < w->matrices; m++) {
        line_bounds(job, m, &zeros, &end);
        job->wide = most(job->wide, most(end, w->positions + w->reach - zeros));
    }
    job->blocks = up(job->outputs, CONVOLUTION_ROWS);
    job->lines = most(1, CONVOLUTION_SUMS / (job->blocks * CONVOLUTION_ROWS * job->wide * size));
    job->lines = least(job->lines, most(1, CONVOLUTION_PLANES / (job->channels * h->matrices * w->matrices * job->wide * size) - h->reach));
    if (job->kind == CONVOLUTION_WEIGHTS) job->lines = h->positions;
    job->strips = up(h->positions, most(job->lines, 1));
    job->lines = up(h->positions, most(job->strips, 1));
    job->matrix = (job->lines + h->reach) * job->wide + w->reach;
    job->plane = up(h->matrices * w->matrices * job->matrix, 16) * 16; /* whole cache lines: where the kernel has one place, no vector lies across two */
    job->units = job->images * job->side[0].target * job->strips;
    /* Few units: several threads share the output channels of one. */
    job->shares = job->threads > 1 && job->units < 4 * job->threads ? most(1, least(up(4 * job->threads, most(job->units, 1)), job->blocks / 4)) : 1;
    const ptrdiff_t classes = h->classes * w->classes;
    job->offsets = (ptrdiff_t *)malloc((size_t)(2 * kernel + classes + 1) * sizeof(ptrdiff_t));
    if (!job->offsets) return 0;
    job->places = job->offsets + kernel, job->first = job->places + kernel;
    ptrdiff_t found = 0;
    for (ptrdiff_t c = 0; c < classes; c++) {
        job->first[c] = found;
        for (ptrdiff_t i = 0; i < kernel; i++) {
            const ptrdiff_t k = job->kind == CONVOLUTION_INPUT ? kernel - 1 - i : i; /* in the order in which their elements lie */
            const ptrdiff_t ky = k / job->axis[2].kernel, kx = k % job->axis[2].kernel, y = ky * job->axis[1].dilation, x = kx * job->axis[2].dilation;
            if (y % h->classes * w->classes + x % w->classes != c) continue;
            job->places[found] = ky * job->place_step[1] + kx * job->place_step[2];
            if (job->kind == CONVOLUTION_INPUT) job->offsets[found++] = (h->reach - y / h->classes) * job->wide + w->reach - x / w->classes;
            else job->offsets[found++] = (ky % h->matrices * w->matrices + kx % w->matrices) * job->matrix + y / h->step * job->wide + x / w->step;
        }
    }
    job->first[classes] = found;
    return 1;
}

/* The weights by depth, group, class, four output channels, channel and place. */
#define PACK_WEIGHTS(name, real) \
    static void name(convolution_job *job) { \
        const ptrdiff_t classes = job->side[1].classes * job->side[2].classes; \
        real *to = (real *)job->packed; \
        for (ptrdiff_t i = 0; i < job->axis[0].kernel * job->groups * classes; i++) { \
            const ptrdiff_t class = i % classes, g = i / classes % job->groups, kz = i / classes / job->groups; \
            const real *w = (const real *)job->w + g * job->group_step + kz * job->place_step[0]; \
            for (ptrdiff_t o = 0; o < job->blocks * CONVOLUTION_ROWS; o += CONVOLUTION_ROWS) { \
                const ptrdiff_t rows = least(job->outputs - o, CONVOLUTION_ROWS); \
                for (ptrdiff_t c = 0; c < job->channels; c++) \
                    for (ptrdiff_t k = job->first[class]; k < job->first[class + 1]; k++) { \
                        const real *from = w + o * job->output_step + c * job->channel_step + job->places[k]; \
                        for (ptrdiff_t r = 0; r < CONVOLUTION_ROWS; r++) *to++ = r < rows ? from[r * job->output_step] : 0; \
                    } \
            } \
        } \
    }
PACK_WEIGHTS(pack_weights_f4, float)
PACK_WEIGHTS(pack_weights_f8, double)
#undef PACK_WEIGHTS

#if defined(__GNUC__)
#define CONVOLUTION_PASTE2(name, suffix, arch) name##_##suffix##_##arch
#define CONVOLUTION_PASTE(name, suffix, arch) CONVOLUTION_PASTE2(name, suffix, arch)
#if !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=fast")
#else
#pragma clang fp contract(fast)
#endif

#define ARCH convolved
#define BYTES 16
#include "convolution_types.h"
#undef ARCH
#undef BYTES
#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
#define ARCH convolved_avx2
#define BYTES 32
#include "convolution_types.h"
#undef ARCH
#undef BYTES
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl,fma")
#endif
#define ARCH convolved_avx512
#define BYTES 64
#include "convolution_types.h"
#undef ARCH
#undef BYTES
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
#if !defined(__clang__)
#pragma GCC pop_options
#endif

#define CONVOLUTION_CALL(kind, arch) (job->single ? kind##_f4_##arch(job, from, to) : kind##_f8_##arch(job, from, to))
#define CONVOLUTION_RUN_ON(arch) (job->kind == CONVOLUTION_WEIGHTS ? CONVOLUTION_CALL(weights, arch) : CONVOLUTION_CALL(images, arch))

static void convolution_part(void *context, ptrdiff_t from, ptrdiff_t to) {
    convolution_job *job = (convolution_job *)context;
    int failed;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        failed = CONVOLUTION_RUN_ON(convolved_avx512);
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        failed = CONVOLUTION_RUN_ON(convolved_avx2);
    else
#endif
        failed = CONVOLUTION_RUN_ON(convolved);
    if (failed) job->failed = 1;
}
static int can_convolve(void) { return 1; }
#else
static void convolution_part(void *context, ptrdiff_t from, ptrdiff_t to) { (void)context, (void)from, (void)to; }
static int can_convolve(void) { return 0; }
#endif

/* The units of work that `convolution_part` counts, or -1 where there is no memory. */
static ptrdiff_t begin_convolution(convolution_job *job) {
    job->packed = NULL;
    if (!plan_convolution(job)) return -1;
    if (job->kind == CONVOLUTION_WEIGHTS) {
        job->units = job->groups * job->axis[0].kernel;
        job->shares = job->threads > 1 && job->units < 2 * job->threads ? least(up(2 * job->threads, job->units), job->blocks) : 1;
        return job->units * job->shares;
    }
    const ptrdiff_t places = job->axis[0].kernel * job->axis[1].kernel * job->axis[2].kernel;
    job->packed = malloc((size_t)(job->groups * job->blocks * CONVOLUTION_ROWS * job->channels * places) * (job->single ? sizeof(float) : sizeof(double)) + 1);
    if (!job->packed) return -1;
    if (job->single) pack_weights_f4(job);
    else pack_weights_f8(job);
    return job->units * job->shares;
}
static void end_convolution(convolution_job *job) {
    free(job->offsets);
    free(job->packed);
}
#endif
