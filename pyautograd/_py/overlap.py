"""Which operators mind that memory is shared: within what they write, or between that and what they read."""

ANY_OUTPUT, DEPRECATED, APART, COMPARED, UNCOMPARED, COMPUTED_IN, INTO_FIRST = 1, 2, 4, 8, 16, 32, 64

_ANY_OUTPUT = frozenset(
    "fill.Scalar_ zero tril triu sum prod norm zeros ones full empty eye matmul mv bmm masked_fill _index_put_impl index_put "
    "histc std var linear multinomial cummax cummin linalg_multi_dot linalg_matrix_rank".split()
)
_APART = frozenset(
    "cat stack hstack vstack dstack column_stack index_select gather take scatter scatter_add scatter_reduce index_add index_copy index_reduce "
    "_index_put_impl index_put put kron masked_select kthvalue cross linalg_cross take_along_dim".split()
)
_COMPARED = frozenset(
    "cumsum cumprod logcumsumexp sort msort topk max min median nanmedian mode where clamp clamp_min clamp_max normal renorm norm conj_physical "
    "diff lerp addcmul addcdiv outer addmm addmv addbmm baddbmm addr div i0 logaddexp logaddexp2 igamma igammac gelu pow round sgn "
    "nan_to_num angle polygamma bernoulli logit".split()
)
_COMPUTED_IN = frozenset("sum prod cumsum cumprod nansum".split())
_INTO_FIRST = frozenset(("scatter", "scatter_add", "scatter_reduce"))
_UNCOMPARED = frozenset(("index_fill", "masked_scatter"))
_USED_ON_EXPANDED = frozenset(("index_fill",))  # the kernels of masked_fill and index_put warn themselves


def policy(name, key, elementwise):
    """What an operator minds, as a sum of flags. `key` is its name with that of the overload.

    ``ANY_OUTPUT``: elements of what it writes may share memory. ``DEPRECATED``: they may, with a warning. ``APART``: what it writes must share
    nothing with what it reads, not even all of it. ``COMPARED``: ``out=`` must not partly overlap with an input. ``UNCOMPARED``: in place it may.
    ``COMPUTED_IN``: it computes in the dtype of ``out=`` where no other is asked for. ``INTO_FIRST``: ``out=`` may be its first argument.
    """
    flags = ANY_OUTPUT * (name in _ANY_OUTPUT or key in _ANY_OUTPUT) + DEPRECATED * (name in _USED_ON_EXPANDED) + UNCOMPARED * (name in _UNCOMPARED)
    flags += COMPUTED_IN * (name in _COMPUTED_IN) + INTO_FIRST * (name in _INTO_FIRST)
    return flags + (APART + COMPARED if name in _APART else COMPARED * (elementwise or name in _COMPARED or name.startswith("special_")))


def warn_expanded(name):
    """The warning where `name` writes in place to a tensor whose elements share memory."""
    import warnings

    warnings.warn(
        f"Use of {name}_ on expanded tensors is deprecated. Please clone() the tensor before performing this operation. This also applies to advanced "
        "indexing e.g. tensor[mask] = scalar",
        stacklevel=3,
    )
