"""Selective checkpointing: a policy decides, operator by operator, what the first run keeps and the second need not compute again.

PyTorch's modes see the operators below autograd; here the same calls are intercepted (`core.push_interceptor`). Operators written over others are
seen as those others. What the policy is called with is the overload that PyTorch's dispatcher has (`torch.ops.aten.mm.default`); where an operator
is made of other parts than PyTorch's, so are the names.
"""
import enum

from .. import _ops
from .._core import core

_RECOMPUTE, _CONSUMED = object(), object()
_MISMATCH = (
    "This can happen if the operations in the checkpointed region are nondeterministic or depend on global state that changed between forward and "
    "backward."
)

# Calls that say nothing about what is worth keeping.
SAC_IGNORED_OPS = {_ops.aten.alias.overload("default")}
_FACTORIES = frozenset(("kernel", "ufunc", "scalar", "view"))


class SelectiveCheckpointContext:
    """What a policy is told.

    Attributes
    ----------
    is_recompute : bool
        False: the policy is asked in the first run only.
    op_output
        What the operator gave.
    """

    def __init__(self, *, is_recompute, op_output=None):
        self.is_recompute, self.op_output = is_recompute, op_output


class CheckpointPolicy(enum.Enum):
    """What a policy answers: keep the operator's result (SAVE), or compute it again (RECOMPUTE). MUST and PREFER mean the same here.

    Results marked CPU_OFFLOAD are computed again: there is no other memory that they could be moved to.
    """

    MUST_SAVE = 0
    PREFER_SAVE = 1
    MUST_RECOMPUTE = 2
    PREFER_RECOMPUTE = 3
    MUST_CPU_OFFLOAD = 4
    PREFER_CPU_OFFLOAD = 5


def _policy_from_bool(b):
    return CheckpointPolicy.MUST_SAVE if b else CheckpointPolicy.PREFER_RECOMPUTE


def _mapped(function, made):
    if isinstance(made, core.TensorBase):
        return function(made)
    return [function(m) if isinstance(m, core.TensorBase) else m for m in made] if isinstance(made, (tuple, list)) else made


class _Cached:
    """A kept result without its history, with the version it had."""

    __slots__ = ("tensor", "version")

    def __init__(self, tensor):
        self.tensor = tensor.detach()
        self.version = self.tensor._version

    def get(self, mode):
        """The result for the second run, whose mode notes that it was changed since."""
        given = self.tensor.detach()
        if self.tensor._version != self.version:
            if not mode.allow_mutation:
                raise RuntimeError("Tensor cached during selective activation checkpoint has been mutated")
            mode.changed.append(given)
        return given


class _OperatorMode:
    """A context in which `seen` is offered every operator call of the thread."""

    def __enter__(self):
        core.push_interceptor(self.offered)
        return self

    def __exit__(self, *exc):
        core.pop_interceptor()

    def offered(self, spec, values, inplace):
        if spec.implementation not in _FACTORIES:
            return NotImplemented
        op = _ops.overload_for(spec, values, inplace)
        if op in SAC_IGNORED_OPS:
            return core.call(spec, values, inplace)
        return self.seen(op, spec, values, inplace)


class _CachingTorchDispatchMode(_OperatorMode):
    """The first run: keeps what the policy says."""

    def __init__(self, policy_fn, storage, ac_graph_id=None):
        self.policy_fn, self.storage, self.counts = policy_fn, storage, {}

    def seen(self, op, spec, values, inplace):
        made = core.call(spec, values, inplace)
        args, kwargs = _ops.arguments_of(spec, values)
        policy = self.policy_fn(SelectiveCheckpointContext(is_recompute=False, op_output=_mapped(lambda t: t.detach(), made)), op, *args, **kwargs)
        if isinstance(policy, bool):
            policy = _policy_from_bool(policy)
        kept = policy in (CheckpointPolicy.MUST_SAVE, CheckpointPolicy.PREFER_SAVE) and not inplace
        self.storage.setdefault(op, []).append(_mapped(_Cached, made) if kept else _RECOMPUTE)
        return made


class _CachedTorchDispatchMode(_OperatorMode):
    """The second run: hands out what was kept."""

    def __init__(self, policy_fn, storage, allow_cache_entry_mutation=False):
        self.storage, self.allow_mutation, self.counts = storage, allow_cache_entry_mutation, {}
        self.changed = []  # kept results that in-place operators of the first run have changed already

    def __enter__(self):
        self.counts.clear()
        self.changed.clear()
        return super().__enter__()

    def seen(self, op, spec, values, inplace):
        at = self.counts.get(op, 0)
        self.counts[op] = at + 1
        entries = self.storage.get(op)
        if entries is None:
            raise RuntimeError(f"{op} encountered during backward but not found in storage. {_MISMATCH}")
        if at >= len(entries):
            raise RuntimeError(f"{op} invocation index {at} encountered during backward but not found in storage. {_MISMATCH}")
        entry = entries[at]
        if entry is _CONSUMED:
            raise RuntimeError(
                "Trying to backward an extra time. You are only allowed to backward once on any region computed under selective activation checkpoint."
            )
        if entry is _RECOMPUTE:
            return self.recorded_again(spec, values) if inplace else core.call(spec, values)
        entries[at] = _CONSUMED
        if isinstance(entry, list):
            return core.record_call(spec, values, [e.get(self) if isinstance(e, _Cached) else e for e in entry])
        return core.record_call(spec, values, entry.get(self))

    def recorded_again(self, spec, values):
        """An in-place operator, which leaves alone what it has changed in the first run."""
        target = values[0]
        before = core.array(target).copy() if any([core.is_same_storage(target, t) for t in self.changed]) else None
        made = core.call(spec, values, True)
        if before is not None:
            core.array(target)[...] = before
        return made


def create_selective_checkpoint_contexts(policy_fn_or_list, allow_cache_entry_mutation=False):
    """The two contexts of `checkpoint` (its ``context_fn``) that keep the results of some operators.

    Parameters
    ----------
    policy_fn_or_list : callable or list
        ``policy(ctx, op, *args, **kwargs)`` gives a `CheckpointPolicy` (or a bool) for each operator call; a list holds the overloads
        (``torch.ops.aten.mm.default``) whose results are kept.
    allow_cache_entry_mutation : bool
        Whether kept results may be changed in place in the meantime; else that is a RuntimeError in backward.
    """
    if isinstance(policy_fn_or_list, list):
        for op in policy_fn_or_list:
            if not isinstance(op, (_ops.OpOverload, _ops.HigherOrderOperator)):
                extra = ""
                if isinstance(op, _ops.OpOverloadPacket):
                    extra = (
                        "Please update the OpOverloadPacket to a specific OpOverload.For example, if you have `torch.ops.aten.mm`, change it to "
                        "`torch.ops.aten.mm.default`."
                    )
                raise ValueError(f"Expected op in `op_list` to be an OpOverload but got: {op} of type {type(op)}. {extra}")

        def policy(ctx, op, *args, **kwargs):
            return CheckpointPolicy.MUST_SAVE if op in policy_fn_or_list else CheckpointPolicy.PREFER_RECOMPUTE

    elif callable(policy_fn_or_list):
        policy = policy_fn_or_list
    else:
        raise TypeError("policy_fn_or_list must be either a function or a list of ops.")
    storage = {}
    return _CachingTorchDispatchMode(policy, storage), _CachedTorchDispatchMode(None, storage, allow_cache_entry_mutation)


for _shown in (SelectiveCheckpointContext, CheckpointPolicy):
    _shown.__module__ = "torch.utils.checkpoint"
