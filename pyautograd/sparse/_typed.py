"""The typed classes of sparse tensors: ``torch.sparse.FloatTensor``, ..."""
from .. import _types
from .._convert import type_name as shown
from .._core import core
from .._legacy import TYPED, tensortype, typed_classes
from .._warnings import warn_once
from ._constructors import coo_tensor, is_size, no_form
from ._coo import SparseTensor, empty

_FORMS = (
    "(*, torch.device device = None)", "(Tensor indices, Tensor values, *, torch.device device = None)",
    "(Tensor indices, Tensor values, tuple of ints size, *, torch.device device = None)", "(tuple of ints size, *, torch.device device = None)",
)  # fmt: skip
_DEPRECATED = "torch.sparse.SparseTensor({}, *, device=) is deprecated. Please use torch.sparse_coo_tensor({}, dtype=, device=)."
_ONLY_SIZES = (
    "torch.sparse.SparseTensor(sequence) only accepts sizes.  Please use torch.sparse_coo_tensor() or construct a strided tensor and convert it to sparse "
    "via to_sparse."
)


def type_name(dtype):
    """What ``Tensor.type()`` calls a sparse tensor of this dtype."""
    return f"torch.sparse.{dtype.legacy_name}Tensor"


def construct(args, kwargs, dtype):
    """A sparse tensor from the arguments of a typed class; the dtype is that of the values where there are some."""
    if kwargs and set(kwargs) != {"device"}:
        raise no_form("new", _FORMS, args, kwargs)
    if not args:
        warn_once(_DEPRECATED.format("", "..."), stacklevel=3)
        return empty((0,), dtype)
    if all(isinstance(a, int) for a in args) or len(args) == 1 and isinstance(args[0], _types.Size):
        warn_once(_DEPRECATED.format("shape", "shape"), stacklevel=3)
        return empty(tuple(args[0]) if isinstance(args[0], _types.Size) else tuple(args), dtype)
    if len(args) == 1 and is_size(args[0]):
        raise TypeError(_ONLY_SIZES)
    if len(args) == 1 and isinstance(args[0], SparseTensor):
        return args[0].detach()
    tensors = len(args) > 1 and isinstance(args[0], core.TensorBase) and isinstance(args[1], core.TensorBase)
    if not tensors or len(args) > 3 or len(args) == 3 and not is_size(args[2]):
        wrong = "      didn't match because some of the arguments have invalid types: (" + ", ".join([f"!{shown(a)}!" for a in args]) + ")\n"
        error = no_form("new", _FORMS, args, kwargs)
        raise TypeError(str(error) + (wrong if len(args) == 3 else ""))
    pattern = "indices, values, shape" if len(args) == 3 else "indices, values"
    warn_once(_DEPRECATED.format(pattern, pattern), stacklevel=3)
    indices, values = args[:2]
    if indices.dtype is not _types.int64:
        indices = indices.to(_types.int64)
    return coo_tensor(core.array(indices.detach()), values, args[2] if len(args) == 3 else None)


class sparse_tensortype(tensortype):
    """The type of these classes."""

    def __call__(cls, *args, **kwargs):
        return construct(args, kwargs, cls.dtype)

    def __instancecheck__(cls, instance):
        return isinstance(instance, SparseTensor) and instance.dtype is cls.dtype

    def __repr__(cls):
        return f"<class 'torch.sparse.{cls.__name__}'>"


sparse_tensortype.__name__ = sparse_tensortype.__qualname__ = "tensortype"
sparse_tensortype.__module__ = "torch"


CLASSES = typed_classes(sparse_tensortype, "torch.sparse", _types.sparse_coo, [dtype for dtype in TYPED if dtype is not _types.bool_])
