"""Conjugates and negatives that are views: tensors whose memory holds the conjugate, or the negative, of what they show.

``x.conj()`` and ``torch._neg_view(x)`` flip a bit of the view that they give, views keep the bits of what they are made of, and every other
operator computes on copies for which the bits are settled. So it is recorded with the views themselves as its arguments.
"""
import numpy as np

from .._types import bfloat16, complex32

CONJ, NEG = 1, 2
TOGGLES = {"views.conj": CONJ, "views.neg": NEG}  # by what computes a view row

_SIGN_BITS = {bfloat16: (0, 0x8000), complex32: (0x80000000, 0x80008000)}  # of dtypes whose elements NumPy sees as integers
_OTHER_DTYPE = "torch.Tensor.view is not supported for {} when converting to a different dtype."
_AS_REAL = (
    "view_as_real doesn't work on unresolved conjugated tensors.  To resolve the conjugate tensor so you can view it as real, use self.resolve_conj(); "
    "however, be warned that the resulting tensor will NOT alias the original."
)

seen = False  # whether there has ever been such a view


def note_lazy():
    """Have operators look for lazy arguments from now on."""
    global seen
    seen = True


def settled(array, dtype, bits):
    """The elements of `array`, of that dtype, with `bits` carried out, in new memory."""
    if array.dtype.kind == "u" and dtype in _SIGN_BITS:
        conj, neg = _SIGN_BITS[dtype]
        return np.asarray(array ^ array.dtype.type((conj if bits & CONJ else 0) ^ (neg if bits & NEG else 0)))
    if array.dtype.kind == "b":
        raise NotImplementedError("\"neg_cpu\" not implemented for 'Bool'")
    if bits & CONJ:
        array = np.conjugate(array)
    return np.asarray(np.negative(array) if bits & NEG else array)


def refuse_view(name, bits):
    """Raise for a view row that cannot show what `bits` say."""
    if name == "view_as_real" and bits & CONJ:
        raise RuntimeError(_AS_REAL)
    if name == "view.dtype":
        raise RuntimeError(_OTHER_DTYPE.format("conjugate view tensors" if bits & CONJ else "tensors with negative bit set"))
