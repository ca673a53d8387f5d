"""`Adam` (Kingma and Ba, 2015)."""
import pyautograd as torch

from .._core import core
from ._per_parameter import PerParameterOptimizer, at_least_zero, betas_below_one, counter, fused_alone, step_on_lists
from .optimizer import _get_value, _to_scalar


class Adam(PerParameterOptimizer):
    """Adam: steps scaled by running means of the gradient and of its square.

    ``m = b1 m + (1 - b1) g``, ``v = b2 v + (1 - b2) g^2``, ``p -= lr / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps)``.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    betas : tuple of two floats or two Tensors
    eps, weight_decay : float
    amsgrad : bool
        Divide by the largest v so far (Reddi et al., 2018).
    decoupled_weight_decay : bool
        Shrink parameters instead of adding to gradients (`AdamW`).
    maximize, differentiable : bool
    foreach, fused : bool, optional
        Taken for PyTorch's sake: there is one implementation.
    capturable : bool
        Only for devices that are not supported here: a step raises AssertionError.
    """

    _without_sparse = "{} does not support sparse gradients, please consider SparseAdam instead"
    _group_defaults = {
        "amsgrad": False, "maximize": False, "foreach": None, "capturable": False, "differentiable": False, "decoupled_weight_decay": False,
        "fused": None,
    }  # fmt: skip

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False, capturable=False,
        differentiable=False, fused=None, decoupled_weight_decay=False,
    ):  # fmt: skip
        if isinstance(lr, torch.Tensor) and foreach and not capturable:
            raise ValueError("lr as a Tensor is not supported for capturable=False and foreach=True")
        at_least_zero(lr, eps=eps)
        betas_below_one(betas)
        at_least_zero(lr, weight_decay=weight_decay)
        if not (all(isinstance(b, float) for b in betas[:2]) or all(isinstance(b, torch.Tensor) for b in betas[:2])):
            raise ValueError("betas must be either both floats or both Tensors")
        for i, beta in enumerate(betas[:2]):
            if isinstance(beta, torch.Tensor):
                if not capturable and foreach:
                    raise ValueError(f"betas[{i}] as a Tensor is not supported for capturable=False and foreach=True")
                if beta.numel() != 1:
                    raise ValueError(f"Tensor betas[{i}] must be 1-element")
        defaults = {
            "lr": lr, "betas": tuple(map(_to_scalar, betas)), "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad, "maximize": maximize,
            "foreach": foreach, "capturable": capturable, "differentiable": differentiable, "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }  # fmt: skip
        super().__init__(params, defaults)
        fused_alone(fused, foreach, differentiable)

    def _new_state(self, group, p):
        state = {"step": counter(is_fused=group["fused"]), "exp_avg": torch.zeros_like(p), "exp_avg_sq": torch.zeros_like(p)}
        if group["amsgrad"]:
            state["max_exp_avg_sq"] = torch.zeros_like(p)
        return state

    def _step_together(self, group):
        if group["differentiable"] or group["capturable"]:
            return group["params"]
        if group["foreach"] and isinstance(group["lr"], torch.Tensor):
            raise RuntimeError("lr as a Tensor is not supported for capturable=False and foreach=True")
        return core.fused_adam(
            group["params"], self.state, group["lr"], *group["betas"], group["eps"], group["weight_decay"], group["amsgrad"], group["maximize"],
            group["decoupled_weight_decay"],
        )  # fmt: skip

    def _update(self, group, p, grad, state):
        lr, eps, (beta1, beta2) = _to_scalar(group["lr"]), group["eps"], map(_to_scalar, group["betas"])
        differentiable = group["differentiable"]
        if differentiable and state["step"].requires_grad:
            raise RuntimeError("`requires_grad` is not supported for `step` in differentiable mode")
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        state["step"] += 1
        mean.lerp_(grad, 1 - beta1)
        if isinstance(beta2, torch.Tensor) and beta2.requires_grad:
            square.lerp_(torch.square(grad), weight=1 - beta2)
        else:
            square.mul_(beta2).addcmul_(grad, grad, value=_get_value(1 - beta2))
        step = state["step"].clone() if differentiable else _get_value(state["step"])
        size, correction = lr / (1 - beta1**step), (1 - beta2**step) ** 0.5
        if group["amsgrad"]:
            largest = state["max_exp_avg_sq"]
            largest.copy_(torch.maximum(largest.clone() if differentiable else largest, square))
            square = largest
        if differentiable:
            p.addcdiv_(mean.clone(), (square.sqrt() / (correction * -size)).add_(eps / -size))
        else:
            p.addcdiv_(mean, (square.sqrt() / correction).add_(eps), value=_get_value(-size))


def adam(
    params, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, state_steps, foreach=None, capturable=False, differentiable=False, fused=None,
    grad_scale=None, found_inf=None, has_complex=False, decoupled_weight_decay=False,
    *, amsgrad, beta1, beta2, lr, weight_decay, eps, maximize,
):  # fmt: skip
    """`Adam`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "exp_avg": exp_avgs, "exp_avg_sq": exp_avg_sqs, "max_exp_avg_sq": max_exp_avg_sqs}
    step_on_lists(
        Adam, params, grads, states, foreach, amsgrad=amsgrad, betas=(beta1, beta2), lr=lr, weight_decay=weight_decay, eps=eps, maximize=maximize,
        capturable=capturable, differentiable=differentiable, decoupled_weight_decay=decoupled_weight_decay,
    )  # fmt: skip
