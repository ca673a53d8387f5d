"""Forward mode of custom Functions: what ``jvp`` is called with, and what becomes of its answer."""
from .._core import core

_INPLACE = "An inplace custom Function is not {}. If the forward is modifying an input inplace, then the jvp function must modify the {}."


def add_tangents(function, node, args, outputs):
    """Give the outputs of a Function the tangents that its ``jvp`` computes, for every level at which an argument has one."""
    forward = core.forward()
    tensors = [a if isinstance(a, core.TensorBase) else None for a in args]
    for level in range(core.dual_levels()):
        if core.dual_mask() >> level & 1:
            tangents = [None if a is None else forward.tangent_of(a, level) for a in tensors]
            if any(t is not None for t in tangents):
                outside = forward.hide(level)
                try:
                    _at_level(forward, function, node, tensors, tangents, outputs, level)
                finally:
                    core.set_dual_mask(outside)


def _at_level(forward, function, node, tensors, tangents, outputs, level):
    given = tangents
    if node._materialize:
        given = [core.ops.zeros_like(a) if t is None and a is not None and forward.differentiable(a) else t for a, t in zip(tensors, tangents)]
    enabled = core.dual_mask() != 0  # no level but this one: PyTorch turns forward mode off for `jvp`
    versions = [None if t is None else t._version for t in tangents]
    if not enabled:
        core.set_forward_enabled(False)
    try:
        answers = function.jvp(node, *given)
    finally:
        if not enabled:
            core.set_forward_enabled(True)
    answers = answers if isinstance(answers, tuple) else (answers,)
    for i, answer in enumerate(answers):
        if answer is not None and not isinstance(answer, core.TensorBase):
            raise RuntimeError(f"expected Variable or None (got {type(answer).__name__}) for grad output {i}.")
        if answer is not None and not forward.differentiable(answer):
            raise RuntimeError("Expected both tensor and its forward grad to be floating point or complex")
    if len(answers) != len(outputs):
        raise RuntimeError(f"Function's jvp returned an invalid number of forward gradients (expected {len(outputs)} but got {len(answers)})")
    fixed, dirty = node.non_differentiable or (), node.dirty_tensors or ()
    for i, (out, tangent) in enumerate(zip(outputs, answers)):
        if not isinstance(out, core.TensorBase):
            continue
        if not forward.differentiable(out) or _among(fixed, out):
            if tangent is not None:
                raise RuntimeError(
                    f"Function's jvp returned a gradient at position {i}, but  the corresponding forward output is not a differentiable Tensor."
                    "You should return None at that position instead."
                )
            continue
        if _among(dirty, out):
            at = next((i for i, a in enumerate(tensors) if a is out), None)
            if at is None:
                raise RuntimeError(
                    "Only input Tensors should be given to ctx.mark_dirty(). If a Tensor is not an input, there is no need to pass it to mark_dirty()."
                )
            held = tangents[at]
            if held is None:
                forward.store_tangent(out, level, None, tangent, ())
            elif tangent is None or tangent._version == versions[at]:
                raise RuntimeError(_INPLACE.format("modifying the forward mode gradients inplace", "corresponding gradient inplace"))
            elif tangent is not held:
                raise RuntimeError(_INPLACE.format("returning the forward mode gradients as-is", "gradient inplace and return it as-is"))
        elif tangent is not None:
            _give(forward, out, level, tangent, tensors, tangents)


def _give(forward, out, level, tangent, tensors, tangents):
    """Set the tangent of an output that is no changed input; that of a view of an input must be a view of the input's tangent."""
    base = out._base
    if base is not None:
        for a, held in zip(tensors, tangents):
            if a is not None and (a is base or a._base is base):
                if held is None:
                    forward.store_tangent(out, level, None, tangent, ())
                    return
                above = tangent._base
                if above is None:
                    raise RuntimeError("A custom Function's forward is returning a view (or an input as-is) but the jvp is not returning a view.")
                if held._base is not None:
                    if held._base is not above:
                        raise RuntimeError(
                            "A custom Function is returning a view but the jvp is not returning a view of the same base as the given grad input."
                        )
                elif held is not above:
                    raise RuntimeError("A custom Function is returning a view but the jvp is not returning a view of the given grad input.")
                break
    forward.set_tangent(out, level, tangent)


def _among(tensors, tensor):
    return any(t is tensor for t in tensors)
