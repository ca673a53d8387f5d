"""Padding: one amount for all sides, or amounts from the last dimension to the first, before and after."""
from .. import functional as F
from .module import Module
from .utils import _ntuple


class _Pad(Module):
    """What all modules of this file share: the amounts, for `_dims` dimensions."""

    __constants__ = ["padding"]
    _dims = None

    def _amounts(self, padding):
        return _ntuple(2 * self._dims)(padding)

    def extra_repr(self):
        """The amounts."""
        return f"{self.padding}"


class _CircularPadNd(_Pad):
    def _check_input_dim(self, input):
        ndim = self._dims + 1
        if input.dim() not in (ndim, ndim + 1):
            raise ValueError(f"expected {ndim}D or {ndim + 1}D input (got {input.dim()}D input)")

    def forward(self, input):
        """The input continued periodically."""
        self._check_input_dim(input)
        return F.pad(input, self.padding, "circular")


class _ConstantPadNd(_Pad):
    __constants__ = ["padding", "value"]

    def forward(self, input):
        """The input continued by a value."""
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self):
        """The amounts and the value."""
        return f"padding={self.padding}, value={self.value}"


class _ReflectionPadNd(_Pad):
    def forward(self, input):
        """The input mirrored at its borders."""
        return F.pad(input, self.padding, "reflect")


class _ReplicationPadNd(_Pad):
    def forward(self, input):
        """The input continued by its border."""
        return F.pad(input, self.padding, "replicate")


def _variant(base, name, dims):
    """One of the public classes: its constructor takes the amounts, and the value where there is one."""
    if issubclass(base, _ConstantPadNd) and name.startswith("Constant"):

        def __init__(self, padding, value):
            super(made, self).__init__()
            self.value = value
            self.padding = self._amounts(padding)
    elif name.startswith("Zero"):

        def __init__(self, padding):
            super(made, self).__init__(padding, 0.0)
    else:

        def __init__(self, padding):
            super(made, self).__init__()
            self.padding = self._amounts(padding)

    __init__.__qualname__ = f"{name}.__init__"
    members = {"__init__": __init__, "__module__": __name__, "__qualname__": name, "_dims": dims}
    if name.startswith("Zero"):
        members["extra_repr"] = _Pad.extra_repr
    what = {"Circular": "continues it periodically", "Constant": "puts a value around it", "Reflection": "mirrors it at its borders",
            "Replication": "repeats its border", "Zero": "puts zeros around it"}[name[: name.index("Pad")]]  # fmt: skip
    members["__doc__"] = f"Pads the last {dims} dimensions of the input: {what}." if dims > 1 else f"Pads the last dimension of the input: {what}."
    made = type(name, (base,), members)
    return made


CircularPad1d, CircularPad2d, CircularPad3d = [_variant(_CircularPadNd, f"CircularPad{n}d", n) for n in (1, 2, 3)]
ConstantPad1d, ConstantPad2d, ConstantPad3d = [_variant(_ConstantPadNd, f"ConstantPad{n}d", n) for n in (1, 2, 3)]
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = [_variant(_ReflectionPadNd, f"ReflectionPad{n}d", n) for n in (1, 2, 3)]
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = [_variant(_ReplicationPadNd, f"ReplicationPad{n}d", n) for n in (1, 2, 3)]
ZeroPad1d, ZeroPad2d, ZeroPad3d = [
    _variant(base, f"ZeroPad{n}d", n) for n, base in ((1, ConstantPad1d), (2, ConstantPad2d), (3, ConstantPad3d))
]

__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d", "ReflectionPad1d", "ReflectionPad2d",
    "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d",
]  # fmt: skip
