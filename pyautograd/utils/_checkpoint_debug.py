"""What ``checkpoint(..., debug=True)`` adds to an error: the operators of both runs, with the places that called them."""
import traceback

from .. import _ops, _types
from .._core import core
from ._checkpoint_frame import CheckpointError

_RULE = "+" + "-" * 78 + "+"
_WAVES = "+" + "~" * 78 + "+"
_TEXT = f""" \
An error happened while unpacking tensors; dumping logs of latest computation
because you passed `debug=True` to `torch.utils.checkpoint.checkpoint()`.
Scroll all the way down for guidance on how to navigate these logs.

{_WAVES}
|        1. Stack traces of the operators that ran in the original forward     |
{_RULE}

{{forward_traces}}
{_WAVES}
|        2. Stack traces of the operators that ran during recomputation        |
{_RULE}

{{recompute_traces}}
{_WAVES}
|       3. Log of operators in the original forward and recomputation          |
{_RULE}
(Scroll up to correlate stack traces with each operation listed below. This
 helps identify their source in the code.)

IMPORTANT: Differences in "detach" calls between the original forward and the
           recomputation are expected. They are introduced by the checkpointing
           mechanism and can be ignored.

Operations executed during the original forward:

{{forward_ops}}

Operations executed during recomputation:

{{recompute_ops}}

{_RULE}
 ERROR: Detected non-determinism while running activation checkpointing

 You are seeing this error because you passed `debug=True` to checkpoint and
 tensors to be saved during the original forward and differ between those saved
 during recomputation. This can happen if different operators were ran in the
 original forward and in the recomputation.

 To identify where the mismatch may be coming from, you can do the following:

 1) Compare the operators ran during original forward and recomputation to
    see where they differ. These operators are printed above in the order they
    were executed.

 2) Review the stack trace for each operator to locate its invocation source.
    Each operator's stack trace is printed in their execution order.

 Note that the logs can be quite long. Here's how they are structured:
 (Tip: you can Ctrl-f for these headers)

 1. Stack traces of the operators that ran in the original forward
 2. Stack traces of the operators that ran during recomputation
 3. Log of operators in the original forward and recomputation
 4. Error message                                             <--- You are here
{"-" * 80}
"""
_SHORT = {
    _types.float64: "f64", _types.float32: "f32", _types.float16: "f16", _types.bfloat16: "bf16", _types.complex64: "c64", _types.complex128: "c128",
    _types.complex32: "c32", _types.int8: "i8", _types.int16: "i16", _types.int32: "i32", _types.int64: "i64", _types.uint8: "u8", _types.bool_: "b8",
}  # fmt: skip


class _Log:
    """A context that writes down every operator call of the thread, tensors by numbers in the order in which they are met."""

    def __init__(self):
        self.lines, self.stacks = [], []

    def __enter__(self):
        self.lines.clear()
        self.stacks.clear()
        self.numbers, self.met = {}, []
        core.push_interceptor(self.offered)
        return self

    def __exit__(self, *exc):
        core.pop_interceptor()
        self.numbers, self.met = {}, []

    def number(self, tensor):
        if id(tensor) not in self.numbers:
            self.numbers[id(tensor)] = len(self.met)
            self.met.append(tensor)  # so that its id stays its own
        return f"${self.numbers[id(tensor)]}"

    def shown(self, value):
        if isinstance(value, core.TensorBase):
            return self.number(value)
        if isinstance(value, (tuple, list)):
            return f"[{', '.join(map(self.shown, value))}]"
        return repr(value)

    def offered(self, spec, values, inplace):
        if spec.implementation == "composite":
            return NotImplemented
        op = _ops.overload_for(spec, values, inplace)
        args, kwargs = _ops.arguments_of(spec, values)
        given = ", ".join([*map(self.shown, args), *[f"{name}={self.shown(value)}" for name, value in kwargs.items()]])
        made = core.call(spec, values, inplace)
        results = made if isinstance(made, (tuple, list)) else [made]
        described = [f"{self.number(t)}: {_SHORT.get(t.dtype, t.dtype)}{list(t.shape)}" for t in results if isinstance(t, core.TensorBase)]
        self.lines.append(f"{', '.join(described)} = torch._ops.{op}({given})")
        self.stacks.append([f"{f.filename}:{f.lineno}:{f.name}" for f in reversed(traceback.extract_stack()[:-1])])
        return made

    def traces(self, label):
        """Each call with its stack."""
        parts = []
        for i, (line, stack) in enumerate(zip(self.lines, self.stacks)):
            parts.append(f"{line}   ({i + 1} of {len(self.lines)} in {label})\n\n" + "".join(f"{frame}\n" for frame in stack) + "\n\n")
        return "".join(parts)


def debug_contexts():
    """A ``context_fn`` that logs both runs, and what to do with a CheckpointError: raise one that lists them."""
    first, second = _Log(), _Log()

    def fail(error):
        raise CheckpointError(
            _TEXT.format(
                forward_traces=first.traces("original"), recompute_traces=second.traces("recompute"), forward_ops="\n".join(first.lines),
                recompute_ops="\n".join(second.lines),
            )
        ) from error  # fmt: skip

    return lambda: (first, second), fail
