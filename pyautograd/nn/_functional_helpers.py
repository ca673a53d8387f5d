"""Helpers of PyTorch's ``nn.functional`` that other programs import: checks of shapes and masks, variants of pooling without indices."""
import warnings

from .. import is_floating_point, zeros_like
from .._core import core
from .functional import linear

TensorBase = core.TensorBase
_functions = core.functions
GRID_SAMPLE_INTERPOLATION_MODES = {"bilinear": 0, "nearest": 1, "bicubic": 2}
GRID_SAMPLE_PADDING_MODES = {"zeros": 0, "border": 1, "reflection": 2}


# attention


def _none_or_dtype(input):
    if input is None:
        return None
    if isinstance(input, TensorBase):
        return input.dtype
    raise RuntimeError("input to _none_or_dtype() must be None or torch.Tensor")


def _canonical_mask(mask, mask_name, other_type, other_name, target_type, check_other=True):
    """A mask as one of floats: minus infinity where attention is not allowed."""
    if mask is None:
        return None
    is_float = is_floating_point(mask)
    if not is_float and str(mask.dtype) != "torch.bool":
        raise AssertionError(f"only bool and floating types of {mask_name} are supported")
    if check_other and other_type is not None and mask.dtype != other_type:
        text = f"Support for mismatched {mask_name} and {other_name} is deprecated. Use same type for both instead."
        warnings.warn(text, stacklevel=2)
    return mask if is_float else zeros_like(mask, dtype=target_type).masked_fill_(mask, float("-inf"))


def _check_key_padding_mask(key_padding_mask, src_len, bsz):
    for dim, wanted in ((0, bsz), (1, src_len)):
        if key_padding_mask.shape[dim] != wanted:
            raise AssertionError(f"Expected key_padded_mask.shape[{dim}] to be {wanted}, but got {key_padding_mask.shape[dim]}")


def _mha_shape_check(query, key, value, key_padding_mask, attn_mask, num_heads):
    """Whether there is a batch; AssertionError where the shapes do not go together."""
    ndim = query.dim()
    if ndim not in (2, 3):
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {ndim}-D query tensor")
    start = f"For {'batched (3-D)' if ndim == 3 else 'unbatched (2-D)'} `query`, expected"
    if key.dim() != ndim or value.dim() != ndim:
        text = f"{start} `key` and `value` to be {ndim}-D but found {key.dim()}-D and {value.dim()}-D tensors respectively"
        raise AssertionError(text)
    if key_padding_mask is not None and key_padding_mask.dim() != ndim - 1:
        text = f"{start} `key_padding_mask` to be `None` or {ndim - 1}-D but found {key_padding_mask.dim()}-D tensor instead"
        raise AssertionError(text)
    if attn_mask is not None:
        if attn_mask.dim() not in (2, 3):
            raise AssertionError(f"{start} `attn_mask` to be `None`, 2-D or 3-D but found {attn_mask.dim()}-D tensor instead")
        wanted = (num_heads, query.shape[0], key.shape[0])
        if ndim == 2 and attn_mask.dim() == 3 and attn_mask.shape != wanted:
            raise AssertionError(f"Expected `attn_mask` shape to be {wanted} but got {attn_mask.shape}")
    return ndim == 3


def _in_projection_packed(q, k, v, w, b=None):
    """Queries, keys and values under one stacked weight; what is the same tensor is projected in one product."""
    size = q.size(-1)

    def parts(tensor, weight, bias, count):
        made = linear(tensor, weight, bias).unflatten(-1, (count, size))
        return made.unsqueeze(0).transpose(0, -2).squeeze(-2).contiguous()

    if k is v and q is k:
        made = parts(q, w, b, 3)
        return made[0], made[1], made[2]
    if k is v:
        w_q, w_kv = w.split([size, size * 2])
        b_q, b_kv = (None, None) if b is None else b.split([size, size * 2])
        keys_values = parts(k, w_kv, b_kv, 2)
        return linear(q, w_q, b_q), keys_values[0], keys_values[1]
    biases = (None, None, None) if b is None else b.chunk(3)
    return tuple([linear(*three) for three in zip((q, k, v), w.chunk(3), biases)])


def _in_projection(q, k, v, w_q, w_k, w_v, b_q=None, b_k=None, b_v=None):
    """Queries, keys and values under weights of their own."""
    size = q.size(-1)
    for name, tensor, weight in (("query", q, w_q), ("key", k, w_k), ("value", v, w_v)):
        wanted = (size, tensor.size(-1))
        if weight.shape != wanted:
            raise AssertionError(f"expecting {name} weights shape of {wanted}, but got {weight.shape}")
    for name, bias in (("query", b_q), ("key", b_k), ("value", b_v)):
        if bias is not None and bias.shape != (size,):
            raise AssertionError(f"expecting {name} bias shape of {(size,)}, but got {bias.shape}")
    return linear(q, w_q, b_q), linear(k, w_k, b_k), linear(v, w_v, b_v)


# checks


def _get_softmax_dim(name, ndim, stacklevel):
    text = f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument."
    warnings.warn(text, stacklevel=stacklevel)
    return 0 if ndim in (0, 1, 3) else 1


def _verify_batch_size(size):
    count = size[0]
    for n in size[2:]:
        count *= n
    if count == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {size}")


def _verify_spatial_size(size):
    count = 1
    for n in size[2:]:
        count *= n
    if count == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {size}")


def _is_integer(x):
    import numpy as np

    return isinstance(x, (int, np.integer)) or (isinstance(x, TensorBase) and not x.is_floating_point())


def _list_or_empty(l):
    return l if l else []


# pooling


def _check_unpool_output_size(output_size, dim):
    if output_size[dim] < 0:
        text = "max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size"
        raise ValueError(f"{text}[{dim}]={output_size[dim]}")


def _unpool_output_size(input, kernel_size, stride, padding, output_size):
    """The size that unpooling gives, or the one asked for if it could have been pooled to `input`."""
    count = len(kernel_size)
    sizes = input.size()[-count:]
    made = [(n - 1) * step + kernel - 2 * pad for n, step, kernel, pad in zip(sizes, stride, kernel_size, padding)]
    if output_size is not None:
        if len(output_size) == count + 2:
            output_size = output_size[2:]
        if len(output_size) != count:
            raise ValueError(
                f"output_size should be a sequence containing {count} or {count + 2} elements, but it has a length of '{len(output_size)}'"
            )
        for dim, (wanted, default, step) in enumerate(zip(output_size, made, stride)):
            if not default - step < wanted < default + step:
                raise ValueError(f'invalid output_size "{output_size}" (dim {dim} must be between {default - step} and {default + step})')
        made = output_size
    for dim in range(count):
        _check_unpool_output_size(made, dim)
    return made


def _without_indices(name):
    def pool(*args, **kwargs):
        return _functions["nn.functional." + name](*args, **{**kwargs, "return_indices": False})

    pool.__name__ = pool.__qualname__ = "_" + name
    pool.__doc__ = f"`{name}` without indices."
    return pool


_max_pool1d, _max_pool2d, _max_pool3d = map(_without_indices, ("max_pool1d", "max_pool2d", "max_pool3d"))
_adaptive_max_pool1d, _adaptive_max_pool2d = map(_without_indices, ("adaptive_max_pool1d", "adaptive_max_pool2d"))
_adaptive_max_pool3d = _without_indices("adaptive_max_pool3d")
_fractional_max_pool2d, _fractional_max_pool3d = map(_without_indices, ("fractional_max_pool2d", "fractional_max_pool3d"))


def boolean_dispatch(arg_name, arg_index, default, if_true, if_false, module_name, func_name):
    """A function that calls one of two others, by the value of a flag among its arguments."""

    def chosen(*args, **kwargs):
        flag = kwargs.get(arg_name, args[arg_index] if arg_index < len(args) else default)
        return (if_true if flag else if_false)(*args, **kwargs)

    if module_name is not None:
        chosen.__module__ = module_name
    if func_name is not None:
        chosen.__name__ = func_name
    return chosen


def _threshold(input, threshold, value, inplace=False):
    return _functions["nn.functional.threshold"](input, threshold, value, inplace)


def _no_grad_embedding_renorm_(weight, input, max_norm, norm_type):
    core.ops.embedding_renorm_(weight.detach(), input, max_norm, norm_type)
