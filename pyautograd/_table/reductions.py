"""Reductions: sums, products, extrema, order statistics, moments, norms, logical reductions, counts."""
from .row import op

_DTYPE = "*, dtype? dtype=None"

op(f"sum(Tensor self, {_DTYPE})", kernel="reductions.sum_all", node="SumBackward0", grad={"self": "grad.expand(self.shape)"})
op(f"sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, {_DTYPE})", kernel="reductions.sum_dim", variants="fmo", node="SumBackward1",
   grad={"self": "unreduced(grad, self.shape, dim, keepdim)"})
op(f"nansum(Tensor self, int[1]? dim=None, bool keepdim=False, {_DTYPE})", kernel="reductions.nansum", variants="fmo",
   grad={"self": "nansum_backward(grad, self, dim, keepdim)"})
op(f"mean(Tensor self, {_DTYPE})", kernel="reductions.mean_all", variants="fmo", node="MeanBackward0",
   grad={"self": "mean_backward(grad, self.shape, None, False)"}, shown={"self_sym_numel": "self.numel"})
op(f"mean.dim(Tensor self, int[1]? dim, bool keepdim=False, {_DTYPE})", kernel="reductions.mean_dim", variants="fmo", node="MeanBackward1",
   grad={"self": "mean_backward(grad, self.shape, dim, keepdim)"}, shown={"self_sym_numel": "self.numel"})
op(f"nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, {_DTYPE})", composite="reductions.nanmean", variants="fmo")
op(f"prod(Tensor self, {_DTYPE})", kernel="reductions.prod_all", node="ProdBackward0", grad={"self": "prod_backward(grad, self, result)"})
op(f"prod.dim_int(Tensor self, int dim, bool keepdim=False, {_DTYPE})", kernel="reductions.prod_dim", variants="fmo", node="ProdBackward1",
   grad={"self": "prod_dim_backward(grad, self, result, dim, keepdim)"})

for _name in ("max", "min"):
    op(f"{_name}(Tensor self)", kernel=f"reductions.{_name}_all", variants="fmo", node=f"{_name.capitalize()}Backward1",
       grad={"self": "evenly_distribute_backward(grad, self, result)"}, jvp="evenly_read_jvp")
    op(f"{_name}.other(Tensor self, Tensor other)", composite=f"reductions.{_name}_other", variants="fmo")
    op(f"{_name}.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)", kernel=f"reductions.{_name}_dim", variants="fmo",
       node=f"{_name.capitalize()}Backward0", nondiff="indices", grad={"self": "selected_backward(grad, self.shape, dim, keepdim, indices)"}, jvp="selected_jvp")
    op(f"a{_name}(Tensor self, int[1] dim=[], bool keepdim=False)", kernel=f"reductions.a{_name}", variants="fmo",
       grad={"self": "extremum_backward(grad, self, result, dim, keepdim)"})
    op(f"arg{_name}(Tensor self, int? dim=None, bool keepdim=False)", kernel=f"reductions.arg{_name}", variants="fmo")
op("aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)", kernel="reductions.aminmax", variants="fmo",
   grad={"self": "aminmax_backward(grads, self, min, max, dim, keepdim)"})

for _name in ("median", "nanmedian"):
    op(f"{_name}(Tensor self)", kernel=f"order_statistics.{_name}_all", node=f"{_name.capitalize()}Backward0",
       grad={"self": "evenly_distribute_backward(grad, self, result)"}, jvp="evenly_read_jvp")
    op(f"{_name}.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)", kernel=f"order_statistics.{_name}_dim",
       variants="fmo", node=f"{_name.capitalize()}Backward1", nondiff="indices",
       grad={"self": "selected_backward(grad, self.shape, dim, keepdim, indices)"}, jvp="selected_jvp")
op("mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)", kernel="order_statistics.mode", variants="fmo",
   nondiff="indices", grad={"self": "selected_backward(grad, self.shape, dim, keepdim, indices)"}, jvp="selected_jvp")
op("kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)", kernel="order_statistics.kthvalue",
   variants="fmo", nondiff="indices", grad={"self": "selected_backward(grad, self.shape, dim, keepdim, indices)"}, jvp="selected_jvp")
for _name in ("quantile", "nanquantile"):
    op(f"{_name}(Tensor self, Tensor q, int? dim=None, bool keepdim=False, *, str interpolation='linear')",
       composite=f"reductions.{_name}", variants="fmo")
    op(f"{_name}.scalar(Tensor self, float q, int? dim=None, bool keepdim=False, *, str interpolation='linear')",
       composite=f"reductions.{_name}", variants="fmo")

for _name in ("var", "std"):
    _result = {"result0": "result"} if _name == "std" else {}  # of the pair
    _head = "var_backward(grad, " if _name == "var" else "std_backward(grad, result, "
    op(f"{_name}.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False)", kernel=f"moments.{_name}_dim", variants="fmo",
       grad={"self": _head + "self, dim, unbiased, keepdim)"}, shown={"correction": "unbiased#int"})
    op(f"{_name}.correction(Tensor self, int[1]? dim=None, *, Number? correction=None, bool keepdim=False)",
       kernel=f"moments.{_name}", variants="fmo",
       grad={"self": _head + "self, dim, correction, keepdim)"})
    op(f"{_name}(Tensor self, bool unbiased=True)", kernel=f"moments.{_name}_all", grad={"self": _head + "self, None, unbiased, False)"},
       shown={"correction": "unbiased#int", "dim": (None,), "keepdim": (False,)})
    # The pair comes as a plain tuple; `result` is its first member.
    _head = "var_mean_backward(grads, " if _name == "var" else "std_mean_backward(grads, result, "
    op(f"{_name}_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor[]", kernel=f"moments.{_name}_mean_dim",
       variants="f", grad={"self": _head + "self, dim, unbiased, keepdim)"}, shown={"correction": "unbiased#int", **_result})
    op(f"{_name}_mean.correction(Tensor self, int[1]? dim=None, *, Number? correction=None, bool keepdim=False) -> Tensor[]",
       kernel=f"moments.{_name}_mean", variants="f", grad={"self": _head + "self, dim, correction, keepdim)"}, shown=_result)
    op(f"{_name}_mean(Tensor self, bool unbiased=True) -> Tensor[]", kernel=f"moments.{_name}_mean_all", variants="f",
       grad={"self": _head + "self, None, unbiased, False)"}, shown={"correction": "unbiased#int", "dim": (None,), "keepdim": (False,), **_result})

op("linalg_vector_norm(Tensor self, Number ord=2, int[1]? dim=None, bool keepdim=False, *, dtype? dtype=None)", kernel="norms.linalg_vector_norm",
   variants="fo", module="linalg", grad={"self": "norm_backward(grad, self, ord, result, dim, keepdim)"})
op("_norm_dim(Tensor self, Number p, int[] dim, bool keepdim)", kernel="norms.norm_dim", variants="", node="NormBackward1",
   grad={"self": "norm_backward(grad, self, p, result, dim, keepdim)"})
op("linalg_matrix_norm(Tensor self, Number ord, int[] dim=[-2, -1], bool keepdim=False, *, dtype? dtype=None)", composite="reductions.matrix_norm",
   variants="fo", module="linalg")
op("linalg_matrix_norm.str_ord(Tensor self, str ord='fro', int[] dim=[-2, -1], bool keepdim=False, *, dtype? dtype=None)",
   composite="reductions.matrix_norm", variants="fo", module="linalg")
op("linalg_norm(Tensor self, Number? ord=None, int[1]? dim=None, bool keepdim=False, *, dtype? dtype=None)", composite="reductions.linalg_norm",
   variants="fo", module="linalg")
op("linalg_norm.ord_str(Tensor self, str ord, int[1]? dim=None, bool keepdim=False, *, dtype? dtype=None)", composite="reductions.linalg_norm",
   variants="fo", module="linalg")
op("norm(Tensor self, object p='fro', int[1]? dim=None, bool keepdim=False, dtype? dtype=None)", composite="reductions.norm", variants="fmo")
op("dist(Tensor self, Tensor other, Number p=2)", kernel="norms.dist",
   grad={"self": "norm_backward(grad, self - other, p, result, None, False)", "other": "norm_backward(-grad, self - other, p, result, None, False)"})
op("renorm(Tensor self, Number p, int dim, Number maxnorm)", kernel="norms.renorm", variants="fmio",
   grad={"self": "renorm_backward(grad, self, p, dim, maxnorm)"})
op("logsumexp(Tensor self, int[1] dim, bool keepdim=False)", kernel="reductions.logsumexp", variants="fmo", aliases="special.logsumexp",
   grad={"self": "logsumexp_backward(grad, self, result, dim, keepdim)"})

for _name in ("any", "all"):
    op(f"{_name}(Tensor self)", kernel=f"reductions.{_name}_all", variants="fmo")
    op(f"{_name}.dims(Tensor self, int[]? dim=None, bool keepdim=False)", kernel=f"reductions.{_name}_dims", variants="fmo")
    op(f"{_name}.dim(Tensor self, int dim, bool keepdim=False)", kernel=f"reductions.{_name}_dims", variants="fmo")
op("count_nonzero(Tensor self, int? dim=None)", kernel="reductions.count_nonzero")
op("count_nonzero.dim_IntList(Tensor self, int[] dim)", kernel="reductions.count_nonzero")

op("histc(Tensor self, int bins=100, Number min=0, Number max=0)", kernel="counts.histc", variants="fmo")
op("bincount(Tensor self, Tensor? weights=None, int minlength=0)", kernel="counts.bincount", grad="not_implemented")
op("cov(Tensor self, *, int correction=1, Tensor? fweights=None, Tensor? aweights=None)", composite="reductions.cov")
op("corrcoef(Tensor self)", composite="reductions.corrcoef")
op("diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None)", composite="reductions.diff", variants="fmo")

op("histogram.bins_tensor(Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)",
   kernel="counts.histogram_edges", variants="fmo", grad="not_implemented")
op("histogram(Tensor self, int bins=100, *, object range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)",
   kernel="counts.histogram", variants="fmo", grad="not_implemented")
_REST = "float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, object bin_edges)"
op(f"histogramdd.int_bins(Tensor self, int bins, {_REST}", composite="reductions.histogramdd", variants="f")
op(f"histogramdd(Tensor self, int[] bins, {_REST}", composite="reductions.histogramdd", variants="f")
op(f"histogramdd.TensorList_bins(Tensor self, Tensor[] bins, {_REST}", composite="reductions.histogramdd", variants="f")
_REST = _REST.partition(")")[0]
op(f"_histogramdd_bin_edges(Tensor self, int[] bins, *, {_REST}) -> Tensor[]", kernel="counts.row_edges", variants="f", grad="not_implemented")
op("_histogramdd_from_bin_tensors(Tensor self, Tensor[] bins, *, Tensor? weight=None, bool density=False)", kernel="counts.histogram_of_rows",
   variants="f", grad="not_implemented")
op(f"_histogramdd_from_bin_cts(Tensor self, int[] bins, *, {_REST})", kernel="counts.histogram_of_rows_by_counts", variants="f",
   grad="not_implemented")
op("hash_tensor(Tensor self, int[1] dim=[], *, bool keepdim=False, int mode=0)", kernel="counts.hash_tensor", variants="fmo")
op("frobenius_norm.dim(Tensor self, int[1] dim, bool keepdim=False)", composite="reductions.frobenius_norm", variants="fo")
