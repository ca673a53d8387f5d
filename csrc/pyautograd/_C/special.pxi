# Special functions that are kernels of the table: their loops (special_loops.pyx) called at once on one or two float tensors of one dtype.

# The function of special_loops.h that a kernel is, on float32 and float64.
cdef dict SPECIAL_FUNCTIONS = {
    "elementwise.erfcx": "erfcx", "elementwise.log_ndtr": "log_ndtr", "elementwise.ndtri": "ndtri", "elementwise.i0": "i0", "elementwise.i0e": "i0e",
    "elementwise.i1": "i1", "elementwise.i1e": "i1e", "bessel.bessel_j0": "j0", "bessel.bessel_j1": "j1", "bessel.bessel_y0": "y0", "bessel.bessel_y1": "y1",
    "bessel.modified_bessel_i0": "i0", "bessel.modified_bessel_i1": "modified_i1", "bessel.modified_bessel_k0": "k0", "bessel.modified_bessel_k1": "k1",
    "bessel.scaled_modified_bessel_k0": "k0e", "bessel.scaled_modified_bessel_k1": "k1e", "bessel.spherical_bessel_j0": "spherical_j0",
    "bessel.airy_ai": "airy", "elementwise.zeta": "zeta", "elementwise.igamma": "igamma", "elementwise.igammac": "igammac", "elementwise.logaddexp": "logaddexp",
}  # fmt: skip


cdef Loop *special_loop_of(Spec spec, int dt) except NULL:
    cdef Loop *loop = &spec.loops[dt]
    if loop.found == 0:
        from . import special_loops
        loop.function, loop.data, loop.found = <loopfunc><size_t>special_loops.address(SPECIAL_FUNCTIONS[spec.impl], dt == DT_F64), NULL, 1
    return loop


cdef object fast_special(Spec spec, PyObject **values):
    """A special function of one or two float32 or float64 tensors."""
    cdef TensorBase t, u
    cdef Geometry g
    cdef Loop *loop
    cdef cnp.ndarray out
    if not is_plain(<object>values[0]):
        return None
    t = <TensorBase><object>values[0]
    if t.dt != DT_F32 and t.dt != DT_F64:
        return None
    take_shape(&g, t.a)
    if spec.nparams == 2:
        if not is_plain(<object>values[1]):
            return None
        u = <TensorBase><object>values[1]
        if u.dt != t.dt or not same_shape(t.a, u.a):
            return None
        set_strides(&g, 1, u.a)
    loop = special_loop_of(spec, t.dt)
    set_strides(&g, 0, t.a)
    g.nop = spec.nparams + 1
    out = allocate(&g, spec.nparams, TYPENUM[t.dt], cnp.PyArray_IS_C_CONTIGUOUS(t.a) and (spec.nparams == 1 or cnp.PyArray_IS_C_CONTIGUOUS(u.a)))
    set_strides(&g, spec.nparams, out)
    run_geometry(&g, loop, NULL)
    return finished(spec, values, out, t.dt)


cdef str special_name
for special_name in SPECIAL_FUNCTIONS:
    if special_name != "elementwise.logaddexp":      # which has a way for numbers as well (real_maps.pxi)
        quick_way("kernel:" + special_name, fast_special)
