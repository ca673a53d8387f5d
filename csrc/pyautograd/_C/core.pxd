# Layout of the compiled core's objects, for the modules that are compiled against it.
cimport numpy as cnp
from cpython.object cimport PyObject
from libc.stdint cimport int64_t, uint64_t

cdef class VersionCounter:
    cdef int64_t value
    cdef object changes           # in anomaly mode: what changed the memory, (version, operation, line)

cdef class TensorBase:
    cdef cnp.ndarray a            # the data
    cdef object storage           # the ndarray whose memory is the storage; None: `a` itself
    cdef VersionCounter counter   # shared by a base, its views and what detach() gives; None: `version` counts alone
    cdef Node fn                  # what made this tensor; None for a leaf
    cdef TensorBase base          # of a differentiable view
    cdef object held_grad         # .grad
    cdef object extra             # TensorExtra: hooks and retained gradient; None for most
    cdef Node stand_in            # an unpacked leaf: the AccumulateGrad of the leaf it stands for
    cdef PyObject *accumulator    # the leaf's AccumulateGrad, borrowed: it clears this when it dies
    cdef int64_t version
    cdef int64_t attr_version     # the version at which `fn` of a view was right
    cdef int64_t born             # the number of function transforms begun when the memory was made, or was handed to the last of them
    cdef int out_nr
    cdef signed char dt           # index of the dtype
    cdef signed char creation     # how a view came to be
    cdef bint needs_grad          # a leaf that requires grad
    cdef bint inference
    cdef bint used                # whether a view, a node or another tensor's grad may hold it; the search of use_count() clears this
    cdef signed char lazy         # of a conjugate or negative view: what is yet to be done with its elements
    cdef signed char shown        # whether the garbage collector has to see it whoever saves it: it may lead to more than its history

cdef class Node:
    cdef object e0, e1, e2        # where the first three edges lead: a node, or a leaf whose AccumulateGrad is made when it is asked for
    cdef int n0, n1, n2           # and the output numbers they lead to
    cdef int edge_count
    cdef unsigned int mask        # table nodes: the differentiable arguments whose gradient is wanted
    cdef list more_edges          # (Node, int) or None, from the fourth on
    cdef int64_t seq
    cdef int out_count
    cdef int out_ndim             # shape and dtype of output 0; ndim -1: in `more_outputs[0]`
    cdef int64_t out_dims[4]
    cdef signed char out_dt
    cdef list more_outputs        # (shape, dtype index), output 1 on; or all when output 0 has more than four dimensions
    cdef object extra             # NodeExtra: hooks, metadata, traceback; None for most
    cdef PyObject *handle         # the NodeHandle that Python sees, borrowed: it clears this when it dies
    cdef uint64_t run             # the backward run that last reached this node
    cdef int slot                 # its place there
    # A node of the table, which has a spec:
    cdef Spec spec
    cdef object s0, s1, s2, s3    # saved values
    cdef list more_saved
    cdef int64_t v0, v1, v2, v3   # versions of saved tensors; -1 for other values
    cdef list more_versions
    cdef list spans               # (first edge, count or -1) per differentiable argument, when one is a list
    cdef bint holds               # it saved tensors (or numbers in their place), which a backward frees
    cdef bint released
    cdef bint unpacks_once        # while its derivative runs: packed values are unpacked once
    cdef bint watched             # whether the garbage collector sees it and all that it leads to

ctypedef void (*loopfunc)(char **, cnp.npy_intp *, cnp.npy_intp *, void *) noexcept nogil
ctypedef int (*backward_function)(Node node, PyObject **grads, PyObject **results) except -1

cdef struct Loop:
    # a NumPy inner loop, or one of ours with the same signature
    void (*function)(char **, cnp.npy_intp *, cnp.npy_intp *, void *) noexcept nogil
    void *data
    int found                     # 0 not looked for, 1 there, -1 none

ctypedef object (*fast_function)(Spec spec, PyObject **values)
ctypedef bint (*write_function)(Spec spec, PyObject **values) except -1
ctypedef bint (*quick_function)(Node node, PyObject **grads, PyObject **results) except -1

cdef class Spec:
    cdef readonly str name, key, node_name, impl
    cdef readonly object row      # the table's tuple
    cdef int index
    cdef int kind, promote
    cdef int overlap              # what shared memory it minds
    cdef bint shares              # a view's memory in a tensor that is no view
    cdef bint reads_bytes         # a view that has another dtype
    cdef int toggles              # of a view: what it leaves to be done with its elements, or undoes
    cdef readonly str rule        # how tangents pass; `forward.py` has the rules
    cdef int quick_rule           # which of the rules in duals.pxi; -1 not asked yet
    cdef readonly tuple argument_positions, nondiff_outputs
    cdef readonly bint reads_first    # whether the rule needs what an in-place call overwrites
    cdef readonly bint reads_tensors  # whether the derivative depends on differentiable arguments or results
    cdef int nparams
    cdef int param_code[28]       # PARAM_TENSOR, PARAM_NUMBER or PARAM_OTHER
    cdef int alpha_at             # the parameter of `self + alpha * other` that is 1 by default; -1
    cdef str real_gradient        # the name under which complex results are refused a gradient, or None
    cdef int half_way             # of a kernel: how it may compute half precision
    cdef bint exact               # a product or quotient: half precision takes numbers unrounded
    cdef int layout_rule          # of a kernel's results: which of result_layouts.pxi
    cdef bint repeatable          # without elements it gives the same results again
    cdef bint takes_grad          # its first argument is a gradient, which may show one number everywhere
    cdef bint rounded             # half precision rounds its parameters too
    cdef object alpha_ufunc       # the ufunc for alpha = 1
    cdef Loop alpha_loops[16]
    cdef bint swapped             # of which the operands change places
    cdef bint by_dtype            # `check` looks at nothing else
    cdef bint passed[16]          # dtypes that `check` has let through
    cdef fast_function fast       # a quicker way for the common case; gives None where it does not apply
    cdef write_function fast_write    # the same for the in-place form; False where it does not apply
    cdef object function, inplace_function, check, layout
    cdef tuple param_types, param_names
    cdef tuple outputs            # names of several outputs, or None
    cdef int output_kind          # 0 a tensor, 1 named tuple, 2 tuple of tensors, 3 anything
    cdef readonly bint multi_view
    cdef unsigned int nondiff     # mask of outputs
    cdef int nargs                # differentiable arguments
    cdef int positions[8]         # where they stand among the parameters
    cdef bint list_args           # one of them is a list of tensors
    cdef int nsaved
    cdef bint saves_outputs
    cdef int saved_kind[16]
    cdef int saved_source[16]
    cdef unsigned int saved_mask[16]   # arguments whose formula uses it
    cdef tuple saved_names
    cdef int derivative           # 0 none, 1 formulas, 2 not implemented
    cdef quick_function quick_derivative      # the derivative of small plain tensors where nothing is recorded; False where that does not apply
    cdef Loop loops[16]
    cdef object node_type
    cdef object tuple_type

cdef object saved_value(Node node, int k)
cdef bint wants(Node node, int argument) noexcept
cdef bint needed(Node node, int argument, PyObject **results) noexcept
cdef list wanted_part(Node node, int argument)
cdef int put_list(Node node, int argument, object values, PyObject **results) except -1
cdef int span_start(Node node, int argument) noexcept
cdef object conj_of(object x)
cdef object call_one(object form, object x)
cdef object call_two(object form, object x, object y)
cdef object call_three(object form, object x, object y, object z)
cdef object grads_list(Node node, PyObject **grads)
cdef void set_backward(int index, backward_function function) noexcept
cdef void set_kernel(int index, int dt, loopfunc function) noexcept
