"""Operators over lists of tensors: a tuple of results, or for names with ``_`` at the end the list itself, changed in place."""
from ..core import TensorBase, array, ops


def _check(tensors, *others):
    """Refuse empty lists and lists of another length."""
    if not tensors:
        raise RuntimeError("Tensor list must have at least one tensor.")
    for other in others:
        if len(other) != len(tensors):
            if isinstance(other[0] if len(other) else None, TensorBase) or not len(other):
                raise RuntimeError(f"Tensor lists must have the same number of tensors, got {len(tensors)} and {len(other)}")
            raise RuntimeError("Tensor list must have same number of elements as scalar list.")


def _each(value, count):
    """One value per tensor: a list as it is, anything else repeated."""
    return value if isinstance(value, (tuple, list)) else (value,) * count


def _unary(name):
    def apply(tensors):
        _check(tensors)
        return tuple([getattr(ops, name)(x) for x in tensors])

    def apply_(tensors):
        _check(tensors)
        for x in tensors:
            getattr(x, name + "_")()
        return list(tensors)

    return apply, apply_


def _second(tensors, other):
    if isinstance(other, TensorBase):
        if other.ndim or other.numel() != 1:
            raise RuntimeError(f"scalar tensor expected to be 0 dim but it has {other.ndim} dimensions and {other.numel()} elements.")
        return (other,) * len(tensors)
    if isinstance(other, (tuple, list)):
        _check(tensors, other)
    else:
        _check(tensors)
    return _each(other, len(tensors))


def _binary(name):
    def apply(tensors, other, alpha=1):
        others = _second(tensors, other)
        if alpha == 1:
            return tuple([getattr(ops, name)(x, y) for x, y in zip(tensors, others)])
        return tuple([getattr(ops, name)(x, y, alpha=alpha) for x, y in zip(tensors, others)])

    def apply_(tensors, other, alpha=1):
        for x, y in zip(tensors, _second(tensors, other)):
            if alpha == 1:
                getattr(x, name + "_")(y)
            else:
                getattr(x, name + "_")(y, alpha=alpha)
        return list(tensors)

    return apply, apply_


def _limit(name, method):
    """`maximum` and `minimum`, which take numbers here."""

    def values(x, y):
        return getattr(ops, name)(x, y) if isinstance(y, TensorBase) else getattr(ops, method)(x, y)

    def apply(tensors, other):
        return tuple([values(x, y) for x, y in zip(tensors, _second(tensors, other))])

    def apply_(tensors, other):
        for x, y in zip(tensors, _second(tensors, other)):
            x.copy_(values(x, y)) if isinstance(y, TensorBase) else getattr(x, method + "_")(y)
        return list(tensors)

    return apply, apply_


def _weighted(name):
    def factors(tensors, first, second, value):
        if isinstance(value, TensorBase):
            if value.ndim != 1:
                raise RuntimeError(f"Expected packed scalar Tensor to be of dimension 1. Got {value.ndim} instead.")
            if value.shape[0] != len(tensors):
                raise RuntimeError(f"Expected length of scalars to match input of length {len(tensors)} but got {value.shape[0]} instead.")
            value = array(value).tolist()
        _check(tensors, first, second)
        if isinstance(value, (tuple, list)):
            _check(tensors, value)
        return _each(value, len(tensors))

    def apply(tensors, first, second, value=1):
        values = factors(tensors, first, second, value)
        return tuple([getattr(ops, name)(x, a, b, value=v) for x, a, b, v in zip(tensors, first, second, values)])

    def apply_(tensors, first, second, value=1):
        for x, a, b, v in zip(tensors, first, second, factors(tensors, first, second, value)):
            getattr(x, name + "_")(a, b, value=v)
        return list(tensors)

    return apply, apply_


for _name in (
    "abs acos asin atan ceil cos cosh erf erfc exp expm1 floor frac lgamma log log10 log1p log2 neg reciprocal round rsqrt sigmoid sign sin sinh sqrt "
    "tan tanh trunc"
).split():
    globals()[_name], globals()[_name + "_"] = _unary(_name)
add, add_ = _binary("add")
sub, sub_ = _binary("sub")
mul, mul_ = _binary("mul")
div, div_ = _binary("div")
pow, pow_ = _binary("pow")
clamp_max, clamp_max_ = minimum, minimum_ = _limit("minimum", "clamp_max")
clamp_min, clamp_min_ = maximum, maximum_ = _limit("maximum", "clamp_min")
addcdiv, addcdiv_ = _weighted("addcdiv")
addcmul, addcmul_ = _weighted("addcmul")


def pow_of_number(base, exponents):
    """One number to the power of each tensor."""
    _check(exponents)
    return tuple([ops.pow(base, x) for x in exponents])


def lerp(tensors, ends, weight):
    """Linear interpolation towards `ends`."""
    _check(tensors, ends)
    return tuple([ops.lerp(x, y, w) for x, y, w in zip(tensors, ends, _second(tensors, weight))])


def lerp_(tensors, ends, weight):
    """Linear interpolation in place."""
    _check(tensors, ends)
    for x, y, w in zip(tensors, ends, _second(tensors, weight)):
        x.lerp_(y, w)
    return list(tensors)


def clone(tensors, memory_format=None):
    """Copies."""
    _check(tensors)
    return tuple([ops.clone(x, memory_format=memory_format) for x in tensors])


def max_(tensors):
    """The largest element of each."""
    _check(tensors)
    if any([x.numel() == 0 for x in tensors]):
        raise RuntimeError("_foreach_max cannot compute the maximum of an empty tensor; max over zero elements is undefined.")
    return tuple([ops.max(x) for x in tensors])


def norm(tensors, ord=2, dtype=None):
    """The vector norm of each."""
    _check(tensors)
    return tuple([ops.linalg_vector_norm(x, ord, dtype=dtype) for x in tensors])


def mm(tensors, others):
    """Products of matrices, pair by pair."""
    if not tensors:
        raise RuntimeError("_foreach_mm requires non-empty tensor lists")
    if len(tensors) != len(others):
        raise RuntimeError("_foreach_mm: self and mat2 must have the same number of tensors")
    return tuple([ops.mm(x, y) for x, y in zip(tensors, others)])


def copy_(tensors, sources, non_blocking=False):
    """Each tensor's values from its source."""
    _check(tensors, sources)
    for x, y in zip(tensors, sources):
        x.copy_(y)
    return list(tensors)


def zero_(tensors):
    """Zeros everywhere."""
    _check(tensors)
    for x in tensors:
        x.zero_()
    return list(tensors)
