"""Derivatives of functions by reverse mode: `grad`, `vjp`, `jacrev`, and `hessian`."""
import functools

from .._core import core
from ..utils._pytree import (
    tree_flatten,
    tree_leaves,
    tree_map,
    tree_unflatten,
    treespec_pprint,
)
from . import _levels
from ._batched import BatchedTensor, TensorBase
from ._variables import Variables, all_passed, doesnt_support_saved_tensors_hooks, recording
from ._vmap import get_chunk_sizes, vmap

ops = core.ops


def grad(func, argnums=0, has_aux=False):
    """A function that gives the gradient of `func`.

    ``no_grad`` inside `func` is respected, around the call it is not, but then the result has no history. The result requires gradients
    only where it depends on something outside that does.

    Parameters
    ----------
    func : callable
        Takes anything, returns a tensor of no dimensions, or with `has_aux` a pair of it and other things.
    argnums : int or tuple of int
        The arguments to differentiate by: tensors, or structures of tensors.
    has_aux : bool
        Return ``(gradient, aux)``.

    Raises
    ------
    RuntimeError
        For a result that is no scalar tensor, and for `argnums` that are no positional arguments.
    ValueError
        For an argument to differentiate by that is no tensor.
    """

    @functools.wraps(func)
    def gradient(*args, **kwargs):
        return grad_impl(func, argnums, has_aux, args, kwargs)

    return gradient


def grad_and_value(func, argnums=0, has_aux=False):
    """As `grad`, but gives ``(gradient, value)``, or ``(gradient, (value, aux))``."""

    @functools.wraps(func)
    def both(*args, **kwargs):
        return grad_and_value_impl(func, argnums, has_aux, args, kwargs)

    return both


@doesnt_support_saved_tensors_hooks
def grad_and_value_impl(func, argnums, has_aux, args, kwargs):
    variables = Variables()
    _levels.push("grad")
    try:
        with recording() as outside:
            variables.outside = outside
            sliced = _slice_argnums(args, argnums, as_tuple=False)
            diff_args = tree_map(variables.add, sliced)
            output = func(*replaced(args, diff_args, argnums), **{k: all_passed(x) for k, x in kwargs.items()})
            aux = None
            if has_aux:
                if not (isinstance(output, tuple) and len(output) == 2):
                    raise RuntimeError("grad_and_value(f)(*args): output of function f should be a tuple: (output, aux) if has_aux is True")
                output, aux = output
            if not isinstance(output, TensorBase):
                raise RuntimeError(f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(output)}")
            if output.dim() != 0:
                raise RuntimeError(
                    f"grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with {output.dim()} dims. Maybe you wanted to "
                    "use the vjp or jacrev APIs instead?"
                )
            inner = variables.inside(output)
            if inner.requires_grad and not inner.dtype.is_floating_point:
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {inner.dtype}")
            elsewhere = outside and variables.lead_elsewhere([inner])
            grads = variables.gradients([inner], [ops.ones_like(inner.detach())], has_aux or elsewhere, elsewhere)
            found = [variables.released(variables.back(g)) for g in grads]
            result = tree_unflatten(found, tree_flatten(diff_args)[1])
            output = variables.released(output)
            if has_aux:
                aux = _released_all(aux, variables)
    finally:
        _levels.pop()
        variables.scope.live = False
    return (result, (output, aux)) if has_aux else (result, output)


def grad_impl(func, argnums, has_aux, args, kwargs):
    """The gradient, or with `has_aux` the gradient and aux."""
    results = grad_and_value_impl(func, argnums, has_aux, args, kwargs)
    return (results[0], results[1][1]) if has_aux else results[0]


def _released_all(aux, variables):
    def release(x):
        if isinstance(x, TensorBase):
            return variables.released(x)
        raise RuntimeError(f"Expected tensors, got unsupported type {type(x)}")

    return tree_map(release, aux)


def replaced(args, diff_args, argnums):
    """`args` with the differentiable ones in their places."""
    if argnums is None:
        return diff_args
    if isinstance(argnums, int):
        argnums, diff_args = (argnums,), (diff_args,)
    given = {a % len(args): x for a, x in zip(argnums, diff_args)}
    return tuple([given[i] if i in given else all_passed(x) for i, x in enumerate(args)])


# ---------------------------------------------------------------------------------------------------------------------
# argnums


def _validate_and_wrap_argnum(argnum, num_args):
    if not isinstance(argnum, int):
        raise RuntimeError(f"argnum must be int, got: {type(argnum)}")
    if not -num_args <= argnum < num_args:
        raise RuntimeError(f"Got argnum={argnum}, but only {num_args} positional inputs")
    return argnum % num_args


def _slice_argnums(args, argnums, as_tuple=True):
    """The arguments that `argnums` names. RuntimeError for what does not name any."""
    if not isinstance(argnums, (int, tuple)):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    if isinstance(argnums, int):
        x = args[_validate_and_wrap_argnum(argnums, len(args))]
        return (x,) if as_tuple else x
    places = tuple([_validate_and_wrap_argnum(a, len(args)) for a in argnums])
    if len(places) == 0:
        raise RuntimeError("argnums must be non-empty")
    if len(set(places)) != len(places):
        raise RuntimeError(f"argnums elements must be unique, got {places}")
    return tuple([args[a] for a in places])


# ---------------------------------------------------------------------------------------------------------------------
# Vector-Jacobian products


def vjp(func, *primals, has_aux=False):
    """The value of `func` and a function for vector-Jacobian products.

    Parameters
    ----------
    func : callable
        Takes tensors (or structures of tensors), returns floating point or complex tensors in any structure; with `has_aux` a pair
        of that and other things.
    primals
        Where it is differentiated.

    Returns
    -------
    (output, vjp_fn) or (output, vjp_fn, aux)
        ``vjp_fn(cotangents)``, of the structure of the output, gives a tuple with the product for each of `primals`. It may be called
        any number of times, also under other transforms.
    """
    return _vjp_with_argnums(func, *primals, has_aux=has_aux)


def assert_non_empty_tensor_output(output, api):
    if len(output) == 1 and output[0] is None or len(output) < 1:
        raise RuntimeError(f"{api}: Expected f to be a function that has non-empty output (got output = {output})")
    for o in output:
        if not isinstance(o, TensorBase):
            raise RuntimeError(f"{api}: expected f(*primals) to return only tensors, got unsupported type {type(o)}")


@doesnt_support_saved_tensors_hooks
def _vjp_with_argnums(func, *primals, argnums=None, has_aux=False):
    variables = Variables()
    _levels.push("grad")
    try:
        with recording() as outside:
            variables.outside = outside
            sliced = primals if argnums is None else _slice_argnums(primals, argnums, as_tuple=False)
            diff_primals = tree_map(variables.add, sliced)
            spec = tree_flatten(diff_primals)[1]
            primals_out = func(*replaced(primals, diff_primals, argnums))
            aux = None
            if has_aux:
                if not (isinstance(primals_out, tuple) and len(primals_out) == 2):
                    raise RuntimeError("vjp(f, *primals): output of function f should be a tuple: (output, aux) if has_aux is True")
                primals_out, aux = primals_out
                aux = _released_all(aux, variables)
            flat_out, out_spec = tree_flatten(primals_out)
            assert_non_empty_tensor_output(flat_out, "vjp(f, *primals)")
            for x in flat_out:
                if not (x.is_floating_point() or x.is_complex()):
                    raise RuntimeError(f"vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype {x.dtype}")
            inner = [variables.inside(x) for x in flat_out]
            elsewhere = outside and variables.lead_elsewhere(inner)
            results = tree_unflatten([variables.released(x) for x in flat_out], out_spec)
    finally:
        _levels.pop()
        variables.scope.live = False

    def wrapper(cotangents, retain_graph=True, create_graph=None):
        from ..autograd import _make_grads

        wanted = core.is_grad_enabled() if create_graph is None else create_graph
        flat, found = tree_flatten(cotangents)
        if out_spec != found:
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. cotangents: "
                f"{treespec_pprint(found)}, primal output: {treespec_pprint(out_spec)}"
            )
        pairs = [(o, i, g) for o, i, g in zip(flat_out, inner, flat) if i.requires_grad]
        _make_grads([o for o, _, _ in pairs], [g for _, _, g in pairs], False)
        grads = [variables.inside(g) if isinstance(g, TensorBase) else ops.ones_like(i.detach()) for _, i, g in pairs]
        plain = [g._value if isinstance(g, BatchedTensor) else g for g in grads]
        create = wanted and (elsewhere or any([g.requires_grad for g in plain]))
        with _without_inference():
            made = variables.gradients([i for _, i, _ in pairs], grads, retain_graph, create)
        return tree_unflatten([variables.back(g) for g in made], spec)

    return (results, wrapper, aux) if has_aux else (results, wrapper)


class _without_inference:
    """Context manager: inference mode is off; the grad mode stays."""

    __slots__ = ("grad", "inference")

    def __enter__(self):
        self.grad, self.inference = core.is_grad_enabled(), core.is_inference_mode_enabled()
        if self.inference:
            core.set_inference_mode(False)
            core.set_grad_enabled(self.grad)

    def __exit__(self, *_):
        if self.inference:
            core.set_inference_mode(True)
            core.set_grad_enabled(self.grad)


# ---------------------------------------------------------------------------------------------------------------------
# Jacobians


def error_if_complex(name, args, is_input):
    """RuntimeError for a complex tensor: Jacobians are of real functions."""
    for at, arg in enumerate(tree_leaves(args)):
        if isinstance(arg, TensorBase) and arg.dtype.is_complex:
            which = "inputs" if is_input else "outputs"
            raise RuntimeError(f"{name}: Expected all {which} to be real but received complex tensor at flattened input idx: {at}")


def standard_basis(tensors, chunk_size=None):
    """The unit vectors of the space of all elements of `tensors`, `chunk_size` at a time: each chunk a tensor per tensor, unit vectors first."""
    if not tensors:
        raise AssertionError("tensors must have at least one element")
    numels = [t.numel() for t in tensors]
    total = sum(numels)
    sizes = get_chunk_sizes(total, chunk_size) if chunk_size and chunk_size < total else [total]
    begin = 0
    for size in sizes:
        chunk, start = [], 0
        for t, n in zip(tensors, numels):
            part = ops.zeros((size, n), dtype=t.dtype)
            part.diagonal(begin - start).fill_(1)
            chunk.append(part.view((size, *t.shape)))
            start += n
        yield chunk
        begin += size


def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None, _preallocate_and_copy=False):
    """A function that gives the Jacobian of `func` by reverse mode, all rows at once.

    Parameters
    ----------
    func : callable
        Returns real tensors in any structure.
    argnums : int or tuple of int
        The arguments to differentiate by.
    has_aux : bool
        `func` returns ``(output, aux)``, the result is ``(jacobian, aux)``.
    chunk_size : int, optional
        How many rows are computed at a time. With 1 there is no `vmap`.

    Returns
    -------
    callable
        Its result has the structure of the output, and in place of each tensor a block of shape ``output.shape + input.shape`` for each
        input, in the structure of `argnums` and of the inputs.
    """
    if not (chunk_size is None or chunk_size > 0):
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @functools.wraps(func)
    def jacobian(*args):
        error_if_complex("jacrev", args, is_input=True)
        output, vjp_fn, *aux = _vjp_with_argnums(func, *args, argnums=argnums, has_aux=has_aux)
        flat_output, output_spec = tree_flatten(output)
        error_if_complex("jacrev", flat_output, is_input=False)
        flat_primals, primals_spec = tree_flatten(_slice_argnums(args, argnums))
        parts = []
        for chunk in standard_basis(flat_output, chunk_size):
            if chunk_size == 1 or chunk[0].shape[0] == 1:
                if chunk[0].shape[0] != 1:
                    raise AssertionError("expected t.size(0) to be 1, got 0")
                rows = [r.unsqueeze(0) for r in tree_leaves(vjp_fn(tree_unflatten([t.squeeze(0) for t in chunk], output_spec)))]
            else:
                rows = tree_leaves(vmap(vjp_fn)(tree_unflatten(chunk, output_spec)))
            parts.append(rows)
        rows = parts[0] if len(parts) == 1 else [ops.cat(list(column), 0) for column in zip(*parts)]
        numels = [t.numel() for t in flat_output]
        per_input = [
            [block.view((*out.shape, *primal.shape)) for block, out in zip(row.split(numels, 0), flat_output)] for row, primal in zip(rows, flat_primals)
        ]
        blocks = [tree_unflatten(list(column), primals_spec) for column in zip(*per_input)]
        if isinstance(argnums, int):
            blocks = [b[0] for b in blocks]
        found = tree_unflatten(blocks, output_spec)
        return (found, *aux) if has_aux else found

    return jacobian


def hessian(func, argnums=0):
    """A function that gives the Hessian of `func`: ``jacfwd(jacrev(func))``."""
    from ._forward import jacfwd

    return jacfwd(jacrev(func, argnums), argnums)


# ---------------------------------------------------------------------------------------------------------------------
# Others


def functionalize(func, *, remove="mutations"):
    """`func` itself, checked as PyTorch checks it: its results are the same, and there is no tracer that would see the difference."""
    if remove not in ("mutations", "mutations_and_views"):
        raise RuntimeError(
            f"functionalize(f, remove='mutations'): received invalid argument for remove={remove}. Valid options are:\n"
            "     remove='mutations': all inplace and out= operators will be removed from the program, and replaced with their out-of-place "
            "equivalents.\n"
            "     remove='mutations_and_views': In addition to the above, all aliasing operators {view} will be replaced with their non-aliasing "
            "counterparts, {view}_copy.\n"
        )

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        _levels.push("functionalize")
        try:
            return func(*args, **kwargs)
        finally:
            _levels.pop()

    return wrapped


def debug_unwrap(tensor, *, recurse=True):
    """What transforms hide: the tensor with all batch dimensions, and outside of derivatives. Without `recurse` by the innermost level alone.

    Other tensors are given back as they are. For debugging.
    """
    from ._layers import layers, unwrapped

    result = tensor
    while layers(result):
        result = unwrapped(result)
        if not recurse:
            break
    return result


for _shown in (grad, grad_and_value, vjp, jacrev, hessian, functionalize, debug_unwrap):
    _shown.__module__ = "torch.func"
