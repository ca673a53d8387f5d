"""``vmap``: a function of one example made one of a batch."""
import functools
import itertools

from .._core import core
from ..random import default_generator, set_guard
from ..utils._pytree import _broadcast_to_and_flatten, tree_flatten, tree_map_, tree_unflatten
from . import _levels
from ._batched import ITEM, NO_RULE, BatchedTensor, PerExample, Separately, TensorBase, batch, unbatch
from ._batching_rules_random import require_random
from ._batching_rules_random import unbatched as _different_unbatched

ops = core.ops
set_guard(require_random)


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """A function that applies `func` to every slice of its arguments along a dimension, all at once.

    Parameters
    ----------
    func : callable
        Takes one example, returns tensors in any structure.
    in_dims : int, None or structure of them
        Along which dimension each argument is taken apart, in the structure of the arguments or a prefix of it; None for what all
        examples share. A single number stands for all arguments.
    out_dims : int, None or structure of them
        Where the batch dimension goes in each result. None for results that do not depend on the example.
    randomness : {"error", "different", "same"}
        Whether random operators in `func` are refused, draw for each example, or draw once for all.
    chunk_size : int, optional
        How many examples are computed at a time; all, if not given.

    A function that asks for the value of a tensor (``item()``, ``if x > 0``), or whose intermediate results have a shape that depends on
    values, runs once per example instead, with the random number generator restored; PyTorch refuses these.

    Raises
    ------
    ValueError
        Where `in_dims` or `out_dims` do not fit, sizes differ, nothing is mapped over, or a result is no tensor.
    RuntimeError
        For another value of `randomness`, and for a random operator under ``randomness="error"``.
    """
    _check_randomness_arg(randomness)
    if not (chunk_size is None or chunk_size > 0):
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        return vmap_impl(func, in_dims, out_dims, randomness, chunk_size, *args, **kwargs)

    return wrapped


def chunk_vmap(func, in_dims=0, out_dims=0, randomness="error", chunks=2):
    """`vmap` in `chunks` pieces, one after another."""
    _check_randomness_arg(randomness)
    if chunks == 1:
        return vmap(func, in_dims=in_dims, out_dims=out_dims, randomness=randomness)

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        _check_out_dims_is_int_or_int_pytree(out_dims, func)
        _, flat_in_dims, flat_args, args_spec = _process_batched_inputs(in_dims, args, func)
        pieces = [t.chunk(chunks, dim=d) if d is not None else [t] * chunks for t, d in zip(flat_args, flat_in_dims)]
        return _chunked_vmap(func, flat_in_dims, zip(*pieces), args_spec, out_dims, randomness, **kwargs)

    return wrapped


def _check_randomness_arg(randomness):
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")


def get_name(func):
    """What error texts call a function."""
    if hasattr(func, "__name__"):
        return func.__name__
    if isinstance(func, functools.partial):
        return f"functools.partial({get_name(func.func)}, ...)"
    return repr(func)


def vmap_impl(func, in_dims, out_dims, randomness, chunk_size, *args, **kwargs):
    _check_out_dims_is_int_or_int_pytree(out_dims, func)
    batch_size, flat_in_dims, flat_args, args_spec = _process_batched_inputs(in_dims, args, func)
    if chunk_size is not None:
        pieces = _get_chunked_inputs(flat_args, flat_in_dims, batch_size, chunk_size)
        return _chunked_vmap(func, flat_in_dims, pieces, args_spec, out_dims, randomness, **kwargs)
    return _flat_vmap(func, batch_size, flat_in_dims, flat_args, args_spec, out_dims, randomness, **kwargs)


# ---------------------------------------------------------------------------------------------------------------------
# Arguments


def _check_out_dims_is_int_or_int_pytree(out_dims, func):
    if isinstance(out_dims, int):
        return

    def check(x):
        if not (isinstance(x, int) or x is None):
            raise ValueError(
                f"vmap({get_name(func)}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a python collection of ints representing "
                "where in the outputs the vmapped dimension should appear."
            )

    tree_map_(check, out_dims)


def _process_batched_inputs(in_dims, args, func):
    """Batch size, dimensions and arguments laid flat, and the arguments' structure. ValueError for what does not fit."""
    if not isinstance(in_dims, int) and not isinstance(in_dims, tuple):
        raise ValueError(
            f"vmap({get_name(func)}, in_dims={in_dims}, ...)(<inputs>): expected `in_dims` to be int or a (potentially nested) tuple matching the "
            f"structure of inputs, got: {type(in_dims)}."
        )
    if len(args) == 0:
        raise ValueError(
            f"vmap({get_name(func)})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no "
            "inputs. The latter is unsupported."
        )
    flat_args, spec = tree_flatten(args)
    flat_in_dims = _broadcast_to_and_flatten(in_dims, spec)
    if flat_in_dims is None:
        raise ValueError(
            f"vmap({get_name(func)}, in_dims={in_dims}, ...)(<inputs>): in_dims is not compatible with the structure of `inputs`. in_dims has "
            f"structure {tree_flatten(in_dims)[1]} but inputs has structure {spec}."
        )
    head = f"vmap({get_name(func)}, in_dims={in_dims}, ...)(<inputs>): "
    for i, (arg, dim) in enumerate(zip(flat_args, flat_in_dims)):
        if dim is None:
            continue
        if not isinstance(dim, int):
            raise ValueError(f"{head}Got in_dim={dim} for an input but in_dim must be either an integer dimension or None.")
        if not isinstance(arg, TensorBase):
            raise ValueError(
                f"{head}Got in_dim={dim} for an input but the input is of type {type(arg)}. We cannot vmap over non-Tensor arguments, please use "
                "None as the respective in_dim"
            )
        if not -arg.ndim <= dim < arg.ndim:
            raise ValueError(
                f"{head}Got in_dim={dim} for some input, but that input is a Tensor of dimensionality {arg.ndim} so expected in_dim to satisfy "
                f"-{arg.ndim} <= in_dim < {arg.ndim}."
            )
        flat_in_dims[i] = dim % arg.ndim
    return _validate_and_get_batch_size(flat_in_dims, flat_args), flat_in_dims, flat_args, spec


def _validate_and_get_batch_size(flat_in_dims, flat_args):
    sizes = [arg.shape[dim] for dim, arg in zip(flat_in_dims, flat_args) if dim is not None]
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if any([n != sizes[0] for n in sizes]):
        raise ValueError(f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension")
    return sizes[0]


# ---------------------------------------------------------------------------------------------------------------------
# Runs


class _Running:
    """Context manager: a vmap of `batch_size` examples is going on."""

    __slots__ = ("batch_size", "randomness", "different")

    def __init__(self, batch_size, randomness):
        self.batch_size, self.randomness = batch_size, randomness

    def __enter__(self):
        self.different = self.randomness == "different"
        if self.different:
            core.push_interceptor(_different_unbatched)
        return _levels.push("vmap", self.batch_size, self.randomness).level

    def __exit__(self, *_):
        if self.different:
            core.pop_interceptor()
        _levels.pop()


vmap_increment_nesting = _Running


def _flat_vmap(func, batch_size, flat_in_dims, flat_args, args_spec, out_dims, randomness, **kwargs):
    state = default_generator.state_array() if randomness != "error" else None
    try:
        with _Running(batch_size, randomness) as level:
            running = _levels.state.stack[-1]
            inputs = _create_batched_inputs(flat_in_dims, flat_args, level, args_spec)
            return _unwrap_batched(func(*inputs, **kwargs), out_dims, level, batch_size, func)
    except PerExample as asked:
        if level not in asked.levels:
            raise
        if not isinstance(asked, Separately) and not running.expanded:
            raise RuntimeError(asked.text) from None
        if state is not None:
            default_generator.set_state_array(state)
        if not batch_size:
            raise RuntimeError(asked.text) from None
        refusal = asked.text
    return _example_by_example(func, batch_size, flat_in_dims, flat_args, args_spec, out_dims, randomness, state, refusal, kwargs)


def _example(argument, dim, k):
    """Example `k` of an argument, which is a tensor or what a library has `vmap` take for one."""
    return ops.select(argument, dim, k) if isinstance(argument, TensorBase) else argument[(slice(None),) * dim + (k,)]


def _example_by_example(func, batch_size, flat_in_dims, flat_args, args_spec, out_dims, randomness, state, refusal, kwargs):
    """The function run once per example, results stacked; RuntimeError with the text `refusal` where that cannot be."""
    flat_results, spec = [], None
    for k in range(batch_size):
        if randomness == "same":
            default_generator.set_state_array(state)
        args = [a if d is None else _example(a, d, k) for a, d in zip(flat_args, flat_in_dims)]
        _levels.push("examples", batch_size, randomness)
        try:
            made = func(*tree_unflatten(args, args_spec), **kwargs)
        finally:
            _levels.pop()
        flat, found = tree_flatten(made)
        if spec is None:
            spec, whole = found, made
        elif spec != found:
            raise RuntimeError(refusal)
        flat_results.append(flat)
    dims = _flat_out_dims(whole, spec, out_dims, func)
    results = []
    for column, dim in zip(zip(*flat_results), dims):
        if dim is None:
            results.append(column[-1])
            continue
        if any([not isinstance(x, TensorBase) or x.shape != column[0].shape for x in column]):
            raise RuntimeError(refusal)
        results.append(ops.stack(list(column), dim))
    return tree_unflatten(results, spec)


def _create_batched_inputs(flat_in_dims, flat_args, level, args_spec):
    return tree_unflatten([arg if dim is None else batch(arg, dim, level) for dim, arg in zip(flat_in_dims, flat_args)], args_spec)


def _flat_out_dims(outputs, spec, out_dims, func):
    """One number (or None) per result."""
    found = None
    if isinstance(outputs, TensorBase):
        if isinstance(out_dims, int) or out_dims is None:
            found = [out_dims]
        elif isinstance(out_dims, tuple) and len(out_dims) == 1:
            found = list(out_dims)
    else:
        found = _broadcast_to_and_flatten(out_dims, spec)
    if found is None:
        raise ValueError(
            f"vmap({get_name(func)}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with the structure of `outputs`. out_dims has "
            f"structure {tree_flatten(out_dims)[1]} but outputs has structure {spec}."
        )
    return found


def _not_a_tensor(func, x):
    name = get_name(func)
    return f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(x)}. Did you mean to set out_dims= to None for output?"


def _unwrap_batched(outputs, out_dims, level, batch_size, func):
    flat, spec = tree_flatten(outputs)
    return tree_unflatten([_remove(func, x, level, batch_size, d) for x, d in zip(flat, _flat_out_dims(outputs, spec, out_dims, func))], spec)


def _remove(func, x, level, batch_size, dim):
    if dim is None:
        if isinstance(x, BatchedTensor) and level in x._levels:
            name = get_name(func)
            raise ValueError(f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None")
        return x
    if not isinstance(x, TensorBase):
        raise ValueError(_not_a_tensor(func, x))
    return unbatch(x, level, batch_size, dim)


NO_ITEM = NO_RULE.format("item")


def one_pass(function, *batches):
    """`function`, which returns a tuple of tensors or None, on the slices of `batches` along dimension 0: all at once or not at all.

    PyTorch does so with batches of gradients, by the first form of its `vmap`, which has other error texts.
    """
    size = batches[0].shape[0]
    try:
        with _Running(size, "one pass") as level:
            running = _levels.state.stack[-1]
            made = function(*[batch(x, 0, level) for x in batches])
            return tuple([None if x is None else unbatch(x, level, size, 0) for x in made])
    except Separately:
        return row_by_row(function, *batches)
    except PerExample as asked:
        if level not in asked.levels or not running.expanded:
            raise RuntimeError(NO_ITEM if asked.text == ITEM else asked.text) from None
    return row_by_row(function, *batches)


def row_by_row(function, *batches):
    """The same, one slice after another."""
    rows = []
    for k in range(batches[0].shape[0]):
        _levels.push("examples", None, "one pass")
        try:
            rows.append(function(*[x[k] for x in batches]))
        finally:
            _levels.pop()
    return tuple([None if column[0] is None else ops.stack(list(column)) for column in zip(*rows)])


# ---------------------------------------------------------------------------------------------------------------------
# In chunks


def get_chunk_sizes(total_elems, chunk_size):
    """`chunk_size` as often as it fits, and the rest."""
    sizes = [chunk_size] * (total_elems // chunk_size)
    return sizes + [total_elems % chunk_size] if total_elems % chunk_size else sizes


def _get_chunked_inputs(flat_args, flat_in_dims, batch_size, chunk_size):
    ends = tuple(itertools.accumulate(get_chunk_sizes(batch_size, chunk_size)))[:-1]
    pieces = [t.tensor_split(ends, dim=d) if d is not None else [t] * (len(ends) + 1) for t, d in zip(flat_args, flat_in_dims)]
    return zip(*pieces)


def _chunked_vmap(func, flat_in_dims, chunks_flat_args, args_spec, out_dims, randomness, **kwargs):
    state = default_generator.state_array() if randomness == "same" else None
    flat_results, spec = [], None
    for flat_args in chunks_flat_args:
        batch_size = _validate_and_get_batch_size(flat_in_dims, flat_args)
        if batch_size == 0:
            continue
        if state is not None:
            default_generator.set_state_array(state)
        flat, found = tree_flatten(_flat_vmap(func, batch_size, flat_in_dims, list(flat_args), args_spec, out_dims, randomness, **kwargs))
        flat_results.append(flat)
        spec = spec or found
    if spec is None:
        raise AssertionError("arg_spec must not be None")
    dims = _broadcast_to_and_flatten(out_dims, spec)
    return tree_unflatten([ops.cat(list(parts), d) for parts, d in zip(zip(*flat_results), dims)], spec)


# ---------------------------------------------------------------------------------------------------------------------
# Without checks, for custom Functions


def restore_vmap(func, in_dims, batch_size, randomness):
    """`vmap` that takes and returns anything, and tells where the batch dimensions of the results are."""

    def inner(*args, **kwargs):
        with _Running(batch_size, randomness) as level:
            return unwrap_batched(func(*wrap_batched(args, in_dims, level), **kwargs), level)

    return inner


def wrap_batched(args, bdims, level):
    flat, spec = tree_flatten(args)
    dims = _broadcast_to_and_flatten(bdims, spec)
    if dims is None:
        raise AssertionError("flat_bdims must not be None")
    return _create_batched_inputs(dims, flat, level, spec)


def unwrap_batched(args, level, as_given=False):
    """The values without the batch dimension of `level`, and for each where that is (None: it has none).

    It comes first, or with `as_given` where the caller of ``vmap`` had it.
    """
    flat, spec = tree_flatten(args)
    if not flat:
        return args, ()
    dims = [(x._given_dim if as_given else 0) if isinstance(x, BatchedTensor) and level in x._levels else None for x in flat]
    values = [x if dim is None else unbatch(x, level, 0, dim) for x, dim in zip(flat, dims)]
    return tree_unflatten(values, spec), tree_unflatten(dims, spec)
