"""`Rprop`: resilient backpropagation (Riedmiller and Braun, 1993)."""
import pyautograd as torch

from ._per_parameter import PerParameterOptimizer, at_least_zero, counter, step_on_lists
from .optimizer import _to_scalar


class Rprop(PerParameterOptimizer):
    """Steps by the sign of the gradient; their lengths grow while the sign stays and shrink when it changes.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
        The first length.
    etas : tuple of two floats
        By what lengths shrink and grow.
    step_sizes : tuple of two floats
        The shortest and the longest length.
    maximize, differentiable : bool
    foreach, capturable : bool
        As in `Adam`.
    """

    _together_on_devices = PerParameterOptimizer._on_devices

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, capturable=False, foreach=None, maximize=False, differentiable=False):
        at_least_zero(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        defaults = {
            "lr": lr, "etas": etas, "step_sizes": step_sizes, "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
            "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _new_state(self, group, p):
        lr = _to_scalar(group["lr"])
        return {"step": counter(), "prev": torch.zeros_like(p), "step_size": torch.full_like(p.grad, complex(lr, lr) if p.is_complex() else lr)}

    def _update(self, group, p, grad, state):
        (shrink, grow), (shortest, longest) = group["etas"], group["step_sizes"]
        before, length = state["prev"], state["step_size"]
        state["step"] += 1
        sign = grad.mul(before.clone() if group["differentiable"] else before).sign()
        length.mul_(torch.ones_like(sign).masked_fill_(sign > 0, grow).masked_fill_(sign < 0, shrink)).clamp_(shortest, longest)
        grad = torch.where(sign < 0, torch.zeros_like(grad), grad)  # after a change of sign, a step is left out
        p.addcmul_(grad.sign(), length, value=-1)
        before.copy_(grad)


def rprop(
    params, grads, prevs, step_sizes, state_steps, foreach=None, capturable=False, maximize=False, differentiable=False, has_complex=False,
    *, step_size_min, step_size_max, etaminus, etaplus,
):  # fmt: skip
    """`Rprop`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "prev": prevs, "step_size": step_sizes}
    step_on_lists(
        Rprop, params, grads, states, foreach, etas=(etaminus, etaplus), step_sizes=(step_size_min, step_size_max), maximize=maximize,
        differentiable=differentiable, capturable=capturable,
    )  # fmt: skip
