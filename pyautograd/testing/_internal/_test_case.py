"""``TestCase``: unittest's, whose `assertEqual` compares tensors, arrays, numbers and containers of them."""
import collections.abc
import enum
import random
import re
import sys
import unittest
import warnings

import numpy as np

import pyautograd as torch

from .._comparison import default_tolerances

SEED = 1234


def set_rng_seed(seed=None):
    """Seed every generator: this library's, Python's and NumPy's."""
    seed = SEED if seed is None else seed
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)


_LOOSE = {int: torch.int64, float: torch.float32, complex: torch.complex64}  # numbers of Python are compared as loosely as float32


class _Comparison:
    """One call of `assertEqual`: its options, and the walk through the containers."""

    def __init__(self, case, rtol, atol, options):
        if (rtol is None) != (atol is None):
            raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {'rtol' if rtol is None else 'atol'}.")
        self.case, self.rtol, self.atol, self.options = case, rtol, atol, options

    def _tolerances(self, *dtypes):
        rtol, atol = default_tolerances(*dtypes) if self.rtol is None else (self.rtol, self.atol)
        return {"rtol": max(rtol, self.case.rel_tol), "atol": max(atol, self.case.precision)}

    def compare(self, x, y):
        """Raise AssertionError where `x` and `y` differ."""
        arrays = (torch.Tensor, np.ndarray)
        numbers = (bool, int, float, complex, np.number, np.bool_, enum.Enum)
        if isinstance(x, (str, bytes)) or isinstance(y, (str, bytes)):
            self._plainly(x, y, "String")
        elif x is None or y is None:
            if x is not y:
                raise AssertionError(f"None mismatch: {x} is not {y}")
        elif isinstance(x, collections.abc.Mapping) and isinstance(y, collections.abc.Mapping):
            self._mappings(x, y)
        elif isinstance(x, arrays) and isinstance(y, arrays):
            x, y = (torch.from_numpy(v) if isinstance(v, np.ndarray) else v for v in (x, y))
            torch.testing.assert_close(x, y, **self._tolerances(x.dtype, y.dtype), **self.options)
        elif isinstance(x, numbers) and isinstance(y, numbers + arrays) or isinstance(y, numbers) and isinstance(x, arrays):
            self._numbers(x, y)
        elif isinstance(x, set) or isinstance(y, set):
            self._plainly(x, y, "Set")
        elif isinstance(x, collections.abc.Sequence) and isinstance(y, collections.abc.Sequence) or isinstance(x, arrays + (list, tuple)) and isinstance(
            y, arrays + (list, tuple)
        ):
            if isinstance(x, arrays) or isinstance(y, arrays):
                x, y = torch.as_tensor(x), torch.as_tensor(y)
                return torch.testing.assert_close(x, y, **self._tolerances(x.dtype, y.dtype), **{**self.options, "check_dtype": False})
            if len(x) != len(y):
                raise AssertionError(f"The length of the sequences mismatch: {len(x)} != {len(y)}")
            for i, (a, b) in enumerate(zip(x, y)):
                self._item(i, a, b)
        else:
            self._plainly(x, y, "Object" if not isinstance(x, type) else "Type")

    def _plainly(self, x, y, kind):
        try:
            unittest.TestCase().assertEqual(x, y)
        except AssertionError as error:
            raise AssertionError(f"{kind} comparison failed: {error}") from None

    def _item(self, key, x, y):
        try:
            self.compare(x, y)
        except AssertionError as error:
            text, mark, place = str(error).partition("\n\nThe failure occurred for item ")
            raise AssertionError(f"{text}\n\nThe failure occurred for item [{key!r}]{place if mark else ''}") from None

    def _mappings(self, x, y):
        missing, more = sorted(set(y) - set(x), key=str), sorted(set(x) - set(y), key=str)
        if missing or more:
            text = "The keys of the mappings do not match:"
            text += f"\nMissing keys in the actual mapping: {missing}" if missing else ""
            raise AssertionError(text + (f"\nAdditional keys in the actual mapping: {more}" if more else ""))
        for key in y:
            self._item(key, x[key], y[key])

    def _numbers(self, x, y):
        x, y = self._number(x), self._number(y)
        dtypes = [_LOOSE[type(v)] for v in (x, y)]
        torch.testing.assert_close(x, y, **self._tolerances(*dtypes), **{**self.options, "check_dtype": False})

    @staticmethod
    def _number(value):
        if isinstance(value, (torch.Tensor, np.ndarray)):
            count = value.numel() if isinstance(value, torch.Tensor) else value.size
            if count > 1:
                raise ValueError(f"Only single element tensor-likes can be compared against a number. Got {count} elements instead.")
        if isinstance(value, (torch.Tensor, np.ndarray, np.generic)):
            value = value.item()
        elif isinstance(value, enum.Enum):
            return int(value)
        return int(value) if isinstance(value, bool) else value


class TestCase(unittest.TestCase):
    """unittest's, seeded before every test, with comparisons of tensors."""

    precision = 0.0
    rel_tol = 0.0
    longMessage = True  # noqa: N815
    __test__ = True

    def setUp(self):
        set_rng_seed(SEED)

    def assertEqual(  # noqa: N802
        self, x, y, msg=None, *, atol=None, rtol=None, equal_nan=True, exact_dtype=True, exact_device=False, exact_layout=False, exact_stride=False,
        exact_is_coalesced=False,
    ):  # fmt: skip
        """Raise AssertionError unless `x` and `y` are equal; tensors within tolerances that follow from their dtypes.

        A number compares with a tensor of one element, an array with a tensor. `msg` may make the message from the usual one.
        """
        options = {"equal_nan": equal_nan, "check_dtype": exact_dtype, "check_stride": exact_stride}
        try:
            _Comparison(self, rtol, atol, options).compare(x, y)
        except AssertionError as error:
            text = str(error)
            raise self.failureException((msg(text) if callable(msg) else f"{text}\n{msg}") if msg else text) from None

    def assertNotEqual(self, x, y, msg=None, *, atol=None, rtol=None, **kwargs):  # noqa: N802
        """Raise AssertionError if `x` and `y` are equal."""
        with self.assertRaises(AssertionError, msg=msg):
            self.assertEqual(x, y, msg, atol=atol, rtol=rtol, **kwargs)

    def assertEqualIgnoreType(self, *args, **kwargs):  # noqa: N802
        """`assertEqual` whatever the dtypes."""
        return self.assertEqual(*args, exact_dtype=False, **kwargs)

    def assertEqualTypeString(self, x, y):  # noqa: N802
        """Whether dtype and device are equal."""
        self.assertEqual(x.device, y.device)
        self.assertEqual(x.dtype, y.dtype)
        self.assertEqual(x.is_sparse, y.is_sparse)

    def assertObjectIn(self, obj, iterable):  # noqa: N802
        """Raise AssertionError unless the object itself is among the items."""
        if not any(item is obj for item in iterable):
            raise AssertionError("object not found in iterable")

    def assertNotWarn(self, callable, msg=""):  # noqa: N802
        """Raise AssertionError if a call warns."""
        with warnings.catch_warnings(record=True) as given:
            warnings.simplefilter("always")
            with set_warn_always_context(True):
                callable()
            self.assertTrue(len(given) == 0, msg)

    def assertWarnsOnceRegex(self, category, regex=""):  # noqa: N802
        """A context in which exactly this is warned."""
        return _warns_once(self, category, regex)

    def assertExpectedInline(self, actual, expect, skip=0):  # noqa: N802
        """Raise AssertionError unless a text is the expected one, leading and trailing blanks of it aside."""
        unittest.TestCase.assertMultiLineEqual(self, expect, actual if isinstance(actual, str) else str(actual))

    def assertExpectedRaisesInline(self, exc_type, callable, expect, *args, **kwargs):  # noqa: N802
        """Raise AssertionError unless a call raises this text."""
        try:
            callable(*args, **kwargs)
        except exc_type as error:
            self.assertExpectedInline(str(error), expect)
            return
        self.fail(msg="Did not raise when expected to")

    def compare_with_numpy(self, torch_fn, np_fn, tensor_like, device=None, dtype=None, **kwargs):
        """Raise AssertionError unless two functions agree on one input."""
        x = tensor_like if isinstance(tensor_like, torch.Tensor) else torch.tensor(tensor_like, dtype=dtype)
        made, expected = torch_fn(x), np_fn(x.detach().numpy())
        if isinstance(expected, np.ndarray):
            expected = torch.from_numpy(np.ascontiguousarray(expected)).reshape(expected.shape)
        self.assertEqual(made, expected, **{"exact_dtype": False, **kwargs})


class set_warn_always_context:
    """A context with `set_warn_always` set."""

    def __init__(self, new_val):
        self.new_val = new_val

    def __enter__(self):
        self.before = torch.is_warn_always_enabled()
        torch.set_warn_always(self.new_val)

    def __exit__(self, *exc):
        torch.set_warn_always(self.before)


class _warns_once:
    def __init__(self, case, category, regex):
        self.case, self.category, self.regex = case, category, regex

    def __enter__(self):
        self._caught = warnings.catch_warnings(record=True)
        self.given = self._caught.__enter__()
        warnings.simplefilter("always")
        return self.given

    def __exit__(self, kind, *rest):
        self._caught.__exit__(kind, *rest)
        if kind is None:
            self.case.assertTrue(len(self.given) > 0, "no warning caught")
            self.case.assertTrue(any(issubclass(w.category, self.category) for w in self.given))
            self.case.assertTrue(any(re.match(self.regex, str(w.message)) for w in self.given), f"{[str(w.message) for w in self.given]}")


def run_tests(argv=None):
    """Run the tests of the script."""
    unittest.main(argv=sys.argv if argv is None else argv)
