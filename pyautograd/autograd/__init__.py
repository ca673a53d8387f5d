"""Automatic differentiation: ``backward``, ``grad``, and what surrounds them."""
import warnings

from .. import _lazy
from .._core import core
from .._types import Size
from .grad_mode import (
    _force_original_view_tracking,  # noqa: F401
    _unsafe_preserve_version_counter,  # noqa: F401
    enable_grad,
    enforce_grad_layout_policy,
    inference_mode,
    no_grad,
    set_grad_enabled,
    set_multithreading_enabled,
)

_CREATE_GRAPH_WARNING = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which can cause a memory leak. We "
    "recommend using autograd.grad when creating the graph to avoid this. If you have to use this function, make sure to reset the .grad fields of "
    "your parameters to None after use to break the cycle and avoid the leak."
)


def _as_tuple(x):
    return (x,) if isinstance(x, core.TensorBase) or _is_edge(x) else tuple(x)


def _is_edge(x):
    return hasattr(x, "output_nr") and hasattr(x, "node")


def _edge(x):
    return (x.node, x.output_nr) if _is_edge(x) else core.edge_of(x)


def _make_grads(outputs, grads, is_grads_batched=False):
    """The gradients to start from: those given, checked against the outputs, or ones for scalars."""
    made = []
    for i, (out, grad) in enumerate(zip(outputs, grads)):
        if isinstance(grad, core.TensorBase):
            if not _is_edge(out):
                _check_grad(out, grad, i, is_grads_batched)
            made.append(grad)
        elif grad is None:
            if _is_edge(out):
                meta = out.node._input_metadata[out.output_nr]
                shape, dtype = meta.shape, meta.dtype
            else:
                if not out.requires_grad:
                    made.append(None)
                    continue
                shape, dtype = out.shape, out.dtype
            if Size(shape).numel() != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            if not dtype.is_floating_point:
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {dtype}")
            made.append(core.ops.ones(tuple(shape), dtype=dtype) if _is_edge(out) else core.ops.ones_like(out.detach()))
        else:
            raise TypeError(f"gradients can be either Tensors or None, but got {type(grad).__name__}")
    return made


def _check_grad(out, grad, i, batched):
    shape = grad.shape[1:] if batched else grad.shape
    if shape != out.shape:
        if batched:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. The sizes of the remaining "
                f"dimensions are expected to match the shape of corresponding output, but a mismatch was detected: grad_output[{i}] has a shape of "
                f"{grad.shape} and output[{i}] has a shape of {out.shape}. If you only want some tensors in `grad_output` to be considered batched, "
                "consider using vmap."
            )
        raise RuntimeError(f"Mismatch in shape: grad_output[{i}] has a shape of {grad.shape} and output[{i}] has a shape of {out.shape}.")
    if out.dtype.is_complex != grad.dtype.is_complex:
        raise RuntimeError(
            "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: "
            f"grad_output[{i}] has a dtype of {grad.dtype} and output[{i}] has a dtype of {out.dtype}."
        )


def _roots(outputs, grads):
    """Edges of the outputs with their gradients; RuntimeError for an output outside any graph."""
    if len(outputs) != len(grads):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(grads)} gradients")
    edges = []
    for i, out in enumerate(outputs):
        edge = _edge(out)
        if edge is None:
            raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
        if not _is_edge(out) and grads[i] is None:
            raise RuntimeError(f"element {i} of gradients tuple is None, but the corresponding Tensor requires grad")
        edges.append(edge)
    return edges


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None):
    """Accumulate gradients of `tensors` into the leaves of their graph.

    Parameters
    ----------
    tensors : Tensor, GradientEdge or sequence of them
    grad_tensors : Tensor or sequence of (Tensor or None), optional
        The vector of the vector-Jacobian product for each of `tensors`; may be left out for scalars.
    retain_graph : bool, optional
        Keep saved values for another backward. Default: the value of `create_graph`.
    create_graph : bool
        Record the backward itself, for higher derivatives.
    inputs : sequence of Tensor, optional
        Accumulate only into these; non-leaves get ``grad`` as well.

    Raises
    ------
    RuntimeError
        For an output that is no scalar and has no gradient given, or that needs no gradients; for a graph whose saved
        values were freed; for shapes that do not match.
    """
    if grad_variables is not None:
        warnings.warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning, stacklevel=2)
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to `backward()`. Please only use `grad_tensors`."
            )
        grad_tensors = grad_variables
    if inputs is not None:
        inputs = (inputs,) if isinstance(inputs, core.TensorBase) or _is_edge(inputs) else tuple(inputs)
        if len(inputs) == 0:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    outputs = _as_tuple(tensors)
    if grad_tensors is None:
        given = (None,) * len(outputs)
    else:
        given = (grad_tensors,) if isinstance(grad_tensors, core.TensorBase) else tuple(grad_tensors)
    if len(given) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(given)} gradients")
    grads = _make_grads(outputs, given)
    edges = _roots(outputs, grads)
    keep = create_graph if retain_graph is None else retain_graph
    if create_graph:
        warnings.warn(_CREATE_GRAPH_WARNING, stacklevel=2)
    targets = None
    if inputs is not None:
        targets = []
        for x in inputs:
            if not _is_edge(x):
                x.retain_grad()
            targets.append(_edge(x))
    core.run_backward(edges, grads, bool(keep), bool(create_graph), targets, True)


def grad(
    outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None, is_grads_batched=False,
    materialize_grads=False,
):  # fmt: skip
    """The sum of gradients of `outputs` with respect to `inputs`, as a tuple of tensors; ``.grad`` is left alone.

    Parameters
    ----------
    outputs, inputs : Tensor, GradientEdge or sequence of them
    grad_outputs : Tensor or sequence of (Tensor or None), optional
    retain_graph, create_graph : bool
        As in `backward`.
    allow_unused : bool, optional
        Give None for an input that the outputs do not depend on, instead of raising.
    is_grads_batched : bool
        The first dimension of each of `grad_outputs` counts vectors; the results get that dimension too.
    materialize_grads : bool
        Give zeros for unused inputs.
    """
    if materialize_grads and allow_unused is False:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.")
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    outputs, inputs = _as_tuple(outputs), _as_tuple(inputs)
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts of the graph, please use torch.autograd.backward.",
            FutureWarning,
            stacklevel=2,
        )
    if grad_outputs is None:
        given = (None,) * len(outputs)
    else:
        given = (grad_outputs,) if isinstance(grad_outputs, core.TensorBase) else tuple(grad_outputs)
    if len(given) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(given)} gradients")
    if not inputs:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    grads = _make_grads(outputs, given, is_grads_batched)
    keep = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        answers = _batched(outputs, inputs, grads, create_graph, allow_unused)
    else:
        answers = _grad_once(outputs, inputs, grads, keep, create_graph, allow_unused)
    if materialize_grads:
        answers = [core.ops.zeros_like(x) if a is None and not _is_edge(x) else a for a, x in zip(answers, inputs)]
    return tuple(answers)


def _grad_once(outputs, inputs, grads, keep, create_graph, allow_unused):
    edges = _roots(outputs, grads)
    targets = []
    for x in inputs:
        edge = _edge(x)
        if edge is None:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
        targets.append(edge)
    answers = core.run_backward(edges, grads, bool(keep), bool(create_graph), targets, False)
    if not allow_unused:
        for i, a in enumerate(answers):
            if a is None:
                raise RuntimeError(
                    f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set allow_unused=True if this is the desired "
                    "behavior."
                )
    return answers


def _batched(outputs, inputs, grads, create_graph, allow_unused):
    """One run per vector of a batch, stacked."""
    count = next(g.shape[0] for g in grads if g is not None)
    rows = [_grad_once(outputs, inputs, [None if g is None else g[k] for g in grads], True, create_graph, allow_unused) for k in range(count)]
    return [None if rows[0][i] is None else core.ops.stack([r[i] for r in rows]) for i in range(len(inputs))]


_SUBMODULES = ("anomaly_mode", "forward_ad", "function", "functional", "grad_mode", "gradcheck", "graph", "variable", "profiler")
_NAMES = {
    "Function": "function", "NestedIOFunction": "function", "Variable": "variable", "detect_anomaly": "anomaly_mode",
    "set_detect_anomaly": "anomaly_mode",
    "is_multithreading_enabled": "grad_mode", "is_view_replay_enabled": "grad_mode",
}  # fmt: skip


# ``autograd.gradcheck`` is the function, as in PyTorch, although a module of that name holds it. It is loaded here because a
# later ``import pyautograd.autograd.gradcheck`` would put the module in the function's place.
from .gradcheck import gradcheck, gradgradcheck  # noqa: E402, F401

__getattr__, __dir__ = _lazy.attributes(__name__, _SUBMODULES, _NAMES)
__all__ = [
    "Function", "Variable", "backward", "detect_anomaly", "enable_grad", "enforce_grad_layout_policy", "grad", "gradcheck", "gradgradcheck", "inference_mode", "no_grad",
    "set_detect_anomaly", "set_grad_enabled", "set_multithreading_enabled",
]  # fmt: skip
