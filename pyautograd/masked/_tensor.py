"""`MaskedTensor`: a tensor and a mask of the same shape, which says which elements count.

A wrapper with a ``__torch_dispatch__``: elementwise operators run on the data and keep the mask, operators that move elements run on both. Reductions are
made above autograd of the data and of the functions of ``torch.masked``, so that their derivatives are those.
"""
import warnings

import pyautograd as torch

from ..autograd import Function
from . import _normalisations, _reductions

_PROTOTYPE = (
    "The PyTorch API of MaskedTensors is in prototype stage and will change in the near future. Please open a Github issue for features requests and see "
    "our documentation on the torch.masked module for further information about the project."
)
_UNARY = frozenset((
    "abs absolute acos arccos acosh arccosh angle asin arcsin asinh arcsinh atan arctan atanh arctanh bitwise_not ceil clamp clip conj conj_physical cos "
    "cosh deg2rad digamma erf erfc erfinv exp exp2 expm1 fix floor frac lgamma log log10 log1p log2 logit i0 isnan nan_to_num neg negative positive pow "
    "rad2deg reciprocal round rsqrt sigmoid sign sgn signbit sin sinc sinh sqrt square tan tanh trunc resolve_conj resolve_neg"
).split())  # fmt: skip
_BINARY = frozenset((
    "add atan2 arctan2 bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift div divide floor_divide fmod logaddexp logaddexp2 mul "
    "multiply nextafter remainder sub subtract true_divide rsub eq ne le ge greater greater_equal gt less_equal lt less maximum minimum fmax fmin not_equal "
    "sigmoid_backward tanh_backward"
).split())  # fmt: skip
_MOVED = frozenset((
    "select transpose split split_with_sizes t slice slice_backward select_backward index expand view _unsafe_view _reshape_alias reshape cat unsqueeze "
    "squeeze permute unbind unfold unfold_backward im2col col2im stack alias as_strided"
).split())  # fmt: skip
_COPIED = frozenset("detach clone _to_copy _to_dense contiguous empty_like ones_like zeros_like new_empty_strided".split())
_REDUCED = "sum mean prod amin amax argmin argmax std var".split()


def is_masked_tensor(obj, /):
    """Whether a tensor carries a mask."""
    return isinstance(obj, MaskedTensor)


def _data(x):
    return x._masked_data if isinstance(x, MaskedTensor) else [_data(y) for y in x] if isinstance(x, (list, tuple)) else x


def _mask(x):
    return x._masked_mask if isinstance(x, MaskedTensor) else [_mask(y) for y in x] if isinstance(x, (list, tuple)) else x


def _wrapped(data, mask):
    """`MaskedTensor`s of what an operator gave for data and for masks."""
    if isinstance(data, (list, tuple)):
        return type(data)([_wrapped(d, m) for d, m in zip(data, mask)])
    return MaskedTensor(data, mask)


class MaskedTensor(torch.Tensor):
    """A tensor whose elements count where a mask is True.

    Parameters
    ----------
    data : Tensor
    mask : Tensor of bool
        Of the same shape.
    requires_grad : bool
    """

    @staticmethod
    def __new__(cls, data, mask, requires_grad=False):
        if is_masked_tensor(data) or not isinstance(data, torch.Tensor):
            raise TypeError("data must be a Tensor")
        if is_masked_tensor(mask) or not isinstance(mask, torch.Tensor):
            raise TypeError("mask must be a Tensor")
        warnings.warn(_PROTOTYPE, UserWarning, stacklevel=2)
        if data.requires_grad:
            warnings.warn(
                "It is not recommended to create a MaskedTensor with a tensor that requires_grad. To avoid this, you can use data.detach().clone()",
                UserWarning,
                stacklevel=2,
            )
        return torch.Tensor._make_wrapper_subclass(
            cls, data.size(), strides=data.stride(), dtype=data.dtype, layout=data.layout, requires_grad=requires_grad
        )

    def __init__(self, data, mask, requires_grad=False):
        if data.layout != mask.layout:
            raise TypeError("data and mask must have the same layout.")
        if data.layout is not torch.strided:
            raise NotImplementedError("torch.masked.MaskedTensor: sparse data are not supported by pyautograd")
        if mask.dtype is not torch.bool:
            raise TypeError("mask must have dtype bool.")
        if data.dtype not in _DTYPES:
            raise TypeError(f"{data.dtype} is not supported in MaskedTensor.")
        if data.size() != mask.size():
            raise ValueError("data.size() must equal mask.size()")
        self._masked_data, self._masked_mask = data.detach(), mask.detach()

    def get_data(self):
        """The data, masked elements included."""
        return _GetData.apply(self)

    def get_mask(self):
        """The mask."""
        return self._masked_mask

    def to_tensor(self, value):
        """A plain tensor with `value` where the mask is False."""
        return self.get_data().masked_fill(~self.get_mask(), value)

    def to_dense(self):
        """The same: the data are dense."""
        return self

    def is_sparse_coo(self):
        """False."""
        return False

    is_sparse_csr = is_sparse_coo

    def __repr__(self, *, tensor_contents=None):
        shown = _text(self._masked_data, self._masked_mask)
        return f"MaskedTensor({shown}, {bool(self._masked_mask)})" if not self.ndim else f"MaskedTensor(\n{shown}\n)"

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        found = _functions().get(func)
        if found is not None:
            return found(*args, **kwargs)
        with torch._C.DisableTorchFunctionSubclass():
            return func(*args, **kwargs)

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        kwargs, name = kwargs or {}, func._opname
        plain = name.removesuffix("_") if not name.startswith("_") else name
        if plain in _UNARY:
            made = func(_data(args[0]), *args[1:], **kwargs)
            return args[0] if plain != name else MaskedTensor(made, args[0]._masked_mask)
        if plain in _BINARY:
            return _binary(func, plain != name, args, kwargs)
        if name in _MOVED:
            return _wrapped(func(*_data(args), **kwargs), func(*_mask(args), **kwargs))
        if name in _COPIED:
            return MaskedTensor(func(_data(args[0]), *args[1:], **kwargs), args[0]._masked_mask)
        if name in _REDUCED or name == "all":
            return _reduced(name)(args[0], *args[1:], **kwargs)
        if name == "_local_scalar_dense":
            if not bool(args[0]._masked_mask):
                raise ValueError("the element of a MaskedTensor is masked")
            return func(args[0]._masked_data)
        if name == "copy_":
            args[0]._masked_data.copy_(_data(args[1]))
            return args[0]
        if name == "is_same_size":
            return func(*_data(args))
        warnings.warn(f"{func._opname} is not implemented in __torch_dispatch__ for MaskedTensor.", stacklevel=2)
        return NotImplemented


_DTYPES = (torch.float16, torch.float32, torch.float64, torch.bfloat16, torch.bool, torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8)


class _Made(Function):
    """`MaskedTensor` of data that have a history."""

    @staticmethod
    def forward(ctx, data, mask):
        return MaskedTensor(data.detach(), mask)

    @staticmethod
    def backward(ctx, grad):
        return grad, None


class _Result(_Made):
    """`_Made` of what was computed from the data of another: the gradient is that of these data."""

    @staticmethod
    def backward(ctx, grad):
        return _data(grad), None


class _GetData(Function):
    """The data of a `MaskedTensor`; the gradient has its mask."""

    @staticmethod
    def forward(ctx, masked):
        ctx.mask = masked._masked_mask
        return masked._masked_data.detach()

    @staticmethod
    def backward(ctx, grad):
        return grad if is_masked_tensor(grad) else MaskedTensor(grad, ctx.mask)


def masked_tensor(data, mask, requires_grad=False):
    """A `MaskedTensor`, a leaf."""
    return MaskedTensor(data, mask, requires_grad)


def as_masked_tensor(data, mask):
    """A `MaskedTensor` through which gradients flow to `data`."""
    return _Made.apply(data, mask)


def _binary(func, inplace, args, kwargs):
    if kwargs:
        raise ValueError("len(kwargs) must equal 0")
    first, second = args[:2]
    if is_masked_tensor(first) and is_masked_tensor(second) and not torch.equal(first._masked_mask, second._masked_mask):
        raise ValueError("Input masks must match. If you need support for this, please open an issue on Github.")
    made = func(*_data(list(args)))
    if inplace:
        return first
    mask = first._masked_mask if is_masked_tensor(first) else second._masked_mask
    return MaskedTensor(made, mask.expand(made.shape))


def _reduced(name):
    """A function of a `MaskedTensor` made of the function `name` of ``torch.masked``."""
    function = getattr(_reductions, name, None)

    def reduced(input, dim=None, keepdim=False, **kwargs):
        mask = input.get_mask()
        if isinstance(dim, bool):  # std(unbiased), var(unbiased)
            kwargs["unbiased"], dim = dim, None
        if name == "all":
            data = input.get_data().masked_fill(~mask, True)
            made = torch.all(data) if dim is None else torch.all(data, dim, keepdim)
        else:
            if name in ("std", "var"):
                kwargs["unbiased"] = bool(kwargs.pop("unbiased", kwargs.pop("correction", 1)))
            made = function(input.get_data(), dim, keepdim=keepdim, mask=mask, **kwargs)
        return _Result.apply(made, torch.any(mask) if dim is None and not keepdim else _any(mask, dim, keepdim))

    return reduced


def _any(mask, dim, keepdim):
    """Where a reduction has seen some element."""
    dims = range(mask.ndim) if dim is None else (dim,) if isinstance(dim, int) else dim
    for d in sorted([d % mask.ndim for d in dims], reverse=True):
        mask = torch.any(mask, d, keepdim)
    return mask


def _softmax(input, dim, dtype=None, **kwargs):
    mask = input.get_mask()
    return _Result.apply(_normalisations.softmax(input.get_data(), dim, dtype=dtype, mask=mask), mask)


def _where(condition, input, other):
    if not is_masked_tensor(input) or not is_masked_tensor(other):
        raise ValueError("where of a MaskedTensor takes another one")
    condition = _data(condition)
    data = torch.where(condition, input.get_data(), other.get_data())
    return _Result.apply(data, torch.where(condition, input.get_mask(), other.get_mask()))


_table = {}


def _functions():
    """Functions that are made above autograd."""
    if not _table:
        for name in (*_REDUCED, "all"):
            made = _reduced(name)
            _table.update(dict.fromkeys((getattr(torch, name), getattr(torch.Tensor, name)), made))
        _table.update(dict.fromkeys((torch.softmax, torch.Tensor.softmax, torch.nn.functional.softmax), _softmax))
        _table[torch.where] = _where
        _table[torch.Tensor.where] = lambda self, condition, other: _where(condition, self, other)
    return _table


# Printing


def _element(value):
    return f"{value:8.4f}" if isinstance(value, float) else str(value)


def _text(data, mask):
    if not data.ndim:
        return _element(data.item()) if mask.item() else "--".rjust(8)
    if data.ndim == 1:
        elements = [(_element(x), m) for x, m in zip(data.tolist(), mask.tolist())]
        width = max([len(text) if m else 8 for text, m in elements], default=0)
        return "  [" + ", ".join([text if m else "--".rjust(width) for text, m in elements]) + "]"
    rows = ",\n".join([_text(d, m) for d, m in zip(data, mask)])
    return "  [\n" + "\n".join(["  " + line for line in rows.split("\n")]) + "\n  ]"


MaskedTensor.__module__ = "torch.masked.maskedtensor.core"
