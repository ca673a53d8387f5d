# The memory under tensors: a storage that grows, shrinks or moves takes along everything that shares it. See _py/memory.py.

cdef list MOVED = []              # told of every storage that has moved


def on_move(function):
    """Have ``function(before, now)`` called when a shared storage has moved."""
    MOVED.append(function)


def storage_of(TensorBase tensor not None):
    """The ndarray whose memory a tensor and its views share."""
    return storage_root(tensor)


cdef int64_t storage_length(cnp.ndarray root) noexcept:
    """Elements from the first of `root` to the last that its strides reach."""
    cdef int d
    cdef int64_t last = 0
    if cnp.PyArray_SIZE(root) == 0:
        return 0
    for d in range(cnp.PyArray_NDIM(root)):
        last += (cnp.PyArray_DIM(root, d) - 1) * cnp.PyArray_STRIDE(root, d)
    return 1 + last // cnp.PyArray_ITEMSIZE(root)


cdef inline int64_t storage_bytes(cnp.ndarray root) noexcept:
    return storage_length(root) * cnp.PyArray_ITEMSIZE(root)


def bytes_of(cnp.ndarray root not None):
    """The bytes of a storage, in the order of memory."""
    return memory_part(root, 0, storage_bytes(root))


cdef cnp.ndarray BYTE = np.empty(1, np.uint8)

cdef cnp.ndarray memory_part(cnp.ndarray owner, int64_t start, int64_t count):
    """Some of the bytes that an array covers, as an array."""
    cdef cnp.npy_intp one = 1, n = count
    return array_over(owner, BYTE, 1, &n, &one, <char *>cnp.PyArray_DATA(owner) + start)


cdef int64_t needed_bytes(tuple size, tuple stride, int64_t offset, int64_t itemsize) except -1:
    """How long a storage must be for these, in elements; PyTorch's errors for what cannot be."""
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    if len(size) > 64:
        raise RuntimeError(f"as_strided: {len(size)} dimensions are more than the 64 that are supported")
    for s in stride:
        if s < 0:
            raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}")
    for n in size:
        if n < 0:
            raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}")
    if offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {offset}")
    needed = 0 if 0 in size else (offset + 1 + sum([(n - 1) * s for n, s in zip(size, stride)])) * itemsize
    if needed > <int64_t>0x7FFFFFFFFFFFFFFF:
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}")
    return needed


cdef int check_strided(cnp.ndarray root, tuple size, tuple stride, int64_t offset, int64_t itemsize) except -1:
    """Raise PyTorch's errors for a size, stride and offset that do not lie within the storage `root`."""
    cdef int64_t needed = needed_bytes(size, stride, offset, itemsize), available = storage_bytes(root)
    if needed > available:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and itemsize {itemsize} requiring a storage size "
            f"of {needed} are out of bounds for storage of size {available}"
        )
    return 0


cdef int64_t place_in(cnp.ndarray a, cnp.ndarray root) noexcept:
    """How many bytes into a storage an array begins."""
    return <char *>cnp.PyArray_DATA(a) - <char *>cnp.PyArray_DATA(root)


def move_storage(cnp.ndarray root not None, int64_t nbytes, allocate=np.empty):
    """Give the storage `root` other memory of `nbytes`, with what it holds, and move every tensor that shares it there. Returns the new storage.

    Tensors that reach beyond a storage that was made shorter keep memory to reach. `allocate` is called with a number and `np.uint8`.
    """
    cdef TensorBase t
    cdef cnp.ndarray memory, made
    cdef int64_t room = nbytes
    cdef list sharers = []
    show_all()
    for holder in gc.get_referrers(root):
        if isinstance(holder, TensorBase) and storage_root(<TensorBase>holder) is root:
            t = <TensorBase>holder
            sharers.append(t)
            room = max(room, place_in(t.a, root) + storage_bytes(t.a) if cnp.PyArray_SIZE(t.a) else 0)
    memory = allocate(room, np.uint8)
    memcpy(cnp.PyArray_DATA(memory), cnp.PyArray_DATA(root), min(room, storage_bytes(root)))
    made = memory if room == nbytes else memory[:nbytes]
    for t in sharers:
        t.a = array_over(memory, t.a, cnp.PyArray_NDIM(t.a), cnp.PyArray_DIMS(t.a), cnp.PyArray_STRIDES(t.a), <char *>cnp.PyArray_DATA(memory) + place_in(t.a, root))
        t.storage = made
    for function in MOVED:
        function(root, made)
    return made


cdef cnp.ndarray grow(TensorBase t, int64_t nbytes):
    """The storage of `t` made `nbytes` long. Raises RuntimeError where its memory is borrowed or shared with processes."""
    cdef cnp.ndarray made, root = storage_root(t)
    if type(root) is not cnp.ndarray:
        from .._memory import check_resizable

        check_resizable(root)
    if (<PyObject *>root).ob_refcnt > 2 + (cnp.PyArray_BASE(t.a) == <PyObject *>root):
        return move_storage(root, nbytes)
    made = np.empty(nbytes, np.uint8)      # nobody else has it
    memcpy(cnp.PyArray_DATA(made), cnp.PyArray_DATA(root), storage_bytes(root))
    return made


cdef int resize(TensorBase t, tuple shape, tuple strides=None) except -1:
    """Another shape (row-major without `strides`) from the tensor's first element, in the same storage, which grows where it is too short."""
    cdef cnp.ndarray root
    cdef int64_t offset = offset_of(t), needed
    if strides is None:
        strides = dense_strides(shape)
    needed = needed_bytes(shape, strides, offset, cnp.PyArray_ITEMSIZE(t.a))
    if needed and t.storage is None and cnp.PyArray_SIZE(t.a) == 0 and (<PyObject *>t.a).ob_refcnt == 1 and type(t.a) is cnp.ndarray:
        t.a = np.empty(needed // cnp.PyArray_ITEMSIZE(t.a), t.a.dtype)      # an empty tensor for a result
        root = t.a
        if strides == dense_strides(shape):
            t.a = root.reshape(shape)
            return 0
    else:
        root = grow(t, needed) if needed > storage_bytes(storage_root(t)) else storage_root(t)
    t.a, t.storage = as_strided_array(root, t.a, shape, strides, offset), root
    return 0


def over_storage(cnp.ndarray root not None, dtype, tuple size not None, tuple stride not None, int64_t offset):
    """A tensor over the storage `root`, which grows where it is too short; size, stride and offset in elements of `dtype`."""
    cdef int dt = DT_OF[dtype]
    cdef cnp.ndarray like = np.empty(0, dtype.np)
    cdef int64_t needed = needed_bytes(size, stride, offset, ITEMSIZE[dt])
    if needed > storage_bytes(root):
        from .._memory import check_resizable

        check_resizable(root)
        root = move_storage(root, needed)
    return over_memory(root, as_strided_array(root, like, size, stride, offset), dtype)


def over_memory(cnp.ndarray root not None, cnp.ndarray array not None, dtype):
    """A tensor of `array`, which has the memory of the storage `root`."""
    cdef TensorBase made = tensor_over(array, DT_OF[dtype])
    made.storage = root
    return made
