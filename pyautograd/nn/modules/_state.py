"""Saving and loading: `state_dict`, `load_state_dict` and their hooks."""
import warnings
from collections import OrderedDict, namedtuple
from collections.abc import Mapping

from ... import __future__ as settings
from ..._core import core
from ..._tensor_attributes import core_no_grad
from ...utils.hooks import RemovableHandle
from ..parameter import Parameter, is_lazy

_SUFFIX = "_extra_state"
_UNREACHABLE = (
    "Reached a code path in Module.{}() that should never be called. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug."
)
_POSITIONAL = (
    "Positional args are being deprecated, use kwargs instead. Refer to "
    "https://pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.state_dict for details."
)


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    __slots__ = ()

    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


def _with_hook(hooks, hook):
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


class ModuleState:
    """The part of `Module` that saves and loads."""

    def get_extra_state(self):
        """What a subclass wants saved beside its tensors; overriding it adds the key ``_extra_state``."""
        raise RuntimeError(_UNREACHABLE.format("get_extra_state"))

    def set_extra_state(self, state):
        """Take back what `get_extra_state` returned."""
        raise RuntimeError(_UNREACHABLE.format("set_extra_state"))

    # saving

    def _register_state_dict_hook(self, hook):
        if getattr(hook, "_from_public_api", False):
            raise RuntimeError(
                "Cannot register the same function as the state dict post hook that was previously registered via register_state_dict_post_hook"
            )
        return _with_hook(self._state_dict_hooks, hook)

    def register_state_dict_post_hook(self, hook):
        """Call ``hook(module, state_dict, prefix, local_metadata)`` at the end of `state_dict`, which it may change in place."""
        hook._from_public_api = True
        return _with_hook(self._state_dict_hooks, hook)

    def register_state_dict_pre_hook(self, hook):
        """Call ``hook(module, prefix, keep_vars)`` at the start of `state_dict`."""
        return _with_hook(self._state_dict_pre_hooks, hook)

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        for name, param in self._parameters.items():
            if param is not None:
                destination[prefix + name] = param if keep_vars else param.detach()
        for name, buffer in self._buffers.items():
            if buffer is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = buffer if keep_vars else buffer.detach()
        if type(self).get_extra_state is not ModuleState.get_extra_state:
            destination[prefix + _SUFFIX] = self.get_extra_state()

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        """Parameters and persistent buffers by their dotted names: the tensors themselves, detached unless `keep_vars`.

        Returns
        -------
        OrderedDict
            With an attribute ``_metadata``: the version of each module by its dotted name.
        """
        if args:
            warnings.warn(_POSITIONAL, FutureWarning, stacklevel=2)
            destination = args[0] if destination is None else destination
            if len(args) > 1 and prefix == "":
                prefix = args[1]
            if len(args) > 2 and keep_vars is False:
                keep_vars = args[2]
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        local_metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = local_metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=prefix + name + ".", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            changed = hook(self, destination, prefix, local_metadata)
            if changed is not None:
                if getattr(hook, "_from_public_api", False):
                    raise RuntimeError("state_dict post-hook must return None")
                destination = changed
        return destination

    # loading

    def _register_load_state_dict_pre_hook(self, hook, with_module=False):
        from .module import _WrappedHook

        return _with_hook(self._load_state_dict_pre_hooks, _WrappedHook(hook, self if with_module else None))

    def register_load_state_dict_pre_hook(self, hook):
        """Call ``hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)`` before loading."""
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def register_load_state_dict_post_hook(self, hook):
        """Call ``hook(module, incompatible_keys)`` after loading; it may change the lists of keys in place."""
        return _with_hook(self._load_state_dict_post_hooks, hook)

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        members = {**self._parameters, **{k: b for k, b in self._buffers.items() if k not in self._non_persistent_buffers_set}}
        members = {name: tensor for name, tensor in members.items() if tensor is not None}
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, held in members.items():
            key = prefix + name
            if key in state_dict:
                error = _load_one(self, name, held, key, state_dict[key], assign)
                if error is not None:
                    error_msgs.append(error)
            elif strict:
                missing_keys.append(key)

        extra_key = prefix + _SUFFIX
        if type(self).set_extra_state is not ModuleState.set_extra_state:
            if extra_key in state_dict:
                self.set_extra_state(state_dict[extra_key])
            elif strict:
                missing_keys.append(extra_key)
        elif strict and extra_key in state_dict:
            unexpected_keys.append(extra_key)
        if strict:
            for key in state_dict:
                if key.startswith(prefix) and key != extra_key:
                    first, *below = key[len(prefix) :].split(".", 1)
                    if first not in (self._modules if below else members):
                        unexpected_keys.append(key)

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """Copy what `state_dict` returned into this module and those below it.

        Parameters
        ----------
        strict : bool
            Whether keys that are missing or unexpected are an error.
        assign : bool
            Take over the tensors of `state_dict` instead of copying them.

        Returns
        -------
        IncompatibleKeys
            The lists ``missing_keys`` and ``unexpected_keys``.

        Raises
        ------
        RuntimeError
            With all that did not fit. What fits is loaded nevertheless.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing, unexpected, errors = [], [], []
        metadata = getattr(state_dict, "_metadata", None)
        state_dict = OrderedDict(state_dict)
        if metadata is not None:
            state_dict._metadata = metadata
        _load_tree(self, state_dict, "", metadata, assign, (missing, unexpected, errors))
        if strict:
            for kind, keys in (("Unexpected", unexpected), ("Missing", missing)):
                if keys:
                    errors.insert(0, f"{kind} key(s) in state_dict: " + ", ".join([f'"{key}"' for key in keys]) + ". ")
        if errors:
            raise RuntimeError(f"Error(s) in loading state_dict for {self.__class__.__name__}:\n\t" + "\n\t".join(errors))
        return _IncompatibleKeys(missing, unexpected)


def _load_tree(module, state_dict, prefix, metadata, assign, problems):
    local_metadata = {} if metadata is None else metadata.get(prefix[:-1], {})
    if assign:
        local_metadata["assign_to_params_buffers"] = assign
    module._load_from_state_dict(state_dict, prefix, local_metadata, True, *problems)
    for name, child in module._modules.items():
        if child is not None:
            below = prefix + name + "."
            _load_tree(child, {k: v for k, v in state_dict.items() if k.startswith(below)}, below, metadata, assign, problems)
    incompatible = _IncompatibleKeys(*problems[:2])
    for hook in module._load_state_dict_post_hooks.values():
        if hook(module, incompatible) is not None:
            raise AssertionError(
                "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, if incompatible_keys need to be "
                "modified, it should be done inplace."
            )


def _load_one(module, name, held, key, given, assign):
    """Load one tensor; returns the text of the error, if any."""
    if not (isinstance(given, core.TensorBase) or hasattr(given, "__torch_function__")):
        return (
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint but received {type(given)}'
        )
    lazy = is_lazy(held)
    if not lazy:
        shape = tuple(held.shape)
        if shape == () and len(given.shape) == 1 and given.shape[0] == 1:  # saved when a scalar was a vector of one element
            given = given[0]
        if tuple(given.shape) != shape:
            return f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, the shape in current model is {held.shape}."
    swap = settings.get_swap_module_params_on_conversion()
    if held.device.type == "meta" != given.device.type and not assign:
        warnings.warn(
            f"for {key}: copying from a non-meta parameter in the checkpoint to a meta parameter in the current model, which is a no-op. (Did you mean "
            "to pass `assign=True` to assign items in the state dictionary to their corresponding key in the module instead of copying them in place?)",
            stacklevel=3,
        )
    try:
        with core_no_grad():
            if swap:
                _swap_in(held, given, assign)
            elif assign:
                setattr(module, name, _as_parameter_like(held, given))
            else:
                held.copy_(given)
    except Exception as error:
        return (
            f'While {"swapping" if swap else "copying"} the parameter named "{key}", whose dimensions in the model are {held.size()} and whose dimensions '
            f"in the checkpoint are {given.size()}, an exception occurred : {error.args}."
        )
    return None


def _as_parameter_like(held, given):
    """`given` as a parameter where `held` is one, with its `requires_grad`."""
    if not isinstance(held, Parameter):
        return given
    if isinstance(given, Parameter):
        return given.requires_grad_(held.requires_grad)
    return Parameter(given, requires_grad=held.requires_grad)


def _swap_in(held, given, assign):
    from ...utils import swap_tensors

    made = held.module_load(given, assign=assign)
    if made is given or made is held:
        raise RuntimeError("module_load returned one of self or other, please .detach() the result if returning one of the inputs in module_load")
    swap_tensors(held, _as_parameter_like(held, made))
