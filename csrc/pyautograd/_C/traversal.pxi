# Which nodes a backward reaches, how many edges lead to each, and which of them serve the inputs that were asked for.

cdef int count_dependencies(Run run, Node root) except -1:
    """Give every node reachable from `root` a place, count the edges that lead to it, and note the order in which the walk finishes them.

    A place is finished after all those it leads to: `run.finished` is the first, `after` leads from each to the next.
    """
    cdef Node node, following
    cdef int i, at, here = new_place(run, root), last = -1
    run.places[here].below = -1
    while here >= 0:
        node = <Node>run.places[here].node
        i = run.places[here].edge
        if i == node.edge_count:
            if last < 0:
                run.finished = here
            else:
                run.places[last].after = here
            last = here
            run.places[here].after = -1
            here = run.places[here].below
            continue
        run.places[here].edge = i + 1
        following = edge_node(node, i)
        if following is None:
            continue
        at = place_of(run, following)
        if at < 0:
            at = new_place(run, following)
            run.places[at].below = here
            here = at
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


cdef int capture(Run run, int at, int number, Py_ssize_t position) noexcept:
    """Have input `position` get the gradient of output `number` of the node at this place."""
    run.captures[position].number, run.captures[position].next = number, run.places[at].captured
    run.places[at].captured = <int>position + 1
    return 0


cdef int make_captures(Run run, Py_ssize_t count) except -1:
    run.captures = <Capture *>malloc((count + 1) * sizeof(Capture))
    if run.captures == NULL:
        raise MemoryError()
    return 0


cdef int find_needed(Run run, bint accumulate) except -1:
    """Mark the places whose running serves an input: what leads to one. An input runs itself only where gradients are accumulated."""
    cdef int here, at = run.finished, i, to
    cdef Node node, following
    while at >= 0:
        here = at
        at = run.places[here].after
        node = <Node>run.places[here].node
        if accumulate and run.places[here].captured:
            run.places[here].captured = 0
            continue
        run.places[here].needed = 0
        for i in range(node.edge_count):
            following = edge_node(node, i)
            if following is None:
                continue
            to = place_of(run, following)
            if run.places[to].captured or run.places[to].needed:
                run.places[here].needed = 1
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
        if type(node) is AccumulateGrad:
            if predicate((<AccumulateGrad>node).leaf):
                return True
            continue
        for i in range(node.edge_count):
            if has_edge(node, i):
                stack.append(edge_node(node, i))
    return False
