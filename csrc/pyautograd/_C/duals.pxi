# Where tangents are kept: a cell per dual tensor and level, known to the level, which empties it when it ends.
#
# ``mode_duals`` is the thread's mask of levels that operators see. What an operator does about tangents is in forward.py, which both
# cores share; elementwise operators of one level are short enough to do it here.

cdef enum:
    MAX_LEVELS = 60               # bits of the mask

cdef extern from "modes.h":
    long long mode_duals, duals_off
    int mode_forward


@cython.final
@cython.freelist(64)
cdef class Cell:
    """A tangent of one level, and those of other levels after it. The alias that a node keeps of a result shares it."""
    cdef object tangent           # a tensor; False: none, whatever the base has; None: the level has ended
    cdef Cell rest
    cdef int level
    cdef PyObject *before         # neighbours among the cells of the level, borrowed
    cdef PyObject *after

    def __dealloc__(self):
        if self.before != NULL:
            unlink(<PyObject *>self)


cdef class Level:
    """The cells of an open level: a ring that begins and ends here."""
    cdef Cell head


cdef inline void unlink(PyObject *cell) noexcept:
    cdef PyObject *before = cell_before(cell)
    cdef PyObject *after = cell_after(cell)
    set_after(before, after)
    set_before(after, before)
    set_before(cell, NULL)


cdef extern from *:
    """
    #define CELL_STRUCT struct __pyx_obj_10pyautograd_2_C_4core_Cell
    #define cell_before(c) (((CELL_STRUCT *)(c))->before)
    #define cell_after(c) (((CELL_STRUCT *)(c))->after)
    #define set_before(c, value) (((CELL_STRUCT *)(c))->before = (value))
    #define set_after(c, value) (((CELL_STRUCT *)(c))->after = (value))
    """
    PyObject *cell_before(PyObject *cell) noexcept
    PyObject *cell_after(PyObject *cell) noexcept
    void set_before(PyObject *cell, PyObject *value) noexcept
    void set_after(PyObject *cell, PyObject *value) noexcept


def dual_mask():
    """The levels that operators on this thread see, a bit for each."""
    return mode_duals


def set_dual_mask(long long mask):
    """Set the levels that operators see; returns those they saw."""
    global mode_duals
    cdef long long before = mode_duals
    mode_duals = mask
    return before


def dual_levels():
    """How many levels are open on this thread."""
    return len(stacks.levels)


def enter_level():
    """Open a level inside those that are open, and return its number."""
    global mode_duals, duals_off
    cdef list levels = stacks.levels
    cdef int number = len(levels)
    cdef Level level
    cdef Cell head
    if number >= MAX_LEVELS:
        raise RuntimeError(f"more than {MAX_LEVELS} levels of forward mode inside each other")
    level, head = Level.__new__(Level), Cell.__new__(Cell)
    head.before = head.after = <PyObject *>head
    level.head = head
    levels.append(level)
    if mode_forward:
        mode_duals |= 1LL << number
    else:
        duals_off |= 1LL << number
    return number


def leave_level():
    """Close the last level and drop its tangents."""
    global mode_duals, duals_off
    cdef Level level = stacks.levels.pop()
    cdef int number = len(stacks.levels)
    cdef PyObject *raw
    cdef Cell cell
    mode_duals &= ~(1LL << number)
    duals_off &= ~(1LL << number)
    while level.head.after != <PyObject *>level.head:
        raw = level.head.after
        cell = <Cell>raw
        unlink(raw)
        cell.tangent = None       # may free others, which leave the ring themselves
    level.head.before = NULL


def is_forward_enabled():
    """Whether forward mode is on."""
    return mode_forward != 0


def set_forward_enabled(mode):
    """Turn forward mode on or off; returns whether it was on."""
    global mode_forward, mode_duals, duals_off
    cdef bint before = mode_forward, wanted = bool(mode)
    if before and not wanted:
        duals_off, mode_duals = mode_duals, 0
    elif wanted and not before:
        mode_duals, duals_off = duals_off, 0
    mode_forward = wanted
    return bool(before)


cdef object rules = None          # forward.py

def forward():
    """The module with the rules."""
    global rules
    if rules is None:
        from . import forward as loaded
        rules = loaded
    return rules


cdef Cell cell_of(TensorBase t):
    return None if t.extra is None else (<TensorExtra>t.extra).cell


cdef object tangent_at(TensorBase t, int level):
    """The tangent that a tensor itself holds; None where it holds none, False where it has none even if its base has."""
    cdef Cell cell = cell_of(t)
    while cell is not None:
        if cell.level == level:
            return cell.tangent
        cell = cell.rest
    return None


def get_tangent(TensorBase tensor not None, int level):
    """The tangent that a tensor itself holds; None where it holds none, False where it has none even if its base has."""
    return tangent_at(tensor, level)


cdef int store_tangent(TensorBase t, int level, object tangent) except -1:
    """Give a tensor a tangent (or False)."""
    cdef TensorExtra extra = extra_of(t)
    cdef Cell cell = extra.cell
    cdef Cell head, free = None
    while cell is not None and cell.level != level:
        if free is None and cell.before == NULL:
            free = cell           # of a level that has ended
        cell = cell.rest
    if cell is None:
        cell = free
    if cell is None:
        cell = Cell.__new__(Cell)
        cell.rest, extra.cell = extra.cell, cell
    cell.tangent, cell.level = tangent, level
    if cell.before == NULL:
        head = (<Level>(<list>stacks.levels)[level]).head
        cell.before, cell.after = <PyObject *>head, head.after
        set_before(head.after, <PyObject *>cell)
        head.after = <PyObject *>cell
    return 0


def put_tangent(TensorBase tensor not None, int level, tangent):
    """Give a tensor a tangent, or with None take away what its base would show."""
    store_tangent(tensor, level, False if tangent is None else <TensorBase?>tangent)


cdef int top_level_of(TensorBase t) noexcept:
    """The highest level in sight at which a tensor or its base has a tangent; -1 where neither has."""
    cdef long long seen = mode_duals
    cdef int found = -1
    cdef Cell cell
    while t is not None:
        cell = cell_of(t)
        while cell is not None:
            if cell.tangent is False:
                seen &= ~(1LL << cell.level)
            elif cell.tangent is not None and cell.level > found and (seen >> cell.level) & 1:
                found = cell.level
            cell = cell.rest
        t = t.base
    return found


cdef int top_level_of_values(PyObject **values, int count) except -2:
    cdef int i, found = -1
    for i in range(count):
        found = max(found, top_level_of_value(<object>values[i]))
    return found


cdef int top_level_of_value(object value) except -2:
    cdef int found = -1
    if isinstance(value, TensorBase):
        if (<TensorBase>value).extra is None and (<TensorBase>value).base is None:
            return -1
        return top_level_of(<TensorBase>value)
    if type(value) is tuple or type(value) is list:
        for v in value:
            if isinstance(v, TensorBase):
                found = max(found, top_level_of(<TensorBase>v))
    return found


def top_level(values):
    """The highest level in sight at which one of the arguments (or its base) has a tangent; -1 where none has."""
    cdef int found = -1
    for value in values:
        found = max(found, top_level_of_value(value))
    return found


def share_cell(TensorBase tensor not None, TensorBase other not None):
    """Have `tensor` hold the tangents of `other`, also those it gets later."""
    if other.extra is not None or tensor.extra is not None:
        extra_of(tensor).cell = cell_of(other)


def keep_with_node(TensorBase result not None):
    """Let what the node of a result has saved of it hold the result's tangents."""
    cdef Node node = result.fn
    cdef Spec spec
    cdef int k
    if node is None or node.spec is None or not node.spec.saves_outputs:
        return
    spec = node.spec
    for k in range(spec.nsaved):
        if spec.saved_kind[k] == SAVED_OUTPUT:
            value = node.s0 if k == 0 else node.s1 if k == 1 else node.s2 if k == 2 else node.s3 if k == 3 else \
                node.more_saved[k - 4] if node.more_saved is not None and k - 4 < len(node.more_saved) else None
            if type(value) is SavedOutput and (<SavedOutput>value).out_nr == result.out_nr:
                (<SavedOutput>value).cell = cell_of(result)


# What the rules need of a row.

def run_row(Spec spec not None, values):
    """Call an operator on parsed arguments."""
    cdef list given = list(values)
    if PLAIN_TENSOR == NULL or not all_plain(given):
        return run_offered(spec, given, False)
    return run_spec(spec, (<_List *>given).ob_item)


def run_row_(Spec spec not None, values, before=None):
    """Call the in-place form of an operator on parsed arguments. `before`: a copy of the first as it was, if there is one."""
    cdef list given = list(values)
    if mode_duals and top_level_of_values((<_List *>given).ob_item, spec.nparams) >= 0:
        return forward().call_in_place(spec, tuple(given))      # a level further out
    return write_and_record(spec, (<_List *>given).ob_item, before, interceptors_for(given) or None)


def evaluate_vjp(Spec spec not None, values, results, wanted, grads):
    """The vector-Jacobian products of a row that was called with `values` and gave `results`, without a node.

    `wanted` are numbers of differentiable arguments, `grads` the gradients of the results. Gives a list with an entry, or None,
    per differentiable argument; they are neither summed to the argument's shape nor cast.
    """
    cdef list given = list(values), made = list(results), vectors = list(grads), found = []
    cdef unsigned int mask = 0
    cdef int k
    for k in wanted:
        mask |= 1u << k
    products(spec, (<_List *>given).ob_item, (<_List *>made).ob_item, mask, (<_List *>vectors).ob_item, len(vectors), found)
    return found


cdef int fill_node(Node node, Spec spec, PyObject **values, PyObject **results, unsigned int mask) except -1:
    """Let a node that is in no graph hold what the formulas of the arguments in `mask` use, as it is."""
    cdef int k
    node.spec, node.mask = spec, mask
    node.v0 = node.v1 = node.v2 = node.v3 = -1
    for k in range(spec.nsaved):
        if spec.saved_mask[k] & mask:
            if spec.saved_kind[k] == SAVED_OUTPUT:
                save_slot(node, k, <object>results[spec.saved_source[k]], -1)
            elif spec.saved_kind[k] <= SAVED_INPUTS:
                save_slot(node, k, <object>values[spec.saved_source[k]], -1)
            elif spec.saved_kind[k] != SAVED_WEAK:
                save_slot(node, k, saved_attribute(<object>values[spec.saved_source[k]], spec.saved_kind[k]), -1)
    return 0


cdef enum:
    MOST_EDGES = 64

cdef int products(Spec spec, PyObject **values, PyObject **results, unsigned int mask, PyObject **grads, int count, list found) except -1:
    """Append the vector-Jacobian products for the arguments in `mask`; None for the others."""
    cdef Node node = Node.__new__(Node)
    cdef PyObject *few[MOST_EDGES]
    cdef PyObject **answers = few
    cdef int i, k, edges = 0
    node.out_count = count
    fill_node(node, spec, values, results, mask)
    if spec.list_args:
        node.spans = []
        for i in range(spec.nargs):
            value = <object>values[spec.positions[i]]
            k = len(value) if isinstance(value, (tuple, list)) else -1
            node.spans.append((edges, k))
            edges += 1 if k < 0 else k
    else:
        edges = spec.nargs
    if edges > MOST_EDGES:
        answers = <PyObject **>malloc(edges * sizeof(PyObject *))
        if answers == NULL:
            raise MemoryError
    memset(answers, 0, edges * sizeof(PyObject *))
    try:
        apply_table_node(node, grads, answers)
        for i in range(spec.nargs):
            if node.spans is None or (<tuple>node.spans[i])[1] < 0:
                k = span_start(node, i)
                found.append(None if answers[k] == NULL else <object>answers[k])
            else:
                k = span_start(node, i)
                found.append([None if answers[k + j] == NULL else <object>answers[k + j] for j in range((<tuple>node.spans[i])[1])])
    finally:
        for i in range(edges):
            Py_XDECREF(answers[i])
        if answers != few:
            free(answers)
    return 0


# Operators of one result whose rule needs no more than a loop over the arguments; forward.py, which says what the rules are, does the rest.

cdef enum:
    RULE_SHARED, RULE_ELEMENTWISE, RULE_LINEAR, RULE_MULTILINEAR

cdef int rule_code(Spec spec) except -1:
    if spec.output_kind != 0 or spec.list_args or spec.nargs > 8 or spec.nparams > 24:
        return RULE_SHARED
    if spec.rule == "elementwise":
        return RULE_ELEMENTWISE
    if spec.rule == "linear":
        return RULE_LINEAR if spec.nargs == 1 else RULE_SHARED
    return RULE_MULTILINEAR if spec.rule == "multilinear" else RULE_SHARED


cdef object tangent_or_none(TensorBase t, int level):
    """The tangent at a level, or None; a view shows its part of what its base has."""
    cdef object found = tangent_at(t, level)
    if found is None and t.base is not None:
        return forward().tangent_of(t, level)
    return None if found is False else found


cdef object call_dual(Spec spec, PyObject **values, int level):
    """The operator called with its tangents of a level, the highest that an argument has one of."""
    global mode_duals
    cdef long long outside = mode_duals
    cdef TensorBase result, tangent, total = None
    cdef list tangents
    cdef PyObject *given[24]
    cdef PyObject *results[1]
    cdef int k, at
    cdef bint complicated
    if spec.quick_rule < 0:
        spec.quick_rule = rule_code(spec)
    if spec.quick_rule == RULE_SHARED:
        return forward().call(spec, values_tuple(spec, values))
    tangents = []
    for k in range(spec.nargs):
        value = <object>values[spec.positions[k]]
        part = tangent_or_none(<TensorBase>value, level) if isinstance(value, TensorBase) else None
        if part is not None and not is_exact(part):     # it may belong to a class that is asked about operators
            return forward().call(spec, values_tuple(spec, values))
        tangents.append(part)
    mode_duals = outside & ((1LL << level) - 1)
    try:
        result = <TensorBase>run_spec(spec, values)
        if not is_differentiable(result.dt):
            return result
        if mode_grad and spec.reads_tensors and (any_requires(spec, values) or any_of_list_requires(tangents)):
            return shared_tangent(spec, values, result, level)
        results[0] = <PyObject *>result
        for k in range(spec.nargs):
            if tangents[k] is None:
                continue
            at = spec.positions[k]
            tangent = <TensorBase>tangents[k]
            if spec.quick_rule == RULE_ELEMENTWISE:
                if CATEGORY[result.dt] != 2 or tangent.dt != result.dt or (<TensorBase><object>values[at]).dt != result.dt:
                    # complex numbers or a conversion; the result is there, so only the tangent is found anew
                    return shared_tangent(spec, values, result, level)
                if not same_shape(tangent.a, result.a):
                    tangent = tangent.expand(size_of(result.a))
                part = tangent_product(spec, values, results, k, tangent)
                if part is tangent and spec.nargs == 1 + tangents.count(None):
                    part = copy_of(tangent)
            else:
                memcpy(given, values, spec.nparams * sizeof(PyObject *))
                given[at] = <PyObject *>tangent
                part = run_spec(spec, given)
            if part is not None:
                total = <TensorBase>part if total is None else <TensorBase>(total + part)
        if total is not None:
            if spec.kind != KIND_VIEW and not settled(total, result, tangents):
                total = <TensorBase>forward().fitted(total, result, tangents)
            store_tangent(result, level, total)
            if spec.saves_outputs and result.fn is not None:
                keep_with_node(result)
    finally:
        mode_duals = outside
    return result


cdef Spec clone_spec = None

cdef object copy_of(TensorBase t):
    """``t.clone()``."""
    global clone_spec
    cdef PyObject *values[2]
    if clone_spec is None:
        clone_spec = spec_named("clone")
    values[0], values[1] = <PyObject *>t, <PyObject *>None
    return run_spec(clone_spec, values)


cdef bint any_of_list_requires(list tangents) except -1:
    for t in tangents:
        if t is not None and requires(<TensorBase>t):
            return True
    return False


cdef TensorBase shared_tangent(Spec spec, PyObject **values, TensorBase result, int level):
    forward().add_tangents(spec, values_tuple(spec, values), [result], level)
    return result


cdef object tangent_product(Spec spec, PyObject **values, PyObject **results, int k, TensorBase tangent):
    """The vector-Jacobian product for one argument of a row without lists."""
    cdef PyObject *grads[1]
    cdef PyObject *answers[8]
    cdef Node node = Node.__new__(Node)
    cdef int i
    grads[0] = <PyObject *>tangent
    memset(answers, 0, sizeof(answers))
    fill_node(node, spec, values, results, 1u << k)
    node.out_count = 1
    try:
        apply_table_node(node, grads, answers)
        return None if answers[k] == NULL else <object>answers[k]
    finally:
        for i in range(spec.nargs):
            Py_XDECREF(answers[i])


cdef bint settled(TensorBase tangent, TensorBase result, list tangents):
    """Whether a tangent has the result's shape and layout and is nobody else's."""
    cdef TensorBase other
    if tangent.dt != result.dt or not same_shape(tangent.a, result.a) or tangent.storage is not None:
        return False
    if not cnp.PyArray_IS_C_CONTIGUOUS(tangent.a) or not cnp.PyArray_IS_C_CONTIGUOUS(result.a):
        return False
    for other in tangents:
        if other is not None and (other is tangent or storage_root(other) is tangent.a):
            return False
    return True
