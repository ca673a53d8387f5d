# Nodes of table operators: a Node with a spec. What is saved follows from the row; the derivative is a function stamped from it.

cdef inline int span_start(Node node, int argument) noexcept:
    """The first edge of a differentiable argument."""
    if node.spans is None:
        return argument
    return <int>(<object>PyTuple_GET_ITEM(<tuple>(<object>PyList_GET_ITEM(node.spans, argument)), 0))


cdef inline bint wants(Node node, int argument) noexcept:
    """Whether any gradient of this argument is wanted."""
    return (node.mask >> argument) & 1


cdef inline bint needed(Node node, int argument, PyObject **results) noexcept:
    """The same in a run that may be restricted: NotImplemented in the place of the result says that nothing needs it."""
    return (node.mask >> argument) & 1 and (node.spans is not None or results[argument] != <PyObject *>NotImplemented)


cdef bint has_any_edge(Node node, int argument) noexcept:
    """Whether some edge of a differentiable argument leads anywhere."""
    cdef int i, start, count
    start = <int>(<tuple>node.spans[argument])[0]
    count = <int>(<tuple>node.spans[argument])[1]
    if count < 0:
        return has_edge(node, start)
    for i in range(start, start + count):
        if has_edge(node, i):
            return True
    return False


cdef list wanted_part(Node node, int argument):
    """For a list argument: whether each element's gradient is wanted."""
    start, count = node.spans[argument]
    return [has_edge(node, i) for i in range(start, start + count)]


cdef int put_list(Node node, int argument, object values, PyObject **results) except -1:
    """Store a list argument's gradients."""
    cdef int start = span_start(node, argument)
    cdef int i = 0
    if values is None:
        return 0
    for value in values:
        Py_INCREF(value)
        Py_XDECREF(results[start + i])
        results[start + i] = <PyObject *>value
        i += 1
    return 0


cdef Node make_node(Spec spec, PyObject **values):
    """The node of a call with parsed arguments, with its edges."""
    cdef Node node = Node.__new__(Node)
    cdef int i
    node.spec = spec
    node.v0 = node.v1 = node.v2 = node.v3 = -1
    if not spec.list_args:
        for i in range(spec.nargs):
            if append_edge_of(node, <object>values[spec.positions[i]]):
                node.mask |= 1u << i
    else:
        node.spans = []
        for i in range(spec.nargs):
            value = <object>values[spec.positions[i]]
            if isinstance(value, (tuple, list)):
                node.spans.append((node.edge_count, len(value)))
                for v in value:
                    append_edge_of(node, v)
            else:
                node.spans.append((node.edge_count, -1))
                append_edge_of(node, value)
            if has_any_edge(node, i):
                node.mask |= 1u << i
    if mode_anomaly:
        note_forward_stack(node)
    hide(node)
    return node


# What a saved entry is; the order of SAVED_KINDS in the generator.
cdef enum:
    SAVED_INPUT, SAVED_INPUTS, SAVED_OUTPUT, SAVED_VALUE, SAVED_SHAPE, SAVED_DTYPE, SAVED_NDIM, SAVED_NUMEL, SAVED_SHAPES, SAVED_DTYPES, SAVED_STRIDES, SAVED_IS_LEAF
    SAVED_WEAK      # shown while something else holds it, and used by no formula


cdef int save_all(Node node, PyObject **values, PyObject **results) except -1:
    """Keep what the wanted formulas use."""
    save_inputs(node, values, None)
    return save_outputs(node, results) if node.spec.saves_outputs else 0


cdef int save_outputs(Node node, PyObject **results) except -1:
    """Keep the results that the wanted formulas use."""
    cdef Spec spec = node.spec
    cdef unsigned int mask = node.mask
    cdef int k
    for k in range(spec.nsaved):
        if spec.saved_kind[k] == SAVED_OUTPUT and spec.saved_mask[k] & mask:
            node.holds = True
            save_output(node, k, <TensorBase>results[spec.saved_source[k]])
    return 0


cdef int save_inputs(Node node, PyObject **values, TensorBase changed) except -1:
    """Keep the arguments that the wanted formulas use. `changed`: a copy of the first one, which is about to be written."""
    cdef Spec spec = node.spec
    cdef unsigned int mask = node.mask
    cdef int k, kind
    for k in range(spec.nsaved):
        if not spec.saved_mask[k] & mask:
            continue
        kind = spec.saved_kind[k]
        if kind == SAVED_OUTPUT:
            continue
        value = <object>values[spec.saved_source[k]]
        if kind <= SAVED_INPUTS:
            node.holds = True
        elif kind == SAVED_WEAK:
            save_weakly(node, k, value)
            continue
        if kind == SAVED_INPUT:
            if changed is not None and spec.saved_source[k] == 0:
                save_tensor(node, k, changed)
            elif isinstance(value, TensorBase):
                save_tensor(node, k, <TensorBase>value)
            else:
                save_slot(node, k, value, -1)
        elif kind == SAVED_INPUTS:
            kept = []
            for v in value:
                if isinstance(v, TensorBase):
                    if not mode_saved_hooks:
                        hide_saved(node, <TensorBase>v)
                    kept.append((pack_saved(<TensorBase>v, False), -1) if mode_saved_hooks else (v, stamp_of(<TensorBase>v)))
                else:
                    kept.append(None)
            save_slot(node, k, kept, -2)
        else:
            save_slot(node, k, saved_attribute(value, kind), -1)
    return 0


cdef int save_weakly(Node node, int k, object value) except -1:
    """Remember a tensor that no formula uses, for `_saved_<name>` alone. It counts as saved: PyTorch keeps it."""
    node.holds = True
    if isinstance(value, TensorBase) and not (<TensorBase>value).inference:
        save_slot(node, k, weakref.ref(value), stamp_of(<TensorBase>value))
    return 0


cdef object saved_attribute(object value, int kind):
    cdef TensorBase t
    if kind == SAVED_VALUE:
        return value
    if kind == SAVED_SHAPES:
        return [_TORCH_SIZE(shape_tuple((<TensorBase>v).a)) for v in value]
    if kind == SAVED_DTYPES:
        return [DTYPES[(<TensorBase>v).dt] for v in value]
    if not isinstance(value, TensorBase):     # a number in the place of a tensor
        return () if kind in (SAVED_SHAPE, SAVED_STRIDES) else 0 if kind == SAVED_NDIM else 1 if kind == SAVED_NUMEL else None
    t = <TensorBase>value
    if kind == SAVED_SHAPE:
        return size_of(t.a)
    if kind == SAVED_DTYPE:
        return DTYPES[t.dt]
    if kind == SAVED_NDIM:
        return cnp.PyArray_NDIM(t.a)
    if kind == SAVED_NUMEL:
        return cnp.PyArray_SIZE(t.a)
    if kind == SAVED_IS_LEAF:
        return grad_fn_of(t) is None
    return stride_tuple(t.a)


cdef int set_history(Node node, TensorBase t) except -1:
    t.out_nr = add_output(node, t)
    t.fn = node
    return 0


cdef int record(Node node, PyObject **values, PyObject **results, int count) except -1:
    """Attach `node` to the results and save what it needs."""
    cdef Spec spec = node.spec
    cdef int i
    cdef TensorBase t
    for i in range(count):
        t = <TensorBase>results[i]
        if is_differentiable(t.dt) and not (spec.nondiff >> i) & 1:
            set_history(node, t)
    save_all(node, values, results)
    return 0


cdef int release_tensors(Node node) except -1:
    """Drop the saved tensors; the other arguments can still be asked for."""
    cdef Spec spec = node.spec
    cdef int k
    for k in range(spec.nsaved):
        if spec.saved_kind[k] <= SAVED_OUTPUT or spec.saved_kind[k] == SAVED_WEAK:
            if k == 0:
                node.s0 = None
            elif k == 1:
                node.s1 = None
            elif k == 2:
                node.s2 = None
            elif k == 3:
                node.s3 = None
            elif node.more_saved is not None and k - 4 < len(node.more_saved):
                node.more_saved[k - 4] = None
    return 0


cdef int release_node(Node node) except -1:
    """Drop the saved values after a backward that does not keep the graph."""
    if node.spec is not None:
        if node.holds:
            release_tensors(node)
            node.released = True
    elif isinstance(node, CopySlices):
        release_node((<CopySlices>node).inner)
    elif isinstance(node, CustomNode):
        release_custom(<CustomNode>node)
    return 0


cdef object conj_of(object x):
    """The complex conjugate of a tensor, or of a Python number that stands for one."""
    if isinstance(x, TensorBase):
        return x if CATEGORY[(<TensorBase>x).dt] < 3 else ops.conj_physical(x)
    return x.conjugate() if isinstance(x, complex) else x


cdef object grads_list(Node node, PyObject **grads):
    """All incoming gradients, zeros for those that are undefined."""
    cdef int i
    made = []
    for i in range(node.out_count):
        if grads[i] == NULL:
            made.append(ops.zeros(output_shape(node, i), dtype=DTYPES[output_dt(node, i)]))
        else:
            made.append(<object>grads[i])
    return made


cdef backward_function *BACKWARD = NULL      # by row number
cdef int backward_rows = 0

cdef void set_backward(int index, backward_function function) noexcept:
    if index < backward_rows:
        BACKWARD[index] = function


cdef bint derivatives_loaded = False

cdef int check_fingerprint(object module) except -1:
    """Refuse a stamped module that was built from another state of the table."""
    from .table_data import FINGERPRINT

    if module.FINGERPRINT != FINGERPRINT:
        raise ImportError(f"{module.__name__} was built from another operator table than this core; build all modules anew")
    return 0


cdef int load_derivatives() except -1:
    """Import the stamped derivatives, which register themselves."""
    global BACKWARD, backward_rows, derivatives_loaded
    if BACKWARD == NULL:
        BACKWARD = <backward_function *>calloc(len(TABLE), sizeof(backward_function))
        if BACKWARD == NULL:
            raise MemoryError()
        backward_rows = len(TABLE)
    from . import derivatives
    check_fingerprint(derivatives)
    derivatives_loaded = True
    return 0


cdef int apply_table_node(Node node, PyObject **grads, PyObject **results) except -1:
    if not derivatives_loaded:
        load_derivatives()
    if BACKWARD[node.spec.index] == NULL:
        raise SystemError(f"no derivative was built for {node.spec.key}")
    if node.spec.quick_derivative != NULL and not mode_grad and not mode_duals and not mode_scope and node.spec.quick_derivative(node, grads, results):
        return 0
    if is_packed(node.s0) or is_packed(node.s1) or is_packed(node.s2) or is_packed(node.s3) or node.more_saved is not None:
        return apply_unpacking_once(node, grads, results)
    return apply_derivative(node, grads, results)


cdef inline bint is_packed(object value) noexcept:
    return type(value) is PackedTensor or type(value) is list


cdef int apply_unpacking_once(Node node, PyObject **grads, PyObject **results) except -1:
    """A derivative that may use a packed value in several formulas: its hook is called once."""
    node.unpacks_once = True
    try:
        return apply_derivative(node, grads, results)
    finally:
        node.unpacks_once = False
        for value in (node.s0, node.s1, node.s2, node.s3, *(node.more_saved or ())):
            forget_unpacked(value)


cdef int forget_unpacked(object value) except -1:
    if type(value) is PackedTensor:
        (<PackedTensor>value).current = None
    elif type(value) is list:
        for item in <list>value:
            if type(item) is tuple and type(item[0]) is PackedTensor:
                (<PackedTensor>item[0]).current = None
    return 0


cdef int apply_derivative(Node node, PyObject **grads, PyObject **results) except -1:
    if overrides_seen and mode_torch_function != ALL_DISABLED:
        return apply_quietly(node, grads, results)
    return BACKWARD[node.spec.index](node, grads, results)


cdef int apply_quietly(Node node, PyObject **grads, PyObject **results) except -1:
    """A derivative in which ``__torch_function__`` is not asked."""
    global mode_torch_function
    cdef int before = mode_torch_function
    mode_torch_function = ALL_DISABLED
    try:
        return BACKWARD[node.spec.index](node, grads, results)
    finally:
        mode_torch_function = before
