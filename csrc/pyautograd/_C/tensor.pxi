# The tensor object: made, shared, copied.

# How a view came to be, for what may be done to it in place.
cdef enum:
    VIEW_DEFAULT, VIEW_MULTI_OUTPUT, VIEW_NO_GRAD, VIEW_CUSTOM_FUNCTION, VIEW_INFERENCE

cdef enum:
    SAME_DTYPE = -2

cdef cnp.ndarray EMPTY_ARRAY = np.empty(0, np.float32)
cdef PyTypeObject *TENSOR_TYPE = NULL
cdef object TensorClass = None
# The classes whose instances operators take without a second look. NULL while a mode or an interceptor is active on some thread, so
# that the one comparison which the fast paths make sends every call the general way.
cdef PyTypeObject *PLAIN_TENSOR = NULL
cdef PyTypeObject *QUIET_TYPE = NULL      # an intercepted class that overrides nothing in public: see `intercept`
cdef PyTypeObject *PLAIN_PARAMETER = NULL
cdef object parameter_class = None
cdef int watched = 0
cdef tuple NO_ARGUMENTS = ()


@cython.freelist(256)
@cython.final
@cython.no_gc                     # `changes` are texts
cdef class VersionCounter:
    """Counts in-place changes of the memory that a base and its views share."""

    def __cinit__(self):
        self.value = 0


@cython.final
cdef class TensorExtra:
    """What few tensors have: hooks, a retained gradient, tangents."""
    cdef Cell cell
    cdef public object hooks, post_accumulate_hooks
    cdef public int retains
    cdef tuple replay             # of a view: the operators that make it from its base, where that must be known
    cdef int grad_dt              # the dtype that `grad` must have; SAME_DTYPE: the tensor's; -1: any

    def __cinit__(self):
        self.retains = -1
        self.grad_dt = SAME_DTYPE


ctypedef object (*newfunc)(PyTypeObject *, PyObject *, PyObject *)
cdef extern from "Python.h":
    ctypedef struct _TypeSlots "PyTypeObject":
        const char *tp_name
        newfunc tp_new
        PyObject *tp_dict
        unsigned long tp_flags
        Py_ssize_t tp_vectorcall_offset
    void PyType_Modified(PyTypeObject *)

(<_TypeSlots *>TensorBase).tp_name = b"torch._C.TensorBase"      # what CPython's texts about attributes and methods show
cdef newfunc base_new = (<_TypeSlots *>TensorBase).tp_new


# A tensor without the detour of tp_new and its arguments: every object field is None, as Cython requires, but for the array.
cdef extern from *:
    """
    #define TENSOR_STRUCT struct __pyx_obj_10pyautograd_2_C_4core_TensorBase
    #define tensor_field(t, name) (Py_INCREF(Py_None), *(PyObject **)&((TENSOR_STRUCT *)(t))->name = Py_None)
    #define init_tensor(t, array) ( \\
        Py_INCREF((PyObject *)(array)), *(PyObject **)&((TENSOR_STRUCT *)(t))->a = (PyObject *)(array), tensor_field(t, storage), \\
        tensor_field(t, counter), tensor_field(t, fn), tensor_field(t, base), tensor_field(t, held_grad), tensor_field(t, extra), \\
        tensor_field(t, stand_in))
    #define raw_alloc(type) ((type)->tp_alloc((type), 0))
    """
    void init_tensor(PyObject *t, cnp.ndarray array)
    PyObject *raw_alloc(PyTypeObject *type) except NULL


cdef inline TensorBase new_tensor(cnp.ndarray array, int dt):
    """A tensor over an array that was made for it."""
    cdef int nd = cnp.PyArray_NDIM(array)
    if nd and unlikely(cnp.PyArray_STRIDE(array, nd - 1) == 0):
        stretch_nothing(array)
    return tensor_over(array, dt)


cdef void stretch_nothing(cnp.ndarray array) noexcept:
    """NumPy gives a new array without elements strides of zero; here it gets those that elements would have, as in PyTorch."""
    cdef int d
    cdef cnp.npy_intp step = cnp.PyArray_ITEMSIZE(array)
    if cnp.PyArray_SIZE(array):
        return
    for d in range(cnp.PyArray_NDIM(array)):
        if cnp.PyArray_STRIDE(array, d):
            return
    for d in range(cnp.PyArray_NDIM(array) - 1, -1, -1):
        cnp.PyArray_STRIDES(array)[d] = step
        step *= max(cnp.PyArray_DIM(array, d), 1)


cdef inline TensorBase tensor_over(cnp.ndarray array, int dt):
    """A tensor over an array as it is."""
    cdef PyObject *raw = raw_alloc(TENSOR_TYPE)
    init_tensor(raw, array)
    cdef TensorBase made = <TensorBase>raw
    Py_DECREF(made)
    made.dt = dt
    made.inference = mode_inference
    made.born = scopes_begun
    return made


cdef inline TensorBase new_of_class(object cls, cnp.ndarray array, int dt):
    cdef TensorBase made = <TensorBase>base_new(<PyTypeObject *>cls, <PyObject *>NO_ARGUMENTS, NULL)
    made.a = array
    made.dt = dt
    made.inference = mode_inference
    made.born = scopes_begun
    return made


cdef inline int64_t version_of(TensorBase t) noexcept:
    return t.version if t.counter is None else t.counter.value


cdef inline void bump(TensorBase t) noexcept:
    if t.counter is None:
        t.version += 1
    else:
        t.counter.value += 1


cdef int note_change(TensorBase t, str operation) except -1:
    """Anomaly mode: remember which operation has changed a tensor, and the line that called it."""
    from .anomaly import changed

    cdef VersionCounter counter = shared_counter(t)
    counter.changes = changed(counter.changes, counter.value, stacks.called or operation)
    return 0


cdef inline VersionCounter shared_counter(TensorBase t):
    """The tensor's counter as an object that others can share."""
    if t.counter is None:
        t.counter = VersionCounter()
        t.counter.value = t.version
    return t.counter


cdef inline cnp.ndarray storage_root(TensorBase t):
    return t.a if t.storage is None else <cnp.ndarray>t.storage


cdef TensorBase detached(TensorBase t):
    """The same memory and counter without history."""
    cdef TensorBase made = tensor_over(t.a, t.dt)
    made.storage = t.storage
    made.counter = shared_counter(t)
    made.inference, made.born, made.lazy = t.inference, t.born, t.lazy
    return made


cdef int dt_of_array(cnp.ndarray array) except -1:
    cdef int num = cnp.PyArray_TYPE(array)
    cdef int dt = DT_OF_TYPENUM[num] if 0 <= num < 64 else -1
    if dt < 0 or not array.dtype.isnative:
        kind = array.dtype.type
        raise TypeError(f"can't convert np.ndarray of type {kind.__module__}.{kind.__name__}.")
    return dt


cpdef object wrap(object array, object dtype=None):
    """A tensor over an ndarray (or NumPy scalar), sharing its memory."""
    cdef cnp.ndarray a = <cnp.ndarray>array if type(array) is cnp.ndarray else np.asarray(array)
    cdef int dt = DT_OF[dtype] if dtype is not None else dt_of_array(a)
    if dtype is not None and cnp.PyArray_TYPE(a) != TYPENUM[dt] and DT_OF_TYPENUM[cnp.PyArray_TYPE(a)] != dt:
        raise TypeError(f"an array of {a.dtype} cannot hold {dtype}")
    return new_tensor(a, dt)


def recast(cls, TensorBase tensor not None):
    """A tensor that nobody else has seen yet as an instance of the Tensor subclass `cls`."""
    if not issubclass(cls, TensorBase):
        raise TypeError(f"{cls!r} is not a subclass of Tensor")
    cdef TensorBase made = new_of_class(cls, tensor.a, tensor.dt)
    made.storage, made.counter, made.base, made.fn, made.out_nr = tensor.storage, tensor.counter, tensor.base, tensor.fn, tensor.out_nr
    made.version, made.attr_version, made.creation = tensor.version, tensor.attr_version, tensor.creation
    made.needs_grad, made.inference, made.born, made.lazy = tensor.needs_grad, tensor.inference, tensor.born, tensor.lazy
    return made


def array(TensorBase tensor not None):
    """The ndarray underneath a tensor. Tensors of intercepted classes do not hand it out."""
    if Py_TYPE(tensor) != TENSOR_TYPE and intercepts(tensor):
        if hasattr(tensor, "refuse_elements"):
            zeros = tensor.refuse_elements()
            if zeros is not None:
                return zeros
        raise RuntimeError(f"the elements of a {type(tensor).__name__} cannot be looked at inside an operator")
    return resolved(tensor.a, tensor.dt, tensor.lazy) if tensor.lazy else tensor.a


def readable(TensorBase tensor not None):
    """Whether `array` hands out the elements of `tensor`: not those of an intercepted class."""
    return Py_TYPE(tensor) == TENSOR_TYPE or not intercepts(tensor)


def exemplar(TensorBase tensor not None):
    """An ndarray of a tensor's shape, dtype and strides. What it holds is not for use: in an intercepted class it is one example."""
    return tensor.a


def set_tensor_type(cls):
    """The class of every result: the facade's Tensor."""
    global TENSOR_TYPE, TensorClass
    if not issubclass(cls, TensorBase):
        raise TypeError("the tensor type must derive from TensorBase")
    TensorClass = cls
    TENSOR_TYPE = <PyTypeObject *>cls
    show_plain_types()


set_tensor_type(TensorBase)


def alias_as(cls, TensorBase tensor not None, requires_grad):
    """An instance of the Tensor subclass `cls` that shares the tensor's data, as a leaf."""
    if not issubclass(cls, TensorBase):
        raise TypeError(f"{cls!r} is not a subclass of Tensor")
    cdef TensorBase made = new_of_class(cls, tensor.a, tensor.dt)
    made.storage, made.counter, made.born, made.lazy, made.inference = tensor.storage, shared_counter(tensor), tensor.born, tensor.lazy, tensor.inference
    if requires_grad and not is_differentiable(made.dt):
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    store_requires_grad(made, bool(requires_grad))
    return made
