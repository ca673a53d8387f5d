/* Arithmetic of numbers held as the sum of two doubles, `hi` and a rest `lo` (Dekker 1971; Knuth, The Art of Computer Programming 4.2.2).

   Included once for each instruction set, with VARIANT(name) giving its functions' names; compiled with contraction of products and sums off. */
typedef struct { double hi, lo; } VARIANT(pair);
#define PAIR VARIANT(pair)

S_INLINE PAIR VARIANT(sum_of)(double a, double b) {
    const double s = a + b, back = s - a;
    return (PAIR){s, (a - (s - back)) + (b - back)};
}
/* where |a| >= |b|, or a is zero */
S_INLINE PAIR VARIANT(ordered)(double a, double b) {
    const double s = a + b;
    return (PAIR){s, b - (s - a)};
}
S_INLINE PAIR VARIANT(product_of)(double a, double b) {
    const double p = a * b;
#ifdef D_FUSED
    return (PAIR){p, D_FUSED(a, b, -p)};
#else
    const double ta = a * 134217729.0, tb = b * 134217729.0, ah = ta - (ta - a), bh = tb - (tb - b), al = a - ah, bl = b - bh;
    return (PAIR){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
#endif
}
S_INLINE PAIR VARIANT(plus)(PAIR a, PAIR b) {
    const PAIR s = VARIANT(sum_of)(a.hi, b.hi);
    return VARIANT(ordered)(s.hi, s.lo + (a.lo + b.lo));
}
S_INLINE PAIR VARIANT(minus)(PAIR a, PAIR b) { return VARIANT(plus)(a, (PAIR){-b.hi, -b.lo}); }
S_INLINE PAIR VARIANT(times)(PAIR a, PAIR b) {
    const PAIR p = VARIANT(product_of)(a.hi, b.hi);
    return VARIANT(ordered)(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}
S_INLINE PAIR VARIANT(inverse)(PAIR a) {
    const double q = 1 / a.hi;
    const PAIR p = VARIANT(product_of)(q, a.hi);
    return (PAIR){q, q * (((1 - p.hi) - p.lo) - q * a.lo)};
}
S_INLINE PAIR VARIANT(root)(PAIR a) {
    const double r = sqrt(a.hi);
    const PAIR p = VARIANT(product_of)(r, r);
    return (PAIR){r, r > 0 ? (((a.hi - p.hi) - p.lo) + a.lo) / (2 * r) : 0};
}
#define sum_of VARIANT(sum_of)
#define ordered VARIANT(ordered)
#define product_of VARIANT(product_of)
#define plus VARIANT(plus)
#define minus VARIANT(minus)
#define times VARIANT(times)
#define inverse VARIANT(inverse)
#define root VARIANT(root)
