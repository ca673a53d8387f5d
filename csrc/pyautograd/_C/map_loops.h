/* An expression over every number of one operand or two, with the signature of NumPy's loops. Contiguous operands are computed in vectors. */
#ifndef PYAUTOGRAD_MAP_LOOPS_H
#define PYAUTOGRAD_MAP_LOOPS_H
#include <stddef.h>
#include <numpy/npy_common.h>
#include "clones.h"

/* `value`, an expression of a */
#define MAP_LOOP_1(name, real, result, value) \
    CLONED static void loop_##name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        (void)data; \
        if (steps[0] == sizeof(real) && steps[1] == sizeof(result)) { \
            const real *x = (const real *)args[0]; \
            result *out = (result *)args[1]; \
            INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
                const real a = x[i]; \
                (void)a; \
                out[i] = value; \
            } \
            return; \
        } \
        for (npy_intp i = 0; i < n; i++) { \
            const real a = *(const real *)(args[0] + i * steps[0]); \
            (void)a; \
            *(result *)(args[1] + i * steps[1]) = value; \
        } \
    }
/* `value`, an expression of a and b; b may be one number */
#define MAP_LOOP_2(name, real, result, value) \
    CLONED static void loop_##name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        (void)data; \
        if (steps[0] == sizeof(real) && (steps[1] == sizeof(real) || steps[1] == 0) && steps[2] == sizeof(result) && n > 0) { \
            const real *x = (const real *)args[0], *y = (const real *)args[1]; \
            result *out = (result *)args[2]; \
            if (steps[1] == 0) { \
                const real b = *y; \
                INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
                    const real a = x[i]; \
                    out[i] = value; \
                } \
                return; \
            } \
            INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
                const real a = x[i], b = y[i]; \
                out[i] = value; \
            } \
            return; \
        } \
        for (npy_intp i = 0; i < n; i++) { \
            const real a = *(const real *)(args[0] + i * steps[0]), b = *(const real *)(args[1] + i * steps[1]); \
            *(result *)(args[2] + i * steps[2]) = value; \
        } \
    }
#endif
