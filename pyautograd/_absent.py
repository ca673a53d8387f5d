"""Modules of PyTorch that this library leaves out. Programs import names from them whether or not they use them: the names are there, and the first
use of one raises NotImplementedError, with the name and the feature it belongs to.

A table says which; a finder at the end of ``sys.meta_path`` makes a module of it when it is imported. A name in capitals is a class (for ``isinstance``
and as a base), one that ends in Error or Warning an exception (for ``except``), any other a function. What only asks is answered.
"""
import contextlib
import importlib
import importlib.machinery
import sys
from datetime import timedelta

_NESTED, _ONNX, _QUANTIZED = "nested tensors", "export to ONNX", "quantization"
_EXPORT, _PACKAGE, _PRUNED, _FX = "exporting programs", "packaging of modules with their code", "sparsifiers", "graphs of traced programs (torch.fx)"
_PROCESSES, _INDUCTOR, _EXTENSIONS = "computing in several processes", "the Inductor compiler", "extensions in C++"
_CUDA, _SCRIPT, _TRITON = "CUDA", "TorchScript", "the Triton compiler"
_COMPILERS = "compilers of graphs (AOTAutograd)"
_MONITOR, _MOBILE, _MKLDNN = "monitoring of counters", "programs for mobile devices", "MKLDNN's modules"
_FSDP = (
    "BackwardPrefetch CPUOffload FullOptimStateDictConfig FullStateDictConfig LocalOptimStateDictConfig LocalStateDictConfig MixedPrecision "
    "OptimStateDictConfig OptimStateKeyType ShardedOptimStateDictConfig ShardedStateDictConfig ShardingStrategy StateDictConfig StateDictSettings StateDictType"
)

_LAYERS = (
    "BatchNorm2d BatchNorm3d Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d DeQuantize ELU Embedding EmbeddingBag GroupNorm "
    "Hardswish InstanceNorm1d InstanceNorm2d InstanceNorm3d LayerNorm LeakyReLU Linear LSTM MultiheadAttention Quantize ReLU6 Sigmoid Softmax Dropout "
    "PReLU MaxPool2d FloatFunctional FXFloatFunctional QFunctional"
)
_TRAINED = "Conv1d Conv2d Conv3d Embedding EmbeddingBag Linear"
_DYNAMIC = "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d GRU GRUCell LSTM LSTMCell Linear RNNCell"
_FUSED = (
    "ConvBn1d ConvBn2d ConvBn3d ConvBnReLU1d ConvBnReLU2d ConvBnReLU3d ConvReLU1d ConvReLU2d ConvReLU3d LinearReLU BNReLU2d BNReLU3d LinearBn1d "
    "LinearLeakyReLU LinearTanh ConvAdd2d ConvAddReLU2d"
)
_QUANTIZE = (
    "DeQuantStub FakeQuantize FakeQuantizeBase FixedQParamsFakeQuantize HistogramObserver MinMaxObserver MovingAverageMinMaxObserver "
    "MovingAveragePerChannelMinMaxObserver NoopObserver ObserverBase PerChannelMinMaxObserver PlaceholderObserver QConfig QConfigDynamic QConfigMapping "
    "QuantStub QuantType QuantWrapper add_quant_dequant convert default_dynamic_qconfig default_eval_fn default_fake_quant default_observer "
    "default_per_channel_qconfig default_qat_qconfig default_qconfig default_weight_fake_quant default_weight_observer disable_fake_quant "
    "disable_observer enable_fake_quant enable_observer float16_dynamic_qconfig fuse_modules fuse_modules_qat get_default_qat_qconfig "
    "get_default_qconfig get_default_qconfig_mapping per_channel_dynamic_qconfig prepare prepare_qat propagate_qconfig_ quantize quantize_dynamic "
    "quantize_qat swap_module"
)

_AOT = (
    "aot_export_joint_simple aot_export_module aot_function aot_module aot_module_simplified compiled_function compiled_module "
    "get_aot_compilation_context get_aot_graph_name get_graph_being_compiled"
)
_AOT_COMPILERS = "debug_compile default_decompositions draw_graph_compile memory_efficient_fusion nnc_jit nop print_compile ts_compile"
_PARTITIONERS = "default_partition draw_graph min_cut_rematerialization_partition"


class _From:
    """An answer that works in one process: it has this name in a module of this package."""

    def __init__(self, module):
        self.module = module


def _itself(x):
    """`x` itself: a decorator that leaves a function as it is."""
    return x


def _none_of(value):
    """The symbols in a value: none, all sizes are numbers."""
    return set()


def _decorator(*args, **kwargs):
    """A decorator that leaves a function as it is."""
    return _itself


def _dropped(*args, **kwargs):
    """Nothing is registered: nothing would ask."""


def _unpatched(*args, **kwargs):
    """A context, or a decorator, that changes nothing: nothing is compiled."""
    return _Unpatched()


class _Unpatched(contextlib.ContextDecorator):
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False


def _kernel(code, **kwargs):
    """A function of a kernel written in CUDA: it can be made, and refuses to be called."""
    return refusing_function("torch.cuda.jiterator", _CUDA)


_PLACEMENTS = {name: _From("distributed._placements") for name in ("Partial", "Placement", "Replicate", "Shard")}

# Module -> the feature, its names, and what its questions are answered by.
_TABLE = {
    "nested": (_NESTED, "as_nested_tensor masked_select narrow nested_tensor nested_tensor_from_jagged to_padded_tensor", {}),
    "onnx": (
        _ONNX, "ExportableModule ONNXProgram OnnxExporterError dynamo_export export OperatorExportTypes TrainingMode",
        {"is_in_onnx_export": False, "register_custom_op_symbolic": _dropped, "unregister_custom_op_symbolic": _dropped},
    ),
    "onnx.errors": (_ONNX, "OnnxExporterError OnnxExporterWarning SymbolicValueError UnsupportedOperatorError", {}),
    "onnx.ops": (_ONNX, "aten_decompositions attention rotary_embedding symbolic symbolic_multi_out", {}),
    "onnx.symbolic_helper": (_ONNX, "args_have_same_dtype check_training_mode is_complex_value",
        {"parse_args": _decorator, "quantized_args": _decorator}),
    "onnx.symbolic_opset9": (_ONNX, "", {}),
    "onnx.symbolic_opset11": (_ONNX, "", {}),
    "onnx.utils": (
        _ONNX, "export exporter_context select_model_mode_for_export",
        {"register_custom_op_symbolic": _dropped, "unregister_custom_op_symbolic": _dropped},
    ),
    "export": (
        _EXPORT, "AdditionalInputs Constraint CustomDecompTable Dim ExportBackwardSignature ExportGraphSignature ExportedProgram FlatArgsAdapter "
        "ModuleCallEntry ModuleCallSignature ShapesCollection UnflattenedModule default_decompositions dims draft_export export export_for_training load "
        "register_dataclass save unflatten", {},
    ),
    "export.dynamic_shapes": (_EXPORT, "AdditionalInputs Constraint Dim dims refine_dynamic_shapes_from_suggested_fixes", {}),
    "export.exported_program": (_EXPORT, "ExportedProgram ModuleCallEntry ModuleCallSignature default_decompositions", {}),
    "export.graph_signature": (
        _EXPORT, "ConstantArgument ExportBackwardSignature ExportGraphSignature InputKind InputSpec OutputKind OutputSpec TensorArgument", {},
    ),
    "export.unflatten": (_EXPORT, "FlatArgsAdapter InterpreterModule UnflattenedModule unflatten", {}),
    "package": (
        _PACKAGE, "Directory EmptyMatchError Importer ObjMismatchError ObjNotFoundError OrderedImporter PackageExporter PackageImporter PackagingError "
        "sys_importer", {"is_from_package": False},
    ),
    "ao": (_QUANTIZED, "", {}),
    "ao.quantization": (_QUANTIZED, _QUANTIZE, {}),
    "ao.quantization.observer": (_QUANTIZED, _QUANTIZE, {}),
    "ao.quantization.qconfig": (_QUANTIZED, _QUANTIZE, {}),
    "ao.quantization.quantize": (_QUANTIZED, _QUANTIZE, {}),
    "ao.quantization.quantize_fx": (_QUANTIZED, "convert_fx convert_to_reference_fx fuse_fx prepare_fx prepare_qat_fx", {}),
    "ao.quantization.fake_quantize": (_QUANTIZED, _QUANTIZE, {}),
    "ao.nn": (_QUANTIZED, "", {}),
    "ao.nn.quantized": (_QUANTIZED, _LAYERS, {}),
    "ao.nn.quantized.dynamic": (_QUANTIZED, _DYNAMIC, {}),
    "ao.nn.quantized.functional": (_QUANTIZED, "avg_pool2d conv1d conv2d conv3d interpolate linear max_pool1d max_pool2d", {}),
    "ao.nn.quantizable": (_QUANTIZED, "LSTM LSTMCell MultiheadAttention", {}),
    "ao.nn.intrinsic": (_QUANTIZED, _FUSED, {}),
    "ao.nn.intrinsic.qat": (_QUANTIZED, _FUSED, {}),
    "ao.nn.intrinsic.quantized": (_QUANTIZED, _FUSED, {}),
    "ao.nn.intrinsic.quantized.dynamic": (_QUANTIZED, _FUSED, {}),
    "ao.nn.qat": (_QUANTIZED, _TRAINED, {}),
    "ao.nn.qat.modules": (_QUANTIZED, _TRAINED, {}),
    "ao.nn.qat.dynamic": (_QUANTIZED, "Linear", {}),
    "ao.nn.quantized.modules": (_QUANTIZED, _LAYERS, {}),
    "ao.nn.quantizable.modules": (_QUANTIZED, "LSTM LSTMCell MultiheadAttention", {}),
    "ao.pruning": (_PRUNED, "BaseScheduler BaseSparsifier CubicSL FakeSparsity LambdaSL NearlyDiagonalSparsifier WeightNormSparsifier", {}),
    "quantization": (_QUANTIZED, _QUANTIZE, {}),
    "quantization.observer": (_QUANTIZED, _QUANTIZE, {}),
    "quantization.quantize_fx": (_QUANTIZED, "convert_fx fuse_fx prepare_fx prepare_qat_fx", {}),
    "nn.quantized": (_QUANTIZED, _LAYERS, {}),
    "nn.quantized.dynamic": (_QUANTIZED, _DYNAMIC, {}),
    "nn.quantized.functional": (_QUANTIZED, "", {}),
    "nn.quantized.modules": (_QUANTIZED, _LAYERS, {}),
    "nn.quantizable": (_QUANTIZED, "LSTM LSTMCell MultiheadAttention", {}),
    "nn.intrinsic": (_QUANTIZED, _FUSED, {}),
    "nn.intrinsic.qat": (_QUANTIZED, _FUSED, {}),
    "nn.intrinsic.quantized": (_QUANTIZED, _FUSED, {}),
    "nn.qat": (_QUANTIZED, _TRAINED, {}),
    "monitor": (_MONITOR, "Aggregation Event EventHandlerHandle Stat TensorboardEventHandler log_event register_event_handler unregister_event_handler", {}),
    "cuda.comm": (_CUDA, "broadcast broadcast_coalesced gather reduce_add reduce_add_coalesced scatter", {}),
    "cuda.jiterator": (_CUDA, "", {"_create_jit_fn": _kernel, "_create_multi_output_jit_fn": _kernel}),
    "cuda.nccl": (_CUDA, "all_gather all_reduce broadcast reduce reduce_scatter version", {"is_available": False}),
    "cuda.tunable": (_CUDA, "enable get_filename read_file set_filename tuning_enable", {"is_enabled": False, "tuning_is_enabled": False}),
    "cuda.profiler": (_CUDA, "profile start stop", {}),
    "distributed.optim": (_PROCESSES, "DistributedOptimizer PostLocalSGDOptimizer ZeroRedundancyOptimizer as_functional_optim", {}),
    "distributed.fsdp": (
        _PROCESSES, "BackwardPrefetch CPUOffload CPUOffloadPolicy FSDPModule FullOptimStateDictConfig FullStateDictConfig FullyShardedDataParallel "
        "LocalStateDictConfig MixedPrecision MixedPrecisionPolicy OffloadPolicy ShardedStateDictConfig ShardingStrategy StateDictConfig StateDictType "
        "OptimStateKeyType ShardedOptimStateDictConfig fully_shard register_fsdp_forward_method", {},
    ),
    "distributed.fsdp.wrap": (
        _PROCESSES, "ModuleWrapPolicy always_wrap_policy enable_wrap lambda_auto_wrap_policy size_based_auto_wrap_policy transformer_auto_wrap_policy wrap", {},
    ),
    "distributed.fsdp.api": (_PROCESSES, _FSDP, {}),
    "distributed.fsdp.fully_sharded_data_parallel": (_PROCESSES, "FullyShardedDataParallel " + _FSDP, {}),
    "distributed.fsdp.sharded_grad_scaler": (_PROCESSES, "ShardedGradScaler", {}),
    "distributed.tensor": (
        _PROCESSES, "DTensor distribute_module distribute_tensor empty full ones rand randn zeros", _PLACEMENTS,
    ),
    "distributed.tensor.parallel": (
        _PROCESSES, "ColwiseParallel ParallelStyle PrepareModuleInput PrepareModuleOutput RowwiseParallel SequenceParallel loss_parallel parallelize_module",
        {},
    ),
    "distributed.checkpoint": (
        _PROCESSES, "CheckpointException DefaultLoadPlanner DefaultSavePlanner FileSystemReader FileSystemWriter Metadata StorageReader StorageWriter "
        "async_save load load_state_dict save save_state_dict", {},
    ),
    "distributed.checkpoint.state_dict": (
        _PROCESSES, "", {name: _From("distributed._state_dicts") for name in (
            "StateDictOptions", "get_model_state_dict", "get_optimizer_state_dict", "get_state_dict", "set_model_state_dict", "set_optimizer_state_dict",
            "set_state_dict",
        )},
    ),
    "distributed.device_mesh": (_PROCESSES, "DeviceMesh init_device_mesh", {}),
    "distributed.elastic": (_PROCESSES, "", {}),
    "distributed.elastic.multiprocessing": (_PROCESSES, "", {}),
    "distributed.elastic.multiprocessing.errors": (_PROCESSES, "ChildFailedError ErrorHandler ProcessFailure get_error_handler", {"record": _itself}),
    "distributed.algorithms": (_PROCESSES, "", {}),
    "distributed.algorithms.join": (_PROCESSES, "Join JoinHook Joinable", {}),
    "distributed.algorithms._checkpoint": (_PROCESSES, "", {}),
    "distributed.algorithms._checkpoint.checkpoint_wrapper": (_PROCESSES, "ActivationWrapper CheckpointImpl CheckpointWrapper apply_activation_checkpointing checkpoint_wrapper offload_wrapper", {}),
    "distributed.algorithms.ddp_comm_hooks": (_PROCESSES, "DDPCommHookType register_ddp_comm_hook", {}),
    "distributed.algorithms.ddp_comm_hooks.default_hooks": (
        _PROCESSES, "", {name: _From("distributed._communication_hooks") for name in (
            "allreduce_hook", "bf16_compress_hook", "bf16_compress_wrapper", "fp16_compress_hook", "fp16_compress_wrapper",
        )},
    ),
    "distributed.algorithms.ddp_comm_hooks.post_localSGD_hook": (_PROCESSES, "PostLocalSGDState post_localSGD_hook", {}),
    "distributed.algorithms.ddp_comm_hooks.powerSGD_hook": (_PROCESSES, "PowerSGDState batched_powerSGD_hook powerSGD_hook", {}),
    "distributed.algorithms.model_averaging": (_PROCESSES, "", {}),
    "distributed.algorithms.model_averaging.averagers": (_PROCESSES, "ModelAverager PeriodicModelAverager", {}),
    "distributed.checkpoint.default_planner": (_PROCESSES, "DefaultLoadPlanner DefaultSavePlanner create_default_global_load_plan", {}),
    "distributed.checkpoint.format_utils": (_PROCESSES, "BroadcastingTorchSaveReader DynamicMetaLoadPlanner _EmptyStateDictLoadPlanner dcp_to_torch_save torch_save_to_dcp", {}),
    "distributed.checkpoint.optimizer": (_PROCESSES, "load_sharded_optimizer_state_dict", {}),
    "distributed.checkpoint.hf_storage": (_PROCESSES, "HuggingFaceStorageReader HuggingFaceStorageWriter", {}),
    "distributed.checkpoint._consolidate_hf_safetensors": (_PROCESSES, "consolidate_safetensors_files", {}),
    "distributed.checkpoint.metadata": (_PROCESSES, "BytesStorageMetadata ChunkStorageMetadata Metadata MetadataIndex TensorProperties TensorStorageMetadata", {}),
    "distributed.checkpoint.planner": (_PROCESSES, "LoadPlan LoadPlanner ReadItem SavePlan SavePlanner WriteItem", {}),
    "distributed.checkpoint.stateful": (_PROCESSES, "Stateful", {}),
    "distributed.checkpoint.state_dict_loader": (_PROCESSES, "_load_state_dict load load_state_dict", {}),
    "distributed.checkpoint.state_dict_saver": (_PROCESSES, "async_save save save_state_dict", {}),
    "distributed.constants": (_PROCESSES, "", {"default_pg_timeout": timedelta(minutes=30), "default_pg_nccl_timeout": None}),
    "distributed.launcher": (_PROCESSES, "LaunchConfig elastic_launch launch_agent", {}),
    "distributed.launcher.api": (_PROCESSES, "LaunchConfig elastic_launch launch_agent", {}),
    "distributed.pipelining": (_PROCESSES, "Pipe PipelineStage Schedule1F1B ScheduleGPipe SplitPoint build_stage pipe_split pipeline", {}),
    "distributed.tensor.experimental": (_PROCESSES, "context_parallel implicit_replication local_map register_sharding", {}),
    "distributed.tensor.experimental._attention": (_PROCESSES, "context_parallel context_parallel_unshard set_rotate_method", {}),
    "distributed.tensor.placement_types": (_PROCESSES, "", {**_PLACEMENTS, "_StridedShard": _From("distributed._placements")}),
    "distributed.tensor._utils": (_PROCESSES, "compute_global_tensor_info compute_local_shape_and_global_offset", {}),
    "distributed._shard": (_PROCESSES, "load_with_process_group shard_module shard_parameter", {}),
    "distributed._shard.sharded_tensor": (_PROCESSES, "Shard ShardMetadata ShardedTensor ShardedTensorMetadata TensorProperties", {}),
    "distributed._functional_collectives": (
        _PROCESSES, "all_gather_single all_gather_tensor all_gather_tensor_autograd all_reduce all_to_all_single all_to_all_single_autograd "
        "AsyncCollectiveTensor broadcast permute_tensor reduce_scatter_single reduce_scatter_tensor reduce_scatter_tensor_autograd "
        "wait_tensor", {},
    ),
    "distributed._tensor": (_PROCESSES, "DTensor DeviceMesh distribute_module distribute_tensor", _PLACEMENTS),
    "distributed._tensor.experimental": (_PROCESSES, "implicit_replication local_map", {}),
    "distributed._composable": (_PROCESSES, "checkpoint contract replicate", {}),
    "distributed._composable.fsdp": (_PROCESSES, "CPUOffloadPolicy FSDPModule MixedPrecisionPolicy OffloadPolicy fully_shard", {}),
    "distributed.autograd": (_PROCESSES, "backward context get_gradients", {"is_available": False}),
    "distributed.utils": (_PROCESSES, "", {}),
    "distributed.launch": (_PROCESSES, "launch main parse_args run", {}),
    "distributed.run": (_PROCESSES, "get_args_parser main run", {}),
    "_inductor": (_INDUCTOR, "compile list_mode_options list_options standalone_compile", {}),
    "_inductor.utils": (_INDUCTOR, "do_bench has_triton run_and_get_code", {"GPU_TYPES": ("cuda", "mps", "xpu", "mtia"), "is_gpu": False}),
    "_inductor.config": (_INDUCTOR, "", {"patch": _unpatched, **dict.fromkeys(("DEBUG", "CPP_WRAPPER"), False)}),
    "_inductor.exc": (_INDUCTOR, "CppCompileError InductorError", {}),
    "_C._distributed_c10d": (_PROCESSES, "", {name: _From("distributed") for name in "Backend PrefixStore ProcessGroup ReduceOp Store TCPStore Work".split()}),
    "_C._distributed_rpc": (_PROCESSES, "PyRRef RpcBackendOptions TensorPipeAgent", {}),
    "ao.quantization.fx": (_QUANTIZED, "convert fuse prepare", {}),
    "cuda.sparse": (_CUDA, "ByteTensor DoubleTensor FloatTensor HalfTensor IntTensor LongTensor", {}),
    "jit._recursive": (_SCRIPT, "create_script_module infer_methods_to_compile wrap_cpp_module", {}),
    "onnx._internal": (_ONNX, "", {}),
    "quantization.qconfig": (_QUANTIZED, _QUANTIZE, {}),
    "quantization.utils": (_QUANTIZED, "", {}),
    "_export": (_EXPORT, "aot_compile capture_pre_autograd_graph", {}),
    "_export.wrappers": (_EXPORT, "", {"mark_subclass_constructor_exportable_experimental": _itself}),
    "fx.passes.graph_drawer": (_FX, "FxGraphDrawer", {}),
    "fx.experimental.symbolic_shapes": (
        _FX, "ShapeEnv DimDynamic GuardOnDataDependentSymNode StatelessSymbolicContext",
        {
            "is_concrete_int": True, "guard_or_false": bool, "guard_or_true": bool, "guard_size_oblivious": bool, "statically_known_true": bool,
            "is_nested_int": False, "free_symbols": _none_of, "free_unbacked_symbols": _none_of, "has_free_symbols": False,
        },
    ),
    "jit._logging": (_SCRIPT, "LockingLogger NoopLogger set_logger", {"add_stat_value": _dropped, "time_point": 0}),
    "jit.frontend": (
        _SCRIPT, "FrontendError FrontendTypeError NotSupportedError UnsupportedNodeError build_stmts get_default_args get_jit_class_def get_jit_def", {},
    ),
    "jit.quantized": (
        _SCRIPT, "QuantizedGRU QuantizedGRUCell QuantizedLSTM QuantizedLSTMCell QuantizedLinear QuantizedLinearFP16 QuantizedRNNBase QuantizedRNNCell "
        "quantize_linear_modules quantize_rnn_cell_modules quantize_rnn_modules", {},
    ),
    "_functorch.aot_autograd": (_COMPILERS, _AOT, {"make_boxed_func": _itself, "make_boxed_compiler": _itself}),
    "_functorch.compilers": (_COMPILERS, _AOT_COMPILERS, {}),
    "_functorch.partitioners": (_COMPILERS, _PARTITIONERS, {}),
    "functorch.compile": (
        _COMPILERS, f"{_AOT} {_AOT_COMPILERS} {_PARTITIONERS} minifier pythonkey_decompose",
        {"make_boxed_func": _itself, "make_boxed_compiler": _itself, "config": _From("_functorch")},
    ),
    "nn.parallel._functions": (_CUDA, "Broadcast Gather ReduceAddCoalesced Scatter", {}),
    "nn.parallel.comm": (_CUDA, "broadcast broadcast_coalesced gather reduce_add reduce_add_coalesced scatter", {}),
    "utils._triton": (
        _TRITON, "triton_backend triton_hash_with_backend",
        {"has_triton": False, "has_triton_package": False, "has_triton_tma": False, "has_triton_tma_device": False, "get_triton_version": (0, 0)},
    ),
    "utils.cpp_extension": (
        _EXTENSIONS, "BuildExtension CUDAExtension CppExtension check_compiler_ok_for_platform get_compiler_abi_compatibility_and_version "
        "get_default_build_root include_paths library_paths load load_inline verify_ninja_availability",
        {"is_ninja_available": False, "CUDA_HOME": None, "ROCM_HOME": None, "IS_HIP_EXTENSION": False},
    ),
    "utils.bundled_inputs": (
        _SCRIPT, "InflatableArg augment_many_model_functions_with_bundled_inputs augment_model_with_bundled_inputs bundle_inputs bundle_large_tensor "
        "bundle_randn", {},
    ),
    "utils.mkldnn": (_MKLDNN, "MkldnnBatchNorm MkldnnConv1d MkldnnConv2d MkldnnConv3d MkldnnLinear to_mkldnn", {}),
    "utils.mobile_optimizer": (_MOBILE, "LintCode MobileOptimizerType generate_mobile_module_lints optimize_for_mobile", {}),
}  # fmt: skip


_children = {}
for _path in _TABLE:
    _package, _, _name = _path.rpartition(".")
    _children.setdefault(_package, []).append(_name)


def children(package):
    """The modules of the table that are directly below `package` ("" for the root)."""
    return _children.get(package, ())


def refusing_function(shown, feature):
    """A function that refuses to be called."""
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"{shown}: {feature}: not supported by pyautograd")

    refuse.__name__ = refuse.__qualname__ = shown.rpartition(".")[2]
    refuse.__doc__ = f"Not supported ({feature}): raises NotImplementedError."
    return refuse


class _Refusing(type):
    """The type of classes that nothing is an instance of; their attributes (members of an enumeration, constructors) are refused by name too."""

    def __getattr__(cls, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return refusing_function(f"{cls._shown}.{name}", cls._feature)


def refusing_class(module, shown, feature):
    """A class that refuses to be called; an exception where its name says so."""
    name = shown.rpartition(".")[2]
    if name.endswith(("Error", "Warning")):
        return type(name, (RuntimeError,) if name.endswith("Error") else (UserWarning,), {"__module__": module})

    def __new__(cls, *args, **kwargs):
        raise NotImplementedError(f"{shown}: {feature}: not supported by pyautograd")

    return _Refusing(name, (), {"__new__": __new__, "__module__": module, "_shown": shown, "_feature": feature, "__doc__": f"Not supported ({feature})."})


def _answer(name, value):
    def answer(*args, **kwargs):
        return value

    answer.__name__ = answer.__qualname__ = name
    answer.__doc__ = f"{value}."
    return answer


def _fill(module, path):
    """Put the names of the table into a new module."""
    feature, names, answers = _TABLE[path]
    shown = "torch." + path
    names = names.split()
    for name, value in answers.items():
        if isinstance(value, _From):
            setattr(module, name, getattr(importlib.import_module("." + value.module, __package__), name))
        else:
            setattr(module, name, value if name.isupper() or callable(value) else _answer(name, value))
    for name in names:
        made = refusing_class(module.__name__, f"{shown}.{name}", feature) if name.lstrip("_")[0].isupper() else refusing_function(f"{shown}.{name}", feature)
        setattr(module, name, made)
    below = children(path)
    module.__all__ = [*names, *answers]
    works = answers and not names
    rest = "What is here works in one process." if works else "Not supported; the names are here, and refuse when they are used."
    module.__doc__ = f"``{shown}``: {feature}. {rest}"

    def __getattr__(name):
        if name in below:
            return importlib.import_module(f"{module.__name__}.{name}")
        if name.startswith("__"):
            raise AttributeError(f"module '{shown}' has no attribute '{name}'")
        from ._lazy import OutOfScope

        raise OutOfScope(f"{shown}.{name}: {feature}: not supported by pyautograd")

    module.__getattr__ = __getattr__


class _Finder:
    """Finds the modules of the table below this package. It has no base: `importlib.abc` would bring much with it."""

    def find_spec(self, fullname, path=None, target=None):
        root, _, rest = fullname.partition(".")
        if root != __package__ or rest not in _TABLE:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=bool(children(rest)))

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        _fill(module, module.__spec__.name.partition(".")[2])


def install():
    """Let the import system find the modules of the table, after everything else."""
    sys.meta_path.append(_Finder())
