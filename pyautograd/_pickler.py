"""Pickles as PyTorch writes them: names of ours appear under torch, tensors as their storage and how they lie in it."""
import importlib
import pickle
import sys
import types
import warnings
from collections import OrderedDict

from . import _types, _utils
from ._core import core
from .storage import TypedStorage, UntypedStorage

_PACKAGE = __name__.partition(".")[0]


class StorageRecord:
    """The memory of a tensor on its way into a file, with the dtype its elements are written as."""

    __slots__ = ("array", "dtype")

    def __init__(self, array, dtype):
        self.array, self.dtype = array, dtype


class Pickler(pickle._Pickler):
    """Collects the storages it meets in `storages`, key -> flat array, and the bytes per element they are written as in `widths`.

    Python's own pickler in Python is the base: that written in C looks every global up under the name it writes.
    """

    def __init__(self, file, protocol=2):
        super().__init__(file, protocol=protocol)
        self.storages, self.widths = {}, {}
        self._keys = {}  # (address, bytes) -> key
        self._kinds = {}  # address -> dtype

    def persistent_id(self, obj):
        if isinstance(obj, UntypedStorage):
            record = StorageRecord(obj._bytes, None)
        elif isinstance(obj, TypedStorage):
            record = StorageRecord(obj._untyped_storage._bytes, obj.dtype)
        elif isinstance(obj, StorageRecord):
            record = obj
        else:
            return None
        address, size = record.array.__array_interface__["data"][0], record.array.nbytes
        kind = record.dtype or _types.uint8
        if size and self._kinds.setdefault(address, kind) is not kind:
            raise RuntimeError("Cannot save multiple tensors or storages that view the same data as different types")
        # a storage without elements is one of its own
        key = self._keys.setdefault((address, size) if size else (0, len(self._keys)), str(len(self._keys)))
        self.storages.setdefault(key, record.array)
        self.widths.setdefault(key, kind.itemsize)
        count = size if record.dtype is None else size // record.dtype.itemsize
        return "storage", _StorageName(record.dtype), key, "cpu", count

    def reducer_override(self, obj):
        kind = type(obj)
        if isinstance(obj, core.TensorBase):
            return _reduced_tensor(obj)
        if kind is _types.Size:
            return _types.Size, (tuple(obj),)
        if kind is _types.layout:
            return serialization_get_layout(), (str(obj),)
        if kind is _types.device:
            return _types.device, (obj.type,) if obj.index is None else (obj.type, obj.index)
        if isinstance(obj, (_types.dtype, _StorageName)):
            return "global"
        return NotImplemented

    def save_global(self, obj, name=None):
        if isinstance(obj, _types.dtype):
            module, name = "torch", str(obj).rpartition(".")[2]
        elif isinstance(obj, _StorageName):
            module, name = obj.module, obj.name
        else:
            module, name = getattr(obj, "__module__", None), getattr(obj, "__qualname__", name)
            if module == _PACKAGE or module is not None and module.startswith(_PACKAGE + "."):
                # by its public name where it has one
                public = vars(sys.modules[_PACKAGE]).get(name) is obj
                module = "torch" if public else "torch" + module[len(_PACKAGE) :]
            elif module != "torch" and not str(module).startswith("torch."):
                return self._save_foreign(obj, name)
        if self.proto >= 4:
            self.save(module)
            self.save(name)
            self.write(pickle.STACK_GLOBAL)
        else:
            self.write(pickle.GLOBAL + module.encode() + b"\n" + name.encode() + b"\n")
        self.memoize(obj)

    def _save_foreign(self, obj, name):
        try:
            super().save_global(obj, name)
        except pickle.PicklingError:
            pickle.dumps(obj, self.proto)  # the pickler written in C says it in PyTorch's words
            raise

    dispatch = {**pickle._Pickler.dispatch, types.FunctionType: save_global}


def serialization_get_layout():
    """The function that a file names where it has a layout."""
    from .serialization import _get_layout

    return _get_layout


class _StorageName:
    """Stands for a storage's class in its persistent id. One object per class, so that the pickle names it once."""

    _made = {}

    def __new__(cls, dtype):
        if dtype not in cls._made:
            made = cls._made[dtype] = object.__new__(cls)
            made.module, made.name = ("torch.storage", "UntypedStorage") if dtype is None else ("torch", dtype.legacy_name + "Storage")
        return cls._made[dtype]


def storage_dtypes():
    """Legacy storage class -> dtype, of the dtypes that have one."""
    without = (_types.complex32, _types.uint16, _types.uint32, _types.uint64)
    return {dtype.legacy_name + "Storage": dtype for dtype in _types.ALL_DTYPES if dtype not in without}


def _warn_of_hooks(tensor):
    """PyTorch's warnings where hooks of a tensor stay behind; those marked by `utils.hooks.unserializable_hook` are expected to."""
    hooks = tensor._backward_hooks
    for hook in hooks.values() if hooks else ():
        if not hasattr(hook, "__torch_unserializable__"):
            warnings.warn(
                f"backward hook {hook!r} on tensor will not be serialized.  If this is expected, you can decorate the function with "
                "@torch.utils.hooks.unserializable_hook to suppress this warning",
                stacklevel=4,
            )


def _reduced_tensor(tensor):
    """What rebuilds a tensor, as PyTorch's ``__reduce_ex__`` gives it."""
    from .nn.parameter import Parameter, UninitializedTensorMixin

    state = tensor.__dict__
    if isinstance(tensor, UninitializedTensorMixin):
        return type(tensor), (tensor.requires_grad,)
    if isinstance(tensor, Parameter):
        data = tensor.detach()
        if state:
            return _utils._rebuild_parameter_with_state, (data, tensor.requires_grad, OrderedDict(), dict(state))
        return _utils._rebuild_parameter, (data, tensor.requires_grad, OrderedDict())
    if tensor.requires_grad:
        _warn_of_hooks(tensor)
    if tensor.device.type == "meta" or tensor.layout is not _types.strided:
        return tensor.__reduce_ex__(2)
    function, arguments = _reduced_data(tensor)
    if not state and type(tensor).__name__ == "Tensor":
        return function, arguments
    from ._tensor import _rebuild_from_type_v2

    return _rebuild_from_type_v2, (function, type(tensor), arguments, dict(state))


def _reduced_data(tensor):
    tensor_hooks = OrderedDict()
    if not tensor.is_leaf and tensor.requires_grad:
        tensor = tensor.detach()
        tensor.requires_grad = True
    held = core.bytes_of(core.storage_of(tensor))
    place = (tensor.storage_offset(), tuple(tensor.size()), tensor.stride(), tensor.requires_grad, tensor_hooks)
    bits = {name: True for name in ("conj", "neg") if getattr(tensor, "is_" + name)()}
    metadata = (bits,) if bits else ()
    dtype = tensor.dtype
    if dtype.legacy_name + "Storage" in storage_dtypes():
        return _utils._rebuild_tensor_v2, (StorageRecord(held[: len(held) // dtype.itemsize * dtype.itemsize].view(dtype.np), dtype), *place, *metadata)
    return _utils._rebuild_tensor_v3, (StorageRecord(held, None), *place, dtype, *metadata)


def find_class(module, name):
    """Our object for a global of torch's; a dtype for a legacy storage class."""
    if module in ("torch", "torch.storage") and name in storage_dtypes():
        return storage_dtypes()[name]
    module = "torch._tensor" if module == "torch.tensor" else module
    found = importlib.import_module(_PACKAGE + module[len("torch") :])
    for part in name.split("."):
        found = getattr(found, part)
    return found


class Unpickler(pickle.Unpickler):
    """For files that are trusted: anything that can be imported."""

    def find_class(self, module, name):
        return find_class(module, name) if module.partition(".")[0] == "torch" else super().find_class(module, name)
