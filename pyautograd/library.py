"""``torch.library``: operators of one's own, with schemas, under ``torch.ops``.

There are kernels for the CPU (``CPU``, ``CompositeExplicitAutograd``), for all of them (``CompositeImplicitAutograd``) and for autograd
(``Autograd``). Fake implementations are for the device ``meta``. Not supported, each a NotImplementedError: kernels of PyTorch's own operators
(namespace ``aten``), fallbacks, Triton.
"""
import contextlib
import functools

from ._library import dispatch as _dispatch
from ._library import operators as _operators
from ._library.autograd import Derivative as _Derivative
from ._library.custom_ops import OPDEFS as _OPDEFS
from ._library.custom_ops import CustomOpDef, custom_op
from ._library.infer_schema import infer_schema
from ._library.opcheck import OpCheckError, opcheck  # noqa: F401
from ._library.schema import parse_schema as _parse_schema

_defined_namespaces = set()
_anonymous = {}  # libraries of the functions below, by namespace


def fallthrough_kernel():
    """Stands for the next kernel; not to be called."""
    raise NotImplementedError("fallthrough_kernel() should never be called.")


class Library:
    """Definitions and kernels of one namespace, which last as long as this object.

    Parameters
    ----------
    ns : str
        The namespace.
    kind : {"DEF", "IMPL", "FRAGMENT"}
        Defines a namespace (once), adds kernels, or adds definitions.
    dispatch_key : str
        What kernels are for where `impl` does not say it.
    """

    def __init__(self, ns, kind, dispatch_key=""):
        if kind not in ("IMPL", "DEF", "FRAGMENT"):
            raise ValueError(f"Unsupported kind: {kind}")
        if ns in ("prim", "prims") and kind != "IMPL":
            raise ValueError(f"{ns}, reserved namespaces for operators")
        if kind == "DEF":
            if ns in _defined_namespaces or ns == "aten":
                raise RuntimeError(
                    f"Only a single TORCH_LIBRARY can be used to register the namespace {ns}; please put all of your definitions in a single TORCH_LIBRARY "
                    "block.  If you were trying to specify implementations, consider using TORCH_LIBRARY_IMPL (which can be duplicated).  If you really "
                    "intended to define operators for a single namespace in a distributed way, you can use TORCH_LIBRARY_FRAGMENT to explicitly indicate "
                    "this."
                )
            _defined_namespaces.add(ns)
        self.ns, self.kind, self.dispatch_key = ns, kind, dispatch_key
        self._defined, self._kernels = [], []

    def __repr__(self):
        return f"Library(kind={self.kind}, ns={self.ns}, dispatch_key={self.dispatch_key})>"

    def define(self, schema, alias_analysis="", *, tags=()):
        """Define the operator ``name(Tensor x) -> Tensor``; returns its name."""
        if alias_analysis not in ("", "FROM_SCHEMA", "CONSERVATIVE"):
            raise RuntimeError(f"Invalid alias_analysis type {alias_analysis}")
        if self.kind == "IMPL":
            raise RuntimeError("def(): a Library of kind IMPL has kernels alone, no definitions")
        if self.ns == "aten":
            raise NotImplementedError("torch.library: operators of the namespace aten cannot be added")
        parsed = _parse_schema(schema)
        parsed.name = f"{self.ns}::{parsed.name}"
        self._defined.append(_operators.define(parsed))
        self._defined[-1].tags = list(tags) if isinstance(tags, (list, tuple)) else [tags]
        return parsed.name.partition("::")[2] + (f".{parsed.overload_name}" if parsed.overload_name else "")

    def impl(self, op_name, fn, dispatch_key="", *, with_keyset=False, allow_override=False):
        """Compute an operator by `fn` under a dispatch key: ``CPU``, ``CompositeImplicitAutograd``, ``Autograd``, ..."""
        if not callable(fn):
            raise TypeError(f"Input function is required to be a callable but found type {type(fn)}")
        key = dispatch_key or self.dispatch_key
        if self.ns == "aten":
            raise NotImplementedError("torch.library: kernels of PyTorch's own operators (namespace aten) cannot be replaced")
        if with_keyset:
            raise NotImplementedError("torch.library: kernels that take a key set are not supported")
        name = getattr(op_name, "name", None)
        name = name() if callable(name) else op_name if "::" in op_name else f"{self.ns}::{op_name}"
        overload = _operators.overload_named(name)
        if key in _operators.KEYS:  # a kernel for a device that is not there is never called
            if fn is not fallthrough_kernel:
                overload.kernels[_operators.KEYS[key]] = fn
                self._kernels.append((overload, _operators.KEYS[key]))
        elif not isinstance(key, str):
            raise TypeError(f"a dispatch key is a str here, not {type(key).__name__}")

    def fallback(self, fn, dispatch_key="", *, with_keyset=False):
        """Not supported: NotImplementedError."""
        raise NotImplementedError("torch.library: fallbacks are not supported")

    def _destroy(self):
        for overload, key in self._kernels:
            overload.kernels.pop(key, None)
        for overload in self._defined:
            _operators.remove(overload)
        if self.kind == "DEF":
            _defined_namespaces.discard(self.ns)
        self._kernels, self._defined = [], []


@contextlib.contextmanager
def _scoped_library(*args, **kwargs):
    """A `Library` for the ``with`` block."""
    library = Library(*args, **kwargs)
    try:
        yield library
    finally:
        library._destroy()


def _namespace_of(qualname):
    namespace, colons, name = qualname.partition("::")
    if not colons:
        raise ValueError(f"Expected `qualname` to be of the form `namespace::name`. Got {qualname}.")
    return namespace, name


def _library_for(qualname):
    namespace, _ = _namespace_of(qualname)
    return _anonymous.setdefault(namespace, Library(namespace, "FRAGMENT"))


def define(qualname, schema, *, lib=None, tags=()):
    """Define the operator ``namespace::name`` with the schema ``(Tensor x) -> Tensor``."""
    if not isinstance(qualname, str):
        raise ValueError(f"define(qualname, schema): expected qualname to be instance of str, got {type(qualname)}")
    _, name = _namespace_of(qualname)
    (lib or _library_for(qualname)).define(name + schema, tags=tags)


def impl(qualname, types, func=None, *, lib=None):
    """Compute an operator by `func` on devices ("cpu", "default") or under a dispatch key; decorator where `func` is left out."""
    if isinstance(qualname, Library):  # the older form: impl(lib, name, dispatch_key="")
        return functools.partial(_impl_of, qualname, types, func or "")
    keys = []
    for device in (types,) if isinstance(types, str) else types:
        keys.append({"default": "CompositeExplicitAutograd", "cpu": "CPU"}.get(device, device))

    def register(function):
        for key in keys:
            (lib or _library_for(qualname)).impl(qualname, function, key)
        return function

    return register if func is None else register(func)


def _impl_of(library, name, key, function):
    library.impl(name, function, key)
    return function


def _overload_of(op, function):
    if isinstance(op, CustomOpDef):
        return op._opoverload
    if isinstance(op, _operators.Overload):
        return op
    if not isinstance(op, str):
        raise ValueError(f"{function}({op}): got unexpected type for op: {type(op)}")
    return _operators.overload_named(op)


def register_kernel(op, device_types, func=None, /, *, lib=None):
    """`CustomOpDef.register_kernel` for an operator by its name."""
    overload = _overload_of(op, "register_kernel")
    found = _OPDEFS.get(overload._schema.name)
    if found is not None:
        return found.register_kernel(device_types, func)
    return impl(overload.name(), "default" if device_types is None else device_types, func, lib=lib)


def register_fake(op, func=None, /, *, lib=None, _stacklevel=1, allow_override=False):
    """The function that gives empty results in the right shapes, for `opcheck`. Decorator where `func` is left out."""

    def register(function):
        _overload_of(op, "register_fake").fake = function
        return function

    return register if func is None else register(func)


def impl_abstract(qualname, func=None, *, lib=None, _stacklevel=1):
    """The older name of `register_fake`."""
    return register_fake(qualname, func, lib=lib)


def register_autograd(op, backward, /, *, setup_context=None, lib=None):
    """`CustomOpDef.register_autograd` for an operator by its name."""
    overload = _overload_of(op, "register_autograd")
    if overload._schema.is_mutable:
        raise RuntimeError(
            f"Cannot register autograd formula for non-functional operator {overload} with schema {overload._schema}. Please create a functional operator "
            "and register an autograd formula for that."
        )
    overload.autograd = _Derivative(backward, setup_context)


def register_vmap(op, func=None, /, *, lib=None):
    """`CustomOpDef.register_vmap` for an operator by its name. Decorator where `func` is left out."""

    def register(function):
        _overload_of(op, "register_vmap").vmap = function
        return function

    return register if func is None else register(func)


def register_torch_dispatch(op, torch_dispatch_class, func=None, /, *, lib=None):
    """`CustomOpDef.register_torch_dispatch` for an operator by its name. Decorator where `func` is left out."""
    return _dispatch.registered_rule(_overload_of(op, "register_torch_dispatch"), torch_dispatch_class, func)


def register_autocast(op, device_type, cast_inputs, /, *, lib=None):
    """`CustomOpDef.register_autocast` for an operator by its name."""
    return _dispatch.registered_autocast(_overload_of(op, "register_autocast"), device_type, cast_inputs)


def get_ctx():
    """Sizes that depend on data, in fake implementations: not supported, NotImplementedError."""
    raise NotImplementedError("torch.library.get_ctx: fake implementations with sizes that depend on data are not supported")


def get_kernel(op, dispatch_key):
    """The function that computes an operator under a dispatch key. RuntimeError where there is none."""
    overload = _overload_of(op, "get_kernel")
    key = _operators.KEYS.get(dispatch_key, dispatch_key)
    if key not in overload.kernels:
        raise RuntimeError(f"{overload.name()} has no kernel for {dispatch_key}")
    return overload.kernels[key]


def triton_op(name, fn=None, /, *, mutates_args, schema=None):
    """Not supported: NotImplementedError."""
    raise NotImplementedError("torch.library.triton_op: Triton is not supported")


def wrap_triton(triton_kernel, /):
    """Not supported: NotImplementedError."""
    raise NotImplementedError("torch.library.wrap_triton: Triton is not supported")


__all__ = [
    "Library", "custom_op", "define", "fallthrough_kernel", "get_ctx", "get_kernel", "impl", "impl_abstract", "infer_schema", "register_autocast",
    "register_fake", "register_torch_dispatch", "register_vmap", "triton_op", "wrap_triton",
]  # fmt: skip
