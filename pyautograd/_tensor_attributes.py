"""Attributes and methods of ``Tensor`` that need no operator: transposes as properties, memory, kinds of tensors, subclasses.

A mixin, so that `Tensor` itself stays readable. Everything stands on what either core provides.
"""
import warnings

import numpy as np

from . import _autograd_texts as texts
from . import _types
from ._core import core
from ._py import determinism

ops = core.ops
_REMOVED = (
    "This function was deprecated since version 1.9 and is now removed. Use torch.linalg.{0} instead of torch.{1}; its results and arguments may "
    "come in another order."
)


_VOLATILE = "volatile was removed and now has no effect. Use `with torch.no_grad():` instead."


def _read_only(name, getter, doc):
    def setter(self, value):
        raise AttributeError(f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable")

    return property(getter, setter, None, doc)


def out_of_scope(feature):
    """The error for what belongs to PyTorch and not to this library."""
    return NotImplementedError(f"{feature} is not supported: pyautograd has tensors on the CPU, dense or sparse")


def _refused(name, feature):
    def method(self, *args, **kwargs):
        raise out_of_scope(f"Tensor.{name} ({feature})")

    method.__name__ = name
    method.__doc__ = f"Refused: {feature} are not part of this library."
    return method


def _needs_sparse(name, layout):
    def method(self, *args, **kwargs):
        raise RuntimeError(f"{name} expected {layout} tensor layout but got Strided")

    method.__name__ = name
    method.__doc__ = "Refused: a strided tensor has none."
    return method


def _sparse_alone(name):
    def method(self, *args, **kwargs):
        from .sparse._coo import not_for

        raise not_for(name, "CPU")

    method.__name__ = name
    method.__doc__ = "Refused: a strided tensor has none."
    return method


def _removed(name, instead):
    def method(self, *args, **kwargs):
        raise RuntimeError(_REMOVED.format(instead, name))

    method.__name__ = name
    method.__doc__ = f"Removed from PyTorch; `linalg.{instead}` replaces it."
    return method


def contiguous_strides(size):
    """Row-major strides in elements."""
    strides, step = [0] * len(size), 1
    for at in range(len(size) - 1, -1, -1):
        strides[at] = step
        step *= max(size[at], 1)
    return tuple(strides)


def _as_size(size):
    return tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else tuple(size)


def _channels_last_strides(size, memory_format):
    """Strides of a dense tensor with the channels innermost; None for any other memory format."""
    if memory_format is None or not memory_format.name.startswith("channels_last"):
        return None
    order = (0, *range(2, len(size)), 1)
    strides, step = [0] * len(size), 1
    for at in reversed(order):
        strides[at] = step
        step *= max(size[at], 1)
    return tuple(strides)


def _wrong_set(chosen):
    """The text for arguments that `set_` does not take."""
    kinds = ", ".join([texts.type_shown(v) for v in chosen])
    wrong = f"      didn't match because some of the arguments have invalid types: ({', '.join([f'!{texts.type_shown(v)}!' for v in chosen])})\n"
    view = ", int storage_offset, tuple of ints size, tuple of ints stride = None)\n"
    return (
        f"set_() received an invalid combination of arguments - got ({kinds}), but expected one of:\n * ()\n{wrong} * (torch.Storage source)\n{wrong}"
        f" * (torch.Storage source{view} * (Tensor source)\n{wrong} * (Tensor source{view}"
    )


class Attributes:
    """What `Tensor` has beside operators, autograd and Python's protocols."""

    __slots__ = ()

    T = _read_only("T", ops.numpy_T, "The dimensions in reverse order: a matrix transposed.")
    H = _read_only("H", ops.matrix_H, "The conjugate transpose of a matrix.")
    mT = _read_only("mT", ops.mT, "The last two dimensions exchanged.")
    mH = _read_only("mH", ops.mH, "The last two dimensions exchanged, and the complex conjugate.")

    for _name in (
        "is_mkldnn", "is_quantized", "is_sparse_csr", "is_meta", "is_nested", "is_mps", "is_xpu", "is_ipu", "is_vulkan", "is_hpu", "is_mtia", "is_maia",
        "is_xla",
    ):  # fmt: skip
        locals()[_name] = _read_only(_name, lambda self: False, "Never: tensors are on the CPU, dense or sparse.")
    _cdata = _read_only("_cdata", id, "A number that tells tensors apart.")
    name = _read_only("name", lambda self: None, "None: there is no name for a tensor.")
    _has_symbolic_sizes_strides = _read_only("_has_symbolic_sizes_strides", lambda self: False, "Never: sizes are numbers.")
    is_cpu = _read_only("is_cpu", lambda self: True, "Always.")

    @property
    def volatile(self):
        """Removed from PyTorch; False, with a warning."""
        warnings.warn("volatile was removed (Variable.volatile is always False)", stacklevel=2)
        return False

    @volatile.setter
    def volatile(self, value):
        warnings.warn(_VOLATILE, stacklevel=2)

    # memory

    def untyped_storage(self):
        """The memory that this tensor and its views share, as bytes."""
        from .storage import UntypedStorage

        return UntypedStorage._of(self)

    def storage(self):
        """The memory that this tensor and its views share, as elements. Deprecated: `untyped_storage` replaces it."""
        from .storage import warn_deprecated

        warn_deprecated()
        return self._typed_storage()

    def _typed_storage(self):
        from .storage import TypedStorage

        return TypedStorage._of(self)

    def storage_type(self):
        """The type of `storage`."""
        return type(self._typed_storage())

    def const_data_ptr(self):
        """The address of the first element."""
        return self.data_ptr()

    def resize_(self, *size, memory_format=None):
        """Another shape over the same storage, which grows (keeping its elements) where it is too small. Not for tensors that need gradients."""
        if not size:
            raise TypeError('resize_() missing 1 required positional arguments: "size"')
        if core.dual_mask() and core.top_level((self,)) >= 0 and not self.requires_grad:
            raise RuntimeError("cannot resize variables that has a forward grad")
        size = _as_size(size)
        for n in size:
            if not isinstance(n, (int, np.integer)):
                raise TypeError(f"resize_(): argument 'size' (position 1) must be tuple of ints, not {texts.type_shown(n)}")
        if memory_format is not None and not isinstance(memory_format, _types.memory_format):
            raise TypeError(f"resize_(): argument 'memory_format' must be torch.memory_format, not {texts.type_shown(memory_format)}")
        if not self.requires_grad and any(n < 0 for n in size):
            raise RuntimeError("numel: integer multiplication overflow")
        before = self.untyped_storage().nbytes() if determinism.asked.filled else None
        core.resize_(self, tuple(map(int, size)), _channels_last_strides(size, memory_format))
        if before is not None:
            whole = self.untyped_storage().nbytes() // self.element_size()
            self.detach().as_strided((whole,), (1,), 0)[before // self.element_size() :].fill_(determinism.filler(self.dtype))
        return self

    def resize_as_(self, the_template, *, memory_format=None):
        """`resize_` to the shape of another tensor."""
        if not isinstance(the_template, core.TensorBase):
            raise TypeError(f"resize_as_(): argument 'the_template' (position 1) must be Tensor, not {texts.type_shown(the_template)}")
        return self.resize_(tuple(the_template.shape), memory_format=memory_format)

    def resize(self, *size):
        """The elements in another shape of as many. Deprecated: use `reshape`."""
        warnings.warn("non-inplace resize is deprecated", stacklevel=2)
        return self.reshape(_as_size(size))

    def resize_as(self, tensor):
        """`resize` to the shape of another tensor. Deprecated: use `reshape_as`."""
        warnings.warn("non-inplace resize_as is deprecated", stacklevel=2)
        return self.reshape(tuple(tensor.shape))

    def set_(self, *chosen, **options):
        """Take over the memory of another tensor or of a storage; without arguments, become empty.

        Arguments: ``source, storage_offset=0, size=None, stride=None``.
        """
        from .storage import TypedStorage, UntypedStorage

        if core.dual_mask() and core.top_level((self, *chosen[:1])) >= 0:
            raise NotImplementedError(
                "Trying to use forward AD with set_ that does not support it because it has not been implemented yet.\nPlease file an issue to PyTorch at "
                "https://github.com/pytorch/pytorch/issues/new?template=feature-request.yml so that we can prioritize its implementation."
            )
        if not chosen and not options:
            return core.set_(self, core.wrap(np.empty(0, self._array.dtype), self.dtype))
        if len(chosen) == 1 and not options and isinstance(chosen[0], core.TensorBase) and chosen[0].dtype is self.dtype:
            return core.set_(self, chosen[0])
        names = ("source", "storage_offset", "size", "stride")
        given = dict(zip(names, chosen), **options)
        source, offset, size, stride = [given.get(n) for n in names]
        if len(chosen) > 4 or set(given) - set(names) or not isinstance(source, (core.TensorBase, UntypedStorage, TypedStorage)):
            raise TypeError(_wrong_set(chosen))
        if not isinstance(source, core.TensorBase):
            if isinstance(source, TypedStorage) and source.dtype is not self.dtype:
                shown = source.dtype.scalar_name
                raise RuntimeError(
                    f"Expected a Storage of type {texts.C_NAMES[self.dtype.name]} or an UntypedStorage, but got type {shown} for argument 1 'storage'"
                )
            root = source.untyped()._root
            if size is None:
                size = (source.nbytes() // self.dtype.itemsize,)
        elif source.dtype is not self.dtype:
            got, have = texts.C_NAMES[source.dtype.name], texts.C_NAMES[self.dtype.name]
            raise RuntimeError(f"Could not set tensor of type {got} to a tensor of type {have}")
        else:
            root = core.storage_of(source)
            if size is None:
                offset, size, stride = source.storage_offset(), source.shape, source.stride()
        size = tuple(size)
        made = core.over_storage(root, self.dtype, size, contiguous_strides(size) if not stride else tuple(stride), offset or 0)
        if isinstance(source, core.TensorBase) and source.requires_grad:
            made.requires_grad_()
        return core.set_(self, made)

    def _view_func(self, *args, **kwargs):
        """What this tensor is of its base, of ``new_base`` instead: a view; None where this is no view or the layouts of the two bases differ."""
        return core.view_over(self, texts.one_tensor("_view_func", "new_base", args, kwargs, core.TensorBase))

    def is_set_to(self, *args, **kwargs):
        """Whether this tensor and ``tensor`` show the same storage in the same way. A conjugate view does not."""
        tensor = texts.one_tensor("is_set_to", "tensor", args, kwargs, core.TensorBase)
        if self.is_conj() or self.is_neg() or tensor.is_conj() or tensor.is_neg():  # as if they were computed
            return False
        same = self.storage_offset() == tensor.storage_offset() and self.shape == tensor.shape and self.stride() == tensor.stride()
        return same and core.is_same_storage(self, tensor)

    def is_shared(self):
        """Whether `share_memory_` was called for this tensor or for one that shares its storage."""
        from ._memory import SharedMemory

        return isinstance(core.storage_of(self), SharedMemory)

    def share_memory_(self):
        """Move the storage to memory that processes made by ``fork`` share: they and this one see what the others write. It cannot grow then."""
        self.untyped_storage().share_memory_()
        return self

    def is_pinned(self, device=None):
        """Whether the memory is pinned for an accelerator: never."""
        return False

    def is_distributed(self):
        """Whether the tensor is one piece of a distributed one: never."""
        return False

    def dim_order(self, *, ambiguity_check=False):
        """The dimensions from the outermost in memory to the innermost.

        With ``ambiguity_check=True`` or a list of memory formats, an order that is not the only one raises `RuntimeError`, unless the tensor
        has exactly one of the formats.
        """
        formats = [] if isinstance(ambiguity_check, bool) else ambiguity_check
        if not isinstance(formats, list) or not all([isinstance(f, _types.memory_format) for f in formats]):
            raise TypeError("The ambiguity_check argument must be a bool or a list of memory formats.")
        strides = self.stride()
        if ambiguity_check is not False:
            several = 1 in self.shape or any([a == b for a, b in zip(strides, strides[1:])])
            if several and sum([self.is_contiguous(memory_format=f) for f in formats]) != 1:
                raise RuntimeError("The tensor does not have unique dim order, or cannot map to exact one of the given memory formats.")
        row_major = self.is_contiguous()
        if row_major != (self.dim() == 4 and self.is_contiguous(memory_format=_types.channels_last)):
            return tuple(range(self.dim())) if row_major else (0, 2, 3, 1)
        order = list(range(self.dim()))[::-1]  # from the innermost
        for i in range(1, self.dim()):  # insertion that leaves alone what a stride of 0 makes undecided
            at = i
            for before in range(i - 1, -1, -1):
                a, b = order[before], order[at]
                if 0 in (strides[a], strides[b]) or strides[a] == strides[b] and self.shape[a] <= self.shape[b]:
                    continue
                if strides[a] < strides[b]:
                    break
                order[before], order[at] = b, a
                at = before
        return tuple(order[::-1])

    # element by element in Python

    def _python_loop(self, name, others, function):
        if self.requires_grad or any(t.requires_grad for t in others):
            raise RuntimeError(f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() instead.")
        arrays = [self._values(), *[t.expand(self.shape)._values() for t in others]]
        made = [function(*values) for values in zip(*[a.ravel().tolist() for a in arrays])]
        self.data.copy_(core.wrap(np.array(made, arrays[0].dtype).reshape(arrays[0].shape)))  # not counted as a change, as in PyTorch
        return self

    def apply_(self, callable):
        """Replace each element by ``callable(element)``. Slow: a Python call per element."""
        return self._python_loop("apply_", (), callable)

    def map_(self, tensor, callable):
        """Replace each element by ``callable(element, element of tensor)``."""
        return self._python_loop("map_", (tensor,), callable)

    def map2_(self, x, y, callable):
        """Replace each element by ``callable(element, element of x, element of y)``."""
        return self._python_loop("map2_", (x, y), callable)

    # subclasses

    def as_subclass(self, cls):
        """This tensor as an instance of `cls`: a view of it, through which gradients flow."""
        if not isinstance(cls, type):
            raise TypeError(f"cls must be a type (got {type(cls).__name__})")
        _require_subclass(cls)
        return core.recast(cls, ops.alias(self))

    @staticmethod
    def _make_subclass(cls, data, require_grad=False, *, dispatch_sizes_strides_policy=None, dispatch_device=False, dispatch_layout=False,
                       device_for_backend_keys=None):  # fmt: skip
        """A leaf of the subclass `cls` over the memory of `data`."""
        if not isinstance(cls, type):
            raise TypeError(f"cls must be a type (got {type(cls).__name__})")
        if not isinstance(data, core.TensorBase):
            raise TypeError(f"_make_subclass(): argument 'data' (position 2) must be Tensor, not {type(data).__name__}")
        if type(require_grad) is not bool:
            raise TypeError(f"_make_subclass(): argument 'require_grad' (position 3) must be bool, not {type(require_grad).__name__}")
        _require_subclass(cls)
        return core.alias_as(cls, data, require_grad)

    @staticmethod
    def _make_wrapper_subclass(cls, size, strides=None, storage_offset=None, memory_format=None, dtype=None, layout=_types.strided, device=None,
                               pin_memory=False, requires_grad=False, dispatch_sizes_strides_policy=None, dispatch_device=False, dispatch_layout=False,
                               _extra_dispatch_keys=None, storage_size=None):  # fmt: skip
        """An instance of `cls`, which has a ``__torch_dispatch__``, that shows a shape, strides, a dtype and a device, and has no elements of its own."""
        if not isinstance(cls, type):
            raise TypeError(f"cls must be a type (got {type(cls).__name__})")
        _require_subclass(cls)
        from . import _dispatch

        if not _dispatch.dispatches(cls):
            raise TypeError(f"{cls.__name__} must define __torch_dispatch__")
        return _dispatch.make_wrapper(
            cls, size, strides, storage_offset, dtype or _types.get_default_dtype(), layout, None if device is None else _types.device(device), requires_grad
        )

    # other layouts and devices

    is_coalesced = _needs_sparse("is_coalesced", "sparse coordinate")
    coalesce = _needs_sparse("coalesce", "sparse coordinate")
    indices = _needs_sparse("indices", "sparse coordinate")
    values = _needs_sparse("values", "sparse")
    crow_indices = _needs_sparse("crow_indices", "sparse row compressed")
    col_indices = _needs_sparse("col_indices", "sparse row compressed")

    ccol_indices = _needs_sparse("ccol_indices", "sparse column compressed")
    row_indices = _needs_sparse("row_indices", "sparse column compressed")
    for _name in ("_indices", "_values", "_nnz", "_coalesced_", "sparse_resize_", "sparse_resize_and_clear_", "resize_as_sparse_"):
        locals()[_name] = _sparse_alone(_name)

    def to_sparse(self, *args, **kwargs):
        """The tensor in coordinate format (see `sparse`): ``to_sparse(sparse_dim)``, or ``to_sparse(layout=torch.sparse_coo)``."""
        from .sparse import to_sparse

        return to_sparse(self, *args, **kwargs)

    def to_sparse_coo(self):
        """The tensor in coordinate format."""
        return self.to_sparse()

    def to_sparse_csr(self, dense_dim=None):
        """The matrix in compressed row format."""
        from .sparse._compressed_functions import to_compressed

        return to_compressed(self, _types.sparse_csr)

    def to_sparse_csc(self, dense_dim=None):
        """The matrix in compressed column format."""
        from .sparse._compressed_functions import to_compressed

        return to_compressed(self, _types.sparse_csc)

    def sparse_mask(self, mask):
        """The elements at the coordinates of a sparse tensor, as one."""
        from .sparse import sparse_mask

        return sparse_mask(self, mask)

    def smm(self, mat):
        """See `smm`."""
        from .sparse._toplevel import smm

        return smm(self, mat)

    def sspaddmm(self, mat1, mat2, *, beta=1, alpha=1):
        """See `sspaddmm`."""
        from .sparse._toplevel import sspaddmm

        return sspaddmm(self, mat1, mat2, beta=beta, alpha=alpha)

    def dense_dim(self):
        """The number of dense dimensions: all of them."""
        return self.dim()

    def sparse_dim(self):
        """The number of sparse dimensions: none."""
        return 0

    def to_dense(self, dtype=None, *, masked_grad=True):
        """The tensor in strided layout: itself."""
        return self if dtype is None else self.to(dtype)

    def dequantize(self):
        """The tensor as float32: here nothing is quantized."""
        return self.to(_types.float32)

    def ipu(self, *args, **kwargs):
        """Refused: there is no such device."""
        raise RuntimeError("PyTorch is not linked with support for ipu devices")

    def xpu(self, *args, **kwargs):
        """Refused: there is no such device."""
        raise AssertionError("Torch not compiled with XPU enabled")

    def cpu(self, memory_format=None):
        """The tensor on the CPU: itself."""
        return self

    def cuda(self, device=None, non_blocking=False, memory_format=None):
        """Refused: this library computes on the CPU."""
        raise AssertionError("Torch not compiled with CUDA enabled")

    def pin_memory(self, device=None):
        """Refused: pinned memory belongs to accelerators."""
        raise RuntimeError("Cannot access accelerator device when none is available.")

    def new(self, *args, **kwargs):
        """A tensor of this dtype, read as the legacy constructors read their arguments."""
        from ._legacy import construct

        if not args and not kwargs:
            return core.wrap(np.empty(0, self._array.dtype), self.dtype)
        if len(args) == 1 and isinstance(args[0], core.TensorBase) and args[0].dtype is self.dtype:
            return args[0].detach()
        return construct(args, kwargs, self.dtype)

    def is_same_size(self, *args, **kwargs):
        """Whether this tensor and ``other`` have the same shape."""
        return self.shape == texts.one_tensor("is_same_size", "other", args, kwargs, core.TensorBase).shape

    def is_nonzero(self):
        """Whether a tensor of one element holds something other than zero."""
        return bool(self)

    def _is_zerotensor(self):
        return False

    def _use_count(self):
        """How many hold this tensor: Python programs together as one, the graph's nodes, views. Searches all objects where there may be others."""
        return core.use_count(self)

    def __idiv__(self, other):
        return self.div_(other)

    def __nonzero__(self):
        return bool(self)

    def _conj(self):
        return self.conj()

    def _is_all_true(self):
        return self.all()

    def _is_any_true(self):
        return self.any()

    def module_load(self, other, assign=False):
        """What ``load_state_dict`` gives a module for this parameter when it has `other`."""
        return other.detach() if assign else self.copy_(other).detach()

    for _name, _feature in {
        **dict.fromkeys(("to_sparse_bsr", "to_sparse_bsc"), "sparse formats of blocks"),
        **dict.fromkeys(("int_repr", "q_scale", "q_zero_point", "q_per_channel_scales", "q_per_channel_zero_points", "q_per_channel_axis", "qscheme"),
                        "quantized tensors"),
        **dict.fromkeys(("to_mkldnn", "mtia", "record_stream"), "accelerators"),
        "to_padded_tensor": "nested tensors", "reinforce": "stochastic nodes",
    }.items():  # fmt: skip
        locals()[_name] = _refused(_name, _feature)
    for _name, _instead in {"lstsq": "lstsq", "symeig": "eigh", "eig": "eig", "solve": "solve"}.items():
        locals()[_name] = _removed(_name, _instead)
    del _name, _feature, _instead


class core_no_grad:
    """Gradients off for a ``with`` block, without loading `autograd`."""

    def __enter__(self):
        self.before = core.is_grad_enabled()
        core.set_grad_enabled(False)

    def __exit__(self, *exc):
        core.set_grad_enabled(self.before)


def _require_subclass(cls):
    if not (isinstance(cls, type) and issubclass(cls, core.TensorBase)):
        raise TypeError(
            "Creating a Tensor subclass from a class that does not inherit from Tensor is not possible. Make sure your class inherits from Tensor."
        )
