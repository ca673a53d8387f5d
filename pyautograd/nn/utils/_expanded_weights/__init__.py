"""Weights whose gradients are kept for each example: what `_per_sample_grad.call_for_per_sample_grads` gives to a module."""
from .expanded_weights_impl import ExpandedWeight

__all__ = ["ExpandedWeight"]
