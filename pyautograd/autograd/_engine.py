"""The engine as an object: what ``Variable._execution_engine`` is, and how backwards that are nested deeply are spread over threads."""
import contextvars
import functools
import operator
import sys
import threading
import warnings

from .._core import core
from .._warnings import is_due

_CREATE_GRAPH_WARNING = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which can cause a memory leak. We "
    "recommend using autograd.grad when creating the graph to avoid this. If you have to use this function, make sure to reset the .grad fields of "
    "your parameters to None after use to break the cycle and avoid the leak."
)
_NODES = (core.Node, getattr(core, "NodeHandle", core.Node))
_VARIABLE = __package__ + ".variable"


def _is_edge(x):
    return isinstance(x, tuple) and hasattr(x, "output_nr") and hasattr(x, "node")


def _edge_of(edge):
    """A GradientEdge as the core takes it; RuntimeError where its first part is not a node."""
    node, number = edge[0], edge[1]
    if not isinstance(node, _NODES):
        raise RuntimeError(f"GradientEdge's first object must be an autograd.graph.Node but got {type(node).__name__}")
    if not isinstance(number, int):
        raise TypeError(f"'{type(number).__name__}' object cannot be interpreted as an integer")
    return node, number


def _flag(value):
    """An option as PyTorch's parser takes it: any integer."""
    return value if type(value) is bool else operator.index(value) != 0


class _EngineBase:
    """Runs graphs. There is one, ``Variable._execution_engine``."""

    __slots__ = ()

    def run_backward(
        self, tensors, grad_tensors, keep_graph, create_graph, inputs=None, allow_unreachable=False, accumulate_grad=False
    ):  # fmt: skip
        """Run the graph of `tensors`, each of which receives one of `grad_tensors`.

        Parameters
        ----------
        tensors : tuple of Tensor or GradientEdge
        grad_tensors : tuple of (Tensor or None)
        keep_graph, create_graph : bool
        inputs : tuple of Tensor or GradientEdge, optional
            Only what these need runs.
        allow_unreachable : bool
            Give None for an input that is not reached, instead of raising.
        accumulate_grad : bool
            Add to the ``grad`` of `inputs`, or of all leaves; otherwise the gradients of `inputs` are returned.

        Raises
        ------
        RuntimeError
            For arguments that are no tuples or hold something else; for a tensor outside any graph; for an input that is not reached.
        """
        if type(tensors) is not tuple:
            raise RuntimeError(f"tensors argument is expected to be a tuple, but got {type(tensors).__name__}")
        if type(grad_tensors) is not tuple:
            raise RuntimeError(f"grad_tensors argument is expected to be a tuple, but got {type(grad_tensors).__name__}")
        if len(tensors) != len(grad_tensors):
            raise RuntimeError(f"got {len(tensors)} tensors and {len(grad_tensors)} gradients")
        if create_graph and accumulate_grad:
            _warn_of_cycles()
        roots = [_root(i, tensor, grad) for i, (tensor, grad) in enumerate(zip(tensors, grad_tensors))]
        targets = None
        if inputs is not None:
            if not isinstance(inputs, tuple):
                raise RuntimeError("inputs to run_backward must be a tuple")
            if inputs or not accumulate_grad:
                targets = [_target(x, accumulate_grad) for x in inputs]
        if not targets and not accumulate_grad:
            raise RuntimeError("grad requires non-empty inputs.")
        answers = core.run_backward(roots, list(grad_tensors), _flag(keep_graph), _flag(create_graph), targets, bool(accumulate_grad))
        if accumulate_grad:
            return None
        return tuple(answers) if allow_unreachable else reached(answers)

    def queue_callback(self, callback):
        """Call `callback` at the end of the backward that is going on in this thread.

        Raises
        ------
        RuntimeError
            Outside of a backward.
        """
        core.queue_callback(callback)

    def is_checkpoint_valid(self):
        """Whether a reentrant checkpoint may run: not inside a backward that is restricted to some inputs."""
        return core.is_checkpoint_valid()


_EngineBase.__module__ = "torch._C"


def reached(answers):
    """The gradients of inputs as a tuple; RuntimeError where one is None because its input was not reached."""
    for i, answer in enumerate(answers):
        if answer is None:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set allow_unused=True if this is the "
                "desired behavior."
            )
    return tuple(answers)


def _root(position, tensor, grad):
    """The edge of an output."""
    if isinstance(tensor, core.TensorBase):
        edge = core.edge_of(tensor)
        if edge is None:
            raise RuntimeError(f"element {position} of tensors does not require grad and does not have a grad_fn")
        missing = "the corresponding Tensor requires grad"
    elif _is_edge(tensor):
        edge = _edge_of(tensor)
        missing = "the corresponding output is a GradientEdge.This is not supported."
    else:
        raise RuntimeError(f"element {position} of tensors tuple is neither a Tensor nor a GradientEdge")
    if grad is None:
        raise RuntimeError(f"element {position} of gradients tuple is None, but {missing}")
    if not isinstance(grad, core.TensorBase):
        raise RuntimeError(f"element {position} of gradients tuple is not a Tensor or None")
    return edge


def _target(x, accumulate):
    """The edge of an input; a tensor that is no leaf is told to retain what is accumulated."""
    if isinstance(x, core.TensorBase):
        if accumulate:
            x.retain_grad()
        edge = core.edge_of(x)
        if edge is None:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
        return edge
    if _is_edge(x):
        return _edge_of(x)
    raise RuntimeError(f"all inputs have to be Tensors or GradientEdges, but got {type(x).__name__}")


def _release_graph(outputs, grads, inputs):
    """Free what was saved by the nodes that `grad` of `outputs` with respect to `inputs` runs."""
    roots = [_root(i, output, grad) for i, (output, grad) in enumerate(zip(outputs, grads))]
    core.release_graph(roots, [_target(x, False) for x in inputs])


def _warn_of_cycles():
    if is_due("cycles"):
        warnings.warn(_CREATE_GRAPH_WARNING, stacklevel=5)


def check_layout(grad, leaf):
    """Warn where a ``grad`` that has been added to is not laid out as its leaf is, or contiguously if that is not dense."""
    shape, strides = tuple(leaf.shape), leaf.stride()
    if 0 in shape or grad.is_sparse:
        return
    wanted = _packed(shape, strides)
    if _differ(shape, strides, wanted):  # it has gaps, or overlaps itself
        wanted = _packed(shape, range(len(shape), 0, -1))
    if _differ(shape, grad.stride(), wanted) and is_due("layout"):
        warnings.warn(
            "grad and param do not obey the gradient layout contract. This is not an error, but may impair performance.\n"
            f"grad.sizes() = {list(grad.shape)}, strides() = {list(grad.stride())}\n"
            f"param.sizes() = {list(shape)}, strides() = {list(strides)}",
            stacklevel=2,
        )


def _packed(shape, strides):
    """The strides of memory without gaps whose dimensions are in the order of `strides`."""
    packed, step = [0] * len(shape), 1
    for d in sorted(range(len(shape)), key=lambda d: (strides[d], shape[d])):
        packed[d], step = step, step * shape[d]
    return packed


def _differ(shape, strides, others):
    return any(n != 1 and a != b for n, a, b in zip(shape, strides, others))


def run_backward(outputs, *args, **kwargs):
    """What `backward` and `grad` end in; with the logger ``torch.autograd.graph`` at DEBUG every node that runs is logged."""
    engine = sys.modules[_VARIABLE].Variable._execution_engine
    if "logging" in sys.modules and _logger().getEffectiveLevel() <= 10:  # DEBUG; nobody has set a level before logging is imported
        from .graph import _register_logging_hooks_on_whole_graph

        remove = _register_logging_hooks_on_whole_graph(outputs)
        try:
            return engine.run_backward(outputs, *args, **kwargs)
        finally:
            remove()
    return engine.run_backward(outputs, *args, **kwargs)


@functools.cache
def _logger():
    import logging

    return logging.getLogger("torch.autograd.graph")


run_backward.__name__ = run_backward.__qualname__ = "_engine_run_backward"


def on_another_thread(function, *args):
    """What a function of the core returns or raises, called on a thread of its own with the modes of this one.

    A backward inside a backward needs stack, and Python frames; from a certain depth on it gets those of a new thread. Where no
    thread can be started it goes on in this one.
    """
    state, context = core.thread_state(), contextvars.copy_context()
    outcome = []

    def call():
        core.adopt_thread_state(state)
        try:
            outcome.append((context.run(function, *args), None))
        except BaseException as error:  # whatever it is, the waiting thread raises it
            outcome.append((None, error))

    thread = threading.Thread(target=call, name="backward", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        return context.run(function, *args)
    thread.join()
    result, error = outcome.pop()
    if error is not None:
        try:
            raise error
        finally:
            del error  # its traceback holds this frame
    return result
