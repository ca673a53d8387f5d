/* Triangular factors of small matrices, which NumPy's LAPACK does not offer. Columns of what is written lie together. */
#ifndef PYAUTOGRAD_LINALG_LOOPS_H
#define PYAUTOGRAD_LINALG_LOOPS_H
#include <math.h>
#include <stddef.h>

#define TRIANGLES(suffix, real, size) \
    /* LU with partial pivoting in place: rows exchanged, counted from 1, and the position of the first zero pivot, 0 for none. */ \
    static int factor_lu_##suffix(real *a, ptrdiff_t m, ptrdiff_t n, int *pivots) { \
        int info = 0; \
        for (ptrdiff_t j = 0; j < m && j < n; j++) { \
            ptrdiff_t chosen = j; \
            for (ptrdiff_t i = j + 1; i < m; i++) \
                if (size(a[j * m + i]) > size(a[j * m + chosen])) chosen = i; \
            pivots[j] = (int)chosen + 1; \
            for (ptrdiff_t k = 0; k < n && chosen != j; k++) { \
                const real kept = a[k * m + j]; \
                a[k * m + j] = a[k * m + chosen], a[k * m + chosen] = kept; \
            } \
            if (a[j * m + j] == 0) { \
                if (info == 0) info = (int)j + 1; \
                continue; \
            } \
            for (ptrdiff_t i = j + 1; i < m; i++) a[j * m + i] /= a[j * m + j]; \
            for (ptrdiff_t k = j + 1; k < n; k++) { \
                const real times = a[k * m + j]; \
                for (ptrdiff_t i = j + 1; i < m; i++) a[k * m + i] -= a[j * m + i] * times; \
            } \
        } \
        return info; \
    } \
    /* `count` right-hand sides, replaced by the solutions; a zero on the diagonal gives inf and nan. Elements of one lie `along` apart. */ \
    static void solve_triangle_##suffix( \
        const real *a, ptrdiff_t row, ptrdiff_t column, real *x, ptrdiff_t along, ptrdiff_t across, ptrdiff_t n, ptrdiff_t count, int upper, int unit \
    ) { \
        for (ptrdiff_t c = 0; c < count; c++, x += across) \
            for (ptrdiff_t s = 0; s < n; s++) { \
                const ptrdiff_t j = upper ? n - 1 - s : s; \
                if (!unit) x[j * along] /= a[j * (row + column)]; \
                const real known = x[j * along]; \
                for (ptrdiff_t i = upper ? 0 : j + 1; i < (upper ? j : n); i++) x[i * along] -= a[i * row + j * column] * known; \
            } \
    }
TRIANGLES(f4, float, fabsf)
TRIANGLES(f8, double, fabs)
#endif
