"""``torch.cond``: one of two functions, as a tensor decides."""
import pyautograd as torch

from ..utils import _pytree as pytree


def cond(pred, true_fn, false_fn, operands=()):
    """``true_fn(*operands)`` if `pred` holds, else ``false_fn(*operands)``. Gradients pass through the function that was called.

    Parameters
    ----------
    pred : bool or Tensor
        A tensor has one element.
    true_fn, false_fn : callable
    operands : tuple or list
        Tensors, or dicts, lists and tuples of them.

    Raises
    ------
    RuntimeError
        For arguments that are none of these. With a number as `pred`, the others are not looked at.
    """
    if not isinstance(pred, (bool, int, float)):
        if not isinstance(pred, torch.Tensor):
            raise RuntimeError(f"Expected pred to be bool or tensor, but got {pred}.")
        if pred.numel() != 1:
            raise RuntimeError(f"Expected pred to be bool or single-element tensor, but got {pred}.")
        if not callable(true_fn) or not callable(false_fn):
            raise RuntimeError("Expect both branches to be callable.")
        if not isinstance(operands, (tuple, list)) or pytree.tree_any(lambda leaf: not isinstance(leaf, torch.Tensor), operands):
            raise RuntimeError(
                f"Expect operands to be a tuple of possibly nested dict/list/tuple that only consists of tensor leaves, but got {operands}."
            )
        if getattr(type(pred), "records_below", False):  # of a vmap: for some of the examples it holds
            return pytree.tree_map(lambda yes, no: torch.where(pred, yes, no), true_fn(*operands), false_fn(*operands))
    return true_fn(*operands) if pred else false_fn(*operands)
