/* A loop of float32 over operands of half precision, by blocks that stay in the cache: what is read is widened, what comes out is rounded once. A loop over such
   operands has the signature of NumPy's; its `data` says which loop it runs, and what each operand holds. */
#ifndef PYAUTOGRAD_HALF_LOOPS_H
#define PYAUTOGRAD_HALF_LOOPS_H
#include "cast_loops.h"
#include "map_loops.h"

enum { HALF_OPERANDS = 5, HALF_BLOCK = 1024 };
typedef struct {
    cast_loop function; /* of float32 */
    void *data;         /* for it */
    int inputs;
    int wide[HALF_OPERANDS]; /* whether an operand, the result last, is what `function` takes */
    int brain;               /* bfloat16, else float16 */
} halves;

static void run_halves(char **args, const npy_intp *count, const npy_intp *steps, void *data) {
    const halves *h = (const halves *)data;
    const cast_loop widen = h->brain ? cast_b2_f4 : cast_from_half, narrow = h->brain ? cast_f4_b2 : cast_to_half;
    const npy_intp n = count[0], dense[2] = {2, 4}, back[2] = {4, 2};
    const int out = h->inputs;
    float held[HALF_OPERANDS][HALF_BLOCK];
    uint16_t gathered[HALF_BLOCK];
    npy_intp given[HALF_OPERANDS];
    for (int k = 0; k <= out; k++) given[k] = h->wide[k] ? steps[k] : k < out && !steps[k] ? 0 : 4;
    for (npy_intp start = 0; start < n; start += HALF_BLOCK) {
        const npy_intp size = n - start < HALF_BLOCK ? n - start : HALF_BLOCK;
        char *at[HALF_OPERANDS], *end = args[out] + start * steps[out];
        for (int k = 0; k <= out; k++) {
            const char *p = args[k] + start * steps[k];
            at[k] = h->wide[k] ? (char *)p : (char *)held[k];
            if (h->wide[k] || k == out || (start && !steps[k])) continue;
            const npy_intp many = steps[k] ? size : 1;
            char *both[2] = {(char *)p, at[k]};
            if (steps[k] != 2) {
                for (npy_intp i = 0; i < many; i++) memcpy(gathered + i, p + i * steps[k], 2);
                both[0] = (char *)gathered;
            }
            widen(both, &many, dense, NULL);
        }
        h->function(at, &size, given, h->data);
        if (h->wide[out]) continue;
        char *both[2] = {at[out], steps[out] == 2 ? end : (char *)gathered};
        narrow(both, &size, back, NULL);
        if (steps[out] != 2)
            for (npy_intp i = 0; i < size; i++) memcpy(end + i * steps[out], gathered + i, 2);
    }
}

/* What asks for signs and for zero alone is the same of both kinds, on their bits. */
MAP_LOOP_1(half_negative, uint16_t, uint16_t, (uint16_t)(a ^ 0x8000))
MAP_LOOP_1(half_absolute, uint16_t, uint16_t, (uint16_t)(a & 0x7FFF))
MAP_LOOP_1(half_signbit, uint16_t, npy_bool, (npy_bool)(a >> 15))
MAP_LOOP_1(half_logical_not, uint16_t, npy_bool, (a & 0x7FFF) == 0)
MAP_LOOP_2(half_copysign, uint16_t, uint16_t, (uint16_t)((a & 0x7FFF) | (b & 0x8000)))
MAP_LOOP_2(half_logical_and, uint16_t, npy_bool, ((a & 0x7FFF) != 0) & ((b & 0x7FFF) != 0))
MAP_LOOP_2(half_logical_or, uint16_t, npy_bool, ((a | b) & 0x7FFF) != 0)
static const struct { const char *name; cast_loop loop; } HALF_BITS[] = {
    {"negative", loop_half_negative}, {"absolute", loop_half_absolute}, {"signbit", loop_half_signbit}, {"logical_not", loop_half_logical_not},
    {"copysign", loop_half_copysign}, {"logical_and", loop_half_logical_and}, {"logical_or", loop_half_logical_or}, {NULL, NULL},
};
/* The loop for the NumPy ufunc of this name on the bits of half precision, or NULL */
static void *find_half_bits(const char *name) {
    for (int i = 0; HALF_BITS[i].name != NULL; i++)
        if (strcmp(HALF_BITS[i].name, name) == 0) return (void *)HALF_BITS[i].loop;
    return NULL;
}

/* Signs, angles, and numbers in place of NaN and infinities: `last` is infinity, `one` and `pi` are those numbers. */
#define HALF_MAPS(kind, last, one, pi) \
    MAP_LOOP_1(kind##_sgn, uint16_t, uint16_t, (uint16_t)((a & 0x7FFF) == 0 || (a & 0x7FFF) > last ? 0 : one | (a & 0x8000))) \
    MAP_LOOP_1(kind##_angle, uint16_t, uint16_t, (uint16_t)((a & 0x7FFF) > last ? a : a > 0x8000 ? pi : 0)) \
    MAP_LOOP_1(kind##_nan_to_num, uint16_t, uint16_t, (uint16_t)((a & 0x7FFF) > last ? 0 : (a & 0x7FFF) == last ? a - 1 : a))
HALF_MAPS(half, 0x7C00, 0x3C00, 0x4248)
HALF_MAPS(brain, 0x7F80, 0x3F80, 0x4049)
static const struct { const char *name; cast_loop half, brain; } HALF_MAPPED[] = {
    {"sgn", loop_half_sgn, loop_brain_sgn}, {"angle", loop_half_angle, loop_brain_angle}, {"nan_to_num", loop_half_nan_to_num, loop_brain_nan_to_num}, {NULL, NULL, NULL},
};
static void *find_half_map(const char *name, int brain) {
    for (int i = 0; HALF_MAPPED[i].name != NULL; i++)
        if (strcmp(HALF_MAPPED[i].name, name) == 0) return (void *)(brain ? HALF_MAPPED[i].brain : HALF_MAPPED[i].half);
    return NULL;
}
#endif
