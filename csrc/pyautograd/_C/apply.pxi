# One node run on the gradients of its outputs.

cdef object apply_node(Node node, list grads, Run run=None):
    """Run one node on gradients of its outputs; in a restricted run, for what that needs."""
    cdef PyObject *received[64]
    cdef PyObject *results[256]
    cdef int i, n = node.edge_count
    cdef PyObject **out = results
    cdef list made
    if (node.spec is not None):
        if not grads or all([g is None for g in grads]):
            return [None] * n
        if n > 256:
            out = <PyObject **>malloc(n * sizeof(PyObject *))
            if out == NULL:
                raise MemoryError()
        for i in range(n):
            out[i] = NULL
        if run is not None and run.restricted:
            mark_unwanted(run, node, out)
        if len(grads) > 64 or node.out_count > 64:
            return apply_many_outputs(<Node>node, grads, out)
        for i in range(64):
            received[i] = NULL
        for i in range(len(grads)):
            if grads[i] is not None:
                received[i] = <PyObject *>grads[i]
        try:
            apply_table_node(<Node>node, received, out)
            clear_unwanted(node, out)
            made = [None if out[i] == NULL else <object>out[i] for i in range(n)]
        finally:
            for i in range(n):
                Py_XDECREF(out[i])
            if out != results:
                free(out)
        return made
    if type(node) is AccumulateGrad:
        if grads[0] is not None:
            accumulate_grad(<AccumulateGrad>node, <TensorBase?>grads[0])
        return []
    if isinstance(node, CopySlices):
        return apply_copy_slices(<CopySlices>node, grads)
    if isinstance(node, AsStrided):
        if grads[0] is None:
            return [None]
        strided = <AsStrided>node
        of_view = strided.view_size, strided.view_stride, strided.view_offset
        return [ops.as_strided_backward(grads[0], strided.size, strided.stride, strided.offset, *of_view)]
    if isinstance(node, UndefinedGrad):
        return [None]
    if isinstance(node, ErrorNode):
        raise (<ErrorNode>node).error((<ErrorNode>node).message)
    if isinstance(node, FunctionBase):
        return run_function(<FunctionBase>node, grads)
    if isinstance(node, CustomNode):
        return node.run_backward(grads)
    return grads


cdef list apply_many_outputs(Node node, list grads, PyObject **out):
    """A node with more than 64 outputs, such as unbind of a long tensor."""
    cdef int i, n = node.edge_count, count = max(node.out_count, len(grads))
    cdef PyObject **received = <PyObject **>malloc(count * sizeof(PyObject *))
    cdef list made
    if received == NULL:
        raise MemoryError()
    for i in range(count):
        received[i] = <PyObject *>grads[i] if i < len(grads) and grads[i] is not None else NULL
    try:
        apply_table_node(node, received, out)
        clear_unwanted(node, out)
        made = [None if out[i] == NULL else <object>out[i] for i in range(n)]
    finally:
        free(received)
        for i in range(n):
            Py_XDECREF(out[i])
    return made


cdef int mark_unwanted(Run run, Node node, PyObject **results) except -1:
    """NotImplemented in the place of each result that a restricted run does not need."""
    cdef Node following
    cdef int i, at
    if node.spans is not None or node.edge_count < 2:
        return 0
    for i in range(node.edge_count):
        following = edge_node(node, i)
        if following is not None:
            at = place_of(run, following)
            if at >= 0 and not run.places[at].needed and not run.places[at].captured:
                Py_INCREF(NotImplemented)
                results[i] = <PyObject *>NotImplemented
    return 0


cdef int clear_unwanted(Node node, PyObject **results) except -1:
    cdef int i
    for i in range(node.edge_count):
        if results[i] == <PyObject *>NotImplemented:
            results[i] = NULL
            Py_DECREF(NotImplemented)
    return 0


cdef int note_error(Node node) except -1:
    """Anomaly mode: an error in a node's backward is shown with the forward call that made the node."""
    if mode_anomaly:
        from .anomaly import show_forward_stack
        show_forward_stack(handle_of(node))
    return 0
