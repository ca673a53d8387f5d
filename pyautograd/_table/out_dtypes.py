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
        "linalg_solve_ex linalg_svd linalg_svdvals qr triangular_solve"
    ),
    "Found dtype {got} but expected {want}": "abs bitwise_not ceil conj_physical frac floor softshrink hardshrink gelu neg round sign sgn trunc softplus",
    "expected scalar_type {want} but found {got}": "cummax cummin diff logcumsumexp",
    "result dtype {got} does not match input dtype {want}": "dot vdot matmul",
    "Expected object of scalar type {want} but got scalar type {got} for argument 'out'": "complex polar",
    "{name}() out tensor must be same dtype as the input tensor": "quantile nanquantile",
    "expected scalar type {want} but found {got}": "logsigmoid linalg_solve_triangular",
    "torch.histogram: input tensor and hist tensor should have the same dtype, but got input {want_c} and hist {got_c}": "histogram histc",
    "tensordot: Expected the output tensor to have dtype {want}, but got an output tensor with dtype {got}": "inner tensordot",
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
    "torch.ormqr: Expected input and result to have the same dtype, but input has dtype{want} and result has dtype {got}": "ormqr",
    "the output given to float_power has dtype {got} but the operation's result requires dtype {want}": "float_power",
    "{name} does not support non-boolean outputs.": "signbit isposinf isneginf",
    "nan_to_num: dtype of out: {got} should be same as input: {want}": "nan_to_num",
    "take(): self and out expected to have the same dtype, but got self.dtype = {want} and out.dtype = {got}": "take",
    "multinomial expects {want} tensor out, got: {got}": "multinomial",
    "Expected out type to be {want} but got {got}": "where",
    "nonzero: Expected out tensor to have scalar type {want} but got scalar type{got}": "nonzero",
    "torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or Long(int64) depending on whether out_int32 flag is True, but we "
    "got output tensor's dtype {got} and out_int32 flag is False ": "bucketize searchsorted",
    "linalg.vecdot: Expected out of dtype{want} but found {got}": "linalg_vecdot",
    "torch.linalg.{linalg}: Expected eigenvalues to be safely castable from {want} dtype, but got eigenvalues with dtype {got}": "linalg_eig linalg_eigvals",
    "multi_dot(): expected out tensor to have dtype {want_c} but got {got_c}": "linalg_multi_dot",
}
# The result must be castable, which is said in other words than usual.
CASTABLE = {
    "torch.cat(): input types can't be cast to the desired output type {got}": "column_stack stack hstack cat vstack dstack",
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
_CPP = {
    "Float": "float", "Double": "double", "Long": "long int", "Int": "int", "Short": "short int", "Char": "signed char", "Byte": "unsigned char",
    "Bool": "bool", "Half": "c10::Half", "BFloat16": "c10::BFloat16", "ComplexFloat": "c10::complex<float>", "ComplexDouble": "c10::complex<double>",
}  # fmt: skip
_RULES = {}


def _rules():
    if not _RULES:
        for kind, texts in (("exact", EXACT), ("castable", CASTABLE)):
            for text, names in texts.items():
                _RULES.update({name: (kind, text) for name in names.split()})
        for text, (kind, names) in _TRANSFORMS.items():
            _RULES.update({"fft_" + name: (kind, text) for name in names.split()})
    return _RULES


def check_out(name, want, got, castable):
    """Raise unless operator `name` writes results of dtype `want` into a tensor of another dtype `got`; `castable` says whether it can be cast."""
    name = name.removeprefix("nn_functional_")
    kind, text = _rules().get(name) or ("", "")
    if not kind:
        if not castable:
            raise RuntimeError(f"result type {want.scalar_name} can't be cast to the desired output type {got.scalar_name}")
        return
    if kind == "castable" and castable or kind == "c" and got.is_complex or kind == "f" and got.is_floating_point:
        return
    error = TypeError if text.startswith("torch.cat") else RuntimeError
    shown = name.removeprefix("fft_")
    raise error(
        text.format(
            name=name, want=want.scalar_name, got=got.scalar_name, want_c=_CPP.get(want.scalar_name, want.scalar_name),
            got_c=_CPP.get(got.scalar_name, got.scalar_name), linalg=name.removeprefix("linalg_"), fft=shown[:-1] + "n" if shown[-1] == "2" else shown,
        )
    )  # fmt: skip
