"""One operator applied to every tensor of a list, as optimisers call them: ``torch._foreach_add(tensors, 1)``."""
from .row import op

_UNARY = (
    "abs acos asin atan ceil cos cosh erf erfc exp expm1 floor frac lgamma log log10 log1p log2 neg reciprocal round rsqrt sigmoid sign sin sinh sqrt "
    "tan tanh trunc"
)
for _name in _UNARY.split():
    op(f"_foreach_{_name}(Tensor[] self) -> object", composite=f"foreach.{_name}", variants="f")
    op(f"_foreach_{_name}_(Tensor[] self) -> object", composite=f"foreach.{_name}_", variants="f")
op("_foreach_pow.ScalarAndTensor(Number self, Tensor[] exponent) -> object", composite="foreach.pow_of_number", variants="f")
for _name, _alpha, _tensor in (
    ("add", ", *, Number alpha=1", True), ("sub", ", *, Number alpha=1", False), ("mul", "", True), ("div", "", True), ("clamp_max", "", False),
    ("clamp_min", "", False), ("maximum", "", False), ("minimum", "", False), ("pow", "", False),
):  # fmt: skip
    _by = "exponent" if _name == "pow" else "other"
    for _end in ("", "_"):
        _called, _impl = f"_foreach_{_name}{_end}", f"foreach.{_name}{_end}"
        _forms = [
            f".Scalar(Tensor[] self, Number {'exponent' if _name == 'pow' else 'scalar'})",
            f".ScalarList(Tensor[] self, Number[] {'exponent' if _name == 'pow' else 'scalars'})",
            *([f".Tensor(Tensor[] self, Tensor other{_alpha if _name == 'add' else ''})"] if _tensor else []),
            f".List(Tensor[] self, Tensor[] {_by}{_alpha})",
        ]
        # The order in which errors name them.
        for _form in _forms[1:] + _forms[:1] if _name in ("mul", "div") else _forms:
            op(f"{_called}{_form} -> object", composite=_impl, variants="f")
for _name in ("addcdiv", "addcmul"):
    for _end in ("", "_"):
        _head = f"_foreach_{_name}{_end}"
        _lists, _impl = "Tensor[] self, Tensor[] tensor1, Tensor[] tensor2", f"foreach.{_name}{_end}"
        op(f"{_head}.Scalar({_lists}, Number value=1) -> object", composite=_impl, variants="f")
        op(f"{_head}.ScalarList({_lists}, Number[] scalars) -> object", composite=_impl, variants="f")
        op(f"{_head}.Tensor({_lists}, Tensor scalars) -> object", composite=_impl, variants="f")
for _end in ("", "_"):
    op(f"_foreach_lerp{_end}.Scalar(Tensor[] self, Tensor[] tensors1, Number weight) -> object", composite=f"foreach.lerp{_end}", variants="f")
    op(f"_foreach_lerp{_end}.ScalarList(Tensor[] self, Tensor[] tensors1, Number[] weight) -> object", composite=f"foreach.lerp{_end}", variants="f")
    op(f"_foreach_lerp{_end}.List(Tensor[] self, Tensor[] tensors1, Tensor[] weights) -> object", composite=f"foreach.lerp{_end}", variants="f")
op("_foreach_clone(Tensor[] self, *, memory_format? memory_format=None) -> object", composite="foreach.clone", variants="f")
op("_foreach_max(Tensor[] self) -> object", composite="foreach.max_", variants="f")
op("_foreach_norm(Tensor[] self, Number ord=2, dtype? dtype=None) -> object", composite="foreach.norm", variants="f")
op("_foreach_mm(Tensor[] self, Tensor[] mat2) -> object", composite="foreach.mm", variants="f")
op("_foreach_copy_(Tensor[] self, Tensor[] src, bool non_blocking=False) -> object", composite="foreach.copy_", variants="f")
op("_foreach_zero_(Tensor[] self) -> object", composite="foreach.zero_", variants="f")
