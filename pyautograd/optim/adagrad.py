"""`Adagrad` (Duchi, Hazan and Singer, 2011)."""
import pyautograd as torch

from ._per_parameter import PerParameterOptimizer, at_least_zero, counter, fused_alone, step_on_lists
from .optimizer import _get_value, _to_scalar


class Adagrad(PerParameterOptimizer):
    """Steps divided by the root of the sum of squared gradients: ``s += g^2``, ``p -= lr / (1 + (t - 1) lr_decay) * g / (sqrt(s) + eps)``.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    lr_decay, weight_decay, initial_accumulator_value, eps : float
    maximize, differentiable : bool
    foreach, fused : bool, optional
        Taken for PyTorch's sake: there is one implementation.
    """

    _group_defaults = {"foreach": None, "maximize": False, "differentiable": False, "fused": None}
    _without_sparse = None

    def __init__(
        self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *, maximize=False,
        differentiable=False, fused=None,
    ):  # fmt: skip
        at_least_zero(lr, lr_decay=lr_decay, weight_decay=weight_decay, initial_accumulator_value=initial_accumulator_value, eps=eps)
        defaults = {
            "lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay, "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        super().__init__(params, defaults)
        fused_alone(fused, foreach, differentiable)
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p].update(self._new_state(group, p))

    def _new_state(self, group, p):
        first = self.defaults["initial_accumulator_value"]
        return {"step": counter(is_fused=group["fused"]), "sum": torch.full_like(p, complex(first, first) if p.is_complex() else first)}

    def share_memory(self):
        """Put the sums where other processes can see them."""
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["sum"].share_memory_()

    def _refuse_sparse(self, group):
        if group["fused"]:
            raise RuntimeError("`fused` does not support sparse grad or complex param")
        if group["weight_decay"] != 0:
            raise RuntimeError("weight_decay option is not compatible with sparse gradients")

    def _update(self, group, p, grad, state):
        state["step"] += 1
        rate = _to_scalar(group["lr"]) / (1 + (_get_value(state["step"]) - 1) * group["lr_decay"])
        if grad.is_sparse:
            grad = grad.coalesce()  # what follows is not linear
            values = grad._values()
            state["sum"].add_(_make_sparse(grad, grad._indices(), values.pow(2)))
            root = state["sum"].sparse_mask(grad)._values().sqrt_().add_(group["eps"])
            p.add_(_make_sparse(grad, grad._indices(), values / root), alpha=-rate)
            return
        total = state["sum"].addcmul_(grad, grad, value=1)
        root = total.sqrt() + group["eps"] if group["differentiable"] else total.sqrt().add_(group["eps"])
        p.addcdiv_(grad, root, value=_get_value(-rate))


def _make_sparse(grad, grad_indices, values):
    """A sparse tensor of the shape of `grad`, which is coalesced, with its coordinates."""
    return torch.sparse_coo_tensor(grad_indices, values, grad.size(), is_coalesced=True, check_invariants=False)


def adagrad(
    params, grads, state_sums, state_steps, fused=None, grad_scale=None, found_inf=None, has_sparse_grad=False, foreach=None,
    differentiable=False, has_complex=False,
    *, lr, weight_decay, lr_decay, eps, maximize,
):  # fmt: skip
    """`Adagrad`'s step on lists of parameters, gradients and what is kept for them, which are changed in place."""
    states = {"step": state_steps, "sum": state_sums}
    step_on_lists(
        Adagrad, params, grads, states, foreach, lr=lr, weight_decay=weight_decay, lr_decay=lr_decay, eps=eps, maximize=maximize,
        differentiable=differentiable,
    )  # fmt: skip
