"""``torch._higher_order_ops.associative_scan``: running combinations of tensors along a dimension."""
import pyautograd as torch

from ..utils import _pytree as pytree


def _check(combine_fn, leaves, dim, reverse, mode):
    if not callable(combine_fn):
        raise ValueError(f"Combine_fn must be a callable, but got {combine_fn}")
    if not isinstance(dim, int):
        raise ValueError(f"Dim must be an int, but got {type(dim)}")
    if not isinstance(reverse, bool):
        raise RuntimeError(f"Reverse must be a bool, but got {type(reverse)}")
    if mode not in ("pointwise", "generic"):
        raise ValueError(f"Combine_mode must either 'pointwise' or 'generic', but got {mode}")
    if mode == "pointwise":
        raise ValueError("For combine_mode='pointwise', all input tensors need to be on CUDA or XPU")
    if any(not isinstance(x, torch.Tensor) for x in leaves):
        raise ValueError("xs leaves must be a Tensor")
    if any(x.ndim <= dim or x.shape[dim] == 0 for x in leaves):
        raise ValueError("All xs leaves must at least have 'dim' number of dimensions and scan dimension > 0")


def associative_scan(combine_fn, xs, dim, reverse=False, combine_mode="pointwise"):
    """``x[0]``, ``f(x[0], x[1])``, ``f(f(x[0], x[1]), x[2])``, ... along a dimension, for an associative function `f`.

    Parameters
    ----------
    combine_fn : callable
        ``f(a, b)`` of two structures as `xs` without the dimension `dim`; gives a third.
    xs : tensor, or structure of tensors
    dim : int
    reverse : bool
        Begin at the end.
    combine_mode : str
        ``"generic"``; ``"pointwise"`` needs a graphics processor (ValueError).

    The number of calls is the logarithm of the length: each combines all places with those a power of two before them.
    """
    leaves, spec = pytree.tree_flatten(xs)
    if not leaves:
        raise ValueError("Expected at least 1 xs leaf")
    if isinstance(dim, int) and isinstance(leaves[0], torch.Tensor) and -leaves[0].ndim <= dim < 0:
        dim += leaves[0].ndim
    _check(combine_fn, leaves, dim, reverse, combine_mode)
    leaves = [torch.movedim(x, dim, 0) for x in leaves]
    if reverse:
        leaves = [x.flip(0) for x in leaves]
    combine = torch.vmap(combine_fn)
    step = 1
    while step < leaves[0].shape[0]:
        before = pytree.tree_unflatten([x[:-step] for x in leaves], spec)
        after = pytree.tree_unflatten([x[step:] for x in leaves], spec)
        made = pytree.tree_leaves(combine(before, after))
        leaves = [torch.cat([x[:step], y]) for x, y in zip(leaves, made)]
        step *= 2
    if reverse:
        leaves = [x.flip(0) for x in leaves]
    return pytree.tree_unflatten([torch.movedim(x, 0, dim) for x in leaves], spec)
