"""Which dtypes ``out=`` may have. Most operators convert into any dtype the result can be cast to; these have rules and words of their own.

``{want}`` and ``{got}`` are PyTorch's names of the result's dtype and of the given tensor's, ``{want_c}`` and ``{got_c}`` those of C++.
"""

# The dtype must be the result's own.
EXACT = {
    "Expected out tensor to have dtype {want_c}, but got {got_c} instead": (
        "addmm addmv baddbmm bmm cross diag isin lu_unpack max min softmax aminmax linear topk mm slice_scatter svd gather index_add "
        "index_reduce sort scatter scatter_add msort renorm take_along_dim tril triu log_softmax norm argmax argmin scatter_reduce linalg_cross "
        "linalg_det linalg_cholesky linalg_cholesky_ex linalg_eigh linalg_eigvalsh linalg_ldl_factor linalg_ldl_factor_ex linalg_ldl_solve linalg_qr "
        "linalg_slogdet linalg_vector_norm linalg_lu_factor linalg_lu_factor_ex linalg_lu linalg_lu_solve linalg_inv linalg_inv_ex linalg_solve "
        "linalg_solve_ex linalg_svd linalg_svdvals qr triangular_solve lu_solve cumsum cumprod alias_copy as_strided_copy diagonal_copy expand_copy "
        "permute_copy squeeze_copy t_copy transpose_copy unfold_copy unsqueeze_copy view_copy index_copy avg_pool2d avg_pool3d "
        "unbind_copy split_with_sizes_copy argsort.stable"
    ),
    "Expected result to be of dtype uint64, but got {got}": "hash_tensor",
    "Found dtype {got} but expected {want}": (
        "abs bitwise_not ceil conj_physical frac floor softshrink hardshrink gelu neg round sign sgn trunc softplus lerp.Tensor"
    ),
    "expected scalar_type {want} but found {got}": "cummax cummin logcumsumexp",
    "result dtype {got} does not match input dtype {want}": "dot vdot matmul",
    "Expected object of scalar type {want} but got scalar type {got} for argument 'out'": "complex polar",
    "quantile() out tensor must be same dtype as the input tensor": "quantile nanquantile",
    "expected scalar type {want} but found {got}": "logsigmoid linalg_solve_triangular",
    "torch.histogram: input tensor and hist tensor should have the same dtype, but got input {want_c} and hist {got_c}": "histogram histc",
    "tensordot: Expected the output tensor to have dtype {want}, but got an output tensor with dtype {got}": "inner tensordot",
    "all only supports bool tensor for result, got: {got}": "all",
    "any only supports bool tensor for result, got: {got}": "any",
    "linalg.matrix_norm expected out tensor dtype {want} but got: {got}": "linalg_matrix_norm",
    "linalg.norm expected out tensor dtype {want} but got: {got}": "linalg_norm",
    "Expected the dtype for input and out to match, but got {want} for input's dtype and {got} for out's dtype.": "amax amin",
    "self and mat2 must have the same dtype, but got {got} and {want}": "addbmm",
    "addmv input tensors must have the same dtype, but got {got}, {want}, and {want}": "mv",
    "torch.frexp() expects mantissa to have dtype {want_c} but got {got_c}": "frexp",
    "output values must be of same type as input": "kthvalue",
    "{name}(): self and result must have the same scalar type": "masked_select index_select",
    "heaviside is not yet implemented for tensors with different dtypes.": "heaviside",
    "expected scalar type '{want}' but got '{got}' for values output": "mode",
    "Expected tensor for 'values' to have the same type as tensor for argument #2 'self'; but type {got_t} does not equal {want_t} (while checking "
    "arguments for median)": "median.dim nanmedian.dim",
    "torch.ormqr: Expected input and result to have the same dtype, but input has dtype{want} and result has dtype {got}": "ormqr",
    "the output given to float_power has dtype {got} but the operation's result requires dtype {want}": "float_power",
    "{name} does not support non-boolean outputs.": "signbit isposinf isneginf",
    "nan_to_num: dtype of out: {got} should be same as input: {want}": "nan_to_num",
    "take(): self and out expected to have the same dtype, but got self.dtype = {want} and out.dtype = {got}": "take",
    "multinomial expects {want} tensor out, got: {got}": "multinomial",
    "Expected out type to be {want} but got {got}": "where",
    "{name}: Expected out tensor to have scalar type {want} but got scalar type{got}": "nonzero nonzero_static",
    "torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or Long(int64) depending on whether out_int32 flag is True, but we "
    "got output tensor's dtype {got} and out_int32 flag is {int32}": "bucketize searchsorted",
    "linalg.vecdot: Expected out of dtype{want} but found {got}": "linalg_vecdot",
    "torch.linalg.{linalg}: Expected eigenvalues to be safely castable from {want} dtype, but got eigenvalues with dtype {got}": "linalg_eig linalg_eigvals",
    "multi_dot(): expected out tensor to have dtype {want_c} but got {got_c}": "linalg_multi_dot",
}
# The result must be castable, which is said in other words than usual, or in the usual ones although the operator's other overloads say it in theirs.
_USUAL = "result type {want} can't be cast to the desired output type {got}"
CASTABLE = {
    _USUAL: "max.other min.other mean.dim",
    "Expected canCast( typeMetaToScalarType(self.dtype()), typeMetaToScalarType(out.dtype())) to be true, but got false.  (Could this error message be "
    "improved?  If so, please report an enhancement request to PyTorch.)": "max.all min.all",
    "torch.cat(): input types can't be cast to the desired output type {got}": "_chunk_cat column_stack stack hstack cat vstack dstack",
    "{name}: Expected result to be safely castable from {want} dtype, but got result with dtype {got}": "cholesky cholesky_inverse cholesky_solve",
    "{name} can't be cast to the desired output type {got}": "ldexp",
    "{name}: result type {want} can't be cast to the desired output type {want}": "mvlgamma",
    "torch.{name}: Expected a to be safely castable from {want} dtype, but got a with dtype {got}": "geqrf",
    "logsumexp(): Expected floating point type for result tensor, but got: {got}": "logsumexp",
    "mean.dtype_out(): input types can't be cast to the desired output type {got}": "mean",
    "linalg.{linalg}: Expected result to be safely castable from {want} dtype, but got result with dtype {got}": "linalg_cond linalg_pinv",
    "torch.linalg.{linalg}: Expected result to be safely castable from {want} dtype, but got result with dtype {got}":
        "linalg_householder_product linalg_matrix_rank",
    "torch.linalg.lstsq: Expected solution to be safely castable from {want} dtype, but got solution with dtype {got}": "linalg_lstsq",
    "{linalg}: Expected result to be safely castable from {want} dtype, but got result with dtype {got}":
        "linalg_matrix_power linalg_tensorinv linalg_tensorsolve",
}  # fmt: skip
# Only a complex, only a real tensor.
_TRANSFORMS = {
    "{fft} expects a complex output tensor, but got {got}": ("c", "fft ifft rfft ihfft fft2 ifft2 rfft2 ihfft2 fftn ifftn rfftn ihfftn"),
    "{fft} expects a floating point output tensor, but got {got}": ("f", "irfft hfft irfft2 hfft2 irfftn hfftn"),
}
# What is said of the second result, whose dtype tells it apart.
_OF_INDICES = {
    ("kthvalue", "int64"): "output indices must be of scalar type Long", ("mode", "int64"): "expected scalar type '{want}' but got '{got}' for indices output",
    ("frexp", "int32"): "torch.frexp() expects exponent to have int dtype but got {got_c}",
}  # fmt: skip
_RULES = {}


def type_name(d):
    """What PyTorch's older texts call the type of tensors of a dtype."""
    return f"CPU{d.scalar_name}Type" if d.is_complex or d.name in ("bool", "bfloat16") else f"torch.{d.legacy_name}Tensor"


def _rules():
    if not _RULES:
        for kind, texts in (("exact", EXACT), ("castable", CASTABLE)):
            for text, names in texts.items():
                _RULES.update({name: (kind, text) for name in names.split()})
        for text, (kind, names) in _TRANSFORMS.items():
            _RULES.update({"fft_" + name: (kind, text) for name in names.split()})
    return _RULES


# Operators whose ``out=`` form is another operator's, whose name is said where gradients are refused. "aten::": one without derivative, which is refused
# where the tensor to write to requires gradients, and else recorded as such. "": a copy into that tensor, which is recorded.
_OTHER_NAMES = {
    "aten::": "conj_physical floor_divide heaviside softmax log_softmax slice_scatter scatter histogram linalg_ldl_factor_ex linalg_ldl_solve "
        "_chunk_cat alias_copy as_strided_copy diagonal_copy expand_copy permute_copy squeeze_copy t_copy transpose_copy unfold_copy unsqueeze_copy view_copy split_copy split_with_sizes_copy",
    "aten::conj_physical": "fft_ihfft", "_": "linalg_det linalg_eigh linalg_slogdet linalg_solve_ex linalg_svd",
    "linalg_cross": "cross", "linalg_lu_solve": "lu_solve", "log_sigmoid_forward": "logsigmoid", "mul": "outer kron", "pow": "float_power square",
    "linalg_qr": "qr", "cat": "column_stack hstack vstack dstack", "sort": "msort", "gather": "take_along_dim", "linalg_vector_norm": "norm",
    "nansum": "nanmean", "_fft_c2r": "fft_hfft fft_hfft2 fft_hfftn fft_irfft fft_irfft2 fft_irfftn", "linalg_cholesky_ex": "linalg_cholesky",
    "_fft_r2c": "fft_fft fft_rfft", "_fft_c2c": "fft_fft2 fft_fftn fft_ifft2 fft_ifftn fft_ihfft2 fft_ihfftn fft_rfft2 fft_rfftn", "_linalg_eigh": "linalg_eigvalsh", "aten::linalg_ldl_factor_ex": "linalg_ldl_factor", "mm": "linalg_multi_dot",
    "linalg_lu_factor_ex": "linalg_lu_factor", "linalg_inv_ex": "linalg_inv", "_linalg_solve_ex": "linalg_solve", "_linalg_svd": "linalg_svdvals",
    "maximum": "max.other", "minimum": "min.other",
    "sub": "diff", "": "quantile nanquantile svd inner tensordot linalg_cond linalg_matrix_power linalg_norm linalg_matrix_norm linalg_tensorinv "
        "linalg_tensorsolve special_ndtr linalg_eigvals",
    "constant": "nonzero linalg_matrix_rank",
}  # fmt: skip
# The same for operators whose ``out=`` form depends on the first argument: functions of it and of whether what is written requires gradients.
_CHOSEN_NAMES = {
    "diag": lambda x, written: "aten::diag_embed" if x.ndim == 1 else "aten::diagonal_copy",
    "linalg_vecdot": lambda x, written: "vdot" if x.ndim == 1 else "sum",
    "svd": lambda x, written: "" if written else "_linalg_svd",
    "fft_fft": lambda x, written: "_fft_c2c" if x.dtype.is_complex else "_fft_r2c",
    "fft_ifft": lambda x, written: "_fft_c2c" if x.dtype.is_complex else "aten::conj_physical",
}


def history_of_out(key, out_requires, first):
    """What becomes of gradients in an ``out=`` call some of whose arguments require them.

    Parameters
    ----------
    key : str
        The operator's name and overload.
    out_requires : bool
        Whether what is written requires gradients.
    first : Tensor or other
        The first argument.

    Returns
    -------
    str or None
        "copy" where the result is copied into the tensor, which is recorded; the name of the operator without derivative that the tensor comes from; None
        where there are none.

    Raises
    ------
    RuntimeError
        For all other operators.
    """
    name = key.partition(".")[0].removeprefix("nn_functional_")
    called = name
    if name in _CHOSEN_NAMES:
        called = _CHOSEN_NAMES[name](first, out_requires)
    else:
        for other, names in _OTHER_NAMES.items():
            if name in names.split() or key in names.split():
                called = other + name if other in ("_", "aten::") else other
                break
    if called == "constant" and not out_requires:
        return None
    if not called:
        if not out_requires:
            return "copy"
        from .._autograd_texts import LEAF

        raise RuntimeError(LEAF)
    if called.startswith("aten::") and not out_requires:
        return called
    called = name if called == "constant" else called
    raise RuntimeError(f"{called}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.")


def check_count(name, results, given):
    """Raise unless as many tensors are given to an operator that returns a list as it has results."""
    if given != results:
        called = {"unbind_copy": "unbind_copy_int", "split_copy": "split_copy_Tensor"}.get(name, name)
        raise RuntimeError(f"{called}_out expected an out= argument of size {results}, got size {given}")


def check_computed_in(name, source, got):
    """Raise where `name`, which computes in the dtype `got` of its ``out=`` tensor, does so for no tensor of the dtype `source`."""
    if name == "nansum" and source.is_floating_point and not got.is_floating_point:
        raise NotImplementedError(f"\"nansum_cpu\" not implemented for '{got.scalar_name}'")


def check_out(key, want, got, castable):
    """Raise unless operator `key` writes results of dtype `want` into a tensor of another dtype `got`; `castable` says whether it can be cast."""
    name = key.partition(".")[0].removeprefix("nn_functional_")
    if name in ("all", "any") and got.name in ("bool", "uint8") or name == "split_copy":
        return
    if name == "bernoulli":
        if got.is_complex:
            raise NotImplementedError(f"\"bernoulli_tensor_cpu_self_\" not implemented for '{got.scalar_name}'")
        return
    if name == "nanmean" and not got.is_floating_point:
        raise NotImplementedError(f"\"nansum_cpu\" not implemented for '{got.scalar_name}'")
    if name == "normal" and not castable:
        raise NotImplementedError(f"\"normal_kernel_cpu\" not implemented for '{got.scalar_name}'")
    if name in ("std", "var") and got.is_complex:
        raise NotImplementedError(f"\"std_cpu\" not implemented for '{got.scalar_name}'")
    kind, text = _rules().get(key + ".all" if key in ("max", "min") else key) or _rules().get(name) or ("", "")
    if not kind:
        if not castable:
            raise RuntimeError(f"result type {want.scalar_name} can't be cast to the desired output type {got.scalar_name}")
        return
    if kind == "castable" and castable or kind == "c" and got.is_complex or kind == "f" and got.is_floating_point:
        return
    from .._autograd_texts import C_NAMES

    text = _OF_INDICES.get((name, want.name), text)
    if name == "heaviside" and got.is_complex:
        text = "heaviside is not yet implemented for complex tensors."
    error = TypeError if text.startswith("torch.cat") else RuntimeError
    shown = name.removeprefix("fft_")
    several = {"ifft2": "fftn", "ifftn": "fftn"}.get(shown) or (shown[:-1] + "n" if shown[-1] == "2" else shown)
    raise error(
        text.format(
            name=name, want=want.scalar_name, got=got.scalar_name, want_c=C_NAMES.get(want.name, want.scalar_name), got_t=type_name(got),
            want_t=type_name(want), int32=want.name == "int32", got_c=C_NAMES.get(got.name, got.scalar_name), linalg=name.removeprefix("linalg_"), fft=several,
        )
    )  # fmt: skip
