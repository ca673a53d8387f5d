"""`Adadelta` (Zeiler, 2012)."""
import pyautograd as torch

from ._per_parameter import _DEVICES, PerParameterOptimizer, at_least_zero, counter, step_on_lists
from .optimizer import _to_scalar


class Adadelta(PerParameterOptimizer):
    """Steps as long as earlier ones were: ``d = sqrt(u + eps) / sqrt(v + eps) * g`` with running means v of g^2 and u of d^2.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    rho, eps, weight_decay : float
    maximize, differentiable : bool
    foreach, capturable : bool
        As in `Adam`.
    """

    _on_devices = ("params and state_steps", _DEVICES[:-1])

    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, capturable=False, maximize=False, differentiable=False):
        at_least_zero(lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        at_least_zero(lr, eps=eps, weight_decay=weight_decay)
        defaults = {
            "lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize, "capturable": capturable, "foreach": foreach,
            "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _new_state(self, group, p):
        return {"step": counter(), "square_avg": torch.zeros_like(p), "acc_delta": torch.zeros_like(p)}

    def _update(self, group, p, grad, state):
        rho, eps, square, moved = group["rho"], group["eps"], state["square_avg"], state["acc_delta"]
        state["step"] += 1
        square.mul_(rho).addcmul_(grad, grad, value=1 - rho)
        delta = moved.add(eps).sqrt_()
        if group["differentiable"]:
            delta = delta.clone()
        delta.div_(square.add(eps).sqrt_()).mul_(grad)
        moved.mul_(rho).addcmul_(delta, delta, value=1 - rho)
        p.add_(delta, alpha=-_to_scalar(group["lr"]))


def adadelta(
    params, grads, square_avgs, acc_deltas, state_steps, capturable=False, foreach=None, differentiable=False, has_complex=False,
    *, lr, rho, eps, weight_decay, maximize,
):  # fmt: skip
    """`Adadelta`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "square_avg": square_avgs, "acc_delta": acc_deltas}
    step_on_lists(
        Adadelta, params, grads, states, foreach, lr=lr, rho=rho, eps=eps, weight_decay=weight_decay, maximize=maximize, capturable=capturable,
        differentiable=differentiable,
    )  # fmt: skip
