/* Windows of volumes: maxima, means and the gradients of means, of windows in steps and of those that cover each dimension evenly. */
#ifndef PYAUTOGRAD_VOLUME_LOOPS_H
#define PYAUTOGRAD_VOLUME_LOOPS_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const void *x;             /* (planes, *size), or for an adjoint (planes, *count) */
    void *out;
    int64_t *where;            /* of maxima: flat positions in a volume */
    ptrdiff_t size[3], kernel[3], stride[3], pad[3], dilation[3], count[3];
    ptrdiff_t divisor;         /* of means; 0: the size of the window */
    int counts_padding, even, what;
} volume_job;

enum { VOLUME_MAXIMA, VOLUME_MEANS, VOLUME_MEANS_BACK };

/* One window along a dimension: where it begins and ends within the volume; its length, as means count it. */
static inline ptrdiff_t volume_window(const volume_job *job, int d, ptrdiff_t at, ptrdiff_t *begin, ptrdiff_t *end) {
    const ptrdiff_t size = job->size[d], first = at * job->stride[d] - job->pad[d], dilation = job->dilation[d];
    ptrdiff_t last = first + dilation * (job->kernel[d] - 1) + 1;
    if (job->even) {
        *begin = at * size / job->count[d], *end = ((at + 1) * size + job->count[d] - 1) / job->count[d];
        return *end - *begin;
    }
    *begin = first < 0 ? first + (-first + dilation - 1) / dilation * dilation : first;
    *end = last < size ? last : size;
    if (last > size + job->pad[d]) last = size + job->pad[d];
    return job->counts_padding ? last - first : *end - *begin;
}

#define VOLUMES(name, real) \
    static void name(const volume_job *job, ptrdiff_t planes) { \
        const ptrdiff_t height = job->size[1], width = job->size[2], inside = job->size[0] * height * width, *count = job->count; \
        const int adjoint = job->what == VOLUME_MEANS_BACK; \
        ptrdiff_t begin[3], end[3], i = 0; \
        const real *x = (const real *)job->x; \
        real *out = (real *)job->out; \
        for (ptrdiff_t p = 0; p < planes; p++) { \
            real *to = out + p * inside; \
            const real *from = x + p * inside; \
            if (adjoint) memset(to, 0, (size_t)inside * sizeof(real)); \
            for (ptrdiff_t o = 0; o < count[0] * count[1] * count[2]; o++, i++) { \
                const ptrdiff_t at[3] = {o / (count[1] * count[2]), o / count[2] % count[1], o % count[2]}; \
                ptrdiff_t length = 1, best; \
                real total = 0, share; \
                for (int d = 0; d < 3; d++) length *= volume_window(job, d, at[d], &begin[d], &end[d]); \
                if (job->divisor) length = job->divisor; \
                best = (begin[0] * height + begin[1]) * width + begin[2]; \
                share = adjoint ? x[i] / (real)length : 0; \
                for (ptrdiff_t z = begin[0]; z < end[0]; z += job->dilation[0]) \
                    for (ptrdiff_t y = begin[1]; y < end[1]; y += job->dilation[1]) { \
                        const ptrdiff_t line = (z * height + y) * width; \
                        for (ptrdiff_t k = line + begin[2]; k < line + end[2]; k += job->dilation[2]) \
                            if (adjoint) \
                                to[k] += share; \
                            else if (job->what == VOLUME_MEANS) \
                                total += from[k]; \
                            else if (from[k] > from[best] || from[k] != from[k]) \
                                best = k; \
                    } \
                if (job->what == VOLUME_MEANS) \
                    out[i] = total / (real)length; \
                else if (!adjoint) \
                    job->where[i] = best, out[i] = from[best]; \
            } \
        } \
    }
VOLUMES(volumes_f4, float)
VOLUMES(volumes_f8, double)
#endif
