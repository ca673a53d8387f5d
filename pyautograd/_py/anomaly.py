"""Anomaly detection: which node's backward went wrong, where the forward call stood that made it, and who changed a saved tensor."""
import linecache
import os
import sys
import warnings

from .core import is_anomaly_check_nan_enabled, ops

NO_INFORMATION = "No forward pass information available. Enable detect anomaly during forward pass for more information."
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
KEPT = 16  # changes that a tensor remembers
SHOWN = 5


def has_nan(tensor):
    """Whether any element is a NaN."""
    return bool(ops.any(ops.isnan(tensor.detach())).item())


def check_nan(node, results):
    """Raise RuntimeError if one of the gradients that `node` returned holds a NaN, unless that check is off."""
    if not is_anomaly_check_nan_enabled():
        return
    for i, result in enumerate(results):
        if result is not None and has_nan(result):
            raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")


def show_forward_stack(node):
    """Warn with the traceback of the forward call that made `node`, then with those that induced it in turn."""
    induced = False
    while node is not None:
        lines = node.metadata.get("traceback_")
        if lines is None:
            text = f"Error detected in {node.name()}. {NO_INFORMATION}"
        elif induced:
            text = f"\n\nPrevious calculation was induced by {node.name()}. Traceback of forward call that induced the previous calculation:\n"
        else:
            text = f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n"
        warnings.warn(text + "".join(lines or ()), stacklevel=2)
        node, induced = node.metadata.get("parent_"), True


def caller():
    """The innermost frame outside the library: (file, line, function)."""
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name


def changed(changes, version, operation):
    """The list of changes of a tensor with one more: what gave it `version`, and which line called that."""
    changes = (changes or [])[-KEPT + 1 :]
    changes.append((version, operation, caller()))
    return changes


def changes_after(changes, version):
    """What is added to the error for a saved tensor that was changed in place after it had `version`: the operations and their lines."""
    later = [change for change in changes or () if change[0] > version]
    text = ""
    for number, operation, (file, line, function) in later[:SHOWN]:
        source = linecache.getline(file, line).strip()
        text += f"\nVersion {number} was made by {operation}, called here:\n" + f'  File "{file}", line {line}, in {function}'
        text += f"\n    {source}" if source else ""
    return text + (f"\n... and {len(later) - SHOWN} later changes" if len(later) > SHOWN else "")
