"""``torch.types``: names for annotations."""
import builtins
import os
from collections.abc import Sequence
from typing import Any, TypeAlias

from ._tensor import Tensor
from ._types import Size
from ._types import device as _device
from ._types import dtype as _dtype  # noqa: F401
from ._types import layout as _layout  # noqa: F401

_bool, _complex, _float, _int = builtins.bool, builtins.complex, builtins.float, builtins.int
Number: TypeAlias = _int | _float | _bool
_Number = (_int, _float, _bool)
_size: TypeAlias = Size | list[_int] | tuple[_int, ...]
_TensorOrTensors: TypeAlias = Tensor | Sequence[Tensor]
_TensorOrTensorsOrGradEdge: TypeAlias = Any
Device: TypeAlias = _device | str | _int | None
FileLike: TypeAlias = str | os.PathLike[str] | Any
Storage: TypeAlias = Any
SymInt, SymBool, SymFloat = _int, _bool, _float  # shapes are numbers here

__all__ = ["Device", "FileLike", "Number", "Storage"]
