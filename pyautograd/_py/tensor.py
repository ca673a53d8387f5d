"""The tensor object of the plain core: an ndarray, a version counter, and its place in the graph."""
import warnings

import numpy as np

from .. import _types
from .._types import CPU, Size, bfloat16, strided
from .grad_mode import modes
from .inplace import DEFAULT, MULTI_OUTPUT, MULTI_OUTPUT_NO_GRAD, NO_GRAD, as_strided_array, check_inplace, regenerate
from .kernels.views import dense_strides
from .node import accumulator_of, attach_hooks

_tensor_type = None


def set_tensor_type(cls):
    """The class of every result: the facade's Tensor."""
    global _tensor_type
    _tensor_type = cls


def new(array, dtype, cls=None):
    """A tensor over `array`, which is kept, not copied."""
    made = object.__new__(cls or _tensor_type)
    made._array = array
    made._dtype = dtype
    made._storage = None
    made._counter = VersionCounter()
    made._requires_grad = False
    made._grad_fn = made._grad = made._view_base = made._accumulator = made._hooks = made._post_accumulate_hooks = made._retain = made._tangents = None
    made._output_nr = made._attr_version = 0
    made._creation = DEFAULT
    made._inference = modes.inference
    return made


def wrap(array, dtype=None):
    """A tensor over an ndarray (or NumPy scalar), sharing its memory."""
    array = np.asarray(array)
    found = dtype or _types.dtype_of_numpy(array.dtype)
    if found is None:
        raise TypeError(f"can't convert np.ndarray of type {array.dtype.type.__module__}.{array.dtype.type.__name__}.")
    return new(array, found)


def recast(cls, tensor):
    """A tensor that nobody else has seen yet as an instance of the Tensor subclass `cls`."""
    made = object.__new__(cls)
    for name in TensorBase.__slots__:
        setattr(made, name, getattr(tensor, name))
    return made


def array(tensor):
    """The ndarray underneath a tensor. Tensors of intercepted classes do not hand it out."""
    if type(tensor) is not _tensor_type:
        from .dispatch import intercepts

        if intercepts(tensor):
            if hasattr(tensor, "refuse_elements"):
                tensor.refuse_elements()
            raise RuntimeError(f"the elements of a {type(tensor).__name__} cannot be looked at inside an operator")
    return tensor._array


def readable(tensor):
    """Whether `array` hands out the elements of `tensor`: not those of an intercepted class."""
    from .dispatch import intercepts

    return type(tensor) is _tensor_type or not intercepts(tensor)


def exemplar(tensor):
    """An ndarray of a tensor's shape, dtype and strides. What it holds is not for use: in an intercepted class it is one example."""
    return tensor._array


def view_of(tensor, ndarray, creation=DEFAULT):
    """A differentiable view: shares memory, storage and version counter with `tensor`, and knows its base."""
    made = new(ndarray, tensor._dtype)
    made._storage = tensor._storage if tensor._storage is not None else tensor._array
    made._counter = tensor._counter
    made._view_base = tensor._view_base if tensor._view_base is not None else tensor
    made._inference = tensor._inference
    if not modes.grad:
        creation = MULTI_OUTPUT_NO_GRAD if creation == MULTI_OUTPUT else NO_GRAD
    made._creation = creation if tensor._creation == DEFAULT or creation != DEFAULT else tensor._creation
    made._attr_version = made._counter.value
    return made


def note_change(tensor, operation):
    """Anomaly mode: remember which operation has changed a tensor, and the line that called it."""
    from .anomaly import changed

    counter = tensor._counter
    counter.changes = changed(counter.changes, counter.value, operation)


class VersionCounter:
    """Counts in-place changes of the memory that a base and its views share."""

    __slots__ = ("value", "changes")

    def __init__(self):
        self.value = 0
        self.changes = None  # in anomaly mode: what changed the memory, (version, operation, line)


def _read_only(name):
    def setter(self, value):
        raise AttributeError(f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable")

    return setter


_GRAD_OF_NON_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated "
    "during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() "
    "on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information."
)
_FLAG_OF_NON_LEAF = "you can only change requires_grad flags of leaf variables."
_DETACH_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and "
    "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these "
    "gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
)


class TensorBase:
    """What every tensor is: data, dtype, autograd state. Operators are added from the table."""

    __slots__ = (
        "_array", "_dtype", "_storage", "_counter", "_requires_grad", "_grad_fn", "_output_nr", "_grad", "_view_base", "_attr_version",
        "_creation", "_accumulator", "_hooks", "_post_accumulate_hooks", "_retain", "_inference", "_tangents",
    )  # fmt: skip

    def __new__(cls, *args, **kwargs):
        return new(np.empty(0, _types._default_dtype.np), _types._default_dtype, cls)

    # data

    shape = property(lambda self: Size(self._array.shape), _read_only("shape"))
    ndim = property(lambda self: self._array.ndim, _read_only("ndim"))
    dtype = property(lambda self: self._dtype, _read_only("dtype"))
    device = property(lambda self: CPU, _read_only("device"))
    layout = property(lambda self: strided, _read_only("layout"))
    itemsize = property(lambda self: self._dtype.itemsize)
    nbytes = property(lambda self: self._array.size * self._dtype.itemsize)
    is_cuda = property(lambda self: False)
    is_sparse = property(lambda self: False)
    _version = property(lambda self: self._read_version(), _read_only("_version"))
    output_nr = property(lambda self: self._output_nr, _read_only("output_nr"))
    _base = property(lambda self: self._view_base, _read_only("_base"))

    def _read_version(self):
        if self._inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        return self._counter.value

    def size(self, dim=None):
        """The shape, or the length of dimension `dim`."""
        if dim is None:
            return Size(self._array.shape)
        from .util import wrap_dim

        return self._array.shape[wrap_dim(dim, self._array.ndim, False)]

    def stride(self, dim=None):
        """The strides in elements, or that of dimension `dim`."""
        array = self._array
        item = array.itemsize
        if dim is not None:
            from .util import wrap_dim

            return self.stride()[wrap_dim(dim, array.ndim, False)]
        if array.size == 0:  # NumPy's strides of an empty array are all zero
            return tuple([s // item for s in dense_strides(array.shape, item)])
        return tuple([s // item for s in array.strides])

    def storage_offset(self):
        """Elements between the start of the storage and the first element."""
        if self._storage is None or self._array.size == 0 and self._storage.size == 0:
            return 0
        return (self._array.__array_interface__["data"][0] - self._storage.__array_interface__["data"][0]) // self._array.itemsize

    def data_ptr(self):
        """The address of the first element; 0 for an empty tensor."""
        return self._array.__array_interface__["data"][0] if self._array.size else 0

    def dim(self):
        """The number of dimensions."""
        return self._array.ndim

    def numel(self):
        """The number of elements."""
        return self._array.size

    nelement = numel
    ndimension = dim

    def element_size(self):
        """Bytes per element."""
        return self._dtype.itemsize

    def is_contiguous(self, memory_format=None):
        """Whether elements lie in row-major order without gaps."""
        if memory_format is not None and memory_format.name.startswith("channels_last"):
            order = (0, *range(2, self._array.ndim), 1)
            return self._array.ndim == (4 if memory_format.name == "channels_last" else 5) and self._array.transpose(order).flags.c_contiguous
        return self._array.flags.c_contiguous

    def is_floating_point(self):
        return self._dtype.is_floating_point

    def is_complex(self):
        return self._dtype.is_complex

    def is_signed(self):
        return self._dtype.is_signed

    def is_conj(self):
        return False

    def is_neg(self):
        return False

    def is_inference(self):
        return self._inference

    def _is_view(self):
        return self._view_base is not None

    def get_device(self):
        return -1

    def as_strided(self, size, stride, storage_offset=None):
        """A view of the storage with the given size, strides and offset, in elements."""
        from .core import as_strided

        return as_strided(self, size, stride, storage_offset)

    # autograd

    @property
    def grad_fn(self):
        """The node that made this tensor; None for a leaf."""
        if self._view_base is not None and self._attr_version != self._counter.value:
            regenerate(self)
        return self._grad_fn

    @grad_fn.setter
    def grad_fn(self, value):
        _read_only("grad_fn")(self, value)

    @property
    def requires_grad(self):
        """Whether gradients flow to this tensor."""
        if self._requires_grad or self._grad_fn is not None:
            return True
        base = self._view_base  # a view made in no_grad requires gradients as its base does
        return base is not None and base.requires_grad and (self._dtype.is_floating_point or self._dtype.is_complex)

    @requires_grad.setter
    def requires_grad(self, value):
        if not isinstance(value, bool):
            raise RuntimeError("requires_grad must be a bool")
        self._set_requires_grad(value, "only Tensors of floating point and complex dtype can require gradients")

    def _set_requires_grad(self, value, refusal):
        if self.grad_fn is not None:
            if value:
                return
            advice = " If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
            raise RuntimeError(_FLAG_OF_NON_LEAF + advice)
        if value and not (self._dtype.is_floating_point or self._dtype.is_complex):
            raise RuntimeError(refusal)
        if value and self._inference and not modes.inference:
            raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        self._requires_grad = value

    def requires_grad_(self, requires_grad=True):
        """Set `requires_grad` and return the tensor."""
        self._set_requires_grad(bool(requires_grad), "only Tensors of floating point dtype can require gradients")
        return self

    is_leaf = property(lambda self: self.grad_fn is None, _read_only("is_leaf"))
    retains_grad = property(lambda self: self._retain is not None, _read_only("retains_grad"))

    @property
    def grad(self):
        """The accumulated gradient of a leaf (or of a tensor told to retain it); None before any."""
        if self._grad is None and self._retain is None and self.grad_fn is not None:
            warnings.warn(_GRAD_OF_NON_LEAF, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value):
        if value is not None:
            self._check_grad(value)
        self._grad = value

    @grad.deleter
    def grad(self):
        self._grad = None

    def _check_grad(self, value):
        if not isinstance(value, TensorBase):
            raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}")
        if value is self:
            raise RuntimeError("can't assign Variable as its own grad")
        if value._dtype is not self._dtype:
            names = {d: alias for alias, d in (("half", _types.float16), ("float", _types.float32), ("double", _types.float64))}
            got = names.get(value._dtype, value._dtype.name)
            raise RuntimeError(
                f"attempting to assign a gradient with dtype '{got}' to a tensor with grad_dtype '{self._dtype.scalar_name}'. The gradient "
                "must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a "
                "specific dtype, or None to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient "
                "may break downstream systems that assume they match."
            )
        if value._array.shape != self._array.shape:
            raise RuntimeError(
                f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of size '{list(self.shape)}'. Please ensure that "
                "the gradient and the tensor are the same size"
            )

    @property
    def data(self):
        """The same memory as a leaf of its own: no history, and a version counter that starts anew."""
        made = new(self._array, self._dtype, type(self) if type(self) is _tensor_type else None)
        made._storage = self._storage
        return made

    @data.setter
    def data(self, value):
        if not isinstance(value, TensorBase):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        if value._dtype is not self._dtype and self._requires_grad and not (value._dtype.is_floating_point or value._dtype.is_complex):
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        self._array, self._dtype, self._storage = value._array, value._dtype, value._storage
        self._accumulator = None

    def detach(self):
        """The same memory and version counter without history."""
        made = new(self._array, self._dtype)
        made._storage, made._counter, made._inference = self._storage, self._counter, self._inference
        return made

    def detach_(self):
        """Cut this tensor from its history."""
        if self._view_base is not None:
            raise RuntimeError(_DETACH_VIEW)
        self._grad_fn, self._output_nr, self._requires_grad, self._tangents = None, 0, False, None
        return self

    def _alias(self):
        made = self.detach()
        made._tangents = self._tangents
        return made

    def _clone_like(self, leaf):
        """A copy laid out as `leaf` is, for its gradient; with a history where that is recorded."""
        from .core import ops

        if type(self) is not _tensor_type:
            from .dispatch import intercepts

            if intercepts(self):
                return self.clone().detach()
        if modes.grad and (self.requires_grad or modes.duals):
            return ops.empty_strided(self._array.shape, leaf.stride(), dtype=self._dtype).copy_(self)
        laid = np.empty_like(leaf._array, dtype=self._array.dtype) if leaf._array.shape == self._array.shape else np.empty_like(self._array)
        laid[...] = self._array
        return new(laid, self._dtype)

    def _bump(self):
        self._counter.value += 1

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """Gradients of this tensor with respect to the leaves of its graph, accumulated into their ``grad``.

        See `autograd.backward`; `gradient` has this tensor's shape and may be left out for a scalar.
        """
        from ..autograd import backward

        backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def register_hook(self, hook):
        """Call ``hook(grad)`` when this tensor's gradient is known; a result replaces it. Returns a removable handle."""
        from .node import _handle, _hooks

        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        node = self.grad_fn
        if node is not None:
            # They stay with the node when the tensor is changed in place and gets another.
            node.tensor_hooks = node.tensor_hooks or {}
            self._hooks = node.tensor_hooks.setdefault(self._output_nr, _hooks())
            return _handle(self._hooks, hook)
        if self._hooks is None:
            self._hooks = _hooks()
        accumulator_of(self).tensor_hooks = {0: self._hooks}
        return _handle(self._hooks, hook)

    def register_post_accumulate_grad_hook(self, hook):
        """Call ``hook(tensor)`` after this leaf's ``grad`` has been updated."""
        from .node import _handle, _hooks

        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self.grad_fn is not None:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        if self._post_accumulate_hooks is None:
            self._post_accumulate_hooks = _hooks()
        return _handle(self._post_accumulate_hooks, hook)

    def retain_grad(self):
        """Have ``grad`` filled also on this non-leaf."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        node = self.grad_fn
        if node is None or self._retain is not None:
            return
        import weakref

        self._retain = self._output_nr
        node.retain_hooks = node.retain_hooks or {}
        node.retain_hooks[self._output_nr] = weakref.ref(self)

    @property
    def _backward_hooks(self):
        return self._hooks

    @_backward_hooks.setter
    def _backward_hooks(self, value):
        # What a tensor with history gets runs once it is registered with the node.
        self._hooks = value
        node = self._accumulator and self._accumulator()
        if self.grad_fn is None and node is not None:
            node.tensor_hooks = None
            if value is not None:
                attach_hooks(self, value, node)

    @_backward_hooks.deleter
    def _backward_hooks(self):
        raise RuntimeError("Deletion of _backwards_hooks not allowed!")

    @property
    def _post_accumulate_grad_hooks(self):
        return self._post_accumulate_hooks

    @_post_accumulate_grad_hooks.setter
    def _post_accumulate_grad_hooks(self, value):
        self._post_accumulate_hooks = value

    # conversions that need no operator

    def item(self):
        """The only element, as a Python number."""
        if self._array.size != 1:
            raise RuntimeError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
        return self._values().item()

    def tolist(self):
        """The elements as nested lists of Python numbers; a number for a 0-d tensor."""
        return self._values().tolist()

    def _values(self):
        """The elements as an array of their own kind (bfloat16 as float32)."""
        if self._dtype is bfloat16:
            from .elementwise import to_float32

            return to_float32(self._array)
        return self._array


def require_inplace(tensor):
    """What every in-place operator checks first."""
    check_inplace(tensor)


__all__ = ["TensorBase", "as_strided_array", "new", "set_tensor_type", "view_of", "wrap"]
