/* Modified Bessel functions of the first kind in float32, to the bit as kernels/bessel_modified.py has them: Chebyshev expansions with a rounding where PyTorch's
   loops have one. Included once for each instruction set, after accurate_real.h. */

/* x y - z, rounded once: products of floats are exact in double */
#ifdef D_FUSED
#define F_LESS(x, y, z) __builtin_fmaf(x, y, -(z))
#else
#define F_LESS(x, y, z) (float)((double)(x) * (double)(y) - (double)(z))
#endif
/* Clenshaw's recurrence for a block */
S_INLINE void VARIANT(chebyshev)(const float *x, const float *terms, int count, float *out) {
    float value[VARIANT(BLOCK)] = {0}, before[VARIANT(BLOCK)] = {0}, last[VARIANT(BLOCK)] = {0};
    for (int k = 0; k < count; k++) {
        const float c = terms[k];
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
            const float older = before[i], newer = value[i];
            last[i] = older;
            before[i] = newer;
            value[i] = F_LESS(x[i], newer, older) + c;
        }
    }
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) out[i] = 0.5f * (value[i] - last[i]);
}
/* I of order 0 or 1, times e^-|x| if `scaled`; `fewer`: the terms and the order of factors of `i1` and not of `modified_bessel_i1` */
S_INLINE void VARIANT(first_kind_block)(const float *x, float *out, int order, int scaled, int fewer) {
    const float *near_terms = order ? FIRST_KIND_NEAR_1 : FIRST_KIND_NEAR_0, *far_terms = order ? FIRST_KIND_FAR_1 : FIRST_KIND_FAR_0;
    int near_count = order ? COUNT_OF(FIRST_KIND_NEAR_1) : COUNT_OF(FIRST_KIND_NEAR_0), far_count = order ? COUNT_OF(FIRST_KIND_FAR_1) : COUNT_OF(FIRST_KIND_FAR_0);
    float size[VARIANT(BLOCK)], at[VARIANT(BLOCK)], near[VARIANT(BLOCK)] = {0}, far[VARIANT(BLOCK)] = {0};
    double growth[VARIANT(BLOCK)];
    int any_near = 0, any_far = 0;
    if (fewer) {
        near_terms += near_count - 17, near_count = 17;
        far_terms += far_count - 7, far_count = 7;
    }
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        size[i] = fabsf(x[i]);
        growth[i] = (double)size[i];
        any_near |= size[i] <= 8;
        any_far |= !(size[i] <= 8);
    }
    if (!scaled) VARIANT(block_exp)(growth, growth);
    if (any_near) {
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) at[i] = 0.5f * size[i] - 2;
        VARIANT(chebyshev)(at, near_terms, near_count, near);
    }
    if (any_far) {
        INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) at[i] = 32 / (size[i] < 8 ? 8 : size[i]) - 2;
        VARIANT(chebyshev)(at, far_terms, far_count, far);
    }
    INDEPENDENT for (int i = 0; i < VARIANT(BLOCK); i++) {
        const float s = size[i], grown = (float)growth[i], high = scaled ? far[i] / sqrtf(s) : far[i] * grown / sqrtf(s);
        const float low = scaled ? (order ? near[i] * s : near[i]) : !order ? near[i] * grown : fewer ? grown * s * near[i] : near[i] * s * grown;
        const float any = s <= 8 ? low : high, found = s == INFINITY ? (scaled ? 0 : NAN) : any;
        out[i] = order && x[i] < 0 ? -found : found;
    }
}
#define FIRST_KIND_LOOP(name, order, scaled, fewer) \
    static void VARIANT(narrow_##name)(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        float held[VARIANT(BLOCK)], kept[VARIANT(BLOCK)]; \
        const npy_intp n = count[0]; \
        (void)data; \
        for (npy_intp start = 0; start < n; start += VARIANT(BLOCK)) { \
            const npy_intp size = n - start < VARIANT(BLOCK) ? n - start : VARIANT(BLOCK); \
            if (size < VARIANT(BLOCK)) memset(held, 0, sizeof(held)); \
            for (npy_intp i = 0; i < size; i++) held[i] = *(const float *)(args[0] + (start + i) * steps[0]); \
            VARIANT(first_kind_block)(held, kept, order, scaled, fewer); \
            for (npy_intp i = 0; i < size; i++) *(float *)(args[1] + (start + i) * steps[1]) = kept[i]; \
        } \
    }
FIRST_KIND_LOOP(i0, 0, 0, 0)
FIRST_KIND_LOOP(i0e, 0, 1, 0)
FIRST_KIND_LOOP(i1, 1, 0, 1)
FIRST_KIND_LOOP(i1e, 1, 1, 1)
FIRST_KIND_LOOP(modified_i1, 1, 0, 0)
#undef FIRST_KIND_LOOP
#undef F_LESS
