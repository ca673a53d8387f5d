"""``torch.torch_version``: a version string that compares as a version."""
import re

from ._version import __version__ as _own_version

_PYTORCH = "2.13.0"  # whose names and behaviour the namespace has
_NUMBERED = re.compile(r"v?(\d+(?:\.\d+)*)(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview|dev|post)[-_.]?(\d*))?", re.IGNORECASE)
_STAGES = {"dev": -4, "a": -3, "alpha": -3, "b": -2, "beta": -2, "c": -1, "rc": -1, "pre": -1, "preview": -1, "": 0, "post": 1}


def _key(version):
    """What sorts as PEP 440 orders releases: the numbers, without zeros at the end, then the stage; None for other texts."""
    text = ".".join(str(part) for part in version) if isinstance(version, (tuple, list)) else version
    if not isinstance(text, str):
        return None
    public, _, local = text.strip().partition("+")
    found = _NUMBERED.fullmatch(public)
    if found is None:
        return None
    numbers = [int(n) for n in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    stage = (found[2] or "").lower()
    parts = tuple((1, int(p), "") if p.isdigit() else (0, 0, p.lower()) for p in re.split(r"[-_.]", local)) if local else ()
    return numbers, _STAGES[stage], int(found[3] or 0), parts


class TorchVersion(str):
    """A version that compares with versions, strings and tuples of numbers as a version does: ``"2.9" < "2.13"``.

    A text that is no version compares as a string.
    """

    __slots__ = ()

    def _compare(self, other, name):
        mine, its = _key(self), _key(other)
        if mine is None or its is None:
            return getattr(str, name)(self, other)
        return getattr(tuple, name)(mine, its)

    def __lt__(self, other):
        return self._compare(other, "__lt__")

    def __le__(self, other):
        return self._compare(other, "__le__")

    def __eq__(self, other):
        return self._compare(other, "__eq__")

    def __ne__(self, other):
        return self._compare(other, "__ne__")

    def __gt__(self, other):
        return self._compare(other, "__gt__")

    def __ge__(self, other):
        return self._compare(other, "__ge__")

    __hash__ = str.__hash__


__version__ = TorchVersion(f"{_PYTORCH}+pyautograd.{_own_version}")
