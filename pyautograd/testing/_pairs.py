"""Pairs of values that are compared: one class for each kind of value, which says whether it takes two values and how they differ."""
import abc
import cmath

import numpy as np

from .. import _types
from .._core import core
from ._mismatch import make_scalar_mismatch_msg, make_tensor_mismatch_msg

# Tolerances (rtol, atol) relative to the dtype: about half its digits.
_TOLERANCES = {
    _types.float16: (1e-3, 1e-5), _types.bfloat16: (1.6e-2, 1e-5), _types.float32: (1.3e-6, 1e-5), _types.float64: (1e-7, 1e-7),
    _types.complex32: (1e-3, 1e-5), _types.complex64: (1.3e-6, 1e-5), _types.complex128: (1e-7, 1e-7),
}  # fmt: skip


# Layout -> its name in texts, and the methods that give its indices.
_COMPRESSED = {
    _types.sparse_csr: ("CSR", "crow_indices", "col_indices"), _types.sparse_csc: ("CSC", "ccol_indices", "row_indices"),
    _types.sparse_bsr: ("BSR", "crow_indices", "col_indices"), _types.sparse_bsc: ("BSC", "ccol_indices", "row_indices"),
}  # fmt: skip
_LAYOUTS = frozenset((_types.strided, _types.jagged, _types.sparse_coo, *_COMPRESSED))


class ErrorMeta(Exception):
    """Two values differ: the type and text of the error to raise, and where in their containers the values stand."""

    def __init__(self, type, msg, *, id=()):
        super().__init__("a difference that `to_error` makes an error of")
        self.type, self.msg, self.id = type, msg, id

    def to_error(self, msg=None):
        """The exception, with `msg` as its text: a string, or a function of the usual text."""
        text = self.msg
        if self.id:
            text += "\n\nThe failure occurred for item " + "".join([f"[{step!r}]" for step in self.id])
        return self.type(msg if isinstance(msg, str) else msg(text) if callable(msg) else text)


class UnsupportedInputs(Exception):
    """A class of pairs does not take these two values."""


def default_tolerances(*inputs, dtype_precisions=None):
    """The largest (rtol, atol) of tensors and dtypes; zero for dtypes that are exact."""
    for given in inputs:
        if not isinstance(given, (core.TensorBase, _types.dtype)):
            raise TypeError(f"Expected a torch.Tensor or a torch.dtype, but got {type(given)} instead.")
    table = dtype_precisions or _TOLERANCES
    found = [table.get(given if isinstance(given, _types.dtype) else given.dtype, (0.0, 0.0)) for given in inputs]
    return max([rtol for rtol, _ in found]), max([atol for _, atol in found])


def get_tolerances(*inputs, rtol, atol, id=()):
    """`rtol` and `atol`, or the default ones where both are None. Raises `ErrorMeta` for one of them alone."""
    if (rtol is None) != (atol is None):
        missing = "rtol" if rtol is None else "atol"
        raise ErrorMeta(ValueError, f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {missing}.", id=id)
    return default_tolerances(*inputs) if rtol is None else (rtol, atol)


class Pair(abc.ABC):
    """Two values of one kind. The constructor raises `UnsupportedInputs` for others, `compare` raises `ErrorMeta` where they differ."""

    def __init__(self, actual, expected, *, id=(), **unknown_parameters):
        self.actual, self.expected, self.id = actual, expected, id
        self._unknown_parameters = unknown_parameters

    @staticmethod
    def _inputs_not_supported():
        raise UnsupportedInputs

    @staticmethod
    def _check_inputs_isinstance(*inputs, cls):
        if not all([isinstance(given, cls) for given in inputs]):
            raise UnsupportedInputs

    def _fail(self, type, msg, *, id=()):
        raise ErrorMeta(type, msg, id=id or getattr(self, "id", ()))

    @abc.abstractmethod
    def compare(self):
        """Raise `ErrorMeta` if the values differ."""

    def extra_repr(self):
        """Names of attributes, or pairs of name and value, that the representation shows."""
        return ()

    def __repr__(self):
        shown = [("id", self.id), ("actual", self.actual), ("expected", self.expected)]
        shown += [(extra, getattr(self, extra)) if isinstance(extra, str) else extra for extra in self.extra_repr()]
        return "\n".join([f"{type(self).__name__}(", *[f"    {name}={value!s}," for name, value in shown], ")"])


class ObjectPair(Pair):
    """Any two values, compared by ``==``."""

    def compare(self):
        try:
            equal = self.actual == self.expected
        except Exception as error:
            raise ErrorMeta(ValueError, f"{self.actual} == {self.expected} failed with:\n{error}.", id=self.id) from error
        if not equal:
            self._fail(AssertionError, f"{self.actual} != {self.expected}")


class NonePair(Pair):
    """Two values of which one at least is None."""

    def __init__(self, actual, expected, **other_parameters):
        if actual is not None and expected is not None:
            raise UnsupportedInputs
        super().__init__(actual, expected, **other_parameters)

    def compare(self):
        if self.actual is not self.expected:
            self._fail(AssertionError, f"None mismatch: {self.actual} is not {self.expected}")


class BooleanPair(Pair):
    """Two truth values, Python's or NumPy's."""

    _supported_types = (bool, np.bool_)

    def __init__(self, actual, expected, *, id=(), **other_parameters):
        actual, expected = self._process_inputs(actual, expected, id=id)
        super().__init__(actual, expected, id=id, **other_parameters)

    def _process_inputs(self, actual, expected, *, id):
        self._check_inputs_isinstance(actual, expected, cls=self._supported_types)
        return tuple([self._to_bool(given, id=id) for given in (actual, expected)])

    def _to_bool(self, bool_like, *, id):
        if not isinstance(bool_like, (bool, np.bool_)):
            raise ErrorMeta(TypeError, f"Unknown boolean type {type(bool_like)}.", id=id)
        return bool(bool_like)

    def compare(self):
        if self.actual is not self.expected:
            self._fail(AssertionError, f"Booleans mismatch: {self.actual} is not {self.expected}")


class NumberPair(Pair):
    """Two numbers, Python's or NumPy's."""

    _TYPE_TO_DTYPE = {int: _types.int64, float: _types.float64, complex: _types.complex128}
    _NUMBER_TYPES = (int, float, complex)
    _supported_types = (int, float, complex, np.number)

    def __init__(self, actual, expected, *, id=(), rtol=None, atol=None, equal_nan=False, check_dtype=False, **other_parameters):
        actual, expected = self._process_inputs(actual, expected, id=id)
        super().__init__(actual, expected, id=id, **other_parameters)
        self.rtol, self.atol = get_tolerances(*[self._TYPE_TO_DTYPE[type(given)] for given in (actual, expected)], rtol=rtol, atol=atol, id=id)
        self.equal_nan, self.check_dtype = equal_nan, check_dtype

    def _process_inputs(self, actual, expected, *, id):
        self._check_inputs_isinstance(actual, expected, cls=self._supported_types)
        return tuple([self._to_number(given, id=id) for given in (actual, expected)])

    def _to_number(self, number_like, *, id):
        if isinstance(number_like, np.number):
            return number_like.item()
        if not isinstance(number_like, self._NUMBER_TYPES):
            raise ErrorMeta(TypeError, f"Unknown number type {type(number_like)}.", id=id)
        return number_like

    def compare(self):
        actual, expected = self.actual, self.expected
        if self.check_dtype and type(actual) is not type(expected):
            self._fail(AssertionError, f"The (d)types do not match: {type(actual)} != {type(expected)}.")
        if actual == expected or self.equal_nan and cmath.isnan(actual) and cmath.isnan(expected):
            return
        difference = abs(actual - expected)
        if not (cmath.isfinite(difference) and difference <= self.atol + self.rtol * abs(expected)):
            self._fail(AssertionError, make_scalar_mismatch_msg(actual, expected, rtol=self.rtol, atol=self.atol))

    def extra_repr(self):
        return "rtol", "atol", "equal_nan", "check_dtype"


class TensorLikePair(Pair):
    """Two tensors, or two values of related types that tensors can be made of."""

    def __init__(
        self, actual, expected, *, id=(), allow_subclasses=True, rtol=None, atol=None, equal_nan=False, check_device=True, check_dtype=True,
        check_layout=True, check_stride=False, **other_parameters,
    ):  # fmt: skip
        actual, expected = self._process_inputs(actual, expected, id=id, allow_subclasses=allow_subclasses)
        super().__init__(actual, expected, id=id, **other_parameters)
        self.rtol, self.atol = get_tolerances(actual, expected, rtol=rtol, atol=atol, id=id)
        self.equal_nan, self.check_device, self.check_dtype, self.check_layout, self.check_stride = equal_nan, check_device, check_dtype, check_layout, check_stride

    def _process_inputs(self, actual, expected, *, id, allow_subclasses):
        related = isinstance(actual, type(expected)) or isinstance(expected, type(actual))
        if not related or not allow_subclasses and type(actual) is not type(expected):
            raise UnsupportedInputs
        tensors = tuple([self._to_tensor(given) for given in (actual, expected)])
        for tensor in tensors:
            self._check_supported(tensor, id=id)
        return tensors

    def _check_supported(self, tensor, *, id):
        if tensor.layout not in _LAYOUTS:
            raise ErrorMeta(ValueError, f"Unsupported tensor layout {tensor.layout}", id=id)

    def _to_tensor(self, tensor_like):
        if isinstance(tensor_like, core.TensorBase):
            return tensor_like
        from .._creation import as_tensor

        try:
            return as_tensor(tensor_like)
        except Exception:  # whatever the conversion raises, this kind of pair does not take the value
            raise UnsupportedInputs from None

    def compare(self):
        actual, expected = self.actual, self.expected
        self._compare_attributes(actual, expected)
        if "meta" not in (actual.device.type, expected.device.type):
            self._compare_values(*self._equalize_attributes(actual, expected))

    def _compare_attributes(self, actual, expected):
        def differ(name, a, b):
            self._fail(AssertionError, f"The values for attribute '{name}' do not match: {a} != {b}.")

        if actual.shape != expected.shape:
            differ("shape", actual.shape, expected.shape)
        if actual.layout is not expected.layout:
            if self.check_layout:
                differ("layout", actual.layout, expected.layout)
        elif actual.layout is _types.strided and self.check_stride and actual.stride() != expected.stride():
            differ("stride()", actual.stride(), expected.stride())
        if self.check_device and actual.device != expected.device:
            differ("device", actual.device, expected.device)
        if self.check_dtype and actual.dtype is not expected.dtype:
            differ("dtype", actual.dtype, expected.dtype)

    def _equalize_attributes(self, actual, expected):
        if actual.layout is not expected.layout:
            actual, expected = actual.to_dense(), expected.to_dense()
        if actual.dtype is expected.dtype:
            return actual, expected
        unsigned = (_types.uint16, _types.uint32, _types.uint64)
        common = _types.promote_types(*[_types.int64 if t.dtype in unsigned else t.dtype for t in (actual, expected)])
        return actual.to(common), expected.to(common)

    def _compare_values(self, actual, expected):
        if actual.is_sparse:
            compare = self._compare_sparse_coo_values
        elif actual.layout in _COMPRESSED:
            compare = self._compare_sparse_compressed_values
        else:
            compare = self._compare_regular_values_close
        compare(actual, expected, rtol=self.rtol, atol=self.atol, equal_nan=self.equal_nan)

    def _compare_sparse_coo_values(self, actual, expected, *, rtol, atol, equal_nan):
        for what, a, e in (("sparse dimensions", actual.sparse_dim(), expected.sparse_dim()), ("specified values", actual._nnz(), expected._nnz())):
            if a != e:
                self._fail(AssertionError, f"The number of {what} in sparse COO tensors does not match: {a} != {e}")
        self._compare_regular_values_equal(actual._indices(), expected._indices(), identifier="Sparse COO indices")
        self._compare_regular_values_close(
            actual._values(), expected._values(), rtol=rtol, atol=atol, equal_nan=equal_nan, identifier="Sparse COO values"
        )

    def _compare_sparse_compressed_values(self, actual, expected, *, rtol, atol, equal_nan):
        form, *indices = _COMPRESSED[actual.layout]
        if actual._nnz() != expected._nnz():
            self._fail(AssertionError, f"The number of specified values in sparse {form} tensors does not match: {actual._nnz()} != {expected._nnz()}")
        for name in indices:  # of int32 in one tensor, and of int64 in the other, where it comes to that
            found, wanted = (getattr(t, name)().to(_types.int64) for t in (actual, expected))
            self._compare_regular_values_equal(found, wanted, identifier=f"Sparse {form} {name}")
        self._compare_regular_values_close(
            actual.values(), expected.values(), rtol=rtol, atol=atol, equal_nan=equal_nan, identifier=f"Sparse {form} values"
        )

    def _compare_regular_values_equal(self, actual, expected, *, equal_nan=False, identifier=None):
        self._compare_regular_values_close(actual, expected, rtol=0, atol=0, equal_nan=equal_nan, identifier=identifier)

    def _compare_regular_values_close(self, actual, expected, *, rtol, atol, equal_nan, identifier=None):
        matches = core.ops.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan)
        if matches.all():
            return
        if actual.dim() == 0:
            text = make_scalar_mismatch_msg(actual.item(), expected.item(), rtol=rtol, atol=atol, identifier=identifier)
        else:
            text = make_tensor_mismatch_msg(actual, expected, matches, rtol=rtol, atol=atol, identifier=identifier)
        self._fail(AssertionError, text)

    def extra_repr(self):
        return "rtol", "atol", "equal_nan", "check_device", "check_dtype", "check_layout", "check_stride"
