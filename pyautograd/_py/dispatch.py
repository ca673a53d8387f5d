"""Operator calls that others take part in: ``__torch_function__`` of the arguments' types, and interceptors.

An operator looks at the types of its bound arguments. Plain tensors and numbers go straight to the implementation; anything
else comes here. First the public protocol (`overrides`), which sees the outermost call alone; then interceptors, which see
every operator call that the library makes, down to those of composites, formulas and the engine.
"""
from .._types import Size
from . import duals, inplace, overrides
from .grad_mode import modes
from .inplace import check_captured as refuse_captured
from .overrides import ALL_DISABLED, UNANSWERED
from .tensor import TensorBase
from .util import refuse_memory

# Types of arguments that need no second look. Empty while a mode or an interceptor is active on some thread.
_ORDINARY = {int, float, bool, complex, str, type(None)}
PLAIN = set(_ORDINARY)
_SEQUENCES = (tuple, list, Size)
_watched = 0
_seen = False  # whether some type or mode has ever overridden operators


def add_plain_type(cls):
    """Let an exact tensor class (Tensor, Parameter) take the direct way."""
    _ORDINARY.add(cls)
    overrides.EXACT_TENSORS.add(cls)
    if not _watched:
        PLAIN.add(cls)


def watch(change):
    """Count modes and interceptors that are active on any thread; while there are some, every call is looked at."""
    global _watched, _seen
    _watched += change
    _seen = True
    PLAIN.clear()
    if not _watched:
        PLAIN.update(_ORDINARY)


def torch_function_state():
    """The thread's state: 0 all ``__torch_function__`` are asked, 1 those of modes only, 2 none."""
    return modes.torch_function


def set_torch_function_state(state):
    """Set this thread's state."""
    modes.torch_function = state


def unusual(values):
    """Whether some value, or some item of a list or tuple among them, is neither a plain tensor nor a number."""
    for value in values:
        cls = type(value)
        if cls in PLAIN:
            continue
        if cls in _SEQUENCES:
            for item in value:
                if type(item) not in PLAIN:
                    return True
            if PLAIN:
                continue
        return True
    return not PLAIN


def ask(func, shown, values, args, kwargs):
    """`overrides.ask`, unless overriding is disabled; the first that overrides makes composites run undisturbed from then on."""
    global _seen
    if modes.torch_function == ALL_DISABLED:
        return UNANSWERED
    answer = overrides.ask(func, shown, values, args, kwargs)
    if answer is not UNANSWERED:
        _seen = True
    return answer


def quietly(function, *values):
    """Call a part of the library in which ``__torch_function__`` is not asked: only the outermost call is."""
    before = modes.torch_function
    if _seen:
        modes.torch_function = ALL_DISABLED
    try:
        return function(*values)
    except (ValueError, MemoryError) as error:
        refuse_memory(error)
        raise
    finally:
        modes.torch_function = before


# Interceptors.

_intercepted = []
_below = []  # functions of classes that record on the tensors underneath


def intercept(cls, function):
    """Offer every operator call with an argument of the tensor class `cls` to ``function(spec, values, inplace)``.

    A class with ``records_below`` overrides nothing in public, and what its function computes is recorded on the tensors underneath alone.
    See "Intercepting operators" in docs/architecture.md.
    """
    _intercepted.insert(0, (cls, function))
    if getattr(cls, "records_below", False):
        _below.append(function)


def push_interceptor(function):
    """Offer every operator call of this thread to `function`, before those of classes."""
    modes.interceptors.append(function)
    watch(1)


def pop_interceptor():
    """End the interceptor that was pushed last, and return it."""
    watch(-1)
    return modes.interceptors.pop()


def intercepting():
    """Whether an interceptor was pushed in this thread, and is asked now."""
    return bool(modes.interceptors)


def intercepts(tensor):
    """Whether calls with this tensor are intercepted."""
    return any([isinstance(tensor, cls) for cls, _ in _intercepted])


def interceptors_for(values):
    """Functions to offer a call with `values` to."""
    found = []
    if _intercepted:
        for value in values:
            for v in value if isinstance(value, (tuple, list)) else (value,):
                if isinstance(v, TensorBase):
                    found.extend([f for cls, f in _intercepted if isinstance(v, cls) and f not in found])
    return found


def offer_to_modes(spec, values, inplace):
    """The answer of this thread's interceptors, the innermost first; NotImplemented if none took the call."""
    stack = modes.interceptors
    if not stack:
        return NotImplemented
    function = pop_interceptor()
    try:
        answer = function(spec, values, inplace)
        return offer_to_modes(spec, values, inplace) if answer is NotImplemented else answer
    finally:
        push_interceptor(function)


def offer_outs(spec, values, outs):
    """Offer a call with ``out=`` to the interceptors that take the tensors written into (`takes_outs`); whether one of them answered it."""
    stack = modes.interceptors
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


def refuse(spec):
    """The error for an operator that no interceptor has a rule for."""
    return NotImplementedError(f"aten::{spec.key}: no rule for this operator on the tensors it was called with")


def run_offered(run, run_inplace, spec, values, inplace):
    """Run an operator on bound values, offered to interceptors first."""
    if inplace and modes.scope:
        refuse_captured(spec, values)
    answer = offer_to_modes(spec, values, inplace)
    if answer is not NotImplemented:
        return answer
    functions = interceptors_for(values)
    if not functions:
        return (run_inplace if inplace else run)(spec, values)
    if functions[0] in _below:
        from . import operators

        answer = functions[0](spec, values, inplace)
        if answer is not NotImplemented:
            whole = spec.row.outputs == "object" or isinstance(answer, TensorBase)
            return values[0] if inplace else answer if whole else operators.pack(spec.row, list(answer))
        functions = functions[1:]
    if inplace:
        return run_inplace(spec, values, functions)
    if modes.duals and spec.kind != "composite" and duals.top_level(values) >= 0:
        return duals.forward().call(spec, values)
    for function in functions:
        answer = function(spec, values, False)
        if answer is not NotImplemented:
            return finish(spec, values, answer)
    if spec.kind == "composite":
        return quietly(spec.function, *values)
    raise refuse(spec)


def finish(spec, values, answer):
    """Record what an interceptor computed, on the level of the tensors that were intercepted."""
    from . import operators

    results = list(answer) if isinstance(answer, (tuple, list)) else [answer]
    if spec.kind == "view":
        for made in results:
            link_view(values[0], made, inplace.MULTI_OUTPUT if spec.row.multi_view else inplace.DEFAULT)
    if spec.kind != "composite" and spec.wants_grad(values) and not any([isinstance(r, TensorBase) and r._grad_fn is not None for r in results]):
        operators.record(spec, spec.make_node(values), values, results, spec.row.outputs)
    return answer if spec.row.outputs == "object" else operators.pack(spec.row, results)


def link_view(source, made, creation):
    """Make a tensor that an interceptor returned a view of `source` for autograd."""
    if made._view_base is not None or made is source:
        return
    made._counter = source._counter
    made._view_base = base = source._view_base if source._view_base is not None else source
    base._used = True
    made._inference = source._inference
    if not modes.grad:
        creation = inplace.INFERENCE if modes.inference else inplace.NO_GRAD
    made._creation = creation if source._creation == inplace.DEFAULT or creation != inplace.DEFAULT else source._creation
    made._attr_version = made._counter.value
