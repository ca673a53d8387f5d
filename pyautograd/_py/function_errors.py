"""What both cores say about wrong use of custom Functions, and how keyword arguments find their places. Runs rarely, so it stays Python."""

from .arg_errors import type_name

BOTH = "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only implement one of them."
NOT_RETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified inplace must all be outputs of "
    "the Function."
)
NOT_AN_INPUT = (
    "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been mutated should be passed to ctx.mark_dirty()."
)
VIEW_AND_MORE = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more than one Tensor. This is not "
    "supported by the current autograd engine. You should either make sure the input is not a view (using .clone() for example) or make your Function "
    "only return one Tensor (potentially splitting it into two Functions: one doing the inplace that returns a single Tensor and a second one that "
    "does the other operations). You can ask on the forum https://discuss.pytorch.org/ if you need help to do this change."
)
DIRTY_LEAF = "a leaf Variable that requires grad has been used in an in-place operation."
RETURNED_AND_SAVED = (
    "An input that has been returned as-is as output is being saved for backward. This is not supported if you override setup_context. You should "
    "return and save a view of the input instead, e.g. with x.view_as(x) or setup ctx inside the forward function itself."
)
ACCESSED_TWICE = (
    "saved_tensors can only be accessed once when clear_saved_tensors_on_access=True is set on the autograd.Function. Either access saved_tensors only "
    "once, or set clear_saved_tensors_on_access=False."
)
# As in PyTorch, these end where the type's name was meant to be.
NOT_A_TUPLE = "autograd internal error: {} attribute is expected to be a tuple but is "
DIRTY_NO_TENSOR = "mark_dirty can only accept variables, but argument "
FIXED_NO_TENSOR = "mark_non_differentiable only accepts variable arguments, but got "


def cannot_save(position, value):
    """The error for what `save_for_backward` got in place of a tensor."""
    return TypeError(f"save_for_backward can only save variables, but argument {position} is of type {type_name(value)}")


def not_bool(setter, value):
    """The error for a flag of ctx that is set to something other than a bool."""
    given = [type(v).__name__ for v in value] if isinstance(value, tuple) else []
    if len(given) == 1 and given[0] != "bool":
        given = [f"!{given[0]}!"]
    return TypeError(f"{setter} received an invalid combination of arguments - got ({', '.join(given)}), but expected (bool)")


def gradient_count(name, expected, got):
    """The error for a backward that returned too many or too few gradients."""
    return RuntimeError(f"function {name} returned an incorrect number of gradients (expected {expected}, got {got})")


def gradient_of_no_tensor(name, position):
    """The error for a gradient of an argument that is no tensor."""
    return RuntimeError(
        f"function {name} returned a gradient different than None at position {position + 1}, but the corresponding forward input was not a Variable"
    )


def not_a_gradient(value):
    """The error for a gradient that is neither a tensor nor None."""
    return RuntimeError(f"expected Variable or None (got {type_name(value)})")


def with_defaults(forward, args, kwargs):
    """The arguments of a ``forward`` without ctx, defaults filled in: (positional, by keyword)."""
    import inspect  # only here, and it loads much

    bound = inspect.signature(forward).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.args, bound.kwargs


def merged_keywords(forward, skipped, args, kwargs):
    """Positional and keyword arguments of ``apply`` as positional ones of `forward`, whose first `skipped` parameters are not the caller's.

    Keyword-only parameters, and those caught by ``**kwargs``, are not taken.
    """
    code = forward.__code__
    names = code.co_varnames[skipped : code.co_argcount]
    given = {}
    for name, value in kwargs.items():
        if name not in names:
            raise TypeError(f"forward() got an unexpected keyword argument '{name}'")
        if names.index(name) < len(args):
            raise TypeError(f"forward() got multiple values for argument '{name}'")
        given[names.index(name)] = value
    last = max(given)
    for position in range(len(args), last):
        if position not in given:
            raise TypeError(f"forward() missing required argument: '{names[position]}' (position {position})")
    return (*args, *[given[position] for position in range(len(args), last + 1)])
