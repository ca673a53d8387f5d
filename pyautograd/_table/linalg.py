"""Linear algebra: determinants, inverses, equations, decompositions. Derivatives are in ``formulas/linalg.py``."""
from .row import op

# Determinants and inverses.

op("linalg_det(Tensor A)", kernel="linalg.det", module="linalg", variants="fo", grad={"A": "det_backward(grad, result, A)"})
op("det(Tensor self)", composite="linalg.det")
op("_cofactors(Tensor A)", kernel="linalg.cofactors", variants="", grad={"A": "conj(_cofactors_derivative(A, conj(grad)))"},
   jvp="symmetric")
op("_cofactors_derivative(Tensor A, Tensor direction)", kernel="linalg.cofactors_derivative", variants="", grad="not_implemented")
op("linalg_slogdet(Tensor A) -> (Tensor sign, Tensor logabsdet)", kernel="linalg.slogdet", module="linalg", variants="fo",
   grad={"A": "slogdet_backward(grads[0], grads[1], A, sign)"})
op("slogdet(Tensor self) -> (Tensor sign, Tensor logabsdet)", composite="linalg.slogdet")
op("logdet(Tensor self)", composite="linalg.logdet")
op("linalg_inv_ex(Tensor A, *, bool check_errors=False) -> (Tensor inverse, Tensor info)", composite="linalg.inv_ex", module="linalg", variants="fo")
op("_inverse(Tensor A) -> (Tensor inverse, Tensor info)", kernel="linalg.inv_ex", variants="", node="LinalgInvExBackward0", nondiff="info",
   grad={"A": "inv_backward(grads[0], inverse)"})
op("linalg_inv(Tensor A)", composite="linalg.inv", module="linalg", variants="fo")
op("inverse(Tensor self)", composite="linalg.inv", variants="fmo")
op("linalg_pinv(Tensor self, *, object atol=None, object rtol=None, bool hermitian=False)", composite="linalg.pinv", module="linalg", variants="fo")
op("linalg_pinv.rcond(Tensor self, object rcond, bool hermitian=False)", composite="linalg.pinv_rcond", module="linalg", variants="fo")
op("_pinv(Tensor self, object atol, object rtol, bool hermitian)", kernel="linalg.pinv", variants="", node="LinalgPinvBackward0",
   grad={"self": "pinv_backward(grad, result, self)"})
op("pinverse(Tensor self, float rcond=1e-15)", composite="linalg.pinverse")
op("linalg_matrix_rank(Tensor input, *, object atol=None, object rtol=None, bool hermitian=False)", composite="linalg.matrix_rank",
   module="linalg", variants="fo")
op("linalg_matrix_rank.tol(Tensor input, object tol, bool hermitian=False)", composite="linalg.matrix_rank_tol", module="linalg", variants="fo")
op("_matrix_rank(Tensor self, object atol, object rtol, bool hermitian)", kernel="linalg.matrix_rank", variants="")
op("linalg_matrix_power(Tensor self, int n)", composite="linalg.matrix_power", module="linalg", variants="fo")
op("matrix_power(Tensor self, int n)", composite="linalg.matrix_power", variants="fmo")
op("linalg_matrix_exp(Tensor self)", kernel="linalg.matrix_exp", module="linalg", variants="f", grad={"self": "matrix_exp_backward(grad, self)"})
op("matrix_exp(Tensor self)", composite="linalg.matrix_exp")

# Equations.

op("linalg_solve_ex(Tensor A, Tensor B, *, bool left=True, bool check_errors=False) -> (Tensor result, Tensor info)", composite="linalg.solve_ex",
   module="linalg", variants="fo")
op("_solve(Tensor A, Tensor B, bool left) -> (Tensor solution, Tensor info)", kernel="linalg.solve_ex", variants="", node="LinalgSolveExBackward0",
   nondiff="info", grad={("A", "B"): "solve_backward(grads[0], A, B.shape, solution, left, needs(A))"}, shown={"result": "solution", "B_sym_sizes": None})
op("linalg_solve(Tensor A, Tensor B, *, bool left=True)", composite="linalg.solve", module="linalg", variants="fo")
op("linalg_solve_triangular(Tensor self, Tensor B, *, bool upper, bool left=True, bool unitriangular=False)", kernel="linalg.solve_triangular",
   module="linalg", variants="fo",
   grad={("self", "B"): "solve_triangular_backward(grad, self, result, upper, left, unitriangular, needs(self))"})
op("triangular_solve(Tensor self, Tensor A, bool upper=True, bool transpose=False, bool unitriangular=False)"
   " -> (Tensor solution, Tensor cloned_coefficient)",
   kernel="linalg.old_triangular_solve",
   grad={("self", "A"): "triangular_solve_backward(grads[0], grads[1], self.shape, A, solution, upper, transpose, unitriangular, needs(A))"}, keep="self", variants="fmo")
op("linalg_lstsq(Tensor self, Tensor b, float? rcond=None, *, str? driver=None)"
   " -> (Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)",
   kernel="linalg.lstsq", module="linalg", variants="fo", nondiff=("rank", "singular_values"),
   grad={("self", "b"): "lstsq_backward(grads[0], grads[1], self, b, solution)"})

# Decompositions. Outputs named in nondiff have no place in grads.

op("_linalg_check_errors(Tensor info, str api_name, *, bool is_matrix) -> Tensor[]", kernel="linalg_checks.check_errors", variants="")
op("linalg_cholesky_ex(Tensor self, *, bool upper=False, bool check_errors=False) -> (Tensor L, Tensor info)", composite="linalg.cholesky_ex",
   module="linalg", variants="fo")
op("_cholesky(Tensor self, bool upper) -> (Tensor L, Tensor info)", kernel="linalg.cholesky_ex", variants="", node="LinalgCholeskyExBackward0",
   nondiff="info", grad={"self": "cholesky_backward(grads[0], L, upper)"}, jvp="cholesky_jvp")
op("linalg_cholesky(Tensor self, *, bool upper=False)", composite="linalg.cholesky", module="linalg", variants="fo")
op("cholesky(Tensor self, bool upper=False)", kernel="linalg.old_cholesky", grad={"self": "cholesky_backward(grad, result, upper)"}, jvp="unwritten",
   variants="fmo")
op("cholesky_solve(Tensor self, Tensor input2, bool upper=False)", kernel="linalg.cholesky_solve", variants="fmo",
   grad={("self", "input2"): "cholesky_solve_backward(grad, input2, result, upper)"}, keep="self")
op("cholesky_inverse(Tensor self, bool upper=False)", kernel="linalg.cholesky_inverse", variants="fmo",
   grad={"self": "cholesky_inverse_backward(grad, self, upper, result)"})
op("linalg_qr(Tensor A, str mode='reduced') -> (Tensor Q, Tensor R)", kernel="linalg.qr", module="linalg", variants="fo",
   grad={"A": "qr_backward(grads[0], grads[1], Q, R, mode)"})
op("qr(Tensor self, bool some=True) -> (Tensor Q, Tensor R)", composite="linalg.qr", variants="fmo")
op("linalg_eigh(Tensor self, str UPLO='L') -> (Tensor eigenvalues, Tensor eigenvectors)", kernel="linalg.eigh", module="linalg", variants="fo",
   grad={"self": "eigh_backward(grads[0], grads[1], eigenvalues, eigenvectors)"}, jvp="eigh_jvp")
op("linalg_eigvalsh(Tensor self, str UPLO='L')", composite="linalg.eigvalsh", module="linalg", variants="fo")
op("linalg_eig(Tensor self) -> (Tensor eigenvalues, Tensor eigenvectors)", kernel="linalg.eig", module="linalg", variants="fo",
   grad={"self": "eig_backward(grads[0], grads[1], eigenvalues, eigenvectors)"}, jvp="transposed_at_zero")
op("linalg_eigvals(Tensor self)", composite="linalg.eigvals", module="linalg", variants="fo")
op("linalg_svd(Tensor A, bool full_matrices=True, *, str? driver=None) -> (Tensor U, Tensor S, Tensor Vh)", kernel="linalg.svd", module="linalg",
   variants="fo", grad={"A": "svd_backward(grads, U, S, Vh)"}, jvp="transposed_at_zero", keep="full_matrices",
   shown={"S_sym_argsize_minus_1": "S.shape#-1"})
op("linalg_svdvals(Tensor A, *, str? driver=None)", composite="linalg.svdvals", module="linalg", variants="fo")
op("svd(Tensor self, bool some=True, bool compute_uv=True) -> (Tensor U, Tensor S, Tensor V)", composite="linalg.svd", variants="fmo")
op("linalg_lu_factor_ex(Tensor A, *, bool pivot=True, bool check_errors=False) -> (Tensor LU, Tensor pivots, Tensor info)",
   composite="linalg.lu_factor_ex", module="linalg", variants="fo")
op("_lu_factor(Tensor A, bool pivot) -> (Tensor LU, Tensor pivots, Tensor info)", kernel="linalg.lu_factor_ex", variants="",
   node="LinalgLuFactorExBackward0", nondiff=("pivots", "info"), grad={"A": "lu_factor_backward(grads[0], LU, pivots)"}, keep="pivot")
op("lu(Tensor self, bool pivot=True, bool get_infos=False) -> object", composite="linalg.lu_method", variants="m")
op("linalg_lu_factor(Tensor A, *, bool pivot=True) -> (Tensor LU, Tensor pivots)", composite="linalg.lu_factor", module="linalg", variants="fo")
op("linalg_lu(Tensor A, *, bool pivot=True) -> (Tensor P, Tensor L, Tensor U)", kernel="linalg.lu", module="linalg", variants="fo", nondiff="P",
   grad={"A": "lu_backward(grads[0], grads[1], P, L, U)"}, keep="pivot")
op("lu_unpack(Tensor LU_data, Tensor LU_pivots, bool unpack_data=True, bool unpack_pivots=True) -> (Tensor P, Tensor L, Tensor U)",
   kernel="linalg.lu_unpack", variants="fo", nondiff="P", grad={"LU_data": "lu_unpack_backward(grads[0], grads[1], LU_data.shape)"}, jvp="transposed",
   shown={"LU_data_sym_argsize_minus_1": "LU_data_shape#-1", "LU_data_sym_argsize_minus_2": "LU_data_shape#-2", "LU_data_sym_sizes": None})
op("linalg_lu_solve(Tensor LU, Tensor pivots, Tensor B, *, bool left=True, bool adjoint=False)", kernel="linalg.lu_solve", module="linalg",
   variants="fo", grad={("LU", "B"): "lu_solve_backward(grad, LU, pivots, result, left, adjoint, needs(LU))"})
op("lu_solve(Tensor self, Tensor LU_data, Tensor LU_pivots)", composite="linalg.lu_solve", variants="fmo")
op("linalg_ldl_factor_ex(Tensor self, *, bool hermitian=False, bool check_errors=False) -> (Tensor LD, Tensor pivots, Tensor info)",
   kernel="linalg.ldl_factor_ex", module="linalg", variants="fo", grad="not_implemented")
op("linalg_ldl_factor(Tensor self, *, bool hermitian=False) -> (Tensor LD, Tensor pivots)", composite="linalg.ldl_factor", module="linalg",
   variants="fo")
op("linalg_ldl_solve(Tensor LD, Tensor pivots, Tensor B, *, bool hermitian=False)", kernel="linalg.ldl_solve", module="linalg", variants="fo",
   grad="not_implemented")
op("geqrf(Tensor self) -> (Tensor a, Tensor tau)", kernel="linalg.geqrf", grad={"self": "no_derivative('geqrf')"}, variants="fmo")
for _name, _node in (("_householder_columns", "LinalgHouseholderProductBackward0"), ("_ormqr_columns", "OrmqrBackward0")):  # the last steps of the two below
    op(f"{_name}(Tensor self)", kernel="layouts.columns", variants="", node=_node, grad={"self": "grad"})
op("linalg_householder_product(Tensor input, Tensor tau)", composite="linalg.householder_product", module="linalg", variants="fo")
op("orgqr(Tensor self, Tensor input2)", composite="linalg.householder_product", variants="fmo")
op("ormqr(Tensor self, Tensor input2, Tensor input3, bool left=True, bool transpose=False)", composite="linalg.ormqr", variants="fmo")

# Norms and tensors as matrices.

op("nuclear_norm(Tensor self, bool keepdim=False)", composite="linalg.nuclear_norm", variants="f")
op("nuclear_norm.dim(Tensor self, int[2] dim, bool keepdim=False)", composite="linalg.nuclear_norm_dim", variants="f")
op("linalg_cond(Tensor self, Number? p=None)", composite="linalg.cond", module="linalg", variants="fo")
op("linalg_cond.p_str(Tensor self, str p)", composite="linalg.cond", module="linalg", variants="fo")
op("linalg_tensorinv(Tensor self, int ind=2)", composite="linalg.tensorinv", module="linalg", variants="fo")
op("linalg_tensorsolve(Tensor self, Tensor other, int[]? dims=None)", composite="linalg.tensorsolve", module="linalg", variants="fo")
