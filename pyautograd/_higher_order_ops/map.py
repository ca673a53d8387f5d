"""``map``: a function over the rows of tensors."""
from .. import stack
from ..utils import _pytree as pytree


def map(f, xs, *args):
    """``f(x, *args)`` for each row ``x`` of `xs`, and the results in one tensor each, along a new first dimension.

    Parameters
    ----------
    f : callable
        Gives a tensor, or a structure of tensors.
    xs : Tensor or structure of Tensors
        All have the same, positive length of the first dimension.
    *args : object
        Given to `f` as they are.

    Raises
    ------
    RuntimeError
        A leaf of `xs` is no tensor, or has no rows, or the lengths differ.
    IndexError
        A tensor of no dimensions.
    """
    from .. import Tensor

    leaves, form = pytree.tree_flatten(xs)
    if not all(isinstance(leaf, Tensor) for leaf in leaves):
        raise RuntimeError(f"Mapped xs can only consist of tensors. Got xs {leaves}.")
    shapes = [leaf.shape for leaf in leaves]
    rows = shapes[0][0]
    if rows == 0:
        raise RuntimeError("Leading dimensions of mapped xs cannot be 0.")
    if any(shape[0] != rows for shape in shapes):
        raise RuntimeError(f"Leading dimensions of mapped xs must be consistent. Got shapes {shapes}.")
    results = [pytree.tree_flatten(f(pytree.tree_unflatten([leaf[row] for leaf in leaves], form), *args)) for row in range(rows)]
    return pytree.tree_unflatten([stack(column) for column in zip(*(flat for flat, _ in results))], results[0][1])
