/* Maxima and means of regions of volumes, whose bounds are listed per dimension, and the adjoint of means. Images are volumes of depth one. */
#ifndef PYAUTOGRAD_POOLING_REGIONS_H
#define PYAUTOGRAD_POOLING_REGIONS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const void *x;             /* (planes, size), or for shares (planes, count) */
    void *out;                 /* (planes, count), or for shares (planes, size) */
    int64_t *where;            /* of maxima: flat positions in a plane */
    const void *divisor;       /* of means and shares: one per region */
    const int64_t *start[3], *end[3];
    ptrdiff_t step[3];         /* from the bounds of one plane to those of the next; 0 where all have the same */
    ptrdiff_t size[3], count[3];
    int what, single;
} region_job;

enum { REGION_MAXIMA, REGION_MEANS, REGION_SHARES };

/* Runs statements for every element of a region, at position `at` */
#define OF_REGION(...) \
    for (int64_t z = bound[0]; z < bound[1]; z++) \
        for (int64_t y = bound[2]; y < bound[3]; y++) { \
            const ptrdiff_t line = (z * job->size[1] + y) * job->size[2]; \
            for (ptrdiff_t at = line + bound[4]; at < line + bound[5]; at++) { __VA_ARGS__ } \
        }
/* NaN is larger than everything, and of equals the first counts. */
#define REGIONS(name, real) \
    static real name##_largest(const region_job *job, const real *x, const int64_t *bound, int64_t *where) { \
        real best = (real)-INFINITY; \
        ptrdiff_t found = (bound[0] * job->size[1] + bound[2]) * job->size[2] + bound[4]; \
        OF_REGION(if ((x[at] > best) | (x[at] != x[at])) best = x[at], found = at;) \
        *where = found; \
        return best; \
    } \
    static real name##_total(const region_job *job, const real *x, const int64_t *bound) { \
        real total = 0; \
        OF_REGION(total += x[at];) \
        return total; \
    } \
    static void name##_share(const region_job *job, real *out, const int64_t *bound, real share) { OF_REGION(out[at] += share;) } \
    static void name(const region_job *job, ptrdiff_t from, ptrdiff_t to) { \
        const ptrdiff_t inside = job->size[0] * job->size[1] * job->size[2], regions = job->count[0] * job->count[1] * job->count[2]; \
        const real *divisor = (const real *)job->divisor; \
        int64_t bound[6]; \
        for (ptrdiff_t p = from; p < to; p++) { \
            const real *x = (const real *)job->x + p * (job->what == REGION_SHARES ? regions : inside); \
            real *out = (real *)job->out + p * (job->what == REGION_SHARES ? inside : regions); \
            ptrdiff_t i = 0; \
            if (job->what == REGION_SHARES) memset(out, 0, (size_t)inside * sizeof(real)); \
            for (ptrdiff_t oz = 0; oz < job->count[0]; oz++) { \
                bound[0] = job->start[0][p * job->step[0] + oz], bound[1] = job->end[0][p * job->step[0] + oz]; \
                for (ptrdiff_t oy = 0; oy < job->count[1]; oy++) { \
                    bound[2] = job->start[1][p * job->step[1] + oy], bound[3] = job->end[1][p * job->step[1] + oy]; \
                    for (ptrdiff_t ox = 0; ox < job->count[2]; ox++, i++) { \
                        bound[4] = job->start[2][p * job->step[2] + ox], bound[5] = job->end[2][p * job->step[2] + ox]; \
                        if (job->what == REGION_MAXIMA) out[i] = name##_largest(job, x, bound, job->where + p * regions + i); \
                        else if (job->what == REGION_MEANS) out[i] = name##_total(job, x, bound) / divisor[i]; \
                        else name##_share(job, out, bound, x[i] / divisor[i]); \
                    } \
                } \
            } \
        } \
    }
REGIONS(regions_f4, float)
REGIONS(regions_f8, double)

static void region_part(void *context, ptrdiff_t from, ptrdiff_t to) {
    const region_job *job = (const region_job *)context;
    if (job->single)
        regions_f4(job, from, to);
    else
        regions_f8(job, from, to);
}
#endif
