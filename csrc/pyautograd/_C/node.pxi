# Graph nodes: edges, metadata of outputs, the end of the graph at a leaf.

cdef int64_t next_sequence = 0
cdef int64_t LAST = 2**63 - 1     # AccumulateGrad runs as soon as it is ready
_SHOWN_LAST = 2**64 - 1            # the number that is shown for it

@cython.final
cdef class NodeExtra:
    """What few nodes have: hooks, and the user's dictionary, which has the traceback of the call that made them in anomaly mode."""
    cdef public object pre_hooks, post_hooks, tensor_hooks, retain_hooks, metadata


# A chain of a million nodes is freed link by link: the trashcan defers what nests too deep. Nodes of table operators are of this
# class itself, so that they come from its free list.
@cython.freelist(65536)
@cython.trashcan(True)
cdef class Node:
    """A step of the backward graph."""

    def __cinit__(self):
        global next_sequence
        self.seq = next_sequence
        next_sequence += 1

    # What custom nodes (those that Python code derives from) show; the others are seen through a NodeHandle.

    def name(self):
        """The name PyTorch gives this node, such as ``MulBackward0``."""
        return node_name(self)

    def _sequence_nr(self, *args, **named):
        _no_argument("_FunctionBase", "_sequence_nr", args, named)
        return sequence_nr_of(self)

    def _set_sequence_nr(self, *args, **named):
        set_sequence_nr(self, _one_argument("_FunctionBase", "_set_sequence_nr", args, named))

    @property
    def next_functions(self):
        """One ``(node, output number)`` per differentiable input; the node is None where no gradient is wanted."""
        return next_functions_of(self)

    @property
    def metadata(self):
        """A dictionary for the user."""
        return metadata_of(self)

    @property
    def _input_metadata(self):
        return input_metadata_of(self)

    def register_hook(self, *args, **named):
        """Call ``hook(grad_inputs, grad_outputs)`` after this node has run; a result replaces grad_inputs."""
        return register_post_hook(self, _one_argument("_FunctionBase", "register_hook", args, named))

    def register_prehook(self, *args, **named):
        """Call ``hook(grad_outputs)`` before this node runs; a result replaces them."""
        return register_pre_hook(self, _one_argument("_FunctionBase", "register_prehook", args, named))

    def _register_hook_dict(self, *args, **named):
        """Have the hooks in ``tensor._backward_hooks`` run before this node."""
        register_hook_dict(self, _one_argument("_FunctionBase", "_register_hook_dict", args, named), True)


cdef object sequence_nr_of(Node node):
    return node.seq if node.seq != LAST else _SHOWN_LAST


cdef int set_sequence_nr(Node node, object value) except -1:
    """Give a node another sequence number; the largest stands for `LAST`."""
    value = _sequence_number(value)
    node.seq = LAST if value >= LAST else value
    return 0


def next_sequence_nr():
    """The sequence number that the next node will get."""
    return next_sequence


cdef NodeExtra node_extra_of(Node node):
    if node.extra is None:
        node.extra = NodeExtra()
        expose(node)
    return <NodeExtra>node.extra


cdef object metadata_of(Node node):
    cdef NodeExtra extra = node_extra_of(node)
    if type(extra.metadata) is not dict:      # what anomaly mode has noted is put in words when somebody asks
        extra.metadata = {} if extra.metadata is None else extra.metadata.metadata()
    return extra.metadata


cdef int note_forward_stack(Node node) except -1:
    """Anomaly mode: remember where this node was made, and in whose backward."""
    from .anomaly import CallStack

    node_extra_of(node).metadata = CallStack(current_node())
    return 0


# Edges.

cdef inline Node edge_node(Node node, int i):
    if i == 0:
        if isinstance(node.e0, TensorBase):
            node.e0 = accumulator_of(<TensorBase>node.e0)
        return <Node>node.e0
    if i == 1:
        if isinstance(node.e1, TensorBase):
            node.e1 = accumulator_of(<TensorBase>node.e1)
        return <Node>node.e1
    if i == 2:
        if isinstance(node.e2, TensorBase):
            node.e2 = accumulator_of(<TensorBase>node.e2)
        return <Node>node.e2
    edge = node.more_edges[i - 3]
    return None if edge is None else <Node>(<tuple>edge)[0]


cdef inline int edge_number(Node node, int i) except -1:
    if i == 0:
        return node.n0
    if i == 1:
        return node.n1
    if i == 2:
        return node.n2
    edge = node.more_edges[i - 3]
    return 0 if edge is None else <int>(<tuple>edge)[1]


cdef inline bint has_edge(Node node, int i) noexcept:
    if i == 0:
        return node.e0 is not None
    if i == 1:
        return node.e1 is not None
    if i == 2:
        return node.e2 is not None
    return PyList_GET_ITEM(node.more_edges, i - 3) != <PyObject *>None


cdef int append_edge(Node node, object following, int number) except -1:
    """`following` is a node, None, or for the first three edges a leaf."""
    cdef int i = node.edge_count
    if i == 0:
        node.e0, node.n0 = following, number
    elif i == 1:
        node.e1, node.n1 = following, number
    elif i == 2:
        node.e2, node.n2 = following, number
    else:
        if node.more_edges is None:
            node.more_edges = []
        node.more_edges.append(None if following is None else (following, number))
    node.edge_count += 1
    return 0


cdef int append_edge_of(Node node, object value) except -1:
    """An edge to where a gradient of `value` goes; an empty one, and 0, if it needs none."""
    cdef TensorBase t
    cdef Node following
    if isinstance(value, TensorBase):
        t = <TensorBase>value
        following = grad_fn_of(t) if t.base is not None else t.fn
        if following is not None:
            append_edge(node, following, t.out_nr)
            node.watched |= following.watched
            return 1
        if t.needs_grad:
            t.used = True
            # in anomaly mode the end at a leaf is made at once: it remembers the call
            append_edge(node, t if node.edge_count < 3 and t.stand_in is None and not mode_anomaly else accumulator_of(t), 0)
            return 1
    append_edge(node, None, 0)
    return 0


cdef object next_functions_of(Node node):
    cdef int i
    return tuple([(handle_of(edge_node(node, i)), edge_number(node, i)) for i in range(node.edge_count)])


# Metadata of outputs: the shape and dtype that incoming gradients must have.

cdef int add_output(Node node, TensorBase t) except -1:
    """Register `t` as the next output of `node` and return its number."""
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    cdef int number = node.out_count
    node.out_count += 1
    if number == 0:
        node.out_dt = t.dt
        if nd <= 4:
            node.out_ndim = nd
            for d in range(nd):
                node.out_dims[d] = cnp.PyArray_DIM(t.a, d)
            return 0
        node.out_ndim = -1
    if node.more_outputs is None:
        node.more_outputs = []
    node.more_outputs.append((shape_tuple(t.a), t.dt))
    return number


cdef tuple output_shape(Node node, int number):
    cdef int d
    if number == 0 and node.out_ndim >= 0:
        return tuple([node.out_dims[d] for d in range(node.out_ndim)])
    return node.more_outputs[number if node.out_ndim < 0 else number - 1][0]


cdef inline int output_dt(Node node, int number) except -2:
    if number == 0:
        return node.out_dt
    return node.more_outputs[number if node.out_ndim < 0 else number - 1][1]


class InputMetadata:
    """Shape and dtype of one output of a node, that is of one gradient it receives."""

    __slots__ = ("shape", "dtype")
    device = _types.CPU
    is_nested_tensor = is_cpp_nested_tensor = False

    def __init__(self, shape, dtype):
        self.shape, self.dtype = shape, dtype


InputMetadata.__name__ = InputMetadata.__qualname__ = "_InputMetadata"
InputMetadata.__module__ = "torch._C._autograd"


cdef object input_metadata_of(Node node):
    cdef int i, dt
    cdef list made = []
    for i in range(node.out_count):
        dt = (<AccumulateGrad>node).leaf.dt if type(node) is AccumulateGrad else output_dt(node, i)
        made.append(InputMetadata(list(output_shape(node, i)), DTYPES[dt]))
    return tuple(made)


# Nodes that are not from the table.

# The leaf points back without owning, so the garbage collector must not clear `leaf` before the pointer is reset.
@cython.final
@cython.no_gc_clear
@cython.trashcan(True)
cdef class AccumulateGrad(Node):
    """The end of the graph at a leaf: adds what arrives to ``variable.grad``."""
    cdef TensorBase leaf
    cdef object lock              # held while ``grad`` changes; None until that may take long

    def __dealloc__(self):
        if self.leaf is not None and self.leaf.accumulator == <PyObject *>self:
            self.leaf.accumulator = NULL


cdef Node accumulator_of(TensorBase leaf):
    """The leaf's AccumulateGrad; one object as long as something holds it."""
    cdef AccumulateGrad made
    if leaf.accumulator != NULL and leaf.accumulator.ob_refcnt > 0:      # one whose end the trashcan has put off is none any more
        return <Node>leaf.accumulator
    made = AccumulateGrad.__new__(AccumulateGrad)
    made.seq = LAST
    made.leaf = leaf
    add_output(made, leaf)
    leaf.accumulator = <PyObject *>made
    if leaf.extra is not None:
        made.out_dt = grad_dt_of(leaf)
    if mode_anomaly:
        note_forward_stack(made)
    if leaf.extra is not None and (<TensorExtra>leaf.extra).hooks is not None:
        node_extra_of(made).tensor_hooks = {0: (<TensorExtra>leaf.extra).hooks}
    return made


@cython.final
cdef class IdentityNode(Node):
    """Hands gradients through; the root that several outputs hang from."""


@cython.final
cdef class ErrorNode(Node):
    """Refuses to run: a derivative that is not implemented, or must not be taken."""
    cdef object message, error
    cdef str label


@cython.final
cdef class UndefinedGrad(Node):
    """Hands on no gradient, whatever it gets."""


def delayed_error(tensors, message):
    """Copies of `tensors` without their history, whose backward raises RuntimeError with `message`."""
    cdef ErrorNode node = ErrorNode.__new__(ErrorNode)
    cdef list made = [None if t is None else detached(<TensorBase?>t) for t in tensors]
    cdef bint recorded = mode_grad != 0
    node.message, node.error, node.label = message, RuntimeError, "torch::autograd::Error"
    if recorded:
        wanted = [append_edge_of(node, t) for t in tensors]
        recorded = 1 in wanted
        join_watched(node)
    for t in made:
        if recorded and t is not None and is_differentiable((<TensorBase>t).dt):
            set_history_of(node, <TensorBase>t)
    return made[0] if len(made) == 1 else tuple(made)


def undefined_grad(TensorBase tensor):
    """A copy of `tensor` whose backward gets, and hands on, no gradient."""
    cdef UndefinedGrad node = UndefinedGrad.__new__(UndefinedGrad)
    cdef TensorBase made
    if tensor is None:
        return None
    made = <TensorBase>detached(tensor).clone()
    if mode_grad and append_edge_of(node, tensor):
        join_watched(node)
        set_history_of(node, made)
    return made


def edge_of(TensorBase t not None):
    """Where a gradient of `t` goes, as (node, output number), or None if it needs none."""
    cdef Node node = grad_fn_of(t)
    if node is not None:
        return handle_of(node), t.out_nr
    if t.needs_grad:
        return handle_of(accumulator_of(t)), 0
    return None


cdef str node_name(Node node):
    if (node.spec is not None):
        return (<Node>node).spec.node_name
    if type(node) is AccumulateGrad:
        return "torch::autograd::AccumulateGrad"
    if isinstance(node, CopySlices):
        return "torch::autograd::CopySlices"
    if isinstance(node, AsStrided):
        return "AsStridedBackward1" if (<AsStrided>node).in_place else "AsStridedBackward0"
    if isinstance(node, ErrorNode):
        return (<ErrorNode>node).label
    if isinstance(node, IdentityNode):
        return "Identity"
    if isinstance(node, UndefinedGrad):
        return "torch::autograd::UndefinedGradBackward"
    return type(node).__name__
