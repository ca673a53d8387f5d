/* Losses of sequences and of margins, and distances between rows, element by element: for few of them. `kernels/ctc.py`, `losses.py` and `distance.py` have the
   same formulas for whole arrays. */
#ifndef PYAUTOGRAD_SEQUENCE_LOOPS_H
#define PYAUTOGRAD_SEQUENCE_LOOPS_H
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* One sequence: the probabilities of its frames lie `frame` elements apart, places are 2 * length + 1 of the `places` of a row of alpha. */
typedef struct {
    const int64_t *labels;
    ptrdiff_t frames, inputs, length, places, frame, classes;
    int64_t blank;
} sequence;

static inline int64_t label_at(const sequence *q, ptrdiff_t s) { return s & 1 ? q->labels[s / 2] : q->blank; }
/* whether place s may be reached from two places before */
static inline int may_skip(const sequence *q, ptrdiff_t s) { return s >= 3 && (s & 1) && q->labels[s / 2] != q->labels[s / 2 - 1]; }

#define SEQUENCES(suffix, real, e, l, absolute, power, root) \
    static inline real log_add_##suffix(real a, real b, real c) { \
        real top = a > b ? a : b; \
        if (c > top) top = c; \
        if (top == (real)-INFINITY) return a + b + c; \
        return l(e(a - top) + e(b - top) + e(c - top)) + top; \
    } \
    static real ctc_forward_##suffix(const sequence *q, const real *p, real *alpha) { \
        const ptrdiff_t end = 2 * q->length; \
        for (ptrdiff_t i = 0; i < q->frames * q->places; i++) alpha[i] = (real)-INFINITY; \
        for (ptrdiff_t t = 0; t < q->frames; t++, p += q->frame) { \
            real *now = alpha + t * q->places; \
            const real *before = now - q->places; \
            if (t == 0) { \
                now[0] = p[q->blank]; \
                if (q->length > 0) now[1] = p[q->labels[0]]; \
                continue; \
            } \
            for (ptrdiff_t s = 0; s <= end && t < q->inputs; s++) { \
                const real one = s > 0 ? before[s - 1] : (real)-INFINITY, two = may_skip(q, s) ? before[s - 2] : (real)-INFINITY; \
                now[s] = log_add_##suffix(before[s], one, two) + p[label_at(q, s)]; \
            } \
        } \
        if (q->inputs == 0) return q->length == 0 ? (real)-0.0 : (real)INFINITY; \
        alpha += (q->inputs - 1) * q->places; \
        return -(q->length == 0 ? alpha[0] : log_add_##suffix(alpha[end], alpha[end - 1], (real)-INFINITY)); \
    } \
    /* `beta` has room for the places of two frames, `made` lies as the probabilities do and begins with zeros. */ \
    static void ctc_backward_##suffix(const sequence *q, const real *p, const real *alpha, real *beta, real loss, real grad, real *made) { \
        const ptrdiff_t end = 2 * q->length; \
        real *next = beta, *now = beta + q->places; \
        for (ptrdiff_t t = q->inputs - 1; t >= 0; t--) { \
            const real *at = p + t * q->frame, *a = alpha + t * q->places; \
            real *out = made + t * q->frame, top = (real)-INFINITY; \
            for (ptrdiff_t s = 0; s <= end; s++) { \
                real going = s >= end - 1 ? 0 : (real)-INFINITY; \
                if (t < q->inputs - 1) \
                    going = log_add_##suffix(next[s], s < end ? next[s + 1] : (real)-INFINITY, s + 2 <= end && may_skip(q, s + 2) ? next[s + 2] : (real)-INFINITY); \
                now[s] = going + at[label_at(q, s)]; \
                if (a[s] + now[s] > top) top = a[s] + now[s]; \
            } \
            if (top == (real)-INFINITY) top = 0; \
            for (ptrdiff_t s = 0; s <= end; s++) out[label_at(q, s)] += e(a[s] + now[s] - top); \
            for (ptrdiff_t c = 0; c < q->classes; c++) out[c] = (e(at[c]) - e(l(out[c]) + top + loss - at[c])) * grad; \
            real *kept = next; \
            next = now, now = kept; \
        } \
    } \
    /* The p-norm of the difference of two rows; `passes`: the largest passes over nan. */ \
    static real distance_##suffix(const real *x, const real *y, ptrdiff_t n, double p, int passes) { \
        real total = 0; \
        for (ptrdiff_t i = 0; i < n; i++) { \
            const real d = absolute(x[i] - y[i]); \
            if (p == 2) \
                total += d * d; \
            else if (p == 1) \
                total += d; \
            else if (p == 0) \
                total += d > 0 ? 1 : d; \
            else if (p == INFINITY) { \
                if (d > total || (d != d && !passes)) total = d; \
                if (total != total) return total; \
            } else \
                total += power(d, (real)p); \
        } \
        return p == 2 ? root(total) : p == 1 || p == 0 || p == INFINITY ? total : power(total, (real)(1 / p)); \
    } \
    /* sum_j max(0, margin - x[y] + x[j]) ** p over the other classes, divided by their number. */ \
    static real multi_margin_##suffix(const real *x, ptrdiff_t n, int64_t y, int p, real margin, real weight) { \
        real total = 0; \
        for (ptrdiff_t j = 0; j < n; j++) { \
            const real gap = margin - x[y] + x[j]; \
            if (j != y && gap > 0) total += (p == 2 ? gap * gap : gap) * weight; \
        } \
        return total / (real)n; \
    } \
    /* sum_ik max(0, 1 - x[i] + x[k]) over labels i, up to the first -1, and classes k that are none, divided by the number of classes; and its slope. */ \
    /* `member` has room for which classes are labels. */ \
    static real label_margin_##suffix(const real *x, ptrdiff_t n, const int64_t *labels, char *member, real *slope) { \
        real total = 0; \
        memset(member, 0, (size_t)n); \
        for (ptrdiff_t i = 0; i < n && labels[i] >= 0; i++) member[labels[i]] = 1; \
        for (ptrdiff_t k = 0; slope != NULL && k < n; k++) slope[k] = 0; \
        for (ptrdiff_t i = 0; i < n && labels[i] >= 0; i++) \
            for (ptrdiff_t k = 0; k < n; k++) { \
                const real gap = 1 - x[labels[i]] + x[k]; \
                if (member[k] || !(gap > 0)) continue; \
                total += gap; \
                if (slope != NULL) slope[k] += 1, slope[labels[i]] -= 1; \
            } \
        for (ptrdiff_t k = 0; slope != NULL && k < n; k++) slope[k] /= (real)n; \
        return total / (real)n; \
    }
SEQUENCES(f4, float, expf, logf, fabsf, powf, sqrtf)
SEQUENCES(f8, double, exp, log, fabs, pow, sqrt)
#endif
