"""Sample arguments for every differentiable row of the operator table: one table, keyed by row.

Whole families of rows share a helper (`unary`, `binary`, `reduction`, ...). Values stay away from kinks and poles by their domain.
``operator_calls.py`` says what a sample is made of.
"""
from operator_calls import ROWS, Bools, Draw, Ints, Pivots, S, T

import pyautograd as torch

# Families.


def unary(low=None, high=None, **kwargs):
    """One tensor: a matrix, 0-d, empty."""
    return [S(T(2, 3, low=low, high=high), **kwargs), S(T(low=low, high=high), **kwargs), S(T(0, 2, low=low, high=high), **kwargs)]


def with_numbers(*numbers, low=None, high=None):
    """One tensor, then numbers."""
    return [S(T(2, 3, low=low, high=high), *numbers), S(T(low=low, high=high), *numbers)]


def binary(low=None, high=None, other=None, **kwargs):
    """Two tensors: equal shapes, broadcast either way, 0-d, empty. `other` is the second one's domain where it differs."""
    a, b = dict(low=low, high=high), dict(zip(("low", "high"), other)) if other else dict(low=low, high=high)
    shapes = [((2, 3), (2, 3)), ((2, 3), (3,)), ((1, 3), (2, 1)), ((), (2,)), ((), ()), ((0, 2), (2,))]
    return [S(T(*x, **a), T(*y, **b), **kwargs) for x, y in shapes]


def reduction(low=None, high=None, empty=True, **kwargs):
    """A reduction over everything, one dimension, several, with and without the dimension kept."""
    x = dict(low=low, high=high)
    made = [S(T(2, 3, **x), dim, keepdim, **kwargs) for dim in (0, -1, (0, 1)) for keepdim in (False, True)]
    made += [S(T(2, 3, 2, **x), (0, 2), **kwargs), S(T(**x), 0, **kwargs)]
    return made + ([S(T(0, 2, **x), 1, **kwargs)] if empty else [])


def along(low=None, high=None, *extra, **kwargs):
    """An operator along one dimension."""
    x = dict(low=low, high=high)
    return [S(T(2, 3, **x), *extra, 0, **kwargs), S(T(2, 3, 2, **x), *extra, -1, **kwargs), S(T(**x), *extra, 0, **kwargs)]


def selection(*before):
    """A reduction to selected values along one dimension."""
    return [S(T(3, 4), *before, dim, keepdim) for dim in (0, -1) for keepdim in (False, True)] + [S(T(), *before, 0)]


def fused(*numbers, low=None, high=None):
    """A fused backward: the output's gradient, a tensor, numbers."""
    return [S(T(2, 3), T(2, 3, low=low, high=high), *numbers), S(T(), T(low=low, high=high), *numbers)]


SAMPLES = {}


def samples(keys, made):
    """Enter `made` for each of `keys` (separated by spaces)."""
    for key in keys.split():
        if key in SAMPLES:
            raise ValueError(f"samples for {key} twice")
        SAMPLES[key] = list(made)


# Elementwise, one tensor.

samples("abs neg exp exp2 expm1 square sin cos sinh cosh tanh atan asinh sigmoid sign sgn deg2rad rad2deg sinc erf erfc special_erfcx special_ndtr "
        "special_log_ndtr special_exp2 i0 special_i0e special_i1 special_i1e floor ceil trunc frac round relu silu mish hardsigmoid "
        "hardswish gelu_erf gelu_tanh nn_functional_logsigmoid angle _conj _neg_view _conj_physical conj_physical.in_place alias clone elu leaky_relu hardtanh celu"
        " elu.in_place leaky_relu.in_place celu.in_place hardshrink "
        "nn_functional_softplus nn_functional_softshrink special_round zero nan_to_num", unary())
samples("log log2 log10 sqrt rsqrt reciprocal special_entr lgamma digamma logit acosh", unary(1.2, 2.8))
SAMPLES["logit"] = unary(0.2, 0.8) + [S(T(2, 3, low=0.2, high=0.8), 0.1)]
samples("log1p", unary(-0.5, 2.0))
samples("tan asin acos atanh erfinv", unary(-0.7, 0.7))
samples("special_ndtri", unary(0.1, 0.9))
samples("frexp", unary(1.1, 1.9))
samples("polygamma", [S(n, T(2, 2, low=1.2, high=3.0)) for n in (0, 1, 2)])
samples("polygamma.in_place", [S(T(2, 2, low=1.2, high=3.0), n) for n in (0, 1, 2)])
samples("mvlgamma", with_numbers(2, low=1.2, high=3.0))
samples("round.decimals", [S(T(2, 3), decimals=2), S(T(), decimals=-1)])
samples("real_part imaginary_part", [S(T(2, 3)), S(T())])
samples("threshold threshold.in_place", with_numbers(0.3, -1.5))
samples("nn_functional_glu", [S(T(2, 4)), S(T(4, 3), 0), S(T(2, 2, 2), 1)])
samples("clamp", [S(T(2, 3), -0.5, 0.5), S(T(2, 3), min=0.1), S(T(), max=0.1), S(T(0), 0.0, 1.0)])
samples("clamp_min clamp_max", with_numbers(0.1))
samples("fill.Scalar fill.Scalar_", with_numbers(1.5))
samples("fill.Tensor fill.Tensor_", [S(T(2, 3), T()), S(T(), T())])
samples("_fft_c2c", [S(T(2, 3), (1,), 0, True, real=False), S(T(3, 2, 2), (2, 0), 1, False, real=False), S(T(0, 2), (1,), 2, True, real=False)])
samples("_fft_r2c", [S(T(2, 3), (1,), 0, True, complex=False), S(T(2, 4), (0, 1), 2, True, complex=False), S(T(2, 3), (1, 0), 1, False, complex=False)])
samples("_fft_c2r", [S(T(2, 3), (1,), 0, 4, real=False), S(T(2, 3), (1,), 2, 5, real=False), S(T(2, 3, 2), (1, 2), 1, 2, real=False)])
samples("copy", [S(T(2, 3), T(2, 3)), S(T(2, 3), T(3)), S(T(), T())])
samples("_to_copy", [S(T(2, 3), torch.float64, complex=False), S(T(), torch.complex128)])

# Elementwise, two and three tensors.

samples("add sub rsub.Tensor", binary() + [S(T(2, 3), T(3), alpha=2.5)])
samples("_add_number _sub_number", [S(T(2, 3), 2.5)])
samples("eq.Tensor_ ne.Tensor_ lt.Tensor_ le.Tensor_ gt.Tensor_ ge.Tensor_", [S(T(2, 3), T(2, 3)), S(T(2, 3), T(3))])
samples("eq.Scalar_ ne.Scalar_ lt.Scalar_ le.Scalar_ gt.Scalar_ ge.Scalar_", with_numbers(0.3, -1.5))
samples("nextafter mul maximum minimum fmax fmin atan2 hypot logaddexp logaddexp2 copysign.Tensor", binary())
samples("rsub.Scalar", [S(T(2, 3), 2.0), S(T(2, 3), 2.0, 3.0)])
samples("div.Tensor", binary(other=(0.5, 2.0)))
samples("div.Tensor_mode", [S(T(2, 3), T(3, low=0.6, high=0.9), rounding_mode=mode, complex=mode is None) for mode in (None, "trunc", "floor")])
samples("fmod.Tensor remainder.Tensor", binary(1.1, 1.9, other=(0.6, 0.9)))
samples("fmod.Scalar remainder.Scalar", with_numbers(0.7))
samples("pow.Tensor_Tensor", binary(0.5, 2.0, other=(-2.0, 2.0)))
samples("pow.Scalar", [S(1.5, T(2, 3)), S(2, T())])
samples("pow.Tensor_Scalar", [S(T(2, 3, low=0.5, high=2.0), n) for n in (2, 3, -1, 0.5, 0, 1)] + [S(T(), 3), S(T(0), 2)])
samples("addcmul", [S(T(2, 3), T(3), T(2, 1)), S(T(2), T(2), T(2), value=-0.5), S(T(), T(), T())])
samples("addcdiv", [S(T(2, 3), T(3), T(2, 1, low=0.5, high=2.0)), S(T(2), T(2), T(2, low=0.5, high=2.0), value=-0.5)])
samples("lerp.Tensor", [S(T(2, 3), T(3), T(2, 1)), S(T(), T(), T())])
samples("lerp.Scalar", [S(T(2, 3), T(3), 0.3), S(T(), T(), 0.7), S(T(2, 3), T(3), 0.3 + 0.5j, real=False)])
samples("maximum_backward minimum_backward", [S(T(2, 3), T(2, 3), T(2, 3))])
samples("clamp.Tensor", [S(T(2, 3), T(3, low=-0.5, high=-0.1), T(2, 1, low=0.1, high=0.5)), S(T(2), T(2)), S(T(2), max=T(2))])
samples("clamp_backward", [S(T(2, 3), T(2, 3), -0.5, 0.5), S(T(2), T(2), 0.0)])
samples("clamp_min.Tensor clamp_max.Tensor", binary())
samples("where.self", [S(Bools([[True, False, True]]), T(2, 3), T(2, 1)), S(Bools(True), T(), T(2)), S(Bools([]), T(0), T())])
samples("where.ScalarSelf", [S(Bools([True, False]), 2.5, T(2))])
samples("where.ScalarOther", [S(Bools([True, False]), T(2), 2.5)])
samples("copysign.Scalar", with_numbers(-1.0))
samples("ldexp", [S(T(2, 3), T(3)), S(T(2), Ints([1, -2]))])
samples("tanh_backward sigmoid_backward", fused())
samples("threshold_backward", fused(0.2))
samples("elu_backward", fused(1.5, 1.2, 0.8))
samples("leaky_relu_backward", fused(0.2))
samples("hardtanh_backward", fused(-0.6, 0.7))
samples("softplus_backward", fused(1.5, 20))
samples("log_sigmoid_backward silu_backward mish_backward gelu_backward gelu_tanh_backward hardsigmoid_backward hardswish_backward", fused())
samples("shrink_backward", fused(0.4))
samples("_linked", [S(T(2, 3), T(2, 3))])
samples("logit_backward", fused(low=0.2, high=0.8) + fused(0.1, low=0.2, high=0.8))
samples("_prelu_kernel", [S(T(2, 3), T(1, 3)), S(T(2), T(1))])
samples("igamma igammac", [S(Ints([1, 2, 3]), T(3, low=0.5, high=2.0)), S(Ints(2), T(low=0.5, high=2.0))])
samples("special_zeta", [S(Ints([2, 3]), T(2, low=1.2, high=2.0))])
samples("special_zeta.self_scalar", [S(2.5, T(2, low=1.2, high=2.0))])
samples("xlogy.Tensor", binary(other=(0.5, 2.0)))
samples("xlogy.Scalar_Self", [S(1.5, T(2, 3, low=0.5, high=2.0))])
samples("xlogy.Scalar_Other", with_numbers(1.5))
samples("special_xlog1py", binary(other=(-0.5, 2.0)))
samples("special_xlog1py.self_scalar", [S(1.5, T(2, 3, low=-0.5, high=2.0))])
samples("special_xlog1py.other_scalar", with_numbers(1.5))
samples("complex", [S(T(2, 3), T(2, 3)), S(T(), T())])
samples("polar", [S(T(2, 3, low=0.5, high=2.0), T(2, 3)), S(T(low=0.5, high=2.0), T())])

# Reductions, norms and scans.

samples("sum mean prod var std", [S(T(2, 3)), S(T(3, 2, 2))])
SAMPLES["sum"] += [S(T()), S(T(0, 2))]
samples("var_mean std_mean", [S(T(2, 3)), S(T(2, 3), False)])
samples("max min median nanmedian", [S(T(2, 3)), S(T())])
samples("sum.dim_IntList mean.dim nansum amax amin logsumexp", reduction())
samples("prod.dim_int", [S(T(2, 3), 0), S(T(2, 3), -1, True), S(T(3, 2, 2), 1), S(T(), 0)])
samples("var.dim std.dim var_mean.dim std_mean.dim",
        [S(T(2, 3), dim, unbiased, keepdim) for dim in (0, (0, 1)) for unbiased in (True, False) for keepdim in (True, False)])
samples("var.correction std.correction var_mean.correction std_mean.correction",
        [S(T(2, 3), dim, correction=c, keepdim=k) for dim, c, k in ((None, 0, False), (1, 1, True), ((0, 1), 2, False))])
samples("max.dim min.dim median.dim nanmedian.dim mode", selection())
samples("kthvalue", selection(2)[:4] + [S(T(), 1, 0)])
samples("aminmax", [S(T(2, 3)), S(T(2, 3), dim=1), S(T(2, 3), dim=0, keepdim=True), S(T())])
samples("linalg_vector_norm", [S(T(2, 3), p, dim, keep) for p, dim, keep in (
    (2, None, False), (1, 0, True), (3, 1, False), (float("inf"), None, False), (-float("inf"), 1, False), (0.5, 0, False), (2, (0, 1), True))])
samples("dist", [S(T(2, 3), T(2, 3), p) for p in (2, 1, 3)] + [S(T(2, 3), T(3), float("inf"))])
samples("renorm", [S(T(2, 3), 2, 0, 1.0), S(T(2, 3), 1, 1, 1.0)])
samples("cumsum logcumsumexp cummax cummin", along())
samples("cumprod", along() + along(0.5, 1.5))
samples("softmax.int log_softmax.int _safe_softmax", along() + [S(T(0, 2), 1)])
samples("_softmax_backward_data _log_softmax_backward_data", [S(T(2, 3), T(2, 3), 1), S(T(2, 3), T(2, 3), 0)])
samples("sort", along() + [S(T(2, 3), 1, True)])
samples("sort.stable", [S(T(2, 3), stable=True), S(T(2, 3), stable=True, dim=0, descending=True)])
samples("topk", [S(T(2, 4), 2), S(T(3, 2), 2, 0, False), S(T(), 1)])

# Indexing.

_EVERY = [S(T(3, 4), [Ints([0, 2, 0])], None), S(T(3, 4), [Ints([0, 2]), Ints([1, 3])], None), S(T(3, 4), [Ints([[0], [2]]), Ints([1, 3])], None),
          S(T(2, 3, 4), [Ints([1, 3, 3])], (2,)), S(T(2, 3, 4), [Ints([1, 0]), Ints([1, 3])], (0, 2))]
samples("index", _EVERY)
samples("index_backward", [S(T(3, 4), [Ints([0, 2, 0])], (3, 4), None), S(T(2, 3, 3), [Ints([1, 3, 3])], (2, 3, 4), (2,))])
samples("index_put", [S(T(3, 4), [Ints([0, 2])], T(2, 4)), S(T(3, 4), [Ints([0, 2]), Ints([1, 3])], T()), S(T(3, 4), [Ints([0, 0, 2])], T(3, 4), True)])
samples("_index_put_impl", [S(T(3, 4), [Ints([0, 2])], T(2, 4), False, None), S(T(2, 3, 4), [Ints([1, 3])], T(2, 3, 2), False, (2,)),
                            S(T(3, 4), [Ints([0, 0, 2])], T(4), True, None)])
samples("index_zero", [S(T(3, 4), [Ints([0, 2])]), S(T(3, 4), [Ints([1, 2])], (1,))])
samples("take", [S(T(2, 3), Ints([0, 5, 0])), S(T(2, 3), Ints([[1], [-1]])), S(T(), Ints([0, 0]))])
samples("take_backward", [S(T(3), (2, 3), Ints([0, 5, 0]))])
samples("put", [S(T(2, 3), Ints([0, 5]), T(2)), S(T(2, 3), Ints([0, 0, 4]), T(3), True)])
samples("masked_fill.Tensor", [S(T(2, 3), Bools([[True, False, True]]), T()), S(T(), Bools(True), T())])
samples("masked_fill.Scalar", [S(T(2, 3), Bools([[True], [False]]), 1.5), S(T(0), Bools([]), 1.5)])
samples("masked_select", [S(T(2, 3), Bools([[True, False, True], [False, False, True]])), S(T(2, 1), Bools([True, False, True])), S(T(), Bools(True))])
samples("masked_select_backward", [S(T(3), (2, 3), Bools([[True, False, True], [False, False, True]]))])
samples("masked_scatter", [S(T(2, 3), Bools([[True, False, True]]), T(5))])
samples("masked_scatter_backward", [S(T(2, 3), Bools([[True, False, True], [True, False, True]]), (5,))])
samples("embedding", [S(T(4, 2), Ints([[0, 3], [1, 0]])), S(T(4, 2), Ints([1, 3, 3]), 0)])
samples("embedding_backward", [S(T(3, 2), Ints([0, 3, 3]), 4, -1, False), S(T(3, 2), Ints([0, 3, 3]), 4, 0, True)])
samples("embedding_backward_adjoint", [S(T(4, 2), Ints([0, 3, 3]), -1, False), S(T(4, 2), Ints([0, 3, 3]), 0, True)])
_INDEX = Ints([[0, 2, 1], [2, 0, 0]])
samples("gather", [S(T(3, 3), 0, _INDEX), S(T(2, 3), 1, _INDEX), S(T(), 0, Ints(0))])
samples("gather_backward", [S(T(2, 3), (3, 3), 0, _INDEX), S(T(2, 3), (2, 3), 1, _INDEX, False)])
_DISTINCT = Ints([[0, 2, 1], [2, 0, 0]])
samples("scatter.src", [S(T(3, 3), 0, _DISTINCT, T(2, 3)), S(T(), 0, Ints(0), T())])
samples("scatter.value", [S(T(3, 3), 0, _INDEX, 1.5)])
samples("scatter_add", [S(T(3, 3), 0, _INDEX, T(2, 3)), S(T(2, 3), 1, _INDEX, T(2, 3)), S(T(), 0, Ints(0), T())])
samples("scatter_reduce", [S(T(3, 3, low=0.5, high=2.0), 0, _INDEX, T(2, 3, low=0.5, high=2.0), reduce, include_self=own)
                           for reduce in ("sum", "prod", "mean", "amax", "amin") for own in (True, False)])
samples("index_select", [S(T(2, 3), 1, Ints([2, 0, 2])), S(T(2, 3), 0, Ints([])), S(T(), 0, Ints([0]))])
samples("index_select_backward", [S(T(2, 3), (2, 4), 1, Ints([2, 0, 2]))])
samples("index_add", [S(T(2, 3), 1, Ints([2, 0, 2]), T(2, 3)), S(T(2, 3), 0, Ints([1]), T(1, 3), alpha=-2.0)])
samples("index_copy", [S(T(2, 3), 1, Ints([2, 0]), T(2, 2)), S(T(2, 3), 0, Ints([1]), T(1, 3))])
samples("index_fill.int_Tensor", [S(T(2, 3), 1, Ints([2, 0]), T())])
samples("index_fill.int_Scalar", [S(T(2, 3), 1, Ints([2, 0]), 1.5)])
samples("index_reduce", [S(T(3, 2, low=0.5, high=2.0), 0, Ints([0, 2, 0]), T(3, 2, low=0.5, high=2.0), reduce, include_self=own)
                         for reduce in ("prod", "mean", "amax", "amin") for own in (True, False)])
samples("segment_reduce", [S(T(4, 2, low=0.5, high=2.0), reduce, lengths=Ints(lengths), initial=start)
                           for reduce in ("sum", "prod", "mean", "max", "min") for lengths, start in (([1, 3], None), ([2, 0, 2], 1.5))])

# Views, joins, rearrangements.

samples("view", [S(T(2, 3), (3, 2)), S(T(2, 3), (-1,)), S(T(), (1, 1))])
samples("_fw_primal", [S(T(2, 3), 0)])
samples("_reshape_alias _unsafe_view", [S(T(2, 3), (6,)), S(T(2, 3), (3, 1, 2))])
samples("transpose", [S(T(2, 3), 0, 1), S(T(2, 3, 2), -1, 0)])
samples("t", [S(T(2, 3)), S(T(3)), S(T())])
samples("permute", [S(T(2, 3, 2), (2, 0, 1)), S(T(2, 3), (-1, 0))])
samples("expand", [S(T(1, 3), (2, 2, 3)), S(T(3), (2, -1)), S(T(), (2,))])
samples("squeeze", [S(T(1, 2, 1)), S(T(1))])
samples("squeeze.dim", [S(T(2, 1), 1), S(T(2, 1), 0)])
samples("squeeze.dims", [S(T(1, 2, 1), (0, 2)), S(T(1, 2, 1), (0, 1))])
samples("_squeeze_product", [S(T(2, 1), 1), S(T(1, 2), 0)])
samples("unsqueeze", [S(T(2, 3), 1), S(T(), -1)])
samples("_squeeze_inplace", [S(T(1, 2, 1)), S(T(1))])
samples("_squeeze_inplace.dim", [S(T(2, 1), 1), S(T(2, 1), 0)])
samples("_squeeze_inplace.dims", [S(T(1, 2, 1), (0, 2)), S(T(1, 2, 1), (0, 1))])
samples("_unsqueeze_inplace", [S(T(2, 3), 1), S(T(), -1)])
samples("_transpose_inplace", [S(T(2, 3), 0, 1), S(T(2, 1, 3), -1, 0)])
samples("_t_inplace", [S(T(2, 3)), S(T(3))])
samples("slice", [S(T(3, 4), 1, 1, 4, 2), S(T(3, 4), 0, -2), S(T(3), 0, 2, 1)])
samples("slice_backward", [S(T(3, 2), (3, 4), 1, 1, 4, 2), S(T(2, 4), (3, 4), 0, -2, None, 1)])
samples("select", [S(T(2, 3), 1, -1), S(T(3), 0, 1)])
samples("select_backward", [S(T(2), (2, 3), 1, -1)])
samples("diagonal diagonal_copy", [S(T(3, 3)), S(T(2, 3, 2), 1, 0, 1), S(T(3, 2), -1)])
samples("diagonal_backward", [S(T(2, 2), (2, 3, 2), 1, 0, 1)])
samples("as_strided_backward", [S(T(2, 2), (5,), (1,), 0, (2, 2), (2, 1), 1), S(T(3, 3), (5,), (1,), 0, (3, 3), (1, 1), 0)])
samples("as_strided_forward", [S(T(5), (1,), 0, (2, 2), (2, 1), 1), S(T(5), (1,), 0, (3, 3), (1, 1), 0)])
samples("unfold", [S(T(5), 0, 3, 1), S(T(2, 5), 1, 2, 3), S(T(4, 2), 0, 2, 2)])
samples("unfold_backward", [S(T(3, 3), (5,), 0, 3, 1), S(T(2, 2, 2), (2, 5), 1, 2, 3)])
samples("split unsafe_split", [S(T(5, 2), 2), S(T(2, 3), 3, 1)])
samples("split.sizes split_with_sizes unsafe_split_with_sizes", [S(T(5, 2), (1, 4)), S(T(2, 3), (2, 0, 1), 1)])
samples("unbind", [S(T(2, 3)), S(T(2, 3), -1)])
samples("view_as_real", [S(T(2, 3), real=False), S(T(), real=False)])
samples("view_as_complex", [S(T(3, 2, real=True)), S(T(2, real=True))])
for key in list(ROWS):  # transpose_copy is called as transpose is
    name, _, overload = key.partition(".")
    view = name.removesuffix("_copy") + ("." + overload if overload else "")
    if view != key and view in SAMPLES and key not in SAMPLES:
        samples(key, SAMPLES[view])
samples("cat", [S([T(2, 3), T(1, 3)]), S([T(2, 1), T(2, 2), T(2, 0)], 1), S([T(2)])])
samples("stack", [S([T(2, 3), T(2, 3)]), S([T(2), T(2)], -1), S([T(), T()])])
samples("block_diag", [S([T(2, 1), T(2), T()])])
samples("repeat", [S(T(2, 3), (2, 1)), S(T(2), (3, 1, 2)), S(T(), (2,)), S(T(2), (0,))])
samples("flip", [S(T(2, 3), (0,)), S(T(2, 3), (0, 1)), S(T(), ())])
samples("roll", [S(T(2, 3), 1), S(T(2, 3), (1, -2), (0, 1)), S(T(), 1)])
samples("rot90", [S(T(2, 3)), S(T(2, 3, 2), 3, (0, 2))])
samples("tril triu", [S(T(3, 3)), S(T(2, 2, 3), 1), S(T(3, 2), -1)])
samples("diag_embed", [S(T(3)), S(T(2, 2), 1, 0, 2)])
samples("trace", [S(T(3, 3)), S(T(2, 3))])
samples("linalg_cross", [S(T(2, 3), T(2, 3)), S(T(3, 2), T(3, 1), dim=0)])
samples("narrow_copy", [S(T(3, 4), 1, 1, 2), S(T(3), 0, 0, 0)])
samples("slice_scatter", [S(T(3, 4), T(3, 2), 1, 0, 4, 2)])
samples("select_scatter", [S(T(3, 4), T(3), 1, -1)])
samples("diagonal_scatter", [S(T(3, 3), T(2), 1), S(T(2, 3, 2), T(3, 2), 0, 0, 2)])
samples("as_strided_scatter", [S(T(5), T(2, 2), (2, 2), (2, 1), 1)])

# Products and convolutions.

samples("mm", [S(T(2, 3), T(3, 2)), S(T(0, 3), T(3, 2)), S(T(2, 0), T(0, 2))])
samples("bmm", [S(T(2, 2, 3), T(2, 3, 1))])
samples("mv", [S(T(2, 3), T(3))])
samples("dot vdot", [S(T(3), T(3)), S(T(0), T(0))])
samples("addmm", [S(T(2, 2), T(2, 3), T(3, 2)), S(T(2), T(1, 3), T(3, 2), beta=0.5, alpha=-2.0)])
samples("addmv", [S(T(2), T(2, 3), T(3)), S(T(1), T(2, 3), T(3), beta=0.5, alpha=-2.0)])
samples("addr", [S(T(2, 3), T(2), T(3)), S(T(3), T(2), T(3), beta=0.5, alpha=-2.0)])
samples("addbmm", [S(T(2, 1), T(2, 2, 3), T(2, 3, 1)), S(T(1), T(2, 2, 3), T(2, 3, 1), beta=0.5, alpha=-2.0)])
samples("baddbmm", [S(T(2, 2, 1), T(2, 2, 3), T(2, 3, 1)), S(T(2, 1), T(2, 2, 3), T(2, 3, 1), beta=0.5, alpha=-2.0)])
samples("convolution", [
    S(T(1, 2, 4), T(2, 2, 2), T(2), (1,), (0,), (1,), False, (0,), 1), S(T(1, 2, 5), T(2, 1, 2), None, (2,), (1,), (2,), False, (0,), 2),
    S(T(1, 2, 3), T(2, 1, 2), T(1), (2,), (1,), (1,), True, (1,), 1), S(T(1, 1, 3, 3), T(1, 1, 2, 2), T(1), (1, 1), (1, 0), (1, 1), False, (0, 0), 1),
])  # fmt: skip
samples("_conv", [S(T(1, 2, 4), T(2, 2, 2), (1,), (0,), (1,), 1, (3,)), S(T(1, 2, 5), T(2, 1, 2), (2,), (1,), (2,), 2, (3,))])
samples("_conv_input", [S(T(1, 2, 3), T(2, 2, 2), (1,), (0,), (1,), 1, (4,)), S(T(1, 2, 3), T(2, 1, 2), (2,), (1,), (2,), 2, (5,))])
samples("_conv_weight", [S(T(1, 2, 3), T(1, 2, 4), (1,), (0,), (1,), 1, (2,)), S(T(1, 2, 3), T(1, 2, 5), (2,), (1,), (2,), 2, (2,))])
samples("im2col", [S(T(1, 2, 3, 3), (2, 2), (1, 1), (0, 0), (1, 1)), S(T(1, 1, 3, 4), (2, 1), (1, 2), (1, 0), (2, 1))])
samples("col2im", [S(T(1, 8, 4), (3, 3), (2, 2), (1, 1), (0, 0), (1, 1))])

# Linear algebra. Vectors that are unique up to a phase are looked at through what does not depend on it.


def positive(a):
    return a @ a.mH + torch.eye(a.shape[-1], dtype=a.dtype)


def hermitian(a):
    return a + a.mH


def dominant(a):
    return a + 3 * torch.eye(a.shape[-1], dtype=a.dtype)


def first(change):
    """`change` for the first tensor only."""
    return lambda a, *others: (change(a), *others)


def only(output, *others):
    return (output,)


def magnitudes(values, vectors):
    return values, vectors.abs()


samples("linalg_det _cofactors", [S(T(3, 3)), S(T(2, 2, 2)), S(T(1, 1))])
samples("linalg_slogdet", [S(T(3, 3)), S(T(2, 2, 2))])
samples("_inverse", [S(T(2, 2), pre=dominant, post=only), S(T(2, 3, 3), pre=dominant, post=only)])
samples("_pinv", [S(T(2, 3), None, None, False), S(T(3, 2), None, None, False), S(T(2, 2), None, None, True, pre=hermitian)])
samples("linalg_matrix_exp", [S(T(2, 2)), S(T(2, 2, 2))])
samples("_solve", [S(T(2, 2), T(2, 3), True, pre=first(dominant), post=only), S(T(2, 2), T(3, 2), False, pre=first(dominant), post=only)])
samples("linalg_solve_triangular", [S(T(2, 2), T(2, 3), upper=True, pre=first(dominant)), S(T(2, 2), T(3, 2), upper=False, left=False, pre=first(dominant)),
                                    S(T(2, 2), T(2, 1), upper=False, unitriangular=True)])
samples("triangular_solve", [S(T(2, 3), T(2, 2), upper, transpose, pre=lambda b, a: (b, dominant(a))) for upper in (True, False) for transpose in (True, False)])
samples("linalg_lstsq", [S(T(3, 2), T(3, 2), post=only)])
samples("_cholesky", [S(T(3, 3), upper, pre=positive, post=only) for upper in (False, True)])
samples("cholesky", [S(T(3, 3), upper, pre=positive) for upper in (False, True)])
samples("cholesky_solve", [S(T(2, 3), T(2, 2), False, pre=lambda b, a: (b, dominant(a).tril())),
                           S(T(2, 3), T(2, 2), True, pre=lambda b, a: (b, dominant(a).triu()))])
samples("_householder_columns", [S(T(2, 3)), S(T(2, 3, 4))])
samples("_ormqr_columns", [S(T(2, 3))])
samples("cholesky_inverse", [S(T(2, 2), False, pre=lambda a: dominant(a).tril()), S(T(2, 2), True, pre=lambda a: dominant(a).triu())])
samples("linalg_qr", [S(T(3, 2)), S(T(2, 2)), S(T(2, 3))])
samples("linalg_eigh", [S(T(3, 3), uplo, pre=hermitian, post=magnitudes) for uplo in ("L", "U")])
samples("linalg_eig", [S(T(3, 3), post=magnitudes)])
samples("linalg_svd", [S(T(*shape), False, post=lambda u, s, vh: (u.abs(), s, vh.abs())) for shape in ((3, 3), (3, 2), (2, 3))])
samples("_lu_factor", [S(T(3, 3), True)])
samples("linalg_lu", [S(T(3, 3)), S(T(3, 2)), S(T(2, 3))])
samples("lu_unpack", [S(T(3, 3), Pivots([3, 2, 3]), True, True)])
samples("linalg_lu_solve", [S(T(2, 2), Pivots([2, 2]), T(2, 3), pre=first(dominant)), S(T(2, 2), Pivots([2, 2]), T(3, 2), left=False, adjoint=True, pre=first(dominant))])

# Losses and normalisation.

samples("_pack_padded_sequence", [S(T(4, 3, 2), Ints([4, 2, 1]), False), S(T(3, 4), Ints([3, 3, 1]), True)])
samples("_unpack_rows", [S(T(7, 2), (3, 2, 1, 1), 5, 0.5)])
samples("_unpack_rows_backward", [S(T(5, 3, 2), (3, 2, 1, 1))])
samples("_recurrent_layer", [
    S("lstm", T(2, 2, 8), T(2, 2), T(2, 2), T(8, 2), T(8), (2, 2), False), S("gru", T(3, 6), T(2, 2), None, T(6, 2), T(6), (2, 1), True),
    S("tanh", T(3, 2), T(2, 2), None, T(2, 2), None, (2, 1), False),
])  # fmt: skip
samples("_norm_dim", [S(T(2, 3), 2.0, [1], False), S(T(2, 3), 3.0, [-1], True), S(T(2, 3), 1.5, [0], False)])
samples("_weight_norm_interface", [S(T(3, 4), T(3, 1), 0), S(T(2, 3, 4), T(1, 1, 4), 2)])
samples("_rrelu _rrelu.in_place", [S(T(2, 3), T(2, 3, real=True))])
samples("_rrelu_mean _rrelu_mean.in_place", with_numbers(0.25))
samples("_div_number", with_numbers(0.75))
samples("_mul_number", with_numbers(0.75))
# Small ones: their second derivatives are formulas of some hundred operators.
samples("grid_sampler_2d", [S(T(1, 2, 2, 3), T(1, 1, 2, 2), mode, padding, True) for mode, padding in ((0, 0), (0, 2), (2, 1))])
samples("grid_sampler_3d", [S(T(1, 2, 2, 3, 2), T(1, 1, 2, 1, 3), 0, padding, False) for padding in (0, 1)])
samples("grid_sampler_2d_backward", [S(T(1, 2, 1, 2), T(1, 2, 2, 3), T(1, 1, 2, 2), mode, padding, True) for mode, padding in ((0, 0), (0, 2), (2, 1))])
samples("grid_sampler_3d_backward", [S(T(1, 2, 1, 2, 1), T(1, 2, 2, 3, 2), T(1, 1, 2, 1, 3), 0, padding, False) for padding in (0, 1)])
samples("_grid_taps", [S(T(2, 1, 4), 5, mode, padding, True) for mode, padding in ((0, 0), (0, 1), (2, 2))])
samples("mse_loss", [S(T(2, 3), T(2, 3), reduction) for reduction in (0, 1, 2)])
samples("smooth_l1_loss huber_loss", [S(T(2, 3), T(2, 3), reduction, 0.7) for reduction in (0, 1, 2)])
samples("binary_cross_entropy", [S(T(2, 3, low=0.2, high=0.8), T(2, 3, low=0.2, high=0.8), weight, reduction)
                                 for weight, reduction in ((None, 0), (T(3, low=0.5, high=1.5), 1), (None, 2))])
samples("binary_cross_entropy_with_logits", [S(T(2, 3), T(2, 3, low=0.2, high=0.8), weight, positives, reduction) for weight, positives, reduction in (
    (None, None, 0), (T(3, low=0.5, high=1.5), T(3, low=0.5, high=1.5), 1), (None, None, 2))])
samples("soft_margin_loss", [S(T(2, 3), T(2, 3), reduction) for reduction in (0, 1, 2)])
samples("multi_margin_loss", [S(T(2, 3), Ints([1, 2]), p, 1.0, weight, reduction) for p, weight, reduction in ((1, None, 1), (2, T(3, low=0.5, high=1.5), 0))])
samples("multilabel_margin_loss", [S(T(2, 3), Ints([[1, 2, -1], [0, -1, 1]]), reduction) for reduction in (0, 1, 2)])
samples("nll_loss_forward", [S(T(2, 3), Ints([1, 2]), weight, reduction, ignore) for weight, reduction, ignore in (
    (None, 1, -100), (T(3, low=0.5, high=1.5), 2, 1), (T(3, low=0.5, high=1.5), 0, -100))])
samples("nll_loss2d_forward", [S(T(2, 3, 1, 2), Ints([[[1, 2]], [[0, 2]]]), None, 1, -100), S(T(1, 3, 1, 2), Ints([[[1, 2]]]), T(3, low=0.5, high=1.5), 0, 1)])
samples("nll_loss_backward", [S(T(), (2, 3), Ints([1, 2]), None, 2, -100, T(low=2, high=2)), S(T(2), (2, 3), Ints([1, 2]), T(3, low=0.5, high=1.5), 0, -100, T(low=2, high=2))])
samples("native_layer_norm", [S(T(2, 4), (4,), T(4), T(4), 1e-5), S(T(2, 2, 2), (2, 2), None, None, 1e-3)])
samples("native_group_norm", [S(T(2, 4, 2), T(4), T(4), 2, 1e-5), S(T(1, 2, 2), None, None, 1, 1e-3)])
samples("native_batch_norm", [S(T(3, 2), T(2), T(2), None, None, True, 0.1, 1e-5), S(T(2, 2, 2), None, None, None, None, True, 0.1, 1e-3),
                              S(T(3, 2), T(2), T(2), T(2), T(2, low=0.5, high=1.5), False, 0.1, 1e-5)])

# Padding, resizing, pooling, distances.

_PADS = {1: (1, 1), 2: (1, 1, 0, 1), 3: (1, 1, 0, 1, 1, 0)}
samples("_constant_pad", [S(T(2, 3), (1, 2), 1.5), S(T(2, 3), (-1, 1, 0, 1), 0.0)])
for n in (1, 2, 3):
    size = (1, *[3, 3, 2][:n])
    samples(f"reflection_pad{n}d", [S(T(*size), _PADS[n], "reflect")])
    samples(f"replication_pad{n}d", [S(T(*size), _PADS[n], "replicate")])
samples("_pad_copies", [S(T(1, 3), (1, 1), mode) for mode in ("reflect", "replicate", "circular")])
samples("_pad_copies_backward", [S(T(1, 5), (1, 3), (1, 1), mode) for mode in ("reflect", "replicate", "circular")])
for n, shape, size in ((1, (1, 1, 3), (5,)), (2, (1, 1, 2, 3), (3, 2)), (3, (1, 1, 2, 1, 2), (3, 2, 3))):
    samples(f"upsample_nearest{n}d upsample_nearest_exact{n}d", [S(T(*shape), size, None, None)])
    made = [S(T(*shape), size, corners, None) for corners in (False, True)]
    samples({1: "upsample_linear1d", 2: "upsample_bilinear2d upsample_bicubic2d upsample_bilinear_aa2d upsample_bicubic_aa2d", 3: "upsample_trilinear3d"}[n], made)
_MODES = [("nearest", None, False), ("linear", False, False), ("linear", True, False), ("cubic", False, True)]
samples("_resample", [S(T(1, 1, 3, 2), (2, 3), mode, corners, None, smooth) for mode, corners, smooth in _MODES])
samples("_resample_backward", [S(T(1, 1, 2, 3), (3, 2), mode, corners, None, smooth) for mode, corners, smooth in _MODES])
samples("pixel_shuffle", [S(T(1, 4, 1, 2), 2)])
samples("pixel_unshuffle", [S(T(1, 1, 2, 4), 2)])
samples("channel_shuffle", [S(T(1, 4, 2), 2)])
samples("_cdist", [S(T(2, 3), T(3, 3), p, False) for p in (0.0, 1.0, 1.5, 2.0, 3.0, float("inf"))] + [S(T(2, 2, 3), T(2, 1, 3), 2.0, True)])
samples("_pdist", [S(T(3, 3), p) for p in (0.0, 1.0, 1.5, 2.0, 3.0, float("inf"))])
for n, shape in ((2, (1, 4, 3)), (3, (1, 3, 2, 4))):
    twos, ones, zeros = (2,) * n, (1,) * n, (0,) * n
    samples(f"max_pool{n}d_with_indices", [S(T(*shape), twos, ones, zeros, ones, False), S(T(1, *shape), twos, twos, ones, ones, True)])
    samples(f"avg_pool{n}d _avg_pool" if n == 3 else f"avg_pool{n}d",
            [S(T(*shape), twos, ones, zeros, False, True, None), S(T(1, *shape), twos, twos, ones, True, False, None), S(T(*shape), twos, twos, zeros, False, True, 3)])
    samples(f"adaptive_max_pool{n}d _adaptive_avg_pool{n}d" + (" _adaptive_avg_pool" if n == 3 else ""), [S(T(*shape), twos), S(T(*shape), ones)])
samples("fractional_max_pool2d", [S(T(1, 2, 5, 4), (2, 3), (3, 2), T(1, 2, 2, low=0.1, high=0.9, real=True)), S(T(2, 4, 4), (1, 2), (2, 2), T(1, 2, 2, low=0.1, high=0.9))])
samples("fractional_max_pool3d", [S(T(1, 1, 3, 4, 3), (2, 2, 1), (2, 2, 2), T(1, 1, 3, low=0.1, high=0.9))])
samples("_ctc_paths", [S(T(5, 2, 3), Ints([[1, 1], [2, 0]]), (5, 4), (2, 1), 0, False, pre=lambda x: (x.log_softmax(-1),), post=only)])
samples("max_unpool2d", [S(T(1, 2, 2), Ints([[[0, 3], [9, 11]]]), (4, 3))])
samples("max_unpool3d", [S(T(1, 1, 2, 2), Ints([[[[0, 3], [9, 11]]]]), (2, 2, 3))])
samples("_pool_scatter", [S(T(1, 2, 2), Ints([[[0, 3], [3, 11]]]), (4, 3))])
samples("_pool_gather", [S(T(1, 4, 3), Ints([[[0, 3], [3, 11]]]), 2)])
samples("_avg_pool_backward", [S(T(1, 3, 2), (4, 3), (2, 2), (1, 1), (0, 0), False, True, None)])
samples("_adaptive_avg_pool_backward", [S(T(1, 2, 2), (4, 3))])

# What was there before a random fill gets a zero gradient, and a fill with a fixed generator does not depend on it.

samples("uniform exponential cauchy log_normal normal.in_place bernoulli.float random", [S(T(2, 3), generator=Draw())])
samples("random.from", [S(T(2, 3), 1, 9, generator=Draw())])
samples("random.to", [S(T(2, 3), 9, generator=Draw())])
samples("poisson", [S(T(2, 3, low=2.5, high=4.5), Draw())])
samples("geometric", [S(T(2, 3), 0.4, generator=Draw())])
samples("bernoulli", [S(T(2, 3, low=0.3, high=0.7), generator=Draw())])
samples("bernoulli.Tensor", [S(T(2, 3), T(2, 3, low=0.3, high=0.7), generator=Draw())])


# What does not stand in the table above, and why.

EXEMPT = {
    "_standard_gamma": "random: how a draw moves with its parameter has a test of its own",
    "special_zeta.other_scalar": "refuses: the first argument has no derivative",
    "normal.Tensor_Tensor": "the gradient is zero by convention, the derivative is not",
    "normal.Tensor_float": "the gradient is zero by convention, the derivative is not",
    "normal.float_Tensor": "the gradient is zero by convention, the derivative is not",
    "acosh.in_place": "refuses: no derivative",
    "asinh.in_place": "refuses: no derivative",
    "atanh.in_place": "refuses: no derivative",
    "_unique2": "refuses: no derivative",
    "geqrf": "refuses: no derivative",
    "unique_dim": "refuses: no derivative",
    "_unique_consecutive": "refuses: no derivative",
}

# Rows that refuse complex tensors, as in PyTorch.
REAL_ONLY = set(
    """
    complex polar fmod.Tensor fmod.Scalar remainder.Tensor remainder.Scalar maximum minimum fmax fmin clamp.Tensor clamp clamp_min.Tensor clamp_min
    clamp_max.Tensor clamp_max atan2 hypot copysign.Tensor copysign.Scalar nextafter logaddexp2 threshold celu hardshrink elu leaky_relu hardtanh mish
    threshold.in_place celu.in_place elu.in_place leaky_relu.in_place _safe_softmax
    hardsigmoid hardswish gelu_erf gelu_tanh nn_functional_softplus nn_functional_logsigmoid nn_functional_softshrink nn_functional_glu erf erfc erfinv
    special_erfcx special_ndtr special_log_ndtr special_ndtri lgamma digamma polygamma polygamma.in_place mvlgamma igamma igammac special_zeta special_zeta.self_scalar
    xlogy.Tensor xlogy.Scalar_Self xlogy.Scalar_Other special_xlog1py special_xlog1py.self_scalar special_xlog1py.other_scalar special_entr
    i0 special_i0e special_i1 special_i1e special_round sign deg2rad rad2deg floor ceil trunc frac round round.decimals frexp logit relu
    mse_loss smooth_l1_loss huber_loss binary_cross_entropy binary_cross_entropy_with_logits multi_margin_loss multilabel_margin_loss
    nll_loss_forward nll_loss2d_forward softmax.int log_softmax.int _softmax_backward_data _log_softmax_backward_data
    native_layer_norm native_group_norm native_batch_norm _weight_norm_interface
    nan_to_num embedding slice_scatter select_scatter lt.Tensor_ le.Tensor_ gt.Tensor_ ge.Tensor_ lt.Scalar_ le.Scalar_ gt.Scalar_ ge.Scalar_
    random random.from random.to exponential geometric cauchy log_normal bernoulli bernoulli.Tensor bernoulli.float poisson
    grid_sampler_2d grid_sampler_3d grid_sampler_2d_backward grid_sampler_3d_backward
    nansum max max.dim amax min min.dim amin aminmax median median.dim nanmedian nanmedian.dim mode kthvalue cummax cummin sort.stable sort topk
    """.split()
)  # fmt: skip

# Rows behind functions that refuse complex tensors before they get there, and rows whose complex derivative PyTorch refuses.
COMPLEX_UNCHECKED = set(
    """
    maximum_backward minimum_backward clamp_backward threshold_backward elu_backward leaky_relu_backward hardtanh_backward softplus_backward
    log_sigmoid_backward mish_backward gelu_backward gelu_tanh_backward hardsigmoid_backward hardswish_backward shrink_backward logit_backward
    _prelu_kernel nll_loss_backward _cdist _pdist max_pool2d_with_indices max_pool3d_with_indices adaptive_max_pool2d adaptive_max_pool3d
    scatter_reduce index_reduce segment_reduce soft_margin_loss fractional_max_pool2d fractional_max_pool3d _ctc_paths
    _recurrent_layer _rrelu_mean _rrelu_mean.in_place _grid_taps
    """.split()
)  # fmt: skip

# The third derivative of the determinant is there for regular matrices alone, which do not reach this row; PyTorch has no second ones of the others.
NO_SECOND = {"_cofactors", "_ctc_paths"}

# Rows that depend on the layout of their argument: views of its memory, and random values, which are drawn in the order of memory.
LAYOUT_BOUND = set(
    """
    view view_copy _reshape_alias _unsafe_view view_as_complex view_as_complex_copy as_strided_forward as_strided_backward as_strided_scatter
    uniform random random.from random.to exponential geometric cauchy log_normal normal.in_place bernoulli bernoulli.Tensor bernoulli.float poisson
    """.split()
)
