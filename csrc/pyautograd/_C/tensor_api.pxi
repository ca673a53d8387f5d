# The tensor class: properties, autograd methods, Python's operators. Table operators are installed by assemble.pxi.

_GRAD_OF_NON_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated "
    "during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() "
    "on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information."
)
_DETACH_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and "
    "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these "
    "gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
)
_FLAG_OF_NON_LEAF = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require "
    "differentiation use var_no_grad = var.detach()."
)
_TORCH_SIZE = _types.Size
_CPU = _types.CPU
_STRIDED = _types.strided


cdef int64_t offset_of(TensorBase t) noexcept:
    if t.storage is None or cnp.PyArray_SIZE(t.a) == 0:
        return 0
    return (<char *>cnp.PyArray_DATA(t.a) - <char *>cnp.PyArray_DATA(<cnp.ndarray>t.storage)) // cnp.PyArray_ITEMSIZE(t.a)


cdef object size_of(cnp.ndarray a):
    return _TORCH_SIZE.__new__(_TORCH_SIZE, shape_tuple(a))


cdef tuple shape_tuple(cnp.ndarray a):
    cdef int d, nd = cnp.PyArray_NDIM(a)
    return tuple([cnp.PyArray_DIM(a, d) for d in range(nd)])


cdef tuple stride_tuple(cnp.ndarray a):
    cdef int d, nd = cnp.PyArray_NDIM(a)
    cdef int64_t item = cnp.PyArray_ITEMSIZE(a), step = 1
    cdef list made
    if cnp.PyArray_SIZE(a) == 0:      # NumPy's strides of an empty array are all zero
        made = [0] * nd
        for d in range(nd - 1, -1, -1):
            made[d] = step
            step *= cnp.PyArray_DIM(a, d) if cnp.PyArray_DIM(a, d) > 1 else 1
        return tuple(made)
    return tuple([cnp.PyArray_STRIDE(a, d) // item for d in range(nd)])


cdef object not_writable(str name):
    raise AttributeError(f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable")


cdef inline bint requires(TensorBase t) except -1:
    """Whether gradients flow to `t`."""
    if t.needs_grad or t.fn is not None:
        return True
    # a view made in no_grad requires gradients as its base does
    return t.base is not None and is_differentiable(t.dt) and requires(t.base)


cdef inline Node grad_fn_of(TensorBase t):
    """The node that made `t`, made anew for a view whose base has changed since."""
    if t.base is not None and t.attr_version != version_of(t):
        regenerate(t)
    return t.fn


cdef TensorExtra extra_of(TensorBase t):
    if t.extra is None:
        t.extra = TensorExtra()
    return <TensorExtra>t.extra


cdef class TensorBase:
    """What every tensor is: data, dtype, autograd state. Operators are added from the table."""

    def __cinit__(self):
        self.a = EMPTY_ARRAY
        self.dt = DT_F32

    def __dealloc__(self):
        if self.a is not None:
            keep_array(self)

    # data

    @property
    def shape(self):
        return size_of(self.a)

    @shape.setter
    def shape(self, value):
        not_writable("shape")

    @property
    def ndim(self):
        return cnp.PyArray_NDIM(self.a)

    @ndim.setter
    def ndim(self, value):
        not_writable("ndim")

    @property
    def dtype(self):
        return DTYPES[self.dt]

    @dtype.setter
    def dtype(self, value):
        not_writable("dtype")

    @property
    def device(self):
        return _CPU

    @device.setter
    def device(self, value):
        not_writable("device")

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
            raise RuntimeError("Inference tensors do not track version counter.")
        return version_of(self)

    @_version.setter
    def _version(self, value):
        not_writable("_version")

    @property
    def output_nr(self):
        return self.out_nr

    @output_nr.setter
    def output_nr(self, value):
        not_writable("output_nr")

    @property
    def _base(self):
        return self.base

    @_base.setter
    def _base(self, value):
        not_writable("_base")

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
            order = (0, *range(2, nd), 1)
            return nd == (4 if memory_format.name == "channels_last" else 5) and self.a.transpose(order).flags.c_contiguous
        return bool(cnp.PyArray_IS_C_CONTIGUOUS(self.a))

    def is_floating_point(self):
        return CATEGORY[self.dt] == 2

    def is_complex(self):
        return CATEGORY[self.dt] == 3

    def is_signed(self):
        return DTYPES[self.dt].is_signed

    def is_conj(self):
        return False

    def is_neg(self):
        return False

    def is_inference(self):
        return self.inference

    def _is_view(self):
        return self.base is not None

    def get_device(self):
        return -1

    def as_strided(self, size, stride, storage_offset=None):
        """A view of the storage with the given size, strides and offset, in elements."""
        return as_strided(self, size, stride, storage_offset)

    # autograd

    @property
    def grad_fn(self):
        """The node that made this tensor; None for a leaf."""
        return handle_of(grad_fn_of(self))

    @grad_fn.setter
    def grad_fn(self, value):
        not_writable("grad_fn")

    @property
    def requires_grad(self):
        """Whether gradients flow to this tensor."""
        return bool(requires(self))

    @requires_grad.setter
    def requires_grad(self, value):
        if not isinstance(value, bool):
            raise RuntimeError("requires_grad must be a bool")
        set_requires_grad(self, value, "only Tensors of floating point and complex dtype can require gradients")

    def requires_grad_(self, requires_grad=True):
        """Set `requires_grad` and return the tensor."""
        set_requires_grad(self, bool(requires_grad), "only Tensors of floating point dtype can require gradients")
        return self

    @property
    def is_leaf(self):
        return grad_fn_of(self) is None

    @is_leaf.setter
    def is_leaf(self, value):
        not_writable("is_leaf")

    @property
    def retains_grad(self):
        return self.extra is not None and (<TensorExtra>self.extra).retains >= 0

    @retains_grad.setter
    def retains_grad(self, value):
        not_writable("retains_grad")

    @property
    def grad(self):
        """The accumulated gradient of a leaf (or of a tensor told to retain it); None before any."""
        if self.held_grad is None and self.fn is not None and not self.retains_grad:
            warnings.warn(_GRAD_OF_NON_LEAF, stacklevel=1)
        return self.held_grad

    @grad.setter
    def grad(self, value):
        if value is not None:
            check_grad(self, value)
        self.held_grad = value

    @grad.deleter
    def grad(self):
        self.held_grad = None

    @property
    def data(self):
        """The same memory as a leaf of its own: no history, and a version counter that starts anew."""
        cdef TensorBase made = new_tensor(self.a, self.dt)
        made.storage = self.storage
        return made

    @data.setter
    def data(self, value):
        if not isinstance(value, TensorBase):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        cdef TensorBase other = <TensorBase>value
        if other.dt != self.dt and self.needs_grad and not is_differentiable(other.dt):
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        self.a, self.dt, self.storage = other.a, other.dt, other.storage
        self.accumulator = NULL

    def detach(self):
        """The same memory and version counter without history."""
        return detached(self)

    def detach_(self):
        """Cut this tensor from its history."""
        if self.base is not None:
            raise RuntimeError(_DETACH_VIEW)
        self.fn, self.out_nr, self.needs_grad = None, 0, False
        if self.extra is not None:
            (<TensorExtra>self.extra).cell = None
        return self

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """Gradients of this tensor with respect to the leaves of its graph, accumulated into their ``grad``.

        See `autograd.backward`; `gradient` has this tensor's shape and may be left out for a scalar.
        """
        if gradient is None and inputs is None and create_graph is False and transforms_going_on == 0 and backward_from_scalar(self, bool(retain_graph)):
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

    def _bump(self):
        bump(self)

    # conversions that need no operator

    def item(self):
        """The only element, as a Python number."""
        return item_of(self)

    def _values(self):
        """The elements as an array of their own kind (bfloat16 as float32)."""
        return plain_array(self)

    def tolist(self):
        """The elements as nested lists of Python numbers; a number for a 0-d tensor."""
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
    """The elements as an array of their own kind (bfloat16 as float32)."""
    return bfloat16_to_float32(t.a) if t.dt == DT_BF16 else t.a


cdef object item_of(TensorBase t):
    cdef char *p
    if cnp.PyArray_SIZE(t.a) != 1:
        raise RuntimeError(f"a Tensor with {cnp.PyArray_SIZE(t.a)} elements cannot be converted to Scalar")
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


cdef int set_requires_grad(TensorBase t, bint value, str refusal) except -1:
    if grad_fn_of(t) is not None:
        if value:
            return 0
        raise RuntimeError(_FLAG_OF_NON_LEAF)
    if value and not is_differentiable(t.dt):
        raise RuntimeError(refusal)
    if value and t.inference and not mode_inference:
        raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
    t.needs_grad = value
    return 0


cdef int check_grad(TensorBase t, object value) except -1:
    if not isinstance(value, TensorBase):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}")
    cdef TensorBase grad = <TensorBase>value
    if grad is t:
        raise RuntimeError("can't assign Variable as its own grad")
    if grad.dt != t.dt:
        names = {DT_F16: "half", DT_F32: "float", DT_F64: "double"}
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{names.get(grad.dt, grad.dtype.name)}' to a tensor with grad_dtype "
            f"'{t.dtype.scalar_name}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's "
            "grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor "
            "and its gradient may break downstream systems that assume they match."
        )
    if shape_tuple(grad.a) != shape_tuple(t.a):
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(grad.shape)}' to a tensor of size '{list(t.shape)}'. Please ensure that the gradient and "
            "the tensor are the same size"
        )
    return 0
