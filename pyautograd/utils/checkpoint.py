"""Checkpointing: keep the inputs of a function instead of what it saves, and run it again when backward needs the rest."""
import contextlib
import warnings
import weakref

from .. import random
from .._core import core
from ..autograd import Function, backward
from ..autograd.grad_mode import enable_grad, no_grad
from ..autograd.graph import saved_tensors_hooks

DefaultDeviceType = None
_early_stop = None
_debug = None


class CheckpointError(RuntimeError):
    """The second run of a checkpointed function did not save what the first did."""


class _StopRecomputation(Exception):
    pass


def noop_context_fn():
    """The contexts of the first and of the second run: none."""
    return contextlib.nullcontext(), contextlib.nullcontext()


@contextlib.contextmanager
def set_checkpoint_early_stop(enable):
    """Whether the second run stops when everything needed is there. Overrides the argument of `checkpoint`."""
    global _early_stop
    before, _early_stop = _early_stop, enable
    try:
        yield
    finally:
        _early_stop = before


@contextlib.contextmanager
def set_checkpoint_debug_enabled(enabled):
    """Accepted for compatibility: errors here name the tensors in any case."""
    global _debug
    before, _debug = _debug, enabled
    try:
        yield
    finally:
        _debug = before


def detach_variable(inputs):
    """The tensors among `inputs` as leaves that require gradients as they did."""
    if not isinstance(inputs, tuple):
        raise RuntimeError(f"Only tuple of tensors is supported. Got Unsupported input type: {type(inputs).__name__}")
    made = []
    for x in inputs:
        if isinstance(x, core.TensorBase):
            detached = x.detach()
            if x.requires_grad:
                detached.requires_grad_()
            x = detached
        made.append(x)
    return tuple(made)


def check_backward_validity(inputs):
    """Warn if no input requires gradients."""
    if not any(isinstance(x, core.TensorBase) and x.requires_grad for x in inputs):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)


def get_device_states(*args):
    """States of accelerators' generators: there are none."""
    return [], []


def set_device_states(devices, states, *, device_type=None):
    """Nothing to set."""


@contextlib.contextmanager
def _with_rng_state(state):
    """Run with the generator in a state of before, and put it back after. None: leave it alone."""
    if state is None:
        yield
        return
    current = random.get_rng_state()
    random.set_rng_state(state)
    try:
        yield
    finally:
        random.set_rng_state(current)


class CheckpointFunction(Function):
    """The reentrant kind: the function runs without recording, and its backward runs it again and calls backward on that."""

    @staticmethod
    def forward(ctx, run_function, preserve_rng_state, *args):
        check_backward_validity(args)
        ctx.run_function = run_function
        ctx.rng_state = random.get_rng_state() if preserve_rng_state else None
        ctx.others, ctx.places, tensors = list(args), [], []
        for i, a in enumerate(args):
            if isinstance(a, core.TensorBase):
                ctx.places.append(i)
                tensors.append(a)
                ctx.others[i] = None
        ctx.save_for_backward(*tensors)
        with no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx, *grads):
        if not core.is_checkpoint_valid():
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an `inputs` parameter to .backward(). To resolve "
                "this error, you can either set use_reentrant=False, or call .backward() without passing the `inputs` argument."
            )
        inputs = list(ctx.others)
        for i, tensor in zip(ctx.places, ctx.saved_tensors):
            inputs[i] = tensor
        inputs = detach_variable(tuple(inputs))
        with _with_rng_state(ctx.rng_state), enable_grad():
            outputs = ctx.run_function(*inputs)
        outputs = (outputs,) if isinstance(outputs, core.TensorBase) else outputs
        pairs = [(o, g) for o, g in zip(outputs, grads) if isinstance(o, core.TensorBase) and o.requires_grad]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        backward([o for o, _ in pairs], [g for _, g in pairs])
        return (None, None, *[x.grad if isinstance(x, core.TensorBase) and x.is_leaf else None for x in inputs])


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
        Gives a context for the first and one for the second run (not with ``use_reentrant=True``).
    determinism_check : {"default", "none"}
        Whether shapes and dtypes of the two runs are compared.
    early_stop : bool
        Whether the second run stops when everything needed is there.
    preserve_rng_state : bool, optional keyword, default True
        Whether the second run draws the random numbers of the first.

    Raises
    ------
    CheckpointError
        In backward, if the second run saves other tensors than the first.
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
    first, second = context_fn()
    if not core.is_grad_enabled():
        with first:
            return function(*args, **kwargs)
    early_stop = early_stop if _early_stop is None else _early_stop
    frame = _Frame(lambda: function(*args, **kwargs), second, random.get_rng_state() if preserve else None, determinism_check == "default", early_stop)
    with saved_tensors_hooks(frame.pack, frame.unpack), first:
        return function(*args, **kwargs)


class _Holder:
    """What the graph keeps in the place of a saved tensor."""

    __slots__ = ("position", "meta", "__weakref__")

    def __init__(self, position, meta):
        self.position, self.meta = position, meta


def _metadata(x):
    return {"shape": x.shape, "dtype": x.dtype, "device": x.device}


class _Frame:
    """One checkpointed call: what it saved, and the tensors of the second run per backward."""

    def __init__(self, run, context, rng_state, check, early_stop):
        self.run, self.context, self.rng_state, self.check, self.early_stop = run, context, rng_state, check, early_stop
        self.holders = []
        self.recomputed = {}  # backward's number -> tensors by position

    def pack(self, x):
        holder = _Holder(len(self.holders), _metadata(x))
        self.holders.append(weakref.ref(holder))
        return holder

    def unpack(self, holder):
        key = core.current_graph_task_id()
        if key == -1 or key not in self.recomputed:
            self.recomputed = {key: self.recompute()}
        found = self.recomputed[key]
        if holder.position not in found:
            raise CheckpointError(
                "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked once. If you are calling ctx.saved_tensors in "
                "backward, make sure to do so only once. Otherwise please open an issue with details on your use case."
            )
        return found.pop(holder.position)

    def recompute(self):
        """Run the function again and catch what it saves."""
        caught = []

        def pack(x):
            caught.append(x.detach())
            if self.early_stop and len(caught) == len(self.holders):
                raise _StopRecomputation
            return x.detach()

        try:
            with _with_rng_state(self.rng_state), self.context, enable_grad(), saved_tensors_hooks(pack, lambda x: x):
                self.run()
        except _StopRecomputation:
            pass
        if len(caught) != len(self.holders):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation.\n"
                f"Number of tensors saved during forward: {len(self.holders)}\nNumber of tensors saved during recomputation: {len(caught)}.\n"
            )
        if self.check:
            self.compare(caught)
        return dict(enumerate(caught))

    def compare(self, caught):
        """Raise if what the two runs saved differs in shape or dtype."""
        different = ""
        for position, (reference, x) in enumerate(zip(self.holders, caught)):
            holder = reference()
            if holder is not None and holder.meta != _metadata(x):
                different += f"tensor at position {position}:\nsaved metadata: {holder.meta}\nrecomputed metadata: {_metadata(x)}\n"
        if different:
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass.\n"
                f"{different}.\n"
            )


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
    functions = list(functions.children()) if hasattr(functions, "children") else list(functions)

    def part(begin, end):
        def run(x):
            for f in functions[begin:end]:
                x = f(x)
            return x

        return run

    size, begin = len(functions) // segments, 0
    for begin in range(0, size * (segments - 1), size):
        input = checkpoint(part(begin, begin + size), input, use_reentrant=use_reentrant, preserve_rng_state=preserve)
    return part(size * (segments - 1), len(functions))(input)


for _shown in (CheckpointError, CheckpointFunction):
    _shown.__module__ = "torch.utils.checkpoint"

__all__ = [
    "CheckpointError", "CheckpointFunction", "DefaultDeviceType", "check_backward_validity", "checkpoint", "checkpoint_sequential", "detach_variable",
    "get_device_states", "noop_context_fn", "set_checkpoint_debug_enabled", "set_checkpoint_early_stop", "set_device_states",
]  # fmt: skip
