"""Modules made as functions of their parameters: the first form of `make_functional`, and ensembles of fresh modules by it."""
import copy

from .._core import core
from .make_functional import extract_buffers, extract_weights, load_buffers, load_weights


def make_functional_deprecated_v1(model):
    """``(weights, func, names)`` of a module without buffers, whose parameters are taken out; ``func(weights, arguments)`` calls a copy of it."""
    if list(model.buffers()):
        raise RuntimeError(
            "make_functional_deprecated_v1(model): `model` has buffers. Please use make_functional_with_buffers_deprecated_v1(model) instead."
        )
    weights, names, _ = extract_weights(model)

    def fun(weights, data):
        copied = copy.deepcopy(model)
        load_weights(copied, names, weights)
        return copied(*data)

    return weights, fun, names


def make_functional_with_buffers_deprecated_v1(model):
    """``(weights, buffers, func, weight_names, buffer_names)`` of a module; ``func(weights, buffers, arguments)``."""
    weights, weight_names, _ = extract_weights(model)
    buffers, buffer_names, _ = extract_buffers(model)

    def fun(weights, buffers, data):
        copied = copy.deepcopy(model)
        load_weights(copied, weight_names, weights)
        load_buffers(copied, buffer_names, buffers)
        return copied(*data)

    return weights, buffers, fun, weight_names, buffer_names


def _how_many(ensemble_shape):
    """The number of modules; None for one that is not stacked."""
    if len(ensemble_shape) >= 2:
        raise ValueError("NYI: ensemble_shape with more than 1 element")
    if not ensemble_shape:
        return None
    if ensemble_shape[0] <= 0:
        raise ValueError(f"num_models {ensemble_shape[0]} should be > 0")
    return ensemble_shape[0]


def _stacked(rows):
    return tuple([core.ops.stack(list(column)).detach() for column in zip(*rows)])


def functional_init(model_class, ensemble_shape=(), device="cpu"):
    """A function that makes a module of `model_class`, or as many as `ensemble_shape` says with their parameters stacked, and gives its v1 form."""

    def wrapped(*args, **kwargs):
        count = _how_many(ensemble_shape)
        if count is None:
            return make_functional_deprecated_v1(model_class(*args, **kwargs).to(device))
        models = [model_class(*args, **kwargs).to(device) for _ in range(count)]
        _, fn, names = make_functional_deprecated_v1(model_class(*args, **kwargs))
        return _stacked([make_functional_deprecated_v1(m)[0] for m in models]), fn, names

    return wrapped


def functional_init_with_buffers(model_class, ensemble_shape=(), device="cpu"):
    """As `functional_init`, with the buffers behind the parameters."""

    def wrapped(*args, **kwargs):
        count = _how_many(ensemble_shape)
        if count is None:
            return make_functional_with_buffers_deprecated_v1(model_class(*args, **kwargs).to(device))
        models = [model_class(*args, **kwargs).to(device) for _ in range(count)]
        _, _, fn, weight_names, buffer_names = make_functional_with_buffers_deprecated_v1(model_class(*args, **kwargs))
        parts = [make_functional_with_buffers_deprecated_v1(m)[:2] for m in models]
        return _stacked([w for w, _ in parts]), _stacked([b for _, b in parts]), fn, weight_names, buffer_names

    return wrapped
