"""What autocast is set to, on each thread, and what it does to operators.

An operator of `_LOWER` computes in autocast's dtype, one of `_FULL` in float32 and one of `_WIDEST` in the widest dtype of its arguments; others are
left alone. The names are those that PyTorch registers for the CPU. While autocast is on, every operator call of the thread is offered to
`_cast_arguments`; while it is off, it costs nothing.
"""
import threading
import warnings

from .. import _types
from .._core import core

_LOWER = frozenset(
    "conv1d conv2d conv3d bmm mm linalg_vecdot baddbmm addmm addbmm linear _addmm_activation matmul conv_tbc conv_transpose1d conv_transpose2d "
    "conv_transpose3d prelu scaled_dot_product_attention".split()
)
_FULL = frozenset(
    "adaptive_avg_pool3d adaptive_max_pool3d avg_pool3d binary_cross_entropy binary_cross_entropy_with_logits cdist cholesky cholesky_inverse "
    "cholesky_solve cosine_embedding_loss cross_entropy ctc_loss fake_quantize_per_tensor_affine fft_fft fft_fft2 fft_fftn fft_hfft fft_ifft fft_ifft2 "
    "fft_ifftn fft_ihfft fft_irfft fft_irfft2 fft_irfftn fft_rfft fft_rfft2 fft_rfftn fractional_max_pool2d fractional_max_pool3d "
    "fractional_max_pool2d_with_indices fractional_max_pool3d_with_indices geqrf grid_sample grid_sampler grid_sampler_2d grid_sampler_3d "
    "hinge_embedding_loss huber_loss inverse kl_div l1_loss linalg_cholesky linalg_cholesky_ex linalg_cond linalg_eig linalg_eigh linalg_eigvals "
    "linalg_eigvalsh linalg_householder_product linalg_inv linalg_inv_ex linalg_lstsq linalg_matrix_rank linalg_qr linalg_solve linalg_svd "
    "linalg_svdvals linalg_tensorinv linalg_tensorsolve lu_solve margin_ranking_loss max_pool3d max_unpool2d max_unpool3d mse_loss multi_margin_loss "
    "multilabel_margin_loss nanquantile nll_loss orgqr ormqr pinverse poisson_nll_loss polar prod qr quantile reflection_pad1d reflection_pad2d "
    "replication_pad1d replication_pad2d replication_pad3d smooth_l1_loss soft_margin_loss stft svd trace triangular_solve triplet_margin_loss "
    "view_as_complex".split()
)
_WIDEST = frozenset(("stack", "cat", "index_copy"))
_ALONE = frozenset(("bilinear", "inner"))  # PyTorch computes these without the operators above, this library with them
_FUNCTIONAL = "nn_functional_"
_CPU_DTYPE = _types.bfloat16
_DEVICES = ("cpu", "cuda", "mtia", "maia", "xpu", "ipu", "hpu", "xla", "privateuseone", "mps")


class _State(threading.local):
    """Of one thread: what is on, the dtypes that were set, how deep autocasts are nested, and the weights that were cast."""

    def __init__(self):
        self.enabled = set()
        self.dtypes = {}
        self.nesting = 0
        self.cache_enabled = True
        self.cache = {}


_state = _State()


def _known(device_type, name):
    if not isinstance(device_type, str):
        raise TypeError(f"{name}(): argument 'device_type' (position 1) must be str, not {type(device_type).__name__}")
    return _types.device(device_type).type


def is_autocast_available(device_type):
    """Whether PyTorch has autocast for a kind of device."""
    return _known(device_type, "_is_autocast_available") in _DEVICES


def _supported(device_type, name):
    kind = _known(device_type, name)
    if kind not in _DEVICES:
        raise RuntimeError("unknown device type for autocast in get_autocast_dispatch_key_from_device_type")
    return kind


def is_autocast_enabled(device_type="cuda"):
    """Whether autocast is on for a kind of device on this thread; CUDA unless one is named."""
    return _supported(device_type, "is_autocast_enabled") in _state.enabled


def set_autocast_enabled(device_type, enabled=None):
    """Turn autocast on or off for a kind of device on this thread."""
    if enabled is None:
        device_type, enabled = "cuda", device_type
    if not isinstance(enabled, bool):
        raise TypeError(f"set_autocast_enabled(): argument 'enabled' (position 2) must be bool, not {type(enabled).__name__}")
    kind = _supported(device_type, "set_autocast_enabled")
    if enabled == (kind in _state.enabled):
        return
    (_state.enabled.add if enabled else _state.enabled.discard)(kind)
    if kind == "cpu":
        core.push_interceptor(_cast_arguments) if enabled else _stop_casting()


def _stop_casting():
    """Take the interceptor away from among those that were pushed after it."""
    above = []
    while (function := core.pop_interceptor()) is not _cast_arguments:
        above.append(function)
    for function in reversed(above):
        core.push_interceptor(function)


def get_autocast_dtype(device_type):
    """The dtype that autocast computes in on a kind of device."""
    kind = _known(device_type, "get_autocast_dtype")
    if kind not in _DEVICES:
        raise RuntimeError("unsupported scalarType")
    return _state.dtypes.get(kind, _CPU_DTYPE if kind in ("cpu", "xla", "hpu") else _types.float16)


def set_autocast_dtype(device_type, dtype):
    """Set the dtype that autocast computes in on a kind of device, for this thread."""
    kind = _supported(device_type, "set_autocast_dtype")
    if not isinstance(dtype, _types.dtype):
        raise TypeError(f"set_autocast_dtype(): argument 'dtype' (position 2) must be torch.dtype, not {type(dtype).__name__}")
    _state.dtypes[kind] = dtype


def autocast_increment_nesting():
    """Count an autocast that begins, and say how many are open."""
    _state.nesting += 1
    return _state.nesting


def autocast_decrement_nesting():
    """Count an autocast that ends, and say how many are open."""
    _state.nesting -= 1
    return _state.nesting


def is_autocast_cache_enabled():
    """Whether weights are cast once for all their uses in the outermost autocast."""
    return _state.cache_enabled


def set_autocast_cache_enabled(enabled):
    """Set whether weights are cast once for all their uses."""
    _state.cache_enabled = enabled


def clear_autocast_cache():
    """Forget the weights that were cast."""
    _state.cache.clear()


def _deprecated(name, instead, device, function):
    kind = name.split("_")[2]

    def call(*args):
        warnings.warn(
            f"torch.{name}({'dtype' if name.startswith('set') and 'dtype' in name else 'enabled' if name.startswith('set') else ''}) is deprecated. "
            f"Please use torch.{instead}('{device}'{', dtype' if 'set' in name and 'dtype' in name else ', enabled' if 'set' in name else ''}) instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        return function(device, *args)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"`{instead}` for ``{device!r}`` ({kind}). Deprecated."
    return call


for _kind, _device in (("cpu", "cpu"), ("gpu", "cuda"), ("ipu", "ipu"), ("xla", "xla")):
    for _verb, _what, _function in (
        ("get", "dtype", get_autocast_dtype), ("set", "dtype", set_autocast_dtype), ("is", "enabled", is_autocast_enabled),
        ("set", "enabled", set_autocast_enabled),
    ):  # fmt: skip
        if not (_kind == "gpu" and _what == "enabled"):
            _name = f"{_verb}_autocast_{_kind}_{_what}"
            globals()[_name] = _deprecated(_name, _function.__name__, _device, _function)


# operators


def _cast(value, dtype):
    """A tensor that autocast may touch in another dtype; anything else as it is. Lists of tensors item by item."""
    if isinstance(value, core.TensorBase):
        if not value.dtype.is_floating_point or value.dtype is _types.float64 or value.dtype is dtype or value.device.type != "cpu":
            return value
        if not (_state.cache_enabled and dtype is not _types.float32 and value.requires_grad and value.is_leaf and value.dtype is _types.float32):
            return value.to(dtype)
        if value._is_view():
            return value.to(dtype)
        found = _state.cache.get(id(value))
        if found is None or found[1].dtype is not dtype:
            found = _state.cache[id(value)] = (value, value.to(dtype))
        return found[1]
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], core.TensorBase):
        return type(value)([_cast(v, dtype) for v in value])
    return value


def _widest(values):
    """float32, or autocast's dtype where no tensor is wider; doubles do not count, and are not cast."""
    lower = get_autocast_dtype("cpu")
    widest = lower
    for value in values:
        for tensor in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(tensor, core.TensorBase) and tensor.dtype.is_floating_point and tensor.device.type == "cpu":
                if tensor.dtype is _types.float32:
                    widest = _types.float32
                elif tensor.dtype not in (lower, _types.float64) and widest is not _types.float32:
                    raise RuntimeError("Unexpected floating ScalarType in at::autocast::prioritize")
    return widest


def _projects(values):
    """Whether the states of an LSTM, its first list of tensors after the input, differ in size: it has projections."""
    states = next((v for v in values[1:] if isinstance(v, (list, tuple)) and len(v) == 2), None)
    return states is not None and states[0].shape[-1] != states[1].shape[-1]


def _cast_arguments(spec, values, inplace):
    """The interceptor: run an operator on cast arguments; NotImplemented for those that autocast leaves alone."""
    name = spec.name
    if name.startswith(_FUNCTIONAL):
        name = name[len(_FUNCTIONAL) :]
    if name in _LOWER:
        dtype = get_autocast_dtype("cpu")
    elif name in _FULL:
        dtype = _types.float32
    elif name in _WIDEST:
        dtype = _widest(values)
    elif name in _ALONE and (name == "bilinear" or values[0].ndim == 1):
        dtype = None
    elif name == "lstm" and not _projects(values):  # oneDNN's, in PyTorch
        dtype = get_autocast_dtype("cpu")
    elif name == "linalg_pinv" and values[0].dtype is _types.float32:  # its last product is in the lower precision
        return core.call(spec, values).to(get_autocast_dtype("cpu"))
    else:
        return NotImplemented
    if inplace:
        return NotImplemented
    if dtype is None:
        return core.call(spec, values)
    return core.call(spec, [_cast(v, dtype) for v in values])
