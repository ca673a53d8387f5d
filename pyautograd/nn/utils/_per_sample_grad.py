"""``torch.nn.utils._per_sample_grad``: the gradient of each example of a batch, by expanded weights."""
import functools

from ...func import functional_call
from ...utils import _pytree
from ..modules.module import Module


def call_for_per_sample_grads(module, *, batch_size=None, loss_reduction="sum", batch_first=True):
    """The forward function of a module, after which ``backward`` leaves the gradients of the examples in each parameter's ``grad_sample``.

    Parameters
    ----------
    module : Module
        Of linear, convolution, embedding, recurrent and normalization layers (not batch normalization), whose parameters all require gradients or not.
    batch_size : int, optional
        The number of examples; that of all tensors among the arguments, if not given.
    loss_reduction : {"sum", "mean"}
        How the loss joins the examples: with "mean", gradients are multiplied by their number.
    batch_first : bool
        Whether the examples are the first dimension of the arguments; the second otherwise.

    Raises
    ------
    RuntimeError
        For arguments of other kinds, where a parameter has a ``grad_sample`` already, and where sizes of batches differ.
    """
    if loss_reduction not in ("sum", "mean"):
        raise RuntimeError(f"Expected loss_reduction argument to be sum or mean, got {loss_reduction}")
    if not isinstance(module, Module):
        raise RuntimeError(f"Module passed must be nn.Module, got {type(module).__name__}")
    if not (batch_size is None or isinstance(batch_size, int)):
        raise RuntimeError(f"Batch size passed must be None or an integer, got {type(batch_size).__name__}")
    if batch_size is not None and batch_size < 1:
        raise RuntimeError(f"Batch size must be positive, got {batch_size}")
    for weight in module.parameters():
        if getattr(weight, "grad_sample", None) is not None:
            raise RuntimeError(
                "Current Expanded Weights accumulates the gradients, which will be incorrect for multiple "
                f"calls without clearing gradients. Please clear out the grad_sample parameter of {weight} or "
                "post an issue to pytorch/pytorch to prioritize correct behavior"
            )

    from ._expanded_weights import ExpandedWeight

    @functools.wraps(module.forward)
    def wrapper(*args, **kwargs):
        size = _batch_size(args, kwargs, batch_first) if batch_size is None else batch_size
        parameters = {name: ExpandedWeight(p, size, loss_reduction) if p.requires_grad else p for name, p in module.named_parameters()}
        return functional_call(module, parameters, args, kwargs)

    return wrapper


def _batch_size(args, kwargs, batch_first):
    from ..._tensor import Tensor

    found = None
    for arg in _pytree.arg_tree_leaves(*args, **kwargs):
        if not isinstance(arg, Tensor):
            continue
        size = arg.shape[0] if batch_first else arg.shape[1]
        if found is not None and found != size:
            raise RuntimeError(
                f"When computing batch size, found at least one input with batch size {found} and one with batch size {size}. Please specify it "
                "explicitly using the batch size kwarg in call_for_per_sample_grads"
            )
        found = size
    if found is None:
        raise RuntimeError(
            "Unable to find a tensor in the passed args and kwargs. They may not be pytree-able and so ExpandedWeights cannot compute the batch size from "
            "the inputs. Please specify it explicitly"
        )
    return found
