"""``assert_close``: equality within tolerances, with a message that says how much differs and where."""
import cmath
import collections.abc
import warnings

import numpy as np

from .. import _types
from .._core import core
from .._tensor import Tensor

# Tolerances relative to the dtype: about half its digits.
_TOLERANCES = {
    "float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7), "complex32": (1e-3, 1e-5),
    "complex64": (1.3e-6, 1e-5), "complex128": (1e-7, 1e-7),
}  # fmt: skip


def default_tolerances(*dtypes):
    """The largest (rtol, atol) of the dtypes; zero for those that are exact."""
    found = [_TOLERANCES.get(d.name, (0.0, 0.0)) for d in dtypes]
    return max([f[0] for f in found]), max([f[1] for f in found])


class _Mismatch(Exception):
    """A pair that differs: the error type, its text, and where in the containers it stands."""

    def __init__(self, kind, text, path):
        self.kind, self.text, self.path = kind, text, path


class _Options:
    """What `assert_close` was asked for."""

    def __init__(self, rtol, atol, equal_nan, check_device, check_dtype, check_layout, check_stride, allow_subclasses):
        if (rtol is None) != (atol is None):
            raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {'rtol' if rtol is None else 'atol'}.")
        self.rtol, self.atol, self.equal_nan = rtol, atol, equal_nan
        self.check_dtype, self.check_stride, self.allow_subclasses = check_dtype, check_stride, allow_subclasses

    def tolerances(self, *dtypes):
        return default_tolerances(*dtypes) if self.rtol is None else (self.rtol, self.atol)


def assert_close(
    actual, expected, *, allow_subclasses=True, rtol=None, atol=None, equal_nan=False, check_device=True, check_dtype=True, check_layout=True,
    check_stride=False, msg=None,
):  # fmt: skip
    """Raise AssertionError unless ``|actual - expected| <= atol + rtol * |expected|`` everywhere, with equal shapes and dtypes.

    Parameters
    ----------
    actual, expected
        Tensors, arrays, numbers, None, or sequences and mappings of them.
    rtol, atol : float, optional
        Both or neither; by default they follow from the dtype (float32: 1.3e-6 and 1e-5, float64: 1e-7 and 1e-7).
    equal_nan : bool
        Whether NaN equals NaN.
    msg : str or callable
        The message, or what makes it from the usual one.
    """
    options = _Options(rtol, atol, equal_nan, check_device, check_dtype, check_layout, check_stride, allow_subclasses)
    try:
        _compare(actual, expected, options, ())
    except _Mismatch as found:
        text = found.text
        if found.path and found.kind is AssertionError:
            text += f"\n\nThe failure occurred for item {''.join([f'[{step!r}]' for step in found.path])}"
        if found.kind is AssertionError and msg is not None:
            text = msg(text) if callable(msg) else msg
        raise found.kind(text) from None


def assert_allclose(actual, expected, rtol=None, atol=None, equal_nan=True, msg=""):
    """`assert_close` for values alone. Deprecated."""
    warnings.warn(
        "`torch.testing.assert_allclose()` is deprecated since 1.12 and will be removed in a future release. Please use `torch.testing.assert_close()` "
        "instead. You can find detailed upgrade instructions in https://github.com/pytorch/pytorch/issues/61844.",
        FutureWarning,
        stacklevel=2,
    )
    if not isinstance(actual, core.TensorBase):
        actual = core.wrap(np.asarray(actual))
    if not isinstance(expected, core.TensorBase):
        expected = core.wrap(np.asarray(expected, array_type(actual)))
    if rtol is None and atol is None:
        loose = {"float16": (1e-3, 1e-3), "float32": (1e-4, 1e-5), "float64": (1e-5, 1e-8)}
        pairs = [loose.get(t.dtype.name, (0.0, 0.0)) for t in (actual, expected)]
        rtol, atol = max([p[0] for p in pairs]), max([p[1] for p in pairs])
    assert_close(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False, msg=msg or None)


def array_type(tensor):
    """The NumPy dtype of a tensor's elements."""
    return tensor.dtype.np


def _compare(actual, expected, options, path):
    if isinstance(actual, collections.abc.Mapping) and isinstance(expected, collections.abc.Mapping):
        _compare_mappings(actual, expected, options, path)
    elif _is_sequence(actual) and _is_sequence(expected):
        if len(actual) != len(expected):
            raise _Mismatch(AssertionError, f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", path)
        for i, (a, e) in enumerate(zip(actual, expected)):
            _compare(a, e, options, (*path, i))
    elif actual is None or expected is None:
        if actual is not expected:
            raise _Mismatch(AssertionError, f"None mismatch: {actual} is not {expected}", path)
    elif isinstance(actual, (bool, np.bool_)) and isinstance(expected, (bool, np.bool_)):
        if bool(actual) is not bool(expected):
            raise _Mismatch(AssertionError, f"Booleans mismatch: {bool(actual)} is not {bool(expected)}", path)
    elif isinstance(actual, (int, float, complex)) and isinstance(expected, (int, float, complex)):
        _compare_numbers(actual, expected, options, path)
    elif any(isinstance(actual, kind) and isinstance(expected, kind) for kind in (core.TensorBase, np.ndarray)):
        _compare_tensors(actual, expected, options, path)
    else:
        raise _Mismatch(TypeError, f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.", path)


def _is_sequence(value):
    return isinstance(value, collections.abc.Sequence) and not isinstance(value, (str, bytes))


def _compare_mappings(actual, expected, options, path):
    missing, more = sorted(set(expected) - set(actual), key=str), sorted(set(actual) - set(expected), key=str)
    if missing or more:
        lines = "The keys of the mappings do not match:"
        if missing:
            lines += f"\nMissing keys in the actual mapping: {missing}"
        if more:
            lines += f"\nAdditional keys in the actual mapping: {more}"
        raise _Mismatch(AssertionError, lines, path)
    for key in sorted(expected, key=str):
        _compare(actual[key], expected[key], options, (*path, key))


def _dtype_of(number):
    return _types.complex128 if isinstance(number, complex) else _types.float64 if isinstance(number, float) else _types.int64


def _compare_numbers(actual, expected, options, path):
    if options.check_dtype and type(actual) is not type(expected):
        raise _Mismatch(AssertionError, f"The (d)types do not match: {type(actual)} != {type(expected)}.", path)
    rtol, atol = options.tolerances(_dtype_of(actual), _dtype_of(expected))
    if actual == expected or options.equal_nan and cmath.isnan(actual) and cmath.isnan(expected):
        return
    difference = abs(actual - expected)
    if not cmath.isinf(expected) and difference <= atol + rtol * abs(expected):
        return
    relative = float("inf") if expected == 0 else abs(difference / expected)
    raise _Mismatch(AssertionError, _scalar_text(actual, expected, difference, relative, rtol, atol), path)


def _scalar_text(actual, expected, difference, relative, rtol, atol):
    exact = rtol == atol == 0
    allowed = ("", "") if exact else (f" (up to {atol} allowed)", f" (up to {rtol} allowed)")
    return (
        f"Scalars are not {'equal' if exact else 'close'}!\n\nExpected {expected} but got {actual}.\nAbsolute difference: {difference}{allowed[0]}\n"
        f"Relative difference: {relative}{allowed[1]}"
    )


def _compare_tensors(actual, expected, options, path):
    actual, expected = [x if isinstance(x, core.TensorBase) else core.wrap(x) for x in (actual, expected)]
    if not options.allow_subclasses and type(actual) is not type(expected) and Tensor in (type(actual), type(expected)):
        raise _Mismatch(TypeError, f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.", path)

    def differ(name, a, e):
        raise _Mismatch(AssertionError, f"The values for attribute '{name}' do not match: {a} != {e}.", path)

    if actual.shape != expected.shape:
        differ("shape", actual.shape, expected.shape)
    if options.check_dtype and actual.dtype is not expected.dtype:
        differ("dtype", actual.dtype, expected.dtype)
    if options.check_stride and actual.stride() != expected.stride():
        differ("stride()", actual.stride(), expected.stride())
    rtol, atol = options.tolerances(actual.dtype, expected.dtype)
    common = _types.promote_types(actual.dtype, expected.dtype)
    a, e = [x.detach().to(common)._values() for x in (actual, expected)]
    if common.name in ("bool", "uint8", "int8", "int16", "int32"):
        a, e = a.astype(np.int64), e.astype(np.int64)
    with np.errstate(all="ignore"):
        difference = np.abs(a - e)
        close = (a == e) | (np.isfinite(e) & (difference <= atol + rtol * np.abs(e)))
        if options.equal_nan:
            close |= (a != a) & (e != e)
        if close.all():
            return
        relative = difference / np.abs(e)
        if a.dtype.kind not in "fc":
            relative = relative.astype(np.float32)
    if actual.numel() == 1 and actual.dim() == 0:
        raise _Mismatch(AssertionError, _scalar_text(a.item(), e.item(), difference.item(), _relative(a, e), rtol, atol), path)
    # Positions that match do not count; of the others the greatest, NaN before all.
    difference, relative = np.where(close, 0, difference), np.where(close, 0, relative)
    exact = rtol == atol == 0
    lines = [f"Tensor-likes are not {'equal' if exact else 'close'}!", ""]
    wrong = close.size - int(close.sum())
    lines.append(f"Mismatched elements: {wrong} / {close.size} ({100 * wrong / close.size:.1f}%)")
    for name, values, limit in (("absolute", difference, atol), ("relative", relative, rtol)):
        at = np.unravel_index(int(np.argmax(values)), values.shape)
        allowed = "" if exact else f" (up to {limit} allowed)"
        lines.append(f"Greatest {name} difference: {values[at].item()} at index {tuple(int(i) for i in at)}{allowed}")
    raise _Mismatch(AssertionError, "\n".join(lines), path)


def _relative(a, e):
    return float("inf") if e == 0 else abs((a - e) / e).item()
