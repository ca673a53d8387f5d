"""`RAdam`: Adam with a rectified learning rate (Liu et al., 2020)."""
import pyautograd as torch

from ._per_parameter import PerParameterOptimizer, at_least_zero, betas_below_one, counter, step_on_lists
from .optimizer import _get_value, _to_scalar


class RAdam(PerParameterOptimizer):
    """Adam that steps by the mean gradient alone until the variance of its scale is small, and rectifies the scale then.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    betas : tuple of two floats
    eps, weight_decay : float
    decoupled_weight_decay, maximize, differentiable : bool
    foreach, capturable : bool
        As in `Adam`.
    """

    _group_defaults = {"foreach": None, "maximize": False, "differentiable": False, "decoupled_weight_decay": False, "capturable": False}

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, decoupled_weight_decay=False, *, foreach=None, maximize=False,
        capturable=False, differentiable=False,
    ):  # fmt: skip
        at_least_zero(lr, eps=eps)
        betas_below_one(betas)
        at_least_zero(lr, weight_decay=weight_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize, "foreach": foreach, "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay, "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _new_state(self, group, p):
        return {"step": counter(), "exp_avg": torch.zeros_like(p), "exp_avg_sq": torch.zeros_like(p)}

    def _update(self, group, p, grad, state):
        lr, (beta1, beta2) = _to_scalar(group["lr"]), group["betas"]
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        state["step"] += 1
        step = _get_value(state["step"])
        mean.lerp_(grad, 1 - beta1)
        square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
        correction = 1 - beta2**step
        update = mean / (1 - beta1**step) * lr
        longest = 2 / (1 - beta2) - 1  # length of the approximated simple moving average in the limit
        length = longest - 2 * step * beta2**step / correction
        if length > 5.0:
            root = square.sqrt()
            root = root.add(group["eps"]) if group["differentiable"] else root.add_(group["eps"])
            rectified = ((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) ** 0.5
            update = update * (correction**0.5 / root) * rectified
        p.add_(update, alpha=-1.0)


def radam(
    params, grads, exp_avgs, exp_avg_sqs, state_steps, decoupled_weight_decay=False, foreach=None, differentiable=False, capturable=False,
    has_complex=False, maximize=False,
    *, beta1, beta2, lr, weight_decay, eps,
):  # fmt: skip
    """`RAdam`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "exp_avg": exp_avgs, "exp_avg_sq": exp_avg_sqs}
    step_on_lists(
        RAdam, params, grads, states, foreach, betas=(beta1, beta2), lr=lr, weight_decay=weight_decay, eps=eps,
        decoupled_weight_decay=decoupled_weight_decay, capturable=capturable, differentiable=differentiable, maximize=maximize,
    )  # fmt: skip
