"""``torch.fx.proxy``: `Proxy`, which stands for a value while a program is traced, and `TracerBase`, which makes nodes of what is done with it."""
import copy
import dis
import enum
import operator
import sys
from bisect import bisect_left
from collections import OrderedDict
from dataclasses import fields, is_dataclass

import pyautograd as torch

from .._ops import OpOverload
from ..utils._pytree import tree_map_
from .graph import magic_methods, reflectable_magic_methods
from .node import base_types, map_arg


class TraceError(ValueError):
    """What cannot be traced: the program asks for a value that is not known yet."""


def assert_fn(x):
    """An assertion that was recorded."""
    if not x:
        raise AssertionError("Assertion failed")


class Scope:
    """Where in the hierarchy of modules a trace is."""

    def __init__(self, module_path, module_type):
        self.module_path, self.module_type = module_path, module_type


class ScopeContextManager:
    """Enters `current_scope` into `scope` until the context ends."""

    def __init__(self, scope, current_scope):
        self._before = copy.copy(scope)
        self._scope = scope
        scope.module_path, scope.module_type = current_scope.module_path, current_scope.module_type

    def __enter__(self):
        return self._scope

    def __exit__(self, *args):
        self._scope.module_path, self._scope.module_type = self._before.module_path, self._before.module_type


class TracerBase:
    """Makes nodes in `graph` of what is done with proxies."""

    graph = None
    record_stack_traces = False
    check_mutable_operations = False
    trace_asserts = False
    proxy_buffer_attributes = False
    traced_func_name = "forward"
    scope = None
    module_stack = None
    node_name_to_scope = None

    def create_node(self, kind, target, args, kwargs, name=None, type_expr=None):
        """Add a node to the graph."""
        node = self.graph.create_node(kind, target, args, kwargs, name, type_expr)
        if self.node_name_to_scope is not None:
            self.node_name_to_scope[node.name] = (self.scope.module_path, self.scope.module_type)
        if self.module_stack:
            node.meta["nn_module_stack"] = copy.copy(self.module_stack)
        return node

    def proxy(self, node):
        """What stands for the value of a node."""
        return Proxy(node, self)

    def create_proxy(self, kind, target, args, kwargs, name=None, type_expr=None, proxy_factory_fn=None):
        """Add a node whose arguments may be proxies, and return its proxy."""
        node = self.create_node(kind, target, self.create_arg(args), self.create_arg(kwargs), name, type_expr)
        return (proxy_factory_fn or self.proxy)(node)

    def create_arg(self, a):
        """An argument as a node keeps it: proxies become nodes. NotImplementedError for a type that no node can keep."""
        if isinstance(a, Proxy):
            return a.node
        if hasattr(a, "__fx_create_arg__"):
            return a.__fx_create_arg__(self)
        if isinstance(a, tuple):
            made = [self.create_arg(x) for x in a]
            return type(a)(*made) if hasattr(a, "_fields") else type(a)(made)
        if isinstance(a, list):
            return [self.create_arg(x) for x in a]
        if isinstance(a, dict):
            return {self._key(key): self.create_arg(x) for key, x in a.items()}
        if isinstance(a, (slice, range)):
            return type(a)(self.create_arg(a.start), self.create_arg(a.stop), self.create_arg(a.step))
        if isinstance(a, OpOverload):
            return a
        if is_dataclass(a) and not isinstance(a, type):
            return self.create_node("call_function", type(a), (), {f.name: self.create_arg(getattr(a, f.name)) for f in fields(a)})
        if isinstance(a, (*base_types, enum.Enum)) or a is None or a is ...:
            return a
        raise NotImplementedError(f"argument of type: {type(a)}")

    def _key(self, key):
        if isinstance(key, str):
            return key

        def refuse(node):
            raise RuntimeError(f"Keys for dictionaries used as an argument cannot contain a Node. Got key: {node}")

        key = self.create_arg(key)
        map_arg(key, refuse)
        return key

    def to_bool(self, obj):
        """What ``bool(proxy)`` is; a tracer that knows may say so."""
        raise TraceError("symbolically traced variables cannot be used as inputs to control flow")

    def iter(self, obj):
        """What ``iter(proxy)`` is; a tracer that knows may say so."""
        raise TraceError(
            "Proxy object cannot be iterated. This can be attempted when the Proxy is used in a loop or as a *args or **kwargs function argument. See "
            "the torch.fx docs on pytorch.org for a more detailed explanation of what types of control flow can be traced, and check out the Proxy "
            "docstring for help troubleshooting Proxy iteration errors"
        )

    def keys(self, obj):
        """What ``proxy.keys()`` is."""
        return Attribute(obj, "keys")()


class GraphAppendingTracer(TracerBase):
    """Adds to a graph that is there."""

    def __init__(self, graph):
        self.graph = graph
        self.scope = Scope("", None)
        self.module_stack = OrderedDict()
        self.node_name_to_scope = {}


def _instruction(frame):
    """The instruction that a frame is at, and all of its function."""
    found = list(dis.get_instructions(frame.f_code))
    at = bisect_left([i.offset for i in found], frame.f_lasti)
    return found, at


class Proxy:
    """Stands for the value of `node`: operators, methods and functions of torch that meet it become nodes."""

    def __init__(self, node, tracer=None):
        self.tracer = GraphAppendingTracer(node.graph) if tracer is None else tracer
        self.node = node

    def __repr__(self):
        return f"Proxy({self.node.name})"

    def __getattr__(self, k):
        return Attribute(self, k)

    def __getstate__(self):
        return self.__dict__

    def __setstate__(self, state):
        self.__dict__ = state

    def __deepcopy__(self, memo):
        made = Proxy(copy.deepcopy(self.node, memo), copy.copy(self.tracer))
        made.__dict__.update({key: value for key, value in self.__dict__.items() if key not in ("node", "tracer")})
        return made

    def __call__(self, *args, **kwargs):
        return self.tracer.create_proxy("call_method", "__call__", (self, *args), kwargs)

    def __iter__(self):
        instructions, at = _instruction(sys._getframe(1))
        if instructions[at].opname == "UNPACK_SEQUENCE":  # a, b = proxy
            return iter([self[i] for i in range(instructions[at].argval)])
        return self.tracer.iter(self)

    def __abs__(self):
        return self.tracer.create_proxy("call_function", operator.abs, (self,), {})

    def __bool__(self):
        if self.tracer.trace_asserts:
            instructions, at = _instruction(sys._getframe(1))
            if instructions[at].opname == "POP_JUMP_IF_TRUE" and "AssertionError" in (
                instructions[at + 1].argval, "AssertionError" if instructions[at + 1].opname == "LOAD_ASSERTION_ERROR" else None
            ):  # fmt: skip
                self.tracer.create_proxy("call_function", assert_fn, (self,), {})
                return True
        return self.tracer.to_bool(self)

    def keys(self):
        """Recorded, unless the tracer knows."""
        return self.tracer.keys(self)

    def __len__(self):
        raise RuntimeError(
            "'len' is not supported in symbolic tracing by default. If you want this call to be recorded, please call torch.fx.wrap('len') at module scope"
        )

    @classmethod
    def __torch_function__(cls, orig_method, types, args=None, kwargs=None):
        args, kwargs, tracers = args or (), kwargs or {}, {}

        def find(a):
            if isinstance(a, Proxy):
                tracers[a.tracer] = None

        tree_map_(find, args)
        tree_map_(find, kwargs)
        if len(tracers) > 1:
            raise RuntimeError(f"Found multiple different tracers {list(tracers)} while trying to trace operations {orig_method}")
        tracer = next(iter(tracers))
        if torch.overrides.is_tensor_method_or_property(orig_method):
            return tracer.create_proxy("call_method", orig_method.__name__, args, kwargs)
        return tracer.create_proxy("call_function", orig_method, args, kwargs, name=tracer.graph._target_to_str(orig_method.__name__))


class Attribute(Proxy):
    """An attribute of a proxy: a node if it is used as a value, a method where it is called."""

    def __init__(self, root, attr):
        self.root = root
        self.attr = attr
        self.tracer = root.tracer
        self._node = None

    @property
    def node(self):
        """The node that asks for the attribute."""
        if self._node is None:
            self._node = self.tracer.create_proxy("call_function", getattr, (self.root, self.attr), {}).node
        return self._node

    def __call__(self, *args, **kwargs):
        return self.tracer.create_proxy("call_method", self.attr, (self.root, *args), kwargs)


class ParameterProxy(Proxy):
    """Stands for a parameter, whose shape is known."""

    def __init__(self, tracer, node, name, param):
        super().__init__(node, tracer)
        if not isinstance(param, torch.nn.Parameter):
            raise AssertionError(f"Expected Parameter, got {type(param)}")
        self.param = param
        self.name = name

    def __repr__(self):
        return f"ParameterProxy({self.name})"

    @property
    def shape(self):
        """The parameter's."""
        return self.param.shape

    def size(self):
        """The parameter's."""
        return self.param.size()

    def dim(self):
        """The parameter's."""
        return self.param.dim()

    @property
    def ndim(self):
        """The parameter's."""
        return self.param.ndim

    def numel(self):
        """The parameter's."""
        return self.param.numel()

    nelement = numel


def _record(method):
    target = getattr(operator, method)

    def recorded(*args, **kwargs):
        return args[0].tracer.create_proxy("call_function", target, args, kwargs)

    recorded.__name__ = method
    return recorded


def _record_reflected(method):
    target = getattr(operator, method)

    def recorded(self, other):
        return self.tracer.create_proxy("call_function", target, (other, self), {})

    recorded.__name__ = recorded.__qualname__ = f"__r{method.strip('_')}__"
    return recorded


for _method in magic_methods:
    if _method != "div":
        setattr(Proxy, f"__{_method.strip('_')}__", _record(_method))
for _method in reflectable_magic_methods:
    if _method != "div":
        setattr(Proxy, f"__r{_method.strip('_')}__", _record_reflected(_method))
Proxy.__hash__ = object.__hash__

__all__ = ["Attribute", "GraphAppendingTracer", "ParameterProxy", "Proxy", "Scope", "ScopeContextManager", "TraceError", "TracerBase"]
