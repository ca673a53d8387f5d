"""One checkpointed call without reentrant autograd: what its first run saved, and the second run that gives it back.

The graph of the first run holds placeholders (`_Holder`) in the place of saved tensors. The first of them that a backward asks for makes the
function run again; what this run saves, in the same order, is handed out for the placeholders, each once per backward.
"""
import contextlib
import itertools
import weakref

from .._core import core
from ..autograd.grad_mode import enable_grad, no_grad
from ..autograd.graph import saved_tensors_hooks

DEBUG_TIP = """
Tip: To see a more detailed error message, either pass `debug=True` to
`torch.utils.checkpoint.checkpoint(...)` or wrap the code block
with `with torch.utils.checkpoint.set_checkpoint_debug_enabled(True):` to
enable checkpoint\N{NON-BREAKING HYPHEN}debug mode globally.

If this error occurs under torch.compile with automatic_dynamic_shapes enabled,
it may be because the recomputation selected a different compiled graph than the
forward pass (e.g., a dynamic graph instead of the original static graph).
To fix this, either:
  - Use torch._dynamo.mark_dynamic() to explicitly mark varying dimensions as
    dynamic upfront, avoiding the static-to-dynamic transition.
  - Call torch._C._dynamo.eval_frame._set_lru_cache(False) to disable LRU cache
    reordering, which can change which graph is checked first between forward
    and recompute.
See https://github.com/pytorch/pytorch/issues/166926 for more details and
workaround examples.
"""
_OVERLAP = (
    "Performing two backward calls that overlap (i.e. require the same saved activation in order to compute gradients) is not allowed while under the "
    "torch.utils.checkpoint.GraphExecGroup context. "
)
_INTERNAL = "Something went unexpectedly wrong in activation checkpoint. Please report this bug by filing an issue to PyTorch."
_outside_backward = itertools.count(-2, -1)
_group = None


class CheckpointError(RuntimeError):
    """The second run of a checkpointed function did not save what the first did."""


class _StopRecomputationError(Exception):
    """Everything that is needed has been saved again."""


class GraphExecGroup:
    """Backward calls inside ``with GraphExecGroup():`` make each checkpointed function run again once at most, however many they are.

    They must not need the same saved tensor, not even with ``retain_graph=True``. Only checkpoints with ``use_reentrant=False`` are affected.
    """

    def __enter__(self):
        global _group
        if _group is not None:
            raise RuntimeError(f"GraphExecGroup contexts cannot be nested. Already inside group {_group}")
        _group = self
        return self

    def __exit__(self, *args):
        global _group
        _group = None

    @classmethod
    def _get_current_group(cls):
        return _group


class _Handle:
    """Owns the tensor of the second run that belongs to a placeholder."""

    __slots__ = ("__weakref__",)


class _Holder:
    """What the graph keeps in the place of a saved tensor: a handle per backward, None once it was used."""

    __slots__ = ("handles", "__weakref__")

    def __init__(self):
        self.handles = {}


class _CheckpointFrame:
    """The state of one checkpointed call."""

    def __init__(self, recompute_fn, early_stop, unpack_error_cb, metadata_fn):
        self.recompute_fn, self.early_stop, self.unpack_error_cb, self.metadata_fn = recompute_fn, early_stop, unpack_error_cb, metadata_fn
        self.saved_args = []
        self.weak_holders = []
        self.x_metadatas = []
        self.recomputed = {}  # backward -> tensors by handle, held as long as the handle is
        self.recomp_counter = {}
        self.is_recomputed = set()
        self.forward_completed = self.ignore_saved_mismatch = False

    def save_inputs(self, *args):
        """Keep the arguments of the call."""
        for arg in args:
            self.saved_args.append(core.make_saved_tensor(arg, is_output=False) if isinstance(arg, core.TensorBase) else arg)

    def get_inputs(self):
        """The arguments again. RuntimeError if one was changed in place since."""
        return [arg.unpack() if isinstance(arg, core.SavedTensor) else arg for arg in self.saved_args]

    def recompute(self, gid):
        """Run the function again, once for each backward."""
        if gid in self.is_recomputed:
            return
        args = self.get_inputs()
        self.recomputed.setdefault(gid, weakref.WeakKeyDictionary())
        self.recomp_counter.setdefault(gid, 0)
        with contextlib.suppress(_StopRecomputationError), _recomputation_hook(weakref.ref(self), gid), enable_grad():
            self.recompute_fn(*args)
        self.is_recomputed.add(gid)
        self.check_recomputed_tensors_match(gid)

    def check_recomputed_tensors_match(self, gid):
        """Raise CheckpointError unless the two runs saved as many tensors, of the same metadata."""
        if self.ignore_saved_mismatch:
            return
        if len(self.weak_holders) != self.recomp_counter[gid]:
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation.\n"
                f"Number of tensors saved during forward: {len(self.weak_holders)}\n"
                f"Number of tensors saved during recomputation: {self.recomp_counter[gid]}.\n{DEBUG_TIP}"
            )
        different = ""
        for position, reference in enumerate(self.weak_holders):
            holder = reference()
            if holder is None:
                continue
            saved, again = self.x_metadatas[position], self.metadata_fn(self.recomputed[gid][holder.handles[gid]])
            if saved != again:
                different += f"tensor at position {position}:\nsaved metadata: {saved}\nrecomputed metadata: {again}\n"
        if different:
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass.\n"
                f"{different}.\n{DEBUG_TIP}"
            )

    def take(self, holder, gid):
        """The tensor for a placeholder; each backward takes it once."""
        if gid not in holder.handles:
            raise AssertionError(_INTERNAL)
        handle = holder.handles[gid]
        if handle is None:
            raise CheckpointError(
                "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked once. "
                f"{_OVERLAP if _group is not None else ''}If you are calling ctx.saved_tensors in backward, make sure to do so only once. Otherwise please "
                "open an issue with details on your use case."
            )
        found = self.recomputed[gid][handle]
        holder.handles[gid] = None
        return found


class _recomputation_hook(saved_tensors_hooks):
    """Catches what the second run saves."""

    def __init__(self, frame_reference, gid):
        def pack(x):
            x = x.detach() if x.requires_grad else x
            frame = frame_reference()
            if frame is None:
                raise AssertionError("Internal error: target_frame reference is None")
            position = frame.recomp_counter[gid]
            frame.recomp_counter[gid] += 1
            if position >= len(frame.weak_holders):
                if not frame.forward_completed:
                    # backward was called inside the checkpointed function, which has saved but a part so far
                    frame.ignore_saved_mismatch = True
                    return x
                raise CheckpointError(
                    f"torch.utils.checkpoint: trying to save more tensors during recomputation than during the original forward pass.\n{DEBUG_TIP}"
                )
            holder = frame.weak_holders[position]()
            if holder is not None:  # a holder that is gone needs no tensor
                holder.handles[gid] = handle = _Handle()
                frame.recomputed[gid][handle] = x
            if frame.early_stop and frame.recomp_counter[gid] == len(frame.weak_holders):
                raise _StopRecomputationError
            return x

        super().__init__(pack, lambda x: x)


class _checkpoint_hook(saved_tensors_hooks):
    """Puts placeholders into the graph of the first run."""

    def __init__(self, frame):
        def pack(x):
            holder = _Holder()
            frame.weak_holders.append(weakref.ref(holder))
            with no_grad():
                frame.x_metadatas.append(frame.metadata_fn(x))
            return holder

        def unpack(holder):
            gid = _group
            if gid is None:
                gid = core.current_graph_task_id()
                if gid == -1:
                    gid = next(_outside_backward)
            try:
                frame.recompute(gid)
                return frame.take(holder, gid)
            except CheckpointError as error:
                if frame.unpack_error_cb is not None:
                    frame.unpack_error_cb(error)
                raise

        super().__init__(pack, unpack)


CheckpointError.__module__ = GraphExecGroup.__module__ = "torch.utils.checkpoint"
