"""Forward mode through custom Functions: the tangents of what ``forward`` returned, from ``jvp``."""
from .._core import core
from . import forward_ad


def _expected_tangent(value):
    return isinstance(value, core.TensorBase) and (value.is_floating_point() or value.is_complex())


def set_tangents(node, inputs, raw_outputs, outputs):
    """Give the `outputs` of a call the tangents that the Function's ``jvp`` finds, where an input has one."""
    tangents = [forward_ad.unpack_dual(x).tangent for x in inputs]
    if all(t is None for t in tangents):
        return
    if node._materialize:
        tangents = [core.ops.zeros_like(x.detach()) if t is None and _expected_tangent(x) else t for x, t in zip(inputs, tangents)]
    found = iter(tangents)
    answers = node._function.jvp(node, *[next(found) if is_tensor else None for is_tensor in node._are_tensors])
    answers = answers if isinstance(answers, tuple) else (answers,)
    if len(answers) != len(outputs):
        raise RuntimeError(f"Function's jvp returned an invalid number of forward gradients (expected {len(outputs)} but got {len(answers)})")
    for i, (out, tangent) in enumerate(zip(outputs, answers)):
        if tangent is not None and isinstance(out, core.TensorBase):
            outputs[i] = forward_ad.make_dual(out, forward_ad.without_tangent(tangent))
