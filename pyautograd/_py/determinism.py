"""Deterministic algorithms: whether they were asked for, what refuses then, and what memory without content is filled with."""
import math
import warnings

import numpy as np

from .. import _types


class _Asked:
    """What `use_deterministic_algorithms` and `utils.deterministic` were told, for all threads."""

    __slots__ = ("mode", "warn_only", "fill", "filled")

    def __init__(self):
        self.mode = self.warn_only = False
        self.fill = True
        self.filled = False  # whether new memory without content is filled: both of `mode` and `fill`


asked = _Asked()

_FILE_AN_ISSUE = (
    "ile an issue at https://github.com/pytorch/pytorch/issues to help us prioritize adding deterministic support for this operation."
)


def set_filled(on):
    """Begin or end to fill memory that nothing was written to. Called by the core, which has ways of its own to make such tensors."""
    asked.filled = on


def alert(caller):
    """Refuse, or warn of, an operator whose result depends on the order of its writes, if deterministic algorithms were asked for.

    Raises
    ------
    RuntimeError
        Unless only warnings were asked for.
    """
    if not asked.mode:
        return
    if asked.warn_only:
        warnings.warn(
            f"{caller} does not have a deterministic implementation, but you set 'torch.use_deterministic_algorithms(True, warn_only=True)'. You can f"
            + _FILE_AN_ISSUE,
            stacklevel=2,
        )
        return
    raise RuntimeError(
        f"{caller} does not have a deterministic implementation, but you set 'torch.use_deterministic_algorithms(True)'. You can turn off determinism "
        "just for this operation, or you can use the 'warn_only=True' option, if that's acceptable for your application. You can also f" + _FILE_AN_ISSUE
    )


def filler(dtype):
    """What memory of a dtype is filled with: NaN, the largest integer, True."""
    if dtype.is_floating_point:
        return math.nan
    if dtype.is_complex:
        return complex(math.nan, 0.0)
    return True if dtype is _types.bool_ else int(np.iinfo(dtype.np).max)
