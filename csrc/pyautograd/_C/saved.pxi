# Saved values: kept with the version they had, checked when they are used.

@cython.final
@cython.freelist(64)
cdef class SavedOutput:
    """A result kept by its own node: the data and the counter, without the node (else it would keep itself alive)."""
    cdef cnp.ndarray a
    cdef object storage
    cdef VersionCounter counter
    cdef Cell cell
    cdef int dt, out_nr, lazy
    cdef object alias             # of a tensor of an intercepted class: what its detach() gave
    cdef PyObject *copier             # a view's, changed in place: the CopySlices that owns the saving node, borrowed


cdef SavedOutput kept_output(Node node, TensorBase t):
    cdef SavedOutput kept = SavedOutput.__new__(SavedOutput)
    kept.a, kept.storage, kept.counter, kept.dt, kept.out_nr = t.a, t.storage, shared_counter(t), t.dt, t.out_nr
    kept.lazy = t.lazy
    kept.copier = <PyObject *>t.base.fn if t.fn is not node and t.base is not None and isinstance(t.base.fn, CopySlices) else NULL
    kept.cell = cell_of(t)
    if not is_exact(t) and intercepts(t):
        kept.alias = t.detach()
    elif UNTRACKS and kept.cell is None:      # arrays and a counter lead nowhere
        PyObject_GC_UnTrack(<PyObject *>kept)
    return kept


cdef TensorBase output_again(SavedOutput kept, Node node, int64_t version):
    """A saved output with its place in the graph."""
    cdef TensorBase t
    if kept.alias is None:
        t = tensor_over(kept.a, kept.dt)
        t.storage, t.counter, t.lazy = kept.storage, kept.counter, kept.lazy
    else:
        t = <TensorBase?>kept.alias.detach()
    t.inference = False
    if kept.copier != NULL:
        place_in_view(t, <CopySlices>kept.copier)
    else:
        t.fn, t.out_nr = node, kept.out_nr
    if kept.cell is not None:
        extra_of(t).cell = kept.cell
    if kept.counter.value != version:
        raise RuntimeError(modified_text(t, t.fn, t.out_nr, version))
    return t


cdef int place_in_view(TensorBase t, CopySlices copier) except -1:
    """Give `t` the history of the view that was changed: from the base, whose history is `copier`. Only while recording."""
    cdef TensorBase base, view
    if not mode_grad:
        return 0
    root = t.a if t.storage is None else t.storage
    base = tensor_over(as_strided_array(root, <cnp.ndarray>root, copier.size, copier.stride, copier.offset), t.dt)
    base.dt = output_dt(copier, 0)
    base.storage, base.counter, base.fn, base.out_nr = root, t.counter, copier, 0
    base.lazy = t.lazy if copier.replay is None else 0
    view = part_of(copier, base)
    t.fn, t.out_nr = view.fn, view.out_nr
    return 0


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


# What is kept beside a saved tensor: its version, and whether something had made it. Two numbers in one, never negative.
cdef inline int64_t stamp_of(TensorBase t) except -1:
    if t.inference:
        raise RuntimeError(texts.INFERENCE_SAVED)
    t.used = True
    return (version_of(t) << 1) | (t.fn is not None)


cdef int check_stamp(TensorBase t, int64_t stamp) except -1:
    """Raise if a saved tensor is not what it was: written in place, or cut from its history."""
    cdef Node maker
    if version_of(t) != stamp >> 1:
        maker = grad_fn_of(t)
        raise RuntimeError(modified_text(t, maker, t.out_nr, stamp >> 1))
    if stamp & 1 and t.fn is None:
        raise RuntimeError(texts.DETACHED_SAVED)
    return 0


cdef int save_tensor(Node node, int k, TensorBase t) except -1:
    if mode_saved_hooks:
        return save_slot(node, k, pack_saved(t, False), -1)
    hide_saved(node, t)
    return save_slot(node, k, t, stamp_of(t))


cdef int save_output(Node node, int k, TensorBase t) except -1:
    cdef SavedOutput kept
    if mode_saved_hooks:
        return save_slot(node, k, pack_saved(t, True), -1)
    if t.fn is None:      # an output without gradient has no node to hold
        return save_slot(node, k, t, stamp_of(t))
    kept = kept_output(node, t)
    return save_slot(node, k, kept, kept.counter.value)


@cython.final
cdef class PackedTensor:
    """What a pack hook made of a saved tensor, how to get it back, and its place in the graph."""
    cdef object packed, unpack
    cdef Node maker                   # where its gradient goes; None for an output of the saving node, or no gradient
    cdef TensorBase leaf              # the saved leaf: unpacking gives its edge back
    cdef int out_nr
    cdef bint is_output, has_history
    cdef object current               # what it was unpacked to, while the derivative runs
    cdef PyObject *copier             # as in SavedOutput


cdef PackedTensor pack_with(object pack, object unpack, TensorBase saved, TensorBase given, bint is_output):
    """Keep what `pack` makes of `given` in the place of the tensor `saved`; refuses a hook that writes to it."""
    global mode_grad
    cdef PackedTensor kept = PackedTensor.__new__(PackedTensor)
    cdef int64_t before = version_of(given)
    if given.inference:
        raise RuntimeError(texts.INFERENCE_SAVED)
    cdef int grad_was = mode_grad
    mode_grad = 0
    try:
        kept.packed = pack(given)
    finally:
        mode_grad = grad_was
    if version_of(given) != before:
        raise RuntimeError(texts.PACK_MODIFIED)
    kept.unpack, kept.is_output, kept.out_nr = unpack, is_output, saved.out_nr
    if is_output:
        kept.has_history = saved.fn is not None
        kept.copier = <PyObject *>saved.base.fn if saved.base is not None and isinstance(saved.base.fn, CopySlices) else NULL
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
        raise TypeError(f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {texts.type_shown(value)}")
    cdef TensorBase made = <TensorBase?>value.detach() if not is_exact(value) and intercepts(value) else detached(<TensorBase>value)
    if kept.is_output:
        if kept.copier != NULL:
            place_in_view(made, <CopySlices>kept.copier)
        elif kept.has_history:
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
    if version < 0:
        if type(value) is PackedTensor:
            if node is None or not node.unpacks_once:
                return unpack_saved(<PackedTensor>value, node)
            if (<PackedTensor>value).current is None:
                (<PackedTensor>value).current = unpack_saved(<PackedTensor>value, node)
            return (<PackedTensor>value).current
        return value
    if type(value) is SavedOutput:
        return output_again(<SavedOutput>value, node, version)
    t = <TensorBase>value
    check_stamp(t, version)
    return t


cdef object saved_value(Node node, int k):
    """Saved value `k` of a node, as its derivative sees it."""
    cdef object value
    cdef int64_t version
    if node.released:
        raise RuntimeError(texts.FREED)
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
    text = texts.modified_text(t, None if maker is None else node_name(maker), out_nr, version_of(t), expected, mode_anomaly)
    if t.counter is not None and t.counter.changes is not None:
        from .anomaly import changes_after

        text += changes_after(t.counter.changes, expected)
    return text
