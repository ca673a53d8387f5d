/* The orders that C++'s std::sort and std::partial_sort leave among equal elements, as PyTorch has them; `_py/kernels/introsort.py` explains.

   Entries of a key and a position are compared by key. The partition swaps the pairs that Hoare's does, but finds them block by block without branches. */
#ifndef PYAUTOGRAD_STANDARD_SORT_H
#define PYAUTOGRAD_STANDARD_SORT_H
#include <stdlib.h>
#include "clones.h"
#include "fast_sort.h"

enum { SORT_THRESHOLD = 16, SORT_BLOCK = 64, SORT_TIES_UNLIKELY = 32768 };

#define STANDARD_SORT(suffix, entry, word) \
    static inline void swap_##suffix(entry *a, entry *b) { \
        const entry e = *a; \
        *a = *b; \
        *b = e; \
    } \
    static entry *partition_##suffix(entry *first, entry *last) { \
        entry *a = first + 1, *b = first + (last - first) / 2, *c = last - 1, *median, *left = first + 1, *right = last; \
        unsigned char from_left[SORT_BLOCK], from_right[SORT_BLOCK]; \
        int lefts = 0, rights = 0, l = 0, r = 0; \
        if (a->key < b->key) median = b->key < c->key ? b : a->key < c->key ? c : a; \
        else median = a->key < c->key ? a : b->key < c->key ? c : b; \
        swap_##suffix(first, median); \
        const word pivot = first->key; \
        while (right - left >= 2 * SORT_BLOCK) { \
            int pairs; \
            if (l == lefts) { \
                l = lefts = 0; \
                for (int i = 0; i < SORT_BLOCK; i++) { \
                    from_left[lefts] = (unsigned char)i; \
                    lefts += left[i].key >= pivot; \
                } \
            } \
            if (r == rights) { \
                r = rights = 0; \
                for (int i = 0; i < SORT_BLOCK; i++) { \
                    from_right[rights] = (unsigned char)i; \
                    rights += right[-1 - i].key <= pivot; \
                } \
            } \
            pairs = lefts - l < rights - r ? lefts - l : rights - r; \
            for (int i = 0; i < pairs; i++) swap_##suffix(left + from_left[l + i], right - 1 - from_right[r + i]); \
            l += pairs; \
            r += pairs; \
            if (l == lefts) left += SORT_BLOCK; \
            if (r == rights) right -= SORT_BLOCK; \
        } \
        if (l < lefts) left += from_left[l]; \
        if (r < rights) right -= from_right[r]; \
        for (;;) { \
            while (left->key < pivot) left++; \
            right--; \
            while (pivot < right->key) right--; \
            if (left >= right) return left; \
            swap_##suffix(left, right); \
            left++; \
        } \
    } \
    /* An element into a heap of `size` from `hole` on: the hole sinks to a leaf, then the element rises. */ \
    static void sift_##suffix(entry *heap, ptrdiff_t hole, ptrdiff_t size, entry e) { \
        const ptrdiff_t top = hole; \
        ptrdiff_t child = hole, parent; \
        while (child < (size - 1) / 2) { \
            child = 2 * (child + 1); \
            if (heap[child].key < heap[child - 1].key) child--; \
            heap[hole] = heap[child]; \
            hole = child; \
        } \
        if (size % 2 == 0 && child == (size - 2) / 2) { \
            child = 2 * (child + 1); \
            heap[hole] = heap[child - 1]; \
            hole = child - 1; \
        } \
        parent = (hole - 1) / 2; \
        while (hole > top && heap[parent].key < e.key) { \
            heap[hole] = heap[parent]; \
            hole = parent; \
            parent = (hole - 1) / 2; \
        } \
        heap[hole] = e; \
    } \
    static void make_heap_##suffix(entry *heap, ptrdiff_t size) { \
        for (ptrdiff_t parent = size > 1 ? (size - 2) / 2 : -1; parent >= 0; parent--) sift_##suffix(heap, parent, size, heap[parent]); \
    } \
    static void sort_heap_##suffix(entry *heap, ptrdiff_t size) { \
        while (size > 1) { \
            const entry e = heap[--size]; \
            heap[size] = heap[0]; \
            sift_##suffix(heap, 0, size, e); \
        } \
    } \
    static void introsort_##suffix(entry *first, entry *last, int depth) { \
        while (last - first > SORT_THRESHOLD) { \
            entry *cut; \
            if (depth-- == 0) { \
                make_heap_##suffix(first, last - first); \
                sort_heap_##suffix(first, last - first); \
                return; \
            } \
            cut = partition_##suffix(first, last); \
            introsort_##suffix(cut, last, depth); \
            last = cut; \
        } \
    } \
    static void standard_sort_##suffix(entry *a, ptrdiff_t n) { \
        int depth = 0; \
        for (ptrdiff_t i = n; i > 1; i >>= 1) depth += 2; \
        introsort_##suffix(a, a + n, depth); \
        for (ptrdiff_t i = 1; i < n; i++) { /* the smallest is among the first: it stops the others */ \
            const entry e = a[i]; \
            ptrdiff_t j = i; \
            if (i < SORT_THRESHOLD && e.key < a[0].key) \
                for (; j > 0; j--) a[j] = a[j - 1]; \
            else \
                for (; e.key < a[j - 1].key; j--) a[j] = a[j - 1]; \
            a[j] = e; \
        } \
    } \
    static void nth_element_##suffix(entry *first, entry *nth, entry *last) { \
        int depth = 0; \
        for (ptrdiff_t i = last - first; i > 1; i >>= 1) depth += 2; \
        while (last - first > 3) { \
            entry *cut; \
            if (depth-- == 0) { \
                const ptrdiff_t size = nth + 1 - first; \
                make_heap_##suffix(first, size); \
                for (entry *i = nth + 1; i < last; i++) \
                    if (i->key < first->key) { \
                        const entry e = *i; \
                        *i = *first; \
                        sift_##suffix(first, 0, size, e); \
                    } \
                swap_##suffix(first, nth); \
                return; \
            } \
            cut = partition_##suffix(first, last); \
            if (cut <= nth) first = cut; \
            else last = cut; \
        } \
        for (entry *i = first + 1; i < last; i++) { \
            const entry e = *i; \
            entry *j = i; \
            for (; j > first && e.key < j[-1].key; j--) *j = j[-1]; \
            *j = e; \
        } \
    } \
    static int has_ties_##suffix(const entry *a, ptrdiff_t n) { \
        int found = 0; \
        for (ptrdiff_t i = 1; i < n; i++) found |= a[i].key == a[i - 1].key; \
        return found; \
    }
STANDARD_SORT(32, entry32, uint32_t)
STANDARD_SORT(64, entry64, uint64_t)

/* Keys of numbers as in `order_numbers`: the kind is 0 float, 1 double, 2 int32, 3 int64. */
#define SORT_KEYS(name, entry, word, key_float, key_integer) \
    static void name(int kind, word turn, const word *x, ptrdiff_t step, entry *a, ptrdiff_t n) { \
        if (kind < 2) \
            for (ptrdiff_t i = 0; i < n; i++) { a[i].key = key_float(x[i * step]) ^ turn; a[i].at = (word)i; } \
        else \
            for (ptrdiff_t i = 0; i < n; i++) { a[i].key = key_integer(x[i * step]) ^ turn; a[i].at = (word)i; } \
    }
SORT_KEYS(keys_32, entry32, uint32_t, key_f4, key_i4)
SORT_KEYS(keys_64, entry64, uint64_t, key_f8, key_i8)

/* The order that std::sort leaves; `work` and `counts` as for `order_numbers`. By digits first, where equal elements are unlikely. */
#define STANDARD_ORDER(name, entry, word, suffix) \
    static void name(int kind, int descending, const word *x, ptrdiff_t step, int64_t *out, ptrdiff_t n, entry *a, uint32_t (*count)[DIGITS]) { \
        const word turn = descending ? ~(word)0 : 0; \
        entry *found = NULL; \
        keys_##suffix(kind, turn, x, step, a, n); \
        if (n < SORT_TIES_UNLIKELY) { \
            found = radix_##suffix(a, a + n, n, suffix, count); \
            if (n > SORT_THRESHOLD && has_ties_##suffix(found, n)) { \
                found = NULL; \
                keys_##suffix(kind, turn, x, step, a, n); \
            } \
        } \
        if (!found) { \
            standard_sort_##suffix(a, n); \
            found = a; \
        } \
        for (ptrdiff_t i = 0; i < n; i++) out[i * step] = (int64_t)found[i].at; \
    }
STANDARD_ORDER(standard_order_32, entry32, uint32_t, 32)
STANDARD_ORDER(standard_order_64, entry64, uint64_t, 64)

/* The first k of what std::partial_sort leaves. Only the heap is kept: what it lets go of is not looked at again. */
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
/* A bit for each of SORT_BLOCK numbers whose key is below `top`. */
__attribute__((target("avx512f"))) static uint64_t below_32_avx512(int kind, uint32_t turn, const uint32_t *x, uint32_t top) {
    const __m512i sign = _mm512_set1_epi32((int)0x80000000u), turned = _mm512_set1_epi32((int)turn), limit = _mm512_set1_epi32((int)top);
    uint64_t found = 0;
    for (int i = 0; i < SORT_BLOCK; i += 16) {
        const __m512i bits = _mm512_loadu_si512((const void *)(x + i));
        __m512i key = _mm512_xor_si512(bits, sign);
        if (kind == 0) {
            const __mmask16 minus = _mm512_cmplt_epi32_mask(bits, _mm512_setzero_si512()), zero = _mm512_cmpeq_epi32_mask(bits, sign);
            const __mmask16 nan = _mm512_cmpgt_epu32_mask(_mm512_andnot_si512(sign, bits), _mm512_set1_epi32(0x7F800000));
            key = _mm512_mask_xor_epi32(key, minus, bits, _mm512_set1_epi32(-1));
            key = _mm512_mask_mov_epi32(key, zero, sign);
            key = _mm512_mask_mov_epi32(key, nan, _mm512_set1_epi32(-1));
        }
        found |= (uint64_t)_mm512_cmplt_epu32_mask(_mm512_xor_si512(key, turned), limit) << i;
    }
    return found;
}
#define BELOW_32_WIDE 1
#endif
static uint64_t below_32_base(int kind, uint32_t turn, const uint32_t *x, uint32_t top) {
    uint64_t found = 0;
    for (int i = 0; i < SORT_BLOCK; i++) found |= (uint64_t)(((kind == 0 ? key_f4(x[i]) : key_i4(x[i])) ^ turn) < top) << i;
    return found;
}
static uint64_t below_64(int kind, uint64_t turn, const uint64_t *x, uint64_t top) {
    uint64_t found = 0;
    for (int i = 0; i < SORT_BLOCK; i++) found |= (uint64_t)(((kind == 1 ? key_f8(x[i]) : key_i8(x[i])) ^ turn) < top) << i;
    return found;
}
static uint64_t below_32(int kind, uint32_t turn, const uint32_t *x, uint32_t top) {
#ifdef BELOW_32_WIDE
    if (__builtin_cpu_supports("avx512f")) return below_32_avx512(kind, turn, x, top);
#endif
    return below_32_base(kind, turn, x, top);
}
static inline int lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int i = 0;
    while (!(bits >> i & 1)) i++;
    return i;
#endif
}

#define PARTIAL_ORDER(name, entry, word, suffix, key_float, key_integer) \
    static void name(int kind, int descending, const word *x, ptrdiff_t step, int64_t *out, ptrdiff_t n, ptrdiff_t k, entry *heap) { \
        const word turn = descending ? ~(word)0 : 0; \
        ptrdiff_t i = k; \
        keys_##suffix(kind, turn, x, step, heap, k); \
        make_heap_##suffix(heap, k); \
        while (i < n) { \
            const ptrdiff_t block = n - i < SORT_BLOCK ? n - i : SORT_BLOCK; \
            uint64_t left = step == 1 && block == SORT_BLOCK ? below_##suffix(kind, turn, x + i, heap[0].key) : block == 64 ? ~(uint64_t)0 : ((uint64_t)1 << block) - 1; \
            for (; left; left &= left - 1) { \
                const ptrdiff_t at = i + lowest_bit(left); \
                const word bits = x[at * step]; \
                const entry e = {(kind < 2 ? key_float(bits) : key_integer(bits)) ^ turn, (word)at}; \
                if (e.key < heap[0].key) sift_##suffix(heap, 0, k, e); \
            } \
            i += block; \
        } \
        sort_heap_##suffix(heap, k); \
        for (i = 0; i < k; i++) out[i * step] = (int64_t)heap[i].at; \
    }
PARTIAL_ORDER(partial_order_32, entry32, uint32_t, 32, key_f4, key_i4)
PARTIAL_ORDER(partial_order_64, entry64, uint64_t, 64, key_f8, key_i8)

/* The first k of what std::nth_element leaves for the k-th, in order up to that one if `sorts`. */
#define TOP_ORDER(name, entry, word, suffix) \
    static void name(int kind, int descending, int sorts, const word *x, ptrdiff_t step, int64_t *out, ptrdiff_t n, ptrdiff_t k, entry *a) { \
        keys_##suffix(kind, descending ? ~(word)0 : 0, x, step, a, n); \
        nth_element_##suffix(a, a + (k - 1), a + n); \
        if (sorts) standard_sort_##suffix(a, k - 1); \
        for (ptrdiff_t i = 0; i < k; i++) out[i * step] = (int64_t)a[i].at; \
    }
TOP_ORDER(top_order_32, entry32, uint32_t, 32)
TOP_ORDER(top_order_64, entry64, uint64_t, 64)

static void standard_order(int kind, int descending, const void *x, ptrdiff_t step, int64_t *out, ptrdiff_t n, void *work, void *counts) {
    if (kind == 0 || kind == 2)
        standard_order_32(kind, descending, (const uint32_t *)x, step, out, n, (entry32 *)work, (uint32_t (*)[DIGITS])counts);
    else
        standard_order_64(kind, descending, (const uint64_t *)x, step, out, n, (entry64 *)work, (uint32_t (*)[DIGITS])counts);
}
enum { TOP_PARTIAL, TOP_UNSORTED, TOP_SORTED };
static void top_order(int kind, int descending, int how, const void *x, ptrdiff_t step, int64_t *out, ptrdiff_t n, ptrdiff_t k, void *work) {
    if (how != TOP_PARTIAL) {
        if (kind == 0 || kind == 2) top_order_32(kind, descending, how == TOP_SORTED, (const uint32_t *)x, step, out, n, k, (entry32 *)work);
        else top_order_64(kind, descending, how == TOP_SORTED, (const uint64_t *)x, step, out, n, k, (entry64 *)work);
    } else if (kind == 0 || kind == 2) partial_order_32(kind, descending, (const uint32_t *)x, step, out, n, k, (entry32 *)work);
    else partial_order_64(kind, descending, (const uint64_t *)x, step, out, n, k, (entry64 *)work);
}
#endif
