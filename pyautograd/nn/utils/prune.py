"""Pruning: some elements of a parameter held at zero by a mask. `_pruning_methods` has the base classes and the ways to choose."""
from collections.abc import Iterable

from ... import ones_like
from ._pruning_base import BasePruningMethod, PruningContainer
from ._pruning_methods import (
    CustomFromMask,
    Identity,
    L1Unstructured,
    LnStructured,
    RandomStructured,
    RandomUnstructured,
    _compute_norm,  # noqa: F401
    _compute_nparams_toprune,  # noqa: F401
    _validate_pruning_amount,  # noqa: F401
    _validate_pruning_amount_init,  # noqa: F401
    _validate_pruning_dim,  # noqa: F401
    _validate_structured_pruning,  # noqa: F401
)
from .convert_parameters import parameters_to_vector


def identity(module, name):
    """Register a mask of ones for a parameter; returns the module."""
    Identity.apply(module, name)
    return module


def random_unstructured(module, name, amount):
    """Prune elements chosen at random; `amount` is their number or their fraction."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module, name, amount, importance_scores=None):
    """Prune the elements smallest in absolute value, or those with the lowest scores."""
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module, name, amount, dim):
    """Prune slices along `dim` chosen at random."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module, name, amount, n, dim, importance_scores=None):
    """Prune the slices along `dim` with the smallest `n`-norm."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module, name, mask):
    """Prune where a mask is zero."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs):
    """Prune elements of several parameters, chosen among all of them together.

    Parameters
    ----------
    parameters : iterable of (Module, str)
    pruning_method : type
        A `BasePruningMethod` of type ``"unstructured"``, made with `kwargs`.
    importance_scores : dict, optional
        From such pairs to tensors that choose instead of the values.
    """
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    importance_scores = importance_scores if importance_scores is not None else {}
    if not isinstance(importance_scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    scores = parameters_to_vector([importance_scores.get((module, name), getattr(module, name)) for module, name in parameters])
    masks = parameters_to_vector([getattr(module, name + "_mask", ones_like(getattr(module, name))) for module, name in parameters])
    container = PruningContainer()
    container._tensor_name = "temp"
    method = pruning_method(**kwargs)
    method._tensor_name = "temp"
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            f'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method {pruning_method} of type {method.PRUNING_TYPE}'
        )
    container.add_pruning_method(method)
    mask = container.compute_mask(scores, masks)
    at = 0
    for module, name in parameters:
        param = getattr(module, name)
        custom_from_mask(module, name, mask=mask[at : at + param.numel()].view_as(param))
        at += param.numel()


def remove(module, name):
    """Make the pruned tensor the parameter; returns the module. ValueError where nothing was pruned."""
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module):
    """Whether the module, or one below it, has a pruned parameter."""
    return any([isinstance(hook, BasePruningMethod) for child in module.modules() for hook in child._forward_pre_hooks.values()])


for _shown in (BasePruningMethod, PruningContainer, CustomFromMask, Identity, L1Unstructured, LnStructured, RandomStructured, RandomUnstructured):
    _shown.__module__ = __name__
