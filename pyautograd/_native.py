"""PyTorch's operators behind its functions, such as ``torch._softmax``: other libraries call some of them by these names.

Each is written over the operator that does the work here. Loaded when one of them is first asked for.
"""
import numpy as np

from . import _types
from ._core import core
from ._table.out_dtypes import history_of_out
from ._warnings import warn_once

ops = core.ops


def _softmax(input, dim, half_to_float=False):
    """The softmax along `dim`; `half_to_float` is for other devices."""
    _on_cpu("softmax", half_to_float)
    return ops.softmax(input, dim)


def _log_softmax(input, dim, half_to_float=False):
    """The logarithm of the softmax along `dim`."""
    _on_cpu("log_softmax", half_to_float)
    return ops.log_softmax(input, dim)


def _on_cpu(name, half_to_float):
    if half_to_float:
        raise RuntimeError(f"{name} with half to float conversion is not supported on CPU")


def _softmax_backward_data(grad_output, output, dim, input_dtype):
    """The gradient of the input of a softmax whose result was `output`, in `input_dtype`."""
    return ops._softmax_backward_data(grad_output, output, dim).to(input_dtype)


def _log_softmax_backward_data(grad_output, output, dim, input_dtype):
    """The gradient of the input of a log-softmax whose result was `output`, in `input_dtype`."""
    return ops._log_softmax_backward_data(grad_output, output, dim).to(input_dtype)


def native_group_norm(input, weight, bias, N, C, HxW, group, eps):
    """The group normalization of `input`, ``(N, C, ...)`` with `HxW` elements a channel; also the mean and the reciprocal deviation of each group."""
    return tuple(ops.native_group_norm(input, weight, bias, group, eps))


def native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, *, out=None):
    """The batch normalization of `input`; also the mean and the reciprocal deviation of each channel, which are empty but in training."""
    if out is not None and core.is_grad_enabled() and any(x is not None and x.requires_grad for x in (input, weight, bias, *out)):
        history_of_out("native_batch_norm", False, input)
    made = tuple(ops.native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps))
    if not training:
        made = (made[0], input.new_empty(0), input.new_empty(0))
    return made if out is None else tuple([ops.alias_copy(x, out=target) for x, target in zip(made, out)])


def _convolution(
    input, weight, bias, stride, padding, dilation, transposed, output_padding, groups, benchmark=False, deterministic=False, cudnn_enabled=True, allow_tf32=True
):  # fmt: skip
    """``torch.convolution`` with the settings of other devices, which are ignored."""
    return ops.convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups)


def embedding_renorm_(input, indices, max_norm, norm_type):
    """Scale the rows of `input` that `indices` name, and whose norm is larger, to the norm `max_norm`, in place."""
    return ops.embedding_renorm_(input, indices, max_norm, norm_type)


_MODES = ("sum", "mean", "max")


def embedding_bag(
    weight, indices, offsets, scale_grad_by_freq=False, mode=0, sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None
):  # fmt: skip
    """The bags of ``nn.functional.embedding_bag``, with what PyTorch keeps for its derivative.

    Returns
    -------
    output : Tensor
        ``[bags, features]``; `mode` is 0 for the sum, 1 for the mean, 2 for the maximum.
    offset2bag : Tensor
        The bag of each index; empty where PyTorch does without.
    bag_size, max_indices : Tensor
        The number of indices in each bag (zeros for sums), and for the maximum the rows it was taken from.
    """
    output = core.functions["nn.functional.embedding_bag"](
        indices, weight, offsets, scale_grad_by_freq=scale_grad_by_freq, mode=_MODES[mode], sparse=sparse, per_sample_weights=per_sample_weights,
        include_last_offset=include_last_offset, padding_idx=padding_idx,
    )  # fmt: skip
    places, starts = indices.numpy(), offsets.numpy()
    sizes = np.zeros(starts.size)
    if include_last_offset:
        starts = starts[:-1]
    bags = np.searchsorted(starts, np.arange(places.size), side="right") - 1
    counted = places != (-1 if padding_idx is None else padding_idx % weight.shape[0])
    if mode:
        sizes = np.bincount(bags[counted], minlength=starts.size)
    largest = sizes
    if mode == 2:
        rows = weight.detach().double().numpy()
        largest = np.zeros((starts.size, rows.shape[1]))
        for bag in range(starts.size):
            own = places[(bags == bag) & counted]
            if own.size:
                largest[bag] = own[rows[own].argmax(0)]
    without = mode == 0 and padding_idx is None and weight.dtype.name != "float64"
    kept = [np.asarray(x).astype(places.dtype) for x in (bags[:0] if without else bags, sizes, largest)]
    return output, *[core.wrap(x) for x in kept]


def _is_all_true(input):
    """Whether all elements of a tensor of bools are true, as a 0-d tensor."""
    _of_bools("_is_all_true", input)
    return getattr(input, "_value", input).all()  # under vmap of all examples: so arguments can be checked there


def _is_any_true(input):
    """Whether any element of a tensor of bools is true, as a 0-d tensor."""
    _of_bools("_is_any_true", input)
    return input.any()


def _of_bools(name, input):
    if input.dtype.name != "bool":
        raise RuntimeError(
            "Expected self.scalar_type() == at::kBool to be true, but got false.  (Could this error message be improved?  If so, please report an "
            "enhancement request to PyTorch.)"
        )


def _shape_as_tensor(input):
    """The sizes of a tensor, as a tensor."""
    return core.wrap(np.array(tuple(input.shape), np.int64))


def _dim_arange(like, dim):
    """0, 1, 2, ... for each position of dimension `dim` of a tensor."""
    return core.wrap(np.arange(like.size(dim)))


def _unsafe_index(input, indices):
    """``input[indices]``."""
    return input[tuple(slice(None) if i is None else i for i in indices)]


def _unsafe_index_put(input, indices, values, accumulate=False):
    """``input.index_put(indices, values, accumulate)``."""
    return ops.index_put(input, indices, values, accumulate)


def _conj(input):
    """``input.conj()``."""
    return input.conj()


def _prelu_kernel(input, weight):
    """`input` where it is positive, `weight` times it elsewhere; the two broadcast."""
    return ops.where(input > 0, input, weight * input)


def _cast(name):
    def cast(input, non_blocking=False):
        return input.to(getattr(_types, name))

    cast.__doc__ = f"The tensor in {name}: ``input.to(torch.{name})``."
    return cast


_cast_Byte, _cast_Char, _cast_Short, _cast_Int, _cast_Long = map(_cast, ("uint8", "int8", "int16", "int32", "int64"))
_cast_Half, _cast_Float, _cast_Double = map(_cast, ("float16", "float32", "float64"))
_CASTS = {f"_cast_{name}": globals()[f"_cast_{name}"] for name in ("Byte", "Char", "Short", "Int", "Long", "Half", "Float", "Double")}
for _name, _function in _CASTS.items():
    _function.__name__ = _function.__qualname__ = _name


def _aminmax(input, dim=None, keepdim=False):
    """The smallest and the largest element, of the tensor or along `dim`, as a plain tuple. Deprecated: use ``aminmax``."""
    warn_once("_aminmax is deprecated as of PyTorch 1.11 and will be removed in a future release. Use aminmax instead. This warning will only appear once per process.")
    return tuple(ops.aminmax(input, dim=dim, keepdim=keepdim))


def _unique(input, sorted=True, return_inverse=False):
    """The different elements, and for each element of the input which of them it is (an empty tensor unless `return_inverse`)."""
    made = ops.unique(input, sorted=sorted, return_inverse=True)
    return made[0], made[1] if return_inverse else ops.empty((0,), dtype=_types.int64)


def _masked_softmax(input, mask, dim=None, mask_type=None):
    """The softmax along `dim` (the last) of what `mask` does not hide; hidden elements are 0, and nan where all are hidden."""
    dim = -1 if dim is None else dim
    if mask_type in (0, 1) and input.ndim == 4 and mask.ndim == 2:  # of attention: one mask for all, or for each batch
        mask = mask[None, None] if mask_type == 0 else mask[:, None, None, :]
    return ops.softmax(ops.masked_fill(input, mask, -float("inf")), dim)


def _stack(tensors, dim=0):
    """``torch.stack``."""
    return ops.stack(tensors, dim)


def _logcumsumexp(input, dim):
    """``torch.logcumsumexp``."""
    return ops.logcumsumexp(input, dim)


def _conj_physical(input):
    """``torch.conj_physical``."""
    return ops.conj_physical(input)


def _add_relu(input, other, *, alpha=1):
    """``relu(input + alpha * other)``."""
    return ops.relu(ops.add(input, other, alpha=alpha))


def _lazy_clone(input):
    """``input.clone()``; PyTorch copies when one of the two is written to."""
    return input.clone()


def _reshape_from_tensor(input, shape):
    """The tensor in a shape that is held by a tensor."""
    return ops.reshape(input, tuple(shape.tolist()))


def _index_put_impl_(input, indices, values, accumulate=False, unsafe=False):
    """``input.index_put_(indices, values, accumulate)``."""
    return input.index_put_(tuple(indices), values, accumulate)


def _debug_has_internal_overlap(input):
    """Whether elements share memory: 0 no, 1 yes, 2 not known."""
    if any([size > 1 and stride == 0 for size, stride in zip(input.shape, input.stride())]):
        return 1
    expected = 1
    for stride, size in sorted([(stride, size) for size, stride in zip(input.shape, input.stride()) if size != 1]):
        if stride != expected and input.numel():
            return 2
        expected *= size
    return 0


def _has_compatible_shallow_copy_type(input, from_):
    """Whether ``input.data = from_`` can be: both are dense, or both are sparse."""
    return input.layout is from_.layout


def _is_zerotensor(input):
    """Whether the tensor stands for zeros without memory: never."""
    return False


def _make_dep_token(*, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None):
    """A 0-d tensor of any content, for operators to depend on."""
    return ops.empty((), dtype=dtype)


def _print(s):
    """Print a text and a new line."""
    print(s)


def _to_cpu(tensors):
    """The tensors on the CPU, as a tuple."""
    return tuple([x.cpu() for x in tensors])


def _nnpack_available():
    """Whether convolutions may use NNPACK: no."""
    return False


def cudnn_is_acceptable(input):
    """Whether cuDNN can compute with the tensor: no."""
    return False


for _function in (
    _softmax, _log_softmax, _softmax_backward_data, _log_softmax_backward_data, native_group_norm, native_batch_norm, _convolution, embedding_renorm_,
    embedding_bag,
    _is_all_true, _is_any_true, _shape_as_tensor, _dim_arange, _unsafe_index, _unsafe_index_put, _conj, _prelu_kernel,
    *_CASTS.values(), _aminmax, _unique, _masked_softmax, _stack, _logcumsumexp, _conj_physical, _add_relu, _lazy_clone, _reshape_from_tensor,
    _index_put_impl_, _debug_has_internal_overlap, _has_compatible_shallow_copy_type, _is_zerotensor, _to_cpu,
):  # fmt: skip
    globals()[_function.__name__] = core.overridable(_function, "torch." + _function.__name__)
_embedding_bag = _embedding_bag_forward_only = embedding_bag
_segment_reduce = core.functions["segment_reduce"]
