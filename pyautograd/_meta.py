"""Tensors on the device ``meta``: they have a shape, strides and a dtype, and no elements. Operators on them give such tensors.

A meta tensor lies over memory that nothing reads or writes, which costs no physical memory. The class is intercepted (see docs/architecture.md):
an operator is run on zeros of the same shapes, and what it gives is replaced by a meta tensor. Initialisation in place does nothing. A composite
is run as it is, so that its views are views and its nodes are recorded: what it calls is intercepted in turn.
"""
import threading

import numpy as np

from . import _types
from ._core import core
from ._py.kernels.layouts import iterated_order, over_dimensions, strides_in_order
from ._py.overrides import disabled_torch_function_impl
from ._table.out_dtypes import history_of_out
from ._table.out_shapes import warn_resized
from ._tensor import Tensor
from .nn.parameter import Parameter, parameter_class

META = _types.device("meta")
NO_DATA = "Cannot copy out of meta tensor; no data!"
_NO_ITEM = "Tensor.item() cannot be called on meta tensors"
TensorBase = core.TensorBase
# In-place operators that change elements alone, and depend on no shape but their own.
_ELEMENTS = frozenset(
    "zero fill normal uniform random bernoulli exponential cauchy log_normal geometric copy trunc_normal".split()
)
_VALUES = frozenset("item is_nonzero equal allclose".split())
_DEPENDENT = frozenset("nonzero masked_select unique unique_consecutive _unique2 unique_dim bincount repeat_interleave_Tensor".split())
_SHAPES = frozenset("t transpose squeeze unsqueeze swapaxes swapdims as_strided resize resize_as set".split())  # in place, these give another shape
WHOLE = frozenset("lstm gru rnn_tanh rnn_relu".split())  # composites over elements, which are run without a history
_WITH_INDICES = frozenset(("index", "index_put", "_index_put_impl", "_index_put_impl_"))
# Operators that refuse zeros: their examples are ones, or identity matrices.
_REFUSE_ZEROS = frozenset("div floor_divide fmod remainder multinomial lu_solve linalg_lu_solve".split())
_OF_FULL_RANK = frozenset("cholesky cholesky_inverse linalg_cholesky linalg_inv inverse linalg_solve linalg_matrix_power".split())
# Where a tensor for the result on another device is refused before anything is computed.
_OUT_OF_DEVICE = frozenset(
    "max min topk svd gather index_reduce scatter scatter_add argmax argmin linalg_det linalg_cholesky linalg_cholesky_ex linalg_inv linalg_inv_ex "
    "linalg_svd linalg_svdvals".split()
)


class _Inside(threading.local):
    """In how many composites a thread is, and whether it is about to enter one. Inside, tensors with elements are as good as meta tensors."""

    depth = 0
    entering = False


_inside = _Inside()


class MetaTensor(Tensor):
    """A tensor without elements."""

    __torch_function__ = disabled_torch_function_impl
    device = property(lambda self: META)
    is_meta = property(lambda self: True)
    is_cpu = property(lambda self: False)

    @staticmethod
    def write_out(spec, values, outs):
        """``out=`` where one of the tensors of a call is a meta tensor: refused unless they all are."""
        _write_out(spec, values, outs)

    def item(self):
        """Refused."""
        raise RuntimeError(_NO_ITEM)

    __bool__ = __int__ = __float__ = __index__ = __complex__ = item

    def refuse_elements(self):
        """Refused, but for a composite, which sees zeros: no failure of a factorisation, nothing out of range."""
        return core.exemplar(self) if _inside.depth else self.item()

    def as_strided_examples(self, size, stride, storage_offset):
        """``as_strided``, a view without history."""
        made = core.alias_as(MetaTensor, core.as_strided(_example(self), size, stride, storage_offset), False)
        return core.record_call(core.spec_named("alias"), [self], made)

    def tolist(self):
        """Refused."""
        raise NotImplementedError(NO_DATA)

    def cpu(self, memory_format=None):
        """Refused."""
        raise NotImplementedError(NO_DATA)

    def numpy(self, *, force=False):
        """Refused."""
        raise TypeError("can't convert meta device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.")

    def __array__(self, dtype=None, copy=None):
        return self.numpy()

    def data_ptr(self):
        """0: there is no memory."""
        return 0

    def get_device(self):
        """-1."""
        return -1

    def detach(self):
        """The same without history."""
        return core.alias_as(MetaTensor, self, False)

    _alias = detach

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """See `autograd.backward`."""
        from .autograd import backward  # whose first gradient is a meta tensor too

        backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    @property
    def data(self):
        """The same without history."""
        return self.detach()

    @data.setter
    def data(self, value):
        TensorBase.data.__set__(self, value)

    def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
        """A meta tensor of the shape of `data`, unless another device is asked for."""
        made = _example(self).new_tensor(data, dtype=dtype)
        if device is not None and _types.device(device).type != "meta":
            return made.requires_grad_(requires_grad)
        return blank(tuple(made.shape), made.dtype, requires_grad)

    def __deepcopy__(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        made = blank(tuple(self.shape), self.dtype, self.requires_grad, self.stride())
        if isinstance(self, Parameter):
            made = Parameter(made, self.requires_grad)
        made.__dict__.update(self.__dict__)
        memo[id(self)] = made
        return made

    def __reduce_ex__(self, protocol):
        from ._utils import _rebuild_meta_tensor_no_storage

        return _rebuild_meta_tensor_no_storage, (self.dtype, tuple(self.shape), self.stride(), self.requires_grad)


MetaParameter = parameter_class(MetaTensor)
MetaTensor.as_parameter = lambda self, requires_grad: core.alias_as(MetaParameter, self, requires_grad)


def _memory(shape, dtype, strides=None):
    """An array of zeros that takes no physical memory until it is touched."""
    try:
        if strides is None:
            return np.zeros(shape, dtype.np)
        memory = np.zeros(0 if 0 in shape else 1 + sum([(n - 1) * s for n, s in zip(shape, strides)]), dtype.np)
        return np.ndarray(shape, dtype.np, memory, 0, [s * memory.itemsize for s in strides])
    except MemoryError:
        return np.broadcast_to(np.zeros((), dtype.np), shape)


def blank(shape, dtype, requires_grad=False, strides=None):
    """A meta tensor."""
    if requires_grad and not (dtype.is_floating_point or dtype.is_complex):
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    return core.alias_as(MetaTensor, core.wrap(_memory(shape, dtype, strides), dtype), requires_grad)


def as_meta(tensor):
    """The meta tensor that has shape, strides and dtype of a tensor."""
    if isinstance(tensor, MetaTensor):
        return tensor
    return blank(tuple(tensor.shape), tensor.dtype, tensor.requires_grad and tensor.is_leaf, tensor.stride())


def moved(source, made):
    """The meta tensor `made` of a tensor with elements, recorded as its copy."""
    to_copy = core.spec_named("_to_copy")
    made = core.alias_as(MetaTensor, made, False)
    return core.record_call(to_copy, [source, made.dtype, None], made)


def _example(t):
    """A plain tensor of zeros over the memory of a meta tensor."""
    return core.alias_as(Tensor, t, False)


def _regular(array):
    """Identity matrices in place of the zeros of `array`."""
    made = np.zeros_like(array)
    if array.ndim > 1 and array.shape[-1] == array.shape[-2]:
        np.einsum("...ii->...i", made)[...] = 1
    return made


def _example_for(name, t):
    """An `_example` that the operator called `name` takes."""
    if name in _REFUSE_ZEROS:
        return core.wrap(np.ones_like(core.exemplar(t)), t.dtype)
    return core.wrap(_regular(core.exemplar(t)), t.dtype) if name in _OF_FULL_RANK else _example(t)


def _mapped(value, function):
    if isinstance(value, TensorBase):
        return function(value)
    if type(value) in (tuple, list):
        return type(value)([_mapped(x, function) for x in value])
    return value


def _tensors(values):
    for value in values:
        for v in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(v, TensorBase):
                yield v


def _check_devices(spec, values):
    if spec.name not in _WITH_INDICES and spec.name != "to" and not _inside.depth:
        for tensor in _tensors(values):
            if not isinstance(tensor, MetaTensor) and tensor.ndim:
                first = next(_tensors(values))
                names = ("cpu", "meta") if isinstance(first, MetaTensor) else ("meta", "cpu")
                raise RuntimeError(f"Tensor on device {names[0]} is not on the expected device {names[1]}!")


def _wanted_device(spec, values):
    """The device that a call asks for, or None."""
    for at, parameter in enumerate(spec.parameters):
        if parameter == "device":
            return values[at]
    if spec.key.startswith("to.other"):
        return values[1].device
    return None


def _run(spec, values):
    """The results on zeros; an argument where the result is that itself."""
    recording = core.is_grad_enabled()
    core.set_grad_enabled(False)
    examples = []

    def example(tensor):
        if not isinstance(tensor, MetaTensor):
            return tensor.detach()
        examples.append((_example_for(spec.name, tensor), tensor))
        return examples[-1][0]

    try:
        made = core.call(spec, [_mapped(v, example) for v in values])
    finally:
        core.set_grad_enabled(recording)
    return next((tensor for zeros, tensor in examples if made is zeros), made)


def _of_result(value, view):
    def made(t):
        if isinstance(t, MetaTensor):
            return t
        return core.alias_as(MetaTensor, t, False) if view else blank(tuple(t.shape), t.dtype, False, t.stride())

    if isinstance(value, (tuple, list)) and hasattr(type(value), "n_fields"):
        return [made(t) for t in value]
    return _mapped(value, made)


def _elementwise(spec, values):
    """The result of an elementwise operator: its dtype is asked of a single element, its layout follows from its operands."""
    arrays = [core.exemplar(t) for t in _tensors(values)]
    try:
        shape = np.broadcast_shapes(*[a.shape for a in arrays])
    except ValueError:
        return NotImplemented
    if 0 in shape:
        return NotImplemented
    made = _run(spec, [_mapped(v, lambda t: blank((1,) * t.ndim, t.dtype)) for v in values])
    if not isinstance(made, TensorBase):
        return NotImplemented
    order = iterated_order(shape, [over_dimensions(a, shape) for a in arrays])
    return blank(shape, made.dtype, False, strides_in_order(shape, 1, order))


def intercepted(spec, values, inplace):
    """What the core calls for an operator with a meta tensor among its arguments."""
    if inplace:
        return _in_place(spec, values)
    if _inside.entering:
        _inside.entering = False
        return NotImplemented
    if spec.implementation == "composite":
        device = _wanted_device(spec, values)
        if spec.name.startswith("new_") or spec.name.endswith("_like"):
            at = list(spec.parameters).index("device")
            return _mapped(_run(spec, [*values[:at], META if device is None else device, *values[at + 1 :]]), lambda t: t)
        if device is not None and device.type != "meta":
            raise NotImplementedError(NO_DATA)
        if spec.name == "to":  # the zeros stay where they are
            values = [None if isinstance(v, _types.device) else v for v in values]
    if spec.name in _VALUES:
        raise RuntimeError(_NO_ITEM)
    if spec.name in _DEPENDENT or spec.name == "index" and any([t.dtype.itemsize == 1 for t in _tensors(values[1:])]):
        raise NotImplementedError(f"torch.{spec.name}() of a tensor on the device meta: the shape of the result depends on the elements")
    if spec.implementation == "composite" and spec.name not in WHOLE:
        return _through(spec, values)
    _check_devices(spec, values)
    if spec.implementation in ("ufunc", "scalar"):
        made = _elementwise(spec, values)
        if made is not NotImplemented:
            return made
    return _of_result(_run(spec, values), spec.implementation == "view")


def _through(spec, values):
    """A composite run on meta tensors."""
    _inside.entering = True
    _inside.depth += 1
    try:
        made = core.call(spec, values)
    finally:
        _inside.entering = False
        _inside.depth -= 1
    results = made if isinstance(made, (tuple, list)) else (made,)
    return made if all([isinstance(t, MetaTensor) or not isinstance(t, TensorBase) for t in results]) else _of_result(made, False)


def _in_place(spec, values):
    target = values[0]
    if not isinstance(target, MetaTensor):
        if _inside.depth:
            return target
        if spec.name == "copy":
            raise NotImplementedError(NO_DATA)
        _check_devices(spec, values)
    if spec.name in _ELEMENTS:
        return target
    made = _run(spec, values)
    if spec.name in _SHAPES:
        TensorBase.data.__set__(target, core.alias_as(TensorBase, made, False))
    elif isinstance(made, TensorBase) and made.shape != target.shape:
        raise RuntimeError(f"output with shape {target.shape} doesn't match the broadcast shape {tuple(made.shape)}")
    elif isinstance(made, TensorBase) and not _types.can_cast(made.dtype, target.dtype):
        if spec.name in ("add", "sub"):
            raise RuntimeError("Promotion of int.add/sub_(float) in in-place ops are not possible due to element size change.")
        raise RuntimeError(
            f"Attempting to cast from {made.dtype} to out tensor with dtype {target.dtype}, but this can't be cast because it is not safe!"
        )
    return target


def _write_out(spec, values, outs):
    given = list(_tensors(values))
    if core.is_grad_enabled():
        for t in [*outs, *given]:
            if t.requires_grad:
                history_of_out(spec.key, any(out.requires_grad for out in outs), values[0])
    device = "meta" if any(isinstance(t, MetaTensor) for t in given) else "cpu"
    for got in {"meta" if isinstance(out, MetaTensor) else "cpu" for out in outs}:
        if got != device and "device" in spec.parameters:
            raise RuntimeError(f"device type {device} does not match device type of out parameter ({got})")
        if got != device and spec.name in _OUT_OF_DEVICE:
            raise RuntimeError(f"Expected out tensor to have device {device}, but got {got} instead")
        if got != device:
            raise RuntimeError(f"Attempting to copy from device {device} to device {got}, but cross-device copies are not allowed!")
    recording = core.is_grad_enabled()
    core.set_grad_enabled(False)
    try:
        answer = core.call(spec, values)
    finally:
        core.set_grad_enabled(recording)
    for target, made in zip(outs, answer if isinstance(answer, tuple) else (answer,)):
        if not _types.can_cast(made.dtype, target.dtype):
            raise RuntimeError(
                f"Attempting to cast from {made.dtype} to out tensor with dtype {target.dtype}, but this can't be cast because it is not safe!"
            )
        if target.shape != made.shape:
            if target.numel():
                warn_resized(spec.name, target.shape, made.shape)
            TensorBase.data.__set__(target, core.alias_as(TensorBase, blank(tuple(made.shape), target.dtype), False))


core.intercept(MetaTensor, intercepted)
