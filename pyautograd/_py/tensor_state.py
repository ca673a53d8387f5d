"""What may be assigned to a tensor of the plain core: its flag, its gradient and the dtype of that, its data."""
import warnings

from .. import _autograd_texts as texts
from .. import _types
from .grad_mode import modes

SAME_DTYPE = "same"  # a gradient of the tensor's own dtype


def differentiable(dtype):
    """Whether tensors of a dtype can carry gradients."""
    return dtype.is_floating_point or dtype.is_complex


def check_bool(value):
    """Raise unless `value` may be assigned to ``requires_grad``."""
    if type(value) is not bool:
        raise RuntimeError("requires_grad must be a bool")


def assign_requires_grad(tensor, value):
    """``tensor.requires_grad = value``."""
    check_bool(value)
    if tensor.grad_fn is not None:
        raise RuntimeError(texts.FLAG_OF_NON_LEAF + ("" if value else texts.FLAG_ADVICE))
    if value and not differentiable(tensor._dtype):
        raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
    store_requires_grad(tensor, value)


def set_requires_grad(tensor, value):
    """``tensor.requires_grad_(value)``."""
    if tensor.grad_fn is not None:
        if value:
            return
        raise RuntimeError(texts.FLAG_OF_NON_LEAF + texts.FLAG_ADVICE)
    if value and not differentiable(tensor._dtype):
        raise RuntimeError("only Tensors of floating point dtype can require gradients")
    store_requires_grad(tensor, value)


def store_requires_grad(tensor, value):
    """Set the flag; RuntimeError for an inference tensor outside of that mode."""
    if value and tensor._inference and not modes.inference:
        raise RuntimeError(texts.INFERENCE_REQUIRES_GRAD)
    tensor._requires_grad = value


def check_grad(tensor, value):
    """Raise unless `value` may be the gradient of `tensor`."""
    if not hasattr(value, "_counter"):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {texts.type_shown(value)}")
    if value is tensor:
        raise RuntimeError("can't assign Variable as its own grad")
    want = grad_dtype_of(tensor)
    if want is not None and value._dtype is not want:
        raise RuntimeError(texts.grad_dtype_text(value._dtype, want))
    if value._array.shape != tensor._array.shape:
        raise RuntimeError(texts.grad_shape_text(list(value.shape), list(tensor.shape)))


def grad_dtype_of(tensor):
    """The dtype that the gradient of `tensor` must have; None: any."""
    return tensor._dtype if tensor._grad_dtype == SAME_DTYPE else tensor._grad_dtype


def assign_grad_dtype(tensor, value):
    """``tensor.grad_dtype = value``; an AccumulateGrad that is there already learns it too."""
    if not isinstance(value, _types.dtype) and value is not None:
        raise RuntimeError(f"grad_dtype must be a torch.dtype or None, but got {type(value).__name__}")
    if tensor.grad_fn is not None:
        warnings.warn(texts.GRAD_OF_NON_LEAF, stacklevel=3)
        raise RuntimeError("grad_dtype can only be set on leaf tensors.")
    held = tensor._held_grad
    if held is not None and value is not None and held._dtype is not value:
        raise RuntimeError(texts.grad_dtype_conflict(value, held._dtype))
    tensor._grad_dtype = value
    node = tensor._accumulator and tensor._accumulator()
    if node is not None:
        node._outputs[0].dtype = value


def assign_data(tensor, value):
    """``tensor.data = value``: other memory for the same tensor, which autograd does not notice."""
    if modes.scope and tensor._born >= modes.scope:
        raise RuntimeError(texts.DATA_IN_TRANSFORM)
    if not hasattr(value, "_counter"):
        raise TypeError(f"Variable data has to be a tensor, but got {texts.type_shown(value)}")
    if value._dtype is not tensor._dtype and not differentiable(value._dtype) and tensor.requires_grad:
        raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
    if value._dtype is not tensor._dtype:
        tensor._accumulator = None  # a graph that was made before leads to the AccumulateGrad that was, a new one to a new one
    tensor._array, tensor._dtype, tensor._storage, tensor._inference = value._array, value._dtype, value._storage, value._inference
    tensor._lazy = value._lazy
