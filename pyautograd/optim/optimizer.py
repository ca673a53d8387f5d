"""`Optimizer`: parameter groups, state, state dicts and hooks, which all optimizers share."""
import functools
import sys
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from copy import deepcopy
from itertools import chain

import pyautograd as torch

from ..utils.hooks import RemovableHandle

_global_optimizer_pre_hooks = OrderedDict()
_global_optimizer_post_hooks = OrderedDict()
_HOOKS = (
    "_optimizer_step_pre_hooks", "_optimizer_step_post_hooks", "_optimizer_state_dict_pre_hooks", "_optimizer_state_dict_post_hooks",
    "_optimizer_load_state_dict_pre_hooks", "_optimizer_load_state_dict_post_hooks",
)  # fmt: skip


class _RequiredParameter:
    """The default of an option that each parameter group must give."""

    def __repr__(self):
        return "<required parameter>"


required = _RequiredParameter()


def _use_grad_for_differentiable(step):
    """Run a ``step`` method with gradients on for optimizers made with ``differentiable=True``, off for others."""

    @functools.wraps(step)
    def with_mode(self, *args, **kwargs):
        before = torch.is_grad_enabled()
        torch._core.core.set_grad_enabled(bool(self.defaults.get("differentiable", False)))
        try:
            return step(self, *args, **kwargs)
        finally:
            torch._core.core.set_grad_enabled(before)

    return with_mode


def _get_value(x):
    """The number in a one-element tensor; anything else as it is."""
    return x.item() if isinstance(x, torch.Tensor) else x


def _to_scalar(x):
    """A one-element tensor as a 0-d one; anything else as it is."""
    return x.squeeze() if isinstance(x, torch.Tensor) and x.dim() != 0 else x


def _get_scalar_dtype(is_fused=None):
    """The dtype of step counters."""
    return torch.float64 if torch.get_default_dtype() == torch.float64 and not is_fused else torch.float32


def _default_to_fused_or_foreach(params, differentiable, use_fused=False):
    """(fused, foreach) where the user chose neither: no device here prefers one."""
    return False, False


def _view_as_real(params, *state_and_grads):
    """Replace complex tensors in these lists by their real views."""
    for i, p in enumerate(params):
        if p.is_complex():
            params[i] = torch.view_as_real(p)
            for tensors in state_and_grads:
                tensors[i] = torch.view_as_real(tensors[i])


def _is_profiled():
    """Whether `torch.autograd.profiler` is recording; where nobody has imported it, it is not."""
    profiler = sys.modules.get("pyautograd.autograd.profiler")
    return profiler is not None and profiler._is_profiler_enabled


def _add_hook(hooks, hook, prepend=False):
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def register_optimizer_step_pre_hook(hook):
    """Call ``hook(optimizer, args, kwargs)`` before each step of any optimizer; it may return new ``(args, kwargs)``."""
    return _add_hook(_global_optimizer_pre_hooks, hook)


def register_optimizer_step_post_hook(hook):
    """Call ``hook(optimizer, args, kwargs)`` after each step of any optimizer."""
    return _add_hook(_global_optimizer_post_hooks, hook)


class Optimizer:
    """Base class of optimizers.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
        What to optimize. A dict is a parameter group: its ``"params"``, and options that differ from the defaults.
    defaults : dict
        Options of groups that do not give them.

    Attributes
    ----------
    param_groups : list of dict
    state : defaultdict of dict
        What a subclass keeps for each parameter.
    """

    OptimizerPreHook = Callable[["Optimizer", tuple, dict], tuple | None]
    OptimizerPostHook = Callable[["Optimizer", tuple, dict], None]

    def __init__(self, params, defaults):
        self.defaults = defaults
        for name in _HOOKS:
            setattr(self, name, OrderedDict())
        self._patch_step_function()
        self._warned_capturable_if_run_uncaptured = True
        if isinstance(params, torch.Tensor):
            raise TypeError("params argument given to the optimizer should be an iterable of Tensors or dicts, but got " + torch.typename(params))
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def __getstate__(self):
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state):
        self.__dict__.update(state)
        for name in _HOOKS:
            if name not in self.__dict__:
                setattr(self, name, OrderedDict())
        self._patch_step_function()
        self.defaults.setdefault("differentiable", False)

    def __repr__(self):
        lines = [type(self).__name__ + " ("]
        for i, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {i}")
            lines.extend([f"    {key}: {group[key]}" for key in sorted(group) if key != "params"])
            lines.append("")
        return "\n".join(lines[:-1]) + "\n)"

    # steps

    def step(self, closure=None):
        """Change the parameters once, by their gradients.

        Parameters
        ----------
        closure : callable, optional
            Computes the loss and its gradients anew and returns the loss, which ``step`` then returns.
        """
        raise NotImplementedError

    @staticmethod
    def profile_hook_step(func):
        """`func`, a ``step`` method, between the hooks for steps."""

        @functools.wraps(func)
        def wrapper(*args, **kwargs):
            self = args[0]
            if _is_profiled():
                with torch.autograd.profiler.record_function(f"Optimizer.step#{type(self).__name__}.step"):
                    return hooked(self, args, kwargs)
            return hooked(self, args, kwargs)

        def hooked(self, args, kwargs):
            before, after = self._optimizer_step_pre_hooks, self._optimizer_step_post_hooks
            if _global_optimizer_pre_hooks or before:
                for hook in chain(_global_optimizer_pre_hooks.values(), before.values()):
                    result = hook(self, args, kwargs)
                    if result is None:
                        continue
                    if not (isinstance(result, tuple) and len(result) == 2):
                        raise RuntimeError(f"{func} must return None or a tuple of (new_args, new_kwargs), but got {result}.")
                    args, kwargs = result
            out = func(*args, **kwargs)
            self._optimizer_step_code()
            if after or _global_optimizer_post_hooks:
                for hook in chain(after.values(), _global_optimizer_post_hooks.values()):
                    hook(self, args, kwargs)
            return out

        return wrapper

    def _optimizer_step_code(self):
        """Called after each step: a place for profilers to patch."""

    def _patch_step_function(self):
        cls = type(self)
        self._zero_grad_profile_name = f"Optimizer.zero_grad#{cls.__name__}.zero_grad"
        if not getattr(cls.step, "hooked", None):
            cls.step = self.profile_hook_step(cls.step)
            cls.step.hooked = True

    def zero_grad(self, set_to_none=True):
        """Drop the gradients of all parameters, or fill them with zeros."""
        if _is_profiled():
            with torch.autograd.profiler.record_function(self._zero_grad_profile_name):
                return self._zero_grad(set_to_none)
        return self._zero_grad(set_to_none)

    def _zero_grad(self, set_to_none):
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none:
                    p.grad = None
                elif p.grad is not None:
                    if p.grad.grad_fn is not None:
                        p.grad.detach_()
                    else:
                        p.grad.requires_grad_(False)
                    p.grad.zero_()

    # hooks

    def register_step_pre_hook(self, hook):
        """Call ``hook(optimizer, args, kwargs)`` before each step; it may return new ``(args, kwargs)``."""
        return _add_hook(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook):
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        return _add_hook(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook, prepend=False):
        """Call ``hook(optimizer)`` before `state_dict` looks at the state."""
        return _add_hook(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook, prepend=False):
        """Call ``hook(optimizer, state_dict)`` on what `state_dict` made; it may return another one."""
        return _add_hook(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(self, hook, prepend=False):
        """Call ``hook(optimizer, state_dict)`` before `load_state_dict`; it may return another dict to load."""
        return _add_hook(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(self, hook, prepend=False):
        """Call ``hook(optimizer)`` after `load_state_dict`."""
        return _add_hook(self._optimizer_load_state_dict_post_hooks, hook, prepend)

    # state dicts

    def state_dict(self):
        """State and parameter groups as a dict that names parameters by their place: ``{"state": ..., "param_groups": ...}``.

        The state's tensors are those in use, not copies.
        """
        for hook in self._optimizer_state_dict_pre_hooks.values():
            hook(self)
        numbers, groups, start = {}, [], 0
        for group in self.param_groups:
            params = group["params"]
            for i, p in enumerate(params, start):
                numbers.setdefault(id(p), i)
            start += len(params)
            groups.append({**{key: value for key, value in group.items() if key != "params"}, "params": [numbers[id(p)] for p in params]})
        state = {numbers[id(k)] if isinstance(k, torch.Tensor) else k: v for k, v in self.state.items()}
        made = {"state": state, "param_groups": groups}
        for hook in self._optimizer_state_dict_post_hooks.values():
            result = hook(self, made)
            made = made if result is None else result
        return made

    @staticmethod
    def _group_tensors_by_device_and_dtype(tensorlistlist, with_indices=False):
        """Lists of tensors that belong together, by the device and the dtype of the first list's."""
        from ..utils._foreach_utils import _group_tensors_by_device_and_dtype

        return _group_tensors_by_device_and_dtype(tensorlistlist, with_indices)

    @staticmethod
    def _process_value_according_to_param_policy(param, value, param_id, param_groups, key=None):
        """A tensor of a loaded state in the dtype it has beside `param`; step counters keep theirs."""
        if key == "step":
            group = next((g for g in param_groups if param_id in g["params"]), {})
            return value.to(torch.float32) if group.get("capturable", False) or group.get("fused", False) else value
        return value.to(param.dtype) if param.is_floating_point() else value

    def load_state_dict(self, state_dict):
        """Take over state and options from a `state_dict`; its groups must have as many parameters as this optimizer's.

        Raises
        ------
        ValueError
            If the groups do not match. Nothing is changed then.
        """
        state_dict = state_dict.copy()
        for hook in self._optimizer_load_state_dict_pre_hooks.values():
            result = hook(self, state_dict)
            state_dict = state_dict if result is None else result
        groups, saved = self.param_groups, deepcopy(state_dict["param_groups"])
        if len(groups) != len(saved):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(g["params"]) != len(s["params"]) for g, s in zip(groups, saved)):
            raise ValueError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
        params = {number: p for g, s in zip(groups, saved) for number, p in zip(s["params"], g["params"])}

        def cast(param, value, number, key=None):
            if isinstance(value, torch.Tensor):
                return self._process_value_according_to_param_policy(param, value, number, state_dict["param_groups"], key)
            if isinstance(value, dict):
                return {k: cast(param, v, number, k) for k, v in value.items()}
            if hasattr(value, "__iter__") and not isinstance(value, str):
                return type(value)(cast(param, v, number) for v in value)
            return value

        state = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in params:
                state[params[key]] = cast(params[key], value, key)
            else:
                state[key] = value
        for group, new in zip(groups, saved):
            new["params"] = group["params"]
            if "param_names" in group and "param_names" not in new:
                new["param_names"] = group["param_names"]
        self.__setstate__({"state": state, "param_groups": saved})
        for hook in self._optimizer_load_state_dict_post_hooks.values():
            hook(self)

    # parameter groups

    def add_param_group(self, param_group):
        """Optimize more parameters.

        Parameters
        ----------
        param_group : dict
            ``"params"`` and, where they differ from the defaults, options.

        Raises
        ------
        TypeError
            For anything but tensors, and for a set of them, which has no order.
        ValueError
            For tensors that are no leaves, for parameters of another group, and where some parameters have names and some have not.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will change between runs. "
                "Please use a list instead."
            )
        params = [params] if isinstance(params, torch.Tensor) else list(params)
        names = [p[0] for p in params if isinstance(p, tuple)]
        params = param_group["params"] = [p[1] if isinstance(p, tuple) else p for p in params]
        if names:
            if len(names) != len(params):
                raise ValueError("all optimizer params should be with/without names. Some param names are missing")
            param_group["param_names"] = names
        for p in params:
            if not isinstance(p, torch.Tensor):
                raise TypeError("optimizer can only optimize Tensors, but one of the params is " + torch.typename(p))
            if not self.defaults.get("differentiable", None) and not (p.is_leaf or p.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)
        if len(params) != len(set(params)):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; see "
                "github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=3,
            )
        known = set()
        for group in self.param_groups:
            known.update(group["params"])
            if ("param_names" in param_group) != ("param_names" in group):
                which = "with names" if "param_names" in param_group else "without names"
                raise ValueError(
                    f"all optimizer param groups should be with/without names. cannot add param group {which} to the optimizer"
                )
        if not known.isdisjoint(params):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)


__all__ = ["Optimizer", "register_optimizer_step_post_hook", "register_optimizer_step_pre_hook"]


def __getattr__(name):
    """What only optimizers of others import."""
    from . import _for_others

    found = vars(_for_others).get(name)
    if found is None or name.startswith("__"):
        raise AttributeError(f"module 'torch.optim.optimizer' has no attribute '{name}'")
    return found
