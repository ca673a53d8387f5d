# What Python code sees of the backward that is going on in its thread.

cdef object current_node():
    """The node that is being evaluated on this thread, or None."""
    return None if mode_node == NULL else handle_of(<Node>mode_node)


def current_autograd_node():
    """The node that is being evaluated on this thread, or None."""
    return current_node()


def current_graph_task_id():
    """A number for the innermost backward that is going on in this thread; -1 outside of any."""
    return -1 if mode_run == NULL else (<Run>mode_run).id


def current_graph_task_keep_graph():
    """Whether the innermost backward of this thread keeps saved values; True outside of any."""
    return True if mode_run == NULL else bool((<Run>mode_run).keep_graph)


def is_checkpoint_valid():
    """Whether a reentrant checkpoint may run now: not in a backward that is restricted to some inputs."""
    return mode_run == NULL or not (<Run>mode_run).restricted


def queue_callback(callback):
    """Call `callback` when the innermost backward of this thread has run all its nodes."""
    if mode_run == NULL:
        raise RuntimeError("Final callbacks can only be installed during backward pass.")
    cdef Run run = <Run>mode_run
    if run.callbacks is None:
        run.callbacks = []
    run.callbacks.append(callback)


def will_engine_execute_node(handle):
    """Whether the innermost backward of this thread reaches a node: runs it, or returns the gradient it gets."""
    if not isinstance(handle, (NodeHandle, Node)):
        raise RuntimeError(f"_will_engine_execute_node expects an grad_fn, but got {type(handle).__name__}")
    if mode_run == NULL:
        raise RuntimeError("_get_should_execute_nodes should only be called during the backward pass")
    cdef Run run = <Run>mode_run
    cdef Node node = node_from(handle)
    cdef int at = place_of(run, node)
    if at < 0:
        return False
    if run.restricted and not run.accumulate and type(node) is AccumulateGrad and run.places[at].captured:
        raise RuntimeError(
            "A leaf node was passed to _will_engine_execute_node but we are currently running autograd.grad(). This is currently not supported."
        )
    return bool(run.places[at].needed or run.places[at].captured)


def current_graph_task_execution_order():
    """The nodes of the innermost backward of this thread in the order in which it runs them."""
    if mode_run == NULL:
        raise RuntimeError("_current_graph_task_execution_order should only be called during the backward pass")
    cdef Run run = <Run>mode_run
    cdef Run walk = Run()
    cdef Node root = <Node>run.places[0].node, node, following
    cdef int at, i
    cdef list order = []
    enter_run(walk)      # its places are found like those of any other run, beside those of `run`
    try:
        count_quickly(walk, root)
        push_ready(walk, 0)
        while walk.heap_count:
            at = pop_ready(walk)
            node = <Node>walk.places[at].node
            if not isinstance(node, IdentityNode):
                order.append(handle_of(node))
            for i in range(node.edge_count):
                following = edge_node(node, i)
                if following is None:
                    continue
                at = place_of(run, following)
                if at < 0 or not (run.places[at].needed or run.places[at].captured):
                    continue
                at = place_of(walk, following)
                walk.places[at].waiting -= 1
                if walk.places[at].waiting == 0:
                    push_ready(walk, at)
    finally:
        leave_run(walk)
    return order


def use_count(TensorBase tensor not None):
    """How many hold a tensor: Python programs together as one, its AccumulateGrad (or the edges that stand for it), nodes that save it, views of it."""
    cdef Node node
    cdef int i, count = 1
    cdef bint accumulates = tensor.accumulator != NULL and tensor.stand_in is None
    if not tensor.used:
        return 1 + accumulates
    show_all()
    for holder in gc.get_referrers(tensor):
        if type(holder) is AccumulateGrad:
            accumulates = True
        elif isinstance(holder, Node):
            node = <Node>holder
            if node.e0 is tensor or node.e1 is tensor or node.e2 is tensor:
                accumulates = True
                node_edges_made(node)
            for i in range(4):
                if raw_slot(node, i)[0] is tensor:
                    count += 1
        elif isinstance(holder, TensorBase) or isinstance(holder, tuple) and len(holder) == 2 and type(holder[1]) is int:
            count += 1      # a view, or one of several saved values with its version
    tensor.used = count + accumulates > 1
    return count + accumulates


def thread_state():
    """What a backward that goes on in another thread must find there: the thread's modes, and the backward and node it is inside of."""
    return (
        mode_grad, mode_inference, mode_anomaly, mode_check_nan, list(stacks.saved_hooks), stacks.saved_hooks_disabled,
        None if mode_run == NULL else <Run>mode_run, None if mode_node == NULL else <Node>mode_node, mode_duals, duals_off, mode_forward, stacks.levels,
    )  # fmt: skip


def adopt_thread_state(state):
    """Set the calling thread's modes to what `thread_state` gave in the thread that waits for this one."""
    global mode_grad, mode_inference, mode_anomaly, mode_check_nan, mode_saved_hooks, mode_run, mode_node, mode_duals, duals_off, mode_forward
    mode_grad, mode_inference, mode_anomaly, mode_check_nan, stacks.saved_hooks, stacks.saved_hooks_disabled, run, node = state[:8]
    mode_duals, duals_off, mode_forward, stacks.levels = state[8:]
    mode_saved_hooks = len(stacks.saved_hooks)
    mode_run = NULL if run is None else <void *>run
    mode_node = NULL if node is None else <void *>node


cdef int restore_saved_hooks(list hooks) except -1:
    """Put the thread's stack of saved-tensor hooks back to what it was."""
    global mode_saved_hooks
    stacks.saved_hooks[:] = hooks or []
    mode_saved_hooks = len(stacks.saved_hooks)
    return 0
