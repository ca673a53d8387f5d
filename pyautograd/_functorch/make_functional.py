"""Modules as functions of their parameters, in the way before ``func.functional_call``."""
import copy

from .._core import core
from ..nn import Module
from ..nn.utils._named_member_accessor import NamedMemberAccessor

ops = core.ops


def _swap(module, path, tensor):
    return NamedMemberAccessor(module).swap_tensor(path, tensor, allow_missing=True)


def create_names_map(named_params, tied_named_params):
    """For each name of `named_params` all names that its tensor has in `tied_named_params`."""
    named, tied = dict(named_params), dict(tied_named_params)
    if not set(named) <= set(tied):
        raise AssertionError("named_params must be a subset of tied_named_params")
    found = {id(tensor): (name, []) for name, tensor in named.items()}
    for name, tensor in tied.items():
        if id(tensor) not in found:
            raise AssertionError(f"tensor for '{name}' not found in named_params")
        found[id(tensor)][1].append(name)
    return dict(found.values())


def _extract(model, named):
    """The tensors of a model, their names, all names of each; without memory of their own in the model from then on."""
    tied = dict(named(remove_duplicate=False))
    names_map = create_names_map(named(), tied)
    names = tuple(names_map)
    tensors = tuple([tied[name] for name in names])
    for name in names:
        for other in names_map[name]:
            _swap(model, other, None)
    return tensors, names, names_map


def extract_weights(mod):
    """Take the parameters out of a module: the parameters, their names, all names of each."""
    return _extract(mod, mod.named_parameters)


def extract_buffers(mod):
    """Take the buffers out of a module."""
    return _extract(mod, mod.named_buffers)


def load_weights(mod, names, params, as_params=False):
    """Put parameters into a module."""
    from ..nn import Parameter

    for name, p in zip(names, params):
        _swap(mod, name, Parameter(p) if as_params else p)


def load_buffers(mod, names, buffers, as_params=False):
    """Put buffers into a module."""
    for name, b in zip(names, buffers):
        _swap(mod, name, b)


def load_state(model, weights, weight_names, buffers=(), buffer_names=()):
    """Put both into a module, which is returned."""
    if len(weight_names) != len(weights) or len(buffer_names) != len(buffers):
        raise AssertionError("names and tensors must be as many")
    load_weights(model, weight_names, weights)
    load_buffers(model, buffer_names, buffers)
    return model


def _swap_state(mod, names_map, elems):
    """Put tensors into a module, each under all of its names; gives what was there."""
    return [[_swap(mod, name, elem) for name in names][0] for names, elem in zip(names_map.values(), elems)]


class _Functional(Module):
    """A module without state, called with it."""

    def __init__(self, stateless_model, names_map):
        super().__init__()
        self.stateless_model, self.all_names_map = stateless_model, names_map

    def _call(self, tensors, args, kwargs):
        before = [(name, _swap(self.stateless_model, name, t)) for t, names in zip(tensors, self.all_names_map.values()) for name in names]
        try:
            return self.stateless_model(*args, **kwargs)
        finally:
            for name, t in before:
                _swap(self.stateless_model, name, t)


class FunctionalModule(_Functional):
    """What `make_functional` returns: ``func(params, *args, **kwargs)``."""

    def __init__(self, stateless_model, param_names, names_map):
        super().__init__(stateless_model, dict(names_map))
        self.param_names, self.names_map = param_names, names_map

    @staticmethod
    def _create_from(model, disable_autograd_tracking=False):
        copied = copy.deepcopy(model)
        params, names, names_map = extract_weights(copied)
        if disable_autograd_tracking:
            for p in params:
                p.requires_grad_(False)
        return FunctionalModule(copied, names, names_map), params

    def forward(self, params, *args, **kwargs):
        return self._call(tuple(params), args, kwargs)


class FunctionalModuleWithBuffers(_Functional):
    """What `make_functional_with_buffers` returns: ``func(params, buffers, *args, **kwargs)``."""

    def __init__(self, stateless_model, param_names, buffer_names, param_names_map, buffer_names_map):
        super().__init__(stateless_model, {**param_names_map, **buffer_names_map})
        self.param_names, self.buffer_names = param_names, buffer_names

    @staticmethod
    def _create_from(model, disable_autograd_tracking=False):
        copied = copy.deepcopy(model)
        params, param_names, param_map = extract_weights(copied)
        buffers, buffer_names, buffer_map = extract_buffers(copied)
        if disable_autograd_tracking:
            for p in params:
                p.requires_grad_(False)
        return FunctionalModuleWithBuffers(copied, param_names, buffer_names, param_map, buffer_map), params, buffers

    def forward(self, params, buffers, *args, **kwargs):
        return self._call((*params, *buffers), args, kwargs)


def make_functional(model, disable_autograd_tracking=False):
    """``(func, params)`` for a module without buffers; `disable_autograd_tracking` gives parameters that require no gradients."""
    if list(model.buffers()):
        raise RuntimeError("make_functional(model): `model` has buffers. Please use make_functional_with_buffers(model) instead.")
    return FunctionalModule._create_from(model, disable_autograd_tracking=disable_autograd_tracking)


def make_functional_with_buffers(model, disable_autograd_tracking=False):
    """``(func, params, buffers)`` for a module."""
    return FunctionalModuleWithBuffers._create_from(model, disable_autograd_tracking=disable_autograd_tracking)


def transpose_stack(tuple_of_tuple_of_tensors):
    """For each place the tensors there, stacked, without history."""
    return tuple([ops.stack(list(shards)).detach() for shards in zip(*tuple_of_tuple_of_tensors)])


def combine_state_for_ensemble(models):
    """``(func, params, buffers)`` of modules of one class, for ``vmap(func)``. RuntimeError for modules that do not go together."""
    if len(models) == 0:
        raise RuntimeError("combine_state_for_ensemble: Expected at least one model, got 0.")
    if not (all(m.training for m in models) or all(not m.training for m in models)):
        raise RuntimeError("combine_state_for_ensemble: Expected all models to have the same training/eval mode.")
    if not all(type(m) is type(models[0]) for m in models):
        raise RuntimeError("combine_state_for_ensemble: Expected all models to be of the same class.")
    funcs, params, buffers = zip(*[make_functional_with_buffers(m) for m in models])
    return funcs[0], transpose_stack(params), transpose_stack(buffers)


def __getattr__(name):
    from . import functional_init

    if name.startswith("_") or not hasattr(functional_init, name):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(functional_init, name)


__all__ = [
    "FunctionalModule", "FunctionalModuleWithBuffers", "combine_state_for_ensemble", "create_names_map", "extract_buffers", "extract_weights",
    "load_buffers", "load_state", "load_weights", "make_functional", "make_functional_with_buffers", "transpose_stack",
]  # fmt: skip
