/* Maxima of windows of images and where they were found, line by line; and values added up where they came from. */
#ifndef PYAUTOGRAD_POOLING_H
#define PYAUTOGRAD_POOLING_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "clones.h"

typedef struct {
    const void *x;             /* (planes, height, width), or for the adjoint (planes, positions) */
    void *out;                 /* (planes, oh, ow), or (planes, height * width) */
    int64_t *where;            /* flat positions in a plane */
    ptrdiff_t height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow;
    int single, adds, failed;
} pool_job;

/* One place of the kernel for a line of windows: of equals the first counts, and NaN is larger than everything. */
#define POOL_LINE(real, step) \
    for (ptrdiff_t i = first; i < last; i++) { \
        const real v = line[i * (step)]; \
        const int better = (v > best[i]) | (v != v); \
        best[i] = better ? v : best[i]; \
        place[i] = better ? (int32_t)(at + i * (step)) : place[i]; \
    }
#define POOL_PLANES(name, real) \
    CLONED static void name(const pool_job *job, ptrdiff_t from, ptrdiff_t to, int32_t *place) { \
        const ptrdiff_t sw = job->sw; \
        for (ptrdiff_t p = from; p < to; p++) { \
            const real *image = (const real *)job->x + p * job->height * job->width; \
            real *best = (real *)job->out + p * job->oh * job->ow; \
            int64_t *where = job->where + p * job->oh * job->ow; \
            for (ptrdiff_t oy = 0; oy < job->oh; oy++, best += job->ow, where += job->ow) { \
                ptrdiff_t top = oy * job->sh - job->ph; \
                const ptrdiff_t skipped = top < 0 ? (-top + job->dh - 1) / job->dh : 0; \
                for (ptrdiff_t i = 0; i < job->ow; i++) { \
                    ptrdiff_t left = i * sw - job->pw; \
                    if (left < 0) left += (-left + job->dw - 1) / job->dw * job->dw; \
                    best[i] = (real)-INFINITY; \
                    place[i] = (int32_t)((top + skipped * job->dh) * job->width + left); \
                } \
                for (ptrdiff_t ky = 0; ky < job->kh; ky++) { \
                    const ptrdiff_t y = top + ky * job->dh; \
                    if (y < 0 || y >= job->height) continue; \
                    for (ptrdiff_t kx = 0; kx < job->kw; kx++) { \
                        const ptrdiff_t x0 = kx * job->dw - job->pw, at = y * job->width + x0; \
                        const real *line = image + at; \
                        ptrdiff_t first = x0 < 0 ? (-x0 + sw - 1) / sw : 0, last = x0 < job->width ? (job->width - x0 + sw - 1) / sw : 0; \
                        if (last > job->ow) last = job->ow; \
                        if (sw == 1) { POOL_LINE(real, 1) } \
                        else if (sw == 2) { POOL_LINE(real, 2) } \
                        else { POOL_LINE(real, sw) } \
                    } \
                } \
                for (ptrdiff_t i = 0; i < job->ow; i++) where[i] = place[i]; \
            } \
        } \
    }
POOL_PLANES(pool_planes_f4, float)
POOL_PLANES(pool_planes_f8, double)

/* Values at flat positions, added up in double; a position outside of the plane fails. */
#define POOL_ADD(name, real) \
    static int name(const pool_job *job, ptrdiff_t from, ptrdiff_t to, double *sums) { \
        const ptrdiff_t each = job->height * job->width, count = job->oh * job->ow; \
        for (ptrdiff_t p = from; p < to; p++) { \
            const real *x = (const real *)job->x + p * count; \
            const int64_t *where = job->where + p * count; \
            real *out = (real *)job->out + p * each; \
            memset(sums, 0, (size_t)each * sizeof(double)); \
            for (ptrdiff_t i = 0; i < count; i++) { \
                if ((uint64_t)where[i] >= (uint64_t)each) return 1; \
                sums[where[i]] += x[i]; \
            } \
            for (ptrdiff_t i = 0; i < each; i++) out[i] = (real)sums[i]; \
        } \
        return 0; \
    }
POOL_ADD(pool_add_f4, float)
POOL_ADD(pool_add_f8, double)

static void pool_part(void *context, ptrdiff_t from, ptrdiff_t to) {
    pool_job *job = (pool_job *)context;
    void *work = malloc((size_t)(job->adds ? job->height * job->width : job->ow) * sizeof(double) + sizeof(double));
    if (!work)
        job->failed = 1;
    else if (job->adds) {
        if (job->single ? pool_add_f4(job, from, to, (double *)work) : pool_add_f8(job, from, to, (double *)work)) job->failed = 1;
    } else if (job->single)
        pool_planes_f4(job, from, to, (int32_t *)work);
    else
        pool_planes_f8(job, from, to, (int32_t *)work);
    free(work);
}
#endif
