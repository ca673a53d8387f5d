# Derivatives of what small programs are made of, without a graph of their own and without operators in between.
#
# The table's formula is what counts: each of these gives its numbers, for plain float tensors in a backward that does not record, and False for
# everything else, which goes to the function that was stamped from the formula.

cdef enum:
    QUICK_ELEMENTS = 4096      # beyond these the operators' own loops are what takes the time


cdef inline TensorBase small_float(object value):
    """The tensor, if it is one that these functions take: plain, float32 or float64, contiguous, small, not empty."""
    cdef TensorBase t
    if not is_plain(value):
        return None
    t = <TensorBase>value
    if (t.dt != DT_F32 and t.dt != DT_F64) or t.lazy or not cnp.PyArray_IS_C_CONTIGUOUS(t.a) or not 0 < cnp.PyArray_SIZE(t.a) <= QUICK_ELEMENTS:
        return None
    return t


cdef inline TensorBase small_matrix(object value):
    """The tensor, if it is a plain small float matrix, wherever its elements lie."""
    cdef TensorBase t
    if not is_plain(value):
        return None
    t = <TensorBase>value
    if (t.dt != DT_F32 and t.dt != DT_F64) or t.lazy or cnp.PyArray_NDIM(t.a) != 2 or not 0 < cnp.PyArray_SIZE(t.a) <= QUICK_ELEMENTS:
        return None
    return t


cdef inline int hand_over(PyObject **results, int at, cnp.ndarray out, int dt) except -1:
    cdef TensorBase made = new_tensor(out, dt)
    Py_INCREF(made)
    results[at] = <PyObject *>made
    return 0


cdef bint quick_sum_backward(Node node, PyObject **grads, PyObject **results) except -1:
    """The gradient of the sum of everything, shown to each element."""
    cdef TensorBase grad = small_float(<object>grads[0]), made
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp strides[64]
    cdef int nd, d
    shape = node.s0
    if grad is None or cnp.PyArray_NDIM(grad.a) != 0 or not isinstance(shape, tuple) or mode_view_replay or grad.extra is not None:
        return False
    nd = <int>PyTuple_GET_SIZE(<tuple>shape)
    if nd > 64:
        return False
    for d in range(nd):
        dims[d], strides[d] = <object>PyTuple_GET_ITEM(<tuple>shape, d), 0
    made = view_of(grad, array_over(grad.a, grad.a, nd, dims, strides, <char *>cnp.PyArray_DATA(grad.a)))
    Py_INCREF(made)
    results[0] = <PyObject *>made
    return True


cdef bint quick_mean_backward(Node node, PyObject **grads, PyObject **results) except -1:
    """The gradient of the mean of everything: a share for each element."""
    cdef TensorBase grad = small_float(<object>grads[0])
    cdef cnp.npy_intp dims[64]
    cdef cnp.npy_intp i, n = 1
    cdef int nd, d
    cdef cnp.ndarray out
    cdef float f4
    cdef double f8
    shape = node.s0
    if grad is None or cnp.PyArray_NDIM(grad.a) != 0 or not isinstance(shape, tuple):
        return False
    nd = <int>PyTuple_GET_SIZE(<tuple>shape)
    if nd > 64:
        return False
    for d in range(nd):
        dims[d] = <object>PyTuple_GET_ITEM(<tuple>shape, d)
        n *= dims[d]
        if n > QUICK_ELEMENTS:
            return False
    if n == 0:
        return False
    out = empty_array(nd, dims, grad.dt)
    if grad.dt == DT_F32:
        f4 = (<float *>cnp.PyArray_DATA(grad.a))[0] / <float>n
        for i in range(n):
            (<float *>cnp.PyArray_DATA(out))[i] = f4
    else:
        f8 = (<double *>cnp.PyArray_DATA(grad.a))[0] / <double>n
        for i in range(n):
            (<double *>cnp.PyArray_DATA(out))[i] = f8
    hand_over(results, 0, out, grad.dt)
    return True


cdef bint quick_power_backward(Node node, PyObject **grads, PyObject **results) except -1:
    """grad * (e * x^(e - 1)) for a number e."""
    cdef TensorBase grad = small_float(<object>grads[0]), x
    cdef double e
    cdef Loop *loop
    cdef char buffer[16]
    cdef char *args[3]
    cdef cnp.npy_intp steps[3]
    cdef cnp.npy_intp i, n
    cdef cnp.ndarray out
    cdef float *o4
    cdef float *g4
    cdef double *o8
    cdef double *g8
    if grad is None or node.released or node.v0 < 0 or type(node.s1) is not int and type(node.s1) is not float:
        return False
    x = small_float(node.s0)
    if x is None or x.dt != grad.dt or not same_shape(x.a, grad.a):
        return False
    e = node.s1
    if e == 0 or e == 0.5 or not -1e6 < e < 1e6:
        return False
    check_stamp(x, node.v0)
    n = cnp.PyArray_SIZE(x.a)
    out = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), x.dt)
    if e == 2:
        memcpy(cnp.PyArray_DATA(out), cnp.PyArray_DATA(x.a), cnp.PyArray_NBYTES(x.a))
    else:
        loop = power_loop(e - 1, x.dt)
        if loop.found < 0:
            return False
        args[0], steps[0] = <char *>cnp.PyArray_DATA(x.a), ITEMSIZE[x.dt]
        args[1], steps[1] = <char *>cnp.PyArray_DATA(out), ITEMSIZE[x.dt]
        if not has_own_loop(e - 1, x.dt):
            write_number(e - 1, x.dt, buffer)
            args[1], steps[1] = buffer, 0
            args[2], steps[2] = <char *>cnp.PyArray_DATA(out), ITEMSIZE[x.dt]
        loop.function(args, &n, steps, loop.data)
    if x.dt == DT_F32:
        o4, g4 = <float *>cnp.PyArray_DATA(out), <float *>cnp.PyArray_DATA(grad.a)
        for i in range(n):
            o4[i] = g4[i] * (o4[i] * <float>e)
    else:
        o8, g8 = <double *>cnp.PyArray_DATA(out), <double *>cnp.PyArray_DATA(grad.a)
        for i in range(n):
            o8[i] = g8[i] * (o8[i] * e)
    hand_over(results, 0, out, x.dt)
    return True


cdef bint quick_product_backward(Node node, PyObject **grads, PyObject **results) except -1:
    """Of a product of two small matrices: grad times the transpose of the second, the transpose of the first times grad."""
    cdef TensorBase grad = small_matrix(<object>grads[0]), x = None, y = None
    cdef bint by_columns_x = False, by_columns_y = False
    # The second matrix, the first one's strides, the first matrix, the second one's strides: as the formulas name them.
    if grad is None or node.released:
        return False
    if node.mask & 1:
        if not is_plain(node.s0) or node.v0 < 0:
            return False
        y = <TensorBase>node.s0
        if y.dt != grad.dt or y.lazy:
            return False
        by_columns_x = by_columns(node.s1, cnp.PyArray_DIM(grad.a, 0))
    if node.mask & 2:
        if not is_plain(node.s2) or node.v2 < 0:
            return False
        x = <TensorBase>node.s2
        if x.dt != grad.dt or x.lazy:
            return False
        by_columns_y = by_columns(node.s3, cnp.PyArray_DIM(x.a, 1))
    if y is not None and not is_small_product(cnp.PyArray_DIM(grad.a, 0), cnp.PyArray_DIM(grad.a, 1), cnp.PyArray_DIM(y.a, 0)):
        return False
    if x is not None and not is_small_product(cnp.PyArray_DIM(x.a, 1), cnp.PyArray_DIM(grad.a, 0), cnp.PyArray_DIM(grad.a, 1)):
        return False
    if y is not None:
        check_stamp(y, node.v0)
        if needed(node, 0, results) and not transposed_product(grad, y, False, by_columns_x, results, 0):
            return False
    if x is not None:
        check_stamp(x, node.v2)
        if needed(node, 1, results) and not transposed_product(x, grad, True, by_columns_y, results, 1):
            if y is not None and needed(node, 0, results):
                Py_XDECREF(results[0])
                results[0] = NULL
            return False
    return True


cdef inline bint by_columns(object strides, Py_ssize_t rows) except -1:
    """Whether a matrix of these strides lies by columns, so that its gradient is to lie so."""
    cdef Py_ssize_t within = (<tuple>strides)[0], between = (<tuple>strides)[1]
    return within == 1 and between == rows


cdef bint transposed_product(TensorBase x, TensorBase y, bint first, bint columns, PyObject **results, int at) except -1:
    """The product of two matrices of which one is to be transposed: the first or the second. With `columns` it lies by columns."""
    cdef cnp.npy_intp shape[2]
    cdef cnp.npy_intp strides[2]
    cdef bint turn_x = first, turn_y = not first
    cdef cnp.ndarray out
    cdef TensorBase made
    if columns:     # the transpose of the product of the transposes
        x, y, turn_x, turn_y = y, x, not turn_y, not turn_x
    shape[0] = cnp.PyArray_DIM(x.a, turn_x)
    shape[1] = cnp.PyArray_DIM(y.a, 1 - turn_y)
    if shape[0] == 0 or shape[1] == 0:
        return False
    out = empty_array(2, shape, x.dt)
    if not small_product(x.a, y.a, turn_x, turn_y, out, x.dt):
        return False
    made = new_tensor(out, x.dt)
    if columns:
        shape[0], shape[1] = shape[1], shape[0]
        strides[0], strides[1] = cnp.PyArray_STRIDE(out, 1), cnp.PyArray_STRIDE(out, 0)
        made = view_of(made, array_over(out, out, 2, shape, strides, <char *>cnp.PyArray_DATA(out)))
    Py_INCREF(made)
    results[at] = <PyObject *>made
    return True


cdef quick_function quick_derivative_of(str key) noexcept:
    """The quick derivative of a row, or NULL."""
    if key == "sum":
        return quick_sum_backward
    if key == "mean":
        return quick_mean_backward
    if key == "pow.Tensor_Scalar":
        return quick_power_backward
    if key == "mm":
        return quick_product_backward
    return NULL
