/* Images sampled at the points of a grid, in two or three dimensions, and the gradients of that. */
#ifndef PYAUTOGRAD_GRID_LOOPS_H
#define PYAUTOGRAD_GRID_LOOPS_H
#include <math.h>
#include <stddef.h>

typedef struct {
    ptrdiff_t channels, size[3], pixels, points;
    int dims, nearest, padding, aligned;     /* padding: 0 zeros, 1 the border, 2 reflection */
} grid_job;

#define GRIDS(suffix, real, real_floor, real_round, absolute) \
    /* The neighbours of a coordinate along a dimension: positions (-1 outside), weights, and the slopes of these. */ \
    static void neighbours_##suffix(const grid_job *g, real at, ptrdiff_t size, ptrdiff_t *place, real *weight, real *slope) { \
        const real last = (real)(size - 1); \
        real factor = g->aligned ? last / 2 : (real)size / 2, low; \
        at = g->aligned ? (at + 1) / 2 * last : ((at + 1) * (real)size - 1) / 2; \
        if (g->padding == 2) { \
            const real start = g->aligned ? 0 : (real)-0.5, span = g->aligned ? last : (real)size; \
            if (span > 0) { \
                const real distance = absolute(at - start), turns = real_floor(distance / span), rest = distance - turns * span; \
                const int even = turns - 2 * real_floor(turns / 2) == 0; \
                if (even != (at >= start)) factor = -factor; \
                at = even ? rest + start : span - rest + start; \
            } else \
                at = factor = 0; \
        } \
        if (g->padding) { \
            if (!(at > 0 && at < last)) factor = 0; \
            at = at < 0 ? 0 : at > last ? last : at; \
        } \
        low = g->nearest ? real_round(at) : real_floor(at); \
        weight[0] = g->nearest ? 1 : 1 - (at - low), weight[1] = at - low, slope[0] = -factor, slope[1] = factor; \
        for (int k = 0; k < 2; k++) place[k] = low + k >= 0 && low + k <= last ? (ptrdiff_t)low + k : -1; \
    } \
    /* One image (channels, *size) at points (points, dims), x first: `out` (channels, points). With `grad` in its shape instead the gradients, that of the \
       image added to what is there. */ \
    static void sample_grid_##suffix(const grid_job *g, const real *image, const real *grid, real *out, const real *grad, real *for_image, real *for_grid) { \
        const int n = g->dims; \
        ptrdiff_t place[3][2]; \
        real weight[3][2], slope[3][2]; \
        for (ptrdiff_t p = 0; p < g->points; p++, grid += n) { \
            for (int i = 0; i < n; i++) neighbours_##suffix(g, grid[n - 1 - i], g->size[i], place[i], weight[i], slope[i]); \
            if (grad) \
                for (int i = 0; i < n; i++) for_grid[p * n + i] = 0; \
            else \
                for (ptrdiff_t c = 0; c < g->channels; c++) out[c * g->points + p] = 0; \
            for (int corner = 0; corner < (g->nearest ? 1 : 1 << n); corner++) { \
                ptrdiff_t at = 0; \
                real w = 1, along = 0; \
                int inside = 1; \
                for (int i = 0; i < n; i++) { \
                    const int side = corner >> (n - 1 - i) & 1; \
                    inside &= place[i][side] >= 0; \
                    at = at * g->size[i] + place[i][side], w *= weight[i][side]; \
                } \
                if (!inside) continue; \
                for (ptrdiff_t c = 0; c < g->channels; c++) { \
                    if (grad) { \
                        for_image[c * g->pixels + at] += grad[c * g->points + p] * w; \
                        along += image[c * g->pixels + at] * grad[c * g->points + p]; \
                    } else \
                        out[c * g->points + p] += image[c * g->pixels + at] * w; \
                } \
                for (int i = 0; grad && !g->nearest && i < n; i++) { \
                    real s = slope[i][corner >> (n - 1 - i) & 1]; \
                    for (int j = 0; j < n; j++) \
                        if (j != i) s *= weight[j][corner >> (n - 1 - j) & 1]; \
                    for_grid[p * n + n - 1 - i] += along * s; \
                } \
            } \
        } \
    }
GRIDS(f4, float, floorf, rintf, fabsf)
GRIDS(f8, double, floor, rint, fabs)
#endif
