# Which nodes and saved results Python's garbage collector sees.
#
# It would walk over all of a large graph again and again while that is built, though few graphs are part of a cycle. So a node of a table operator is
# hidden from it until one of these comes:
# - the node, or one that it leads to, is made by a custom Function or has hooks, or its result becomes a gradient: then it is watched from then on, as all
#   that it leads to, and the tensors that it saves are seen;
# - a full collection is asked for, or somebody asks who refers to a tensor: then all nodes and tensors that anything known to the collector holds are shown to it;
# - a full collection begins by itself, and so many nodes were made since the last time that showing those there are costs little beside making them.
# A result is hidden when a hidden node saves it, unless it leads to more than its history or has once got another one: attributes, hooks and gradients can
# close a cycle that no node is part of, and a history that is newer than the tensor one that has no other part which is seen.
# A cycle of other kinds, through an attribute of a saved tensor, is therefore found by a full collection alone.

cdef extern from "tracking.h":
    enum:
        UNTRACKS
    Py_ssize_t track_held(list holders, PyTypeObject *node, PyTypeObject *tensor) except -1

cdef extern from "Python.h":
    void PyObject_GC_UnTrack(PyObject *o) noexcept
    void PyObject_GC_Track(PyObject *o) noexcept
    bint PyObject_GC_IsTracked(object o) noexcept

cdef int64_t shown_sequence = 0      # nodes before this one have been shown
cdef int64_t shown_nodes = 0         # how many there were the last time
cdef bint _increments = sys.version_info >= (3, 14)      # collections of generation 1 go through the old objects bit by bit

cdef enum:
    SHOWN_AT_ONCE = 100000
    MADE_FOR_SHOWN = 4


cdef inline int hide(Node node) except -1:
    """Keep a new node from the collector unless it leads to one that is watched."""
    if node.watched:
        return join_watched(node)
    if UNTRACKS:
        PyObject_GC_UnTrack(<PyObject *>node)
    return 0


cdef int join_watched(Node node) except -1:
    """A new node that leads to a watched one is watched: what else it leads to has to be as well."""
    if node.watched:
        node.watched = False
        expose(node)
    return 0


cdef inline bint is_hidden(object following) noexcept:
    return isinstance(following, Node) and not (<Node>following).watched


cdef int expose(Node node) except -1:
    """Watch a node and all that it leads to from now on."""
    cdef list pending
    if node.watched:
        return 0
    if node.more_edges is None and not node.holds and not is_hidden(node.e0) and not is_hidden(node.e1) and not is_hidden(node.e2) and type(node) is not CopySlices:
        show(node)
        return 0
    pending = [node]
    while pending:
        node = <Node>pending.pop()
        if node.watched:
            continue
        show(node)
        pending += [following for following in (node.e0, node.e1, node.e2) if is_hidden(following)]
        if node.more_edges is not None:
            pending += [(<tuple>edge)[0] for edge in node.more_edges if edge is not None]
        if type(node) is CopySlices:
            pending.append((<CopySlices>node).inner)
        if node.holds:
            for value in (node.s0, node.s1, node.s2, node.s3):
                add_histories(value, pending)
            if node.more_saved is not None:
                for value in node.more_saved:
                    add_histories(value, pending)
    return 0


cdef int add_histories(object value, list pending) except -1:
    """Show the collector a saved tensor, or a list of them, and add the nodes behind it to `pending`."""
    cdef TensorBase t
    if isinstance(value, TensorBase):
        t = <TensorBase>value
        show_tensor(t)
        if is_hidden(t.fn):
            pending.append(t.fn)
        if t.base is not None:
            add_histories(t.base, pending)
    elif type(value) is list:
        for item in <list>value:
            if type(item) is tuple:
                add_histories((<tuple>item)[0], pending)
    return 0


cdef int expose_tensor(TensorBase t) except -1:
    """Have the collector see a tensor and all that it leads to from now on."""
    t.shown = True
    pending = []
    add_histories(t, pending)
    for node in pending:
        expose(<Node>node)
    return 0


cdef inline int show_tensor(TensorBase t) except -1:
    if UNTRACKS and not PyObject_GC_IsTracked(t):
        PyObject_GC_Track(<PyObject *>t)
    return 0


cdef inline int keep_shown(TensorBase t) except -1:
    """Have the collector see a tensor from now on, whatever saves it."""
    t.shown = True
    return show_tensor(t)


cdef inline int hide_saved(Node node, TensorBase t) except -1:
    """A tensor that `node` saves is hidden as the node is, or seen as it is."""
    if node.watched:
        if not t.shown:
            expose_tensor(t)
    elif UNTRACKS and t.fn is not None and not t.shown and not t.fn.watched and Py_TYPE(t) == TENSOR_TYPE and t.extra is None and t.held_grad is None:
        PyObject_GC_UnTrack(<PyObject *>t)
    return 0


cdef inline int show(Node node) except -1:
    node.watched = True
    if not PyObject_GC_IsTracked(node):
        PyObject_GC_Track(<PyObject *>node)
    return 0


cdef int show_all() except -1:
    """Show the collector every node that it can get to."""
    global shown_sequence, shown_nodes
    if shown_sequence != next_sequence:
        shown_sequence = next_sequence
        shown_nodes = track_held(gc.get_objects(), <PyTypeObject *>Node, TENSOR_TYPE)
    return 0


cdef bint is_asked_for():
    """Whether the program asked for the collection that begins: one that comes by itself comes while there are more new objects than the threshold."""
    return not gc.isenabled() or gc.get_count()[0] <= gc.get_threshold()[0]


def _collection_begins(phase, info):
    if phase != "start":
        return
    generation, made = info["generation"], next_sequence - shown_sequence
    many = made >= SHOWN_AT_ONCE and made >= MADE_FOR_SHOWN * shown_nodes
    if many and _increments and generation == 1 or generation == 2 and (many or is_asked_for()):
        show_all()


gc.callbacks.append(_collection_begins)
