"""Calls of PyTorch's operators that write their results into given tensors, as ``torch.ops.aten.add.out``."""
from .. import _ops
from .._autograd_texts import C_NAMES
from .._core import core
from .._table.out_shapes import warn_resized
from .row_schemas import returns_list


def call_into(op, args, kwargs):
    """Call an overload that writes into the tensors of `kwargs` named ``op._outs``; those tensors.

    Raises
    ------
    RuntimeError
        One of them is missing, has a dtype that the results cannot have, or something that requires a gradient is among the arguments.
    """
    rest = dict(kwargs)
    outs = [rest.pop(name) if name in rest else _missing(op, name) for name in op._outs]
    function = _ops.function_of(op._packet)
    if function is not None and op._row is not None and ("o" in op._row.variants or any([p.name == "out" for p in op._row.params])):
        function(*args, **rest, out=outs[0] if len(outs) == 1 else tuple(outs))
    else:
        _placed(op, outs, args, rest)
    return None if returns_list(op) else outs[0] if len(outs) == 1 else tuple(outs)


def _missing(op, name):
    raise RuntimeError(f"aten::{op._opname}() is missing value for argument '{name}'. Declaration: {op._schema}")


def _placed(op, outs, args, kwargs):
    """For operators whose functions have no ``out=``."""
    before = core.is_grad_enabled()
    core.set_grad_enabled(False)
    try:
        results = op._packet(*args, **kwargs)
        if returns_list(op):
            outs = outs[0]
        for target, made in zip(outs, results if isinstance(results, (tuple, list)) else (results,)):
            if made.dtype != target.dtype:
                raise RuntimeError(f"Expected out tensor to have dtype {C_NAMES[made.dtype.name]}, but got {C_NAMES[target.dtype.name]} instead")
            if target.shape != made.shape:
                if target.numel():
                    warn_resized(op._opname, tuple(target.shape), tuple(made.shape))
                target.resize_(made.shape)
            target.copy_(made)
    finally:
        core.set_grad_enabled(before)
