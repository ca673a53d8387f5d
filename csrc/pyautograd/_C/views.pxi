# Views: new tensors over the same memory, and the arrays under them.

cdef TensorBase view_of(TensorBase t, cnp.ndarray array, int creation=VIEW_DEFAULT):
    """A differentiable view: shares memory, storage and version counter with `t`, and knows its base.

    Of an inference tensor: another one over the same memory, which is no view.
    """
    cdef TensorBase made = tensor_over(array, t.dt)
    made.storage = t.a if t.storage is None else t.storage
    made.inference, made.born, made.lazy = t.inference, t.born, t.lazy
    if t.inference:
        return made
    made.counter = shared_counter(t)
    made.base = t if t.base is None else t.base
    made.base.used = True
    if not mode_grad:
        creation = VIEW_INFERENCE if mode_inference else VIEW_NO_GRAD
    made.creation = t.creation if creation == VIEW_DEFAULT and t.creation != VIEW_DEFAULT else creation
    made.attr_version = made.counter.value
    return made


cdef extern from "numpy/arrayobject.h":
    int PyArray_SetBaseObject(cnp.ndarray arr, PyObject *obj) except -1
    ctypedef struct _Descr "PyArray_Descr":
        pass
    _Descr *array_descr "PyArray_DESCR"(cnp.ndarray arr)
    # steals the reference to the descriptor; data NULL: allocates for the given strides
    cnp.ndarray new_array "PyArray_NewFromDescr"(PyTypeObject *, _Descr *, int, cnp.npy_intp *, cnp.npy_intp *, void *, int, PyObject *)


cdef double MOST_BYTES = 8e18      # of an array, its elements counted as often as they are shown


cdef cnp.ndarray as_strided_array(cnp.ndarray root, cnp.ndarray like, tuple size, tuple stride, int64_t offset):
    """An array of the dtype of `like` over the memory of `root`."""
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp steps[64]
    cdef int d, nd = len(size)
    cdef int64_t item = cnp.PyArray_ITEMSIZE(like)
    cdef double nbytes = item
    for d in range(nd):
        dims[d] = size[d]
        nbytes *= dims[d]
        steps[d] = <int64_t>stride[d] * item
    if nbytes > MOST_BYTES:
        raise RuntimeError("numel: integer multiplication overflow")
    return array_over(root, like, nd, dims, steps, <char *>cnp.PyArray_DATA(root) + offset * item)


def as_strided(TensorBase tensor not None, size, stride, storage_offset=None):
    """A view of `tensor`'s storage; size, stride and offset in elements."""
    if not is_exact(tensor) and intercepts(tensor):
        if hasattr(tensor, "as_strided_examples"):
            return tensor.as_strided_examples(tuple(size), tuple(stride), storage_offset)
        answer = NotImplemented if METHOD_HOOK is None else METHOD_HOOK("as_strided", tensor, (tuple(size), tuple(stride), storage_offset))
        if answer is not NotImplemented:
            return answer
        raise NotImplementedError(f"as_strided: not supported for a {type(tensor).__name__}")
    size, stride = tuple(size), tuple(stride)
    if mode_duals and top_level_of(tensor) >= 0:
        return forward().as_strided_dual(tensor, size, stride, storage_offset)
    cdef cnp.ndarray root = storage_root(tensor)
    cdef int64_t offset = offset_of(tensor) if storage_offset is None else storage_offset
    check_strided(root, size, stride, offset, cnp.PyArray_ITEMSIZE(tensor.a))
    cdef TensorBase made = view_of(tensor, as_strided_array(root, tensor.a, size, stride, offset))
    cdef AsStrided node
    if mode_view_replay or tensor.extra is not None:
        note_replay(tensor, made, None, NULL)
    if mode_grad and requires(tensor) and not tensor.inference:
        node = AsStrided(tensor, made, storage_offset is not None)
        made.out_nr = add_output(node, made)
        made.fn = node
    return made


cdef tuple dense_strides(tuple shape):
    cdef int64_t step = 1
    cdef list made = []
    for n in reversed(shape):
        made.append(step)
        step *= max(n, 1)
    return tuple(reversed(made))


def resize_(TensorBase tensor not None, tuple shape not None, tuple strides=None):
    """Another shape over the same storage, which grows where it is too short. Raises for a tensor that requires gradients."""
    check_changeable(tensor, "resize")
    if requires(tensor):
        raise RuntimeError("cannot resize variables that require grad")
    if tensor.inference and not mode_inference:
        raise RuntimeError(texts.INFERENCE_UPDATE)
    if strides is not None or shape != shape_tuple(tensor.a):
        resize(tensor, shape, strides)
        bump(tensor)
    return tensor


def set_(TensorBase tensor not None, TensorBase source not None):
    """Have `tensor` show the memory of `source`, of the same dtype. Not differentiable."""
    cdef ErrorNode node = None
    check_changeable(tensor, "set")
    check_inplace(tensor)
    if mode_grad and (requires(tensor) or requires(source)):
        if not requires(tensor):
            check_view_write(tensor)
        node = refusing_node("set_", (tensor, source))
    if tensor.needs_grad:      # graphs made before lead to the AccumulateGrad that was
        settle_edges(tensor)
        tensor.accumulator = NULL
    tensor.a, tensor.storage, tensor.lazy = source.a, source.storage, 0
    bump(tensor)
    if node is not None:
        rebase_history(tensor, node)
    return tensor


def adopt(TensorBase tensor not None, TensorBase view not None):
    """Have `tensor` become what `view`, made of it, shows: its shape and its place in the graph, over the same memory."""
    tensor.a, tensor.storage, tensor.lazy = view.a, view.storage, view.lazy
    if mode_duals:
        share_cell(tensor, view)
    if view.fn is not None:
        tensor.fn, tensor.out_nr = view.fn, view.out_nr
        keep_shown(tensor)
    bump(tensor)
    if mode_anomaly:
        note_change(tensor, "a change of its shape in place")
    tensor.attr_version = version_of(tensor)
    return tensor


def as_strided_(TensorBase tensor not None, size, stride, storage_offset=None):
    """`as_strided` in place."""
    if not is_exact(tensor) and intercepts(tensor) and hasattr(tensor, "as_strided_examples_"):
        return tensor.as_strided_examples_(tuple(size), tuple(stride), storage_offset)
    check_changeable(tensor, "as_strided")
    check_inplace(tensor)
    cdef TensorBase view = as_strided(tensor, size, stride, storage_offset)
    if isinstance(view.fn, AsStrided):
        (<AsStrided>view.fn).in_place = True
    return adopt(tensor, view)


def increment_version(TensorBase tensor not None):
    """Count a change of the tensor's memory that no operator made."""
    if not tensor.inference:
        bump(tensor)
    if mode_anomaly:
        note_change(tensor, "increment_version")


def creation_of(TensorBase tensor not None):
    """How a view came to be: "default", "multi_output", "no_grad", "custom_function" or "inference"."""
    if tensor.base is None:
        raise RuntimeError("the tensor is no view")
    return _CREATIONS[tensor.creation]


def set_creation(TensorBase tensor not None, str creation not None):
    """Say that a view came to be in another way."""
    if tensor.base is None:
        raise RuntimeError("the tensor is no view")
    tensor.creation = _CREATIONS.index(creation)


def set_version(TensorBase tensor not None, int64_t version):
    """Give the tensor's version counter another value."""
    if tensor.inference:
        raise RuntimeError(texts.INFERENCE_VERSION)
    shared_counter(tensor).value = version
