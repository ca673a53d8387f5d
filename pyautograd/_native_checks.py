"""The assertions that PyTorch has as operators, such as ``torch._assert_async``, which compiled programs keep.

Loaded when one of them is first asked for.
"""
from ._autograd_texts import C_NAMES
from ._core import core
from ._types import strided

_LAYOUTS = {"strided": "Strided", "sparse_coo": "Sparse", "sparse_csr": "SparseCsr", "sparse_csc": "SparseCsc", "sparse_bsr": "SparseBsr", "sparse_bsc": "SparseBsc"}


def _assert_async(input, assert_msg=None):
    """RuntimeError, with the text `assert_msg` if there is one, where a tensor of one element holds zero; also for a tensor of any other size."""
    if not isinstance(input, core.TensorBase):
        raise TypeError(f"_assert_async(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
    if input.numel() != 1:
        raise RuntimeError(f"Boolean value of Tensor with {'more than one value' if input.numel() else 'no values'} is ambiguous")
    if not input.item():
        raise RuntimeError("Expected Tensor with single nonzero value, but got zero" if assert_msg is None else assert_msg)


def _assert_scalar(self, assert_msg):
    """RuntimeError with the text `assert_msg` where a number is zero."""
    if not self:
        raise RuntimeError(assert_msg)


def _functional_assert_async(input, assert_msg, dep_token):
    """`_assert_async` with a text; a copy of `dep_token`, by which later operators depend on it."""
    _assert_async(input, assert_msg)
    return dep_token.clone()


def _functional_assert_scalar(self, assert_msg, dep_token):
    """`_assert_scalar`; a copy of `dep_token`."""
    _assert_scalar(self, assert_msg)
    return dep_token.clone()


def _assert_tensor_metadata(a, size=None, stride=None, dtype=None, *, device=None, layout=None):
    """RuntimeError where a tensor has other sizes, strides, dtype, device or layout than those that are given."""

    def compare(what, expected, got):
        if expected != got:
            raise RuntimeError(f"Tensor {what} mismatch! Expected: {expected}, Got: {got}")

    if size is not None:
        compare("sizes", list(size), list(a.shape))
    if stride is not None:
        compare("strides", list(stride), list(a.stride()))
    if dtype is not None and a.dtype is not dtype:
        raise RuntimeError(f"Tensor dtype mismatch! Expected: {dtype.legacy_name}, Got: {C_NAMES.get(a.dtype.name, a.dtype.name)}")
    if device is not None:
        compare("device", str(device), str(a.device))
    if layout is not None:
        compare("layout", _layout_text(layout), _layout_text(a.layout if hasattr(a, "layout") else strided))


def _layout_text(layout):
    return _LAYOUTS.get(layout.name, layout.name)


for _function in (_assert_async, _functional_assert_async, _assert_tensor_metadata):
    globals()[_function.__name__] = core.overridable(_function, "torch." + _function.__name__)
del _function
