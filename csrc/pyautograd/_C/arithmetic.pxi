# Python's operators: x + y and its like, reflected and in place.

cdef enum:
    FORM_ADD, FORM_SUB, FORM_MUL, FORM_DIV, FORM_FLOORDIV, FORM_MOD, FORM_POW, FORM_AND, FORM_OR, FORM_XOR, FORM_LSHIFT, FORM_RSHIFT
    FORM_NEG, FORM_POSITIVE, FORM_ABS, FORM_NOT
    FORM_LT, FORM_LE, FORM_EQ, FORM_NE, FORM_GT, FORM_GE
    FORM_RSUB, FORM_RECIPROCAL, FORM_COUNT

cdef tuple _OPERATOR_NAMES = (
    "add", "sub", "mul", "div", "floor_divide", "remainder", "pow", "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift",
    "bitwise_right_shift", "neg", "positive", "abs", "bitwise_not", "lt", "le", "eq", "ne", "gt", "ge", "rsub", "reciprocal",
)
cdef list OPERATOR_FORMS = [None] * FORM_COUNT
cdef list INPLACE_FORMS = [None] * FORM_COUNT
cdef list METHOD_FORMS = [None] * FORM_COUNT      # what __torch_function__ is called with: Tensor.neg, where functions give torch.neg


cdef object arithmetic_operand(object x):
    """`x` as an operator takes it: a tensor, a Python number; None where it is neither."""
    if isinstance(x, TensorBase) or type(x) is float or type(x) is int or type(x) is bool or type(x) is complex:
        return x
    if isinstance(x, np.generic):
        return x.item() if x.dtype.kind in "biufc" else None
    if isinstance(x, (int, float, complex)):
        return x
    if isinstance(x, np.ndarray) and x.dtype.kind in "biufc":
        return wrap(x if all([s >= 0 for s in x.strides]) else x.copy())
    return None


cdef inline object operate(int which, object x, object y):
    """A binary operator; either operand may be the tensor."""
    cdef PyObject *values[3]
    cdef Spec spec
    cdef builtin_operator form
    if not is_operand(x) or not is_operand(y):
        return operate_generally(which, x, y)
    form = <builtin_operator><object>PyList_GET_ITEM(OPERATOR_FORMS, which)
    if not isinstance(x, TensorBase):
        if which == FORM_ADD or which == FORM_MUL:
            x, y = y, x
        elif FORM_LT <= which <= FORM_GE:
            return NotImplemented
        else:
            return form(x, y)
    if not form.prepared:
        prepare_form(form)
    values[0], values[1], values[2] = <PyObject *>x, <PyObject *>y, <PyObject *>ONE
    if form.pair:
        return elementwise(form.first, values)
    return match_and_run(form, values, 2, NULL)


cdef object operate_generally(int which, object x, object y):
    """The operator on operands that are not all plain tensors and numbers: other types are asked first."""
    cdef object answer = ask_operator(which, x, y)
    if answer is not UNANSWERED:
        return answer
    x, y = arithmetic_operand(x), arithmetic_operand(y)
    if x is None or y is None:
        return NotImplemented
    if isinstance(x, TensorBase):
        return OPERATOR_FORMS[which](x, y)
    if which == FORM_ADD or which == FORM_MUL:
        return OPERATOR_FORMS[which](y, x)
    return NotImplemented if FORM_LT <= which <= FORM_GE else OPERATOR_FORMS[which](x, y)


cdef object operate_sub(object x, object y):
    if not isinstance(x, TensorBase):
        if not is_plain(y):
            answer = ask_operator(FORM_SUB, x, y)
            if answer is not UNANSWERED:
                return answer
        x = arithmetic_operand(x)
        return NotImplemented if x is None else OPERATOR_FORMS[FORM_RSUB](y, x)
    return operate(FORM_SUB, x, y)


cdef object operate_div(object x, object y):
    if not isinstance(x, TensorBase):
        if not is_plain(y):
            answer = ask_operator(FORM_DIV, x, y)
            if answer is not UNANSWERED:
                return answer
        x = arithmetic_operand(x)
        if x is None:
            return NotImplemented
        return operate(FORM_MUL, OPERATOR_FORMS[FORM_RECIPROCAL](y), x)
    return operate(FORM_DIV, x, y)


cdef object operate_inplace(int which, object x, object y):
    if not is_plain(x) or not is_operand(y):
        answer = ask_named(_OPERATOR_NAMES[which] + "_", x, y)
        if answer is not UNANSWERED:
            return answer
    cdef object other = arithmetic_operand(y)
    if other is None:
        return NotImplemented
    return INPLACE_FORMS[which](x, other)


cdef inline object call_form1(int which, object x):
    cdef builtin_operator form = <builtin_operator><object>PyList_GET_ITEM(OPERATOR_FORMS if is_plain(x) else METHOD_FORMS, which)
    return form(x)
