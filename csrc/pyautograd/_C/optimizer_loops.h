/* One parameter's step of SGD and of Adam, for float and double. The arrays do not overlap. */
#ifndef PYAUTOGRAD_OPTIMIZER_LOOPS_H
#define PYAUTOGRAD_OPTIMIZER_LOOPS_H
#include <math.h>
#include <stddef.h>
#include "clones.h"

#if defined(_MSC_VER)
#define restrict __restrict
#endif

/* g = sign * gradient + decay * p;  p -= lr * g */
#define SGD_LOOP(name, real) \
    CLONED static void name(real *restrict p, const real *restrict grad, ptrdiff_t n, double lr, double decay, double sign) { \
        const real rate = (real)-lr, shrink = (real)decay, direction = (real)sign; \
        for (ptrdiff_t i = 0; i < n; i++) p[i] += rate * (direction * grad[i] + shrink * p[i]); \
    }

/* the same with b = momentum * b + (1 - dampening) * g;  p -= lr * (nesterov ? g + momentum * b : b) */
#define MOMENTUM_LOOP(name, real) \
    CLONED static void name(real *restrict p, const real *restrict grad, real *restrict buffer, ptrdiff_t n, double lr, double momentum, \
                            double dampening, double decay, int nesterov, double sign) { \
        const real rate = (real)-lr, kept = (real)momentum, added = (real)(1 - dampening), shrink = (real)decay, direction = (real)sign; \
        if (nesterov) { \
            for (ptrdiff_t i = 0; i < n; i++) { \
                const real g = direction * grad[i] + shrink * p[i]; \
                buffer[i] = kept * buffer[i] + added * g; \
                p[i] += rate * (g + kept * buffer[i]); \
            } \
        } else { \
            for (ptrdiff_t i = 0; i < n; i++) { \
                buffer[i] = kept * buffer[i] + added * (direction * grad[i] + shrink * p[i]); \
                p[i] += rate * buffer[i]; \
            } \
        } \
    }

/* p *= keep;  g = sign * gradient + decay * p;  m, v: running means of g and g^2, the first as lerp computes it;
   p -= size * m / (sqrt(v) / correction + eps) */
#define ADAM_LOOP(name, real, root) \
    CLONED static void name(real *restrict p, const real *restrict grad, real *restrict mean, real *restrict square, ptrdiff_t n, double beta1, \
                            double beta2, double size, double correction, double eps, double decay, double keep, double sign) { \
        const real w1 = (real)(1 - beta1), b1 = (real)beta1, b2 = (real)beta2, w2 = (real)(1 - beta2), c = (real)correction, e = (real)eps; \
        const real step = (real)-size, shrink = (real)decay, kept = (real)keep, direction = (real)sign; \
        const int near = w1 < (real)0.5; \
        for (ptrdiff_t i = 0; i < n; i++) { \
            const real before = p[i] * kept, g = direction * grad[i] + shrink * before, d = g - mean[i]; \
            const real m = near ? mean[i] + w1 * d : g - d * b1, v = square[i] * b2 + w2 * g * g; \
            mean[i] = m; \
            square[i] = v; \
            p[i] = before + step * m / (root(v) / c + e); \
        } \
    }

/* the same by the largest v so far */
#define AMSGRAD_LOOP(name, real, root) \
    CLONED static void name(real *restrict p, const real *restrict grad, real *restrict mean, real *restrict square, real *restrict largest, \
                            ptrdiff_t n, double beta1, double beta2, double size, double correction, double eps, double decay, double keep, \
                            double sign) { \
        const real w1 = (real)(1 - beta1), b1 = (real)beta1, b2 = (real)beta2, w2 = (real)(1 - beta2), c = (real)correction, e = (real)eps; \
        const real step = (real)-size, shrink = (real)decay, kept = (real)keep, direction = (real)sign; \
        const int near = w1 < (real)0.5; \
        for (ptrdiff_t i = 0; i < n; i++) { \
            const real before = p[i] * kept, g = direction * grad[i] + shrink * before, d = g - mean[i]; \
            const real m = near ? mean[i] + w1 * d : g - d * b1, v = square[i] * b2 + w2 * g * g; \
            const real top = v > largest[i] || v != v ? v : largest[i]; \
            mean[i] = m; \
            square[i] = v; \
            largest[i] = top; \
            p[i] = before + step * m / (root(top) / c + e); \
        } \
    }

SGD_LOOP(sgd_float, float)
SGD_LOOP(sgd_double, double)
MOMENTUM_LOOP(momentum_float, float)
MOMENTUM_LOOP(momentum_double, double)
ADAM_LOOP(adam_float, float, sqrtf)
ADAM_LOOP(adam_double, double, sqrt)
AMSGRAD_LOOP(amsgrad_float, float, sqrtf)
AMSGRAD_LOOP(amsgrad_double, double, sqrt)
#endif
