"""Losses of ``torch.ops.aten``, whose reductions are numbers there (0: none, 1: mean, 2: sum), and their gradients."""
from ._aten import _functional, _vjp
from ._core import core

ops = core.ops
_REDUCTIONS = ("none", "mean", "sum")


def _loss(name, *order):
    """A loss of ``nn.functional``; `order` names the arguments after the target."""

    def loss(self, target, *args, **kwargs):
        given = {**dict(zip(order, args)), **kwargs}
        given["reduction"] = _REDUCTIONS[given.get("reduction", 1)]
        return _functional(name)(self, target, **given)

    return loss


def _loss_backward(name, *order):
    """The gradient of a loss for its input; `order` names the arguments after the target."""

    loss = _loss(name, *order)

    def backward(grad_output, self, target, *args, **kwargs):
        return _vjp(lambda x: loss(x, target, *args, **kwargs), (self,), grad_output)[0]

    return backward


def nll_loss_backward(grad_output, self, target, weight, reduction, ignore_index, total_weight):
    """The gradient of ``nll_loss`` for scores (C) or (N, C) and classes () or (N)."""
    if not 0 < self.dim() < 3:
        raise RuntimeError("input tensor should be 1D or 2D")
    if target.dim() > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    alone = self.dim() == 1 and target.dim() == 0
    if not alone and target.size(0) != self.size(0):
        raise RuntimeError(f"size mismatch (got input: {list(self.shape)}, target: {list(target.shape)})")
    _check_total_weight(total_weight, "a  single")
    _check_all_weighted(weight, self.size(-1))
    if reduction == 0 and self.dim() == 2:
        if grad_output.shape != target.shape:
            found = f"dimension {grad_output.dim()} and tensor.size[0] = {grad_output.size(0)}"
            raise RuntimeError(f"Expected a tensor of dimension 1 and tensor.size[0] == {self.size(0)} but got: {found}")
    else:
        grad_output = _single_gradient(grad_output)
    if self.dim() == 1:
        target = target.reshape(-1)[0]
    return ops.nll_loss_backward(grad_output, list(self.shape), target, weight, reduction, ignore_index, total_weight.reshape(()))


def nll_loss2d_backward(grad_output, self, target, weight, reduction, ignore_index, total_weight):
    """The gradient of ``nll_loss`` for scores (N, C, H, W) and classes (N, H, W)."""
    if target.dim() != 3:
        raise RuntimeError(f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {target.dim()}")
    if self.dim() != 4:
        raise RuntimeError(f"only batches of spatial inputs supported (4D tensors), but got input of dimension: {self.dim()}")
    _check_all_weighted(weight, self.size(1))
    if target.shape != self.shape[:1] + self.shape[2:]:
        raise RuntimeError(f"size mismatch (got input: {list(self.shape)} , target: {list(target.shape)}")
    _check_total_weight(total_weight, "a single")
    if reduction != 0:
        grad_output = _single_gradient(grad_output)
    elif grad_output.dim() != 3:
        raise RuntimeError(f"grad_output must have same dimension as target (3) but got dimension: {list(grad_output.shape)}")
    elif grad_output.shape != target.shape:
        raise RuntimeError(f"size mismatch (got grad_output: {list(grad_output.shape)} target: {list(target.shape)}")
    return ops.nll_loss_backward(grad_output, list(self.shape), target, weight, reduction, ignore_index, total_weight.reshape(()))


def _single_gradient(grad_output):
    if grad_output.dim() > 1 or grad_output.numel() != 1:
        raise RuntimeError(f"Expected a single element grad_output tensor, but got: {list(grad_output.shape)}")
    return grad_output.reshape(())


def _check_all_weighted(weight, classes):
    if weight is not None and weight.numel() != classes:
        raise RuntimeError("weight tensor should be defined either for all or no classes")


def _check_total_weight(total_weight, words):
    if total_weight.numel() != 1:
        raise RuntimeError(f"expected total_weight to be {words} element tensor, got: {list(total_weight.shape)} ({total_weight.numel()} elements)")

_ONE_BY_ONE = {
    "mse_loss": ("reduction",), "l1_loss": ("reduction",), "smooth_l1_loss": ("reduction", "beta"), "huber_loss": ("reduction", "delta"),
    "binary_cross_entropy": ("weight", "reduction"), "soft_margin_loss": ("reduction",), "multi_margin_loss": ("p", "margin", "weight", "reduction"),
}  # fmt: skip
FUNCTIONS = {
    "nll_loss_backward": nll_loss_backward, "nll_loss2d_backward": nll_loss2d_backward, "l1_loss": _loss("l1_loss", "reduction"),
    **{name: _loss("nll_loss", "weight", "reduction", "ignore_index") for name in ("nll_loss", "nll_loss_nd", "nll_loss2d")},
    "cross_entropy_loss": _loss("cross_entropy", "weight", "reduction", "ignore_index", "label_smoothing"),
    **{f"{name}_backward": _loss_backward(name, *order) for name, order in _ONE_BY_ONE.items()},
}  # fmt: skip
