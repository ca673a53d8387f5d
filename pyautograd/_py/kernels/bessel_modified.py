"""Modified Bessel functions of the first and second kind, of order 0 and 1, by Chebyshev expansions as in Cephes.

For the first kind float32 and integers are computed in float32, with a rounding where PyTorch's compiled loops have one, so that they come out as
there; everything else is computed in float64.
"""
import numpy as np

from ... import _types

_I_SPLIT, _K_SPLIT = 8.0, 2.0

# Chebyshev coefficients, the highest degree first, computed from the functions with mpmath. First kind: exp(-x) I_0(x) on [0, 8] in x / 2 - 2, and
# sqrt(x) exp(-x) I_0(x) from 8 on in 32 / x - 2; exp(-x) I_1(x) / x and sqrt(x) exp(-x) I_1(x) likewise.
_I_NEAR_0 = (
    -4.4153416464793395e-18, 3.3307945188222384e-17, -2.431279846547955e-16, 1.715391285555133e-15, -1.1685332877993451e-14, 7.676185498604936e-14,
    -4.856446783111929e-13, 2.95505266312964e-12, -1.726826291441556e-11, 9.675809035373237e-11, -5.189795601635263e-10, 2.6598237246823866e-09,
    -1.300025009986248e-08, 6.046995022541919e-08, -2.670793853940612e-07, 1.1173875391201037e-06, -4.4167383584587505e-06, 1.6448448070728896e-05,
    -5.754195010082104e-05, 0.00018850288509584165, -0.0005763755745385824, 0.0016394756169413357, -0.004324309995050576, 0.010546460394594998,
    -0.02373741480589947, 0.04930528423967071, -0.09490109704804764, 0.17162090152220877, -0.3046826723431984, 0.6767952744094761,
)  # fmt: skip
_I_FAR_0 = (
    -7.233180487874754e-18, -4.830504485944182e-18, 4.46562142029676e-17, 3.461222867697461e-17, -2.8276239805165836e-16, -3.425485619677219e-16,
    1.7725601330565263e-15, 3.8116806693526224e-15, -9.554846698828307e-15, -4.150569347287222e-14, 1.54008621752141e-14, 3.8527783827421426e-13,
    7.180124451383666e-13, -1.7941785315068062e-12, -1.3215811840447713e-11, -3.1499165279632416e-11, 1.1889147107846439e-11, 4.94060238822497e-10,
    3.3962320257083865e-09, 2.266668990498178e-08, 2.0489185894690638e-07, 2.8913705208347567e-06, 6.889758346916825e-05, 0.0033691164782556943,
    0.8044904110141088,
)  # fmt: skip
_I_NEAR_1 = (
    2.7779141127610464e-18, -2.111421214358166e-17, 1.5536319577362005e-16, -1.1055969477353862e-15, 7.600684294735408e-15, -5.042185504727912e-14,
    3.223793365945575e-13, -1.9839743977649436e-12, 1.1736186298890901e-11, -6.663489723502027e-11, 3.625590281552117e-10, -1.8872497517228294e-09,
    9.381537386495773e-09, -4.445059128796328e-08, 2.0032947535521353e-07, -8.568720264695455e-07, 3.4702513081376785e-06, -1.3273163656039436e-05,
    4.781565107550054e-05, -0.00016176081582589674, 0.0005122859561685758, -0.0015135724506312532, 0.004156422944312888, -0.010564084894626197,
    0.024726449030626516, -0.05294598120809499, 0.1026436586898471, -0.17641651835783406, 0.25258718644363365,
)  # fmt: skip
_I_FAR_1 = (
    7.517296310842105e-18, 4.414348323071708e-18, -4.6503053684893586e-17, -3.209525921993424e-17, 2.96262899764595e-16, 3.3082023109209285e-16,
    -1.8803547755107825e-15, -3.8144030724370075e-15, 1.0420276984128802e-14, 4.272440016711951e-14, -2.1015418427726643e-14,
    -4.0835511110921974e-13, -7.198551776245908e-13, 2.0356285441470896e-12, 1.4125807436613782e-11, 3.2526035830154884e-11,
    -1.8974958123505413e-11, -5.589743462196584e-10, -3.835380385964237e-09, -2.6314688468895196e-08, -2.512236237870209e-07,
    -3.882564808877691e-06, -0.00011058893876262371, -0.009761097491361469, 0.7785762350182801,
)  # fmt: skip
# Second kind: K_0(x) + log(x / 2) I_0(x) on [0, 2] in x^2 - 2, and sqrt(x) exp(x) K_0(x) from 2 on in 8 / x - 2; x (K_1(x) - log(x / 2) I_1(x)) and
# sqrt(x) exp(x) K_1(x) likewise.
_K_NEAR_0 = (
    3.5708965285083736e-19, 1.3744654358807508e-16, 4.2598161427910826e-14, 1.0349695257633625e-11, 1.904516377220209e-09, 2.5347910790261494e-07,
    2.286212103119452e-05, 0.001264615411446926, 0.0359799365153615, 0.3442898999246285, -0.5353273932339028,
)  # fmt: skip
_K_FAR_0 = (
    5.3004337711773354e-18, -1.6475805939842632e-17, 5.2103917776435543e-17, -1.6782311257549006e-16, 5.5120559994043335e-16,
    -1.848593377920907e-15, 6.340076476276646e-15, -2.2275133267462965e-14, 8.032890775068375e-14, -2.9800969231481784e-13, 1.1403405882073441e-12,
    -4.514597883374519e-12, 1.8559491149549264e-11, -7.957489244477396e-11, 3.5773972814003283e-10, -1.6975345093890614e-09, 8.574034017414225e-09,
    -4.660489897687948e-08, 2.766813639445015e-07, -1.8317555227191195e-06, 1.39498137188765e-05, -0.00012849549581627802, 0.0015698838857300533,
    -0.0314481013119645, 2.4403030820659555,
)  # fmt: skip
_K_NEAR_1 = (
    -7.023863479386288e-18, -2.427449850519366e-15, -6.666901694199329e-13, -1.4114883926335278e-10, -2.213387630734726e-08,
    -2.4334061415659684e-06, -0.0001730288957513052, -0.006975723859639864, -0.12261118082265715, -0.3531559607765449, 1.5253002273389478,
)  # fmt: skip
_K_FAR_1 = (
    -5.7567444820733025e-18, 1.7940510478863572e-17, -5.689462849193648e-17, 1.8380935752430455e-16, -6.057047270643018e-16, 2.038703166239861e-15,
    -7.0198370892147685e-15, 2.4771544242195988e-14, -8.976705182010146e-14, 3.348419666052243e-13, -1.2891739609498229e-12, 5.139639673482343e-12,
    -2.129967838427791e-11, 9.218315187605315e-11, -4.1903547593419254e-10, 2.0150497551970347e-09, -1.0345762465678097e-08, 5.7410841254500495e-08,
    -3.5019606030878126e-07, 2.406484947837217e-06, -1.936197974166083e-05, 0.00019521551847135162, -0.002857816859622779, 0.10392373657681724,
    2.7206261904844427,
)  # fmt: skip


def _exact(value):
    return value


def _single(value):
    """Rounded to float32; products of such numbers are exact, so that a fused multiply-add is a plain one."""
    return value.astype(np.float32).astype(np.float64)


def _chebyshev(rounded, x, coefficients):
    """Clenshaw's recurrence, the multiply-subtract fused where it is float32's."""
    value, before = np.zeros_like(x), np.zeros_like(x)
    for c in coefficients:
        last, before = before, value
        value = rounded(rounded(x * before - last) + (c if rounded is _exact else float(np.float32(c))))
    return rounded(0.5 * rounded(value - last))


def _first_kind(rounded, size, order, scaled, fewer=False):
    """I of ``size >= 0``, times exp(-size) if `scaled`. `fewer`: the terms and the order of factors of Cephes' single precision, which PyTorch
    has in `i1` and not in `modified_bessel_i1`."""
    near, far = (_I_NEAR_1, _I_FAR_1) if order else (_I_NEAR_0, _I_FAR_0)
    if fewer:
        near, far = near[-17:], far[-7:]
    near = _chebyshev(rounded, rounded(rounded(0.5 * size) - 2), near)
    far = _chebyshev(rounded, rounded(rounded(32 / np.maximum(size, _I_SPLIT)) - 2), far)
    root = rounded(np.sqrt(size))
    if scaled:
        found = np.where(size <= _I_SPLIT, near * size if order else near, far / root)
    elif rounded is _exact:
        half = np.exp(0.5 * size)  # twice, so that it overflows no sooner than the result
        found = np.where(size <= _I_SPLIT, near * size if order else near, far / root) * half * half
    else:
        growth = _single(np.exp(size))
        if order:
            near = _single(growth * size) * near if fewer else _single(near * size) * growth
        else:
            near = near * growth
        found = np.where(size <= _I_SPLIT, near, _single(far * growth) / root)
    return np.where(np.isinf(size), 0.0 if scaled else np.nan, found)


def _first(order, scaled, fewer=False):
    """A function of an array that answers in its dtype; integers answer in the default dtype."""

    def function(x):
        x = np.asarray(x)
        answer = x.dtype if x.dtype.kind == "f" else _types.get_default_dtype().np
        rounded = _exact if answer == np.float64 else _single
        wide = rounded(x.astype(np.float64))
        found = _first_kind(rounded, np.abs(wide), order, scaled, fewer and rounded is _single)
        return (np.where(wide < 0, -found, found) if order else found).astype(answer, copy=False)

    return function


i0, i0e, i1, i1e, modified_i1 = _first(0, False), _first(0, True), _first(1, False, True), _first(1, True, True), _first(1, False)


def second_kind(x, order, scaled):
    """K of a float64 array, times exp(x) if `scaled`; nan for negative x, inf at 0."""
    size = np.where((x > 0) & (x <= _K_SPLIT), x, 1.0)
    log, first = np.log(0.5 * size), _first_kind(_exact, size, order, False)
    if order:
        near = log * first + _chebyshev(_exact, size * size - 2, _K_NEAR_1) / size
    else:
        near = _chebyshev(_exact, size * size - 2, _K_NEAR_0) - log * first
    large = np.where((x > _K_SPLIT) & (x < np.inf), x, _K_SPLIT)
    far = _chebyshev(_exact, 8 / large - 2, _K_FAR_1 if order else _K_FAR_0) / np.sqrt(large)
    found = np.where(x <= _K_SPLIT, near * np.exp(size) if scaled else near, far if scaled else far * np.exp(-large))
    return np.where(x == 0, np.inf, np.where(x > 0, np.where(x == np.inf, 0.0, found), np.nan))
