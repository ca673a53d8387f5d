"""Tensors that a module owns: `Parameter`, which it trains, and `Buffer`, which it only keeps."""
from collections import OrderedDict

from .. import _creation
from .._core import core
from .._py.overrides import disabled_torch_function_impl
from .._tensor import Tensor, _deepcopied

_UNINITIALIZED = (
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` when trying to load an "
    "uninitialized parameter into an initialized one. Call `forward` to initialize the parameters before accessing their attributes."
)


class _ParameterMeta(type(Tensor)):
    """A tensor of another subclass counts as a Parameter when it is marked as one."""

    def __instancecheck__(cls, instance):
        if cls is Parameter and isinstance(instance, Tensor) and getattr(instance, "_is_param", False):
            return True
        return super().__instancecheck__(instance)


class Parameter(Tensor, metaclass=_ParameterMeta):
    """``Parameter(data=None, requires_grad=True)``: a leaf over the memory of `data` that a module lists as its parameter."""

    __torch_function__ = disabled_torch_function_impl

    def __new__(cls, data=None, requires_grad=True):
        if data is None:
            data = _creation.tensor([])
        if type(data) is Tensor or type(data) is Parameter:
            return core.alias_as(cls, data, requires_grad)
        as_parameter = getattr(type(data), "as_parameter", None)
        if as_parameter is not None:  # a tensor without strided elements
            return as_parameter(data, requires_grad)
        made = data.detach().requires_grad_(requires_grad)
        if isinstance(data, Parameter) and type(made) is not type(data):
            raise RuntimeError(
                f"Creating a Parameter from an instance of type {type(data).__name__} requires that detach() returns an instance of the same type, but "
                f"return type {type(made).__name__} was found instead. To use the type as a Parameter, please correct the detach() semantics defined by "
                "its __torch_dispatch__() implementation."
            )
        if core.readable(made):
            made = core.alias_as(type(data), made, requires_grad)
        made._is_param = True
        return made

    def __deepcopy__(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        made = memo[id(self)] = type(self)(self.data.clone(), self.requires_grad)
        return made

    def __reduce_ex__(self, protocol):
        cls = None if type(self) is Parameter else type(self)
        return _rebuild_parameter, (cls, self.data, self.requires_grad, self.__dict__ or None)

    def __repr__(self):
        text = super().__repr__()
        return "Parameter containing:\n" + (text if type(self) is Parameter else f"Parameter({text})")

    __str__ = __repr__


core.add_plain_type(Parameter)


def parameter_class(base):
    """The class of parameters over tensors of the class `base`, which have no strided elements. Both show themselves under PyTorch's names."""

    class Made(base, Parameter):
        __doc__ = f"A parameter that is a {base.__name__}."

        def __new__(cls, data=None, requires_grad=True, **kwargs):
            return Parameter(data, requires_grad)

        def __reduce_ex__(self, protocol):
            return _rebuild_parameter, (None, self.detach(), self.requires_grad, self.__dict__ or None)

        def __repr__(self):
            return "Parameter containing:\n" + base.__repr__(self)

        __str__ = __repr__

    for cls, name, module in ((base, "Tensor", "torch"), (Made, "Parameter", "torch.nn.parameter")):
        cls.__name__ = cls.__qualname__ = name
        cls.__module__ = module
    return Made


def _rebuild_parameter(cls, data, requires_grad, attributes):
    """What unpickling a Parameter calls."""
    made = core.alias_as(cls or Parameter, data, requires_grad)
    core.TensorBase._backward_hooks.__set__(made, OrderedDict())
    if attributes:
        made.__dict__.update(attributes)
    return made


class _BufferMeta(type(Tensor)):
    """Buffers are plain tensors that are marked."""

    def __instancecheck__(cls, instance):
        if cls is Buffer and isinstance(instance, Tensor) and getattr(instance, "_is_buffer", False):
            return True
        return super().__instancecheck__(instance)


class Buffer(Tensor, metaclass=_BufferMeta):
    """``Buffer(data=None, *, persistent=True)``: a tensor that a module keeps, and saves if it is persistent."""

    def __new__(cls, data=None, *, persistent=True):
        if data is None:
            data = _creation.tensor([])
        made = data.detach().requires_grad_(data.requires_grad)
        made.persistent = persistent
        made._is_buffer = True
        return made


class UninitializedTensorMixin:
    """A tensor whose shape is not known yet; ``materialize`` gives it one."""

    _allowed_methods = [
        Tensor.__hash__, Tensor.size, Tensor.copy_, Tensor.is_complex, Tensor.is_floating_point, Tensor.half, Tensor.float, Tensor.double, Tensor.char,
        Tensor.short, Tensor.int, Tensor.long, Tensor.cuda, Tensor.cpu, Tensor.to, Tensor.get_device,
    ]  # fmt: skip

    @property
    def shape(self):
        raise RuntimeError(_UNINITIALIZED)

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func in cls._allowed_methods or func.__name__ in ("__get__", "__set__", "__delete__"):  # the latter read and set properties
            return super().__torch_function__(func, types, args, kwargs or {})
        raise ValueError(
            f"Attempted to use an uninitialized parameter in {func}. This error happens when you are using a `LazyModule` or explicitly manipulating "
            f"`torch.nn.parameter.{cls.__name__}` objects. When using LazyModules Call `forward` with a dummy batch to initialize the parameters before "
            "calling torch functions"
        )

    def materialize(self, shape, device=None, dtype=None):
        """Become a tensor of this shape, with any content."""
        from .. import empty

        self.data = empty(shape, dtype=dtype if dtype is not None else self.data.dtype)
        self.__class__ = self.cls_to_become

    def share_memory_(self):
        """Refused before the shape is known."""
        raise RuntimeError(
            "Can't share memory on an uninitialized parameter or buffer. Call `forward` to initialize the parameters before calling `module.share_memory()`."
        )

    def __reduce_ex__(self, protocol):
        return _rebuild_uninitialized, (isinstance(self, UninitializedParameter), self.requires_grad, self.data.dtype, self.__dict__ or None)

    def __repr__(self):
        return f"<{type(self).__name__}>"

    __str__ = __repr__

    def __deepcopy__(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        made = memo[id(self)] = type(self)(self.requires_grad)
        made.__dict__.update(_deepcopied(self.__dict__, memo))
        return made


class UninitializedParameter(UninitializedTensorMixin, Parameter):
    """A parameter of a shape that the first ``forward`` decides."""

    cls_to_become = Parameter

    def __new__(cls, requires_grad=True, device=None, dtype=None):
        from .. import empty

        return core.alias_as(cls, empty(0, dtype=dtype), requires_grad)


class UninitializedBuffer(UninitializedTensorMixin, Tensor):
    """A buffer of a shape that the first ``forward`` decides."""

    cls_to_become = Tensor

    def __new__(cls, requires_grad=False, device=None, dtype=None, persistent=True):
        from .. import empty

        made = core.alias_as(cls, empty(0, dtype=dtype), requires_grad)
        made.persistent, made._is_buffer = persistent, True
        return made


def _rebuild_uninitialized(parameter, requires_grad, dtype, attributes):
    """What unpickling an uninitialized parameter or buffer calls."""
    made = (UninitializedParameter if parameter else UninitializedBuffer)(requires_grad, dtype=dtype)
    if attributes:
        made.__dict__.update(attributes)
    return made


def is_lazy(param):
    """Whether the shape is not known yet."""
    return isinstance(param, UninitializedTensorMixin)


for _shown in (Parameter, Buffer, UninitializedParameter, UninitializedBuffer):
    _shown.__module__ = "torch.nn.parameter"

__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "UninitializedTensorMixin", "is_lazy"]
