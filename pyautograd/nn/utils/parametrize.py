"""Parameters computed from others by modules: the machinery. `_parametrization_list` has the module that holds them."""
import copyreg
from contextlib import contextmanager
from copy import deepcopy

from ..._core import core
from ..._tensor_attributes import core_no_grad
from ..modules.container import ModuleDict
from ..parameter import Parameter
from ._parametrization_list import ParametrizationList, _maybe_set, _register_parameter_or_buffer

TensorBase = core.TensorBase
_cache_enabled = 0
_cache = {}


@contextmanager
def cached():
    """Within the ``with`` block each parametrized tensor is computed once."""
    global _cache, _cache_enabled
    _cache_enabled += 1
    try:
        yield
    finally:
        _cache_enabled -= 1
        if not _cache_enabled:
            _cache = {}


def _deepcopied(self, memo):
    made = memo.get(id(self), None)
    if made is not None:
        return made
    made = self.__new__(self.__class__)
    memo[id(self)] = made
    made.__dict__ = deepcopy(self.__dict__, memo)
    for slot in copyreg._slotnames(self.__class__):
        if hasattr(self, slot):
            setattr(made, slot, deepcopy(getattr(self, slot), memo))
    return made


def _refuse_to_pickle(self):
    raise RuntimeError(
        "Serialization of parametrized modules is only supported through state_dict(). See:\n"
        "https://pytorch.org/tutorials/beginner/saving_loading_models.html#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training"
    )


def _inject_new_class(module):
    """Give the module a class of its own, so that properties on it are the module's alone."""
    cls = module.__class__
    members = {"__getstate__": _refuse_to_pickle}
    if not hasattr(cls, "__deepcopy__"):
        members["__deepcopy__"] = _deepcopied
    module.__class__ = type(f"Parametrized{cls.__name__}", (cls,), members)


def _inject_property(module, tensor_name):
    """Make an attribute of the module's class a property that computes the tensor."""
    if hasattr(module, tensor_name):
        raise AssertionError(f"Module already has an attribute named '{tensor_name}'")

    def get(self):
        parametrization = self.parametrizations[tensor_name]
        if not _cache_enabled:
            return parametrization()
        key = (id(module), tensor_name)
        made = _cache.get(key)
        if made is None:
            made = _cache[key] = parametrization()
        return made

    def set(self, value):
        self.parametrizations[tensor_name].right_inverse(value)

    setattr(module.__class__, tensor_name, property(get, set))


def _check_kept(kind, names, first, second, flag):
    if first != second:
        raise ValueError(
            f"Registering a parametrization may not change the {kind} of the tensor, unless the `{flag}` flag is enabled.\n{names[0]}.{kind}: {first}\n"
            f"{names[1]}.{kind}: {second}"
        )


def _check_addition(module, tensor_name, parametrization):
    """Refuse a further parametrization that does not give a tensor like the one it takes."""
    before = getattr(module, tensor_name)
    after = parametrization(before)
    if not isinstance(after, TensorBase):
        raise ValueError(f"A parametrization must return a tensor. Got {type(after).__name__}.")
    names = (f"module.{tensor_name}", f"parametrization(module.{tensor_name})")
    _check_kept("dtype", names, before.dtype, after.dtype, "unsafe")
    _check_kept("shape", names, before.shape, after.shape, "unsafe")
    if not hasattr(parametrization, "right_inverse"):
        return
    try:
        back = parametrization.right_inverse(after)
    except NotImplementedError:
        return
    if not isinstance(back, TensorBase):
        raise ValueError(f"parametrization.right_inverse must return a tensor. Got: {type(back).__name__}")
    for kind in ("dtype", "shape"):
        if getattr(back, kind) != getattr(before, kind):
            raise ValueError(
                f"The tensor returned by parametrization.right_inverse must have the same {kind} as module.{tensor_name}, unless the `unsafe` flag is "
                f"enabled.\nmodule.{tensor_name}.{kind}: {getattr(before, kind)}\nreturned {kind}: {getattr(back, kind)}"
            )


def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
    """Compute a parameter or a buffer of `module` by calling `parametrization`, from a tensor that takes its place.

    Parameters
    ----------
    parametrization : Module
        ``forward`` takes a tensor and returns one of the same shape and dtype. Where it has ``right_inverse``, assignment to the attribute goes
        through that, and the original becomes ``right_inverse(tensor)``: one tensor or a sequence of them.
    unsafe : bool
        Do not check shape and dtype.

    Returns
    -------
    Module
        `module`, whose class is a new one.

    Raises
    ------
    ValueError
        If there is no such tensor, or the parametrization does not keep shape and dtype.
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            _check_addition(module, tensor_name, parametrization)
        module.parametrizations[tensor_name].append(parametrization)
        module.parametrizations[tensor_name].unsafe |= unsafe
    elif tensor_name in module._buffers or tensor_name in module._parameters:
        original = getattr(module, tensor_name)
        # Whatever this raises, the module is as it was.
        parametrizations = ParametrizationList([parametrization], original, unsafe=unsafe)
        delattr(module, tensor_name)
        if not is_parametrized(module):
            _inject_new_class(module)
            module.parametrizations = ModuleDict()
        _inject_property(module, tensor_name)
        module.parametrizations[tensor_name] = parametrizations
    else:
        raise ValueError(f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name '{tensor_name}'")
    return module


def is_parametrized(module, tensor_name=None):
    """Whether the module has parametrizations, or one for a tensor."""
    parametrizations = getattr(module, "parametrizations", None)
    if parametrizations is None or not isinstance(parametrizations, ModuleDict):
        return False
    return len(parametrizations) > 0 if tensor_name is None else tensor_name in parametrizations


def remove_parametrizations(module, tensor_name, leave_parametrized=True):
    """Make a tensor an ordinary parameter or buffer again.

    Parameters
    ----------
    leave_parametrized : bool
        Whether it keeps its value as computed, or takes that of the original one.
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    parametrizations = module.parametrizations[tensor_name]
    if parametrizations.is_tensor:
        original = parametrizations.original
        if leave_parametrized:
            with core_no_grad():
                _maybe_set(original, getattr(module, tensor_name))
    elif leave_parametrized:
        made = getattr(module, tensor_name)
        original = Parameter(made) if made.requires_grad else made
    else:
        raise ValueError("Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors.")
    delattr(module.__class__, tensor_name)
    del module.parametrizations[tensor_name]
    _register_parameter_or_buffer(module, tensor_name, original)
    if not is_parametrized(module):
        delattr(module, "parametrizations")
        module.__class__ = module.__class__.__bases__[0]
    return module


def type_before_parametrizations(module):
    """The class that the module had before."""
    return module.__class__.__bases__[0] if is_parametrized(module) else type(module)


def transfer_parametrizations_and_params(from_module, to_module, tensor_name=None):
    """Give `to_module` the parametrizations of `from_module`, or those of one tensor, and their original tensors; returns `to_module`."""
    if not is_parametrized(from_module):
        return to_module
    for name in from_module.parametrizations if tensor_name is None else [tensor_name]:
        if not hasattr(to_module, name):
            setattr(to_module, name, Parameter(getattr(from_module, name)))
        source = from_module.parametrizations[name]
        for parametrization in source:
            register_parametrization(to_module, name, parametrization)
        target = to_module.parametrizations[name]
        for original in ["original"] if hasattr(source, "original") else [f"original{i}" for i in range(source.ntensors)]:
            setattr(target, original, getattr(source, original))
    return to_module


__all__ = [
    "cached", "ParametrizationList", "register_parametrization", "is_parametrized", "remove_parametrizations", "type_before_parametrizations",
    "transfer_parametrizations_and_params",
]  # fmt: skip
