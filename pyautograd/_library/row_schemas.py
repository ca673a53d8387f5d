"""Schemas and tags of PyTorch's operators, read off the rows of the table."""
from .schema import AliasInfo, Argument, FunctionSchema

_TYPES = {
    "Number": "Scalar", "dtype": "ScalarType", "device": "Device", "layout": "Layout", "memory_format": "MemoryFormat", "object": "Any",
}  # fmt: skip
_OPTIONS = ("dtype", "layout", "device", "pin_memory")  # of factories, which tensors that are given have already
_WRITTEN, _SHARED, _SHARED_BY_MANY = AliasInfo("a", True), AliasInfo("a", False), AliasInfo("a -> *", False)
_SHARING = frozenset("detach lift_fresh real imag contiguous reshape flatten ravel to expand_as view_as reshape_as".split())  # that are no rows of views
_OF_THE_FACADE = ("out", "requires_grad")  # parameters of functions that no operator has
DEPENDENT_ON_DATA = {
    "data_dependent_output": frozenset("_local_scalar_dense equal item is_nonzero allclose".split()),
    "dynamic_output_shape": frozenset("nonzero masked_select unique unique_consecutive unique_dim _unique2 bincount repeat_interleave index".split()),
    "inplace_view": frozenset("squeeze_ unsqueeze_ transpose_ t_ swapaxes_ swapdims_ as_strided_ resize_ set_ detach_".split()),
    "nondeterministic_seeded": frozenset((
        "bernoulli bernoulli_ cauchy_ exponential_ geometric_ log_normal_ normal normal_ random_ uniform_ multinomial poisson binomial dropout dropout_ "
        "alpha_dropout feature_dropout native_dropout rand rand_like randn randn_like randint randint_like randperm rrelu standard_gamma "
        "_standard_gamma _sample_dirichlet"
    ).split()),
}  # fmt: skip


def schema_of(op):
    """The schema of an overload of the namespace ``aten``."""
    row, name = op._row, f"aten::{op._opname}"
    inplace = op._opname.endswith("_") and not op._opname.endswith("__")
    alias = _WRITTEN if inplace else _SHARED if op._opname in _SHARING or row is not None and row.kind == "view" else None
    if row is None:
        return FunctionSchema(name, _overload(op), [Argument("self", "Tensor", alias_info=alias), *_written(op)], [Argument("", "Tensor", alias_info=alias)])
    scalar = op._overloadname.endswith(("Scalar", "Scalar_out"))
    arguments = [_argument(p, scalar and p.name in row.numbers and p.name != "self") for p in row.params if p.name not in _OF_THE_FACADE]
    if arguments and alias is not None:
        arguments[0] = arguments[0]._replace(alias_info=_SHARED_BY_MANY if alias is _SHARED and row.outputs == "Tensor[]" else alias)
    if isinstance(row.outputs, str) or inplace:
        returns = [Argument("", "Tensor" if inplace else _TYPES.get(row.outputs, row.outputs), alias_info=alias)]
    else:
        returns = [Argument(output, "Tensor") for output in row.outputs]
    if op._outs:
        written = _written(op)
        arguments = [a for a in arguments if a.name not in _OPTIONS] + written
        returns = [] if returns_list(op) else [r._replace(type="Tensor", alias_info=w.alias_info) for r, w in zip(returns, written)]
    return FunctionSchema(name, _overload(op), arguments, returns)


def returns_list(op):
    """Whether an operator's result is a list of tensors."""
    return op._opname.startswith("_foreach_") or op._row is not None and op._row.outputs == "Tensor[]" and not op._opname.endswith("_mean")


def _written(op):
    """The arguments that an overload writes its results into."""
    of = "Tensor[]" if returns_list(op) else "Tensor"
    return [Argument(out, of, None, True, AliasInfo("abcdefgh"[i], True)) for i, out in enumerate(op._outs)]


def _overload(op):
    return "" if op._overloadname == "default" else op._overloadname


def _argument(p, as_number):
    written = "Scalar" if as_number else _TYPES.get(p.type.removesuffix("[]"), p.type.removesuffix("[]")) + "[]" * p.type.endswith("[]")
    if p.size and written.endswith("[]"):
        written = f"{written[:-1]}{p.size}]"
    default = float(p.default) if written == "float" and isinstance(p.default, int) and not p.optional else p.default
    return Argument(p.name, written + "?" * bool(p.optional), None if p.required else default, p.keyword_only, None, p.required)


def tags_of(op):
    """The marks of an overload of the namespace ``aten``, in the order of their names, without those that say how PyTorch compiles it."""
    from .._ops import Tag

    found = {name for name, operators in DEPENDENT_ON_DATA.items() if op._opname in operators} | {"pt2_compliant_tag"}
    if op._row is not None and op._row.kind in ("ufunc", "scalar"):
        found.add("pointwise")
    if op._opname.endswith("_") and not op._opname.endswith("__"):
        found.add("inplace")
    if op._outs:
        found.add("out")
    return [Tag[name] for name in sorted(found)]
