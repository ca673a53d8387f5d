"""Anomaly detection: which node's backward went wrong, and where the forward call stood that made it."""
import warnings

from .core import forward_stack_of, is_anomaly_check_nan_enabled, ops

NO_INFORMATION = "No forward pass information available. Enable detect anomaly during forward pass for more information."


def check_nan(node, results):
    """Raise RuntimeError if one of the gradients that `node` returned holds a NaN, unless that check is off."""
    if not is_anomaly_check_nan_enabled():
        return
    for i, result in enumerate(results):
        if result is not None and bool(ops.any(ops.isnan(result.detach())).item()):
            raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")


def show_forward_stack(node):
    """Warn with the traceback of the forward call that made `node`, then with those that induced it in turn."""
    known = forward_stack_of(node)
    if known is None:
        warnings.warn(f"Error detected in {node.name()}. {NO_INFORMATION}", stacklevel=2)
        return
    lines, above = known
    warnings.warn(f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{''.join(lines)}", stacklevel=2)
    while above is not None:
        known = forward_stack_of(above)
        if known is None:
            warnings.warn(f"\n\nPrevious calculation was induced by {above.name()}. {NO_INFORMATION}", stacklevel=2)
            return
        lines, following = known
        warnings.warn(
            f"\n\nPrevious calculation was induced by {above.name()}. Traceback of forward call that induced the previous calculation:\n{''.join(lines)}",
            stacklevel=2,
        )
        above = following
