/* Conversions of numbers between the types that programs convert most, with the signature of NumPy's loops; both sides contiguous. As in C and NumPy: towards
   zero to integers, and true for what is not zero. */
#ifndef PYAUTOGRAD_CAST_LOOPS_H
#define PYAUTOGRAD_CAST_LOOPS_H
#include <stddef.h>
#include <stdint.h>
#include <numpy/npy_common.h>
#include "clones.h"

enum { CAST_F4, CAST_F8, CAST_I4, CAST_I8, CAST_BOOL, CAST_TYPES };
typedef void (*cast_loop)(char **, const npy_intp *, const npy_intp *, void *);

#define CAST(from_name, from, to_name, to, value) \
    CLONED static void cast_##from_name##_##to_name(char **args, const npy_intp *count, const npy_intp *steps, void *data) { \
        const from *restrict x = (const from *)args[0]; \
        to *restrict out = (to *)args[1]; \
        const npy_intp n = count[0]; \
        (void)steps; \
        (void)data; \
        for (npy_intp i = 0; i < n; i++) out[i] = (to)(value); \
    }
#define CASTS_FROM(name, from) \
    CAST(name, from, f4, float, x[i]) \
    CAST(name, from, f8, double, x[i]) \
    CAST(name, from, i8, int64_t, x[i]) \
    CAST(name, from, bool, unsigned char, x[i] != 0)
#if defined(_MSC_VER)
#define restrict __restrict
#endif
CASTS_FROM(f4, float)
CASTS_FROM(f8, double)
CASTS_FROM(i4, int32_t)
CASTS_FROM(i8, int64_t)
CASTS_FROM(bool, unsigned char)
CAST(f4, float, i4, int32_t, x[i])
CAST(f8, double, i4, int32_t, x[i])
CAST(i8, int64_t, i4, int32_t, x[i])
CAST(bool, unsigned char, i4, int32_t, x[i])

#define CASTS_OF(name, same_i4) {cast_##name##_f4, cast_##name##_f8, same_i4, cast_##name##_i8, cast_##name##_bool}
static const cast_loop CAST_LOOPS[CAST_TYPES][CAST_TYPES] = {
    CASTS_OF(f4, cast_f4_i4), CASTS_OF(f8, cast_f8_i4), CASTS_OF(i4, NULL), CASTS_OF(i8, cast_i8_i4), CASTS_OF(bool, cast_bool_i4),
};
static void *cast_loop_for(int from, int to) { return (void *)CAST_LOOPS[from][to]; }
#endif
