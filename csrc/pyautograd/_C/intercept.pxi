# Interceptors: functions that are offered operator calls, those of one thread or those on tensors of a class.
#
# "Intercepting operators" in docs/architecture.md is the contract.

cdef object QUIET_FUNCTION = None
cdef list INTERCEPTED = []        # (tensor class, function), the class registered last first


def intercept(cls, function):
    """Offer every operator call with an argument of the tensor class `cls` to ``function(spec, values, inplace)``.

    A class with ``records_below`` overrides nothing in public, and what its function computes is recorded on the tensors underneath alone.
    """
    global QUIET_TYPE, QUIET_FUNCTION
    INTERCEPTED.insert(0, (cls, function))
    if getattr(cls, "records_below", False):
        QUIET_TYPE, QUIET_FUNCTION = <PyTypeObject *>cls, function


def push_interceptor(function):
    """Offer every operator call of this thread to `function`, before those of classes."""
    stacks.interceptors.append(function)
    watch(1)


def pop_interceptor():
    """End the interceptor that was pushed last, and return it."""
    watch(-1)
    return stacks.interceptors.pop()


def intercepting():
    """Whether an interceptor was pushed in this thread, and is asked now."""
    return PLAIN_TENSOR == NULL and bool(stacks.interceptors)


cdef object METHOD_HOOK = None


def set_method_hook(function):
    """Offer methods that are no operators, on tensors that are not plain or while a mode is active, to ``function(name, tensor, args)``.

    They are `detach`, `data`, `item`, `tolist` and `as_strided`. NotImplemented lets the method run as it is.
    """
    global METHOD_HOOK
    METHOD_HOOK = function


cdef bint intercepts(object tensor):
    """Whether calls with this tensor are intercepted."""
    for cls, _ in INTERCEPTED:
        if isinstance(tensor, cls):
            return True
    return False


cdef list interceptors_for(object values):
    cdef list found = []
    if INTERCEPTED:
        for value in values:
            for v in value if isinstance(value, (tuple, list)) else (value,):
                if isinstance(v, TensorBase) and not is_exact(v):
                    for cls, function in INTERCEPTED:
                        if isinstance(v, cls) and function not in found:
                            found.append(function)
    return found


cdef object offer_to_modes(Spec spec, list values, bint inplace):
    """The answer of this thread's interceptors, the innermost first; NotImplemented if none took the call."""
    if not stacks.interceptors:
        return NotImplemented
    function = pop_interceptor()
    try:
        answer = function(spec, values, bool(inplace))
        return offer_to_modes(spec, values, inplace) if answer is NotImplemented else answer
    finally:
        push_interceptor(function)


cdef object no_rule(Spec spec):
    return NotImplementedError(f"aten::{spec.key}: no rule for this operator on the tensors it was called with")


cdef bint write_offered(Spec spec, PyObject **values, list functions) except -1:
    """Whether an interceptor has done an in-place operator."""
    cdef list given = list(values_tuple(spec, values))
    for function in functions:
        if function(spec, given, True) is not NotImplemented:
            return True
    return False


cdef object run_unusual(builtin_operator form, Spec spec, list values, object out, tuple args, dict kwargs):
    """A call with arguments that are not all plain: those that override are asked, then interceptors."""
    cdef object answer
    if mode_torch_function != ALL_DISABLED:
        answer = ask_override(form, full_name_of(form), (*values, out), args, kwargs)
        if answer is not UNANSWERED:
            return answer
    if out is not None:
        return run_out_offered(spec, values, out)
    return run_offered(spec, values, form.form >= FORM_INPLACE)


cdef bint any_quiet(PyObject **values, int n):
    """Whether some value is of the class that is intercepted but overrides nothing; lists are not looked into."""
    cdef int i
    for i in range(n):
        if Py_TYPE(<object>values[i]) == QUIET_TYPE:
            return True
    return False


cdef str full_name_of(builtin_operator form):
    if form.full_name is None:
        module = str(TABLE[form.indices[0]][13]).replace(".functional", "")
        place = "Tensor." if form.form == FORM_METHOD or form.form == FORM_INPLACE else module + "." if module else ""
        form.full_name = f"torch.{place}{form.__name__}"
    return form.full_name


cdef object run_offered(Spec spec, list values, bint inplace):
    """Run an operator on bound values, offered to interceptors first."""
    cdef object answer
    cdef list functions
    if inplace and mode_scope:
        check_captured(spec, (<_List *>values).ob_item)
    answer = offer_to_modes(spec, values, inplace)
    if answer is not NotImplemented:
        return answer
    functions = interceptors_for(values)
    if spec.kind == KIND_COMPOSITE and not inplace and not functions and PLAIN_TENSOR == NULL:
        return quietly(spec.function, tuple(values))      # not by its fast path, so that what it calls is seen
    if not functions:
        return run_inplace(spec, (<_List *>values).ob_item, None) if inplace else run_spec(spec, (<_List *>values).ob_item)
    if functions[0] is QUIET_FUNCTION:
        answer = QUIET_FUNCTION(spec, values, bool(inplace))
        if answer is not NotImplemented:
            return values[0] if inplace else answer if spec.output_kind == 3 or isinstance(answer, TensorBase) else packed(spec, list(answer))
        functions = functions[1:]
    if inplace:
        return run_inplace(spec, (<_List *>values).ob_item, functions)
    if mode_duals and spec.kind != KIND_COMPOSITE and top_level_of_values((<_List *>values).ob_item, spec.nparams) >= 0:
        return forward().call(spec, values_tuple(spec, (<_List *>values).ob_item))
    for function in functions:
        answer = function(spec, values, False)
        if answer is not NotImplemented:
            return finish_offered(spec, values, answer)
    if spec.kind == KIND_COMPOSITE:
        return quietly(spec.function, tuple(values))
    raise no_rule(spec)


cdef bint offer_outs(Spec spec, list values, list outs) except -1:
    """Offer a call with ``out=`` to the interceptors that take the tensors written into (`takes_outs`); whether one of them answered it."""
    cdef list stack = stacks.interceptors
    if stack and getattr(stack[-1], "takes_outs", False):
        function = pop_interceptor()
        try:
            return function(spec, values, False, outs) is not NotImplemented or offer_outs(spec, values, outs)
        finally:
            push_interceptor(function)
    if stack:
        return False
    for function in interceptors_for([*values, *outs]):
        if getattr(function, "takes_outs", False):
            return function(spec, values, False, outs) is not NotImplemented
    return False


cdef object run_out_offered(Spec spec, list values, object out):
    cdef list outs = list(out) if isinstance(out, (tuple, list)) else [out]
    cdef TensorBase target, made
    if not stacks.interceptors and not interceptors_for([*values, *outs]):
        return run_out(spec, (<_List *>values).ob_item, out)
    for t in outs + [t for v in values for t in (v if isinstance(v, (tuple, list)) else (v,))]:
        if isinstance(t, TensorBase) and hasattr(type(t), "write_out"):
            type(t).write_out(spec, values, outs)
            return packed(spec, outs) if len(outs) > 1 else outs[0]
    past_of_outs(spec, tuple(values), outs)
    if offer_outs(spec, values, outs):
        return packed(spec, outs) if len(outs) > 1 else outs[0]
    answer = run_offered(spec, values, False)
    results = answer if isinstance(answer, tuple) else (answer,)
    for i in range(len(outs)):
        target, made = outs[i], results[i]
        require_castable(made.dt, target.dt)
        target.copy_(made)
    return packed(spec, outs) if isinstance(answer, tuple) else outs[0]


cdef object finish_offered(Spec spec, list values, object answer):
    """Record what an interceptor computed, on the level of the tensors that were intercepted."""
    cdef list results = list(answer) if isinstance(answer, (tuple, list)) else [answer]
    cdef bint recorded = False
    for made in results:
        if isinstance(made, TensorBase):
            if spec.kind == KIND_VIEW:
                link_view(<TensorBase>values[0], <TensorBase>made, VIEW_MULTI_OUTPUT if spec.multi_view else VIEW_DEFAULT)
            recorded = recorded or (<TensorBase>made).fn is not None
    if spec.kind != KIND_COMPOSITE and not recorded and mode_grad and spec.derivative and any_requires(spec, (<_List *>values).ob_item):
        record_results(spec, (<_List *>values).ob_item, results)
    return answer if spec.output_kind == 3 else packed(spec, results)


cdef int link_view(TensorBase source, TensorBase made, int creation) except -1:
    """Make a tensor that an interceptor returned a view of `source` for autograd."""
    if made.base is not None or made is source:
        return 0
    made.inference = source.inference
    if source.inference:
        return 0
    made.counter = shared_counter(source)
    made.base = source if source.base is None else source.base
    made.base.used = True
    if not mode_grad:
        creation = VIEW_INFERENCE if mode_inference else VIEW_NO_GRAD
    made.creation = source.creation if creation == VIEW_DEFAULT and source.creation != VIEW_DEFAULT else creation
    made.attr_version = made.counter.value
    return 0


def record_call(Spec spec not None, values, answer):
    """Record the call of an operator on bound values that gave `answer`, as if it had been computed; returns what the caller gets."""
    return finish_offered(spec, list(values), answer)


def call(Spec spec not None, values, bint inplace=False):
    """Run an operator on bound values; interceptors are asked first."""
    cdef list given = list(values)
    if len(given) != spec.nparams:
        raise TypeError(f"{spec.key} takes {spec.nparams} values, not {len(given)}")
    if PLAIN_TENSOR == NULL or not all_plain(given):
        return run_offered(spec, given, inplace)
    return run_inplace(spec, (<_List *>given).ob_item, None) if inplace else run_spec(spec, (<_List *>given).ob_item)


def spec_of_key(key):
    """The spec of an overload: ``"mul"``, ``"remainder.Scalar"``."""
    called, _, overload = key.partition(".")
    for i in range(FIRST_ROW[called], len(TABLE)):
        if TABLE[i][0] == called and TABLE[i][1] == overload:
            return spec_at(i)
    raise KeyError(key)
