"""Modules as functions of their parameters: `functional_call`, and many modules as one by `stack_module_state`."""
from collections.abc import Sequence

from .._core import core
from ..nn.utils._named_member_accessor import MISSING, swap_tensor


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
    return call_with(module, tensors, args, kwargs, tie_weights=tie_weights, strict=strict)


def call_with(module, tensors, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """`functional_call` with one dict."""
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with reparametrized(module, tensors, tie_weights=tie_weights, strict=strict):
        return module(*args, **(kwargs or {}))


class reparametrized:
    """Context manager: a module has these tensors as its parameters and buffers."""

    def __init__(self, module, tensors, tie_weights=False, strict=False, stack_weights=False):
        self.module, self.tensors, self.strict = module, tensors, strict
        self.wanted = untied(module, tensors) if tie_weights else tensors
        self.stack_weights = stack_weights

    def __enter__(self):
        if self.strict:
            _check_keys(self.module, self.wanted)
        self.before = {}
        try:
            for name, tensor in self.wanted.items():
                self.before[name] = _swap(self.module, name, tensor)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        after = {}
        for name in reversed(self.before) if self.stack_weights else self.before:
            after[name] = _swap(self.module, name, self.before[name])
        self.tensors.update({k: after[k] for k in self.tensors if k in after and after[k] is not MISSING})


def _holder(module, path):
    """The submodule that has the last part of `path`, and that part."""
    *way, name = path.split(".")
    if not name:
        raise KeyError('tensor name can\'t be empty string ""')
    for part in way:
        found = getattr(module, part, None)
        if found is None:
            raise AttributeError(f"{module._get_name()} has no attribute `{part}`")
        module = found
    return module, name


def _swap(module, path, tensor):
    """Put `tensor` in the place of a parameter, buffer or attribute and return what was there."""
    return swap_tensor(*_holder(module, path), tensor, allow_missing=True)


def _named(module):
    found = dict(module.named_parameters(remove_duplicate=False))
    found.update(module.named_buffers(remove_duplicate=False))
    return found


def _check_keys(module, tensors):
    names = _named(module)
    unexpected, missing = [k for k in tensors if k not in names], [k for k in names if k not in tensors]
    lines = []
    if unexpected:
        lines.append(f"Unexpected key(s): {', '.join(map(repr, unexpected))}.")
    if missing:
        lines.append(f"Missing key(s): {', '.join(map(repr, missing))}.")
    if lines:
        raise RuntimeError("Error(s) in reparametrizing for {}:\n\t{}".format(module._get_name(), "\n\t".join(lines)))


def untied(module, tensors):
    """`tensors` with an entry for every name that is tied to one of theirs. ValueError for several values of tied names."""
    groups = {}
    for name, tensor in _named(module).items():
        groups.setdefault(id(tensor), []).append(name)
    made = dict(tensors)
    for names in groups.values():
        given = [n for n in names if n in tensors]
        if len(names) == 1 or not given:
            continue
        if len({id(tensors[n]) for n in given}) > 1:
            raise ValueError(f"functional_call got multiple values for keys {sorted(names)}, which are tied. Consider using tie_weights=False")
        for name in names:
            made[name] = tensors[given[0]]
    return made


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
