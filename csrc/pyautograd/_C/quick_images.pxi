# Pooling along lines, means of whole planes and padding as users call them: arguments are read here and go to the operators at once.

cdef Spec unsqueeze_spec = None
cdef Spec squeeze_spec = None
cdef Spec line_mean_spec = None
cdef Spec line_max_spec = None
cdef Spec plane_mean_spec = None
cdef Spec even_mean_spec = None
cdef Spec constant_spec = None
cdef dict COPY_SPECS = {}
cdef object minus_two = -2
cdef list last_two = [-2, -1]
cdef object keeps = True
cdef object no_padding_value = 0.0


cdef Spec overload_named(str called, str overload):
    cdef int i = FIRST_ROW[called]
    while TABLE[i][0] != called or TABLE[i][1] != overload:
        i += 1
    return spec_at(i)


cdef TensorBase as_planes(PyObject *x):
    """A tensor of lines as one of planes of height 1."""
    global unsqueeze_spec
    cdef PyObject *given[2]
    if unsqueeze_spec is None:
        unsqueeze_spec = spec_named("unsqueeze")
    given[0], given[1] = x, <PyObject *>minus_two
    return <TensorBase>run_spec(unsqueeze_spec, given)


cdef object as_lines(object x):
    global squeeze_spec
    cdef PyObject *given[2]
    if squeeze_spec is None:
        squeeze_spec = overload_named("squeeze", "dim")
    given[0], given[1] = <PyObject *>x, <PyObject *>minus_two
    return run_spec(squeeze_spec, given)


cdef bint read_line(PyObject **values, int given_dilation, TensorBase t, Py_ssize_t *line) except -1:
    """kernel, stride, padding and dilation of windows along lines that are at least one long; False for arguments that are not for these functions."""
    cdef Py_ssize_t none
    cdef int nd = cnp.PyArray_NDIM(t.a)
    cdef object stride = <object>values[2]
    if nd != 2 and nd != 3 or not is_dense_float(t) or not has_plain_strides(t.a):
        return False
    line[3] = 1
    if not two_sizes(<object>values[1], 1, 1, &none, &line[0]) or not two_sizes(<object>values[3], 1, 0, &none, &line[2]):
        return False
    if given_dilation and not two_sizes(<object>values[given_dilation], 1, 1, &none, &line[3]):
        return False
    if stride is None or isinstance(stride, (tuple, list)) and len(stride) == 0:
        line[1] = line[0]
    elif not two_sizes(stride, 1, 1, &none, &line[1]):
        return False
    if type(<object>values[4 + (given_dilation > 0)]) is not bool or 2 * line[2] > line[0]:
        return False
    return windows_in(cnp.PyArray_DIM(t.a, nd - 1), line[0], line[1], line[2], line[3], <object>values[4 + (given_dilation > 0)]) > 0


cdef object fast_avg_pool1d(Spec spec, PyObject **values):
    """values: self, kernel_size, stride, padding, ceil_mode, count_include_pad."""
    global line_mean_spec
    cdef Py_ssize_t line[4]
    cdef PyObject *given[7]
    cdef TensorBase planes
    if not read_line(values, 0, <TensorBase><object>values[0], line) or type(<object>values[5]) is not bool:
        return None
    if line_mean_spec is None:
        line_mean_spec = spec_named("avg_pool2d")
    planes = as_planes(values[0])
    kernel, stride, padding = two_numbers(1, line[0]), two_numbers(1, line[1]), two_numbers(0, line[2])
    given[0], given[1], given[2], given[3] = <PyObject *>planes, <PyObject *>kernel, <PyObject *>stride, <PyObject *>padding
    given[4], given[5], given[6] = values[4], values[5], <PyObject *>None
    return as_lines(run_spec(line_mean_spec, given))


cdef object fast_max_pool1d(Spec spec, PyObject **values):
    """values: self, kernel_size, stride, padding, dilation, ceil_mode, and of the functional form return_indices."""
    global line_max_spec
    cdef Py_ssize_t line[4]
    cdef PyObject *given[6]
    cdef TensorBase planes, found
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef cnp.npy_intp dims[3]
    cdef cnp.npy_intp strides[3]
    cdef int d, nd = cnp.PyArray_NDIM(t.a)
    cdef bint places = spec.nparams > 6 and <object>values[6]
    if not read_line(values, 4, t, line):
        return None
    if line_max_spec is None:
        line_max_spec = spec_named("max_pool2d_with_indices")
    planes = as_planes(values[0])
    kernel, stride, padding, dilation = two_numbers(1, line[0]), two_numbers(1, line[1]), two_numbers(0, line[2]), two_numbers(1, line[3])
    given[0], given[1], given[2], given[3] = <PyObject *>planes, <PyObject *>kernel, <PyObject *>stride, <PyObject *>padding
    given[4], given[5] = <PyObject *>dilation, values[5]
    both = run_spec(line_max_spec, given)
    if places:
        return as_lines(both[0]), as_lines(both[1])
    if mode_duals or mode_grad and requires(t):
        return as_lines(both[0])
    found = <TensorBase>both[0]      # no view where nothing is recorded: PyTorch has a kernel of its own then
    for d in range(nd - 1):
        dims[d], strides[d] = cnp.PyArray_DIM(found.a, d), cnp.PyArray_STRIDE(found.a, d)
    dims[nd - 1], strides[nd - 1] = cnp.PyArray_DIM(found.a, nd), cnp.PyArray_STRIDE(found.a, nd)
    return new_tensor(array_over(found.a, found.a, nd, dims, strides, <char *>cnp.PyArray_DATA(found.a)), t.dt)


cdef object fast_adaptive_avg_pool2d(Spec spec, PyObject **values):
    """values: input, output_size."""
    global plane_mean_spec, even_mean_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef Py_ssize_t planes, height, width, oh, ow
    cdef PyObject *given[4]
    cdef object size = <object>values[1]
    if type(size) is not int and (type(size) is not tuple and type(size) is not list or len(size) != 2):
        return None
    if not has_planes(t, 0, &planes, &height, &width) or not two_sizes(size, 2, 1, &oh, &ow):
        return None
    given[0] = values[0]
    if oh == 1 and ow == 1:
        if plane_mean_spec is None:
            plane_mean_spec = overload_named("mean", "dim")
        given[1], given[2], given[3] = <PyObject *>last_two, <PyObject *>keeps, <PyObject *>None
        return run_spec(plane_mean_spec, given)
    if even_mean_spec is None:
        even_mean_spec = spec_named("_adaptive_avg_pool2d")
    size = two_numbers(oh, ow)
    given[1] = <PyObject *>size
    return run_spec(even_mean_spec, given)


cdef Spec copy_spec(object mode, int n):
    """The operator that copies beyond the edges of `n` dimensions."""
    cdef object key = (mode, n)
    cdef object found = COPY_SPECS.get(key)
    if found is None:
        found = COPY_SPECS[key] = spec_named(f"{'reflection' if mode == 'reflect' else 'replication'}_pad{n}d")
    return <Spec>found


cdef object fast_pad(Spec spec, PyObject **values):
    """values: input, pad, mode, value. Nothing is cut off here."""
    global constant_spec
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int nd = cnp.PyArray_NDIM(t.a), d, count
    cdef PyObject *given[3]
    cdef object pad = <object>values[1], mode = <object>values[2], value = <object>values[3]
    cdef bint reflects, constant = mode == "constant"
    cdef list edges
    if not is_dense_float(t) or type(pad) is not list and type(pad) is not tuple:
        return None
    edges = list(pad)
    count = <int>len(edges)
    if count == 0 or count % 2 or count > 2 * nd or count > 6:
        return None
    reflects = mode == "reflect"
    if not constant and (not reflects and mode != "replicate" or nd != count // 2 + 1 and nd != count // 2 + 2 or value is not None):
        return None
    for d in range(count):
        edge = edges[d]
        if type(edge) is not int or not 0 <= edge < 0x1000000 or reflects and edge >= cnp.PyArray_DIM(t.a, nd - 1 - d // 2):
            return None
    given[0], given[1] = values[0], <PyObject *>edges
    if constant:
        if value is not None and type(value) is not float:
            return None
        if constant_spec is None:
            constant_spec = spec_named("_constant_pad")
        given[2] = <PyObject *>no_padding_value if value is None else values[3]
        return run_spec(constant_spec, given)
    given[2] = values[2]
    return run_spec(copy_spec(mode, count // 2), given)


quick_way("composite:pooling.avg_pool1d", fast_avg_pool1d)
quick_way("composite:pooling.max_pool1d", fast_max_pool1d)
quick_way("composite:pooling.functional_max_pool1d", fast_max_pool1d)
quick_way("composite:pooling.adaptive_avg_pool2d", fast_adaptive_avg_pool2d)
quick_way("composite:padding.pad", fast_pad)
