"""`ctc_loss` and its checks."""
from ..core import TensorBase, array, ops
from ..kernels.promotion import as_dtype
from .losses import _number

_WHERE = "(while checking arguments for ctc_loss_allocate_outputs)"


def _lengths(lengths, name):
    if not isinstance(lengths, TensorBase):
        return tuple(lengths)
    if lengths.dtype.is_floating_point or lengths.dtype.is_complex:
        raise RuntimeError(f"{name} must be integral")
    return tuple([int(n) for n in array(lengths).reshape(-1)])


def _check(log_probs, targets, inputs, lengths, blank):
    if log_probs.ndim != 3:
        raise RuntimeError(f"Expected 3-dimensional tensor, but got {log_probs.ndim}-dimensional tensor for argument #1 'log_probs' {_WHERE}")
    if targets.ndim not in (1, 2):
        raise RuntimeError(f"Expected 1 to 2 dimensions, but got {targets.ndim}-dimensional tensor for argument #2 'targets' {_WHERE}")
    frames, batch, classes = log_probs.shape
    if not 0 <= blank < classes:
        raise RuntimeError("blank must be in label range")
    for name, given in (("input_lengths", inputs), ("target_lengths", lengths)):
        if len(given) != batch:
            raise RuntimeError(f"{name} must be of size batch_size")
    for name, given in (("target_lengths", lengths), ("input_lengths", inputs)):
        for n in given:
            if n < 0:
                raise RuntimeError(f"Expected {name} to have value at least 0, but got value {n} {_WHERE}")
    if targets.ndim == 1:
        if targets.shape[0] != sum(lengths):
            raise RuntimeError(
                f"Expected tensor to have size {sum(lengths)} at dimension 0, but got size {targets.shape[0]} for argument #2 'targets' {_WHERE}"
            )
    else:
        if targets.shape[0] != batch:
            raise RuntimeError(
                f"Expected tensor to have size {batch} at dimension 0, but got size {targets.shape[0]} for argument #2 'targets' {_WHERE}"
            )
        longest = max(lengths, default=0)
        if targets.shape[1] < longest:
            raise RuntimeError(
                f"Expected tensor to have size at least {longest} at dimension 1, but got size {targets.shape[1]} for argument #2 'targets' {_WHERE}"
            )
    for n in inputs:
        if n > frames:
            raise RuntimeError(f"Expected input_lengths to have value at most {frames}, but got value {n} {_WHERE}")
    if log_probs.dtype.name not in ("float32", "float64"):
        raise NotImplementedError(f"\"ctc_loss_cpu\" not implemented for '{log_probs.dtype.scalar_name}'")
    labels = array(targets)
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise IndexError(f"targets must be labels in [0, {classes})")


def with_alpha(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity):
    """Each sequence's negative log likelihood, and the forward variables."""
    inputs, lengths = _lengths(input_lengths, "input_lengths"), _lengths(target_lengths, "target_lengths")
    _check(log_probs, targets, inputs, lengths, blank)
    return tuple(ops._ctc_paths(log_probs, targets, inputs, lengths, blank, zero_infinity))


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity):
    """The losses, per sequence (0), their mean after division by the target lengths (1), or their sum (2).

    log_probs is ``(T, N, C)`` or ``(T, C)``, targets ``(N, S)`` or all labels one after the other.
    """
    inputs, lengths = _lengths(input_lengths, "input_lengths"), _lengths(target_lengths, "target_lengths")
    batched = log_probs.ndim == 3
    loss = with_alpha(log_probs if batched else ops.unsqueeze(log_probs, 1), targets, inputs, lengths, blank, zero_infinity)[0]
    if zero_infinity:
        loss = ops.where(loss == float("inf"), ops.zeros((), dtype=loss.dtype), loss)
    if reduction == 1:
        divisor = ops.zeros((len(lengths),), dtype=loss.dtype)
        array(divisor)[...] = as_dtype([max(n, 1) for n in lengths], array(loss).dtype)
        return ops.mean(loss / divisor)
    if reduction == 2:
        return ops.sum(loss)
    return loss if batched else ops.squeeze(loss, 0)


def functional_ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity):
    """``nn.functional.ctc_loss``."""
    return ops.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, _number(reduction), zero_infinity)
