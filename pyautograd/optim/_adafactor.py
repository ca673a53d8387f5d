"""`Adafactor`: Adam with a factored second moment (Shazeer and Stern, 2018)."""
import pyautograd as torch

from ._per_parameter import PerParameterOptimizer, counter
from .optimizer import _to_scalar


class Adafactor(PerParameterOptimizer):
    """Keeps, for a matrix, the mean squares of its rows and of its columns instead of those of all elements.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor
        The largest relative step.
    beta2_decay : float
        The mean square's weight at step t is ``1 - t ** beta2_decay``.
    eps : tuple of (float or None, float)
        Smallest mean square (None: the dtype's resolution) and smallest scale of a parameter.
    d : float
        Updates of a larger root mean square are shrunk to it.
    weight_decay : float
    foreach, maximize : bool
    """

    _group_defaults = {"foreach": None, "maximize": False}
    _decays_gradient = False

    def __init__(self, params, lr=1e-2, beta2_decay=-0.8, eps=(None, 1e-3), d=1.0, weight_decay=0.0, *, foreach=None, maximize=False):
        if isinstance(lr, torch.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        for wrong, what, value in (
            (not 0.0 <= lr, "Learning rate should be >= 0", lr),
            (not 0.0 >= beta2_decay, "beta2_decay should be <= 0", beta2_decay),
            (eps[0] is not None and not 0.0 <= eps[0], "epsilon1 should be >= 0", eps[0]),
            (not 0.0 <= eps[1], "epsilon2 should be >= 0", eps[1]),
            (not 1.0 <= d, "Clipping threshold d should be >= 1", d),
            (not 0.0 <= weight_decay, "weight_decay should be >= 0", weight_decay),
        ):
            if wrong:
                raise ValueError(f"{what} but is: {value}")
        defaults = {
            "lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d, "weight_decay": weight_decay, "foreach": foreach, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, defaults)

    def _new_state(self, group, p):
        if p.is_complex():
            raise RuntimeError("Adafactor does not support complex parameters")
        shape = list(p.shape)
        if p.dim() > 1:
            rows, columns = shape[:-1] + [1], shape[:-2] + [1, shape[-1]]
            return {"step": counter(), "row_var": p.grad.new_zeros(rows), "col_var": p.grad.new_zeros(columns)}
        return {"step": counter(), "variance": torch.zeros_like(p.grad)}

    def _update(self, group, p, grad, state):
        lr, (eps1, eps2) = _to_scalar(group["lr"]), group["eps"]
        eps1 = torch.finfo(p.dtype).eps if eps1 is None else eps1
        state["step"] += 1
        step = state["step"].item()
        weight = step ** group["beta2_decay"]
        alpha = max(eps2, p.norm(2).item() / p.numel() ** 0.5) * min(lr, 1 / step**0.5)
        if group["weight_decay"] != 0:
            p.mul_(1 - lr * group["weight_decay"])
        if grad.dim() > 1:
            rows, columns = state["row_var"], state["col_var"]
            rows.lerp_(torch.norm(grad, dim=-1, keepdim=True).square_().div_(grad.size(-1)), weight)
            columns.lerp_(torch.norm(grad, dim=-2, keepdim=True).square_().div_(grad.size(-2)), weight)
            estimate = (rows @ columns).div_(rows.mean(dim=-2, keepdim=True).clamp_(min=eps1))
        else:
            estimate = state["variance"].lerp_(grad * grad, weight).clone()
        update = estimate.clamp_(min=eps1 * eps1).rsqrt_().mul_(grad)
        p.add_(update, alpha=-alpha / max(1.0, update.norm(2).item() / (update.numel() ** 0.5 * group["d"])))
