# What a view shows in memory of its own: the view, made without history, and a copy of it.

cdef dict VIEW_SPECS = {}      # number of the row of a copy -> the view's spec


cdef Spec view_of_copy(Spec spec):
    found = VIEW_SPECS.get(spec.index)
    if found is None:
        called, _, overload = spec.key.partition(".")
        found = VIEW_SPECS[spec.index] = spec_of_key(called.removesuffix("_copy") + ("." + overload if overload else ""))
    return <Spec>found


cdef object fast_view_copy(Spec spec, PyObject **values):
    """values: those of the view."""
    global mode_grad
    cdef TensorBase t = <TensorBase><object>values[0]
    cdef int grad_was = mode_grad
    cdef list made = []
    if mode_duals or t.lazy or cnp.PyArray_SIZE(t.a) == 0:
        return None
    mode_grad = 0
    try:
        shown = run_spec(view_of_copy(spec), values)
    finally:
        mode_grad = grad_was
    for part in (shown if type(shown) is tuple else (shown,)):
        made.append(new_tensor(fresh_copy((<TensorBase>part).a, (<TensorBase>part).dt), (<TensorBase>part).dt))
    return finished_all(spec, values, made)


for _name in (
    "expand", "permute", "transpose", "t", "select", "slice_", "squeeze", "squeeze_dim", "squeeze_dims", "unsqueeze", "unfold", "unbind", "split", "split_with_sizes",
):
    quick_way("kernel:view_copies." + _name, fast_view_copy)
quick_way("kernel:shapes.diagonal_copy", fast_view_copy)
