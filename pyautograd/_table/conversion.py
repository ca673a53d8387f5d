"""Copies, fills and conversions between dtypes."""
from .row import op

op("copy(Tensor self, Tensor other, bool non_blocking=False)", kernel="conversion.copy", variants="i", numbers="other", node="torch::autograd::CopyBackwards",
   grad={"self": "zeros_like(grad)", "other": "converted_back(grad, other.dtype)"}, jvp="elementwise")
# PyTorch numbers the derivatives of the two forms separately.
op("fill.Tensor(Tensor self, Tensor value)", kernel="conversion.fill", variants="f", node="FillBackward1",
   grad={"self": "zeros_like(grad)", "value": "grad.sum()"})
op("fill.Scalar(Tensor self, Number value)", kernel="conversion.fill", variants="f", grad={"self": "zeros_like(grad)"})
op("fill.Tensor_(Tensor self, Tensor value)", kernel="conversion.fill", variants="i", node="FillBackward3",
   grad={"self": "zeros_like(grad)", "value": "grad.sum()"})
op("fill.Scalar_(Tensor self, Number value)", kernel="conversion.fill", variants="i", node="FillBackward2", grad={"self": "zeros_like(grad)"})
op("zero(Tensor self)", kernel="conversion.zero", variants="i", grad={"self": "zeros_like(grad)"})
op("_to_copy(Tensor self, dtype dtype, object memory_format=None)", kernel="conversion.to_copy", variants="", node="ToCopyBackward0",
   grad={"self": "converted_back(grad, self.dtype)"}, jvp="linear")
op("sum_to_size(Tensor self, int[] size)", composite="conversion.sum_to_size", variants="m")
# Forward mode; `_fw_primal` gives the primal of `_unpack_dual`.
op("_make_dual(Tensor primal, Tensor tangent, int level)", composite="duals.make_dual", variants="f")
op("_unpack_dual(Tensor dual, int level) -> (Tensor primal, Tensor tangent)", composite="duals.unpack_dual", variants="f")
op("_fw_primal(Tensor self, int level)", view="conversion.fw_primal", variants="", node="torch::autograd::Identity", grad={"self": "grad"})
op("alias(Tensor self)", view="conversion.alias", variants="f", grad={"self": "grad"})
for _name in ("double", "float", "half", "bfloat16", "int", "long", "short", "char", "byte", "bool", "cfloat", "cdouble", "chalf"):
    op(f"{_name}(Tensor self, *, memory_format? memory_format=None)", composite=f"conversion.to_{_name}", variants="m")
_OPTIONS = "bool non_blocking=False, bool copy=False, *, memory_format? memory_format=None"
op(f"to.device(Tensor self, device? device=None, dtype? dtype=None, {_OPTIONS})", composite="conversion.to_device", variants="m")
op(f"to.dtype(Tensor self, dtype dtype, {_OPTIONS})", composite="conversion.to_dtype", variants="m")
op(f"to.other(Tensor self, Tensor tensor, {_OPTIONS})", composite="conversion.to_other", variants="m")
op("type(Tensor self, object dtype=None, bool non_blocking=False, *, memory_format? memory_format=None)", composite="conversion.type_", variants="m")
op("type_as(Tensor self, Tensor other)", composite="conversion.type_as", variants="m")
