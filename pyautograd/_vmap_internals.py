"""``torch._vmap_internals``: `vmap` in its first form, which takes and returns less and says so in other words.

Dimensions are not counted from the end, a function returns a tensor or a tuple of them, and random operators and ``item()`` are always refused.
"""
import functools
import warnings

from ._tensor import Tensor
from .func._batched import ITEM, PerExample, batch, unbatch
from .func._levels import state
from .func._vmap import NO_ITEM, _Running
from .utils._pytree import _broadcast_to_and_flatten, tree_flatten, tree_unflatten

in_dims_t = int | tuple
out_dims_t = int | tuple[int, ...]


def _get_name(func):
    return func.__name__ if hasattr(func, "__name__") else repr(func)


def _validate_and_get_batch_size(flat_in_dims, flat_args):
    sizes = [arg.size(dim) for dim, arg in zip(flat_in_dims, flat_args) if dim is not None]
    if any([size != sizes[0] for size in sizes]):
        raise ValueError(f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension")
    return sizes[0]


def _num_outputs(batched_outputs):
    return len(batched_outputs) if isinstance(batched_outputs, tuple) else 1


def _as_tuple(value, num_elements, error_message_lambda):
    if not isinstance(value, tuple):
        return (value,) * num_elements
    if len(value) != num_elements:
        raise ValueError(error_message_lambda())
    return value


def _create_batched_inputs(in_dims, args, vmap_level, func):
    """The arguments with batch dimensions at a level, and the batch size. ValueError for what does not fit."""
    name = _get_name(func)
    head = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): "
    if not isinstance(in_dims, (int, tuple)):
        raise ValueError(f"{head}expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, got: {type(in_dims)}.")
    if not args:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no inputs. The "
            "latter is unsupported."
        )
    flat_args, spec = tree_flatten(args)
    dims = _broadcast_to_and_flatten(in_dims, spec)
    if dims is None:
        raise ValueError(
            f"{head}in_dims is not compatible with the structure of `inputs`. in_dims has structure {tree_flatten(in_dims)[1]} but inputs has structure "
            f"{spec}."
        )
    for arg, dim in zip(flat_args, dims):
        if dim is None:
            continue
        if not isinstance(dim, int):
            raise ValueError(f"{head}Got in_dim={dim} for an input but in_dim must be either an integer dimension or None.")
        if not isinstance(arg, Tensor):
            raise ValueError(
                f"{head}Got in_dim={dim} for an input but the input is of type {type(arg)}. We cannot vmap over non-Tensor arguments, please use None as "
                "the respective in_dim"
            )
        if not 0 <= dim < arg.dim():
            raise ValueError(
                f"{head}Got in_dim={dim} for some input, but that input is a Tensor of dimensionality {arg.dim()} so expected in_dim to satisfy 0 <= "
                f"in_dim < {arg.dim()}."
            )
    size = _validate_and_get_batch_size(dims, flat_args)
    return tree_unflatten([arg if dim is None else batch(arg, dim, vmap_level) for arg, dim in zip(flat_args, dims)], spec), size


def _unwrap_batched(batched_outputs, out_dims, vmap_level, batch_size, func, allow_none_pass_through=False):
    """The results with the batch dimension of a level where `out_dims` says."""
    count, name = _num_outputs(batched_outputs), _get_name(func)
    dims = _as_tuple(
        out_dims,
        count,
        lambda: f"vmap({name}, ..., out_dims={out_dims}): `out_dims` must have one dim per output (got {count} outputs) of {name}.",
    )
    if isinstance(batched_outputs, Tensor):
        return unbatch(batched_outputs, vmap_level, batch_size, dims[0])
    return tuple([
        None if out is None and allow_none_pass_through else unbatch(out, vmap_level, batch_size, dim) for out, dim in zip(batched_outputs, dims)
    ])  # fmt: skip


def _validate_outputs(outputs, func):
    if isinstance(outputs, Tensor):
        return
    head = f"vmap({_get_name(func)}, ...): `{_get_name(func)}` must only return Tensors, got type "
    if not isinstance(outputs, tuple):
        raise ValueError(f"{head}{type(outputs)} as the return.")
    for at, output in enumerate(outputs):
        if not isinstance(output, Tensor):
            raise ValueError(f"{head}{type(output)} for return {at}.")


def _check_out_dims_is_int_or_int_tuple(out_dims, func):
    if isinstance(out_dims, int):
        return
    if not isinstance(out_dims, tuple) or not all(isinstance(dim, int) for dim in out_dims):
        raise ValueError(
            f"vmap({_get_name(func)}, ..., out_dims={out_dims}): `out_dims` must be an int or a tuple of int representing where in the outputs the vmapped "
            "dimension should appear."
        )


def vmap(func, in_dims=0, out_dims=0):
    """`_vmap`, with PyTorch's warning."""
    warnings.warn("Please use `torch.vmap` instead of `torch._vmap_internals.vmap`.", FutureWarning, stacklevel=2)
    return _vmap(func, in_dims, out_dims)


def _vmap(func, in_dims=0, out_dims=0, allow_none_pass_through=False):
    """`func` on all slices of its arguments at once; with `allow_none_pass_through` it may return None in the place of tensors."""

    @functools.wraps(func)
    def wrapped(*args):
        _check_out_dims_is_int_or_int_tuple(out_dims, func)
        try:
            inputs, size = _create_batched_inputs(in_dims, args, len(state.stack) + 1, func)
            with _Running(size, "one pass") as level:
                outputs = func(*inputs)
                if not allow_none_pass_through:
                    _validate_outputs(outputs, func)
                return _unwrap_batched(outputs, out_dims, level, size, func, allow_none_pass_through)
        except PerExample as asked:
            raise RuntimeError(NO_ITEM if asked.text == ITEM else asked.text) from None

    return wrapped
