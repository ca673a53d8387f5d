# Two tensors exchanged, each keeping its identity; and who refers to a tensor from inside.

def use_count(TensorBase tensor not None):
    """One for the tensor itself, and one for each part of a graph, view or gradient that refers to it. Looks through all objects."""
    import gc

    cdef Node node
    cdef int k, count = 1
    for held in gc.get_objects():
        if isinstance(held, Node):
            node = <Node>held
            if node.e0 is tensor or node.e1 is tensor or node.e2 is tensor:
                node_edges_made(node)
            if node.spec is not None:
                for k in range(node.spec.nsaved):
                    count += saved_count(raw_slot(node, k)[0], tensor)
            elif isinstance(node, CustomNode) and (<CustomNode>node).kept is not None:
                for kept in (<CustomNode>node).kept:
                    if kept is not None and kept[0] is tensor:
                        count += 1
        elif isinstance(held, TensorBase):
            count += ((<TensorBase>held).base is tensor) + ((<TensorBase>held).held_grad is tensor)
    return count + (tensor.accumulator != NULL)


cdef int node_edges_made(Node node) except -1:
    """Have the edges that lead to leaves lead to their AccumulateGrad nodes."""
    cdef int i
    for i in range(min(node.edge_count, 3)):
        edge_node(node, i)
    return 0


cdef int saved_count(object kept, TensorBase tensor) except -1:
    if type(kept) is list:
        return sum([1 for x in kept if x is not None and x[0] is tensor])
    return kept is tensor


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
    for t in (first, second):
        if (<TensorBase>t).accumulator != NULL and (<TensorBase>t).stand_in is None:
            (<AccumulateGrad>(<TensorBase>t).accumulator).leaf = <TensorBase>t
