# Small images of two or three dimensions at the points of a grid, and the gradients: bilinear and nearest.

cdef extern from "grid_loops.h" nogil:
    ctypedef struct grid_job:
        Py_ssize_t channels, pixels, points
        Py_ssize_t size[3]
        int dims, nearest, padding, aligned
    void sample_grid_f4(const grid_job *g, const float *image, const float *grid, float *out, const float *grad, float *for_image, float *for_grid)
    void sample_grid_f8(const grid_job *g, const double *image, const double *grid, double *out, const double *grad, double *for_image, double *for_grid)


cdef bint all_near(TensorBase t) noexcept:
    """Whether all coordinates are numbers that pixels can be counted with."""
    cdef cnp.npy_intp i
    cdef bint fit = True
    for i in range(cnp.PyArray_SIZE(t.a)):
        fit = fit and (-1e4 < (<float *>cnp.PyArray_DATA(t.a))[i] < 1e4 if t.dt == DT_F32 else -1e4 < (<double *>cnp.PyArray_DATA(t.a))[i] < 1e4)
    return fit


cdef bint read_grid(PyObject **values, grid_job *g) noexcept:
    """values: input, grid, interpolation_mode, padding_mode, align_corners."""
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase grid = <TensorBase><object>values[1]
    cdef int d, nd = cnp.PyArray_NDIM(x.a)
    cdef object mode = <object>values[2], padding = <object>values[3]
    if nd != 4 and nd != 5 or cnp.PyArray_NDIM(grid.a) != nd or x.dt != grid.dt or not is_dense_float(x) or not is_dense_float(grid):
        return False
    if type(mode) is not int or mode != 0 and mode != 1 or type(padding) is not int or padding != 0 and padding != 1 and padding != 2:
        return False
    g.dims, g.nearest, g.padding, g.aligned, g.channels, g.pixels, g.points = nd - 2, mode, padding, <object>values[4] is True, cnp.PyArray_DIM(x.a, 1), 1, 1
    for d in range(g.dims):
        g.size[d] = cnp.PyArray_DIM(x.a, d + 2)
        g.pixels *= g.size[d]
        g.points *= cnp.PyArray_DIM(grid.a, d + 1)
        if g.size[d] > 0x100000:
            return False
    if cnp.PyArray_DIM(grid.a, 0) != cnp.PyArray_DIM(x.a, 0) or cnp.PyArray_DIM(grid.a, nd - 1) != g.dims:
        return False
    return cnp.PyArray_DIM(x.a, 0) * g.channels * g.points <= 16 * SMALL_KERNEL and all_near(grid)


cdef object fast_grid_sample(Spec spec, PyObject **values):
    cdef TensorBase x = <TensorBase><object>values[0]
    cdef TensorBase grid = <TensorBase><object>values[1]
    cdef grid_job g
    cdef cnp.npy_intp dims[5]
    cdef cnp.npy_intp b
    cdef int d
    cdef cnp.ndarray out
    if not read_grid(values, &g):
        return None
    dims[0], dims[1] = cnp.PyArray_DIM(x.a, 0), g.channels
    for d in range(g.dims):
        dims[d + 2] = cnp.PyArray_DIM(grid.a, d + 1)
    out = empty_array(g.dims + 2, dims, x.dt)
    for b in range(dims[0]):
        if x.dt == DT_F32:
            sample_grid_f4(
                &g, <float *>cnp.PyArray_DATA(x.a) + b * g.channels * g.pixels, <float *>cnp.PyArray_DATA(grid.a) + b * g.points * g.dims,
                <float *>cnp.PyArray_DATA(out) + b * g.channels * g.points, NULL, NULL, NULL
            )
        else:
            sample_grid_f8(
                &g, <double *>cnp.PyArray_DATA(x.a) + b * g.channels * g.pixels, <double *>cnp.PyArray_DATA(grid.a) + b * g.points * g.dims,
                <double *>cnp.PyArray_DATA(out) + b * g.channels * g.points, NULL, NULL, NULL
            )
    return finished(spec, values, out, x.dt)


cdef object fast_grid_sample_backward(Spec spec, PyObject **values):
    """values: grad_output, and those of the operator."""
    cdef TensorBase grad = <TensorBase><object>values[0]
    cdef TensorBase x = <TensorBase><object>values[1]
    cdef TensorBase grid = <TensorBase><object>values[2]
    cdef grid_job g
    cdef cnp.npy_intp b, batch = cnp.PyArray_DIM(x.a, 0) if cnp.PyArray_NDIM(x.a) else 0
    cdef cnp.ndarray for_image, for_grid
    if not read_grid(values + 1, &g) or grad.dt != x.dt or not is_dense_float(grad) or cnp.PyArray_SIZE(grad.a) != batch * g.channels * g.points:
        return None
    for_image = empty_array(cnp.PyArray_NDIM(x.a), cnp.PyArray_DIMS(x.a), x.dt)
    for_grid = empty_array(cnp.PyArray_NDIM(grid.a), cnp.PyArray_DIMS(grid.a), x.dt)
    memset(cnp.PyArray_DATA(for_image), 0, cnp.PyArray_NBYTES(for_image))
    for b in range(batch):
        if x.dt == DT_F32:
            sample_grid_f4(
                &g, <float *>cnp.PyArray_DATA(x.a) + b * g.channels * g.pixels, <float *>cnp.PyArray_DATA(grid.a) + b * g.points * g.dims, NULL,
                <float *>cnp.PyArray_DATA(grad.a) + b * g.channels * g.points, <float *>cnp.PyArray_DATA(for_image) + b * g.channels * g.pixels,
                <float *>cnp.PyArray_DATA(for_grid) + b * g.points * g.dims
            )
        else:
            sample_grid_f8(
                &g, <double *>cnp.PyArray_DATA(x.a) + b * g.channels * g.pixels, <double *>cnp.PyArray_DATA(grid.a) + b * g.points * g.dims, NULL,
                <double *>cnp.PyArray_DATA(grad.a) + b * g.channels * g.points, <double *>cnp.PyArray_DATA(for_image) + b * g.channels * g.pixels,
                <double *>cnp.PyArray_DATA(for_grid) + b * g.points * g.dims
            )
    return finished_all(spec, values, [new_tensor(for_image, x.dt), new_tensor(for_grid, x.dt)])


cdef object fast_grid_sampler(Spec spec, PyObject **values):
    """The function as users call it: its arguments are those of the operators."""
    cdef grid_job g
    if not read_grid(values, &g):
        return None
    return run_spec(spec_named("grid_sampler_3d" if g.dims == 3 else "grid_sampler_2d"), values)


quick_way("kernel:grids.grid_sample", fast_grid_sample)
quick_way("kernel:grids.grid_sample_backward", fast_grid_sample_backward)
quick_way("composite:grids.grid_sampler", fast_grid_sampler)
