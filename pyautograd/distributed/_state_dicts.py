"""``torch.distributed.checkpoint.state_dict`` in one process: states of models and optimizers by the names of parameters, whatever wraps the model.

The state of a parameter goes by its name in the model instead of its number, and the names do not show that the model is compiled or in
`DataParallel`, so that a state saved from one can be loaded into the other.
"""
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import pyautograd as torch

from ..nn.modules.module import _IncompatibleKeys
from ..utils import _pytree as pytree


@dataclass
class StateDictOptions:
    """What to save or load, and how. In one process `full_state_dict`, `cpu_offload` and `broadcast_from_rank0` change nothing."""

    full_state_dict: bool = False
    cpu_offload: bool = False
    ignore_frozen_params: bool = False
    keep_submodule_prefixes: bool = True
    strict: bool = True
    broadcast_from_rank0: bool = False
    flatten_optimizer_state_dict: bool = False
    dsd_fqn_modifiers: str = "_fqn_modifiers"


_MEMBERS_OF_WRAPPERS = {"OptimizedModule": "_orig_mod", "DistributedDataParallel": "module"}


def _public(model, path):
    """The path of a member without those of wrappers."""
    kept, module = [], model
    for part in path.split("."):
        if part != _MEMBERS_OF_WRAPPERS.get(type(module).__name__):
            kept.append(part)
        module = getattr(module, part, None)
    return ".".join(kept)


def _checked(options):
    options = options or StateDictOptions()
    if options.broadcast_from_rank0 and not options.full_state_dict:
        raise ValueError("full_state_dict must be True when broadcast_from_rank0 is True.")
    return options


def _several(optimizers):
    return (optimizers,) if isinstance(optimizers, torch.optim.Optimizer) else tuple(optimizers)


def _detached(state):
    return pytree.tree_map_only(torch.Tensor, lambda t: t.detach(), state)


def get_model_state_dict(model, *, submodules=None, options=None):
    """The state of a model, by public names.

    Parameters
    ----------
    model : Module
    submodules : set of Module, optional
        Only these.
    options : StateDictOptions, optional
    """
    options = _checked(options)
    state = model.state_dict()
    for path in list(state):
        public = _public(model, path)
        if public != path:
            state[public] = state.pop(path)
    if submodules:
        warnings.warn(
            "Getting submodules only model/optim state_dict is deprecated and will be removed in 2.5. This feature can be achieved by manually filtering "
            "out the state_dict returned from get_state_dict.",
            FutureWarning,
            stacklevel=2,
        )
        prefixes = [_public(model, path) + "." for path, module in model.named_modules() if module in set(submodules)]
        state = {
            (path if options.keep_submodule_prefixes else path[len(prefix) :]): value
            for path, value in state.items() for prefix in prefixes if path.startswith(prefix)
        }  # fmt: skip
    if options.ignore_frozen_params:
        for path, parameter in model.named_parameters():
            if not parameter.requires_grad:
                state.pop(_public(model, path), None)
    return state


def set_model_state_dict(model, model_state_dict, *, options=None):
    """Load a state by public names; returns what ``load_state_dict`` returns. RuntimeError for a name that a wrapped model misses, if `strict`."""
    options = _checked(options)
    state = dict(model_state_dict)
    if not state:
        return _IncompatibleKeys({}, {})
    for path in model.state_dict():
        public = _public(model, path)
        if public != path:
            if public in state:
                state[path] = state.pop(public)
            elif options.strict:
                raise RuntimeError(f"Missing key: {public}.")
    on_meta = options.full_state_dict and any(t.is_meta for t in model.state_dict().values() if isinstance(t, torch.Tensor))
    return model.load_state_dict(state, strict=options.strict, assign=on_meta)


def _with_state(optimizer):
    """An optimizer that has made no step makes one that changes nothing, so that it has a state."""
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    if optimizer.state or any(p.grad is not None for p in parameters):
        return
    for p in parameters:
        if p.requires_grad:
            p.grad = torch.zeros_like(p)
    rates = [group.get("lr") for group in optimizer.param_groups]
    for group, rate in zip(optimizer.param_groups, rates):
        if rate is not None:
            group["lr"] = torch.tensor(0.0) if isinstance(rate, torch.Tensor) else 0.0
    optimizer.step(closure=None)
    for group, rate in zip(optimizer.param_groups, rates):
        if rate is not None:
            group["lr"] = rate
    optimizer.zero_grad(set_to_none=True)


def _names(model, optimizer):
    """The public names of an optimizer's parameters in the order of their numbers."""
    by_id = {id(p): _public(model, path) for path, p in model.named_parameters()}
    return [by_id[id(p)] for group in optimizer.param_groups for p in group["params"]]


def _flat(state):
    flat = {}

    def add(prefix, value):
        if isinstance(value, dict):
            for key, item in value.items():
                add(f"{prefix}.{key}", item)
        elif isinstance(value, (torch.Tensor, int, float)):
            flat[prefix] = value
        else:
            raise NotImplementedError(f"Flattening optimizer state_dict only supports tensor, int, float, dict states now. Type is {type(value)}.")

    add("state", state["state"])
    for group in state["param_groups"]:
        for name in group["params"]:
            flat.update({f"param_groups.{name}.{key}": value for key, value in group.items() if key != "params"})
    return flat


def _unflat(model, optimizer, flat):
    _with_state(optimizer)
    state, names = {"state": {}, "param_groups": []}, iter(_names(model, optimizer))
    for group in optimizer.param_groups:
        own = [next(names) for _ in group["params"]]
        for name, parameter in zip(own, group["params"]):
            if parameter.requires_grad:
                state["state"][name] = {key: flat[f"state.{name}.{key}"] for key in optimizer.state.get(parameter, ())}
        read = {key: flat[f"param_groups.{own[0]}.{key}"] for key in group if key != "params"} if own else {}
        state["param_groups"].append({**read, "params": own})
    return state


def get_optimizer_state_dict(model, optimizers, *, submodules=None, options=None):
    """The state of one or several optimizers of a model's parameters, with parameters by public names."""
    options, made = _checked(options), {"state": {}, "param_groups": []}
    for optimizer in _several(optimizers):
        _with_state(optimizer)
        own, names = optimizer.state_dict(), _names(model, optimizer)
        made["state"].update({names[number]: state for number, state in own["state"].items()})
        made["param_groups"].extend({**group, "params": [names[number] for number in group["params"]]} for group in own["param_groups"])
    return _detached(_flat(made) if options.flatten_optimizer_state_dict else made)


def _numbered(optimizer, names, state, strict):
    """The part of a state that is `optimizer`'s, with parameters by their numbers."""
    if all(isinstance(key, int) for key in state["state"]):  # by numbers already, or empty
        return state
    numbers, made, at = {name: number for number, name in enumerate(names)}, {"state": {}, "param_groups": []}, 0
    for group in optimizer.param_groups:
        own = names[at : at + len(group["params"])]
        at += len(own)
        for name, parameter in zip(own, group["params"]):
            if name in state["state"]:
                made["state"][numbers[name]] = state["state"][name]
            elif parameter.requires_grad and strict:
                raise RuntimeError(
                    f"Missing optimizer state for parameter '{name}' in checkpoint. The parameter requires gradients but has no saved optimizer state. "
                    "To load anyway, use StateDictOptions(strict=False)."
                )
        loaded = next((g for g in state["param_groups"] if set(own) & set(g["params"]) or not own and not g["params"]), {})
        made["param_groups"].append({**loaded, "params": [numbers[name] for name in own]})
    return made


def set_optimizer_state_dict(model, optimizers, optim_state_dict, *, options=None):
    """Load what `get_optimizer_state_dict` gave, flat or not."""
    options = _checked(options)
    for optimizer in _several(optimizers):
        _with_state(optimizer)
        state = optim_state_dict if "state" in optim_state_dict else _unflat(model, optimizer, optim_state_dict)
        optimizer.load_state_dict(_numbered(optimizer, _names(model, optimizer), state, options.strict))


def get_state_dict(model, optimizers, *, submodules=None, options=None):
    """`get_model_state_dict` and `get_optimizer_state_dict`."""
    optimizers = _several(optimizers)
    states = get_optimizer_state_dict(model, optimizers, options=options) if optimizers else {}
    return get_model_state_dict(model, submodules=submodules, options=options), states


def set_state_dict(model, optimizers, *, model_state_dict, optim_state_dict, options=None):
    """`set_model_state_dict`, whose result it returns, and `set_optimizer_state_dict`."""
    if not isinstance(optimizers, Iterable) and not isinstance(optimizers, torch.optim.Optimizer):
        raise TypeError(f"'{type(optimizers).__name__}' object is not iterable")
    set_optimizer_state_dict(model, optimizers, optim_state_dict, options=options)
    return set_model_state_dict(model, model_state_dict, options=options)
