# The tensor class: properties, autograd methods, Python's operators. Table operators are installed by assemble.pxi.

_TORCH_SIZE = _types.Size
_CPU = _types.CPU
_STRIDED = _types.strided


cdef bint lies_channels_last(cnp.ndarray a) noexcept:
    """Whether an array of four or five dimensions is dense in the order of channels last; no elements are no reason to say yes."""
    cdef int i, d, nd = cnp.PyArray_NDIM(a)
    cdef cnp.npy_intp expected = cnp.PyArray_ITEMSIZE(a)
    for i in range(nd):
        d = 1 if i == 0 else 0 if i == nd - 1 else nd - i
        if cnp.PyArray_DIM(a, d) != 1:
            if cnp.PyArray_STRIDE(a, d) != expected:
                return False
            expected *= cnp.PyArray_DIM(a, d)
    return True


cdef int64_t offset_of(TensorBase t) noexcept:
    cdef int64_t start
    if t.storage is None:
        return 0
    start = <char *>cnp.PyArray_DATA(t.a) - <char *>cnp.PyArray_DATA(<cnp.ndarray>t.storage)
    return start // cnp.PyArray_ITEMSIZE(t.a)


cdef extern from *:
    """
    /* a tuple of a subclass without the subclass's own __new__, whose check of the items is not needed here */
    static PyObject *sized_tuple(PyObject *type, Py_ssize_t n, const npy_intp *dims) {
        PyObject *made = ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, n);
        Py_ssize_t i;
        if (made == NULL) return NULL;
    #if PY_VERSION_HEX >= 0x030E0000
        ((PyTupleObject *)made)->ob_hash = -1;
    #endif
        for (i = 0; i < n; i++) {
            PyObject *item = PyLong_FromSsize_t((Py_ssize_t)dims[i]);
            if (item == NULL) { Py_DECREF(made); return NULL; }
            PyTuple_SET_ITEM(made, i, item);
        }
        return made;
    }
    """
    object sized_tuple(object type, Py_ssize_t n, cnp.npy_intp *dims)


cdef inline object size_of(cnp.ndarray a):
    return sized_tuple(_TORCH_SIZE, cnp.PyArray_NDIM(a), cnp.PyArray_DIMS(a))


cdef tuple shape_tuple(cnp.ndarray a):
    cdef int d, nd = cnp.PyArray_NDIM(a)
    return tuple([cnp.PyArray_DIM(a, d) for d in range(nd)])


cdef tuple stride_tuple(cnp.ndarray a):
    cdef int d, nd = cnp.PyArray_NDIM(a)
    cdef int64_t item = cnp.PyArray_ITEMSIZE(a)
    cdef tuple made = PyTuple_New(nd)
    cdef object stride      # inferred, it would be a C integer, whose objects are gone before the tuple has them
    for d in range(nd):
        stride = cnp.PyArray_STRIDE(a, d) // item
        Py_INCREF(stride)
        PyTuple_SET_ITEM(made, d, stride)
    return made


cdef TensorExtra extra_of(TensorBase t):
    if t.extra is None:
        t.extra = TensorExtra()
        keep_shown(t)
    return <TensorExtra>t.extra


cdef class TensorBase:
    """What every tensor is: data, dtype, autograd state. Operators are added from the table."""

    def __cinit__(self):
        self.a = EMPTY_ARRAY
        self.dt = DT_F32

    def __dealloc__(self):
        if self.a is not None:
            keep_array(self)

    def __setattr__(self, name, value):
        keep_shown(self)      # an attribute may lead anywhere
        PyObject_GenericSetAttr(self, name, value)

    def __iter__(self):
        cdef PyObject *values[2]
        if (cnp.PyArray_NDIM(self.a) if is_plain(self) else self.dim()) == 0:
            raise TypeError("iteration over a 0-d tensor")
        if not is_plain(self):
            return iter(self.unbind(0))
        values[0], values[1] = <PyObject *>self, <PyObject *>ZERO
        return iter(run_spec(unbinding(), values))

    # data

    @property
    def shape(self):
        return size_of(self.a)

    @property
    def ndim(self):
        return cnp.PyArray_NDIM(self.a)

    @property
    def dtype(self):
        return DTYPES[self.dt]

    @property
    def device(self):
        return _CPU

    @property
    def layout(self):
        return _STRIDED

    @property
    def itemsize(self):
        return ITEMSIZE[self.dt]

    @property
    def nbytes(self):
        return cnp.PyArray_SIZE(self.a) * ITEMSIZE[self.dt]

    @property
    def is_cuda(self):
        return False

    @property
    def is_sparse(self):
        return False

    @property
    def _array(self):
        return self.a

    @property
    def _storage(self):
        return self.storage

    @property
    def _version(self):
        if self.inference:
            raise RuntimeError(texts.INFERENCE_VERSION)
        return version_of(self)

    @property
    def output_nr(self):
        return self.out_nr

    @property
    def _base(self):
        return self.base

    def size(self, dim=None):
        """The shape, or the length of dimension `dim`."""
        if dim is None:
            return size_of(self.a)
        return cnp.PyArray_DIM(self.a, wrap_dimension(dim, cnp.PyArray_NDIM(self.a)))

    def stride(self, dim=None):
        """The strides in elements, or that of dimension `dim`."""
        if dim is None:
            return stride_tuple(self.a)
        return stride_tuple(self.a)[wrap_dimension(dim, cnp.PyArray_NDIM(self.a))]

    def storage_offset(self):
        """Elements between the start of the storage and the first element."""
        return offset_of(self)

    def data_ptr(self):
        """The address of the first element; 0 for an empty tensor."""
        return <size_t>cnp.PyArray_DATA(self.a) if cnp.PyArray_SIZE(self.a) else 0

    def dim(self):
        """The number of dimensions."""
        return cnp.PyArray_NDIM(self.a)

    def ndimension(self):
        """The number of dimensions."""
        return cnp.PyArray_NDIM(self.a)

    def numel(self):
        """The number of elements."""
        return cnp.PyArray_SIZE(self.a)

    def nelement(self):
        """The number of elements."""
        return cnp.PyArray_SIZE(self.a)

    def element_size(self):
        """Bytes per element."""
        return ITEMSIZE[self.dt]

    def is_contiguous(self, memory_format=None):
        """Whether elements lie in row-major order without gaps."""
        cdef int nd = cnp.PyArray_NDIM(self.a)
        if memory_format is not None and memory_format.name.startswith("channels_last"):
            return nd == (4 if memory_format.name == "channels_last" else 5) and lies_channels_last(self.a)
        return bool(cnp.PyArray_IS_C_CONTIGUOUS(self.a))

    def is_floating_point(self):
        return CATEGORY[self.dt] == 2

    def is_complex(self):
        return CATEGORY[self.dt] == 3

    def is_signed(self):
        return DTYPES[self.dt].is_signed

    def is_conj(self):
        return self.lazy & LAZY_CONJ != 0

    def is_neg(self):
        return self.lazy & LAZY_NEG != 0

    def is_inference(self):
        return self.inference

    def _is_view(self):
        return self.base is not None

    def get_device(self):
        return -1

    # autograd

    @property
    def grad_fn(self):
        """The node that made this tensor; None for a leaf."""
        return handle_of(grad_fn_of(self))

    @property
    def requires_grad(self):
        """Whether gradients flow to this tensor."""
        return bool(requires(self))

    @requires_grad.setter
    def requires_grad(self, value):
        check_bool(value)
        assign_requires_grad(self, value)

    @requires_grad.deleter
    def requires_grad(self):
        check_bool(None)

    def requires_grad_(self, *args, **kwargs):
        """Set `requires_grad` (True where nothing is given) and return the tensor."""
        if transforms_going_on:
            refuse_in_transform("requires_grad_")
        set_requires_grad(self, texts.one_bool("requires_grad_", "requires_grad", args, kwargs) if args or kwargs else True)
        return self

    @property
    def is_leaf(self):
        return grad_fn_of(self) is None

    @property
    def retains_grad(self):
        return self.extra is not None and (<TensorExtra>self.extra).retains >= 0

    @property
    def grad(self):
        """The accumulated gradient of a leaf (or of a tensor told to retain it); None before any."""
        if self.held_grad is None and self.fn is not None and not self.retains_grad:
            warnings.warn(texts.GRAD_OF_NON_LEAF, stacklevel=1)
        return self.held_grad

    @grad.setter
    def grad(self, value):
        if value is not None:
            check_grad(self, value)
            (<TensorBase>value).used = True
            if (<TensorBase>value).fn is not None:
                expose_tensor(<TensorBase>value)
        keep_shown(self)
        self.held_grad = value

    @grad.deleter
    def grad(self):
        self.held_grad = None

    @property
    def _grad(self):
        return self.grad

    @_grad.setter
    def _grad(self, value):
        self.grad = value

    @_grad.deleter
    def _grad(self):
        del self.grad

    @property
    def _grad_fn(self):
        return self.grad_fn

    @_grad_fn.setter
    def _grad_fn(self, value):
        if value is not None:
            raise RuntimeError("_grad_fn can be only set to None")
        self.detach_()

    @_grad_fn.deleter
    def _grad_fn(self):
        raise RuntimeError("Deletion of _grad_fn not allowed. Detach tensor instead!")

    @property
    def data(self):
        """The same memory as a leaf of its own: no history, and a version counter that starts anew."""
        if METHOD_HOOK is not None and not is_plain(self):
            answer = METHOD_HOOK("data", self, ())
            if answer is not NotImplemented:
                return answer
        cdef TensorBase made = tensor_over(self.a, self.dt)
        made.storage, made.inference, made.born, made.lazy = self.storage, self.inference, self.born, self.lazy
        return made

    @data.deleter
    def data(self):
        raise RuntimeError("Deleting tensor data is not allowed. Delete tensor instead!")

    @data.setter
    def data(self, value):
        assign_data(self, value)

    @property
    def grad_dtype(self):
        """The dtype that `grad` must have: this tensor's where nothing else was assigned; None for any."""
        if grad_fn_of(self) is not None:
            raise RuntimeError("grad_dtype can only be accessed on leaf tensors.")
        cdef int dt = grad_dt_of(self)
        return None if dt < 0 else DTYPES[dt]

    @grad_dtype.setter
    def grad_dtype(self, value):
        assign_grad_dtype(self, value)

    def detach(self):
        """The same memory and version counter without history."""
        if METHOD_HOOK is not None and not is_plain(self):
            answer = METHOD_HOOK("detach", self, ())
            if answer is not NotImplemented:
                return answer
        return detached(self)

    def detach_(self):
        """Cut this tensor from its history."""
        check_changeable(self, "detach")
        if self.base is not None:
            raise RuntimeError(texts.DETACH_VIEW)
        self.fn, self.out_nr, self.needs_grad = None, 0, False
        keep_shown(self)
        if self.extra is not None:
            (<TensorExtra>self.extra).cell = None
        return self

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """Gradients of this tensor with respect to the leaves of its graph, accumulated into their ``grad``.

        See `autograd.backward`; `gradient` has this tensor's shape and may be left out for a scalar.
        """
        if inputs is None and create_graph is False and transforms_going_on == 0 and (retain_graph is None or type(retain_graph) is bool):
            if gradient is None:
                if backward_from_scalar(self, retain_graph is True):
                    return
            elif backward_from(self, gradient, retain_graph is True):
                return
        from ..autograd import backward
        backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def register_hook(self, hook):
        """Call ``hook(grad)`` when this tensor's gradient is known; a result replaces it. Returns a removable handle."""
        return register_tensor_hook(self, hook)

    def register_post_accumulate_grad_hook(self, hook):
        """Call ``hook(tensor)`` after this leaf's ``grad`` has been updated."""
        return register_post_accumulate(self, hook)

    def retain_grad(self):
        """Have ``grad`` filled also on this non-leaf."""
        if transforms_going_on and requires(self):
            refuse_in_transform("retain_grad")
        retain(self)

    @property
    def _backward_hooks(self):
        return hooks_of(self)

    @_backward_hooks.setter
    def _backward_hooks(self, value):
        set_hooks(self, value)

    @_backward_hooks.deleter
    def _backward_hooks(self):
        raise RuntimeError("Deletion of _backwards_hooks not allowed!")

    @property
    def _post_accumulate_grad_hooks(self):
        return None if self.extra is None else (<TensorExtra>self.extra).post_accumulate_hooks

    @_post_accumulate_grad_hooks.setter
    def _post_accumulate_grad_hooks(self, value):
        extra_of(self).post_accumulate_hooks = value

    @_post_accumulate_grad_hooks.deleter
    def _post_accumulate_grad_hooks(self):
        raise RuntimeError("Deletion of _post_accumulate_grad_hooks not allowed!")

    def _bump(self):
        bump(self)

    # conversions that need no operator

    def item(self):
        """The only element, as a Python number."""
        if METHOD_HOOK is not None and not is_plain(self):
            answer = METHOD_HOOK("item", self, ())
            if answer is not NotImplemented:
                return answer
        return item_of(self)

    def _values(self):
        """The elements as an array of their own kind (bfloat16 as float32, complex32 as complex64)."""
        return plain_array(self)

    def tolist(self):
        """The elements as nested lists of Python numbers; a number for a 0-d tensor."""
        if METHOD_HOOK is not None and not is_plain(self):
            answer = METHOD_HOOK("tolist", self, ())
            if answer is not NotImplemented:
                return answer
        return plain_array(self).tolist()

    # Python's operators

    def __add__(x, y):
        return operate(FORM_ADD, x, y)

    def __sub__(x, y):
        return operate_sub(x, y)

    def __mul__(x, y):
        return operate(FORM_MUL, x, y)

    def __truediv__(x, y):
        return operate_div(x, y)

    def __floordiv__(x, y):
        return operate(FORM_FLOORDIV, x, y)

    def __mod__(x, y):
        return operate(FORM_MOD, x, y)

    def __pow__(x, y, z):
        return operate(FORM_POW, x, y)

    def __matmul__(x, y):
        return operate_matmul(x, y)

    def __and__(x, y):
        return operate(FORM_AND, x, y)

    def __or__(x, y):
        return operate(FORM_OR, x, y)

    def __xor__(x, y):
        return operate(FORM_XOR, x, y)

    def __lshift__(x, y):
        return operate(FORM_LSHIFT, x, y)

    def __rshift__(x, y):
        return operate(FORM_RSHIFT, x, y)

    def __iadd__(self, y):
        return operate_inplace(FORM_ADD, self, y)

    def __isub__(self, y):
        return operate_inplace(FORM_SUB, self, y)

    def __imul__(self, y):
        return operate_inplace(FORM_MUL, self, y)

    def __itruediv__(self, y):
        return operate_inplace(FORM_DIV, self, y)

    def __ifloordiv__(self, y):
        return operate_inplace(FORM_FLOORDIV, self, y)

    def __imod__(self, y):
        return operate_inplace(FORM_MOD, self, y)

    def __ipow__(self, y):
        return operate_inplace(FORM_POW, self, y)

    def __iand__(self, y):
        return operate_inplace(FORM_AND, self, y)

    def __ior__(self, y):
        return operate_inplace(FORM_OR, self, y)

    def __ixor__(self, y):
        return operate_inplace(FORM_XOR, self, y)

    def __ilshift__(self, y):
        return operate_inplace(FORM_LSHIFT, self, y)

    def __irshift__(self, y):
        return operate_inplace(FORM_RSHIFT, self, y)

    def __neg__(self):
        return call_form1(FORM_NEG, self)

    def __pos__(self):
        return call_form1(FORM_POSITIVE, self)

    def __abs__(self):
        return call_form1(FORM_ABS, self)

    def __invert__(self):
        if not is_plain(self):
            answer = ask_method("__invert__", self)
            if answer is not UNANSWERED:
                return answer
        if CATEGORY[self.dt] >= 2:
            raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
        return call_form1(FORM_NOT, self)

    def __richcmp__(self, other, int op):
        return operate(FORM_LT + op, self, other)

    def __hash__(self):
        return <Py_hash_t>(<size_t><void *>self)

    def __getitem__(self, index):
        return tensor_getitem(self, index)

    def __setitem__(self, index, value):
        tensor_setitem(self, index, value)

    def __delitem__(self, index):
        raise TypeError("Tensor does not support deleting items")


cdef int wrap_dimension(object dim, int ndim) except -1:
    from .util import wrap_dim

    return wrap_dim(dim, ndim, False)


cdef cnp.ndarray plain_array(TensorBase t):
    """The elements as an array of their own kind (bfloat16 as float32, complex32 as complex64)."""
    cdef cnp.ndarray a = resolved(t.a, t.dt, t.lazy) if t.lazy else t.a
    if t.dt == DT_BF16:
        return bfloat16_to_float32(a)
    return _from_complex32(a) if t.dt == DT_C32 else a


cdef object item_of(TensorBase t):
    cdef char *p
    if cnp.PyArray_SIZE(t.a) != 1:
        raise RuntimeError(f"a Tensor with {cnp.PyArray_SIZE(t.a)} elements cannot be converted to Scalar")
    if t.lazy:
        return plain_array(t).item()
    p = <char *>cnp.PyArray_DATA(t.a)
    if t.dt == DT_F32:
        return (<float *>p)[0]
    if t.dt == DT_F64:
        return (<double *>p)[0]
    if t.dt == DT_I64:
        return (<int64_t *>p)[0]
    if t.dt == DT_BOOL:
        return p[0] != 0
    return plain_array(t).item()
