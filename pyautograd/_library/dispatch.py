"""Who takes part in a call of a user's operator besides its kernels: modes, classes with a ``__torch_dispatch__``, the device ``meta``, autocast."""
from .._core import core
from ..utils._pytree import tree_leaves


def offered(op, args, kwargs):
    """The answer of this thread's modes, or else of the classes among the arguments; NotImplemented where there is nobody to ask."""
    from .. import _dispatch
    from ..utils import _python_dispatch as modes

    values = (*args, *kwargs.values())
    if _dispatch.is_disabled() or _dispatch.is_batched(values):
        return NotImplemented  # of a vmap: asked are those for what is underneath
    if modes.is_in_torch_dispatch_mode():
        return modes.ask_all(op, args, kwargs)
    if not _dispatch.handlers(values):
        return NotImplemented
    with _dispatch.below_autograd():
        return _dispatch.ask(op, values, args, kwargs)


def is_batched(args, kwargs):
    """Whether a tensor of the call is one example of a batch, under a vmap."""
    from .. import _dispatch

    return _dispatch.is_batched((*args, *kwargs.values()))


def on_examples(kernel, args, kwargs):
    """The results of a kernel on batched tensors: of all examples at once, or one after another where it looks at their values."""
    from ..func._batched import PerExample, Separately

    try:
        return kernel(*args, **kwargs)
    except Separately:
        raise
    except PerExample as asked:
        raise Separately(asked.levels, asked.text) from None


def is_on_meta(args, kwargs):
    """Whether a tensor of the call lies on the device ``meta``."""
    return any(isinstance(x, core.TensorBase) and x.is_meta for x in tree_leaves((args, kwargs)))


def without_elements(op, args, kwargs):
    """What an operator gives on the device ``meta``. NotImplementedError where nobody has said it."""
    kernel = op.kernels.get("Meta") or op.fake or next((op.kernels[k] for k in ("CompositeExplicitAutograd", "CompositeImplicitAutograd") if k in op.kernels), None)
    if kernel is None:
        raise NotImplementedError(
            f"{op._schema.name}: attempted to run this operator with Meta tensors, but there was no fake impl or Meta kernel registered. You may have run "
            "into this message while using an operator with PT2 compilation APIs (torch.compile/torch.export); in order to use this operator with those "
            "APIs you'll need to add a fake impl. Please see the following for next steps:  "
            "https://pytorch.org/tutorials/advanced/custom_ops_landing_page.html"
        )
    return kernel(*args, **kwargs)


def registered_rule(op, cls, function):
    """Let `function` be called in the place of the ``__torch_dispatch__`` of a mode or class; `function`, or a decorator where it is None."""

    def register(function):
        op.rules[cls] = function
        return function

    return register if function is None else register(function)


def registered_autocast(op, device_type, dtype):
    """Let calls under autocast be calls with the floating-point tensors in `dtype` and without autocast; the kernel that does so."""
    from .. import _types
    from ..amp.autocast_mode import _cast, autocast

    _types.device(device_type)

    def kernel(*args, **kwargs):
        with autocast(device_type, enabled=False):
            return op(*_cast(args, device_type, dtype), **_cast(kwargs, device_type, dtype))

    op.autocast[device_type] = kernel
    return kernel
