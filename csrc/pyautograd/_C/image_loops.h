/* Images, plane by plane: means of windows, windows that cover a plane evenly, copies beyond the edges, and convolutions of few products. */
#ifndef PYAUTOGRAD_IMAGE_LOOPS_H
#define PYAUTOGRAD_IMAGE_LOOPS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const void *x;             /* (planes, height, width), or for an adjoint (planes, oh, ow) */
    void *out;                 /* (planes, oh, ow), or (planes, height, width) */
    int64_t *where;            /* of maxima: flat positions in a plane */
    ptrdiff_t height, width, kh, kw, sh, sw, ph, pw, oh, ow;
    ptrdiff_t divisor;         /* of means; 0: the size of the window */
    int counts_padding, what, single;
} plane_job;

enum { PLANE_MEANS, PLANE_MEANS_BACK, PLANE_EVEN_MEANS, PLANE_EVEN_MEANS_BACK, PLANE_EVEN_MAXIMA };

static inline ptrdiff_t plane_least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

/* A window of a mean: rows top to bottom (without), columns left to right, and what is divided by. */
static inline ptrdiff_t mean_window(const plane_job *job, ptrdiff_t oy, ptrdiff_t ox, ptrdiff_t *edge) {
    const ptrdiff_t top = oy * job->sh - job->ph, left = ox * job->sw - job->pw;
    const ptrdiff_t bottom = plane_least(top + job->kh, job->height + job->ph), right = plane_least(left + job->kw, job->width + job->pw);
    edge[0] = top < 0 ? 0 : top, edge[1] = plane_least(bottom, job->height), edge[2] = left < 0 ? 0 : left, edge[3] = plane_least(right, job->width);
    if (job->divisor) return job->divisor;
    return job->counts_padding ? (bottom - top) * (right - left) : (edge[1] - edge[0]) * (edge[3] - edge[2]);
}

static inline void even_window(const plane_job *job, ptrdiff_t oy, ptrdiff_t ox, ptrdiff_t *edge) {
    edge[0] = oy * job->height / job->oh, edge[1] = ((oy + 1) * job->height + job->oh - 1) / job->oh;
    edge[2] = ox * job->width / job->ow, edge[3] = ((ox + 1) * job->width + job->ow - 1) / job->ow;
}

#define PLANES(name, real) \
    static real name##_total(const real *image, ptrdiff_t width, const ptrdiff_t *edge) { \
        real total = 0; \
        for (ptrdiff_t y = edge[0]; y < edge[1]; y++) \
            for (ptrdiff_t x = edge[2]; x < edge[3]; x++) total += image[y * width + x]; \
        return total; \
    } \
    static void name##_share(real *image, ptrdiff_t width, const ptrdiff_t *edge, real share) { \
        for (ptrdiff_t y = edge[0]; y < edge[1]; y++) \
            for (ptrdiff_t x = edge[2]; x < edge[3]; x++) image[y * width + x] += share; \
    } \
    /* NaN is a maximum, and of equals the first counts. */ \
    static int64_t name##_largest(const real *image, ptrdiff_t width, const ptrdiff_t *edge) { \
        ptrdiff_t at = edge[0] * width + edge[2]; \
        for (ptrdiff_t y = edge[0]; y < edge[1]; y++) \
            for (ptrdiff_t x = edge[2]; x < edge[3]; x++) \
                if (image[y * width + x] > image[at] || image[y * width + x] != image[y * width + x]) at = y * width + x; \
        return at; \
    } \
    static void name(const plane_job *job, ptrdiff_t from, ptrdiff_t to) { \
        const ptrdiff_t inside = job->height * job->width, windows = job->oh * job->ow; \
        const int adjoint = job->what == PLANE_MEANS_BACK || job->what == PLANE_EVEN_MEANS_BACK; \
        ptrdiff_t edge[4]; \
        for (ptrdiff_t p = from; p < to; p++) { \
            const real *x = (const real *)job->x + p * (adjoint ? windows : inside); \
            real *out = (real *)job->out + p * (adjoint ? inside : windows); \
            if (adjoint) memset(out, 0, (size_t)inside * sizeof(real)); \
            for (ptrdiff_t oy = 0; oy < job->oh; oy++) \
                for (ptrdiff_t ox = 0; ox < job->ow; ox++) { \
                    const ptrdiff_t i = oy * job->ow + ox; \
                    if (job->what == PLANE_MEANS || job->what == PLANE_MEANS_BACK) { \
                        const real divisor = (real)mean_window(job, oy, ox, edge); \
                        if (adjoint) \
                            name##_share(out, job->width, edge, x[i] / divisor); \
                        else \
                            out[i] = name##_total(x, job->width, edge) / divisor; \
                        continue; \
                    } \
                    even_window(job, oy, ox, edge); \
                    const real rows = (real)(edge[1] - edge[0]), columns = (real)(edge[3] - edge[2]); \
                    if (job->what == PLANE_EVEN_MEANS) \
                        out[i] = name##_total(x, job->width, edge) / rows / columns; \
                    else if (adjoint) \
                        name##_share(out, job->width, edge, x[i] / rows / columns); \
                    else { \
                        job->where[p * windows + i] = name##_largest(x, job->width, edge); \
                        out[i] = x[job->where[p * windows + i]]; \
                    } \
                } \
        } \
    }
PLANES(planes_f4, float)
PLANES(planes_f8, double)

static void plane_part(void *context, ptrdiff_t from, ptrdiff_t to) {
    const plane_job *job = (const plane_job *)context;
    if (job->single)
        planes_f4(job, from, to);
    else
        planes_f8(job, from, to);
}

/* A convolution of images (samples, groups * inner, height, width) and weights (groups * outer, inner, kh, kw), or one of its adjoints: `out` begins with
   zeros, or with a bias. Planes of results are (samples, groups * outer, oh, ow). */
typedef struct {
    void *x, *w, *y;
    ptrdiff_t samples, groups, inner, outer, height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow;
    int what;                  /* which is computed: CONVOLVE_Y, _X or _W */
} small_convolution;

enum { CONVOLVE_Y, CONVOLVE_X, CONVOLVE_W };

#define CONVOLVE(name, real) \
    static void name(const small_convolution *c) { \
        const ptrdiff_t each = c->height * c->width, made = c->oh * c->ow; \
        real *w = (real *)c->w; \
        for (ptrdiff_t n = 0; n < c->samples; n++) \
            for (ptrdiff_t o = 0; o < c->groups * c->outer; o++) { \
                real *y = (real *)c->y + (n * c->groups * c->outer + o) * made; \
                for (ptrdiff_t i = 0; i < c->inner; i++) { \
                    real *x = (real *)c->x + (n * c->groups * c->inner + o / c->outer * c->inner + i) * each; \
                    for (ptrdiff_t ky = 0; ky < c->kh; ky++) \
                        for (ptrdiff_t kx = 0; kx < c->kw; kx++) { \
                            real *weight = w + ((o * c->inner + i) * c->kh + ky) * c->kw + kx, sum = 0; \
                            const ptrdiff_t first = kx * c->dw - c->pw; \
                            ptrdiff_t begin = first < 0 ? (-first + c->sw - 1) / c->sw : 0, end = first < c->width ? (c->width - first + c->sw - 1) / c->sw : 0; \
                            if (end > c->ow) end = c->ow; \
                            for (ptrdiff_t oy = 0; oy < c->oh; oy++) { \
                                const ptrdiff_t row = oy * c->sh - c->ph + ky * c->dh; \
                                if (row < 0 || row >= c->height) continue; \
                                real *from = x + row * c->width + first, *to = y + oy * c->ow; \
                                if (c->what == CONVOLVE_Y) \
                                    for (ptrdiff_t ox = begin; ox < end; ox++) to[ox] += *weight * from[ox * c->sw]; \
                                else if (c->what == CONVOLVE_X) \
                                    for (ptrdiff_t ox = begin; ox < end; ox++) from[ox * c->sw] += *weight * to[ox]; \
                                else \
                                    for (ptrdiff_t ox = begin; ox < end; ox++) sum += to[ox] * from[ox * c->sw]; \
                            } \
                            if (c->what == CONVOLVE_W) *weight += sum; \
                        } \
                } \
            } \
    }
CONVOLVE(convolve_small_f4, float)
CONVOLVE(convolve_small_f8, double)
#endif
