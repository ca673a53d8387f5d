# Steps of the common optimizers, one loop over all parameters. What a loop does not fit is left to the optimizer's own operators.

cdef extern from "optimizer_loops.h" nogil:
    void sgd_float(float *p, const float *grad, Py_ssize_t n, double lr, double decay, double sign)
    void sgd_double(double *p, const double *grad, Py_ssize_t n, double lr, double decay, double sign)
    void momentum_float(
        float *p, const float *grad, float *buffer, Py_ssize_t n, double lr, double momentum, double dampening, double decay, bint nesterov, double sign
    )
    void momentum_double(
        double *p, const double *grad, double *buffer, Py_ssize_t n, double lr, double momentum, double dampening, double decay, bint nesterov, double sign
    )
    void adam_float(
        float *p, const float *grad, float *mean, float *square, Py_ssize_t n, double beta1, double beta2, double size, double correction, double eps,
        double decay, double keep, double sign
    )
    void adam_double(
        double *p, const double *grad, double *mean, double *square, Py_ssize_t n, double beta1, double beta2, double size, double correction,
        double eps, double decay, double keep, double sign
    )
    void amsgrad_float(
        float *p, const float *grad, float *mean, float *square, float *largest, Py_ssize_t n, double beta1, double beta2, double size,
        double correction, double eps, double decay, double keep, double sign
    )
    void amsgrad_double(
        double *p, const double *grad, double *mean, double *square, double *largest, Py_ssize_t n, double beta1, double beta2, double size,
        double correction, double eps, double decay, double keep, double sign
    )


cdef bint steps_alike(TensorBase p, object other) noexcept:
    """Whether a tensor of the optimizer's state, or a gradient, has the contiguous parameter's dtype and layout."""
    if not isinstance(other, TensorBase):
        return False
    cdef TensorBase t = <TensorBase>other
    if t.dt != p.dt or t.inference or t.lazy or not cnp.PyArray_SAMESHAPE(t.a, p.a):
        return False
    return cnp.PyArray_IS_C_CONTIGUOUS(t.a)


cdef bint steps_quickly(object candidate) except -1:
    """Whether the loops take this parameter: dense float32 or float64 memory, and a gradient like it."""
    if not isinstance(candidate, TensorBase):
        return False
    if not is_plain(candidate) and (PLAIN_TENSOR == NULL or intercepts(candidate)):
        return False
    cdef TensorBase p = <TensorBase>candidate
    if p.dt != DT_F32 and p.dt != DT_F64 or p.inference or p.base is not None or p.fn is not None or p.lazy:
        return False
    return cnp.PyArray_IS_C_CONTIGUOUS(p.a) and cnp.PyArray_ISWRITEABLE(p.a) and steps_alike(p, p.held_grad)


cdef dict state_of(object states, object p):
    found = states.get(p)
    return found if type(found) is dict else None


cdef inline void *elements(object t) noexcept:
    return cnp.PyArray_DATA((<TensorBase>t).a)


def fused_sgd(list params not None, states, lr, momentum, dampening, weight_decay, bint nesterov, bint maximize):
    """Step every parameter that one loop can step, and return the others.

    Parameters
    ----------
    params : list of Tensor
    states : mapping
        Parameter -> ``{"momentum_buffer": Tensor}``, of those that have momentum.
    """
    cdef list left = []
    cdef dict state
    cdef TensorBase p
    cdef object buffer = None
    cdef double rate, kept, added, shrink, sign = -1 if maximize else 1
    cdef Py_ssize_t n
    if isinstance(lr, TensorBase) or isinstance(momentum, TensorBase) or isinstance(weight_decay, TensorBase):
        return params
    rate, kept, added, shrink = lr, momentum, dampening, weight_decay
    for candidate in params:
        if not steps_quickly(candidate):
            left.append(candidate)
            continue
        p = <TensorBase>candidate
        if kept != 0:
            state = state_of(states, p)
            buffer = state.get("momentum_buffer") if state is not None else None
            if not steps_alike(p, buffer):
                left.append(p)
                continue
            bump(<TensorBase>buffer)
        n = cnp.PyArray_SIZE(p.a)
        if kept == 0:
            if p.dt == DT_F32:
                sgd_float(<float *>elements(p), <const float *>elements(p.held_grad), n, rate, shrink, sign)
            else:
                sgd_double(<double *>elements(p), <const double *>elements(p.held_grad), n, rate, shrink, sign)
        elif p.dt == DT_F32:
            momentum_float(<float *>elements(p), <const float *>elements(p.held_grad), <float *>elements(buffer), n, rate, kept, added, shrink, nesterov, sign)
        else:
            momentum_double(
                <double *>elements(p), <const double *>elements(p.held_grad), <double *>elements(buffer), n, rate, kept, added, shrink, nesterov, sign
            )
        bump(p)
    return left


def fused_adam(list params not None, states, lr, beta1, beta2, eps, weight_decay, bint amsgrad, bint maximize, bint decoupled):
    """Step every parameter that one loop can step, and return the others.

    Parameters
    ----------
    params : list of Tensor
    states : mapping
        Parameter -> its state with ``"step"``, ``"exp_avg"``, ``"exp_avg_sq"`` and, with `amsgrad`, ``"max_exp_avg_sq"``.
    """
    cdef list left = []
    cdef dict state
    cdef TensorBase p, counter
    cdef double rate, b1, b2, e, decay, steps, keep
    cdef double last_steps = -1, size = 0, correction = 1, sign = -1 if maximize else 1
    cdef Py_ssize_t n
    cdef object largest = None
    for option in (lr, beta1, beta2, eps, weight_decay):
        if isinstance(option, TensorBase):
            return params
    rate, b1, b2, e, decay = lr, beta1, beta2, eps, weight_decay
    keep = 1
    if decoupled:
        keep, decay = 1 - rate * decay, 0
    for candidate in params:
        state = state_of(states, candidate) if steps_quickly(candidate) else None
        if state is None:
            left.append(candidate)
            continue
        p = <TensorBase>candidate
        mean, square, step = state.get("exp_avg"), state.get("exp_avg_sq"), state.get("step")
        if amsgrad:
            largest = state.get("max_exp_avg_sq")
        if (
            not steps_alike(p, mean) or not steps_alike(p, square) or amsgrad and not steps_alike(p, largest) or not isinstance(step, TensorBase)
            or (<TensorBase>step).dt != DT_F32 and (<TensorBase>step).dt != DT_F64 or cnp.PyArray_SIZE((<TensorBase>step).a) != 1
        ):
            left.append(p)
            continue
        counter = <TensorBase>step
        if counter.dt == DT_F32:
            (<float *>elements(counter))[0] += 1
            steps = (<float *>elements(counter))[0]
        else:
            (<double *>elements(counter))[0] += 1
            steps = (<double *>elements(counter))[0]
        if steps != last_steps:
            size, correction, last_steps = rate / (1 - b1**steps), (1 - b2**steps) ** 0.5, steps
        n = cnp.PyArray_SIZE(p.a)
        if amsgrad and p.dt == DT_F32:
            amsgrad_float(
                <float *>elements(p), <const float *>elements(p.held_grad), <float *>elements(mean), <float *>elements(square),
                <float *>elements(largest), n, b1, b2, size, correction, e, decay, keep, sign
            )
        elif amsgrad:
            amsgrad_double(
                <double *>elements(p), <const double *>elements(p.held_grad), <double *>elements(mean), <double *>elements(square),
                <double *>elements(largest), n, b1, b2, size, correction, e, decay, keep, sign
            )
        elif p.dt == DT_F32:
            adam_float(
                <float *>elements(p), <const float *>elements(p.held_grad), <float *>elements(mean), <float *>elements(square), n, b1, b2, size, correction, e,
                decay, keep, sign
            )
        else:
            adam_double(
                <double *>elements(p), <const double *>elements(p.held_grad), <double *>elements(mean), <double *>elements(square), n, b1, b2, size, correction, e,
                decay, keep, sign
            )
        bump(counter)
        bump(<TensorBase>mean)
        bump(<TensorBase>square)
        if amsgrad:
            bump(<TensorBase>largest)
        bump(p)
    return left
