"""Which methods and attributes of ``Tensor`` ``__torch_function__`` can override, and its default."""
from . import _types
from ._core import core
from ._py import overrides

# Methods that PyTorch has in C, beside the operators of the table: their errors name them in another way.
_BUILT_IN = (
    "size", "stride", "storage_offset", "data_ptr", "dim", "ndimension", "numel", "nelement", "element_size", "is_contiguous", "is_floating_point",
    "is_complex", "is_signed", "is_conj", "is_neg", "is_inference", "get_device", "as_strided", "as_strided_", "requires_grad_", "detach", "detach_",
    "retain_grad", "item", "tolist", "numpy", "_is_view", "resize_", "resize_as_", "set_", "is_set_to", "apply_", "map_", "map2_", "new",
    "is_same_size", "is_nonzero", "cpu", "cuda", "xpu", "ipu", "pin_memory", "is_pinned", "is_distributed", "coalesce", "is_coalesced", "indices", "values",
    "crow_indices", "col_indices", "dense_dim", "sparse_dim", "to_dense", "dequantize", "data_ptr", "_is_zerotensor", "_conj", "_neg_view",
    "_is_all_true", "_is_any_true", "int_repr", "q_scale", "q_zero_point", "q_per_channel_scales", "q_per_channel_zero_points", "q_per_channel_axis",
    "qscheme", "to_sparse", "to_sparse_csr", "to_sparse_csc", "to_sparse_bsr", "to_sparse_bsc", "sparse_mask", "sparse_resize_", "sparse_resize_and_clear_",
    "resize_as_sparse_", "sspaddmm", "smm", "ccol_indices", "row_indices", "to_mkldnn", "record_stream", "to_padded_tensor",
    "__bool__", "__float__", "__int__", "__complex__", "__index__", "__nonzero__",
)  # fmt: skip
# Methods in Python.
_IN_PYTHON = (
    "__repr__", "__format__", "__deepcopy__", "__reduce_ex__", "__setstate__", "__len__", "__contains__", "__reversed__", "__dir__", "__array__",
    "__array_wrap__", "__dlpack__", "__dlpack_device__", "backward", "register_hook", "register_post_accumulate_grad_hook", "storage", "untyped_storage",
    "_typed_storage", "storage_type", "is_shared", "share_memory_", "resize", "resize_as", "reinforce", "dim_order", "module_load", "to_sparse_coo",
    "symeig", "eig", "lstsq", "solve",
)  # fmt: skip
_PROPERTIES = (
    "T", "H", "mT", "mH", "_base", "_version", "_backward_hooks", "data", "device", "dtype", "grad",
    "grad_dtype", "grad_fn", "imag", "real", "is_cpu", "is_cuda", "is_ipu", "is_leaf", "is_maia", "is_meta", "is_mkldnn", "is_mps", "is_mtia", "is_nested",
    "is_quantized", "is_sparse", "is_sparse_csr", "is_vulkan", "is_xla", "is_xpu", "itemsize", "layout", "name", "names", "nbytes", "ndim", "output_nr",
    "requires_grad", "retains_grad", "shape", "volatile", "is_hpu",
)  # fmt: skip


class _Constant:
    """An attribute whose value never changes, as a descriptor."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __get__(self, instance, owner=None):
        return self.value


def _found(cls, name):
    for base in cls.__mro__:
        if name in base.__dict__:
            return base.__dict__[name]
    return None


def _explaining(name, built_in):
    """What raises PyTorch's error for the arguments that a method does not take."""

    def explain(args, kwargs):
        from ._method_calls import check_built_in, check_python

        (check_built_in if built_in else check_python)(name, args, kwargs)

    return explain


def install(Tensor):
    """Make the attributes and methods of `Tensor` that are no operators overridable."""
    for name in _BUILT_IN:
        found = _found(Tensor, name)
        if found is not None:
            setattr(Tensor, name, core.overridable(found, "torch.Tensor." + name, explain=_explaining(name, True)))
    for name in _IN_PYTHON:
        found = _found(Tensor, name)
        if found is not None:
            setattr(Tensor, name, core.overridable(found, explain=_explaining(name, False)))
    Tensor.as_subclass = core.overridable(_found(Tensor, "as_subclass"), "torch.Tensor.as_subclass", "nobody")
    for name in _PROPERTIES:
        found = _found(Tensor, name)
        if found is not None or name == "name":
            setattr(Tensor, name, core.overridable_property(found if hasattr(found, "__get__") else _Constant(found), name))


def default_torch_function(cls, func, types, args=(), kwargs=None):
    """What ``Tensor.__torch_function__`` does: calls `func` and makes an instance of this subclass of each tensor that it gives.

    Methods, attributes and functions of a subclass thereby give the subclass. An override usually ends in
    ``super().__torch_function__(func, types, args, kwargs)``. NotImplemented where another of `types` is no base class of this one.
    """
    for t in types:
        if not issubclass(cls, t):
            return NotImplemented
    state = core.torch_function_state()
    core.set_torch_function_state(max(state, overrides.SUBCLASS_DISABLED))
    try:
        made = func(*args, **(kwargs or {}))
        return made if func in unwrapped_functions() else converted(made, cls)
    finally:
        core.set_torch_function_state(state)


_unwrapped = None


def unwrapped_functions():
    """Functions whose results stay as they are."""
    global _unwrapped
    if _unwrapped is None:
        from ._tensor import Tensor

        _unwrapped = {Tensor._base.__get__, Tensor.grad.__get__}
    return _unwrapped


def converted(made, cls):
    """`made` with its tensors, also those in lists and tuples, as instances of `cls`."""
    from ._tensor import Tensor

    if cls is Tensor:
        return made
    if isinstance(made, core.TensorBase):
        return made if isinstance(made, cls) else made.as_subclass(cls)
    if isinstance(made, (tuple, list)) and not isinstance(made, _types.Size):
        items = [converted(m, cls) for m in made]
        return type(made)(items) if type(made) in (tuple, list) or hasattr(made, "n_fields") else type(made)(*items)
    return made
