"""What PyTorch says where a method of ``Tensor`` that is no operator is called with arguments that it does not take.

The methods themselves are Python here and there, or C of another making, whose own texts differ. A call that fails is therefore looked at again.
"""
from ._core import core

# Methods that PyTorch has in C and that take nothing.
_WITHOUT_ARGUMENTS = frozenset((
    "__bool__", "__float__", "__int__", "__complex__", "__index__", "__nonzero__", "_conj", "_is_all_true", "_is_any_true", "_is_view", "_is_zerotensor",
    "_use_count", "ccol_indices", "coalesce", "col_indices", "const_data_ptr", "crow_indices", "data_ptr", "dense_dim", "dequantize", "detach", "detach_",
    "dim", "element_size", "get_device", "indices", "int_repr", "is_coalesced", "is_complex", "is_conj", "is_distributed", "is_floating_point",
    "is_inference", "is_neg", "is_nonzero", "is_signed", "item", "ndimension", "nelement", "numel", "q_per_channel_axis", "q_per_channel_scales",
    "q_per_channel_zero_points", "q_scale", "q_zero_point", "qscheme", "retain_grad", "row_indices", "sparse_dim", "storage_offset", "tolist",
    "untyped_storage", "values",
))  # fmt: skip


class Tensor:
    """The methods that PyTorch has in Python: what binding refuses reads as there, and something that is no tensor fails as it does there."""

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        from .autograd import backward

        return backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def register_hook(self, hook):
        return self.requires_grad

    def register_post_accumulate_grad_hook(self, hook):
        return self.requires_grad

    def storage(self):
        return self._typed_storage()

    def _typed_storage(self):
        return self.untyped_storage()

    def storage_type(self):
        return self.storage()

    def is_shared(self):
        return self.is_cuda

    def share_memory_(self):
        return self.untyped_storage()

    def dim_order(self, *, ambiguity_check=False):
        return self.dim()

    def resize(self, *sizes):
        return self.reshape(sizes)

    def resize_as(self, tensor):
        return self.reshape(tensor)

    def __len__(self):
        return self.dim()

    def __reversed__(self):
        return self.dim()

    def __contains__(self, element, /):
        return self.dim()

    def __deepcopy__(self, memo):
        return self.is_leaf

    def __reduce_ex__(self, proto):
        return self.storage()

    def __setstate__(self, state):
        return self.is_leaf

    def __repr__(self, *, tensor_contents=None):
        return self.dim()

    def __array__(self, dtype=None):
        return self.numpy()


def check_built_in(name, args, kwargs):
    """Raise what PyTorch does for the arguments of a method that it has in C; return where nothing is wrong with them."""
    if not args:
        raise TypeError(f"unbound method TensorBase.{name}() needs an argument")
    if not isinstance(args[0], core.TensorBase):
        raise TypeError(f"descriptor '{name}' for 'torch._C.TensorBase' objects doesn't apply to a '{type(args[0]).__name__}' object")
    if name in _WITHOUT_ARGUMENTS and kwargs:
        raise TypeError(f"TensorBase.{name}() takes no keyword arguments")
    if name in _WITHOUT_ARGUMENTS and len(args) > 1:
        raise TypeError(f"TensorBase.{name}() takes no arguments ({len(args) - 1} given)")


def check_python(name, args, kwargs):
    """The same for a method that it has in Python."""
    if name in _WITHOUT_ARGUMENTS:
        check_built_in(name, args, kwargs)
    method = Tensor.__dict__.get(name)
    if method is None:
        return
    if not args or not isinstance(args[0], core.TensorBase):
        method(*args, **kwargs)
        return
    import inspect

    try:
        inspect.signature(method).bind(*args, **kwargs)
    except TypeError:
        method(*args, **kwargs)  # raises before it does anything
