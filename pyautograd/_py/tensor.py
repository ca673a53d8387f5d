"""The tensor object of the plain core: an ndarray, a version counter, and its place in the graph."""
import warnings

import numpy as np

from .. import _autograd_texts as texts
from .. import _types
from .._types import CPU, Size, bfloat16, complex32, strided
from .grad_mode import modes, refuse_in_transform, scopes
from .history import regenerate
from .inplace import DEFAULT, INFERENCE, NO_GRAD, as_strided_array, check_changeable
from .kernels.views import dense_strides
from .lazy import CONJ, NEG, settled
from .node import accumulator_of, attach_hooks
from .tensor_state import SAME_DTYPE, assign_data, assign_grad_dtype, assign_requires_grad, check_bool, check_grad, grad_dtype_of, set_requires_grad
from .util import nothing_like

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
    made._grad_fn = made._held_grad = made._view_base = made._accumulator = made._hooks = made._post_accumulate_hooks = made._retain = made._tangents = None
    made._output_nr = made._attr_version = made._lazy = 0
    made._used = False
    made._creation = DEFAULT
    made._grad_dtype = SAME_DTYPE
    made._replay = None
    made._inference = modes.inference
    made._born = scopes.begun
    return made


def fresh(array, dtype):
    """A tensor over an array that was made for it. NumPy gives a new array without elements strides of zero, PyTorch those that elements would have."""
    if array.size == 0 and not any(array.strides):
        array = np.ndarray(array.shape, array.dtype, array, 0, dense_strides(array.shape, array.itemsize))
    return new(array, dtype)


def wrap(array, dtype=None):
    """A tensor over an ndarray (or NumPy scalar), sharing its memory."""
    array = np.asarray(array)
    found = dtype or _types.dtype_of_numpy(array.dtype)
    if found is None:
        raise TypeError(f"can't convert np.ndarray of type {array.dtype.type.__module__}.{array.dtype.type.__name__}.")
    return fresh(array, found)


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
                zeros = tensor.refuse_elements()
                if zeros is not None:
                    return zeros
            raise RuntimeError(f"the elements of a {type(tensor).__name__} cannot be looked at inside an operator")
    return settled(tensor._array, tensor._dtype, tensor._lazy) if tensor._lazy else tensor._array


def readable(tensor):
    """Whether `array` hands out the elements of `tensor`: not those of an intercepted class."""
    from .dispatch import intercepts

    return type(tensor) is _tensor_type or not intercepts(tensor)


_method_hook = None


def set_method_hook(function):
    """Offer methods that are no operators, on tensors that are not plain or while a mode is active, to ``function(name, tensor, args)``.

    They are `detach`, `data`, `item`, `tolist` and `as_strided`. NotImplemented lets the method run as it is.
    """
    global _method_hook
    _method_hook = function


def ask_method_hook(name, tensor, args=()):
    """The hook's answer; NotImplemented where there is none or the tensor is plain."""
    from .dispatch import PLAIN

    if _method_hook is None or type(tensor) in PLAIN:
        return NotImplemented
    return _method_hook(name, tensor, args)


def exemplar(tensor):
    """An ndarray of a tensor's shape, dtype and strides. What it holds is not for use: in an intercepted class it is one example."""
    return tensor._array


def view_of(tensor, ndarray, creation=DEFAULT):
    """A differentiable view: shares memory, storage and version counter with `tensor`, and knows its base.

    Of an inference tensor: another one over the same memory, which is no view.
    """
    made = new(ndarray, tensor._dtype)
    made._storage = tensor._storage if tensor._storage is not None else tensor._array
    made._inference, made._born, made._lazy = tensor._inference, tensor._born, tensor._lazy
    if tensor._inference:
        return made
    made._counter = tensor._counter
    made._view_base = base = tensor._view_base if tensor._view_base is not None else tensor
    base._used = True
    if not modes.grad:
        creation = INFERENCE if modes.inference else NO_GRAD
    made._creation = creation if tensor._creation == DEFAULT or creation != DEFAULT else tensor._creation
    made._attr_version = made._counter.value
    return made


def note_change(tensor, operation):
    """Anomaly mode: remember which operation has changed a tensor, and the line that called it."""
    from .anomaly import changed

    counter = tensor._counter
    counter.changes = changed(counter.changes, counter.value, modes.called or operation)


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


class TensorBase:
    """What every tensor is: data, dtype, autograd state. Operators are added from the table."""

    __slots__ = (
        "_array", "_dtype", "_storage", "_counter", "_requires_grad", "_grad_fn", "_output_nr", "_held_grad", "_view_base", "_attr_version",
        "_creation", "_grad_dtype", "_replay", "_accumulator", "_hooks", "_post_accumulate_hooks", "_retain", "_inference", "_born", "_tangents",
        "_lazy", "_used",
    )  # fmt: skip

    def __new__(cls, *args, **kwargs):
        return new(np.ndarray(0, _types._default_dtype.np, np.empty(0, _types._default_dtype.np)), _types._default_dtype, cls)

    def __iter__(self):
        if self.dim() == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    # data

    shape = property(lambda self: Size(self._array.shape), _read_only("shape"))
    ndim = property(lambda self: self._array.ndim, _read_only("ndim"))
    dtype = property(lambda self: self._dtype, _read_only("dtype"))
    device = property(lambda self: CPU, _read_only("device"))
    layout = property(lambda self: strided, _read_only("layout"))
    itemsize = property(lambda self: self._dtype.itemsize, _read_only("itemsize"))
    nbytes = property(lambda self: self._array.size * self._dtype.itemsize, _read_only("nbytes"))
    is_cuda = property(lambda self: False, _read_only("is_cuda"))
    is_sparse = property(lambda self: False, _read_only("is_sparse"))
    _version = property(lambda self: self._read_version(), _read_only("_version"))
    output_nr = property(lambda self: self._output_nr, _read_only("output_nr"))
    _base = property(lambda self: self._view_base, _read_only("_base"))

    def _read_version(self):
        if self._inference:
            raise RuntimeError(texts.INFERENCE_VERSION)
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
        return tuple([s // item for s in array.strides])

    def storage_offset(self):
        """Elements between the start of the storage and the first element."""
        if self._storage is None:
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
            from .kernels.layouts import is_channels_last

            return self._array.ndim == (4 if memory_format.name == "channels_last" else 5) and is_channels_last(self._array)
        return self._array.flags.c_contiguous

    def is_floating_point(self):
        return self._dtype.is_floating_point

    def is_complex(self):
        return self._dtype.is_complex

    def is_signed(self):
        return self._dtype.is_signed

    def is_conj(self):
        return bool(self._lazy & CONJ)

    def is_neg(self):
        return bool(self._lazy & NEG)

    def is_inference(self):
        return self._inference

    def _is_view(self):
        return self._view_base is not None

    def get_device(self):
        return -1

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

    @grad_fn.deleter
    def grad_fn(self):
        _read_only("grad_fn")(self, None)

    @property
    def requires_grad(self):
        """Whether gradients flow to this tensor."""
        if self._requires_grad or self._grad_fn is not None:
            return True
        base = self._view_base  # a view made in no_grad requires gradients as its base does
        return base is not None and base.requires_grad and (self._dtype.is_floating_point or self._dtype.is_complex)

    @requires_grad.setter
    def requires_grad(self, value):
        assign_requires_grad(self, value)

    @requires_grad.deleter
    def requires_grad(self):
        check_bool(None)

    def requires_grad_(self, *args, **kwargs):
        """Set `requires_grad` (True where nothing is given) and return the tensor."""
        refuse_in_transform("requires_grad_")
        set_requires_grad(self, texts.one_bool("requires_grad_", "requires_grad", args, kwargs) if args or kwargs else True)
        return self

    is_leaf = property(lambda self: self.grad_fn is None, _read_only("is_leaf"))
    retains_grad = property(lambda self: self._retain is not None, _read_only("retains_grad"))

    @property
    def grad(self):
        """The accumulated gradient of a leaf (or of a tensor told to retain it); None before any."""
        if self._held_grad is None and self._retain is None and self.grad_fn is not None:
            warnings.warn(texts.GRAD_OF_NON_LEAF, stacklevel=2)
        return self._held_grad

    @grad.setter
    def grad(self, value):
        if value is not None:
            check_grad(self, value)
            value._used = True
        self._held_grad = value

    @grad.deleter
    def grad(self):
        self._held_grad = None

    _grad = property(lambda self: self.grad, lambda self, value: setattr(self, "grad", value), lambda self: delattr(self, "grad"))

    @property
    def grad_dtype(self):
        """The dtype that `grad` must have: this tensor's where nothing else was assigned; None for any."""
        if self.grad_fn is not None:
            raise RuntimeError("grad_dtype can only be accessed on leaf tensors.")
        return grad_dtype_of(self)

    @grad_dtype.setter
    def grad_dtype(self, value):
        assign_grad_dtype(self, value)

    @property
    def data(self):
        """The same memory as a leaf of its own: no history, and a version counter that starts anew."""
        if _method_hook is not None:
            made = ask_method_hook("data", self)
            if made is not NotImplemented:
                return made
        made = new(self._array, self._dtype, type(self) if type(self) is _tensor_type else None)
        made._storage, made._inference, made._born, made._lazy = self._storage, self._inference, self._born, self._lazy
        return made

    @data.setter
    def data(self, value):
        assign_data(self, value)

    @data.deleter
    def data(self):
        raise RuntimeError("Deleting tensor data is not allowed. Delete tensor instead!")

    def detach(self):
        """The same memory and version counter without history."""
        if _method_hook is not None:
            made = ask_method_hook("detach", self)
            if made is not NotImplemented:
                return made
        return self._detached()

    def _detached(self):
        made = new(self._array, self._dtype)
        made._storage, made._counter, made._inference, made._born, made._lazy = self._storage, self._counter, self._inference, self._born, self._lazy
        return made

    def detach_(self):
        """Cut this tensor from its history."""
        check_changeable(self, "detach")
        if self._view_base is not None:
            raise RuntimeError(texts.DETACH_VIEW)
        self._grad_fn, self._output_nr, self._requires_grad, self._tangents = None, 0, False, None
        return self

    def _alias(self):
        own = type(self).detach is not _tensor_type.detach or hasattr(self, "__torch_dispatch__")
        made = self.detach() if own else self._detached()  # which no mode sees
        made._tangents = self._tangents
        return made

    def _clone_like(self, leaf, alone=False):
        """A copy laid out as `leaf` is, for its gradient; with a history where that is recorded. `alone`: nobody else holds this one."""
        from .core import ops

        if type(self) is not _tensor_type:
            from .dispatch import intercepts

            if intercepts(self):
                if hasattr(self, "__torch_dispatch__"):
                    from .._dispatch import gradient_for

                    return gradient_for(leaf, self, alone)
                return self.clone().detach()
        if modes.grad and (self.requires_grad or modes.duals):
            return ops.empty_strided(self._array.shape, leaf.stride(), dtype=self._dtype).copy_(self)
        from .kernels.layouts import is_dense

        leaf = leaf._array
        if not leaf.size:
            return new(nothing_like(leaf, self._array.dtype), self._dtype)
        dense = leaf.shape == self._array.shape and is_dense(leaf.shape, leaf.strides, leaf.itemsize)
        laid = np.empty_like(leaf, self._array.dtype) if dense else np.empty(self._array.shape, self._array.dtype)
        laid[...] = array(self)
        return fresh(laid, self._dtype)

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
        refuse_in_transform("retain_grad")
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
        if node is not None and self.grad_fn is None:
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

    @_post_accumulate_grad_hooks.deleter
    def _post_accumulate_grad_hooks(self):
        raise RuntimeError("Deletion of _post_accumulate_grad_hooks not allowed!")

    # conversions that need no operator

    def item(self):
        """The only element, as a Python number."""
        if _method_hook is not None:
            made = ask_method_hook("item", self)
            if made is not NotImplemented:
                return made
        if self._array.size != 1:
            raise RuntimeError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
        return self._values().item()

    def tolist(self):
        """The elements as nested lists of Python numbers; a number for a 0-d tensor."""
        if _method_hook is not None:
            made = ask_method_hook("tolist", self)
            if made is not NotImplemented:
                return made
        return self._values().tolist()

    def _values(self):
        """The elements as an array of their own kind (bfloat16 as float32, complex32 as complex64)."""
        values = settled(self._array, self._dtype, self._lazy) if self._lazy else self._array
        if self._dtype is bfloat16 or self._dtype is complex32:
            from .util import from_bfloat16, from_complex32

            return (from_bfloat16 if self._dtype is bfloat16 else from_complex32)(values)
        return values


__all__ = ["TensorBase", "as_strided_array", "fresh", "new", "set_tensor_type", "view_of", "wrap"]
