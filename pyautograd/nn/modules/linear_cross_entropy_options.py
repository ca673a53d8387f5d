"""`LinearCrossEntropyOptions`: how `linear_cross_entropy` may be computed in pieces."""
import dataclasses

from ... import _types

_ACC_DTYPES = {_types.float16, _types.bfloat16, _types.float32, _types.float64}


@dataclasses.dataclass(slots=True, frozen=True)
class LinearCrossEntropyOptions:
    """Options of PyTorch's computation of `linear_cross_entropy` in pieces of the batch. They are checked; the result does not depend on them.

    Parameters
    ----------
    allow_retain_graph : bool
    batch_chunk_size : int, optional
        Rows per piece.
    chunking_method : str, optional
        ``"auto"``, ``"aspect_ratio"`` or ``"aspect_ratio:N"``.
    acc_policy : str
        ``"accurate"``, ``"balanced"``, ``"compact"`` or ``"auto"``.
    acc_dtype : dtype, optional
        A floating point dtype.

    Raises
    ------
    ValueError
        For any other value.
    """

    allow_retain_graph: bool = False
    batch_chunk_size: int = None
    chunking_method: str = "auto"
    acc_policy: str = "auto"
    acc_dtype: _types.dtype = None

    def __post_init__(self):
        if self.acc_policy not in {"auto", "accurate", "balanced", "compact"}:
            raise ValueError(f"invalid acc_policy: {self.acc_policy!r}")
        if self.chunking_method is not None and self.chunking_method != "auto":
            name, separator, factor = self.chunking_method.partition(":")
            factor = factor if separator else "1"
            if not (name == "aspect_ratio" and factor.isdigit() and int(factor) > 0):
                raise ValueError(f"invalid chunking_method: {self.chunking_method!r}")
        size = self.batch_chunk_size
        if not (size is None or (isinstance(size, int) and size > 0)):
            raise ValueError(f"batch_chunk_size must be positive int or None, got {size!r}")
        if self.acc_dtype is not None and self.acc_dtype not in _ACC_DTYPES:
            raise ValueError(
                "acc_dtype must be one of {None, torch.float16, torch.bfloat16, torch.float32, torch.float64}, got "
                f"{self.acc_dtype!r}. Pass acc_dtype=None to let the op pick automatically."
            )


__all__ = ["LinearCrossEntropyOptions"]
