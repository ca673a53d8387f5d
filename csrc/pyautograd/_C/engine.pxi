# The backward engine.
#
# Nodes run in order of decreasing sequence number among those whose gradients are complete, AccumulateGrad at once.

def run_backward(list edges not None, list grads not None, bint keep_graph, bint create_graph, inputs=None, bint accumulate=True, allow_unreachable=True):
    """Run the graph from `edges` with `grads`.

    Parameters
    ----------
    edges : list of (Node, int)
    grads : list of Tensor
    inputs : list of (Node, int) or None
        Restrict the run to what these need; their gradients are returned instead of accumulated unless `accumulate`.
    """
    cdef IdentityNode root = IdentityNode.__new__(IdentityNode)
    cdef Run run = Run()
    cdef dict captures = None
    cdef list answers = [], finished
    cdef int at
    for handle, number in edges:
        append_edge(root, node_from(handle), number)
    run.keep_graph, run.create_graph = keep_graph, create_graph
    run.accumulate, run.restricted = accumulate, inputs is not None
    enter_run(run)
    try:
        if inputs is None:
            count_quickly(run, root)
        else:
            finished = []
            count_dependencies(run, root, finished)
            captures = {}
            for handle, number in inputs:
                at = place_of(run, node_from(handle))
                if at >= 0:
                    captures.setdefault(at, []).append((number, len(answers)))
                    run.places[at].captured = 1
                answers.append(None)
            find_needed(run, finished, accumulate)
        execute(run, root, grads, captures, answers)
    finally:
        leave_run(run)
    return answers


cdef bint backward_from_scalar(TensorBase t, bint keep_graph) except -1:
    """``t.backward()`` of a real tensor of one element; False where the general way is needed."""
    cdef Run run
    cdef cnp.ndarray one
    cdef list more
    if t.fn is None or t.base is not None or cnp.PyArray_SIZE(t.a) != 1 or (t.dt != DT_F32 and t.dt != DT_F64):
        return False
    one = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    if t.dt == DT_F32:
        (<float *>cnp.PyArray_DATA(one))[0] = 1
    else:
        (<double *>cnp.PyArray_DATA(one))[0] = 1
    run = Run()
    run.keep_graph = keep_graph
    enter_run(run)
    try:
        count_quickly(run, t.fn)
        run.places[0].waiting = 1
        deliver(run, t.fn, t.out_nr, new_tensor(one, t.dt))
        execute(run, None, None, None, None)
    finally:
        leave_run(run)
    return True


cdef enum:
    MAX_INLINE = 16

cdef inline bint runs_inline(Node node) noexcept:
    """Whether a node is simple enough for arrays on the stack: from the table with few edges, or the end at a leaf."""
    return node.edge_count <= MAX_INLINE and node.out_count <= MAX_INLINE and (node.spec is not None or isinstance(node, AccumulateGrad))


cdef int execute(Run run, Node root, list grads, dict captures, list answers) except -1:
    global mode_grad
    cdef int grad_was = mode_grad
    cdef int at = 0, i, n
    cdef Node node
    cdef Place *place
    cdef PyObject *results[16]
    cdef PyObject *received[16]
    mode_grad = 1 if run.create_graph else 0
    try:
        if root is not None:      # it hands the given gradients on
            for i in range(root.edge_count):
                deliver(run, edge_node(root, i), edge_number(root, i), grads[i])
        while run.heap_count:
            at = pop_ready(run)
            node = <Node>run.places[at].node
            if run.places[at].captured or node.extra is not None or mode_anomaly or not runs_inline(node):
                run_slowly(run, at, captures, answers)
                continue
            place = &run.places[at]
            if isinstance(node, AccumulateGrad):
                grad = None
                if place.grad != NULL:
                    grad = <object>place.grad
                    Py_DECREF(grad)
                    place.grad = NULL
                    accumulate_grad(<AccumulateGrad>node, <TensorBase>grad)
                continue
            n = node.edge_count
            for i in range(n):
                results[i] = NULL
            received[0] = place.grad
            place.grad = NULL
            for i in range(1, node.out_count):
                received[i] = NULL
            if place.more != NULL:
                take_more(place, received, node.out_count)
            try:
                for i in range(max(node.out_count, 1)):
                    if received[i] != NULL:
                        apply_table_node(<Node>node, received, results)
                        break
                if not run.keep_graph:
                    release_node(node)
                for i in range(n):
                    if has_edge(node, i):
                        if results[i] != NULL and results[i] != <PyObject *>None:
                            grad = <object>results[i]
                            Py_DECREF(grad)
                            results[i] = NULL
                            deliver(run, edge_node(node, i), edge_number(node, i), validated(node, i, grad))
                            grad = None
                        else:
                            deliver(run, edge_node(node, i), edge_number(node, i), None)
            finally:
                for i in range(n):
                    Py_XDECREF(results[i])
                for i in range(max(node.out_count, 1)):
                    Py_XDECREF(received[i])
    finally:
        mode_grad = grad_was
    return 0


cdef int take_more(Place *place, PyObject **received, int count) except -1:
    """Move the gradients of outputs 1 and on into an array of owned references."""
    cdef list more = <list>place.more
    cdef int i
    for i in range(1, count):
        if i - 1 < len(more) and more[i - 1] is not None:
            value = more[i - 1]
            Py_INCREF(value)
            received[i] = <PyObject *>value
    place.more = NULL
    Py_DECREF(more)
    return 0


cdef int run_slowly(Run run, int at, dict captures, list answers) except -1:
    """A node with hooks, captures or a Python backward: gradients as lists of objects."""
    cdef Node node = <Node>run.places[at].node
    cdef Place *place = &run.places[at]
    cdef NodeExtra extra = <NodeExtra>node.extra if node.extra is not None else None
    cdef list grads, results
    cdef int i, count = max(node.out_count, 1)
    grads = [None] * count
    if place.grad != NULL:
        grads[0] = <object>place.grad
        Py_DECREF(grads[0])
        place.grad = NULL
    if place.more != NULL:
        more = <list>place.more
        place.more = NULL
        Py_DECREF(more)
        for i in range(len(more)):
            if i + 1 < count:
                grads[i + 1] = more[i]
    before_hooks = list(grads) if run.places[at].captured else None
    if extra is not None:
        try:
            run_tensor_hooks(extra, grads)
        except Exception:
            note_error(node)
            raise
    if captures is not None and before_hooks is not None:
        # As in PyTorch: where the node runs as well, what is returned has not seen the tensor's hooks.
        for number, position in captures[at]:
            answers[position] = before_hooks[number] if run.places[at].needed else grads[number]
    if not run.places[at].needed:
        return 0
    if extra is not None and extra.pre_hooks:
        try:
            for hook in list(extra.pre_hooks.values()):
                grads = checked_hook_results(hook, grads, hook(tuple(grads)))
        except Exception:
            note_error(node)
            raise
    if isinstance(node, AccumulateGrad):
        if grads[0] is not None:
            given, grads[0] = grads[0], None
            accumulate_grad(<AccumulateGrad>node, <TensorBase?>given)
            grads[0] = given
        results = []
    else:
        evaluating = stacks.evaluating
        evaluating.append(handle_of(node))
        try:
            results = list(apply_node(node, grads))
            if not run.keep_graph:
                release_node(node)
            results = validated_all(node, results)
            if mode_anomaly:
                from .anomaly import check_nan
                check_nan(handle_of(node), results)
        except Exception:
            note_error(node)
            raise
        finally:
            evaluating.pop()
    if extra is None:
        extra = <NodeExtra>node.extra if node.extra is not None else None
    if extra is not None and extra.post_hooks:
        try:
            for hook in list(extra.post_hooks.values()):
                results = checked_hook_results(hook, results, hook(tuple(results), tuple(grads)))
        except Exception:
            note_error(node)
            raise
    for i in range(node.edge_count):
        if has_edge(node, i):
            deliver(run, edge_node(node, i), edge_number(node, i), results[i] if i < len(results) else None)
    return 0
