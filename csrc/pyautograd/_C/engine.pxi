# The backward engine.
#
# Nodes run in order of decreasing sequence number among those whose gradients are complete, AccumulateGrad at once.

cdef enum:
    MAX_DEPTH = 60        # backwards inside one another on one thread's stack
    MAX_INLINE = 16


def run_backward(list edges not None, list grads not None, bint keep_graph, bint create_graph, inputs=None, bint accumulate=True):
    """Run the graph from `edges` with `grads`.

    Parameters
    ----------
    edges : list of (Node, int)
    grads : list of Tensor
    inputs : list of (Node, int) or None
        Restrict the run to what these need. Their gradients are returned, None for an input that is not reached; with `accumulate` they
        run as well and nothing is returned.
    """
    cdef IdentityNode root
    cdef Run run
    cdef list answers = []
    cdef int at
    if mode_depth >= MAX_DEPTH:
        from ..autograd._engine import on_another_thread

        return on_another_thread(run_backward, edges, grads, keep_graph, create_graph, inputs, accumulate)
    root = IdentityNode.__new__(IdentityNode)
    for handle, number in edges:
        append_edge(root, node_from(handle), number)
    run = Run.__new__(Run)
    run.keep_graph, run.create_graph = keep_graph, create_graph
    run.accumulate, run.restricted = accumulate, inputs is not None
    enter_run(run)
    try:
        if inputs is None:
            count_quickly(run, root)
        else:
            count_dependencies(run, root)
            make_captures(run, len(inputs))
            for handle, number in inputs:
                at = place_of(run, node_from(handle))
                if at >= 0:
                    capture(run, at, number, len(answers))
                answers.append(None)
            find_needed(run, accumulate)
        execute(run, root, grads, answers)
    finally:
        leave_run(run)
    return answers


def release_graph(list edges not None, list inputs not None):
    """Drop the saved values of the nodes that `run_backward` with these edges and inputs runs."""
    cdef IdentityNode root = IdentityNode.__new__(IdentityNode)
    cdef Run run = Run.__new__(Run)
    cdef int at
    for handle, number in edges:
        append_edge(root, node_from(handle), number)
    enter_run(run)
    try:
        count_dependencies(run, root)
        for handle, number in inputs:
            at = place_of(run, node_from(handle))
            if at >= 0:
                run.places[at].captured = 1
        find_needed(run, False)
        for at in range(run.count):
            if run.places[at].needed:
                release_node(<Node>run.places[at].node)
    finally:
        leave_run(run)


cdef object graph_logger = None
cdef dict MODULES = sys.modules


cdef bint is_logged() except -1:
    """Whether each node that runs is to be logged. Nobody has set a level before ``logging`` is imported."""
    global graph_logger
    if graph_logger is None:
        if "logging" not in <dict>MODULES:
            return False
        import logging
        graph_logger = logging.getLogger("torch.autograd.graph")
    return graph_logger.isEnabledFor(10)


cdef TensorBase one_like(TensorBase t):
    """The gradient that a backward from a real scalar starts with."""
    cdef cnp.ndarray one = empty_array(cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), t.dt)
    if t.dt == DT_F32:
        (<float *>cnp.PyArray_DATA(one))[0] = 1
    else:
        (<double *>cnp.PyArray_DATA(one))[0] = 1
    return new_tensor(one, t.dt)


cdef bint backward_from_scalar(TensorBase t, bint keep_graph) except -1:
    """``t.backward()`` of a real tensor of one element; False where the general way is needed."""
    if cnp.PyArray_SIZE(t.a) != 1 or (t.dt != DT_F32 and t.dt != DT_F64) or t.fn is None:
        return False
    if not is_plain(t) and (PLAIN_TENSOR == NULL or intercepts(t)):
        return False
    return run_from(t, one_like(t), keep_graph)


cdef bint backward_from(TensorBase t, object gradient, bint keep_graph) except -1:
    """``t.backward(gradient)`` with a gradient that needs no check; False where the general way is needed."""
    if not is_plain(t) or not is_plain(gradient) or not fits(t, <TensorBase>gradient):
        return False
    return run_from(t, <TensorBase>gradient, keep_graph)


cdef inline bint fits(TensorBase t, TensorBase gradient) noexcept:
    """Whether a gradient has the tensor's shape and dtype."""
    return gradient.dt == t.dt and cnp.PyArray_SAMESHAPE(t.a, gradient.a)


cdef bint run_from(TensorBase t, TensorBase gradient, bint keep_graph) except -1:
    cdef Run run
    if t.fn is None or t.base is not None or mode_depth >= MAX_DEPTH or is_logged():
        return False
    run = Run.__new__(Run)
    run.keep_graph = keep_graph
    enter_run(run)
    try:
        count_quickly(run, t.fn)
        run.places[0].waiting = 1
        deliver(run, t.fn, t.out_nr, gradient)
        execute(run, None, None, None)
    finally:
        leave_run(run)
    return True


def quick_grad(outputs, inputs, grad_outputs, bint keep_graph, bint create_graph):
    """`autograd.grad` of one tensor with respect to some, all plain: the list of gradients, None for inputs that are not reached.

    None where anything about the arguments needs care; nothing has run then.
    """
    cdef TensorBase t, x
    cdef Run run
    cdef list answers = [], nodes = []
    cdef int at
    cdef tuple wanted
    if type(inputs) is tuple:
        wanted = <tuple>inputs
    elif type(inputs) is list:
        wanted = tuple(<list>inputs)
    else:
        wanted = (inputs,)
    if not is_plain(outputs) or transforms_going_on or mode_depth >= MAX_DEPTH or len(wanted) == 0 or is_logged():
        return None
    t = <TensorBase>outputs
    if grad_outputs is None:
        if cnp.PyArray_SIZE(t.a) != 1 or t.dt != DT_F32 and t.dt != DT_F64:
            return None
    elif not is_plain(grad_outputs) or not fits(t, <TensorBase>grad_outputs):
        return None
    for item in wanted:
        if not is_plain(item):
            return None
        x = <TensorBase>item
        if grad_fn_of(x) is None and not x.needs_grad:
            return None
        nodes.append(x.fn if x.fn is not None else accumulator_of(x))
    if grad_fn_of(t) is None:
        return None
    run = Run.__new__(Run)
    run.keep_graph, run.create_graph, run.restricted = keep_graph, create_graph, True
    enter_run(run)
    try:
        count_dependencies(run, t.fn)
        make_captures(run, len(nodes))
        for item in wanted:
            x = <TensorBase>item
            at = place_of(run, <Node>nodes[len(answers)])
            if at >= 0:
                capture(run, at, x.out_nr if x.fn is not None else 0, len(answers))
            answers.append(None)
        find_needed(run, False)
        run.places[0].waiting += 1
        deliver(run, t.fn, t.out_nr, one_like(t) if grad_outputs is None else grad_outputs)
        execute(run, None, None, answers)
    finally:
        leave_run(run)
    return answers


cdef inline bint runs_inline(Node node) noexcept:
    """Whether a node is simple enough for arrays on the stack: from the table or a Function with few edges, or the end at a leaf."""
    return node.edge_count <= MAX_INLINE and node.out_count <= MAX_INLINE and (
        node.spec is not None or type(node) is AccumulateGrad or isinstance(node, FunctionBase)
    )


cdef int execute(Run run, Node root, list grads, list answers) except -1:
    """Run the nodes that are ready until none is left, then the callbacks that were queued meanwhile."""
    global mode_grad, mode_node
    cdef int grad_was = mode_grad, record = 1 if run.create_graph else 0, hooks_were = mode_saved_hooks
    cdef void *node_was = mode_node
    cdef list hooks = list(stacks.saved_hooks) if hooks_were else None
    cdef int at = 0, i
    cdef Node node
    try:
        if root is not None:      # it hands the given gradients on
            for i in range(root.edge_count):
                deliver(run, edge_node(root, i), edge_number(root, i), None if grads[i] is None else validated(root, i, grads[i]))
        while run.heap_count:
            at = pop_ready(run)
            node = <Node>run.places[at].node
            mode_node = <void *>node
            mode_grad = record
            if run.places[at].captured and not run.places[at].needed and node.extra is None and type(node) is AccumulateGrad:
                hand_out(run, at, answers)
            elif run.places[at].captured or node.extra is not None or mode_anomaly or not runs_inline(node):
                run_slowly(run, at, answers)
            elif type(node) is AccumulateGrad:
                if run.places[at].grad != NULL:
                    grad = <object>run.places[at].grad
                    Py_DECREF(grad)
                    run.places[at].grad = NULL
                    accumulate_grad(<AccumulateGrad>node, <TensorBase>grad)
            else:
                run_inline(run, at, node)
            # What a hook has set on this thread does not outlast the node.
            if mode_saved_hooks != hooks_were:
                restore_saved_hooks(hooks)
        if run.callbacks is not None:
            mode_node, mode_grad = NULL, record
            for callback in run.callbacks:      # one may queue others
                callback()
    finally:
        mode_grad, mode_node = grad_was, node_was
        if mode_saved_hooks != hooks_were:
            restore_saved_hooks(hooks)
    return 0


cdef int run_inline(Run run, int at, Node node) except -1:
    """A node of the table or a Function, without hooks: gradients in arrays on the stack."""
    cdef PyObject *results[MAX_INLINE]
    cdef PyObject *received[MAX_INLINE]
    cdef Place *place = &run.places[at]
    cdef int i, n = node.edge_count
    for i in range(n):
        results[i] = NULL
    received[0] = place.grad
    place.grad = NULL
    for i in range(1, node.out_count):
        received[i] = NULL
    try:
        if place.more != NULL:
            take_more(place, received, node.out_count)
        if node.spec is None:
            apply_function_node(<FunctionBase>node, received, results)
        else:
            if run.restricted:
                mark_unwanted(run, node, results)
            for i in range(max(node.out_count, 1)):
                if received[i] != NULL:
                    apply_table_node(node, received, results)
                    break
            if run.restricted:
                clear_unwanted(node, results)
        for i in range(n):
            if results[i] != NULL:
                if has_edge(node, i) and results[i] != <PyObject *>None:
                    grad = <object>results[i]
                    Py_DECREF(grad)
                    results[i] = NULL
                    grad = validated(node, i, grad)
                    Py_INCREF(grad)
                    results[i] = <PyObject *>grad
                    grad = None
                else:
                    Py_DECREF(<object>results[i])
                    results[i] = NULL
        if node.extra is not None:      # an unpack hook has registered a hook on the node
            run_late_hooks(node, results, n)
        if not run.keep_graph:
            release_node(node)
        for i in range(n):
            if has_edge(node, i):
                if results[i] != NULL:
                    grad = <object>results[i]
                    Py_DECREF(grad)
                    results[i] = NULL
                    deliver(run, edge_node(node, i), edge_number(node, i), grad)
                    grad = None
                else:
                    deliver(run, edge_node(node, i), edge_number(node, i), None)
    finally:
        for i in range(n):
            Py_XDECREF(results[i])
        for i in range(max(node.out_count, 1)):
            Py_XDECREF(received[i])
    return 0


cdef int run_late_hooks(Node node, PyObject **results, int n) except -1:
    """Hooks that were registered on a node while it ran."""
    cdef int i
    cdef list grads = run_post_hooks(node, [None if results[i] == NULL else <object>results[i] for i in range(n)], ())
    for i in range(n):
        Py_XDECREF(results[i])
        results[i] = NULL
        if grads[i] is not None:
            grad = grads[i]
            Py_INCREF(grad)
            results[i] = <PyObject *>grad
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


cdef list take_grads(Place *place, int count):
    """Move the gradients of all outputs into a list."""
    cdef list grads = [None] * count
    cdef int i
    if place.grad != NULL:
        grads[0] = <object>place.grad
        Py_DECREF(grads[0])
        place.grad = NULL
    if place.more != NULL:
        more = <list>place.more
        place.more = NULL
        Py_DECREF(more)
        for i in range(min(len(more), count - 1)):
            grads[i + 1] = more[i]
    return grads


cdef int hand_out(Run run, int at, list answers) except -1:
    """The gradient of a leaf that is only asked for, and has no hooks."""
    cdef int position = run.places[at].captured
    cdef object grad
    if run.places[at].grad == NULL:
        return 0
    grad = <object>run.places[at].grad
    Py_DECREF(grad)
    run.places[at].grad = NULL
    while position:
        answers[position - 1] = grad
        position = run.captures[position - 1].next
    return 0


cdef int run_slowly(Run run, int at, list answers) except -1:
    """A node with hooks, captures or a Python backward: gradients as lists of objects."""
    cdef Node node = <Node>run.places[at].node
    cdef int captured = run.places[at].captured
    cdef bint needed = run.places[at].needed
    cdef list grads = take_grads(&run.places[at], max(node.out_count, 1)), results, before_hooks = None
    cdef bint shows_grads = False
    cdef int i
    try:
        if captured:
            before_hooks = list(grads)
        if node.extra is not None:
            run_tensor_hooks(<NodeExtra>node.extra, grads)
        if captured:
            # As in PyTorch: where the node runs as well, what is returned has not seen the tensor's hooks.
            while captured:
                i = run.captures[captured - 1].number
                answers[captured - 1] = before_hooks[i] if needed else grads[i]
                captured = run.captures[captured - 1].next
        if not needed:
            return 0
        if node.extra is not None:
            grads = run_pre_hooks(<NodeExtra>node.extra, grads)
            if (<NodeExtra>node.extra).post_hooks:      # one that is registered while the node runs is not shown what it got
                shows_grads = True
        if type(node) is AccumulateGrad:
            apply_accumulate_grad(<AccumulateGrad>node, grads)
            results = []
        else:
            results = validated_all(node, list(apply_node(node, grads, run)))
        if node.extra is not None:
            results = run_post_hooks(node, results, tuple(grads) if shows_grads else ())
        if not run.keep_graph:
            release_node(node)
        if mode_anomaly and not type(node) is AccumulateGrad:
            from .anomaly import check_nan
            check_nan(handle_of(node), results)
    except Exception:
        note_error(node)
        raise
    for i in range(node.edge_count):
        if has_edge(node, i):
            deliver(run, edge_node(node, i), edge_number(node, i), results[i] if i < len(results) else None)
    return 0


cdef int apply_accumulate_grad(AccumulateGrad node, list grads) except -1:
    """Accumulate the gradient in a list; the leaf may keep it where nobody else holds it."""
    given = grads[0]
    if given is None:
        run_post_accumulate_hooks(node.leaf)
        return 0
    grads[0] = None
    try:
        return accumulate_grad(node, <TensorBase?>given)
    finally:
        grads[0] = given
