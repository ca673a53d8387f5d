"""`kl_divergence`: the Kullback-Leibler divergence of pairs of distributions, by the pair's classes."""
import warnings

from .distribution import Distribution

_KL_REGISTRY = {}
_KL_MEMOIZE = {}


def register_kl(type_p, type_q):
    """Decorator: the function computes KL(p || q) for distributions of these classes and of subclasses."""
    for kind in (type_p, type_q):
        if not isinstance(kind, type):
            issubclass(kind, Distribution)  # raises; any class will do, such as an abstract one that distributions are registered with

    def decorator(fun):
        _KL_REGISTRY[type_p, type_q] = fun
        _KL_MEMOIZE.clear()
        return fun

    return decorator


def _nearest(matches, first):
    """The match whose class at `first` is the most derived; ties by the other class."""
    best = matches[0]
    for match in matches[1:]:
        a, b = (match[first], match[1 - first]), (best[first], best[1 - first])
        if issubclass(a[0], b[0]) and (a[0] is not b[0] or issubclass(a[1], b[1])):
            best = match
    return best


def _dispatch_kl(type_p, type_q):
    """The function for the nearest registered pair; NotImplemented if there is none, a warning if two are as near."""
    matches = [(p, q) for p, q in _KL_REGISTRY if issubclass(type_p, p) and issubclass(type_q, q)]
    if not matches:
        return NotImplemented
    left, right = _nearest(matches, 0), _nearest(matches, 1)
    if _KL_REGISTRY[left] is not _KL_REGISTRY[right]:
        warnings.warn(
            f"Ambiguous kl_divergence({type_p.__name__}, {type_q.__name__}). Please register_kl({left[0].__name__}, {right[1].__name__})",
            RuntimeWarning,
            stacklevel=2,
        )
    return _KL_REGISTRY[left]


def kl_divergence(p, q):
    """KL(p || q), the mean under p of log p - log q.

    Parameters
    ----------
    p, q : Distribution

    Returns
    -------
    Tensor of the shape of the batch

    Raises
    ------
    NotImplementedError
        For a pair of classes that nothing is registered for.
    """
    pair = type(p), type(q)
    if pair not in _KL_MEMOIZE:
        _KL_MEMOIZE[pair] = _dispatch_kl(*pair)
    fun = _KL_MEMOIZE[pair]
    if fun is NotImplemented:
        raise NotImplementedError(f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}")
    return fun(p, q)


__all__ = ["kl_divergence", "register_kl"]
from . import _kl_families, _kl_pairs  # noqa: E402, F401  the functions register themselves
