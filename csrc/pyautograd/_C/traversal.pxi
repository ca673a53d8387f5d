# Which nodes a backward reaches, how many edges lead to each, and which of them serve the inputs that were asked for.

cdef int count_dependencies(Run run, Node root, list finished) except -1:
    """Give every node reachable from `root` a place and count the edges that lead to it.

    With a list `finished`, places are appended to it each after those it leads to.
    """
    cdef list stack = [root]
    cdef list progress = [0]
    cdef Node node, following
    cdef int i, at
    new_place(run, root)
    while stack:
        node = <Node>stack[-1]
        i = progress[-1]
        if i == node.edge_count:
            stack.pop()
            progress.pop()
            if finished is not None:
                finished.append(place_of(run, node))
            continue
        progress[-1] = i + 1
        following = edge_node(node, i)
        if following is None:
            continue
        at = place_of(run, following)
        if at < 0:
            at = new_place(run, following)
            stack.append(following)
            progress.append(0)
        run.places[at].waiting += 1
    return 0


cdef int count_quickly(Run run, Node root) except -1:
    """The same where no order is wanted: a stack of places."""
    cdef Node node, following
    cdef int i, at, next_at = 0
    new_place(run, root)
    while next_at < run.count:      # places are appended while they are walked
        node = <Node>run.places[next_at].node
        next_at += 1
        for i in range(node.edge_count):
            following = edge_node(node, i)
            if following is None:
                continue
            at = place_of(run, following)
            if at < 0:
                at = new_place(run, following)
            run.places[at].waiting += 1
    return 0


cdef int find_needed(Run run, list finished, bint accumulate) except -1:
    """Mark the places whose running serves an input: what leads to one. An input runs itself only where gradients are accumulated."""
    cdef int at, i, to
    cdef Node node, following
    for at in finished:
        node = <Node>run.places[at].node
        if accumulate and run.places[at].captured:
            run.places[at].captured = 0
            continue
        run.places[at].needed = 0
        for i in range(node.edge_count):
            following = edge_node(node, i)
            if following is None:
                continue
            to = place_of(run, following)
            if run.places[to].captured or run.places[to].needed:
                run.places[at].needed = 1
                break
    return 0


def any_leaf(tensors, predicate):
    """Whether `predicate` is true of some leaf in the graph of some of these tensors."""
    cdef list stack = []
    cdef set seen = set()
    cdef Node node
    cdef TensorBase t
    cdef int i
    for t in tensors:
        node = grad_fn_of(t)
        if node is None and t.needs_grad:
            node = accumulator_of(t)
        if node is not None:
            stack.append(node)
    while stack:
        node = <Node>stack.pop()
        if <size_t><void *>node in seen:
            continue
        seen.add(<size_t><void *>node)
        if isinstance(node, AccumulateGrad):
            if predicate((<AccumulateGrad>node).leaf):
                return True
            continue
        for i in range(node.edge_count):
            if has_edge(node, i):
                stack.append(edge_node(node, i))
    return False
