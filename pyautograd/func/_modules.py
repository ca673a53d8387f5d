"""Modules as functions of their parameters: `functional_call`, and many modules as one by `stack_module_state`."""
from collections.abc import Sequence

from .._core import core
from ..nn.utils.stateless import _functional_call


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Call a module with other tensors in the place of its parameters and buffers.

    Parameters
    ----------
    module : Module
    parameter_and_buffer_dicts : dict of str to Tensor, or sequence of such dicts
        What to put in place, by the names of ``named_parameters()`` and ``named_buffers()``; what is not named stays. What the module
        assigns to a name during the call is in the dict afterwards.
    args : tuple or anything
        Positional arguments; one that is no tuple is the only one.
    kwargs : dict, optional
    tie_weights : bool
        Put a tensor in the place of everything that is tied to its name in the module.
    strict : bool
        RuntimeError for names that are missing or unexpected.
    """
    if isinstance(parameter_and_buffer_dicts, dict):
        tensors = parameter_and_buffer_dicts
    elif isinstance(parameter_and_buffer_dicts, Sequence):
        if not all(isinstance(d, dict) for d in parameter_and_buffer_dicts):
            raise ValueError("Expected all elements of parameter_and_buffer_dicts to be dictionaries")
        keys = [k for d in parameter_and_buffer_dicts for k in d]
        repeated = [k for k in dict.fromkeys(keys) if keys.count(k) > 1]
        if repeated:
            raise ValueError(f"{repeated} appeared in multiple dictionaries; behavior of functional call is ambiguous")
        tensors = {k: v for d in parameter_and_buffer_dicts for k, v in d.items()}
    else:
        raise ValueError(f"Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got {type(parameter_and_buffer_dicts)}")
    return _functional_call(module, tensors, args, kwargs, tie_weights=tie_weights, strict=strict)


def stack_module_state(models):
    """The parameters and buffers of modules of one class, stacked by name, for `vmap` over `functional_call`.

    Parameters
    ----------
    models : sequence of Module
        At least one, of one class, all in training or all in evaluation mode.

    Returns
    -------
    (dict of str to Tensor, dict of str to Tensor)
        New leaves of shape ``(len(models), *shape)``, which require gradients where those of the models do.
    """
    if len(models) == 0:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if not (all(m.training for m in models) or all(not m.training for m in models)):
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval mode.")
    kind = type(models[0])
    if not all(type(m) is kind for m in models):
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    params = [dict(m.named_parameters()) for m in models]
    buffers = [dict(m.named_buffers()) for m in models]
    return tuple([{k: construct_stacked_leaf([d[k] for d in found], k) for k in found[0]} for found in (params, buffers)])


def construct_stacked_leaf(tensors, name):
    """A leaf of the stacked values. RuntimeError where only some of the tensors require gradients."""
    needs = [t.requires_grad for t in tensors]
    if any(needs) and not all(needs):
        raise RuntimeError(f"Expected {name} from each model to have the same .requires_grad")
    made = core.ops.stack(list(tensors))
    if all(needs):
        made = made.detach()
        made.requires_grad = True
    return made


def replace_all_batch_norm_modules_(root):
    """Have every batch normalisation in `root` use the statistics of its batch, and none of its own: `vmap` cannot update those. Returns `root`."""
    for module in root.modules():
        batch_norm_without_running_stats(module)
    return root


def batch_norm_without_running_stats(module):
    """The same for one module; others are left alone."""
    from ..nn.modules.batchnorm import _BatchNorm

    if isinstance(module, _BatchNorm) and module.track_running_stats:
        module.running_mean = module.running_var = module.num_batches_tracked = None
        module.track_running_stats = False


for _shown in (functional_call, stack_module_state, replace_all_batch_norm_modules_):
    _shown.__module__ = "torch.func"
