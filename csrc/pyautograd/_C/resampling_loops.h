/* Weighted sums along one dimension after another, and sliding blocks as columns: what resizing, `unfold` and `fold` of small images are made of. */
#ifndef PYAUTOGRAD_RESAMPLING_LOOPS_H
#define PYAUTOGRAD_RESAMPLING_LOOPS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { RESAMPLE_NEAREST, RESAMPLE_EXACT, RESAMPLE_LINEAR, RESAMPLE_CUBIC };
enum { MOST_TAPS = 4 };

typedef struct {
    ptrdiff_t size, count;      /* of the dimension, and of what is made of it */
    double step;                /* in the input, for one in the output */
    int mode, aligned;
} resampled_line;

static inline int taps_of(int mode) { return mode == RESAMPLE_CUBIC ? 4 : mode == RESAMPLE_LINEAR ? 2 : 1; }

/* The first for NaN, which a step that is infinite gives. */
static inline ptrdiff_t within(double place, ptrdiff_t size) { return !(place > 0) ? 0 : place > (double)(size - 1) ? size - 1 : (ptrdiff_t)place; }

static ptrdiff_t nearest_tap(const resampled_line *line, ptrdiff_t i) {
    const float step = (float)line->step;
    return within(floorf((float)(((double)i + (line->mode == RESAMPLE_EXACT ? 0.5 : 0.0)) * (double)step)), line->size);
}

#define RESAMPLING(suffix, real, real_floor) \
    /* Positions and weights of the summands of element `i`, computed in the precision of the elements. */ \
    static void taps_##suffix(const resampled_line *line, ptrdiff_t i, ptrdiff_t *at, real *weight) { \
        const real step = (real)line->step, a = (real)-0.75; \
        real place, low, t; \
        if (line->mode <= RESAMPLE_EXACT) { \
            at[0] = nearest_tap(line, i), weight[0] = 1; \
            return; \
        } \
        place = line->aligned ? (real)i * step : ((real)i + (real)0.5) * step - (real)0.5; \
        if (line->mode == RESAMPLE_LINEAR) { \
            if (place < 0) place = 0; \
            at[0] = within(real_floor(place), line->size), at[1] = at[0] + 1 < line->size ? at[0] + 1 : line->size - 1; \
            t = place - (real)at[0]; \
            t = t < 0 ? 0 : t > 1 ? 1 : t; \
            weight[0] = 1 - t, weight[1] = t; \
            return; \
        } \
        low = real_floor(place), t = place - low; \
        for (int k = 0; k < 4; k++) { \
            const real d = k == 0 ? t + 1 : k == 1 ? t : k == 2 ? 1 - t : 2 - t; \
            at[k] = within((double)low + k - 1, line->size); \
            weight[k] = k == 1 || k == 2 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; \
        } \
    } \
    /* x (outer, size, inner) resized to (outer, count, inner), or, back, the adjoint: what was made of `size` is added up, the sums beginning with zeros. */ \
    static void resample_##suffix(const resampled_line *line, const real *x, real *out, ptrdiff_t outer, ptrdiff_t inner, int back) { \
        const int taps = taps_of(line->mode); \
        ptrdiff_t at[MOST_TAPS]; \
        real weight[MOST_TAPS]; \
        for (ptrdiff_t i = 0; i < line->count; i++) { \
            taps_##suffix(line, i, at, weight); \
            for (ptrdiff_t o = 0; o < outer; o++) \
                for (int k = 0; k < taps; k++) { \
                    const real w = weight[k]; \
                    const real *from = back ? x + (o * line->count + i) * inner : x + (o * line->size + at[k]) * inner; \
                    real *to = back ? out + (o * line->size + at[k]) * inner : out + (o * line->count + i) * inner; \
                    if (taps == 1 && !back) \
                        memcpy(to, from, (size_t)inner * sizeof(real)); \
                    else if (k == 0 && !back) \
                        for (ptrdiff_t j = 0; j < inner; j++) to[j] = from[j] * w; \
                    else \
                        for (ptrdiff_t j = 0; j < inner; j++) to[j] += from[j] * w; \
                } \
        } \
    }
RESAMPLING(f4, float, floorf)
RESAMPLING(f8, double, floor)

typedef struct {
    ptrdiff_t planes, height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow;
} sliding_blocks;

#define BLOCKS(suffix, real) \
    /* Images (planes, height, width) as columns (planes * kh * kw, oh * ow), or, back, columns added up to images. What is written begins with zeros. */ \
    static void blocks_##suffix(const sliding_blocks *b, real *images, real *columns, int back) { \
        for (ptrdiff_t p = 0; p < b->planes; p++, images += b->height * b->width) \
            for (ptrdiff_t ky = 0; ky < b->kh; ky++) \
                for (ptrdiff_t kx = 0; kx < b->kw; kx++, columns += b->oh * b->ow) \
                    for (ptrdiff_t oy = 0; oy < b->oh; oy++) { \
                        const ptrdiff_t y = oy * b->sh - b->ph + ky * b->dh; \
                        if (y < 0 || y >= b->height) continue; \
                        for (ptrdiff_t ox = 0; ox < b->ow; ox++) { \
                            const ptrdiff_t x = ox * b->sw - b->pw + kx * b->dw; \
                            if (x < 0 || x >= b->width) continue; \
                            if (back) \
                                images[y * b->width + x] += columns[oy * b->ow + ox]; \
                            else \
                                columns[oy * b->ow + ox] = images[y * b->width + x]; \
                        } \
                    } \
    }
BLOCKS(f4, float)
BLOCKS(f8, double)
#endif
