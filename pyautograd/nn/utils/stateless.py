"""Calls of a module with other tensors in the place of its parameters and buffers."""
import contextlib
import warnings

from ..parameter import Parameter  # noqa: F401
from ._named_member_accessor import NamedMemberAccessor


def _untie_named_tensors_map(module, parameters_and_buffers):
    """The mapping with an entry for every name of a tensor that has several.

    Raises
    ------
    ValueError
        If several names of one tensor are given different tensors.
    """
    names = {}
    for name, tensor in (*module.named_parameters(remove_duplicate=False), *module.named_buffers(remove_duplicate=False)):
        names.setdefault(id(tensor), set()).add(name)
    made = dict(parameters_and_buffers)
    for tied in names.values():
        given = [name for name in tied if name in parameters_and_buffers]
        if len(tied) == 1 or not given:
            continue
        if len({id(parameters_and_buffers[name]) for name in given}) != 1:
            raise ValueError(f"functional_call got multiple values for keys {sorted(tied)}, which are tied. Consider using tie_weights=False")
        for name in tied:
            made[name] = parameters_and_buffers[given[0]]
    return made


def _check_keys(module, accessor, names):
    missing, unexpected = accessor.check_keys(names)
    lines = [f"{kind} key(s): {', '.join(map(repr, keys))}." for kind, keys in (("Unexpected", unexpected), ("Missing", missing)) if keys]
    if lines:
        raise RuntimeError(f"Error(s) in reparametrizing for {module._get_name()}:\n\t" + "\n\t".join(lines))


@contextlib.contextmanager
def _reparametrize_module(module, parameters_and_buffers, tie_weights=False, strict=False, stack_weights=False):
    """Within the block the module has other tensors; what it made of them is put back into the mapping afterwards."""
    wanted = _untie_named_tensors_map(module, parameters_and_buffers) if tie_weights else parameters_and_buffers
    accessor = NamedMemberAccessor(module)
    if strict:
        _check_keys(module, accessor, wanted)
    before, _ = accessor.swap_tensors_dict(wanted, allow_missing=True)
    try:
        yield
    finally:
        after, _ = accessor.swap_tensors_dict(dict(reversed(before.items())) if stack_weights else before, allow_missing=True)
        parameters_and_buffers.update({key: after[key] for key in parameters_and_buffers if key in after})


def functional_call(module, parameters_and_buffers, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Deprecated: ``torch.func.functional_call``."""
    warnings.warn(
        "`torch.nn.utils.stateless.functional_call` is deprecated as of PyTorch 2.0 and will be removed in a future version of PyTorch. Please use "
        "`torch.func.functional_call` instead which is a drop-in replacement.",
        FutureWarning,
        stacklevel=2,
    )
    return _functional_call(module, parameters_and_buffers, args, kwargs, tie_weights=tie_weights, strict=strict)


def _functional_call(module, parameters_and_buffers, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Call `module` with the tensors of a mapping of dotted names; others stay the module's own."""
    from ..parallel import DataParallel

    if isinstance(module, DataParallel):
        raise RuntimeError("The stateless API can't be used with nn.DataParallel module")
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with _reparametrize_module(module, parameters_and_buffers, tie_weights=tie_weights, strict=strict):
        return module(*args, **({} if kwargs is None else kwargs))


__all__ = ["functional_call"]
