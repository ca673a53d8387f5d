"""Cumulative operations along a dimension."""
from .row import op

op("cumsum(Tensor self, int dim, *, dtype? dtype=None)", kernel="scans.cumsum", variants="fmio", grad={"self": "cumsum_backward(grad, dim)"})
op("cumprod(Tensor self, int dim, *, dtype? dtype=None)", kernel="scans.cumprod", variants="fmio",
   grad={"self": "cumprod_backward(grad, self, dim, result)"})
op("cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)", kernel="scans.cummax", variants="fmo", nondiff="indices",
   grad={"self": "cumextremum_backward(grad, self.shape, indices, dim)"}, jvp="selected_jvp", keep="self")
op("cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)", kernel="scans.cummin", variants="fmo", nondiff="indices",
   grad={"self": "cumextremum_backward(grad, self.shape, indices, dim)"}, jvp="selected_jvp", keep="self")
op("logcumsumexp(Tensor self, int dim)", kernel="scans.logcumsumexp", variants="fmo",
   grad={"self": "logcumsumexp_backward(grad, self, result, dim)"}, jvp="logcumsumexp_jvp")
