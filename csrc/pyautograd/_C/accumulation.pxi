# Sums of gradients: where edges meet, in the shape and dtype of an edge, and into a leaf's ``grad``.

_COMPLEX_FOR_REAL = (
    "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) to be true, but got false.  (Could this "
    "error message be improved?  If so, please report an enhancement request to PyTorch.)"
)


cdef int add_to(Run run, Place *place, object grad) except -1:
    """Add to the gradient held; in place once the sum is ours and nobody records."""
    cdef object held = <object>place.grad
    cdef object total
    if place.owned and not run.create_graph and in_place_sum(<TensorBase>held, <TensorBase>grad):
        return 0
    total = held + grad if is_exact(held) else grad + held      # in PyTorch a sparse tensor comes second
    Py_INCREF(total)
    place.grad = <PyObject *>total
    place.owned = 1
    Py_DECREF(held)
    return 0


cdef bint is_uniform(cnp.ndarray a) noexcept:
    """Whether an array shows one element everywhere, as the gradient of a sum does."""
    cdef int d
    for d in range(cnp.PyArray_NDIM(a)):
        if cnp.PyArray_STRIDE(a, d):
            return False
    return True


cdef void add_small(TensorBase held, TensorBase grad, bint uniform) noexcept:
    cdef cnp.npy_intp i, n = cnp.PyArray_SIZE(held.a)
    cdef float *f4 = <float *>cnp.PyArray_DATA(held.a)
    cdef float *g4 = <float *>cnp.PyArray_DATA(grad.a)
    cdef double *f8 = <double *>cnp.PyArray_DATA(held.a)
    cdef double *g8 = <double *>cnp.PyArray_DATA(grad.a)
    cdef float one4
    cdef double one8
    if uniform and held.dt == DT_F32:
        one4 = g4[0]
        for i in range(n):
            f4[i] += one4
    elif uniform:
        one8 = g8[0]
        for i in range(n):
            f8[i] += one8
    elif held.dt == DT_F32:
        for i in range(n):
            f4[i] += g4[i]
    else:
        for i in range(n):
            f8[i] += g8[i]


cdef Spec add_spec = None

cdef bint in_place_sum(TensorBase held, TensorBase grad) except -1:
    """held += grad for floats of one shape and dtype; False where that does not apply."""
    global add_spec
    cdef PyObject *values[3]
    cdef int dt = 0
    cdef bint uniform
    if held.dt != grad.dt or CATEGORY[held.dt] != 2 or not cnp.PyArray_SAMESHAPE(held.a, grad.a) or held.base is not None or held.inference or held.lazy or grad.lazy:
        return False
    if PLAIN_TENSOR == NULL or not is_exact(held) and intercepts(held) or not is_exact(grad) and intercepts(grad):
        return False
    if mode_duals and (top_level_of(held) >= 0 or top_level_of(grad) >= 0):
        return False
    if (held.dt == DT_F32 or held.dt == DT_F64) and 0 < cnp.PyArray_SIZE(held.a) <= 1024 and cnp.PyArray_IS_C_CONTIGUOUS(held.a):
        uniform = not cnp.PyArray_IS_C_CONTIGUOUS(grad.a) and is_uniform(grad.a)
        if (uniform or cnp.PyArray_IS_C_CONTIGUOUS(grad.a)) and cnp.PyArray_DATA(held.a) != cnp.PyArray_DATA(grad.a):
            add_small(held, grad, uniform)
            bump(held)
            return True
    if add_spec is None:
        add_spec = spec_named("add")
    values[0], values[1], values[2] = <PyObject *>held, <PyObject *>grad, <PyObject *>ONE
    compute_elementwise(add_spec, values, &dt, held)
    bump(held)
    return True


cdef object validated(Node node, int i, object grad):
    """A gradient in the shape and dtype of where it goes; PyTorch's error where that cannot be."""
    cdef Node following = edge_node(node, i)
    cdef int number = edge_number(node, i), d, nd
    cdef TensorBase g
    cdef bint same
    if not isinstance(grad, TensorBase):
        raise TypeError(f"expected Variable or None (got {type(grad).__name__})")
    g = <TensorBase>grad
    nd = cnp.PyArray_NDIM(g.a)
    same = False
    if number == 0 and following.out_ndim == nd:
        same = True
        for d in range(nd):
            if following.out_dims[d] != cnp.PyArray_DIM(g.a, d):
                same = False
                break
    if not same:
        grad = without_leading(g, following) if number == 0 else None
        if grad is None:
            grad = reduced(g, output_shape(following, number), node, i)
        g = <TensorBase>grad
    d = output_dt(following, number)
    if g.dt != d and d >= 0:      # below zero: a leaf whose grad_dtype is None
        if CATEGORY[g.dt] == 3 and CATEGORY[d] != 3:
            if isinstance(node, CustomNode):
                raise RuntimeError(_COMPLEX_FOR_REAL)
            grad = ops.real(grad)
            g = <TensorBase>grad
        if g.dt != d:
            grad = grad.to(DTYPES[d])
            g = <TensorBase>grad
    return grad.resolve_conj().resolve_neg() if g.lazy else grad


cdef TensorBase without_leading(TensorBase grad, Node following):
    """A contiguous small gradient summed over leading dimensions that broadcasting added; None where it is none, or is more than that."""
    cdef int nd = cnp.PyArray_NDIM(grad.a), count = following.out_ndim, d, lead = nd - count
    cdef cnp.npy_intp rows = 1, width = 1
    cdef cnp.ndarray out
    if count < 0 or lead <= 0 or grad.lazy or (grad.dt != DT_F32 and grad.dt != DT_F64) or not cnp.PyArray_IS_C_CONTIGUOUS(grad.a) or cnp.PyArray_SIZE(grad.a) == 0:
        return None
    if mode_grad and requires(grad) or mode_duals or PLAIN_TENSOR == NULL or not is_exact(grad):
        return None
    for d in range(count):
        if following.out_dims[d] != cnp.PyArray_DIM(grad.a, lead + d):
            return None
        width *= following.out_dims[d]
    for d in range(lead):
        rows *= cnp.PyArray_DIM(grad.a, d)
    out = empty_array(count, following.out_dims, grad.dt)
    if rows == 1:
        memcpy(cnp.PyArray_DATA(out), cnp.PyArray_DATA(grad.a), cnp.PyArray_NBYTES(out))
    else:
        fast.sum_memory(grad.dt == DT_F32, cnp.PyArray_DATA(grad.a), cnp.PyArray_DATA(out), 1, rows, width)
    return new_tensor(out, grad.dt)


cdef object reduced(TensorBase grad, tuple want, Node node, int position):
    """`grad` summed over the dimensions that broadcasting added."""
    cdef tuple have = shape_tuple(grad.a)
    if have == want:
        return grad
    lead = len(have) - len(want)
    if lead < 0 or any([w != 1 and w != h for h, w in zip(have[max(lead, 0):], want)]):
        text = f"invalid gradient at index {position} - got {list(have)} but expected shape compatible with {list(want)}"
        raise RuntimeError(text if isinstance(node, IdentityNode) else f"Function {node_name(node)} returned an {text}")
    if PLAIN_TENSOR != NULL and not (mode_grad and requires(grad)) and not (mode_duals and top_level_of(grad) >= 0) and (is_exact(grad) or not intercepts(grad)):
        made = sum_leading(grad, want)
        if made is not None:
            return made
    return grad.sum_to_size(want)


cdef list validated_all(Node node, list grads):
    cdef int i
    if len(grads) != node.edge_count:
        if len(grads) > node.edge_count and all([g is None for g in grads[node.edge_count:]]):
            grads = grads[:node.edge_count]
        elif node.edge_count:
            raise RuntimeError(
                f"Function {node_name(node)} returned an invalid number of gradients: got {len(grads)}, expected {node.edge_count}"
            )
    for i in range(min(node.edge_count, len(grads))):
        if has_edge(node, i) and grads[i] is not None:
            grads[i] = validated(node, i, grads[i])
    return grads


cdef int accumulate_grad(AccumulateGrad node, TensorBase grad) except -1:
    """Add to the leaf's ``grad`` and run its hooks, one thread at a time.

    Small sums keep the GIL throughout and need no lock; hooks, recorded sums and large ones let other threads run.
    """
    cdef TensorBase leaf = node.leaf
    if leaf.fn is not None:
        raise RuntimeError("leaf variable has been moved into the graph interior")
    if not leaf.needs_grad:      # turned off since the graph was made
        return 0
    if node.lock is None:
        if not mode_grad and cnp.PyArray_SIZE(grad.a) < RELEASE_GIL_FROM and leaf.extra is None:
            return add_to_grad(leaf, grad)
        lock = threading.RLock()
        if node.lock is None:      # no other thread has made one meanwhile
            node.lock = lock
    with node.lock:
        add_to_grad(leaf, grad)
        run_post_accumulate_hooks(leaf)
    return 0


cdef int add_to_grad(TensorBase leaf, TensorBase grad) except -1:
    """Add to the leaf's ``grad``: a new tensor first, then in place; out of place while recording."""
    cdef object held = leaf.held_grad
    cdef PyObject *raw = <PyObject *>grad
    if held is None:
        if mode_grad:
            if requires(grad) or mode_duals and top_level_of(grad) >= 0:
                leaf.held_grad = ops.empty_strided(shape_tuple(grad.a), stride_tuple(leaf.a), dtype=DTYPES[grad.dt]).copy_(grad)
            else:
                leaf.held_grad = copy_for(leaf, grad)
        elif raw.ob_refcnt == 1 and owns_all(grad) and cnp.PyArray_IS_C_CONTIGUOUS(leaf.a) and cnp.PyArray_SIZE(leaf.a):
            leaf.held_grad = grad      # nobody else can see it
        elif not mode_grad_layout and raw.ob_refcnt == 1 and (is_exact(grad) or not intercepts(grad)):
            leaf.held_grad = detached(grad)
        else:
            leaf.held_grad = copy_for(leaf, grad, raw.ob_refcnt == 1)
    elif mode_grad:
        leaf.held_grad = grad + held if is_exact(grad) and not is_exact(held) else held + grad
    elif not is_exact(held) and is_exact(grad) and held.is_sparse:
        leaf.held_grad = grad + held
    elif not in_place_sum(<TensorBase>held, grad):
        held.add_(grad)
    (<TensorBase>leaf.held_grad).used = True
    if (<TensorBase>leaf.held_grad).fn is not None:
        expose_tensor(<TensorBase>leaf.held_grad)
    if held is None or cnp.PyArray_IS_C_CONTIGUOUS(leaf.a) and cnp.PyArray_IS_C_CONTIGUOUS((<TensorBase>held).a):
        return 0
    held = leaf.held_grad
    if held is not None and mode_grad_layout and not (stride_tuple(leaf.a) == stride_tuple((<TensorBase>held).a) and is_dense(leaf.a)):
        from ..autograd._engine import check_layout
        check_layout(held, leaf)
    return 0


cdef bint owns_all(TensorBase t) noexcept:
    """Whether a tensor shares nothing: its array, its memory, its counter."""
    if t.fn is not None or t.base is not None or t.storage is not None or t.extra is not None or t.counter is not None or t.needs_grad or t.lazy:
        return False
    return (<PyObject *>t.a).ob_refcnt == 1 and cnp.PyArray_CHKFLAGS(t.a, cnp.NPY_ARRAY_OWNDATA | cnp.NPY_ARRAY_C_CONTIGUOUS)


cdef TensorBase copy_for(TensorBase leaf, TensorBase grad, bint alone=False):
    """A copy of `grad` without history, laid out as the leaf is. `alone`: nobody else holds it, which its class may make use of."""
    cdef cnp.ndarray out
    if not is_exact(grad) and intercepts(grad):
        if hasattr(grad, "__torch_dispatch__"):
            from .._dispatch import gradient_for
            return gradient_for(leaf, grad, alone)
        return grad.clone().detach()
    if grad.lazy:
        grad = settled_tensor(grad)
    if cnp.PyArray_SIZE(leaf.a) == 0 and cnp.PyArray_SIZE(grad.a) == 0:      # a leaf that was changed since may have lost its elements
        return new_tensor(_nothing_like(leaf.a, grad.a.dtype), grad.dt)
    if cnp.PyArray_IS_C_CONTIGUOUS(leaf.a):
        return new_tensor(fresh_copy(grad.a, grad.dt), grad.dt)
    out = np.empty_like(leaf.a, dtype=grad.a.dtype) if is_dense(leaf.a) else np.empty(shape_tuple(grad.a), grad.a.dtype)
    out[...] = grad.a
    return new_tensor(out, grad.dt)
