"""``torch.fx._symbolic_trace``: `Tracer`, which runs a program on proxies and records what it does."""
import collections
import copy
import functools
import inspect
import math
import types
import warnings
from collections import OrderedDict

import pyautograd as torch

from ..nn import Module, Parameter
from ..utils import _pytree as pytree
from ._patching import patching, wrap
from .graph import Graph, PyTreeCodeGen, PyTreeInfo
from .graph_module import GraphModule
from .node import base_types
from .proxy import ParameterProxy, Proxy, Scope, ScopeContextManager, TracerBase  # noqa: F401

_HAS_VARARGS = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
_tracing = False


def is_fx_tracing():
    """Whether a program is being traced."""
    return _tracing


is_fx_symbolic_tracing = is_fx_tracing


class PHBase:
    """What stands for "this is traced" among concrete arguments."""

    def __repr__(self):
        return "PH"


PH = PHBase()


class PHWithMeta(PHBase):
    """The same with a name; attributes that are set on it go to its node."""

    def __init__(self, ph_key=None):
        super().__init__()
        self.ph_key = ph_key


_proxyable = {}


class ProxyableClassMeta(type):
    """The type of classes whose construction is recorded when an argument is a proxy."""

    def __init__(cls, name, bases, attrs):
        _proxyable.setdefault(cls)
        super().__init__(name, bases, attrs)

    def __call__(cls, *args, **kwargs):
        instance = cls.__new__(cls)
        if not _tracing:
            cls.__init__(instance, *args, **kwargs)
            return instance
        found = []
        pytree.tree_map_(lambda x: found.append(x) if isinstance(x, Proxy) else None, (args, kwargs))
        if not found:
            cls.__init__(instance, *args, **kwargs)
            return instance
        return found[0].tracer.create_proxy("call_function", cls, args, kwargs)


def _without_varargs(fn, count):
    """`fn` with `count` positional arguments, whatever kinds of arguments it has: those are filled with proxies."""
    code = fn.__code__.replace(co_flags=fn.__code__.co_flags & ~_HAS_VARARGS, co_argcount=count, co_posonlyargcount=0, co_kwonlyargcount=0)
    return types.FunctionType(code, fn.__globals__, fn.__name__, fn.__defaults__, fn.__closure__)


class Tracer(TracerBase):
    """Runs a program on proxies. Override `is_leaf_module`, `call_module`, `getattr`, `create_arg` and others to trace differently.

    Parameters
    ----------
    autowrap_modules : tuple of modules
        Modules whose functions are kept whole.
    autowrap_functions : tuple of functions
        Functions that are kept whole.
    param_shapes_constant : bool
        Whether shapes of parameters are values that a program can branch on.
    """

    def __init__(self, autowrap_modules=(math,), autowrap_functions=(), param_shapes_constant=False):
        super().__init__()
        functions = [value for module in autowrap_modules for name, value in vars(module).items() if not name.startswith("_") and callable(value)]
        self._autowrap_function_ids = {id(f) for f in (*functions, *autowrap_functions)}
        self._autowrap_search = list(autowrap_modules)
        self.param_shapes_constant = param_shapes_constant
        self.submodule_paths = None
        self.root_module_name = ""
        self.scope = Scope("", None)
        self.module_stack = OrderedDict()
        self.num_calls = {}
        self.node_name_to_scope = {}
        self._qualname_counter = collections.defaultdict(int)

    def get_fresh_qualname(self, prefix):
        """A name for a new attribute of the root."""
        number = 0 if not hasattr(self.root, prefix + "0") else self._qualname_counter[prefix]
        while hasattr(self.root, f"{prefix}{number}"):
            number += 1
        self._qualname_counter[prefix] = number
        return f"{prefix}{number}"

    def create_arg(self, a):
        """An argument as a node keeps it; parameters, buffers, submodules and other tensors become attributes of the root."""
        if isinstance(a, Parameter):
            for name, parameter in self.root.named_parameters():
                if a is parameter:
                    return self.create_node("get_attr", name, (), {})
            raise NameError("parameter is not a member of this module")
        owned = ()
        if isinstance(a, torch.Tensor):
            owned = self.root.named_buffers()
        elif isinstance(a, Module):
            owned = self.root.named_modules()
        for name, member in owned:
            if a is member:
                return self.create_node("get_attr", name, (), {})
        if isinstance(a, tuple) and hasattr(a, "_fields"):
            return self.create_node("call_function", type(a), tuple([self.create_arg(x) for x in a]), {})
        if isinstance(a, torch.Tensor):
            name = self.tensor_attrs.get(a)
            if name is None:
                name = self.tensor_attrs[a] = self.get_fresh_qualname("_tensor_constant")
                setattr(self.root, name, a)
            return self.create_node("get_attr", name, (), {})
        if type(a) in _proxyable:
            name = self.get_fresh_qualname(f"_{type(a).__name__}_constant_")
            setattr(self.root, name, a)
            return self.create_node("get_attr", name, (), {})
        return super().create_arg(a)

    def is_leaf_module(self, m, module_qualified_name):
        """Whether a call of the module is one node, rather than traced through: by default those of ``torch.nn`` except `Sequential`."""
        return m.__module__.startswith(("torch.nn", "torch.ao.nn", "pyautograd.nn")) and not isinstance(m, torch.nn.Sequential)

    def path_of_module(self, mod):
        """The name by which the root has a submodule."""
        if self.submodule_paths:
            path = self.submodule_paths.get(mod)
            if path is None:
                raise NameError("module is not installed as a submodule")
            return path
        for name, module in self.root.named_modules():
            if mod is module:
                return name
        raise NameError("module is not installed as a submodule")

    def call_module(self, m, forward, args, kwargs):
        """What a call of a submodule does: a node for a leaf, ``forward(*args, **kwargs)`` for any other."""
        path = self.path_of_module(m)
        with ScopeContextManager(self.scope, Scope(path, type(m))) as scope:
            calls = self.num_calls.get(path, 0)
            key = f"{scope.module_path}@{calls}" if calls else scope.module_path
            self.module_stack[key] = (path, scope.module_type)
            self.num_calls[path] = calls + 1
            if self.is_leaf_module(m, path):
                result = self.create_proxy("call_module", path, args, kwargs)
            else:
                result = forward(*args, **kwargs)
            self.module_stack.popitem(last=True)
        return result

    def getattr(self, attr, attr_val, parameter_proxy_cache):
        """What a module's attribute is while it is traced: a proxy for a parameter (and a buffer, with ``proxy_buffer_attributes``)."""

        def found(members):
            name = next((name for name, member in members if attr_val is member), None)
            if name is None:
                return None
            if name not in parameter_proxy_cache:
                options = {}
                if self.param_shapes_constant and "proxy_factory_fn" in inspect.signature(self.create_proxy).parameters:
                    options["proxy_factory_fn"] = lambda node: ParameterProxy(self, node, name, attr_val)
                parameter_proxy_cache[name] = self.create_proxy("get_attr", name, (), {}, **options)
            return parameter_proxy_cache[name]

        made = None
        if isinstance(attr_val, Parameter):
            made = found(self.root.named_parameters())
        if made is None and self.proxy_buffer_attributes and isinstance(attr_val, torch.Tensor):
            made = found(self.root.named_buffers())
        return attr_val if made is None else made

    def create_args_for_root(self, root_fn, is_module, concrete_args=None):
        """The function to run, and its arguments: a placeholder for each parameter that `concrete_args` does not give."""
        inner = inspect.unwrap(root_fn)
        code = inner.__code__
        count = code.co_argcount + code.co_kwonlyargcount
        names = list(code.co_varnames)
        args = []
        if is_module:
            if count == 0:
                raise RuntimeError("``self`` argument cannot be part of *args expansion!")
            args.append(self.root)
        signature = inspect.signature(inner)
        varargs = code.co_flags & _HAS_VARARGS
        if isinstance(concrete_args, tuple) and concrete_args and varargs and count == 1:
            for number, given in enumerate(concrete_args):
                made = self.create_proxy("placeholder", f"input_{number}", (), {})
                _transfer(given, made)
                args.append(made)
            return root_fn, args
        own = names[len(args) : count]
        if isinstance(concrete_args, tuple):
            if len(own) != len(concrete_args):
                raise RuntimeError(f"Tracing expected {len(own)} arguments but got {len(concrete_args)} concrete arguments")
            concrete_args = dict(zip(own, concrete_args))
        args.extend([self._proxy_placeholder(name, concrete_args, signature, inner) for name in own])
        if code.co_kwonlyargcount or varargs:
            rest = iter(names[count:])
            if code.co_flags & inspect.CO_VARARGS:
                args.append(self._proxy_placeholder("*" + next(rest), concrete_args, signature, inner))
            if code.co_flags & inspect.CO_VARKEYWORDS:
                args.append(self._proxy_placeholder("**" + next(rest), concrete_args, signature, inner))
            root_fn = _without_varargs(root_fn, len(args))
        leaves, in_spec = pytree.tree_flatten(tuple(args))
        if all(child.is_leaf() for child in in_spec.children()):
            return root_fn, args
        codegen = self.graph._codegen = PyTreeCodeGen(PyTreeInfo(names[:count], in_spec, None))

        def flattened(*leaves):
            made = root_fn(*pytree.tree_unflatten(list(leaves), in_spec))
            results, out_spec = pytree.tree_flatten(made)
            codegen.pytree_info = codegen.pytree_info._replace(out_spec=out_spec)
            return results

        return flattened, leaves

    def _proxy_placeholder(self, name, concrete_args, signature, function):
        default = ()
        if name[0] != "*" and signature.parameters[name].default is not inspect.Parameter.empty:
            default = (signature.parameters[name].default,)
        if concrete_args is None or name not in concrete_args:
            return self.create_proxy("placeholder", name, default, {}, type_expr=function.__annotations__.get(name))
        count = 0

        def replaced(x):
            nonlocal count
            count += 1
            made = self.create_proxy("placeholder", f"{name}_{count}", default, {})
            if isinstance(x, PHBase):
                _transfer(x, made)
                return made
            if type(x) in base_types and type(x) is not torch.Tensor:
                torch._assert(made == x, f"{name} has been specialized to have value {x} but got another value")
            elif x is None:
                message = f"{name} has been specialized to have value None but got another value"
                self.create_proxy("call_function", _assert_is_none, (made, message), {})
            else:
                warnings.warn(
                    f"Was not able to add assertion to guarantee correct input {name} to specialized function. It is up to the user to make sure that "
                    "your inputs match the inputs you specialized the function with.",
                    stacklevel=4,
                )
            return x

        return pytree.tree_map(replaced, concrete_args[name])

    def trace(self, root, concrete_args=None):
        """The graph of what `root`, a module or a function, does. `concrete_args` are arguments that have values."""
        global _tracing
        before, _tracing = _tracing, True
        try:
            return self._trace(root, concrete_args)
        finally:
            _tracing = before

    def _trace(self, root, concrete_args):
        if isinstance(root, Module):
            if not hasattr(type(root), self.traced_func_name):
                raise AssertionError(f"traced_func_name={self.traced_func_name} doesn't exist in {type(root).__name__}")
            self.root = root
            fn = getattr(type(root), self.traced_func_name)
            self.root_module_name = root._get_name()
            self.submodule_paths = {module: name for name, module in root.named_modules()}
        else:
            self.root = Module()
            fn = root
        self.graph = Graph(tracer_cls=type(self))
        self.tensor_attrs = {}
        for prefix, module in self.root.named_modules():
            for name, value in vars(module).items():
                if isinstance(value, torch.Tensor):
                    self.tensor_attrs[value] = f"{prefix}.{name}" if prefix else name
        if not isinstance(fn, types.FunctionType):
            raise AssertionError(f"Expected FunctionType, got {type(fn)}")
        names = fn.__globals__
        fn, args = self.create_args_for_root(fn, isinstance(root, Module), concrete_args)
        cache = {}
        own_getattr, own_call = Module.__getattr__, Module.__call__

        @functools.wraps(own_getattr)
        def traced_getattr(module, name):
            return self.getattr(name, own_getattr(module, name), cache)

        @functools.wraps(own_call)
        def traced_call(module, *args, **kwargs):
            def forward(*args, **kwargs):
                return own_call(module, *args, **kwargs)

            patcher.patch_found(getattr(getattr(module, "forward", module), "__globals__", {}), self._autowrap_function_ids)
            return self.call_module(module, forward, args, kwargs)

        with patching() as patcher:
            patcher.patch_method(Module, "__getattr__", traced_getattr)
            patcher.patch_method(Module, "__call__", traced_call)
            patcher.patch_wrapped()
            patcher.patch_found(names, self._autowrap_function_ids)
            for module in self._autowrap_search:
                patcher.patch_found(module.__dict__, self._autowrap_function_ids)
            returned = getattr(inspect.unwrap(fn), "__annotations__", {}).get("return")
            self.create_node("output", "output", (self.create_arg(fn(*args)),), {}, type_expr=returned)
        self.submodule_paths = None
        return self.graph

    def __deepcopy__(self, memo):
        made = Tracer.__new__(type(self))
        for name, value in self.__dict__.items():
            made.__dict__[name] = copy.copy(value) if name == "_autowrap_search" else copy.deepcopy(value, memo)
        return made


def _transfer(given, proxy):
    """Attributes that were set on a placeholder go to its node."""
    if isinstance(given, PHBase) and given is not PH:
        for name in dir(given):
            if not name.startswith("_") and name not in dir(PHBase):
                setattr(proxy.node, name, getattr(given, name))


@wrap
def _assert_is_none(value, msg):
    if value is not None:
        raise AssertionError(msg)


def symbolic_trace(root, concrete_args=None):
    """A `GraphModule` of what `root`, a module or a function, does with its arguments.

    The program runs once, on proxies. What it does with values that are not among the arguments happens then; what depends on their values
    (``if x.sum() > 0``) raises `TraceError`. `concrete_args` are arguments that have values, by name.
    """
    tracer = Tracer()
    graph = tracer.trace(root, concrete_args)
    return GraphModule(tracer.root, graph, type(root).__name__ if isinstance(root, Module) else root.__name__)


__all__ = ["PH", "PHBase", "PHWithMeta", "ProxyableClassMeta", "Tracer", "symbolic_trace", "wrap"]
