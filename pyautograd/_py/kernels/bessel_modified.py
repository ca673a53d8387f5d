"""Modified Bessel functions of the first kind, of order 0 and 1.

float32 and integers are computed in float32 by Chebyshev expansions as in Cephes, with a rounding where PyTorch's compiled loops have one, so that they
come out as there; float64 by `special`.
"""
import numpy as np

from ... import _types
from . import special

_I_SPLIT = 8.0

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


def _single(value):
    """Rounded to float32; products of such numbers are exact, so that a fused multiply-add is a plain one."""
    return value.astype(np.float32).astype(np.float64)


def _chebyshev(x, coefficients):
    """Clenshaw's recurrence, the multiply-subtract fused."""
    value, before = np.zeros_like(x), np.zeros_like(x)
    for c in coefficients:
        last, before = before, value
        value = _single(_single(x * before - last) + float(np.float32(c)))
    return _single(0.5 * _single(value - last))


def _first_kind(size, order, scaled, fewer):
    """I of ``size >= 0``, times exp(-size) if `scaled`. `fewer`: the terms and the order of factors of Cephes' single precision, which PyTorch
    has in `i1` and not in `modified_bessel_i1`."""
    near, far = (_I_NEAR_1, _I_FAR_1) if order else (_I_NEAR_0, _I_FAR_0)
    if fewer:
        near, far = near[-17:], far[-7:]
    near = _chebyshev(_single(_single(0.5 * size) - 2), near)
    far = _chebyshev(_single(_single(32 / np.maximum(size, _I_SPLIT)) - 2), far)
    root = _single(np.sqrt(size))
    if scaled:
        found = np.where(size <= _I_SPLIT, near * size if order else near, far / root)
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
    wide = special.i1e if order and scaled else special.i1 if order else special.i0e if scaled else special.i0

    def function(x):
        x = np.asarray(x)
        answer = x.dtype if x.dtype.kind == "f" else _types.get_default_dtype().np
        if answer == np.float64:
            return wide(x)
        x = _single(x)
        found = _first_kind(np.abs(x), order, scaled, fewer)
        return (np.where(x < 0, -found, found) if order else found).astype(answer, copy=False)

    return function


i0, i0e, i1, i1e, modified_i1 = _first(0, False), _first(0, True), _first(1, False, True), _first(1, True, True), _first(1, False)
