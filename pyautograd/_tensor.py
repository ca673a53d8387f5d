"""``Tensor``: the class of all tensors. Operators come from the core; Python's and NumPy's protocols stand here."""
from collections import OrderedDict

import numpy as np

from . import _overrides, _types, _warnings
from ._core import core
from ._tensor_attributes import Attributes
from ._utils import _set_obj_state

_SCALAR_WARNING = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\nConsider using tensor.detach() first."
)
_DEEPCOPY_REFUSAL = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you were attempting to deepcopy a "
    "module, this may be because of a torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001"
)
_DEEPCOPY_OF_SUBCLASS = (
    "The default implementation of __deepcopy__() for non-wrapper subclasses only works for subclass types that implement new_empty() and for which that "
    "function returns another instance of the same subclass. You should either properly implement new_empty() for your subclass or override "
    "__deepcopy__() if it is intended behavior for new_empty() to return an instance of a different type."
)


class Tensor(core.TensorBase, Attributes):
    """A multi-dimensional array that remembers how it was computed.

    ``Tensor()`` is empty, ``Tensor(2, 3)`` has that shape and any content, ``Tensor([2, 3])`` holds the data, all in the
    default dtype; `pyautograd.tensor` infers the dtype and is what new code wants.
    """

    def __new__(cls, *args, **kwargs):
        from ._legacy import legacy_new

        return legacy_new(cls, args, kwargs)

    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "__torch_dispatch__"):
            from . import _dispatch  # (has the core ask such classes)
            from ._py.overrides import disabled_torch_function_impl

            if _dispatch.dispatches(cls) and getattr(cls.__torch_function__, "__func__", None) is Tensor.__torch_function__.__func__:
                cls.__torch_function__ = disabled_torch_function_impl

    # printing and copying

    def __repr__(self, *, tensor_contents=None):
        from . import _tensor_str
        from ._tensor_str import tensor_str

        if _tensor_str.in_transforms is not None and tensor_contents is None:
            text = _tensor_str.in_transforms(self)
            if text is not None:
                return text
        return tensor_str(self, tensor_contents=tensor_contents)

    def __format__(self, spec):
        if self.dim() == 0 and type(self) is Tensor:
            return self.item().__format__(spec)
        return object.__format__(self, spec)

    def __deepcopy__(self, memo):
        if not core.readable(self) and hasattr(type(self), "__torch_dispatch__"):
            from ._dispatch import copied

            return memo[id(self)] if id(self) in memo else copied(self, memo)
        if "_pt_scope" in self.__dict__ and self._pt_scope.live or "_pt_variable" in self.__dict__:
            raise NotImplementedError("Cannot access storage of TensorWrapper")
        if not self.is_leaf:
            raise RuntimeError(_DEEPCOPY_REFUSAL)
        if id(self) in memo:
            return memo[id(self)]
        if type(self) is not Tensor and type(self.new_empty([])) is not type(self):
            raise RuntimeError(_DEEPCOPY_OF_SUBCLASS)
        with_grad = core.is_grad_enabled()
        core.set_grad_enabled(False)
        try:
            made = _placed(self.untyped_storage().__deepcopy__(memo), self.dtype, (self.storage_offset(), tuple(self.shape), self.stride()))
            made._bump()  # PyTorch builds it by set_(), which counts
            made = made.conj_physical() if self.is_conj() else made
            made = core.alias_as(type(self), -made if self.is_neg() else made, False)
            made.requires_grad = self.requires_grad
            held = self._grad_quiet()
            if held is not None:
                made.grad = held.__deepcopy__(memo)
        finally:
            core.set_grad_enabled(with_grad)
        made.__dict__.update(_deepcopied(self.__dict__, memo))
        made.__dict__.pop("_pt_scope", None)
        memo[id(self)] = made
        return made

    def _grad_quiet(self):
        return self.grad if self.is_leaf or self.retains_grad else None

    def __reduce_ex__(self, protocol):
        # copy.copy() shares the storage. The class Tensor itself goes by no name: its own would be looked up in torch.
        if self._backward_hooks:
            from .utils.hooks import warn_if_has_hooks

            warn_if_has_hooks(self)
        cls = None if type(self) is Tensor else type(self)
        place = (self.storage_offset(), tuple(self.shape), self.stride())
        return _rebuild, (cls, self._typed_storage(), self.dtype, place, self.is_conj(), self.is_neg(), self.requires_grad, self.__dict__ or None)

    # Python's protocols

    def __len__(self):
        if self.dim() == 0:
            raise TypeError("len() of a 0-d tensor")
        return self.shape[0]

    def __contains__(self, element):
        if isinstance(element, (core.TensorBase, int, float, complex)):
            return bool((element == self).any().item())
        raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")

    def __bool__(self):
        count = self.numel()
        if count != 1:
            raise RuntimeError(f"Boolean value of Tensor with {'no values' if count == 0 else 'more than one value'} is ambiguous")
        return bool(self.item())

    def _to_scalar(self, kind):
        if self.requires_grad and core.is_grad_enabled():
            _warnings.warn_once(_SCALAR_WARNING, stacklevel=3)
        if self.numel() != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        value = self.item()
        if type(value) is complex and kind is not complex:
            if value.imag:
                raise RuntimeError(f"value cannot be converted to type {'double' if kind is float else 'int64_t'} without overflow")
            value = value.real
        return kind(value)

    def __float__(self):
        return self._to_scalar(float)

    def __int__(self):
        return self._to_scalar(int)

    def __complex__(self):
        return self._to_scalar(complex)

    def __index__(self):
        if self.numel() != 1 or self.dtype.is_floating_point or self.dtype.is_complex:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self.item())

    def __reversed__(self):
        return self if self.dim() == 0 else self.flip(0)

    def __hash__(self):
        return id(self)

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return _overrides.default_torch_function(cls, func, types, args, kwargs)

    def __dir__(self):
        names = set(dir(type(self))) | set(self.__dict__)
        return sorted(n for n in names if not n[:1].isdigit())

    def __setstate__(self, state):
        self.__dict__.update(state)

    # NumPy

    __array_priority__ = 1000

    def numpy(self, *, force=False):
        """The tensor as an ndarray over the same memory; `force` detaches (and copies where it must). Where gradients are recorded, and not
        inside ``no_grad`` or a Function, RuntimeError for a tensor that requires them."""
        if type(self) is not Tensor and hasattr(self, "__torch_dispatch__"):
            raise RuntimeError(".numpy() is not supported for tensor subclasses.")
        if self.requires_grad and (force or core.is_grad_enabled()):
            if not force:
                raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
            return self.detach().numpy(force=True)
        if force:
            self = self.resolve_conj().resolve_neg()
        if self.is_conj():
            raise RuntimeError("Can't call numpy() on Tensor that has conjugate bit set. Use tensor.resolve_conj().numpy() instead.")
        if self.is_neg():
            raise RuntimeError("Can't call numpy() on Tensor that has negative bit set. Use tensor.resolve_neg().numpy() instead.")
        if self.dtype is _types.bfloat16 or self.dtype is _types.complex32:
            raise TypeError(f"Got unsupported ScalarType {self.dtype.scalar_name}")
        return self._array

    def __array__(self, dtype=None, copy=None):
        array = self.numpy()
        if dtype is not None and array.dtype != np.dtype(dtype):
            if copy is False:
                raise ValueError("Unable to avoid copy while creating an array as requested.")
            return array.astype(dtype)
        return array.copy() if copy else array

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return core.wrap(np.asarray(array))

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        from ._numpy_protocol import array_ufunc

        return array_ufunc(ufunc, method, inputs, kwargs)

    def __dlpack__(self, stream=None, max_version=None, dl_device=None, copy=None):
        if self.requires_grad:
            raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
        if self.is_conj():
            raise BufferError("Can't export tensors with the conjugate bit set")
        array = self.numpy()
        if copy:
            array = array.copy()
        try:
            return array.__dlpack__() if max_version is None else array.__dlpack__(max_version=max_version)
        except TypeError:  # NumPy before 2.1 knows no versions
            return array.__dlpack__()

    def __dlpack_device__(self):
        return (1, 0)

    def new(self, *args, **kwargs):
        """A tensor of this one's dtype by the older reading of arguments: ints are a shape, a sequence is data."""
        from ._legacy import construct

        return construct(args, kwargs, self.dtype)


def _deepcopied(attributes, memo):
    import copy

    return copy.deepcopy(attributes, memo) if attributes else {}


def _placed(storage, dtype, place):
    offset, size, stride = place
    return core.over_storage(storage.untyped()._root, dtype, size, stride, offset)


def _rebuild(cls, storage, dtype, place, conj, neg, requires_grad, attributes):
    """What unpickling a tensor calls."""
    made = _placed(storage, dtype, place)
    made._bump()  # PyTorch builds it by set_(), which counts
    if conj or neg:
        made = core.ops._conj(made) if conj else made
        made = (core.ops._neg_view(made) if neg else made).detach()
    made = core.alias_as(cls or Tensor, made, False)
    if requires_grad:
        made.requires_grad = True
    core.TensorBase._backward_hooks.__set__(made, OrderedDict())
    if attributes:
        made.__dict__.update(attributes)
    return made


def _rebuild_from_type_v2(func, new_type, args, state):
    """What a tensor of a subclass, or with attributes, is loaded by from a file of `serialization.save`."""
    made = func(*args)
    if type(made) is not new_type:
        made = core.alias_as(new_type, made, made.requires_grad)
    if type(made).__setstate__ is not Tensor.__setstate__:
        made.__setstate__(state)
        return made
    return _set_obj_state(made, state)


Tensor.__div__, Tensor.__rdiv__ = Tensor.__truediv__, Tensor.__rtruediv__
Tensor.__module__ = "torch"
core.set_tensor_type(Tensor)
core.add_plain_type(Tensor)
_overrides.install(Tensor)


def _convert(ret, cls):
    """A result, or the tensors in a tuple or list of results, as the subclass `cls`: what the default ``__torch_function__`` does."""
    if cls is Tensor:
        return ret
    if isinstance(ret, Tensor) and not isinstance(ret, cls):
        return ret.as_subclass(cls)
    if isinstance(ret, (tuple, list)):
        return type(ret)([_convert(x, cls) for x in ret])
    return ret
