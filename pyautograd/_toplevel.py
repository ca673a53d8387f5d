"""Functions of the top-level namespace that are no operators: settings, questions about tensors, and what PyTorch keeps for other devices.

Loaded when one of them is first asked for.
"""

import math

from . import _autograd_texts as texts
from . import _types, _warnings
from ._core import core
from ._py import determinism
from ._tensor import Tensor

# Questions.


def is_conj(*args, **kwargs):
    """Whether a tensor is a conjugate view: its memory holds the conjugate of what it shows."""
    return texts.one_tensor("is_conj", "input", args, kwargs, Tensor).is_conj()


def is_neg(*args, **kwargs):
    """Whether a tensor is a negative view, such as ``x.conj().imag``."""
    return texts.one_tensor("is_neg", "input", args, kwargs, Tensor).is_neg()


def is_signed(*args, **kwargs):
    """Whether the dtype has negative numbers."""
    return texts.one_tensor("is_signed", "input", args, kwargs, Tensor).is_signed()


def is_inference(*args, **kwargs):
    """Whether the tensor was made in inference mode."""
    return texts.one_tensor("is_inference", "input", args, kwargs, Tensor).is_inference()


def is_distributed(input):
    """Whether the tensor is one piece of a distributed one: never."""
    return False


def get_device(input):
    """The number of the accelerator a tensor is on: -1 on the CPU."""
    return input.get_device()


def detach(*args, **kwargs):
    """``input.detach()``."""
    return texts.one_tensor("detach", "input", args, kwargs, Tensor).detach()


def detach_(*args, **kwargs):
    """``input.detach_()``."""
    return texts.one_tensor("detach_", "input", args, kwargs, Tensor).detach_()


def resize_as_(input, the_template, *, memory_format=None):
    """``input.resize_as_(the_template)``."""
    return input.resize_as_(the_template)


for _function in (is_conj, is_neg, is_signed, is_inference, is_distributed, get_device, detach, detach_, resize_as_):
    globals()[_function.__name__] = core.overridable(_function, "torch." + _function.__name__)
del _function

# Settings that are kept, and change nothing here: results do not depend on them.

_settings = {"matmul": "highest"}


def get_float32_matmul_precision():
    """The setting of `set_float32_matmul_precision`."""
    return _settings["matmul"]


def set_float32_matmul_precision(precision):
    """Keep the setting; products of float32 matrices are computed in float32 always."""
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(
            f"Invalid argument for set_float32_matmul_precision: {precision} not one of 'highest', 'high', 'medium'"
        )
    _settings["matmul"] = precision


def use_deterministic_algorithms(mode, *, warn_only=False):
    """Ask for the same results in every run. They are the same here in any case; as in PyTorch, three operators refuse all the same (`Tensor.put_` that
    does not accumulate, `max_unpool2d` and `max_unpool3d`), or warn if `warn_only`, and memory without content is filled: see `utils.deterministic`.
    """
    if not isinstance(mode, bool):
        raise TypeError(f"_set_deterministic_algorithms(): argument 'mode' (position 1) must be bool, not {texts.type_shown(mode)}")
    if not isinstance(warn_only, bool):
        raise TypeError(f"_set_deterministic_algorithms(): argument 'warn_only' must be bool, not {texts.type_shown(warn_only)}")
    determinism.asked.mode, determinism.asked.warn_only = mode, warn_only
    core.set_empty_filled(mode and determinism.asked.fill)


def are_deterministic_algorithms_enabled():
    """The setting of `use_deterministic_algorithms`."""
    return determinism.asked.mode


def is_deterministic_algorithms_warn_only_enabled():
    """Whether only warnings were asked for."""
    return determinism.asked.mode and determinism.asked.warn_only


def get_deterministic_debug_mode():
    """0, 1 (warn) or 2 (raise), as set."""
    return (1 if determinism.asked.warn_only else 2) if determinism.asked.mode else 0


def set_deterministic_debug_mode(debug_mode):
    """``"default"``, ``"warn"``, ``"error"``, or 0, 1, 2."""
    modes = {"default": 0, "warn": 1, "error": 2, 0: 0, 1: 1, 2: 2}
    if not isinstance(debug_mode, (int, str)):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    if debug_mode not in modes:
        expected = "one of `default`, `warn`, `error`" if isinstance(debug_mode, str) else "0, 1, or 2"
        raise RuntimeError(f"invalid value of debug_mode, expected {expected}, but got {debug_mode}")
    number = modes[debug_mode]
    use_deterministic_algorithms(number > 0, warn_only=number == 1)


def set_anomaly_enabled(enabled, check_nan=True):
    """Turn anomaly detection on or off, for all threads; see `autograd.detect_anomaly`."""
    for position, (name, value) in enumerate((("enabled", enabled), ("check_nan", check_nan))):
        if not isinstance(value, bool):
            raise TypeError(f"set_anomaly_enabled(): argument '{name}' (position {position + 1}) must be bool, not {type(value).__name__}")
    from ._core import core

    core.set_anomaly_mode(enabled, check_nan)


def set_warn_always(b):
    """Whether warnings that come once in a process come every time."""
    _warnings.always = bool(b)


def is_warn_always_enabled():
    """The setting of `set_warn_always`."""
    return _warnings.always


def set_flush_denormal(mode):
    """False: denormal numbers are never flushed to zero here."""
    return False


def compiled_with_cxx11_abi():
    """True, as in PyTorch's own wheels."""
    return True


def is_vulkan_available():
    """False."""
    return False


# Autocast: there is one precision per dtype here, so the context changes nothing when disabled and refuses when enabled.


def get_device_module(device=None):
    """The module of a kind of device: ``torch.cpu`` for the CPU and None. RuntimeError for what is no device."""
    import importlib

    if device is not None and not isinstance(device, (str, _types.device)):
        raise RuntimeError(f"Invalid value of device '{device}', expect torch.device, str, or None")
    kind = "cpu" if device is None else _types.device(device).type
    package = importlib.import_module(__package__)
    if not hasattr(package, kind):
        raise RuntimeError(f"Device '{kind}' does not have a corresponding module registered as 'torch.{kind}'.")
    return getattr(package, kind)


def init_num_threads():
    """Nothing to prepare."""


has_lapack = has_mkl = has_openmp = has_spectral = True  # what programs ask for is there, whatever computes it


def _disable_dynamo(fn=None, recursive=True):
    """The function itself: nothing is compiled."""
    return _disable_dynamo if fn is None else fn


# Numbers that tracing may replace by symbols; here they are numbers.


class SymInt:
    """An integer that tracing has replaced by a symbol: there is none, and what asks for it by ``isinstance`` is told so."""

    def __new__(cls, *args, **kwargs):
        raise NotImplementedError(f"torch.{cls.__name__}: symbols for numbers are not supported by pyautograd")


class SymFloat(SymInt):
    """A real number that tracing has replaced by a symbol."""


class SymBool(SymInt):
    """A truth value that tracing has replaced by a symbol."""


def sym_constrain_range(size, *, min=None, max=None):
    """RuntimeError unless a number is within bounds."""
    low, high = -(2**63) if min is None else min, 2**63 - 1 if max is None else max
    if not low <= size <= high:
        raise RuntimeError(f"Invalid value range for {size} between [{low}, {high}].")


def sym_constrain_range_for_size(size, *, min=None, max=None):
    """The same for a size, whose upper bound has to be more than 2."""
    if max is not None and max <= 2:
        raise RuntimeError(f"Max value to constrain_range_for_size must be greater than 2. got: {max}")
    sym_constrain_range(size, min=min, max=max)


def sym_int(a):
    """The integer below (towards zero)."""
    return int(a)


def sym_float(a):
    """The number as a float."""
    return float(a)


def sym_not(a):
    """``not a``."""
    return not a


def sym_max(a, b):
    """The larger; a float if either is one."""
    return float(max(a, b)) if isinstance(a, float) or isinstance(b, float) else max(a, b)


def sym_min(a, b):
    """The smaller; a float if either is one."""
    return float(min(a, b)) if isinstance(a, float) or isinstance(b, float) else min(a, b)


def sym_sum(args):
    """The sum of a sequence."""
    return sum(args)


def sym_ite(b, t, f):
    """``t if b else f``; `b` is a bool, `t` and `f` are of one type."""
    if not isinstance(b, bool):
        raise AssertionError(f"expected SymBool or bool, got {type(b)}")
    if type(t) is not type(f):
        raise AssertionError(f"type mismatch: {type(t)} vs {type(f)}")
    return t if b else f


def _of_number(name):
    def function(a):
        return getattr(math, name)(a)

    function.__name__ = function.__qualname__ = "_sym_" + name
    function.__doc__ = f"``math.{name}(a)``."
    return function


for _function in (sym_int, sym_float, sym_not, sym_max, sym_min, sym_sum, sym_ite):
    globals()[_function.__name__] = core.overridable(_function)
for _name in ("sqrt", "cos", "cosh", "sin", "sinh", "tan", "tanh", "asin", "acos", "atan", "log2"):
    globals()["_sym_" + _name] = core.overridable(_of_number(_name))
sym_sqrt = globals()["_sym_sqrt"]


# In-place methods as functions.
METHODS = (
    "arccos_", "arccosh_", "arcsin_", "arcsinh_", "arctan_", "arctanh_", "clip_", "fix_", "negative_", "zero_", "as_strided_",
)  # fmt: skip
for _name in METHODS:
    globals()[_name] = getattr(Tensor, _name)

# Losses as the top level has them: with a number for the reduction (0 none, 1 mean, 2 sum).
_REDUCTIONS = ("none", "mean", "sum")


def _functional(name):
    from .nn import functional

    return getattr(functional, name)


def kl_div(input, target, reduction=1, *, log_target=False):
    """`nn.functional.kl_div`, without its warning of what a mean divides by."""
    made = _functional("kl_div")(input, target, reduction="none" if reduction == 1 else _REDUCTIONS[reduction], log_target=log_target)
    return made.mean() if reduction == 1 else made


def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction=1):
    """`nn.functional.cosine_embedding_loss`."""
    return _functional("cosine_embedding_loss")(input1, input2, target, margin, reduction=_REDUCTIONS[reduction])


def hinge_embedding_loss(self, target, margin=1.0, reduction=1):
    """`nn.functional.hinge_embedding_loss`."""
    return _functional("hinge_embedding_loss")(self, target, margin, reduction=_REDUCTIONS[reduction])


def margin_ranking_loss(input1, input2, target, margin=0.0, reduction=1):
    """`nn.functional.margin_ranking_loss`."""
    return _functional("margin_ranking_loss")(input1, input2, target, margin, reduction=_REDUCTIONS[reduction])


def poisson_nll_loss(input, target, log_input, full, eps, reduction):
    """`nn.functional.poisson_nll_loss`."""
    return _functional("poisson_nll_loss")(input, target, log_input, full, eps=eps, reduction=_REDUCTIONS[reduction])


def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, reduction=1):
    """`nn.functional.triplet_margin_loss`."""
    return _functional("triplet_margin_loss")(anchor, positive, negative, margin, p, eps, swap, reduction=_REDUCTIONS[reduction])


for _function in (kl_div, cosine_embedding_loss, hinge_embedding_loss, margin_ranking_loss, poisson_nll_loss, triplet_margin_loss):
    globals()[_function.__name__] = core.overridable(_function, "torch." + _function.__name__)
del _function


# Functions that PyTorch has removed, and says so.


def _gone(name, instead):
    def removed(*args, **kwargs):
        raise RuntimeError(
            f"This function was deprecated since version 1.9 and is now removed. Use torch.linalg.{instead} instead of torch.{name}; its arguments and "
            "results may come in another order."
        )

    removed.__name__ = removed.__qualname__ = name
    return removed


eig, symeig, lstsq, solve = _gone("eig", "eig"), _gone("symeig", "eigh"), _gone("lstsq", "lstsq"), _gone("solve", "solve")
matrix_rank = _gone("matrix_rank", "matrix_rank")
