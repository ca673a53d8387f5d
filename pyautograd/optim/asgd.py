"""`ASGD`: averaged stochastic gradient descent (Polyak and Juditsky, 1992)."""
import pyautograd as torch

from ._per_parameter import _DEVICES, PerParameterOptimizer, at_least_zero, counter, step_on_lists
from .optimizer import _get_value, _to_scalar


class ASGD(PerParameterOptimizer):
    """Gradient descent whose state keeps the mean of the parameters since step `t0` (``"ax"``).

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    lambd, alpha : float
        The step length after t steps is ``lr / (1 + lambd * lr * t) ** alpha``.
    t0 : float
    weight_decay : float
    maximize, differentiable : bool
    foreach, capturable : bool
        As in `Adam`.
    """

    _on_devices = ("params, mus, etas, and state_steps", _DEVICES)
    _together_on_devices = ("params, mus, etas, and state_steps", _DEVICES[:-1])

    def __init__(
        self, params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None, maximize=False, differentiable=False, capturable=False
    ):
        at_least_zero(lr, weight_decay=weight_decay)
        defaults = {
            "lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable, "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _new_state(self, group, p):
        return {"step": counter(), "eta": counter(float(_to_scalar(group["lr"]))), "mu": counter(1.0), "ax": torch.zeros_like(p)}

    def _update(self, group, p, grad, state):
        lr, lambd, mu, mean = _to_scalar(group["lr"]), group["lambd"], state["mu"], state["ax"]
        state["step"] += 1
        step, eta = _get_value(state["step"]), _get_value(state["eta"])
        p.mul_(1 - lambd * eta)
        p.add_(grad, alpha=-eta)
        if mu.item() != 1:
            mean.add_(p.sub(mean).mul_(mu))
        else:
            mean.copy_(p)
        state["eta"].fill_(_get_value(lr / (1 + lambd * lr * step) ** group["alpha"]))
        mu.fill_(1 / max(1, step - group["t0"]))


def asgd(
    params, grads, axs, mus, etas, state_steps, foreach=None, maximize=False, differentiable=False, capturable=False, has_complex=False,
    *, lambd, lr, t0, alpha, weight_decay,
):  # fmt: skip
    """`ASGD`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "eta": etas, "mu": mus, "ax": axs}
    step_on_lists(
        ASGD, params, grads, states, foreach, lambd=lambd, lr=lr, t0=t0, alpha=alpha, weight_decay=weight_decay, maximize=maximize,
        differentiable=differentiable, capturable=capturable,
    )  # fmt: skip
