"""`RMSprop` (Hinton, lecture 6 of the 2012 course; centred: Graves, 2013)."""
import pyautograd as torch

from ._per_parameter import PerParameterOptimizer, at_least_zero, counter, step_on_lists
from .optimizer import _get_value, _to_scalar


class RMSprop(PerParameterOptimizer):
    """Steps divided by the root of a running mean of squared gradients: ``v = a v + (1 - a) g^2``, ``p -= lr * g / (sqrt(v) + eps)``.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    alpha, eps, weight_decay, momentum : float
    centered : bool
        Use the variance instead of the mean square.
    maximize, differentiable : bool
    foreach, capturable : bool
        As in `Adam`.
    """

    _group_defaults = {"momentum": 0, "centered": False, **PerParameterOptimizer._group_defaults}

    _together_on_devices = PerParameterOptimizer._on_devices

    def __init__(
        self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, capturable=False, foreach=None, maximize=False,
        differentiable=False,
    ):  # fmt: skip
        at_least_zero(lr, eps=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        defaults = {
            "lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered, "weight_decay": weight_decay, "capturable": capturable,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _new_state(self, group, p):
        state = {"step": counter(), "square_avg": torch.zeros_like(p)}
        if group["momentum"] > 0:
            state["momentum_buffer"] = torch.zeros_like(p)
        if group["centered"]:
            state["grad_avg"] = torch.zeros_like(p)
        return state

    def _update(self, group, p, grad, state):
        lr, alpha, square = _to_scalar(group["lr"]), group["alpha"], state["square_avg"]
        state["step"] += 1
        square.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
        if group["centered"]:
            mean = state["grad_avg"].lerp_(grad, 1 - alpha)
            root = square.addcmul(mean, mean, value=-1).sqrt_()
        else:
            root = square.sqrt()
        root = root.add(group["eps"]) if group["differentiable"] else root.add_(group["eps"])
        if group["momentum"] > 0:
            buffer = state["momentum_buffer"].mul_(group["momentum"]).addcdiv_(grad, root)
            p.add_(buffer, alpha=-lr)
        else:
            p.addcdiv_(grad, root, value=_get_value(-lr))


def rmsprop(
    params, grads, square_avgs, grad_avgs, momentum_buffer_list, state_steps, foreach=None, maximize=False, differentiable=False,
    capturable=False, has_complex=False,
    *, lr, alpha, eps, weight_decay, momentum, centered,
):  # fmt: skip
    """`RMSprop`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "square_avg": square_avgs, "grad_avg": grad_avgs, "momentum_buffer": momentum_buffer_list}
    step_on_lists(
        RMSprop, params, grads, states, foreach, lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay, momentum=momentum, centered=centered,
        maximize=maximize, differentiable=differentiable, capturable=capturable,
    )  # fmt: skip
