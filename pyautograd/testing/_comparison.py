"""``assert_close``: equality within tolerances, with a message that says how much differs and where."""
import collections.abc
import contextlib
import warnings

from .._core import core
from ._mismatch import make_scalar_mismatch_msg, make_tensor_mismatch_msg  # noqa: F401
from ._pairs import (  # noqa: F401
    BooleanPair,
    ErrorMeta,
    NonePair,
    NumberPair,
    ObjectPair,
    Pair,
    TensorLikePair,
    UnsupportedInputs,
    default_tolerances,
    get_tolerances,
)  # fmt: skip

_UNEXPECTED = (
    "resulted in the unexpected exception above. If you are a user and see this message during normal operation please file an issue at "
    "https://github.com/pytorch/pytorch/issues. If you are a developer and working on the comparison functions, please except the previous error "
    "and raise an expressive `ErrorMeta` instead."
)


def _unwrap_dtensor_for_comparison(actual, expected):
    """The two as they are: there are no distributed tensors."""
    return actual, expected


def originate_pairs(
    actual, expected, *, pair_types, sequence_types=(collections.abc.Sequence,), mapping_types=(collections.abc.Mapping,), id=(), **options
):
    """The pairs of elements of two values, which may be sequences and mappings in one another.

    Parameters
    ----------
    pair_types : sequence of Pair classes
        The first that takes two elements makes their pair.
    id : tuple
        Keys and indices on the way to the two values.
    options
        Given to every pair.

    Raises
    ------
    ErrorMeta
        Lengths or keys differ (AssertionError), or no class takes two elements (TypeError).
    """

    def below(a, e, step):
        kinds = {"pair_types": pair_types, "sequence_types": sequence_types, "mapping_types": mapping_types}
        return originate_pairs(a, e, id=(*id, step), **kinds, **options)

    if all([isinstance(x, sequence_types) and not isinstance(x, str) for x in (actual, expected)]):
        if len(actual) != len(expected):
            raise ErrorMeta(AssertionError, f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", id=id)
        return [pair for i in range(len(actual)) for pair in below(actual[i], expected[i], i)]
    if isinstance(actual, mapping_types) and isinstance(expected, mapping_types):
        keys, wanted = set(actual.keys()), set(expected.keys())
        if keys != wanted:
            text = (
                "The keys of the mappings do not match:\n"
                f"Missing keys in the actual mapping: {sorted(wanted - keys)}\nAdditional keys in the actual mapping: {sorted(keys - wanted)}"
            )
            raise ErrorMeta(AssertionError, text, id=id)
        with contextlib.suppress(TypeError):  # keys without an order keep theirs
            keys = sorted(keys)
        return [pair for key in keys for pair in below(actual[key], expected[key], key)]
    for kind in pair_types:
        try:
            return [kind(actual, expected, id=id, **options)]
        except UnsupportedInputs:
            continue
        except ErrorMeta:
            raise
        except Exception as error:
            place = "".join([f"[{step!r}]" for step in id])
            shown = f"{type(actual).__name__}(): {actual}\n\nand\n\n{type(expected).__name__}(): {expected}\n\n"
            raise RuntimeError(f"Originating a {kind.__name__}() at item {place} with\n\n{shown}{_UNEXPECTED}") from error
    raise ErrorMeta(TypeError, f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.", id=id)


def not_close_error_metas(
    actual, expected, *, pair_types=(ObjectPair,), sequence_types=(collections.abc.Sequence,), mapping_types=(collections.abc.Mapping,), **options
):
    """All differences between two values, as `ErrorMeta`; raises at once where their structures differ. See `originate_pairs`."""
    __tracebackhide__ = True
    try:
        pairs = originate_pairs(actual, expected, pair_types=pair_types, sequence_types=sequence_types, mapping_types=mapping_types, **options)
    except ErrorMeta as difference:
        raise difference.to_error() from None
    found = []
    for pair in pairs:
        try:
            pair.compare()
        except ErrorMeta as difference:
            found.append(difference)
        except Exception as error:
            raise RuntimeError(f"Comparing\n\n{pair}\n\n{_UNEXPECTED}") from error
    return found


def assert_close(
    actual, expected, *, allow_subclasses=True, rtol=None, atol=None, equal_nan=False, check_device=True, check_dtype=True, check_layout=True,
    check_stride=False, msg=None,
):  # fmt: skip
    """Raise AssertionError unless ``|actual - expected| <= atol + rtol * |expected|`` everywhere, with equal shapes and dtypes.

    Parameters
    ----------
    actual, expected
        Tensors, arrays, numbers, None, or sequences and mappings of them.
    allow_subclasses : bool
        Whether two tensors may be of different, related classes.
    rtol, atol : float, optional
        Both or neither; by default they follow from the dtype (float32: 1.3e-6 and 1e-5, float64: 1e-7 and 1e-7).
    equal_nan : bool
        Whether NaN equals NaN.
    msg : str or callable
        The message, or what makes it from the usual one.
    """
    __tracebackhide__ = True
    found = not_close_error_metas(
        actual, expected, pair_types=(NonePair, BooleanPair, NumberPair, TensorLikePair), allow_subclasses=allow_subclasses, rtol=rtol, atol=atol,
        equal_nan=equal_nan, check_device=check_device, check_dtype=check_dtype, check_layout=check_layout, check_stride=check_stride,
    )  # fmt: skip
    if found:
        raise found[0].to_error(msg)


def assert_allclose(actual, expected, rtol=None, atol=None, equal_nan=True, msg=""):
    """`assert_close` for values alone. Deprecated."""
    from .. import _types
    from .._creation import tensor

    warnings.warn(
        "`torch.testing.assert_allclose()` is deprecated since 1.12 and will be removed in a future release. Please use `torch.testing.assert_close()` "
        "instead. You can find detailed upgrade instructions in https://github.com/pytorch/pytorch/issues/61844.",
        FutureWarning,
        stacklevel=2,
    )
    if not isinstance(actual, core.TensorBase):
        actual = tensor(actual)
    if not isinstance(expected, core.TensorBase):
        expected = tensor(expected, dtype=actual.dtype)
    if rtol is None and atol is None:
        loose = {_types.float16: (1e-3, 1e-3), _types.float32: (1e-4, 1e-5), _types.float64: (1e-5, 1e-8)}
        rtol, atol = default_tolerances(actual, expected, dtype_precisions=loose)
    assert_close(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False, msg=msg or None)
