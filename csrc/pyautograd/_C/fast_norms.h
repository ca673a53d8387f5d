/* Rows of `real` normalised, and the gradients of that. Included by `fast_real.h`, with its macros. */
/* How many rows are normalised together: a row's sums take their time, in which the next row's can begin, and the rows stay in the cache. */
enum { NAME(NORM_ROWS) = 8 };
static inline fast_int NAME(rows_together)(fast_int rows, fast_int n) {
    const fast_int most = n > 512 ? 4096 / n + 1 : NAME(NORM_ROWS);
    return rows < most ? rows : most;
}

/* Rows shifted to mean zero and scaled to variance one, then by weight and bias: one number for each column (`inner` 0), or for each stretch of `inner`
   columns, the stretches of row r starting at parameter r % groups * (n / inner). `work` has n places. */
static void NAME(norm_rows)(const real *x, const real *weight, const real *bias, real *out, real *means, real *scales, fast_int rows, fast_int n,
                            fast_int inner, fast_int groups, double eps, real *restrict work) {
    fast_int r, i, count;
    for (fast_int begin = 0; begin < rows; begin += count, x += count * n, out += count * n) {
        real *restrict mean = means + begin, *restrict scale = scales + begin;
        count = NAME(rows_together)(rows - begin, n);
        for (r = 0; r < count; r++) mean[r] = NAME(sum_run)(x + r * n, n) / (real)n;
        for (r = 0; r < count; r++) {
            const real *restrict p = x + r * n;
            real *restrict o = out + r * n;
            const real m = mean[r];
            for (i = 0; i < n; i++) {
                const real d = p[i] - m;
                o[i] = d;
                work[i] = d * d;
            }
            scale[r] = NAME(sum_run)(work, n) / (real)n + (real)eps;
        }
        for (r = 0; r < count; r++) scale[r] = 1 / ROOT(scale[r]);
        for (r = 0; r < count; r++) {
            real *restrict o = out + r * n;
            const real s = scale[r];
            if (!inner) {
                if (weight && bias)
                    for (i = 0; i < n; i++) o[i] = o[i] * s * weight[i] + bias[i];
                else if (weight)
                    for (i = 0; i < n; i++) o[i] = o[i] * s * weight[i];
                else if (bias)
                    for (i = 0; i < n; i++) o[i] = o[i] * s + bias[i];
                else
                    for (i = 0; i < n; i++) o[i] = o[i] * s;
            } else {
                const fast_int first = (begin + r) % groups * (n / inner);
                for (fast_int c = 0; c < n / inner; c++) {
                    real *restrict q = o + c * inner;
                    const real w = weight ? weight[first + c] : 1; /* nothing changes by one */
                    if (bias) {
                        const real b = bias[first + c];
                        for (i = 0; i < inner; i++) q[i] = q[i] * s * w + b;
                    } else
                        for (i = 0; i < inner; i++) q[i] = q[i] * s * w;
                }
            }
        }
    }
}

/* The gradient of that with respect to x: with n = (x - mean) * scale and g = grad * weight, scale * (g - mean(g) - n * mean(g * n)). `work`: n places. */
static void NAME(norm_rows_backward)(const real *grad, const real *x, const real *means, const real *scales, const real *weight, real *out, fast_int rows,
                                     fast_int n, fast_int inner, fast_int groups, real *restrict work) {
    fast_int r, i, count;
    for (fast_int begin = 0; begin < rows; begin += count, grad += count * n, x += count * n, out += count * n) {
        real total[NAME(NORM_ROWS)], along[NAME(NORM_ROWS)];
        count = NAME(rows_together)(rows - begin, n);
        for (r = 0; r < count; r++) {
            const real *restrict p = x + r * n, *restrict g = grad + r * n;
            real *restrict o = out + r * n;
            const real mean = means[begin + r], scale = scales[begin + r];
            if (!weight)
                for (i = 0; i < n; i++) o[i] = g[i];
            else if (!inner)
                for (i = 0; i < n; i++) o[i] = g[i] * weight[i];
            else {
                const fast_int first = (begin + r) % groups * (n / inner);
                for (fast_int c = 0; c < n / inner; c++) {
                    const real w = weight[first + c];
                    for (i = c * inner; i < (c + 1) * inner; i++) o[i] = g[i] * w;
                }
            }
            for (i = 0; i < n; i++) work[i] = o[i] * ((p[i] - mean) * scale);
            total[r] = NAME(sum_run)(o, n) / (real)n;
            along[r] = NAME(sum_run)(work, n) / (real)n;
        }
        for (r = 0; r < count; r++) {
            const real *restrict p = x + r * n;
            real *restrict o = out + r * n;
            const real mean = means[begin + r], scale = scales[begin + r], t = total[r], a = along[r];
            for (i = 0; i < n; i++) o[i] = ((o[i] - t) - (p[i] - mean) * scale * a) * scale;
        }
    }
}

/* The channels of some rows of one number each, from row r on: they are side by side */
#define SIDE_BY_SIDE(c, count) \
    for (fast_int r = first, c = first % channels, count; r < last && (count = channels - c < last - r ? channels - c : last - r); r += count, c = 0)

/* For each row the sum of (x - shift)^2, or with `grad` of grad * ((x - shift) * scale); shift and scale change with r % channels. `work` has n places. */
static void NAME(moment_rows)(const real *x, const real *shift, const real *grad, const real *scale, real *out, fast_int first, fast_int last, fast_int n,
                              fast_int channels, real *restrict work) {
    if (n == 1) {
        SIDE_BY_SIDE(c, count) {
            const real *restrict p = x + r, *restrict a = shift + c;
            real *restrict o = out + r;
            if (grad)
                for (fast_int i = 0; i < count; i++) o[i] = grad[r + i] * ((p[i] - a[i]) * scale[c + i]);
            else
                for (fast_int i = 0; i < count; i++) o[i] = (p[i] - a[i]) * (p[i] - a[i]);
        }
        return;
    }
    for (fast_int r = first; r < last; r++) {
        const real *restrict p = x + r * n;
        const real a = shift[r % channels];
        fast_int i;
        if (grad) {
            const real *restrict g = grad + r * n;
            const real b = scale[r % channels];
            for (i = 0; i < n; i++) work[i] = g[i] * ((p[i] - a) * b);
        } else
            for (i = 0; i < n; i++) {
                const real d = p[i] - a;
                work[i] = d * d;
            }
        out[r] = NAME(sum_run)(work, n);
    }
}

/* Rows as scale * ((grad - total) - ((x - mean) * invstd) * along), all but grad and x by channel. */
static void NAME(unscale_rows)(const real *grad, const real *x, const real *mean, const real *invstd, const real *total, const real *along, const real *scale,
                               real *out, fast_int first, fast_int last, fast_int n, fast_int channels) {
    if (n == 1) {
        SIDE_BY_SIDE(c, count) {
            const real *restrict g = grad + r, *restrict p = x + r, *restrict a = mean + c, *restrict b = invstd + c, *restrict t = total + c;
            const real *restrict d = along + c, *restrict s = scale + c;
            real *restrict o = out + r;
            for (fast_int i = 0; i < count; i++) o[i] = s[i] * ((g[i] - t[i]) - ((p[i] - a[i]) * b[i]) * d[i]);
        }
        return;
    }
    for (fast_int r = first; r < last; r++) {
        const fast_int c = r % channels;
        const real *restrict g = grad + r * n, *restrict p = x + r * n;
        real *restrict o = out + r * n;
        const real a = mean[c], b = invstd[c], t = total[c], d = along[c], s = scale[c];
        for (fast_int i = 0; i < n; i++) o[i] = s * ((g[i] - t) - ((p[i] - a) * b) * d);
    }
}

/* Rows as (x - shift) * scale + bias, these by channel; or as (x - shift) * scale * by, element by element, of more than one. */
static void NAME(scale_rows)(const real *x, const real *shift, const real *scale, const real *bias, const real *by, real *out, fast_int first, fast_int last,
                             fast_int n, fast_int channels) {
    if (n == 1) {
        SIDE_BY_SIDE(c, count) {
            const real *restrict p = x + r, *restrict a = shift + c, *restrict b = scale + c;
            real *restrict o = out + r;
            if (bias)
                for (fast_int i = 0; i < count; i++) o[i] = (p[i] - a[i]) * b[i] + bias[c + i];
            else
                for (fast_int i = 0; i < count; i++) o[i] = (p[i] - a[i]) * b[i];
        }
        return;
    }
    for (fast_int r = first; r < last; r++) {
        const real *restrict p = x + r * n;
        real *restrict o = out + r * n;
        const real a = shift[r % channels], b = scale[r % channels];
        fast_int i;
        if (bias) {
            const real c = bias[r % channels];
            for (i = 0; i < n; i++) o[i] = (p[i] - a) * b + c;
        } else if (by) {
            const real *restrict q = by + r * n;
            for (i = 0; i < n; i++) o[i] = (p[i] - a) * b * q[i];
        } else
            for (i = 0; i < n; i++) o[i] = (p[i] - a) * b;
    }
}
#undef SIDE_BY_SIDE
