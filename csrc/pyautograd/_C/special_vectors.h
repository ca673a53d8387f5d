/* Special functions in vectors: rows of special_tables.h for a block of numbers, turned so that one coefficient of all stands together.
   Included once for each instruction set, after accurate_real.h. */
typedef struct { double c[16][VARIANT(BLOCK)]; } VARIANT(coefficients);

#ifdef __AVX512F__
#define TURNED(a, b, ...) (VARIANT(numbers))__builtin_shuffle(a, b, (VARIANT(places)){__VA_ARGS__})
#endif
S_SHARED void VARIANT(take_rows)(const int64_t *row, VARIANT(coefficients) *found) {
#ifdef __AVX512F__
    for (int i = 0; i < VARIANT(BLOCK); i += 8)
        for (int h = 0; h < 16; h += 8) {
            VARIANT(numbers) r[8], s[8];
            for (int k = 0; k < 8; k++) r[k] = *(const VARIANT(numbers) *)(special_rows[row[i + k]] + h);
            for (int k = 0; k < 8; k += 2) {
                s[k] = TURNED(r[k], r[k + 1], 0, 8, 2, 10, 4, 12, 6, 14);
                s[k + 1] = TURNED(r[k], r[k + 1], 1, 9, 3, 11, 5, 13, 7, 15);
            }
            for (int k = 0; k < 8; k += 4)
                for (int p = 0; p < 2; p++) {
                    r[k + p] = TURNED(s[k + p], s[k + p + 2], 0, 1, 8, 9, 4, 5, 12, 13);
                    r[k + p + 2] = TURNED(s[k + p], s[k + p + 2], 2, 3, 10, 11, 6, 7, 14, 15);
                }
            for (int p = 0; p < 4; p++) {
                *(VARIANT(numbers) *)(found->c[h + p] + i) = TURNED(r[p], r[p + 4], 0, 1, 2, 3, 8, 9, 10, 11);
                *(VARIANT(numbers) *)(found->c[h + p + 4] + i) = TURNED(r[p], r[p + 4], 4, 5, 6, 7, 12, 13, 14, 15);
            }
        }
#else
    for (int i = 0; i < VARIANT(BLOCK); i++)
        for (int k = 0; k < 16; k++) found->c[k][i] = special_rows[row[i]][k];
#endif
}
/* row_at of number `i` of a block */
S_INLINE PAIR VARIANT(row_of)(const VARIANT(coefficients) *f, int i, double t) {
    const double q = t * t, q4 = q * q;
    const double a = D_MORE(q, D_MORE(t, f->c[7][i], f->c[6][i]), D_MORE(t, f->c[5][i], f->c[4][i])),
                 b = D_MORE(q, D_MORE(t, f->c[11][i], f->c[10][i]), D_MORE(t, f->c[9][i], f->c[8][i])),
                 c = D_MORE(q, D_MORE(t, f->c[15][i], f->c[14][i]), D_MORE(t, f->c[13][i], f->c[12][i]));
    const PAIR slope = sum_of(f->c[2][i], t * D_MORE(q4, D_MORE(q4, c, b), a)), part = product_of(t, slope.hi), found = sum_of(f->c[0][i], part.hi);
    return (PAIR){found.hi, found.lo + (f->c[1][i] + (part.lo + t * (slope.lo + f->c[3][i])))};
}
#include "special_blocks.h"
#include "bessel_blocks.h"
#include "gamma_blocks.h"
#undef SCALAR
#undef place
WIDE_BLOCKS(VECTOR_LOOP)
BLOCKS_OF_TWO(VECTOR_LOOP_2)
VECTOR_LOOP_2(logaddexp)
/* The same over floats, rounded once. */
S_SHARED void VARIANT(narrow_by_blocks)(char **args, const npy_intp *count, const npy_intp *steps, void (*block)(const double *, double *)) {
    double held[VARIANT(BLOCK)], kept[VARIANT(BLOCK)];
    const npy_intp n = count[0];
    for (npy_intp start = 0; start < n; start += VARIANT(BLOCK)) {
        const npy_intp size = n - start < VARIANT(BLOCK) ? n - start : VARIANT(BLOCK);
        if (steps[0] == sizeof(float) && steps[1] == sizeof(float) && size == VARIANT(BLOCK)) {
            for (int i = 0; i < VARIANT(BLOCK); i++) held[i] = (double)((const float *)args[0])[start + i];
            block(held, kept);
            for (int i = 0; i < VARIANT(BLOCK); i++) ((float *)args[1])[start + i] = (float)kept[i];
            continue;
        }
        memset(held, 0, sizeof(held));
        for (npy_intp i = 0; i < size; i++) held[i] = (double)*(const float *)(args[0] + (start + i) * steps[0]);
        block(held, kept);
        for (npy_intp i = 0; i < size; i++) *(float *)(args[1] + (start + i) * steps[1]) = (float)kept[i];
    }
}
#define SINGLE_VECTOR_LOOP(name) \
    static void VARIANT(narrow_##name)(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        (void)data; \
        VARIANT(narrow_by_blocks)(args, count, steps, VARIANT(block_##name)); \
    }
NARROW_BLOCKS(SINGLE_VECTOR_LOOP)
#undef SINGLE_VECTOR_LOOP
#define SINGLE_VECTOR_LOOP_2(name) \
    static void VARIANT(narrow_##name)(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        double held[3][VARIANT(BLOCK)]; \
        const npy_intp n = count[0]; \
        (void)data; \
        for (npy_intp start = 0; start < n; start += VARIANT(BLOCK)) { \
            const npy_intp size = n - start < VARIANT(BLOCK) ? n - start : VARIANT(BLOCK); \
            memset(held, 0, sizeof(held)); \
            for (int k = 0; k < 2; k++) \
                for (npy_intp i = 0; i < size; i++) held[k][i] = (double)*(const float *)(args[k] + (start + i) * steps[k]); \
            VARIANT(block_##name)(held[0], held[1], held[2]); \
            for (npy_intp i = 0; i < size; i++) *(float *)(args[2] + (start + i) * steps[2]) = (float)held[2][i]; \
        } \
    }
BLOCKS_OF_TWO(SINGLE_VECTOR_LOOP_2)
#undef SINGLE_VECTOR_LOOP_2
#undef TURNED
