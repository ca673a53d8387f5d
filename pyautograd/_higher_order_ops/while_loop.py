"""``torch.while_loop``: a function of its own results, as long as a tensor says so."""
import pyautograd as torch

from ..utils import _pytree as pytree


def while_loop(cond_fn, body_fn, carried_inputs):
    """``inputs = body_fn(*inputs)`` while ``cond_fn(*inputs)`` holds. Returns the last inputs, as a tuple.

    Parameters
    ----------
    cond_fn : callable
        Gives a tensor of one element, or a bool.
    body_fn : callable
        Gives a tuple like `carried_inputs`.
    carried_inputs : tuple
        Tensors and ints, or dicts, lists and tuples of them.

    Raises
    ------
    RuntimeError
        For what cannot be called.
    AssertionError
        For other inputs.
    """
    if not callable(cond_fn) or not callable(body_fn):
        raise RuntimeError("Expect cond_fn and body_fn to be callable.")
    leaves = pytree.tree_leaves(carried_inputs)
    if not all(isinstance(leaf, (torch.Tensor, torch.SymInt, int)) for leaf in leaves):
        allowed = "(<class 'torch.Tensor'>, <class 'int'>, <class 'torch.SymInt'>)"
        raise AssertionError(f"{leaves} can only be of {allowed} but got {tuple(map(type, leaves))}")
    inputs = tuple(carried_inputs)
    while cond_fn(*inputs):
        made = body_fn(*inputs)
        inputs = tuple(made) if isinstance(made, (tuple, list)) else (made,)
    return inputs
