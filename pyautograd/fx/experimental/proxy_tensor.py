"""``torch.fx.experimental.proxy_tensor``: `make_fx`, which traces a program on tensors into a graph of operators, derivatives and transforms included.

The program runs as it is, with a mode that notes each operator below autograd. A tensor is known by the object, or else by where it lies in memory:
transforms and the engine hand on other objects over the same elements. All tensors of a trace are kept until it ends, so that no place is used twice.
"""
import contextlib
import functools
import inspect
import weakref

import pyautograd as torch

from ... import _ops
from ..._core import core
from ..._library.row_schemas import DEPENDENT_ON_DATA
from ..._subclasses.fake_tensor import FakeTensor, FakeTensorMode
from ...nn import Parameter
from ...utils import _python_dispatch as modes
from ...utils import _pytree as pytree
from .._symbolic_trace import PH, Tracer
from ..graph_module import GraphModule
from ..passes.shape_prop import _extract_tensor_metadata
from ..proxy import Proxy


class PythonKeyTracer(Tracer):
    """Makes the graph of `make_fx`: calls of modules and attributes are what they are without it."""

    def __init__(self):
        super().__init__(autowrap_modules=())
        self.known = {}  # id of a tensor, or its place in memory -> proxy
        self.kept = []
        self.constants = set()  # ids of tensors whose elements the program wrote down, or computed from such
        self.record_stack_traces = False

    def call_module(self, m, forward, args, kwargs):
        """The call itself."""
        return forward(*args, **kwargs)

    def getattr(self, attr, attr_val, parameter_proxy_cache):
        """The attribute itself."""
        return attr_val

    def create_arg(self, a):
        """An argument as a node keeps it; a tensor that no operator made is an attribute of the graph's module."""
        if isinstance(a, core.TensorBase):
            proxy = self.proxy_of(a)
            if proxy is not None:
                return proxy.node
        if isinstance(a, Parameter):
            name = next((name for name, parameter in self.root.named_parameters() if parameter is a), None)
            if name is None:
                name = self.get_fresh_qualname("_param_constant")
                setattr(self.root, name, a)
            return self.create_node("get_attr", name, (), {})
        return super().create_arg(a)

    def proxy_of(self, tensor):
        """What stands for a tensor in the graph; None for one that no operator made."""
        found = self.known.get(id(tensor))
        return self.known.get(_place(tensor)) if found is None else found

    def track(self, tensor, proxy, written=False):
        """Let `proxy` stand for a tensor; for all at its place where it has just been written."""
        self.kept.append(tensor)
        self.known[id(tensor)] = proxy
        place = _place(tensor)
        if place is not None and (written or place not in self.known):
            self.known[place] = proxy
        if "val" not in proxy.node.meta:
            proxy.node.meta["val"] = tensor if isinstance(tensor, FakeTensor) else _shapes().wrap(tensor.detach(), tensor.device)
            proxy.node.meta["tensor_meta"] = _extract_tensor_metadata(tensor)

    def track_all(self, values, proxy, written=False):
        """`track` for what an operator gives: a list is taken apart by nodes of its own."""
        if isinstance(values, core.TensorBase):
            self.track(values, proxy, written)
        elif isinstance(values, (list, tuple)):
            proxy.node.meta["val"] = None
            for number, value in enumerate(values):
                self.track_all(value, proxy[number])
            proxy.node.meta["val"] = type(values)([self.known[id(v)].node.meta["val"] if isinstance(v, core.TensorBase) else v for v in values])


_modes_for_shapes = weakref.WeakValueDictionary()


def _shapes():
    """The mode of the fake tensors that nodes have in their ``meta["val"]``."""
    mode = _modes_for_shapes.get("mode")
    if mode is None:
        mode = _modes_for_shapes["mode"] = FakeTensorMode()
    return mode


def _place(tensor):
    """Where the elements of a tensor lie and how; None of one that has none."""
    if not tensor.numel():
        return None
    array = core.exemplar(tensor)
    return array.__array_interface__["data"][0], array.shape, array.strides, tensor.dtype


_DATA = (
    "It appears that you're trying to get value out of a tracing tensor with {} - erroring out! It's likely that this is caused by data-dependent control "
    "flow or similar.  It may be possible to trace this with dynamic shapes; try setting tracing_mode='symbolic' in your make_fx call."
)


class ProxyTorchDispatchMode(modes.TorchDispatchMode):
    """Inside ``with``, the operators of the thread become nodes of the graph of `tracer`.

    Parameters
    ----------
    tracer : PythonKeyTracer
    tracing_mode : {"real", "fake"}
    decomposition_table : dict, optional
        Overload -> function that is traced in its place.
    """

    def __init__(self, tracer, tracing_mode="real", decomposition_table=None, **options):
        super().__init__()
        self.tracer, self.tracing_mode, self.decomposition_table = tracer, tracing_mode, decomposition_table or {}
        self.enable_tracing = True

    @classmethod
    def is_infra_mode(cls):
        """True."""
        return True

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        decomposed = self.decomposition_table.get(func)
        if decomposed is not None:
            with self:
                made = decomposed(*args, **kwargs)
            if made is not NotImplemented:
                return made
        return self._noted(func, args, kwargs)

    def _noted(self, func, args, kwargs):
        tracer, name = self.tracer, func._opname
        given = [x for x in pytree.tree_leaves((args, kwargs)) if isinstance(x, core.TensorBase)]
        if core.dual_levels() and any(core.get_tangent(x, level) is not None for x in given for level in range(core.dual_levels())):
            raise NotImplementedError("torch.fx.experimental.proxy_tensor.make_fx: tangents (jvp, jacfwd) are not traced by pyautograd")
        constant = all(id(x) in tracer.constants for x in given) and bool(given)
        if name in DEPENDENT_ON_DATA["data_dependent_output"]:
            if not constant and any(tracer.proxy_of(x) is not None for x in given):
                raise RuntimeError(_DATA.format(func))
            return func(*args, **kwargs)
        target, shown = func, args
        if name == "lift_fresh":  # a copy each time the graph runs
            target, constant = _ops.aten.lift_fresh_copy.overload("default"), args[0].numel() == 1
            with modes._disable_current_modes():
                shown = (args[0].clone(),)
        elif given and all(tracer.proxy_of(x) is None for x in given) and name in ("detach", "alias"):
            return func(*args, **kwargs)  # of a tensor that the program holds, which is a constant itself
        proxy = tracer.create_proxy("call_function", target, tuple(shown), dict(kwargs), name=tracer.graph._target_to_str(target.overloadpacket.__name__))
        made = func(*args, **kwargs)
        written = name.endswith("_") and not name.endswith("__")
        if written and given:
            tracer.constants.discard(id(args[0]))
        tracer.track_all(made, proxy, written)
        if constant and isinstance(made, core.TensorBase) and made.numel() == 1 and name not in DEPENDENT_ON_DATA["nondeterministic_seeded"]:
            tracer.constants.add(id(made))
        return made


def dispatch_trace(root, tracer, concrete_args=None):
    """The `GraphModule` of what `root` does with the proxies that `tracer` hands it."""
    graph = tracer.trace(root, concrete_args)
    return GraphModule(tracer.root, graph, root.__class__.__name__ if isinstance(root, torch.nn.Module) else root.__name__)


def wrap_key(f, tensors, tracer, mode):
    """A function of proxies that runs `f` on tensors, whose operators `mode` notes, and returns the proxies of what comes out."""

    @functools.wraps(f)
    def wrapped(*proxies):
        for tensor, proxy in zip(pytree.tree_leaves(tensors), pytree.tree_leaves(proxies)):
            if isinstance(tensor, core.TensorBase) and isinstance(proxy, Proxy):
                tracer.track(tensor, proxy, True)
        with mode:
            made = f(*tensors)
        return pytree.tree_map(lambda x: x if not isinstance(x, core.TensorBase) or tracer.proxy_of(x) is None else tracer.proxy_of(x), made)

    return wrapped


def _with_arguments(f, count):
    """A function of `count` arguments that calls `f`."""
    names = ", ".join([f"arg{i}" for i in range(count)])
    return eval(f"lambda {names}: f({names})", {"f": f})


def make_fx(
    f, decomposition_table=None, tracing_mode="real", _allow_non_fake_inputs=False, *, pre_dispatch=False, record_module_stack=False,
    _allow_fake_constant=False, _error_on_data_dependent_ops=True, record_stack_traces=False, proxy_module_inputs=False,
    _disable_torch_fn_metadata_mode=False,
):  # fmt: skip
    """A function that runs `f` on its arguments and returns the `GraphModule` of the operators that ran.

    Parameters
    ----------
    f : callable
    decomposition_table : dict, optional
        Overload, such as ``torch.ops.aten.silu.default`` -> function that is traced in its place.
    tracing_mode : {"real", "fake"}
        Run on the arguments themselves, or on fake tensors (see `FakeTensorMode`). Shapes are numbers in the graph: ``"symbolic"`` raises
        NotImplementedError.
    pre_dispatch : bool
        True is refused: operators are seen below autograd.
    """
    if tracing_mode not in ("real", "fake", "symbolic"):
        raise AssertionError(f"tracing_mode must be real/fake/symbolic, got {tracing_mode}")
    if tracing_mode == "symbolic" or pre_dispatch:
        raise NotImplementedError("torch.fx.experimental.proxy_tensor.make_fx: symbolic shapes and operators above autograd are not supported by pyautograd")

    @functools.wraps(f)
    def traced(*args):
        tracer = PythonKeyTracer()
        fake = FakeTensorMode(allow_non_fake_inputs=_allow_non_fake_inputs) if tracing_mode == "fake" else None
        given = args
        if fake is not None:
            found = torch._guards.detect_fake_mode(args) or fake
            given, fake = pytree.tree_map(lambda x: found.from_tensor(x) if isinstance(x, core.TensorBase) else x, args), found
        code = getattr(inspect.unwrap(f), "__code__", None)
        func = f if code is not None and not code.co_flags & inspect.CO_VARARGS else _with_arguments(f, len(args))
        mode = ProxyTorchDispatchMode(tracer, tracing_mode, decomposition_table)
        with fake or contextlib.nullcontext():
            return dispatch_trace(wrap_key(func, given, tracer, mode), tracer, pytree.tree_map(lambda _: PH, args))

    return traced


def wrapper_and_args_for_make_fx(func, args, kwargs):
    """A function of one list, and the list: `func` with these arguments."""
    flat, spec = pytree.tree_flatten((args, kwargs))

    def wrapped(flat_args):
        given, named = pytree.tree_unflatten(flat_args, spec)
        return func(*given, **named)

    return wrapped, flat


def get_isolated_graphmodule(func, args, kwargs, tracing_mode="real", decomposition_table=None):
    """The `GraphModule` of a call, traced apart from a trace that goes on."""
    wrapped, flat = wrapper_and_args_for_make_fx(func, args, kwargs)
    with disable_proxy_modes_tracing():
        return make_fx(wrapped, decomposition_table, tracing_mode)(flat)


def get_proxy_mode():
    """The mode that traces operators in this thread; None."""
    return next((mode for mode in reversed(modes._get_current_dispatch_mode_stack()) if isinstance(mode, ProxyTorchDispatchMode)), None)


get_innermost_proxy_mode = get_proxy_mode


@contextlib.contextmanager
def disable_proxy_modes_tracing():
    """A context in which operators are not traced; it gives the mode that traced them."""
    found, kept = get_proxy_mode(), [m for m in modes._get_current_dispatch_mode_stack() if not isinstance(m, ProxyTorchDispatchMode)]
    if found is None:
        yield None
        return
    with modes._disable_current_modes(), contextlib.ExitStack() as entered:
        for mode in kept:
            entered.enter_context(mode)
        yield found


__all__ = ["PythonKeyTracer", "dispatch_trace", "make_fx", "py_sym_types", "get_innermost_proxy_mode", "get_proxy_mode"]
py_sym_types = (torch.SymInt, torch.SymFloat, torch.SymBool)
