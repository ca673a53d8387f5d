# cython: language_level=3, boundscheck=False, wraparound=True, initializedcheck=False
"""Derivatives of the table's operators. Written by csrc/codegen.py."""
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from pyautograd._C.core cimport TableNode, conj_of, grads_list, put_list, saved_value, set_backward, span_start, wanted_part, wants

from .core import ops

from .formulas.elementwise import acosh_backward as f_acosh_backward
from .formulas.reductions import aminmax_backward as f_aminmax_backward
from .formulas.elementwise import angle_backward as f_angle_backward
from .formulas.elementwise import atan2_backward as f_atan2_backward
from .formulas.normalise import batch_norm_input_backward as f_batch_norm_input_backward
from .formulas.normalise import batch_norm_weight_backward as f_batch_norm_weight_backward
from .formulas.losses import bce_with_logits_backward as f_bce_with_logits_backward
from .formulas.losses import bce_with_logits_target_backward as f_bce_with_logits_target_backward
from .formulas.losses import binary_cross_entropy_backward as f_binary_cross_entropy_backward
from .formulas.losses import binary_cross_entropy_target_backward as f_binary_cross_entropy_target_backward
from .formulas.shapes import block_diag_backward as f_block_diag_backward
from .formulas.shapes import cat_backward as f_cat_backward
from .formulas.normalise import channel_sum as f_channel_sum
from .formulas.linalg import cholesky_backward as f_cholesky_backward
from .formulas.linalg import cholesky_inverse_backward as f_cholesky_inverse_backward
from .formulas.linalg import cholesky_solve_backward as f_cholesky_solve_backward
from .formulas.elementwise import clamp_max_bound_backward as f_clamp_max_bound_backward
from .formulas.elementwise import clamp_min_bound_backward as f_clamp_min_bound_backward
from .formulas.elementwise import clamp_self_backward as f_clamp_self_backward
from .formulas.elementwise import copysign_backward as f_copysign_backward
from .formulas.scans import cumextremum_backward as f_cumextremum_backward
from .formulas.scans import cumprod_backward as f_cumprod_backward
from .formulas.scans import cumsum_backward as f_cumsum_backward
from .formulas.linalg import det_backward as f_det_backward
from .formulas.elementwise import div_mode_other_backward as f_div_mode_other_backward
from .formulas.elementwise import div_mode_self_backward as f_div_mode_self_backward
from .formulas.elementwise import div_other_backward as f_div_other_backward
from .formulas.linalg import eig_backward as f_eig_backward
from .formulas.linalg import eigh_backward as f_eigh_backward
from .formulas.elementwise import erfinv_backward as f_erfinv_backward
from .formulas.reductions import evenly_distribute_backward as f_evenly_distribute_backward
from .formulas.reductions import extremum_backward as f_extremum_backward
from .formulas.elementwise import gelu_double_backward as f_gelu_double_backward
from .formulas.elementwise import gelu_tanh_double_backward as f_gelu_tanh_double_backward
from .formulas.elementwise import glu_backward as f_glu_backward
from .formulas.normalise import group_norm_input_backward as f_group_norm_input_backward
from .formulas.normalise import group_norm_weight_backward as f_group_norm_weight_backward
from .formulas.losses import huber_loss_backward as f_huber_loss_backward
from .formulas.elementwise import i1_backward as f_i1_backward
from .formulas.elementwise import i1e_backward as f_i1e_backward
from .formulas.elementwise import igamma_backward as f_igamma_backward
from .formulas.indexing import index_fill_value_backward as f_index_fill_value_backward
from .formulas.indexing import index_reduce_backward as f_index_reduce_backward
from .formulas.indexing import index_rows as f_index_rows
from .formulas.linalg import inv_backward as f_inv_backward
from .formulas.normalise import layer_norm_bias_backward as f_layer_norm_bias_backward
from .formulas.normalise import layer_norm_input_backward as f_layer_norm_input_backward
from .formulas.normalise import layer_norm_weight_backward as f_layer_norm_weight_backward
from .formulas.elementwise import logaddexp_backward as f_logaddexp_backward
from .formulas.scans import logcumsumexp_backward as f_logcumsumexp_backward
from .formulas.elementwise import logit_double_backward as f_logit_double_backward
from .formulas.reductions import logsumexp_backward as f_logsumexp_backward
from .formulas.linalg import lstsq_backward as f_lstsq_backward
from .formulas.linalg import lu_backward as f_lu_backward
from .formulas.linalg import lu_factor_backward as f_lu_factor_backward
from .formulas.linalg import lu_solve_backward as f_lu_solve_backward
from .formulas.linalg import lu_unpack_backward as f_lu_unpack_backward
from .formulas.linalg import matrix_exp_backward as f_matrix_exp_backward
from .formulas.reductions import mean_backward as f_mean_backward
from .formulas.elementwise import mish_double_backward as f_mish_double_backward
from .formulas.losses import mse_loss_backward as f_mse_loss_backward
from .formulas.losses import multi_margin_loss_backward as f_multi_margin_loss_backward
from .formulas.losses import multilabel_margin_loss_backward as f_multilabel_margin_loss_backward
from .formulas.elementwise import mvlgamma_backward as f_mvlgamma_backward
from .formulas.reductions import nansum_backward as f_nansum_backward
from .formulas.indexing import no_derivative as f_no_derivative
from .formulas.reductions import norm_backward as f_norm_backward
from .formulas.products import over_batch as f_over_batch
from .formulas.shapes import permute_backward as f_permute_backward
from .formulas.linalg import pinv_backward as f_pinv_backward
from .formulas.elementwise import pow_backward as f_pow_backward
from .formulas.elementwise import pow_exponent_backward as f_pow_exponent_backward
from .formulas.elementwise import pow_exponent_backward_number as f_pow_exponent_backward_number
from .formulas.elementwise import pow_self_backward as f_pow_self_backward
from .formulas.reductions import prod_backward as f_prod_backward
from .formulas.reductions import prod_dim_backward as f_prod_dim_backward
from .formulas.linalg import qr_backward as f_qr_backward
from .formulas.reductions import renorm_backward as f_renorm_backward
from .formulas.shapes import repeat_backward as f_repeat_backward
from .formulas.products import scaled as f_scaled
from .formulas.indexing import scatter_reduce_backward as f_scatter_reduce_backward
from .formulas.reductions import selected_backward as f_selected_backward
from .formulas.elementwise import sgn_backward as f_sgn_backward
from .formulas.elementwise import silu_double_backward as f_silu_double_backward
from .formulas.elementwise import sinc_backward as f_sinc_backward
from .formulas.linalg import slogdet_backward as f_slogdet_backward
from .formulas.losses import smooth_l1_loss_backward as f_smooth_l1_loss_backward
from .formulas.losses import soft_margin_loss_backward as f_soft_margin_loss_backward
from .formulas.normalise import softmax_double_backward as f_softmax_double_backward
from .formulas.elementwise import softplus_double_backward as f_softplus_double_backward
from .formulas.linalg import solve_backward as f_solve_backward
from .formulas.linalg import solve_triangular_backward as f_solve_triangular_backward
from .formulas.reductions import std_backward as f_std_backward
from .formulas.reductions import std_mean_backward as f_std_mean_backward
from .formulas.linalg import svd_backward as f_svd_backward
from .formulas.linalg import triangular_solve_backward as f_triangular_solve_backward
from .formulas.reductions import unreduced as f_unreduced
from .formulas.indexing import value_selecting_backward as f_value_selecting_backward
from .formulas.reductions import var_backward as f_var_backward
from .formulas.reductions import var_mean_backward as f_var_mean_backward
from .formulas.shapes import written_backward as f_written_backward
from .formulas.elementwise import xlog1py_backward as f_xlog1py_backward
from .formulas.elementwise import xlogy_backward as f_xlogy_backward
from .formulas.elementwise import zeta_backward as f_zeta_backward
cdef object o__cofactors_derivative = ops._cofactors_derivative
cdef object o__log_softmax_backward_data = ops._log_softmax_backward_data
cdef object o__softmax_backward_data = ops._softmax_backward_data
cdef object o_as_strided = ops.as_strided
cdef object o_as_strided_backward = ops.as_strided_backward
cdef object o_as_strided_forward = ops.as_strided_forward
cdef object o_as_strided_scatter = ops.as_strided_scatter
cdef object o_bmm = ops.bmm
cdef object o_cat = ops.cat
cdef object o_clamp_backward = ops.clamp_backward
cdef object o_complex = ops.complex
cdef object o_cos = ops.cos
cdef object o_cosh = ops.cosh
cdef object o_diagonal = ops.diagonal
cdef object o_diagonal_backward = ops.diagonal_backward
cdef object o_diagonal_scatter = ops.diagonal_scatter
cdef object o_digamma = ops.digamma
cdef object o_div = ops.div
cdef object o_elu_backward = ops.elu_backward
cdef object o_embedding_backward = ops.embedding_backward
cdef object o_embedding_backward_adjoint = ops.embedding_backward_adjoint
cdef object o_exp = ops.exp
cdef object o_exp2 = ops.exp2
cdef object o_flip = ops.flip
cdef object o_gather = ops.gather
cdef object o_gather_backward = ops.gather_backward
cdef object o_ge = ops.ge
cdef object o_gelu_backward = ops.gelu_backward
cdef object o_gelu_tanh_backward = ops.gelu_tanh_backward
cdef object o_gt = ops.gt
cdef object o_hardsigmoid_backward = ops.hardsigmoid_backward
cdef object o_hardswish_backward = ops.hardswish_backward
cdef object o_hardtanh_backward = ops.hardtanh_backward
cdef object o_imaginary_part = ops.imaginary_part
cdef object o_index = ops.index
cdef object o_index_backward = ops.index_backward
cdef object o_index_fill = ops.index_fill
cdef object o_index_select = ops.index_select
cdef object o_index_select_backward = ops.index_select_backward
cdef object o_index_zero = ops.index_zero
cdef object o_isfinite = ops.isfinite
cdef object o_isnan = ops.isnan
cdef object o_le = ops.le
cdef object o_leaky_relu_backward = ops.leaky_relu_backward
cdef object o_linalg_cross = ops.linalg_cross
cdef object o_log = ops.log
cdef object o_log_sigmoid_backward = ops.log_sigmoid_backward
cdef object o_logical_or = ops.logical_or
cdef object o_logit_backward = ops.logit_backward
cdef object o_lt = ops.lt
cdef object o_masked_fill = ops.masked_fill
cdef object o_masked_scatter = ops.masked_scatter
cdef object o_masked_scatter_backward = ops.masked_scatter_backward
cdef object o_masked_select = ops.masked_select
cdef object o_masked_select_backward = ops.masked_select_backward
cdef object o_maximum_backward = ops.maximum_backward
cdef object o_minimum_backward = ops.minimum_backward
cdef object o_mish_backward = ops.mish_backward
cdef object o_mm = ops.mm
cdef object o_mul = ops.mul
cdef object o_mv = ops.mv
cdef object o_ne = ops.ne
cdef object o_neg = ops.neg
cdef object o_nll_loss_backward = ops.nll_loss_backward
cdef object o_nll_loss_forward = ops.nll_loss_forward
cdef object o_outer = ops.outer
cdef object o_polygamma = ops.polygamma
cdef object o_pow = ops.pow
cdef object o_put = ops.put
cdef object o_real_part = ops.real_part
cdef object o_reshape = ops.reshape
cdef object o_roll = ops.roll
cdef object o_rot90 = ops.rot90
cdef object o_rsqrt = ops.rsqrt
cdef object o_scatter = ops.scatter
cdef object o_select = ops.select
cdef object o_select_backward = ops.select_backward
cdef object o_select_scatter = ops.select_scatter
cdef object o_sgn = ops.sgn
cdef object o_shrink_backward = ops.shrink_backward
cdef object o_sigmoid = ops.sigmoid
cdef object o_sigmoid_backward = ops.sigmoid_backward
cdef object o_silu_backward = ops.silu_backward
cdef object o_sin = ops.sin
cdef object o_sinh = ops.sinh
cdef object o_slice = ops.slice
cdef object o_slice_backward = ops.slice_backward
cdef object o_slice_scatter = ops.slice_scatter
cdef object o_softplus_backward = ops.softplus_backward
cdef object o_special_i1 = ops.special_i1
cdef object o_special_i1e = ops.special_i1e
cdef object o_squeeze = ops.squeeze
cdef object o_stack = ops.stack
cdef object o_t = ops.t
cdef object o_take = ops.take
cdef object o_take_backward = ops.take_backward
cdef object o_tanh_backward = ops.tanh_backward
cdef object o_threshold_backward = ops.threshold_backward
cdef object o_trace_backward = ops.trace_backward
cdef object o_transpose = ops.transpose
cdef object o_tril = ops.tril
cdef object o_triu = ops.triu
cdef object o_unbind = ops.unbind
cdef object o_unfold_backward = ops.unfold_backward
cdef object o_unsqueeze = ops.unsqueeze
cdef object o_view = ops.view
cdef object o_view_as_complex = ops.view_as_complex
cdef object o_view_as_real = ops.view_as_real
cdef object o_where = ops.where
cdef object o_zeros = ops.zeros
cdef object o_zeros_like = ops.zeros_like


cdef inline void put(PyObject **results, int at, object value) noexcept:
    if value is not None:
        Py_INCREF(value)
        results[at] = <PyObject *>value


cdef int d_0(TableNode node, PyObject **grads, PyObject **results) except -1:
    # copy
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    if wants(node, 1):
        other_dtype = saved_value(node, 0)
        put(results, 1, grad.to(other_dtype))
    return 0


cdef int d_1(TableNode node, PyObject **grads, PyObject **results) except -1:
    # fill.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    if wants(node, 1):
        put(results, 1, grad.sum())
    return 0


cdef int d_2(TableNode node, PyObject **grads, PyObject **results) except -1:
    # fill.Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_3(TableNode node, PyObject **grads, PyObject **results) except -1:
    # fill.Tensor_
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    if wants(node, 1):
        put(results, 1, grad.sum())
    return 0


cdef int d_4(TableNode node, PyObject **grads, PyObject **results) except -1:
    # fill.Scalar_
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_5(TableNode node, PyObject **grads, PyObject **results) except -1:
    # zero
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_6(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _to_copy
    grad = <object>grads[0]
    if wants(node, 0):
        self_dtype = saved_value(node, 0)
        put(results, 0, grad.to(self_dtype))
    return 0


cdef int d_9(TableNode node, PyObject **grads, PyObject **results) except -1:
    # alias
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    return 0


cdef int d_60(TableNode node, PyObject **grads, PyObject **results) except -1:
    # complex
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_real_part(grad))
    if wants(node, 1):
        put(results, 1, o_imaginary_part(grad))
    return 0


cdef int d_61(TableNode node, PyObject **grads, PyObject **results) except -1:
    # polar
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, o_real_part(o_mul(conj_of(grad), o_sgn(result))))
    if wants(node, 1):
        result = saved_value(node, 0)
        put(results, 1, o_real_part(o_mul(conj_of(grad), o_mul(result, 1j))))
    return 0


cdef int d_62(TableNode node, PyObject **grads, PyObject **results) except -1:
    # real_part
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_complex(grad, o_zeros_like(grad)))
    return 0


cdef int d_63(TableNode node, PyObject **grads, PyObject **results) except -1:
    # imaginary_part
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_complex(o_zeros_like(grad), grad))
    return 0


cdef int d_77(TableNode node, PyObject **grads, PyObject **results) except -1:
    # add
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    if wants(node, 1):
        alpha = saved_value(node, 0)
        put(results, 1, f_scaled(grad, alpha))
    return 0


cdef int d_78(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sub
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    if wants(node, 1):
        alpha = saved_value(node, 0)
        put(results, 1, o_neg(f_scaled(grad, alpha)))
    return 0


cdef int d_79(TableNode node, PyObject **grads, PyObject **results) except -1:
    # rsub.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        alpha = saved_value(node, 0)
        put(results, 0, o_neg(f_scaled(grad, alpha)))
    if wants(node, 1):
        put(results, 1, grad)
    return 0


cdef int d_80(TableNode node, PyObject **grads, PyObject **results) except -1:
    # rsub.Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        alpha = saved_value(node, 0)
        put(results, 0, o_neg(f_scaled(grad, alpha)))
    return 0


cdef int d_81(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mul
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 0)
        put(results, 0, grad * conj_of(other))
    if wants(node, 1):
        self = saved_value(node, 1)
        put(results, 1, grad * conj_of(self))
    return 0


cdef int d_82(TableNode node, PyObject **grads, PyObject **results) except -1:
    # div.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 0)
        put(results, 0, o_div(grad, conj_of(other)))
    if wants(node, 1):
        other = saved_value(node, 0)
        self = saved_value(node, 1)
        put(results, 1, f_div_other_backward(grad, self, other))
    return 0


cdef int d_83(TableNode node, PyObject **grads, PyObject **results) except -1:
    # div.Tensor_mode
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 0)
        rounding_mode = saved_value(node, 1)
        put(results, 0, f_div_mode_self_backward(grad, other, rounding_mode))
    if wants(node, 1):
        other = saved_value(node, 0)
        rounding_mode = saved_value(node, 1)
        self = saved_value(node, 2)
        put(results, 1, f_div_mode_other_backward(grad, self, other, rounding_mode))
    return 0


cdef int d_85(TableNode node, PyObject **grads, PyObject **results) except -1:
    # fmod.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_neg(grad * o_div(self, other, rounding_mode='trunc')))
    return 0


cdef int d_86(TableNode node, PyObject **grads, PyObject **results) except -1:
    # fmod.Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    return 0


cdef int d_87(TableNode node, PyObject **grads, PyObject **results) except -1:
    # remainder.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_neg(grad * o_div(self, other, rounding_mode='floor')))
    return 0


cdef int d_89(TableNode node, PyObject **grads, PyObject **results) except -1:
    # remainder.Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    return 0


cdef int d_92(TableNode node, PyObject **grads, PyObject **results) except -1:
    # pow.Tensor_Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        exponent = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_pow_self_backward(grad, self, exponent))
    if wants(node, 1):
        exponent = saved_value(node, 1)
        result = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 1, f_pow_exponent_backward(grad, self, exponent, result))
    return 0


cdef int d_93(TableNode node, PyObject **grads, PyObject **results) except -1:
    # pow.Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        exponent = saved_value(node, 1)
        result = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 0, f_pow_exponent_backward_number(grad, self, exponent, result))
    return 0


cdef int d_94(TableNode node, PyObject **grads, PyObject **results) except -1:
    # pow.Tensor_Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        exponent = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_pow_backward(grad, self, exponent))
    return 0


cdef int d_98(TableNode node, PyObject **grads, PyObject **results) except -1:
    # addcmul
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    if wants(node, 1):
        tensor2 = saved_value(node, 0)
        value = saved_value(node, 1)
        put(results, 1, f_scaled(grad * conj_of(tensor2), value))
    if wants(node, 2):
        tensor1 = saved_value(node, 2)
        value = saved_value(node, 1)
        put(results, 2, f_scaled(grad * conj_of(tensor1), value))
    return 0


cdef int d_99(TableNode node, PyObject **grads, PyObject **results) except -1:
    # addcdiv
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    if wants(node, 1):
        tensor2 = saved_value(node, 0)
        value = saved_value(node, 1)
        put(results, 1, f_scaled(o_div(grad, conj_of(tensor2)), value))
    if wants(node, 2):
        tensor1 = saved_value(node, 2)
        tensor2 = saved_value(node, 0)
        value = saved_value(node, 1)
        put(results, 2, o_neg(f_scaled(grad * conj_of(o_div(tensor1, tensor2 * tensor2)), value)))
    return 0


cdef int d_100(TableNode node, PyObject **grads, PyObject **results) except -1:
    # lerp.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        weight = saved_value(node, 0)
        put(results, 0, grad * conj_of(1 - weight))
    if wants(node, 1):
        weight = saved_value(node, 0)
        put(results, 1, grad * conj_of(weight))
    if wants(node, 2):
        end = saved_value(node, 1)
        self = saved_value(node, 2)
        put(results, 2, grad * conj_of(end - self))
    return 0


cdef int d_101(TableNode node, PyObject **grads, PyObject **results) except -1:
    # lerp.Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        weight = saved_value(node, 0)
        put(results, 0, grad * (1 - weight))
    if wants(node, 1):
        weight = saved_value(node, 0)
        put(results, 1, grad * weight)
    return 0


cdef int d_133(TableNode node, PyObject **grads, PyObject **results) except -1:
    # maximum
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_maximum_backward(grad, self, other))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_maximum_backward(grad, other, self))
    return 0


cdef int d_134(TableNode node, PyObject **grads, PyObject **results) except -1:
    # minimum
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_minimum_backward(grad, self, other))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_minimum_backward(grad, other, self))
    return 0


cdef int d_135(TableNode node, PyObject **grads, PyObject **results) except -1:
    # maximum_backward
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_maximum_backward(grad, self, other))
    return 0


cdef int d_136(TableNode node, PyObject **grads, PyObject **results) except -1:
    # minimum_backward
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_minimum_backward(grad, self, other))
    return 0


cdef int d_137(TableNode node, PyObject **grads, PyObject **results) except -1:
    # fmax
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_where(o_logical_or(o_ge(self, other), o_isnan(other)), grad, 0))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_where(o_logical_or(o_ge(self, other), o_isnan(other)), 0, grad))
    return 0


cdef int d_138(TableNode node, PyObject **grads, PyObject **results) except -1:
    # fmin
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_where(o_logical_or(o_le(self, other), o_isnan(other)), grad, 0))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_where(o_logical_or(o_le(self, other), o_isnan(other)), 0, grad))
    return 0


cdef int d_139(TableNode node, PyObject **grads, PyObject **results) except -1:
    # clamp.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        max = saved_value(node, 2)
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_clamp_self_backward(grad, self, min, max))
    if wants(node, 1):
        max = saved_value(node, 2)
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, f_clamp_min_bound_backward(grad, self, min, max))
    if wants(node, 2):
        max = saved_value(node, 2)
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 2, f_clamp_max_bound_backward(grad, self, min, max))
    return 0


cdef int d_140(TableNode node, PyObject **grads, PyObject **results) except -1:
    # clamp
    grad = <object>grads[0]
    if wants(node, 0):
        max = saved_value(node, 2)
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_clamp_backward(grad, self, min, max))
    return 0


cdef int d_141(TableNode node, PyObject **grads, PyObject **results) except -1:
    # clamp_backward
    grad = <object>grads[0]
    if wants(node, 0):
        max = saved_value(node, 2)
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_clamp_backward(grad, self, min, max))
    return 0


cdef int d_142(TableNode node, PyObject **grads, PyObject **results) except -1:
    # clamp_min.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_where(o_ge(self, min), grad, 0))
    if wants(node, 1):
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_where(o_lt(self, min), grad, 0))
    return 0


cdef int d_143(TableNode node, PyObject **grads, PyObject **results) except -1:
    # clamp_min
    grad = <object>grads[0]
    if wants(node, 0):
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_clamp_backward(grad, self, min, None))
    return 0


cdef int d_144(TableNode node, PyObject **grads, PyObject **results) except -1:
    # clamp_max.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        max = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_where(o_le(self, max), grad, 0))
    if wants(node, 1):
        max = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_where(o_gt(self, max), grad, 0))
    return 0


cdef int d_145(TableNode node, PyObject **grads, PyObject **results) except -1:
    # clamp_max
    grad = <object>grads[0]
    if wants(node, 0):
        max = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_clamp_backward(grad, self, None, max))
    return 0


cdef int d_147(TableNode node, PyObject **grads, PyObject **results) except -1:
    # where.self
    grad = <object>grads[0]
    if wants(node, 0):
        condition = saved_value(node, 0)
        put(results, 0, o_where(condition, grad, 0))
    if wants(node, 1):
        condition = saved_value(node, 0)
        put(results, 1, o_where(condition, 0, grad))
    return 0


cdef int d_148(TableNode node, PyObject **grads, PyObject **results) except -1:
    # where.ScalarSelf
    grad = <object>grads[0]
    if wants(node, 0):
        condition = saved_value(node, 0)
        put(results, 0, o_where(condition, 0, grad))
    return 0


cdef int d_149(TableNode node, PyObject **grads, PyObject **results) except -1:
    # where.ScalarOther
    grad = <object>grads[0]
    if wants(node, 0):
        condition = saved_value(node, 0)
        put(results, 0, o_where(condition, grad, 0))
    return 0


cdef int d_153(TableNode node, PyObject **grads, PyObject **results) except -1:
    # atan2
    grad = <object>grads[0]
    if wants(node, 0) or wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        answer = f_atan2_backward(grad, self, other)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_154(TableNode node, PyObject **grads, PyObject **results) except -1:
    # hypot
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, grad * o_div(self, result))
    if wants(node, 1):
        other = saved_value(node, 2)
        result = saved_value(node, 1)
        put(results, 1, grad * o_div(other, result))
    return 0


cdef int d_155(TableNode node, PyObject **grads, PyObject **results) except -1:
    # copysign.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_copysign_backward(grad, self, result))
    if wants(node, 1):
        put(results, 1, o_zeros_like(grad))
    return 0


cdef int d_156(TableNode node, PyObject **grads, PyObject **results) except -1:
    # copysign.Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_copysign_backward(grad, self, result))
    return 0


cdef int d_157(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nextafter
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_where(o_ne(self, other), grad, 0))
    if wants(node, 1):
        put(results, 1, o_zeros_like(grad))
    return 0


cdef int d_158(TableNode node, PyObject **grads, PyObject **results) except -1:
    # ldexp
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 0)
        put(results, 0, grad * conj_of(o_exp2(other)))
    if wants(node, 1):
        result = saved_value(node, 1)
        put(results, 1, grad * conj_of(result) * 0.6931471805599453)
    return 0


cdef int d_159(TableNode node, PyObject **grads, PyObject **results) except -1:
    # logaddexp
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_logaddexp_backward(grad, self, other))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, f_logaddexp_backward(grad, other, self))
    return 0


cdef int d_160(TableNode node, PyObject **grads, PyObject **results) except -1:
    # logaddexp2
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 0)
        self = saved_value(node, 1)
        put(results, 0, o_div(grad, 1 + o_exp2(other - self)))
    if wants(node, 1):
        other = saved_value(node, 0)
        self = saved_value(node, 1)
        put(results, 1, o_div(grad, 1 + o_exp2(self - other)))
    return 0


cdef int d_161(TableNode node, PyObject **grads, PyObject **results) except -1:
    # tanh_backward
    grad = <object>grads[0]
    if wants(node, 0):
        output = saved_value(node, 0)
        put(results, 0, o_tanh_backward(grad, conj_of(output)))
    if wants(node, 1):
        grad_output = saved_value(node, 1)
        output = saved_value(node, 0)
        put(results, 1, grad * conj_of(grad_output * output) * -2)
    return 0


cdef int d_162(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sigmoid_backward
    grad = <object>grads[0]
    if wants(node, 0):
        output = saved_value(node, 0)
        put(results, 0, o_sigmoid_backward(grad, conj_of(output)))
    if wants(node, 1):
        grad_output = saved_value(node, 1)
        output = saved_value(node, 0)
        put(results, 1, grad * conj_of(grad_output * (1 - 2 * output)))
    return 0


cdef int d_163(TableNode node, PyObject **grads, PyObject **results) except -1:
    # threshold_backward
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        threshold = saved_value(node, 1)
        put(results, 0, o_threshold_backward(grad, self, threshold))
    return 0


cdef int d_164(TableNode node, PyObject **grads, PyObject **results) except -1:
    # elu_backward
    grad = <object>grads[0]
    if wants(node, 0):
        alpha = saved_value(node, 1)
        input_scale = saved_value(node, 3)
        scale = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 0, o_elu_backward(grad, self, alpha, scale, input_scale))
    if wants(node, 1):
        alpha = saved_value(node, 1)
        grad_output = saved_value(node, 4)
        input_scale = saved_value(node, 3)
        scale = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 1, o_where(self < 0, o_elu_backward(grad * grad_output * input_scale, self, alpha, scale, input_scale), 0))
    return 0


cdef int d_165(TableNode node, PyObject **grads, PyObject **results) except -1:
    # leaky_relu_backward
    grad = <object>grads[0]
    if wants(node, 0):
        negative_slope = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_leaky_relu_backward(grad, self, negative_slope))
    return 0


cdef int d_166(TableNode node, PyObject **grads, PyObject **results) except -1:
    # hardtanh_backward
    grad = <object>grads[0]
    if wants(node, 0):
        max_val = saved_value(node, 2)
        min_val = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_hardtanh_backward(grad, self, min_val, max_val))
    return 0


cdef int d_167(TableNode node, PyObject **grads, PyObject **results) except -1:
    # softplus_backward
    grad = <object>grads[0]
    if wants(node, 0):
        beta = saved_value(node, 1)
        self = saved_value(node, 0)
        threshold = saved_value(node, 2)
        put(results, 0, o_softplus_backward(grad, self, beta, threshold))
    if wants(node, 1):
        beta = saved_value(node, 1)
        grad_output = saved_value(node, 3)
        self = saved_value(node, 0)
        threshold = saved_value(node, 2)
        put(results, 1, f_softplus_double_backward(grad * grad_output, self, beta, threshold))
    return 0


cdef int d_168(TableNode node, PyObject **grads, PyObject **results) except -1:
    # log_sigmoid_backward
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_log_sigmoid_backward(grad, self))
    if wants(node, 1):
        grad_output = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_neg(o_sigmoid_backward(grad * grad_output, o_sigmoid(self))))
    return 0


cdef int d_169(TableNode node, PyObject **grads, PyObject **results) except -1:
    # silu_backward
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_silu_backward(grad, conj_of(self)))
    if wants(node, 1):
        grad_output = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, f_silu_double_backward(grad, conj_of(grad_output), conj_of(self)))
    return 0


cdef int d_170(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mish_backward
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_mish_backward(grad, self))
    if wants(node, 1):
        grad_output = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, f_mish_double_backward(grad * grad_output, self))
    return 0


cdef int d_171(TableNode node, PyObject **grads, PyObject **results) except -1:
    # gelu_backward
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_gelu_backward(grad, self))
    if wants(node, 1):
        grad_output = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, f_gelu_double_backward(grad * grad_output, self))
    return 0


cdef int d_172(TableNode node, PyObject **grads, PyObject **results) except -1:
    # gelu_tanh_backward
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_gelu_tanh_backward(grad, self))
    if wants(node, 1):
        grad_output = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, f_gelu_tanh_double_backward(grad * grad_output, self))
    return 0


cdef int d_173(TableNode node, PyObject **grads, PyObject **results) except -1:
    # hardsigmoid_backward
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_hardsigmoid_backward(grad, self))
    return 0


cdef int d_174(TableNode node, PyObject **grads, PyObject **results) except -1:
    # hardswish_backward
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_hardswish_backward(grad, self))
    if wants(node, 1):
        grad_output = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_hardsigmoid_backward(grad * grad_output * 2, self))
    return 0


cdef int d_175(TableNode node, PyObject **grads, PyObject **results) except -1:
    # shrink_backward
    grad = <object>grads[0]
    if wants(node, 0):
        lambd = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_shrink_backward(grad, self, lambd))
    return 0


cdef int d_176(TableNode node, PyObject **grads, PyObject **results) except -1:
    # threshold
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        threshold = saved_value(node, 1)
        put(results, 0, o_threshold_backward(grad, self, threshold))
    return 0


cdef int d_177(TableNode node, PyObject **grads, PyObject **results) except -1:
    # celu
    grad = <object>grads[0]
    if wants(node, 0):
        alpha = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_elu_backward(grad, self, alpha, 1.0, 1.0 / alpha))
    return 0


cdef int d_180(TableNode node, PyObject **grads, PyObject **results) except -1:
    # hardshrink
    grad = <object>grads[0]
    if wants(node, 0):
        lambd = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_shrink_backward(grad, self, lambd))
    return 0


cdef int d_182(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _prelu_kernel
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        weight = saved_value(node, 1)
        put(results, 0, o_where(o_gt(self, 0), grad, weight * grad))
    if wants(node, 1):
        self = saved_value(node, 0)
        put(results, 1, o_where(o_gt(self, 0), 0, self * grad))
    return 0


cdef int d_183(TableNode node, PyObject **grads, PyObject **results) except -1:
    # elu
    grad = <object>grads[0]
    if wants(node, 0):
        alpha = saved_value(node, 1)
        input_scale = saved_value(node, 3)
        scale = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 0, o_elu_backward(grad, self, alpha, scale, input_scale))
    return 0


cdef int d_184(TableNode node, PyObject **grads, PyObject **results) except -1:
    # leaky_relu
    grad = <object>grads[0]
    if wants(node, 0):
        negative_slope = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_leaky_relu_backward(grad, self, negative_slope))
    return 0


cdef int d_185(TableNode node, PyObject **grads, PyObject **results) except -1:
    # hardtanh
    grad = <object>grads[0]
    if wants(node, 0):
        max_val = saved_value(node, 2)
        min_val = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_hardtanh_backward(grad, self, min_val, max_val))
    return 0


cdef int d_186(TableNode node, PyObject **grads, PyObject **results) except -1:
    # silu
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_silu_backward(grad, conj_of(self)))
    return 0


cdef int d_187(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mish
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_mish_backward(grad, self))
    return 0


cdef int d_188(TableNode node, PyObject **grads, PyObject **results) except -1:
    # hardsigmoid
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_hardsigmoid_backward(grad, self))
    return 0


cdef int d_189(TableNode node, PyObject **grads, PyObject **results) except -1:
    # hardswish
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_hardswish_backward(grad, self))
    return 0


cdef int d_190(TableNode node, PyObject **grads, PyObject **results) except -1:
    # gelu_erf
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_gelu_backward(grad, self))
    return 0


cdef int d_191(TableNode node, PyObject **grads, PyObject **results) except -1:
    # gelu_tanh
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_gelu_tanh_backward(grad, self))
    return 0


cdef int d_208(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nn_functional_softplus
    grad = <object>grads[0]
    if wants(node, 0):
        beta = saved_value(node, 1)
        self = saved_value(node, 0)
        threshold = saved_value(node, 2)
        put(results, 0, o_softplus_backward(grad, self, beta, threshold))
    return 0


cdef int d_209(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nn_functional_logsigmoid
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_log_sigmoid_backward(grad, self))
    return 0


cdef int d_210(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nn_functional_softshrink
    grad = <object>grads[0]
    if wants(node, 0):
        lambd = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_shrink_backward(grad, self, lambd))
    return 0


cdef int d_211(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nn_functional_glu
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_glu_backward(grad, self, dim))
    return 0


cdef int d_219(TableNode node, PyObject **grads, PyObject **results) except -1:
    # erf
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * o_exp(o_neg(self * self)) * 1.1283791670955126)
    return 0


cdef int d_220(TableNode node, PyObject **grads, PyObject **results) except -1:
    # erfc
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * o_exp(o_neg(self * self)) * -1.1283791670955126)
    return 0


cdef int d_221(TableNode node, PyObject **grads, PyObject **results) except -1:
    # erfinv
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, f_erfinv_backward(grad, self))
    return 0


cdef int d_222(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_erfcx
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, grad * (2 * self * result - 1.1283791670955126))
    return 0


cdef int d_223(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_ndtr
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * o_exp(self * self * -0.5) * 0.3989422804014327)
    return 0


cdef int d_224(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_log_ndtr
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        self = saved_value(node, 1)
        put(results, 0, grad * o_exp(o_neg(result + self * self * 0.5)) * 0.3989422804014327)
    return 0


cdef int d_225(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_ndtri
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, grad * o_exp(result * result * 0.5) * 2.5066282746310002)
    return 0


cdef int d_226(TableNode node, PyObject **grads, PyObject **results) except -1:
    # lgamma
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * o_digamma(self))
    return 0


cdef int d_227(TableNode node, PyObject **grads, PyObject **results) except -1:
    # digamma
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * o_polygamma(1, self))
    return 0


cdef int d_228(TableNode node, PyObject **grads, PyObject **results) except -1:
    # polygamma
    grad = <object>grads[0]
    if wants(node, 0):
        n = saved_value(node, 0)
        self = saved_value(node, 1)
        put(results, 0, grad * o_polygamma(n + 1, self))
    return 0


cdef int d_230(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mvlgamma
    grad = <object>grads[0]
    if wants(node, 0):
        p = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_mvlgamma_backward(grad, self, p))
    return 0


cdef int d_231(TableNode node, PyObject **grads, PyObject **results) except -1:
    # igamma
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, f_no_derivative('igamma: input'))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, f_igamma_backward(grad, self, other))
    return 0


cdef int d_232(TableNode node, PyObject **grads, PyObject **results) except -1:
    # igammac
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, f_no_derivative('igammac: input'))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_neg(f_igamma_backward(grad, self, other)))
    return 0


cdef int d_233(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_zeta
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, f_no_derivative('zeta'))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, f_zeta_backward(grad, self, other))
    return 0


cdef int d_234(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_zeta.self_scalar
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_zeta_backward(grad, self, other))
    return 0


cdef int d_235(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_zeta.other_scalar
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, f_no_derivative('zeta'))
    return 0


cdef int d_236(TableNode node, PyObject **grads, PyObject **results) except -1:
    # xlogy.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_xlogy_backward(grad, self, other))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_div(grad * self, other))
    return 0


cdef int d_237(TableNode node, PyObject **grads, PyObject **results) except -1:
    # xlogy.Scalar_Self
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_div(grad * self, other))
    return 0


cdef int d_238(TableNode node, PyObject **grads, PyObject **results) except -1:
    # xlogy.Scalar_Other
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_xlogy_backward(grad, self, other))
    return 0


cdef int d_239(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_xlog1py
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_xlog1py_backward(grad, self, other))
    if wants(node, 1):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 1, o_div(grad * self, other + 1))
    return 0


cdef int d_240(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_xlog1py.self_scalar
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_div(grad * self, other + 1))
    return 0


cdef int d_241(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_xlog1py.other_scalar
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_xlog1py_backward(grad, self, other))
    return 0


cdef int d_242(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_entr
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_neg(grad * (o_log(self) + 1)))
    return 0


cdef int d_243(TableNode node, PyObject **grads, PyObject **results) except -1:
    # i0
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * o_special_i1(self))
    return 0


cdef int d_244(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_i0e
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, grad * (o_special_i1e(self) - o_sgn(self) * result))
    return 0


cdef int d_245(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_i1
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_i1_backward(grad, self, result))
    return 0


cdef int d_246(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_i1e
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_i1e_backward(grad, self, result))
    return 0


cdef int d_247(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_exp2
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, grad * conj_of(result) * 0.6931471805599453)
    return 0


cdef int d_248(TableNode node, PyObject **grads, PyObject **results) except -1:
    # special_round
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_249(TableNode node, PyObject **grads, PyObject **results) except -1:
    # abs
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * o_sgn(self))
    return 0


cdef int d_250(TableNode node, PyObject **grads, PyObject **results) except -1:
    # neg
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_neg(grad))
    return 0


cdef int d_251(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sign
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_252(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sgn
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_sgn_backward(grad, self, result))
    return 0


cdef int d_255(TableNode node, PyObject **grads, PyObject **results) except -1:
    # exp
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, grad * conj_of(result))
    return 0


cdef int d_256(TableNode node, PyObject **grads, PyObject **results) except -1:
    # exp2
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, grad * conj_of(result) * 0.6931471805599453)
    return 0


cdef int d_257(TableNode node, PyObject **grads, PyObject **results) except -1:
    # expm1
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, grad * (conj_of(result) + 1))
    return 0


cdef int d_258(TableNode node, PyObject **grads, PyObject **results) except -1:
    # log
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_div(grad, conj_of(self)))
    return 0


cdef int d_259(TableNode node, PyObject **grads, PyObject **results) except -1:
    # log1p
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_div(grad, conj_of(self + 1)))
    return 0


cdef int d_260(TableNode node, PyObject **grads, PyObject **results) except -1:
    # log2
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_div(grad, conj_of(self) * 0.6931471805599453))
    return 0


cdef int d_261(TableNode node, PyObject **grads, PyObject **results) except -1:
    # log10
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_div(grad, conj_of(self) * 2.302585092994046))
    return 0


cdef int d_262(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sqrt
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, o_div(grad, 2 * conj_of(result)))
    return 0


cdef int d_263(TableNode node, PyObject **grads, PyObject **results) except -1:
    # rsqrt
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, -0.5 * grad * conj_of(o_pow(result, 3)))
    return 0


cdef int d_264(TableNode node, PyObject **grads, PyObject **results) except -1:
    # reciprocal
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, o_neg(grad * conj_of(result * result)))
    return 0


cdef int d_265(TableNode node, PyObject **grads, PyObject **results) except -1:
    # square
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * conj_of(self * 2))
    return 0


cdef int d_266(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sin
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * conj_of(o_cos(self)))
    return 0


cdef int d_267(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cos
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_neg(grad * conj_of(o_sin(self))))
    return 0


cdef int d_268(TableNode node, PyObject **grads, PyObject **results) except -1:
    # tan
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, grad * conj_of(1 + result * result))
    return 0


cdef int d_269(TableNode node, PyObject **grads, PyObject **results) except -1:
    # asin
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * conj_of(o_rsqrt(1 - self * self)))
    return 0


cdef int d_270(TableNode node, PyObject **grads, PyObject **results) except -1:
    # acos
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_neg(grad * conj_of(o_rsqrt(1 - self * self))))
    return 0


cdef int d_271(TableNode node, PyObject **grads, PyObject **results) except -1:
    # atan
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_div(grad, conj_of(1 + self * self)))
    return 0


cdef int d_272(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sinh
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * conj_of(o_cosh(self)))
    return 0


cdef int d_273(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cosh
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * conj_of(o_sinh(self)))
    return 0


cdef int d_274(TableNode node, PyObject **grads, PyObject **results) except -1:
    # tanh
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, o_tanh_backward(grad, conj_of(result)))
    return 0


cdef int d_275(TableNode node, PyObject **grads, PyObject **results) except -1:
    # asinh
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * conj_of(o_rsqrt(self * self + 1)))
    return 0


cdef int d_276(TableNode node, PyObject **grads, PyObject **results) except -1:
    # acosh
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, f_acosh_backward(grad, self))
    return 0


cdef int d_277(TableNode node, PyObject **grads, PyObject **results) except -1:
    # atanh
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, o_div(grad, conj_of(1 - self * self)))
    return 0


cdef int d_278(TableNode node, PyObject **grads, PyObject **results) except -1:
    # deg2rad
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad * 0.017453292519943295)
    return 0


cdef int d_279(TableNode node, PyObject **grads, PyObject **results) except -1:
    # rad2deg
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad * 57.29577951308232)
    return 0


cdef int d_280(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sinc
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, f_sinc_backward(grad, self))
    return 0


cdef int d_281(TableNode node, PyObject **grads, PyObject **results) except -1:
    # floor
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_282(TableNode node, PyObject **grads, PyObject **results) except -1:
    # ceil
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_283(TableNode node, PyObject **grads, PyObject **results) except -1:
    # trunc
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_284(TableNode node, PyObject **grads, PyObject **results) except -1:
    # frac
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    return 0


cdef int d_285(TableNode node, PyObject **grads, PyObject **results) except -1:
    # round
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_286(TableNode node, PyObject **grads, PyObject **results) except -1:
    # round.decimals
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_287(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nan_to_num
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, grad * o_isfinite(self))
    return 0


cdef int d_288(TableNode node, PyObject **grads, PyObject **results) except -1:
    # frexp
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        exponent = saved_value(node, 0)
        put(results, 0, o_div(grads_[0], o_exp2(exponent)))
    return 0


cdef int d_289(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sigmoid
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, o_sigmoid_backward(grad, conj_of(result)))
    return 0


cdef int d_290(TableNode node, PyObject **grads, PyObject **results) except -1:
    # logit
    grad = <object>grads[0]
    if wants(node, 0):
        eps = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_logit_backward(grad, self, eps))
    return 0


cdef int d_291(TableNode node, PyObject **grads, PyObject **results) except -1:
    # logit_backward
    grad = <object>grads[0]
    if wants(node, 0):
        eps = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, o_logit_backward(grad, self, eps))
    if wants(node, 1):
        eps = saved_value(node, 1)
        grad_output = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 1, f_logit_double_backward(grad, grad_output, self, eps))
    return 0


cdef int d_292(TableNode node, PyObject **grads, PyObject **results) except -1:
    # relu
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        put(results, 0, o_threshold_backward(grad, result, 0))
    return 0


cdef int d_294(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _conj
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, conj_of(grad))
    return 0


cdef int d_296(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _conj_physical
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, conj_of(grad))
    return 0


cdef int d_301(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _real
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    return 0


cdef int d_302(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _imag
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad * 1j)
    return 0


cdef int d_303(TableNode node, PyObject **grads, PyObject **results) except -1:
    # angle
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, f_angle_backward(grad, self))
    return 0


cdef int d_312(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index
    grad = <object>grads[0]
    if wants(node, 0):
        dims = saved_value(node, 2)
        indices = saved_value(node, 0)
        self_shape = saved_value(node, 1)
        put(results, 0, o_index_backward(grad, indices, self_shape, dims))
    return 0


cdef int d_313(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_backward
    grad = <object>grads[0]
    if wants(node, 0):
        dims = saved_value(node, 1)
        indices = saved_value(node, 0)
        put(results, 0, o_index(grad, indices, dims))
    return 0


cdef int d_314(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_put
    grad = <object>grads[0]
    if wants(node, 0):
        accumulate = saved_value(node, 0)
        indices = saved_value(node, 1)
        put(results, 0, grad if accumulate else o_index_zero(grad, indices))
    if wants(node, 1):
        indices = saved_value(node, 1)
        put(results, 1, o_index(grad, indices))
    return 0


cdef int d_315(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _index_put_impl
    grad = <object>grads[0]
    if wants(node, 0):
        accumulate = saved_value(node, 0)
        dims = saved_value(node, 2)
        indices = saved_value(node, 1)
        put(results, 0, grad if accumulate else o_index_zero(grad, indices, dims))
    if wants(node, 1):
        dims = saved_value(node, 2)
        indices = saved_value(node, 1)
        put(results, 1, o_index(grad, indices, dims))
    return 0


cdef int d_316(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_zero
    grad = <object>grads[0]
    if wants(node, 0):
        dims = saved_value(node, 1)
        indices = saved_value(node, 0)
        put(results, 0, o_index_zero(grad, indices, dims))
    return 0


cdef int d_322(TableNode node, PyObject **grads, PyObject **results) except -1:
    # take
    grad = <object>grads[0]
    if wants(node, 0):
        index = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        put(results, 0, o_take_backward(grad, self_shape, index))
    return 0


cdef int d_323(TableNode node, PyObject **grads, PyObject **results) except -1:
    # take_backward
    grad = <object>grads[0]
    if wants(node, 0):
        index = saved_value(node, 0)
        put(results, 0, o_take(grad, index))
    return 0


cdef int d_324(TableNode node, PyObject **grads, PyObject **results) except -1:
    # put
    grad = <object>grads[0]
    if wants(node, 0):
        accumulate = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, grad if accumulate else o_put(grad, index, o_zeros_like(o_take(grad, index))))
    if wants(node, 1):
        index = saved_value(node, 1)
        source_shape = saved_value(node, 2)
        put(results, 1, o_reshape(o_take(grad, index), source_shape))
    return 0


cdef int d_326(TableNode node, PyObject **grads, PyObject **results) except -1:
    # masked_fill.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        mask = saved_value(node, 0)
        put(results, 0, o_masked_fill(grad, mask, 0))
    if wants(node, 1):
        mask = saved_value(node, 0)
        put(results, 1, o_masked_select(grad, mask).sum())
    return 0


cdef int d_327(TableNode node, PyObject **grads, PyObject **results) except -1:
    # masked_fill.Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        mask = saved_value(node, 0)
        put(results, 0, o_masked_fill(grad, mask, 0))
    return 0


cdef int d_328(TableNode node, PyObject **grads, PyObject **results) except -1:
    # masked_select
    grad = <object>grads[0]
    if wants(node, 0):
        mask = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        put(results, 0, o_masked_select_backward(grad, self_shape, mask))
    return 0


cdef int d_329(TableNode node, PyObject **grads, PyObject **results) except -1:
    # masked_select_backward
    grad = <object>grads[0]
    if wants(node, 0):
        mask = saved_value(node, 0)
        put(results, 0, o_masked_select(grad, mask))
    return 0


cdef int d_330(TableNode node, PyObject **grads, PyObject **results) except -1:
    # masked_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        mask = saved_value(node, 0)
        put(results, 0, o_masked_fill(grad, mask, 0))
    if wants(node, 1):
        mask = saved_value(node, 0)
        source_shape = saved_value(node, 1)
        put(results, 1, o_masked_scatter_backward(grad, mask, source_shape))
    return 0


cdef int d_331(TableNode node, PyObject **grads, PyObject **results) except -1:
    # masked_scatter_backward
    grad = <object>grads[0]
    if wants(node, 0):
        grad_output_shape = saved_value(node, 0)
        mask = saved_value(node, 1)
        put(results, 0, o_masked_scatter(o_zeros(grad_output_shape, dtype=grad.dtype), mask, grad))
    return 0


cdef int d_332(TableNode node, PyObject **grads, PyObject **results) except -1:
    # select_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        index = saved_value(node, 2)
        src_shape = saved_value(node, 0)
        put(results, 0, o_select_scatter(grad, o_zeros(src_shape, dtype=grad.dtype), dim, index))
    if wants(node, 1):
        dim = saved_value(node, 1)
        index = saved_value(node, 2)
        put(results, 1, o_select(grad, dim, index))
    return 0


cdef int d_333(TableNode node, PyObject **grads, PyObject **results) except -1:
    # slice_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        end = saved_value(node, 3)
        src_shape = saved_value(node, 0)
        start = saved_value(node, 2)
        step = saved_value(node, 4)
        put(results, 0, o_slice_scatter(grad, o_zeros(src_shape, dtype=grad.dtype), dim, start, end, step))
    if wants(node, 1):
        dim = saved_value(node, 1)
        end = saved_value(node, 3)
        start = saved_value(node, 2)
        step = saved_value(node, 4)
        put(results, 1, o_slice(grad, dim, start, end, step))
    return 0


cdef int d_334(TableNode node, PyObject **grads, PyObject **results) except -1:
    # diagonal_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        dim1 = saved_value(node, 2)
        dim2 = saved_value(node, 3)
        offset = saved_value(node, 1)
        src_shape = saved_value(node, 0)
        put(results, 0, o_diagonal_scatter(grad, o_zeros(src_shape, dtype=grad.dtype), offset, dim1, dim2))
    if wants(node, 1):
        dim1 = saved_value(node, 2)
        dim2 = saved_value(node, 3)
        offset = saved_value(node, 1)
        put(results, 1, o_diagonal(grad, offset, dim1, dim2))
    return 0


cdef int d_335(TableNode node, PyObject **grads, PyObject **results) except -1:
    # as_strided_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        size = saved_value(node, 1)
        src_shape = saved_value(node, 0)
        storage_offset = saved_value(node, 3)
        stride = saved_value(node, 2)
        put(results, 0, o_as_strided_scatter(grad, o_zeros(src_shape, dtype=grad.dtype), size, stride, storage_offset))
    if wants(node, 1):
        size = saved_value(node, 1)
        storage_offset = saved_value(node, 3)
        stride = saved_value(node, 2)
        put(results, 1, o_as_strided(grad.contiguous(), size, stride, storage_offset))
    return 0


cdef int d_337(TableNode node, PyObject **grads, PyObject **results) except -1:
    # embedding
    grad = <object>grads[0]
    if wants(node, 0):
        indices = saved_value(node, 0)
        padding_idx = saved_value(node, 2)
        scale_grad_by_freq = saved_value(node, 3)
        weight_shape = saved_value(node, 1)
        put(results, 0, o_embedding_backward(grad, indices, weight_shape[0], padding_idx, scale_grad_by_freq))
    return 0


cdef int d_338(TableNode node, PyObject **grads, PyObject **results) except -1:
    # embedding_backward
    grad = <object>grads[0]
    if wants(node, 0):
        indices = saved_value(node, 0)
        padding_idx = saved_value(node, 1)
        scale_grad_by_freq = saved_value(node, 2)
        put(results, 0, o_embedding_backward_adjoint(grad, indices, padding_idx, scale_grad_by_freq))
    return 0


cdef int d_339(TableNode node, PyObject **grads, PyObject **results) except -1:
    # embedding_backward_adjoint
    grad = <object>grads[0]
    if wants(node, 0):
        indices = saved_value(node, 0)
        padding_idx = saved_value(node, 2)
        scale_grad_by_freq = saved_value(node, 3)
        self_shape = saved_value(node, 1)
        put(results, 0, o_embedding_backward(grad, indices, self_shape[0], padding_idx, scale_grad_by_freq))
    return 0


cdef int d_343(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cat
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        tensors_shapes = saved_value(node, 0)
        put_list(node, 0, f_cat_backward(grad, tensors_shapes, dim), results)
    return 0


cdef int d_344(TableNode node, PyObject **grads, PyObject **results) except -1:
    # stack
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put_list(node, 0, o_unbind(grad, dim), results)
    return 0


cdef int d_349(TableNode node, PyObject **grads, PyObject **results) except -1:
    # block_diag
    grad = <object>grads[0]
    if wants(node, 0):
        tensors_shapes = saved_value(node, 0)
        put_list(node, 0, f_block_diag_backward(grad, tensors_shapes), results)
    return 0


cdef int d_354(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_det
    grad = <object>grads[0]
    if wants(node, 0):
        A = saved_value(node, 1)
        result = saved_value(node, 0)
        put(results, 0, f_det_backward(grad, result, A))
    return 0


cdef int d_356(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _cofactors
    grad = <object>grads[0]
    if wants(node, 0):
        A = saved_value(node, 0)
        put(results, 0, conj_of(o__cofactors_derivative(A, conj_of(grad))))
    return 0


cdef int d_358(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_slogdet
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        A = saved_value(node, 0)
        sign = saved_value(node, 1)
        put(results, 0, f_slogdet_backward(grads_[0], grads_[1], A, sign))
    return 0


cdef int d_362(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _inverse
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        inverse = saved_value(node, 0)
        put(results, 0, f_inv_backward(grads_[0], inverse))
    return 0


cdef int d_367(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _pinv
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        self = saved_value(node, 1)
        put(results, 0, f_pinv_backward(grad, result, self))
    return 0


cdef int d_374(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_matrix_exp
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        put(results, 0, f_matrix_exp_backward(grad, self))
    return 0


cdef int d_377(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _solve
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0) or wants(node, 1):
        A = saved_value(node, 0)
        B_shape = saved_value(node, 1)
        left = saved_value(node, 3)
        solution = saved_value(node, 2)
        needs_A = wants(node, 0)
        answer = f_solve_backward(grads_[0], A, B_shape, solution, left, needs_A)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_379(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_solve_triangular
    grad = <object>grads[0]
    if wants(node, 0) or wants(node, 1):
        left = saved_value(node, 3)
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        unitriangular = saved_value(node, 4)
        upper = saved_value(node, 2)
        needs_self = wants(node, 0)
        answer = f_solve_triangular_backward(grad, self, result, upper, left, unitriangular, needs_self)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_380(TableNode node, PyObject **grads, PyObject **results) except -1:
    # triangular_solve
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0) or wants(node, 1):
        A = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        solution = saved_value(node, 2)
        transpose = saved_value(node, 4)
        unitriangular = saved_value(node, 5)
        upper = saved_value(node, 3)
        needs_A = wants(node, 1)
        answer = f_triangular_solve_backward(grads_[0], grads_[1], self_shape, A, solution, upper, transpose, unitriangular, needs_A)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_381(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_lstsq
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0) or wants(node, 1):
        b = saved_value(node, 1)
        self = saved_value(node, 0)
        solution = saved_value(node, 2)
        answer = f_lstsq_backward(grads_[0], grads_[1], self, b, solution)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_383(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _cholesky
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        L = saved_value(node, 0)
        upper = saved_value(node, 1)
        put(results, 0, f_cholesky_backward(grads_[0], L, upper))
    return 0


cdef int d_385(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cholesky
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        upper = saved_value(node, 1)
        put(results, 0, f_cholesky_backward(grad, result, upper))
    return 0


cdef int d_386(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cholesky_solve
    grad = <object>grads[0]
    if wants(node, 0) or wants(node, 1):
        input2 = saved_value(node, 0)
        result = saved_value(node, 1)
        upper = saved_value(node, 2)
        answer = f_cholesky_solve_backward(grad, input2, result, upper)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_387(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cholesky_inverse
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 2)
        self = saved_value(node, 0)
        upper = saved_value(node, 1)
        put(results, 0, f_cholesky_inverse_backward(grad, self, upper, result))
    return 0


cdef int d_388(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_qr
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        Q = saved_value(node, 0)
        R = saved_value(node, 1)
        mode = saved_value(node, 2)
        put(results, 0, f_qr_backward(grads_[0], grads_[1], Q, R, mode))
    return 0


cdef int d_390(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_eigh
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        eigenvalues = saved_value(node, 0)
        eigenvectors = saved_value(node, 1)
        put(results, 0, f_eigh_backward(grads_[0], grads_[1], eigenvalues, eigenvectors))
    return 0


cdef int d_392(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_eig
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        eigenvalues = saved_value(node, 0)
        eigenvectors = saved_value(node, 1)
        put(results, 0, f_eig_backward(grads_[0], grads_[1], eigenvalues, eigenvectors))
    return 0


cdef int d_394(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_svd
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        S = saved_value(node, 1)
        U = saved_value(node, 0)
        Vh = saved_value(node, 2)
        put(results, 0, f_svd_backward(grads_, U, S, Vh))
    return 0


cdef int d_398(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _lu_factor
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        LU = saved_value(node, 0)
        pivots = saved_value(node, 1)
        put(results, 0, f_lu_factor_backward(grads_[0], LU, pivots))
    return 0


cdef int d_400(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_lu
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        L = saved_value(node, 1)
        P = saved_value(node, 0)
        U = saved_value(node, 2)
        put(results, 0, f_lu_backward(grads_[1], grads_[2], P, L, U))
    return 0


cdef int d_401(TableNode node, PyObject **grads, PyObject **results) except -1:
    # lu_unpack
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        LU_data_shape = saved_value(node, 0)
        put(results, 0, f_lu_unpack_backward(grads_[1], grads_[2], LU_data_shape))
    return 0


cdef int d_402(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_lu_solve
    grad = <object>grads[0]
    if wants(node, 0) or wants(node, 1):
        LU = saved_value(node, 0)
        adjoint = saved_value(node, 4)
        left = saved_value(node, 3)
        pivots = saved_value(node, 1)
        result = saved_value(node, 2)
        needs_LU = wants(node, 0)
        answer = f_lu_solve_backward(grad, LU, pivots, result, left, adjoint, needs_LU)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_414(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mse_loss
    grad = <object>grads[0]
    if wants(node, 0):
        reduction = saved_value(node, 2)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        put(results, 0, f_mse_loss_backward(grad, self, target, reduction))
    if wants(node, 1):
        reduction = saved_value(node, 2)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        put(results, 1, -f_mse_loss_backward(grad, self, target, reduction))
    return 0


cdef int d_415(TableNode node, PyObject **grads, PyObject **results) except -1:
    # smooth_l1_loss
    grad = <object>grads[0]
    if wants(node, 0):
        beta = saved_value(node, 3)
        reduction = saved_value(node, 2)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        put(results, 0, f_smooth_l1_loss_backward(grad, self, target, reduction, beta))
    if wants(node, 1):
        beta = saved_value(node, 3)
        reduction = saved_value(node, 2)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        put(results, 1, -f_smooth_l1_loss_backward(grad, self, target, reduction, beta))
    return 0


cdef int d_416(TableNode node, PyObject **grads, PyObject **results) except -1:
    # huber_loss
    grad = <object>grads[0]
    if wants(node, 0):
        delta = saved_value(node, 3)
        reduction = saved_value(node, 2)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        put(results, 0, f_huber_loss_backward(grad, self, target, reduction, delta))
    if wants(node, 1):
        delta = saved_value(node, 3)
        reduction = saved_value(node, 2)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        put(results, 1, -f_huber_loss_backward(grad, self, target, reduction, delta))
    return 0


cdef int d_417(TableNode node, PyObject **grads, PyObject **results) except -1:
    # binary_cross_entropy
    grad = <object>grads[0]
    if wants(node, 0):
        reduction = saved_value(node, 3)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        weight = saved_value(node, 2)
        put(results, 0, f_binary_cross_entropy_backward(grad, self, target, weight, reduction))
    if wants(node, 1):
        reduction = saved_value(node, 3)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        weight = saved_value(node, 2)
        put(results, 1, f_binary_cross_entropy_target_backward(grad, self, target, weight, reduction))
    return 0


cdef int d_418(TableNode node, PyObject **grads, PyObject **results) except -1:
    # binary_cross_entropy_with_logits
    grad = <object>grads[0]
    if wants(node, 0):
        pos_weight = saved_value(node, 3)
        reduction = saved_value(node, 4)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        weight = saved_value(node, 2)
        put(results, 0, f_bce_with_logits_backward(grad, self, target, weight, pos_weight, reduction))
    if wants(node, 1):
        pos_weight = saved_value(node, 3)
        reduction = saved_value(node, 4)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        weight = saved_value(node, 2)
        put(results, 1, f_bce_with_logits_target_backward(grad, self, target, weight, pos_weight, reduction))
    return 0


cdef int d_419(TableNode node, PyObject **grads, PyObject **results) except -1:
    # soft_margin_loss
    grad = <object>grads[0]
    if wants(node, 0):
        reduction = saved_value(node, 2)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        put(results, 0, f_soft_margin_loss_backward(grad, self, target, reduction))
    return 0


cdef int d_420(TableNode node, PyObject **grads, PyObject **results) except -1:
    # multi_margin_loss
    grad = <object>grads[0]
    if wants(node, 0):
        margin = saved_value(node, 3)
        p = saved_value(node, 2)
        reduction = saved_value(node, 5)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        weight = saved_value(node, 4)
        put(results, 0, f_multi_margin_loss_backward(grad, self, target, p, margin, weight, reduction))
    return 0


cdef int d_421(TableNode node, PyObject **grads, PyObject **results) except -1:
    # multilabel_margin_loss
    grad = <object>grads[0]
    if wants(node, 0):
        reduction = saved_value(node, 2)
        self = saved_value(node, 0)
        target = saved_value(node, 1)
        put(results, 0, f_multilabel_margin_loss_backward(grad, self, target, reduction))
    return 0


cdef int d_423(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nll_loss_forward
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        ignore_index = saved_value(node, 4)
        reduction = saved_value(node, 3)
        self_shape = saved_value(node, 0)
        target = saved_value(node, 1)
        total_weight = saved_value(node, 5)
        weight = saved_value(node, 2)
        put(results, 0, o_nll_loss_backward(grad, self_shape, target, weight, reduction, ignore_index, total_weight))
    return 0


cdef int d_424(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nll_loss2d_forward
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        ignore_index = saved_value(node, 4)
        reduction = saved_value(node, 3)
        self_shape = saved_value(node, 0)
        target = saved_value(node, 1)
        total_weight = saved_value(node, 5)
        weight = saved_value(node, 2)
        put(results, 0, o_nll_loss_backward(grad, self_shape, target, weight, reduction, ignore_index, total_weight))
    return 0


cdef int d_425(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nll_loss_backward
    grad = <object>grads[0]
    if wants(node, 0):
        ignore_index = saved_value(node, 3)
        reduction = saved_value(node, 2)
        target = saved_value(node, 0)
        weight = saved_value(node, 1)
        put(results, 0, o_nll_loss_forward(grad, target, weight, reduction, ignore_index)[0])
    return 0


cdef int d_450(TableNode node, PyObject **grads, PyObject **results) except -1:
    # softmax.int
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        result = saved_value(node, 0)
        put(results, 0, o__softmax_backward_data(grad, result, dim))
    return 0


cdef int d_451(TableNode node, PyObject **grads, PyObject **results) except -1:
    # log_softmax.int
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        result = saved_value(node, 0)
        put(results, 0, o__log_softmax_backward_data(grad, result, dim))
    return 0


cdef int d_452(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _softmax_backward_data
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        output = saved_value(node, 0)
        put(results, 0, o__softmax_backward_data(grad, output, dim))
    if wants(node, 1):
        dim = saved_value(node, 1)
        grad_output = saved_value(node, 2)
        output = saved_value(node, 0)
        put(results, 1, f_softmax_double_backward(grad, grad_output, output, dim))
    return 0


cdef int d_453(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _log_softmax_backward_data
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        output = saved_value(node, 1)
        put(results, 0, grad - (grad * o_exp(output)).sum(dim, True))
    if wants(node, 1):
        dim = saved_value(node, 0)
        grad_output = saved_value(node, 2)
        output = saved_value(node, 1)
        put(results, 1, -(grad * o_exp(output) * grad_output.sum(dim, True)))
    return 0


cdef int d_459(TableNode node, PyObject **grads, PyObject **results) except -1:
    # native_layer_norm
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        eps = saved_value(node, 6)
        mean = saved_value(node, 1)
        normalized_shape = saved_value(node, 5)
        rstd = saved_value(node, 2)
        self = saved_value(node, 0)
        self_ndim = saved_value(node, 4)
        weight = saved_value(node, 3)
        put(results, 0, f_layer_norm_input_backward(grad, self, mean, rstd, weight, self_ndim - len(normalized_shape), eps))
    if wants(node, 1):
        eps = saved_value(node, 6)
        mean = saved_value(node, 1)
        rstd = saved_value(node, 2)
        self = saved_value(node, 0)
        weight_ndim = saved_value(node, 7)
        put(results, 1, f_layer_norm_weight_backward(grad, self, mean, rstd, weight_ndim, eps))
    if wants(node, 2):
        bias_ndim = saved_value(node, 8)
        put(results, 2, f_layer_norm_bias_backward(grad, bias_ndim))
    return 0


cdef int d_463(TableNode node, PyObject **grads, PyObject **results) except -1:
    # native_group_norm
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        eps = saved_value(node, 5)
        groups = saved_value(node, 4)
        mean = saved_value(node, 1)
        rstd = saved_value(node, 2)
        self = saved_value(node, 0)
        weight = saved_value(node, 3)
        put(results, 0, f_group_norm_input_backward(grad, self, mean, rstd, weight, groups, eps))
    if wants(node, 1):
        eps = saved_value(node, 5)
        groups = saved_value(node, 4)
        mean = saved_value(node, 1)
        rstd = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 1, f_group_norm_weight_backward(grad, self, mean, rstd, groups, eps))
    if wants(node, 2):
        put(results, 2, f_channel_sum(grad))
    return 0


cdef int d_467(TableNode node, PyObject **grads, PyObject **results) except -1:
    # native_batch_norm
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        eps = saved_value(node, 5)
        invstd = saved_value(node, 3)
        mean = saved_value(node, 2)
        self = saved_value(node, 0)
        training = saved_value(node, 4)
        weight = saved_value(node, 1)
        put(results, 0, f_batch_norm_input_backward(grad, self, weight, mean, invstd, training, eps))
    if wants(node, 1):
        eps = saved_value(node, 5)
        invstd = saved_value(node, 3)
        mean = saved_value(node, 2)
        self = saved_value(node, 0)
        training = saved_value(node, 4)
        put(results, 1, f_batch_norm_weight_backward(grad, self, mean, invstd, training, eps))
    if wants(node, 2):
        put(results, 2, f_channel_sum(grad))
    return 0


cdef int d_476(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mm
    grad = <object>grads[0]
    if wants(node, 0):
        mat2 = saved_value(node, 0)
        put(results, 0, o_mm(grad, conj_of(o_t(mat2))))
    if wants(node, 1):
        self = saved_value(node, 1)
        put(results, 1, o_mm(conj_of(o_t(self)), grad))
    return 0


cdef int d_477(TableNode node, PyObject **grads, PyObject **results) except -1:
    # bmm
    grad = <object>grads[0]
    if wants(node, 0):
        mat2 = saved_value(node, 0)
        put(results, 0, o_bmm(grad, conj_of(o_transpose(mat2, 1, 2))))
    if wants(node, 1):
        self = saved_value(node, 1)
        put(results, 1, o_bmm(conj_of(o_transpose(self, 1, 2)), grad))
    return 0


cdef int d_478(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mv
    grad = <object>grads[0]
    if wants(node, 0):
        vec = saved_value(node, 0)
        put(results, 0, o_outer(grad, conj_of(vec)))
    if wants(node, 1):
        self = saved_value(node, 1)
        put(results, 1, o_mv(conj_of(o_t(self)), grad))
    return 0


cdef int d_479(TableNode node, PyObject **grads, PyObject **results) except -1:
    # dot
    grad = <object>grads[0]
    if wants(node, 0):
        tensor = saved_value(node, 0)
        put(results, 0, o_mul(grad, conj_of(tensor)))
    if wants(node, 1):
        self = saved_value(node, 1)
        put(results, 1, o_mul(grad, conj_of(self)))
    return 0


cdef int d_480(TableNode node, PyObject **grads, PyObject **results) except -1:
    # vdot
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 0)
        put(results, 0, o_mul(conj_of(grad), other))
    if wants(node, 1):
        self = saved_value(node, 1)
        put(results, 1, o_mul(grad, self))
    return 0


cdef int d_482(TableNode node, PyObject **grads, PyObject **results) except -1:
    # addmm
    grad = <object>grads[0]
    if wants(node, 0):
        beta = saved_value(node, 0)
        put(results, 0, f_scaled(grad, beta))
    if wants(node, 1):
        alpha = saved_value(node, 2)
        mat2 = saved_value(node, 1)
        put(results, 1, f_scaled(o_mm(grad, conj_of(o_t(mat2))), alpha))
    if wants(node, 2):
        alpha = saved_value(node, 2)
        mat1 = saved_value(node, 3)
        put(results, 2, f_scaled(o_mm(conj_of(o_t(mat1)), grad), alpha))
    return 0


cdef int d_483(TableNode node, PyObject **grads, PyObject **results) except -1:
    # addmv
    grad = <object>grads[0]
    if wants(node, 0):
        beta = saved_value(node, 0)
        put(results, 0, f_scaled(grad, beta))
    if wants(node, 1):
        alpha = saved_value(node, 2)
        vec = saved_value(node, 1)
        put(results, 1, f_scaled(o_outer(grad, conj_of(vec)), alpha))
    if wants(node, 2):
        alpha = saved_value(node, 2)
        mat = saved_value(node, 3)
        put(results, 2, f_scaled(o_mv(conj_of(o_t(mat)), grad), alpha))
    return 0


cdef int d_484(TableNode node, PyObject **grads, PyObject **results) except -1:
    # addr
    grad = <object>grads[0]
    if wants(node, 0):
        beta = saved_value(node, 0)
        put(results, 0, f_scaled(grad, beta))
    if wants(node, 1):
        alpha = saved_value(node, 2)
        vec2 = saved_value(node, 1)
        put(results, 1, f_scaled(o_mv(grad, conj_of(vec2)), alpha))
    if wants(node, 2):
        alpha = saved_value(node, 2)
        vec1 = saved_value(node, 3)
        put(results, 2, f_scaled(o_mv(o_t(grad), conj_of(vec1)), alpha))
    return 0


cdef int d_485(TableNode node, PyObject **grads, PyObject **results) except -1:
    # addbmm
    grad = <object>grads[0]
    if wants(node, 0):
        beta = saved_value(node, 0)
        put(results, 0, f_scaled(grad, beta))
    if wants(node, 1):
        alpha = saved_value(node, 3)
        batch1_shape = saved_value(node, 1)
        batch2 = saved_value(node, 2)
        put(results, 1, f_scaled(o_bmm(f_over_batch(grad, batch1_shape), conj_of(o_transpose(batch2, 1, 2))), alpha))
    if wants(node, 2):
        alpha = saved_value(node, 3)
        batch1 = saved_value(node, 4)
        batch2_shape = saved_value(node, 5)
        put(results, 2, f_scaled(o_bmm(conj_of(o_transpose(batch1, 1, 2)), f_over_batch(grad, batch2_shape)), alpha))
    return 0


cdef int d_486(TableNode node, PyObject **grads, PyObject **results) except -1:
    # baddbmm
    grad = <object>grads[0]
    if wants(node, 0):
        beta = saved_value(node, 0)
        put(results, 0, f_scaled(grad, beta))
    if wants(node, 1):
        alpha = saved_value(node, 2)
        batch2 = saved_value(node, 1)
        put(results, 1, f_scaled(o_bmm(grad, conj_of(o_transpose(batch2, 1, 2))), alpha))
    if wants(node, 2):
        alpha = saved_value(node, 2)
        batch1 = saved_value(node, 3)
        put(results, 2, f_scaled(o_bmm(conj_of(o_transpose(batch1, 1, 2)), grad), alpha))
    return 0


cdef int d_517(TableNode node, PyObject **grads, PyObject **results) except -1:
    # uniform
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_518(TableNode node, PyObject **grads, PyObject **results) except -1:
    # random
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_519(TableNode node, PyObject **grads, PyObject **results) except -1:
    # random.from
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_520(TableNode node, PyObject **grads, PyObject **results) except -1:
    # random.to
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_521(TableNode node, PyObject **grads, PyObject **results) except -1:
    # exponential
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_522(TableNode node, PyObject **grads, PyObject **results) except -1:
    # geometric
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_523(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cauchy
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_524(TableNode node, PyObject **grads, PyObject **results) except -1:
    # log_normal
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_525(TableNode node, PyObject **grads, PyObject **results) except -1:
    # bernoulli
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_527(TableNode node, PyObject **grads, PyObject **results) except -1:
    # bernoulli.Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    if wants(node, 1):
        put(results, 1, o_zeros_like(grad))
    return 0


cdef int d_528(TableNode node, PyObject **grads, PyObject **results) except -1:
    # bernoulli.float
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_529(TableNode node, PyObject **grads, PyObject **results) except -1:
    # normal.Tensor_Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    if wants(node, 1):
        put(results, 1, o_zeros_like(grad))
    return 0


cdef int d_530(TableNode node, PyObject **grads, PyObject **results) except -1:
    # normal.Tensor_float
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_531(TableNode node, PyObject **grads, PyObject **results) except -1:
    # normal.float_Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_533(TableNode node, PyObject **grads, PyObject **results) except -1:
    # normal.in_place
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_zeros_like(grad))
    return 0


cdef int d_546(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sum
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, grad.expand(self_shape))
    return 0


cdef int d_547(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sum.dim_IntList
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        keepdim = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, f_unreduced(grad, self_shape, dim, keepdim))
    return 0


cdef int d_548(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nansum
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        keepdim = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 0, f_nansum_backward(grad, self, dim, keepdim))
    return 0


cdef int d_549(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mean
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, f_mean_backward(grad, self_shape, None, False))
    return 0


cdef int d_550(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mean.dim
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        keepdim = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, f_mean_backward(grad, self_shape, dim, keepdim))
    return 0


cdef int d_552(TableNode node, PyObject **grads, PyObject **results) except -1:
    # prod
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_prod_backward(grad, self, result))
    return 0


cdef int d_553(TableNode node, PyObject **grads, PyObject **results) except -1:
    # prod.dim_int
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        keepdim = saved_value(node, 3)
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_prod_dim_backward(grad, self, result, dim, keepdim))
    return 0


cdef int d_554(TableNode node, PyObject **grads, PyObject **results) except -1:
    # max
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_evenly_distribute_backward(grad, self, result))
    return 0


cdef int d_556(TableNode node, PyObject **grads, PyObject **results) except -1:
    # max.dim
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        indices = saved_value(node, 3)
        keepdim = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, f_selected_backward(grad, self_shape, dim, keepdim, indices))
    return 0


cdef int d_557(TableNode node, PyObject **grads, PyObject **results) except -1:
    # amax
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        keepdim = saved_value(node, 3)
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_extremum_backward(grad, self, result, dim, keepdim))
    return 0


cdef int d_559(TableNode node, PyObject **grads, PyObject **results) except -1:
    # min
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_evenly_distribute_backward(grad, self, result))
    return 0


cdef int d_561(TableNode node, PyObject **grads, PyObject **results) except -1:
    # min.dim
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        indices = saved_value(node, 3)
        keepdim = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, f_selected_backward(grad, self_shape, dim, keepdim, indices))
    return 0


cdef int d_562(TableNode node, PyObject **grads, PyObject **results) except -1:
    # amin
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        keepdim = saved_value(node, 3)
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_extremum_backward(grad, self, result, dim, keepdim))
    return 0


cdef int d_564(TableNode node, PyObject **grads, PyObject **results) except -1:
    # aminmax
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 3)
        keepdim = saved_value(node, 4)
        max = saved_value(node, 2)
        min = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_aminmax_backward(grads_, self, min, max, dim, keepdim))
    return 0


cdef int d_565(TableNode node, PyObject **grads, PyObject **results) except -1:
    # median
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_evenly_distribute_backward(grad, self, result))
    return 0


cdef int d_566(TableNode node, PyObject **grads, PyObject **results) except -1:
    # median.dim
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        indices = saved_value(node, 3)
        keepdim = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, f_selected_backward(grad, self_shape, dim, keepdim, indices))
    return 0


cdef int d_567(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nanmedian
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_evenly_distribute_backward(grad, self, result))
    return 0


cdef int d_568(TableNode node, PyObject **grads, PyObject **results) except -1:
    # nanmedian.dim
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        indices = saved_value(node, 3)
        keepdim = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, f_selected_backward(grad, self_shape, dim, keepdim, indices))
    return 0


cdef int d_569(TableNode node, PyObject **grads, PyObject **results) except -1:
    # mode
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        indices = saved_value(node, 3)
        keepdim = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, f_selected_backward(grad, self_shape, dim, keepdim, indices))
    return 0


cdef int d_570(TableNode node, PyObject **grads, PyObject **results) except -1:
    # kthvalue
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        indices = saved_value(node, 3)
        keepdim = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, f_selected_backward(grad, self_shape, dim, keepdim, indices))
    return 0


cdef int d_575(TableNode node, PyObject **grads, PyObject **results) except -1:
    # var.dim
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        keepdim = saved_value(node, 3)
        self = saved_value(node, 0)
        unbiased = saved_value(node, 2)
        put(results, 0, f_var_backward(grad, self, dim, unbiased, keepdim))
    return 0


cdef int d_576(TableNode node, PyObject **grads, PyObject **results) except -1:
    # var.correction
    grad = <object>grads[0]
    if wants(node, 0):
        correction = saved_value(node, 2)
        dim = saved_value(node, 1)
        keepdim = saved_value(node, 3)
        self = saved_value(node, 0)
        put(results, 0, f_var_backward(grad, self, dim, correction, keepdim))
    return 0


cdef int d_577(TableNode node, PyObject **grads, PyObject **results) except -1:
    # var
    grad = <object>grads[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        unbiased = saved_value(node, 1)
        put(results, 0, f_var_backward(grad, self, None, unbiased, False))
    return 0


cdef int d_578(TableNode node, PyObject **grads, PyObject **results) except -1:
    # var_mean.dim
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        keepdim = saved_value(node, 3)
        self = saved_value(node, 0)
        unbiased = saved_value(node, 2)
        put(results, 0, f_var_mean_backward(grads_, self, dim, unbiased, keepdim))
    return 0


cdef int d_579(TableNode node, PyObject **grads, PyObject **results) except -1:
    # var_mean.correction
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        correction = saved_value(node, 2)
        dim = saved_value(node, 1)
        keepdim = saved_value(node, 3)
        self = saved_value(node, 0)
        put(results, 0, f_var_mean_backward(grads_, self, dim, correction, keepdim))
    return 0


cdef int d_580(TableNode node, PyObject **grads, PyObject **results) except -1:
    # var_mean
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        self = saved_value(node, 0)
        unbiased = saved_value(node, 1)
        put(results, 0, f_var_mean_backward(grads_, self, None, unbiased, False))
    return 0


cdef int d_581(TableNode node, PyObject **grads, PyObject **results) except -1:
    # std.dim
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        keepdim = saved_value(node, 4)
        result = saved_value(node, 0)
        self = saved_value(node, 1)
        unbiased = saved_value(node, 3)
        put(results, 0, f_std_backward(grad, result, self, dim, unbiased, keepdim))
    return 0


cdef int d_582(TableNode node, PyObject **grads, PyObject **results) except -1:
    # std.correction
    grad = <object>grads[0]
    if wants(node, 0):
        correction = saved_value(node, 3)
        dim = saved_value(node, 2)
        keepdim = saved_value(node, 4)
        result = saved_value(node, 0)
        self = saved_value(node, 1)
        put(results, 0, f_std_backward(grad, result, self, dim, correction, keepdim))
    return 0


cdef int d_583(TableNode node, PyObject **grads, PyObject **results) except -1:
    # std
    grad = <object>grads[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        self = saved_value(node, 1)
        unbiased = saved_value(node, 2)
        put(results, 0, f_std_backward(grad, result, self, None, unbiased, False))
    return 0


cdef int d_584(TableNode node, PyObject **grads, PyObject **results) except -1:
    # std_mean.dim
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        keepdim = saved_value(node, 4)
        result = saved_value(node, 0)
        self = saved_value(node, 1)
        unbiased = saved_value(node, 3)
        put(results, 0, f_std_mean_backward(grads_, result, self, dim, unbiased, keepdim))
    return 0


cdef int d_585(TableNode node, PyObject **grads, PyObject **results) except -1:
    # std_mean.correction
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        correction = saved_value(node, 3)
        dim = saved_value(node, 2)
        keepdim = saved_value(node, 4)
        result = saved_value(node, 0)
        self = saved_value(node, 1)
        put(results, 0, f_std_mean_backward(grads_, result, self, dim, correction, keepdim))
    return 0


cdef int d_586(TableNode node, PyObject **grads, PyObject **results) except -1:
    # std_mean
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        result = saved_value(node, 0)
        self = saved_value(node, 1)
        unbiased = saved_value(node, 2)
        put(results, 0, f_std_mean_backward(grads_, result, self, None, unbiased, False))
    return 0


cdef int d_587(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_vector_norm
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 3)
        keepdim = saved_value(node, 4)
        ord = saved_value(node, 1)
        result = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 0, f_norm_backward(grad, self, ord, result, dim, keepdim))
    return 0


cdef int d_593(TableNode node, PyObject **grads, PyObject **results) except -1:
    # dist
    grad = <object>grads[0]
    if wants(node, 0):
        other = saved_value(node, 1)
        p = saved_value(node, 2)
        result = saved_value(node, 3)
        self = saved_value(node, 0)
        put(results, 0, f_norm_backward(grad, self - other, p, result, None, False))
    if wants(node, 1):
        other = saved_value(node, 1)
        p = saved_value(node, 2)
        result = saved_value(node, 3)
        self = saved_value(node, 0)
        put(results, 1, f_norm_backward(-grad, self - other, p, result, None, False))
    return 0


cdef int d_594(TableNode node, PyObject **grads, PyObject **results) except -1:
    # renorm
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        maxnorm = saved_value(node, 3)
        p = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_renorm_backward(grad, self, p, dim, maxnorm))
    return 0


cdef int d_595(TableNode node, PyObject **grads, PyObject **results) except -1:
    # logsumexp
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        keepdim = saved_value(node, 3)
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_logsumexp_backward(grad, self, result, dim, keepdim))
    return 0


cdef int d_609(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cumsum
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, f_cumsum_backward(grad, dim))
    return 0


cdef int d_610(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cumprod
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        result = saved_value(node, 2)
        self = saved_value(node, 0)
        put(results, 0, f_cumprod_backward(grad, self, dim, result))
    return 0


cdef int d_611(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cummax
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        indices = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        put(results, 0, f_cumextremum_backward(grad, self_shape, indices, dim))
    return 0


cdef int d_612(TableNode node, PyObject **grads, PyObject **results) except -1:
    # cummin
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        indices = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        put(results, 0, f_cumextremum_backward(grad, self_shape, indices, dim))
    return 0


cdef int d_613(TableNode node, PyObject **grads, PyObject **results) except -1:
    # logcumsumexp
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 2)
        result = saved_value(node, 1)
        self = saved_value(node, 0)
        put(results, 0, f_logcumsumexp_backward(grad, self, result, dim))
    return 0


cdef int d_614(TableNode node, PyObject **grads, PyObject **results) except -1:
    # gather
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        index = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, o_gather_backward(grad, self_shape, dim, index))
    return 0


cdef int d_615(TableNode node, PyObject **grads, PyObject **results) except -1:
    # gather_backward
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, o_gather(grad, dim, index))
    return 0


cdef int d_616(TableNode node, PyObject **grads, PyObject **results) except -1:
    # scatter.src
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, o_scatter(grad, dim, index, 0))
    if wants(node, 1):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 1, o_gather(grad, dim, index))
    return 0


cdef int d_618(TableNode node, PyObject **grads, PyObject **results) except -1:
    # scatter.value
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, o_scatter(grad, dim, index, 0))
    return 0


cdef int d_620(TableNode node, PyObject **grads, PyObject **results) except -1:
    # scatter_add
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    if wants(node, 1):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 1, o_gather(grad, dim, index))
    return 0


cdef int d_621(TableNode node, PyObject **grads, PyObject **results) except -1:
    # scatter_reduce
    grad = <object>grads[0]
    if wants(node, 0) or wants(node, 1):
        dim = saved_value(node, 1)
        include_self = saved_value(node, 5)
        index = saved_value(node, 2)
        reduce = saved_value(node, 4)
        result = saved_value(node, 6)
        self = saved_value(node, 0)
        src = saved_value(node, 3)
        answer = f_scatter_reduce_backward(grad, self, dim, index, src, reduce, include_self, result)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_622(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_select
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        index = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, o_index_select_backward(grad, self_shape, dim, index))
    return 0


cdef int d_623(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_select_backward
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, o_index_select(grad, dim, index))
    return 0


cdef int d_624(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_add
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    if wants(node, 1):
        alpha = saved_value(node, 3)
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        source_shape = saved_value(node, 2)
        put(results, 1, f_index_rows(grad, dim, index, source_shape) * alpha)
    return 0


cdef int d_625(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_copy
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, o_index_fill(grad, dim, index, 0))
    if wants(node, 1):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        source_shape = saved_value(node, 2)
        put(results, 1, f_index_rows(grad, dim, index, source_shape))
    return 0


cdef int d_626(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_fill.int_Tensor
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, o_index_fill(grad, dim, index, 0))
    if wants(node, 1):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 1, f_index_fill_value_backward(grad, dim, index))
    return 0


cdef int d_627(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_fill.int_Scalar
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, o_index_fill(grad, dim, index, 0))
    return 0


cdef int d_628(TableNode node, PyObject **grads, PyObject **results) except -1:
    # index_reduce
    grad = <object>grads[0]
    if wants(node, 0) or wants(node, 1):
        dim = saved_value(node, 1)
        include_self = saved_value(node, 5)
        index = saved_value(node, 2)
        reduce = saved_value(node, 4)
        result = saved_value(node, 6)
        self = saved_value(node, 0)
        source = saved_value(node, 3)
        answer = f_index_reduce_backward(grad, self, dim, index, source, reduce, include_self, result)
        if wants(node, 0):
            put(results, 0, answer[0])
        if wants(node, 1):
            put(results, 1, answer[1])
    return 0


cdef int d_629(TableNode node, PyObject **grads, PyObject **results) except -1:
    # clone
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    return 0


cdef int d_631(TableNode node, PyObject **grads, PyObject **results) except -1:
    # repeat
    grad = <object>grads[0]
    if wants(node, 0):
        repeats = saved_value(node, 0)
        self_shape = saved_value(node, 1)
        put(results, 0, f_repeat_backward(grad, repeats, self_shape))
    return 0


cdef int d_636(TableNode node, PyObject **grads, PyObject **results) except -1:
    # flip
    grad = <object>grads[0]
    if wants(node, 0):
        dims = saved_value(node, 0)
        put(results, 0, o_flip(grad, dims))
    return 0


cdef int d_639(TableNode node, PyObject **grads, PyObject **results) except -1:
    # roll
    grad = <object>grads[0]
    if wants(node, 0):
        dims = saved_value(node, 1)
        shifts = saved_value(node, 0)
        put(results, 0, o_roll(grad, tuple([-s for s in shifts]), dims))
    return 0


cdef int d_640(TableNode node, PyObject **grads, PyObject **results) except -1:
    # rot90
    grad = <object>grads[0]
    if wants(node, 0):
        dims = saved_value(node, 1)
        k = saved_value(node, 0)
        put(results, 0, o_rot90(grad, -k, dims))
    return 0


cdef int d_641(TableNode node, PyObject **grads, PyObject **results) except -1:
    # tril
    grad = <object>grads[0]
    if wants(node, 0):
        diagonal = saved_value(node, 0)
        put(results, 0, o_tril(grad, diagonal))
    return 0


cdef int d_642(TableNode node, PyObject **grads, PyObject **results) except -1:
    # triu
    grad = <object>grads[0]
    if wants(node, 0):
        diagonal = saved_value(node, 0)
        put(results, 0, o_triu(grad, diagonal))
    return 0


cdef int d_644(TableNode node, PyObject **grads, PyObject **results) except -1:
    # diagonal_copy
    grad = <object>grads[0]
    if wants(node, 0):
        dim1 = saved_value(node, 2)
        dim2 = saved_value(node, 3)
        offset = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        put(results, 0, o_diagonal_backward(grad, self_shape, offset, dim1, dim2))
    return 0


cdef int d_645(TableNode node, PyObject **grads, PyObject **results) except -1:
    # diag_embed
    grad = <object>grads[0]
    if wants(node, 0):
        dim1 = saved_value(node, 1)
        dim2 = saved_value(node, 2)
        offset = saved_value(node, 0)
        put(results, 0, o_diagonal(grad, offset, dim1, dim2))
    return 0


cdef int d_647(TableNode node, PyObject **grads, PyObject **results) except -1:
    # trace
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, o_trace_backward(grad, self_shape))
    return 0


cdef int d_662(TableNode node, PyObject **grads, PyObject **results) except -1:
    # linalg_cross
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        other = saved_value(node, 0)
        put(results, 0, o_linalg_cross(conj_of(other), grad, dim=dim))
    if wants(node, 1):
        dim = saved_value(node, 1)
        self = saved_value(node, 2)
        put(results, 1, o_linalg_cross(grad, conj_of(self), dim=dim))
    return 0


cdef int d_664(TableNode node, PyObject **grads, PyObject **results) except -1:
    # narrow_copy
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        length = saved_value(node, 3)
        self_shape = saved_value(node, 0)
        start = saved_value(node, 2)
        put(results, 0, o_slice_backward(grad, self_shape, dim, start, start + length, 1))
    return 0


cdef int d_665(TableNode node, PyObject **grads, PyObject **results) except -1:
    # slice_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        end = saved_value(node, 2)
        start = saved_value(node, 1)
        step = saved_value(node, 3)
        put(results, 0, f_written_backward(grad, 'slice', dim, start, end, step))
    if wants(node, 1):
        dim = saved_value(node, 0)
        end = saved_value(node, 2)
        start = saved_value(node, 1)
        step = saved_value(node, 3)
        put(results, 1, o_slice(grad, dim, start, end, step))
    return 0


cdef int d_666(TableNode node, PyObject **grads, PyObject **results) except -1:
    # select_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, f_written_backward(grad, 'select', dim, index))
    if wants(node, 1):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 1, o_select(grad, dim, index))
    return 0


cdef int d_667(TableNode node, PyObject **grads, PyObject **results) except -1:
    # diagonal_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        dim1 = saved_value(node, 1)
        dim2 = saved_value(node, 2)
        offset = saved_value(node, 0)
        put(results, 0, f_written_backward(grad, 'diagonal', offset, dim1, dim2))
    if wants(node, 1):
        dim1 = saved_value(node, 1)
        dim2 = saved_value(node, 2)
        offset = saved_value(node, 0)
        put(results, 1, o_diagonal(grad, offset, dim1, dim2))
    return 0


cdef int d_668(TableNode node, PyObject **grads, PyObject **results) except -1:
    # as_strided_scatter
    grad = <object>grads[0]
    if wants(node, 0):
        size = saved_value(node, 0)
        storage_offset = saved_value(node, 2)
        stride = saved_value(node, 1)
        put(results, 0, f_written_backward(grad.contiguous(), 'as_strided', size, stride, storage_offset))
    if wants(node, 1):
        size = saved_value(node, 0)
        storage_offset = saved_value(node, 2)
        stride = saved_value(node, 1)
        put(results, 1, o_as_strided(grad.contiguous(), size, stride, storage_offset))
    return 0


cdef int d_669(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sort.stable
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        indices = saved_value(node, 1)
        self_shape = saved_value(node, 2)
        put(results, 0, f_value_selecting_backward(grad, dim, indices, self_shape))
    return 0


cdef int d_670(TableNode node, PyObject **grads, PyObject **results) except -1:
    # sort
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        indices = saved_value(node, 1)
        self_shape = saved_value(node, 2)
        put(results, 0, f_value_selecting_backward(grad, dim, indices, self_shape))
    return 0


cdef int d_674(TableNode node, PyObject **grads, PyObject **results) except -1:
    # topk
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        indices = saved_value(node, 1)
        self_shape = saved_value(node, 2)
        put(results, 0, f_value_selecting_backward(grad, dim, indices, self_shape))
    return 0


cdef int d_684(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _unique2
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        put(results, 0, f_no_derivative('_unique2'))
    return 0


cdef int d_685(TableNode node, PyObject **grads, PyObject **results) except -1:
    # unique_dim
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        put(results, 0, f_no_derivative('unique_dim'))
    return 0


cdef int d_686(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _unique_consecutive
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        put(results, 0, f_no_derivative('unique_consecutive'))
    return 0


cdef int d_688(TableNode node, PyObject **grads, PyObject **results) except -1:
    # view
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, o_reshape(grad, self_shape))
    return 0


cdef int d_691(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _reshape_alias
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, o_reshape(grad, self_shape))
    return 0


cdef int d_696(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _unsafe_view
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, o_reshape(grad, self_shape))
    return 0


cdef int d_697(TableNode node, PyObject **grads, PyObject **results) except -1:
    # transpose
    grad = <object>grads[0]
    if wants(node, 0):
        dim0 = saved_value(node, 0)
        dim1 = saved_value(node, 1)
        put(results, 0, o_transpose(grad, dim0, dim1))
    return 0


cdef int d_700(TableNode node, PyObject **grads, PyObject **results) except -1:
    # t
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_t(grad))
    return 0


cdef int d_706(TableNode node, PyObject **grads, PyObject **results) except -1:
    # permute
    grad = <object>grads[0]
    if wants(node, 0):
        dims = saved_value(node, 0)
        put(results, 0, f_permute_backward(grad, dims))
    return 0


cdef int d_711(TableNode node, PyObject **grads, PyObject **results) except -1:
    # expand
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, grad)
    return 0


cdef int d_714(TableNode node, PyObject **grads, PyObject **results) except -1:
    # squeeze
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, o_view(grad, self_shape))
    return 0


cdef int d_715(TableNode node, PyObject **grads, PyObject **results) except -1:
    # squeeze.dim
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, o_view(grad, self_shape))
    return 0


cdef int d_716(TableNode node, PyObject **grads, PyObject **results) except -1:
    # squeeze.dims
    grad = <object>grads[0]
    if wants(node, 0):
        self_shape = saved_value(node, 0)
        put(results, 0, o_view(grad, self_shape))
    return 0


cdef int d_717(TableNode node, PyObject **grads, PyObject **results) except -1:
    # _squeeze_product
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, o_unsqueeze(grad, dim))
    return 0


cdef int d_718(TableNode node, PyObject **grads, PyObject **results) except -1:
    # unsqueeze
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, o_squeeze(grad, dim))
    return 0


cdef int d_719(TableNode node, PyObject **grads, PyObject **results) except -1:
    # slice
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        end = saved_value(node, 3)
        self_shape = saved_value(node, 0)
        start = saved_value(node, 2)
        step = saved_value(node, 4)
        put(results, 0, o_slice_backward(grad, self_shape, dim, start, end, step))
    return 0


cdef int d_720(TableNode node, PyObject **grads, PyObject **results) except -1:
    # slice_backward
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        end = saved_value(node, 2)
        start = saved_value(node, 1)
        step = saved_value(node, 3)
        put(results, 0, o_slice(grad, dim, start, end, step))
    return 0


cdef int d_723(TableNode node, PyObject **grads, PyObject **results) except -1:
    # select
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 1)
        index = saved_value(node, 2)
        self_shape = saved_value(node, 0)
        put(results, 0, o_select_backward(grad, self_shape, dim, index))
    return 0


cdef int d_724(TableNode node, PyObject **grads, PyObject **results) except -1:
    # select_backward
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        index = saved_value(node, 1)
        put(results, 0, o_select(grad, dim, index))
    return 0


cdef int d_725(TableNode node, PyObject **grads, PyObject **results) except -1:
    # diagonal
    grad = <object>grads[0]
    if wants(node, 0):
        dim1 = saved_value(node, 2)
        dim2 = saved_value(node, 3)
        offset = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        put(results, 0, o_diagonal_backward(grad, self_shape, offset, dim1, dim2))
    return 0


cdef int d_726(TableNode node, PyObject **grads, PyObject **results) except -1:
    # diagonal_backward
    grad = <object>grads[0]
    if wants(node, 0):
        dim1 = saved_value(node, 1)
        dim2 = saved_value(node, 2)
        offset = saved_value(node, 0)
        put(results, 0, o_diagonal(grad, offset, dim1, dim2))
    return 0


cdef int d_728(TableNode node, PyObject **grads, PyObject **results) except -1:
    # as_strided_backward
    grad = <object>grads[0]
    if wants(node, 0):
        input_offset = saved_value(node, 1)
        input_strides = saved_value(node, 0)
        size = saved_value(node, 2)
        storage_offset = saved_value(node, 4)
        stride = saved_value(node, 3)
        put(results, 0, o_as_strided_forward(grad, input_strides, input_offset, size, stride, storage_offset))
    return 0


cdef int d_729(TableNode node, PyObject **grads, PyObject **results) except -1:
    # as_strided_forward
    grad = <object>grads[0]
    if wants(node, 0):
        input_offset = saved_value(node, 2)
        input_strides = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        size = saved_value(node, 3)
        storage_offset = saved_value(node, 5)
        stride = saved_value(node, 4)
        put(results, 0, o_as_strided_backward(grad, self_shape, input_strides, input_offset, size, stride, storage_offset))
    return 0


cdef int d_730(TableNode node, PyObject **grads, PyObject **results) except -1:
    # unfold
    grad = <object>grads[0]
    if wants(node, 0):
        dimension = saved_value(node, 1)
        self_shape = saved_value(node, 0)
        size = saved_value(node, 2)
        step = saved_value(node, 3)
        put(results, 0, o_unfold_backward(grad, self_shape, dimension, size, step))
    return 0


cdef int d_731(TableNode node, PyObject **grads, PyObject **results) except -1:
    # unfold_backward
    grad = <object>grads[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        size = saved_value(node, 1)
        step = saved_value(node, 2)
        put(results, 0, grad.unfold(dim, size, step))
    return 0


cdef int d_732(TableNode node, PyObject **grads, PyObject **results) except -1:
    # split
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, o_cat(grads_, dim))
    return 0


cdef int d_733(TableNode node, PyObject **grads, PyObject **results) except -1:
    # split.sizes
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, o_cat(grads_, dim))
    return 0


cdef int d_734(TableNode node, PyObject **grads, PyObject **results) except -1:
    # split_with_sizes
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, o_cat(grads_, dim))
    return 0


cdef int d_735(TableNode node, PyObject **grads, PyObject **results) except -1:
    # unsafe_split
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, o_cat(grads_, dim))
    return 0


cdef int d_736(TableNode node, PyObject **grads, PyObject **results) except -1:
    # unsafe_split_with_sizes
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, o_cat(grads_, dim))
    return 0


cdef int d_748(TableNode node, PyObject **grads, PyObject **results) except -1:
    # unbind
    grads_ = grads_list(node, grads)
    grad = grads_[0]
    if wants(node, 0):
        dim = saved_value(node, 0)
        put(results, 0, o_stack(grads_, dim))
    return 0


cdef int d_749(TableNode node, PyObject **grads, PyObject **results) except -1:
    # view_as_real
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_view_as_complex(grad.contiguous()))
    return 0


cdef int d_750(TableNode node, PyObject **grads, PyObject **results) except -1:
    # view_as_complex
    grad = <object>grads[0]
    if wants(node, 0):
        put(results, 0, o_view_as_real(grad))
    return 0


set_backward(0, d_0)
set_backward(1, d_1)
set_backward(2, d_2)
set_backward(3, d_3)
set_backward(4, d_4)
set_backward(5, d_5)
set_backward(6, d_6)
set_backward(9, d_9)
set_backward(60, d_60)
set_backward(61, d_61)
set_backward(62, d_62)
set_backward(63, d_63)
set_backward(77, d_77)
set_backward(78, d_78)
set_backward(79, d_79)
set_backward(80, d_80)
set_backward(81, d_81)
set_backward(82, d_82)
set_backward(83, d_83)
set_backward(85, d_85)
set_backward(86, d_86)
set_backward(87, d_87)
set_backward(89, d_89)
set_backward(92, d_92)
set_backward(93, d_93)
set_backward(94, d_94)
set_backward(98, d_98)
set_backward(99, d_99)
set_backward(100, d_100)
set_backward(101, d_101)
set_backward(133, d_133)
set_backward(134, d_134)
set_backward(135, d_135)
set_backward(136, d_136)
set_backward(137, d_137)
set_backward(138, d_138)
set_backward(139, d_139)
set_backward(140, d_140)
set_backward(141, d_141)
set_backward(142, d_142)
set_backward(143, d_143)
set_backward(144, d_144)
set_backward(145, d_145)
set_backward(147, d_147)
set_backward(148, d_148)
set_backward(149, d_149)
set_backward(153, d_153)
set_backward(154, d_154)
set_backward(155, d_155)
set_backward(156, d_156)
set_backward(157, d_157)
set_backward(158, d_158)
set_backward(159, d_159)
set_backward(160, d_160)
set_backward(161, d_161)
set_backward(162, d_162)
set_backward(163, d_163)
set_backward(164, d_164)
set_backward(165, d_165)
set_backward(166, d_166)
set_backward(167, d_167)
set_backward(168, d_168)
set_backward(169, d_169)
set_backward(170, d_170)
set_backward(171, d_171)
set_backward(172, d_172)
set_backward(173, d_173)
set_backward(174, d_174)
set_backward(175, d_175)
set_backward(176, d_176)
set_backward(177, d_177)
set_backward(180, d_180)
set_backward(182, d_182)
set_backward(183, d_183)
set_backward(184, d_184)
set_backward(185, d_185)
set_backward(186, d_186)
set_backward(187, d_187)
set_backward(188, d_188)
set_backward(189, d_189)
set_backward(190, d_190)
set_backward(191, d_191)
set_backward(208, d_208)
set_backward(209, d_209)
set_backward(210, d_210)
set_backward(211, d_211)
set_backward(219, d_219)
set_backward(220, d_220)
set_backward(221, d_221)
set_backward(222, d_222)
set_backward(223, d_223)
set_backward(224, d_224)
set_backward(225, d_225)
set_backward(226, d_226)
set_backward(227, d_227)
set_backward(228, d_228)
set_backward(230, d_230)
set_backward(231, d_231)
set_backward(232, d_232)
set_backward(233, d_233)
set_backward(234, d_234)
set_backward(235, d_235)
set_backward(236, d_236)
set_backward(237, d_237)
set_backward(238, d_238)
set_backward(239, d_239)
set_backward(240, d_240)
set_backward(241, d_241)
set_backward(242, d_242)
set_backward(243, d_243)
set_backward(244, d_244)
set_backward(245, d_245)
set_backward(246, d_246)
set_backward(247, d_247)
set_backward(248, d_248)
set_backward(249, d_249)
set_backward(250, d_250)
set_backward(251, d_251)
set_backward(252, d_252)
set_backward(255, d_255)
set_backward(256, d_256)
set_backward(257, d_257)
set_backward(258, d_258)
set_backward(259, d_259)
set_backward(260, d_260)
set_backward(261, d_261)
set_backward(262, d_262)
set_backward(263, d_263)
set_backward(264, d_264)
set_backward(265, d_265)
set_backward(266, d_266)
set_backward(267, d_267)
set_backward(268, d_268)
set_backward(269, d_269)
set_backward(270, d_270)
set_backward(271, d_271)
set_backward(272, d_272)
set_backward(273, d_273)
set_backward(274, d_274)
set_backward(275, d_275)
set_backward(276, d_276)
set_backward(277, d_277)
set_backward(278, d_278)
set_backward(279, d_279)
set_backward(280, d_280)
set_backward(281, d_281)
set_backward(282, d_282)
set_backward(283, d_283)
set_backward(284, d_284)
set_backward(285, d_285)
set_backward(286, d_286)
set_backward(287, d_287)
set_backward(288, d_288)
set_backward(289, d_289)
set_backward(290, d_290)
set_backward(291, d_291)
set_backward(292, d_292)
set_backward(294, d_294)
set_backward(296, d_296)
set_backward(301, d_301)
set_backward(302, d_302)
set_backward(303, d_303)
set_backward(312, d_312)
set_backward(313, d_313)
set_backward(314, d_314)
set_backward(315, d_315)
set_backward(316, d_316)
set_backward(322, d_322)
set_backward(323, d_323)
set_backward(324, d_324)
set_backward(326, d_326)
set_backward(327, d_327)
set_backward(328, d_328)
set_backward(329, d_329)
set_backward(330, d_330)
set_backward(331, d_331)
set_backward(332, d_332)
set_backward(333, d_333)
set_backward(334, d_334)
set_backward(335, d_335)
set_backward(337, d_337)
set_backward(338, d_338)
set_backward(339, d_339)
set_backward(343, d_343)
set_backward(344, d_344)
set_backward(349, d_349)
set_backward(354, d_354)
set_backward(356, d_356)
set_backward(358, d_358)
set_backward(362, d_362)
set_backward(367, d_367)
set_backward(374, d_374)
set_backward(377, d_377)
set_backward(379, d_379)
set_backward(380, d_380)
set_backward(381, d_381)
set_backward(383, d_383)
set_backward(385, d_385)
set_backward(386, d_386)
set_backward(387, d_387)
set_backward(388, d_388)
set_backward(390, d_390)
set_backward(392, d_392)
set_backward(394, d_394)
set_backward(398, d_398)
set_backward(400, d_400)
set_backward(401, d_401)
set_backward(402, d_402)
set_backward(414, d_414)
set_backward(415, d_415)
set_backward(416, d_416)
set_backward(417, d_417)
set_backward(418, d_418)
set_backward(419, d_419)
set_backward(420, d_420)
set_backward(421, d_421)
set_backward(423, d_423)
set_backward(424, d_424)
set_backward(425, d_425)
set_backward(450, d_450)
set_backward(451, d_451)
set_backward(452, d_452)
set_backward(453, d_453)
set_backward(459, d_459)
set_backward(463, d_463)
set_backward(467, d_467)
set_backward(476, d_476)
set_backward(477, d_477)
set_backward(478, d_478)
set_backward(479, d_479)
set_backward(480, d_480)
set_backward(482, d_482)
set_backward(483, d_483)
set_backward(484, d_484)
set_backward(485, d_485)
set_backward(486, d_486)
set_backward(517, d_517)
set_backward(518, d_518)
set_backward(519, d_519)
set_backward(520, d_520)
set_backward(521, d_521)
set_backward(522, d_522)
set_backward(523, d_523)
set_backward(524, d_524)
set_backward(525, d_525)
set_backward(527, d_527)
set_backward(528, d_528)
set_backward(529, d_529)
set_backward(530, d_530)
set_backward(531, d_531)
set_backward(533, d_533)
set_backward(546, d_546)
set_backward(547, d_547)
set_backward(548, d_548)
set_backward(549, d_549)
set_backward(550, d_550)
set_backward(552, d_552)
set_backward(553, d_553)
set_backward(554, d_554)
set_backward(556, d_556)
set_backward(557, d_557)
set_backward(559, d_559)
set_backward(561, d_561)
set_backward(562, d_562)
set_backward(564, d_564)
set_backward(565, d_565)
set_backward(566, d_566)
set_backward(567, d_567)
set_backward(568, d_568)
set_backward(569, d_569)
set_backward(570, d_570)
set_backward(575, d_575)
set_backward(576, d_576)
set_backward(577, d_577)
set_backward(578, d_578)
set_backward(579, d_579)
set_backward(580, d_580)
set_backward(581, d_581)
set_backward(582, d_582)
set_backward(583, d_583)
set_backward(584, d_584)
set_backward(585, d_585)
set_backward(586, d_586)
set_backward(587, d_587)
set_backward(593, d_593)
set_backward(594, d_594)
set_backward(595, d_595)
set_backward(609, d_609)
set_backward(610, d_610)
set_backward(611, d_611)
set_backward(612, d_612)
set_backward(613, d_613)
set_backward(614, d_614)
set_backward(615, d_615)
set_backward(616, d_616)
set_backward(618, d_618)
set_backward(620, d_620)
set_backward(621, d_621)
set_backward(622, d_622)
set_backward(623, d_623)
set_backward(624, d_624)
set_backward(625, d_625)
set_backward(626, d_626)
set_backward(627, d_627)
set_backward(628, d_628)
set_backward(629, d_629)
set_backward(631, d_631)
set_backward(636, d_636)
set_backward(639, d_639)
set_backward(640, d_640)
set_backward(641, d_641)
set_backward(642, d_642)
set_backward(644, d_644)
set_backward(645, d_645)
set_backward(647, d_647)
set_backward(662, d_662)
set_backward(664, d_664)
set_backward(665, d_665)
set_backward(666, d_666)
set_backward(667, d_667)
set_backward(668, d_668)
set_backward(669, d_669)
set_backward(670, d_670)
set_backward(674, d_674)
set_backward(684, d_684)
set_backward(685, d_685)
set_backward(686, d_686)
set_backward(688, d_688)
set_backward(691, d_691)
set_backward(696, d_696)
set_backward(697, d_697)
set_backward(700, d_700)
set_backward(706, d_706)
set_backward(711, d_711)
set_backward(714, d_714)
set_backward(715, d_715)
set_backward(716, d_716)
set_backward(717, d_717)
set_backward(718, d_718)
set_backward(719, d_719)
set_backward(720, d_720)
set_backward(723, d_723)
set_backward(724, d_724)
set_backward(725, d_725)
set_backward(726, d_726)
set_backward(728, d_728)
set_backward(729, d_729)
set_backward(730, d_730)
set_backward(731, d_731)
set_backward(732, d_732)
set_backward(733, d_733)
set_backward(734, d_734)
set_backward(735, d_735)
set_backward(736, d_736)
set_backward(748, d_748)
set_backward(749, d_749)
set_backward(750, d_750)
