/* erfc, the normal distribution function, its logarithm and log(e^x + e^y) of float32, computed in float64 and rounded once, as in single_loops.h. */
#ifndef PYAUTOGRAD_SINGLE_SPECIAL_H
#define PYAUTOGRAD_SINGLE_SPECIAL_H
#include "single_loops.h"

/* e^(x^2) erfc(x) for x >= 0 within 3e-11 of itself: a polynomial in (x - 3) / (x + 3), over x + 3 */
S_INLINE double s_erfcx(double x) {
    const double inverse = 1 / (x + 3), u = 1 - 6 * inverse;
    return inverse * (1.0740069070883402 + u * (-0.8833944527643339 + u * (0.5902283568712166 + u * (-0.3104672771356318 + u *
                   (0.11952777001458996 + u * (-0.026827067554546006 + u * (-0.0012125117711197842 + u * (0.003033244358789252 + u *
                   (-0.0005478489895856124 + u * (-0.00027468339163002985 + u * (0.00010640314304287322 + u * (2.741597233656041e-05 + u
                   * (-1.587720265282163e-05 + u * (-2.3877330932009498e-06 + u * (1.5926335436233786e-06)))))))))))))));
}
S_INLINE double s_erfc(double x) {
    const double size = fabs(x), found = s_exp(-size * size) * s_erfcx(size);
    return x < 0 ? 2 - found : found;
}
S_INLINE double s_ndtr(double x) { return 0.5 * s_erfc(x * -0.70710678118654752440); }
/* Below -1 the logarithm of the scaled function, which does not vanish; above, that of one less the other tail */
S_INLINE double s_log_ndtr(double x) {
    const double size = fabs(x) * 0.70710678118654752440, scaled = s_erfcx(size), square = size * size, tail = 0.5 * s_exp(-square) * scaled;
    const double far = s_log(0.5 * scaled) - square, near = s_log1p(x < 0 ? tail - 1 : -tail);
    return x < -1 ? far : near;
}
/* max(x, y) + log(1 + e), e = e^-|x - y|, each step of which is rounded to float32, as PyTorch's are; log(1 + e) is 2 atanh(e / (2 + e)) */
S_INLINE double s_logaddexp(double x, double y) {
    const double e = (float)s_exp(-fabs((float)(x - y))), s = e / (2 + e), t = s * s;
    const double more = 2 * s * (1 + t * (0.3333333332500655 + t * (0.20000005387839273 + t * (0.14285152618870456
                        + t * (0.11132362607968639 + t * (0.08732269904587761 + t * 0.10394134665037602))))));
    return x == y ? x + (float)S_LN2 : (x > y ? x : y) + (float)more;
}
SINGLE_LOOP(s_erfc, s_never, erfc)
SINGLE_LOOP(s_ndtr, s_never, s_ndtr)
SINGLE_LOOP(s_log_ndtr, s_never, s_log_ndtr)
SINGLE_LOOP_2(s_logaddexp, s_never_2, s_logaddexp)

/* The loop of the function of this name over floats, or NULL */
static void *find_single_special(const char *name) {
    static const struct { const char *name; single_loop loop; } loops[] = {
        {"erfc", loop_s_erfc}, {"ndtr", loop_s_ndtr}, {"log_ndtr", loop_s_log_ndtr}, {"logaddexp", loop_s_logaddexp},
    };
    for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++)
        if (strcmp(loops[i].name, name) == 0) return (void *)loops[i].loop;
    return NULL;
}
#endif
