/* The windows of images as the columns of a matrix, and the adjoint: rows of windows are copied, or added, as they lie. */
#ifndef PYAUTOGRAD_WINDOWS_H
#define PYAUTOGRAD_WINDOWS_H
#include <stddef.h>
#include <string.h>

typedef struct {
    void *image, *columns;                 /* (channels, height, width) and (channels * kh * kw, oh * ow) */
    ptrdiff_t height, width, kh, kw, sh, sw, ph, pw, dh, dw, oh, ow;
    int adds, single;
} window_job;

#define WINDOW_ROWS(name, real) \
    static void name(const window_job *job, ptrdiff_t from, ptrdiff_t to) { \
        const ptrdiff_t kernel = job->kh * job->kw, positions = job->oh * job->ow; \
        for (ptrdiff_t c = from; c < to; c++) { \
            real *image = (real *)job->image + c * job->height * job->width; \
            for (ptrdiff_t k = 0; k < kernel; k++) { \
                real *row = (real *)job->columns + (c * kernel + k) * positions; \
                const ptrdiff_t x0 = k % job->kw * job->dw - job->pw, sw = job->sw; \
                ptrdiff_t first = x0 < 0 ? (-x0 + sw - 1) / sw : 0, last = x0 < job->width ? (job->width - x0 + sw - 1) / sw : 0; \
                if (last > job->ow) last = job->ow; \
                if (first > last) first = last; \
                for (ptrdiff_t oy = 0; oy < job->oh; oy++, row += job->ow) { \
                    const ptrdiff_t y = oy * job->sh - job->ph + k / job->kw * job->dh; \
                    real *line = image + y * job->width + x0; \
                    const int inside = y >= 0 && y < job->height; \
                    if (job->adds) { \
                        if (!inside) continue; \
                        if (sw == 1) \
                            for (ptrdiff_t i = first; i < last; i++) line[i] += row[i]; \
                        else \
                            for (ptrdiff_t i = first; i < last; i++) line[i * sw] += row[i]; \
                    } else if (!inside || first == last) { \
                        memset(row, 0, sizeof(real) * job->ow); \
                    } else { \
                        for (ptrdiff_t i = 0; i < first; i++) row[i] = 0; \
                        if (sw == 1) \
                            memcpy(row + first, line + first, sizeof(real) * (last - first)); \
                        else \
                            for (ptrdiff_t i = first; i < last; i++) row[i] = line[i * sw]; \
                        for (ptrdiff_t i = last; i < job->ow; i++) row[i] = 0; \
                    } \
                } \
            } \
        } \
    }
WINDOW_ROWS(window_rows_f4, float)
WINDOW_ROWS(window_rows_f8, double)

static void window_part(void *context, ptrdiff_t from, ptrdiff_t to) {
    const window_job *job = (const window_job *)context;
    if (job->single) window_rows_f4(job, from, to);
    else window_rows_f8(job, from, to);
}
#endif
