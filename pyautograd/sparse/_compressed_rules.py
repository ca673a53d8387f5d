"""What operators do on matrices in compressed formats: they are computed in coordinate format, or on the values where zeros stay zeros."""
from .. import _types
from .._core import core
from . import _rules
from ._compressed import KINDS, CompressedTensor, compressed, coordinates, from_coordinates, turned, with_values
from ._coo import SparseTensor, TensorBase, dense_of, not_for, ops, unrecorded

_ON_VALUES = frozenset(
    "abs absolute asin asinh atan atanh ceil deg2rad erf erfinv expm1 floor frac isinf isnan isneginf isposinf log1p rad2deg relu round sgn sign signbit sin "
    "sinh sqrt tan tanh trunc square neg".split()
)
_PRODUCTS = frozenset("mm mv addmm".split())
_COMPOSED = frozenset("matmul t_ to double float half bfloat16 int long short char byte bool cfloat cdouble type_as detach".split())


def is_compressed(x):
    return isinstance(x, CompressedTensor)


def _layout_of(values):
    for value in values:
        for v in value if isinstance(value, (tuple, list)) else (value,):
            if is_compressed(v):
                return v._kind
    raise TypeError("no compressed matrix among the arguments")


def _sparse(x):
    """A compressed matrix in coordinate format; anything else as it is."""
    return coordinates(x) if is_compressed(x) else x


def intercepted(spec, values, inplace):
    """What the core calls for an operator with a compressed matrix among its arguments."""
    _rules._load()
    if spec.implementation == "composite" and not inplace and spec.name in _COMPOSED:
        return NotImplemented
    with unrecorded():
        if inplace:
            return _in_place(spec, values)
        return computed(spec, values)


def _in_place(spec, values):
    target = values[0]
    if spec.name == "zero" and is_compressed(target):
        target._held = ops.zeros_like(target._held)
        return target
    made = computed(spec, values)
    if is_compressed(target):
        if not is_compressed(made):
            _refuse(spec, values)
        target._kind, target._ptr, target._where, target._held = made._kind, made._ptr, made._where, made._held.to(target.dtype)
        return target
    target.detach().copy_(dense_of(coordinates(made)) if is_compressed(made) else dense_of(made) if isinstance(made, SparseTensor) else made)
    return target


def _refuse(spec, values):
    layout = KINDS[_layout_of(values)][0]
    if spec.name in ("cat", "stack", "reshape"):
        raise RuntimeError(f"Sparse {layout[-3:].upper()} tensors do not have is_contiguous")
    if spec.name == "type":
        raise RuntimeError(f"Unimplemented backend {layout}CPU")
    if spec.implementation in ("ufunc", "scalar"):
        raise RuntimeError(f"unsupported tensor layout: {layout}")
    raise not_for(spec.key, layout + "CPU")


def computed(spec, values):
    """The result without history."""
    name, self = spec.name, values[0]
    if name in _PRODUCTS:
        return _product(spec, values)
    if name in ("t", "transpose") and self.dim() == 2:
        return self.detach() if name == "transpose" and values[1] % 2 == values[2] % 2 else turned(self)
    if name == "clone":
        return compressed(self._kind, self._ptr.copy(), self._where.copy(), self._held.clone(), tuple(self.shape))
    if name in ("_to_copy", "converted_back"):
        return with_values(self, self._held.to(values[1]))
    if name in _ON_VALUES:
        return with_values(self, core.call(spec, [self._held, *values[1:]]))
    if name in ("mul", "div"):
        return _scaled(spec, values)
    if name in ("add", "sub"):
        return _added(spec, values)
    if name == "sum":
        return _sum(spec, values)
    if name == "select":
        return core.call(spec, [coordinates(self), *values[1:]])
    if name in ("zeros_like", "empty_like"):
        given = dict(zip(spec.parameters, values))
        if given.get("layout") is _types.strided:
            return ops.zeros(tuple(self.shape), dtype=given.get("dtype") or self.dtype)
        empty = coordinates(self)
        empty = type(empty).detach(empty)
        empty._where, empty._held = empty._where[:, :0], empty._held[:0].to(given.get("dtype") or self.dtype)
        return from_coordinates(empty, self._kind)
    if name in ("conj", "resolve_conj", "resolve_neg") and not self.dtype.is_complex:
        return self
    if name in ("conj", "conj_physical"):
        return with_values(self, ops.conj_physical(self._held))
    return _refuse(spec, values)


def _product(spec, values):
    made = core.call(spec, [_sparse(v) for v in values])
    if isinstance(made, SparseTensor):
        return from_coordinates(made, _layout_of(values))
    return made


def _scaled(spec, values):
    self, other = values[:2]
    if not is_compressed(self):
        self, other = other, self
        if spec.name == "div":
            _refuse(spec, values)
    if is_compressed(other) or isinstance(other, TensorBase) and other.dim():
        return from_coordinates(core.call(spec, [coordinates(self), _sparse(other), *values[2:]]), self._kind)
    return with_values(self, core.call(spec, [self._held, other, *values[2:]]))


def _added(spec, values):
    a, b, alpha = values
    if is_compressed(a) and is_compressed(b):
        return from_coordinates(core.call(spec, [coordinates(a), coordinates(b), alpha]), a._kind)
    if is_compressed(b):
        return core.call(spec, [a.detach(), coordinates(b), alpha])
    if not isinstance(b, TensorBase) or isinstance(b, SparseTensor):
        _refuse(spec, values)
    return core.call(spec, [dense_of(coordinates(a)), b.detach(), alpha])


def _sum(spec, values):
    given = dict(zip(spec.parameters, values))
    self = given["self"]
    if given.get("dim") is None:
        return self._held.sum(dtype=given.get("dtype"))
    if not given.get("keepdim"):
        raise RuntimeError("reduction operations on CSR tensors with keepdim=False is unsupported")
    return from_coordinates(core.call(spec, [coordinates(self), *values[1:]]), self._kind)


core.intercept(CompressedTensor, intercepted)
