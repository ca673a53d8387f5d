"""The backward engine of the plain core.

Nodes run in order of decreasing sequence number among those whose gradients are complete, `AccumulateGrad` at once. The
state of a run is local to it, so a backward may be started inside another and in several threads.
"""
import heapq
import itertools

from .custom_node import CustomNode
from .grad_mode import modes
from .hooks import run_post_hooks, run_pre_hooks, run_tensor_hooks
from .node import AccumulateGrad, IdentityNode, edge_of

_ids = itertools.count()
MAX_DEPTH = 60  # backwards inside one another on one thread's stack

COMPLEX_FOR_REAL = (
    "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) to be true, but got false.  (Could this "
    "error message be improved?  If so, please report an enhancement request to PyTorch.)"
)


class Run:
    """The state of one backward.

    Attributes
    ----------
    dependencies : dict
        For each node that is reached, how many edges have not delivered yet.
    needed : dict or None
        For each of them whether running it serves an input; None where nothing is restricted.
    captures : dict
        For each node of an input, in `grad`, its output numbers and where the gradients of those stand in the answer.
    callbacks : list
        To be called when all nodes have run.
    """

    def __init__(self, edges, keep_graph, create_graph, accumulate):
        self.id = next(_ids)
        self.root = IdentityNode(edges)
        self.keep_graph, self.create_graph, self.accumulate = bool(keep_graph), bool(create_graph), accumulate
        self.dependencies, self.order = count_dependencies(self.root)
        self.needed, self.captures, self.callbacks = None, {}, []
        self.answers = []

    def restrict(self, inputs):
        """Have only what these inputs need run."""
        for position, (node, number) in enumerate(inputs):
            self.captures.setdefault(node, []).append((number, position))
        self.answers = [None] * len(inputs)
        self.needed = find_needed(self.order, self.captures, self.accumulate)
        if self.accumulate:
            self.captures = {}

    def reaches(self, node):
        """Whether a node runs, or is one whose gradient is returned."""
        return node in self.dependencies if self.needed is None else node in self.captures or self.needed.get(node, False)

    def execute(self, grads):
        """Run the nodes that are ready until none is left, then the callbacks that were queued meanwhile."""
        grad_was, hooks_were = modes.grad, list(modes.saved_hooks)
        buffers, ready, tie = {}, [], itertools.count()
        self.deliver(self.root, validate(self.root, list(grads)), buffers, ready, tie)
        try:
            while ready:
                node = heapq.heappop(ready)[2]
                modes.node, modes.grad = node, self.create_graph
                results = self.run(node, buffers.pop(node))
                # What a hook has set on this thread does not outlast the node.
                modes.grad = grad_was
                if modes.saved_hooks != hooks_were:
                    modes.saved_hooks[:] = hooks_were
                if results is not None:
                    self.deliver(node, results, buffers, ready, tie)
                del results  # so that the next node's gradients have no other holder
            modes.node, modes.grad = None, self.create_graph
            for callback in self.callbacks:  # one may queue others
                callback()
        finally:
            modes.grad = grad_was
            if modes.saved_hooks != hooks_were:
                modes.saved_hooks[:] = hooks_were

    def deliver(self, node, results, buffers, ready, tie):
        """Hand gradients over the edges of a node; a node is ready when the last edge to it has delivered."""
        for edge, grad in zip(node._edges, results):
            if edge is None:
                continue
            following, number = edge
            self.dependencies[following] -= 1
            if not self.reaches(following):
                continue
            buffer = buffers.get(following)
            if buffer is None:
                buffer = buffers[following] = [None] * max(len(following._outputs), number + 1)
            if grad is not None:
                buffer[number] = grad if buffer[number] is None else grad + buffer[number] if buffer[number].is_sparse else buffer[number] + grad
            if not self.dependencies[following]:
                heapq.heappush(ready, (-following.sequence_nr, next(tie), following))

    def run(self, node, received):
        """Hooks, captures and the node itself: the gradients of its inputs, or None where it does not run."""
        try:
            runs = self.needed is None or self.needed[node]
            before = list(received) if node in self.captures else None
            received = run_tensor_hooks(node, received)
            if before is not None:
                # As in PyTorch: where the node runs as well, what is returned has not seen the tensor's hooks.
                for number, position in self.captures[node]:
                    self.answers[position] = before[number] if runs else received[number]
            return self.call(node, received) if runs else None
        except Exception:
            if modes.anomaly:
                from .anomaly import show_forward_stack

                show_forward_stack(node)
            raise

    def call(self, node, grads):
        """Run one node: pre-hooks, apply, checks, post-hooks."""
        grads = run_pre_hooks(node, grads)
        shows_grads = bool(node.post_hooks)  # a hook that is registered while the node runs is not shown what it got
        results = validate(node, list(node._evaluate(grads)))
        results = run_post_hooks(node, results, tuple(grads) if shows_grads else ())
        if not self.keep_graph:
            node.release()
        if modes.anomaly:
            from .anomaly import check_nan

            check_nan(node, results)
        return results


def run_backward(edges, grads, keep_graph, create_graph, inputs=None, accumulate=True):
    """Run the graph from `edges` with `grads`.

    Parameters
    ----------
    edges : list of (Node, int)
    grads : list of Tensor
    inputs : list of (Node, int) or None
        Restrict the run to what these need. Their gradients are returned, None for an input that is not reached; with `accumulate` they
        run as well and nothing is returned.
    """
    if modes.depth >= MAX_DEPTH:
        from ..autograd._engine import on_another_thread

        return on_another_thread(run_backward, edges, grads, keep_graph, create_graph, inputs, accumulate)
    run = Run(list(edges), keep_graph, create_graph, accumulate)
    if inputs is not None:
        run.restrict(inputs)
    outer = modes.run, modes.node
    modes.run = run
    modes.depth += 1
    try:
        run.execute(grads)
    finally:
        modes.run, modes.node = outer
        modes.depth -= 1
    return run.answers


def release_graph(edges, inputs):
    """Drop the saved values of the nodes that `run_backward` with these edges and inputs runs."""
    run = Run(list(edges), False, False, False)
    run.restrict(inputs)
    for node, needed in run.needed.items():
        if needed:
            node.release()


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


def any_leaf(tensors, predicate):
    """Whether `predicate` is true of some leaf in the graph of some of these tensors."""
    stack = [edge[0] for edge in map(edge_of, tensors) if edge is not None]
    seen = set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, AccumulateGrad):
            if predicate(node.variable):
                return True
        else:
            stack.extend([edge[0] for edge in node._edges if edge is not None])
    return False


def find_needed(order, captures, accumulate):
    """For each node whether it runs: some node after it is an input. An input itself does only where gradients are accumulated."""
    needed = {}
    for node in order:
        needed[node] = accumulate and node in captures or any(e is not None and (e[0] in captures or needed[e[0]]) for e in node._edges)
    return needed


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
        grads[i] = grad.resolve_conj().resolve_neg() if grad._lazy else grad
    return grads


def reduce_to(grad, meta, node, position):
    """`grad` summed over the dimensions that broadcasting added."""
    have, want = tuple(grad.shape), tuple(meta.shape)
    lead = len(have) - len(want)
    if lead < 0 or any(w not in (1, h) for h, w in zip(have[lead:], want)):
        text = f"invalid gradient at index {position} - got {list(have)} but expected shape compatible with {list(want)}"
        raise RuntimeError(text if isinstance(node, IdentityNode) else f"Function {node.name()} returned an {text}")
    return grad.sum_to_size(want)
