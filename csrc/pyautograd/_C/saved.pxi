# Saved values: kept with the version they had, checked when they are used.

@cython.final
@cython.freelist(64)
cdef class SavedOutput:
    """A result kept by its own node: the data and the counter, without the node (else it would keep itself alive)."""
    cdef cnp.ndarray a
    cdef object storage
    cdef VersionCounter counter
    cdef int dt, out_nr


cdef int save_slot(TableNode node, int k, object value, int64_t version) except -1:
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


cdef int save_tensor(TableNode node, int k, TensorBase t) except -1:
    if mode_saved_hooks:
        return save_slot(node, k, pack_saved(t, False), -1)
    return save_slot(node, k, t, version_of(t))


cdef int save_output(TableNode node, int k, TensorBase t) except -1:
    cdef SavedOutput kept
    if mode_saved_hooks:
        return save_slot(node, k, pack_saved(t, True), -1)
    kept = SavedOutput.__new__(SavedOutput)
    kept.a, kept.storage, kept.counter, kept.dt, kept.out_nr = t.a, t.storage, shared_counter(t), t.dt, t.out_nr
    return save_slot(node, k, kept, kept.counter.value)


@cython.final
cdef class PackedTensor:
    """What a pack hook made of a saved tensor, and how to get it back."""
    cdef object packed, unpack
    cdef object maker                 # the saved tensor's node when it is not the node that saves it
    cdef int out_nr
    cdef bint is_output, needs_grad
    cdef TensorBase leaf              # a saved leaf: unpacking gives its edge back


cdef object pack_saved(TensorBase t, bint is_output):
    cdef PackedTensor kept = PackedTensor.__new__(PackedTensor)
    cdef int64_t before
    cdef TensorBase given = detached(t) if is_output or t.fn is not None or not t.needs_grad else t
    global mode_grad
    cdef int grad_was = mode_grad
    pack, kept.unpack = stacks.saved_hooks[-1]
    before = version_of(given)
    mode_grad = 0
    try:
        kept.packed = pack(given)
    finally:
        mode_grad = grad_was
    if version_of(given) != before:
        raise RuntimeError(
            "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook can not be modified by in-place "
            "operations as this can lead to unexpected side-effects. Please open an issue if you need to perform in-place operations on the input to "
            "a pack hook."
        )
    kept.is_output, kept.out_nr = is_output, t.out_nr
    kept.needs_grad = requires(t)
    if not is_output:
        kept.maker = t.fn
        if t.fn is None and t.needs_grad:
            kept.leaf = t
    return kept


cdef TensorBase unpack_saved(PackedTensor kept, TableNode node):
    value = kept.unpack(kept.packed)
    if not isinstance(value, TensorBase):
        raise TypeError(f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {type(value).__name__}")
    cdef TensorBase restored
    if not kept.needs_grad:
        return <TensorBase>value
    restored = detached(<TensorBase>value)
    if kept.is_output:
        restored.fn = node
    elif kept.maker is not None:
        restored.fn = kept.maker
    elif kept.leaf is not None:
        restored.needs_grad = True
        restored.accumulator = NULL
        restored.fn = accumulator_of(kept.leaf)
    restored.out_nr = kept.out_nr
    return restored


cdef object unpack_slot(TableNode node, object value, int64_t version):
    cdef TensorBase t
    cdef SavedOutput kept
    if version < 0:
        if type(value) is PackedTensor:
            return unpack_saved(<PackedTensor>value, node)
        return value
    if type(value) is SavedOutput:
        kept = <SavedOutput>value
        t = new_tensor(kept.a, kept.dt)
        t.storage, t.counter = kept.storage, kept.counter
        t.inference = False
        t.fn, t.out_nr = node, kept.out_nr
        if kept.counter.value != version:
            raise RuntimeError(modified_text(t, node, kept.out_nr, version))
        return t
    t = <TensorBase>value
    if version_of(t) != version:
        raise RuntimeError(modified_text(t, t.fn, t.out_nr, version))
    return t


cdef object saved_value(TableNode node, int k):
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
        return text + (
            "the backtrace further above shows the operation that failed to compute its gradient. The variable in question was changed in there or "
            "anywhere later. Good luck!"
        )
    return text + (
        "enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, "
        "check_nan=False)."
    )


cdef str short_name(str name):
    """``ExpBackward0`` -> ``Exp``: how messages name the operator that made a tensor."""
    head, found, tail = name.rpartition("Backward")
    return head if found and (not tail or tail.isdigit()) else name
