"""``torch._subclasses.fake_tensor``: tensors that show the device they stand for and have no elements, and the mode that computes with them.

A fake tensor is a wrapper with a ``__torch_dispatch__``: an operator is run on the device ``meta`` with tensors of the same shapes, and what comes out
is a fake tensor again. The core records derivatives as for any other subclass. Shapes are numbers: there are no symbolic ones.
"""
import contextlib

from .. import _dispatch, _meta, _types
from .._core import core
from .._library.row_schemas import DEPENDENT_ON_DATA
from .._py.overrides import disabled_torch_function_impl
from .._tensor import Tensor
from ..nn.parameter import Parameter
from ..utils import _python_dispatch as modes
from ..utils._pytree import tree_leaves, tree_map
from ..utils.weak import WeakIdKeyDictionary

TensorBase = core.TensorBase


class UnsupportedFakeTensorException(RuntimeError):
    """A kind of tensor that has no fake counterpart."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class _OfOperator(RuntimeError):
    def __init__(self, func):
        super().__init__(str(func))
        self.func = func


class DynamicOutputShapeException(_OfOperator):
    """The shape of an operator's result depends on elements."""


class DataDependentOutputException(_OfOperator):
    """An operator gives an element as a number."""


class MetadataMismatchError(RuntimeError):
    """Metadata differ."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def is_fake(x):
    """Whether a tensor is fake."""
    return isinstance(x, FakeTensor)


def maybe_get_fake_mode(t):
    """The mode that a tensor belongs to; None of one that is not fake."""
    return t.fake_mode if isinstance(t, FakeTensor) else None


def _by_constant(method):
    """A method that gives an element: that of the constant which a fake tensor may stand for."""

    def asked(self, *args):
        if self.constant is None:
            raise DataDependentOutputException(_dispatch._ops.aten._local_scalar_dense.default)
        return getattr(self.constant, method)(*args)

    return asked


class FakeTensor(Tensor):
    """A tensor without elements that shows the device `fake_device`.

    Parameters
    ----------
    fake_mode : FakeTensorMode
        What computes with it.
    elem : Tensor
        Shape, strides and dtype.
    device : device
        What it shows.
    constant : Tensor, optional
        The element, where a program wrote it down. It follows operators on constants.
    """

    __torch_function__ = disabled_torch_function_impl

    @staticmethod
    def __new__(cls, fake_mode, elem=None, device=None, constant=None, real_tensor=None):
        if not isinstance(fake_mode, (FakeTensorMode, TensorBase)):
            raise TypeError(f"FakeTensor.__new__() expected a FakeTensorMode or Tensor as the first argument, got {type(fake_mode)}")
        made = _dispatch.make_wrapper(
            cls, tuple(elem.shape), elem.stride(), elem.storage_offset(), elem.dtype, None, _types.device(device), elem.requires_grad and elem.is_leaf
        )
        made.fake_mode, made.fake_device = fake_mode, _types.device(device)
        made.constant, made.real_tensor, made.nonzero_memo = constant, real_tensor, None
        return made

    def __init__(self, *args, **kwargs):
        pass

    @staticmethod
    def from_tensor(t, fake_mode):
        """`FakeTensorMode.from_tensor`."""
        return fake_mode.from_tensor(t)

    @property
    def names(self):
        """No dimension has a name."""
        return (None,) * self.ndim

    tolist, item, __bool__, __int__, __float__, __index__, __complex__ = map(
        _by_constant, ("tolist", "item", "__bool__", "__int__", "__float__", "__index__", "__complex__")
    )

    def detach(self):
        """The same without history, over the same memory: by that a trace knows it."""
        made = core.alias_as(FakeTensor, self, False)
        made.__dict__.update(self.__dict__)
        return made

    _alias = detach

    def numpy(self, *, force=False):
        """Refused."""
        raise RuntimeError(".numpy() is not supported for tensor subclasses.")

    def __repr__(self, *, tensor_contents=None):
        shown = f"FakeTensor(..., size={tuple(self.shape)}" + (f", device='{self.device}'" if self.device.type != "cpu" else "")
        shown += f", dtype={self.dtype}" if self.dtype is not _types.get_default_dtype() else ""
        if self.grad_fn is not None:
            shown += f", grad_fn=<{self.grad_fn.name()}>"
        elif self.requires_grad:
            shown += ", requires_grad=True"
        return f"Parameter({shown}))" if isinstance(self, Parameter) else shown + ")"

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        mode = next(t.fake_mode for t in tree_leaves((args, kwargs)) if isinstance(t, FakeTensor))
        return mode.dispatch(func, args, kwargs or {})


class FakeTensorMode(modes.TorchDispatchMode):
    """Inside ``with``, factories give fake tensors, and operators on real tensors are refused.

    Parameters
    ----------
    allow_non_fake_inputs : bool
        Real tensors among the arguments of operators count as fake ones instead.
    static_shapes, shape_env, allow_fallback_kernels, export :
        Accepted. Shapes are always static.
    """

    def __init__(self, *, allow_fallback_kernels=True, allow_non_fake_inputs=False, shape_env=None, static_shapes=None, export=False):
        super().__init__()
        self.allow_fallback_kernels, self.allow_non_fake_inputs, self.export = allow_fallback_kernels, allow_non_fake_inputs, export
        self.shape_env, self.static_shapes, self.allow_meta = shape_env, True if static_shapes is None else static_shapes, False
        self.in_kernel_invocation, self.enter_stack = False, []
        self._converted = WeakIdKeyDictionary()

    fake_tensor_converter = property(lambda self: self)

    def __enter__(self):
        entered = self not in modes._get_current_dispatch_mode_stack()[-1:]
        self.enter_stack.append(entered)
        return super().__enter__() if entered else self

    def __exit__(self, *exc):
        if self.enter_stack.pop():
            super().__exit__(*exc)

    @classmethod
    def is_infra_mode(cls):
        """True."""
        return True

    def from_tensor(self, tensor, *, static_shapes=None, source=None, symbolic_context=None, trace=True):
        """The fake tensor for a real one; the same each time."""
        if isinstance(tensor, FakeTensor):
            self._check_own([tensor])
            return tensor
        made = self._converted.get(tensor)
        if made is None:
            made = self._converted[tensor] = self.wrap(tensor, tensor.device)
            if isinstance(tensor, Parameter):
                made._is_param = True
        return made

    def from_real_tensor(self, fake_mode, tensor, **options):
        """`from_tensor`."""
        return self.from_tensor(tensor)

    def wrap(self, tensor, device):
        """A fake tensor like a tensor, without history."""
        with modes._disable_current_modes(), _dispatch.below_autograd():
            return FakeTensor(self, tensor, device)

    def _offered(self, spec, values, inplace):
        # The class of fake tensors answers, and the core records on their level.
        return NotImplemented if any(isinstance(v, FakeTensor) for v in _dispatch.tensors_of(values)) else super()._offered(spec, values, inplace)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return self.dispatch(func, args, kwargs or {})

    def dispatch(self, func, args, kwargs):
        """The result of an operator: fake tensors, or the argument that it writes."""
        name = func._opname
        if name == "lift_fresh":
            made = self.from_tensor(args[0])
            made.constant = args[0] if args[0].numel() == 1 else None
            return made
        given = [x for x in tree_leaves((args, kwargs)) if isinstance(x, TensorBase)]
        if name in DEPENDENT_ON_DATA["data_dependent_output"]:
            if all(x.constant is not None if isinstance(x, FakeTensor) else True for x in given):
                return self._constant(func, args, kwargs)
            raise DataDependentOutputException(func)
        self.check(func, args, kwargs)
        made = self.computed(func, args, kwargs, self.device_for(args, kwargs))
        if isinstance(made, FakeTensor):
            known = given and made.numel() == 1 and name not in DEPENDENT_ON_DATA["nondeterministic_seeded"]
            known = known and all(isinstance(x, FakeTensor) and x.constant is not None for x in given)
            made.constant = self._constant(func, args, kwargs) if known else None
        return made

    def check(self, func, args, kwargs):
        """Refuse a call whose result depends on elements, and one with tensors of other modes or, unless they are allowed, real ones."""
        given = [x for x in tree_leaves((args, kwargs)) if isinstance(x, TensorBase)]
        self._check_own(given)
        if func._opname == "index" and any(i is not None and i.dtype in (_types.bool_, _types.uint8) for i in args[1]):
            raise DynamicOutputShapeException(_dispatch._ops.aten.nonzero.default)
        if func._opname in DEPENDENT_ON_DATA["dynamic_output_shape"] and func._opname != "index":
            raise DynamicOutputShapeException(func)
        if not self.allow_non_fake_inputs and any(not isinstance(x, FakeTensor) for x in given):
            raise AssertionError(
                "Please convert all Tensors to FakeTensors first or instantiate FakeTensorMode with 'allow_non_fake_inputs'. Found in "
                f"{func}({', '.join([*map(_shown, args), *(f'{k}={_shown(v)}' for k, v in kwargs.items())])})"
            )

    def device_for(self, args, kwargs):
        """What the results of a call show: the device that is asked for, or that of a tensor, of one with dimensions where there is one."""
        given = [x for x in tree_leaves((args, kwargs)) if isinstance(x, TensorBase)]
        found = _types.device(kwargs.get("device") or next((x.device for x in sorted(given, key=lambda x: not x.ndim)), _types.CPU))
        return found if found.type in ("cpu", "meta") or found.index is not None else _types.device(found.type, 0)

    def _constant(self, func, args, kwargs):
        """What an operator gives on the constants that its arguments stand for."""
        with modes._disable_current_modes(), _dispatch.below_autograd():
            args, kwargs = tree_map(lambda x: x.constant if isinstance(x, FakeTensor) else x, (tuple(args), dict(kwargs)))
            return func(*args, **kwargs)

    def computed(self, func, args, kwargs, device):
        """What a function gives on the device ``meta``, as fake tensors on `device`; what it wrote is the argument itself."""
        metas = {}

        def as_meta(x):
            if isinstance(x, TensorBase) and id(x) not in metas:
                metas[id(x)] = x if x.is_meta else _meta.blank(tuple(x.shape), x.dtype, False, x.stride()), x
            return metas[id(x)][0] if isinstance(x, TensorBase) else x

        with modes._disable_current_modes(), _dispatch.below_autograd():
            on_meta, named = tree_map(as_meta, (tuple(args), dict(kwargs)))
            if "device" in named or not metas:
                named["device"] = _meta.META
            made = func(*on_meta, **named)
        arguments = {id(meta): x for meta, x in metas.values()}

        def of_result(x):
            if not isinstance(x, TensorBase):
                return x
            if id(x) not in arguments:
                return self.wrap(x, device)
            own = arguments[id(x)]
            if tuple(own.shape) != tuple(x.shape):  # in place, and of another shape now
                TensorBase.data.__set__(own, core.alias_as(TensorBase, self.wrap(x, device), False))
            return own

        return tree_map(of_result, made)

    def _check_own(self, tensors):
        for x in tensors:
            if isinstance(x, FakeTensor) and x.fake_mode is not self:
                raise AssertionError(f"Mixing fake modes NYI x.fake_mode={x.fake_mode} vs self={self}")


def _shown(value):
    """An argument in an error: a tensor without its elements."""
    if isinstance(value, FakeTensor) or not isinstance(value, TensorBase):
        return f"[{', '.join(map(_shown, value))}]" if isinstance(value, (list, tuple)) else repr(value)
    from .._tensor_str import _str_intern

    shown = _str_intern(value, tensor_contents="[...]").removesuffix(")")
    head, mark, tail = shown.partition("[...]")
    text = f"{head}{mark}, size={tuple(value.shape)}{tail})"
    return "Parameter containing:\n" + text if isinstance(value, Parameter) else text


FakeTensorConverter = FakeTensorMode  # a mode converts by itself


class FakeCopyMode(contextlib.nullcontext):
    """Inside ``with``, `copy.deepcopy` of a module is to be followed by `copied_to_fake`: PyTorch copies into fake tensors at once."""

    def __init__(self, fake_mode):
        super().__init__()
        self.fake_mode = fake_mode


def copied_to_fake(module, fake_mode):
    """A copy of a module with fake tensors for its parameters and buffers."""
    import copy

    made = copy.deepcopy(module)
    for part in made.modules():
        for own in (part._parameters, part._buffers):
            own.update({name: fake_mode.from_tensor(t) for name, t in own.items() if t is not None})
    return made


@contextlib.contextmanager
def unset_fake_temporarily():
    """A context without the fake mode that is active, which it gives."""
    stack = modes._get_current_dispatch_mode_stack()
    found = next((mode for mode in reversed(stack) if isinstance(mode, FakeTensorMode)), None)
    kept = [mode for mode in stack if not isinstance(mode, FakeTensorMode)]
    with modes._disable_current_modes(), contextlib.ExitStack() as entered:
        for mode in kept:
            entered.enter_context(mode)
        yield found


def active_fake_mode():
    """The innermost fake mode of this thread; None."""
    return next((mode for mode in reversed(modes._get_current_dispatch_mode_stack()) if isinstance(mode, FakeTensorMode)), None)


def _composite(spec, values, inplace):
    """A composite that is not traced is run as a whole on the device ``meta``: it may look at elements."""
    if spec.implementation != "composite" or inplace or spec.name in _dispatch.FACTORIES:
        return NotImplemented
    given = list(_dispatch.tensors_of(values))
    if any(not isinstance(mode, FakeTensorMode) for mode in modes._get_current_dispatch_mode_stack()):
        return NotImplemented
    if core.is_grad_enabled() and any(t.requires_grad for t in given) and spec.name not in _meta.WHOLE:
        return NotImplemented
    mode = next(t.fake_mode for t in given if isinstance(t, FakeTensor))
    func = _dispatch._ops.overload_for(spec, values, False)
    mode.check(func, values, {})
    return mode.computed(lambda *on_meta: core.call(spec, list(on_meta)), values, {}, mode.device_for(values, {}))


FakeTensor.__module__ = FakeTensorMode.__module__ = "torch._subclasses.fake_tensor"
core.intercept(FakeTensor, _composite)
