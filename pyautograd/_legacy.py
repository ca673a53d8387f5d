"""The older ways to make a tensor: ``Tensor(...)`` and the typed classes ``FloatTensor``, ``LongTensor``, ...

They read their arguments by type: ints are a shape, a ``Size`` is a shape, any other sequence is data, a tensor is aliased. The typed
classes have no instances; ``isinstance`` with them asks for a tensor's dtype.
"""

import numpy as np

from . import _types
from ._autograd_texts import C_NAMES
from ._convert import convert, is_sequence, type_name
from ._core import core
from ._creation import set_default_dtype
from ._warnings import warn_once

_SIGNATURES = (
    "(*, torch.device device = None)", "(torch.Storage storage)", "(Tensor other)", "(tuple of ints size, *, torch.device device = None)",
    "(object data, *, torch.device device = None)",
)  # fmt: skip
_DEPRECATED = (
    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and torch.set_default_device() as "
    "alternatives."
)


def legacy_new(cls, args, kwargs):
    """What ``cls(*args, **kwargs)`` means for `Tensor` and its subclasses; the dtype is the default one."""
    made = construct(args, kwargs, None)
    return made if type(made) is cls else made._make_subclass(cls, made)


def construct(args, kwargs, dtype):
    """A tensor from the arguments of a legacy constructor. `dtype` is the typed class's, None for `Tensor`."""
    if kwargs:
        args = _keywords(args, dict(kwargs))
    wanted = dtype or _types.get_default_dtype()
    if not args:
        return core.wrap(np.empty(0, wanted.np), wanted)
    first = args[0]
    if isinstance(first, core.TensorBase) and len(args) == 1:
        if dtype is not None and first.dtype is not dtype:
            raise TypeError(f"expected {_options(dtype)} (got {_options(first.dtype)})")
        return core.ops.alias(first) if first.requires_grad else first.detach()
    if _is_size(first) or (len(args) == 1 and isinstance(first, _types.Size)):
        return _uninitialised(tuple(first) if isinstance(first, _types.Size) else args, wanted)
    if len(args) > 1:
        raise _no_match(args, {})
    if isinstance(first, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type_name(first)}'")
    if not isinstance(first, np.ndarray) and not is_sequence(first):
        raise TypeError(f"new(): data must be a sequence (got {type_name(first)})")
    array, found = convert(first, wanted, None)
    return core.wrap(array, found)


def _keywords(args, kwargs):
    """The positional arguments that remain once keywords are read."""
    given = dict(kwargs)
    device = kwargs.pop("device", None)
    if device is not None:
        kind = _types.device(device).type
        if kind != "cpu":
            raise RuntimeError(f"legacy constructor expects device type: cpu but device type: {kind} was passed")
    for name in ("size", "data", "other"):
        if name in kwargs and not args:
            value = kwargs.pop(name)
            args = (_types.Size(value),) if name == "size" else (value,)
    if kwargs:
        raise _no_match(args, given)
    return args


def _no_match(args, kwargs):
    """The error for arguments that fit no form."""
    got = [type_name(a) for a in args] + [f"{k}={type_name(v)}" for k, v in kwargs.items()]
    shown = ", ".join(got) + (", " if kwargs and not args else "")
    wrong = [k for k in kwargs if k != "device"]
    lines = []
    for at, signature in enumerate(_SIGNATURES):
        lines.append(f" * {signature}\n")
        if wrong and at in ((0,) if args else (1, 2)):
            lines.append(f"      didn't match because some of the keywords were incorrect: {', '.join(wrong)}\n")
    return TypeError(f"new() received an invalid combination of arguments - got ({shown}), but expected one of:\n" + "".join(lines))


def _is_size(value):
    return isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_))


def _uninitialised(size, dtype):
    for at, n in enumerate(size):
        if not _is_size(n):
            trouble = f"type must be tuple of ints,but got {type_name(n)}"
            raise TypeError(f"new(): argument 'size' failed to unpack the object at pos {at + 1} with error \"{trouble}\"")
    return core.ops.empty(tuple([int(n) for n in size]), dtype=dtype)


def _options(dtype):
    name = C_NAMES.get(dtype.name, dtype.name)
    rest = "requires_grad=false (default), pinned_memory=false (default), memory_format=(nullopt)"
    return f"TensorOptions(dtype={name}, device=cpu, layout=Strided, {rest})"


class tensortype(type):
    """The type of the typed tensor classes: calling one makes a Tensor, ``isinstance`` compares dtypes."""

    def __call__(cls, *args, **kwargs):
        return construct(args, kwargs, cls.dtype)

    def __instancecheck__(cls, instance):
        return isinstance(instance, core.TensorBase) and instance.dtype is cls.dtype and not instance.is_sparse

    def __repr__(cls):
        return f"<class 'torch.{cls.__name__}'>"


tensortype.__module__ = "torch"


def typed_classes(kind, prefix, layout, dtypes):
    """Name -> class, for each dtype: what ``torch.FloatTensor`` and its relatives are. `kind` is their type, `prefix` what stands before a name."""
    made = {}
    for dtype in dtypes:
        name = dtype.legacy_name + "Tensor"
        shown = f"{prefix}.{name}"
        doc = f"Makes tensors of dtype {dtype!r}; ``isinstance(x, {shown})`` asks whether `x` is one."
        members = {"dtype": dtype, "is_cuda": False, "is_sparse": layout is not _types.strided, "layout": layout, "__module__": prefix, "__doc__": doc}
        made[name] = kind(name, (), members)
    return made


TYPED = (
    _types.float32, _types.float64, _types.float16, _types.bfloat16, _types.int64, _types.int32, _types.int16, _types.int8, _types.uint8, _types.bool_,
)  # fmt: skip
globals().update(typed_classes(tensortype, "torch", _types.strided, TYPED))


def set_default_tensor_type(t):
    """Set the default dtype by a typed class or its name. Deprecated: use `set_default_dtype`."""
    kind = _by_name(t) if isinstance(t, str) else t
    warn_once(_DEPRECATED)
    if isinstance(kind, str):
        raise TypeError(f"type {kind} not available. Torch not compiled with CUDA enabled.")
    if not isinstance(kind, tensortype):
        raise TypeError("invalid type object: only floating-point types are supported as the default type")
    if not kind.dtype.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    set_default_dtype(kind.dtype)


def _by_name(text):
    module, _, name = text.rpartition(".")
    if module == "torch.cuda":
        return text
    found = globals().get(name)
    if not isinstance(found, tensortype):
        raise AttributeError(f"module '{module}' has no attribute '{name}'")
    return found
