/* The steps themselves, for `real`. Included by `recurrent_loops.h`.

   Forward, `state` holds the products of the state before with its weights, `input` those of the input, and `bias` (NULL for none) is added; `work` keeps what
   the way back needs. Backward, `grad` is the gradient of the step's output, `d_hidden` that of the state after, and then, or in part, of the state before. */
#define R_PASTE2(name, suffix) name##_##suffix
#define R_PASTE(name, suffix) R_PASTE2(name, suffix)
#define R(f) R_PASTE(f, SUFFIX)

S_INLINE real R(r_sigmoid)(real x) { /* from e^-|x|: nothing overflows */
    real scale, down = -MAGNITUDE(x), e, inverse;
    down = down < LOWEST ? LOWEST : down;
    e = REDUCED(down, &scale);
    e = scale * e + scale;
    inverse = 1 / (1 + e);
    return x < 0 ? e * inverse : inverse;
}
S_INLINE real R(r_tanh)(real x) {
    real scale, down = -2 * MAGNITUDE(x), e;
    down = down < LOWEST ? LOWEST : down;
    e = REDUCED(down, &scale);
    e = scale * e + (scale - 1);
    e = e / (e + 2);
    return x < 0 ? e : -e;
}

S_INLINE void R(r_total)(const real *restrict state, const real *restrict input, const real *restrict bias, real *restrict out, ptrdiff_t n) {
    if (bias) INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) out[j] = (bias[j] + state[j]) + input[j];
    else INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) out[j] = state[j] + input[j];
}
S_INLINE void R(r_sigmoids)(real *x, ptrdiff_t n) { INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) x[j] = R(r_sigmoid)(x[j]); }
S_INLINE void R(r_tanhs)(real *x, ptrdiff_t n) { INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) x[j] = R(r_tanh)(x[j]); }

/* `work`: the four gates after their functions; the new cells go to `cells` and, in place, to `cell`. */
CLONED static void R(lstm_step)(const real *state, const real *input, const real *bias, real *hidden, real *cell, real *work, real *cells, real *out,
                                ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t r = 0; r < rows; r++, state += 4 * n, input += 4 * n, work += 4 * n, hidden += n, cell += n, cells += n, out += n) {
        R(r_total)(state, input, bias, work, 4 * n);
        R(r_sigmoids)(work, 2 * n);
        R(r_tanhs)(work + 2 * n, n);
        R(r_sigmoids)(work + 3 * n, n);
        INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) {
            const real c = work[n + j] * cell[j] + work[j] * work[2 * n + j], h = work[3 * n + j] * R(r_tanh)(c);
            cell[j] = c;
            cells[j] = c;
            hidden[j] = h;
            out[j] = h;
        }
    }
}

CLONED static void R(lstm_step_back)(const real *grad, const real *work, const real *cells, const real *before, const real *d_hidden, real *d_cell,
                                     real *d_gates, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t r = 0; r < rows; r++, grad += n, work += 4 * n, cells += n, before += n, d_hidden += n, d_cell += n, d_gates += 4 * n)
        INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) {
            const real i = work[j], f = work[n + j], g = work[2 * n + j], o = work[3 * n + j], t = R(r_tanh)(cells[j]), d = d_hidden[j] + grad[j];
            const real c = d_cell[j] + d * o * (1 - t * t);
            d_gates[j] = c * g * (i * (1 - i));
            d_gates[n + j] = c * before[j] * (f * (1 - f));
            d_gates[2 * n + j] = c * i * (1 - g * g);
            d_gates[3 * n + j] = d * t * (o * (1 - o));
            d_cell[j] = c * f;
        }
}

/* `work`: both gates, the candidate, and the state's part of it. */
CLONED static void R(gru_step)(const real *state, const real *input, const real *bias, real *hidden, real *work, real *out, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t r = 0; r < rows; r++, state += 3 * n, input += 3 * n, work += 4 * n, hidden += n, out += n) {
        real *restrict own = work + 3 * n;
        R(r_total)(state, input, bias, work, 2 * n);
        R(r_sigmoids)(work, 2 * n);
        if (bias) INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) own[j] = bias[2 * n + j] + state[2 * n + j];
        else INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) own[j] = state[2 * n + j];
        INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) {
            const real c = R(r_tanh)(input[2 * n + j] + work[j] * own[j]), h = (hidden[j] - c) * work[n + j] + c;
            work[2 * n + j] = c;
            hidden[j] = h;
            out[j] = h;
        }
    }
}

/* `d_input` and `d_state`: the gradients of both products, which differ in the candidate's part. */
CLONED static void R(gru_step_back)(const real *grad, const real *work, const real *before, real *d_hidden, real *d_input, real *d_state, ptrdiff_t rows,
                                    ptrdiff_t n) {
    for (ptrdiff_t r = 0; r < rows; r++, grad += n, work += 4 * n, before += n, d_hidden += n, d_input += 3 * n, d_state += 3 * n)
        INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) {
            const real gate = work[j], z = work[n + j], c = work[2 * n + j], own = work[3 * n + j], d = d_hidden[j] + grad[j];
            const real inner = d * (1 - z) * (1 - c * c), reset = inner * own * (gate * (1 - gate)), keep = d * (before[j] - c) * (z * (1 - z));
            d_input[j] = d_state[j] = reset;
            d_input[n + j] = d_state[n + j] = keep;
            d_input[2 * n + j] = inner;
            d_state[2 * n + j] = inner * gate;
            d_hidden[j] = d * z;
        }
}

/* `work`: the new state. */
CLONED static void R(simple_step)(int relu, const real *state, const real *input, const real *bias, real *hidden, real *work, real *out, ptrdiff_t rows,
                                  ptrdiff_t n) {
    for (ptrdiff_t r = 0; r < rows; r++, state += n, input += n, hidden += n, work += n, out += n) {
        R(r_total)(state, input, bias, work, n);
        if (relu) INDEPENDENT for (ptrdiff_t j = 0; j < n; j++) work[j] = work[j] > 0 || work[j] != work[j] ? work[j] : 0;
        else R(r_tanhs)(work, n);
        memcpy(hidden, work, (size_t)n * sizeof(real));
        memcpy(out, work, (size_t)n * sizeof(real));
    }
}

CLONED static void R(simple_step_back)(int relu, const real *grad, const real *work, const real *d_hidden, real *d_gates, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t j = 0; j < rows * n; j++) {
        const real h = work[j], d = d_hidden[j] + grad[j];
        d_gates[j] = relu ? (h <= 0 ? 0 : d) : d * (1 - h * h);
    }
}
#undef R
