"""``torch._vmap_internals``: `vmap` under its first name."""
import warnings

from .func._vmap import vmap as _vmap_of_func


def vmap(func, in_dims=0, out_dims=0):
    """`func.vmap`, with PyTorch's warning."""
    warnings.warn("Please use torch.vmap instead of torch._vmap_internals.vmap.", FutureWarning, stacklevel=2)
    return _vmap(func, in_dims, out_dims)


def _vmap(func, in_dims=0, out_dims=0, allow_none_pass_through=False):
    """`func.vmap`; with `allow_none_pass_through` the function may return None in the place of tensors."""
    if not allow_none_pass_through:
        return _vmap_of_func(func, in_dims, out_dims)

    def wrapped(*args):
        from .func._vmap import _create_batched_inputs, _process_batched_inputs, _Running, unbatch
        from .utils._pytree import tree_map

        size, dims, flat, spec = _process_batched_inputs(in_dims, args, func)
        with _Running(size, "one pass") as level:
            made = func(*_create_batched_inputs(dims, flat, level, spec))
            return tree_map(lambda x: None if x is None else unbatch(x, level, size, out_dims), made)

    return wrapped
