# The layouts of kernels' results: the rules of `kernels/layouts.py`, for which most results need no more than to lie in row-major order, as they do.

cdef enum:
    LAYOUT_OTHER, LAYOUT_CONTIGUOUS, LAYOUT_SUGGESTED, LAYOUT_ITERATED, LAYOUT_PRESERVED

cdef dict LAYOUT_RULES = {"contiguous": LAYOUT_CONTIGUOUS, "suggested": LAYOUT_SUGGESTED, "iterated": LAYOUT_ITERATED, "preserved": LAYOUT_PRESERVED}


cdef bint asks_for_rows(int rule, list arguments) noexcept:
    """Whether a rule has results in row-major order, given a kernel's arguments."""
    cdef cnp.ndarray a
    if rule == LAYOUT_CONTIGUOUS:
        return True
    if rule == LAYOUT_SUGGESTED or rule == LAYOUT_PRESERVED:
        if type(arguments[0]) is not cnp.ndarray:
            return False
        a = <cnp.ndarray>arguments[0]
        return cnp.PyArray_SIZE(a) > 0 and (cnp.PyArray_IS_C_CONTIGUOUS(a) if rule == LAYOUT_SUGGESTED else has_plain_strides(a))
    if rule != LAYOUT_ITERATED:
        return False
    for value in arguments:
        if type(value) is cnp.ndarray:
            a = <cnp.ndarray>value
            if cnp.PyArray_SIZE(a) == 0 or not cnp.PyArray_IS_C_CONTIGUOUS(a):
                return False
    return True


cdef bint lies_in_rows(object made) noexcept:
    """Whether a result is of one element or more in row-major order."""
    return type(made) is cnp.ndarray and cnp.PyArray_SIZE(<cnp.ndarray>made) > 0 and has_plain_strides(<cnp.ndarray>made)


cdef object laid_out_by_rule(Spec spec, list arguments, object answer):
    """A kernel's answer as the row's rule lays it out."""
    if asks_for_rows(spec.layout_rule, arguments):
        if type(answer) is not tuple and type(answer) is not list:
            if lies_in_rows(answer):
                return answer
        else:
            for made in answer:
                if not lies_in_rows(made):
                    break
            else:
                return answer
    return spec.layout(arguments, answer)
