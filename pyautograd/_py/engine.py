"""The backward engine of the plain core.

Nodes run in order of decreasing sequence number among those whose gradients are complete, `AccumulateGrad` at once. The
state of a run is local to the call, so a backward may be started inside another and in several threads.
"""
import heapq
import itertools

from .custom_node import CustomNode
from .grad_mode import modes
from .node import AccumulateGrad, IdentityNode

_ids = itertools.count()

COMPLEX_FOR_REAL = (
    "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) to be true, but got false.  (Could this "
    "error message be improved?  If so, please report an enhancement request to PyTorch.)"
)


def run_backward(edges, grads, keep_graph, create_graph, inputs=None, accumulate=True, allow_unreachable=True):
    """Run the graph from `edges` with `grads`.

    Parameters
    ----------
    edges : list of (Node, int)
    grads : list of Tensor
    inputs : list of (Node, int) or None
        Restrict the run to what these need; their gradients are returned instead of accumulated unless `accumulate`.
    """
    root = IdentityNode([e for e in edges])
    needed, captures = None, {}
    dependencies, order = count_dependencies(root)
    if inputs is not None:
        for position, (node, number) in enumerate(inputs):
            captures.setdefault(node, []).append((number, position))
        needed = find_needed(order, captures, accumulate)
    captured = [None] * len(inputs or ())
    buffers = {}
    ready, tie = [], 0
    was_enabled = modes.grad
    modes.grad = bool(create_graph)
    modes.runs.append((next(_ids), dependencies, needed, captures, accumulate))
    try:
        buffers[root] = list(grads)
        root_outputs = [g for g in grads]
        ready.append((-(2**63), tie, root))
        while ready:
            _, _, node = heapq.heappop(ready)
            received = buffers.pop(node)
            if node is root:
                results = root_outputs
            else:
                try:
                    runs = needed is None or needed[node]
                    before = list(received) if node in captures else None
                    received = run_tensor_hooks(node, received)
                    if before is not None:
                        # As in PyTorch: where the node runs as well, what is returned has not seen the tensor's hooks.
                        for number, position in captures[node]:
                            captured[position] = before[number] if runs else received[number]
                    if not runs:
                        continue
                    results = call(node, received, keep_graph)
                except Exception:
                    if modes.anomaly:
                        from .anomaly import show_forward_stack

                        show_forward_stack(node)
                    raise
            for edge, grad in zip(node._edges, results):
                if edge is None:
                    continue
                following, number = edge
                if needed is not None and following not in captures and not needed.get(following, False):
                    dependencies[following] -= 1
                    continue
                buffer = buffers.get(following)
                if buffer is None:
                    buffer = buffers[following] = [None] * max(len(following._outputs), number + 1)
                if grad is not None:
                    buffer[number] = grad if buffer[number] is None else buffer[number] + grad
                dependencies[following] -= 1
                if not dependencies[following]:
                    tie += 1
                    heapq.heappush(ready, (-following.sequence_nr, tie, following))
    finally:
        modes.runs.pop()
        modes.grad = was_enabled
    return captured


def current_graph_task_id():
    """A number for the innermost backward that is going on in this thread; -1 outside of any."""
    return modes.runs[-1][0] if modes.runs else -1


def will_engine_execute_node(node):
    """Whether the innermost backward of this thread reaches `node`: runs it, or returns the gradient it gets."""
    if not modes.runs:
        raise RuntimeError("_get_should_execute_nodes should only be called during the backward pass")
    _, dependencies, needed, captures, accumulate = modes.runs[-1]
    if captures and not accumulate and isinstance(node, AccumulateGrad) and node in captures:
        raise RuntimeError(
            "A leaf node was passed to _will_engine_execute_node but we are currently running autograd.grad(). This is currently not supported."
        )
    return node in dependencies if needed is None else node in captures or needed.get(node, False)


def is_checkpoint_valid():
    """Whether the innermost backward of this thread accumulates into every leaf, and not only into given inputs."""
    return not modes.runs or modes.runs[-1][2] is None


def count_dependencies(root):
    """How many edges lead to each node reachable from `root`, and the nodes with every node after those it leads to."""
    dependencies, order = {root: 0}, []
    stack = [(root, iter(root._edges))]
    while stack:
        node, edges = stack[-1]
        for edge in edges:
            if edge is None:
                continue
            following = edge[0]
            if following in dependencies:
                dependencies[following] += 1
            else:
                dependencies[following] = 1
                stack.append((following, iter(following._edges)))
                break
        else:
            order.append(node)
            stack.pop()
    return dependencies, order


def find_needed(order, captures, accumulate):
    """For each node whether running it serves an input: some node after it is captured."""
    needed = {}
    for node in order:
        needed[node] = any(e is not None and (e[0] in captures or needed[e[0]]) for e in node._edges)
    if accumulate:
        for node in captures:
            if isinstance(node, AccumulateGrad):
                needed[node] = True
    return needed


def run_tensor_hooks(node, grads):
    """Hooks of the tensors this node made, then their retained gradients."""
    if node.tensor_hooks:
        for number, hooks in node.tensor_hooks.items():
            for hook in list(hooks.values()):
                before = grads[number]
                grads[number] = checked_hook_result(hook, before, hook(before))
    if node.retain_hooks:
        for number, reference in node.retain_hooks.items():
            tensor = reference()
            if tensor is not None and grads[number] is not None:
                grad = grads[number]
                if tensor._held_grad is None:
                    tensor._held_grad = grad.clone()
                else:
                    tensor._held_grad = tensor._held_grad + grad
    return grads


def checked_hook_result(hook, before, after):
    """What a tensor hook returned, or the gradient unchanged for None."""
    if after is None:
        return before
    if before is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not hasattr(after, "_counter"):
        raise TypeError(f"expected Variable, but hook returned '{type(after).__name__}'")
    if after.shape != before.shape:
        raise RuntimeError(f"hook '{getattr(hook, '__name__', '<unknown>')}' has changed the size of value")
    if after.dtype is not before.dtype:
        raise RuntimeError(f"hook '{getattr(hook, '__name__', '<unknown>')}' has changed the type of value (was {before.type()} got {after.type()})")
    return after


def checked_hook_results(hook, before, after):
    """What a node's hook returned as a list, or the gradients unchanged for None."""
    if after is None:
        return before
    if not isinstance(after, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(after).__name__}'")
    name = getattr(hook, "__name__", "<unknown>")
    if len(after) != len(before):
        raise RuntimeError(f"hook '{name}' has returned an incorrect number of values (got {len(after)}, but expected {len(before)})")
    return [a if a is None else checked_hook_result(hook, b, a) for b, a in zip(before, after)]


def call(node, grads, keep_graph):
    """Run one node: pre-hooks, apply, checks, post-hooks."""
    if node.pre_hooks:
        for hook in list(node.pre_hooks.values()):
            grads = checked_hook_results(hook, grads, hook(tuple(grads)))
    modes.evaluating.append(node)
    try:
        results = node.apply(grads)
        if not keep_graph:
            node.release()
        results = validate(node, list(results))
        if modes.anomaly:
            from .anomaly import check_nan

            check_nan(node, results)
    finally:
        modes.evaluating.pop()
    if node.post_hooks:
        for hook in list(node.post_hooks.values()):
            results = checked_hook_results(hook, results, hook(tuple(results), tuple(grads)))
    return results


def validate(node, grads):
    """Sum each gradient to the shape it belongs to and cast it; raise PyTorch's error where that cannot be."""
    edges = node._edges
    if len(grads) != len(edges):
        if len(grads) > len(edges) and all(g is None for g in grads[len(edges) :]):
            grads = grads[: len(edges)]
        elif len(edges):
            raise RuntimeError(f"Function {node.name()} returned an invalid number of gradients: got {len(grads)}, expected {len(edges)}")
    for i, (edge, grad) in enumerate(zip(edges, grads)):
        if edge is None or grad is None:
            continue
        meta = edge[0]._outputs[edge[1]]
        if grad.shape != meta.shape:
            grad = reduce_to(grad, meta, node, i)
        if meta.dtype is not None and grad.dtype is not meta.dtype:  # None: a leaf whose grad_dtype is None
            if grad.dtype.is_complex and not meta.dtype.is_complex:
                if isinstance(node, CustomNode):
                    raise RuntimeError(COMPLEX_FOR_REAL)
                grad = grad.real
            if grad.dtype is not meta.dtype:
                grad = grad.to(meta.dtype)
        grads[i] = grad
    return grads


def reduce_to(grad, meta, node, position):
    """`grad` summed over the dimensions that broadcasting added."""
    have, want = tuple(grad.shape), tuple(meta.shape)
    lead = len(have) - len(want)
    if lead < 0 or any(w not in (1, h) for h, w in zip(have[lead:], want)):
        raise RuntimeError(
            f"Function {node.name()} returned an invalid gradient at index {position} - got {list(have)} but expected shape compatible with {list(want)}"
        )
    return grad.sum_to_size(want)
