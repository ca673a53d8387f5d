/* The Mersenne twister (Matsumoto and Nishimura 1998) on the words that NumPy's bit generator keeps, a block of 624 at a time, in vectors. */
#ifndef PYAUTOGRAD_TWISTER_H
#define PYAUTOGRAD_TWISTER_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "clones.h"

enum { TWISTER_WORDS = 624, TWISTER_SHIFT = 397 };

CLONED static void twist(uint32_t *key) {
    uint32_t following[TWISTER_WORDS];
    int i;
#define TWIST_MIX(here, next) (((((here) & 0x80000000u) | ((next) & 0x7FFFFFFFu)) >> 1) ^ (-((next) & 1u) & 0x9908B0DFu))
    for (i = 0; i < TWISTER_WORDS - TWISTER_SHIFT; i++) following[i] = key[i + TWISTER_SHIFT] ^ TWIST_MIX(key[i], key[i + 1]);
    for (; i < 2 * (TWISTER_WORDS - TWISTER_SHIFT); i++) following[i] = following[i - (TWISTER_WORDS - TWISTER_SHIFT)] ^ TWIST_MIX(key[i], key[i + 1]);
    for (; i < TWISTER_WORDS - 1; i++) following[i] = following[i - (TWISTER_WORDS - TWISTER_SHIFT)] ^ TWIST_MIX(key[i], key[i + 1]);
    following[i] = following[i - (TWISTER_WORDS - TWISTER_SHIFT)] ^ TWIST_MIX(key[i], following[0]);
    memcpy(key, following, sizeof(following));
}

CLONED static void tempered(const uint32_t *key, uint32_t *out, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < n; i++) {
        uint32_t y = key[i];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        out[i] = y ^ (y >> 18);
    }
}

/* The low 24 bits of a word as a number in [0, 1), and of two words, the high one first, the low 53 */
CLONED static void words_to_floats(const uint32_t *words, float *out, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < n; i++) out[i] = (float)(int32_t)(words[i] & 0xFFFFFFu) * 0x1p-24f;
}
CLONED static void words_to_doubles(const uint32_t *words, double *out, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < n; i++)
        out[i] = (double)(int64_t)(((uint64_t)words[2 * i] << 32 | words[2 * i + 1]) & 0x1FFFFFFFFFFFFFull) * 0x1p-53;
}

/* `n` floats, doubles or words drawn: `state` has the words and, after them, the position of the next. */
enum { DRAW_FLOATS, DRAW_DOUBLES, DRAW_WORDS };
static void draw_numbers(uint32_t *state, int what, void *out, ptrdiff_t n) {
    const int wide = what == DRAW_DOUBLES;
    uint32_t words[2 * TWISTER_WORDS];
    while (n > 0) {
        const ptrdiff_t count = wide ? (n < TWISTER_WORDS ? n : TWISTER_WORDS) : (n < 2 * TWISTER_WORDS ? n : 2 * TWISTER_WORDS);
        const ptrdiff_t wanted = wide ? 2 * count : count;
        for (ptrdiff_t have = 0, some; have < wanted; have += some) {
            if (state[TWISTER_WORDS] >= TWISTER_WORDS) {
                twist(state);
                state[TWISTER_WORDS] = 0;
            }
            some = TWISTER_WORDS - (ptrdiff_t)state[TWISTER_WORDS];
            if (some > wanted - have) some = wanted - have;
            tempered(state + state[TWISTER_WORDS], words + have, some);
            state[TWISTER_WORDS] += (uint32_t)some;
        }
        if (wide) {
            words_to_doubles(words, (double *)out, count);
            out = (double *)out + count;
        } else if (what == DRAW_WORDS) {
            memcpy(out, words, (size_t)count * sizeof(uint32_t));
            out = (uint32_t *)out + count;
        } else {
            words_to_floats(words, (float *)out, count);
            out = (float *)out + count;
        }
        n -= count;
    }
}
#endif
