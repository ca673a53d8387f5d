/* Products of small float matrices: below some thousand multiplications a BLAS spends its time on getting ready. */
#ifndef PYAUTOGRAD_SMALL_PRODUCT_H
#define PYAUTOGRAD_SMALL_PRODUCT_H
#include <stddef.h>
#include <string.h>
#include "clones.h"

enum { SMALL_PRODUCT = 8192, SMALL_OPERAND = 2048 }; /* multiplications at most; elements of the second operand at most */

#if defined(__GNUC__)
#define SMALL_INLINE static inline __attribute__((always_inline))
#else
#define SMALL_INLINE static __forceinline
#endif

/* `lanes` columns of R rows of the product: what they sum up stays in registers. */
#if defined(__GNUC__)
#define SMALL_TILE(real, suffix, lanes) \
    typedef real small_##suffix##_##lanes __attribute__((vector_size(lanes * sizeof(real)), aligned(sizeof(real)), may_alias)); \
    SMALL_INLINE void small_tile_##suffix##_##lanes(int rows, const real *x, const real *y, real *out, ptrdiff_t k, ptrdiff_t n, ptrdiff_t xr, ptrdiff_t xc, \
                                                    ptrdiff_t yr) { \
        small_##suffix##_##lanes total[4]; \
        for (int r = 0; r < rows; r++) total[r] = (small_##suffix##_##lanes){0}; \
        for (ptrdiff_t l = 0; l < k; l++) { \
            const small_##suffix##_##lanes row = *(const small_##suffix##_##lanes *)(y + l * yr); \
            for (int r = 0; r < rows; r++) total[r] += x[r * xr + l * xc] * row; \
        } \
        for (int r = 0; r < rows; r++) *(small_##suffix##_##lanes *)(out + r * n) = total[r]; \
    } \
    SMALL_INLINE real small_dot_##suffix##_##lanes(const real *x, const real *y, ptrdiff_t k) { \
        small_##suffix##_##lanes total = {0}; \
        real found = 0; \
        ptrdiff_t l = 0; \
        for (; l + lanes <= k; l += lanes) total += *(const small_##suffix##_##lanes *)(x + l) * *(const small_##suffix##_##lanes *)(y + l); \
        for (; l < k; l++) found += x[l] * y[l]; \
        for (int c = 0; c < lanes; c++) found += total[c]; \
        return found; \
    }
#else
#define SMALL_TILE(real, suffix, lanes) \
    SMALL_INLINE void small_tile_##suffix##_##lanes(int rows, const real *x, const real *y, real *out, ptrdiff_t k, ptrdiff_t n, ptrdiff_t xr, ptrdiff_t xc, \
                                                    ptrdiff_t yr) { \
        for (int r = 0; r < rows; r++) { \
            real total[lanes] = {0}; \
            for (ptrdiff_t l = 0; l < k; l++) \
                for (int c = 0; c < lanes; c++) total[c] += x[r * xr + l * xc] * y[l * yr + c]; \
            memcpy(out + r * n, total, sizeof(total)); \
        } \
    } \
    SMALL_INLINE real small_dot_##suffix##_##lanes(const real *x, const real *y, ptrdiff_t k) { \
        real total[lanes] = {0}, found = 0; \
        ptrdiff_t l = 0; \
        for (; l + lanes <= k; l += lanes) \
            for (int c = 0; c < lanes; c++) total[c] += x[l + c] * y[l + c]; \
        for (; l < k; l++) found += x[l] * y[l]; \
        for (int c = 0; c < lanes; c++) found += total[c]; \
        return found; \
    }
#endif

/* out (m, n), row-major, is x (m, k) times y (k, n); steps in elements: from row to row and from column to column. */
#define SMALL_PRODUCT_OF(real, suffix, lanes, half) \
    SMALL_TILE(real, suffix, lanes) \
    SMALL_TILE(real, suffix, half) \
    CLONED static void small_product_##suffix(const real *x, const real *y, real *out, ptrdiff_t m, ptrdiff_t k, ptrdiff_t n, ptrdiff_t xr, ptrdiff_t xc, \
                                              ptrdiff_t yr, ptrdiff_t yc) { \
        real turned[SMALL_OPERAND]; \
        ptrdiff_t i, j = 0; \
        if (m < 4 && yr == 1 && xc == 1 && k > 1) { /* few rows times the transpose of a matrix: each element is a product of two runs */ \
            for (i = 0; i < m; i++) \
                for (j = 0; j < n; j++) out[i * n + j] = small_dot_##suffix##_##lanes(x + i * xr, y + j * yc, k); \
            return; \
        } \
        if (yc != 1 && n > 1) { \
            for (ptrdiff_t l = 0; l < k; l++) \
                for (ptrdiff_t c = 0; c < n; c++) turned[l * n + c] = y[l * yr + c * yc]; \
            y = turned; \
            yr = n; \
        } \
        for (; j + lanes <= n; j += lanes) { \
            for (i = 0; i + 4 <= m; i += 4) small_tile_##suffix##_##lanes(4, x + i * xr, y + j, out + i * n + j, k, n, xr, xc, yr); \
            for (; i < m; i++) small_tile_##suffix##_##lanes(1, x + i * xr, y + j, out + i * n + j, k, n, xr, xc, yr); \
        } \
        for (; j + half <= n; j += half) { \
            for (i = 0; i + 4 <= m; i += 4) small_tile_##suffix##_##half(4, x + i * xr, y + j, out + i * n + j, k, n, xr, xc, yr); \
            for (; i < m; i++) small_tile_##suffix##_##half(1, x + i * xr, y + j, out + i * n + j, k, n, xr, xc, yr); \
        } \
        for (; j < n; j++) \
            for (i = 0; i < m; i++) { \
                real even = 0, odd = 0; \
                ptrdiff_t l = 0; \
                for (; l + 2 <= k; l += 2) { \
                    even += x[i * xr + l * xc] * y[l * yr + j]; \
                    odd += x[i * xr + (l + 1) * xc] * y[(l + 1) * yr + j]; \
                } \
                if (l < k) even += x[i * xr + l * xc] * y[l * yr + j]; \
                out[i * n + j] = even + odd; \
            } \
    }
SMALL_PRODUCT_OF(float, f4, 8, 4)
SMALL_PRODUCT_OF(double, f8, 4, 2)

static inline int is_small_product(ptrdiff_t m, ptrdiff_t k, ptrdiff_t n) {
    return m <= SMALL_PRODUCT && n <= SMALL_OPERAND && k <= SMALL_OPERAND && n * k <= SMALL_OPERAND && m * n * k <= SMALL_PRODUCT;
}
#endif
