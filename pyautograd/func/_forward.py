"""Derivatives of functions by forward mode: `jvp`, `jacfwd`, `linearize`."""
import functools

from .._core import core
from ..utils._pytree import tree_flatten, tree_map, tree_unflatten
from . import _levels
from ._batched import BatchedTensor, TensorBase
from ._grad import (
    _slice_argnums,
    assert_non_empty_tensor_output,
    error_if_complex,
    replaced,
    standard_basis,
)
from ._variables import Scope, Variables, leads_elsewhere, mark, recording, with_tangents
from ._vmap import vmap

ops = core.ops
_JVP = "jvp(f, primals, tangents)"


class Linearised:
    """A function evaluated once, and its derivative there as a linear map of tangents.

    A vector-Jacobian product is linear in the vector; its own vector-Jacobian product with tangents is the Jacobian-vector product.
    """

    def __init__(self, func, primals):
        self.variables = variables = Variables()
        try:
            self._evaluate(variables, func, primals)
        finally:
            variables.scope.live = False

    def _evaluate(self, variables, func, primals):
        with recording() as outside:
            variables.outside = outside
            flat, spec = tree_flatten(primals)
            result = func(*tree_unflatten([variables.add(x) for x in flat], spec))
            self.whole, self.spec = tree_flatten(result)
            self.flat = [x for x in self.whole if isinstance(x, TensorBase)]
            self.inner = [variables.inside(x) for x in self.flat]
            self.outside = outside
            self.elsewhere = outside and variables.lead_elsewhere(self.inner)
            self.depending = [x for x in self.inner if x.requires_grad]
            self.vectors = [ops.ones_like(x.detach(), requires_grad=True) for x in self.depending]
            self.products = variables.gradients(self.depending, self.vectors, True, True) if self.depending else []

    def outputs(self):
        return tree_unflatten([self.variables.released(x) if isinstance(x, TensorBase) else x for x in self.whole], self.spec)

    def tangents(self, flat_tangents):
        """The tangent of every output; what is no tensor as it is."""
        variables = self.variables
        given = [variables.inside(t).to(p.dtype) for t, p in zip(flat_tangents, variables.physical)]
        recorded = core.is_grad_enabled() and self.outside
        plain = [t._value if isinstance(t, BatchedTensor) else t for t in given]
        create = recorded and (self.elsewhere or any([t.requires_grad for t in plain]))
        roots = [(p, t) for p, t in zip(self.products, given) if p.requires_grad]
        found = [None] * len(self.vectors)
        if roots:
            edges = [core.edge_of(v) for v in self.vectors]
            found = core.run_backward([core.edge_of(p) for p, _ in roots], [t for _, t in roots], True, create, edges, False)
        found = iter(found)
        made = []
        for x in self.inner:
            tangent = next(found) if x.requires_grad else None
            made.append(variables.back(ops.zeros_like(x.detach()) if tangent is None else tangent))
        made = iter(made)
        return [next(made) if isinstance(x, TensorBase) else x for x in self.whole]


def _check_tensors(found, argname):
    if len(found) == 0:
        raise RuntimeError(f"{_JVP}: Expected {argname} to contain at least one Tensor.")
    for x in found:
        if not isinstance(x, TensorBase):
            raise RuntimeError(f"{_JVP}: Expected {argname} to only contain Tensors, got {type(x)}")


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """The value of `func` at `primals` and its Jacobian times `tangents`.

    Parameters
    ----------
    func : callable
        Takes the elements of `primals`, returns tensors in any structure; with `has_aux` a pair of that and other things.
    primals, tangents : tuple
        Tensors, or structures of tensors, of one structure, shape by shape.
    strict : bool
        Refuse an output that does not depend on the inputs; otherwise its tangent is zero.

    Returns
    -------
    (output, tangent) or (output, tangent, aux)
    """
    return _jvp_with_argnums(func, primals, tangents, argnums=None, strict=strict, has_aux=has_aux)


def _jvp_with_argnums(func, primals, tangents, argnums, *, strict=False, has_aux):
    if not isinstance(primals, tuple):
        raise RuntimeError(f"{_JVP}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).")
    diff = primals if argnums is None else _slice_argnums(primals, argnums)
    flat_primals, primals_spec = tree_flatten(diff)
    flat_tangents, tangents_spec = tree_flatten(tangents)
    if primals_spec != tangents_spec:
        raise RuntimeError(
            f"{_JVP}: Expected primals and tangents to have the same python structure. For example, if primals is a tuple of 3 tensors, tangents also "
            f"must be. Got primals with structure {primals_spec} and tangents with structure {tangents_spec}"
        )
    _check_tensors(flat_primals, "primals")
    _check_tensors(flat_tangents, "tangents")
    _check_duals(flat_primals, flat_tangents)
    with _Pushing() as push:
        shown = tree_unflatten([push.dual(x, t) for x, t in zip(flat_primals, flat_tangents)], primals_spec)
        outputs, found, aux = push.results(func, primals, shown, argnums, has_aux, strict)
    return (outputs, found, aux) if has_aux else (outputs, found)


class _Pushing:
    """Context manager: a level of forward mode, and tensors in and out of it.

    Tangents are carried by the physical tensors under batched ones; inside of a vmap a dual tensor is batched at all levels, as variables are.
    """

    def __enter__(self):
        self.around = Variables()
        _levels.push("jvp")
        self.scope = Scope()
        self.scope.begun = _levels.state.stack[-1].scope
        self.level = core.enter_level()
        self.enabled = core.set_forward_enabled(True)
        return self

    def __exit__(self, *_):
        core.set_forward_enabled(self.enabled)
        core.leave_level()
        _levels.pop()

    def dual(self, x, tangent):
        """What the function gets for `x`."""
        if self.around.levels:
            _levels.expand_into(x)
        x = self.around.inside(x)
        if any([s == 0 and n > 1 for n, s in zip(x.shape, x.stride())]):
            x = x.clone()  # a tangent is laid out as its tensor is, and elements of this one share memory
        made = ops._make_dual(x, self.around.inside(tangent), self.level)
        core.admit(made, x, _levels.state.stack[-1].outer)
        mark(made, x)
        return self.around.back(made)

    def parts(self, x, strict=False):
        """A result without its tangent, and the tangent: zero where the result does not depend on what was pushed."""
        primal, tangent = ops._unpack_dual(self.around.inside(x), self.level)
        if tangent is None:
            if strict:
                raise RuntimeError(
                    "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed with strict=True."
                )
            tangent = ops.zeros_like(primal)
        return self._released(primal), self._released(tangent)

    def _released(self, x):
        """A part as it is seen outside: without history where that ends at leaves made inside."""
        if x.requires_grad and not leads_elsewhere([x], self.scope):
            x = with_tangents(x.detach(), x)
        return self.around.back(x)

    def results(self, func, primals, shown, argnums, has_aux, strict=False):
        """The function's results, their tangents, and aux, in the structure that the function gives."""
        if argnums is not None:
            shown = replaced(primals, shown if isinstance(argnums, tuple) else shown[0], argnums)
        result, aux = func(*shown), None
        if has_aux:
            if not (isinstance(result, tuple) and len(result) == 2):
                raise RuntimeError(f"{_JVP}: output of function f should be a tuple: (output, aux) if has_aux is True")
            result, aux = result
            aux = tree_map(self._aux, aux)
        flat, spec = tree_flatten(result)
        assert_non_empty_tensor_output(flat, _JVP)
        pairs = [self.parts(x, strict) for x in flat]
        return tree_unflatten([p for p, _ in pairs], spec), tree_unflatten([t for _, t in pairs], spec), aux

    def _aux(self, x):
        if not isinstance(x, TensorBase):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(x)}")
        return self.parts(x)[0]


def _check_duals(primals, tangents):
    for x, t in zip(primals, tangents):
        for called, y in (("primal", x), ("tangent", t)):
            if not (y.is_floating_point() or y.is_complex()):
                raise ValueError(f"Expected {called} to be floating point or complex, but got: {y.dtype}")
        if x.shape != t.shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size "
                f"{list(x.shape)} while the given forward gradient is of size {list(t.shape)}."
            )


def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    """A function that gives the Jacobian of `func` by forward mode, all columns at once.

    Parameters and result are those of `jacrev`; `randomness` is that of `vmap`.
    """

    @functools.wraps(func)
    def jacobian(*args):
        error_if_complex("jacfwd", args, is_input=True)
        primals = args if argnums is None else _slice_argnums(args, argnums)
        flat_primals, primals_spec = tree_flatten(primals)
        numels = [p.numel() for p in flat_primals]
        (basis,) = standard_basis(flat_primals)
        columns, spec, aux = _columns(func, args, argnums, has_aux, randomness, basis, primals_spec)
        blocks = []
        for column in columns:
            parts = column.movedim(0, -1).split(numels, -1)
            blocks.append([_unflatten(part, primal.shape) for part, primal in zip(parts, flat_primals)])
        blocks = [tree_unflatten(b, primals_spec) for b in blocks]
        if isinstance(argnums, int):
            blocks = [b[0] for b in blocks]
        found = tree_unflatten(blocks, spec)
        return (found, aux) if has_aux else found

    return jacobian


def _unflatten(tensor, shape):
    return tensor.squeeze(-1) if len(shape) == 0 else tensor.unflatten(-1, tuple(shape))


def _columns(func, args, argnums, has_aux, randomness, basis, primals_spec):
    """The tangents of all outputs along each of the unit vectors, stacked; the outputs' structure; aux."""

    def push(along):
        output, tangent, *aux = _jvp_with_argnums(func, args, along, argnums=argnums, has_aux=has_aux)
        error_if_complex("jacfwd", output, is_input=False)
        return (tangent, *aux) if has_aux else tangent

    tangents = vmap(push, randomness=randomness)(tree_unflatten(basis, primals_spec))
    aux = None
    if has_aux:
        tangents, aux = tangents
        aux = tree_map(lambda x: x[0], aux)
    flat, spec = tree_flatten(tangents)
    return flat, spec, aux


def linearize(func, *primals):
    """The value of `func` at `primals`, and its derivative there as a function of tangents, which may be called any number of times."""
    _levels.push("jvp")
    try:
        linear = Linearised(func, primals)
        output = linear.outputs()
    finally:
        _levels.pop()
    flat_primals, primals_spec = tree_flatten(primals)

    def jvp_fn(*tangents):
        flat, spec = tree_flatten(tangents)
        if spec != primals_spec:
            raise RuntimeError(f"Expected the tangents {spec} to have the same argspec as the primals {primals_spec}")
        for at, (t, p) in enumerate(zip(flat, flat_primals)):
            for what in ("shape", "device", "dtype"):
                if getattr(t, what) != getattr(p, what):
                    raise RuntimeError(
                        f"tangent:{at} with {what} {getattr(t, what)} in flattened pytree doesn't match the {what} {getattr(p, what)} of the "
                        "corresponding primal."
                    )
        return tree_unflatten(linear.tangents(flat), linear.spec)

    return output, jvp_fn


for _shown in (jvp, jacfwd, linearize):
    _shown.__module__ = "torch.func"
