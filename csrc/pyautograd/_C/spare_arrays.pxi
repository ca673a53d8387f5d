# Arrays whose tensor has died, kept for the next tensor: NumPy's making and freeing of an array is a third of the cost of a small operator.
#
# Two kinds: small arrays with memory of their own, by shape and dtype, and views, by their number of dimensions, which let go of the memory they showed.

cdef extern from *:
    """
    #define array_fields(a) ((PyArrayObject_fields *)(a))
    #define has_weak_references(a) (array_fields(a)->weakreflist != NULL)
    /* Somebody has asked for its buffer: NumPy remembers the shape that it told. */
    #if NPY_FEATURE_VERSION >= NPY_1_20_API_VERSION
    #define has_told_shape(a) (array_fields(a)->_buffer_info != NULL)
    #else
    #define has_told_shape(a) 1
    #endif
    #define set_array_data(a, p) (array_fields(a)->data = (p))
    #define set_array_flags(a, f) (array_fields(a)->flags = (f))
    #define take_array_base(a) (array_fields(a)->base)
    #define set_array_base(a, b) (array_fields(a)->base = (b))
    #define swap_array_descr(a, d) do { \
        PyObject *before_ = (PyObject *)array_fields(a)->descr; \
        Py_INCREF((PyObject *)(d)); \
        array_fields(a)->descr = (d); \
        Py_DECREF(before_); \
    } while (0)
    """
    bint has_weak_references(cnp.ndarray a) noexcept
    bint has_told_shape(cnp.ndarray a) noexcept
    void set_array_data(cnp.ndarray a, char *p) noexcept
    void set_array_flags(cnp.ndarray a, int flags) noexcept
    PyObject *take_array_base(cnp.ndarray a) noexcept
    void set_array_base(cnp.ndarray a, PyObject *base) noexcept
    void swap_array_descr(cnp.ndarray a, _Descr *descr) noexcept

cdef _Descr *DESCR[16]

cdef int fill_descriptors() except -1:
    cdef int i
    for i in range(DT_COUNT):
        descr = cnp.PyArray_DescrFromType(TYPENUM[i])
        Py_INCREF(descr)
        DESCR[i] = <_Descr *><PyObject *>descr
    return 0


fill_descriptors()

cdef enum:
    CACHE_SLOTS = 64
    CACHE_DEPTH = 8
    CACHE_BYTES = 1024
    VIEW_DIMS = 4
    VIEW_DEPTH = 16

cdef struct CacheSlot:
    int dt, nd, count
    cnp.npy_intp first, second
    PyObject *arrays[8]

cdef CacheSlot[64] ARRAY_CACHE

cdef struct SpareViews:
    int count
    PyObject *arrays[16]

cdef SpareViews[5] SPARE_VIEWS


cdef inline CacheSlot *cache_slot(int dt, int nd, cnp.npy_intp *dims) noexcept:
    cdef cnp.npy_intp first = dims[0] if nd > 0 else 0, second = dims[1] if nd > 1 else 0
    return &ARRAY_CACHE[(dt * 31 + nd * 17 + first * 5 + second * 3) & (CACHE_SLOTS - 1)]


cdef inline bint slot_matches(CacheSlot *slot, int dt, int nd, cnp.npy_intp *dims) noexcept:
    return slot.dt == dt and slot.nd == nd and (nd < 1 or slot.first == dims[0]) and (nd < 2 or slot.second == dims[1])


cdef void keep_array(TensorBase t) noexcept:
    """Called when a tensor dies: its array is kept if nothing else can reach it."""
    cdef cnp.ndarray a = t.a
    cdef CacheSlot *slot
    cdef int nd
    # two references: the tensor's and the one above
    if (<PyObject *>a).ob_refcnt != 2 or has_weak_references(a):
        return
    if not cnp.PyArray_CHKFLAGS(a, cnp.NPY_ARRAY_OWNDATA):
        keep_view(a)
        return
    nd = cnp.PyArray_NDIM(a)
    if t.storage is not None or nd > 2 or not 0 < cnp.PyArray_NBYTES(a) <= CACHE_BYTES or not cnp.PyArray_CHKFLAGS(a, cnp.NPY_ARRAY_CARRAY):
        return
    if cnp.PyArray_TYPE(a) != TYPENUM[t.dt] or array_descr(a) != DESCR[t.dt]:
        return
    slot = cache_slot(t.dt, nd, cnp.PyArray_DIMS(a))
    if not slot_matches(slot, t.dt, nd, cnp.PyArray_DIMS(a)):
        if slot.count:
            return
        slot.dt, slot.nd = t.dt, nd
        slot.first = cnp.PyArray_DIM(a, 0) if nd > 0 else 0
        slot.second = cnp.PyArray_DIM(a, 1) if nd > 1 else 0
    if slot.count < CACHE_DEPTH:
        Py_INCREF(a)
        slot.arrays[slot.count] = <PyObject *>a
        slot.count += 1


cdef void keep_view(cnp.ndarray a) noexcept:
    """Keep an array that shows the memory of another one."""
    cdef int nd = cnp.PyArray_NDIM(a)
    cdef PyObject *base = take_array_base(a)
    cdef SpareViews *spare
    if nd > VIEW_DIMS or base == NULL or Py_TYPE(a) != <PyTypeObject *>cnp.ndarray or has_told_shape(a):
        return
    spare = &SPARE_VIEWS[nd]
    if spare.count == VIEW_DEPTH:
        return
    set_array_base(a, NULL)
    Py_INCREF(a)
    spare.arrays[spare.count] = <PyObject *>a
    spare.count += 1
    Py_XDECREF(base)      # last: what dies with it may make arrays


cdef inline cnp.ndarray empty_array(int nd, cnp.npy_intp *dims, int dt):
    cdef CacheSlot *slot
    cdef cnp.ndarray made
    if nd <= 2:
        slot = cache_slot(dt, nd, dims)
        if slot.count and slot_matches(slot, dt, nd, dims):
            slot.count -= 1
            made = <cnp.ndarray>slot.arrays[slot.count]
            Py_DECREF(made)
            return made
    cdef cnp.npy_intp nbytes = ITEMSIZE[dt]
    cdef int d
    for d in range(nd):
        nbytes *= dims[d]
    if nbytes >= POOLED:
        return large_array(nd, dims, NULL, dt)
    Py_INCREF(<object><PyObject *>DESCR[dt])
    return new_array(<PyTypeObject *>cnp.ndarray, DESCR[dt], nd, dims, NULL, NULL, 0, NULL)


cdef cnp.ndarray array_over(cnp.ndarray owner, cnp.ndarray like, int nd, cnp.npy_intp *dims, cnp.npy_intp *strides, char *data):
    """An array of the dtype of `like` over part of the memory that `owner` keeps alive; strides in bytes."""
    cdef _Descr *descr = array_descr(like)
    cdef int writeable = cnp.PyArray_FLAGS(owner) & cnp.NPY_ARRAY_WRITEABLE
    cdef SpareViews *spare = &SPARE_VIEWS[nd] if nd <= VIEW_DIMS else NULL
    cdef cnp.ndarray made
    cdef PyObject *base
    # The sign of the flags is NumPy's mark of memory that warns when it is written.
    if spare != NULL and spare.count and Py_TYPE(owner) == <PyTypeObject *>cnp.ndarray and cnp.PyArray_FLAGS(owner) >= 0:
        spare.count -= 1
        made = <cnp.ndarray>spare.arrays[spare.count]
        Py_DECREF(made)
        base = <PyObject *>owner      # as NumPy does: an array that shows another one's memory is no base
        while not cnp.PyArray_CHKFLAGS(<cnp.ndarray>base, cnp.NPY_ARRAY_OWNDATA):
            if take_array_base(<cnp.ndarray>base) == NULL or Py_TYPE(<object>take_array_base(<cnp.ndarray>base)) != <PyTypeObject *>cnp.ndarray:
                break
            base = take_array_base(<cnp.ndarray>base)
        Py_INCREF(<object>base)
        set_array_base(made, base)
        set_array_data(made, data)
        if nd:
            memcpy(cnp.PyArray_DIMS(made), dims, nd * sizeof(cnp.npy_intp))
            memcpy(cnp.PyArray_STRIDES(made), strides, nd * sizeof(cnp.npy_intp))
        if array_descr(made) != descr:
            swap_array_descr(made, descr)
        set_array_flags(made, writeable)
        cnp.PyArray_UpdateFlags(made, cnp.NPY_ARRAY_C_CONTIGUOUS | cnp.NPY_ARRAY_F_CONTIGUOUS | cnp.NPY_ARRAY_ALIGNED)
        return made
    Py_INCREF(<object><PyObject *>descr)
    made = new_array(<PyTypeObject *>cnp.ndarray, descr, nd, dims, strides, data, writeable, NULL)
    Py_INCREF(owner)
    PyArray_SetBaseObject(made, <PyObject *>owner)
    return made
