"""PyTorch's operators behind its functions, such as ``torch._softmax``: other libraries call some of them by these names.

Each is written over the operator that does the work here. Loaded when one of them is first asked for.
"""
import numpy as np

from ._core import core

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
    return input.all()


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


for _function in (
    _softmax, _log_softmax, _softmax_backward_data, _log_softmax_backward_data, native_group_norm, _convolution, embedding_renorm_, embedding_bag,
    _is_all_true, _is_any_true, _shape_as_tensor, _dim_arange, _unsafe_index, _unsafe_index_put, _conj, _prelu_kernel,
):  # fmt: skip
    globals()[_function.__name__] = core.overridable(_function, "torch." + _function.__name__)
_embedding_bag = _embedding_bag_forward_only = embedding_bag
