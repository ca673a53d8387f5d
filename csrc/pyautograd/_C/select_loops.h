/* Elements of one of two operands, as a mask says, without branches: items of 4 or 8 bytes; a step of 0 repeats an operand. A loop like NumPy's. */
#ifndef PYAUTOGRAD_SELECT_LOOPS_H
#define PYAUTOGRAD_SELECT_LOOPS_H
#include <stdint.h>
#include <numpy/npy_common.h>
#include "clones.h"

#define SELECT_LOOP(name, item) \
    CLONED static void name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0]; \
        const unsigned char *mask = (const unsigned char *)args[0]; \
        (void)data; \
        if (steps[0] == 1 && steps[1] == sizeof(item) && steps[2] == sizeof(item) && steps[3] == sizeof(item)) { \
            const item *x = (const item *)args[1], *y = (const item *)args[2]; \
            item *out = (item *)args[3]; \
            INDEPENDENT for (npy_intp i = 0; i < n; i++) { \
                const item a = x[i], b = y[i], chosen = (item)-(item)(mask[i] != 0); \
                out[i] = (a & chosen) | (b & ~chosen); \
            } \
            return; \
        } \
        for (npy_intp i = 0; i < n; i++) { \
            const item a = *(const item *)(args[1] + i * steps[1]), b = *(const item *)(args[2] + i * steps[2]); \
            const item chosen = (item)-(item)(mask[i * steps[0]] != 0); \
            *(item *)(args[3] + i * steps[3]) = (a & chosen) | (b & ~chosen); \
        } \
    }
SELECT_LOOP(select_loop_4, uint32_t)
SELECT_LOOP(select_loop_8, uint64_t)
#endif
