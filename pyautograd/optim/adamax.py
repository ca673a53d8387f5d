"""`Adamax`: Adam by the largest gradient (Kingma and Ba, 2015)."""
import pyautograd as torch

from ._per_parameter import PerParameterOptimizer, at_least_zero, betas_below_one, counter, step_on_lists
from .optimizer import _get_value, _to_scalar


class Adamax(PerParameterOptimizer):
    """Adam that divides by a decaying maximum: ``u = max(b2 u, |g| + eps)``, ``p -= lr / (1 - b1^t) * m / u``.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    betas : tuple of two floats
    eps, weight_decay : float
    maximize, differentiable : bool
    foreach, capturable : bool
        As in `Adam`.
    """

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, maximize=False, differentiable=False, capturable=False
    ):
        at_least_zero(lr, eps=eps)
        betas_below_one(betas)
        at_least_zero(lr, weight_decay=weight_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable, "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _new_state(self, group, p):
        return {"step": counter(), "exp_avg": torch.zeros_like(p), "exp_inf": torch.zeros_like(p)}

    def _update(self, group, p, grad, state):
        lr, (beta1, beta2) = _to_scalar(group["lr"]), group["betas"]
        mean, largest = state["exp_avg"], state["exp_inf"]
        state["step"] += 1
        mean.lerp_(grad, 1 - beta1)
        largest.copy_(torch.maximum(largest * beta2, grad.abs().add_(group["eps"])))
        p.addcdiv_(mean, largest.clone() if group["differentiable"] else largest, value=_get_value(-(lr / (1 - beta1 ** _get_value(state["step"])))))


def adamax(
    params, grads, exp_avgs, exp_infs, state_steps, foreach=None, maximize=False, differentiable=False, capturable=False, has_complex=False,
    *, eps, beta1, beta2, lr, weight_decay,
):  # fmt: skip
    """`Adamax`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "exp_avg": exp_avgs, "exp_inf": exp_infs}
    step_on_lists(
        Adamax, params, grads, states, foreach, eps=eps, betas=(beta1, beta2), lr=lr, weight_decay=weight_decay, maximize=maximize,
        differentiable=differentiable, capturable=capturable,
    )  # fmt: skip
