"""Overloads of PyTorch's operators that write into given tensors: their names, and what the tensors are called there.

An overload ``X`` has one called ``X_out`` (and ``default`` one called ``out``) with a tensor ``out``, or ``out0``, ``out1`` where there are several, in the
operators of `_BY_RULE`; those that go by other names stand in `_BY_NAME`, as ``overload=its name:its tensors``.
"""
from functools import cache

_BY_RULE = frozenset((
    "_adaptive_avg_pool2d _adaptive_avg_pool2d_backward _adaptive_avg_pool3d _adaptive_avg_pool3d_backward _cdist_forward _chunk_cat _conj_physical "
    "_convolution _ctc_loss_backward _dirichlet_grad _euclidean_dist _fft_c2c _fft_c2r _fft_r2c _foreach_abs _foreach_acos _foreach_add _foreach_addcdiv "
    "_foreach_addcmul _foreach_asin _foreach_atan _foreach_ceil _foreach_clamp_max _foreach_clamp_min _foreach_clone _foreach_cos _foreach_cosh _foreach_div "
    "_foreach_erf _foreach_erfc _foreach_exp _foreach_expm1 _foreach_floor _foreach_frac _foreach_lerp _foreach_lgamma _foreach_log _foreach_log10 "
    "_foreach_log1p _foreach_log2 _foreach_max _foreach_maximum _foreach_minimum _foreach_mul _foreach_neg _foreach_reciprocal _foreach_round _foreach_rsqrt "
    "_foreach_sigmoid _foreach_sign _foreach_sin _foreach_sinh _foreach_sqrt _foreach_sub _foreach_tan _foreach_tanh _foreach_trunc _histogramdd_bin_edges "
    "_histogramdd_from_bin_cts _histogramdd_from_bin_tensors _index_put_impl _int_mm _log_softmax _log_softmax_backward_data "
    "_native_batch_norm_legit_no_training _pack_padded_sequence _pin_memory _sample_dirichlet _scaled_mm _softmax _sparse_addmm _standard_gamma "
    "_standard_gamma_grad _to_copy _unique2 _unsafe_view _upsample_bicubic2d_aa _upsample_bilinear2d_aa _upsample_nearest_exact1d _upsample_nearest_exact2d "
    "_upsample_nearest_exact3d _weight_norm_interface abs absolute acos acosh adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d addbmm addcdiv "
    "addcmul addmm addmv addr affine_grid_generator alias_copy amax amin angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin "
    "as_strided_copy as_strided_scatter asin asinh atan atan2 atanh avg_pool1d avg_pool2d avg_pool3d baddbmm bartlett_window binary_cross_entropy "
    "binary_cross_entropy_with_logits bincount binomial bitwise_and bitwise_not bitwise_or bitwise_xor blackman_window block_diag bmm bucketize cat cauchy "
    "ceil celu chain_matmul channel_shuffle cholesky cholesky_inverse cholesky_solve clone col2im column_stack complex concat concatenate conj_physical "
    "constant_pad_nd conv_tbc convolution convolution_backward copy cos cosh count_nonzero cross cumprod cumsum deg2rad detach_copy diag diag_embed "
    "diagonal_backward diagonal_copy diagonal_scatter diff digamma dist dot dstack elu embedding embedding_dense_backward embedding_renorm empty_like "
    "empty_permuted empty_strided eq erf erfc erfinv exp exp2 expand_copy expm1 exponential eye fft_fft fft_fft2 fft_fftfreq fft_fftn fft_hfft fft_hfft2 "
    "fft_hfftn fft_ifft fft_ifft2 fft_ifftn fft_ihfft fft_ihfft2 fft_ihfftn fft_irfft fft_irfft2 fft_irfftn fft_rfft fft_rfft2 fft_rfftfreq fft_rfftn fill "
    "fix flip float_power floor fmax fmin fmod frac full full_like gather gcd ge gelu geometric ger glu greater greater_equal grid_sampler_2d "
    "grid_sampler_2d_backward grid_sampler_3d grid_sampler_3d_backward gt hann_window hardshrink hardsigmoid hardswish hardswish_backward hardtanh "
    "hash_tensor heaviside histc hstack huber_loss hypot i0 igamma igammac im2col index_add index_copy index_fill index_put index_reduce index_select inner "
    "inverse isin isinf isnan isneginf isposinf kron lcm le leaky_relu lerp less less_equal lgamma lift_fresh_copy linalg_cholesky linalg_cond linalg_cross "
    "linalg_det linalg_eigvals linalg_eigvalsh linalg_householder_product linalg_inv linalg_ldl_solve linalg_lu_solve linalg_matmul linalg_matrix_exp "
    "linalg_matrix_norm linalg_matrix_power linalg_multi_dot linalg_norm linalg_solve linalg_solve_triangular linalg_svdvals linalg_tensorinv "
    "linalg_tensorsolve linalg_vecdot linalg_vector_norm linear linspace log log10 log1p log2 log_normal log_sigmoid log_softmax logaddexp logaddexp2 "
    "logcumsumexp logical_and logical_not logical_or logical_xor logit logspace logsumexp lt lu_solve masked_fill masked_scatter masked_select matmul "
    "matrix_power max_unpool2d max_unpool3d maximum minimum mish mm mse_loss msort multi_margin_loss multilabel_margin_loss multinomial mv mvlgamma "
    "nan_to_num nanmean nanquantile nansum narrow_copy native_batch_norm_backward native_dropout native_dropout_backward native_group_norm "
    "native_group_norm_backward native_layer_norm native_layer_norm_backward ne neg negative new_empty new_empty_strided new_full new_ones new_zeros "
    "nextafter nll_loss nonzero nonzero_static not_equal nuclear_norm ones ones_like orgqr ormqr outer permute_copy pixel_shuffle pixel_unshuffle poisson "
    "polar polygamma pow put quantile rad2deg rand rand_like randint randn randn_like random randperm reciprocal reflection_pad1d reflection_pad2d "
    "reflection_pad3d relu remainder renorm repeat replication_pad1d replication_pad2d replication_pad3d roll rot90 round row_stack rsqrt rsub scalar_tensor "
    "scatter scatter_add scatter_reduce searchsorted segment_reduce select_backward select_copy select_scatter sgn sigmoid sign signbit silu sin sinc sinh "
    "slice_backward slice_scatter smooth_l1_loss soft_margin_loss softmax softplus softshrink special_airy_ai special_bessel_j0 special_bessel_j1 "
    "special_bessel_y0 special_bessel_y1 special_chebyshev_polynomial_t special_chebyshev_polynomial_u special_chebyshev_polynomial_v "
    "special_chebyshev_polynomial_w special_digamma special_entr special_erf special_erfc special_erfcx special_erfinv special_exp2 special_expit "
    "special_expm1 special_gammainc special_gammaincc special_gammaln special_hermite_polynomial_h special_hermite_polynomial_he special_i0 special_i0e "
    "special_i1 special_i1e special_laguerre_polynomial_l special_legendre_polynomial_p special_log1p special_log_ndtr special_logit special_logsumexp "
    "special_modified_bessel_i0 special_modified_bessel_i1 special_modified_bessel_k0 special_modified_bessel_k1 special_multigammaln special_ndtr "
    "special_ndtri special_polygamma special_psi special_round special_scaled_modified_bessel_k0 special_scaled_modified_bessel_k1 "
    "special_shifted_chebyshev_polynomial_t special_shifted_chebyshev_polynomial_u special_shifted_chebyshev_polynomial_v "
    "special_shifted_chebyshev_polynomial_w special_sinc special_spherical_bessel_j0 special_xlog1py special_zeta split_with_sizes_copy sqrt square "
    "squeeze_copy stack t_copy take take_along_dim tan tanh tensordot threshold trace transpose_copy tril tril_indices triu triu_indices trunc unbind_copy "
    "unfold_backward unfold_copy uniform unique_consecutive unique_dim unsafe_split_with_sizes unsqueeze_copy upsample_bicubic2d upsample_bilinear2d "
    "upsample_linear1d upsample_nearest1d upsample_nearest2d upsample_nearest3d upsample_trilinear3d vdot view_as_complex_copy view_as_real_copy view_copy "
    "vstack zero zeros zeros_like"
).split())  # fmt: skip
_BY_NAME = {
    "default=grad_input:grad_input": (
        "_upsample_bicubic2d_aa_backward _upsample_bilinear2d_aa_backward _upsample_nearest_exact1d_backward _upsample_nearest_exact2d_backward "
        "_upsample_nearest_exact3d_backward adaptive_max_pool2d_backward adaptive_max_pool3d_backward avg_pool2d_backward avg_pool3d_backward "
        "binary_cross_entropy_backward elu_backward gelu_backward glu_backward hardshrink_backward hardsigmoid_backward hardtanh_backward leaky_relu_backward "
        "log_sigmoid_backward logit_backward max_pool2d_with_indices_backward max_pool3d_with_indices_backward mse_loss_backward nll_loss2d_backward "
        "nll_loss_backward reflection_pad1d_backward reflection_pad2d_backward reflection_pad3d_backward replication_pad1d_backward replication_pad2d_backward "
        "replication_pad3d_backward sigmoid_backward silu_backward smooth_l1_loss_backward soft_margin_loss_backward softplus_backward softshrink_backward "
        "tanh_backward threshold_backward upsample_bicubic2d_backward upsample_bilinear2d_backward upsample_linear1d_backward upsample_nearest1d_backward "
        "upsample_nearest2d_backward upsample_nearest3d_backward upsample_trilinear3d_backward"
    ),
    "Tensor=Tensor_out": "index repeat_interleave slice_copy split_copy unsafe_split",
    "default=out:out,indices": "adaptive_max_pool2d adaptive_max_pool3d max_pool2d_with_indices max_pool3d_with_indices",
    "Scalar=Scalar_out Tensor=out": "add copysign mul sub",
    "Tensor=Tensor_out default=out": "clamp clamp_max clamp_min clip",
    "Tensor=out default=out": "ldexp",
    "Tensor=out": "multiply subtract true_divide",
    "default=values:values,indices": "kthvalue mode topk",
    "default=out:out0,out1,out2,out3": "_embedding_bag _embedding_bag_forward_only",
    "default=U:U,S,Vh": "_linalg_svd linalg_svd",
    "default=out:grad_input": "_softmax_backward_data huber_loss_backward",
    "default=all_out dim=out dims=dims_out": "all any",
    "Scalar_Tensor=Scalar_Tensor_out Tensor=Tensor_out Tensor_Scalar=Tensor_Scalar_out": "bitwise_left_shift bitwise_right_shift",
    "default=out:values,indices": "cummax cummin",
    "default=output:output,indices": "fractional_max_pool2d fractional_max_pool3d",
    "default=out:P,L,U": "linalg_lu lu_unpack",
    "default=out:sign,logabsdet": "linalg_slogdet slogdet",
    "default=out dim=dim_values:values,indices": "median nanmedian",
    "default=output:output,total_weight": "nll_loss2d_forward nll_loss_forward",
    "correction=correction_out dim=out": "std var",
    "correction=correction_out:out0,out1": "std_mean var_mean",
    "Tensor=Tensor_out:out0,out1 default=out:out0,out1": "_ctc_loss",
    "Scalar=Scalar_out": "_foreach_norm",
    "List=List_out Scalar=Scalar_out ScalarList=ScalarList_out": "_foreach_pow",
    "no_stats=no_stats_out:out,save_mean,save_invstd": "_native_batch_norm_legit",
    "default=out:min,max": "aminmax",
    "default=out start=start_out start_step=start_out": "arange",
    "stable=stable_out": "argsort",
    "Tensor=Tensor_out default=out p=float_out": "bernoulli",
    "Scalar=Scalar_out Scalar_mode=Scalar_mode_out Tensor=out Tensor_mode=out_mode": "div",
    "Tensor=out Tensor_mode=out_mode": "divide",
    "memory_format=out": "empty",
    "Scalar=Scalar_out Tensor=out default=out": "floor_divide",
    "Tensor=Tensor_out:mantissa,exponent default=Tensor_out:mantissa,exponent": "frexp",
    "dim=out": "frobenius_norm",
    "default=a:a,tau": "geqrf",
    "default=out periodic=periodic_out periodic_alpha=periodic_alpha_out periodic_alpha_beta=periodic_alpha_beta_out": "hamming_window",
    "bin_ct=bin_ct_out:hist,bin_edges bins_tensor=bins_tensor_out:hist,bin_edges": "histogram",
    "beta=beta_out default=out periodic=periodic_out": "kaiser_window",
    "default=L:L,info": "linalg_cholesky_ex",
    "default=out:eigenvalues,eigenvectors": "linalg_eig",
    "default=eigvals:eigvals,eigvecs": "linalg_eigh",
    "default=inverse:inverse,info": "linalg_inv_ex",
    "default=out:LD,pivots": "linalg_ldl_factor",
    "default=out:LD,pivots,info": "linalg_ldl_factor_ex",
    "default=out:solution,residuals,rank,singular_values": "linalg_lstsq",
    "default=out:LU,pivots": "linalg_lu_factor",
    "default=out:LU,pivots,info": "linalg_lu_factor_ex",
    "atol_rtol_float=atol_rtol_float_out atol_rtol_tensor=atol_rtol_tensor_out default=out tol_tensor=out_tol_tensor": "linalg_matrix_rank",
    "atol_rtol_float=atol_rtol_float_out atol_rtol_tensor=atol_rtol_tensor_out default=out rcond_tensor=out_rcond_tensor": "linalg_pinv",
    "default=out:Q,R": "linalg_qr",
    "default=out:result,info": "linalg_solve_ex",
    "default=output:output,buffer": "log_sigmoid_forward",
    "default=unary_out dim=dim_max:max,max_values other=out": "max",
    "default=dtype_out dim=out": "mean",
    "default=unary_out dim=dim_min:min,min_indices other=out": "min",
    "default=out:out,save_mean,save_invstd": "native_batch_norm",
    "Scalar=Scalar_out ScalarOpt_dim=out ScalarOpt_dim_dtype=dtype_out ScalarOpt_dtype=ScalarOpt_dtype_out": "norm",
    "Tensor_Tensor=Tensor_Tensor_out Tensor_float=Tensor_float_out float_Tensor=float_Tensor_out float_float=float_float_out": "normal",
    "default=out dim_int=int_out": "prod",
    "default=Q:Q,R": "qr",
    "Tensor=Tensor_out Tensor_generator=Tensor_generator_out default=out generator=generator_out low_dtype=low_dtype_out low_generator_dtype=low_generator_dtype_out": (
        "randint_like"
    ),
    "default=out_ step=out": "range",
    "default=values:values,indices stable=values_stable:values,indices": "sort",
    "Tensor=out Scalar_Self=self_scalar_out Scalar_Other=other_scalar_out default=out": "special_xlogy",
    "default=out dim_IntList=IntList_out": "sum",
    "default=U:U,S,V": "svd",
    "default=X:X,M": "triangular_solve",
    "self=self_out": "where",
    "Scalar_Other=OutScalar_Other Scalar_Self=OutScalar_Self Tensor=OutTensor": "xlogy",
}  # fmt: skip
# How many results operators have whose rows do not say so.
_COUNTS = {
    "native_dropout": 2, "convolution_backward": 3, "native_group_norm": 3, "_native_batch_norm_legit_no_training": 3, "unique_consecutive": 3,
    "native_batch_norm_backward": 3, "native_group_norm_backward": 3, "native_layer_norm_backward": 3,
}  # fmt: skip


@cache
def _named():
    return {name: ways.split() for ways, names in _BY_NAME.items() for name in names.split()}


def out_overload(operator, overload, results):
    """``(name, tensors)`` of the overload that writes the results of `overload`, of which there are `results`; None where there is none."""
    if operator in _BY_RULE:
        results = _COUNTS.get(operator, results)
        tensors = ("out",) if results == 1 else tuple([f"out{i}" for i in range(results)])
        return "out" if overload == "default" else overload + "_out", tensors
    for way in _named().get(operator, ()):
        if way.startswith(overload + "="):
            name, _, tensors = way[len(overload) + 1 :].partition(":")
            return name, tuple((tensors or "out").split(","))
    return None
