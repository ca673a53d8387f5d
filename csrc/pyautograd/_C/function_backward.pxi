# The backward of a custom Function: the gradients it gets, and what it may return.

def user_backward(function):
    """The Function's ``backward`` or ``vjp``, whichever it defines."""
    backward, vjp = function.backward, function.vjp
    if vjp is DEFAULT_BACKWARD:
        return backward
    if backward is not DEFAULT_BACKWARD:
        raise RuntimeError(function_errors().BOTH)
    return vjp


cdef bint gets_zeros(FunctionBase node, int position) except -1:
    """Whether a gradient that did not arrive for an output is zeros in ``backward``, and not None."""
    if not node.materialize or (node.without_tensor is not None and position in node.without_tensor):
        return False
    return node.materialize_fixed or node.without_gradient is None or position not in node.without_gradient


cdef int apply_function_node(FunctionBase node, PyObject **received, PyObject **results) except -1:
    """The same as `run_function` in arrays: as many gradients as outputs (NULL: undefined), as many results as edges."""
    cdef FunctionKind kind = kind_of_node(node)
    cdef PyObject *stack[MAX_INLINE + 1]
    cdef list made = None
    cdef tuple found
    cdef int i, at = 0
    if kind.backward is None:
        kind.backward = user_backward(node.function)
    stack[0] = <PyObject *>node
    for i in range(node.out_count):
        stack[i + 1] = received[i] if received[i] != NULL else <PyObject *>None
        if received[i] == NULL and gets_zeros(node, i):
            made = made or []
            made.append(node.zeros_for(i))
            stack[i + 1] = PyList_GET_ITEM(made, len(made) - 1)
    if kind.boxed:      # what `backward` removes from the list is free at once
        boxed = [<object>stack[i + 1] for i in range(node.out_count)]
        made = None
        for i in range(node.out_count):
            Py_XDECREF(received[i])
            received[i] = NULL
        answer = kind.backward(node, boxed)
    else:
        answer = PyObject_Vectorcall(kind.backward, stack, node.out_count + 1, NULL)
    if node.arg_count == 1 and node.edge_count == 1 and isinstance(answer, TensorBase):
        Py_INCREF(answer)
        results[0] = <PyObject *>answer
        return 0
    found = as_tuple(answer)
    check_gradients(node, found)
    for i in range(node.arg_count):
        if is_tensor_argument(node, i):
            value = <object>PyTuple_GET_ITEM(found, i)
            if value is not None and at < node.edge_count:
                Py_INCREF(value)
                results[at] = <PyObject *>value
            at += 1
    return 0


cdef list run_function(FunctionBase node, list grads):
    """Gradients of the tensor arguments, from those of the outputs."""
    cdef FunctionKind kind = kind_of_node(node)
    cdef int i, count = len(grads)
    cdef PyObject *stack[17]
    cdef list given = grads
    cdef tuple found
    if kind.backward is None:
        kind.backward = user_backward(node.function)
    backward = kind.backward
    for i in range(count):
        if grads[i] is None and gets_zeros(node, i):
            if given is grads:
                given = list(grads)
            given[i] = node.zeros_for(i)
    if kind.boxed:
        answer = backward(node, list(given))
    elif count <= 16:
        stack[0] = <PyObject *>node
        for i in range(count):
            stack[i + 1] = <PyObject *>PyList_GET_ITEM(given, i)
        answer = PyObject_Vectorcall(backward, stack, count + 1, NULL)
    else:
        answer = backward(node, *given)
    found = as_tuple(answer)
    check_gradients(node, found)
    return [<object>PyTuple_GET_ITEM(found, i) for i in range(node.arg_count) if is_tensor_argument(node, i)]


cdef int check_gradients(FunctionBase node, tuple found) except -1:
    """Refuse what ``backward`` must not return; more results than arguments may be there if they are None."""
    cdef Py_ssize_t i, got = PyTuple_GET_SIZE(found)
    if got != node.arg_count:
        if got < node.arg_count or any([value is not None for value in found[node.arg_count:]]):
            raise function_errors().gradient_count(type(node).__name__, node.arg_count, got)
    for i in range(node.arg_count):
        value = <object>PyTuple_GET_ITEM(found, i)
        if value is None:
            continue
        if not is_tensor_argument(node, i):
            raise function_errors().gradient_of_no_tensor(type(node).__name__, i)
        if not isinstance(value, TensorBase):
            raise function_errors().not_a_gradient(value)
    return 0
