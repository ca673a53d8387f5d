/* Gamma, Poisson and binomial numbers by rejection from the words that NumPy's bit generator keeps. `kernels/rejection.py` has the same methods, and their
   sources; every element takes as many uniform numbers as it does there. */
#ifndef PYAUTOGRAD_REJECTION_H
#define PYAUTOGRAD_REJECTION_H
#include <math.h>
#include "twister.h"

typedef struct {
    uint32_t *state;       /* the words and, after them, the position of the next */
    double pending;        /* the other half of a pair of normal numbers */
    int kept;
} number_stream;

static inline uint32_t next_word(number_stream *s) {
    uint32_t word;
    if (s->state[TWISTER_WORDS] >= TWISTER_WORDS) {
        twist(s->state);
        s->state[TWISTER_WORDS] = 0;
    }
    word = s->state[s->state[TWISTER_WORDS]++];
    word ^= word >> 11;
    word ^= (word << 7) & 0x9D2C5680u;
    word ^= (word << 15) & 0xEFC60000u;
    return word ^ (word >> 18);
}

static double next_uniform(number_stream *s) {
    const uint64_t high = next_word(s), low = next_word(s);
    return (double)(int64_t)((high << 32 | low) & 0x1FFFFFFFFFFFFFull) * 0x1p-53;
}

static double next_normal(number_stream *s) {
    double radius, theta;
    if (s->kept) {
        s->kept = 0;
        return s->pending;
    }
    theta = 6.283185307179586 * next_uniform(s);
    radius = sqrt(-2.0 * log1p(-next_uniform(s)));
    s->pending = radius * sin(theta), s->kept = 1;
    return radius * cos(theta);
}

static double gamma_number(number_stream *s, double alpha, int single) {
    double scale = 1.0, d, c;
    if (!(alpha > 0)) return alpha == 0 ? 0.0 : NAN;
    if (alpha < 1) {
        scale = pow(1.0 - next_uniform(s), single ? (double)(1.0f / (float)alpha) : 1.0 / alpha);
        alpha = single ? (double)((float)alpha + 1.0f) : alpha + 1.0;
    }
    d = alpha - (double)(float)(1.0 / 3.0);
    c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double x, y, v, u, xx;
        do {
            x = next_normal(s);
            y = 1.0 + c * x;
        } while (y <= 0);
        v = y * y * y;
        u = 1.0 - next_uniform(s);
        xx = x * x;
        if (u < 1.0 - (double)0.0331f * xx * xx || log(u) < 0.5 * xx + d * (1.0 - v + log(v))) return scale * d * v;
    }
}

static double poisson_number(number_stream *s, double rate) {
    double root, log_rate, b, a, inverse_alpha, accepted_below;
    if (rate == 0) return 0.0;
    if (rate < 10) {
        const double limit = exp(-rate);
        double count = 0, product = next_uniform(s);
        while (product > limit) {
            count += 1;
            product *= next_uniform(s);
        }
        return count;
    }
    root = sqrt(rate), log_rate = log(rate);
    b = 0.931 + 2.53 * root;
    a = -0.059 + 0.02483 * b;
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    accepted_below = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        const double u = next_uniform(s) - 0.5, v = next_uniform(s), us = 0.5 - fabs(u);
        double k;
        if (us == 0) continue;
        k = floor((2 * a / us + b) * u + rate + 0.43);
        if (us >= 0.07 && v <= accepted_below) return k;
        if (k < 0 || (us < 0.013 && v > us)) continue;
        if (log(v) + log(inverse_alpha) - log(a / (us * us) + b) <= -rate + k * log_rate - lgamma(k + 1)) return k;
    }
}

static double stirling_tail(double k) { return lgamma(k + 1) - ((k + 0.5) * log(k + 1) - (k + 1) + 0.9189385332046727); }

static double large_binomial(number_stream *s, double count, double p) {
    const double spread = sqrt(count * p * (1 - p)), b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p, c = count * p + 0.5;
    const double accepted_below = 0.92 - 4.2 / b, odds = p / (1 - p), alpha = (2.83 + 5.1 / b) * spread, mode = floor((count + 1) * p);
    for (;;) {
        const double u = next_uniform(s) - 0.5, v = next_uniform(s), us = 0.5 - fabs(u);
        double k, bound;
        if (us == 0) continue;
        k = floor((2 * a / us + b) * u + c);
        if (us >= 0.07 && v <= accepted_below) return k;
        if (k < 0 || k > count) continue;
        bound = (mode + 0.5) * log((mode + 1) / (odds * (count - mode + 1))) + (count + 1) * log((count - mode + 1) / (count - k + 1)) +
            (k + 0.5) * log(odds * (count - k + 1) / (k + 1)) + stirling_tail(mode) + stirling_tail(count - mode) - stirling_tail(k) -
            stirling_tail(count - k);
        if (v > 0 && log(v * alpha / (a / (us * us) + b)) <= bound) return k;
    }
}

static double binomial_number(number_stream *s, double count, double p) {
    double q, k = 0, steps = 0, log_q;
    if (count != count || p != p) return NAN;
    if (count <= 0 || p <= 0) return 0.0;
    if (p >= 1) return count;
    q = p <= 0.5 ? p : 1.0 - p;
    if (count * q >= 10)
        k = large_binomial(s, count, q);
    else
        for (log_q = log1p(-q);; k++) {
            const double u = next_uniform(s);
            steps += u > 0 ? ceil(log(u) / log_q) : INFINITY;
            if (steps > count) break;
        }
    return p <= 0.5 ? k : count - k;
}

enum { REJECT_GAMMA, REJECT_POISSON, REJECT_BINOMIAL };
static double rejected_number(number_stream *s, int what, double first, double second, int single) {
    return what == REJECT_GAMMA ? gamma_number(s, first, single) : what == REJECT_POISSON ? poisson_number(s, first) : binomial_number(s, first, second);
}
#endif
