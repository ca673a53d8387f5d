"""Forward mode of custom Functions: what ``jvp`` is called with, and what becomes of its answer."""
from .._core import core

_NO_INPUT = "Only input Tensors should be given to ctx.mark_dirty(). If a Tensor is not an input, there is no need to pass it to mark_dirty()."
_NOT_CHANGED = (
    "An inplace custom Function is not modifying the forward mode gradients inplace. If the forward is modifying an input inplace, then the jvp "
    "function must modify the corresponding gradient inplace."
)
_NOT_AS_IS = (
    "An inplace custom Function is not returning the forward mode gradients as-is. If the forward is modifying an input inplace, then the jvp "
    "function must modify the gradient inplace and return it as-is."
)
_NO_VIEW = "A custom Function's forward is returning a view (or an input as-is) but the jvp is not returning a view."
_OTHER_BASE = "A custom Function is returning a view but the jvp is not returning a view of the same base as the given grad input."
_NO_VIEW_OF_INPUT = "A custom Function is returning a view but the jvp is not returning a view of the given grad input."


def add_tangents(node, inputs, raw_outputs, outputs, fixed, dirty):
    """Give the outputs of a Function the tangents that its ``jvp`` computes, for every level at which an input has one.

    `raw_outputs` is what ``forward`` returned, `outputs` what the caller gets; `fixed` and `dirty` are those that were marked.
    """
    forward = core.forward()
    for level in range(core.dual_levels()):
        if core.dual_mask() >> level & 1:
            tangents = [forward.tangent_of(x, level) for x in inputs]
            if any(t is not None for t in tangents):
                outside = forward.hide(level)
                try:
                    _at_level(forward, level, node, inputs, tangents, raw_outputs, outputs, fixed, dirty)
                finally:
                    core.set_dual_mask(outside)


def _at_level(forward, level, node, inputs, tangents, raw_outputs, outputs, fixed, dirty):
    versions = [None if t is None else t._version for t in tangents]
    answers = _call_jvp(forward, node, inputs, tangents)
    if len(answers) != len(outputs):
        raise RuntimeError(f"Function's jvp returned an invalid number of forward gradients (expected {len(outputs)} but got {len(answers)})")
    for i, (raw, out, tangent) in enumerate(zip(raw_outputs, outputs, answers)):
        if not isinstance(raw, core.TensorBase):
            continue
        if not forward.differentiable(raw) or _among(fixed, raw):
            if tangent is not None:
                raise RuntimeError(
                    f"Function's jvp returned a gradient at position {i}, but  the corresponding forward output is not a differentiable Tensor."
                    "You should return None at that position instead."
                )
        elif _among(dirty, raw):
            at = next((k for k, x in enumerate(inputs) if x is raw), None)
            if at is None:
                raise RuntimeError(_NO_INPUT)
            if tangents[at] is None:
                _store(forward, out, level, tangent)
            elif tangent is None or tangent._version == versions[at]:
                raise RuntimeError(_NOT_CHANGED)
            elif tangent is not tangents[at]:
                raise RuntimeError(_NOT_AS_IS)
        elif _is_view_of_constant(out, inputs, tangents, tangent):
            _store(forward, out, level, tangent)
        elif tangent is not None:
            forward.set_tangent(out, level, tangent)


def _call_jvp(forward, node, inputs, tangents):
    """What ``jvp`` returns for the tangents of the inputs, zeros in place of those that are missing unless the Function wants None."""
    if node._materialize:
        tangents = [core.ops.zeros_like(x) if t is None and forward.differentiable(x) else t for x, t in zip(inputs, tangents)]
    given = iter(tangents)
    enabled = core.dual_mask() != 0  # no level but this one: PyTorch turns forward mode off for `jvp`
    if not enabled:
        core.set_forward_enabled(False)
    try:
        answers = node._function.jvp(node, *[next(given) if is_tensor else None for is_tensor in node._are_tensors])
    finally:
        if not enabled:
            core.set_forward_enabled(True)
    answers = answers if isinstance(answers, tuple) else (answers,)
    for i, answer in enumerate(answers):
        if answer is not None and not isinstance(answer, core.TensorBase):
            raise RuntimeError(f"expected Variable or None (got {type(answer).__name__}) for grad output {i}.")
        if answer is not None and not forward.differentiable(answer):
            raise RuntimeError("Expected both tensor and its forward grad to be floating point or complex")
    return answers


def _store(forward, out, level, tangent):
    if tangent is not None:
        forward.store_tangent(out, level, None, tangent, ())


def _is_view_of_constant(out, inputs, tangents, tangent):
    """Whether an output is a view of an input without tangent; refuses a tangent that is no view where the input has one."""
    base = out._base
    if base is None:
        return False
    for x, held in zip(inputs, tangents):
        if x is not base and x._base is not base:
            continue
        if held is None:
            return True
        above = None if tangent is None else tangent._base
        if above is None:
            raise RuntimeError(_NO_VIEW)
        if held._base is not None:
            if held._base is not above:
                raise RuntimeError(_OTHER_BASE)
        elif held is not above:
            raise RuntimeError(_NO_VIEW_OF_INPUT)
        return False
    return False


def _among(tensors, tensor):
    return any(t is tensor for t in tensors)
