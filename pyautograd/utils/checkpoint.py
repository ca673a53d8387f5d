"""Checkpointing: keep the inputs of a function instead of what it saves, and run it again when backward needs the rest."""
import contextlib
import warnings

from .. import random
from .._core import core
from ..amp.autocast_mode import autocast_as_now
from ..autograd import Function, backward
from ..autograd.grad_mode import enable_grad, no_grad
from ._checkpoint_frame import (  # noqa: F401
    CheckpointError,
    GraphExecGroup,
    _checkpoint_hook,
    _CheckpointFrame,
    _Handle,
    _Holder,
    _recomputation_hook,
    _StopRecomputationError,
)
from ._selective_checkpoint import (  # noqa: F401
    _CONSUMED,
    _RECOMPUTE,
    SAC_IGNORED_OPS,
    CheckpointPolicy,
    SelectiveCheckpointContext,
    _CachedTorchDispatchMode,
    _CachingTorchDispatchMode,
    _policy_from_bool,
    create_selective_checkpoint_contexts,
)

_enable_checkpoint_early_stop = None
_checkpoint_debug_enabled = None
_SUPPRESSED = (
    "torch.utils.checkpoint: the forward context provided by context_fn suppressed an exception raised during the checkpointed forward. This is not "
    "supported because checkpoint cannot return a value for a failed forward."
)


def _is_compiling(func=None, args=(), kwargs=None):
    """False: nothing is compiled."""
    return False


def _get_device_module(device="cpu"):
    """The module of a kind of device: ``torch.cpu``."""
    import pyautograd

    if device != "cpu" or not hasattr(pyautograd, device):
        raise NotImplementedError(f"device '{device}' is not supported: this library computes on the CPU")
    return getattr(pyautograd, device)


def noop_context_fn():
    """The contexts of the first and of the second run: none."""
    return contextlib.nullcontext(), contextlib.nullcontext()


@contextlib.contextmanager
def set_checkpoint_early_stop(enable):
    """Whether the second run stops when everything needed is there. Overrides the argument of `checkpoint`, for calls in the ``with`` block."""
    global _enable_checkpoint_early_stop
    before, _enable_checkpoint_early_stop = _enable_checkpoint_early_stop, enable
    try:
        yield
    finally:
        _enable_checkpoint_early_stop = before


@contextlib.contextmanager
def set_checkpoint_debug_enabled(enabled):
    """Whether an error lists the operators of the two runs. Overrides the argument `debug` of `checkpoint`; None leaves it to that."""
    global _checkpoint_debug_enabled
    before, _checkpoint_debug_enabled = _checkpoint_debug_enabled, enabled
    try:
        yield
    finally:
        _checkpoint_debug_enabled = before


def detach_variable(inputs):
    """The tensors among `inputs` as leaves that require gradients as they did."""
    if not isinstance(inputs, tuple):
        raise RuntimeError(f"Only tuple of tensors is supported. Got Unsupported input type: {type(inputs).__name__}")
    made = []
    for x in inputs:
        if isinstance(x, core.TensorBase):
            detached = x.detach()
            detached.requires_grad = x.requires_grad
            x = detached
        made.append(x)
    return tuple(made)


def check_backward_validity(inputs):
    """Warn if no input requires gradients."""
    if not any(x.requires_grad for x in inputs if isinstance(x, core.TensorBase)):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)


class DefaultDeviceType:
    """The device whose generators are looked after besides the CPU's. Kept for programs that set it: there is the CPU alone."""

    _default_device_type = None

    @staticmethod
    def set_device_type(device="cuda"):
        """Keep the setting."""
        DefaultDeviceType._default_device_type = device

    @staticmethod
    def get_device_type():
        """The setting; ``"cpu"`` without one."""
        if not DefaultDeviceType._default_device_type:
            DefaultDeviceType._default_device_type = "cpu"
        return DefaultDeviceType._default_device_type


def _infer_device_type(*args):
    return DefaultDeviceType.get_device_type()


def get_device_states(*args):
    """Numbers and generator states of the accelerators that tensors among `args` are on: none."""
    return [], []


def set_device_states(devices, states, *, device_type=None):
    """Set the states of accelerators' generators: there are none."""


class CheckpointFunction(Function):
    """The reentrant kind: the function runs without recording, and its backward runs it again and calls backward on that."""

    @staticmethod
    def forward(ctx, run_function, preserve_rng_state, *args):
        check_backward_validity(args)
        ctx.run_function, ctx.preserve_rng_state = run_function, preserve_rng_state
        ctx.autocast = autocast_as_now()
        if preserve_rng_state:
            ctx.fwd_cpu_state = random.get_rng_state()
        ctx.inputs, ctx.tensor_indices, tensors = [], [], []
        for i, arg in enumerate(args):
            if isinstance(arg, core.TensorBase):
                tensors.append(arg)
                ctx.tensor_indices.append(i)
                arg = None
            ctx.inputs.append(arg)
        ctx.save_for_backward(*tensors)
        with no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx, *args):
        if not core.is_checkpoint_valid():
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an `inputs` parameter to .backward(). To resolve "
                "this error, you can either set use_reentrant=False, or call .backward() without passing the `inputs` argument."
            )
        inputs = list(ctx.inputs)
        for i, tensor in zip(ctx.tensor_indices, ctx.saved_tensors):
            inputs[i] = tensor
        with random.fork_rng(devices=[], enabled=ctx.preserve_rng_state):
            if ctx.preserve_rng_state:
                random.set_rng_state(ctx.fwd_cpu_state)
            inputs = detach_variable(tuple(inputs))
            with enable_grad(), ctx.autocast:
                outputs = ctx.run_function(*inputs)
        outputs = (outputs,) if isinstance(outputs, core.TensorBase) else outputs
        pairs = [(o, g) for o, g in zip(outputs, args) if isinstance(o, core.TensorBase) and o.requires_grad]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        backward([o for o, _ in pairs], [g for _, g in pairs])
        return (None, None, *[x.grad if isinstance(x, core.TensorBase) else None for x in inputs])


def checkpoint(
    function, *args, use_reentrant=None, context_fn=noop_context_fn, determinism_check="default", debug=False, early_stop=True, **kwargs
):  # fmt: skip
    """Run ``function(*args, **kwargs)`` and keep nothing that it saves for backward: backward runs it again.

    Parameters
    ----------
    use_reentrant : bool
        False (recommended): works with every kind of backward, nested, and with keyword arguments. True: the older kind; it
        needs an input that requires gradients and ``backward`` without ``inputs``.
    context_fn : callable
        Gives a context for the first and one for the second run (not with ``use_reentrant=True``), such as those of
        `create_selective_checkpoint_contexts`.
    determinism_check : {"default", "none"}
        Whether shapes and dtypes of the two runs are compared.
    debug : bool
        Whether an error lists the operators of the two runs.
    early_stop : bool
        Whether the second run stops when everything needed is there.
    preserve_rng_state : bool, optional keyword, default True
        Whether the second run draws the random numbers of the first.

    Raises
    ------
    CheckpointError
        In backward, if the second run saves other tensors than the first.
    RuntimeError
        In backward, if an argument was changed in place since.
    ValueError
        For arguments that do not go together.
    """
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in PyTorch 2.9, calling checkpoint without "
            "use_reentrant will raise an exception. use_reentrant=False is recommended, but if you need to preserve the current default behavior, you can "
            "pass use_reentrant=True. Refer to docs for more details on the differences between the two variants.",
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if context_fn is not noop_context_fn or debug is not False:
            raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
        return CheckpointFunction.apply(function, preserve, *args)
    steps = _checkpoint_without_reentrant_generator(function, preserve, context_fn, determinism_check, debug, early_stop, *args, **kwargs)
    next(steps)
    try:
        made = function(*args, **kwargs)
    except BaseException as error:
        try:
            steps.throw(error)
        except StopIteration as stop:
            raise RuntimeError(_SUPPRESSED) from stop
        raise
    try:
        next(steps)
    except StopIteration:
        return made
    raise AssertionError("torch.utils.checkpoint: expected context_fn generator to yield exactly twice, but it yielded more than twice.")


def _default_meta_extractor(x):
    return {"shape": x.shape, "dtype": x.dtype, "device": x.device}


_DEFAULT_DETERMINISM_MODE = "default"
_allowed_determinism_checks_to_fns = {_DEFAULT_DETERMINISM_MODE: _default_meta_extractor, "none": lambda x: None}


def _checkpoint_without_reentrant_generator(
    fn, preserve_rng_state=True, context_fn=noop_context_fn, determinism_check="default", debug=False, early_stop=True, *args, **kwargs
):  # fmt: skip
    """What surrounds the first run: the caller makes it where this yields."""
    on_error = None
    if _checkpoint_debug_enabled if _checkpoint_debug_enabled is not None else debug:
        if context_fn is not noop_context_fn:
            raise ValueError("debug=True is incompatible with non-default context_fn")
        from ._checkpoint_debug import debug_contexts

        context_fn, on_error = debug_contexts()
    if determinism_check not in _allowed_determinism_checks_to_fns:
        raise ValueError(f"determinism_check should be one of {list(_allowed_determinism_checks_to_fns)}, but got {determinism_check}")
    first, second = context_fn()
    rng_state = random.get_rng_state() if preserve_rng_state else None
    autocast = autocast_as_now()

    def recompute(*inputs):
        with random.fork_rng(devices=[], enabled=preserve_rng_state):
            if preserve_rng_state:
                random.set_rng_state(rng_state)
            with autocast, second:
                fn(*inputs, **kwargs)

    early_stop = early_stop if _enable_checkpoint_early_stop is None else _enable_checkpoint_early_stop
    frame = _CheckpointFrame(recompute, early_stop, on_error, _allowed_determinism_checks_to_fns[determinism_check])
    if not core.is_grad_enabled():
        yield
        return
    frame.save_inputs(*args)
    failed = False
    with _checkpoint_hook(frame), first:
        try:
            yield
        except BaseException:
            failed = True
            raise
    if failed:
        raise RuntimeError(_SUPPRESSED)
    frame.forward_completed = True


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    """Run functions (or a Sequential) one after another, in `segments` parts, each but the last checkpointed."""
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed explicitly. In version 2.9 we will raise an "
            "exception if use_reentrant is not passed. use_reentrant=False is recommended, but if you need to preserve the current default behavior, you "
            "can pass use_reentrant=True. Refer to docs for more details on the differences between the two variants.",
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    from ..nn import Sequential

    if isinstance(functions, Sequential):
        functions = list(functions.children())

    def part(begin, end):
        def run(x):
            for f in functions[begin:end]:
                x = f(x)
            return x

        return run

    size, end = len(functions) // segments, 0
    for begin in range(0, size * (segments - 1), size):
        end = begin + size
        input = checkpoint(part(begin, end), input, use_reentrant=use_reentrant, preserve_rng_state=preserve)
    return part(end, len(functions))(input)


CheckpointFunction.__module__ = DefaultDeviceType.__module__ = "torch.utils.checkpoint"

__all__ = [
    "CheckpointError", "CheckpointFunction", "CheckpointPolicy", "DefaultDeviceType", "GraphExecGroup", "SAC_IGNORED_OPS", "SelectiveCheckpointContext",
    "check_backward_validity", "checkpoint", "checkpoint_sequential", "create_selective_checkpoint_contexts", "detach_variable",
    "get_device_states", "noop_context_fn", "set_checkpoint_debug_enabled", "set_checkpoint_early_stop", "set_device_states",
]  # fmt: skip
