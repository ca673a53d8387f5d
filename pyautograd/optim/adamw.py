"""`AdamW`: Adam with decoupled weight decay (Loshchilov and Hutter, 2019)."""
from .adam import Adam


class AdamW(Adam):
    """`Adam` whose weight decay shrinks the parameters, ``p *= 1 - lr * weight_decay``, and leaves the gradients alone.

    Parameters are those of `Adam`; `weight_decay` is 0.01 by default.
    """

    _group_defaults = {**Adam._group_defaults, "decoupled_weight_decay": True}

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, maximize=False, foreach=None, capturable=False,
        differentiable=False, fused=None,
    ):  # fmt: skip
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach, maximize=maximize, capturable=capturable, differentiable=differentiable,
            fused=fused, decoupled_weight_decay=True,
        )  # fmt: skip

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
