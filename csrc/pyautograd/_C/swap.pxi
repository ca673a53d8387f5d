# Two tensors exchanged, each keeping its identity.

cdef int node_edges_made(Node node) except -1:
    """Have the edges that lead to leaves lead to their AccumulateGrad nodes."""
    cdef int i
    for i in range(min(node.edge_count, 3)):
        edge_node(node, i)
    return 0


def settle_edges(TensorBase tensor not None):
    """Have the edges that lead to a leaf lead to its AccumulateGrad, which goes with what the leaf is."""
    if not tensor.used:
        return
    show_all()
    for holder in gc.get_referrers(tensor):
        if isinstance(holder, Node):
            node_edges_made(<Node>holder)


def swap(TensorBase first not None, TensorBase second not None):
    """Exchange what two tensors are: data, flags, history, gradient, hooks. What refers to one refers to the same object still."""
    first.a, second.a = second.a, first.a
    first.storage, second.storage = second.storage, first.storage
    first.counter, second.counter = second.counter, first.counter
    first.fn, second.fn = second.fn, first.fn
    first.base, second.base = second.base, first.base
    first.held_grad, second.held_grad = second.held_grad, first.held_grad
    first.extra, second.extra = second.extra, first.extra
    first.stand_in, second.stand_in = second.stand_in, first.stand_in
    first.accumulator, second.accumulator = second.accumulator, first.accumulator
    first.version, second.version = second.version, first.version
    first.attr_version, second.attr_version = second.attr_version, first.attr_version
    first.out_nr, second.out_nr = second.out_nr, first.out_nr
    first.dt, second.dt = second.dt, first.dt
    first.creation, second.creation = second.creation, first.creation
    first.needs_grad, second.needs_grad = second.needs_grad, first.needs_grad
    first.inference, second.inference = second.inference, first.inference
    first.lazy, second.lazy = second.lazy, first.lazy
    first.used, second.used = second.used, first.used
    for t in (first, second):
        keep_shown(<TensorBase>t)
        if (<TensorBase>t).accumulator != NULL and (<TensorBase>t).stand_in is None:
            (<AccumulateGrad>(<TensorBase>t).accumulator).leaf = <TensorBase>t
