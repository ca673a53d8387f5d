/* A loop of float32 over operands of half precision, by blocks that stay in the cache: what is read is widened, what comes out is rounded once. A loop over such
   operands has the signature of NumPy's; its `data` says which loop it runs, and what each operand holds. */
#ifndef PYAUTOGRAD_HALF_LOOPS_H
#define PYAUTOGRAD_HALF_LOOPS_H
#include "cast_loops.h"
#include "map_loops.h"

enum { HALF_OPERANDS = 5, HALF_BLOCK = 1024 };
enum { HALF_ADD = 1, HALF_SUBTRACT, HALF_MULTIPLY, HALF_DIVIDE };
typedef struct {
    cast_loop function; /* of float32 */
    void *data;         /* for it */
    int inputs;
    int wide[HALF_OPERANDS]; /* whether an operand, the result last, is what `function` takes */
    int brain;               /* bfloat16, else float16 */
    int sum;                 /* HALF_ADD to HALF_DIVIDE, or 0 */
} halves;
static inline void run_loop(halves *h, void *function) { h->function = (cast_loop)function; }

/* The four operations of dense operands in one pass: what they make of NaN is quiet, as the instructions want it. `number`: the second operand, repeated, where
   there is no `y`. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11
#define HALF_PASS(name, targets, lanes, singles, bits, load, store, widen, narrow, set, plus, minus, times, over, load_bits, store_bits) \
    __attribute__((target(targets))) static npy_intp name(int sum, const uint16_t *x, const uint16_t *y, float number, uint16_t *out, npy_intp n) { \
        const singles repeated = set(number); \
        npy_intp i = 0; \
        for (; i + lanes <= n; i += lanes) { \
            const singles a = widen(load_bits((const void *)(x + i))), b = y ? widen(load_bits((const void *)(y + i))) : repeated; \
            const singles found = sum == HALF_ADD ? plus(a, b) : sum == HALF_SUBTRACT ? minus(a, b) : sum == HALF_MULTIPLY ? times(a, b) : over(a, b); \
            store_bits((void *)(out + i), narrow(found)); \
        } \
        return i; \
    }
#define H_WIDEN_16(h) _mm512_cvtph_ps(h)
#define H_NARROW_16(v) _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT)
#define H_WIDEN_8(h) _mm256_cvtph_ps(h)
#define H_NARROW_8(v) _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT)
#define B_WIDEN_16(h) _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(h), 16))
#define B_WIDEN_8(h) _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(h), 16))
__attribute__((target("avx512f,avx512bw,avx512vl"))) static inline __m256i b_narrow_16(__m512 v) {
    const __m512i bits = _mm512_castps_si512(v), odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const __m512i rounded = _mm512_srli_epi32(_mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7FFF))), 16);
    return _mm512_cvtepi32_epi16(_mm512_mask_mov_epi32(rounded, C_NAN_16(v), _mm512_set1_epi32(0x7FC0)));
}
__attribute__((target("avx2,f16c"))) static inline __m128i b_narrow_8(__m256 v) {
    const __m256i bits = _mm256_castps_si256(v), odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_srli_epi32(_mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7FFF))), 16);
    const __m256i found = _mm256_blendv_epi8(rounded, _mm256_set1_epi32(0x7FC0), _mm256_castps_si256(C_NAN_8(v)));
    return _mm_packus_epi32(_mm256_castsi256_si128(found), _mm256_extracti128_si256(found, 1));
}
#define HALF_PASSES(kind, widen, narrow_16, narrow_8) \
    HALF_PASS(kind##_pass_16, "avx512f,avx512bw,avx512vl", 16, __m512, __m256i, _mm512_loadu_ps, _mm512_storeu_ps, widen##_16, narrow_16, _mm512_set1_ps, \
              _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps, _mm512_div_ps, _mm256_loadu_si256, _mm256_storeu_si256) \
    HALF_PASS(kind##_pass_8, "avx2,f16c", 8, __m256, __m128i, _mm256_loadu_ps, _mm256_storeu_ps, widen##_8, narrow_8, _mm256_set1_ps, \
              _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps, _mm256_div_ps, _mm_loadu_si128, _mm_storeu_si128)
HALF_PASSES(half, H_WIDEN, H_NARROW_16, H_NARROW_8)
HALF_PASSES(brain, B_WIDEN, b_narrow_16, b_narrow_8)

/* How many of the elements it has computed. */
static npy_intp halves_in_one_pass(const halves *h, char **args, npy_intp n, const npy_intp *steps) {
    const int lanes = c_lanes();
    const uint16_t *y = steps[1] ? (const uint16_t *)args[1] : NULL;
    float number = 0;
    if (!h->sum || !lanes || h->wide[0] || steps[0] != 2 || steps[2] != 2 || (y && (h->wide[1] || steps[1] != 2)) || n < lanes) return 0;
    if (!y && h->wide[1]) memcpy(&number, args[1], sizeof(number));
    else if (!y) number = h->brain ? c_single((int32_t)((uint32_t)*(const uint16_t *)args[1] << 16)) : c_of_half(*(const uint16_t *)args[1]);
    if (lanes == 16) return (h->brain ? brain_pass_16 : half_pass_16)(h->sum, (const uint16_t *)args[0], y, number, (uint16_t *)args[2], n);
    return (h->brain ? brain_pass_8 : half_pass_8)(h->sum, (const uint16_t *)args[0], y, number, (uint16_t *)args[2], n);
}
#else
#define halves_in_one_pass(h, args, n, steps) 0
#endif

static void run_halves(char **args, const npy_intp *count, const npy_intp *steps, void *data) {
    const halves *h = (const halves *)data;
    const cast_loop widen = h->brain ? cast_b2_f4 : cast_from_half, narrow = h->brain ? cast_f4_b2 : cast_to_half;
    const npy_intp n = count[0], dense[2] = {2, 4}, back[2] = {4, 2};
    const int out = h->inputs;
    float held[HALF_OPERANDS][HALF_BLOCK];
    uint16_t gathered[HALF_BLOCK];
    npy_intp given[HALF_OPERANDS];
    for (int k = 0; k <= out; k++) given[k] = h->wide[k] ? steps[k] : k < out && !steps[k] ? 0 : 4;
    const npy_intp first = halves_in_one_pass(h, args, n, steps);
    for (npy_intp start = first; start < n; start += HALF_BLOCK) {
        const npy_intp size = n - start < HALF_BLOCK ? n - start : HALF_BLOCK;
        char *at[HALF_OPERANDS], *end = args[out] + start * steps[out];
        for (int k = 0; k <= out; k++) {
            const char *p = args[k] + start * steps[k];
            at[k] = h->wide[k] ? (char *)p : (char *)held[k];
            if (h->wide[k] || k == out || (start > first && !steps[k])) continue;
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
static const struct { const char *name; cast_loop loop; } HALF_BITS[] = {
    {"negative", loop_half_negative}, {"absolute", loop_half_absolute}, {"signbit", loop_half_signbit}, {"logical_not", loop_half_logical_not},
    {"copysign", loop_half_copysign}, {NULL, NULL},
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
