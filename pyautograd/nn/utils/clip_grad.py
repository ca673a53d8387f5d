"""Gradients held below a norm or a value."""
import types
import warnings

from ... import clamp, linalg, stack, tensor
from ..._core import core
from ..._tensor_attributes import core_no_grad

TensorBase = core.TensorBase


def _as_list(tensors):
    return [tensors] if isinstance(tensors, TensorBase) else list(tensors)


def _get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    norm_type = float(norm_type)
    tensors = _as_list(tensors)
    if not tensors:
        return tensor(0.0)
    with core_no_grad():
        total = linalg.vector_norm(stack([linalg.vector_norm(t, norm_type) for t in tensors]), norm_type)
        if error_if_nonfinite and bool((total.isnan() | total.isinf()).item()):
            raise RuntimeError(
                f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error and "
                "scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
            )
    return total


def _clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    parameters = [parameters] if isinstance(parameters, TensorBase) else parameters
    grads = [p.grad for p in parameters if p.grad is not None]
    max_norm = float(max_norm)
    if not grads:
        return
    with core_no_grad():
        factor = clamp(max_norm / (total_norm + 1e-6), max=1.0)
        for grad in grads:
            grad.mul_(factor)


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The norm of the norms of tensors.

    Parameters
    ----------
    norm_type : float
        The p of the norm, ``inf`` for the largest absolute value.
    error_if_nonfinite : bool
        Whether a norm that is infinite or not a number is an error.
    foreach : bool, optional
        Accepted and not used.

    Returns
    -------
    Tensor
        A scalar.
    """
    return _get_total_norm(tensors, norm_type, error_if_nonfinite, foreach)


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """Scale the gradients of parameters, in place, by ``max_norm / total_norm`` where that is below one."""
    return _clip_grads_with_norm_(parameters, max_norm, total_norm, foreach)


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Scale the gradients of parameters, in place, so that the norm of all together is at most `max_norm`.

    Returns
    -------
    Tensor
        The norm before, as `get_total_norm` gives it.
    """
    if not isinstance(parameters, TensorBase):
        generated = isinstance(parameters, types.GeneratorType)
        parameters = list(parameters)
        if generated and not parameters:
            warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    parameters = _as_list(parameters)
    total_norm = _get_total_norm([p.grad for p in parameters if p.grad is not None], norm_type, error_if_nonfinite, foreach)
    _clip_grads_with_norm_(parameters, max_norm, total_norm, foreach)
    return total_norm


def clip_grad_norm(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Deprecated: `clip_grad_norm_`."""
    text = "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`."
    warnings.warn(text, FutureWarning, stacklevel=2)
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def clip_grad_value_(parameters, clip_value, foreach=None):
    """Hold the elements of the gradients of parameters, in place, between ``-clip_value`` and ``clip_value``."""
    parameters = [parameters] if isinstance(parameters, TensorBase) else parameters
    clip_value = float(clip_value)
    with core_no_grad():
        grads = [p.grad for p in parameters if p.grad is not None]
        if not grads:
            raise RuntimeError(
                "Expected !nested_tensorlist[0].empty() to be true, but got false.  (Could this error message be improved?  If so, please report an "
                "enhancement request to PyTorch.)"
            )
        for grad in grads:
            grad.clamp_(min=-clip_value, max=clip_value)


__all__ = ["clip_grad_norm", "clip_grad_norm_", "clip_grad_value_"]
