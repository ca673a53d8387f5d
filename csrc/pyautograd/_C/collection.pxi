# Which nodes Python's garbage collector sees.
#
# It would walk over all nodes of a large graph again and again while that is built, though few graphs are part of a cycle. So a node of a table operator is
# hidden from it until one of these comes:
# - the node, or one that it leads to, is made by a custom Function or has hooks, or its result becomes a gradient: then it is watched from then on, as all
#   that it leads to;
# - a full collection is asked for, or somebody asks who refers to a tensor: then every node that anything known to the collector holds is shown to it;
# - a full collection begins by itself, and so many nodes were made since the last time that showing those there are costs little beside making them.
# A cycle of other kinds, through an attribute of a saved tensor, is therefore found by a full collection alone.

cdef extern from "tracking.h":
    enum:
        UNTRACKS
    Py_ssize_t track_held(list holders, PyTypeObject *type) except -1

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
    if node.more_edges is None and not is_hidden(node.e0) and not is_hidden(node.e1) and not is_hidden(node.e2) and type(node) is not CopySlices:
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
        shown_nodes = track_held(gc.get_objects(), <PyTypeObject *>Node)
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
