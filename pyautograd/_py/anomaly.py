"""Anomaly detection: which node's backward went wrong, where the forward call stood that made it, and who changed a saved tensor."""
import linecache
import os
import sys
import traceback
import warnings

from .core import is_anomaly_check_nan_enabled, ops

NO_INFORMATION = "No forward pass information available. Enable detect anomaly during forward pass for more information."
_CORE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
KEPT = 16  # changes that a tensor remembers
SHOWN = 5


class CallStack:
    """Where a node was made, and in whose backward, as its metadata shows once somebody asks: most nodes are never asked.

    Attributes
    ----------
    frames : list
        Of each frame, from the innermost, its code object and where in that it stood.
    parent : Node or None
    """

    __slots__ = ("frames", "parent")

    def __init__(self, parent):
        self.parent = parent
        self.frames = frames = []
        frame = sys._getframe()
        while frame is not None:
            frames.append(frame.f_code)
            frames.append(frame.f_lasti)
            frame = frame.f_back

    def metadata(self):
        """``traceback_``, the formatted frames down to the call into the core, and ``parent_``."""
        at = 0
        while at < len(self.frames) and self.frames[at].co_filename.startswith(_CORE):
            at += 2
        outermost_first = range(len(self.frames) - 2, at - 2, -2)
        summaries = [_summary(self.frames[i], self.frames[i + 1]) for i in outermost_first]
        made = {"traceback_": traceback.StackSummary.from_list(summaries).format()}
        if self.parent is not None:
            made["parent_"] = self.parent
        return made


def _summary(code, instruction):
    line = code.co_firstlineno
    for start, end, found in code.co_lines():
        if start <= instruction < end and found is not None:
            line = found
            break
    return traceback.FrameSummary(code.co_filename, line, code.co_name, lookup_line=False)


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
