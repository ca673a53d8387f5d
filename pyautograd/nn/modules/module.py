"""`Module`, the base class of all modules: what it owns, how attributes find it, its hooks, and the call.

`_tree` has the walks over a module and its children and the conversions, `_state` saving and loading. The dictionaries of global hooks
are looked up in this module at every use, since programs put fresh ones in their place.
"""
import functools
import inspect
import types
import weakref
from collections import OrderedDict
from typing import Any, TypeVar

from ... import compile as _compile
from ... import typename
from ..._core import core
from ...utils.hooks import RemovableHandle
from ..parameter import Buffer, Parameter
from ._state import ModuleState, _IncompatibleKeys  # noqa: F401
from ._tree import ModuleTree, _addindent  # noqa: F401

TensorBase = core.TensorBase
T_destination = TypeVar("T_destination", bound=dict[str, Any])

_EXTRA_STATE_KEY_SUFFIX = "_extra_state"

_global_buffer_registration_hooks = OrderedDict()
_global_module_registration_hooks = OrderedDict()
_global_parameter_registration_hooks = OrderedDict()
_global_backward_pre_hooks = OrderedDict()
_global_backward_hooks = OrderedDict()
_global_is_full_backward_hook = None
_global_forward_pre_hooks = OrderedDict()
_global_forward_hooks = OrderedDict()
_global_forward_hooks_always_called = OrderedDict()
_global_forward_hooks_with_kwargs = OrderedDict()

_MIXED_HOOKS = "Cannot use both regular backward hooks and full backward hooks {}. Please use only one of them."


def _has_any_global_hook():
    return (
        _global_backward_pre_hooks or _global_backward_hooks or _global_forward_pre_hooks or _global_forward_hooks
        or _global_forward_hooks_always_called or _global_forward_hooks_with_kwargs
    )  # fmt: skip


def _added(hooks, hook, prepend=False, extra=()):
    """Put a hook into a dictionary, and True under its id into those of `extra` whose condition holds."""
    handle = RemovableHandle(hooks, extra_dict=[marks for marks, _ in extra] or None)
    hooks[handle.id] = hook
    for marks, wanted in extra:
        if wanted:
            marks[handle.id] = True
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def register_module_buffer_registration_hook(hook):
    """Call ``hook(module, name, buffer)`` before any module registers a buffer; what it returns, unless None, is registered instead."""
    return _added(_global_buffer_registration_hooks, hook)


def register_module_module_registration_hook(hook):
    """Call ``hook(module, name, submodule)`` before any module registers another."""
    return _added(_global_module_registration_hooks, hook)


def register_module_parameter_registration_hook(hook):
    """Call ``hook(module, name, parameter)`` before any module registers a parameter."""
    return _added(_global_parameter_registration_hooks, hook)


def register_module_forward_pre_hook(hook):
    """Call ``hook(module, args)`` before any module's ``forward``."""
    return _added(_global_forward_pre_hooks, hook)


def register_module_forward_hook(hook, *, with_kwargs=False, always_call=False):
    """Call ``hook(module, args, output)`` after any module's ``forward``, before the module's own hooks."""
    handle = RemovableHandle(_global_forward_hooks, extra_dict=_global_forward_hooks_always_called)
    _global_forward_hooks[handle.id] = hook
    if with_kwargs:
        _global_forward_hooks_with_kwargs[handle.id] = True
    if always_call:
        _global_forward_hooks_always_called[handle.id] = True
    return handle


def register_module_backward_hook(hook):
    """The deprecated form of `register_module_full_backward_hook`."""
    global _global_is_full_backward_hook
    if _global_is_full_backward_hook is True:
        raise RuntimeError(_MIXED_HOOKS.format("as a global Module hook"))
    _global_is_full_backward_hook = False
    return _added(_global_backward_hooks, hook)


def register_module_full_backward_pre_hook(hook):
    """Call ``hook(module, grad_output)`` when the gradients of any module's outputs are known."""
    return _added(_global_backward_pre_hooks, hook)


def register_module_full_backward_hook(hook):
    """Call ``hook(module, grad_input, grad_output)`` when the gradients of any module's inputs are known."""
    global _global_is_full_backward_hook
    if _global_is_full_backward_hook is False:
        raise RuntimeError(_MIXED_HOOKS.format("as a global Module hook"))
    _global_is_full_backward_hook = True
    return _added(_global_backward_hooks, hook)


class _WrappedHook:
    """A hook that is given its module, held weakly, as its first argument."""

    def __init__(self, hook, module=None):
        self.hook = hook
        functools.update_wrapper(self, hook)
        self.with_module = module is not None
        if self.with_module:
            self.module = weakref.ref(module)

    def __call__(self, *args, **kwargs):
        if not self.with_module:
            return self.hook(*args, **kwargs)
        module = self.module()
        if module is None:
            raise RuntimeError("You are trying to call the hook of a dead Module!")
        return self.hook(module, *args, **kwargs)

    def __getstate__(self):
        state = {"hook": self.hook, "with_module": self.with_module}
        if self.with_module:
            state["module"] = self.module()
        return state

    def __setstate__(self, state):
        self.hook, self.with_module = state["hook"], state["with_module"]
        if self.with_module:
            if state["module"] is None:
                raise RuntimeError("You are trying to revive the hook of a dead Module!")
            self.module = weakref.ref(state["module"])


def _forward_unimplemented(self, *input):
    raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')


def _checked_name(module, kind, name, registered):
    if not isinstance(name, str):
        raise TypeError(f"{kind} name should be a string. Got {typename(name)}")
    if "." in name:
        raise KeyError(f'{kind} name can\'t contain "."')
    if name == "":
        raise KeyError(f'{kind} name can\'t be empty string ""')
    if name not in registered and hasattr(module, name):
        raise KeyError(f"attribute '{name}' already exists")


def _replaced_by(hooks, module, name, value):
    for hook in hooks.values():
        output = hook(module, name, value)
        if output is not None:
            value = output
    return value


def _take_out(module, name, *places):
    """An attribute that changes its kind leaves where it was."""
    for members in places:
        if name in members:
            del members[name]
    module._non_persistent_buffers_set.discard(name)


def _assign_buffer(module, name, value):
    if not (value is None or isinstance(value, TensorBase) or hasattr(value, "__torch_function__")):
        raise TypeError(f"cannot assign '{typename(value)}' as buffer '{name}' (torch.nn.Buffer, torch.Tensor or None expected)")
    persistent = value.persistent if isinstance(value, Buffer) else name not in module._non_persistent_buffers_set
    own_method = getattr(module.register_buffer, "__func__", None) is not Module.register_buffer
    if not own_method or "persistent" in inspect.signature(module.register_buffer).parameters:
        module.register_buffer(name, value, persistent)
    elif persistent:
        module.register_buffer(name, value)
    else:
        raise RuntimeError(
            "Registering a non-persistent buffer on a Module subclass that implements register_buffer() without the persistent argument is not allowed."
        )


class Module(ModuleTree, ModuleState):
    """The base class of all modules.

    A subclass calls ``super().__init__()`` first and then assigns parameters, buffers and other modules to its attributes, where the module
    finds them; ``forward`` computes. Calling the module runs its hooks around ``forward``.

    Attributes
    ----------
    training : bool
        Whether the module is in training mode (`train`, `eval`).
    call_super_init : bool
        Whether ``__init__`` passes its arguments on to the next class, for multiple inheritance. A class attribute, False unless set.
    """

    T_destination = T_destination
    dump_patches = False
    _version = 1
    call_super_init = False
    _compiled_call_impl = None
    forward = _forward_unimplemented

    def __init__(self, *args, **kwargs):
        if self.call_super_init is False:
            if kwargs:
                raise TypeError(f"{type(self).__name__}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'")
            if args:
                raise TypeError(f"{type(self).__name__}.__init__() takes 1 positional argument but {len(args) + 1} were given")
        # Into the dictionary: attributes by assignment would ask, one by one, whether they are parameters.
        self.__dict__.update(
            training=True, _parameters={}, _buffers={}, _non_persistent_buffers_set=set(), _backward_pre_hooks=OrderedDict(),
            _backward_hooks=OrderedDict(), _is_full_backward_hook=None, _forward_hooks=OrderedDict(), _forward_hooks_with_kwargs=OrderedDict(),
            _forward_hooks_always_called=OrderedDict(), _forward_pre_hooks=OrderedDict(), _forward_pre_hooks_with_kwargs=OrderedDict(),
            _state_dict_hooks=OrderedDict(), _state_dict_pre_hooks=OrderedDict(), _load_state_dict_pre_hooks=OrderedDict(),
            _load_state_dict_post_hooks=OrderedDict(), _modules={},
        )  # fmt: skip
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    # registration

    def register_buffer(self, name, tensor, persistent=True):
        """Own a tensor that is not a parameter; a persistent one is part of `state_dict`.

        Raises
        ------
        KeyError
            If the name is empty, contains a dot, or is taken.
        TypeError
            If the name is no string, or what is to be registered is neither a tensor nor None.
        """
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        _checked_name(self, "buffer", name, self._buffers)
        if not (tensor is None or isinstance(tensor, TensorBase) or hasattr(tensor, "__torch_function__")):
            raise TypeError(f"cannot assign '{typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)")
        self._buffers[name] = _replaced_by(_global_buffer_registration_hooks, self, name, tensor)
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def register_parameter(self, name, param):
        """Own a parameter, under a name. Errors as for `register_buffer`."""
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        _checked_name(self, "parameter", name, self._parameters)
        if param is not None:
            if not isinstance(param, Parameter):
                raise TypeError(f"cannot assign '{typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)")
            if param.grad_fn:
                raise ValueError(
                    f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To express '{name}' as a "
                    "function of another Tensor, compute the value in the forward() method."
                )
            param = _replaced_by(_global_parameter_registration_hooks, self, name, param)
        self._parameters[name] = param

    def add_module(self, name, module):
        """Own another module, under a name. Errors as for `register_buffer`."""
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{typename(module)} is not a Module subclass")
        if not isinstance(name, str):
            raise TypeError(f"module name should be a string. Got {typename(name)}")
        if name not in self._modules and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            raise KeyError(f'module name can\'t contain ".", got: {name}')
        if name == "":
            raise KeyError('module name can\'t be empty string ""')
        self._modules[name] = _replaced_by(_global_module_registration_hooks, self, name, module)

    def register_module(self, name, module):
        """The same as `add_module`."""
        self.add_module(name, module)

    # attributes

    def __getattr__(self, name):
        own = self.__dict__
        if "_parameters" in own:
            members = own["_parameters"]
            if name in members:
                return members[name]
        if "_buffers" in own:
            members = own["_buffers"]
            if name in members:
                return members[name]
        if "_modules" in own:
            members = own["_modules"]
            if name in members:
                return members[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name, value):
        own = self.__dict__
        params, modules, buffers = own.get("_parameters"), own.get("_modules"), own.get("_buffers")
        if isinstance(value, TensorBase) and isinstance(value, Parameter):
            if params is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            _take_out(self, name, own, buffers, modules)
            self.register_parameter(name, value)
        elif params is not None and name in params:
            if value is not None:
                raise TypeError(f"cannot assign '{typename(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)")
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            if modules is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            _take_out(self, name, own, params, buffers)
            modules[name] = _replaced_by(_global_module_registration_hooks, self, name, value)
        elif modules is not None and name in modules:
            if value is not None:
                raise TypeError(f"cannot assign '{typename(value)}' as child module '{name}' (torch.nn.Module or None expected)")
            modules[name] = _replaced_by(_global_module_registration_hooks, self, name, value)
        elif (buffers is not None and name in buffers) or (isinstance(value, TensorBase) and isinstance(value, Buffer)):
            _assign_buffer(self, name, value)
        else:
            super().__setattr__(name, value)

    def __delattr__(self, name):
        if name in self._parameters:
            del self._parameters[name]
        elif name in self._buffers:
            del self._buffers[name]
            self._non_persistent_buffers_set.discard(name)
        elif name in self._modules:
            del self._modules[name]
        else:
            super().__delattr__(name)

    # hooks

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """Call ``hook(module, grad_output)`` when the gradients of the outputs are known; what it returns replaces them."""
        return _added(self._backward_pre_hooks, hook, prepend)

    def register_backward_hook(self, hook):
        """The deprecated form of `register_full_backward_hook`: it sees the gradients of the last node of ``forward`` only."""
        if self._is_full_backward_hook is True:
            raise RuntimeError(_MIXED_HOOKS.format("on a single Module"))
        self._is_full_backward_hook = False
        return _added(self._backward_hooks, hook)

    def register_full_backward_hook(self, hook, prepend=False):
        """Call ``hook(module, grad_input, grad_output)`` when the gradients of the inputs are known; what it returns replaces `grad_input`."""
        if self._is_full_backward_hook is False:
            raise RuntimeError(_MIXED_HOOKS.format("on a single Module"))
        self._is_full_backward_hook = True
        return _added(self._backward_hooks, hook, prepend)

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """Call ``hook(module, args)``, or ``hook(module, args, kwargs)``, before ``forward``; what it returns replaces the arguments."""
        return _added(self._forward_pre_hooks, hook, prepend, [(self._forward_pre_hooks_with_kwargs, with_kwargs)])

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """Call ``hook(module, args, output)``, or ``hook(module, args, kwargs, output)``, after ``forward``; what it returns replaces the output.

        `always_call` calls it also where ``forward`` or a hook raises.
        """
        marks = [(self._forward_hooks_with_kwargs, with_kwargs), (self._forward_hooks_always_called, always_call)]
        return _added(self._forward_hooks, hook, prepend, marks)

    def _get_backward_hooks(self):
        full, legacy = [], []
        for is_full, hooks in ((_global_is_full_backward_hook, _global_backward_hooks), (self._is_full_backward_hook, self._backward_hooks)):
            if is_full is not None:
                (full if is_full else legacy).extend(hooks.values())
        return full, legacy

    def _get_backward_pre_hooks(self):
        return [*_global_backward_pre_hooks.values(), *self._backward_pre_hooks.values()]

    def _maybe_warn_non_full_backward_hook(self, inputs, result, grad_fn):
        from ._hooked_call import _warn_of_what_is_missed

        _warn_of_what_is_missed(inputs, result, grad_fn)

    # the call

    def _call_impl(self, *args, **kwargs):
        if not (
            self._backward_hooks or self._backward_pre_hooks or self._forward_hooks or self._forward_pre_hooks
            or _global_backward_pre_hooks or _global_backward_hooks or _global_forward_hooks or _global_forward_pre_hooks
        ):  # fmt: skip
            return self.forward(*args, **kwargs)
        from ._hooked_call import hooked_call

        return hooked_call(self, args, kwargs)

    def _wrapped_call_impl(self, *args, **kwargs):
        # What `_call_impl` does, once more and from the dictionary: small modules are called often.
        own = self.__dict__
        try:
            hooked = own["_backward_hooks"] or own["_backward_pre_hooks"] or own["_forward_hooks"] or own["_forward_pre_hooks"]
        except KeyError:
            hooked = True  # the constructor of Module was not called: the longer way says so
        if "_compiled_call_impl" in own:
            return self._compiled_call_impl(*args, **kwargs)
        if hooked or _global_backward_pre_hooks or _global_backward_hooks or _global_forward_hooks or _global_forward_pre_hooks:
            return self._call_impl(*args, **kwargs)
        return self.forward(*args, **kwargs)

    __call__ = _wrapped_call_impl

    def _slow_forward(self, *input, **kwargs):
        return self.forward(*input, **kwargs)

    def compile(self, *args, **kwargs):
        """Have calls go through ``torch.compile``, which returns its argument here."""
        self._compiled_call_impl = _compile(self._call_impl, *args, **kwargs)

    # copying and pickling

    def __getstate__(self):
        state = self.__dict__.copy()
        state.pop("_compiled_call_impl", None)
        return state

    def __setstate__(self, state):
        own = self.__dict__
        own.update(state)
        # What modules pickled by an older PyTorch lack.
        for name in (
            "_forward_pre_hooks", "_forward_pre_hooks_with_kwargs", "_forward_hooks_with_kwargs", "_forward_hooks_always_called", "_state_dict_hooks",
            "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks", "_backward_pre_hooks",
        ):  # fmt: skip
            if name not in own:
                own[name] = OrderedDict()
        own.setdefault("_non_persistent_buffers_set", set())
        own.setdefault("_is_full_backward_hook", None)


for _base in (ModuleTree, ModuleState):
    for _method in vars(_base).values():
        if isinstance(_method, types.FunctionType):
            _method.__qualname__ = f"Module.{_method.__name__}"  # as the errors of calls name it

__all__ = [
    "register_module_forward_pre_hook", "register_module_forward_hook", "register_module_full_backward_pre_hook", "register_module_backward_hook",
    "register_module_full_backward_hook", "register_module_buffer_registration_hook", "register_module_module_registration_hook",
    "register_module_parameter_registration_hook", "Module",
]  # fmt: skip
