"""Which functions of the namespace ``__torch_function__`` can override, with their names and signatures. For `overrides`, which loads it."""
import functools
import inspect
import types
import warnings

from ._core import core
from ._method_calls import _WITHOUT_ARGUMENTS
from ._method_calls import Tensor as _IN_PYTHON
from ._py import python_functions
from ._tensor import Tensor


def _quiet(function):
    """Looking at everything in a namespace meets deprecated names."""

    @functools.wraps(function)
    def call():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function()

    return functools.lru_cache(None)(call)


# Names of the top level that neither arguments nor modes can override.
_NOT_OVERRIDABLE = (
    "typename", "is_tensor", "is_storage", "set_default_tensor_type", "set_default_device", "get_default_device", "set_rng_state", "get_rng_state",
    "manual_seed", "initial_seed", "seed", "save", "load", "set_printoptions", "get_printoptions", "get_default_dtype", "set_default_dtype",
    "get_num_interop_threads", "init_num_threads", "get_num_threads", "set_num_interop_threads", "set_num_threads", "is_grad_enabled",
    "is_inference_mode_enabled", "no_grad", "enable_grad", "inference_mode", "set_grad_enabled", "compile", "vmap", "jit", "arange", "as_tensor",
    "asarray", "tensor", "from_numpy", "frombuffer", "from_dlpack", "to_dlpack", "bartlett_window", "blackman_window", "hamming_window", "hann_window",
    "kaiser_window", "can_cast", "promote_types", "complex", "empty", "empty_permuted", "empty_strided", "eye", "fft", "full", "linspace", "logspace",
    "normal", "ones", "rand", "randn", "randint", "randperm", "range", "scalar_tensor", "tril_indices", "triu_indices", "zeros", "broadcast_shapes",
    "is_deterministic_algorithms_warn_only_enabled", "are_deterministic_algorithms_enabled", "use_deterministic_algorithms",
    "set_deterministic_debug_mode", "get_deterministic_debug_mode", "set_float32_matmul_precision", "get_float32_matmul_precision", "set_warn_always",
    "is_warn_always_enabled", "set_flush_denormal", "compiled_with_cxx11_abi", "is_vulkan_available", "autocast", "is_autocast_enabled",
    "is_autocast_cpu_enabled", "is_autocast_cache_enabled", "get_autocast_dtype", "clear_autocast_cache", "sym_int", "sym_float", "sym_not", "sym_max",
    "sym_min", "sym_sum", "sym_ite", "show_config", "is_anomaly_enabled", "is_anomaly_check_nan_enabled", "set_anomaly_enabled", "einsum_path",
    "device", "dtype", "finfo", "iinfo", "layout", "memory_format", "eig", "symeig", "lstsq", "solve", "matrix_rank", "spmm", "dsmm", "hsmm",
)  # fmt: skip
_TENSOR_NOT_OVERRIDABLE = (
    "__delitem__", "__dir__", "__getattribute__", "__init__", "__iter__", "__init_subclass__", "__setattr__", "__subclasshook__", "__hash__", "as_subclass",
    "reinforce", "new", "new_tensor", "_make_subclass", "_make_wrapper_subclass", "solve", "symeig", "stride", "unflatten", "to_sparse_coo", "to_sparse_csr",
    "to_sparse_csc", "to_sparse_bsr", "to_sparse_bsc", "_typed_storage", "__class__", "__torch_function__", "__new__", "__class_getitem__",
    "__array_ufunc__", "__setstate__", "lstsq", "eig",
)  # fmt: skip


@_quiet
def ignored():
    """Functions that cannot be overridden."""
    import pyautograd as torch

    found = {getattr(torch, name) for name in _NOT_OVERRIDABLE if hasattr(torch, name)}
    found |= {getattr(Tensor, name) for name in _TENSOR_NOT_OVERRIDABLE if hasattr(Tensor, name)}
    found |= {torch.is_tensor, Tensor.as_subclass}
    return {f for f in found if callable(f)}


def _namespaces():
    import pyautograd as torch

    for name in ("", "functional", "nn.functional", "nn.init", "Tensor", "linalg", "fft", "special"):
        space = torch
        for part in name.split(".") if name else ():
            space = getattr(space, part, None)
        if space is not None:
            listed = getattr(space, "__all__", None) if name in ("functional",) else None if name else {*dir(space), *space._OUT_OF_SCOPE}
            yield "torch." + name if name else "torch", space, listed or dir(space)


@_quiet
def overridable():
    """(namespace -> its functions, function -> name)."""
    import pyautograd as torch

    functions, index = {}, {}
    left_out = ignored()
    for shown, space, names in _namespaces():
        of_tensor = space is Tensor
        for name in names:
            listed = True
            if not of_tensor:
                if name.startswith("__"):
                    continue
                listed = not (name.startswith("_") or name.endswith("_") or not name[0].islower())
            value = getattr(space, name, None)
            if value is None or getattr(object, name, None) is value or isinstance(value, types.ModuleType) or name == "__weakref__":
                continue
            if of_tensor and not callable(value) and hasattr(value, "__get__"):
                index[value.__get__] = f"{shown}.{name}.__get__"
                index[value.__set__] = f"{shown}.{name}.__set__"
                if listed and name in _attributes():
                    functions.setdefault(value, []).append(value.__get__)
                continue
            if not callable(value) or isinstance(value, type):
                continue
            try:
                if space is not getattr(torch.nn, "init", None) or value not in index:
                    index[value] = f"{shown}.{name}"
            except TypeError:
                continue
            if listed and value not in left_out and asks(value):
                functions.setdefault(space, []).append(value)
    return functions, index


def _attributes():
    from ._overrides import _PROPERTIES

    return _PROPERTIES


def asks(function):
    """Whether calls of `function` ask its arguments."""
    return id(function) in _operators() or isinstance(function, type(Tensor.__add__)) or hasattr(function, "__wrapped__")


@functools.lru_cache(None)
def _operators():
    return {id(f) for f in core.functions.values()} | {id(f) for f in vars(core.TensorBase).values()}


@_quiet
def methods():
    """The methods of ``Tensor`` that can be overridden."""
    return set(overridable()[0].get(Tensor, ()))


def signature_of(function, name):
    """The signature of a function as its Python definition or table row has it; None where neither is known."""
    in_python = getattr(function, "__wrapped__", None)
    if isinstance(in_python, types.FunctionType):
        return inspect.signature(in_python)
    return python_functions.row_signature(name) or _slot_signature(name.rpartition(".")[2])


def _slot_signature(name):
    """That of a method of ``Tensor`` that is neither an operator nor Python."""
    if name in _WITHOUT_ARGUMENTS or name in ("__abs__", "__neg__", "__pos__", "__invert__"):
        return inspect.signature(lambda self: -1)
    found = _METHODS.get(name) or vars(_IN_PYTHON).get(name)
    if found is None and name.startswith("__"):
        found = lambda self, other: -1  # noqa: E731
    return found and inspect.signature(found)


# Of methods that take something.
_METHODS = {
    "__getitem__": lambda self, idx: -1, "__setitem__": lambda self, k, v: -1, "size": lambda self, dim=None: -1, "stride": lambda self, dim=None: -1,
    "is_contiguous": lambda self, memory_format=None: -1, "requires_grad_": lambda self, mode=True: -1, "index": lambda self, positions, dims: -1,
}  # fmt: skip


def _stand_in(signature):
    def minus_one(*args, **kwargs):
        signature.bind(*args, **kwargs)
        return -1

    minus_one.__signature__ = signature
    return minus_one


@_quiet
def testing():
    """Function -> a function of the same signature that returns -1."""
    functions, index = overridable()
    made = {}
    for found in functions.values():
        for function in found:
            name = index[function]
            if name.endswith(".__get__"):
                made[function] = lambda self: -1
                continue
            signature = signature_of(function, name)
            if signature is not None:
                made[function] = _stand_in(signature)
    return made
