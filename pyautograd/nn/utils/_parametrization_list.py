"""`ParametrizationList`, which `parametrize` shows."""
from collections.abc import Sequence

from ... import __future__ as settings
from ..._core import core
from ..._tensor_attributes import core_no_grad
from ..modules.container import ModuleList
from ..parameter import Parameter

TensorBase = core.TensorBase


def _register_parameter_or_buffer(module, name, X):
    if isinstance(X, Parameter):
        module.register_parameter(name, X)
    else:
        module.register_buffer(name, X)


def _maybe_set(dest, src):
    if not settings.get_swap_module_params_on_conversion():
        dest.set_(src)
        return
    from ...utils import swap_tensors

    if isinstance(dest, Parameter) and not isinstance(src, Parameter):
        src = Parameter(src, requires_grad=dest.requires_grad)
    swap_tensors(dest, src)


def _not_tensors(i, element):
    got = f"Got element {i} of the sequence with type {type(element).__name__}."
    return ValueError(f"'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). {got}")


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor, in the order in which they are called, and the tensor or tensors they start from.

    These are ``original``, or ``original0``, ``original1``, ... where ``right_inverse`` gives several.
    """

    def __init__(self, modules, original, unsafe=False):
        if len(modules) == 0:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        shape, dtype = original.shape, original.dtype
        with core_no_grad():
            new = original
            for module in reversed(list(self)):
                if hasattr(module, "right_inverse"):
                    try:
                        new = module.right_inverse(new)
                    except NotImplementedError:
                        pass  # the parametrization has none: the original starts as it is
        if not isinstance(new, TensorBase) and not isinstance(new, Sequence):
            text = "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...)."
            raise ValueError(f"{text} Got {type(new).__name__}")
        self.is_tensor = isinstance(new, TensorBase)
        self.ntensors = 1 if self.is_tensor else len(new)
        if self.is_tensor:
            if original.dtype != new.dtype:
                raise ValueError(
                    f"When `right_inverse` outputs one tensor, it may not change the dtype.\noriginal.dtype: {original.dtype}\n"
                    f"right_inverse(original).dtype: {new.dtype}"
                )
            with core_no_grad():
                _maybe_set(original, new)  # in place, so that an optimizer that has it keeps it
            _register_parameter_or_buffer(self, "original", original)
        else:
            self._register_originals(original, new)
        if not self.unsafe:
            self._check_result(shape, dtype)

    def _register_originals(self, original, new):
        for i, element in enumerate(new):
            if not isinstance(element, TensorBase):
                raise _not_tensors(i, element)
            if isinstance(original, Parameter):
                element = Parameter(element, original.requires_grad)
            element.requires_grad_(original.requires_grad)
            _register_parameter_or_buffer(self, f"original{i}", element)

    def _check_result(self, shape, dtype):
        made = self()
        if not isinstance(made, TensorBase):
            raise ValueError(f"A parametrization must return a tensor. Got {type(made).__name__}.")
        for kind, before, after in (("dtype", dtype, made.dtype), ("shape", shape, made.shape)):
            if before != after:
                raise ValueError(
                    f"Registering a parametrization may not change the {kind} of the tensor, unless `unsafe` flag is enabled.\n"
                    f"unparametrized {kind}: {before}\nparametrized {kind}: {after}"
                )

    def right_inverse(self, value):
        """Set the originals so that the tensor becomes `value`, through every ``right_inverse``."""
        with core_no_grad():
            for module in reversed(list(self)):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(f"parametrization {type(module).__name__} does not implement right_inverse.")
                value = module.right_inverse(value)
            if self.is_tensor:
                if not isinstance(value, TensorBase):
                    raise ValueError(f"`right_inverse` should return a tensor. Got {type(value).__name__}")
                if value.dtype != self.original.dtype:
                    raise ValueError(
                        f"The tensor returned by `right_inverse` has dtype {value.dtype} while `original` has dtype {self.original.dtype}"
                    )
                _maybe_set(self.original, value)
            else:
                self._set_originals(value)

    def _set_originals(self, values):
        if not isinstance(values, Sequence):
            raise ValueError(f"'right_inverse' must return a sequence of tensors. Got {type(values).__name__}.")
        if len(values) != self.ntensors:
            raise ValueError(
                f"'right_inverse' must return a sequence of tensors of length {self.ntensors}. Got a sequence of length {len(values)}."
            )
        for i, tensor in enumerate(values):
            original = getattr(self, f"original{i}")
            if not isinstance(tensor, TensorBase):
                raise ValueError(
                    f"'right_inverse' must return a sequence of tensors or reference-type opaques. Got element {i} of type {type(tensor).__name__}."
                )
            if original.dtype != tensor.dtype:
                raise ValueError(
                    f"Tensor {i} returned by `right_inverse` has dtype {tensor.dtype} while `original{i}` has dtype {original.dtype}"
                )
            _maybe_set(original, tensor)

    def forward(self):
        """The tensor."""
        originals = [self.original] if self.is_tensor else [getattr(self, f"original{i}") for i in range(self.ntensors)]
        first, *others = self._modules[str(0)], *[self._modules[str(i)] for i in range(1, len(self))]
        made = first(*originals)
        for module in others:
            made = module(made)
        return made


ParametrizationList.__module__ = __name__.replace("_parametrization_list", "parametrize")
