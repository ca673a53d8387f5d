"""User's operators as ``torch.ops`` has them: what they compute, and how a call finds it.

A call goes to the kernel registered for ``Autograd`` if there is one, else to a recorded call of the CPU kernel by the derivative that was
registered (`autograd.py`), else to the CPU kernel, whose operators record by themselves. ``__torch_function__`` is asked before all that, and those
with a ``__torch_dispatch__`` in the place of the CPU kernel (`dispatch.py`).
"""
import warnings

from .._core import core
from .._ops import OpOverload, OpOverloadPacket
from .._py import overrides
from ..amp._state import is_autocast_enabled
from . import dispatch

fallback_mode = "warn"  # what backward through an operator without a derivative does: "warn" or "nothing"


def set_fallback_mode(mode):
    """Set `fallback_mode`."""
    global fallback_mode
    if mode == "error":
        raise RuntimeError("NYI: mode='error'")
    if mode not in ("nothing", "warn"):
        raise RuntimeError(f"Unsupported AutogradFallbackMode: {mode}")
    fallback_mode = mode


def get_fallback_mode():
    """What `set_fallback_mode` has set."""
    return fallback_mode


def has_kernel(name, key):
    """Whether there is a kernel for a dispatch key: one that was registered, or of an operator of the table what it is computed by."""
    namespace, _, called = name.partition("::")
    called, _, overload = called.partition(".")
    if namespace != "aten":
        found = _found.get(f"{namespace}::{called}")
        if found is None or (overload or "default") not in found._made:
            raise RuntimeError(f"operator {name} does not exist")
        overload = found._made[overload or "default"]
        return KEYS.get(key, key) in overload.kernels or key == "Autograd" and overload.autograd is not None or key == "Meta" and overload.fake is not None
    from .. import _ops

    row = getattr(getattr(_ops.ops.aten, called, None), overload or "default", None)
    if row is None:
        raise RuntimeError(f"operator {name} does not exist")
    composite = row._row is not None and row._row.kind == "composite"
    return key == COMPOSITE if composite else key in ("CPU", "Autograd", "Meta")


_found = {}  # "namespace::name" -> Packet

COMPOSITE, BELOW = "CompositeImplicitAutograd", ("CPU", "CompositeExplicitAutograd", "BackendSelect")
KEYS = {
    "": COMPOSITE, "CompositeImplicitAutograd": COMPOSITE, "CompositeExplicitAutograd": "CompositeExplicitAutograd", "CPU": "CPU",
    "Autograd": "Autograd", "AutogradCPU": "Autograd", "Meta": "Meta", "BackendSelect": "BackendSelect",
}  # fmt: skip


class Overload(OpOverload):
    """One overload of a user's operator, a callable."""

    _schema = tags = _overloadname = None  # the instance has its own

    def __init__(self, packet, schema):
        self._packet, self._schema = packet, schema
        self.__module__, self.__qualname__ = packet.__module__, self.name()
        self.kernels = {}  # dispatch key -> function
        self.fake = self.vmap = self.autograd = None
        self.rules = {}  # class with a __torch_dispatch__ -> what is called in its place
        self.autocast = {}  # type of device -> kernel
        self.tags = []
        self._functional = False  # of custom_op: recorded by the registered derivative alone

    namespace = property(lambda self: self._packet._qualified_op_name.partition("::")[0])
    _namespace = namespace
    _opname = property(lambda self: self._packet._opname)
    __name__ = property(lambda self: f"{self._packet._opname}.{self._overloadname}")
    overloadpacket = property(lambda self: self._packet)
    _overloadname = property(lambda self: self._schema.overload_name or "default")

    def name(self):
        """``mylib::op``, ``mylib::op.overload``."""
        return self._schema.name + (f".{self._schema.overload_name}" if self._schema.overload_name else "")

    def __call__(self, *args, **kwargs):
        answer = overrides.ask_dispatched(self, args, kwargs)
        if answer is not overrides.UNANSWERED:
            return answer
        args, kwargs = self._schema.bind(args, kwargs)
        for device_type, kernel in self.autocast.items():
            if is_autocast_enabled(device_type):
                return kernel(*args, **kwargs)
        if self.vmap is not None:
            from .autograd import batched_call

            answer = batched_call(self, args, kwargs)
            if answer is not NotImplemented:
                return answer
        kernel = self.kernels.get("Autograd")
        if kernel is not None:
            return kernel(*args, **kwargs)
        if self._functional or self.autograd is not None:
            from .autograd import recorded_call

            return recorded_call(self, args, kwargs)
        kernel = self.kernels.get(COMPOSITE)
        if kernel is not None and not any(k in self.kernels for k in BELOW):
            return kernel(*args, **kwargs)
        made = self.computed(args, kwargs)
        if core.is_grad_enabled():
            for out in made if isinstance(made, (tuple, list)) else (made,):
                if isinstance(out, core.TensorBase) and out.requires_grad and out.grad_fn is not None:
                    out.register_hook(self._warn_of_derivative)
        return made

    def computed(self, args, kwargs):
        """What those with a ``__torch_dispatch__`` answer, or else the CPU kernel gives. NotImplementedError where there is none."""
        answer = dispatch.offered(self, args, kwargs)
        if answer is not NotImplemented:
            return answer
        if dispatch.is_on_meta(args, kwargs):
            return dispatch.without_elements(self, args, kwargs)
        for key in (*BELOW, COMPOSITE):
            kernel = self.kernels.get(key)
            if kernel is not None:
                batched = key != COMPOSITE and dispatch.is_batched(args, kwargs)
                return dispatch.on_examples(kernel, args, kwargs) if batched else kernel(*args, **kwargs)
        raise NotImplementedError(
            f"Could not run '{self.name()}' with arguments from the 'CPU' backend. This could be because the operator doesn't exist for this backend, or "
            "was omitted during the selective/custom build process (if using custom build). If you are a Facebook employee using PyTorch on mobile, please "
            f"visit https://fburl.com/ptmfixes for possible resolutions. '{self.name()}' is only available for these backends: {sorted(self.kernels)}."
        )

    def _warn_of_derivative(self, grad):
        if fallback_mode == "nothing":
            return
        text = (
            f"{self.name()}: an autograd kernel was not registered to the Autograd key(s) but we are trying to backprop through it. This may lead to "
            "silently incorrect behavior. This behavior is deprecated and will be removed in a future version of PyTorch. If your operator is "
            "differentiable, please ensure you have registered an autograd kernel to the correct Autograd key (e.g. DispatchKey::Autograd, "
            "DispatchKey::CompositeImplicitAutograd). If your operator is not differentiable, or to squash this warning and use the previous behavior, "
            "please register torch::CppFunction::makeFallthrough() to DispatchKey::Autograd."
        )
        warnings.warn(text, stacklevel=1)

    def __str__(self):
        return f"{self.namespace}.{self._opname}.{self._overloadname}"

    def __repr__(self):
        return f"<OpOverload(op='{self.namespace}.{self._opname}', overload='{self._overloadname}')>"

    def __reduce__(self):
        return _load, (self._packet._qualified_op_name, self._overloadname)


class Packet(OpOverloadPacket):
    """All overloads of a user's operator, as attributes. Called, it takes the first that accepts the arguments."""

    _qualified_op_name = None  # the instance has its own

    def __init__(self, qualified):
        self._qualified_op_name, self._opname, self._made = qualified, qualified.partition("::")[2], {}
        self.__module__ = "torch._ops." + qualified.partition("::")[0]

    def overloads(self):
        """The names of the overloads."""
        return list(self._made)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._made:
            raise AttributeError(f"The underlying op of '{self}' has no overload name '{name}'")
        return self._made[name]

    def __call__(self, *args, **kwargs):
        answer = overrides.ask_dispatched(self, args, kwargs)
        if answer is not overrides.UNANSWERED:
            return answer
        overloads = list(self._made.values())
        for overload in overloads[:-1]:
            try:
                overload._schema.bind(args, kwargs)
            except RuntimeError:
                continue
            return overload(*args, **kwargs)
        return overloads[-1](*args, **kwargs)

    def __dir__(self):
        return sorted({*object.__dir__(self), *self._made})

    def __iter__(self):
        return iter(self._made)

    def __str__(self):
        return self._qualified_op_name.replace("::", ".")

    def __repr__(self):
        return f"<OpOverloadPacket(op='{self}')>"

    def __reduce__(self):
        return _load, (self._qualified_op_name, None)


Overload.__module__ = Packet.__module__ = "torch._ops"
Overload.__name__ = Overload.__qualname__ = "OpOverload"
Packet.__name__ = Packet.__qualname__ = "OpOverloadPacket"


def _load(qualified, overload):
    packet = _found[qualified]
    return packet if overload is None else getattr(packet, overload)


def find(namespace, name):
    """The operator that ``torch.ops`` shows under a name; None."""
    return _found.get(f"{namespace}::{name}")


def define(schema):
    """A new overload. RuntimeError where it is there already."""
    packet = _found.setdefault(schema.name, Packet(schema.name))
    name = schema.overload_name or "default"
    if name in packet._made:
        raise RuntimeError(
            f"Tried to register an operator ({schema}) with the same name and overload name multiple times. Each overload's schema should only be "
            "registered with a single call to def()."
        )
    packet._made[name] = Overload(packet, schema)
    return packet._made[name]


def remove(overload):
    """Take an overload away again."""
    packet = overload._packet
    packet._made.pop(overload._overloadname, None)
    if not packet._made:
        _found.pop(packet._qualified_op_name, None)
        from .. import _ops

        namespace = getattr(_ops.ops, overload.namespace)
        namespace.__dict__.pop(packet._opname, None)


refused_namespaces = set()  # of libraries whose file was asked for, and cannot be loaded


class Unloaded:
    """Stands for an operator of a library that could not be loaded: what is registered for it is kept, and it cannot be called."""

    class _schema:  # noqa: N801
        is_mutable = False

    def __init__(self, qualified):
        self._qualified, self.kernels = qualified, {}

    def name(self):
        """``mylib::op``."""
        return self._qualified


def overload_named(qualified):
    """The overload for ``mylib::op`` or ``mylib::op.overload``. RuntimeError where there is none."""
    name, _, overload = qualified.partition(".")
    packet = _found.get(name)
    if packet is None or (overload or "default") not in packet._made:
        if qualified.partition("::")[0] in refused_namespaces:
            return Unloaded(qualified)
        raise RuntimeError(f"operator {qualified} does not exist")
    return packet._made[overload or "default"]
