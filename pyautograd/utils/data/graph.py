"""Which pipes a pipe is made of."""
import warnings

from .datapipes.datapipe import IterDataPipe, MapDataPipe

__all__ = ["traverse", "traverse_dps"]
_PIPES = (IterDataPipe, MapDataPipe)


def _sources(value, seen, found, everything):
    """Collect the pipes in the attributes of a pipe, and in the collections among them."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, _PIPES):
        found.append(value)
    elif isinstance(value, dict):
        for item in (*value.keys(), *value.values()):
            _sources(item, seen, found, everything)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            _sources(item, seen, found, everything)
    elif everything and hasattr(value, "__dict__") and not isinstance(value, type):
        _sources(vars(value), seen, found, everything)


def _graph(pipe, above, everything):
    if not isinstance(pipe, _PIPES):
        raise RuntimeError(f"Expected `IterDataPipe` or `MapDataPipe`, but {type(pipe)} is found")
    if id(pipe) in above:
        return {}
    above = above | {id(pipe)}
    found, below = [], {}
    _sources(vars(pipe), set(above), found, everything)
    for source in found:
        below.update(_graph(source, above, everything))
    return {id(pipe): (pipe, below)}


def traverse_dps(datapipe):
    """The pipes that `datapipe` holds in its attributes, or in collections there, and so on.

    Returns
    -------
    dict of int to (pipe, dict)
        By the pipes' ids; the dict of each is that of its own sources.
    """
    return _graph(datapipe, set(), False)


def traverse(datapipe, only_datapipe=None):
    """Deprecated: `traverse_dps`. Looks into all objects unless `only_datapipe`."""
    text = "`traverse` function is deprecated and will be removed after 1.13. Please use `traverse_dps` instead."
    if not only_datapipe:
        text += " And, the behavior will be changed to the equivalent of `only_datapipe=True`."
    warnings.warn(text, FutureWarning, stacklevel=2)
    return _graph(datapipe, set(), not only_datapipe)
