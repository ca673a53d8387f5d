"""Dtypes that few of PyTorch's kernels have, and the names under which the others refuse them: the wide unsigned integers, and half-precision complex numbers.

Kernels are written for all dtypes of a kind, so a core asks here after it has computed a row whose operands have such a dtype. What a row
refuses of other dtypes, its kernel or check says itself.
"""

from .._types import complex32, uint16, uint32, uint64

RARE = frozenset((uint16, uint32, uint64, complex32))

# Kernel: rows, by key or by name. A * means: not for tensors without dimensions or elements, which need no kernel; a -: not for tensors without elements.
_BOTH = {
    "addmm_impl_cpu_": "addmm addbmm mm", "addmv_impl_cpu": "addmv mv-", "baddbmm": "baddbmm", "dot": "dot", "bmm": "bmm-",
    "addr_cpu": "addr", "bitwise_not_cpu": "bitwise_not", "lshift_cpu": "bitwise_left_shift", "rshift_cpu": "bitwise_right_shift",
    "cholesky_cpu": "_cholesky* cholesky*", "cholesky_inverse_out_cpu": "cholesky_inverse", "cholesky_solve_cpu": "cholesky_solve",
    "cumsum_out_cpu": "cumsum*", "cumprod_out_cpu": "cumprod*", "cummax_cpu": "cummax*", "cummin_cpu": "cummin*", "flip_cpu": "flip* rot90*",
    "fmod_cpu": "fmod", "remainder_cpu": "remainder", "frac_cpu": "frac", "ge_cpu": "ge", "gt_cpu": "gt", "le_cpu": "le", "lt_cpu": "lt",
    "div_floor_cpu": "floor_divide", "geqrf_cpu": "geqrf", "kthvalue_cpu": "kthvalue", "logaddexp_cpu": "logaddexp", "logaddexp2_cpu": "logaddexp2",
    "logical_not_cpu": "logical_not", "logical_and_cpu": "logical_and", "logical_or_cpu": "logical_or", "logical_xor_cpu": "logical_xor",
    "masked_scatter": "masked_scatter", "median_cpu": "median- nanmedian-", "median_out": "median.dim nanmedian.dim", "max_all": "max", "min_all": "min",
    "lcm_cpu": "lcm", "gcd_cpu": "gcd", "aminmax_cpu": "aminmax*", "nextafter_cpu": "nextafter", "igamma_cpu": "igamma", "igammac_cpu": "igammac",
    "hardshrink_cpu": "hardshrink", "mode_cpu": "mode*", "pow": "pow square", "lerp_kernel_scalar": "lerp.Scalar", "lerp_kernel_tensor": "lerp.Tensor",
    "triangular_solve_cpu": "triangular_solve linalg_solve_triangular", "hypot_cpu": "hypot", "bincount_cpu": "bincount", "trace": "trace",
    "searchsorted_out_cpu": "bucketize searchsorted", "logcumsumexp_out_cpu": "logcumsumexp", "max_values_cpu": "amax", "min_values_cpu": "amin",
    "xor_sum_cpu": "hash_tensor", "pixel_shuffle": "pixel_shuffle*", "pixel_unshuffle": "pixel_unshuffle*", "channel_shuffle": "channel_shuffle",
    "cross": "linalg_cross", "lu_cpu": "linalg_lu*", "geometric_cpu": "geometric", "log_normal_cpu": "log_normal", "histogram_cpu": "histogram.bins_tensor",
    "histogramdd": "histogram", "linalg_eigh_cpu": "linalg_eigh*", "scatter_gather_tensor_cpu": "scatter scatter_add scatter_reduce gather",
    "scatter_gather_scalar_cpu": "scatter.value",
}  # fmt: skip
UNSIGNED = {
    **_BOTH,
    "aminmax_cpu": "aminmax", "index_copy_cpu": "index_copy", "index_func_cpu_": "index_reduce", "abs_cpu": "abs",
    "add_stub": "add sub dist rsub index_add", "minimum_cpu": "clamp_max.Tensor fmin minimum", "maximum_cpu": "clamp_min.Tensor fmax maximum",
    "clamp_max_scalar_cpu": "clamp_max", "clamp_min_scalar_cpu": "clamp_min relu", "clamp_scalar_cpu": "hardtanh", "dot": "dot vdot",
    "addcmul_cpu_out": "addcmul", "isin_default_cpu": "isin", "triu": "triu", "masked_fill": "masked_fill", "masked_select": "masked_select- combinations",
    "max_cpu": "max.dim*", "min_cpu": "min.dim*", "heaviside_cpu": "heaviside", "topk_cpu": "topk*", "neg_cpu": "neg", "sign_cpu": "sign sgn",
    "index_put": "index_put", "take_cpu": "take", "index_fill_cpu": "index_fill", "nonzero_count_cpu": "_nonzero argwhere nonzero_static count_nonzero",
    "argmax_cpu": "argmax", "argmin_cpu": "argmin",
    "check_uniform_bounds": "uniform", "threshold_cpu": "threshold", "tril": "tril lu_unpack", "take_put_cpu": "put", "reflection_pad1d": "reflection_pad1d",
    "reflection_pad2d": "reflection_pad2d", "reflection_pad3d": "reflection_pad3d", "replication_pad1d": "replication_pad1d",
    "replication_pad2d": "replication_pad2d", "replication_pad3d": "replication_pad3d", "max_pool2d": "max_pool2d_with_indices",
    "max_pool3d": "max_pool3d_with_indices", "bernoulli_tensor_cpu_self_": "bernoulli-",
}  # fmt: skip
COMPLEX_HALF = {
    **_BOTH,
    "acos_vml_cpu": "acos", "acosh_cpu": "acosh", "addcdiv_cpu_out": "addcdiv", "asin_vml_cpu": "asin", "asinh_cpu": "asinh", "atan_vml_cpu": "atan",
    "atanh_cpu": "atanh", "cos_vml_cpu": "cos", "cosh_cpu": "cosh", "div_cpu": "div", "exp_vml_cpu": "exp logsumexp soft_margin_loss", "log1p_vml_cpu": "log1p",
    "log_vml_cpu": "log", "log10_vml_cpu": "log10", "log2_vml_cpu": "log2", "pow": "pow square ldexp", "vdot": "vdot", "round_vml_cpu": "round",
    "sin_vml_cpu": "sin", "sinc_cpu": "sinc", "sinh_cpu": "sinh", "tan_vml_cpu": "tan", "tanh_vml_cpu": "tanh", "exp2": "exp2", "expm1_vml_cpu": "expm1",
    "nan_to_num": "nan_to_num", "reciprocal_cpu": "reciprocal", "rsqrt_cpu": "rsqrt", "sqrt_vml_cpu": "sqrt", "angle_cpu": "angle", "take_put_cpu": "put",
    "take_cpu": "take", "sigmoid_cpu": "sigmoid", "sum_cpu": "sum mean", "prod_out_cpu": "prod*", "geqrf_cpu": "geqrf linalg_qr",
    "linalg_eig_out_cpu": "linalg_eig", "lu_cpu": "linalg_det* linalg_lu linalg_lu_factor_ex _lu_factor _solve",
    "linalg_svd_cpu": "linalg_svd linalg_svdvals", "silu_cpu": "silu", "ldl_solve_kernel_cpu": "linalg_ldl_solve",
    "orgqr_cpu": "linalg_householder_product", "ormqr_cpu": "ormqr", "bmm": "bmm linalg_matrix_exp",
    "im2col_out_cpu": "im2col", "linalg.lu_solve_cpu": "linalg_lu_solve", "scatter_gather_scalar_cpu": "lu_unpack scatter.value",
    "reflection_pad1d": "reflection_pad1d", "reflection_pad2d": "reflection_pad2d", "reflection_pad3d": "reflection_pad3d",
    "replication_pad1d": "replication_pad1d", "replication_pad2d": "replication_pad2d", "replication_pad3d": "replication_pad3d",
}  # fmt: skip
# Rows whose derivative PyTorch has for real numbers alone, by the name under which it refuses complex results that would carry gradients.
REAL_GRADIENTS = {
    "_softmax": "softmax", "_log_softmax": "log_softmax",
    **{name: name for name in "bernoulli cummax cummin embedding geqrf index_reduce kthvalue mode nan_to_num normal scatter_reduce select_scatter silu "
        "slice_scatter soft_margin_loss".split()},
}  # fmt: skip
# Rows that need no kernel for some arguments, although the operands have such a dtype: functions of the dtype and of the arguments.
_EXCEPTIONS = {
    "cumsum": lambda d, x, dim, dtype: not d.is_complex if dtype is None else dtype is not d,
    "cumprod": lambda d, x, dim, dtype: not d.is_complex if dtype is None else dtype is not d,
    "flip": lambda d, x, dims: x.ndim - 1 not in [n % max(x.ndim, 1) for n in dims],
    "rot90": lambda d, x, k, dims: k % 4 == 0 or k % 4 == (1 if dims[0] % x.ndim == x.ndim - 1 else 3),
    "pow": lambda d, *operands: _common(operands) is not d,
    "clamp": lambda d, *operands: _common([x for x in operands if x is not None]) is not d,
    "isin": lambda d, x, among, *_: not hasattr(among, "ndim") or hasattr(x, "ndim") and among.numel() >= 10 * x.numel() ** 0.145 or _common((x, among)) is not d,
    "mm": lambda d, a, b: not a.numel() or not b.numel(),
    "kthvalue": lambda d, x, *_: not x.ndim,
    "take": lambda d, x, index: not index.numel(),
    "put": lambda d, x, index, *_: not index.numel(),
    "gather": lambda d, x, dim, index, *_: not index.numel(),
    "scatter": lambda d, x, dim, index, *_: not index.numel(),
    "scatter_add": lambda d, x, dim, index, *_: not index.numel(),
    "aminmax": lambda d, x, dim, *_: dim is not None and not x.ndim,
    "bucketize": lambda d, x, *_: hasattr(x, "numel") and not x.numel(),
    "searchsorted": lambda d, sequence, x, *_: hasattr(x, "numel") and not x.numel(),
    "count_nonzero": lambda d, x, dim: d.is_complex or dim is not None,
}
_INTO_SLICES = {"prod": "", "mean": "add_stub", "amax": "maximum_cpu", "amin": "minimum_cpu"}  # what index_reduce calls for tensors of several dimensions
_rows = {}


def _common(operands):
    from .._core import core

    return core.result_type(operands)


def _by_row(names):
    found = _rows.get(id(names))
    if found is None:
        found = _rows[id(names)] = {}
        for kernel, rows in names.items():
            for row in rows.split():
                found[row.rstrip("*-")] = kernel, row[-1]
    return found


def real_gradient(name):
    """Under which name PyTorch's row `name` refuses to be differentiated in complex numbers; "" if it does not."""
    return next((called for called, row in REAL_GRADIENTS.items() if row == name), "")


def refuse_complex_gradient(called):
    """Raise because a row differentiates in real numbers alone."""
    raise RuntimeError(f"{called} does not support automatic differentiation for outputs with complex dtype.")


def refuse(key, dtype, values):
    """Raise NotImplementedError if PyTorch's operator `key` has no kernel for `dtype`, uint16, uint32, uint64 or complex32.

    Parameters
    ----------
    key : str
        The row's name and overload.
    dtype : pyautograd._types.dtype
        That of the operands, or what they are computed in.
    values : sequence
        The row's bound arguments; the first is a tensor, or a number.
    """
    name = key.partition(".")[0]
    exception = _EXCEPTIONS.get(name)
    if exception is not None and exception(dtype, *values):
        return
    rows = _by_row(COMPLEX_HALF if dtype.is_complex else UNSIGNED)
    kernel, exempt = rows.get(key) or rows.get(name) or ("", "")
    first = values[0]
    if key == "clamp.Tensor":
        kernel = "minimum_cpu" if values[1] is None else "maximum_cpu" if values[2] is None else "clamp_cpu"
    elif key == "clamp":
        kernel = "clamp_max_scalar_cpu" if values[1] is None else "clamp_min_scalar_cpu" if values[2] is None else "clamp_scalar_cpu"
    elif name in ("scatter_reduce", "index_reduce") and kernel:
        reduce, include_self = values[4:6]
        if not include_self:
            kernel = "scatter_reduce_exclude_input_init" if name == "scatter_reduce" else "index_reduce_func_exclude_input_init"
        elif name == "index_reduce":
            kernel = "index_func_" if first.ndim < 2 else _INTO_SLICES[reduce]
        elif reduce not in ("sum", "prod"):
            kernel = f"scatter_gather_tensor_cpu_reduce_{reduce}"
    elif name == "index_add" and kernel:
        if first.ndim < 2:
            kernel = "index_add_"
        elif values[4] == 1:
            kernel = "scatter_gather_tensor_cpu"
    elif key == "div.Tensor_mode" and values[2] is not None:
        kernel = f"div_{values[2]}_cpu"
    if not kernel or exempt in "*-" and hasattr(first, "ndim") and (exempt == "*" and first.ndim == 0 or first.numel() == 0):
        return
    raise NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.scalar_name}'")
