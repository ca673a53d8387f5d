# Saved values: kept with the version they had, checked when they are used.

@cython.final
@cython.freelist(64)
cdef class SavedOutput:
    """A result kept by its own node: the data and the counter, without the node (else it would keep itself alive)."""
    cdef cnp.ndarray a
    cdef object storage
    cdef VersionCounter counter
    cdef Cell cell
    cdef int dt, out_nr
    cdef object alias             # of a tensor of an intercepted class: what its detach() gave


cdef int save_slot(Node node, int k, object value, int64_t version) except -1:
    if k == 0:
        node.s0, node.v0 = value, version
    elif k == 1:
        node.s1, node.v1 = value, version
    elif k == 2:
        node.s2, node.v2 = value, version
    elif k == 3:
        node.s3, node.v3 = value, version
    else:
        if node.more_saved is None:
            node.more_saved, node.more_versions = [], []
        while len(node.more_saved) < k - 3:
            node.more_saved.append(None)
            node.more_versions.append(-1)
        node.more_saved[k - 4] = value
        node.more_versions[k - 4] = version
    return 0


cdef int save_tensor(Node node, int k, TensorBase t) except -1:
    if mode_saved_hooks:
        return save_slot(node, k, pack_saved(t, False), -1)
    return save_slot(node, k, t, version_of(t))


cdef int save_output(Node node, int k, TensorBase t) except -1:
    cdef SavedOutput kept
    if mode_saved_hooks:
        return save_slot(node, k, pack_saved(t, True), -1)
    if t.fn is None:      # an output without gradient has no node to hold
        return save_slot(node, k, t, version_of(t))
    kept = SavedOutput.__new__(SavedOutput)
    kept.a, kept.storage, kept.counter, kept.dt, kept.out_nr = t.a, t.storage, shared_counter(t), t.dt, t.out_nr
    kept.cell = cell_of(t)
    if not is_exact(t) and intercepts(t):
        kept.alias = t.detach()
    return save_slot(node, k, kept, kept.counter.value)


_PACK_MODIFIED = (
    "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook cannot be modified by "
    "in-place operations as this can lead to unexpected side-effects. Please open an issue if you need to perform in-place "
    "operations on the input to a pack hook."
)


@cython.final
cdef class PackedTensor:
    """What a pack hook made of a saved tensor, how to get it back, and its place in the graph."""
    cdef object packed, unpack
    cdef Node maker                   # where its gradient goes; None for an output of the saving node, or no gradient
    cdef TensorBase leaf              # the saved leaf: unpacking gives its edge back
    cdef int out_nr
    cdef bint is_output, has_history


cdef PackedTensor pack_with(object pack, object unpack, TensorBase saved, TensorBase given, bint is_output):
    """Keep what `pack` makes of `given` in the place of the tensor `saved`; refuses a hook that writes to it."""
    global mode_grad
    cdef PackedTensor kept = PackedTensor.__new__(PackedTensor)
    cdef int64_t before = version_of(given)
    cdef int grad_was = mode_grad
    mode_grad = 0
    try:
        kept.packed = pack(given)
    finally:
        mode_grad = grad_was
    if version_of(given) != before:
        raise RuntimeError(_PACK_MODIFIED)
    kept.unpack, kept.is_output, kept.out_nr = unpack, is_output, saved.out_nr
    if is_output:
        kept.has_history = saved.fn is not None
    elif grad_fn_of(saved) is not None:
        kept.maker = saved.fn
    elif saved.needs_grad:
        kept.leaf = saved
    return kept


cdef object pack_saved(TensorBase t, bint is_output):
    """A tensor packed by the hooks that apply on this thread."""
    pack, unpack = stacks.saved_hooks[-1]
    return pack_with(pack, unpack, t, t, is_output)


cdef TensorBase unpack_saved(PackedTensor kept, Node node):
    value = kept.unpack(kept.packed)
    if not isinstance(value, TensorBase):
        raise TypeError(f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {type(value).__name__}")
    cdef TensorBase made = <TensorBase?>value.detach() if not is_exact(value) and intercepts(value) else detached(<TensorBase>value)
    if kept.is_output:
        if kept.has_history:
            made.fn, made.out_nr = node, kept.out_nr
    elif kept.maker is not None:
        made.fn, made.out_nr = kept.maker, kept.out_nr
    elif kept.leaf is not None:
        # a leaf stand-in: its edge leads to the AccumulateGrad of the tensor that was saved
        made.needs_grad = True
        made.stand_in = accumulator_of(kept.leaf)
        made.accumulator = <PyObject *>made.stand_in
    return made


cdef object unpack_slot(Node node, object value, int64_t version):
    cdef TensorBase t
    cdef SavedOutput kept
    if version < 0:
        if type(value) is PackedTensor:
            return unpack_saved(<PackedTensor>value, node)
        return value
    if type(value) is SavedOutput:
        kept = <SavedOutput>value
        if kept.alias is None:
            t = new_tensor(kept.a, kept.dt)
            t.storage, t.counter = kept.storage, kept.counter
        else:
            t = <TensorBase?>kept.alias.detach()
        t.inference = False
        t.fn, t.out_nr = node, kept.out_nr
        if kept.cell is not None:
            extra_of(t).cell = kept.cell
        if kept.counter.value != version:
            raise RuntimeError(modified_text(t, node, kept.out_nr, version))
        return t
    t = <TensorBase>value
    if version_of(t) != version:
        raise RuntimeError(modified_text(t, grad_fn_of(t), t.out_nr, version))
    return t


cdef object saved_value(Node node, int k):
    """Saved value `k` of a node, as its derivative sees it."""
    cdef object value
    cdef int64_t version
    if node.released:
        raise RuntimeError(FREED)
    if k == 0:
        value, version = node.s0, node.v0
    elif k == 1:
        value, version = node.s1, node.v1
    elif k == 2:
        value, version = node.s2, node.v2
    elif k == 3:
        value, version = node.s3, node.v3
    elif node.more_saved is None or k - 4 >= len(node.more_saved):
        return None
    else:
        value, version = node.more_saved[k - 4], node.more_versions[k - 4]
    if version == -2:      # a list of tensors with their versions
        return [None if x is None else unpack_slot(node, x[0], x[1]) for x in value]
    return unpack_slot(node, value, version)


cdef str modified_text(TensorBase t, Node maker, int out_nr, int64_t expected):
    """The message for a saved tensor that was changed in place."""
    shape = ", ".join([str(n) for n in shape_tuple(t.a)])
    text = f"one of the variables needed for gradient computation has been modified by an inplace operation: [torch.{t.dtype.legacy_name}Tensor [{shape}]]"
    if maker is not None:
        text += f", which is output {out_nr} of {short_name(node_name(maker))},"
    text += f" is at version {version_of(t)}; expected version {expected} instead. Hint: "
    if mode_anomaly:
        text += (
            "the backtrace further above shows the operation that failed to compute its gradient. The variable in question was changed in there or "
            "anywhere later. Good luck!"
        )
    else:
        text += (
            "enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, "
            "check_nan=False)."
        )
    if t.counter is not None and t.counter.changes is not None:
        from .anomaly import changes_after

        text += changes_after(t.counter.changes, expected)
    return text


cdef str short_name(str name):
    """``ExpBackward0`` -> ``Exp``: how messages name the operator that made a tensor."""
    head, found, tail = name.rpartition("Backward")
    return head if found and (not tail or tail.isdigit()) else name
