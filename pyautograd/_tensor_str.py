"""Printing tensors the way PyTorch does.

A print is made in three steps: the elements that will be seen (all, or the corners of a summarised tensor) are cut out
of the array; one format is chosen for all of them; the formatted elements are laid out in nested brackets, wrapped at
the line width. What is not an element (size, dtype, grad_fn ...) follows as suffixes.
"""
import contextlib
import math

import numpy as np

from . import _types
from ._core import core

_PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


class PrintOptions:
    """The settings of `set_printoptions`."""

    __slots__ = ("precision", "threshold", "edgeitems", "linewidth", "sci_mode")

    def __init__(self):
        self.sci_mode = None
        self.update(_PROFILES["default"])

    def update(self, values):
        for name, value in values.items():
            setattr(self, name, value)

    def as_dict(self):
        return {name: getattr(self, name) for name in self.__slots__}


PRINT_OPTS = PrintOptions()


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None):
    """Set how tensors print.

    Parameters
    ----------
    precision : int
        Digits after the decimal point (4).
    threshold : int
        Tensors of more elements are summarised (1000).
    edgeitems : int
        Elements shown at each end of a summarised dimension (3).
    linewidth : int
        Characters per line (80).
    profile : {"default", "short", "full"}
        Settings to begin with; the other arguments override them.
    sci_mode : bool, optional
        Scientific notation always (True), never (False), or where the values call for it (None). Every call sets it.
    """
    if profile is not None and profile in _PROFILES:
        PRINT_OPTS.update(_PROFILES[profile])
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    PRINT_OPTS.update({name: value for name, value in given.items() if value is not None})
    PRINT_OPTS.sci_mode = sci_mode


def get_printoptions():
    """The settings in force, as a dict of the arguments of `set_printoptions`."""
    return PRINT_OPTS.as_dict()


@contextlib.contextmanager
def printoptions(**kwargs):
    """Settings for the length of a ``with`` block: the arguments of `set_printoptions`."""
    before = get_printoptions()
    set_printoptions(**kwargs)
    try:
        yield
    finally:
        set_printoptions(**before)


def array_of(tensor):
    """The ndarray under a tensor: the one place where printing reaches into one."""
    return core.array(tensor)


def printable(array, dtype_name):
    """`array` in a type whose elements print: half precision becomes float32, stored bit patterns are read."""
    if dtype_name == "bfloat16":
        return (array.astype(np.uint32) << np.uint32(16)).view(np.float32) if array.dtype.kind == "u" else array
    if dtype_name == "complex32" and array.dtype.kind == "u":
        halves = np.ascontiguousarray(array).reshape(array.shape + (1,)).view(np.float16).astype(np.float32)
        return halves.view(np.complex64)[..., 0]
    return array.astype(np.float32) if array.dtype == np.float16 else array


def corners(array, edge):
    """Only the elements that a summary shows: `edge` at each end of every dimension that is longer than both ends."""
    for axis, n in enumerate(array.shape):
        if n > 2 * edge:
            array = np.take(array, [*range(edge), *range(n - edge, n)], axis=axis)
    return array


class NumberFormat:
    """One format for all of `values`, a real or integer array: `width`, and `text` of an element.

    Floating point values print as integers with a point when all are whole, in scientific notation when they span more
    than three decades or leave [1e-4, 1e8], and with fixed decimals otherwise. Zeros, infinities and nans have no say.
    """

    __slots__ = ("width", "_spec", "_whole", "_plain")

    def __init__(self, values, options):
        self._plain = values.dtype.kind != "f"
        self._whole = False
        self.width = 1
        if self._plain:
            self.width = max([len(str(v)) for v in values.ravel().tolist()], default=1)
            return
        values = values.ravel().astype(np.float64, copy=False)
        values = values[np.isfinite(values) & (values != 0)]
        self._whole, scientific = True, False
        if values.size:
            size = np.abs(values)
            low, high = float(size.min()), float(size.max())
            self._whole = bool((values == np.ceil(values)).all())
            with np.errstate(over="ignore"):
                scientific = bool(np.float64(high) / low > 1000.0 or high > 1.0e8 or low < 1.0e-4)
            if options.sci_mode is not None:
                scientific = options.sci_mode
            self._whole = self._whole and not scientific
        self._spec = f".{options.precision}e" if scientific else ".0f" if self._whole else f".{options.precision}f"
        if values.size:
            self.width = max([len(format(v, self._spec)) for v in values.tolist()]) + self._whole

    def text(self, value):
        """`value` as printed, padded on the left to the common width."""
        if self._plain:
            return str(value).rjust(self.width)
        shown = format(value, self._spec)
        if self._whole and math.isfinite(value):
            shown += "."
        return shown.rjust(self.width)


def _format_cells(cells, options):
    """The elements of an array as an object array of texts, and the room each takes on a line."""
    texts = np.empty(cells.shape, dtype=object)
    if cells.dtype.kind != "c":
        number = NumberFormat(cells, options)
        texts.ravel()[:] = [number.text(v) for v in cells.ravel().tolist()]
        return texts, number.width
    real, imag = NumberFormat(cells.real, options), NumberFormat(cells.imag, options)

    def complex_text(value):
        second = imag.text(value.imag).lstrip() + "j"
        return real.text(value.real) + ("" if second[0] in "+-" else "+") + second

    texts.ravel()[:] = [complex_text(v) for v in cells.ravel().tolist()]
    return texts, real.width + imag.width + 1


def _join_vector(texts, width, indent, cut, options):
    """A bracketed row of texts, as many to a line as fit; `cut` says where elements were left out (None: nowhere)."""
    per_line = max(1, int(math.floor((options.linewidth - indent) / (width + 2))))
    if cut is not None:
        texts = texts[:cut] + [" ..."] + texts[cut:] if cut else ["..."]
    lines = [", ".join(texts[at : at + per_line]) for at in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def _join(texts, width, indent, cuts, options):
    """Nested brackets around `texts`, an object array; `cuts` has for each dimension where it was summarised."""
    if texts.ndim == 0:
        return texts.item()
    if texts.ndim == 1:
        return _join_vector(texts.tolist(), width, indent, cuts[0], options)
    rows = [_join(row, width, indent + 1, cuts[1:], options) for row in texts]
    if cuts[0] is not None:
        rows.insert(cuts[0], "...")
    return "[" + ("," + "\n" * (texts.ndim - 1) + " " * (indent + 1)).join(rows) + "]"


def array_str(array, indent=0, options=None):
    """The bracketed elements of `array`, summarised and wrapped by `options` (those in force), indented after line 1."""
    options = options or PRINT_OPTS
    if array.size == 0:
        return "[]"
    cells, cuts = array, (None,) * array.ndim
    if array.size > options.threshold:
        edge = options.edgeitems
        cells, cuts = corners(array, edge), tuple([edge if n > 2 * edge else None for n in array.shape])
    texts, width = _format_cells(cells, options)
    return _join(texts, width, indent, cuts, options)


def _grad_fn_name(tensor):
    """How a print names the node: without its namespace, ``Invalid`` where the history cannot be made again."""
    try:
        node = tensor.grad_fn
    except RuntimeError:
        return "Invalid"
    return None if node is None else node.name().rsplit("::", 1)[-1]


def _tangent(tensor):
    """The tangent of a dual tensor at the innermost level of forward mode, or None."""
    if not core.dual_mask():
        return None
    return core.forward().tangent_of(tensor, core.dual_levels() - 1)


def _add_suffixes(text, suffixes, indent, options, new_line=False):
    """Suffixes after commas, on a new line where the current one is full (`new_line`: the first too), and the closing parenthesis."""
    column = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if new_line or column + len(suffix) + 2 > options.linewidth:
            new_line = False
            text += ",\n" + " " * indent + suffix
            column = indent + len(suffix)
        else:
            text += ", " + suffix
            column += len(suffix) + 2
    return text + ")"


def _class_name(tensor):
    """``tensor`` for a Tensor or a Parameter of this library, the class's own name for a user's subclass."""
    cls = type(tensor)
    if cls.__name__ in ("Tensor", "Parameter", "TensorBase", "MetaTensor", "MetaParameter") and cls.__module__.partition(".")[0] in (__package__, "torch"):
        return "tensor"
    return cls.__name__


in_transforms = None  # once there was a transform: gives the text of a tensor that belongs to one, None for others


def tensor_str(tensor, *, tensor_contents=None, show_tangent=True):
    """The text of ``repr(tensor)``; `tensor_contents` replaces the bracketed elements."""
    options = PRINT_OPTS
    head = _class_name(tensor) + "("
    indent = len(head)
    suffixes = []
    dtype, shape = tensor.dtype, tuple(tensor.shape)
    dtype_text, default = repr(dtype), _types.get_default_dtype()
    empty = 0 in shape
    if tensor.device.type != "cpu":
        suffixes.append(f"device='{tensor.device}'")
    if tensor.device.type == "meta":
        suffixes.append(f"size={shape}")
        usual = (repr(default),)
        contents = "..."
    elif empty:
        if len(shape) != 1:
            suffixes.append(f"size={shape}")
        usual = (repr(default),)
        contents = "[]"
    else:
        default_complex = "torch.complex128" if repr(default) == "torch.float64" else "torch.complex64"
        usual = (repr(default), default_complex, "torch.int64", "torch.bool")
        if options.edgeitems == 0:  # a summary then shows no element
            suffixes.append(f"size={shape}")
        contents = tensor_contents
    if dtype_text not in usual:
        suffixes.append("dtype=" + dtype_text)
    if contents is None:
        contents = array_str(printable(array_of(tensor), dtype_text[6:]), indent, options)
    name = _grad_fn_name(tensor)
    if name is not None:
        suffixes.append(f"grad_fn=<{name}>")
    elif tensor.requires_grad:
        suffixes.append("requires_grad=True")
    tangent = _tangent(tensor) if show_tangent else None
    if tangent is not None:
        suffixes.append(f"tangent={tangent}")
    return _add_suffixes(head + contents, suffixes, indent, options)


def _str_intern(inp, *, tensor_contents=None):
    """The text of ``repr(inp)``, with other contents if these are given: what libraries build the texts of their subclasses on."""
    return tensor_str(inp, tensor_contents=tensor_contents)


def _tensor_str(self, indent):
    """The elements of a tensor as ``print`` shows them."""
    return array_str(array_of(self), indent)
