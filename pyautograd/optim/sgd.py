"""`SGD`: stochastic gradient descent, with momentum."""
import pyautograd as torch

from .._core import core
from ._per_parameter import PerParameterOptimizer, fused_alone, step_on_lists
from .optimizer import _to_scalar


class SGD(PerParameterOptimizer):
    """Stochastic gradient descent.

    With gradient g (plus ``weight_decay * p``) a step is ``p -= lr * g``; with momentum, ``b = momentum * b + (1 - dampening) * g``
    and ``p -= lr * b`` (Nesterov's: ``p -= lr * (g + momentum * b)``; Sutskever et al. 2013).

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    momentum, dampening, weight_decay : float
    nesterov, maximize, differentiable : bool
    foreach, fused : bool, optional
        Taken for PyTorch's sake: there is one implementation.
    """

    _group_defaults = {"nesterov": False, "maximize": False, "foreach": None, "differentiable": False, "fused": False}
    _splits_complex = False
    _without_sparse = None
    _loops_differentiate = True

    def __init__(
        self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, differentiable=False, fused=None
    ):  # fmt: skip
        if isinstance(lr, torch.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        for name, value in (("learning rate", lr), ("momentum value", momentum), ("weight_decay value", weight_decay)):
            if value < 0.0:
                raise ValueError(f"Invalid {name}: {value}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay, "nesterov": nesterov, "maximize": maximize,
            "foreach": foreach, "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        super().__init__(params, defaults)
        fused_alone(fused, foreach, differentiable)

    def _new_state(self, group, p):
        return {} if group["momentum"] != 0 else None

    def _refuse_sparse(self, group):
        if group["fused"]:
            raise RuntimeError("`_fused_sgd` does not support sparse gradients")

    def _step_together(self, group):
        if group["differentiable"]:
            return group["params"]
        return core.fused_sgd(
            group["params"], self.state, group["lr"], group["momentum"], group["dampening"], group["weight_decay"], group["nesterov"], group["maximize"]
        )

    def _update(self, group, p, grad, state):
        lr, momentum = _to_scalar(group["lr"]), group["momentum"]
        if momentum != 0:
            buffer = state.get("momentum_buffer")
            if buffer is None:
                buffer = grad.detach().clone()
            else:
                buffer.mul_(momentum).add_(grad, alpha=1 - group["dampening"])
            state["momentum_buffer"] = buffer
            grad = grad.add(buffer, alpha=momentum) if group["nesterov"] else buffer
        if isinstance(lr, torch.Tensor) and lr.requires_grad:
            p.addcmul_(grad, lr, value=-1)
        else:
            p.add_(grad, alpha=-lr)


def sgd(
    params, d_p_list, momentum_buffer_list, has_sparse_grad=False, foreach=None, fused=None, grad_scale=None, found_inf=None,
    *, weight_decay, momentum, lr, dampening, nesterov, maximize,
):  # fmt: skip
    """`SGD`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"momentum_buffer": momentum_buffer_list}
    step_on_lists(
        SGD, params, d_p_list, states if momentum != 0 else {}, foreach, weight_decay=weight_decay, momentum=momentum, lr=lr, dampening=dampening,
        nesterov=nesterov, maximize=maximize,
    )  # fmt: skip
