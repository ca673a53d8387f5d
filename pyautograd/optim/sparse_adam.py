"""`SparseAdam`: Adam for sparse gradients."""
import pyautograd as torch

from ._functional import sparse_adam
from ._per_parameter import PerParameterOptimizer, betas_below_one
from .optimizer import _to_scalar


class SparseAdam(PerParameterOptimizer):
    """Adam for dense parameters with sparse gradients, as ``Embedding(sparse=True)`` gives them: moments and parameters change where a gradient is stored.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
    betas : pair of float
    eps : float
    maximize : bool
    """

    _group_defaults = {"maximize": False}

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, maximize=False):
        if isinstance(lr, torch.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not 0.0 < lr:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not 0.0 < eps:
            raise ValueError(f"Invalid epsilon value: {eps}")
        betas_below_one(betas)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize})
        for kind, has, text in (
            ("Sparse", "is_sparse", "SparseAdam requires dense parameter tensors"),
            ("Complex", "is_complex", "SparseAdam does not support complex parameters"),
        ):
            found = [[i, k] for i, group in enumerate(self.param_groups) for k, p in enumerate(group["params"]) if _has(p, has)]
            if found:
                raise ValueError(f"{kind} params at indices {found}: {text}")

    def __setstate__(self, state):
        torch.optim.Optimizer.__setstate__(self, state)  # steps are numbers here
        for group in self.param_groups:
            group.setdefault("maximize", False)

    def _step_group(self, group):
        params = [p for p in group["params"] if p.grad is not None]
        states = []
        for p in params:
            if not p.grad.is_sparse:
                raise RuntimeError("SparseAdam does not support dense gradients, please consider Adam instead")
            state = self.state[p]
            if not state:
                state.update(step=0, exp_avg=torch.zeros_like(p), exp_avg_sq=torch.zeros_like(p))
            state["step"] += 1
            states.append(state)
        lists = [[state[name] for state in states] for name in ("exp_avg", "exp_avg_sq", "step")]
        beta1, beta2 = group["betas"]
        options = {"eps": group["eps"], "beta1": beta1, "beta2": beta2, "lr": _to_scalar(group["lr"]), "maximize": group["maximize"]}
        sparse_adam(params, [p.grad for p in params], *lists, **options)


def _has(tensor, name):
    found = getattr(tensor, name)
    return found() if callable(found) else found
