# The backward engine.
#
# Nodes run in order of decreasing sequence number among those whose gradients are complete, AccumulateGrad at once. The state
# of a run belongs to the run: a node only remembers its place in the run that reached it last. A run that finds a node in
# the hands of another that is still going on (a backward inside a backward, or in another thread) writes the node's old
# place into that run's `moved` table first.

cdef struct Place:
    PyObject *node                # owned
    int waiting                   # edges that have not delivered yet
    signed char needed            # 1: running it serves an input (or there is no restriction)
    signed char captured
    signed char owned             # the gradient in `grad` is a sum made here
    PyObject *grad                # of output 0
    PyObject *more                # list of gradients from output 1 on, or NULL

cdef struct Ready:
    int64_t seq
    int64_t order
    int place

cdef uint64_t next_run = 1
cdef list active_runs = []


_COMPLEX_FOR_REAL = (
    "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) to be true, but got false.  (Could this "
    "error message be improved?  If so, please report an enhancement request to PyTorch.)"
)


@cython.final
cdef class Run:
    """The state of one backward."""
    cdef Place *places
    cdef int count, room
    cdef Ready *heap
    cdef int heap_count, heap_room
    cdef int64_t order
    cdef uint64_t id
    cdef dict moved               # id of a node taken over by another run -> its place here
    cdef bint keep_graph, create_graph, accumulate, restricted
    cdef void *outer              # the run in which this one was started

    def __cinit__(self):
        global next_run
        self.id = next_run
        next_run += 1

    def __dealloc__(self):
        cdef int i
        for i in range(self.count):
            Py_XDECREF(self.places[i].grad)
            Py_XDECREF(self.places[i].more)
            Py_XDECREF(self.places[i].node)
        free(self.places)
        free(self.heap)


cdef int place_of(Run run, Node node) except -2:
    """The node's place in this run; -1 if it has none."""
    if node.run == run.id:
        return node.slot
    if run.moved is not None:
        found = run.moved.get(<size_t><void *>node)
        if found is not None:
            return found
    return -1


cdef int new_place(Run run, Node node) except -1:
    cdef int at = run.count
    cdef Place *grown
    cdef Run other
    if at == run.room:
        run.room = 64 if run.room == 0 else run.room * 2
        grown = <Place *>realloc(run.places, run.room * sizeof(Place))
        if grown == NULL:
            raise MemoryError()
        run.places = grown
    if node.run != 0 and PyList_GET_SIZE(active_runs) > 1:
        for other in active_runs:
            if other.id == node.run and other is not run:
                if other.moved is None:
                    other.moved = {}
                other.moved[<size_t><void *>node] = node.slot
    node.run, node.slot = run.id, at
    Py_INCREF(node)
    memset(&run.places[at], 0, sizeof(Place))
    run.places[at].node = <PyObject *>node
    run.places[at].needed = 1
    run.count += 1
    return at


cdef int push_ready(Run run, int place) except -1:
    cdef Ready *grown
    cdef Ready entry
    cdef int i = run.heap_count, up
    if i == run.heap_room:
        run.heap_room = 64 if run.heap_room == 0 else run.heap_room * 2
        grown = <Ready *>realloc(run.heap, run.heap_room * sizeof(Ready))
        if grown == NULL:
            raise MemoryError()
        run.heap = grown
    entry.seq, entry.order, entry.place = (<Node>run.places[place].node).seq, run.order, place
    run.order += 1
    run.heap_count += 1
    while i > 0:
        up = (i - 1) // 2
        if run.heap[up].seq > entry.seq or run.heap[up].seq == entry.seq and run.heap[up].order < entry.order:
            break
        run.heap[i] = run.heap[up]
        i = up
    run.heap[i] = entry
    return 0


cdef int pop_ready(Run run) noexcept:
    """The ready place with the highest sequence number, earlier ones first among equals."""
    cdef int top = run.heap[0].place, i = 0, child
    cdef Ready last
    run.heap_count -= 1
    last = run.heap[run.heap_count]
    while True:
        child = 2 * i + 1
        if child >= run.heap_count:
            break
        if child + 1 < run.heap_count and before(&run.heap[child + 1], &run.heap[child]):
            child += 1
        if before(&last, &run.heap[child]):
            break
        run.heap[i] = run.heap[child]
        i = child
    run.heap[i] = last
    return top


cdef inline bint before(Ready *a, Ready *b) noexcept:
    return a.seq > b.seq or a.seq == b.seq and a.order < b.order


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
    """Mark the places whose running serves a captured input."""
    cdef int at, i, to
    cdef Node node, following
    for at in finished:
        node = <Node>run.places[at].node
        run.places[at].needed = 0
        for i in range(node.edge_count):
            following = edge_node(node, i)
            if following is None:
                continue
            to = place_of(run, following)
            if run.places[to].captured or run.places[to].needed:
                run.places[at].needed = 1
                break
        if accumulate and run.places[at].captured and isinstance(node, AccumulateGrad):
            run.places[at].needed = 1
    return 0


def run_backward(list edges, list grads, bint keep_graph, bint create_graph, inputs=None, bint accumulate=True, allow_unreachable=True):
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


cdef int enter_run(Run run) except -1:
    global mode_run
    active_runs.append(run)
    run.outer = mode_run
    mode_run = <void *>run
    return 0


cdef int leave_run(Run run) except -1:
    global mode_run
    mode_run = run.outer
    if active_runs[-1] is run:
        active_runs.pop()
    else:
        active_runs.remove(run)
    return 0


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


def current_graph_task_id():
    """A number for the innermost backward that is going on in this thread; -1 outside of any."""
    return -1 if mode_run == NULL else (<Run>mode_run).id


def is_checkpoint_valid():
    """Whether a reentrant checkpoint may run now: not in a backward that is restricted to some inputs."""
    return mode_run == NULL or not (<Run>mode_run).restricted


def will_engine_execute_node(handle):
    """Whether the innermost backward of this thread reaches a node: runs it, or returns the gradient it gets."""
    if mode_run == NULL:
        raise RuntimeError("_get_should_execute_nodes should only be called during the backward pass")
    cdef Run run = <Run>mode_run
    cdef Node node = node_from(handle)
    cdef int at = place_of(run, node)
    if at < 0:
        return False
    if run.restricted and not run.accumulate and isinstance(node, AccumulateGrad) and run.places[at].captured:
        raise RuntimeError(
            "A leaf node was passed to _will_engine_execute_node but we are currently running autograd.grad(). This is currently not supported."
        )
    return bool(run.places[at].needed or run.places[at].captured)


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


cdef int deliver(Run run, Node following, int number, object grad) except -1:
    """Hand a gradient over an edge; the node is ready when the last edge has delivered."""
    cdef int at = place_of(run, following)
    cdef Place *place = &run.places[at]
    cdef list more
    if grad is not None and (place.needed or place.captured):
        if number == 0:
            if place.grad == NULL:
                Py_INCREF(grad)
                place.grad = <PyObject *>grad
            else:
                add_to(run, place, grad)
        else:
            if place.more == NULL:
                more = []
                Py_INCREF(more)
                place.more = <PyObject *>more
            more = <list>place.more
            while len(more) < number:
                more.append(None)
            held = more[number - 1]
            more[number - 1] = grad if held is None else held + grad
            place = &run.places[at]
    place.waiting -= 1
    if place.waiting == 0 and (place.needed or place.captured):
        push_ready(run, at)
    return 0


cdef int add_to(Run run, Place *place, object grad) except -1:
    """Add to the gradient held; in place once the sum is ours and nobody records."""
    cdef object held = <object>place.grad
    cdef object total
    if place.owned and not run.create_graph and in_place_sum(<TensorBase>held, <TensorBase>grad):
        return 0
    total = held + grad
    Py_INCREF(total)
    place.grad = <PyObject *>total
    place.owned = 1
    Py_DECREF(held)
    return 0


cdef Spec add_spec = None

cdef bint in_place_sum(TensorBase held, TensorBase grad) except -1:
    """held += grad for floats of one shape and dtype; False where that does not apply."""
    global add_spec
    cdef PyObject *values[3]
    cdef int dt = 0
    if held.dt != grad.dt or CATEGORY[held.dt] != 2 or not cnp.PyArray_SAMESHAPE(held.a, grad.a) or held.base is not None:
        return False
    if add_spec is None:
        add_spec = spec_named("add")
    values[0], values[1], values[2] = <PyObject *>held, <PyObject *>grad, <PyObject *>ONE
    compute_elementwise(add_spec, values, &dt, held)
    bump(held)
    return True


cdef object validated(Node node, int i, object grad):
    """A gradient in the shape and dtype of where it goes; PyTorch's error where that cannot be."""
    cdef Node following = edge_node(node, i)
    cdef int number = edge_number(node, i), d, nd
    cdef TensorBase g
    cdef bint same
    if not isinstance(grad, TensorBase):
        raise TypeError(f"expected Variable or None (got {type(grad).__name__})")
    g = <TensorBase>grad
    nd = cnp.PyArray_NDIM(g.a)
    same = False
    if number == 0 and following.out_ndim == nd:
        same = True
        for d in range(nd):
            if following.out_dims[d] != cnp.PyArray_DIM(g.a, d):
                same = False
                break
    if not same:
        grad = reduced(g, output_shape(following, number), node, i)
        g = <TensorBase>grad
    d = output_dt(following, number)
    if g.dt != d:
        if CATEGORY[g.dt] == 3 and CATEGORY[d] != 3:
            if isinstance(node, CustomNode):
                raise RuntimeError(_COMPLEX_FOR_REAL)
            grad = ops.real(grad)
            g = <TensorBase>grad
        if g.dt != d:
            grad = grad.to(DTYPES[d])
    return grad


cdef object reduced(TensorBase grad, tuple want, Node node, int position):
    """`grad` summed over the dimensions that broadcasting added."""
    cdef tuple have = shape_tuple(grad.a)
    if have == want:
        return grad
    lead = len(have) - len(want)
    if lead < 0 or any([w != 1 and w != h for h, w in zip(have[max(lead, 0):], want)]):
        got = f"got {list(have)} but expected shape compatible with {list(want)}"
        raise RuntimeError(f"Function {node_name(node)} returned an invalid gradient at index {position} - {got}")
    return grad.sum_to_size(want)


cdef int accumulate_grad(AccumulateGrad node, TensorBase grad) except -1:
    """Add to the leaf's ``grad``: a new tensor first, then in place; out of place while recording."""
    cdef TensorBase leaf = node.leaf
    cdef object held = leaf.held_grad
    cdef PyObject *raw = <PyObject *>grad
    if not leaf.needs_grad:      # turned off since the graph was made
        return 0
    if held is None:
        if mode_grad:
            if requires(grad):
                leaf.held_grad = ops.empty_strided(shape_tuple(grad.a), stride_tuple(leaf.a), dtype=DTYPES[grad.dt]).copy_(grad)
            else:
                leaf.held_grad = copy_for(leaf, grad)
        elif raw.ob_refcnt == 1 and owns_all(grad) and cnp.PyArray_IS_C_CONTIGUOUS(leaf.a):
            leaf.held_grad = grad      # nobody else can see it
        else:
            leaf.held_grad = copy_for(leaf, grad)
    elif mode_grad:
        leaf.held_grad = held + grad
    elif not in_place_sum(<TensorBase>held, grad):
        held.add_(grad)
    if leaf.extra is not None and (<TensorExtra>leaf.extra).post_accumulate_hooks:
        for hook in list((<TensorExtra>leaf.extra).post_accumulate_hooks.values()):
            if hook(leaf) is not None:
                raise RuntimeError("Tensor post accumulate grad hooks should return None.")
    return 0


cdef bint owns_all(TensorBase t) noexcept:
    """Whether a tensor shares nothing: its array, its memory, its counter."""
    if t.fn is not None or t.base is not None or t.storage is not None or t.extra is not None or t.counter is not None or t.needs_grad:
        return False
    return (<PyObject *>t.a).ob_refcnt == 1 and cnp.PyArray_CHKFLAGS(t.a, cnp.NPY_ARRAY_OWNDATA | cnp.NPY_ARRAY_C_CONTIGUOUS)


cdef TensorBase copy_for(TensorBase leaf, TensorBase grad):
    """A copy of `grad` without history, laid out as the leaf is."""
    cdef cnp.ndarray out
    if cnp.PyArray_IS_C_CONTIGUOUS(grad.a) and cnp.PyArray_IS_C_CONTIGUOUS(leaf.a):
        out = empty_array(cnp.PyArray_NDIM(grad.a), cnp.PyArray_DIMS(grad.a), grad.dt)
        memcpy(cnp.PyArray_DATA(out), cnp.PyArray_DATA(grad.a), cnp.PyArray_NBYTES(grad.a))
        return new_tensor(out, grad.dt)
    out = np.empty_like(leaf.a, dtype=grad.a.dtype) if is_dense(leaf.a) else np.empty(shape_tuple(grad.a), grad.a.dtype)
    out[...] = grad.a
    return new_tensor(out, grad.dt)


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


cdef int note_error(Node node) except -1:
    """Anomaly mode: an error in a node's backward is shown with the forward call that made the node."""
    if mode_anomaly:
        from .anomaly import show_forward_stack
        show_forward_stack(handle_of(node))
    return 0


def forward_stack_of(handle):
    """Where the call stood that made a node, and the node whose backward made that call: (lines, node or None); None if not known."""
    cdef Node node = node_from(handle)
    return None if node.extra is None else (<NodeExtra>node.extra).forward_stack


cdef list validated_all(Node node, list grads):
    cdef int i
    if len(grads) != node.edge_count:
        if len(grads) > node.edge_count and all([g is None for g in grads[node.edge_count:]]):
            grads = grads[:node.edge_count]
        elif node.edge_count:
            raise RuntimeError(
                f"Function {node_name(node)} returned an invalid number of gradients: got {len(grads)}, expected {node.edge_count}"
            )
    for i in range(min(node.edge_count, len(grads))):
        if has_edge(node, i) and grads[i] is not None:
            grads[i] = validated(node, i, grads[i])
    return grads


cdef object apply_node(Node node, list grads):
    """Run one node on gradients of its outputs."""
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
        if len(grads) > 64 or node.out_count > 64:
            return apply_many_outputs(<Node>node, grads, out)
        for i in range(64):
            received[i] = NULL
        for i in range(len(grads)):
            if grads[i] is not None:
                received[i] = <PyObject *>grads[i]
        try:
            apply_table_node(<Node>node, received, out)
            made = [None if out[i] == NULL else <object>out[i] for i in range(n)]
        finally:
            for i in range(n):
                Py_XDECREF(out[i])
            if out != results:
                free(out)
        return made
    if isinstance(node, AccumulateGrad):
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
        grad = ops.as_strided_backward(grads[0], strided.size, strided.stride, strided.offset, *of_view)
        return [ops.view_as_complex(grad) if strided.in_parts else grad]
    if isinstance(node, ErrorNode):
        raise (<ErrorNode>node).error((<ErrorNode>node).message)
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
        made = [None if out[i] == NULL else <object>out[i] for i in range(n)]
    finally:
        free(received)
        for i in range(n):
            Py_XDECREF(out[i])
    return made


cdef int run_tensor_hooks(NodeExtra extra, list grads) except -1:
    """Hooks of the tensors a node made, then their retained gradients."""
    cdef TensorBase tensor
    if extra.tensor_hooks:
        for number, hooks in extra.tensor_hooks.items():
            for hook in list(hooks.values()):
                before = grads[number]
                grads[number] = checked_hook_result(hook, before, hook(before))
    if extra.retain_hooks:
        for number, reference in extra.retain_hooks.items():
            kept = reference()
            if kept is not None and grads[number] is not None:
                tensor = <TensorBase>kept
                if tensor.held_grad is None:
                    tensor.held_grad = grads[number].clone()
                else:
                    tensor.held_grad = tensor.held_grad + grads[number]
    return 0


cdef list checked_hook_results(object hook, list before, object after):
    """What a node's hook returned as a list, or the gradients unchanged for None."""
    if after is None:
        return before
    if not isinstance(after, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(after).__name__}'")
    if len(after) != len(before):
        called = getattr(hook, "__name__", "<unknown>")
        raise RuntimeError(f"hook '{called}' has returned an incorrect number of values (got {len(after)}, but expected {len(before)})")
    return [a if a is None else checked_hook_result(hook, b, a) for b, a in zip(before, after)]


cdef object checked_hook_result(object hook, object before, object after):
    """What a tensor hook returned, or the gradient unchanged for None."""
    if after is None:
        return before
    if not isinstance(after, TensorBase):
        raise TypeError(f"expected Variable, but hook returned '{type(after).__name__}'")
    if before is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    called = getattr(hook, "__name__", "<unknown>")
    if after.shape != before.shape:
        raise RuntimeError(f"hook '{called}' has changed the size of value")
    if after.dtype is not before.dtype:
        raise RuntimeError(f"hook '{called}' has changed the type of value (was {before.type()} got {after.type()})")
    return after
