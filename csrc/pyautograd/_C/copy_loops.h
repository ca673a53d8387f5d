/* Strided copies with the signature of NumPy's loops: one input, one output, items of 1, 2, 4, 8 or 16 bytes. */
#ifndef PYAUTOGRAD_COPY_LOOPS_H
#define PYAUTOGRAD_COPY_LOOPS_H
#include <stdint.h>
#include <string.h>
#include <numpy/npy_common.h>
#include "clones.h"

typedef struct { uint64_t low, high; } copied_16;

#define COPY_LOOP(type, size) \
    static void copy_loop_##size(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const npy_intp n = count[0], from = steps[0], to = steps[1]; \
        const char *in = args[0]; \
        char *out = args[1]; \
        type item; \
        (void)data; \
        if (to == (npy_intp)sizeof(type) && from == (npy_intp)sizeof(type)) { \
            memcpy(out, in, (size_t)n * sizeof(type)); \
        } else if (to == (npy_intp)sizeof(type) && from == 0 && n) { \
            memcpy(&item, in, sizeof(type)); \
            for (npy_intp i = 0; i < n; i++) memcpy(out + i * (npy_intp)sizeof(type), &item, sizeof(type)); \
        } else if (to == (npy_intp)sizeof(type) && from == 2 * (npy_intp)sizeof(type) && (uintptr_t)in % sizeof(type) == 0 && (uintptr_t)out % sizeof(type) == 0) { \
            INDEPENDENT for (npy_intp i = 0; i < n; i++) ((type *)out)[i] = ((const type *)in)[2 * i]; \
        } else { \
            for (npy_intp i = 0; i < n; i++) { \
                memcpy(&item, in + i * from, sizeof(type)); \
                memcpy(out + i * to, &item, sizeof(type)); \
            } \
        } \
    }
COPY_LOOP(uint8_t, 1)
COPY_LOOP(uint16_t, 2)
COPY_LOOP(uint32_t, 4)
COPY_LOOP(uint64_t, 8)
COPY_LOOP(copied_16, 16)

/* Items in the other order */
#define REVERSE(type, size) \
    CLONED static void reverse_##size(const void *p, void *q, npy_intp n) { \
        const type *x = (const type *)p; \
        type *out = (type *)q; \
        INDEPENDENT for (npy_intp i = 0; i < n; i++) out[i] = x[n - 1 - i]; \
    }
REVERSE(uint8_t, 1)
REVERSE(uint16_t, 2)
REVERSE(uint32_t, 4)
REVERSE(uint64_t, 8)

/* The loop for items of that size, as a pointer that the caller gives its type; NULL if there is none. */
static void *copy_loop_for(ptrdiff_t itemsize) {
    switch (itemsize) {
    case 1: return (void *)copy_loop_1;
    case 2: return (void *)copy_loop_2;
    case 4: return (void *)copy_loop_4;
    case 8: return (void *)copy_loop_8;
    case 16: return (void *)copy_loop_16;
    default: return NULL;
    }
}
#endif
