"""pyautograd: PyTorch's tensors and autograd for the CPU, on NumPy alone.

``import pyautograd as torch`` gives the names of PyTorch 2.13's namespace; ``python -m pyautograd script.py`` runs a program
that imports torch. ``pyautograd.backend`` says which core computes: ``"compiled"`` or ``"python"``.
"""
import sys as _sys
from math import e, inf, nan, pi  # noqa: F401

from . import _absent, _core, _lazy, _types
from ._core import backend, core
from ._types import (
    Size,
    can_cast,
    channels_last,
    channels_last_3d,
    contiguous_format,
    device,
    dtype,
    finfo,
    get_default_dtype,
    iinfo,
    jagged,
    layout,
    memory_format,
    preserve_format,
    promote_types,
    qscheme,
    sparse_bsc,
    sparse_bsr,
    sparse_coo,
    sparse_csc,
    sparse_csr,
    strided,
)
from .torch_version import __version__  # noqa: F401

torch = _sys.modules[__name__]  # torch.torch is torch
newaxis = None
legacy_contiguous_format = contiguous_format
globals().update(_types.DTYPE_NAMES, **{_scheme.name: _scheme for _scheme in _types.QSCHEMES})

from ._tensor import Tensor  # noqa: E402

# The operators. Those of a submodule (linalg, nn.functional, ...) are reached there.
# Those that take any number of tensors, one by one, are wrapped in `functional`, which loads with the first of them.
_VARIADIC = (
    "broadcast_tensors", "broadcast_shapes", "meshgrid", "cartesian_prod", "block_diag", "atleast_1d", "atleast_2d", "atleast_3d", "chain_matmul",
    "einsum", "lu", "split",
)  # fmt: skip
globals().update({_name: _function for _name, _function in core.functions.items() if "." not in _name and _name not in _VARIADIC})
can_cast = core.overridable(can_cast, "torch.can_cast", "modes")
promote_types = core.overridable(promote_types, "torch.promote_types", "modes")

from .autograd.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled  # noqa: E402

is_grad_enabled = core.is_grad_enabled
is_inference_mode_enabled = core.is_inference_mode_enabled
is_anomaly_enabled = core.is_anomaly_enabled
is_anomaly_check_nan_enabled = core.is_anomaly_check_nan_enabled


def is_tensor(obj):
    """Whether `obj` is a tensor."""
    return isinstance(obj, Tensor)


def is_storage(obj):
    """Whether `obj` is a storage."""
    from .storage import TypedStorage, UntypedStorage

    return isinstance(obj, (TypedStorage, UntypedStorage))


def _tensor(name, input):
    if not isinstance(input, core.TensorBase):
        from ._py.arg_errors import wrong_type
        from ._py.binder import TENSOR

        raise wrong_type(name, "input", 1, TENSOR, input)
    return input


def numel(input):
    """The number of elements of a tensor."""
    return _tensor("numel", input).numel()


def is_floating_point(input):
    """Whether the dtype is a floating point type."""
    return _tensor("is_floating_point", input).dtype.is_floating_point


def is_complex(input):
    """Whether the dtype is complex."""
    return _tensor("is_complex", input).dtype.is_complex


def is_same_size(input, other):
    """Whether two tensors have the same shape."""
    return input.shape == other.shape


def result_type(tensor1, tensor2):
    """The dtype an operator on both operands computes in."""
    return core.result_type((tensor1, tensor2))


def is_nonzero(input):
    """Whether a tensor of one element holds something other than zero."""
    return _tensor("is_nonzero", input).is_nonzero()


for _function in (numel, is_floating_point, is_complex, is_same_size, result_type, is_nonzero):
    globals()[_function.__name__] = core.overridable(_function, "torch." + _function.__name__)


def typename(obj):
    """The type of an object as a string; for a tensor its legacy type name."""
    if isinstance(obj, Tensor):
        return obj.type()
    kind = obj if isinstance(obj, type) else type(obj)
    module = getattr(kind, "__module__", "")
    return kind.__qualname__ if module in ("builtins", "", None) else f"{module}.{kind.__qualname__}"


def compile(
    model=None, *, fullgraph=False, dynamic=None, backend=None, mode=None, options=None, name=None, disable=False,  # noqa: F811 - PyTorch's name
    recompile_limit=None, isolate_recompiles=False, shapes_spec=None,
):  # fmt: skip
    """Return a function unchanged, and a module in a module that calls it: there is nothing to compile for.

    Without `model`, a decorator; with `disable`, nothing is changed. RuntimeError if both `mode` and `options` are given, AssertionError for what cannot
    be called.
    """
    if model is None:
        return lambda m: compile(m, mode=mode, options=options, disable=disable)
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified at the same time.")
    if not callable(model):
        raise AssertionError(f"A callable function is expected, but {type(model)} is provided.")
    if disable or isinstance(model, type) or not hasattr(model, "named_modules"):
        return model
    from ._dynamo.eval_frame import OptimizedModule
    from .nn import Module

    return OptimizedModule(model) if isinstance(model, Module) and not isinstance(model, OptimizedModule) else model


_SUBMODULES = (
    "autograd", "nn", "optim", "utils", "viz", "random", "linalg", "special", "fft", "func", "testing", "return_types", "jit", "cuda", "backends",
    "multiprocessing", "distributions", "_C", "__future__", "version", "overrides", "types", "hub", "compiler", "functional", "storage", "accelerator", "amp", "profiler",
    "_dynamo", "masked", "_functorch", "_subclasses", "_jit_internal", "_vmap_internals", "functorch", "torch_version", "cpu", "quasirandom", "distributed", "futures", "fx", "library",
    "xpu", "mps", "mtia", "signal", "_logging", "_utils_internal", "__config__", "_ops", "classes", "_guards", "serialization", "_higher_order_ops", "sparse",
)  # fmt: skip
_NAMES = {
    **dict.fromkeys(("tensor", "as_tensor", "asarray", "from_numpy", "frombuffer", "from_dlpack", "to_dlpack", "set_default_dtype"), "_creation"),
    **dict.fromkeys(("set_default_device", "get_default_device"), "_creation"), "from_file": "_mapped_files", "lobpcg": "_lobpcg",
    **dict.fromkeys(
        (
            "FloatTensor", "DoubleTensor", "LongTensor", "IntTensor", "ShortTensor", "CharTensor", "ByteTensor", "BoolTensor", "HalfTensor",
            "BFloat16Tensor", "set_default_tensor_type",
        ),
        "_legacy",
    ),
    **dict.fromkeys(("manual_seed", "seed", "initial_seed", "get_rng_state", "set_rng_state", "Generator", "default_generator", "thread_safe_generator"), "random"),
    **dict.fromkeys(("set_printoptions", "get_printoptions"), "_tensor_str"),
    **dict.fromkeys(("get_num_threads", "set_num_threads", "get_num_interop_threads", "set_num_interop_threads"), "_threads"),
    **dict.fromkeys(_VARIADIC, "functional"),
    **dict.fromkeys(
        (
            "UntypedStorage", "TypedStorage", "Storage", "FloatStorage", "DoubleStorage", "HalfStorage", "BFloat16Storage", "LongStorage", "IntStorage",
            "ShortStorage", "CharStorage", "ByteStorage", "BoolStorage", "ComplexFloatStorage", "ComplexDoubleStorage", "StorageBase",
        ),
        "storage",
    ),
    **dict.fromkeys(
        (
            "is_conj", "is_neg", "is_signed", "is_inference", "is_distributed", "get_device", "detach", "detach_", "resize_as_",
            "get_float32_matmul_precision", "set_float32_matmul_precision",
            "use_deterministic_algorithms", "are_deterministic_algorithms_enabled", "is_deterministic_algorithms_warn_only_enabled",
            "get_deterministic_debug_mode", "set_deterministic_debug_mode", "set_anomaly_enabled", "set_warn_always", "is_warn_always_enabled", "set_flush_denormal",
            "compiled_with_cxx11_abi", "is_vulkan_available", "get_device_module", "init_num_threads", "has_lapack", "has_mkl", "has_openmp",
            "has_spectral", "sym_constrain_range", "sym_constrain_range_for_size",
            "SymInt", "SymFloat", "SymBool", "sym_int", "sym_float", "sym_not", "sym_max", "sym_min", "sym_sum", "sym_sqrt",
            "_disable_dynamo", "sym_ite", *(f"_sym_{_name}" for _name in ("sqrt", "cos", "cosh", "sin", "sinh", "tan", "tanh", "asin", "acos", "atan", "log2")),
            "arccos_", "arccosh_", "arcsin_", "arcsinh_", "arctan_", "arctanh_", "clip_", "fix_", "negative_", "zero_", "as_strided_",
            "kl_div", "cosine_embedding_loss", "hinge_embedding_loss", "margin_ranking_loss", "poisson_nll_loss", "triplet_margin_loss", "eig", "symeig",
            "lstsq", "solve", "matrix_rank",
        ),
        "_toplevel",
    ),
    **dict.fromkeys(
        (
            "_softmax", "_log_softmax", "_softmax_backward_data", "_log_softmax_backward_data", "native_group_norm", "native_batch_norm", "_convolution", "embedding_renorm_",
            "embedding_bag", "_embedding_bag", "_embedding_bag_forward_only", "_is_all_true", "_is_any_true", "_shape_as_tensor", "_dim_arange",
            "_unsafe_index", "_unsafe_index_put", "_conj", "_prelu_kernel", "_aminmax", "_unique", "_masked_softmax", "_stack",
            "_logcumsumexp", "_conj_physical", "_add_relu", "_lazy_clone", "_reshape_from_tensor", "_index_put_impl_",
            "_debug_has_internal_overlap", "_has_compatible_shallow_copy_type", "_is_zerotensor", "_make_dep_token", "_print", "_to_cpu",
            "_nnpack_available", "cudnn_is_acceptable", "_segment_reduce", *(f"_cast_{_kind}" for _kind in ("Byte", "Char", "Short", "Int", "Long", "Half", "Float", "Double")),
        ),
        "_native",
    ),
    **dict.fromkeys(("_assert_async", "_assert_scalar", "_functional_assert_async", "_functional_assert_scalar", "_assert_tensor_metadata"), "_native_checks"),
    **dict.fromkeys(
        (
            "_grouped_mm", "_int_mm", "_addmm_activation", "_euclidean_dist", "_convert_indices_from_coo_to_csr", "_convert_indices_from_csr_to_coo",
        ),
        "_native_matrices",
    ),
    **dict.fromkeys(("svd_lowrank", "pca_lowrank"), "_lowrank"), "sparse_coo_tensor": "sparse._constructors",
    **dict.fromkeys(("spmm", "dsmm", "hsmm", "smm", "hspmm", "saddmm", "sspaddmm", "resize_as_sparse_"), "sparse._toplevel"),
    **dict.fromkeys(("sparse_csr_tensor", "sparse_csc_tensor", "sparse_compressed_tensor"), "sparse._compressed_functions"),
    **dict.fromkeys(
        (
            "_check", "_check_with", "_check_is_size", "_check_index", "_check_value", "_check_type", "_check_not_implemented", "_check_tensor_all",
            "_check_tensor_all_with", "_assert",
        ),
        "_checks",
    ),
    **dict.fromkeys(
        (
            "is_autocast_enabled", "is_autocast_cache_enabled", "get_autocast_dtype", "clear_autocast_cache", "set_autocast_enabled",
            "set_autocast_dtype", "set_autocast_cache_enabled", "autocast_increment_nesting", "autocast_decrement_nesting",
            *(f"{_verb}_autocast_{_kind}_dtype" for _kind in ("cpu", "gpu", "ipu", "xla") for _verb in ("get", "set")),
            *(f"{_verb}_autocast_{_kind}_enabled" for _kind in ("cpu", "ipu", "xla") for _verb in ("is", "set")),
        ),
        "amp._state",
    ),
    **dict.fromkeys(("AcceleratorError", "OutOfMemoryError", "FatalError"), "_errors"),
    **dict.fromkeys(("DisableTorchFunction", "DisableTorchFunctionSubclass"), "overrides"),
    **dict.fromkeys(("cond", "while_loop"), "_higher_order_ops"), "JITException": "jit", "Tag": "_ops",
    "autocast": "amp", "GradScaler": "amp", "Future": "futures", "ops": "_ops", "show_config": "_runner", "vmap": "func", "Event": "_streams", "Stream": "_streams",
    **dict.fromkeys(
        (
            "Type", "AnyType", "AwaitType", "BoolType", "ComplexType", "DeviceObjType", "DictType", "FloatType", "FutureType", "IntType", "ListType", "NoneType",
            "NumberType", "OptionalType", "PyObjectType", "RRefType", "StreamObjType", "StringType", "SymBoolType", "SymIntType", "TensorType", "TupleType",
            "UnionType",
        ),
        "_C._script_types",
    ),
    **dict.fromkeys(("Block", "Graph", "Node", "ScriptObject", "Value"), "_C"),
    **dict.fromkeys(("ScriptDict", "ScriptList", "ScriptMethod"), "_C._script"), **dict.fromkeys(("DispatchKey", "DispatchKeySet"), "_C._keys"),
    **dict.fromkeys(("Argument", "FunctionSchema", "parse_schema"), "_library.schema"),
    **dict.fromkeys(("fork", "wait", "CompilationUnit"), "jit"), "FileCheck": "testing",
    "save": "serialization", "load": "serialization", "ScriptModule": "jit", "ScriptFunction": "jit",
}  # fmt: skip

# What PyTorch has and this library does not: a call raises NotImplementedError that names the feature.
_OUT_OF_SCOPE = {
    **dict.fromkeys(("sparse_bsr_tensor", "sparse_bsc_tensor"), "sparse formats of blocks"),
    **dict.fromkeys(
        (
            "quantize_per_tensor", "quantize_per_channel", "quantize_per_tensor_dynamic", "dequantize", "int_repr", "q_scale", "q_zero_point",
            "q_per_channel_axis", "q_per_channel_scales", "q_per_channel_zero_points", "fake_quantize_per_channel_affine",
            "fake_quantize_per_tensor_affine", "empty_quantized", "choose_qparams_optimized", "fused_moving_avg_obs_fake_quant",
            *(f"fbgemm_linear_{_what}" for _what in (
                "fp16_weight", "fp16_weight_fp32_activation", "int8_weight", "int8_weight_fp32_activation", "quantize_weight",
            )),
            "fbgemm_pack_gemm_matrix_fp16", "fbgemm_pack_quantized_matrix",
            *(f"quantized_{_what}" for _what in (
                "batch_norm", "gru_cell", "lstm_cell", "max_pool1d", "max_pool2d", "max_pool3d", "rnn_relu_cell", "rnn_tanh_cell",
            )),
        ),
        "quantized tensors",
    ),
    **dict.fromkeys(("_scaled_mm", "_scaled_mm_v2"), "products of eight-bit numbers"),
    **dict.fromkeys(
        (
            "PyTorchFileReader", "PyTorchFileWriter", "DeserializationStorageContext", "SerializationStorageContext", "ScriptModuleSerializer", "import_ir_module",
            "import_ir_module_from_buffer",
        ),
        "files of TorchScript",
    ),
    **dict.fromkeys(
        (
            "AliasDb", "ArgumentSpec", "BenchmarkConfig", "BenchmarkExecutionStats", "BufferDict", "CallStack", "Capsule", "ClassType", "Code",
            "CompleteArgumentSpec", "ConcreteModuleType", "ConcreteModuleTypeBuilder", "DeepCopyMemoTable", "EnumType", "ErrorReport", "ExecutionPlan", "Gradient",
            "GraphExecutorState", "IODescriptor", "InferredType", "InterfaceType", "LiteScriptModule", "LockingLogger", "ModuleDict", "NoopLogger", "OperatorInfo",
            "ParameterDict", "ScriptClass", "ScriptClassFunction", "ScriptDictIterator", "ScriptDictKeyIterator", "ScriptListIterator",
            "ScriptObjectProperty", "StaticModule", "ThroughputBenchmark", "TracingState", "Use", "merge_type_from_type_comment", "parse_ir",
            "parse_type_comment", "unify_type_list",
        ),
        "graphs of TorchScript",
    ),
    **dict.fromkeys(
        (
            *(f"batch_norm_{_what}" for _what in (
                "backward_elemt", "backward_reduce", "elemt", "gather_stats", "gather_stats_with_counts", "stats", "update_stats",
            )),
            *(f"miopen_{_what}" for _what in (
                "batch_norm", "convolution", "convolution_add_relu", "convolution_relu", "convolution_transpose", "depthwise_convolution", "rnn",
            )),
        ),
        "operators of graphics processors",
    ),
}  # fmt: skip

__getattr__, __dir__ = _lazy.attributes(__name__, _SUBMODULES, _NAMES, out_of_scope=_OUT_OF_SCOPE)
_absent.install()
