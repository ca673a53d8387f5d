"""Automatic differentiation: ``backward``, ``grad``, and what surrounds them."""
import sys
import warnings

from .. import _lazy
from .._core import core
from .._types import Size
from ..func._levels import state as _transforms
from ._engine import _is_edge, _release_graph
from ._engine import reached as _reached
from ._engine import run_backward as _engine_run_backward
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
from .variable import Variable

_quick_grad = getattr(core, "quick_grad", lambda *arguments: None)  # the compiled core's


def _as_tuple(x):
    return (x,) if isinstance(x, core.TensorBase) or _is_edge(x) else tuple(x)


def _inputs_as_tuple(inputs, caller):
    """The inputs of `backward` or `grad`; those of a dict are its values."""
    if isinstance(inputs, core.TensorBase) or _is_edge(inputs):
        return (inputs,)
    if type(inputs) is dict:
        return tuple(inputs.values())
    if not isinstance(inputs, (tuple, list)):
        from collections.abc import Mapping

        if isinstance(inputs, Mapping):
            raise TypeError(
                f"`inputs` argument to `{caller}()` must be a dict, not {type(inputs).__name__}. Other Mapping types are not supported."
            )
    return tuple(inputs)


def _tensor_or_tensors_to_tuple(tensors, length):
    """The gradients that were given as a tuple; `length` times None where none were."""
    if tensors is None:
        return (None,) * length
    return (tensors,) if isinstance(tensors, core.TensorBase) else tuple(tensors)


def _calculate_shape(output, grad, is_grads_batched):
    """The shapes of an output and of the gradient given for it, as error messages show them."""
    if _is_edge(output):
        if is_grads_batched:
            raise RuntimeError("Batched grads are not supported with GradientEdge")
        return Size(output.node._input_metadata[output.output_nr].shape), grad.shape
    return output.shape, grad.shape[1:] if is_grads_batched else grad.shape


def _make_grads(outputs, grads, is_grads_batched):
    """The gradients to start from: those given, checked against the outputs, or ones for scalars."""
    made = []
    for i, (out, grad) in enumerate(zip(outputs, grads)):
        if isinstance(out, core.TensorBase):
            shape, dtype, edge = out.shape, out.dtype, False
        elif _is_edge(out):
            meta = out.node._input_metadata[out.output_nr]
            shape, dtype, edge = Size(meta.shape), meta.dtype, True
        else:
            raise AssertionError("Expected output to be a torch.Tensor")
        if isinstance(grad, core.TensorBase):
            _check_grad(out, shape, dtype, grad, i, is_grads_batched)
            made.append(grad)
        elif grad is None:
            if not edge and not out.requires_grad:
                made.append(None)
                continue
            if shape.numel() != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            if not dtype.is_floating_point:
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {dtype}")
            made.append(core.ops.ones(tuple(shape), dtype=dtype) if edge else _ones_for(out))
        else:
            raise TypeError(f"gradients can be either Tensors or None, but got {type(grad).__name__}")
    return tuple(made)


_MODES = __package__.rpartition(".")[0] + ".utils._python_dispatch"


def _ones_for(out):
    """The gradient that a scalar result begins with."""
    modes = sys.modules.get(_MODES)
    if hasattr(out, "__torch_dispatch__") or modes is not None and modes.is_in_torch_dispatch_mode():
        from .._types import preserve_format

        return core.ops.ones_like(out, memory_format=preserve_format)
    return core.ops.ones_like(out.detach())


def _check_grad(out, shape, dtype, grad, i, batched):
    first = grad[0] if batched else grad
    if first.shape != shape:
        out_shape, grad_shape = _calculate_shape(out, first, batched)
        if batched:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. The sizes of the remaining "
                f"dimensions are expected to match the shape of corresponding output, but a mismatch was detected: grad_output[{i}] has a shape of "
                f"{grad_shape} and output[{i}] has a shape of {out_shape}. If you only want some tensors in `grad_output` to be considered batched, "
                "consider using vmap."
            )
        raise RuntimeError(f"Mismatch in shape: grad_output[{i}] has a shape of {grad_shape} and output[{i}] has a shape of {out_shape}.")
    if dtype.is_complex != grad.dtype.is_complex:
        raise RuntimeError(
            "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: "
            f"grad_output[{i}] has a dtype of {grad.dtype} and output[{i}] has a dtype of {dtype}."
        )


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
    inputs : Tensor, GradientEdge, sequence or dict of them, optional
        Accumulate only into these; non-leaves get ``grad`` as well.

    Raises
    ------
    RuntimeError
        For an output that is no scalar and has no gradient given, or that needs no gradients; for a graph whose saved
        values were freed; for shapes that do not match.
    """
    if _transforms.stack:
        raise RuntimeError(
            "backward() called inside a functorch transform. This is not supported, please use functorch.grad or functorch.vjp instead or call "
            "backward() outside of functorch transforms."
        )
    if grad_variables is not None:
        warnings.warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning, stacklevel=2)
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to `backward()`. Please only use `grad_tensors`."
            )
        grad_tensors = grad_variables
    targets = () if inputs is None else _inputs_as_tuple(inputs, "backward")
    if inputs is not None and not targets:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    outputs = _as_tuple(tensors)
    grads = _make_grads(outputs, _tensor_or_tensors_to_tuple(grad_tensors, len(outputs)), False)
    if retain_graph is None:
        retain_graph = create_graph
    _engine_run_backward(outputs, grads, retain_graph, create_graph, targets, allow_unreachable=True, accumulate_grad=True)


def grad(
    outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None, is_grads_batched=False,
    materialize_grads=False,
):  # fmt: skip
    """The sum of gradients of `outputs` with respect to `inputs`, as a tuple of tensors; ``.grad`` is left alone.

    Parameters
    ----------
    outputs : Tensor, GradientEdge or sequence of them
    inputs : Tensor, GradientEdge, sequence or dict of them
        For a dict the result is a dict with the same keys.
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
    if only_inputs is True and not is_grads_batched and not materialize_grads and type(inputs) is not dict and not _transforms.vmaps:
        answers = _quick_grad(outputs, inputs, grad_outputs, create_graph if retain_graph is None else retain_graph, create_graph)
        if answers is not None:
            return tuple(answers) if allow_unused else _reached(answers)
    outputs, targets = _as_tuple(outputs), _inputs_as_tuple(inputs, "grad")
    if not targets:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts of the graph, please "
            "use torch.autograd.backward.",
            FutureWarning,
            stacklevel=2,
        )
    grads = _make_grads(outputs, _tensor_or_tensors_to_tuple(grad_outputs, len(outputs)), is_grads_batched)
    if retain_graph is None:
        retain_graph = create_graph
    if is_grads_batched:
        answers = _batched(outputs, grads, retain_graph, create_graph, targets, allow_unused)
    elif _transforms.vmaps:
        from ..func._batched_grad import grad_of_examples  # here, so that importing the library does not load it

        answers = grad_of_examples(_engine_run_backward, outputs, grads, retain_graph, create_graph, targets, allow_unused)
    else:
        answers = _engine_run_backward(outputs, grads, retain_graph, create_graph, targets, allow_unused, accumulate_grad=False)
    if materialize_grads:
        if any(a is None and not isinstance(x, core.TensorBase) for a, x in zip(answers, targets)):
            raise RuntimeError("materialize_grads cannot be used when the given input is a GradientEdge")
        answers = tuple([core.ops.zeros_like(x, requires_grad=create_graph) if a is None else a for a, x in zip(answers, targets)])
    return dict(zip(inputs, answers)) if type(inputs) is dict else answers


def _batched(outputs, grads, keep, create_graph, inputs, allow_unused):
    """One run for all vectors of a batch, or, where a derivative looks at single values, one for each, stacked."""
    from ..func._batched import PerExample, batch, unbatch
    from ..func._vmap import _Running

    sizes = [g.shape[0] for g in grads if g is not None and g.dim()]
    if any(g is not None and not g.dim() for g in grads):
        raise ValueError(
            "vmap(vjp, in_dims=0, ...)(<inputs>): Got in_dim=0 for some input, but that input is a Tensor of dimensionality 0 so expected in_dim to "
            "satisfy 0 <= in_dim < 0."
        )
    if len(set(sizes)) > 1:
        raise ValueError(
            f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension"
        )
    try:
        with _Running(sizes[0], "one pass") as level:
            together = tuple([None if g is None else batch(g, 0, level) for g in grads])
            found = _engine_run_backward(outputs, together, True, create_graph, inputs, allow_unused, accumulate_grad=False)
            if not keep:  # not while it runs: the loop below needs the graph
                _release_graph(outputs, grads, inputs)
            return tuple([None if a is None else unbatch(a, level, sizes[0], 0) for a in found])
    except PerExample as asked:
        if level not in asked.levels:
            raise
    rows = []
    for k in range(sizes[0]):
        row = tuple([None if g is None else g[k] for g in grads])
        rows.append(_engine_run_backward(outputs, row, keep or k + 1 < sizes[0], create_graph, inputs, allow_unused, accumulate_grad=False))
    return tuple([None if rows[0][i] is None else core.ops.stack([r[i] for r in rows]) for i in range(len(inputs))])


def _is_checkpoint_valid():
    """Whether a reentrant checkpoint may run: not inside a backward that is restricted to some inputs."""
    return core.is_checkpoint_valid()


def _get_sequence_nr():
    """The sequence number that the next node will get."""
    return core.next_sequence_nr()


def variable(*args, **kwargs):
    """What PyTorch's oldest programs made tensors with; raises RuntimeError."""
    raise RuntimeError("torch.autograd.variable(...) is deprecated, use torch.tensor(...) instead")


variable.Variable = Variable  # the function hides the module of that name, whose names are reached through it

backward, grad = core.overridable(backward), core.overridable(grad)

_SUBMODULES = (
    "anomaly_mode", "forward_ad", "function", "functional", "grad_mode", "gradcheck", "graph", "profiler", "profiler_legacy",
    "profiler_util", "_functions",
)  # fmt: skip
_NAMES = {
    "Function": "function", "NestedIOFunction": "function", "detect_anomaly": "anomaly_mode",
    "set_detect_anomaly": "anomaly_mode", "SavedTensor": "graph", "is_multithreading_enabled": "grad_mode", "is_view_replay_enabled": "grad_mode",
    "kineto_available": "profiler", "_supported_activities": "profiler", "DeviceType": "profiler",
    "_profiler_enabled": "profiler_legacy", "ProfilerActivity": "profiler_legacy", "ProfilerConfig": "profiler_legacy", "ProfilerState": "profiler_legacy",
    **dict.fromkeys(
        ("_enable_record_function", "_set_empty_test_observer", "_record_function_with_args_enter", "_record_function_with_args_exit", "_kineto_step",
         "_is_kineto_stopped"), "profiler",
    ),
    "_push_saved_tensors_default_hooks": "graph", "_pop_saved_tensors_default_hooks": "graph",
}  # fmt: skip


# ``autograd.gradcheck`` is the function, as in PyTorch, although a module of that name holds it. It is loaded here because a
# later ``import pyautograd.autograd.gradcheck`` would put the module in the function's place.
from .gradcheck import gradcheck, gradgradcheck  # noqa: E402, F401

__getattr__, __dir__ = _lazy.attributes(__name__, _SUBMODULES, _NAMES)
__all__ = [
    "Function", "NestedIOFunction", "Variable", "backward", "detect_anomaly", "enable_grad", "enforce_grad_layout_policy", "grad", "grad_mode", "gradcheck", "gradgradcheck",
    "inference_mode", "no_grad", "set_detect_anomaly", "set_grad_enabled", "set_multithreading_enabled", "variable",
]  # fmt: skip
