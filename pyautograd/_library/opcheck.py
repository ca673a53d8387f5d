"""``torch.library.opcheck``: whether an operator does what it was registered with."""
from .._core import core
from ..utils._pytree import tree_leaves, tree_map
from .operators import Packet

ALL = ("test_schema", "test_autograd_registration", "test_faketensor", "test_aot_dispatch_dynamic")


class OpCheckError(Exception):
    """What `opcheck` found."""


def _copied(tree):
    def copy(x):
        return x.detach().clone().requires_grad_(x.requires_grad) if isinstance(x, core.TensorBase) else x

    return tree_map(copy, tree)


def _test_schema(op, args, kwargs):
    from .._subclasses.schema_check_mode import check_call
    from ..autograd.grad_mode import no_grad

    given, named = _copied((args, kwargs))
    with no_grad():
        check_call(op, given, named)


def _test_autograd_registration(op, args, kwargs):
    leaves = [x for x in tree_leaves((args, kwargs)) if isinstance(x, core.TensorBase) and x.requires_grad]
    made = op(*_copied(args), **_copied(kwargs)) if leaves else None
    outs = [x for x in tree_leaves(made) if isinstance(x, core.TensorBase) and x.is_floating_point()]
    if outs and not any(x.requires_grad for x in outs):
        raise AssertionError("none of the results requires gradients though an argument does: register a derivative with register_autograd")


def _test_faketensor(op, args, kwargs):
    from ..autograd.grad_mode import no_grad

    if op.fake is None:
        from .custom_ops import OPDEFS

        shown = OPDEFS.get(op._schema.name, op)
        raise RuntimeError(
            f"There was no fake impl registered for {shown}. This is necessary for torch.compile/export/fx tracing to work. Please use "
            f"`{op._opname}.register_fake` to add an fake impl."
        )
    with no_grad():
        expected, got = op(*_copied(args), **_copied(kwargs)), op.fake(*_copied(args), **_copied(kwargs))
    for x, y in zip(tree_leaves(expected), tree_leaves(got)):
        if isinstance(x, core.TensorBase) and (x.shape != y.shape or x.dtype != y.dtype):
            raise RuntimeError(f"the fake implementation gives {y.dtype} of shape {list(y.shape)}, the operator {x.dtype} of shape {list(x.shape)}")


def _test_derivative(op, args, kwargs):
    given, named = _copied((args, kwargs))
    leaves = [x for x in tree_leaves((given, named)) if isinstance(x, core.TensorBase) and x.requires_grad]
    outs = [x for x in tree_leaves(op(*given, **named)) if isinstance(x, core.TensorBase) and x.requires_grad] if leaves else []
    if outs:
        from ..autograd import grad

        grad([x.sum() for x in outs], leaves, allow_unused=True)


_TESTS = dict(zip(ALL, (_test_schema, _test_autograd_registration, _test_faketensor, _test_derivative)))


def opcheck(op, args, kwargs=None, *, test_utils=ALL, raise_exception=True, rtol=None, atol=None):
    """Check an operator on sample arguments.

    Parameters
    ----------
    op : CustomOpDef, or an overload from ``torch.ops``
    test_utils : str or sequence of str
        ``test_schema``: only what the schema says is changed in place. ``test_autograd_registration``: results require gradients where arguments
        do. ``test_faketensor``: the fake implementation gives the shapes and dtypes of the real one. ``test_aot_dispatch_dynamic``: the derivative
        runs; PyTorch compiles the operator here, which this library does not do.

    Returns
    -------
    dict
        Test -> ``"SUCCESS"``, or the exception where `raise_exception` is False; else `OpCheckError` is raised.
    """
    op = getattr(op, "_opoverload", op)
    if isinstance(op, Packet):
        op = getattr(op, op.overloads()[0])
    if not hasattr(op, "kernels"):
        raise ValueError(f"opcheck(op, ...): op must be instance of torch._ops.OpOverload of a custom operator, got {type(op)}")
    tests = (test_utils,) if isinstance(test_utils, str) else tuple(test_utils)
    if not set(tests) <= set(ALL):
        raise ValueError(f"opcheck(op, ..., test_utils={test_utils}), expected test_utils to be subset of {ALL} but it was not")
    results = {}
    for test in tests:
        try:
            _TESTS[test](op, args, kwargs or {})
            results[test] = "SUCCESS"
        except Exception as error:
            if raise_exception:
                raise OpCheckError(f"opcheck(op, ...): {test} failed with {error} (scroll up for stack trace)") from error
            results[test] = error
    return results
