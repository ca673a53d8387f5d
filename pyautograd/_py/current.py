"""What Python code sees of the backward that is going on in its thread."""
import gc
import heapq
import itertools

from .engine import count_dependencies
from .grad_mode import modes
from .node import AccumulateGrad, Node, SavedTensor
from .tensor import TensorBase


def current_autograd_node():
    """The node that is being evaluated on this thread, or None."""
    return modes.node


def current_graph_task_id():
    """A number for the innermost backward that is going on in this thread; -1 outside of any."""
    return -1 if modes.run is None else modes.run.id


def current_graph_task_keep_graph():
    """Whether the innermost backward of this thread keeps saved values; True outside of any."""
    return modes.run is None or modes.run.keep_graph


def is_checkpoint_valid():
    """Whether a reentrant checkpoint may run now: not in a backward that is restricted to some inputs."""
    return modes.run is None or modes.run.needed is None


def queue_callback(callback):
    """Call `callback` when the innermost backward of this thread has run all its nodes."""
    if modes.run is None:
        raise RuntimeError("Final callbacks can only be installed during backward pass.")
    modes.run.callbacks.append(callback)


def will_engine_execute_node(node):
    """Whether the innermost backward of this thread reaches `node`: runs it, or returns the gradient it gets."""
    if not isinstance(node, Node):
        raise RuntimeError(f"_will_engine_execute_node expects an grad_fn, but got {type(node).__name__}")
    run = modes.run
    if run is None:
        raise RuntimeError("_get_should_execute_nodes should only be called during the backward pass")
    if isinstance(node, AccumulateGrad) and node in run.captures:
        raise RuntimeError(
            "A leaf node was passed to _will_engine_execute_node but we are currently running autograd.grad(). This is currently not supported."
        )
    return run.reaches(node)


def current_graph_task_execution_order():
    """The nodes of the innermost backward of this thread in the order in which it runs them."""
    run = modes.run
    if run is None:
        raise RuntimeError("_current_graph_task_execution_order should only be called during the backward pass")
    waiting, _ = count_dependencies(run.root)
    ready, tie, order = [(0, 0, run.root)], itertools.count(1), []
    while ready:
        node = heapq.heappop(ready)[2]
        if node is not run.root:
            order.append(node)
        for edge in node._edges:
            if edge is None or not run.reaches(edge[0]):
                continue
            waiting[edge[0]] -= 1
            if not waiting[edge[0]]:
                heapq.heappush(ready, (-edge[0].sequence_nr, next(tie), edge[0]))
    return order


def use_count(tensor):
    """How many hold a tensor: Python programs together as one, its AccumulateGrad, nodes that save it, views of it."""
    node = tensor._accumulator and tensor._accumulator()
    if not tensor._used:
        return 2 if node is not None else 1
    count = 1 + sum([isinstance(holder, (AccumulateGrad, SavedTensor, TensorBase)) for holder in gc.get_referrers(tensor)])
    tensor._used = count > 1
    return count


def thread_state():
    """What a backward that goes on in another thread must find there: the thread's modes, and the backward and node it is inside of."""
    state = {k: v for k, v in vars(modes).items() if k != "depth"}
    return {**state, "saved_hooks": list(modes.saved_hooks)}


def adopt_thread_state(state):
    """Set the calling thread's modes to what `thread_state` gave in the thread that waits for this one."""
    vars(modes).update(state)
