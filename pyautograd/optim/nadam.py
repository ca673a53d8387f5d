"""`NAdam`: Adam with Nesterov's momentum (Dozat, 2016)."""
import pyautograd as torch

from ._per_parameter import _DEVICES, PerParameterOptimizer, at_least_zero, betas_below_one, counter, step_on_lists
from .optimizer import _get_value, _to_scalar


class NAdam(PerParameterOptimizer):
    """Adam that looks one step of momentum ahead, with a momentum that grows as ``b1 (1 - 0.96^(t * momentum_decay) / 2)``.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    betas : tuple of two floats
    eps, weight_decay, momentum_decay : float
    decoupled_weight_decay, maximize, differentiable : bool
    foreach, capturable : bool
        As in `Adam`.
    """

    _group_defaults = {"maximize": False, "foreach": None, "capturable": False, "differentiable": False, "decoupled_weight_decay": False}
    _on_devices = ("params, mu_products and state_steps", _DEVICES)
    _together_on_devices = ("params, mu_products, and state_steps", _DEVICES[:-1])

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3, decoupled_weight_decay=False, *, foreach=None,
        maximize=False, capturable=False, differentiable=False,
    ):  # fmt: skip
        at_least_zero(lr, eps=eps)
        betas_below_one(betas)
        at_least_zero(lr, weight_decay=weight_decay, momentum_decay=momentum_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay, "maximize": maximize, "foreach": foreach, "capturable": capturable,
            "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _new_state(self, group, p):
        return {"step": counter(), "mu_product": counter(1.0), "exp_avg": torch.zeros_like(p), "exp_avg_sq": torch.zeros_like(p)}

    def _update(self, group, p, grad, state):
        lr, (beta1, beta2), decay = _to_scalar(group["lr"]), group["betas"], group["momentum_decay"]
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        state["step"] += 1
        step = _get_value(state["step"])
        mu, mu_next = [beta1 * (1.0 - 0.5 * 0.96 ** (t * decay)) for t in (step, step + 1)]
        state["mu_product"] *= mu
        mean.lerp_(grad, 1 - beta1)
        square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
        root = square.div(1 - beta2**step).sqrt()
        if group["differentiable"]:
            root = root.add(group["eps"])
            p.addcdiv_(grad * (-lr * (1.0 - mu) / (1.0 - state["mu_product"])), root)
            p.addcdiv_(mean * (-lr * mu_next / (1.0 - state["mu_product"] * mu_next)), root)
        else:
            root.add_(group["eps"])
            product = _get_value(state["mu_product"])
            p.addcdiv_(grad, root, value=_get_value(-lr * (1.0 - mu) / (1.0 - product)))
            p.addcdiv_(mean, root, value=_get_value(-lr * mu_next / (1.0 - product * mu_next)))


def nadam(
    params, grads, exp_avgs, exp_avg_sqs, mu_products, state_steps, decoupled_weight_decay=False, foreach=None, capturable=False,
    differentiable=False, has_complex=False, maximize=False,
    *, beta1, beta2, lr, weight_decay, momentum_decay, eps,
):  # fmt: skip
    """`NAdam`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "mu_product": mu_products, "exp_avg": exp_avgs, "exp_avg_sq": exp_avg_sqs}
    step_on_lists(
        NAdam, params, grads, states, foreach, betas=(beta1, beta2), lr=lr, weight_decay=weight_decay, momentum_decay=momentum_decay, eps=eps,
        decoupled_weight_decay=decoupled_weight_decay, capturable=capturable, differentiable=differentiable, maximize=maximize,
    )  # fmt: skip
